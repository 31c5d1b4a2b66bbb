"""The occurrences of a series: days off, exceptions, identities."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.edits import end, move, pause, resume, skip
from bot.domain.occurrences import Occurrence, find, occurrences
from bot.domain.rules import moments
from bot.domain.series import DayOffPolicy, Series
from bot.domain.workdays import Workdays
from intents.timeexpr.rules import LunarRule, Once, Rule, WorkdayRule
from tests.domain.rules import rrules
from tests.domain.samples import NOON, SHANGHAI, local, series, utc

WORKDAYS = Workdays()
MONTHLY = series("FREQ=MONTHLY;BYMONTHDAY=5", "15:00")


def upcoming(of: Series, n: int = 4, after: str = "2026-01-01") -> list[Occurrence]:
    """The next occurrences after a wall time in Shanghai."""
    return list(islice(occurrences(of, WORKDAYS, utc(after)), n))


def starts(of: Series, n: int = 4, after: str = "2026-01-01") -> list[str]:
    """When they begin, on the wall clock in Shanghai."""
    return [local(each.starts_at) for each in upcoming(of, n, after)]


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (DayOffPolicy.AS_IS, ["2026-09-05 15:00", "2026-10-05 15:00", "2026-11-05 15:00"]),
        (DayOffPolicy.NEXT, ["2026-09-07 15:00", "2026-10-08 15:00", "2026-11-05 15:00"]),
        (DayOffPolicy.PREVIOUS, ["2026-09-04 15:00", "2026-09-30 15:00", "2026-11-05 15:00"]),
        (DayOffPolicy.SKIP, ["2026-11-05 15:00", "2027-01-05 15:00", "2027-03-05 15:00"]),
    ],
)
def test_a_date_on_a_day_off_goes_where_the_policy_says(policy: DayOffPolicy, expected: list[str]) -> None:
    """5 September 2026 is a Saturday, 5 October in the National Day week; the identity is that of the rule."""
    found = upcoming(replace(MONTHLY, policy=policy), 3, "2026-09-01")
    assert [local(each.starts_at) for each in found] == expected
    assert all(local(each.recurrence_id)[8:10] == "05" for each in found)
    assert [each.shifted for each in found] == [each.starts_at != each.recurrence_id for each in found]


def test_rules_that_mean_weekends_are_shifted_by_holidays_only() -> None:
    """每周六 is on Saturdays, but not in the National Day week of 2026 (1 to 7 October)."""
    saturdays = series("FREQ=WEEKLY;BYDAY=SA", "09:00", policy=DayOffPolicy.NEXT)
    assert starts(saturdays, 3, "2026-09-29") == ["2026-10-08 09:00", "2026-10-10 09:00", "2026-10-17 09:00"]


@pytest.mark.parametrize("rule", [Once((utc("2026-10-03 09:00").replace(tzinfo=None),)), WorkdayRule(None, (10,))])
def test_moments_and_working_days_are_left_alone(rule: Rule) -> None:
    """Whoever names one day means it."""
    times = () if isinstance(rule, Once) else ("09:00",)
    plain = series(rule, *times)
    assert starts(replace(plain, policy=DayOffPolicy.NEXT)) == starts(plain)


def test_a_lunar_date_on_a_day_off_is_shifted() -> None:
    """正月十五 of 2028 is Wednesday 9 February; that of 2027 a Saturday."""
    lantern = series(LunarRule(1, 15), "09:00", policy=DayOffPolicy.NEXT)
    assert starts(lantern, 2, "2027-01-01") == ["2027-02-22 09:00", "2028-02-09 09:00"]


def test_occurrences_shifted_to_one_instant_are_one() -> None:
    """Every day of the National Day week comes to its end, 8 October: one occurrence, with the earliest identity."""
    daily = series("FREQ=DAILY", "09:00", policy=DayOffPolicy.NEXT)
    one = upcoming(daily, 1, "2026-09-30 12:00")[0]
    assert local(one.starts_at) == "2026-10-08 09:00"
    assert local(one.recurrence_id) == "2026-10-01 09:00"
    assert [local(member)[8:10] for member in one.members] == ["01", "02", "03", "04", "05", "06", "07", "08"]


def test_occurrences_shifted_to_different_times_of_one_day_stay_apart() -> None:
    """Two times a day are two occurrences, wherever they are shifted."""
    twice = series("FREQ=MONTHLY;BYMONTHDAY=3,4", "09:00", "15:00", policy=DayOffPolicy.NEXT)
    found = upcoming(twice, 3, "2026-10-01")
    assert [local(each.starts_at) for each in found] == ["2026-10-08 09:00", "2026-10-08 15:00", "2026-11-03 09:00"]
    assert [[local(member)[8:] for member in each.members] for each in found[:2]] == [
        ["03 09:00", "04 09:00"],
        ["03 15:00", "04 15:00"],
    ]


def test_what_comes_together_is_the_same_from_wherever_it_is_asked() -> None:
    """The members of an occurrence do not depend on the instant that the question begins with."""
    daily = series("FREQ=DAILY", "09:00", policy=DayOffPolicy.NEXT)
    (one, *_), (other, *_) = upcoming(daily, 1, "2026-10-07 23:00"), upcoming(daily, 1, "2026-10-08 08:59")
    assert one == other
    assert all(find(daily, WORKDAYS, member) == one for member in one.members)


def test_skipping_what_came_together_skips_all_of_it() -> None:
    """No member of it shows up in its place."""
    daily = series("FREQ=DAILY", "09:00", policy=DayOffPolicy.NEXT)
    one = upcoming(daily, 1, "2026-10-01")[0]
    assert starts(skip(daily, one), 2, "2026-10-01") == ["2026-10-09 09:00", "2026-10-10 09:00"]


def test_what_was_cancelled_stays_cancelled_when_more_comes_to_its_day() -> None:
    """Monday was cancelled; then the group lets days off move to the next day of work, and three days become one."""
    days = series("FREQ=MONTHLY;BYMONTHDAY=5,6,7", "09:00")
    monday = find(days, WORKDAYS, utc("2026-09-07 09:00"))
    assert monday is not None
    changed = replace(skip(days, monday), policy=DayOffPolicy.NEXT)
    assert starts(changed, 1, "2026-09-01") == ["2026-10-08 09:00"]


def test_a_moved_occurrence_keeps_its_identity_and_comes_in_order() -> None:
    """November's is moved behind December's."""
    november = upcoming(MONTHLY, 1, "2026-11-01")[0]
    found = upcoming(move(MONTHLY, november, utc("2026-12-07 10:00")), 3, "2026-11-01")
    assert [local(each.starts_at) for each in found] == ["2026-12-05 15:00", "2026-12-07 10:00", "2027-01-05 15:00"]
    assert (found[1].recurrence_id, found[1].moved) == (november.recurrence_id, True)


def test_a_moved_occurrence_is_past_when_its_new_time_is() -> None:
    """Moved earlier, it does not come again at its old time."""
    december = upcoming(MONTHLY, 1, "2026-12-01")[0]
    earlier = move(MONTHLY, december, utc("2026-11-30 10:00"))
    assert starts(earlier, 1, "2026-11-29") == ["2026-11-30 10:00"]
    assert starts(earlier, 1, "2026-11-30 10:00") == ["2027-01-05 15:00"]


def test_what_a_person_moved_stays_where_it_was_put() -> None:
    """On the instant of another occurrence, and where the policy would leave its date out."""
    skipping = replace(MONTHLY, policy=DayOffPolicy.AS_IS)
    october = upcoming(skipping, 1, "2026-10-01")[0]
    moved = replace(move(skipping, october, utc("2026-11-05 15:00")), policy=DayOffPolicy.SKIP)
    found = upcoming(moved, 2, "2026-10-01")
    assert [local(each.starts_at) for each in found] == ["2026-11-05 15:00", "2026-11-05 15:00"]
    assert [local(each.recurrence_id) for each in found] == ["2026-10-05 15:00", "2026-11-05 15:00"]


def test_cancelled_ones_are_shown_when_asked_for() -> None:
    """For the card that restores them."""
    november = upcoming(MONTHLY, 1, "2026-11-01")[0]
    without = skip(MONTHLY, november)
    assert starts(without, 1, "2026-11-01") == ["2026-12-05 15:00"]
    shown = next(occurrences(without, WORKDAYS, utc("2026-11-01"), cancelled=True))
    assert (shown.recurrence_id, shown.cancelled) == (november.recurrence_id, True)


def test_a_paused_series_has_none_until_it_is_resumed() -> None:
    """But its occurrences can be looked up."""
    paused = pause(MONTHLY)
    assert starts(paused) == []
    assert find(paused, WORKDAYS, utc("2026-11-05 15:00")) is not None
    assert starts(resume(paused), 1, "2026-11-01") == ["2026-11-05 15:00"]


def test_a_series_ends_before_an_occurrence() -> None:
    """A moved one that came later by the rule goes too."""
    december = find(MONTHLY, WORKDAYS, utc("2026-12-05 15:00"))
    assert december is not None
    ended = end(move(MONTHLY, december, utc("2026-11-20 10:00")), december.recurrence_id)
    assert starts(ended, 4, "2026-10-01") == ["2026-10-05 15:00", "2026-11-05 15:00"]


def test_occurrences_end_where_they_are_asked_to() -> None:
    """The last instant is included."""
    found = occurrences(MONTHLY, WORKDAYS, NOON, until=utc("2027-01-05 15:00"))
    assert [local(each.starts_at) for each in found] == ["2026-12-05 15:00", "2027-01-05 15:00"]


def test_an_identity_that_the_rule_does_not_have_is_not_found() -> None:
    """Nor one after the end."""
    assert find(MONTHLY, WORKDAYS, utc("2026-11-06 15:00")) is None
    assert find(end(MONTHLY, utc("2026-11-01")), WORKDAYS, utc("2026-11-05 15:00")) is None


@pytest.mark.parametrize(
    ("of", "provisional"),
    [
        (MONTHLY, False),
        (replace(MONTHLY, policy=DayOffPolicy.NEXT), True),
        (series(WorkdayRule(1), "09:00"), True),
        (series(Once((utc("2031-01-05 09:00").replace(tzinfo=None),)), policy=DayOffPolicy.NEXT), False),
    ],
)
def test_only_what_hangs_on_holidays_is_provisional(of: Series, provisional: bool) -> None:
    """In a year whose notice is not out; a date that stays as it is does not."""
    assert upcoming(of, 1, "2031-01-01")[0].provisional is provisional


@settings(max_examples=120, deadline=None)
@given(
    rrules(),
    st.dates(date(2024, 1, 1), date(2027, 1, 1)),
    st.sampled_from(DayOffPolicy),
    st.sampled_from([("09:00",), ("09:00", "21:30")]),
    st.integers(0, 800),
)
def test_no_policy_loses_or_repeats_anything(
    text: str, start: date, policy: DayOffPolicy, times: tuple[str, ...], distance: int
) -> None:
    """Every date of the rule is in exactly one occurrence, and those increase strictly, from any instant on."""
    of = series(text, *times, start=start, policy=policy)
    begin = utc(f"{start}") - timedelta(days=40)
    until = begin + timedelta(days=1200)
    found = list(occurrences(of, WORKDAYS, begin, until=until))
    assert all(one.starts_at < other.starts_at for one, other in pairwise(found))
    members = [member for each in found for member in each.members]
    assert len(members) == len(set(members))
    settled = until - timedelta(days=40)
    by_rule = {each.at for each in moments(of, SHANGHAI, WORKDAYS, begin) if each.at < settled}
    if policy is not DayOffPolicy.SKIP:
        assert {member for member in members if member < settled} == by_rule
    after = begin + timedelta(days=distance)
    later = occurrences(of, WORKDAYS, after, until=until)
    assert list(later) == [each for each in found if each.starts_at > after]
