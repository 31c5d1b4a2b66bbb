"""Ten minutes under half of the load that the program can bear."""

import os
from collections.abc import Callable

import pytest

from benchmarks.load.measuring import ZUWU, measure
from benchmarks.load.plan import Plan
from benchmarks.load.processes import cores
from benchmarks.load.soak import Soaked, soak

pytestmark = pytest.mark.slow

SECONDS = float(os.environ.get("SOAK_SECONDS", "600"))
QUESTIONS = int(os.environ.get("SOAK_QUESTIONS", "6000"))
"""Asked first, as fast as it goes, to find out what the program can bear."""
GROWTH = 0.01


def test_ten_minutes_under_load_change_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """No question is lost, none overtakes another of its chat, and the memory of the second half stays."""
    where = cores()
    with capsys.disabled():
        print()  # noqa: T201
        reached = measure(ZUWU, where, Plan(QUESTIONS), _say).per_second
        found = soak(reached / 2, SECONDS, where, _say)
        print(_line(found))  # noqa: T201
    assert found.asked >= 0.99 * found.rate * SECONDS
    assert (found.lost, found.out_of_order, found.repeated) == (0, 0, 0)
    assert found.growth < GROWTH


def _line(found: Soaked) -> str:
    sizes = [count / 1e6 for _, count in found.resident]
    return (
        f"{found.rate:.0f} questions a second for {SECONDS:.0f} s: {found.asked} asked, {found.lost} lost, "
        f"{found.out_of_order} out of order, {found.repeated} repeated; p50 {found.p50:.1f}, p99 {found.p99:.1f} ms; "
        f"memory {sizes[0]:.1f} MB at first, {sizes[len(sizes) // 2]:.1f} MB at half time, {sizes[-1]:.1f} MB at last: "
        f"{100 * found.growth:+.2f} % in the second half"
    )


_say: Callable[[str], None] = print
