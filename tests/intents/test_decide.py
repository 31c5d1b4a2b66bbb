"""The decision: from a ranking to an answer, choices, a boundary, or nothing."""

import math
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.decide import (
    MAX_CHOICES,
    Answer,
    Decision,
    Disambiguation,
    Fallback,
    Places,
    Policy,
    Ranked,
    choices_of,
    decide,
    places_of,
    ranked,
)
from intents.pairs import PAIR_FEATURES
from intents.rank import Candidate
from intents.weights import ACCEPT_FEATURES, Weights
from tests.intents.samples import outcome, tiny

BASE = tiny(*([f"问题{number}"] for number in range(8)), boundaries=[["边界0"], ["边界1"]])
"""Eight entries on a provision each, two boundaries."""
PLACES = places_of(BASE)
POLICY = Policy(answer_threshold=0.5, ambiguity_margin=1.0, boundary_threshold=0.3, choice_threshold=0.4)
HELD = {"lost_share": 0.0, "gain": 1.0}
"""A phrasing that holds all of the question."""
SILENT = Weights((0.0,) * len(PAIR_FEATURES), (0.0,) * len(ACCEPT_FEATURES), 0.0)
"""Confidence one half, whatever is told."""
BY_LEAD = Weights(SILENT.pair, tuple(float(name == "lead") for name in ACCEPT_FEATURES), 0.0)


def _ranked(
    target_id: str,
    confidence: float = 0.0,
    lead: float = 0.0,
    *,
    look_alike: bool = False,
    evidence: Mapping[str, float] | None = None,
) -> Ranked:
    return Ranked(target_id, 50.0, lead, confidence, "问法", look_alike, evidence or {})


def _candidate(target_id: str, score: float, *, look_alike: bool = False, **evidence: float) -> Candidate:
    return Candidate(target_id, score, "问法", look_alike, evidence)


def _decide(*ranking: Ranked, vague: bool = False, places: Places = PLACES) -> Decision:
    return decide(ranking, BASE, places, POLICY, vague=vague)


def _choices(decision: Decision) -> list[str]:
    assert isinstance(decision, Disambiguation), outcome(decision)
    return [choice.id for choice in decision.choices]


@pytest.mark.parametrize(
    ("confidence", "lead", "found"),
    [
        (0.5, 1.0, "answer e0"),
        (0.9, 5.0, "answer e0"),
        (0.49, 5.0, "nothing"),
        (0.9, 0.9, "nothing"),
        (0.0, 0.0, "nothing"),
    ],
)
def test_who_is_sure_and_ahead_is_answered(confidence: float, lead: float, found: str) -> None:
    """From both thresholds on; one of them is not enough."""
    assert outcome(_decide(_ranked("e0", confidence, lead))) == found


def test_a_close_race_is_asked_back_about() -> None:
    """In the order of the ranking."""
    assert _choices(_decide(_ranked("e3", 0.9, 0.0), _ranked("e1", 0.9, 0.0))) == ["e3", "e1"]


@pytest.mark.parametrize(
    ("confidences", "offered"),
    [
        ((0.25, 0.16), True),
        ((0.25, 0.14), False),
        ((0.11, 0.11, 0.11, 0.11), True),
        ((0.1, 0.1, 0.1, 0.05, 0.9), False),
    ],
)
def test_choices_are_offered_if_one_of_them_is_likely_enough(confidences: tuple[float, ...], offered: bool) -> None:
    """Together, of those that there is room for."""
    decision = _decide(*(_ranked(f"e{number}", confidence) for number, confidence in enumerate(confidences)))
    assert isinstance(decision, Disambiguation) is offered


def test_entries_on_one_provision_count_once_towards_choices() -> None:
    """They are right or wrong together."""
    pair = (_ranked("e0", 0.25), _ranked("e1", 0.25))
    assert _choices(_decide(*pair)) == ["e0", "e1"]
    assert outcome(_decide(*pair, places={"e0": "第一条", "e1": "第一条"})) == "nothing"


