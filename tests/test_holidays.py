"""``holidays.yaml``: the years that the package does not know yet."""

from datetime import date
from pathlib import Path

import pytest

from bot.holidays import HolidaysError, load_workdays


def test_without_a_file_the_package_speaks(tmp_path: Path) -> None:
    """The file that comes with the program can be read."""
    days = load_workdays(tmp_path)
    assert days.known(2026)
    assert not days.known(2090)


def test_the_operators_file_settles_a_year(tmp_path: Path) -> None:
    """What it names is as it says, and nothing of that year is a guess any more."""
    (tmp_path / "holidays.yaml").write_text("2090:\n  rest: [2090-10-01..2090-10-07]\n  work: [2090-10-08]\n")
    days = load_workdays(tmp_path)
    assert [days.is_workday(date(2090, 10, day)) for day in (6, 7, 8)] == [False, False, True]
    assert not days.day(date(2090, 6, 1)).provisional


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"2090: [", "读不出来"),
        (b"\xff\xfe\x00", "读不出来"),
        (b"2090: {rest: [soon]}", "2090 年的 soon 不是日期"),
        (b"- 1", "应当按年份写"),
        (b"#" * 200_000, "太大了"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_a_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    """It is never left out silently: dates would be wrong."""
    path = tmp_path / "holidays.yaml"
    path.write_bytes(content)
    with pytest.raises(HolidaysError, match=sentence) as caught:
        load_workdays(tmp_path)
    assert str(path) in str(caught.value)
