"""From a reminder to the notices and steps that are due: which are sent, which are late, which are missed."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import takewhile

from bot.domain.assuming import assumed
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryOutcome, Plan
from bot.domain.farewell import LEFT
from bot.domain.identity import NewId
from bot.domain.notices import AT_THE_MOMENT, Notice, notices
from bot.domain.occurrences import Occurrence, find, occurrences
from bot.domain.preferences import Preferences
from bot.domain.reminder import Reminder
from bot.domain.series import Series
from bot.domain.spreading import earliest
from bot.domain.steps import NO_STEPS, Steps, begun_before, checks, step_helps, steps_of
from bot.domain.workdays import Workdays

LATE = timedelta(minutes=5)
"""A notice sent later than that says so."""

GRACE_OF_MEETINGS, GRACE_OF_TASKS = timedelta(hours=1), timedelta(hours=12)
"""How long after something began a notice of it still helps: who is late may still come to a meeting, and what is not
a meeting can mostly be done later on the same day."""

MOST_KEPT = 50
"""How many of the missed notices of one reminder are kept one by one."""

IN_VAIN_ONCE_BEGUN = frozenset({DeliveryKind.TOPICS, DeliveryKind.NUDGE})
"""What a leader has said of a meeting that is to come, and nobody needs once it has begun."""

QUIET_REACH = timedelta(days=1)
"""Further than quiet hours ever bring a notice forward."""


@dataclass(frozen=True, slots=True)
class Due:
    """A notice or a step that is to come, of an occurrence."""

    notice: Notice
    occurrence: Occurrence
    kind: DeliveryKind = DeliveryKind.NOTICE
    period: datetime | None = None
    """For a duty, when its period begins."""

    def __lt__(self, other: "Due") -> bool:
        """By due time, then by what begins first."""
        return self._order < other._order

    @property
    def _order(self) -> tuple[datetime, datetime, timedelta, str]:
        return self.notice.due_at, self.occurrence.starts_at, self.notice.lead, self.kind


def upcoming(
    series: Series, workdays: Workdays, preferences: Preferences, after: datetime, steps: Steps = NO_STEPS
) -> Iterator[Due]:
    """The notices and steps of a series that are due after an instant (aware), by due time; without end where it has
    none."""
    checked = checks(series, workdays, steps.duty, after, preferences.quiet)
    duties = (
        Due(Notice(check.due_at, AT_THE_MOMENT), check.occurrence, DeliveryKind.DUTY, check.period) for check in checked
    )
    return heapq.merge(_of_occurrences(series, workdays, preferences, after, steps), duties)


def _of_occurrences(
    series: Series, workdays: Workdays, preferences: Preferences, after: datetime, steps: Steps
) -> Iterator[Due]:
    """The notices and steps of each occurrence, by due time."""
    reach = max((*(series.leads or preferences.leads), steps.ahead), default=timedelta(0)) + QUIET_REACH
    since = after - steps.behind
    waiting: list[Due] = []
    begun: datetime | None = None
    last: datetime | None = None
    for occurrence in occurrences(series, workdays, since - steps.ahead):
        begun, last = begun if last == occurrence.starts_at else last, occurrence.starts_at
        if occurrence.starts_at <= since:  # only of interest as what comes before another
            continue
        while waiting and waiting[0].notice.due_at < occurrence.starts_at - reach:
            yield heapq.heappop(waiting)
        for notice in notices(series, occurrence, preferences.leads, now=after, quiet=preferences.quiet):
            heapq.heappush(waiting, Due(notice, occurrence))
        for step in steps_of(occurrence, steps, series, workdays, preferences.quiet, begun=begun):
            if step.due_at > after:
                heapq.heappush(waiting, Due(Notice(step.due_at, step.lead), occurrence, step.kind))
    while waiting:
        yield heapq.heappop(waiting)


def next_due(
    reminder: Reminder, workdays: Workdays, preferences: Preferences, after: datetime, steps: Steps = NO_STEPS
) -> datetime | None:
    """When the next notice or step of a reminder after an instant is due; None where none is, or it is suspended."""
    return _when(_next_up(reminder, workdays, preferences, after, steps))


def _next_up(
    reminder: Reminder, workdays: Workdays, preferences: Preferences, after: datetime, steps: Steps
) -> Due | None:
    """The first notice or step of a reminder after an instant."""
    if reminder.suspended:
        return None
    return next(upcoming(reminder.series, workdays, preferences, after, steps), None)


def _when(due: Due | None) -> datetime | None:
    return due.notice.due_at if due else None


def _from(due: Due | None, series: Series, preferences: Preferences) -> datetime | None:
    """From when on a notice may be said that cannot be when all others are; None for a step, which waits."""
    if due is None or due.kind is not DeliveryKind.NOTICE:
        return None
    return earliest(due.notice.due_at, due.notice.lead, series.zone_info, preferences.quiet)


def replanned(
    reminder: Reminder,
    workdays: Workdays,
    preferences: Preferences,
    now: datetime,
    *,
    leave_past: bool = False,
    steps: Steps = NO_STEPS,
) -> Reminder:
    """A reminder that was changed, with what is next of it. Every change is kept only like this.

    What was due before ``now`` and was not planned stays to be planned; with ``leave_past`` (it was paused or
    suspended) it is none any more. Where nothing was, a notice that the change alone would have made due already is
    past like one of something newly set. What was planned beyond ``now`` is planned again: deliveries know what they
    are, and none is made twice.
    """
    overdue = reminder.next_due_at is not None and reminder.next_due_at <= now
    after = min(reminder.planned_until, now) if overdue and not leave_past else now
    due = _next_up(reminder, workdays, preferences, after, steps)
    return replace(
        reminder,
        planned_until=after,
        next_due_at=_when(due),
        next_from_at=_from(due, reminder.series, preferences),
        assumed=assumed(reminder.series, workdays, now),
    )


def is_wanted(
    delivery: Delivery,
    reminder: Reminder,
    workdays: Workdays,
    preferences: Preferences,
    steps: Steps = NO_STEPS,
) -> bool:
    """Whether a reminder still has the notice or step that a delivery is: the occurrence takes place at that time, and
    a notice with that lead time, or that step, is due then. The check of a duty hangs on no single occurrence."""
    series = reminder.series
    if reminder.suspended or series.paused:
        return False
    if delivery.kind is DeliveryKind.DUTY:
        return steps.duty > 0
    if series.ended_before is not None and delivery.recurrence_id >= series.ended_before:
        return False
    occurrence = find(series, workdays, delivery.recurrence_id)
    if occurrence is None or occurrence.cancelled or occurrence.starts_at != delivery.starts_at:
        return False
    if delivery.kind is not DeliveryKind.NOTICE:
        begun = begun_before(series, workdays, occurrence, steps)
        there = steps_of(occurrence, steps, series, workdays, preferences.quiet, begun=begun)
        return any((step.kind, step.lead) == (delivery.kind, delivery.lead) for step in there)
    before = delivery.due_at - timedelta.resolution
    wanted = notices(series, occurrence, preferences.leads, now=before, quiet=preferences.quiet)
    return any(notice.lead == delivery.lead for notice in wanted)


def helps(reminder: Reminder, starts_at: datetime, now: datetime) -> bool:
    """Whether a notice of something that begins at ``starts_at`` is still of use."""
    return now <= starts_at + (GRACE_OF_MEETINGS if reminder.series.kind else GRACE_OF_TASKS)


def plan(
    reminder: Reminder,
    workdays: Workdays,
    preferences: Preferences,
    now: datetime,
    *,
    ahead: timedelta,
    new_id: NewId,
    steps: Steps = NO_STEPS,
    apart: timedelta | None = None,
    early: bool = False,
) -> Plan:
    """Everything due until ``now + ahead`` as deliveries, and when to plan again. ``early``: notices that are due in
    between are due at once, where they may be said so early.

    What is due at ``now`` already is brought together: of the notices that still help the one of the nearest
    occurrence is sent and names the others; of what does not help any more the organizer gets word, once for all.
    Notices of the lead time ``apart`` are brought together by themselves. Of the steps of each kind the latest that
    still helps is taken, and nothing is said of the others.
    """
    until = max(now + ahead, reminder.planned_until)
    if reminder.suspended:
        return Plan(until, None, ())
    coming = upcoming(reminder.series, workdays, preferences, reminder.planned_until, steps)
    found: list[Due] = []
    to_come = None
    for due in coming:
        if due.notice.due_at > until:
            to_come = due
            break
        found.append(due)
    overdue = list(takewhile(lambda due: due.notice.due_at <= now, found))
    ahead_of_time = found[len(overdue) :]
    if early:
        ahead_of_time = [_hurried(due, reminder.series, preferences, now) for due in ahead_of_time]
    made = [
        *_overdue(reminder, [due for due in overdue if due.kind is DeliveryKind.NOTICE], now, new_id, apart),
        *(_delivery(reminder, due, new_id) for due in _latest_steps(overdue, now)),
        *(_delivery(reminder, due, new_id) for due in ahead_of_time),
    ]
    return Plan(until, _when(to_come), tuple(made), _from(to_come, reminder.series, preferences))


def _hurried(due: Due, series: Series, preferences: Preferences, now: datetime) -> Due:
    """A notice as due now, where it may be said so early."""
    from_at = _from(due, series, preferences)
    return replace(due, notice=due.notice._replace(due_at=now)) if from_at is not None and from_at <= now else due


def missed(reminder: Reminder, starts: list[datetime], now: datetime, new_id: NewId) -> Delivery:
    """Word to the organizer that notices came too late. ``starts`` are the beginnings of what they were for."""
    return word_to_organizer(reminder, DeliveryKind.MISSED, starts[-1], now, new_id=new_id, detail=_instants(starts))


def in_vain(reminder: Reminder, delivery: Delivery, now: datetime, new_id: NewId) -> Delivery:
    """Word to the organizer that what a leader had said came too late: the meeting has begun, or is cancelled."""
    detail = f"{delivery.kind.value} {delivery.starts_at.isoformat()}"
    word = word_to_organizer(reminder, DeliveryKind.MISSED, delivery.due_at, now, new_id=new_id, detail=detail)
    # Both may have been pressed at one moment.
    return replace(word, lead=timedelta(seconds=sorted(IN_VAIN_ONCE_BEGUN).index(delivery.kind)))


def word_to_organizer(
    reminder: Reminder, kind: DeliveryKind, about: datetime, now: datetime, *, new_id: NewId, detail: str = ""
) -> Delivery:
    """Something the organizer is to know: once for each kind and instant that it is about."""
    return Delivery(
        id=new_id(),
        kind=kind,
        series_id=reminder.series.id,
        recurrence_id=about,
        starts_at=about,
        lead=timedelta(0),
        chat_id=reminder.organizer_id,
        due_at=now,
        detail=detail,
    )


def instants_of(delivery: Delivery) -> list[datetime]:
    """The instants in the detail of a delivery (UTC), without what is left of a deleted reminder behind them."""
    return [datetime.fromisoformat(each) for each in delivery.detail.partition(LEFT)[0].split()]


def _instants(instants: list[datetime]) -> str:
    return " ".join(each.isoformat() for each in instants[-MOST_KEPT:])


def _overdue(
    reminder: Reminder, overdue: list[Due], now: datetime, new_id: NewId, apart: timedelta | None
) -> list[Delivery]:
    """What becomes of notices that are due already: one is sent (and one of the lead time ``apart``), the others are
    covered by it or missed."""
    latest = {due.occurrence.recurrence_id: due for due in overdue}  # of an occurrence the last notice is enough
    helping = [due for due in latest.values() if helps(reminder, due.occurrence.starts_at, now)]
    lost = [due for due in latest.values() if due not in helping]
    made: list[Delivery] = []
    alone = [due for due in helping if due.notice.lead == apart]
    for each in ([due for due in helping if due not in alone], alone):
        if not each:
            continue
        # What has not begun yet comes before what has.
        first, *others = sorted(each, key=lambda due: (due.occurrence.starts_at < now, due.occurrence.starts_at))
        made.append(_delivery(reminder, first, new_id, _instants([due.occurrence.starts_at for due in others])))
    if lost:
        kept = lost[-MOST_KEPT:]
        made += [_delivery(reminder, due, new_id, outcome=DeliveryOutcome.MISSED) for due in kept]
        made.append(missed(reminder, sorted(due.occurrence.starts_at for due in kept), now, new_id))
    return made


def _latest_steps(overdue: list[Due], now: datetime) -> list[Due]:
    """Of steps that are due already the latest of each kind, where it still helps."""
    steps = (due for due in overdue if due.kind.is_step)
    helping = (due for due in steps if step_helps(due.kind, due.occurrence.starts_at, due.notice.due_at, now))
    return list({due.kind: due for due in helping}.values())


def _delivery(
    reminder: Reminder, due: Due, new_id: NewId, detail: str = "", outcome: DeliveryOutcome | None = None
) -> Delivery:
    return Delivery(
        id=new_id(),
        kind=due.kind,
        series_id=reminder.series.id,
        recurrence_id=due.period or due.occurrence.recurrence_id,
        starts_at=due.period or due.occurrence.starts_at,
        lead=due.notice.lead,
        chat_id=reminder.chat_id if due.kind.is_for_chat else reminder.organizer_id,
        due_at=due.notice.due_at,
        detail=detail,
        outcome=outcome,
    )
