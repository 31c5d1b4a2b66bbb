"""What a meeting is called and where it takes place: what remains of a sentence without its time and without the wish
to be reminded, as it was typed."""

import re
from collections.abc import Iterable, Iterator, Sequence

from intents.lexicon import Lexicon, Mention
from intents.normalise import normalise
from intents.timeexpr.folding import Folded
from intents.timeexpr.pieces import Found, Noise
from intents.timeexpr.venue import is_place, place_in

LONGEST = 100
"""Characters of a title."""

_WHO = (
    "我们大家|我们全体|我们小组|各位同志们?|同志们|全体党员|全体组员|各位党员|各位组员|全体同志|所有党员|所有组员|所有人|组员们|"
    "小组成员|党员同志们?|我们|大家伙儿?|大伙儿?|大家|各位|全体|组员|党员们|咱们|俺们|你们|他们|我|咱"
)
_ASKED = "提醒|通知|告诉|叫|喊|招呼|催|知会|嘱咐"
_SET = "(?:设置?|定|订|建|新建|创建|添加|加|弄)(?:一下|好|一个|个|一条|条)?(?:会议)?(?:提醒|闹钟|闹铃|日程)"
_ADVERBS = (
    "(?:记得|别忘了|别忘|不要忘了|记住|务必|一定|到时候|到时|届时|到点|准时|按时|提前|再|各|都|也|就|要|来|分别|先|"
    "(?:在)?(?:微信)?(?:群里|小组里|组里))"
)
_CALL = (
    f"(?:{_SET}|(?:{_ASKED})(?:一下|一声)?(?:{_WHO})(?:一下|一声)?|提醒(?:一下|一声)?|(?:通知|知会|招呼)(?:一下|一声)|"
    "喊一声|叫一声|说一声|吱一声|吱个声|提个醒)"
)
_PLEASE = (
    "请|(?:麻烦|劳烦|烦请|拜托|劳驾)(?:你|您)?|(?:帮|替|给)(?:我们|我)|帮忙|(?:你|您)?(?:能不能|能否|可不可以|可以|能)|你好|您好|"
    "那个|嗯+|呃+|额|啊|哎|就是|然后|我想|我要|我们要|你|您"
)
_NOTE = (
    "(?:(?:组长|书记|小助手|机器人|组务)[,， ]*)?(?:请|麻烦)?(?:你|您)?"
    "(?:(?:帮忙|(?:帮|替|给)(?:我们|我|咱们?)?)记(?:一下|下|着|住|上)?|记一下|记着)"
    "[吧啊哈呗了 ,，]*(?:(?:就是)?(?:说)?(?:那个|咱们|我们(?!小组|组|支部))?)"
)
"""帮我记一下, which asks for a note of what follows."""
_LEADING = re.compile(
    f"{_NOTE}|(?:{_PLEASE}){{0,8}}+{_ADVERBS}{{0,8}}+(?:{_CALL}|通知)(?![单书函栏员]|谈话|义务|功能)|请|(?:麻烦|劳烦|烦请|拜托|劳驾)(?:你|您)?|嗯+|呃+"
)
_TRAILING = re.compile(f"(?:(?:{_ADVERBS}|请|麻烦){{0,8}}+{_CALL}|谢谢(?:了|啦|您|你|大家)?|辛苦了|[吧哈啊哦呀呗])$")
_BEFORE_TIME = re.compile("(?:(?:会议|开会)?时间)?(?:(?:安排|放|设|约)?(?:在|到|于|为|是|定|[:：]))?$")
_IDLE = re.compile(
    f"(?>{_PLEASE}|{_ASKED}|我们|大家伙儿?|大伙儿?|大家|咱们?|我|"
    "(?:设置?|定|订|建|新建|创建|添加|加|弄|搞|整|约|来)(?:一个|个|一条|条|好)|"
    "和|与|跟|及|的|在|于|是|为|就|都|各|再|要|来|去|把|前|之前|以前|这|那|每次|准时|按时|到点|到时候|到时|届时|当场|"
    "记得|别忘[了记]?|务必|提前|时间|一下|一声|吧|哈|呀|哦|呢|了|一次性|单次|就?这?一次|[仅只]有?此?一次|"
    "[\\s:：,、()（）])*+"
)
"""Words that are no matter where nothing else stands beside them."""
_LINKS = frozenset(
    {"在", "于", "是", "为", "这", "那", "就", "都", "之", "公历", "阳历", "整", "(", ")", "【", "】", "[", "]"}
)
"""Silent in front of a time; in front of other words a part of what they say."""
_STUBS = frozenset({"开", "开到", "截止", "截止时间", "截止日期", "结束", "开始"})
"""What is left of 开到年底 and 3月5日截止."""
_STUB_BEHIND = re.compile("(?<=[^ ]) +(?:开|截止|结束)$")
_HOW_OFTEN = re.compile("(?:多久|多长时间|多少[天周]|几个?[天周月年])[^,。!?;]{0,6}$")
_EDGES = frozenset(" \t\n,，。.!！?？;；:：、~-—…()（）【】[]\"'“”‘’@")
_PAIRS = {"(": ")", "（": "）", "《": "》", "“": "”", "【": "】", "[": "]"}
_CLAUSES = re.compile(r"[,，。!！?？;；\n]")
_MOST_WORDS = 8
_PREPARED = re.compile(
    "(?:准备|筹备|筹划|策划|报名|取消|写|补写|起草|修改|提交|上交|补交|交|打印|复印|整理|归档|收集|汇总|报送|上报|上传|"
    "预订|预定|订|布置|发布|撰写)"
    "(?:好|完|一下|了)?(?:上次|上一次|上个?月|本次|本月|这次|下次|下个?月|明天|支部|党支部|处里|我们|的)*$"
)
"""What is done for a meeting, and is none, right in front of it."""
_BELONGING = re.compile(
    "(?:前|后)?(?:要|上)?(?:用)?的?(?:会议)?(?:"
    "(?:材料|资料|记录|纪录|纪要|讲稿|稿|提纲|议题|议程|名单|签到[表簿]|测评表|登记表|照片|视频|录音|简报|新闻|方案|台账|会议室|会场|横幅|座签|"
    "座位|水果|茶水|回执)(?!会|交流|讨论|学习)|"
    "(?:通知|报告|总结|小结|发言|计划|签到|征求意见|请示|存档|归档|报名|情况|整改|制度|规定|条例|意见|通报|请假|费用|预算)$)"
)
"""What belongs to a meeting, and is none, right behind it."""
_MARK = re.compile(r"[,，、。!！?？;；:：（(【\[\n]|——")
_OTHER_GROUPS = re.compile(
    "(?:课题|项目|攻关|兴趣|工作|专项|筹备|评审|考核|验收|家长|质量|技术|互助|调查|调研|研究|研发|编写|创作|合唱|运动)$"
)
"""Whose small groups are none of the party's."""


