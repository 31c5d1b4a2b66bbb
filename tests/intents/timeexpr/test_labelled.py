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
DATA = Path(__file__).parents[2] / "data"


def _rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


ROWS = _rows("times.jsonl")
ASIDE = _rows("times-aside.jsonl")
"""Written before the reader was run on them; since then kinds of faults were mended, no single sentences."""


def _reading(row: dict[str, Any]) -> Schedule | Question:
    now = datetime.fromisoformat(row["now"])
    return read(row["text"], now.replace(tzinfo=ZoneInfo(ZONE)), ZONE)


def _dates(row: dict[str, Any], schedule: Schedule) -> list[str]:
    found = occurrences(schedule, datetime.fromisoformat(row["now"]))
    return found[: len(row["expect"])] if row["recurring"] else found


def _leads(schedule: Schedule) -> list[float]:
    return sorted(lead.total_seconds() / 60 for lead in schedule.leads)


@pytest.mark.parametrize("row", [row for row in ROWS if row["expect"] != "ask"], ids=lambda row: row["text"])
def test_a_sentence_has_its_dates_and_its_notices(row: dict[str, Any]) -> None:
    """The next dates are those of the label, and so are the lead times."""
    reading = _reading(row)
    assert isinstance(reading, Schedule), reading
    assert _dates(row, reading) == row["expect"]
    assert _leads(reading) == sorted(row["lead"])


@pytest.mark.parametrize("row", [row for row in ROWS if row["expect"] == "ask"], ids=lambda row: row["text"])
def test_what_is_missing_or_unclear_is_asked(row: dict[str, Any]) -> None:
    """No date is made up, and the question is a sentence."""
    reading = _reading(row)
    assert isinstance(reading, Question), reading
    assert reading.text.endswith(("。", "？"))


def test_sentences_kept_aside_are_read_as_well() -> None:
    """Ninety-seven of a hundred with all their dates and notices; no wrong date is shown as certain, and whatever is
    to be asked is asked."""
    meant = [row for row in ASIDE if row["expect"] != "ask"]
    read_ones = [(row, reading) for row in meant if isinstance(reading := _reading(row), Schedule)]
    wrong = [row["text"] for row, reading in read_ones if _dates(row, reading)[:1] != row["expect"][:1]]
    right = [row for row, reading in read_ones if _dates(row, reading) == row["expect"]]
    notices = [row for row, reading in read_ones if _leads(reading) == sorted(row["lead"])]
    made_up = [row["text"] for row in ASIDE if row["expect"] == "ask" and isinstance(_reading(row), Schedule)]
    assert (wrong, made_up) == ([], [])
    assert len(right) / len(meant) >= 0.97
    assert len(notices) / len(meant) >= 0.97


@pytest.mark.parametrize(("rows", "least", "asked"), [(ROWS, 200, 40), (ASIDE, 95, 25)], ids=["labelled", "aside"])
def test_there_are_enough_labels(rows: list[dict[str, Any]], least: int, asked: int) -> None:
    """So many that one row more or less is no more than one per cent."""
    to_ask = sum(row["expect"] == "ask" for row in rows)
    assert (len(rows) - to_ask >= least, to_ask >= asked) == (True, True)
