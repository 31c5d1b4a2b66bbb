"""Recurrence rules of every kind, for property tests."""

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

DAYS = {"BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO"}
CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def _joined(items: SearchStrategy[object], most: int = 4) -> SearchStrategy[str]:
    return st.lists(items, min_size=1, max_size=most, unique=True).map(lambda found: ",".join(map(str, found)))


def _signed(most: int) -> SearchStrategy[int]:
    return st.integers(1, most) | st.integers(-most, -1)


@st.composite
def rrules(draw: DrawFn) -> str:
    """Daily, weekly, monthly and yearly rules with the parts that RFC 5545 lets them have; endless or with UNTIL."""
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = {"FREQ": frequency, "INTERVAL": str(draw(st.integers(1, 5)))}
    parts |= draw(st.fixed_dictionaries({}, optional=_optional(frequency)))
    if frequency in {"MONTHLY", "YEARLY"} and set(parts) & DAYS and draw(st.booleans()):
        parts["BYSETPOS"] = str(draw(_signed(3)))
    return ";".join(f"{key}={value}" for key, value in parts.items())


def _optional(frequency: str) -> dict[str, SearchStrategy[str]]:
    """The parts that a rule may have or not."""
    weekday = st.sampled_from(CODES)
    found = {
        "BYMONTH": _joined(st.integers(1, 12)),
        "UNTIL": st.dates().map(lambda day: f"{day.replace(year=2000 + day.year % 70, day=1):%Y%m%d}"),
        "WKST": st.sampled_from(["MO", "SU"]),
        "BYDAY": _joined(weekday),
    }
    if frequency != "WEEKLY":
        found["BYMONTHDAY"] = _joined(_signed(31))
    if frequency in {"MONTHLY", "YEARLY"}:
        ordinal = st.builds(lambda nth, day: f"{nth}{day}", _signed(5), weekday)
        found["BYDAY"] = _joined(weekday | ordinal)
    if frequency == "YEARLY":
        found["BYYEARDAY"] = _joined(_signed(366))
        found["BYWEEKNO"] = _joined(_signed(53))
    return found


def counted() -> SearchStrategy[str]:
    """Rules that end after so many dates, and are never far apart."""
    frequency = st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "MONTHLY;BYMONTHDAY=-1,15", "WEEKLY;BYDAY=MO,FR"])
    return st.builds(
        lambda what, interval, count: f"FREQ={what};INTERVAL={interval};COUNT={count}",
        frequency,
        st.integers(1, 4),
        st.integers(1, 30),
    )
