"""A memory that cannot grow."""

import pytest

from bot.domain.lately import Lately


def test_what_was_used_longest_ago_is_forgotten_first() -> None:
    """Looking at something uses it; the others stay."""
    lately: Lately[str, int] = Lately(2)
    lately.put("first", 1)
    lately.put("second", 2)
    assert lately.get("first") == 1
    lately.put("third", 3)
    assert (lately.get("first"), lately.get("second"), lately.get("third"), len(lately)) == (1, None, 3, 2)


def test_a_value_takes_the_place_of_the_one_before() -> None:
    """And nothing else has to go for it."""
    lately: Lately[str, int] = Lately(2)
    for value in range(5):
        lately.put("same", value)
    lately.put("other", 9)
    assert (lately.get("same"), "other" in lately, "none" in lately) == (4, True, False)


def test_there_must_be_room_for_something() -> None:
    """A bound of nothing is a mistake in the program."""
    with pytest.raises(ValueError, match="no room"):
        Lately(0)
