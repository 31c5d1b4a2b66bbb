"""Wall clocks of a zone and instants."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which clocks of the zone show ``wall`` (naive).

    As RFC 5545 (3.3.5) says: a time that the clocks jump over is reckoned with the offset before the jump, so it moves
    forward by the gap; of a time that they show twice it is the first.
    """
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)


def wall_clock(at: datetime, zone: ZoneInfo) -> datetime:
    """What clocks of the zone show at an instant; naive."""
    return at.astimezone(zone).replace(tzinfo=None, fold=0)
