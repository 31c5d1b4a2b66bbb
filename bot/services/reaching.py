"""Chats that close to the bot and open again: reminders are suspended, and go on."""

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.chat import Chat
from bot.domain.clock import Clock
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryOutcome
from bot.domain.identity import NewId
from bot.domain.lately import Lately
from bot.domain.planning import word_to_organizer
from bot.domain.reminder import Reminder
from bot.services.planner import Planner
from bot.services.ports import Stores

log = logging.getLogger(__name__)

OPEN_FOR = timedelta(minutes=1)
"""How long a private chat that somebody wrote in counts as open without a look: a second message comes soon."""

MAX_OPEN = 10_000
"""Private chats of which that is remembered."""


class Reach:
    """Follows whether chats can be reached."""

    def __init__(self, stores: Stores, planner: Planner, clock: Clock, new_id: NewId) -> None:
        self._stores = stores
        self._planner = planner
        self._clock = clock
        self._new_id = new_id
        self._open: Lately[int, datetime] = Lately(MAX_OPEN)

    async def heard(self, chat_id: int, kind: str) -> int:
        """Somebody wrote or pressed in a private chat, so that it is open, whatever was known before. Returns how many
        reminders go on."""
        now, since = self._clock.now(), self._open.get(chat_id)
        if since is not None and timedelta(0) <= now - since < OPEN_FOR:
            return 0
        known, went_on = await self._stores.chats.chat(chat_id), 0
        if known is None or not known.reachable:
            await self._stores.chats.save(Chat(chat_id, kind, True, now))
            went_on = await self.opened(chat_id)
        self._open.put(chat_id, now)
        return went_on

    async def closed(self, chat_id: int) -> None:
        """A chat is closed to the bot: its calendar is suspended, and each organizer gets word, once."""
        self._open.drop(chat_id)
        suspended = await self._stores.reminders.suspend(chat_id)
        await self._stores.deliveries.finish_chat(chat_id, DeliveryOutcome.UNREACHABLE, self._clock.now())
        words = {each.organizer_id: self._word(each) for each in suspended if each.organizer_id != chat_id}
        if words:
            await self._stores.deliveries.add(*words.values())
        if suspended:
            log.info("chat %s is closed: %d reminders suspended", chat_id, len(suspended))

    async def opened(self, chat_id: int) -> int:
        """A chat is open to the bot again: its calendar goes on. Notices that fell into the silence are past; steps to
        organizers, whose private chats were open all the while, are taken now where they still help. Returns how many
        reminders go on."""
        reminders = [each for each in await self._stores.reminders.of_chat(chat_id) if each.suspended]
        for reminder in reminders:
            await self._go_on(reminder)
        return len(reminders)

    async def leave_topic(self, reminder: Reminder) -> None:
        """The forum topic of a reminder is gone: its notices go to the general one, and the organizer gets word."""
        current: Reminder | None = reminder
        while current is not None and current.thread_id is not None and current.thread_id == reminder.thread_id:
            if await self._stores.reminders.save(replace(current, thread_id=None)):
                now = self._clock.now()
                word = word_to_organizer(reminder, DeliveryKind.TOPIC_GONE, now, now, new_id=self._new_id)
                await self._stores.deliveries.add(word)
                return
            current = await self._stores.reminders.reminder(reminder.series.id)

    async def _go_on(self, reminder: Reminder) -> None:
        preferences = await self._planner.preferences(reminder.chat_id)
        steps: list[Delivery] = []

        def opened(current: Reminder) -> Reminder | None:
            if not current.suspended:
                return None
            going_on = replace(current, suspended=False)
            plan = self._planner.plan(going_on, preferences, self._clock.now(), ahead=timedelta(0), new_id=self._new_id)
            steps[:] = [each for each in plan.deliveries if each.kind.is_step]
            return going_on

        # Steps come afterwards: those of a suspended reminder would be withdrawn by whoever finds them.
        if await self._planner.change(reminder.series.id, opened, leave_past=True, patient=True) is not None:
            await self._stores.deliveries.add(*steps)

    def _word(self, reminder: Reminder) -> Delivery:
        now = self._clock.now()
        return word_to_organizer(reminder, DeliveryKind.CLOSED, now, now, new_id=self._new_id)
