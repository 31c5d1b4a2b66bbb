"""The doorkeeper: a flood from one person slows that person alone.

Everybody may do a good deal at once, and go on at a pace that nobody at work reaches. Who goes beyond is told once per
flood when it goes on; what they do until then is not handled. How fast somebody is goes by when they did it, not by
when it arrived: what waited at Telegram while the bot was away comes all at once, and is no flood.
"""

import logging
import math
from dataclasses import dataclass
from datetime import datetime, timedelta

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

PERSON = Rate(burst=20, every=timedelta(seconds=1), resumes=10)
"""What one person may do, wherever it is."""

IN_GROUP = Rate(burst=20, every=timedelta(seconds=6), resumes=5)
"""What one person may do in one group: Telegram lets the bot say 20 things a minute there, and half of that is left to
the others."""

WHOLE, PART, LITTLE = 1.0, 0.5, 0.25
"""What a message takes; what a press, an inline query and a forwarded message take, of which a person at work makes
many; what a message in a group takes that is none of the bot's business."""

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

OLDEST = timedelta(days=1)
"""Telegram keeps no update for longer."""


@dataclass(slots=True)
class _Flood:
    """What somebody in some chat was told."""

    stopped: datetime
    """When something was stopped last."""
    opens: datetime
    """When it goes on, as far as was known then."""
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


@dataclass(frozen=True, slots=True)
class _Arrival:
    """Who did something, and what it takes."""

    person: int
    """The chat, where somebody writes in a chat's name."""
    chat: int
    """The group or the channel; else the person."""
    cost: float
    at: datetime
    album: str | None = None

    @property
    def in_group(self) -> bool:
        """Whether it takes away from what a group has."""
        return self.chat < 0 and self.cost >= PART


class Doorkeeper:
    """Lets updates in, or stops them. For one event loop."""

    def __init__(self, notifier: Notifier, bot: Bot, clock: Clock) -> None:
        self._notifier = notifier
        self._bot = bot
        self._clock = clock
        self._people: Lately[int, Bucket] = Lately(MAX_PEOPLE)
        self._in_groups: Lately[tuple[int, int], Bucket] = Lately(MAX_PEOPLE)
        self._floods: Lately[tuple[int, int], _Flood] = Lately(MAX_PEOPLE)
        self._albums: Lately[int, str] = Lately(MAX_PEOPLE)
        self._let_in: Lately[int, bool] = Lately(MAX_UPDATES)
        self._lag = timedelta(0)
        self._telling = 0

    async def lets_in(self, update: Update) -> bool:
        """Whether an update is to be handled; where not, whoever sent it knows by now, and it is done with. What was
        let in once is let in again. Never raises for what Telegram or the database cannot do."""
        if update.update_id in self._let_in:
            return True
        arrival = self._arrival(update)
        if arrival is None:
            return True
        opens = self._opens(arrival)
        if opens is None:
            self._let_in.put(update.update_id, True)
            return True
        await self._stop(update, arrival, opens)
        return False

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
            return _Arrival(press.from_user.id, group, PART, now - self._lag)
        if query is not None:
            return _Arrival(query.from_user.id, query.from_user.id, PART, now - self._lag)
        return None

    def _message(self, update: Update, message: Message, now: datetime) -> _Arrival | None:
        is_new = message is update.message
        sent = max(min(message.date if is_new else message.edit_date or now, now + OLDEST), now - OLDEST)
        self._lag = now - sent
        sender = sender_of(message)
        if sender is None or message.is_automatic_forward or _is_service(update, message):
            return None
        cost = WHOLE if message.forward_origin is None else PART
        if not is_private(message) and not self._concerns_the_bot(message):
            cost = LITTLE
        chat = sender.id if is_private(message) else message.chat_id
        return _Arrival(sender.id, chat, cost, sent, message.media_group_id if is_new else None)

    def _concerns_the_bot(self, message: Message) -> bool:
        return text_of(message).startswith("/") or is_addressed(message, self._bot.id, self._bot.username)

    def _opens(self, arrival: _Arrival) -> datetime | None:
        """When somebody may go on; None where now, which is taken account of."""
        if arrival.album is not None and self._albums.get(arrival.person) == arrival.album:
            return None
        person = self._people.get(arrival.person)
        if person is None:
            self._people.put(arrival.person, person := Bucket(PERSON, arrival.at))
        buckets = [person]
        if arrival.in_group:
            key = arrival.chat, arrival.person
            member = self._in_groups.get(key)
            if member is None:
                self._in_groups.put(key, member := Bucket(IN_GROUP, arrival.at))
            buckets.append(member)
        shut = [opens for each in buckets if (opens := each.opens(arrival.cost, arrival.at)) is not None]
        if shut:
            return max(shut)
        for each in buckets:
            each.spend(arrival.cost)
        if arrival.album is not None:
            self._albums.put(arrival.person, arrival.album)
        return None

    async def _stop(self, update: Update, arrival: _Arrival, opens: datetime) -> None:
        """Tell whoever sent an update that it is not handled, unless they know."""
        key, now = (arrival.chat, arrival.person), arrival.at
        flood = self._floods.get(key)
        if flood is None or flood.is_over(now):
            log.info("flood in chat %s", arrival.chat)
            self._floods.put(key, flood := _Flood(now, opens))
        flood.stopped, flood.opens = now, opens
        if self._telling >= MAX_TELLING:
            return
        is_message = update.message is not None or update.edited_message is not None
        if not (arrival.cost >= PART and flood.is_to_be_told() if is_message else flood.is_to_be_toasted()):
            return
        self._telling += 1
        try:
            await self._tell(update, max(1, math.ceil((opens + self._lag - self._clock.now()).total_seconds())))
        except StorageError as error:
            log.error("flood not told of: %s", error)
        finally:
            self._telling -= 1

    async def _tell(self, update: Update, seconds: int) -> None:
        """Say when it goes on; end the waiting of a button, or of somebody who types."""
        message, press, query = update.message or update.edited_message, update.callback_query, update.inline_query
        if press is not None:
            await self._notifier.answer_press(press.id, words.FLOOD_PRESS.format(seconds=seconds))
        elif query is not None:
            await self._notifier.answer_inline(query.id, (), None, cached=False)
        elif message is not None:
            reply = say(words.FLOOD.format(seconds=seconds))
            await self._notifier.send(place_of(message), reply, None if is_private(message) else message.message_id)


def _is_service(update: Update, message: Message) -> bool:
    """Whether a message only tells of something, such as of who came into the group."""
    return message.text is None and message.caption is None and filters.StatusUpdate.ALL.filter(update)
