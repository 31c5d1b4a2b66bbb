"""What is due when, and what becomes of what was due while nobody worked."""

import itertools
from dataclasses import replace
from datetime import datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.delivery import Delivery, DeliveryKind, DeliveryOutcome
from bot.domain.edits import pause, skip
from bot.domain.notices import QuietHours, notices
from bot.domain.occurrences import find, occurrences
from bot.domain.planning import instants_of, is_wanted, next_due, plan, replanned, upcoming
from bot.domain.preferences import Preferences
from bot.domain.reminder import Reminder
from bot.domain.series import Series
from bot.domain.steps import NO_STEPS, Steps
from bot.domain.workdays import Workdays
from tests.domain.rules import rrules
from tests.domain.samples import NOON, local, series, utc

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
DEFAULT = Preferences(zone="Asia/Shanghai")
WORKDAYS = Workdays()


def reminder(value: Series, **more: object) -> Reminder:
    """A reminder of a series, planned until NOON."""
    made = Reminder(
        series=value,
        chat_id=-1,
        organizer_id=9,
        organizer_name="组长",
        created_at=NOON,
        planned_until=NOON,
        next_due_at=None,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def planned(
    value: Reminder, now: datetime, preferences: Preferences = DEFAULT, steps: Steps = NO_STEPS
) -> tuple[Delivery, ...]:
    """What planning at an instant hands to delivery."""
    numbers = itertools.count()
    made = plan(value, WORKDAYS, preferences, now, ahead=MINUTE, new_id=lambda: f"id{next(numbers)}", steps=steps)
    return made.deliveries


DAILY = series("FREQ=DAILY", "15:00", kind="group-meeting")


def test_notices_come_in_the_order_in_which_they_are_due() -> None:
    """A long lead of a later occurrence comes before a short one of an earlier."""
    value = series("FREQ=WEEKLY;BYDAY=MO,TU", "15:00", leads=(6 * DAY, HOUR))
    due = itertools.islice(upcoming(value, WORKDAYS, DEFAULT, NOON), 4)
    assert [local(each.notice.due_at) for each in due] == [
        "2026-11-23 14:00",
        "2026-11-24 14:00",
        "2026-11-24 15:00",
        "2026-11-25 15:00",
    ]


@given(rrules(), st.lists(st.integers(0, 20_000).map(lambda n: n * MINUTE), max_size=3), st.times(), st.times())
def test_upcoming_is_every_notice_in_order(rule: str, leads: list[timedelta], begin: time, end: time) -> None:
    """The lazy merge gives what notices() gives of each occurrence, sorted."""
    value = series(rule, "09:00", "15:00", leads=tuple(leads))
    quiet = QuietHours(begin.replace(microsecond=0), end.replace(microsecond=0))
    preferences = replace(DEFAULT, quiet=quiet)
    until = NOON + 60 * DAY
    found = [
        (each.notice, each.occurrence)
        for each in itertools.islice(
            itertools.takewhile(lambda due: due.notice.due_at <= until, upcoming(value, WORKDAYS, preferences, NOON)),
            50,
        )
    ]
    reach = max(leads, default=timedelta(0)) + 2 * DAY
    plainly = [
        (notice, each)
        for each in itertools.islice(occurrences(value, WORKDAYS, NOON, until=until + reach), 400)
        for notice in notices(value, each, now=NOON, quiet=quiet)
        if notice.due_at <= until
    ]
    plainly.sort(key=lambda pair: (pair[0].due_at, pair[1].starts_at, pair[0].lead))
    assert found == plainly[: len(found)]
    assert len(found) == min(len(plainly), 50)


def test_what_is_due_soon_is_planned_and_the_rest_waits() -> None:
    """A minute ahead, and the next one is known."""
    made = plan(reminder(DAILY), WORKDAYS, DEFAULT, utc("2026-11-21 14:59:30"), ahead=MINUTE, new_id=lambda: "id")
    (delivery,) = made.deliveries
    assert (delivery.kind, local(delivery.due_at)) == (DeliveryKind.NOTICE, "2026-11-21 15:00")
    assert made.next_due_at == utc("2026-11-22 15:00")
    assert made.planned_until == utc("2026-11-21 15:00:30")


def test_planning_again_at_an_earlier_clock_goes_no_way_back() -> None:
    """What was planned stays planned."""
    made = plan(reminder(DAILY), WORKDAYS, DEFAULT, NOON - DAY, ahead=MINUTE, new_id=lambda: "id")
    assert (made.planned_until, made.deliveries) == (NOON, ())
    assert made.next_due_at == utc("2026-11-21 15:00")


def test_after_a_long_silence_one_is_sent_and_the_others_are_told_once() -> None:
    """Each that was missed is kept as missed."""
    *missed, word = [
        each
        for each in planned(reminder(DAILY), utc("2026-11-24 15:30"))
        if each.outcome or each.kind is not DeliveryKind.NOTICE
    ]
    assert [(local(each.starts_at), each.outcome) for each in missed] == [
        (f"2026-11-{day} 15:00", DeliveryOutcome.MISSED) for day in (21, 22, 23)
    ]
    assert word.kind is DeliveryKind.MISSED
    assert word.chat_id == 9
    assert [local(each) for each in instants_of(word)] == [f"2026-11-{day} 15:00" for day in (21, 22, 23)]


def test_a_silence_of_years_stays_small() -> None:
    """However many were missed."""
    made = planned(reminder(DAILY), NOON + 3000 * DAY)
    assert len(made) <= 52


def test_a_suspended_reminder_has_nothing_due() -> None:
    """Neither now nor later."""
    value = reminder(DAILY, suspended=True)
    assert planned(value, NOON + DAY) == ()
    assert next_due(value, WORKDAYS, DEFAULT, NOON) is None


def test_a_change_leaves_what_is_overdue_to_be_planned() -> None:
    """But nothing of a pause is brought up afterwards, nor what the change alone would have made due already."""
    value = reminder(DAILY, next_due_at=utc("2026-11-21 15:00"))
    later = utc("2026-11-22 16:00")
    assert replanned(value, WORKDAYS, DEFAULT, later).next_due_at == utc("2026-11-21 15:00")
    assert replanned(value, WORKDAYS, DEFAULT, later, leave_past=True).next_due_at == utc("2026-11-23 15:00")
    earlier = utc("2026-11-21 14:30")
    moved = replace(value, series=replace(DAILY, times=(time(14),)))
    assert replanned(moved, WORKDAYS, DEFAULT, earlier).next_due_at == utc("2026-11-22 14:00")


def test_a_delivery_is_wanted_as_long_as_nothing_changed() -> None:
    """A skipped occurrence, another lead time, a pause: it is not."""
    value = reminder(replace(DAILY, leads=(HOUR,)))
    (delivery,) = planned(value, utc("2026-11-21 13:59:30"))
    assert is_wanted(delivery, value, WORKDAYS, DEFAULT)
    occurrence = find(value.series, WORKDAYS, delivery.recurrence_id)
    assert occurrence is not None
    for changed in (
        skip(value.series, occurrence),
        pause(value.series),
        replace(value.series, leads=(2 * HOUR,)),
        replace(value.series, times=(time(16),)),
        replace(value.series, ended_before=delivery.recurrence_id),
    ):
        assert not is_wanted(delivery, replace(value, series=changed), WORKDAYS, DEFAULT)
    assert not is_wanted(delivery, replace(value, suspended=True), WORKDAYS, DEFAULT)


def test_notices_that_stand_apart_cover_no_others() -> None:
    """Whoever is asked a day before is asked on their own: what begins now has its notice all the same."""
    preferences = replace(DEFAULT, leads=(DAY,))
    at = utc("2026-11-22 15:01")
    made = plan(
        reminder(DAILY, planned_until=at - 10 * MINUTE),
        WORKDAYS,
        preferences,
        at,
        ahead=MINUTE,
        new_id=lambda: "id",
        apart=DAY,
    ).deliveries
    assert [(local(each.starts_at), each.lead, each.detail) for each in made] == [
        ("2026-11-22 15:00", 0 * DAY, ""),
        ("2026-11-23 15:00", DAY, ""),
    ]
