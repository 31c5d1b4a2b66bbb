"""What travels in buttons comes back as it was, and fits."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.identity import random_id
from bot.services.knowledge import reference
from bot.views.callbacks import MAX_BYTES, VERSION, Press, Verb, decode, encode

REF, TURN, USER, PAGE = reference("党" * 200), random_id(), 2**52 - 1, 10**6
WORST: dict[Verb, tuple[object, ...]] = {
    Verb.PICK: (TURN, REF),
    Verb.REJECT: (TURN,),
    Verb.SHOW: (REF,),
    Verb.TOPICS: (),
    Verb.TOPIC: (REF, PAGE),
    Verb.SECTION: (REF,),
    Verb.GUIDE: (REF, REF),
    Verb.REPORT: (REF,),
    Verb.REASON: (REF, "?"),
    Verb.FORGET: ("n", USER),
    Verb.NAME_LEADER: (USER,),
    Verb.UNNAME_LEADER: (USER, -USER),
    Verb.PREFERENCES: (-USER, "z", "America/Argentina/ComodRivadavia"),
    Verb.FOCUS: (-USER, "s"),
    Verb.DRAFT: (TURN, "ok", "o20261231"),
    Verb.CALENDAR: ("hs", TURN, USER),
    Verb.ROSTER: ("xy", -USER, TURN, "1"),
    Verb.ANSWER: (TURN, "y"),
    Verb.MEETING: ("t", TURN, "c", REF, 1),
    Verb.MINUTES: ("t", TURN, 399, REF, "on-leave", 13),
    Verb.PRESET: ("s", -USER, REF),
    Verb.FAQ: ("y", TURN, 99999),
    Verb.KEEPERS: ("dd", USER),
    Verb.WRITING: ("c", TURN, REF, REF, "s"),
    Verb.MISSES: ("k", REF, REF, 9999),
    Verb.CLOSE: ("keep",),
}


def test_the_worst_case_of_every_verb_is_known() -> None:
    """A new verb needs its row above."""
    assert set(WORST) == set(Verb)


@pytest.mark.parametrize("verb", Verb)
def test_every_verb_fits_with_its_longest_arguments(verb: Verb) -> None:
    """In bytes, which is what Telegram counts."""
    assert len(encode(verb, *WORST[verb]).encode()) <= MAX_BYTES


@pytest.mark.parametrize("verb", Verb)
def test_every_verb_comes_back_with_its_arguments(verb: Verb) -> None:
    """As text."""
    assert decode(encode(verb, *WORST[verb])) == Press(verb, tuple(map(str, WORST[verb])))


@settings(deadline=None, derandomize=True)
@given(st.sampled_from(Verb), st.lists(st.text(alphabet="abcXYZ019_-?", max_size=8), max_size=4))
def test_whatever_fits_comes_back(verb: Verb, args: list[str]) -> None:
    """Every press means what its button meant."""
    assert decode(encode(verb, *args)) == Press(verb, tuple(args))


def test_what_does_not_fit_is_refused() -> None:
    """Chinese counts three bytes a character."""
    with pytest.raises(ValueError, match="65 bytes"):
        encode(Verb.SHOW, "a" * 62)
    with pytest.raises(ValueError, match="66 bytes"):
        encode(Verb.SHOW, "党" * 21)


def test_what_would_come_back_as_something_else_is_refused() -> None:
    """A colon parts the arguments."""
    with pytest.raises(ValueError, match="SHOW"):
        encode(Verb.SHOW, "a:b")


@pytest.mark.parametrize("data", ["", ":", "0e:abc", "2e:abc", "e:abc", f"{VERSION}", f"{VERSION}zz", "党小组", "1E:x"])
def test_other_versions_and_nonsense_mean_nothing(data: str) -> None:
    """They are told apart from what means something."""
    assert decode(data) is None


@settings(deadline=None, derandomize=True)
@given(st.text(max_size=80))
def test_anything_can_be_decoded(data: str) -> None:
    """A press comes from outside: none raises."""
    decode(data)


def test_references_are_short_and_stay_the_same() -> None:
    """Buttons of yesterday find their entry today."""
    assert reference("group-meeting-frequency") == "eef5d7e73e2e"
