"""What a change does to questions: where they lead before and after it.

The questions are the ``tests`` of both bases, those that items which are removed were asked by, and the project's own
labelled ones as far as the live base has the documents that they ask about.
"""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from itertools import islice

from intents.decide import Answer, Decision, Disambiguation, Fallback, SmallTalk, entries_of
from intents.evaluate import Row, marks_of, read_rows, sources_of
from intents.lint import leads_to
from intents.tried import tried
from intents.understanding import Understanding
from knowledge.models import Entry, KnowledgeBase, Target

_WANTED = {"in": "right", "ambiguous": "reached", "out-near": "declined", "out-far": "declined"}
"""The mark that a labelled question of each kind is to have; see ``intents.evaluate.Result``."""

_OF_ONE, _OF_ALL = 10, 2_000
"""Of the questions that removed items were asked by, so many of each item and of all of them are tried."""


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
    only_worse: bool = False
    """Whether it is told only where it is worse: nobody wonders that what was removed is not found any more."""


def questions_of(before: KnowledgeBase, after: KnowledgeBase) -> tuple[Asked, ...]:
    """What is to be tried of a change: the ``tests`` of both bases, each once (under the id that it has after the
    change, where it has one there), what removed items were asked by, and those of the project's own questions that
    the base before can tell right from wrong."""
    own = dict(_tests_of(before))
    asked = [Asked((text,), target_id) for text, target_id in (own | dict(_tests_of(after))).items()]
    asked += _of_removed(before, after, {question.turns for question in asked})
    known = {question.turns for question in asked}
    labelled = (Asked(row.turns, row=row) for row in labelled_rows() if row.turns not in known)
    cited = frozenset(document for row in labelled_rows() for document, _ in row.gold)
    return (*asked, *(question for question in labelled if _can_judge(question, cited, before)))


def _targets_of(base: KnowledgeBase) -> tuple[Target, ...]:
    """Those that questions can lead to."""
    return (*base.live_entries, *base.boundaries)


def _tests_of(base: KnowledgeBase) -> Iterator[tuple[str, str]]:
    return ((text, target.id) for target in _targets_of(base) for text in target.tests)


def _of_removed(before: KnowledgeBase, after: KnowledgeBase, known: Container[tuple[str, ...]]) -> list[Asked]:
    """The first questions that removed items were asked by."""
    left = {target.id for target in _targets_of(after)}
    found = (
        Asked((text,), target.id, only_worse=True)
        for target in _targets_of(before)
        if target.id not in left
        for text in (target.question, *target.phrasings)[:_OF_ONE]
        if (text,) not in known
    )
    return list(islice(found, _OF_ALL))


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
        return _moved(asked, (old, new), wanted, was=was, now=now)
    was, now = _judge(asked, (old, new), before.base, after.base)
    change = _moved(asked, (old, new), asked.target_id, was=was, now=now)
    return change if change.worse or not asked.only_worse else None


def _moved(asked: Asked, came_to: tuple[Decision, Decision], wanted: str, *, was: bool, now: bool) -> Moved:
    old, new = came_to
    return Moved(" → ".join(asked.turns), say(old), say(new), wanted, worse=was and not now, better=now and not was)


def _judge(
    asked: Asked, came_to: tuple[Decision, Decision], before: KnowledgeBase, after: KnowledgeBase
) -> tuple[bool, bool]:
    """Whether a question of an item led where it should, and does now. Another entry on the same provision will do,
    unless the item itself answers before or after the change."""
    old, new = came_to
    was = _leads(old, _live(before, asked.target_id))
    wanted = _live(after, asked.target_id)
    if wanted is None:
        # What is removed on purpose is missed by nobody; but it is not said that something else should answer.
        return was, was and not _answered_elsewhere(asked, new, before)
    now = _leads(new, wanted)
    if isinstance(old, Answer) and isinstance(new, Answer):
        return was and new.entry.id != wanted.id, now and old.entry.id != wanted.id
    return was, now


def _answered_elsewhere(asked: Asked, new: Decision, before: KnowledgeBase) -> bool:
    """Whether an entry that was there before answers what it was not written for: no new one that takes the place of
    the one that is gone, and none that was given its questions."""
    if not isinstance(new, Answer) or before.entry(new.entry.id) is None:
        return False
    entry = new.entry
    return asked.turns[-1] not in (entry.question, *entry.phrasings, *entry.tests)


def _live(base: KnowledgeBase, target_id: str) -> Target | None:
    target = base.target(target_id)
    return None if isinstance(target, Entry) and target.draft else target


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
