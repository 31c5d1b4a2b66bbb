"""The ranking: what a question may lead to, best first."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.decide import places_of, ranked
from intents.index import Index
from intents.pairs import PAIR_FEATURES, compare, probe
from intents.rank import Candidate, rank
from intents.reading import Reader
from intents.understanding import Understanding
from intents.weights import Weights
from tests.intents.samples import BANK, tiny, understanding_of

WORDS_ONLY = Weights(tuple(float(name == "words") for name in PAIR_FEATURES), (), 0.0)
"""Nothing counts but the cosine over words."""


def _rank(understanding: Understanding, text: str, limit: int = 12) -> tuple[Candidate, ...]:
    return rank(understanding.reader.read(text), understanding.index, understanding.weights, limit=limit)


def test_candidates_come_best_first_and_once_each(party: Understanding) -> None:
    candidates = _rank(party, "党小组会多久开一次")
    scores = [candidate.score for candidate in candidates]
    ids = [candidate.target_id for candidate in candidates]
    assert ids[0] == "group-meeting-frequency"
    assert len(ids) > 2
    assert scores == sorted(scores, reverse=True)
    assert len(set(ids)) == len(ids)


def test_as_many_candidates_as_are_wanted(party: Understanding) -> None:
    """The best of them."""
    assert _rank(party, "党小组会多久开一次", 2) == _rank(party, "党小组会多久开一次")[:2]
    assert len(_rank(party, "党小组会多久开一次", 2)) == 2


@pytest.mark.parametrize("text", ["", "？", "xyzzy"])
def test_nothing_in_common_is_no_candidate(party: Understanding, text: str) -> None:
    assert _rank(party, text) == ()


def test_a_score_is_the_weighted_sum_of_the_evidence(party: Understanding) -> None:
    """Of the phrasing that it names; what is told beside it is about the whole question."""
    for candidate in _rank(party, "小组会一般谁来当主持人"):
        pairs = zip(party.weights.pair, (candidate.evidence[name] for name in PAIR_FEATURES), strict=True)
        assert candidate.score == pytest.approx(sum(weight * number for weight, number in pairs))
        assert set(candidate.evidence) == {*PAIR_FEATURES, "unknown", "size"}


def test_a_target_is_as_good_as_its_best_phrasing(party: Understanding) -> None:
    question = "设立党小组报谁备案"
    index, asked = party.index, probe(party.reader.read("设立党小组报谁备案"), party.index)
    best = _rank(party, question)[0]
    texts = {phrasing.text: position for position, phrasing in enumerate(index.phrasings)}
    own = [p for p in index.phrasings if index.targets[p.target] == best.target_id]
    scores = {
        p.text: sum(w * n for w, n in zip(party.weights.pair, compare(asked, texts[p.text], index), strict=True))
        for p in own
    }
    assert best.phrasing == max(scores, key=scores.__getitem__)
    assert best.score == pytest.approx(max(scores.values()))


def test_equals_stand_in_the_order_of_the_base(reader: Reader) -> None:
    """However many there are, and wherever the boundary stands."""
    index = Index(tiny(*(["alpha beta"] for _ in range(6)), boundaries=[["alpha beta"]]), reader)
    found = rank(reader.read("beta alpha"), index, WORDS_ONLY)
    assert [candidate.target_id for candidate in found] == ["e0", "e1", "e2", "e3", "e4", "e5", "b0"]
    assert len({candidate.score for candidate in found}) == 1


def test_boundaries_are_ranked_with_the_entries_or_left_out(reader: Reader) -> None:
    index = Index(tiny(["alpha gamma"], boundaries=[["alpha beta"]]), reader)
    found = rank(reader.read("alpha beta"), index, WORDS_ONLY)
    assert [candidate.target_id for candidate in found] == ["b0", "e0"]
    settled = rank(reader.read("alpha beta"), index, WORDS_ONLY, settled=True)
    assert [candidate.target_id for candidate in settled] == ["e0"]


def test_boundaries_may_be_given_points_or_have_them_taken(reader: Reader) -> None:
    """All of them as many, and no entry any."""
    index = Index(tiny(["alpha gamma"], boundaries=[["alpha beta"], ["alpha delta"]]), reader)
    asked = reader.read("alpha beta")
    plain = {c.target_id: c.score for c in rank(asked, index, WORDS_ONLY)}
    found = {c.target_id: c.score for c in rank(asked, index, WORDS_ONLY, unsettled=-2.0)}
    assert found == pytest.approx({"e0": plain["e0"], "b0": plain["b0"] - 2, "b1": plain["b1"] - 2})
    assert list(found) == ["e0", "b0", "b1"]


def test_a_phrasing_can_be_left_out(reader: Reader) -> None:
    """The next best of its target stands in for it."""
    index = Index(tiny(["alpha beta", "alpha gamma"], ["qqq"]), reader)
    asked = reader.read("alpha beta")
    assert [c.phrasing for c in rank(asked, index, WORDS_ONLY)] == ["alpha beta"]
    assert [c.phrasing for c in rank(asked, index, WORDS_ONLY, without=0)] == ["alpha gamma"]


def test_what_the_talk_is_about_is_given_points(reader: Reader) -> None:
    """As many as are told, and to nothing else."""
    index = Index(tiny(["alpha beta"], ["alpha gamma"]), reader)
    plain = {c.target_id: c.score for c in rank(reader.read("alpha beta"), index, WORDS_ONLY)}
    found = rank(reader.read("alpha beta"), index, WORDS_ONLY, {"e1": 3.0})
    assert [candidate.target_id for candidate in found] == ["e1", "e0"]
    assert {c.target_id: c.score for c in found} == pytest.approx({"e0": plain["e0"], "e1": plain["e1"] + 3})


def test_a_look_alike_is_marked_and_a_bystander_is_not(party: Understanding) -> None:
    """Asked about 党组, an entry about 党小组 is a look-alike; asked about both, it is not."""
    asked = {c.target_id: c.look_alike for c in _rank(party, "党组最少要有几名党员")}
    assert asked["group-size"]
    both = {c.target_id: c.look_alike for c in _rank(party, "党组和党小组最少要有几名党员")}
    assert not both["group-size"]
    assert not {c.target_id: c.look_alike for c in _rank(party, "党组有哪些职责")}["leading-duties"]


_BANK = understanding_of(BANK)
"""Fixtures do not go with hypothesis."""
PIECES = st.sampled_from(
    ["信用卡", "借记卡", "年费", "丢了", "怎么办", "额度", "多少", "不", "三次", "App", "x", " ", "？"]
)


@given(text=st.text(max_size=60) | st.lists(PIECES, max_size=12).map("".join))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_any_text_has_an_order(text: str) -> None:
    """Falling scores, each target once, confidences that are shares; and the same again, asked again."""
    candidates = _rank(_BANK, text)
    assert candidates == _rank(_BANK, text)
    scores = [candidate.score for candidate in candidates]
    assert scores == sorted(scores, reverse=True)
    assert len({candidate.target_id for candidate in candidates}) == len(candidates) <= 12
    found = ranked(candidates, places_of(_BANK.base), _BANK.weights)
    assert [each.target_id for each in found] == [candidate.target_id for candidate in candidates]
    assert all(0 <= each.confidence <= 1 and 0 <= each.score <= 100 for each in found)
