"""The checks that need the understanding: do the ``tests`` questions lead to their entries?"""

from collections.abc import Iterator

from intents.decide import Answer, Decision, Disambiguation, Fallback
from intents.understanding import Understanding
from knowledge.issues import Code, Issue, Severity
from knowledge.models import Boundary, Entry
from knowledge.source import Placed, Source


def lint(understanding: Understanding, source: Source) -> Iterator[Issue]:
    """A warning for each ``tests`` question that leads elsewhere: it is not answered from its entry or another on
    the same provision, and its entry is not among the choices offered."""
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
