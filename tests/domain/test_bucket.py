"""The token bucket: so much at once, and then at a pace."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.bucket import SKEW, Bucket, Rate

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
RATE = Rate(burst=20, every=timedelta(seconds=1), resumes=10)


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def take(bucket: Bucket, now: datetime, cost: float = 1) -> bool:
    """Try once. Returns whether it is let through."""
    if bucket.opens(cost, now) is not None:
        return False
    bucket.spend(cost)
    return True


def test_so_many_are_let_through_at_once() -> None:
    """The burst, and not one more."""
    bucket = Bucket(RATE, START)
    assert [take(bucket, START) for _ in range(25)] == [True] * 20 + [False] * 5


def test_who_keeps_the_pace_is_never_stopped() -> None:
    """For as long as they like, right after a burst."""
    bucket = Bucket(RATE, START)
    assert all(take(bucket, START) for _ in range(20))
    assert all(take(bucket, after(second)) for second in range(1, 500))


def test_who_was_shut_out_goes_on_at_the_instant_that_was_named() -> None:
    """Not before, however often they try, and then with what has come back."""
    bucket = Bucket(RATE, START)
    while take(bucket, START):
        pass
    opens = bucket.opens(1, START)
    assert opens == after(10)
    assert not any(take(bucket, after(tenths / 10)) for tenths in range(100))
    assert [take(bucket, opens) for _ in range(11)] == [True] * 10 + [False]


def test_small_things_cost_less() -> None:
    """Twice as many of what costs half."""
    bucket = Bucket(RATE, START)
    assert sum(take(bucket, START, 0.5) for _ in range(100)) == 40


def test_a_clock_set_back_shuts_nobody_out_for_longer() -> None:
    """Hours back: the wait is as long as it was."""
    bucket = Bucket(RATE, START)
    while take(bucket, START):
        pass
    back = START - timedelta(hours=5)
    opens = bucket.opens(1, back)
    assert opens is not None
    assert opens - back <= timedelta(seconds=10)
    assert take(bucket, back + timedelta(seconds=10))


def test_a_clock_set_forward_fills_it_once() -> None:
    """And no more than that, however far."""
    bucket = Bucket(RATE, START)
    while take(bucket, START):
        pass
    assert sum(take(bucket, START + timedelta(days=900)) for _ in range(50)) == 20


def test_instants_that_come_in_another_order_give_nothing_away() -> None:
    """A few seconds back and forth are no time that passes."""
    bucket = Bucket(RATE, after(5))
    assert sum(take(bucket, after(5) if each % 2 else START) for each in range(100)) == 20
    assert timedelta(seconds=5) == SKEW


@given(st.lists(st.tuples(st.floats(0, 3), st.sampled_from([1.0, 0.5, 0.25])), max_size=300))
def test_nobody_gets_more_than_the_burst_and_the_pace(tries: list[tuple[float, float]]) -> None:
    """In any stretch of time from the start on."""
    bucket, now, spent = Bucket(RATE, START), 0.0, 0.0
    for pause, cost in tries:
        now += pause
        spent += cost if take(bucket, after(now), cost) else 0
        assert spent <= 20 + now + 1e-6
