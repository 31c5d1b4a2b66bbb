"""An understanding that is built from the one before is equal to one built anew, whatever the change."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.followup import Context
from intents.understanding import Understanding
from knowledge.models import Boundary, Entry, KnowledgeBase, Meeting, MeetingItem, Term
from tests.intents.samples import BANK, PARTY, base_of

ASKED = (
    "党小组会多久开一次",
    "小组会由谁来主持呀",
    "党组会谁召集",
    "dangxiaozu duojiu kai yici",
    "党小祖会多久开一次",
    "党费交多少",
    "办信用卡有没有年费",
    "提醒我明天下午三点开党小组会",
    "你好",
    "咕噜会怎么开",
)
CONTEXT = Context("党小组会多久开一次", "group-meeting-frequency", "党小组会多久开一次？")

PIECES = st.lists(
    st.sampled_from(["党小组", "党组", "咕噜会", "多久", "怎么", "开会", "谁", "主持", "要", "不", "3次", "kai", "的"]),
    min_size=1,
    max_size=6,
).map("".join)


def _phrasing(base: KnowledgeBase, text: str, at: int) -> KnowledgeBase:
    return _with(base, at, phrasings=(*base.entries[at].phrasings, text))


def _added(base: KnowledgeBase, text: str, at: int) -> KnowledgeBase:
    new = base.entries[at].model_copy(update={"id": f"new-{len(base.entries)}", "question": text, "phrasings": ()})
    return replace(base, entries=(*base.entries[:at], new, *base.entries[at:]))


def _boundary(base: KnowledgeBase, text: str, at: int) -> KnowledgeBase:
    new = Boundary(id=f"not-{at}-{len(base.boundaries)}", topic="题", question=text, note=text)
    return replace(base, boundaries=(new, *base.boundaries))


def _kind(base: KnowledgeBase, text: str, at: int) -> KnowledgeBase:
    item = MeetingItem(id="one", phase="before", text=text, cites=base.entries[at].cites)
    return replace(base, meetings=(Meeting(kind="party-group", items=(item,)),))


def _term(base: KnowledgeBase, text: str, at: int) -> KnowledgeBase:
    return replace(base, terms=(*base.terms, Term(id=f"new-{at}-{len(base.terms)}", name=text, kind="body")))


def _with(base: KnowledgeBase, at: int, **changes: Any) -> KnowledgeBase:
    entry: Entry = base.entries[at].model_copy(update=changes)
    return replace(base, entries=(*base.entries[:at], entry, *base.entries[at + 1 :]))


EDITS: dict[str, Callable[[KnowledgeBase, str, int], KnowledgeBase]] = {
    "phrasing": _phrasing,
    "question": lambda base, text, at: _with(base, at, question=text),
    "answer": lambda base, text, at: _with(base, at, answer=text),
    "draft": lambda base, _, at: _with(base, at, draft=True),
    "gone": lambda base, _, at: replace(base, entries=base.entries[:at] + base.entries[at + 1 :]),
    "added": _added,
    "order": lambda base, _, at: replace(base, entries=(*base.entries[at:], *base.entries[:at])),
    "boundary": _boundary,
    "term": _term,
    "no term": lambda base, _, at: replace(base, terms=base.terms[:-1]),
    "kind": _kind,
}


def _contents(understanding: Understanding) -> dict[str, Any]:
    """Everything that an index holds, beside what it remembers of that; the order of a mapping counts."""
    index = understanding.index
    values = {name: value for name, value in vars(index).items() if name not in {"reader", "_targets_of"}}
    return {name: list(value.items()) if isinstance(value, dict) else value for name, value in values.items()}


def _assert_equal(one: Understanding, other: Understanding) -> None:
    assert _contents(one) == _contents(other)
    assert list(one.reader.everyday.items()) == list(other.reader.everyday.items())
    assert list(one.reader.lexicon.surfaces) == list(other.reader.lexicon.surfaces)
    assert one.reader.lexicon.kinds == other.reader.lexicon.kinds
    assert one.weights == other.weights
    for text in ASKED:
        assert one.decide(text) == other.decide(text), text
        assert one.decide(text, CONTEXT) == other.decide(text, CONTEXT), text


@settings(max_examples=settings().max_examples // 6, deadline=None)
@given(edits=st.lists(st.tuples(st.sampled_from(sorted(EDITS)), PIECES, st.integers(0, 50)), min_size=1, max_size=4))
def test_what_is_built_from_the_one_before_is_equal(edits: list[tuple[str, str, int]]) -> None:
    """After each of some changes: what the index holds, in its order, and every decision."""
    base = base_of(PARTY)
    grown = Understanding(base)
    grown.decide("dangxiaozu")
    for edit, text, at in edits:
        if base.entries and base.terms:
            base = EDITS[edit](base, text, at % len(base.entries))
            grown = Understanding(base, previous=grown)
    _assert_equal(grown, Understanding(base))


@pytest.mark.parametrize(("before", "after"), [(PARTY, BANK), (BANK, PARTY)])
def test_one_base_after_quite_another(before: dict[str, str], after: dict[str, str]) -> None:
    """Nothing of the one before is left."""
    previous = Understanding(base_of(before))
    _assert_equal(Understanding(base_of(after), previous=previous), Understanding(base_of(after)))


def test_what_is_the_same_is_not_read_again() -> None:
    """The reader and the readings are those of the understanding before, where the terms are equal."""
    base = base_of(PARTY)
    previous = Understanding(base)
    grown = Understanding(EDITS["phrasing"](base, "咕噜会怎么开", 0), previous=previous)
    assert grown.reader is previous.reader
    before = {phrasing.text: phrasing for phrasing in previous.index.phrasings}
    assert all(before.get(p.text, p) is p for p in grown.index.phrasings)
    assert len(grown.index.phrasings) == len(previous.index.phrasings) + 1


def test_the_one_before_stays_as_it_was() -> None:
    """It goes on answering while the next one is built."""
    base = base_of(PARTY)
    previous = Understanding(base)
    Understanding(EDITS["term"](base, "咕噜会", 0), previous=previous)
    Understanding(EDITS["gone"](base, "", 0), previous=previous)
    _assert_equal(previous, Understanding(base))
