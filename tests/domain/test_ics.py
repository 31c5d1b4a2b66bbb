"""The text of calendar files: what calendars are known to need is in it. That its dates are right is tested in
test_ics_import.py.

Where the needs are known from: RFC 5545 and RFC 5546; [MS-OXCICAL] for Outlook; and reports about each calendar, named
in bot/domain/ics beside what is done about them.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest

from bot.domain.edits import change_from, end, move, skip
from bot.domain.ics import DATED_AHEAD, Entry, calendar_file, occurrence_file
from bot.domain.ics.zones import clocks_of
from bot.domain.occurrences import find, occurrences
from bot.domain.series import DayOffPolicy, Series
from bot.domain.workdays import Workdays
from intents.timeexpr.rules import LunarRule, Once, WorkdayRule
from tests.domain.samples import NOON, reminder, series, utc

WORKDAYS = Workdays()
at = datetime.fromisoformat
MONTHLY = series("FREQ=MONTHLY;BYMONTHDAY=5", "15:00", kind="party-group-meeting")
ONCE = series(Once((at("2026-12-01 09:00"), at("2029-12-03 09:00"))))


def text_of(*of: Series | Entry, name: str = "会议安排") -> str:
    """The file of these series, as it is sent."""
    entries = [each if isinstance(each, Entry) else Entry(reminder(each), untitled="无题") for each in of]
    content = calendar_file(entries, WORKDAYS, NOON, name=name)
    assert content is not None
    return content.decode()


def alone(value: Series, at: str) -> list[str]:
    """The lines of the file of one occurrence, which its rule has at a wall time."""
    one = find(value, WORKDAYS, utc(at))
    assert one is not None
    return occurrence_file(Entry(reminder(value)), one, NOON, name="会议安排").decode().split("\r\n")


def lines_of(*of: Series | Entry) -> list[str]:
    """Its lines, unfolded."""
    return text_of(*of).replace("\r\n ", "").split("\r\n")


def starting(lines: list[str], *names: str) -> list[str]:
    """The lines of these properties."""
    return [line for line in lines if line.startswith(names)]


def test_the_head_is_what_importers_look_for() -> None:
    """Version, who made it, that nobody has to answer, and what to call it."""
    lines = lines_of(MONTHLY)
    assert lines[:6] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//zuwu//zuwu//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:会议安排",
    ]
    assert lines[-2:] == ["END:VCALENDAR", ""]


def test_a_series_by_date_recurs_by_itself() -> None:
    """With everything that a calendar shows of it; the first date is one of the rule, not the first day that counts."""
    leads = (timedelta(days=1), timedelta(minutes=30), timedelta(0))
    entry = Entry(reminder(replace(MONTHLY, leads=leads), venue="三楼, 会议室; 东", version=4))
    lines = lines_of(entry)
    event = lines[lines.index("BEGIN:VEVENT") : lines.index("BEGIN:VALARM")]
    assert sorted(event) == sorted(
        [
            "BEGIN:VEVENT",
            "UID:s1@zuwu",
            "SEQUENCE:4",
            "DTSTAMP:20261120T120000Z",
            "LAST-MODIFIED:20261120T120000Z",
            "DTSTART;TZID=Asia/Shanghai:20260105T150000",
            "DURATION:PT1H",
            "RRULE:FREQ=MONTHLY;BYMONTHDAY=5",
            "SUMMARY:党小组会",
            "LOCATION:三楼\\, 会议室\\; 东",
            "STATUS:CONFIRMED",
        ]
    )
    assert starting(lines, "TRIGGER") == ["TRIGGER:-P1D", "TRIGGER:-PT30M", "TRIGGER:P0D"]
    assert starting(lines, "ACTION", "DESCRIPTION") == ["ACTION:DISPLAY", "DESCRIPTION:党小组会"] * 3
    assert lines.count("BEGIN:VEVENT") == 1


def test_lines_end_and_are_folded_as_the_standard_says() -> None:
    """With CR and LF, and none longer than 75 octets, no character torn apart."""
    text = text_of(Entry(reminder(replace(MONTHLY, title="学习" * 60), venue="楼" * 90)))
    assert text.count("\n") == text.count("\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "SUMMARY:" + "学习" * 60 in text.replace("\r\n ", "").split("\r\n")


def test_a_title_of_a_stranger_stays_a_title() -> None:
    """Line breaks do not begin properties, control characters are left out, and without a title it has a name."""
    hostile = replace(MONTHLY, title="会\r\nATTENDEE:mailto:a@example.org\x07\x00")
    lines = lines_of(Entry(reminder(hostile, venue="东\nBEGIN:VEVENT")))
    assert starting(lines, "SUMMARY") == ["SUMMARY:会\\nATTENDEE:mailto:a@example.org"]
    assert (starting(lines, "ATTENDEE"), lines.count("BEGIN:VEVENT")) == ([], 1)
    assert starting(lines_of(replace(MONTHLY, title=" \x07")), "SUMMARY") == ["SUMMARY:无题"]


def test_lead_times_of_the_chat_count_where_the_series_has_none() -> None:
    """Besides the moment itself, as with notices; what is no meeting takes a quarter of an hour."""
    lines = lines_of(Entry(reminder(replace(MONTHLY, kind="")), leads=(timedelta(days=3),)))
    assert starting(lines, "TRIGGER", "DURATION") == ["DURATION:PT15M", "TRIGGER:-P3D", "TRIGGER:P0D"]


def test_each_time_of_a_day_is_an_event_of_its_own() -> None:
    """An RRULE has one time of day for all calendars: Outlook does not read several hours."""
    twice = series("FREQ=WEEKLY;BYDAY=MO", "15:00", "09:00")
    assert starting(lines_of(twice), "UID", "DTSTART;", "RRULE") == [
        "DTSTART;TZID=Asia/Shanghai:20260105T090000",
        "UID:s1-0@zuwu",
        "RRULE:FREQ=WEEKLY;BYDAY=MO",
        "DTSTART;TZID=Asia/Shanghai:20260105T150000",
        "UID:s1-1@zuwu",
        "RRULE:FREQ=WEEKLY;BYDAY=MO",
    ]


@pytest.mark.parametrize(
    ("of", "until"),
    [
        (replace(MONTHLY, until=date(2027, 3, 5)), "20270305T155959Z"),
        (replace(MONTHLY, count=14), "20270205T070000Z"),
        (series("FREQ=MONTHLY;BYMONTHDAY=5;COUNT=14", "15:00"), "20270205T070000Z"),
        (series("FREQ=MONTHLY;BYMONTHDAY=5;UNTIL=20270305", "15:00"), "20270305T155959Z"),
        (end(MONTHLY, utc("2027-03-05 15:00")), "20270305T065959Z"),
        (replace(MONTHLY, zone="America/New_York", until=date(2027, 7, 31)), "20270801T035959Z"),
    ],
)
def test_every_end_is_an_instant(of: Series, until: str) -> None:
    """Beside a TZID, UNTIL is in UTC (RFC 5545, 3.3.10; Outlook and Google take it so)."""
    assert starting(lines_of(of), "RRULE")[-1] == f"RRULE:FREQ=MONTHLY;UNTIL={until};BYMONTHDAY=5"


def test_a_count_is_that_of_all_times_together() -> None:
    """Three occurrences of two times a day are two in the morning and one in the afternoon."""
    twice = series("FREQ=DAILY", "09:00", "15:00", start=date(2026, 11, 30), count=3)
    assert starting(lines_of(twice), "RRULE") == ["RRULE:FREQ=DAILY;UNTIL=20261201T010000Z"] * 2
    one = replace(twice, count=1)
    assert starting(lines_of(one), "UID") == ["UID:s1-0@zuwu"]


def test_what_was_cancelled_is_excluded_and_what_was_moved_named() -> None:
    """Both in the zone of the first date."""
    december, january = (
        find(MONTHLY, WORKDAYS, utc("2026-12-05 15:00")),
        find(MONTHLY, WORKDAYS, utc("2027-01-05 15:00")),
    )
    assert december is not None
    assert january is not None
    lines = lines_of(move(skip(MONTHLY, december), january, utc("2027-01-06 10:30")))
    assert starting(lines, "EXDATE") == ["EXDATE;TZID=Asia/Shanghai:20261205T150000"]
    moved = lines[lines.index("RECURRENCE-ID;TZID=Asia/Shanghai:20270105T150000") - 4 :]
    assert starting(moved, "DTSTART", "UID", "RRULE") == ["DTSTART;TZID=Asia/Shanghai:20270106T103000", "UID:s1@zuwu"]
    assert lines.count("UID:s1@zuwu") == 2


def test_a_changed_series_goes_on_where_the_other_ends() -> None:
    """Two events with identities of their own, and no date in both."""
    one = find(MONTHLY, WORKDAYS, utc("2027-01-05 15:00"))
    assert one is not None
    split = change_from(MONTHLY, one, replace(MONTHLY, id="s2", times=(time(16),)), WORKDAYS)
    assert starting(lines_of(split.old, split.new), "UID", "DTSTART;", "RRULE") == [
        "DTSTART;TZID=Asia/Shanghai:20260105T150000",
        "UID:s1@zuwu",
        "RRULE:FREQ=MONTHLY;UNTIL=20270105T065959Z;BYMONTHDAY=5",
        "DTSTART;TZID=Asia/Shanghai:20270105T160000",
        "UID:s2@zuwu",
        "RRULE:FREQ=MONTHLY;BYMONTHDAY=5",
    ]


@pytest.mark.parametrize(
    "of",
    [
        replace(MONTHLY, policy=DayOffPolicy.NEXT),
        series(WorkdayRule(1), "09:00"),
        series(LunarRule(1, 15), "09:00"),
        series("FREQ=DAILY", "02:30", zone="Europe/Berlin"),
        series("FREQ=DAILY", "09:00", zone="Africa/Casablanca"),
    ],
    ids=[
        "shifted by days off",
        "working days",
        "lunar",
        "a time that the clocks jump over",
        "no yearly rule of clocks",
    ],
)
def test_what_no_rule_tells_goes_out_by_date_for_two_years(of: Series) -> None:
    """Each with an identity that stays when the day is moved."""
    lines = lines_of(of)
    lines = lines[lines.index("BEGIN:VEVENT") :]
    found = list(occurrences(of, WORKDAYS, NOON, until=NOON + DATED_AHEAD))
    assert starting(lines, "RRULE", "RECURRENCE-ID") == []
    assert starting(lines, "UID") == [f"UID:s1-{each.recurrence_id:%Y%m%dT%H%M%SZ}@zuwu" for each in found]
    assert len(found) > 1


def test_single_dates_go_out_however_far_they_are() -> None:
    """They are few; what is over is not among them."""
    assert starting(lines_of(ONCE), "UID") == ["UID:s1-20261201T010000Z@zuwu", "UID:s1-20291203T010000Z@zuwu"]
    past = series(Once((at("2026-11-20 19:30"), at("2026-11-20 19:50"))))
    assert starting(lines_of(past), "UID") == ["UID:s1-20261120T115000Z@zuwu"], "a quarter of an hour is not over"


def test_a_cancelled_date_is_told_to_be_cancelled() -> None:
    """With the identity that it had, and without an alarm."""
    first = next(occurrences(ONCE, WORKDAYS, NOON))
    lines = lines_of(skip(ONCE, first))
    cancelled = lines[lines.index("BEGIN:VEVENT") : lines.index("END:VEVENT")]
    assert starting(cancelled, "UID", "STATUS") == ["UID:s1-20261201T010000Z@zuwu", "STATUS:CANCELLED"]
    assert "BEGIN:VALARM" not in cancelled


def test_a_date_that_hangs_on_unknown_holidays_is_tentative() -> None:
    """Until the notice of its year is out."""
    lines = lines_of(series(WorkdayRule(1, months=(12, 1)), "09:00", until=date(2027, 1, 31)))
    assert starting(lines, "STATUS") == ["STATUS:CONFIRMED", "STATUS:TENTATIVE"]


def test_nothing_to_come_is_no_file() -> None:
    """Of a paused series nobody knows whether it goes on; what is over is of no use; and none is none."""
    over = replace(MONTHLY, until=date(2026, 11, 5))
    past = series(Once((at("2026-11-01 09:00"),)))
    for of in ([replace(MONTHLY, paused=True)], [over], [past], []):
        assert calendar_file([Entry(reminder(each)) for each in of], WORKDAYS, NOON, name="会议安排") is None
    assert starting(lines_of(over, MONTHLY), "UID") == ["UID:s1@zuwu"]


def test_one_occurrence_alone() -> None:
    """It can be given away without the series."""
    lines = alone(MONTHLY, "2026-12-05 15:00")
    assert starting(lines, "UID", "DTSTART;", "RRULE", "RECURRENCE-ID") == [
        "DTSTART;TZID=Asia/Shanghai:20261205T150000",
        "UID:s1@zuwu",
        "RECURRENCE-ID;TZID=Asia/Shanghai:20261205T150000",
    ]
    assert "BEGIN:VTIMEZONE" in lines


@pytest.mark.parametrize(
    "value",
    [
        MONTHLY,
        replace(MONTHLY, times=(time(9), time(15))),
        replace(MONTHLY, policy=DayOffPolicy.NEXT),
        series(WorkdayRule(3), "15:00", kind="group-meeting"),
    ],
)
def test_one_occurrence_alone_has_the_identity_that_the_series_gives_it(value: Series) -> None:
    """Whoever has both has it once: by the UID of a rule's event with the date that it stands for, else by its own."""
    every = set(starting(lines_of(value), "UID"))
    one = next(occurrences(value, WORKDAYS, NOON))
    lines = occurrence_file(Entry(reminder(value)), one, NOON, name="会议安排").decode().split("\r\n")
    assert set(starting(lines, "UID")) <= every
    by_rule = any(line.startswith("RRULE") for line in lines_of(value))
    assert bool(starting(lines, "RECURRENCE-ID")) is by_rule