def test_a_choice_of_one_is_no_choice() -> None:
    """However likely, where it is not enough for an answer; a boundary beside it is no choice either."""
    assert outcome(_decide(_ranked("e0", 0.9, 0.0))) == "nothing"
    assert outcome(_decide(_ranked("e0", 0.9, 0.0), _ranked("b0", 0.1))) == "nothing"


def test_never_more_choices_than_buttons_are_read() -> None:
    """The first of them; boundaries between do not take up room."""
    ranking = [_ranked(f"e{number}", 0.2) for number in range(7)]
    decision = _decide(ranking[0], _ranked("b0", 0.1), *ranking[1:])
    assert _choices(decision) == ["e0", "e1", "e2", "e3"]
    assert MAX_CHOICES == 4
    assert choices_of((), BASE) == ()


def test_a_boundary_declines_from_its_threshold_on() -> None:
    """Whatever lead it has; below, it says nothing, and its name is not told."""
    assert outcome(_decide(_ranked("b0", 0.3, -5.0), _ranked("e0", 0.2))) == "boundary b0"
    assert outcome(_decide(_ranked("b0", 0.29, 5.0), _ranked("e0", 0.2))) == "nothing"


def test_a_boundary_that_is_not_sure_gives_way_to_choices() -> None:
    """The entries behind it may be what was meant."""
    assert _choices(_decide(_ranked("b0", 0.29), _ranked("e0", 0.25), _ranked("e1", 0.25))) == ["e0", "e1"]


def test_a_boundary_behind_an_entry_does_not_decline() -> None:
    assert outcome(_decide(_ranked("e0", 0.6, 2.0), _ranked("b0", 0.9))) == "answer e0"


def test_a_bare_question_that_several_hold_is_asked_back_about() -> None:
    """Those that hold all of it, and only those, though none is likely: it says too little, not something else."""
    held = (_ranked("e0", 0.01, 0.5, evidence=HELD), _ranked("e2", 0.01, -0.5, evidence=HELD))
    assert _choices(_decide(held[0], _ranked("e1", 0.01), held[1])) == ["e0", "e2"]


@pytest.mark.parametrize(
    "evidence",
    [{"lost_share": 0.06, "gain": 1.0}, {"lost_share": 0.0, "gain": 0.29}, {"lost_share": 0.0}, {"gain": 1.0}],
)
def test_what_holds_only_a_part_of_the_question_is_not_offered_for_it(evidence: dict[str, float]) -> None:
    """A lost word, or words that say nothing: the question may well be about something else."""
    assert outcome(_decide(_ranked("e0", 0.01, evidence=evidence), _ranked("e1", 0.01, evidence=HELD))) == "nothing"


@pytest.mark.parametrize(("lead", "found"), [(2.0, "answer e0"), (1.9, "nothing")])
def test_a_bare_question_that_one_alone_holds_is_answered(lead: float, found: str) -> None:
    """With a lead over everything else, even where little is known; without, or where hardly anything is known, it
    stays unanswered."""
    assert outcome(_decide(_ranked("e0", 0.12, lead, evidence=HELD), _ranked("e1", 0.0, -lead))) == found
    assert outcome(_decide(_ranked("e0", 0.11, lead, evidence=HELD), _ranked("e1", 0.0, -lead))) == "nothing"


def test_a_vague_question_with_several_candidates_is_not_answered() -> None:
    """However sure; it is asked back about."""
    sure = (_ranked("e0", 0.95, 5.0), _ranked("e1", 0.01, -5.0))
    assert outcome(_decide(*sure)) == "answer e0"
    assert _choices(_decide(*sure, vague=True)) == ["e0", "e1"]


