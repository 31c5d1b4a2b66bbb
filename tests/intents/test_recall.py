"""Recall: rare features first, and never more than a fixed amount of work."""

from collections.abc import Iterable

import pytest

from intents.index import Index, places_of
from intents.pairs import probe
from intents.reading import Reader
from intents.recall import shortlist
from tests.intents.samples import tiny

BUDGET = "intents.recall._POSTINGS"


def _found(index: Index, question: str, size: int = 1000, *, settled: bool = False) -> list[int]:
    return shortlist(probe(index.reader.read(question), index), index, size, settled=settled)


def _index(reader: Reader, texts: Iterable[str]) -> Index:
    return Index(tiny(*([text] for text in texts)), reader)


def test_what_shares_a_word_or_a_pair_of_characters_is_found(reader: Reader) -> None:
    """And nothing else."""
    index = _index(reader, ["alpha", "zzalzz", "qqq"])
    assert _found(index, "alpha") == [0, 1]
    assert _found(index, "xyzzyx") == [1]
    assert _found(index, "mmm") == []


def test_the_nearest_comes_first(reader: Reader) -> None:
    index = _index(reader, ["alpha gamma delta", "alpha beta", "alpha beta gamma delta"])
    assert _found(index, "alpha beta") == [1, 2, 0]
    assert _found(index, "alpha beta", 1) == [1]


def test_ties_go_by_the_order_of_the_base(reader: Reader) -> None:
    """The first of equals is kept where there is no room for all."""
    index = _index(reader, ["alpha beta"] * 30)
    assert _found(index, "beta alpha") == list(range(30))
    assert _found(index, "beta alpha", 3) == [0, 1, 2]


def test_the_rarest_feature_is_looked_up_whole(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many phrasings have it: without it nothing would be found."""
    index = _index(reader, [f"alpha w{number}" for number in range(40)])
    monkeypatch.setattr(BUDGET, 0)
    assert sorted(_found(index, "alpha")) == list(range(40))


def test_long_lists_of_common_features_are_passed_over(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """When what was rarer has used up the work: a common word adds a thousand phrasings and decides nothing."""
    index = _index(reader, ["kkk zzz", *("kkk" for _ in range(50))])
    assert len(_found(index, "kkk zzz")) == 51
    monkeypatch.setattr(BUDGET, 20)
    assert _found(index, "kkk zzz") == [0]


def test_lists_are_read_from_the_rarest_on_as_far_as_they_fit(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """Six places and nine are fifteen; ten more are too many for sixteen."""
    index = _index(reader, [*("alpha" for _ in range(6)), *("bravo" for _ in range(9)), *("xa" for _ in range(10))])
    question = "alpha bravo xa"
    lists = {word: len(places_of(index.tokens, word)) for word in ("alpha", "bravo", "xa")}
    assert lists == {"alpha": 6, "bravo": 9, "xa": 10}
    assert len(_found(index, question)) == 25
    monkeypatch.setattr(BUDGET, 16)
    assert sorted(_found(index, question)) == list(range(15))


@pytest.mark.parametrize("budget", [0, 1, 10, 100, 1000])
def test_the_work_is_bounded(reader: Reader, monkeypatch: pytest.MonkeyPatch, budget: int) -> None:
    """By the budget, or by the rarest list where that alone is longer."""
    index = _index(reader, [f"alpha {'beta' if number % 3 else 'gamma'} w{number}" for number in range(300)])
    monkeypatch.setattr(BUDGET, budget)
    assert len(_found(index, "alpha beta gamma")) <= max(budget, 100)
    assert _found(index, "alpha beta gamma")


def test_boundaries_can_be_left_out(reader: Reader) -> None:
    """They come after all entries."""
    index = Index(tiny(["alpha"], ["alpha"], boundaries=[["alpha"]]), reader)
    assert _found(index, "alpha") == [0, 1, 2]
    assert _found(index, "alpha", settled=True) == [0, 1]
    assert _found(index, "alpha", 1, settled=True) == [0]


def test_an_empty_base_has_nothing(reader: Reader) -> None:
    assert _found(Index(tiny(), reader), "alpha") == []
