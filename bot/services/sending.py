"""How deliveries leave the house: a port that Telegram's edge implements, and what may come of a send."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from bot.domain.delivery import Delivery
from bot.domain.reminder import Reminder
from bot.services.briefing import Brief


class SendKind(StrEnum):
    """What came of a send."""

    SENT = "sent"
    WAIT = "wait"
    """Telegram asks to wait; nothing was said."""
    NOT_SENT = "not-sent"
    """It surely was not said, and may be later: no connection, or trouble on the other side."""
    UNSURE = "unsure"
    """It left, and no answer came: it may have been said."""
    CLOSED = "closed"
    """The chat is closed to the bot."""
    REFUSED = "refused"
    """Telegram will never say this."""


@dataclass(frozen=True, slots=True)
class SendResult:
    """The result of one send."""

    kind: SendKind
    message_id: int | None = None
    wait: timedelta = timedelta(0)
    """How long, where Telegram asks to wait."""
    topic_gone: bool = False
    """It was said outside of the topic, which is gone."""


class Gateway(Protocol):
    """Says deliveries in chats."""

    async def deliver(
        self, delivery: Delivery, reminder: Reminder, brief: Brief, chat_id: int, now: datetime
    ) -> SendResult:
        """Say it in a chat, as it is to be said at ``now``; a duty without a sound. Nothing is raised for trouble that
        is to be expected."""
