"""Recurrence rules of RFC 5545 by date: python-dateutil's rrule, made safe to ask for any part of a series."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from types import MappingProxyType

from dateutil.rrule import rrulestr

DAYS = frozenset({"BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO"})
PARTS = DAYS | {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYSETPOS", "WKST"}
FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MONTH_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
"""The most days that each month has."""
RANGES = {"BYMONTH": 12, "BYMONTHDAY": 31, "BYSETPOS": 366, "BYYEARDAY": 366, "BYWEEKNO": 53}
"""The greatest number of each part."""
GREAT_CYCLE = 400
"""Years after which the calendar repeats itself, weekdays and all."""


class RuleError(ValueError):
    """A rule that cannot be expanded: no recurrence rule by date, or no time of day. The message says what is wrong."""


Parts = Mapping[str, str]


@lru_cache(maxsize=1024)
def parse(text: str, start: date) -> Parts:
    """The parts of a rule, with the days that it takes over from its first day spelled out.

    Raises:
        RuleError: it is no rule by date.
    """
    pairs = [part.partition("=") for part in text.upper().removeprefix("RRULE:").split(";")]
    parts = {key.strip(): value.strip() for key, _, value in pairs}
    if len(parts) < len(pairs) or not set(parts) <= PARTS or parts.get("FREQ") not in FREQUENCIES:
        raise RuleError(f"no recurrence rule by date: {text}")
    _check_numbers(parts, text)
    _spell_out(parts, start)
    try:
        _check_ranges(parts, text)
        rrulestr(_text(parts), dtstart=_midnight(start))
    except RuleError:
        raise
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise RuleError(f"no recurrence rule by date: {text}") from error
    _check_combination(parts, text)
    return MappingProxyType(parts)


def _check_numbers(parts: Parts, text: str) -> None:
    for key in ("INTERVAL", "COUNT"):
        number = parts.get(key, "1")
        if not (number.isascii() and number.isdigit() and 1 <= int(number) <= 9999):
            raise RuleError(f"{key} is 1 to 9999: {text}")
    until = parts.get("UNTIL", "20000101")
    if not (until.isascii() and until.isdigit() and len(until) == 8):
        raise RuleError(f"UNTIL is a date: {text}")
    if {"COUNT", "UNTIL"} <= set(parts):
        raise RuleError(f"COUNT and UNTIL exclude each other: {text}")


def _check_ranges(parts: Parts, text: str) -> None:
    for key, most in RANGES.items():
        if any(not 1 <= abs(number) <= most or (key == "BYMONTH" and number < 0) for number in numbers(parts, key)):
            raise RuleError(f"{key} is out of range: {text}")


def _check_combination(parts: Parts, text: str) -> None:
    """What RFC 5545 excludes, and positions that a week or a day never has: each could be looked for without end."""
    positions = [abs(position) for position in numbers(parts, "BYSETPOS")]
    weekdays = parts.get("BYDAY", "").split(",")
    if parts["FREQ"] in {"DAILY", "WEEKLY"} and any(len(item) > 2 for item in weekdays):
        raise RuleError(f"the n-th weekday of a month or a year only: {text}")
    if parts["FREQ"] == "WEEKLY" and ("BYMONTHDAY" in parts or max(positions, default=0) > len(set(weekdays))):
        raise RuleError(f"not in a week: {text}")
    if parts["FREQ"] != "YEARLY" and {"BYYEARDAY", "BYWEEKNO"} & set(parts):
        raise RuleError(f"of a year only: {text}")
    if parts["FREQ"] == "DAILY" and positions:
        raise RuleError(f"a day has no positions: {text}")


def numbers(parts: Parts, key: str) -> tuple[int, ...]:
    """The numbers of a part; none where the rule does not have it."""
    return tuple(int(item) for item in parts[key].split(",")) if key in parts else ()


def _spell_out(parts: dict[str, str], start: date) -> None:
    """What RFC 5545 takes from DTSTART, so that the rule can be asked from another day on."""
    if DAYS & set(parts):
        return
    if parts["FREQ"] == "WEEKLY":
        parts["BYDAY"] = CODES[start.weekday()]
    elif parts["FREQ"] in {"MONTHLY", "YEARLY"}:
        parts["BYMONTHDAY"] = str(start.day)
        if parts["FREQ"] == "YEARLY":
            parts.setdefault("BYMONTH", str(start.month))


def days(text: str, start: date, first: date | None, last: date) -> Iterator[date]:
    """The dates of a rule from ``first`` (None: its start) to ``last``, in order.

    The work is bounded by ``last``, and without COUNT it does not grow with the years since ``start``.

    Raises:
        RuleError: it is no rule by date.
    """
    parts = dict(parse(text, start))
    if not _possible(parts):
        return iter(())
    count = int(parts.pop("COUNT")) if "COUNT" in parts else None
    begin = start if first is None or first <= start or count is not None else _forward(parts, start, first)
    end = min(date.fromisoformat(parts.pop("UNTIL", "99991231")), last)
    found = _between(parts, begin, end)
    return (day for day in islice(found, count) if first is None or day >= first)


def _possible(parts: Parts) -> bool:
    """Whether any month has one of the days; the 30th of February would be looked for until the year 9999."""
    wanted = numbers(parts, "BYMONTHDAY")
    lengths = [MONTH_LENGTHS[month - 1] for month in numbers(parts, "BYMONTH") or range(1, 13)]
    return not wanted or min(map(abs, wanted)) <= max(lengths)


def _between(parts: Parts, begin: date, end: date) -> Iterator[date]:
    """The dates of a rule without COUNT and UNTIL.

    dateutil compares a date with UNTIL only when it has found one, and stops in the year 9999. So the rule is asked in
    the last of the 400-year cycles, where one that never comes true is given up soon.
    """
    shift = max(0, (9990 - max(begin, end).year) // GREAT_CYCLE * GREAT_CYCLE)
    begin, end = begin.replace(year=begin.year + shift), end.replace(year=end.year + shift)
    with suppress(ValueError):  # a week that reaches into the year 10000
        for moment in rrulestr(_text({**parts, "UNTIL": f"{end:%Y%m%d}"}), dtstart=_midnight(begin)):
            yield moment.date().replace(year=moment.year - shift)


def _forward(parts: Parts, start: date, first: date) -> date:
    """The beginning of a period of the rule that lies whole intervals after ``start``, at or before ``first``."""
    interval = int(parts.get("INTERVAL", "1"))
    match parts["FREQ"]:
        case "DAILY":
            return start + timedelta(days=_whole((first - start).days, interval))
        case "WEEKLY":
            week = start - timedelta(days=(start.weekday() - CODES.index(parts.get("WKST", "MO"))) % 7)
            return max(start, week + timedelta(days=7 * _whole((first - week).days // 7, interval)))
        case "MONTHLY":
            months = _whole((first.year - start.year) * 12 + first.month - start.month, interval)
            years, month = divmod(start.month - 1 + months, 12)
            return max(start, date(start.year + years, month + 1, 1))
        case _:
            return max(start, date(start.year + _whole(first.year - start.year, interval), 1, 1))


def _whole(distance: int, interval: int) -> int:
    return distance // interval * interval


def _text(parts: Parts) -> str:
    return ";".join(f"{key}={value}" for key, value in parts.items())


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min)


def with_count(text: str, count: int) -> str:
    """The rule with another COUNT."""
    pairs = [part for part in text.split(";") if not part.upper().startswith("COUNT=")]
    return ";".join([*pairs, f"COUNT={count}"])


def named_weekdays(parts: Parts) -> frozenset[int]:
    """The weekdays (0 is Monday) that a rule means by their name: those of BYDAY, and all of them where it is daily."""
    if "BYDAY" in parts:
        return frozenset(CODES.index(item.strip()[-2:]) for item in parts["BYDAY"].split(","))
    return frozenset(range(7)) if parts["FREQ"] == "DAILY" else frozenset()
