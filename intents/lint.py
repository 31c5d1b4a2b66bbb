"""The checks that need the understanding: do the ``tests`` questions lead to their entries?"""

from collections.abc import Iterator
from datetime import UTC, datetime

from intents.decide import Answer, Decision, Disambiguation, Fallback
from intents.timeexpr import Reading, Schedule, read
from intents.understanding import Understanding
from knowledge.issues import Code, Issue, Severity
from knowledge.models import Boundary, Entry, Obligation
from knowledge.source import Placed, Source

_SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)
"""Rules that recur are read alike on every day."""


def lint(understanding: Understanding, source: Source) -> Iterator[Issue]:
    """A warning for each ``tests`` question that leads elsewhere: it is not answered from its entry or another on
    the same provision, and its entry is not among the choices offered. And one for each duty whose sentence is not
    read as it is meant."""
    yield from _tests(understanding, source)
    for placed in source.obligations:
        duty = placed.model
        if duty.proposed:
            reading = read(duty.sentence("15:00"), _SOME_DAY, "Asia/Shanghai", understanding.reader.lexicon)
            if problem := _misread(reading, duty):
                text = f"“{duty.sentence('15:00')}”{problem}。"
                yield Issue(placed.file, placed.line("title"), Code.PRESET_MISREAD, text, Severity.WARNING)


def _misread(reading: Reading, duty: Obligation) -> str:
    """What becomes of the sentence of a duty, where it is not what was meant."""
    if not isinstance(reading, Schedule):
        return f"会被反问：{reading.text.rstrip('。')}"
    if reading.title != duty.title:
        return f"的标题会读成“{reading.title}”"
    if reading.kind and reading.kind != duty.kind:
        return f"会当成 {reading.kind}，而 kind {'是 ' + duty.kind if duty.kind else '没有写'}"
    return ""


def _tests(understanding: Understanding, source: Source) -> Iterator[Issue]:
    targets: list[Placed[Entry] | Placed[Boundary]] = [*source.entries, *source.boundaries]
    for placed in targets:
        if isinstance(placed.model, Entry) and placed.model.draft:
            continue
        for position, test in enumerate(placed.model.tests):
            decision, _ = understanding.decide(test)
            if not leads_to(decision, placed.model):
                text = f"tests 里的“{test}”没有得到 {placed.model.id}，{_came_to(decision)}。"
                line = placed.line("tests", position)
                yield Issue(placed.file, line, Code.TEST_LEADS_ELSEWHERE, text, Severity.WARNING)


def leads_to(decision: Decision, target: Entry | Boundary) -> bool:
    """Whether a decision is right for a question about a target."""
    if isinstance(target, Boundary):
        return isinstance(decision, Fallback)
    if isinstance(decision, Disambiguation):
        return target in decision.choices
    return isinstance(decision, Answer) and (
        decision.entry == target or bool(set(decision.entry.cites) & set(target.cites))
    )


def _came_to(decision: Decision) -> str:
    if isinstance(decision, Answer):
        return f"而是 {decision.entry.id}"
    if isinstance(decision, Disambiguation):
        return "而是别的选项：" + "、".join(choice.id for choice in decision.choices)
    if isinstance(decision, Fallback) and decision.boundary:
        return f"而是边界 {decision.boundary.id}"
    return "没有答出来"
