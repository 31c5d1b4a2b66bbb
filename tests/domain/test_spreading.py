"""Which notices go first, and how early what cannot be said at its time begins."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.domain.delivery import DeliveryKind
from bot.domain.notices import QuietHours
from bot.domain.spreading import Load, earliest, meant_for, rank, released
from tests.domain.samples import SHANGHAI, local, utc
from tests.storage.samples import a_delivery

HOUR, MINUTE, ZERO = timedelta(hours=1), timedelta(minutes=1), timedelta(0)
DAY = 24 * HOUR
DUE = utc("2026-03-04 15:00")
APART = timedelta(seconds=1)
"""Sixty a minute."""


def from_at(due: str, lead: timedelta, quiet: QuietHours | None = None) -> str:
    """The earliest wall time."""
    return local(earliest(utc(due), lead, SHANGHAI, quiet))


def begins(loads: list[Load], minute: datetime) -> datetime:
    """The first minute at which a minute's notices may be said."""
    before = (minute - number * MINUTE for number in range(120, 0, -1))
    return next((at for at in before if minute in released(loads, at, APART)), minute)


def test_a_notice_is_early_by_an_hour_at_most_and_by_half_of_its_lead_time() -> None:
    """And by five minutes where it comes as something begins."""
    assert from_at("2026-03-04 15:00", DAY) == "2026-03-04 14:00"
    assert from_at("2026-03-04 15:00", HOUR) == "2026-03-04 14:30"
    assert from_at("2026-03-04 15:00", ZERO) == "2026-03-04 14:55"


def test_no_notice_is_early_within_quiet_hours() -> None:
    """Nor before quiet hours that end before it is due; one that waited for their end is not early at all."""
    night, noon = QuietHours(time(22), time(7)), QuietHours(time(12), time(14, 30))
    assert from_at("2026-03-04 07:20", DAY, night) == "2026-03-04 07:00"
    assert from_at("2026-03-04 07:00", DAY, night) == "2026-03-04 07:00"
    assert from_at("2026-03-04 15:00", DAY, noon) == "2026-03-04 14:30"
    assert from_at("2026-03-04 21:59", DAY, night) == "2026-03-04 20:59"
    assert from_at("2026-03-04 06:00", ZERO, night) == "2026-03-04 06:00"
    assert from_at("2026-03-04 15:00", DAY, QuietHours(time(3), time(3))) == "2026-03-04 14:00"


def test_what_fits_into_a_minute_is_not_early() -> None:
    """However often that happens: every minute holds its own."""
    full = [Load(DUE + number * MINUTE, DUE - HOUR, 60) for number in range(30)]
    assert released(full, DUE - MINUTE, APART) == []


def test_what_does_not_fit_begins_so_early_that_the_last_is_on_time() -> None:
    """Ten minutes' worth begins ten minutes before, and not sooner."""
    loads = [Load(DUE, DUE - HOUR, 600)]
    assert begins(loads, DUE) == DUE - 10 * MINUTE
    assert released(loads, DUE, APART) == []


def test_nothing_begins_before_it_may() -> None:
    """What may be five minutes early begins then, however much of it there is; nothing else is hurried for its sake."""
    loads = [Load(DUE, DUE - 5 * MINUTE, 6000), Load(DUE - 30 * MINUTE, DUE - 90 * MINUTE, 120)]
    assert begins(loads, DUE) == DUE - 5 * MINUTE
    assert begins(loads, DUE - 30 * MINUTE) == DUE - 32 * MINUTE


def test_peaks_that_follow_each_other_make_room() -> None:
    """The later one takes the time of the earlier, which begins so much sooner."""
    loads = [Load(DUE, DUE - HOUR, 600), Load(DUE - 5 * MINUTE, DUE - 65 * MINUTE, 300)]
    assert begins(loads, DUE) == DUE - 10 * MINUTE
    assert begins(loads, DUE - 5 * MINUTE) == DUE - 15 * MINUTE


def test_what_is_small_stays_where_it_is_and_has_its_room() -> None:
    """A minute into which its notices fit goes on time in the midst of a peak, which begins sooner for it."""
    loads = [Load(DUE, DUE - HOUR, 600), Load(DUE - 5 * MINUTE, DUE - 65 * MINUTE, 60)]
    assert released(loads, DUE - 8 * MINUTE, APART) == [DUE]


def test_what_begins_soon_goes_first() -> None:
    """After word that people wait for, and before what has begun, what is far off, and steps."""
    in_order = [
        (DeliveryKind.CALLED_OFF, DUE + 9 * DAY),
        (DeliveryKind.NOTICE, DUE),
        (DeliveryKind.NOTICE, DUE - 10 * MINUTE),
        (DeliveryKind.NOTICE, DUE + DAY),
        (DeliveryKind.CHECKLIST, DUE),
    ]
    assert [rank(kind, starts_at, DUE) for kind, starts_at in in_order] == [0, 1, 2, 3, 4]
    assert rank(DeliveryKind.NOTICE, DUE + DAY, DUE + DAY - HOUR) == 1


def test_an_early_notice_is_late_only_after_its_usual_time() -> None:
    """It is due when it was begun; what waits for no peak is meant for when it is due."""
    early = a_delivery(starts_at=DUE + HOUR, lead=HOUR, due_at=DUE - 30 * MINUTE)
    assert meant_for(early) == DUE
    assert meant_for(replace(early, due_at=DUE)) == DUE
    assert meant_for(replace(early, due_at=DUE + MINUTE)) == DUE + MINUTE
    assert meant_for(replace(early, due_at=DUE - 8 * HOUR)) == DUE - 8 * HOUR
