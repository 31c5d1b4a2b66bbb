"""Bases of any size out of a small one."""

import pytest

from benchmarks.corpus import CorpusError, Task, base_of, phrasings_of
from benchmarks.growth import count, measure_growth, resized


@pytest.mark.parametrize("size", [1, 5, 15, 40])
def test_a_base_can_have_any_number_of_phrasings(task: Task, size: int) -> None:
    """Fewer or more than there are; none comes twice."""
    base = resized(task.base, size, seed=1)
    texts = [text for _, text in phrasings_of(base)]
    assert (count(base.entries), len(texts), len(set(texts))) == (size, size, size)
    assert len({entry.cites for entry in base.entries}) == len(base.entries)


def test_what_there_is_stays_when_a_base_grows(task: Task) -> None:
    """Variants come on top."""
    before = [text for _, text in phrasings_of(task.base)]
    assert [text for _, text in phrasings_of(resized(task.base, 40, seed=1))][: len(before)] == before


def test_the_same_seed_gives_the_same_base(task: Task) -> None:
    """So that figures can be compared."""
    assert resized(task.base, 40, seed=1).revision == resized(task.base, 40, seed=1).revision
    assert resized(task.base, 40, seed=1).revision != resized(task.base, 40, seed=2).revision


def test_too_few_words_are_told_in_a_sentence() -> None:
    """Instead of looking for variants for ever."""
    with pytest.raises(CorpusError, match="没法放大"):
        resized(base_of([("图书馆", ())]), 20, seed=1)


def test_growth_is_measured_at_each_size(task: Task) -> None:
    """In order, with figures that can be."""
    said: list[str] = []
    grown = measure_growth(task, [30, 8], 1, said.append)
    assert [(one.phrasings, one.made_up) for one in grown] == [(8, 0), (30, 15)]
    assert len(said) == 2
    for one in grown:
        assert one.build_seconds > 0
        assert one.traced_bytes > 0
        assert one.resident_bytes is None or one.resident_bytes > 0
        assert one.ours.p99_ms >= one.ours.p50_ms > 0
        assert one.wratio.p99_ms >= one.wratio.p50_ms > 0
