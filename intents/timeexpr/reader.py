"""The door: a sentence goes in, a schedule or a question comes out. Nothing is guessed and nothing swallowed."""

import re
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from intents.lexicon import Lexicon
from intents.timeexpr.corrections import corrected
from intents.timeexpr.folding import Folded, fold
from intents.timeexpr.groups import Draft, gather
from intents.timeexpr.meetings import several
from intents.timeexpr.naming import without_names
from intents.timeexpr.notices import with_notices
from intents.timeexpr.phrases import pieces
from intents.timeexpr.pieces import DAYS, SCOPES, Found, Noise, Trouble
from intents.timeexpr.questions import ask
from intents.timeexpr.rules import Question, Reading, Schedule
from intents.timeexpr.settle import settle
from intents.timeexpr.settled import Settled
from intents.timeexpr.title import kind_of, title_and_venue, title_of
from intents.timeexpr.tokens import DOTTED, Token, tokenise
from intents.timeexpr.vocabulary import Kind

_TIED = frozenset({Kind.CLOCK, Kind.WORKDAY})
_DAYTIME = frozenset("早晚午晨夜")
"""What may be left of a misheard part of the day."""
_ABOUT = frozenset({"大概", "大约", "约", "差不多"})
_NOT_WANTED = re.compile(
    "(?:(?<![要])不要|(?<![要])不|(?<![用])不用|(?<![需])不需要?|不必|无需|不想|(?<![特分区个级类性辨派])别|甭|勿|停止|免)"
    "(?:让[你您他]|[你您]|再|老|总|一直|都|每次|给我|在?群里)*(?:提醒(?!谈话|函)|(?:通知|叫|喊|催)(?:我|咱|大家))|"
    "(?:^|,)(?:以后|我们?)?(?:不要|不用|不需要|不必|无需|别)再?在?(?=[每今明后下本这周星0-9])[^,。!?;]{1,20}提醒(?!谈话|函)"
)
"""Folded words that ask for no reminder."""
_PERIOD = re.compile(
    "(?:今年|明年)?(?:[0-9一二三四五六七八九十]{1,3}月份?|[今明]年|(?:下个?|本|这个?)(?:月|周|星期|季度|学期))(?:内|里|期间)?"
)
_FIRST = ("impossible", "too-often")


def read(sentence: str, now: datetime, zone: str, lexicon: Lexicon | None = None) -> Reading:
    """What a sentence asks for. ``now`` is aware; ``zone`` is the name of the zone whose wall clock the sentence
    speaks of, ``KeyError`` where there is none of that name; only the first 300 characters are read. A schedule holds
    moments after ``now`` alone; whatever is missing, impossible, past or unclear makes a question."""
    local = now.astimezone(ZoneInfo(zone))
    folded = fold(sentence)
    tokens = tokenise(folded.text)
    found = _understood(folded.text, pieces(tokens))
    draft = gather(found, _gaps(found, tokens))
    title, venue = title_and_venue(folded, draft.used)
    draft.unread += _unread(tokens, draft.used)
    trouble = _refused(folded.text) or _worst(draft) or _dotted(draft, folded) or _left_over(tokens, draft.used)
    trouble = trouble or _loose_period(draft, title) or _unknown_day(draft, folded)
    if trouble is not None:
        return ask(trouble.reason, trouble.note, words=_days_said(folded, draft))
    said, mixed = _days_said(folded, draft), several(folded, draft)
    settled = settle(draft, local)
    if mixed is not None and not (isinstance(settled, Trouble) and settled.reason == "impossible"):
        return ask(mixed.reason, mixed.note)
    if isinstance(settled, Trouble):
        return _asked(settled, draft, said)
    schedule = settled.schedule(title, venue, kind_of(title, lexicon), "，".join(draft.unread))
    return _finished(schedule, settled, draft)


def _understood(text: str, found: list[Found]) -> list[Found]:
    """The pieces without words of a title, with corrections made, and with the times of notices as such."""
    return with_notices(text, corrected(text, without_names(text, found)))


def _finished(schedule: Schedule, settled: Settled, draft: Draft) -> Reading:
    """The schedule, or a question that holds it."""
    if settled.question is None:
        return schedule
    asked = _asked(settled.question, draft)
    return Question(asked.reason, asked.text, schedule)


def _asked(trouble: Trouble, draft: Draft, words: Sequence[str] = ()) -> Question:
    """The question; where a word names a time that only the speaker knows, it is asked about that word."""
    weak = next((weak for weak in draft.troubles if weak.weak), None)
    if weak is not None and trouble.reason in {"no-date", "no-time"}:
        return ask(weak.reason, weak.note)
    return ask(trouble.reason, trouble.note, words=words)


