"""The door: a sentence goes in, a schedule or a question comes out. Nothing is guessed and nothing swallowed."""

from datetime import datetime
from zoneinfo import ZoneInfo

from intents.lexicon import Lexicon
from intents.timeexpr.folding import Folded, fold
from intents.timeexpr.groups import Draft, gather
from intents.timeexpr.phrases import pieces
from intents.timeexpr.pieces import Found, Noise, Trouble
from intents.timeexpr.questions import ask
from intents.timeexpr.rules import Question, Reading, Schedule
from intents.timeexpr.settle import settle
from intents.timeexpr.settled import Settled
from intents.timeexpr.title import kind_of, title_and_venue, title_of
from intents.timeexpr.tokens import Token, tokenise
from intents.timeexpr.vocabulary import Kind

_TIED = frozenset({Kind.CLOCK, Kind.WORKDAY})
_DAYTIME = frozenset("早晚午晨夜")
"""What may be left of a misheard part of the day."""
_ABOUT = frozenset({"大概", "大约", "约", "差不多"})
_FIRST = ("impossible", "too-often")


def read(sentence: str, now: datetime, zone: str, lexicon: Lexicon | None = None) -> Reading:
    """What a sentence asks for. ``now`` is aware; ``zone`` is the name of the zone whose wall clock the sentence
    speaks of, ``KeyError`` where there is none of that name; only the first 300 characters are read. A schedule holds
    moments after ``now`` alone; whatever is missing, impossible, past or unclear makes a question."""
    local = now.astimezone(ZoneInfo(zone))
    folded = fold(sentence)
    tokens = tokenise(folded.text)
    found = pieces(tokens)
    draft = gather(found, _gaps(found, tokens))
    title, venue = title_and_venue(folded, draft.used)
    draft.unread += _unread(tokens, draft.used)
    trouble = _worst(draft) or _left_over(tokens, draft.used) or _unknown_day(draft, folded)
    if trouble is not None:
        return ask(trouble.reason, trouble.note)
    settled = settle(draft, local)
    if isinstance(settled, Trouble):
        return _asked(settled, draft)
    schedule = settled.schedule(title, venue, kind_of(title, lexicon), "，".join(draft.unread))
    return _finished(schedule, settled, draft)


def _finished(schedule: Schedule, settled: Settled, draft: Draft) -> Reading:
    """The schedule, or a question that holds it."""
    if settled.question is None:
        return schedule
    asked = _asked(settled.question, draft)
    return Question(asked.reason, asked.text, schedule)


def _asked(trouble: Trouble, draft: Draft) -> Question:
    """The question; where a word names a time that only the speaker knows, it is asked about that word."""
    weak = next((weak for weak in draft.troubles if weak.weak), None)
    if weak is not None and trouble.reason in {"no-date", "no-time"}:
        return ask(weak.reason, weak.note)
    return ask(trouble.reason, trouble.note)


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
