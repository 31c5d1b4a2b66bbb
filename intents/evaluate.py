"""Scoring an understanding on labelled questions.

A row is one JSON object: ``q`` or ``turns``; ``kind`` ``in``, ``ambiguous``, ``out-near`` or ``out-far``;
``gold``, the (document, locator) pairs that are right sources; ``facts``, groups of interchangeable spellings of
which a right answer holds one each; ``not``, sources that must not be the only ones; ``style``.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from intents.decide import Answer, Decision, Disambiguation, Fallback, SmallTalk, Wish
from intents.followup import Context
from intents.understanding import Understanding
from knowledge.models import Citation, Entry, KnowledgeBase, article_of

EARLY = 120
"""Characters within which the essence of an answer is expected."""

FIGURES = (
    "right",
    "good",
    "early",
    "reached",
    "not_asked_back",
    "followup",
    "ambiguous",
    "near_declined",
    "near_not_answered",
    "far_not_answered",
    "not_serious",
)
"""The names of the figures, each a share from 0 to 1; higher is better."""

LEFT_OUT_FIGURES = ("left_out", "left_out_not_confused")
"""The names of the figures on the base's own ways of asking; see ``intents.leftout``."""

KINDS = ("in", "ambiguous", "out-near", "out-far")

Source = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled question."""

    turns: tuple[str, ...]
    kind: str
    gold: frozenset[Source] = frozenset()
    governing: str = ""
    """The document of the first gold source."""
    facts: tuple[tuple[str, ...], ...] = ()
    avoid: frozenset[Source] = frozenset()
    style: str = "-"


@dataclass(frozen=True, slots=True)
class Result:
    """A row and what became of it."""

    row: Row
    decision: Decision
    marks: frozenset[str] = field(default_factory=frozenset)
    """What is true of it: right, good, early, reached, asked_back, serious, declined, answered."""

    @property
    def missed(self) -> bool:
        """Whether it did not go as its kind wants."""
        wanted = {"in": "good", "ambiguous": "reached", "out-near": "declined", "out-far": "declined"}
        return wanted[self.row.kind] not in self.marks


def parse_row(data: Mapping[str, Any]) -> Row:
    """A row of a question file. Raises ValueError, with a sentence, where it is not one."""
    turns = data.get("turns") or ([data["q"]] if "q" in data else [])
    for key in ("turns", "gold", "facts", "not"):
        if not isinstance(data.get(key, []), list):
            raise ValueError(f"{key} 应当是一个列表")
    if any(isinstance(item, str) for key in ("gold", "facts", "not") for item in data.get(key, [])):
        raise ValueError("gold、facts 和 not 的每一项应当是列表")
    if not turns or not all(isinstance(turn, str) for turn in turns):
        raise ValueError("缺少 q 或 turns")
    if data.get("kind") not in KINDS:
        raise ValueError(f"kind 只能是 {'、'.join(KINDS)}")
    gold = [_source(pair) for pair in data.get("gold", [])]
    if data["kind"] == "in" and not gold:
        raise ValueError("in 类的题缺少 gold")
    return Row(
        turns=tuple(turns),
        kind=data["kind"],
        gold=frozenset(gold),
        governing=gold[0][0] if gold else "",
        facts=tuple(tuple(group) for group in data.get("facts", [])),
        avoid=frozenset(_source(pair) for pair in data.get("not", [])),
        style=data.get("style") or "-",
    )


def _source(pair: Sequence[str]) -> Source:
    return pair[0], article_of(pair[1])


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of a JSON Lines file. Raises ValueError with file and line where one cannot be read."""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.strip():
            try:
                yield parse_row(json.loads(line))
            except (ValueError, TypeError, AttributeError, IndexError) as error:
                raise ValueError(f"{path}:{number} {error}") from error


def answer_turns(turns: Sequence[str], understanding: Understanding) -> tuple[Decision, str]:
    """What becomes of the last turn of a conversation, and what was looked up for it."""
    context: Context | None = None
    for turn in turns[:-1]:
        decision, query = understanding.decide(turn, context)
        context = context_after(decision, query) or context
    return understanding.decide(turns[-1], context)


def context_after(decision: Decision, query: str) -> Context | None:
    """What a turn leaves behind for the next; small talk and wishes leave nothing."""
    if isinstance(decision, SmallTalk | Wish):
        return None
    if isinstance(decision, Answer):
        return Context(query, decision.entry.id, decision.entry.question)
    return Context(query)


def score(rows: Iterable[Row], understanding: Understanding) -> list[Result]:
    """Ask every row and mark what came of it."""
    results = []
    for row in rows:
        decision, _ = answer_turns(row.turns, understanding)
        results.append(Result(row, decision, marks_of(row, decision)))
    return results


def marks_of(row: Row, decision: Decision) -> frozenset[str]:
    """What is true of what came of a row; see ``Result.marks``."""
    return frozenset(_marks(row, decision))


