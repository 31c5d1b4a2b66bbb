"""Who does what until when: the sentence stays as it was typed, and who and until are read beside it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.minute_limits import Trouble, begins_with_limit, limit_of, spans_of
from bot.domain.minutes import ActionItem

_LINK = re.compile(r"\s*[、和与及]\s*")
_SEPARATORS = " 　\t，,;；。:：（）()【】|"
_NAME = rf"[^{re.escape(_SEPARATORS)}、0-9]{{1,12}}?"
_NAMES = rf"{_NAME}(?:[、和与及]{_NAME})*"
_DOES = (
    "负责|承担|落实|牵头|起草|汇总|办理|组织|完成|准备|撰写|联系|整理|收集|收齐|制定|跟进|保管|统计|通知|报送|安排|抓好|督促|更新|对接|主办|承办|"
    "拟定|修改|审核|上报|印发|采购|布置|提交"
)
_LABELLED = re.compile(
    r"(?:责任人|负责人|承办人|落实人|联系人|经办人|责任单位|责任部门|责任科室|牵头人|牵头单位|牵头部门|承办单位|主办单位)\s*(?:为|是)?[:：]?\s*"
    rf"(?P<who>{_NAMES})\s*(?=[{re.escape(_SEPARATORS)}]|$)"
)
_LEADS = re.compile(rf"(?:^|(?<=[{re.escape(_SEPARATORS)}]))由?(?P<who>{_NAMES})牵头")
_LEADS_LATER = re.compile(rf"由(?P<who>{_NAMES})牵头")
_HELPS = re.compile(rf"(?:^|(?<=[{re.escape(_SEPARATORS)}、由]))(?P<who>{_NAMES})(?:配合|协助|协办|参与|协同)")
_BY = re.compile(rf"由(?P<who>{_NAMES})(?=\s*(?:同志)?\s*(?:{_DOES}|于|在|[{re.escape(_SEPARATORS)}]|[0-9]|$))")
_IN_CHARGE = re.compile(rf"(?:^|(?<=[{re.escape(_SEPARATORS)}前内底末]))(?P<who>{_NAMES})(?:同志)?(?:负责|主办|承办)")
_HEAD = re.compile(r"^(?P<who>[^\s，,;；。:：]{1,40}?)\s*(?:负责|牵头)?\s*[:：]\s*(?=\S)")
_ASKED = re.compile(
    rf"请(?P<who>{_NAMES})(?:同志)?(?=\s*(?:{_DOES}|于|在|将|把|尽快|抓紧|及时|提前|做好|继续|每|[0-9]|[{re.escape(_SEPARATORS)}]))"
)
_EVERYBODY = re.compile(
    r"(?:^|(?<=[\s，,;；。前内]))请?(?P<who>全体(?:正式)?(?:党员干部|党员|组员|同志|人员|干部职工|干部|成员)?|"
    r"(?:每名|每位|每个|所有|各位)(?:党员|同志|组员|成员)|各(?:党支部|支部|党小组|科室|处室|单位|部门|小组|组)|大家)"
)
_LITTLE = "[小老](?![组结额学型时节区孩票吃师年干百旧家板化])[\u4e00-\u9fff]"
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石"
    "姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_PERSON = re.compile(
    rf"^(?P<who>{_LITTLE}|[{_SURNAMES}][\u4e00-\u9fff]{{2}}|[{_SURNAMES}](?![贴榜述列])[\u4e00-\u9fff])(?=\s+|[^\u4e00-\u9fff]|[本下今明后月周季年上]|$)"
)
_SPOKEN_OF = re.compile(rf"^(?P<who>{_LITTLE})(?=[把将负交去写收报做发订买找\s，,]|{_DOES})")
_NO_NAME = re.compile(
    "任务|工作|事项|要求|时间|地点|措施|目标|注意|备注|内容|方面|问题|活动|会议|重点|分工|安排|时限|期限|材料|方案|计划|总结|完成|整理"
)
_BRACKETED = re.compile(r"[（(](?P<who>[^（()）]{1,20})[)）]")
_FORM = re.compile("责任人|负责人|承办人|时限|事项|截止|期限|完成时间|配合")


@dataclass(frozen=True, slots=True)
class Action:
    """An action item, and what is wrong with the day that is written in it."""

    item: ActionItem
    trouble: Trouble | None = None


def action_of(line: str, names: Sequence[str], day: date, zone: str) -> Action:
    """An action item from a sentence. ``names`` are those who were there, ``day`` that of the meeting.

    Nobody is named where it is not plain who is meant, and no limit where the day is past, unclear, or none at all.
    """
    what = line.strip()
    who = who_of(what, names)
    limit = limit_of(what, day, zone, [*names, *((who,) if who else ())])
    return Action(ActionItem(what, who, limit.until), limit.trouble)


def split_actions(line: str, names: Sequence[str]) -> list[str]:
    """李四做甲；王五做乙 are two, a form with 责任人：…；时限：… is one."""
    pieces = [each.strip() for each in line.split("；" if "；" in line else ";") if each.strip()]
    if len(pieces) < 2 or _FORM.search(line) or not all(who_of(each, names) for each in pieces):
        return [line]
    return pieces


def who_of(line: str, names: Sequence[str]) -> str:
    """Who something falls to, several joined by 、; empty where it is not plain."""
    for rule in _RULES:
        who = rule(line, names)
        if who:
            return who
    return ""


def _labelled(line: str, names: Sequence[str]) -> str:
    found = _LABELLED.search(line)
    return _said(found["who"]) if found else ""


def _leading(line: str, names: Sequence[str]) -> str:
    """办公室牵头，人事处配合."""
    found = _LEADS_LATER.search(line) or _LEADS.search(line)
    if found is None:
        return ""
    helps = _HELPS.search(line, found.end())
    return "、".join([_said(found["who"]), *([_said(helps["who"])] if helps else [])])


def _by(line: str, names: Sequence[str]) -> str:
    found = _BY.search(line)
    return _said(found["who"]) if found and _may_be_names(found["who"], names) else ""


def _head(line: str, names: Sequence[str]) -> str:
    found = _HEAD.match(line)
    said = found["who"] if found else ""
    plain = said and _may_be_names(said, names) and not begins_with_limit(said)
    return _said(said) if plain else ""


def _in_charge(line: str, names: Sequence[str]) -> str:
    for found in _IN_CHARGE.finditer(_without_limits(line, names)):
        if _may_be_names(found["who"], names):
            return _said(found["who"])
    return ""


def _known(line: str, names: Sequence[str]) -> str:
    """The names that a clause begins with: of the whole, or behind a limit."""
    if not names:
        return ""
    known = "|".join(re.escape(each) for each in sorted(names, key=len, reverse=True) if each)
    found = re.search(
        rf"(?:^|(?<=[\s，,;；]))(?:请)?(?P<who>(?:{known})(?:\s*[、，,和与及]\s*(?:{known}))*)",
        _without_limits(line, names),
    )
    return _said(found["who"].replace("，", "、").replace(",", "、")) if found else ""


def _asked(line: str, names: Sequence[str]) -> str:
    for found in _ASKED.finditer(line):
        if _may_be_names(found["who"], names) and all(
            len(each) <= 4 or each in names for each in _LINK.split(found["who"])
        ):
            return _said(found["who"])
    return ""


def _everybody(line: str, names: Sequence[str]) -> str:
    found = _EVERYBODY.search(_without_limits(line, names))
    return found["who"] if found else ""


def _person(line: str, names: Sequence[str]) -> str:
    """A name as names are, at the beginning, where a limit or a space follows; 小李 also where a verb does."""
    found = _PERSON.match(line)
    if found and (line[found.end() : found.end() + 1].isspace() or begins_with_limit(line, found.end())):
        little = re.fullmatch(_LITTLE, found["who"])
        if little or begins_with_limit(line, found.end()) or begins_with_limit(line.replace(" ", ""), found.end()):
            return found["who"]
    for clause in re.split(r"[，,;；|]", _without_limits(line, names, "|")):
        spoken = _SPOKEN_OF.match(clause.strip())
        if spoken:
            return spoken["who"]
    last = re.search(rf"[\s，,]({_LITTLE})$", line.rstrip("。. "))
    return last[1] if last else ""


def _bracketed(line: str, names: Sequence[str]) -> str:
    for found in _BRACKETED.finditer(line):
        if all(each in names or re.fullmatch(_LITTLE, each) for each in _LINK.split(found["who"])):
            return _said(found["who"])
    return ""


def _apart(line: str, names: Sequence[str]) -> str:
    """A name that stands by itself somewhere."""
    return next((each for each in re.split(r"[\s，,;；、。]+", line) if each in names), "")


_RULES: tuple[Callable[[str, Sequence[str]], str], ...] = (
    _labelled,
    _leading,
    _by,
    _head,
    _in_charge,
    _known,
    _asked,
    _everybody,
    _person,
    _bracketed,
    _apart,
)


def _said(who: str) -> str:
    return "、".join(each.strip().removesuffix("同志") for each in _LINK.split(who) if each.strip())


def _may_be_names(said: str, names: Sequence[str]) -> bool:
    """Whether words may be names of people or of offices: short, and nothing that is done or a day."""
    if any(map(str.isdigit, said)) or (said not in names and _NO_NAME.search(said)):
        return False
    return all(each in names or (1 < len(each) <= 8 and not begins_with_limit(each)) for each in _LINK.split(said))


def _without_limits(line: str, names: Sequence[str], mark: str = " ") -> str:
    """The sentence with its limits blotted out, at the same places."""
    for start, end in spans_of(line, names):
        line = line[:start] + mark * (end - start) + line[end:]
    return line
