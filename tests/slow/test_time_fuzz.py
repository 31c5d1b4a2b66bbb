"""A hundred thousand texts that nobody would type, through the reader of times."""

import pytest

from tests.intents.timeexpr.test_mutations import read_all

COUNT = 100_000


@pytest.mark.slow
def test_a_hundred_thousand_mutations_are_read_soon() -> None:
    """No exception, none over 50 ms, and of a hundred ninety-nine within 5 ms."""
    seconds = read_all(COUNT, seed=7)
    assert len(seconds) == COUNT
    assert seconds[-1] < 0.05
    assert seconds[COUNT * 99 // 100] < 0.005
