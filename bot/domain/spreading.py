"""How notices are spread where more of them are due than Telegram lets be said: which go first, and which go early."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.domain.delivery import Delivery, DeliveryKind
from bot.domain.notices import AT_THE_MOMENT, QuietHours
from bot.domain.walltime import instant, wall_clock

MOST_EARLY = timedelta(hours=1)
"""No notice goes out longer before it is due, nor by more than half of its lead time."""

MOMENT_EARLY = timedelta(minutes=5)
"""How long before it is due at most a notice goes out that is given as something begins."""

FITS = timedelta(minutes=1)
"""What can be said within that time of one another is said when it is due, and not before."""

JUST_BEGUN = timedelta(minutes=2)
"""What began no longer ago counts as if it were about to: so long its notice says that it is now."""

SOON = timedelta(hours=2)
"""What begins later can wait for what has begun."""

FEW = 100
"""Where no more than these wait beside those that are taken, all are said within seconds: by when they are due."""

LONG = timedelta(hours=1)
"""What waits longer than that has a place in every claim, whatever else waits."""

BY_PEOPLE = (
    DeliveryKind.CALLED_OFF,
    DeliveryKind.RESCHEDULED,
    DeliveryKind.ON_AGAIN,
    DeliveryKind.TOPICS,
    DeliveryKind.NUDGE,
)
"""What somebody has just pressed a button for, or changed, and everybody waits for. There is never much of it."""

NOTICES = (DeliveryKind.NOTICE,)


class Load(NamedTuple):
    """So many notices that are due in the same minute."""

    due_at: datetime
    """The beginning of the minute."""
    from_at: datetime
    """The beginning of the minute from which on they may be said."""
    notices: int


class Rank(NamedTuple):
    """Deliveries that go before those of the ranks after it; among themselves by what begins first."""

    kinds: tuple[DeliveryKind, ...]
    since: datetime | None = None
    """What they speak of begins then or later; None: whenever."""
    before: datetime | None = None
    """What they speak of begins earlier than that; None: whenever."""

    def holds(self, kind: DeliveryKind, starts_at: datetime) -> bool:
        """Whether a delivery is one of them."""
        after = self.since is None or self.since <= starts_at
        return kind in self.kinds and after and (self.before is None or starts_at < self.before)


def ranks(now: datetime) -> Sequence[Rank]:
    """What goes first where many are waiting; what is of none of them (steps, and word to organizers) comes last.

    A notice of what begins soon is worth most. One of what has begun is of some use still, and comes before one of
    what is hours away, which loses nothing by waiting; that is soon itself in the end.
    """
    begun, far = now - JUST_BEGUN, now + SOON
    return (
        Rank(BY_PEOPLE),
        Rank(NOTICES, since=begun, before=far),
        Rank(NOTICES, before=begun),
        Rank(NOTICES, since=far),
    )


def rank(kind: DeliveryKind, starts_at: datetime, now: datetime) -> int:
    """The number of the rank of a delivery, 0 first."""
    there = ranks(now)
    return next((number for number, each in enumerate(there) if each.holds(kind, starts_at)), len(there))


def earliest(due_at: datetime, lead: timedelta, zone: ZoneInfo, quiet: QuietHours | None) -> datetime:
    """From when on a notice may be said that is due at an instant (UTC), where it cannot be said with all others then.

    Never in quiet hours, nor before some that end before it is due.
    """
    from_at = due_at - (MOMENT_EARLY if lead <= AT_THE_MOMENT else min(MOST_EARLY, lead / 2))
    if quiet is None or quiet.start == quiet.end:
        return from_at
    if quiet.around(due_at, zone) is not None:
        return due_at
    day = wall_clock(due_at, zone).date()
    ends = (instant(datetime.combine(each, quiet.end), zone) for each in (day, day - timedelta(days=1)))
    return max([from_at, *(end for end in ends if end <= due_at)])


def released(loads: Iterable[Load], now: datetime, apart: timedelta) -> Sequence[datetime]:
    """The minutes (their beginnings) of which the notices may be said at ``now`` already, earliest first.

    Reckoned from the last minute back: what cannot be said between two sends that are ``apart`` in the minute in which
    it is due begins so early that the last one leaves at its time, as far as :func:`earliest` lets it. A minute into
    which its notices fit is left as it is; that it takes its time is reckoned with.
    """
    found: list[datetime] = []
    taken_from = datetime.max.replace(tzinfo=now.tzinfo)
    for due_at, of_minute in groupby(sorted(loads, reverse=True), key=attrgetter("due_at")):
        parts = list(of_minute)
        early = sum(part.notices for part in parts) * apart > FITS
        for part in parts:
            end = min(taken_from, due_at)
            begin = max(end - part.notices * apart, part.from_at)
            taken_from = min(end, begin)
            if early and begin <= now < due_at and due_at not in found:
                found.append(due_at)
    return sorted(found)


def meant_for(delivery: Delivery) -> datetime:
    """When a delivery was to be said on an ordinary day: one that goes early is due before."""
    usual = delivery.starts_at - delivery.lead
    early = delivery.kind is DeliveryKind.NOTICE and delivery.due_at < usual <= delivery.due_at + MOST_EARLY
    return usual if early else delivery.due_at
