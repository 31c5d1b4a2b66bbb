"""The doorkeeper: a flood from one person slows that person alone.

Everybody may do a good deal at once, and go on at a pace that nobody at work reaches. Who goes beyond is told once per
flood from which message on nothing was handled, and when it goes on; what they do until then is not handled. How fast
somebody is goes by when they did it, not by when it arrived: what waited at Telegram while the bot was away comes all
at once, and is no flood.
"""

import asyncio
import logging
import math
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import TypeVar

from telegram import Bot, Message, Update
from telegram.ext import filters

from bot.domain.bucket import Bucket, Rate
from bot.domain.clock import Clock
from bot.domain.errors import StorageError
from bot.domain.lately import Lately
from bot.handlers.people import is_addressed, is_private, place_of, sender_of, text_of
from bot.notifier import Notifier
from bot.views import words
from bot.views.markup import say

log = logging.getLogger(__name__)

K = TypeVar("K")

PERSON = Rate(burst=20, every=timedelta(seconds=1), resumes=10)
"""What one person may do, wherever it is."""

IN_GROUP = Rate(burst=20, every=timedelta(seconds=6), resumes=5)
"""What one person may ask the bot in one group: Telegram lets it say 20 things a minute there, and half of that is left
to the others."""

PRESSES = Rate(burst=60, every=timedelta(seconds=0.5), resumes=10)
"""What one person may press in one group. Who ticks off a long roster is slower; each press takes the group's turn."""

TALK = Rate(burst=60, every=timedelta(seconds=1), resumes=1)
"""How much of what one person says in one group is looked at where it is none of the bot's business: nothing comes of
it anyway, and what is passed over is spared a look into the database."""

WHOLE, PART, LITTLE = 1.0, 0.5, 0.25
"""What a message takes of what a person may do; what an inline query and a forwarded message take; what a press takes,
of which a person at work makes many."""

MAX_PEOPLE = 10_000
"""People of whom is remembered what they have left; who was idle for the longest time is forgotten first."""

MAX_UPDATES = 10_000
"""Updates of which is remembered that they were let in: Telegram may deliver them again."""

MAX_TELLING = 32
"""How many are being told at the same time: a flood from many takes no more than so many connections to Telegram."""

PAUSE = timedelta(seconds=5)
"""Who is not quiet for so long before it goes on is in the same flood then."""

OVER = timedelta(minutes=1)
"""After so long without anything that had to be stopped a flood is over in any case."""

REMINDED = timedelta(minutes=5)
"""After that a flood that goes on is told of again."""

TOASTS = timedelta(seconds=1)
"""Between answers to presses of one flood."""

TOLD_WITHIN = 20.0
"""Seconds for which the word on a flood waits for the chat's earlier answers; then it is said before them."""

OLDEST = timedelta(days=1)
"""Telegram keeps no update for longer."""

Turn = Callable[[], AbstractAsyncContextManager[None]]
"""Waits for the turn of an update's chat, and has it."""


@dataclass(slots=True)
class _Flood:
    """What somebody in some chat was told."""

    stopped: datetime
    """When something was stopped last."""
    opens: datetime
    """When it goes on, as far as was known then."""
    first: int | None = None
    """The first message that was stopped since one was let in."""
    told: datetime | None = None
    toasted: datetime | None = None

    def is_over(self, now: datetime) -> bool:
        """Whether what has to be stopped now is another flood."""
        heeded = now >= self.opens and self.opens - self.stopped >= PAUSE
        return heeded or abs(now - self.stopped) >= OVER

    def is_to_be_told(self) -> bool:
        """Whether what was stopped now is worth a message, which it gets."""
        if self.told is not None and abs(self.stopped - self.told) < REMINDED:
            return False
        self.told = self.stopped
        return True

    def is_to_be_toasted(self) -> bool:
        """The same of a toast."""
        if self.toasted is not None and abs(self.stopped - self.toasted) < TOASTS:
            return False
        self.toasted = self.stopped
        return True


class _Kind(Enum):
    """What somebody did."""

    MESSAGE = auto()
    PRESS = auto()
    QUERY = auto()
    TALK = auto()
    """A message in a group that is none of the bot's business."""


_RATES = {_Kind.MESSAGE: IN_GROUP, _Kind.PRESS: PRESSES, _Kind.TALK: TALK}
"""What one person may do in one group, each by itself."""


@dataclass(frozen=True, slots=True)
class _Arrival:
    """Who did something, and what it takes."""

    kind: _Kind
    person: int
    """The chat, where somebody writes in a chat's name."""
    chat: int
    """The group or the channel; else the person."""
    cost: float
    """Of what the person may do."""
    at: datetime
    album: str | None = None


