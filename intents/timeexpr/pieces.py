"""What the grammar finds in a sentence, part by part, before anything is decided."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clock:
    """Times of a day in minutes after midnight, in the order they were said; 1440 is the midnight that ends the day."""

    minutes: tuple[int, ...]
    unread: str = ""
    """The end of a span: only when it begins counts."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day without an hour: 下午."""

    name: str


@dataclass(frozen=True, slots=True)
class Duration:
    """How long: months are of the calendar, the rest is exact."""

    months: int = 0
    days: int = 0
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class After:
    """So long from now."""

    duration: Duration


@dataclass(frozen=True, slots=True)
class Every:
    """Every so many days, weeks, months or years. A period of 3, 6 or 12 months has ``span`` months."""

    unit: str
    interval: int = 1

    @property
    def span(self) -> int:
        """Months of a period: 0 where it is made of days or weeks."""
        return {"month": 1, "quarter": 3, "half": 6, "year": 12}.get(self.unit, 0)


@dataclass(frozen=True, slots=True)
class Near:
    """The week, month, quarter or year so many after this one."""

    unit: str
    shift: int


@dataclass(frozen=True, slots=True)
class Year:
    """A year by its number."""

    number: int


@dataclass(frozen=True, slots=True)
class Months:
    """Months of the year."""

    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MonthsWithin:
    """Months of a quarter, half or whole year, by place: 1 the first, -1 the last."""

    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Offset:
    """So many days from today."""

    days: int


@dataclass(frozen=True, slots=True)
class Weekdays:
    """Days of the week, Monday is 0; ``habit`` where the form alone says that they recur: 周一到周五, 周一三五."""

    days: tuple[int, ...]
    habit: bool = False


@dataclass(frozen=True, slots=True)
class Weekend:
    """Saturday and Sunday, or one of them: who says it must say which, unless it is every one."""


@dataclass(frozen=True, slots=True)
class MonthDays:
    """Days of the month; ``together`` where they were said as a span."""

    days: tuple[int, ...]
    together: bool = False


@dataclass(frozen=True, slots=True)
class NthDays:
    """Days of a period by place, negative from its end; ``unit`` where the word names the period: 月底."""

    places: tuple[int, ...]
    unit: str = ""


@dataclass(frozen=True, slots=True)
class NthWeekday:
    """Weekdays of a period by place: the second Wednesday."""

    places: tuple[int, ...]
    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NthWorkday:
    """A working day of a period by place."""

    place: int


@dataclass(frozen=True, slots=True)
class Workdays:
    """Every working day."""


@dataclass(frozen=True, slots=True)
class NextWorkday:
    """The working day after today."""


@dataclass(frozen=True, slots=True)
class Named:
    """A festival by its name."""

    name: str


@dataclass(frozen=True, slots=True)
class LunarDate:
    """A day of the lunar year."""

    month: int
    day: int


@dataclass(frozen=True, slots=True)
class Shift:
    """So many days before (negative) or after the day that stands in front of it."""

    days: int


@dataclass(frozen=True, slots=True)
class Lead:
    """Notice so long before; with a time of day, on that day at that time."""

    duration: Duration
    at: int | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a series begins or ends: the scopes and the day that were said, to be resolved later."""

    parts: tuple[object, ...]
    ends: bool


@dataclass(frozen=True, slots=True)
class Count:
    """So many times in all."""

    number: int


@dataclass(frozen=True, slots=True)
class DaysOff:
    """What becomes of a date that falls on a day off: as-is, next, previous or skip."""

    policy: str


@dataclass(frozen=True, slots=True)
class Joint:
    """和 between two parts."""


@dataclass(frozen=True, slots=True)
class Noise:
    """Nothing, but part of the expression."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A part that was taken back, or that stands again in the place of what was."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A part that cannot be what it says, or that no rule can say; ``weak`` troubles matter only where the day or the
    time is missing."""

    reason: str
    note: str = ""
    weak: bool = False


Scope = Every | Near | Year | Months | MonthsWithin
Day = (
    Offset
    | Weekdays
    | Weekend
    | MonthDays
    | NthDays
    | NthWeekday
    | NthWorkday
    | Workdays
    | NextWorkday
    | Named
    | LunarDate
)
SCOPES = (Every, Near, Year, Months, MonthsWithin)
DAYS = (
    Offset,
    Weekdays,
    Weekend,
    MonthDays,
    NthDays,
    NthWeekday,
    NthWorkday,
    Workdays,
    NextWorkday,
    Named,
    LunarDate,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A piece and the places it takes in the folded sentence."""

    piece: object
    start: int
    end: int