@pytest.mark.parametrize(
    ("evidence", "found"),
    [
        ({"lost_share": 0.4}, "choose"),
        ({"lost_share": 0.4, "unknown": 0.1}, "nothing"),
        ({"lost_share": 0.41}, "nothing"),
        ({}, "nothing"),
    ],
)
def test_a_bare_question_is_rather_asked_back_about_than_declined(evidence: dict[str, float], found: str) -> None:
    """If the best holds most of it, and every word of it is known; still never with a single choice."""
    best, other = _ranked("e0", 0.01, evidence=evidence), _ranked("e1", 0.01)
    assert outcome(decide([best, other], BASE, PLACES, POLICY, bare=True)) == found
    assert outcome(decide([best, other], BASE, PLACES, POLICY)) == "nothing"
    assert outcome(decide([best], BASE, PLACES, POLICY, bare=True)) == "nothing"


def test_look_alikes_are_neither_answered_with_nor_offered() -> None:
    """However well they match; the next one counts as if they were not there."""
    wrong = _ranked("e0", 0.99, 9.0, look_alike=True, evidence=HELD)
    assert outcome(_decide(wrong)) == "nothing"
    assert outcome(_decide(wrong, _ranked("e1", 0.6, 2.0))) == "answer e1"
    assert _choices(_decide(wrong, _ranked("e1", 0.3), _ranked("e2", 0.3))) == ["e1", "e2"]
    assert outcome(_decide(wrong, _ranked("e1", 0.9, 0.0))) == "nothing"


def test_what_was_found_is_told_with_every_decision() -> None:
    """Look-alikes, too: who evaluates wants to see them."""
    for best in (_ranked("e0", 0.9, 9.0), _ranked("e0", 0.9), _ranked("b0", 0.9), _ranked("e0", 0.01)):
        ranking = (best, _ranked("e1", 0.0), _ranked("e2", 0.9, look_alike=True))
        decision = _decide(*ranking)
        assert isinstance(decision, Answer | Disambiguation | Fallback)
        assert (decision.ranking, decision.confidence) == (ranking, best.confidence)
    assert outcome(_decide()) == "nothing"


RANKINGS = st.lists(
    st.builds(
        _ranked,
        st.sampled_from(sorted(PLACES)),
        st.floats(0, 1),
        st.floats(-12, 12),
        look_alike=st.booleans(),
        evidence=st.sampled_from([{}, HELD, {"lost_share": 0.5, "gain": 0.5}]),
    ),
    max_size=10,
    unique_by=lambda each: each.target_id,
)
SHARES = st.floats(0, 1)
POLICIES = st.builds(
    Policy,
    answer_threshold=SHARES,
    ambiguity_margin=st.floats(-3, 3),
    boundary_threshold=SHARES,
    choice_threshold=SHARES,
)


@given(ranking=RANKINGS, policy=POLICIES, vague=st.booleans())
@settings(max_examples=300, deadline=None, derandomize=True)
def test_whatever_is_found_the_decision_is_sound(ranking: list[Ranked], policy: Policy, vague: bool) -> None:
    """Only the best that is no look-alike is answered with; choices are two to four, once each, no look-alikes."""
    decision = decide(ranking, BASE, PLACES, policy, vague=vague)
    hopeful = [each.target_id for each in ranking if not each.look_alike]
    assert decision == decide(tuple(ranking), BASE, PLACES, policy, vague=vague)
    if isinstance(decision, Answer):
        assert decision.entry.id == hopeful[0]
    elif isinstance(decision, Disambiguation):
        ids = [choice.id for choice in decision.choices]
        assert 2 <= len(set(ids)) == len(ids) <= MAX_CHOICES
        assert [target_id for target_id in hopeful if target_id in ids] == ids
    else:
        assert decision.boundary is None or decision.boundary.id == hopeful[0]


def test_the_lead_is_over_all_that_says_something_else() -> None:
    """By hand: two points are e² to 1; of three, the best has e² to 1 + 1."""
    two = ranked([_candidate("e0", 7.0), _candidate("e1", 5.0)], PLACES, SILENT)
    assert [each.lead for each in two] == pytest.approx([2, -2])
    three = ranked([_candidate("e0", 2.0), _candidate("e1", 0.0), _candidate("e2", 0.0)], PLACES, SILENT)
    assert three[0].lead == pytest.approx(2 - math.log(2))
    assert three[1].lead == pytest.approx(-math.log(math.e**2 + 1))