def title_and_venue(folded: Folded, used: Sequence[Found]) -> tuple[str, str]:
    """The words as typed that the time expression left, without the request; and the place, where it is clearly
    said."""
    venue = ""
    parts: list[str] = []
    broken = True
    for start, end, timed in _clauses(folded, _claimed(folded.text, used)):
        begin, stop = _bare(folded.text, start, end, timed=timed)
        place = None if venue else place_in(folded.text, begin, stop)
        if place:
            venue = folded.quote(*place[0])
            begin, stop = _bare(folded.text, *place[1], timed=timed)
        said = folded.quote(begin, stop)
        if said and parts and not broken and begin == start and said not in _STUBS:
            parts[-1] += said
        elif said:
            parts.append(said)
        broken = not timed or stop < end or (broken and not said)
    return _named(parts, venue)


def _named(parts: list[str], venue: str) -> tuple[str, str]:
    """The title of its parts, without words that name nothing beside others, and the place."""
    full = [_STUB_BEHIND.sub("", part) for part in dict.fromkeys(parts) if part not in _STUBS] or parts[:1]
    rooms = [part for part in full if not venue and is_place(part.lower(), 0, len(part))]
    if rooms and len(full) > 1:
        venue = rooms[0]
        full.remove(venue)
    return "，".join(full)[:LONGEST], venue


def title_of(folded: Folded, used: Sequence[Found]) -> str:
    """The title alone."""
    return title_and_venue(folded, used)[0]


def matters(folded: Folded, used: Sequence[Found]) -> list[tuple[int, int]]:
    """The places of the words that the time expression left, without requests."""
    spans = (
        _bare(folded.text, start, end, timed=timed)
        for start, end, timed in _clauses(folded, _claimed(folded.text, used))
    )
    return [(start, end) for start, end in spans if start < end]


