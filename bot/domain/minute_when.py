"""Whether a time that stands in minutes is that of the meeting."""

import re
from datetime import datetime

from intents.timeexpr.numerals import number

_N = "(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
_DAY = re.compile(
    rf"(?:(?P<year>20[0-9]{{2}})\s*[年./-]\s*)?(?P<month>{_N})\s*[月./-]\s*(?P<day>{_N})\s*[日号]?(?![0-9:：点时])"
)
_HOUR = re.compile(
    rf"(?P<part>上午|下午|中午|晚上|晚|早上)?\s*(?P<hour>{_N})\s*"
    rf"(?:[:：](?P<minute>[0-9]{{2}})|[点时](?P<rest>半|{_N}分?)?)"
)
_PARTS = {
    "上午": range(13),
    "早上": range(13),
    "中午": range(11, 15),
    "下午": range(12, 19),
    "晚上": range(17, 24),
    "晚": range(17, 24),
}


def is_time_of(said: str, at: datetime) -> bool:
    """Whether what is said of a time says nothing else than ``at``, the wall time of the meeting; a day or an hour that
    is not said may be any. False where nothing is understood."""
    day = _DAY.search(said)
    rest = said[day.end() :] if day else said
    hour = _HOUR.search(rest)
    part = next((word for word in _PARTS if word in rest), "")
    if not day and not hour and not part:
        return False
    if day and not _is_day(day, at):
        return False
    if hour:
        return _is_hour(hour, at)
    return not part or at.hour in _PARTS[part]


def _is_day(found: re.Match[str], at: datetime) -> bool:
    same = (number(found["month"]), number(found["day"])) == (at.month, at.day)
    return same and (not found["year"] or int(found["year"]) == at.year)


def _is_hour(found: re.Match[str], at: datetime) -> bool:
    hour = number(found["hour"]) or 0
    if hour < 12 and (found["part"] or "") in {"下午", "晚上", "晚"}:
        hour += 12
    rest = (found["rest"] or "").removesuffix("分")
    minute = int(found["minute"]) if found["minute"] else 30 if rest == "半" else number(rest) or 0 if rest else 0
    return (hour, minute) == (at.hour, at.minute) or (not found["part"] and (hour + 12, minute) == (at.hour, at.minute))
