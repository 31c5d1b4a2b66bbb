"""The index: what a base teaches about its words."""

import math

import pytest

from intents.index import Index, places_of
from intents.reading import Reader
from intents.understanding import Understanding
from tests.intents.samples import PARTY, outcome, tiny, understanding_of


def test_every_question_and_phrasing_is_in_the_index(party: Understanding) -> None:
    """Of entries and boundaries; ``tests`` are kept out, or they would test nothing."""
    base = party.base
    written = {text for target in (*base.entries, *base.boundaries) for text in (target.question, *target.phrasings)}
    tests = {text for target in (*base.entries, *base.boundaries) for text in target.tests}
    indexed = {phrasing.text for phrasing in party.index.phrasings}
    assert indexed == written
    assert not indexed & tests


def test_a_draft_is_not_in_the_index() -> None:
    """What is not there cannot be found."""
    faq = PARTY["faq/group-rules.yaml"].replace("  - id: group-size\n", "  - id: group-size\n    draft: true\n")
    understanding = understanding_of({**PARTY, "faq/group-rules.yaml": faq})
    assert "group-size" not in understanding.index.targets
    assert outcome(understanding.decide("一个党小组最少要有几名党员？")[0]) != "answer group-size"


def test_an_entry_that_names_nobody_is_about_the_subject_of_its_document() -> None:
    """Look-alikes of that subject are kept away from it, too."""
    faq = PARTY["faq/group-rules.yaml"].replace(
        "question: 一个党小组最少要有几名党员？", "question: 最少要有几名党员？"
    )
    understanding = understanding_of({**PARTY, "faq/group-rules.yaml": faq})
    index = understanding.index
    assert index.subjects[index.position["group-size"]] == {"party-group"}
    assert outcome(understanding.decide("党组最少要有几名党员？")[0]) != "answer group-size"


def test_a_feature_is_found_wherever_it_stands_and_nowhere_else(reader: Reader) -> None:
    """Once or many times, in the order of the phrasings."""
    index = Index(tiny(["alpha beta", "beta gamma"], ["beta"]), reader)
    assert list(places_of(index.tokens, "alpha")) == [0]
    assert list(places_of(index.tokens, "beta")) == [0, 1, 2]
    assert list(places_of(index.tokens, "delta")) == []
    assert list(places_of(index.grams, "ga")) == [1]
    assert list(places_of(index.told, "beta")) == [0, 1]
    assert list(places_of(index.told, "略")) == [0, 1]


def test_the_rarer_a_word_the_more_it_tells(reader: Reader) -> None:
    """Worked out by hand: four phrasings, beside 300 that the general commonness is worth; no corpus knows these."""
    index = Index(tiny(["alpha beta"], ["alpha gamma"], ["alpha beta"], ["alpha delta"]), reader)
    assert index.token_rarity("alpha") == pytest.approx(math.log(1 + 304 / 4))
    assert index.token_rarity("beta") == pytest.approx(math.log(1 + 304 / 2))
    assert index.token_rarity("gamma") == pytest.approx(math.log(1 + 304))
    assert index.token_rarity("never") == index.token_rarity("gamma")
    assert index.gram_rarity("al") == pytest.approx(math.log(1 + 4 / 4))
    assert index.gram_rarity("ga") == pytest.approx(math.log(1 + 4 / 1))


def test_a_tiny_base_is_told_how_common_a_word_is_anywhere(reader: Reader) -> None:
    """的 and 监票人 stand in one phrasing each; only the corpus knows that one of them says nothing."""
    index = Index(tiny(["监票人的"], ["alpha"]), reader)
    of = reader.commonness("的")
    assert index.token_rarity("的") == pytest.approx(math.log(1 + 302 / (1 + 300 * of)))
    assert index.worth("的").rarity < index.worth("监票人").rarity - 2


def test_a_large_base_believes_its_own_phrasings_more(reader: Reader) -> None:
    """Where everybody speaks of 选票, it says little, however rare it is elsewhere; a common word that the base
    never uses gains."""
    small = Index(tiny(*([f"选票 a{n}"] for n in range(4))), reader)
    large = Index(tiny(*([f"选票 a{n}"] for n in range(900))), reader)
    assert large.token_rarity("选票") < small.token_rarity("选票") / 2
    assert large.token_rarity("的") > small.token_rarity("的")


def test_a_word_that_recurs_is_worth_more_than_one_that_does_not(reader: Reader) -> None:
    """Equally rare, but faithful stands in every way of asking for e0, while fickle is somewhere else each time."""
    base = tiny(
        ["faithful a", "faithful b", "faithful c", "faithful d"],
        ["fickle e", "f", "g", "h"],
        ["fickle i", "j", "k", "l"],
        ["fickle m", "n", "o", "p"],
        ["fickle q", "r", "s", "t"],
    )
    index = Index(base, reader)
    faithful, fickle = index.worth("faithful"), index.worth("fickle")
    assert faithful.rarity == fickle.rarity
    assert faithful.gain > fickle.gain
    assert faithful.loss > 2 * fickle.loss >= 0


def test_what_is_seen_seldom_is_taken_to_be_like_the_rest(reader: Reader) -> None:
    """Three sightings in one target are too few to call a word faithful; a word never seen is no better or worse."""
    index = Index(tiny(["alpha a", "alpha b", "alpha c"], ["beta d"], ["beta e"], ["beta f"]), reader)
    assert index.worth("alpha") == index.worth("beta")
    assert index.worth("never").loss == pytest.approx(index.worth("alpha").loss)


def test_every_word_costs_something_where_it_is_missing(party: Understanding) -> None:
    """And a base of any size gives finite numbers."""
    worths = [party.index.worth(token) for token in (*party.index.tokens, "xyzzy")]
    assert len(worths) > 50
    assert all(worth.loss >= 0 and worth.rarity > 0 and math.isfinite(worth.gain) for worth in worths)


def test_density_is_the_phrasings_a_target_has(reader: Reader) -> None:
    assert Index(tiny(["a", "b", "c"], ["d"], boundaries=[["e", "f"]]), reader).density == 2
    assert Index(tiny(), reader).density == 0


def test_entries_come_before_boundaries(reader: Reader) -> None:
    """In the order of the base; so a ranking can leave the boundaries out."""
    index = Index(tiny(["a", "b"], ["c"], boundaries=[["d"]]), reader)
    assert index.targets == ("e0", "e1", "b0")
    assert [phrasing.target for phrasing in index.phrasings] == [0, 0, 1, 2]


def test_equal_sets_and_words_are_kept_once(party: Understanding) -> None:
    """A phrasing costs its letters and little more: nothing is stored again that another has."""
    phrasings = party.index.phrasings
    for name in ("subjects", "aspects", "numbers"):
        sets = [getattr(phrasing, name) for phrasing in phrasings]
        assert len(set(map(id, sets))) == len(set(sets)) < len(sets) / 2
    words = [token for phrasing in phrasings for token in phrasing.tokens]
    assert len(set(map(id, words))) == len(set(words)) < len(words) / 2


def test_a_base_may_be_empty(reader: Reader) -> None:
    """Nothing is known, and every word is as good as another."""
    index = Index(tiny(), reader)
    assert (index.targets, index.phrasings, dict(index.tokens)) == ((), (), {})
    assert index.worth("alpha") == index.worth("beta")
