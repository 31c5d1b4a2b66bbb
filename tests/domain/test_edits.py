"""Edits of a series."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import islice, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.edits import EditError, Split, change_from, end, move, move_back, pause, restore, resume, skip
from bot.domain.occurrences import Occurrence, find, occurrences
from bot.domain.series import Change, DayOffPolicy, Series
from bot.domain.workdays import Workdays
from intents.timeexpr.rules import Once, RRule, WorkdayRule
from tests.domain.samples import NOON, local, series, utc

WORKDAYS = Workdays()
WEEKLY = series("FREQ=WEEKLY;BYDAY=MO", "15:00")
SECOND, THIRD, FOURTH = utc("2026-11-30 15:00"), utc("2026-12-07 15:00"), utc("2026-12-14 15:00")


def known(of: Series, recurrence_id: datetime) -> Occurrence:
    """An occurrence that there is."""
    found = find(of, WORKDAYS, recurrence_id)
    assert found is not None
    return found


def starts(of: Series, n: int = 4, after: datetime = NOON) -> list[str]:
    """When the next ones begin, on the wall clock."""
    return [local(each.starts_at) for each in islice(occurrences(of, WORKDAYS, after), n)]


def split(of: Series, at: str, **changes: object) -> Split:
    """A change from an occurrence on."""
    changed = replace(of, id="s2", **changes)  # type: ignore[arg-type]
    return change_from(of, known(of, utc(at)), changed, WORKDAYS)


def test_a_restored_occurrence_is_where_it_was_moved() -> None:
    """Cancelling does not forget the move."""
    moved = move(WEEKLY, known(WEEKLY, SECOND), utc("2026-12-01 10:00"))
    cancelled = skip(moved, known(moved, SECOND))
    assert starts(cancelled, 2) == ["2026-11-23 15:00", "2026-12-07 15:00"]
    assert restore(cancelled, known(cancelled, SECOND)) == moved


def test_what_was_undone_leaves_no_trace() -> None:
    """The series is the same as before."""
    moved = move(WEEKLY, known(WEEKLY, SECOND), utc("2026-12-01 10:00"))
    assert move_back(moved, known(moved, SECOND)) == WEEKLY
    assert restore(skip(WEEKLY, known(WEEKLY, SECOND)), known(WEEKLY, SECOND)) == WEEKLY
    assert resume(pause(WEEKLY)) == WEEKLY


def test_an_edit_that_comes_too_late_says_so() -> None:
    """Two people who press the same button cancel once."""
    there = known(WEEKLY, SECOND)
    cancelled, ended = skip(WEEKLY, there), end(WEEKLY, SECOND)
    too_late: list[Callable[[], object]] = [
        lambda: skip(cancelled, there),
        lambda: move(cancelled, there, NOON),
        lambda: move_back(cancelled, there),
        lambda: move_back(WEEKLY, there),
        lambda: restore(WEEKLY, there),
        lambda: skip(ended, there),
        lambda: skip(replace(WEEKLY, id="other"), there),
        lambda: end(ended, THIRD),
        lambda: resume(WEEKLY),
        lambda: pause(pause(WEEKLY)),
        lambda: change_from(ended, there, replace(WEEKLY, id="s2"), WORKDAYS),
        lambda: change_from(WEEKLY, there, WEEKLY, WORKDAYS),
        lambda: change_from(WEEKLY, replace(there, recurrence_id=NOON), replace(WEEKLY, id="s2"), WORKDAYS),
    ]
    for edit in too_late:
        with pytest.raises(EditError):
            edit()


Edit = Callable[[Series], Series]


def _edits() -> dict[str, Edit]:
    """Edits of several occurrences and of the whole, by name."""
    return {
        "skip the second": lambda of: skip(of, known(of, SECOND)),
        "restore the second": lambda of: restore(of, known(of, SECOND)),
        "move the second": lambda of: move(of, known(of, SECOND), utc("2026-12-08 09:00")),
        "move the third": lambda of: move(of, known(of, THIRD), utc("2026-11-25 09:00")),
        "skip the third": lambda of: skip(of, known(of, THIRD)),
        "skip the fourth": lambda of: skip(of, known(of, FOURTH)),
        "pause": pause,
        "resume": resume,
        "end": lambda of: end(of, FOURTH),
        "end later": lambda of: end(of, utc("2027-02-01 15:00")),
        "rename": lambda of: replace(of, title="支部会"),
        "shift days off": lambda of: replace(of, policy=DayOffPolicy.NEXT),
    }


def _outcome(of: Series, names: tuple[str, ...]) -> list[Occurrence] | None:
    """What comes of edits in an order; None where one of them cannot be made in its turn."""
    edits = _edits()
    try:
        for name in names:
            if find(of, WORKDAYS, FOURTH) is None and name == "skip the fourth":
                return None
            of = edits[name](of)
    except EditError:
        return None
    return list(islice(occurrences(of, WORKDAYS, NOON), 30))


@settings(max_examples=25, deadline=None)
@given(st.sets(st.sampled_from(sorted(_edits())), min_size=2, max_size=4))
def test_edits_end_the_same_in_every_order_that_is_possible(names: set[str]) -> None:
    """Every order of them that can be made at all."""
    outcomes = [outcome for order in permutations(sorted(names)) if (outcome := _outcome(WEEKLY, order)) is not None]
    assert all(outcome == outcomes[0] for outcome in outcomes)


class _Calendar:
    """A series and those that follow it, each edit finding its own."""

    def __init__(self) -> None:
        self.all = [WEEKLY]

    def edit(self, recurrence_id: datetime, what: Callable[[Series, Occurrence], Series]) -> None:
        """Edit the series that has the occurrence."""
        for n, each in enumerate(self.all):
            found = find(each, WORKDAYS, recurrence_id)
            if found is not None:
                self.all[n] = what(each, found)

    def split(self, recurrence_id: datetime) -> None:
        """Go on under another name from there on."""
        for each in tuple(self.all):
            found = find(each, WORKDAYS, recurrence_id)
            if found is not None:
                made = change_from(each, found, replace(each, id=f"s{len(self.all) + 1}"), WORKDAYS)
                assert made.dropped == ()
                place = self.all.index(each)
                self.all[place : place + 1] = [made.old, made.new]

    def next(self) -> list[tuple[datetime, datetime, bool]]:
        """What takes place in the next months."""
        until = NOON + timedelta(days=120)
        found = [each for of in self.all for each in occurrences(of, WORKDAYS, NOON, until=until)]
        return sorted((each.starts_at, each.recurrence_id, each.moved) for each in found)


def _calendar_edits() -> list[Callable[[_Calendar], None]]:
    return [
        lambda calendar: calendar.edit(SECOND, skip),
        lambda calendar: calendar.edit(THIRD, lambda of, found: move(of, found, utc("2026-11-25 09:00"))),
        lambda calendar: calendar.edit(FOURTH, lambda of, found: move(of, found, utc("2026-12-15 09:00"))),
        lambda calendar: calendar.edit(utc("2026-12-21 15:00"), skip),
        lambda calendar: calendar.split(THIRD),
        lambda calendar: calendar.split(utc("2026-12-28 15:00")),
        lambda calendar: calendar.edit(utc("2027-02-01 15:00"), lambda of, found: end(of, found.recurrence_id)),
    ]


@settings(max_examples=40, deadline=None)
@given(st.permutations(range(7)))
def test_splits_and_edits_end_the_same_in_every_order(order: list[int]) -> None:
    """A change from here on carries over what was done to later occurrences."""
    expected, found = _Calendar(), _Calendar()
    for edit in _calendar_edits():
        edit(expected)
    for n in order:
        _calendar_edits()[n](found)
    assert found.next() == expected.next()
    assert len(found.next()) == 10 - 2


def test_a_change_from_here_on_ends_the_old_series_and_begins_a_new_one() -> None:
    """From 30 November on Wednesdays at four."""
    made = split(WEEKLY, "2026-11-30 15:00", rule=RRule("FREQ=WEEKLY;BYDAY=WE"), times=(time(16),))
    assert starts(made.old) == ["2026-11-23 15:00"]
    assert starts(made.new, 2) == ["2026-12-02 16:00", "2026-12-09 16:00"]


def test_an_occurrence_can_be_changed_to_earlier_on_its_day() -> None:
    """What the old series keeps of that day is not repeated, though."""
    once = split(WEEKLY, "2026-11-30 15:00", times=(time(9),))
    assert starts(once.new, 1) == ["2026-11-30 09:00"]
    twice = replace(WEEKLY, times=(time(9), time(15)))
    made = split(twice, "2026-11-30 15:00", times=(time(9), time(16)))
    assert starts(made.old, 4) == ["2026-11-23 09:00", "2026-11-23 15:00", "2026-11-30 09:00"]
    assert starts(made.new, 2) == ["2026-11-30 16:00", "2026-12-07 09:00"]


def test_every_second_week_stays_the_same_weeks() -> None:
    """And so do months of every third month."""
    fortnightly = series("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "15:00")
    made = split(fortnightly, local(next(occurrences(fortnightly, WORKDAYS, NOON)).recurrence_id), title="支部会")
    assert starts(made.new) == starts(fortnightly)


def test_every_second_week_that_is_new_begins_with_the_next_of_its_days() -> None:
    """From a Monday on to Wednesdays, the first is that of the same week; from a Friday on, that of the next week."""
    fortnightly = RRule("FREQ=WEEKLY;INTERVAL=2;BYDAY=WE")
    made = split(WEEKLY, "2026-11-30 15:00", rule=fortnightly)
    assert starts(made.new, 2) == ["2026-12-02 15:00", "2026-12-16 15:00"]
    fridays = replace(WEEKLY, rule=RRule("FREQ=WEEKLY;BYDAY=FR"))
    made = split(fridays, "2026-12-04 15:00", rule=fortnightly)
    assert starts(made.new, 2) == ["2026-12-09 15:00", "2026-12-23 15:00"]


def test_a_count_goes_on_with_what_is_left() -> None:
    """In the schedule and in the rule; a new count begins anew."""
    four = replace(WEEKLY, start=utc("2026-11-23 12:00").date(), count=4)
    assert split(four, "2026-11-30 15:00", times=(time(16),)).new.count == 3
    assert split(four, "2026-11-30 15:00", count=9).new.count == 9
    ruled = replace(four, count=None, rule=RRule("FREQ=WEEKLY;BYDAY=MO;COUNT=4"))
    made = split(ruled, "2026-11-30 15:00", times=(time(16),))
    assert starts(made.old) + starts(made.new, 9) == [
        "2026-11-23 15:00",
        "2026-11-30 16:00",
        "2026-12-07 16:00",
        "2026-12-14 16:00",
    ]


def test_exceptions_follow_a_change_of_the_time_of_day() -> None:
    """The occurrence of 7 December was cancelled and stays so; the one before the change stays with the old series."""
    edited = skip(skip(WEEKLY, known(WEEKLY, THIRD)), known(WEEKLY, utc("2026-11-23 15:00")))
    made = split(edited, "2026-11-30 15:00", times=(time(16),))
    assert starts(made.old) == []
    assert starts(made.new, 2) == ["2026-11-30 16:00", "2026-12-14 16:00"]
    assert made.dropped == ()


def test_exceptions_that_a_new_rule_does_not_have_are_named() -> None:
    """Never swallowed."""
    made = split(skip(WEEKLY, known(WEEKLY, THIRD)), "2026-11-30 15:00", rule=RRule("FREQ=WEEKLY;BYDAY=WE"))
    assert (made.dropped, made.new.exceptions) == ((THIRD,), {})
    twice = split(skip(WEEKLY, known(WEEKLY, THIRD)), "2026-11-30 15:00", times=(time(9), time(15)))
    assert twice.dropped == (THIRD,)


def test_a_rule_by_working_days_begins_with_its_whole_period() -> None:
    """January's first working day is a guess yet: whatever becomes of it, it is the new series' own."""
    first = series(WorkdayRule(1), "09:00")
    january = next(occurrences(first, WORKDAYS, utc("2027-01-01")))
    made = change_from(first, january, replace(first, id="s2", times=(time(10),)), WORKDAYS)
    assert starts(made.old, 9) == ["2026-12-01 09:00"]
    assert (made.new.start.isoformat(), starts(made.new, 1)) == ("2027-01-01", ["2027-01-04 10:00"])
    later = change_from(first, january, replace(first, id="s2", rule=WorkdayRule(2)), WORKDAYS)
    assert starts(later.new, 1) == ["2027-01-05 09:00"]


def test_moments_can_be_split_too() -> None:
    """The later of two goes to the new series, with what was changed about it."""
    walls = tuple(utc(f"2026-12-0{day} 09:00") + timedelta(hours=8) for day in (1, 2))
    both = series(Once(tuple(wall.replace(tzinfo=None) for wall in walls)))
    second = known(both, utc("2026-12-02 09:00"))
    made = change_from(skip(both, second), second, replace(both, id="s2", title="支部会"), WORKDAYS)
    assert (starts(made.old), starts(made.new)) == (["2026-12-01 09:00"], [])
    assert made.new.exceptions == {utc("2026-12-02 09:00"): Change(cancelled=True)}