class Doorkeeper:
    """Lets updates in, or stops them. For one event loop."""

    def __init__(self, notifier: Notifier, bot: Bot, clock: Clock) -> None:
        self._notifier = notifier
        self._bot = bot
        self._clock = clock
        self._people: Lately[int, Bucket] = Lately(MAX_PEOPLE)
        self._in_groups = {kind: Lately[tuple[int, int], Bucket](MAX_PEOPLE) for kind in _RATES}
        self._floods: Lately[tuple[int, int], _Flood] = Lately(MAX_PEOPLE)
        self._albums: Lately[int, str] = Lately(MAX_PEOPLE)
        self._let_in: Lately[int, bool] = Lately(MAX_UPDATES)
        self._lag = timedelta(0)
        self._telling = 0

    async def lets_in(self, update: Update, turn: Turn = nullcontext) -> bool:
        """Whether an update is to be handled; where not, whoever sent it knows by now, and it is done with. They are
        told in their chat's ``turn``: after what they are still being answered. What was let in once is let in again.
        Never raises for what Telegram or the database cannot do."""
        if update.update_id in self._let_in:
            return True
        arrival = self._arrival(update)
        if arrival is None:
            return True
        opens = self._opens(arrival)
        if opens is not None:
            await self._stop(update, arrival, opens, turn)
            return False
        self._let_in.put(update.update_id, True)
        flood = self._floods.get((arrival.chat, arrival.person))
        if flood is not None and arrival.kind is _Kind.MESSAGE:
            flood.first = None
        return True

    def _arrival(self, update: Update) -> _Arrival | None:
        """Who is behind an update; None where nobody can flood with such ones."""
        now = self._clock.now()
        message = update.message or update.edited_message
        if message is not None:
            return self._message(update, message, now)
        press, query = update.callback_query, update.inline_query
        if press is not None:
            chat = press.message.chat if press.message is not None else None
            group = chat.id if chat is not None and chat.id < 0 else press.from_user.id
            return _Arrival(_Kind.PRESS, press.from_user.id, group, LITTLE, now - self._lag)
        if query is not None:
            return _Arrival(_Kind.QUERY, query.from_user.id, query.from_user.id, PART, now - self._lag)
        return None

    def _message(self, update: Update, message: Message, now: datetime) -> _Arrival | None:
        is_new = message is update.message
        sent = max(min(message.date if is_new else message.edit_date or now, now + OLDEST), now - OLDEST)
        self._lag = now - sent
        sender = sender_of(message)
        if sender is None or message.is_automatic_forward or _is_service(update, message):
            return None
        album = message.media_group_id if is_new else None
        private = is_private(message)
        kind = _Kind.MESSAGE if private or self._concerns_the_bot(message) else _Kind.TALK
        cost = WHOLE if message.forward_origin is None else PART
        return _Arrival(kind, sender.id, sender.id if private else message.chat_id, cost, sent, album)

    def _concerns_the_bot(self, message: Message) -> bool:
        return text_of(message).startswith("/") or is_addressed(message, self._bot.id, self._bot.username)

    def _opens(self, arrival: _Arrival) -> datetime | None:
        """When somebody may go on; None where now, which is taken account of."""
        if arrival.album is not None and self._albums.get(arrival.person) == arrival.album:
            return None
        taken = self._taken(arrival)
        shut = [opens for each, cost in taken if (opens := each.opens(cost, arrival.at)) is not None]
        if shut:
            return max(shut)
        for each, cost in taken:
            each.spend(cost)
        if arrival.album is not None:
            self._albums.put(arrival.person, arrival.album)
        return None

    def _taken(self, arrival: _Arrival) -> list[tuple[Bucket, float]]:
        """What is taken from, and how much: the person's own, but for talk; in a group also what they have there."""
        taken = []
        if arrival.kind is not _Kind.TALK:
            taken.append((_bucket(self._people, arrival.person, PERSON, arrival.at), arrival.cost))
        if arrival.chat < 0 and arrival.kind in _RATES:
            buckets, key = self._in_groups[arrival.kind], (arrival.chat, arrival.person)
            taken.append((_bucket(buckets, key, _RATES[arrival.kind], arrival.at), WHOLE))
        return taken

    async def _stop(self, update: Update, arrival: _Arrival, opens: datetime, turn: Turn) -> None:
        """Tell whoever sent an update that it is not handled, unless they know. Talk is passed over without a word."""
        if arrival.kind is _Kind.TALK:
            return
        key, now = (arrival.chat, arrival.person), arrival.at
        flood = self._floods.get(key)
        if flood is None or flood.is_over(now):
            log.info("flood in chat %s", arrival.chat)
            self._floods.put(key, flood := _Flood(now, opens))
        flood.stopped, flood.opens = now, opens
        message = update.message or update.edited_message
        if message is not None and flood.first is None:
            flood.first = message.message_id
        if self._telling >= MAX_TELLING:
            return
        if not (flood.is_to_be_told() if message is not None else flood.is_to_be_toasted()):
            return
        self._telling += 1
        try:
            if message is None:
                await self._end_waiting(update, self._seconds(opens))
            else:
                await self._tell(message, flood.first, opens, turn)
        except StorageError as error:
            log.error("flood not told of: %s", error)
        finally:
            self._telling -= 1

    def _seconds(self, opens: datetime) -> int:
        """How long it is until it goes on, at least a second."""
        return max(1, math.ceil((opens + self._lag - self._clock.now()).total_seconds()))

    async def _end_waiting(self, update: Update, seconds: int) -> None:
        """End at once the waiting of a button, or of somebody who types."""
        press, query = update.callback_query, update.inline_query
        if press is not None:
            await self._notifier.answer_press(press.id, words.FLOOD_PRESS.format(seconds=seconds))
        elif query is not None:
            await self._notifier.answer_inline(query.id, (), None, cached=False)

    async def _tell(self, message: Message, first: int | None, opens: datetime, turn: Turn) -> None:
        """Say from which message on nothing was handled, after the answers to those before it."""
        async with AsyncExitStack() as having:
            with suppress(TimeoutError):
                async with asyncio.timeout(TOLD_WITHIN):
                    await having.enter_async_context(turn())
            reply = say(words.FLOOD.format(seconds=self._seconds(opens)))
            await self._notifier.send(place_of(message), reply, first)


def _bucket(buckets: Lately[K, Bucket], key: K, rate: Rate, now: datetime) -> Bucket:
    """What somebody has left; all of it, where they are not remembered."""
    bucket = buckets.get(key)
    if bucket is None:
        buckets.put(key, bucket := Bucket(rate, now))
    return bucket


def _is_service(update: Update, message: Message) -> bool:
    """Whether a message only tells of something, such as of who came into the group."""
    return message.text is None and message.caption is None and filters.StatusUpdate.ALL.filter(update)