def test_one_occurrence_that_was_moved_or_cancelled() -> None:
    """It says what it stands for, and what became of it."""
    one = find(MONTHLY, WORKDAYS, utc("2026-12-05 15:00"))
    assert one is not None
    moved = alone(move(MONTHLY, one, utc("2026-12-06 16:00")), "2026-12-05 15:00")
    assert starting(moved, "DTSTART;", "RECURRENCE-ID", "STATUS") == [
        "DTSTART;TZID=Asia/Shanghai:20261206T160000",
        "RECURRENCE-ID;TZID=Asia/Shanghai:20261205T150000",
        "STATUS:CONFIRMED",
    ]
    cancelled = alone(skip(MONTHLY, one), "2026-12-05 15:00")
    assert starting(cancelled, "UID", "STATUS") == ["UID:s1@zuwu", "STATUS:CANCELLED"]


# ---- zones


def test_each_zone_is_described_once_and_before_what_uses_it() -> None:
    """One STANDARD and one DAYLIGHT with a rule by weekday, as Outlook takes it; Shanghai has the one alone."""
    berlin = replace(MONTHLY, id="s2", zone="Europe/Berlin")
    lines = lines_of(MONTHLY, replace(MONTHLY, id="s3"), berlin)
    zones = lines[lines.index("BEGIN:VTIMEZONE") : lines.index("BEGIN:VEVENT")]
    assert starting(zones, "TZID", "BEGIN", "RRULE", "DTSTART") == [
        "BEGIN:VTIMEZONE",
        "TZID:Asia/Shanghai",
        "BEGIN:STANDARD",
        "DTSTART:19700101T000000",
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Berlin",
        "BEGIN:DAYLIGHT",
        "DTSTART:19700329T020000",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
        "BEGIN:STANDARD",
        "DTSTART:19701025T030000",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
    ]
    assert "BEGIN:VTIMEZONE" not in lines[lines.index("BEGIN:VEVENT") :]