def test_who_has_no_rival_leads_by_twelve() -> None:
    """What is further behind no longer counts."""
    assert ranked([_candidate("e0", 1.0)], PLACES, SILENT)[0].lead == pytest.approx(12)
    assert ranked([_candidate("e0", 99.0), _candidate("e1", 1.0)], PLACES, SILENT)[0].lead == pytest.approx(12)


def test_entries_on_one_provision_are_no_race() -> None:
    """They lead together, and asking back between them would be idle; the lesser is as sure as it is near."""
    same = {"e0": "第一条", "e1": "第一条", "e2": "第二条"}
    candidates = [_candidate("e0", 3.0), _candidate("e1", 3.0), _candidate("e2", 0.0)]
    apart, together = ranked(candidates, PLACES, BY_LEAD), ranked(candidates, same, BY_LEAD)
    assert apart[0].lead < 0 < together[0].lead == together[1].lead == pytest.approx(math.log(2) + 3)
    assert outcome(decide(apart, BASE, PLACES, POLICY)) == "choose"
    assert outcome(decide(together, BASE, same, POLICY)) == "answer e0"
    behind = ranked([_candidate("e0", 3.0), _candidate("e1", 1.0)], same, BY_LEAD)
    assert behind[0].lead == behind[1].lead
    assert behind[0].confidence > behind[1].confidence


@pytest.mark.parametrize(("number", "together"), [(2, True), (30, True), (31, False)])
def test_a_crowd_on_one_provision_does_not_say_the_same(number: int, together: bool) -> None:
    """An FAQ may cite one provision for all of it: then every entry stands for itself."""
    base = tiny(*([f"问题{place}"] for place in range(number)), provisions=["第一条"] * number)
    assert len(set(places_of(base).values())) == (1 if together else number)


def test_an_item_counts_as_its_article_and_boundaries_as_one() -> None:
    """第一条（二） says what 第一条 says; all boundaries decline."""
    base = tiny(["a"], ["b"], ["c"], boundaries=[["d"], ["e"]], provisions=["第一条", "第一条（二）", "第二条"])
    places = places_of(base)
    assert places["e0"] == places["e1"] != places["e2"]
    assert places["b0"] == places["b1"]
    assert places["b0"] not in {places["e0"], places["e2"]}


def test_the_very_letters_of_a_phrasing_are_enough() -> None:
    """Whatever the weights say; not where something else is as near."""
    doubtful = Weights(SILENT.pair, SILENT.accept, -5.0)
    assert ranked([_candidate("e0", 1.0, letters=0.97)], PLACES, doubtful)[0].confidence == pytest.approx(0.9)
    assert ranked([_candidate("e0", 1.0, letters=0.96)], PLACES, doubtful)[0].confidence < 0.01
    race = ranked([_candidate("e0", 1.0, letters=1.0), _candidate("e1", 1.0, letters=1.0)], PLACES, doubtful)
    assert [each.confidence < 0.01 for each in race] == [True, True]


@given(scores=st.lists(st.floats(-1e6, 1e6), max_size=8))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_scores_become_shares_in_the_same_order(scores: list[float]) -> None:
    """0 to 100 for people, whatever the points; marks and evidence go with them."""
    scores = sorted(scores, reverse=True)
    candidates = [_candidate(f"e{n}", score, look_alike=n == 1, gain=float(n)) for n, score in enumerate(scores)]
    found = ranked(candidates, PLACES, SILENT)
    assert [(r.target_id, r.look_alike, r.evidence) for r in found] == [
        (c.target_id, c.look_alike, c.evidence) for c in candidates
    ]
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    assert all(0 <= each.score <= 100 and math.isfinite(each.lead) for each in found)
    assert all(each.confidence == pytest.approx(0.5) for each in found)
