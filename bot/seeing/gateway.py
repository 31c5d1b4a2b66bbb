"""Deliveries, where they leave the house: what goes wrong with one is logged as having gone wrong with that one."""

from datetime import datetime

from bot.domain.delivery import Delivery
from bot.domain.reminder import Reminder
from bot.seeing.tracing import Trace, tracing
from bot.services.briefing import Brief
from bot.services.sending import Gateway, SendResult


class SeenGateway:
    """A :class:`~bot.services.sending.Gateway` that sends by another."""

    def __init__(self, inner: Gateway) -> None:
        self._inner = inner

    async def deliver(
        self, delivery: Delivery, reminder: Reminder, brief: Brief, chat_id: int, now: datetime
    ) -> SendResult:
        """Say it in a chat."""
        with tracing(Trace(delivery_id=delivery.id, chat_id=chat_id)):
            return await self._inner.deliver(delivery, reminder, brief, chat_id, now)
