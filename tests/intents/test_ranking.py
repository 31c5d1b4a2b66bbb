"""The index, the ranking and the decision, each on its own."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.decide import MAX_CHOICES, Answer, Disambiguation, Fallback, Policy, choices_of, decide
from intents.index import Index
from intents.rank import Candidate, rank
from intents.reading import Reading
from intents.scorers import CosineField, similarity
from intents.understanding import Understanding
from tests.intents.samples import PARTY, base_of, outcome, understanding_of


def _read(party: Understanding, text: str) -> Reading:
    return party.reader.read(text)


def _candidate(target_id: str, score: float, *, look_alike: bool = False) -> Candidate:
    return Candidate(target_id, score, "问法", 1.0, look_alike, {})


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


def test_one_phrasing_can_be_left_out(party: Understanding) -> None:
    """To see whether the others would do without it."""
    index = Index(party.base, party.reader, leave_out="组长都管什么")
    assert "组长都管什么" not in {phrasing.text for phrasing in index.phrasings}
    assert len(index.phrasings) == len(party.index.phrasings) - 1


def test_an_entry_that_names_nobody_is_about_the_subject_of_its_document() -> None:
    """Look-alikes of that subject are kept away from it, too."""
    faq = PARTY["faq/group-rules.yaml"].replace(
        "question: 一个党小组最少要有几名党员？", "question: 最少要有几名党员？"
    )
    understanding = understanding_of({**PARTY, "faq/group-rules.yaml": faq})
    assert understanding.index.subjects["group-size"] == {"party-group"}
    assert outcome(understanding.decide("党组最少要有几名党员？")[0]) != "answer group-size"


def test_candidates_come_best_first_and_once_each(party: Understanding) -> None:
    candidates = rank(_read(party, "党小组会多久开一次"), party.index)
    scores = [candidate.score for candidate in candidates]
    ids = [candidate.target_id for candidate in candidates]
    assert ids[0] == "group-meeting-frequency"
    assert scores == sorted(scores, reverse=True)
    assert len(set(ids)) == len(ids)
    assert all(0 <= candidate.score <= 100.0001 for candidate in candidates)
    assert all(0 <= candidate.coverage <= 1.0001 for candidate in candidates)


def test_as_many_candidates_as_are_wanted(party: Understanding) -> None:
    assert len(rank(_read(party, "党小组会多久开一次"), party.index, limit=2)) == 2


@pytest.mark.parametrize("text", ["", "？", "xyzzy"])
def test_nothing_in_common_is_no_candidate(party: Understanding, text: str) -> None:
    assert rank(_read(party, text), party.index) == ()


def test_a_look_alike_is_marked_and_a_bystander_is_not(party: Understanding) -> None:
    """Asked about 党组, an entry about 党小组 is a look-alike; asked about both, it is not."""
    asked = {c.target_id: c.look_alike for c in rank(_read(party, "党组最少要有几名党员"), party.index)}
    assert asked["group-size"]
    both = {c.target_id: c.look_alike for c in rank(_read(party, "党组和党小组最少要有几名党员"), party.index)}
    assert not both["group-size"]
    assert not {c.target_id: c.look_alike for c in rank(_read(party, "党组有哪些职责"), party.index)}["leading-duties"]


def test_look_alikes_are_passed_over_however_well_they_match(party: Understanding) -> None:
    candidates = [_candidate("group-size", 99, look_alike=True), _candidate("leading-duties", 80)]
    assert outcome(decide(candidates, party.base, Policy())) != "answer group-size"
    assert outcome(decide(candidates[:1], party.base, Policy())) == "nothing"


def test_a_clear_lead_is_answered_and_a_close_race_is_asked_back_about(party: Understanding) -> None:
    clear = decide([_candidate("group-size", 90), _candidate("group-setup", 40)], party.base, Policy())
    close = decide([_candidate("group-size", 90), _candidate("group-setup", 89.9)], party.base, Policy())
    assert outcome(clear) == "answer group-size"
    assert isinstance(close, Disambiguation)
    assert [choice.id for choice in close.choices] == ["group-size", "group-setup"]


def test_two_entries_on_one_provision_are_no_race(party: Understanding) -> None:
    """Asking back between them would be idle."""
    found = decide(
        [_candidate("group-meeting-record", 90), _candidate("group-meeting-chair", 89.9)], party.base, Policy()
    )
    assert outcome(found) == "answer group-meeting-record"


def test_a_boundary_declines(party: Understanding) -> None:
    found = decide([_candidate("dues", 90), _candidate("group-size", 30)], party.base, Policy())
    assert isinstance(found, Fallback)
    assert outcome(found) == "boundary dues"


def test_a_boundary_that_is_barely_ahead_does_not_decline(party: Understanding) -> None:
    """The entry close behind may be what was meant."""
    found = decide([_candidate("dues", 90), _candidate("group-size", 89.9)], party.base, Policy())
    assert isinstance(found, Disambiguation)
    assert [choice.id for choice in found.choices] == ["group-size"]


def test_a_weak_best_is_no_answer(party: Understanding) -> None:
    assert outcome(decide([_candidate("group-size", 3)], party.base, Policy())) == "nothing"
    assert outcome(decide([], party.base, Policy())) == "nothing"


def test_a_vague_question_is_never_answered(party: Understanding) -> None:
    """However clear the lead, it is asked back about."""
    found = decide([_candidate("group-size", 95)], party.base, Policy(), vague=True)
    assert not isinstance(found, Answer)


def test_never_more_choices_than_buttons_are_read(party: Understanding) -> None:
    candidates = [_candidate(entry.id, 80 - position / 10) for position, entry in enumerate(party.base.entries)]
    found = decide(candidates, party.base, Policy())
    assert isinstance(found, Disambiguation)
    assert len(found.choices) == MAX_CHOICES
    assert choices_of((), party.base) == ()


@given(
    st.floats(-1e9, 1e9, allow_nan=False),
    st.floats(-1e9, 1e9, allow_nan=False),
    st.floats(0, 1e6),
)
@settings(deadline=None, derandomize=True)
def test_confidence_is_a_share_that_grows_with_score_and_lead(score: float, lead: float, more: float) -> None:
    policy = Policy()
    confidence = policy.confidence(score, lead)
    assert 0 <= confidence <= 1
    assert policy.confidence(score + more, lead) >= confidence
    assert policy.confidence(score, lead + more) >= confidence


def test_a_text_is_most_like_itself() -> None:
    field = CosineField([{"a": 1, "b": 2}, {"b": 1}, {"c": 3}])
    assert field.cosines({"a": 1, "b": 2})[0] == pytest.approx(1)
    assert field.cosines({"a": 1, "b": 2})[2] == 0
    assert field.cosines({}) == [0, 0, 0]
    assert similarity("党小组", "党小组") == 1
    assert similarity("党小组", "xyz") == 0


def test_coverage_is_the_share_that_is_found() -> None:
    field = CosineField([{"a": 1}, {"b": 1}])
    assert field.coverage({"a": 1, "b": 1}, ["a"]) == pytest.approx(0.5)
    assert field.coverage({"a": 1}, ["a", "b"]) == pytest.approx(1)
    assert field.coverage({}, ["a"]) == 0


def test_a_field_may_be_empty() -> None:
    assert CosineField([]).cosines({"a": 1}) == []


def test_a_base_may_be_empty() -> None:
    """Nothing is known; nothing breaks."""
    empty = understanding_of({"documents.yaml": "a: {title: 甲, status: in-force, provisions: {}}"})
    assert outcome(empty.decide("党小组会多久开一次")[0]) == "nothing"
    assert outcome(empty.decide("你好")[0]) == "talk"
    assert base_of(PARTY).revision == base_of(PARTY).revision
