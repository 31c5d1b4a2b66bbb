"""The pieces of a sentence put together: what belongs to one day, and what stands for the whole series."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from intents.timeexpr.pieces import (
    DAYS,
    SCOPES,
    After,
    Clock,
    Count,
    DaysOff,
    Every,
    Found,
    Frame,
    Joint,
    Lead,
    MonthDays,
    Months,
    MonthsWithin,
    Named,
    Near,
    NthDays,
    NthWeekday,
    Offset,
    Part,
    Shift,
    Trouble,
    Weekdays,
    Year,
)

_MERGED = (Weekdays, MonthDays, NthDays, NthWeekday)


@dataclass(slots=True)
class Group:
    """One day, or days of one kind, with the scopes they are counted in and their times."""

    near: Near | None = None
    year: Year | None = None
    months: Months | None = None
    within: MonthsWithin | None = None
    day: object | None = None
    checked: Weekdays | None = None
    """A weekday said beside a date, which must be that date's."""
    after: After | None = None
    shift: int = 0
    minutes: list[int] = field(default_factory=list)
    part: bool = False
    apart: bool = False
    """Whether other words stand between it and the group before."""
    joined: bool = False
    """Whether 和 stands between them."""
    listed: bool = False
    """Whether 和 stands in front, also of its scope."""
    found: list[Found] = field(default_factory=list)

    @property
    def scoped(self) -> bool:
        """Whether a scope is named."""
        return any((self.near, self.year, self.months, self.within))

    @property
    def empty(self) -> bool:
        """Whether nothing but times is named."""
        return not self.scoped and self.day is None and self.after is None

    @property
    def weak(self) -> bool:
        """Whether it may be part of a title: 七一表彰大会, 6月份党费, 上周工作."""
        past = isinstance(self.day, Offset) and self.day.days < 0
        return not self.minutes and not self.after and (self.day is None or isinstance(self.day, Named) or past)


@dataclass(slots=True)
class Draft:
    """A sentence as the grammar understood it."""

    groups: list[Group] = field(default_factory=lambda: [Group()])
    every: Every | None = None
    leads: list[Lead] = field(default_factory=list)
    start: Frame | None = None
    end: Frame | None = None
    count: int | None = None
    days_off: str = ""
    troubles: list[Trouble] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    used: list[Found] = field(default_factory=list)

    @property
    def last(self) -> Group:
        """The group that the next piece may belong to."""
        return self.groups[-1]


def gather(found: Sequence[Found], gaps: Sequence[bool]) -> Draft:
    """The pieces in their groups. ``gaps`` says of each piece whether other words stand in front of it."""
    draft = Draft()
    joined = False
    for piece, gap in zip(found, gaps, strict=True):
        _add(draft, piece, apart=gap, joined=joined)
        joined = isinstance(piece.piece, Joint)
    _drop_weak(draft)
    return draft


def _add(draft: Draft, found: Found, *, apart: bool, joined: bool) -> None:
    """One piece."""
    piece = found.piece
    if isinstance(piece, SCOPES):
        _add_scope(draft, found, apart=apart, joined=joined)
    elif isinstance(piece, DAYS):
        _add_day(draft, found, apart=apart, joined=joined)
    elif isinstance(piece, After):
        if draft.last.after or draft.last.day:
            draft.groups.append(Group())
        draft.last.after = piece
        draft.last.found.append(found)
    elif isinstance(piece, Clock):
        if draft.end and draft.every is None and draft.last.minutes:
            draft.troubles.append(Trouble("ambiguous", "span"))
        draft.last.minutes += piece.minutes
        draft.unread += [piece.unread] if piece.unread else []
        draft.last.found.append(found)
    elif isinstance(piece, Part):
        draft.last.part = True
        draft.last.found.append(found)
    elif isinstance(piece, Shift):
        draft.last.shift += piece.days
        draft.last.found.append(found)
    else:
        _add_frame(draft, found)


