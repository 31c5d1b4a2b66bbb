"""A sentence and the answer to what was asked about it, as one sentence again: the reader stays the only judge."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.rules import Timing
from bot.domain.series import Series
from bot.services.retiming import lead_times
from intents.timeexpr.folding import Folded, fold
from intents.timeexpr.phrases import pieces
from intents.timeexpr.pieces import (
    DAYS,
    SCOPES,
    Clock,
    Every,
    Found,
    Lead,
    MonthDays,
    Noise,
    Offset,
    Part,
    Trouble,
    Weekdays,
)
from intents.timeexpr.rules import Once, Question, Reading, RRule, Rule, Schedule
from intents.timeexpr.title import title_of
from intents.timeexpr.tokens import tokenise
from intents.timeexpr.vocabulary import Kind

_TIMES_OF_DAY = (Clock, Part)
_WHICH_DAY = (*DAYS, *SCOPES)
UNCLEAR_HOURS = frozenset({"half-of-day", "night"})
"""What the reader notes of an hour that may be one of two."""
_OWN_PART = frozenset({"早", "晚", "am", "pm"})
_TITLE_END = "\n"
_AT_THE_MOMENT = ("到点", "准时", "到点提醒", "准点", "到时候", "不提前", "不用提前")
_WRONG = re.compile(
    "^(?:[哦噢啊呃嗯哎][,，、。 ]*)*"
    "(?:(?:不对|[写说弄搞]?错了?|更正(?:一下)?|那就)[,，、。:： ]*|不(?:是的?)?[,，、。:： ]+)*"
    "(?:还是|应该是?|应当是?|是)?"
)
"""What people say before they correct themselves: 不对，是……"""
_CHANGE_TO = re.compile(
    "^(?:请|把时间|时间)*(?:[改换调挪][到为成在至]|调整[到为成]|定在|安排在|(?:推[迟后]|延[期后]?|提[前早])[到至])"
)
_PARTICLES = re.compile("[吧呢啊哦呀嘛哈。.!！~～,， ]+$")
_ONE_LATE_DAY = re.compile(r"(FREQ=MONTHLY;(?:INTERVAL=\d+;)?)BYMONTHDAY=(?:29|30|31)")

Read = Callable[[str], Reading]


@dataclass(frozen=True, slots=True)
class Said:
    """What was said so far: a sentence, and a title where one was given by itself, in which no time is looked for."""

    title: str
    sentence: str

    @classmethod
    def of(cls, text: str) -> "Said":
        """From the one text that is kept of it."""
        title, mark, sentence = text.partition(_TITLE_END)
        return cls(title, sentence) if mark else cls("", text)

    @property
    def text(self) -> str:
        """As the one text that is kept."""
        return f"{self.title}{_TITLE_END}{self.sentence}" if self.title else self.sentence


@dataclass(frozen=True, slots=True)
class _Pieces:
    """A sentence and the parts of it that tell of time."""

    folded: Folded
    found: list[Found]

    def those(self, *kinds: type) -> list[Found]:
        """The parts of some kinds."""
        return [found for found in self.found if isinstance(found.piece, kinds)]

    def without(self, parts: list[Found], answer: str) -> str:
        """The sentence with an answer in place of the first of some parts, and nothing in place of the others."""
        text, place = "", 0
        for index, part in enumerate(parts):
            text += self.folded.quote(place, part.start) + (answer if not index else "")
            place = part.end
        return text + self.folded.quote(place, len(self.folded.text))


def one_line(text: str) -> str:
    """Text as a person typed it, without line breaks and what cannot be printed."""
    line = " ".join(text.split())
    return "".join(each for each in line if unicodedata.category(each) not in {"Cc", "Cs"})


def without_asking(answer: str) -> str:
    """A new time without the words that ask for it: 改成每周三, 不对，是每周三."""
    return _CHANGE_TO.sub("", without_excuse(answer)).strip()


def without_excuse(answer: str) -> str:
    """What somebody says in place of what was wrong, without saying that it was: 不对，是……"""
    return without_particles(_WRONG.sub("", answer).strip())


def without_particles(answer: str) -> str:
    """An answer without what only ends a sentence: 7点吧."""
    return _PARTICLES.sub("", answer) or answer


def part_of_day(sentence: str) -> str:
    """The part of the day for which a sentence still lacks the hour, as the reader names it; empty where there is
    none."""
    said = [found.piece for found in _pieces(sentence).those(Clock, Part)]
    names = [piece.name if isinstance(piece, Part) else "" for piece in said]
    return names[-1] if all(names) and names else ""


def names_a_day(text: str) -> bool:
    """Whether a text says which day, or how often."""
    return bool(_pieces(text).those(*_WHICH_DAY))


def names_one_day(text: str) -> bool:
    """Whether a text says a single date, so that it can be told which: not 周一和周三, not 5号到8号."""
    days = [found.piece for found in _pieces(text).those(*DAYS)]
    several = any(isinstance(day, Weekdays | MonthDays) and len(day.days) > 1 for day in days)
    return len(days) == 1 and not several


def title_in(sentence: str) -> str:
    """What a sentence is about, even where its time cannot be read."""
    parts = _pieces(sentence)
    return title_of(parts.folded, parts.found)


def is_more_than_a_title(text: str, reading: Reading) -> bool:
    """Whether a text says when, and not only what it is about. A festival or a weekday alone may be part of a name:
    七一表彰大会, 周五例会."""
    if isinstance(reading, Schedule):
        return True
    return reading.draft is not None and bool(_pieces(text).those(Every, Offset, MonthDays))


def tells_a_time_of_day_only(answer: str) -> bool:
    """Whether an answer says at what time and nothing of the day."""
    parts = _pieces(answer)
    return bool(parts.those(Clock, Trouble)) and not parts.those(*_WHICH_DAY) and not title_in(answer)


def leads_said(text: str, timing: Timing, zone: str) -> tuple[timedelta, ...]:
    """The lead times that a text names, longest first; none where it names none, or says anything else."""
    if text.rstrip("。.!！ ") in _AT_THE_MOMENT:
        return (timedelta(0),)
    rule = timing.rule
    times = [moment.time() for moment in rule.moments] if isinstance(rule, Once) else timing.times
    return lead_times(text, sorted(set(times)), zone)


def with_times_of_day(series: Series, answer: str, read: Read) -> Series | Question:
    """A series at other times of the day: the days stay."""
    reading = read(f"每天{answer}")
    if isinstance(reading, Question):
        return reading
    series = replace(series, leads=reading.leads or series.leads)
    if not isinstance(series.rule, Once):
        return replace(series, times=reading.times)
    days = dict.fromkeys(moment.date() for moment in series.rule.moments)
    moments = tuple(datetime.combine(day, moment) for day in days for moment in reading.times)
    return replace(series, rule=Once(moments))


def last_day_instead(rule: Rule) -> RRule | None:
    """The last day of each month, for a rule of one day that some months lack; None for any other rule."""
    match = _ONE_LATE_DAY.fullmatch(rule.text) if isinstance(rule, RRule) else None
    return RRule(f"{match[1]}BYMONTHDAY=-1") if match else None


def combined(said: Said, answer: str, asked: Question | None, read: Read) -> tuple[Said, Reading]:
    """What was said together with the answer to what was asked, and how it reads.

    The first way of putting them together that reads is taken, else the first that leaves something else to ask;
    where none does, what was said stays, and the reading is the trouble with the answer. With nothing asked, it is
    the beginning, which always stays.
    """
    ways = list(dict.fromkeys(_ways(said, without_particles(answer) if asked else answer)))
    readings = [(way, read(way.sentence)) for way in ways]
    for wanted in (_reads, _nearly_reads, _goes_on):
        for way, reading in readings:
            if wanted(reading) and (asked is None or _goes_further(said, asked, way, reading)):
                return way, reading
    way, reading = readings[0]
    return (said if asked else way), reading


def _ways(said: Said, answer: str) -> Iterator[Said]:
    """In place of what it corrects, behind the day that it is about, at the end; and by itself, under the old title.
    An hour alone goes behind the part of the day that was said, and nowhere else: 晚上, and then 7点."""
    before, new = _pieces(said.sentence), _pieces(answer)
    parts = before.those(Part)
    if parts and not before.those(Clock) and _is_hour_alone(new):
        end = _end_of_part(before, parts[-1])
        rest = before.folded.quote(end, len(before.folded.text))
        yield Said(said.title, f"{before.folded.quote(0, end)}{answer}{rest}")
        return
    corrected = before.those(*_corrected_by(new))
    part_alone = bool(new.those(Part)) and not new.those(Clock, *_WHICH_DAY)
    hours = before.those(Clock, Trouble)
    if part_alone and hours:
        first = hours[0]
        head, hour = before.folded.quote(0, first.start), before.folded.quote(first.start, first.end)
        rest = before.folded.quote(first.end, len(before.folded.text))
        yield Said(said.title, f"{head}{answer}{hour}{rest}")
    elif corrected:
        yield Said(said.title, before.without(corrected, answer))
    days = before.those(*_WHICH_DAY)
    if days:
        end = days[-1].end
        rest = before.folded.quote(end, len(before.folded.text))
        yield Said(said.title, f"{before.folded.quote(0, end)}{answer}{rest}")
    yield Said(said.title, f"{said.sentence}，{answer}" if said.sentence else answer)
    if new.those(*_WHICH_DAY) or any(_is_whole(found) for found in new.found):
        yield Said(said.title or title_in(said.sentence), answer)


def _corrected_by(answer: _Pieces) -> tuple[type, ...]:
    """The kinds of parts that an answer replaces: those that it has itself, and what could not be understood."""
    kinds = {type(found.piece) for found in answer.found} - {Noise}
    if kinds & set(DAYS):
        kinds |= set(DAYS)
    if kinds & set(_TIMES_OF_DAY):
        kinds |= set(_TIMES_OF_DAY)
    return (*kinds, Trouble) if kinds else ()


def _end_of_part(sentence: _Pieces, part: Found) -> int:
    """Where the word ends that names the part of the day; 在 behind it is not of it."""
    tokens = tokenise(sentence.folded.text)
    ends = [token.end for token in tokens if token.kind == Kind.PERIOD and part.start <= token.start < part.end]
    return ends[-1] if ends else part.end


def _is_hour_alone(answer: _Pieces) -> bool:
    """Whether an answer says an hour, and neither the part of the day nor the day."""
    if answer.those(Part, *_WHICH_DAY):
        return False
    tokens = tokenise(answer.folded.text)
    if any(token.kind == Kind.PERIOD or token.text in _OWN_PART for token in tokens):
        return False
    unclear = [found.piece for found in answer.found if isinstance(found.piece, Trouble)]
    return bool(answer.those(Clock)) or any(trouble.note in UNCLEAR_HOURS for trouble in unclear)


def _is_whole(found: Found) -> bool:
    """Whether a part says day and time at once, as 两小时后 does."""
    return not isinstance(found.piece, (*_TIMES_OF_DAY, Trouble, Noise, Lead))


def _goes_further(before: Said, asked: Question, way: Said, reading: Reading) -> bool:
    """Whether a reading is no longer the question that was asked, or the same one of another day or part of the day."""
    if not isinstance(reading, Question) or reading.text != asked.text:
        return True
    return part_of_day(way.sentence) != part_of_day(before.sentence) or _days_of(reading) != _days_of(asked)


def _days_of(question: Question) -> tuple[object, ...]:
    """The days that a question has understood, and how long before them to give notice."""
    draft = question.draft
    return (draft.rule, draft.start, draft.until, draft.count, draft.leads) if draft else ()


def _reads(reading: Reading) -> bool:
    return isinstance(reading, Schedule)


def _nearly_reads(reading: Reading) -> bool:
    return isinstance(reading, Question) and reading.draft is not None


def _goes_on(reading: Reading) -> bool:
    return isinstance(reading, Question) and reading.reason in {"ambiguous", "no-time", "no-date"}


def _pieces(sentence: str) -> _Pieces:
    folded = fold(sentence)
    return _Pieces(folded, pieces(tokenise(folded.text)))
