"""The steps of meetings: each of every occurrence once, whenever anybody looks; none of what does not take place."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.delivery import Delivery, DeliveryKind
from bot.domain.edits import change_from, move, pause, skip
from bot.domain.notices import QuietHours
from bot.domain.occurrences import Occurrence, find, occurrences
from bot.domain.planning import is_wanted, plan, replanned, upcoming
from bot.domain.preferences import Preferences
from bot.domain.reminder import Reminder
from bot.domain.series import Series
from bot.domain.steps import NIGHT, NO_STEPS, Steps, checks, steps_of
from intents.timeexpr.rules import Once, RRule
from tests.domain.rules import rrules
from tests.domain.samples import NOON, SHANGHAI, local, series, utc
from tests.domain.test_planning import DAY, DEFAULT, HOUR, MINUTE, WORKDAYS, planned, reminder

MONTH = Steps(checklist=(7 * DAY, 3 * DAY), record=2 * HOUR, duty=1)
FRIDAYS = series("FREQ=MONTHLY;BYDAY=-1FR", "15:00", kind="group-meeting")
"""The last Friday of each month: 2026-11-27 is the first after NOON."""

Identity = tuple[DeliveryKind, datetime, datetime, timedelta]


def identity(delivery: Delivery) -> Identity:
    """What tells a delivery of a series from all others."""
    return delivery.kind, delivery.recurrence_id, delivery.starts_at, delivery.lead


def steps_made(value: Reminder, now: datetime, steps: Steps, preferences: Preferences = DEFAULT) -> list[Delivery]:
    """The steps that planning at an instant hands to delivery."""
    return [each for each in planned(value, now, preferences, steps) if each.kind.is_step]


def said(made: list[Delivery]) -> list[tuple[DeliveryKind, str]]:
    """Kind and due time of each."""
    return [(each.kind, local(each.due_at)) for each in made]


def coming(value: Series, steps: Steps, count: int, after: datetime = NOON) -> list[tuple[DeliveryKind, str]]:
    """The next steps of a series, by due time."""
    due = (each for each in upcoming(value, WORKDAYS, DEFAULT, after, steps) if each.kind.is_step)
    return [(each.kind, local(each.notice.due_at)) for each in itertools.islice(due, count)]


def next_step(value: Series, steps: Steps, preferences: Preferences, after: datetime) -> datetime | None:
    """When the next step is due; there have to be any."""
    due = upcoming(value, WORKDAYS, preferences, after, steps)
    return next((each.notice.due_at for each in due if each.kind.is_step), None)


def occurrence_of(value: Series, at: str) -> Occurrence:
    """The occurrence of a series that its rule has at a wall time."""
    found = find(value, WORKDAYS, utc(at))
    assert found is not None
    return found


# ---- each once

quiet_hours = st.builds(QuietHours, st.times(), st.times()).map(
    lambda hours: QuietHours(hours.start.replace(microsecond=0), hours.end.replace(microsecond=0))
)
step_sets = st.builds(
    Steps,
    checklist=st.lists(st.integers(1, 10).map(lambda n: n * DAY), unique=True, max_size=3).map(
        lambda leads: tuple(sorted(leads, reverse=True))
    ),
    record=st.none() | st.integers(0, 300).map(lambda n: n * MINUTE),
    again=st.none() | st.just(3 * DAY),
    since=st.none() | st.integers(0, 72).map(lambda n: NOON + n * HOUR),
    duty=st.sampled_from([0, 1, 3, 6, 12]),
)
cancelled_ones = st.sets(st.integers(0, 12), max_size=4)


def with_cancelled(value: Series, numbers: set[int]) -> Series:
    """A series of which some of the next occurrences are cancelled."""
    for number, occurrence in enumerate(itertools.islice(occurrences(value, WORKDAYS, NOON - 3 * DAY), 13)):
        if number in numbers:
            value = skip(value, occurrence)
    return value


def awake(at: datetime, quiet: QuietHours) -> datetime:
    """An instant, or when quiet hours and night are over."""
    found = at
    for _ in range(4):
        ends = [around[1] for each in (quiet, NIGHT) if (around := each.around(found, SHANGHAI))]
        if not ends:
            return found
        found = ends[0]
    around = quiet.around(at, SHANGHAI)
    return around[1] if around else at


def at_work(at: datetime) -> datetime:
    """An instant, or the same time on the next day of work."""
    while not WORKDAYS.is_workday(at.astimezone(SHANGHAI).date()):
        at += DAY
    return at


def plainly(
    value: Series, steps: Steps, quiet: QuietHours, until: datetime, after: datetime = NOON
) -> set[tuple[Identity, datetime]]:
    """Every step that is due after an instant and not after ``until``, of all occurrences there are."""

    def found() -> Iterator[tuple[Identity, datetime]]:
        every = list(
            occurrences(value, WORKDAYS, NOON - 400 * DAY, until=until + 60 * DAY, cancelled=True),
        )
        held = [each.starts_at for each in every if not each.cancelled]
        for each in every:
            begun = max((at for at in held if at < each.starts_at), default=None)
            for step in steps_of(each, steps, value, WORKDAYS, quiet, begun=begun):
                yield (step.kind, each.recurrence_id, each.starts_at, step.lead), step.due_at
        if steps.duty:
            first: dict[date, date] = {}
            for each in every:
                day = each.starts_at.astimezone(SHANGHAI).date()
                first.setdefault(date(day.year, (day.month - 1) // steps.duty * steps.duty + 1, 1), day)
            for begin, day in first.items():
                looked = max(begin.replace(month=begin.month + steps.duty - 1, day=25), day + 2 * DAY)
                at = datetime.combine(begin, time(), SHANGHAI).astimezone(UTC)
                due = at_work(awake(datetime.combine(looked, time(9), SHANGHAI), quiet))
                yield (DeliveryKind.DUTY, at, at, 0 * DAY), due

    return {(which, due) for which, due in found() if after < due <= until}


@given(
    rrules(),
    step_sets,
    quiet_hours,
    cancelled_ones,
    st.tuples(
        st.integers(0, 60 * 24).map(lambda n: NOON + n * HOUR), st.lists(st.integers(1, 5 * 24 * 60), max_size=25)
    ),
)
def test_every_step_of_every_occurrence_is_made_once(
    rule: str, steps: Steps, quiet: QuietHours, cancelled: set[int], looks: tuple[datetime, list[int]]
) -> None:
    """However often somebody looks, as long as nobody is late; and it is known when to look again."""
    begin, gaps = looks
    value = with_cancelled(series(rule, "09:00", "15:00", kind="group-meeting"), cancelled)
    preferences = replace(DEFAULT, quiet=quiet)
    current, made, now = reminder(value, planned_until=begin), list[Delivery](), begin
    for gap in [0, *gaps]:
        now += gap * MINUTE
        found = plan(current, WORKDAYS, preferences, now, ahead=5 * DAY, new_id=lambda: "id", steps=steps)
        made += [each for each in found.deliveries if each.kind.is_step]
        current = replace(current, planned_until=found.planned_until, next_due_at=found.next_due_at)
        if steps != NO_STEPS:
            following = next_step(value, steps, preferences, current.planned_until)
            assert following is None or (found.next_due_at is not None and found.next_due_at <= following)
    everything = plainly(value, steps, quiet, current.planned_until, begin)
    assert sorted((identity(each), each.due_at) for each in made) == sorted(everything)


@given(rrules(), step_sets, quiet_hours, st.lists(st.integers(1, 40 * 24 * 60), min_size=1, max_size=8))
def test_whoever_comes_late_makes_of_each_kind_the_latest(
    rule: str, steps: Steps, quiet: QuietHours, gaps: list[int]
) -> None:
    """Nothing twice, nothing that is no step, and of what is overdue one of each kind, while it is of use."""
    value = series(rule, "15:00", kind="group-meeting")
    preferences = replace(DEFAULT, quiet=quiet)
    current, made, now = reminder(value), list[Delivery](), NOON
    for gap in gaps:
        now += gap * MINUTE
        found = plan(current, WORKDAYS, preferences, now, ahead=MINUTE, new_id=lambda: "id", steps=steps)
        late = [each for each in found.deliveries if each.kind.is_step and each.due_at <= now]
        assert len({each.kind for each in late}) == len(late)
        for each in late:
            assert now < each.starts_at if each.kind is DeliveryKind.CHECKLIST else now <= each.due_at + 7 * DAY
        made += [each for each in found.deliveries if each.kind.is_step]
        current = replace(current, planned_until=found.planned_until, next_due_at=found.next_due_at)
    identities = [identity(each) for each in made]
    assert len(set(identities)) == len(identities)
    assert {(identity(each), each.due_at) for each in made} <= plainly(value, steps, quiet, now + MINUTE)


@given(rrules(), step_sets, st.integers(0, 30 * 24 * 60))
def test_nothing_comes_of_what_was_cancelled(rule: str, steps: Steps, minutes: int) -> None:
    """Neither what is planned afterwards nor what was planned before; the duty is there all the same."""
    value = series(rule, "15:00", kind="group-meeting")
    occurrence = next(occurrences(value, WORKDAYS, NOON), None)
    if occurrence is None:
        return
    until = occurrence.starts_at + minutes * MINUTE
    before = plan(reminder(value), WORKDAYS, DEFAULT, NOON, ahead=until - NOON, new_id=lambda: "id", steps=steps)
    cancelled = reminder(skip(value, occurrence))
    after = plan(cancelled, WORKDAYS, DEFAULT, NOON, ahead=until - NOON, new_id=lambda: "id", steps=steps)
    own = {DeliveryKind.NOTICE, DeliveryKind.CHECKLIST, DeliveryKind.RECORD}
    kept = [each for each in before.deliveries if is_wanted(each, cancelled, WORKDAYS, DEFAULT, steps)]
    # The checklist of the next one may come at another time where nothing comes before it.
    others = [[each for each in made if each.kind is not DeliveryKind.CHECKLIST] for made in (kept, after.deliveries)]
    assert {identity(each) for each in others[0]} == {identity(each) for each in others[1]}
    assert not any(each.recurrence_id == occurrence.recurrence_id and each.kind in own for each in kept)
    duties = [each for each in before.deliveries if each.kind is DeliveryKind.DUTY]
    assert [each for each in kept if each.kind is DeliveryKind.DUTY] == duties


# ---- when


def test_the_steps_of_a_month() -> None:
    """Checklists before, minutes two hours after the beginning, the duty two days after where the 25th is past,
    on a day of work."""
    assert coming(FRIDAYS, MONTH, 6) == [
        (DeliveryKind.CHECKLIST, "2026-11-24 15:00"),
        (DeliveryKind.RECORD, "2026-11-27 17:00"),
        (DeliveryKind.DUTY, "2026-11-30 09:00"),
        (DeliveryKind.CHECKLIST, "2026-12-18 15:00"),
        (DeliveryKind.CHECKLIST, "2026-12-22 15:00"),
        (DeliveryKind.RECORD, "2026-12-25 17:00"),
    ]


def test_a_duty_is_looked_at_on_the_25th_of_the_last_month_of_its_period() -> None:
    """Known by the beginning of the period, where the meeting was early enough."""
    early = series("FREQ=MONTHLY;BYMONTHDAY=5", "15:00", kind="group-meeting")
    for months, period, due in (
        (1, "2026-12-01 00:00", "2026-12-25 09:00"),
        (3, "2026-10-01 00:00", "2026-12-25 09:00"),
        (6, "2026-07-01 00:00", "2026-12-25 09:00"),
        (12, "2026-01-01 00:00", "2026-12-25 09:00"),
    ):
        check = next(checks(early, WORKDAYS, months, utc("2026-11-26 12:00")))
        assert (local(check.period), local(check.due_at)) == (period, due)


def test_a_period_is_looked_at_though_it_is_over() -> None:
    """Its only meeting was on its last day, and quiet hours put it off as well."""
    last = series("FREQ=MONTHLY;BYMONTHDAY=-1", "15:00", kind="group-meeting")
    quiet = QuietHours(time(8), time(7))
    check = next(checks(last, WORKDAYS, 1, utc("2026-12-03 06:59"), quiet))
    assert (local(check.period), local(check.due_at)) == ("2026-11-01 00:00", "2026-12-03 07:00")
    check = next(checks(last, WORKDAYS, 1, utc("2026-12-03 07:00"), quiet))
    assert local(check.period) == "2026-12-01 00:00"


def test_a_period_whose_meetings_were_all_cancelled_is_looked_at() -> None:
    """Nothing is missed more easily."""
    cancelled = skip(FRIDAYS, occurrence_of(FRIDAYS, "2026-11-27 15:00"))
    assert coming(cancelled, MONTH, 1) == [(DeliveryKind.DUTY, "2026-11-30 09:00")]


def test_a_period_that_its_meeting_was_moved_out_of_is_looked_at() -> None:
    """That is how a month comes to be without one."""
    occurrence = occurrence_of(FRIDAYS, "2026-11-27 15:00")
    moved = move(FRIDAYS, occurrence, utc("2026-12-03 15:00"))
    found = [local(each.period) for each in itertools.islice(checks(moved, WORKDAYS, 1, NOON), 2)]
    assert found == ["2026-11-01 00:00", "2026-12-01 00:00"]
    earlier = move(FRIDAYS, occurrence, utc("2026-11-21 15:00"))
    assert local(next(checks(earlier, WORKDAYS, 1, NOON)).due_at) == "2026-11-25 09:00"


def test_a_series_that_is_over_has_its_last_steps() -> None:
    """The minutes and the duty of its last meeting come after it."""
    last = replace(FRIDAYS, until=date(2026, 11, 27))
    after = utc("2026-11-27 15:00")
    assert coming(last, MONTH, 9, after) == [
        (DeliveryKind.RECORD, "2026-11-27 17:00"),
        (DeliveryKind.DUTY, "2026-11-30 09:00"),
    ]
    assert replanned(reminder(last), WORKDAYS, DEFAULT, after, steps=MONTH).next_due_at == utc("2026-11-27 17:00")
    assert replanned(reminder(last), WORKDAYS, DEFAULT, utc("2026-11-30 09:00"), steps=MONTH).next_due_at is None


def test_a_series_that_goes_on_as_another_keeps_what_it_had() -> None:
    """What ended before a change still has the minutes of its last meeting, and no more checklists."""
    here = occurrence_of(FRIDAYS, "2026-12-25 15:00")
    split = change_from(FRIDAYS, here, replace(FRIDAYS, id="s2", times=(time(16),)), WORKDAYS)
    assert [kind for kind, _ in coming(split.old, MONTH, 9)] == ["checklist", "record", "duty"]
    assert coming(split.new, MONTH, 1) == [(DeliveryKind.CHECKLIST, "2026-12-18 16:00")]


def test_quiet_hours_put_steps_off_to_their_end() -> None:
    """A checklist never after the meeting begins."""
    preferences = replace(DEFAULT, quiet=QuietHours(time(14), time(20)))
    due = itertools.islice(upcoming(FRIDAYS, WORKDAYS, preferences, NOON, Steps((3 * DAY, HOUR), 2 * HOUR)), 4)
    assert [(each.kind, local(each.notice.due_at)) for each in due] == [
        (DeliveryKind.CHECKLIST, "2026-11-24 20:00"),
        (DeliveryKind.NOTICE, "2026-11-27 13:59"),
        (DeliveryKind.CHECKLIST, "2026-11-27 15:00"),
        (DeliveryKind.RECORD, "2026-11-27 20:00"),
    ]


def checklists_of(value: Series, steps: Steps, count: int, after: datetime = NOON) -> list[str]:
    """When the next checklists of a series are given."""
    due = (each for each in upcoming(value, WORKDAYS, DEFAULT, after, steps) if each.kind is DeliveryKind.CHECKLIST)
    return [local(each.notice.due_at) for each in itertools.islice(due, count)]


def dates(*walls: str) -> Once:
    """These dates alone."""
    return Once(tuple(datetime.fromisoformat(each) for each in walls))


BEFORE = Steps(checklist=(7 * DAY, 5 * DAY, 3 * DAY))


def test_a_checklist_comes_on_the_last_day_of_work_before_days_off() -> None:
    """At the same time of day, weekends and holidays alike; several that come together are one."""
    tuesday = series(dates("2026-12-15 15:00"), kind="group-meeting")
    assert checklists_of(tuesday, BEFORE, 9) == ["2026-12-08 15:00", "2026-12-10 15:00", "2026-12-11 15:00"]
    after_the_holiday = series(dates("2026-10-08 15:00"), kind="group-meeting")
    assert checklists_of(after_the_holiday, BEFORE, 9, utc("2026-09-01 09:00")) == ["2026-09-30 15:00"]
    made_up_day = series(dates("2026-10-13 15:00"), kind="group-meeting")
    assert checklists_of(made_up_day, BEFORE, 9, utc("2026-09-01 09:00"))[-1] == "2026-10-10 15:00"


def test_nobody_is_told_of_steps_at_night() -> None:
    """They wait until eight, without quiet hours as with; a checklist still for a day of work."""
    late = series(dates("2026-12-16 23:00"), kind="group-meeting")
    steps = replace(BEFORE, record=2 * HOUR, duty=0)
    assert [at for _, at in coming(late, steps, 9)] == [
        "2026-12-10 08:00",
        "2026-12-11 08:00",
        "2026-12-14 08:00",
        "2026-12-17 08:00",
    ]
    preferences = replace(DEFAULT, quiet=QuietHours(time(7), time(9)))
    due = next(each for each in upcoming(late, WORKDAYS, preferences, NOON, steps) if each.kind.is_step)
    assert local(due.notice.due_at) == "2026-12-10 09:00"


def test_a_weekly_meeting_has_two_checklists_between_one_and_the_next() -> None:
    """None while the last one is going on, nor a third."""
    weekly = series("FREQ=WEEKLY;BYDAY=TH", "15:00", kind="group-meeting")
    assert checklists_of(weekly, BEFORE, 4, utc("2026-12-03 15:00")) == [
        "2026-12-04 15:00",
        "2026-12-07 15:00",
        "2026-12-11 15:00",
        "2026-12-14 15:00",
    ]
    fridays = replace(weekly, rule=RRule("FREQ=WEEKLY;BYDAY=FR"))
    assert checklists_of(fridays, BEFORE, 2, utc("2026-12-04 15:00")) == ["2026-12-04 16:00", "2026-12-08 15:00"]
    closer = replace(BEFORE, checklist=(6 * DAY, 5 * DAY, 4 * DAY, 3 * DAY))
    assert len(checklists_of(replace(weekly, until=date(2026, 12, 10)), closer, 9, utc("2026-12-03 15:00"))) == 2


def test_what_comes_often_still_has_a_checklist_each_time() -> None:
    """An hour after the last one began, where no lead time fits in between; none where less than an hour is left."""
    often = series("FREQ=WEEKLY;BYDAY=MO,WE", "15:00", kind="group-meeting")
    assert checklists_of(often, BEFORE, 3, utc("2026-12-02 15:00")) == [
        "2026-12-04 15:00",
        "2026-12-07 16:00",
        "2026-12-11 15:00",
    ]
    twice = series(dates("2026-12-16 15:00", "2026-12-16 16:30"), kind="group-meeting")
    assert "2026-12-16 16:00" not in checklists_of(twice, BEFORE, 9)


def test_a_meeting_that_is_near_when_it_is_set_has_its_checklist_at_once() -> None:
    """Where all lead times are past, an hour is left, and it is the first; at night only where it cannot wait."""
    tomorrow = series(dates("2026-12-16 09:00"), kind="group-meeting")

    def at_once(since: str, steps: Steps = BEFORE) -> list[str]:
        return checklists_of(tomorrow, replace(steps, since=utc(since)), 9, utc(since))

    assert at_once("2026-12-15 10:00") == ["2026-12-15 10:00"]
    assert at_once("2026-12-16 08:00") == ["2026-12-16 08:00"]
    assert at_once("2026-12-16 08:01") == []
    assert at_once("2026-12-15 23:00") == ["2026-12-16 08:00"]
    assert at_once("2026-12-12 10:00") == ["2026-12-12 10:00"]  # a Saturday: the last one would have been on Friday
    assert at_once("2026-12-10 09:00") == ["2026-12-11 09:00"]
    weekly = series("FREQ=WEEKLY;BYDAY=WE", "09:00", kind="group-meeting")
    found = checklists_of(weekly, replace(BEFORE, since=utc("2026-12-15 10:00")), 3, utc("2026-12-15 10:00"))
    assert found == ["2026-12-15 10:00", "2026-12-18 09:00", "2026-12-25 09:00"]
    value = reminder(tomorrow, planned_until=utc("2026-12-15 10:00"))
    steps = replace(BEFORE, since=utc("2026-12-15 10:00"))
    (made,) = [each for each in planned(value, utc("2026-12-15 10:00"), DEFAULT, steps) if each.kind.is_step]
    assert is_wanted(made, value, WORKDAYS, DEFAULT, steps)
    assert made.lead == 0 * DAY


def test_what_is_open_is_asked_for_once_more_on_a_day_of_work() -> None:
    """Three days after, told from the first time by that; the first time comes on any day."""
    friday = series(dates("2026-12-18 15:00"), kind="group-meeting")
    steps = Steps(record=2 * HOUR, again=3 * DAY)
    due = [each for each in upcoming(friday, WORKDAYS, DEFAULT, NOON, steps) if each.kind is DeliveryKind.RECORD]
    assert [(local(each.notice.due_at), each.notice.lead) for each in due] == [
        ("2026-12-18 17:00", 0 * DAY),
        ("2026-12-21 15:00", 3 * DAY),
    ]
    wednesday = series(dates("2026-12-16 15:00"), kind="group-meeting")
    assert [at for _, at in coming(wednesday, steps, 9)] == ["2026-12-16 17:00", "2026-12-21 15:00"]


def test_steps_go_to_the_organizer() -> None:
    """Notices to the chat."""
    value, goes = reminder(FRIDAYS), set[tuple[DeliveryKind, int]]()
    for at in ("2026-11-24 14:59:30", "2026-11-27 14:59:30", "2026-11-27 16:59:30", "2026-11-30 08:59:30"):
        made = planned(replace(value, planned_until=utc(at) - MINUTE), utc(at), DEFAULT, MONTH)
        goes |= {(each.kind, each.chat_id) for each in made}
    organizer = value.organizer_id
    steps = (DeliveryKind.CHECKLIST, DeliveryKind.RECORD, DeliveryKind.DUTY)
    assert goes == {(DeliveryKind.NOTICE, value.chat_id), *((kind, organizer) for kind in steps)}


# ---- late


def test_of_overdue_steps_the_latest_that_help_are_made_and_the_rest_is_left_out() -> None:
    """No word of them, and notices are on their own."""
    value = reminder(series("FREQ=WEEKLY;BYDAY=FR", "15:00", kind="group-meeting"))
    made = planned(value, utc("2026-12-08 16:00"), DEFAULT, MONTH)
    assert said([each for each in made if each.kind.is_step]) == [
        (DeliveryKind.RECORD, "2026-12-04 17:00"),
        (DeliveryKind.CHECKLIST, "2026-12-08 15:00"),
    ]
    assert [each.kind for each in made if each.outcome is None and not each.kind.is_step] == [DeliveryKind.MISSED]


def test_steps_that_are_of_no_use_any_more_are_not_made() -> None:
    """A checklist once the meeting began; minutes and duties after a week."""
    value = reminder(replace(FRIDAYS, until=date(2026, 11, 27)))
    assert said(steps_made(value, utc("2026-11-27 14:59"), MONTH)) == [(DeliveryKind.CHECKLIST, "2026-11-24 15:00")]
    assert steps_made(value, utc("2026-11-27 15:00"), MONTH) == []
    assert len(steps_made(value, utc("2026-12-04 17:00"), MONTH)) == 2
    assert said(steps_made(value, utc("2026-12-04 17:01"), MONTH)) == [(DeliveryKind.DUTY, "2026-11-30 09:00")]
    assert steps_made(value, utc("2026-12-07 09:01"), MONTH) == []


def test_a_silence_of_years_stays_small_with_steps() -> None:
    """One of each kind at most."""
    value = reminder(series("FREQ=DAILY", "15:00", kind="group-meeting"))
    assert len(steps_made(value, NOON + 3000 * DAY, MONTH)) <= 3


# ---- wanted


def test_a_step_is_wanted_as_long_as_nothing_changed() -> None:
    """Moved, paused, suspended, or no meeting any more: it is not. A duty hangs on no single occurrence."""
    value = reminder(FRIDAYS)
    ahead = utc("2026-11-30 09:00") - NOON
    found = plan(value, WORKDAYS, DEFAULT, NOON, ahead=ahead, new_id=lambda: "id", steps=MONTH)
    checklist, record, duty = [each for each in found.deliveries if each.kind.is_step]
    occurrence = occurrence_of(FRIDAYS, "2026-11-27 15:00")
    moved = reminder(move(FRIDAYS, occurrence, utc("2026-11-28 15:00")))
    ended = reminder(replace(FRIDAYS, ended_before=occurrence.recurrence_id))
    for step, gone in ((checklist, True), (record, True), (duty, False)):
        assert is_wanted(step, value, WORKDAYS, DEFAULT, MONTH)
        assert not is_wanted(step, value, WORKDAYS, DEFAULT)
        assert not is_wanted(step, reminder(pause(FRIDAYS)), WORKDAYS, DEFAULT, MONTH)
        assert not is_wanted(step, replace(value, suspended=True), WORKDAYS, DEFAULT, MONTH)
        assert is_wanted(step, moved, WORKDAYS, DEFAULT, MONTH) is not gone
        assert is_wanted(step, ended, WORKDAYS, DEFAULT, MONTH) is not gone


def test_a_paused_or_suspended_reminder_has_no_steps() -> None:
    """Neither checklists nor duties."""
    assert coming(pause(FRIDAYS), MONTH, 1) == []
    assert steps_made(reminder(FRIDAYS, suspended=True), utc("2026-11-27 12:00"), MONTH) == []