def _claimed(text: str, used: Sequence[Found]) -> list[tuple[int, int]]:
    """The places that are the time's: words that only link belong to it where a time follows them."""
    spans: list[tuple[int, int]] = []
    follows = False
    after = len(text)
    for found in sorted(used, key=lambda piece: piece.start, reverse=True):
        touching = not text[found.end : after].strip()
        if not isinstance(found.piece, Noise):
            follows = True
        elif _tells_how_often(text, found) or (not (follows and touching) and _is_matter(text, found, used)):
            follows = False
            continue
        spans.append((found.start, found.end))
        after = found.start
    return spans[::-1]


def _is_matter(text: str, found: Found, used: Sequence[Found]) -> bool:
    """Whether a silent word in front of other words is a part of them; 的 right behind a time is not."""
    word = text[found.start : found.end]
    return word in _LINKS or (word == "的" and not _behind(found, used, text))


def _tells_how_often(text: str, found: Found) -> bool:
    """多久开一次 is asked, and tells nothing of how often this meeting is."""
    once = text[found.start : found.end].endswith("次")
    return once and _HOW_OFTEN.search(text, max(0, found.start - 12), found.start) is not None


def _behind(found: Found, used: Sequence[Found], text: str) -> bool:
    """Whether a time stands right in front: 三点的会."""
    return any(not text[piece.end : found.start].strip() for piece in used if piece.end <= found.start)


def _clauses(folded: Folded, claimed: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, bool]]:
    """The clauses between the places that are taken, and whether a time follows each."""
    for start, end in _gaps(len(folded.text), claimed):
        place = start
        for mark in _CLAUSES.finditer(folded.text, start, end):
            yield place, mark.start(), False
            place = mark.end()
        yield place, end, end < len(folded.text)


def _gaps(length: int, used: Iterable[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    """The stretches between the places that are used."""
    place = 0
    for start, end in used:
        if start > place:
            yield place, start
        place = max(place, end)
    if place < length:
        yield place, length


def _bare(text: str, start: int, end: int, *, timed: bool) -> tuple[int, int]:
    """Where the matter of a clause begins and ends; requests around it are passed over as often as there are any,
    within bounds."""
    for _ in range(_MOST_WORDS):
        before = start, end
        start, end = _without_edges(text, start, end)
        if leading := _LEADING.match(text, start, end):
            start = leading.end()
        if trailing := _TRAILING.search(text, start, end):
            end = trailing.start()
        if timed and (linking := _BEFORE_TIME.search(text, start, end)):
            end = linking.start()
        if before == (start, end):
            break
    return (end, end) if _IDLE.fullmatch(text, start, end) else (start, end)


def _without_edges(text: str, start: int, end: int) -> tuple[int, int]:
    """Without marks at either end; a bracket stays while its other half does."""
    while start < end and text[start] in _EDGES and not _opens(text, start, end):
        start += 1
    while start < end and text[end - 1] in _EDGES and not _closes(text, start, end):
        end -= 1
    return start, end


def _opens(text: str, start: int, end: int) -> bool:
    """Whether an opening bracket is closed within."""
    closing = _PAIRS.get(text[start], "")
    return bool(closing) and closing in text[start + 1 : end]


def _closes(text: str, start: int, end: int) -> bool:
    """Whether a closing bracket ends what opened within."""
    opening = next((left for left, right in _PAIRS.items() if right == text[end - 1]), "")
    return bool(opening) and opening in text[start : end - 1]


def kind_of(title: str, lexicon: Lexicon | None) -> str:
    """The id of the meeting that a title names; empty where it names none, or only something that belongs to one, as in
    准备党小组会材料. Of several it is one with a checklist, and of those the one that is named at greatest length."""
    if lexicon is None or not title:
        return ""
    text, head = normalise(title), normalise(_MARK.split(title, maxsplit=1)[0])
    named = [mention for mention in lexicon.mentions(text) if lexicon.is_meeting(mention.term)]
    held = [mention for mention in named if not _is_only_about(text, mention, len(head))]
    best = max(held, key=lambda mention: (mention.term.id in lexicon.kinds, mention.end - mention.start), default=None)
    return best.term.id if best else ""


def _is_only_about(text: str, mention: Mention, first: int) -> bool:
    """Whether a title is about something that belongs to a meeting, or about a meeting of another small group.

    Its first clause is ``first`` characters long: what follows a meeting behind a mark is what the meeting is about."""
    before, after = text[: mention.start], text[mention.end : first if mention.end <= first else None]
    if text.startswith("小组", mention.start) and _OTHER_GROUPS.search(before):
        return True
    return _PREPARED.search(before) is not None or _BELONGING.match(after) is not None
