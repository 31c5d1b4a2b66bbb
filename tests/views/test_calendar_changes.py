"""What was changed, as the calendar says it: moved and skipped ones, and what takes place once."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain.occurrences import occurrences
from bot.domain.series import NO_CHANGE, Change
from bot.domain.workdays import Workdays
from bot.views import calendar_edits as edits
from bot.views import calendar_words as words
from bot.views.calendar import render_card, render_list
from bot.views.calendar_buttons import What
from tests.views.test_answers import accept
from tests.views.test_calendar import DAY, HOUR, NOW, a_reminder, standing

FRIDAY = datetime(2026, 3, 6, 7, tzinfo=UTC)


def test_what_is_back_where_it_was_counts_as_unmoved() -> None:
    """Somebody moved it, and then to its own time again."""
    first, *others = standing(a_reminder()).dates
    back = replace(first, moved=True)
    found = replace(standing(a_reminder(), changed=(back,)), dates=(back, *others))
    assert words.MOVED not in accept(render_card(found))[0]
    assert words.CHANGES not in accept(render_card(found))[0]
    assert not any(label.startswith("放回") for label in accept(edits.render_pick(found, What.PICK_MOVE))[1])


def test_a_day_that_holidays_shifted_is_named_as_such_when_it_was_moved() -> None:
    """Its own date by the rule is not where it was."""
    first, *others = standing(a_reminder()).dates
    moved = replace(first, moved=True, shifted=True, starts_at=first.starts_at + HOUR)
    _, labels = accept(edits.render_pick(replace(standing(a_reminder()), dates=(moved, *others)), What.PICK_MOVE))
    assert labels[1] == "放回原时间：2026年3月6日（周五）15:00 因放假调整的那天"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (NO_CHANGE, "2026年3月6日（周五）15:00"),
        (Change(cancelled=True), "2026年3月6日（周五）15:00（已跳过）"),
        (Change(moved_to=FRIDAY + DAY), "2026年3月7日（周六）15:00（改期，原定 2026年3月6日（周五）15:00）"),
        (
            Change(cancelled=True, moved_to=FRIDAY + DAY),
            "2026年3月7日（周六）15:00（已跳过；改期，原定 2026年3月6日（周五）15:00）",
        ),
        (Change(moved_to=FRIDAY), "2026年3月6日（周五）15:00"),
    ],
)
def test_a_single_meeting_is_said_once_as_it_is_now(change: Change, said: str) -> None:
    """In the list and on its card."""
    reminder = a_reminder("3月6日下午3点 领书")
    exceptions = {} if change == NO_CHANGE else {FRIDAY: change}
    reminder = replace(reminder, series=replace(reminder.series, exceptions=exceptions))
    found = standing(reminder)
    assert accept(render_list([found], words.HERE, manager=False))[0].splitlines() == [
        words.HERE,
        "· 领书",
        f"　{said}",
    ]
    assert accept(render_card(found))[0].splitlines()[:2] == ["领书", said]
    assert words.CHANGES not in accept(render_card(found))[0]


def test_where_everything_is_skipped_only_that_can_be_undone() -> None:
    """Nothing to move, to skip or to pause."""
    reminder = a_reminder("3月6日下午3点 领书")
    reminder = replace(reminder, series=replace(reminder.series, exceptions={FRIDAY: Change(cancelled=True)}))
    skipped = tuple(occurrences(reminder.series, Workdays(), NOW, cancelled=True))
    text, labels = accept(render_card(standing(reminder, changed=skipped)))
    assert words.ALL_SKIPPED in text
    assert labels[0] == words.RESTORE
    assert {words.SKIP, words.MOVE, words.PAUSE} & set(labels) == set()
