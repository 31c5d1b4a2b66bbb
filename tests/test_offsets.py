"""Which updates Telegram is told to forget."""

from random import Random

import pytest

from bot.incoming.offsets import ENOUGH, HELD, HELD_IN_A_CROWD, MOST, Offsets


class Watch:
    """Seconds that tests let pass."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def offsets(watch: Watch) -> Offsets:
    return Offsets(watch)


def test_the_lowest_that_is_not_handled_comes_again(offsets: Offsets) -> None:
    """In whatever order they are handled."""
    assert (offsets.offset, offsets.all_past) == (0, True)
    assert all(offsets.take(number) for number in (7, 8, 9))
    found = []
    for number in (8, 7, 9):
        offsets.done(number)
        found.append((offsets.offset, offsets.all_past))
    assert found == [(7, False), (9, False), (10, True)]


def test_what_comes_again_is_known_until_telegram_forgot_it(offsets: Offsets) -> None:
    """In hand, handled or given up; then its number is any other."""
    for number in (7, 8):
        offsets.take(number)
    offsets.done(8)
    offsets.confirmed(7)
    assert not offsets.take(7)
    assert not offsets.take(8)
    offsets.done(7)
    offsets.confirmed(9)
    assert offsets.take(7)


def test_numbers_may_begin_anew(offsets: Offsets) -> None:
    """Telegram chooses a new one after a quiet week, which may be a lower one."""
    offsets.take(1000)
    offsets.done(1000)
    offsets.confirmed(1001)
    assert offsets.take(5)
    offsets.done(5)
    assert offsets.offset == 6


def test_one_that_hangs_is_given_up_after_a_minute(offsets: Offsets, watch: Watch) -> None:
    """Only those before which nothing else waits: the others cost nothing."""
    for number in (1, 2, 3):
        offsets.take(number)
        watch.seconds += 1
    offsets.done(2)
    watch.seconds = HELD - 0.1
    assert (offsets.give_up(), offsets.offset) == (0, 1)
    watch.seconds = HELD
    assert (offsets.give_up(), offsets.offset) == (1, 3)
    assert not offsets.take(1)


def test_an_outage_is_not_counted(offsets: Offsets, watch: Watch) -> None:
    """Nothing could be handled meanwhile."""
    offsets.take(1)
    watch.seconds = HELD
    offsets.rest()
    assert offsets.give_up() == 0
    watch.seconds += HELD
    assert offsets.give_up() == 1


def test_a_crowd_is_given_up_sooner_and_only_as_far_as_needed(offsets: Offsets, watch: Watch) -> None:
    """Not before each had a second, and half of them stay."""
    for number in range(MOST - 1):
        offsets.take(number)
    assert offsets.has_room
    offsets.take(MOST)
    assert not offsets.has_room
    assert offsets.give_up() == 0
    watch.seconds = HELD_IN_A_CROWD
    assert offsets.give_up() == MOST - ENOUGH
    assert offsets.has_room
    assert offsets.give_up() == 0


def test_one_before_many_that_are_handled_is_a_crowd(offsets: Offsets, watch: Watch) -> None:
    """They all come again for its sake."""
    for number in range(MOST):
        offsets.take(number)
        if number:
            offsets.done(number)
    assert not offsets.has_room
    watch.seconds = HELD_IN_A_CROWD
    assert (offsets.give_up(), offsets.offset, offsets.all_past) == (1, MOST, True)


@pytest.mark.parametrize("seed", range(20))
def test_whenever_it_crashes_nothing_is_lost_and_nothing_begun_twice(offsets: Offsets, watch: Watch, seed: int) -> None:
    """Over any order of polls, ends and waits: Telegram has whatever is not handled, unless that was given up."""
    random = Random(seed)  # noqa: S311 - it need not be secret
    at_telegram: list[int] = []
    in_hand: set[int] = set()
    given_up, begun, last = 0, 0, 0
    for _ in range(400):
        watch.seconds += random.choice((0.01, 0.1, 1.0))
        for _ in range(random.choice((0, 0, 1, 30))):
            last += 1
            at_telegram.append(last)
        given_up += offsets.give_up()
        if offsets.has_room:
            offset = offsets.offset
            at_telegram = [number for number in at_telegram if number >= offset]
            found = at_telegram[:100]
            offsets.confirmed(offset)
            new = [number for number in found if offsets.take(number)]
            assert new == list(range(begun + 1, begun + len(new) + 1))
            begun += len(new)
            in_hand.update(new)
        for number in sorted(in_hand):
            if random.random() < 0.3:
                in_hand.discard(number)
                offsets.done(number)
        assert len(in_hand - set(at_telegram)) <= given_up
    assert begun > 500
