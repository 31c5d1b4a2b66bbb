"""What a change does to questions: where they lead before and after it.

The questions are the ``tests`` of both bases, and the project's own labelled ones as far as the live base has the
documents that they ask about.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from intents.decide import Answer, Decision, Disambiguation, Fallback, SmallTalk, entries_of
from intents.evaluate import Row, marks_of, read_rows, sources_of
from intents.lint import leads_to
from intents.tried import tried
from intents.understanding import Understanding
from knowledge.models import KnowledgeBase, Target

_WANTED = {"in": "right", "ambiguous": "reached", "out-near": "declined", "out-far": "declined"}
"""The mark that a labelled question of each kind is to have; see ``intents.evaluate.Result``."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A question that leads elsewhere after a change."""

    question: str
    before: str
    """Where it led, in words for an admin: the id of the entry or boundary, 反问：…, 没有答出来."""
    after: str
    wanted: str = ""
    """The id that it should lead to; empty where several would do."""
    worse: bool = False
    """Whether it was right and is not any more."""
    better: bool = False
    """The other way round."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that is tried, with what is known of where it should lead: an id, or a labelled row."""

    turns: tuple[str, ...]
    target_id: str = ""
    row: Row | None = field(default=None, compare=False)


def questions_of(before: KnowledgeBase, after: KnowledgeBase) -> tuple[Asked, ...]:
    """What is to be tried of a change: the ``tests`` of both bases, each once (under the id that it has after the
    change, where it has one there), and those of the project's own questions that the base before can tell right
    from wrong."""
    own = dict(_tests_of(before))
    asked = [Asked((text,), target_id) for text, target_id in (own | dict(_tests_of(after))).items()]
    known = {question.turns for question in asked}
    labelled = (Asked(row.turns, row=row) for row in labelled_rows() if row.turns not in known)
    cited = frozenset(document for row in labelled_rows() for document, _ in row.gold)
    return (*asked, *(question for question in labelled if _can_judge(question, cited, before)))


def _tests_of(base: KnowledgeBase) -> Iterator[tuple[str, str]]:
    targets: tuple[Target, ...] = (*base.live_entries, *base.boundaries)
    return ((text, target.id) for target in targets for text in target.tests)


def _can_judge(question: Asked, cited: frozenset[str], base: KnowledgeBase) -> bool:
    """Whether a base has the documents of a label; of one without any, those of all labels: only then is it the base
    that these questions were written for."""
    named = {document for document, _ in question.row.gold} if question.row else set()
    return (named or cited) <= set(base.documents)


@cache
def labelled_rows() -> tuple[Row, ...]:
    """The project's own labelled questions, as they are packaged."""
    folder = resources.files("intents") / "data" / "questions"
    with resources.as_file(folder) as path:
        return tuple(row for file in sorted(path.glob("*.jsonl")) for row in read_rows(file))


def moved(before: Understanding, after: Understanding, questions: Iterable[Asked]) -> tuple[Moved, ...]:
    """The questions that lead elsewhere after a change: those first that were right and are not any more, then
    those that are right now and were not, then the others. About 3 ms a question: run it beside the event loop."""
    if before is after:
        return ()
    found = [change for question in questions if (change := _tried(before, after, question)) is not None]
    return tuple(sorted(found, key=lambda change: (not change.worse, not change.better)))


def _tried(before: Understanding, after: Understanding, asked: Asked) -> Moved | None:
    """What a change does to a question; none where it leads where it led."""
    old, new = tried(before, asked.turns), tried(after, asked.turns)
    if _outcome(old) == _outcome(new):
        return None
    if asked.row is not None:
        was, now = (_WANTED[asked.row.kind] in marks_of(asked.row, decision) for decision in (old, new))
        wanted = _only_one(asked.row, after.base)
        if asked.row.kind == "out-near" and any(before.base.entry(entry.id) is None for entry in entries_of(new)):
            now = was  # what nothing settled before, a new entry may settle now
    else:
        was, now = (
            _leads(decision, one.base.target(asked.target_id)) for decision, one in ((old, before), (new, after))
        )
        wanted = asked.target_id
        if after.base.target(asked.target_id) is None:
            now = was  # what is removed on purpose is missed by nobody
    return Moved(" → ".join(asked.turns), say(old), say(new), wanted, worse=was and not now, better=now and not was)


def _leads(decision: Decision, target: Target | None) -> bool:
    return target is not None and leads_to(decision, target)


def _only_one(row: Row, base: KnowledgeBase) -> str:
    """The entry that a row should lead to, where there is only one such entry."""
    right = [entry.id for entry in base.live_entries if row.gold & sources_of(entry.cites)]
    return right[0] if len(right) == 1 else ""


def _outcome(decision: Decision) -> tuple[str, frozenset[str]]:
    """What a person gets to see, to be compared."""
    ids = frozenset(entry.id for entry in entries_of(decision))
    if isinstance(decision, Fallback) and decision.boundary:
        ids = frozenset((decision.boundary.id,))
    return type(decision).__name__, ids


def say(decision: Decision) -> str:
    """A decision in words for an admin."""
    if isinstance(decision, Answer):
        return decision.entry.id
    if isinstance(decision, Disambiguation):
        return "反问：" + "、".join(choice.id for choice in decision.choices)
    if isinstance(decision, Fallback):
        return decision.boundary.id if decision.boundary else "没有答出来"
    return "当成寒暄" if isinstance(decision, SmallTalk) else "当成设提醒"