def _add_frame(draft: Draft, found: Found) -> None:
    """What stands for the whole series."""
    piece = found.piece
    if isinstance(piece, Lead):
        draft.leads.append(piece)
    elif isinstance(piece, Frame):
        taken = draft.end if piece.ends else draft.start
        if taken is not None:
            draft.troubles.append(Trouble("ambiguous", "span"))
        elif piece.ends:
            draft.end = piece
        else:
            draft.start = piece
    elif isinstance(piece, Count):
        draft.count = piece.number
    elif isinstance(piece, DaysOff):
        if draft.days_off not in {"", piece.policy}:
            draft.troubles.append(Trouble("ambiguous", "days-off"))
        draft.days_off = piece.policy
    elif isinstance(piece, Trouble):
        draft.troubles.append(piece)
    if not (isinstance(piece, Joint) or (isinstance(piece, Trouble) and piece.weak)):
        draft.used.append(found)


def _add_scope(draft: Draft, found: Found, *, apart: bool, joined: bool) -> None:
    """A scope of the group, or of the next where it is taken or a day stands already."""
    piece = found.piece
    if isinstance(piece, Every):
        if draft.every is not None and (draft.every != piece or draft.last.minutes):
            draft.troubles.append(Trouble("not-understood", "two-rules"))
        draft.every = draft.every or piece
        draft.used.append(found)
        return
    name = {Near: "near", Year: "year", Months: "months", MonthsWithin: "within"}[type(piece)]
    group = draft.last
    if group.day is not None or group.after or getattr(group, name) or (apart and not group.empty):
        group = Group(apart=apart, listed=joined)
        draft.groups.append(group)
    setattr(group, name, piece)
    group.found.append(found)


def _add_day(draft: Draft, found: Found, *, apart: bool, joined: bool) -> None:
    """A day of the group; of the next where the group has another."""
    piece, group = found.piece, draft.last
    if group.day is not None and not group.minutes and not apart:
        if isinstance(piece, Weekdays) and len(piece.days) == 1 and not joined and not isinstance(group.day, Weekdays):
            group.checked = piece
            group.found.append(found)
            return
        merged = _merged(group.day, piece)
        if merged is not None:
            group.day = merged
            group.found.append(found)
            return
    if group.day is not None or (apart and group.scoped) or (group.after and group.after.duration.minutes):
        group = Group(apart=apart, joined=joined, listed=joined)
        draft.groups.append(group)
    group.day = piece
    group.found.append(found)


def _merged(first: object, second: object) -> object | None:
    """Two days of one kind in one; nothing where they are of two kinds."""
    if type(first) is not type(second) or not isinstance(first, _MERGED):
        return None
    if isinstance(first, Weekdays) and isinstance(second, Weekdays):
        return Weekdays(tuple(sorted({*first.days, *second.days})), first.habit or second.habit)
    if isinstance(first, MonthDays) and isinstance(second, MonthDays):
        return MonthDays(tuple(dict.fromkeys((*first.days, *second.days))))
    if isinstance(first, NthDays) and isinstance(second, NthDays):
        return NthDays(tuple(dict.fromkeys((*first.places, *second.places))), first.unit or second.unit)
    if isinstance(first, NthWeekday) and isinstance(second, NthWeekday) and first.days == second.days:
        return NthWeekday(tuple(dict.fromkeys((*first.places, *second.places))), first.days)
    return None


def _drop_weak(draft: Draft) -> None:
    """Leaves to the title what is no day of the schedule, unless it may say which day is meant."""
    following = [*draft.groups[1:], Group(apart=True)]
    before = [Group(apart=True, minutes=[0]), *draft.groups]
    alone = [
        group.weak and (group.apart or (bool(previous.minutes) and not group.joined))
        for previous, group in zip(before, draft.groups, strict=False)
    ]
    loose = [weak and after.apart for weak, after in zip(alone, following, strict=True)]
    strong = [group for group, weak in zip(draft.groups, loose, strict=True) if not weak]
    weak = [group for group, weak in zip(draft.groups, loose, strict=True) if weak and not group.empty]
    if strong and weak and any(not group.empty for group in strong):
        bare = draft.every is None and any(not group.scoped and not isinstance(group.day, Offset) for group in strong)
        if bare and any(group.scoped and not (group.near and group.near.shift < 0) for group in weak):
            draft.troubles.append(Trouble("ambiguous", "which-period"))
        draft.groups = strong
    elif draft.every is not None and weak and any(group.empty and group.minutes for group in strong):
        draft.groups = [group for group in draft.groups if not group.empty] + [group for group in strong if group.empty]
    for group in draft.groups:
        draft.used += group.found
