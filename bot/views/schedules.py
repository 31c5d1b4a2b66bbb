"""Schedules in words, as a leader would say them."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from bot.domain.recurrence import numbers, parse
from intents.timeexpr.rules import LunarRule, Once, RRule, Rule, Schedule, WorkdayRule

PROVISIONAL = "有的日子放假安排还没有公布，先按惯例推算。"
UNTITLED = "（没有写标题）"

_DAYS_OFF = {
    "next": "遇休息日顺延到下一个工作日",
    "previous": "遇休息日提前到上一个工作日",
    "skip": "遇休息日不开",
    "as-is": "遇休息日照常",
}
_WEEKDAYS = {"MO": "一", "TU": "二", "WE": "三", "TH": "四", "FR": "五", "SA": "六", "SU": "日"}
_LUNAR_MONTHS = "正二三四五六七八九十冬腊"
_DIGITS = "零一二三四五六七八九十"
_PERIODS = {1: "每月", 3: "每季度", 6: "每半年", 12: "每年"}
_UNITS = {"DAILY": ("每天", "天"), "WEEKLY": ("每周", "周"), "MONTHLY": ("每月", "个月"), "YEARLY": ("每年", "年")}
_PLAIN_YEAR = 2027
_ALL_MONTHS = tuple(range(1, 13))


def say_schedule(schedule: Schedule) -> str:
    """The rule of a schedule with its times, where it begins and ends, and what days off do to it."""
    if isinstance(schedule.rule, Once):
        return "、".join(say_moment(moment) for moment in schedule.rule.moments) + _days_off(schedule)
    at = "、".join(say_time(moment) for moment in schedule.times)
    return f"{say_rule(schedule.rule, schedule.start)} {at}{_bounds(schedule)}{_days_off(schedule)}"


def say_rule(rule: Rule, start: date) -> str:
    """A rule by date, without its times. ``start`` is its first day."""
    if isinstance(rule, WorkdayRule):
        return _workdays(rule)
    if isinstance(rule, LunarRule):
        return f"每年农历{_LUNAR_MONTHS[rule.month - 1]}月{_lunar_day(rule.day)}"
    if isinstance(rule, RRule):
        return _recurrence(parse(rule.text, start))
    return "一次"


def say_moment(moment: datetime) -> str:
    """A moment on the wall clock with its weekday."""
    weekday = "一二三四五六日"[moment.weekday()]
    return f"{moment.year}年{moment.month}月{moment.day}日（周{weekday}）{say_time(moment.time())}"


def say_time(moment: time) -> str:
    """A time of day: 15:00."""
    return f"{moment:%H:%M}"


def say_lead(lead: timedelta) -> str:
    """How long before: 提前1天, 提前2小时30分钟."""
    minutes = int(lead.total_seconds()) // 60
    parts = ((minutes // 1440, "天"), (minutes % 1440 // 60, "小时"), (minutes % 60, "分钟"))
    said = "".join(f"{number}{unit}" for number, unit in parts if number)
    return f"提前{said}" if said else "到点"


def say_unread(unread: str) -> str:
    """What of the time words was not understood."""
    return f"这几个字没有看懂：{unread}。"


def _bounds(schedule: Schedule) -> str:
    said = ""
    if schedule.until:
        said += f"，到{schedule.until.year}年{schedule.until.month}月{schedule.until.day}日为止"
    if schedule.count:
        said += f"，共{schedule.count}次"
    return said


def _days_off(schedule: Schedule) -> str:
    return f"，{_DAYS_OFF[schedule.days_off]}" if schedule.days_off else ""


def _workdays(rule: WorkdayRule) -> str:
    months = "" if rule.months == _ALL_MONTHS or rule.span > 1 else f"（{_months(rule.months)}）"
    if rule.nth is None:
        return f"每个工作日{months}"
    return f"{_PERIODS.get(rule.span, f'每{rule.span}个月')}{_ordinal(rule.nth)}工作日{months}"


def _ordinal(nth: int) -> str:
    if nth > 0:
        return f"第{nth}个"
    return "最后一个" if nth == -1 else f"倒数第{-nth}个"


def _recurrence(parts: Mapping[str, str]) -> str:
    every, unit = _UNITS[parts["FREQ"]]
    interval = int(parts.get("INTERVAL", "1"))
    head = every if interval == 1 else f"每{interval}{unit}"
    months = numbers(parts, "BYMONTH")
    if months and months != _ALL_MONTHS:
        head = f"{'每年' if interval == 1 else head}{_months(months)}"
    return head + _days(parts)


def _days(parts: Mapping[str, str]) -> str:
    codes = [code for code in parts.get("BYDAY", "").split(",") if code]
    days = numbers(parts, "BYMONTHDAY")
    places = numbers(parts, "BYSETPOS")
    said = "、".join(map(_year_day, numbers(parts, "BYYEARDAY")))
    if days:
        said = "、".join(f"{day}号" if day > 0 else ("最后一天" if day == -1 else f"倒数第{-day}天") for day in days)
    if codes:
        named = "、".join(_weekday(code) for code in codes)
        said += ("的" if days else "") + ("".join(map(_ordinal, places)) + named if places else named)
    weekly = parts["FREQ"] == "WEEKLY"
    return said.replace("周", "", 1) if weekly and codes and parts.get("INTERVAL", "1") == "1" else said


def _year_day(number: int) -> str:
    """A day of the year by its number, from its end where it is negative; leap years do not move either."""
    first, last = date(_PLAIN_YEAR, 1, 1), date(_PLAIN_YEAR, 12, 31)
    day = first + timedelta(days=number - 1) if number > 0 else last + timedelta(days=number + 1)
    return f"{day.month}月{day.day}号"


def _weekday(code: str) -> str:
    place = code[:-2]
    return f"{_ordinal(int(place)) if place else ''}周{_WEEKDAYS[code[-2:]]}"


def _months(months: tuple[int, ...]) -> str:
    return "、".join(f"{month}月" for month in months)


def _lunar_day(day: int) -> str:
    if day == -1:
        return "最后一天"
    if day <= 10:
        return f"初{_DIGITS[day]}"
    if day in {20, 30}:
        return f"{_DIGITS[day // 10]}十"
    return ("十" if day < 20 else "廿") + _DIGITS[day % 10]
