"""Lines of minutes as they are typed: without numbers in front, names with reasons, and who does what until when."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.domain.minutes import ActionItem
from intents.timeexpr import Once, Question, read

_BARE = re.compile(
    r"^(?:[(（](?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）]|第[一二三四五六七八九十]{1,3}[、，,：:]|"
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）、.．](?!\d)|[-·•*—▪■●○]+)\s*"
)
"""Numbers and bullets: only what is plainly one, since 3.20 and 2026年 begin with a number, too."""

_NUMBER = "(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
_NEAR = "(?:本|这个?|下下?个?)"
_DAY = (
    f"20[0-9]{{2}}年{_NUMBER}月{_NUMBER}[日号]?|20[0-9]{{2}}[-/.][0-9]{{1,2}}[-/.][0-9]{{1,2}}|"
    f"(?:今年|明年)?{_NUMBER}月{_NUMBER}[日号]?|{_NEAR}?月{_NUMBER}[日号]|"
    f"(?:今年|明年|20[0-9]{{2}}年)?{_NUMBER}月份?[底末]|"
    f"{_NEAR}?月[底末]|{_NEAR}?季度?[底末]|(?:今|本|明)?年[底末]|{_NEAR}?(?:周|星期|礼拜)[一二三四五六日天]|"
    "[0-9]{1,2}/[0-9]{1,2}|[0-9]{1,2}[.][0-9]{1,2}(?=之前|以前|前)|[0-9]{1,2}[日号]|今天|明天|后天|大后天"
)
_LENGTH = "(?P<length>(?:[0-9]{1,3}|[一二两三四五六七八九十半]{1,3})个?(?P<unit>天|日|周|星期|礼拜|月))(?:之|以)?内"
_LIMIT = re.compile(
    f"(?:请|要|须|需)?(?:截止(?:时间|日期|到)?|截至|完成(?:时间|时限|日期)|时限|最迟|最晚|不晚于|限|于|在|到)?[:：]?\\s*"
    f"(?:(?P<day>{_DAY})(?P<by>(?:之前|以前|前|止|为止|截止)|)|{_LENGTH})"
)
_DOTTED = re.compile(r"(?<=^[0-9])\.|(?<=^[0-9]{2})\.")
_APART = frozenset(" 　\t，,、;；。:：（）()【】[]|/")
_RANGE = ("至", "到", "-", "—", "~", "～")
_OWNER = re.compile(
    r"(?:责任人|负责人|承办人|由|请)[:：]?\s*(?P<who>[^\s，,、;；。:：]{1,12}?)\s*(?:负责|牵头|[，,;；。:：\s]|$)"
)
_HEAD = re.compile(r"^(?P<who>[^\s，,;；。:：]{1,30}?)\s*(?:负责|牵头)?\s*[:：]\s*(?=\S)")
_IN_CHARGE = re.compile(r"^(?P<who>[^\s，,;；。:：]{1,12}?)(?:负责|牵头)\s*")
_LINK = re.compile(r"\s*[、和与及,，]\s*")
_NO_NAME = re.compile("任务|工作|事项|要求|时间|地点|措施|目标|注意|备注|内容|方面|问题|活动|会议|重点|分工|安排")
_PERSON = re.compile(
    "^(?P<who>[小老][\u4e00-\u9fff]|[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文][\u4e00-\u9fff]{2}|"
    "[王李张刘陈杨赵吴徐孙胡郭罗](?![贴榜述列])[\u4e00-\u9fff])\\s+"
)
"""小李, and full names by their surname, of two characters only such as are no words: where a limit follows."""
_EDGES = " 　\t，,、;；:：。.|"
_REASON = re.compile(r"^(?P<name>[^（(]+)[（(](?P<reason>[^）)]*)[）)]?$")
_COUNT = re.compile(r"^[共计等]*\s*[0-9一二三四五六七八九十]*\s*[人名位]?$")
NOBODY = frozenset({"无", "没有", "-", "/", "—"})
"""What is written where there is nobody, or nothing."""


def lines_of(text: str) -> tuple[str, ...]:
    """The lines that hold something, without numbers and bullets in front."""
    tidy = (" ".join(line.split()) for line in text.splitlines())
    return tuple(bare for line in tidy if (bare := _BARE.sub("", line).strip()))


def people_in(text: str) -> tuple[tuple[str, str], ...]:
    """Names with the reasons that stand in brackets behind them; counts and 同志 are left out."""
    parts = re.split(r"[、,，;；\s]+(?![^（(]*[）)])", text.strip().strip("。."))
    found: dict[str, str] = {}
    for part in parts:
        with_reason = _REASON.match(part)
        name = (with_reason["name"] if with_reason else part).strip().removesuffix("同志")
        reason = with_reason["reason"].strip() if with_reason else ""
        if name and name not in NOBODY and not _COUNT.match(name):
            found.setdefault(name, reason)
    return tuple(found.items())


def action_of(line: str, names: Sequence[str], day: date, zone: str) -> ActionItem:
    """Who does what until when, from one line. ``names`` are those who were there, ``day`` that of the meeting.

    A date that cannot be read stays in what is to be done, as does whatever is not plainly a person's name.
    """
    who, rest = _who(line, names)
    until, rest = _until(rest, day, zone)
    if not who:
        who, rest = _who(rest, names)
    what = rest.strip(_EDGES)
    return ActionItem(what or line, who, until)


def _who(line: str, names: Sequence[str]) -> tuple[str, str]:
    """Who it falls to, and the line without them."""
    found = _HEAD.match(line)
    if found and (_are_known(found["who"], names) or _looks_like_names(found["who"])):
        return _LINK.sub("、", found["who"]), line[found.end() :]
    leading = _leading_names(line, names)
    if leading:
        return _LINK.sub("、", line[:leading].strip()), re.sub("^(?:同志)?(?:负责|牵头)?", "", line[leading:])
    person = _PERSON.match(line)
    if person and _LIMIT.match(line, person.end()):
        return person["who"], line[person.end() :]
    for pattern in (_OWNER, _IN_CHARGE):
        found = pattern.search(line)
        if found and (_are_known(found["who"], names) or (pattern is _IN_CHARGE and len(found["who"]) <= 4)):
            return found["who"], f"{line[: found.start()]} {line[found.end() :]}".strip()
    for word in re.split(r"[\s，,;；]+", line):
        if word in names:
            return word, _without(line, line.index(word), line.index(word) + len(word))
    return "", line


def _leading_names(line: str, names: Sequence[str]) -> int:
    """Where the known names end that a line begins with; 0 where it begins with none."""
    end = place = 0
    by_length = sorted(names, key=len, reverse=True)
    while (name := next((each for each in by_length if line.startswith(each, place)), "")) != "":
        end = place + len(name)
        link = _LINK.match(line, end)
        if link is None:
            break
        place = link.end()
    return end


def _are_known(said: str, names: Sequence[str]) -> bool:
    return all(each.removesuffix("同志") in names for each in _LINK.split(said))


def _looks_like_names(said: str) -> bool:
    """Before a colon: short words that hold no time and no number, and are no heading."""
    words = _LINK.split(said)
    odd = _NO_NAME.search(said) or _LIMIT.search(said) or any(map(str.isdigit, said))
    return not odd and all(1 < len(each) <= 6 for each in words)


def _until(line: str, day: date, zone: str) -> tuple[date | None, str]:
    """The day until which it is to be done, and the line without it."""
    for found in _LIMIT.finditer(line):
        if found["day"] and not found["by"] and not _stands_apart(line, found):
            continue
        if line.startswith(_RANGE, found.end()):
            continue
        unit = {"日": "天", "礼拜": "周", "星期": "周"}
        said = found["day"] or f"{found['length'].replace(found['unit'], unit.get(found['unit'], found['unit']))}后"
        until = read_day(_DOTTED.sub("/", said), day, zone)
        if until is not None:
            return until, _without(line, found.start(), found.end())
    return None, line


def read_day(said: str, day: date, zone: str) -> date | None:
    """The one day that is said, read as on ``day``; None where it is none, or past."""
    reading = read(said, datetime.combine(day, time(), ZoneInfo(zone)), zone)
    if isinstance(reading, Question):
        known = reading.draft if reading.reason == "no-time" else None
        return known.start if known and not known.title and not known.unread else None
    return reading.rule.moments[0].date() if isinstance(reading.rule, Once) and not reading.title else None


def _stands_apart(line: str, found: re.Match[str]) -> bool:
    """Whether a day without 前 stands by itself: 整理3月5日的记录 is no limit."""
    behind = line[found.end() : found.end() + 1]
    before = line[found.start() - 1 : found.start()] if found.start() else ""
    return (not behind or behind in _APART) and (not before or before in _APART)


def _without(line: str, start: int, end: int) -> str:
    """The line without a stretch of it, and without the marks that held it apart."""
    before, behind = line[:start].rstrip(" 　（(，,、;；"), line[end:].lstrip(" 　）)，,、;；:：")
    return f"{before}，{behind}" if before and behind else before + behind


def names_of(people: Iterable[str]) -> tuple[str, ...]:
    """Names once each, longest first, so that none hides a longer one."""
    return tuple(sorted(dict.fromkeys(people), key=len, reverse=True))
