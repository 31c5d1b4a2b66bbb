"""``zuwu when``: what days off do, in the dates and in words."""

import json

import pytest

from tests.cli.conftest import Zuwu


@pytest.mark.parametrize(
    ("said", "rule", "first"),
    [
        ("", "每月5号 15:00", "2026-10-05T15:00"),
        ("，遇节假日顺延", "每月5号 15:00，遇休息日顺延到下一个工作日", "2026-10-08T15:00"),
        ("，碰上节假日就提前", "每月5号 15:00，遇休息日提前到上一个工作日", "2026-09-30T15:00"),
        ("，放假就跳过", "每月5号 15:00，遇休息日不开", "2026-11-05T15:00"),
        ("，节假日照常", "每月5号 15:00，遇休息日照常", "2026-10-05T15:00"),
    ],
)
def test_days_off_move_the_dates_that_are_shown(zuwu: Zuwu, said: str, rule: str, first: str) -> None:
    """The holidays of October 2026 end on the seventh."""
    done = zuwu("when", "--json", "--now", "2026-09-20T10:00", f"每月5号下午3点开党小组会{said}")
    result = json.loads(done.stdout)
    assert (result["kind"], result["rule"], result["next"][0]) == ("schedule", rule, first)
