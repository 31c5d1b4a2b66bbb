"""Names as they are typed, with what stands in brackets behind them."""

import re
from dataclasses import dataclass

NOBODY = frozenset({"无", "没有", "-", "/", "—", "——", "暂无", "无人", "零"})
"""What is written where there is nobody, or nothing."""

_AWAY = (
    "病假|事假|公假|产假|年假|婚假|丧假|陪产假|护理假|探亲假|休假|请假|因病|因事|因公|出差|公出|外出|在外|住院|值班|开会|培训|学习|"
    "陪护|公务|生病|看病|家中有事|有事|借调|挂职"
)
_MISSING = "缺席|未到|旷会|无故|缺勤"
_PART = re.compile(r"[、,，;；\n]+|[ 　\t]+")
_OUTSIDE = re.compile(r"([（(][^（(）)]*[）)]?)")
_REASON = re.compile(r"^(?P<name>[^（(]+?)\s*[（(](?P<note>[^）)]*)[）)]?$")
_TRAILING = re.compile(rf"^(?P<name>[\u4e00-\u9fff]{{2,3}}?|[A-Za-z. ]+)(?P<note>(?:{_AWAY}).{{0,6}})$")
_COUNT = re.compile(
    r"^(?:[共计等]|以上|合计|总计)*\s*(?:[0-9]{1,4}|[一二三四五六七八九十百]{1,4})?\s*(?:[人名位]|余人|多人)[员次]?$|^[共计等]+$"
)
_ALIKE = re.compile("^(?:男|女|大|小|老|新|甲|乙|长|少)$")
"""What tells two of the same name apart."""
_UNIT = re.compile(
    "..(?:党委|支部|小组|中心|部|局|处|科|室|组|办|院|司|厅|所|队|班|书记|处长|主任|组长|科长|部长|局长|委员)$"
)
_AND_MORE = re.compile("(?<=.)等(?:[0-9]{1,4}|[一二三四五六七八九十百]{1,4})?(?:[人名位]|同志)?$")
_SENTENCE = re.compile("[。：:！？?!0-9]|^[一二三四五六七八九十]{1,3}、")
_LATIN = re.compile(r"^[A-Za-z][A-Za-z.'’-]*$")


@dataclass(frozen=True, slots=True)
class Named:
    """A name with what was said of it in brackets, or behind it."""

    name: str
    note: str = ""

    @property
    def is_away(self) -> bool:
        """Whether the note says that they were on leave: 病假."""
        return bool(re.match(_AWAY, self.note)) or self.note.endswith("假")

    @property
    def is_missing(self) -> bool:
        """Whether it says that they just did not come."""
        return bool(re.match(_MISSING, self.note))

    @property
    def is_guest(self) -> bool:
        """Whether it says that they were a guest."""
        return self.note == "列席"


@dataclass(frozen=True, slots=True)
class People:
    """What a list holds."""

    named: tuple[Named, ...]
    other: tuple[str, ...]
    """Counts, which name nobody: 等8人."""


def people_of(text: str) -> People:
    """The names of a list. 小王（女） and 小王（男） are two; what else stands in brackets is a note."""
    found: dict[str, Named] = {}
    other: list[str] = []
    for part in _joined(_parts(text)):
        bare = part.strip(" 　。.：:")
        if bare in NOBODY or not bare:
            continue
        if _COUNT.match(bare):
            other.append(bare)
            continue
        if found and re.fullmatch(f"(?:{_AWAY}).{{0,6}}", bare) and not list(found.values())[-1].note:
            last = list(found.values())[-1]
            found[last.name] = Named(last.name, bare)
            continue
        counted = _AND_MORE.search(bare)
        if counted:
            other.append(bare)
            bare = bare[: counted.start()]
        elif _LATIN.match(part.split(" ")[0]):
            bare = part.strip(" 　。")  # Jr. keeps its dot
        named = _named(bare)
        if named.name in found and found[named.name].note != named.note:
            other.append(part)
        found.setdefault(named.name, named)
    return People(tuple(found.values()), tuple(other))


def people_in(text: str) -> tuple[tuple[str, str], ...]:
    """Names with the notes that stand behind them; counts and 同志 are left out."""
    return tuple((each.name, each.note) for each in people_of(text).named)


def looks_like_people(line: str) -> bool:
    """Whether a line is a list of names, or says that there is nobody: no sentence, and nothing numbered."""
    bare = _OUTSIDE.sub("", line.strip().strip("。.")).strip()
    if not bare or line.strip()[0] in "（(" or _SENTENCE.search(bare):
        return bool(_COUNT.match(bare)) if bare else False
    parts = [each for each in _PART.split(bare) if each]
    return all(len(each) <= 12 and not re.search("[的了是]|会议", each) for each in parts)


def _parts(text: str) -> list[str]:
    """Stretches between separators that stand in no brackets; the separator is remembered where it is a space."""
    cut: list[str] = []
    current, depth = "", 0
    for char in text:
        depth += {"（": 1, "(": 1, "）": -1, ")": -1}.get(char, 0)
        if depth <= 0 and _PART.match(char):
            cut += [current, " "] if char in " 　\t" else [current, "、"]
            current, depth = "", 0
        else:
            current += char
    return [each for each in (*cut, current) if each]


def _joined(parts: list[str]) -> list[str]:
    """Mr. Smith and 机关党委 老康 are one each, and a bracket belongs to the name before it."""
    found: list[str] = []
    between = ""
    for part in parts:
        if part in {" ", "、"}:
            between += part
            continue
        before, spaced = found[-1] if found else "", bool(between) and not between.strip()
        both_latin = _LATIN.match(before.split(" ")[-1]) and _LATIN.match(_OUTSIDE.sub("", part))
        if before and spaced and part[0] in "（(":
            found[-1] = before + part
        elif before and spaced and (both_latin or (_UNIT.search(before) and len(part) <= 4)):
            found[-1] = f"{before} {part}"
        else:
            found.append(part)
        between = ""
    return found


def _named(part: str) -> Named:
    noted = _REASON.match(part)
    if noted and not _ALIKE.match(noted["note"].strip()):
        return Named(noted["name"].strip().removesuffix("同志"), noted["note"].strip())
    trailing = _TRAILING.match(part)
    if trailing and not noted:
        return Named(trailing["name"].strip().removesuffix("同志"), trailing["note"])
    return Named(part.removesuffix("同志").replace("(", "（").replace(")", "）"))
