"""What is to be said, who has it in hand, and what became of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.delivery import Claim, Delivery, DeliveryKind, DeliveryOutcome, Pace
from bot.domain.spreading import FEW, LONG, rank
from bot.storage import pacing
from bot.storage.memory.rows import DeliveryRow, Rows, Store, delete


class Deliveries(Store):
    """The :class:`~bot.services.ports.DeliveryStore` in memory."""

    async def add(self, *deliveries: Delivery) -> int:
        """Keep those whose identity is not there yet. Returns how many."""
        return add_new(self._rows, deliveries)

    async def claim_due(
        self,
        worker_id: str,
        now: datetime,
        lease: timedelta,
        limit: int,
        pace: Pace,
        *,
        chat_id: int | None = None,
    ) -> Sequence[Claim]:
        """Take in hand up to ``limit`` that are due at ``now``, each with the instant it is given."""
        paces = self._rows.paces
        self._rows.ahead = pace.ahead
        given = pacing.instants(paces.get(pacing.ALL), now, limit, pace)
        if not given:
            return []
        free = [row for row in self._free(now, chat_id) if paces.get(row.delivery.chat_id, now) <= given[0]]
        free.sort(key=lambda row: row.delivery.due_at)
        longest, few = next(iter(free), None), len(free) < len(given) + FEW
        first: dict[int, DeliveryRow] = {}
        for row in free if few else sorted(free, key=lambda row: _turn(row.delivery, now)):
            first.setdefault(row.delivery.chat_id, row)
        if longest is not None and not few and len(given) > 1 and now - longest.delivery.due_at > LONG:
            chat = longest.delivery.chat_id
            first = {chat: longest} | {other: row for other, row in first.items() if other != chat}
        claims = [
            Claim(_taken(row, worker_id, now + lease), at, worker_id)
            for row, at in zip(first.values(), given, strict=False)
        ]
        paces.update(pacing.next_instants(claims, pace))
        return claims

    async def begin(self, claim: Claim, now: datetime, lease: timedelta, version: int | None) -> bool:
        """Note that the send begins now, where the claim still holds and the reminder is as it was read."""
        row = self._in_hand(claim)
        if row is None or row.claimed_until is None or row.claimed_until < now:
            return False
        reminder = self._rows.reminders.get(claim.delivery.series_id)
        if version is not None and (reminder is None or reminder.version != version):
            return False
        row.begun, row.claimed_until = True, now + lease
        return True

    async def finish(
        self, claim: Claim, outcome: DeliveryOutcome, now: datetime, message_id: int | None = None
    ) -> bool:
        """Release for good. Returns False where the claim is no longer this worker's (nothing changes then)."""
        if (row := self._in_hand(claim)) is None:
            return False
        _finish(row, outcome, now)
        row.delivery = replace(row.delivery, message_id=message_id)
        return True

    async def postpone(self, claim: Claim, until: datetime | None, *, doubtful: bool = False) -> bool:
        """Release for later. Returns False where the claim is no longer this worker's."""
        if (row := self._in_hand(claim)) is None:
            return False
        row.delivery = replace(row.delivery, repeats=row.delivery.repeats + doubtful)
        row.retry_at = until
        _release(row)
        return True

    async def hold(self, chat_id: int | None, until: datetime) -> None:
        """Let no instant before ``until`` be given to a chat, or to anybody (None)."""
        key = pacing.ALL if chat_id is None else chat_id
        self._rows.paces[key] = max(until, self._rows.paces.get(key, until))

    async def set_back(self, until: datetime) -> None:
        """The clock was set back: nothing is in hand, put off, or kept from a chat for longer than until then."""
        for row in self._open():
            row.claimed_until = row.claimed_until and min(row.claimed_until, until)
            row.retry_at = row.retry_at and min(row.retry_at, until)
        for chat_id, next_at in self._rows.paces.items():
            self._rows.paces[chat_id] = min(next_at, until)

    async def finish_chat(self, chat_id: int, outcome: DeliveryOutcome, now: datetime) -> int:
        """Finish every notice to a chat that is not finished and in nobody's hand. Returns how many."""
        idle = [row for row in self._open() if row.claimed_until is None or row.claimed_until < now]
        notices = [row for row in idle if row.delivery.kind is DeliveryKind.NOTICE and row.delivery.chat_id == chat_id]
        for row in notices:
            _finish(row, outcome, now)
        return len(notices)

    async def next_due(self, now: datetime, *, chat_id: int | None = None) -> datetime | None:
        """When the next unfinished delivery may be claimed as far as is known."""
        first = min((self._free_at(row) for row in self._open(chat_id)), default=None)
        overall = self._rows.paces.get(pacing.ALL)
        return first if first is None or overall is None else max(first, overall - self._rows.ahead)

    async def of_series(self, series_id: str) -> Sequence[Delivery]:
        """The deliveries of a series, by ``due_at``."""
        found = [row.delivery for row in self._rows.deliveries.values() if row.delivery.series_id == series_id]
        return sorted(found, key=lambda delivery: delivery.due_at)

    async def purge(self, before: datetime) -> int:
        """Delete the finished ones due before that instant, and the paces of chats that were not sent to since. Returns
        how many deliveries."""
        delete(self._rows.paces, lambda chat_id, next_at: chat_id != pacing.ALL and next_at < before)

        def is_old(_: object, row: DeliveryRow) -> bool:
            return row.delivery.outcome is not None and row.delivery.due_at < before

        return delete(self._rows.deliveries, is_old)

    async def forget(self, chat_id: int) -> int:
        """Delete every delivery to a chat, and its pace. Returns how many deliveries."""
        self._rows.paces.pop(chat_id, None)
        return delete(self._rows.deliveries, lambda _, row: row.delivery.chat_id == chat_id)

    def _open(self, chat_id: int | None = None) -> list[DeliveryRow]:
        """The unfinished ones, of all or to one chat."""
        unfinished = [row for row in self._rows.deliveries.values() if row.delivery.outcome is None]
        return [row for row in unfinished if chat_id in {None, row.delivery.chat_id}]

    def _free(self, now: datetime, chat_id: int | None) -> list[DeliveryRow]:
        """Those that are due, not put off, and in nobody's hand."""
        return [row for row in self._open(chat_id) if max(_moments(row)) <= now]

    def _free_at(self, row: DeliveryRow) -> datetime:
        """When a delivery is free and its chat's instant has come; that of all may have come before."""
        paces, moments = self._rows.paces, _moments(row)
        held = paces.get(row.delivery.chat_id)
        if held is not None and (pacing.ALL not in paces or held > paces[pacing.ALL]):
            moments.append(held)
        return max(moments)

    def _in_hand(self, claim: Claim) -> DeliveryRow | None:
        """The delivery, where it is still in the hand of who claimed it."""
        row = self._rows.deliveries.get(_identity(claim.delivery))
        ours = row is not None and row.claimed_by == claim.worker_id and row.delivery.outcome is None
        return row if ours else None


