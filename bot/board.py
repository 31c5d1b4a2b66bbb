"""The live board: messages in groups that show a state, such as how many come to a meeting, and follow it by edits.

Many changes make few edits. The first comes at once; after a few quick ones they slow down, so that a group's share of
Telegram's limits is left to those who ask something meanwhile. The last state is always shown.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from bot.domain.clock import Clock
from bot.domain.delivery import Delivery, DeliveryKind
from bot.domain.errors import StorageError
from bot.notifier import Notifier
from bot.services.briefing import Brief
from bot.services.settling import Sleep
from bot.services.sign_up_messages import Shown
from bot.services.signing_up import SigningUp
from bot.stopping import unless
from bot.views.markup import Reply
from bot.views.notices import render_delivery
from bot.views.sign_up import render_ended, render_replaced, render_sign_up, with_leave_link

log = logging.getLogger(__name__)

TOGETHER = timedelta(milliseconds=100)
"""Changes that come together make one edit."""

APART = timedelta(seconds=1)
"""Between two edits of one message."""

SLOW = timedelta(seconds=5)
"""Between two edits in one chat, once there were a few quick ones. With these at most 15 a minute, of the 20 that
Telegram lets a bot say in a group."""

QUICK = 3
"""Edits that come without that, after a quiet time."""

TRIES = 3
"""How often the database is asked for a state, one after the other."""

MAX_CHATS = 512
"""Chats whose pace is remembered; idle ones are forgotten first."""

MAX_MESSAGES = 256
"""Messages of a chat of which it is remembered when they were edited, or that they were replaced; those that were sent
first are forgotten first, and maybe edited once more, to what they show."""

MAX_BESIDE = 256
"""What is done beside at a time; who comes with more waits for it."""

_NOTICES = frozenset({DeliveryKind.NOTICE, DeliveryKind.TOPICS})
"""What is edited to the notice as it is now; other messages keep what they tell beside."""

Draw = Callable[[], Awaitable[Reply | None]]
"""Asks for the state and says what the message shows of it; None: it stays as it is."""


@dataclass(slots=True)
class _Chat:
    """What is to be edited in a chat, and how fast."""

    ready: datetime
    """When it may be edited next at the slow pace; a few quick edits may come before."""
    waiting: dict[int, Draw] = field(default_factory=dict)
    """What is not shown yet, by message."""
    edited: dict[int, datetime] = field(default_factory=dict)
    """When messages were edited last."""
    shown: dict[int, Reply] = field(default_factory=dict)
    """What the messages show, as far as is known."""
    replaced: set[int] = field(default_factory=set)
    """Messages that asked what a later one asks, and do so no more. Whoever looks waits for them least."""
    failed: int = 0
    """How often the database did not answer, one time after the other."""
    task: asyncio.Task[None] | None = None

    def next(self) -> int:
        """The message that was not edited for the longest time, of those that wait; replaced ones last."""
        return min(self.waiting, key=lambda each: (each in self.replaced, self._edited(each).timestamp()))

    def wait(self, now: datetime) -> timedelta:
        """How long until the next edit; never longer than the slow pace, should clocks be turned back."""
        ready = max(self.ready - (QUICK - 1) * SLOW, self._edited(self.next()) + APART)
        return min(max(ready - now, TOGETHER), SLOW)

    def note(self, message_id: int, now: datetime) -> None:
        """It was edited."""
        self.tried(message_id, now)
        self.ready = max(self.ready, now) + SLOW

    def tried(self, message_id: int, now: datetime) -> None:
        """It was to be edited."""
        self.edited[message_id] = now
        if len(self.edited) > MAX_MESSAGES:
            del self.edited[min(self.edited)]

    def replace(self, message_id: int) -> None:
        """A later message asks what this one asked."""
        self.replaced.add(message_id)
        if len(self.replaced) > MAX_MESSAGES:
            self.replaced.remove(min(self.replaced))

    def _edited(self, message_id: int) -> datetime:
        return self.edited.get(message_id, self.ready - timedelta(days=1))


class Board:
    """Edits messages as what they show changes. For one event loop."""

    def __init__(
        self,
        notifier: Notifier,
        signing_up: SigningUp,
        username: Callable[[], str],
        clock: Clock,
        *,
        sleep: Sleep,
        shared: bool = False,
    ) -> None:
        """``username`` is the bot's, once it is known. ``shared``: other processes edit the same messages, so that
        whoever edits looks once more."""
        self._notifier = notifier
        self._signing_up = signing_up
        self._username = username
        self._clock = clock
        self._sleep = sleep
        self._shared = shared
        self._chats: dict[int, _Chat] = {}
        self._beside: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()

    def touch(self, chat_id: int, message_id: int, meeting_id: str) -> None:
        """The answers to a meeting changed by a press under that message: it is edited soon, and the latest notice of
        the meeting where that is another. Those before the latest give up their buttons and counts, once."""
        self.redraw(chat_id, message_id, partial(self._notice, chat_id, message_id, meeting_id))

    def end(self, shown: Shown, *, but: int | None = None) -> None:
        """Nobody is asked who comes to a meeting any more: whatever asked gives up its buttons and counts, ``but`` one
        message, and those that did already."""
        if shown.ended is None:
            raise ValueError("everybody is asked")
        chat_id = shown.meeting.chat_id
        reply, done = render_ended(shown.meeting, shown.ended, shown.organizer), self._chat(chat_id).replaced
        for message_id in shown.asking:
            if message_id != but and message_id not in done:
                self.redraw(chat_id, message_id, partial(_drawn, reply))

    def redraw(self, chat_id: int, message_id: int, draw: Draw) -> None:
        """What a message shows changed: it is drawn anew soon."""
        if self._stopping.is_set():
            return
        chat = self._chat(chat_id)
        chat.waiting[message_id] = draw
        if chat.task is None or chat.task.done():
            chat.task = asyncio.create_task(self._work(chat_id, chat))

    async def beside(self, action: Coroutine[Any, Any, None]) -> None:
        """Do something that nobody waits for, such as answer a press: those who press next in that chat have their turn
        meanwhile. Where too much is done beside, because Telegram takes its time, it is waited for all the same."""
        if len(self._beside) >= MAX_BESIDE:
            await action
            return
        task = asyncio.create_task(action)
        self._beside.add(task)
        task.add_done_callback(self._done_beside)

    def _done_beside(self, task: asyncio.Task[None]) -> None:
        self._beside.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("bug beside the updates", exc_info=task.exception())

    async def settled(self) -> None:
        """Wait until everything is shown and done."""
        while tasks := self._tasks():
            await asyncio.wait(tasks)

    async def stop(self, within: float) -> None:
        """Show what is not shown yet, without any pace, but in no more than so many seconds. Nothing is taken on from
        then on."""
        self._stopping.set()
        tasks = self._tasks()
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=within)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late, timeout=0.1)

    async def _work(self, chat_id: int, chat: _Chat) -> None:
        """Edit what waits in a chat, to the end."""
        while chat.waiting:
            if not self._stopping.is_set():
                wait = chat.wait(self._clock.now())
                await unless(self._stopping, self._rest(wait))
                await self._presses_answered()
            message_id = chat.next()
            await self._draw(chat_id, message_id, chat)
        chat.shown.clear()

    async def _rest(self, wait: timedelta) -> None:
        await self._sleep(wait.total_seconds())

    async def _presses_answered(self) -> None:
        """Who pressed reads the answer before the count changes, unless Telegram is slow."""
        if self._beside:
            await asyncio.wait(tuple(self._beside), timeout=TOGETHER.total_seconds())

    async def _draw(self, chat_id: int, message_id: int, chat: _Chat) -> None:
        draw = chat.waiting.pop(message_id)
        try:
            reply = await draw()
            chat.failed = 0
        except StorageError as error:
            log.error("board not drawn: %s", error)
            chat.failed += 1
            chat.tried(message_id, self._clock.now())
            if chat.failed % TRIES and not self._stopping.is_set():
                chat.waiting.setdefault(message_id, draw)
            return
        except Exception:
            log.exception("bug on the board")
            return
        if reply is not None and reply != chat.shown.get(message_id):
            await self._notifier.edit(chat_id, message_id, reply)
            chat.shown[message_id] = reply
            chat.note(message_id, self._clock.now())
            if self._shared:  # another process may have shown something newer, and its edit arrived before this one
                chat.waiting.setdefault(message_id, draw)

    async def _notice(self, chat_id: int, message_id: int, meeting_id: str) -> Reply | None:
        """The notice of a meeting as it is now."""
        shown = await self._signing_up.shown(meeting_id)
        if shown is None:
            return None
        if shown.ended is not None:
            self.end(shown, but=message_id)
            return render_ended(shown.meeting, shown.ended, shown.organizer)
        if shown.latest is not None and shown.latest != message_id:
            self.touch(chat_id, shown.latest, meeting_id)
        delivery = shown.said.get(message_id)
        if delivery is not None and delivery.kind is DeliveryKind.NUDGE:
            return None  # it says whom it called
        if shown.latest is not None and message_id < shown.latest:
            self._chat(chat_id).replace(message_id)
            return _replaced(delivery, shown)
        self._replace_older(chat_id, shown)
        if (
            delivery is None
            or shown.reminder is None
            or delivery.kind in _NOTICES
            or delivery.starts_at != shown.meeting.starts_at
        ):
            reply = render_sign_up(shown.meeting, shown.turnout, shown.organizer)
        else:
            brief = Brief(meeting=shown.meeting, turnout=shown.turnout)
            reply = render_delivery(delivery, shown.reminder, brief, delivery.sent_at or self._clock.now())
        return with_leave_link(reply, shown.meeting, shown.turnout, self._username())

    def _replace_older(self, chat_id: int, shown: Shown) -> None:
        """Have the notices before the latest ask no more; each once."""
        chat = self._chat(chat_id)
        for message_id in shown.older:
            if message_id in chat.replaced:
                continue
            chat.replace(message_id)
            self.redraw(chat_id, message_id, partial(_drawn, _replaced(shown.said[message_id], shown)))

    def _chat(self, chat_id: int) -> _Chat:
        now = self._clock.now()
        found = self._chats.get(chat_id)
        if found is None:
            if len(self._chats) >= MAX_CHATS:
                self._chats = {i: chat for i, chat in self._chats.items() if chat.waiting or chat.ready > now}
            found = self._chats[chat_id] = _Chat(ready=now)
        elif found.ready <= now and not found.waiting and (found.task is None or found.task.done()):
            found.edited.clear()
        return found

    def _tasks(self) -> list[asyncio.Task[None]]:
        tasks = (chat.task for chat in self._chats.values() if chat.task is not None and not chat.task.done())
        return [*tasks, *self._beside]


async def _drawn(reply: Reply) -> Reply:
    return reply


def _replaced(delivery: Delivery | None, shown: Shown) -> Reply:
    """What becomes of a message that asked who comes, once a later one asks the same."""
    if delivery is None or delivery.kind in _NOTICES or delivery.sent_at is None or shown.reminder is None:
        return render_replaced(shown.meeting, shown.organizer)
    return render_delivery(delivery, shown.reminder, Brief(), delivery.sent_at)
