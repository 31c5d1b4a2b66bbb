"""Which instants Telegram's limits leave for sending."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.delivery import Claim, Pace

ALL = 0
"""Stands for all chats together where a chat id would stand."""


def instants(next_at: datetime | None, now: datetime, limit: int, pace: Pace) -> Sequence[datetime]:
    """Up to ``limit`` instants for sends of different chats. ``next_at`` is the next one that is not given away yet."""
    first = max(now + pace.head_start, next_at or now)
    room = now + pace.ahead - first
    if room < timedelta(0):
        return []
    count = min(limit, room // pace.overall + 1) if pace.overall else limit
    return [first + number * pace.overall for number in range(count)]


def next_instants(claims: Sequence[Claim], pace: Pace) -> dict[int, datetime]:
    """What these claims leave for others: the next instant of each chat, and of all."""
    later = {each.delivery.chat_id: each.send_at + _interval(each.delivery.chat_id, pace) for each in claims}
    return {ALL: claims[-1].send_at + pace.overall} | later if claims else {}


def _interval(chat_id: int, pace: Pace) -> timedelta:
    return pace.group if chat_id < 0 else pace.private