def add_new(rows: Rows, new: Sequence[Delivery]) -> int:
    """Keep the deliveries whose identity is not there yet. Returns how many."""
    before = len(rows.deliveries)
    for delivery in new:
        rows.deliveries.setdefault(_identity(delivery), DeliveryRow(delivery))
    return len(rows.deliveries) - before


def _identity(delivery: Delivery) -> tuple[object, ...]:
    return delivery.kind, delivery.series_id, delivery.recurrence_id, delivery.starts_at, delivery.lead


def _turn(delivery: Delivery, now: datetime) -> tuple[int, datetime, datetime]:
    """What says which of two deliveries goes first where many are waiting."""
    return rank(delivery.kind, delivery.starts_at, now), delivery.starts_at, delivery.due_at


def _moments(row: DeliveryRow) -> list[datetime]:
    """From when on a delivery is free: the latest of these."""
    over = None if row.claimed_until is None else row.claimed_until + timedelta.resolution
    return [at for at in (row.delivery.due_at, row.retry_at, over) if at is not None]


def _taken(row: DeliveryRow, worker_id: str, until: datetime) -> Delivery:
    """Take it in hand. Who had begun it and never released it may have sent it."""
    row.delivery = replace(row.delivery, repeats=row.delivery.repeats + row.begun)
    row.claimed_by, row.claimed_until, row.begun = worker_id, until, False
    return row.delivery


def _finish(row: DeliveryRow, outcome: DeliveryOutcome, now: datetime) -> None:
    row.delivery = replace(row.delivery, outcome=outcome, sent_at=now if outcome is DeliveryOutcome.SENT else None)
    _release(row)


def _release(row: DeliveryRow) -> None:
    row.claimed_by, row.claimed_until, row.begun = None, None, False