def _days_said(folded: Folded, draft: Draft) -> list[str]:
    """The days and how often, as typed: every stretch of them once."""
    said = sorted((piece for piece in draft.used if isinstance(piece.piece, (*SCOPES, *DAYS))), key=lambda p: p.start)
    spans: list[tuple[int, int]] = []
    for piece in said:
        if spans and not folded.text[spans[-1][1] : piece.start].strip("的 "):
            spans[-1] = spans[-1][0], max(spans[-1][1], piece.end)
        else:
            spans.append((piece.start, piece.end))
    return list(dict.fromkeys(folded.quote(*span) for span in spans))


def _worst(draft: Draft) -> Trouble | None:
    """The trouble to speak of first."""
    strong = [trouble for trouble in draft.troubles if not trouble.weak]
    return next((trouble for trouble in strong if trouble.reason in _FIRST), strong[0] if strong else None)


def _gaps(found: list[Found], tokens: list[Token]) -> list[bool]:
    """Of each piece, whether words that are none stand between it and the piece before."""
    taken = _taken(found)
    gaps, index = [], 0
    for piece in found:
        gap = False
        while index < len(tokens) and tokens[index].start < piece.start:
            gap = gap or (tokens[index].start not in taken and tokens[index].kind != Kind.STOP)
            index += 1
        gaps.append(gap)
    return gaps


def _taken(found: list[Found]) -> frozenset[int]:
    return frozenset(place for piece in found for place in range(piece.start, piece.end))


def _unread(tokens: list[Token], used: list[Found]) -> list[str]:
    """提前 without how long, and 大概: shown, for they change no date."""
    taken = _taken(used)
    ahead = [token.text for token in tokens if token.kind == Kind.AHEAD and token.start not in taken]
    return ahead + [token.text for token in tokens if token.text in _ABOUT]


def _refused(text: str) -> Trouble | None:
    """不要提醒我: no wish to set anything."""
    return Trouble("not-understood", "refused") if _NOT_WANTED.search(text) else None


def _dotted(draft: Draft, folded: Folded) -> Trouble | None:
    """3.15 where no other day is named: a date, or not."""
    named = draft.every or draft.start or draft.end or not all(group.empty for group in draft.groups)
    dotted = None if named else DOTTED.search(folded.text)
    return Trouble("no-date", dotted[0]) if dotted else None


def _loose_period(draft: Draft, title: str) -> Trouble | None:
    """每周三学习，3月份: a period that stands by itself is of no title."""
    loose = draft.every is not None and any(_PERIOD.fullmatch(part) for part in re.split("[，,。 ]", title))
    return Trouble("ambiguous", "span") if loose else None


def _unknown_day(draft: Draft, folded: Folded) -> Trouble | None:
    """立春上午9点: a time alone is today's only where nothing stands in front of it that may name a day."""
    alone = draft.every is None and draft.start is None and draft.end is None and all(g.empty for g in draft.groups)
    first = min((found.start for group in draft.groups for found in group.found), default=0)
    if alone and title_of(folded, [Found(None, first, len(folded.text))]):
        return Trouble("no-date")
    return None


def _left_over(tokens: list[Token], used: list[Found]) -> Trouble | None:
    """A number that belongs to a time but was not read: better asked than lost."""
    taken = _taken([piece for piece in used if not isinstance(piece.piece, Noise)])
    for index, token in enumerate(tokens):
        near = tokens[index + 1 : index + 3]
        if token.start not in taken and token.text in _DAYTIME and any(other.start in taken for other in near):
            return Trouble("not-understood", token.text)
        if token.kind != Kind.NUMBER or token.start in taken or token.start == token.end:
            continue
        if token.number is None and "." in token.text:
            return Trouble("not-understood", token.text)
        before = tokens[index - 1] if index else None
        after = tokens[index + 1] if index + 1 < len(tokens) else None
        touching = after is not None and after.start in taken and after.start == token.end
        if after is not None and (touching or after.kind in _TIED or after.text == "号"):
            tied = after.start not in taken
            return Trouble("not-understood", token.text + after.text if tied else token.text)
        if before is not None and before.kind != Kind.ORDINAL and before.start in taken and before.end == token.start:
            return Trouble("not-understood", token.text)
        if before is not None and before.kind == Kind.UNIT and before.value == "week":
            return Trouble("not-understood", before.text + token.text)
    return None
