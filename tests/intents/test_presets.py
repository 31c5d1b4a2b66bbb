"""The duties of the documents as presets: one sentence, read like any that is typed."""

from datetime import UTC, datetime, time

import pytest

from intents.lexicon import Lexicon
from intents.timeexpr import Question, RRule, Schedule, read
from knowledge.loader import load_folder, packaged_folder
from knowledge.models import KnowledgeBase

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
ZONE = "Asia/Shanghai"


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    """The packaged base."""
    return load_folder(packaged_folder()).require()


@pytest.mark.parametrize(
    ("duty_id", "rule"),
    [
        ("monthly-group-meeting", "FREQ=MONTHLY;BYMONTHDAY=5"),
        ("yearly-group-report", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=20"),
        ("yearly-organ-report", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=10"),
        ("leading-group-hears-organ-committee-1994", "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=20"),
    ],
)
@pytest.mark.parametrize(("at", "clock"), [("下午3点", time(15)), ("09:30", time(9, 30))])
def test_a_preset_is_read_as_it_is_meant(base: KnowledgeBase, duty_id: str, rule: str, at: str, clock: time) -> None:
    """Its dates, the time that was put in, its title and its kind; nothing is asked and nothing left unread."""
    duty = next(duty for duty in base.obligations if duty.id == duty_id)
    reading = read(duty.sentence(at), NOW, ZONE, Lexicon(base.terms))
    assert isinstance(reading, Schedule), reading
    assert (reading.rule, reading.times) == (RRule(rule), (clock,))
    assert (reading.title, reading.kind, reading.unread) == (duty.title, duty.kind, "")


def test_a_duty_without_dates_is_asked_for_the_day(base: KnowledgeBase) -> None:
    """Nothing is guessed."""
    for duty in base.obligations:
        reading = read(duty.model_copy(update={"proposed": ()}).sentence("下午3点"), NOW, ZONE, Lexicon(base.terms))
        assert isinstance(reading, Question), duty.id
        assert reading.reason == "no-date", duty.id
