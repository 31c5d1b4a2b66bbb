"""Several rules in one, where one rule can say the same."""

from collections.abc import Iterable, Sequence
from datetime import date

from intents.timeexpr.rules import RRule

_COMMON_YEAR = 2001
_MARCH = 3


def merged(rules: Sequence[RRule]) -> RRule | None:
    """One rule with the days of all of them; nothing where no single rule has just those."""
    parts = [dict(part.split("=") for part in rule.text.split(";")) for rule in rules]
    first = parts[0]
    if all(part == first for part in parts):
        return rules[0]
    if any(_frame(part) != _frame(first) for part in parts):
        return None
    keys = set().union(*parts)
    if keys - {"FREQ", "INTERVAL"} in ({"BYDAY"}, {"BYMONTHDAY"}):
        key = next(iter(keys - {"FREQ", "INTERVAL"}))
        values = dict.fromkeys(value for part in parts for value in part[key].split(","))
        return _rule(first, {key: ",".join(values)})
    if keys - {"INTERVAL"} == {"FREQ", "BYMONTH", "BYMONTHDAY"} and first["FREQ"] == "YEARLY":
        return _dates(first, {pair for part in parts for pair in _pairs(part)})
    return None


def _frame(part: dict[str, str]) -> tuple[str, str]:
    return part["FREQ"], part.get("INTERVAL", "1")


def _rule(frame: dict[str, str], days: dict[str, str]) -> RRule:
    kept = {key: value for key, value in frame.items() if key in {"FREQ", "INTERVAL"}}
    return RRule(";".join(f"{key}={value}" for key, value in (kept | days).items()))


def _pairs(part: dict[str, str]) -> Iterable[tuple[int, int]]:
    return ((int(month), int(day)) for month in part["BYMONTH"].split(",") for day in part["BYMONTHDAY"].split(","))


def _dates(frame: dict[str, str], pairs: set[tuple[int, int]]) -> RRule | None:
    """Dates of the year: months by days where they are a product; else by the day of the year, counted from the end
    from March on, so that leap years change nothing."""
    months, days = sorted({month for month, _ in pairs}), sorted({day for _, day in pairs})
    if len(pairs) == len(months) * len(days):
        return _rule(frame, {"BYMONTH": ",".join(map(str, months)), "BYMONTHDAY": ",".join(map(str, days))})
    if any(day < 1 or (month, day) == (2, 29) for month, day in pairs):
        return None
    numbers = []
    for month, day in sorted(pairs):
        try:
            place = date(_COMMON_YEAR, month, day).timetuple().tm_yday
        except ValueError:
            return None
        numbers.append(place if month < _MARCH else place - 366)
    return _rule(frame, {"BYYEARDAY": ",".join(map(str, numbers))})