def _marks(row: Row, decision: Decision) -> Iterator[str]:
    shown = sources_of(decision.entry.cites) if isinstance(decision, Answer) else frozenset()
    right = bool(shown & row.gold)
    if isinstance(decision, Answer):
        yield "answered"
        yield from _answer_marks(row, decision.entry, right)
        if shown and shown <= row.avoid:
            yield "serious"
    elif isinstance(decision, Disambiguation):
        yield "asked_back"
    else:
        yield "declined"
    if right or _offers(decision, row.gold):
        yield "reached"


def _answer_marks(row: Row, entry: Entry, right: bool) -> Iterator[str]:
    if not right:
        return
    yield "right"
    if _holds(entry.answer, row.facts):
        yield "good"
    if _holds(entry.answer[:EARLY], row.facts):
        yield "early"


def _offers(decision: Decision, gold: frozenset[Source]) -> bool:
    return isinstance(decision, Disambiguation) and any(sources_of(c.cites) & gold for c in decision.choices)


def sources_of(cites: Iterable[Citation]) -> frozenset[Source]:
    """The articles that are cited; an item counts for its article."""
    return frozenset((cite.document, article_of(cite.locator)) for cite in cites)


def _holds(text: str, facts: Sequence[Sequence[str]]) -> bool:
    """Whether the text holds a spelling of every fact; spaces do not count."""
    joined = "".join(text.split())
    return all(any("".join(spelling.split()) in joined for spelling in group) for group in facts)


def figures(results: Sequence[Result]) -> dict[str, float]:
    """The figures by name, each a share from 0 to 1, higher is better; a kind that has no rows has no figures."""
    by_kind = {kind: [r for r in results if r.row.kind == kind] for kind in KINDS}
    shares: dict[str, float] = {}
    inside = by_kind["in"]
    for mark in ("right", "good", "early", "reached"):
        _put(shares, mark, inside, partial(_is_marked, mark))
    _put(shares, "not_asked_back", inside, lambda r: "asked_back" not in r.marks)
    _put(shares, "followup", [r for r in inside if len(r.row.turns) > 1], lambda r: "good" in r.marks)
    _put(shares, "ambiguous", by_kind["ambiguous"], lambda r: "reached" in r.marks)
    _put(shares, "near_declined", by_kind["out-near"], lambda r: isinstance(r.decision, Fallback))
    _put(shares, "near_not_answered", by_kind["out-near"], lambda r: "answered" not in r.marks)
    _put(shares, "far_not_answered", by_kind["out-far"], lambda r: "answered" not in r.marks)
    _put(shares, "not_serious", list(results), lambda r: "serious" not in r.marks)
    return shares


def _is_marked(mark: str, result: Result) -> bool:
    return mark in result.marks


def _put(shares: dict[str, float], name: str, results: Sequence[Result], holds: Callable[[Result], bool]) -> None:
    if results:
        shares[name] = sum(map(holds, results)) / len(results)


def groups(results: Sequence[Result]) -> Iterator[tuple[str, str, Sequence[Result]]]:
    """The results by kind, and the in-domain ones by style and by governing document."""
    inside = [result for result in results if result.row.kind == "in"]
    for kind in KINDS:
        yield "kind", kind, [result for result in results if result.row.kind == kind]
    keys: tuple[tuple[str, Callable[[Result], str]], ...] = (
        ("style", lambda r: r.row.style),
        ("document", lambda r: r.row.governing),
    )
    for name, key in keys:
        for value in sorted({key(result) for result in inside}):
            yield name, value, [result for result in inside if key(result) == value]


@dataclass(frozen=True, slots=True)
class Bucket:
    """The questions whose best candidate had a confidence between two bounds."""

    low: float
    high: float
    size: int
    confidence: float
    """Their mean confidence."""
    right: float
    """The share of them whose best candidate was right: a calibrated confidence is close to it."""


def calibration(results: Sequence[Result], base: KnowledgeBase, steps: int = 10) -> list[Bucket]:
    """How far confidence can be taken at its word, in equal steps; steps without a question are left out."""
    told = [pair for result in results if (pair := _told(result, base)) is not None]
    buckets = []
    for step in range(steps):
        low, high = step / steps, (step + 1) / steps
        inside = [pair for pair in told if low <= pair[0] < high or (step == steps - 1 and pair[0] == 1.0)]
        if inside:
            confidence, right = (sum(values) / len(inside) for values in zip(*inside, strict=True))
            buckets.append(Bucket(low, high, len(inside), confidence, right))
    return buckets


def _told(result: Result, base: KnowledgeBase) -> tuple[float, bool] | None:
    """The confidence of the best candidate and whether it was right; none where there is no candidate. That a
    question is not settled, a boundary tells rightly; whatever else is found for one is wrong."""
    ranking = getattr(result.decision, "ranking", ())
    best = next((ranked for ranked in ranking if not ranked.look_alike), None)
    if best is None:
        return None
    entry = base.entry(best.target_id)
    right = bool(sources_of(entry.cites) & result.row.gold) if entry else result.row.kind == "out-near"
    return best.confidence, right