@pytest.mark.parametrize(
    "tzid",
    ["Asia/Shanghai", "Europe/Berlin", "Europe/Dublin", "America/New_York", "Australia/Lord_Howe", "America/Havana"],
)
def test_a_description_says_what_the_zone_does(tzid: str) -> None:
    """Read again by the library, every hour of two years has the offset of the zone; of summer and winter both."""
    clocks = clocks_of(tzid, 2026)
    assert clocks is not None
    described, zone = clocks.component().to_tz(lookup_tzid=False), ZoneInfo(tzid)
    hours = [at("2026-01-01 00:00") + timedelta(hours=n) for n in range(2 * 365 * 24)]
    clear = [hour for hour in hours if _is_clear(hour, zone)]
    assert len(hours) - len(clear) <= 8
    differing = [
        hour for hour in clear if hour.replace(tzinfo=described).utcoffset() != hour.replace(tzinfo=zone).utcoffset()
    ]
    assert differing == []


def _is_clear(hour: datetime, zone: ZoneInfo) -> bool:
    """Whether clocks show a time once."""
    return hour.replace(tzinfo=zone).utcoffset() == hour.replace(tzinfo=zone, fold=1).utcoffset()


@pytest.mark.parametrize("tzid", ["Africa/Casablanca", "Asia/Jerusalem", "America/Santiago"])
def test_a_zone_without_a_yearly_rule_is_left_out(tzid: str) -> None:
    """Its events are in UTC."""
    assert clocks_of(tzid, 2026) is None
    lines = lines_of(series("FREQ=MONTHLY;BYMONTHDAY=5", "09:00", zone=tzid))
    assert "BEGIN:VTIMEZONE" not in lines
    assert all(line.endswith("Z") for line in starting(lines, "DTSTART"))


def test_a_time_that_comes_twice_is_told_in_utc_where_it_is_the_second() -> None:
    """The wall clock says the first (RFC 5545, 3.3.5)."""
    daily = series("FREQ=DAILY", "09:00", zone="Europe/Berlin")
    one = next(occurrences(daily, WORKDAYS, datetime(2027, 10, 30, 12, tzinfo=UTC)))
    first, second = datetime(2027, 10, 31, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    assert "DTSTART;TZID=Europe/Berlin:20271031T023000" in lines_of(move(daily, one, first))
    assert "DTSTART:20271031T013000Z" in lines_of(move(daily, one, second))


def test_the_library_reads_back_what_it_wrote() -> None:
    """Without an error in any component."""
    calendar = icalendar.Calendar.from_ical(text_of(MONTHLY, replace(ONCE, id="s2", zone="Europe/Berlin")))
    assert all(not component.errors for component in calendar.walk())
    assert calendar.get_missing_tzids() == set()
