"""Where a meeting takes place, in what is left of a sentence without its time."""

import re

_PLACE = (
    "(?:室|厅|楼|层|堂|馆|院|门口|楼下|口|场|所|村|社区|街|路|园|公司|单位|局|厂|站|校|中心|地方|线上|网上|群里|基地|"
    "大厦|办|部|店|旁|号|座|房|间|阵地|腾讯会议|钉钉|公园)"
)
_ROOM = "(?:会议室|活动室|活动中心|报告厅|礼堂|大厅|阵地|教室|党员之家|食堂|操场|广场)"
_NUMBER = "(?:[a-z]?[0-9]{3,4}[a-z]?(?:室|房间|房)?)"
_ONLINE = "(?:(?:腾讯会议|钉钉会议|飞书会议|腾讯|钉钉|飞书|zoom)(?:会议)?(?:号|id)?[:： ]*[0-9](?:[ -]?[0-9]){7,12})"
_MEETS = "(?:召开|举行|举办|集合|集中|碰头|开(?![展始心放发车门学通])|$)"
_BEGINNING = (
    re.compile(f"在(?![职岗册编任读])([^在,，。、 ]{{0,14}}{_PLACE})(?={_MEETS})"),
    re.compile(f"在({_NUMBER})(?= *(?:{_MEETS}|开|学习|讨论|上党课))"),
    re.compile(f"在([^在,，。、 ]{{0,10}}{_ROOM}(?:[a-z]|[0-9]{{1,4}})?)里?(?=[^的里外内旁门主上下及和是有a-z0-9])"),
    re.compile(f"(?:在|用|通过)?({_ONLINE}) *"),
    re.compile(f"(?:会议)?地[点址](?:应该是|应为|改在|设在|定在|在|是|为|[:：])? *([^,，。]{{0,18}}{_PLACE})(?=\\s|$)"),
)
"""At the beginning of a clause: the place, and what is done there behind it."""
_ENDING = (
    re.compile(f"[ (（](?:会议)?地[点址](?:设在|定在|在|是|为|[:：])? *([^,，。 ]{{0,18}}{_PLACE})$"),
    re.compile(f" *@ *([^,，。@ a-z]{{0,14}}(?:{_PLACE}|{_NUMBER}))$"),
    re.compile(f" 在([^在,，。、 ]{{0,10}}(?:{_ROOM}|{_NUMBER}))$"),
)
"""At its end: the matter stands in front."""
_ALONE = re.compile("[一二三四五六七八九十0-9a-z号楼层大小新老单位社区村委街道党群中心机关]{0,10}会议室[a-z0-9]{0,4}")
"""A clause of its own beside another one."""


def place_in(text: str, start: int, end: int) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """The place that a clause of a folded sentence names, and where the rest of it lies; nothing where it does not
    clearly name one."""
    for pattern in _BEGINNING:
        if found := pattern.match(text, start, end):
            return found.span(1), (found.end(), end)
    for pattern in _ENDING:
        if found := pattern.search(text, start, end):
            return found.span(1), (start, found.start())
    return None


def is_place(text: str, start: int, end: int) -> bool:
    """Whether a clause is nothing but the name of a room."""
    return _ALONE.fullmatch(text, start, end) is not None
