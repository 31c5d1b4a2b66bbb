"""Labelled sentences: every schedule's next dates and notices, and every question."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from intents.timeexpr import Question, Schedule, read
from tests.intents.timeexpr.expansion import occurrences

ZONE = "Asia/Shanghai"
ROWS = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "data" / "times.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("row", [row for row in ROWS if row["expect"] != "ask"], ids=lambda row: row["text"])
def test_a_sentence_has_its_dates_and_its_notices(row: dict[str, Any]) -> None:
    """The next dates are those of the label, and so are the lead times."""
    now = datetime.fromisoformat(row["now"])
    reading = read(row["text"], now.replace(tzinfo=ZoneInfo(ZONE)), ZONE)
    assert isinstance(reading, Schedule), reading
    found = occurrences(reading, now)
    assert (found[: len(row["expect"])] if row["recurring"] else found) == row["expect"]
    assert sorted(lead.total_seconds() / 60 for lead in reading.leads) == sorted(row["lead"])


@pytest.mark.parametrize("row", [row for row in ROWS if row["expect"] == "ask"], ids=lambda row: row["text"])
def test_what_is_missing_or_unclear_is_asked(row: dict[str, Any]) -> None:
    """No date is made up, and the question is a sentence."""
    now = datetime.fromisoformat(row["now"])
    reading = read(row["text"], now.replace(tzinfo=ZoneInfo(ZONE)), ZONE)
    assert isinstance(reading, Question), reading
    assert reading.text.endswith(("。", "？"))


def test_there_are_enough_labels() -> None:
    """Two hundred sentences and forty to be asked back, so that one row more or less is half a per cent."""
    asked = sum(row["expect"] == "ask" for row in ROWS)
    assert (len(ROWS) - asked >= 200, asked >= 40) == (True, True)
