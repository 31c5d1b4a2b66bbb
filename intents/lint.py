"""The checks that need the understanding: do the ``tests`` questions lead to their entries, and the phrasings?"""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime

from intents.decide import Answer, Decision, Disambiguation, Fallback
from intents.nearby import Nearer, nearer_elsewhere
from intents.timeexpr import Reading, Schedule, read
from intents.tried import tried
from intents.understanding import Understanding
from knowledge.issues import Code, Issue, Severity
from knowledge.models import Boundary, Entry, Obligation
from knowledge.source import Placed, Source

_SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)
"""Rules that recur are read alike on every day."""

PlacedTarget = Placed[Entry] | Placed[Boundary]


def lint(understanding: Understanding, source: Source, only: Collection[str] | None = None) -> Iterator[Issue]:
    """An error for each ``tests`` question that leads elsewhere: it is not answered from its entry or another on the
    same provision, and its entry is not among the choices offered. A warning for each phrasing that is nearer to
    another entry than to its own, and for each duty whose sentence is not read as it is meant.

    With ``only``, just what stands under the entries, boundaries and duties of these ids is looked at. A test takes
    about 1.3 ms; the phrasings of the packaged base take about a second together."""
    written: list[PlacedTarget] = [*source.entries, *source.boundaries]
    targets = [placed for placed in written if _is_wanted(placed.model, only)]
    for placed in targets:
        yield from _tests(understanding, placed)
    yield from _phrasings(understanding, targets, only)
    for duty in source.obligations:
        if only is None or duty.model.id in only:
            yield from _duty(understanding, duty)


def _is_wanted(target: Entry | Boundary, only: Collection[str] | None) -> bool:
    """Whether a target is to be looked at; drafts cannot be found, and need not be."""
    return not (isinstance(target, Entry) and target.draft) and (only is None or target.id in only)


def _duty(understanding: Understanding, placed: Placed[Obligation]) -> Iterator[Issue]:
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


def _tests(understanding: Understanding, placed: PlacedTarget) -> Iterator[Issue]:
    for position, test in enumerate(placed.model.tests):
        decision = tried(understanding, (test,))
        if not leads_to(decision, placed.model):
            text = f"tests 里的“{test}”没有得到 {placed.model.id}，{_came_to(decision)}。"
            yield Issue(placed.file, placed.line("tests", position), Code.TEST_LEADS_ELSEWHERE, text)


def _phrasings(
    understanding: Understanding, targets: Collection[PlacedTarget], only: Collection[str] | None
) -> Iterator[Issue]:
    placed = {target.model.id: target for target in targets}
    for nearer in nearer_elsewhere(understanding, only):
        target = placed.get(nearer.target_id)
        if target is not None:
            text = f"“{nearer.text}”更接近 {nearer.other_id} 的“{nearer.other_text}”，两处留一处就够。"
            line = target.line(*_path_of(nearer))
            yield Issue(target.file, line, Code.PHRASING_LEADS_ELSEWHERE, text, Severity.WARNING)


def _path_of(nearer: Nearer) -> tuple[str | int, ...]:
    """Where in its entry a phrasing stands; the question comes first."""
    return ("phrasings", nearer.number - 1) if nearer.number else ("question",)


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
