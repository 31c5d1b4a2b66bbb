"""The one gateway for everything the bot says: lengths, escaping, topics, moved and closed chats, flood waits.

What Telegram refuses for a known reason is one line in the log and a plain return value; nothing is raised for it.
What could not be said since Telegram was not there is said when it is there again, unless that takes too long; the
answer to a question is never lost for that. A message whose outcome is unknown (no answer came) is said once more, and
marked.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from telegram import (
    Bot,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResult,
    InlineQueryResultsButton,
    InputFile,
    Message,
    ReplyParameters,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError, TimedOut

from bot.calling import NotCalledError, TelegramAwayError, is_doubtful, surely_not_sent
from bot.domain.chat import Chat
from bot.domain.clock import Clock
from bot.logs import brief
from bot.patience import Patience
from bot.resting import resting
from bot.services.ports import ChatStore
from bot.views import words
from bot.views.markup import Button, Reply, Span

log = logging.getLogger(__name__)

T = TypeVar("T")

MAX_TOAST = 200
"""Characters of the answer to a press."""

CONNECT_TRIES = 3
"""How often a call is made at once that never left this machine; after that with pauses."""

PATIENCE = 120.0
"""Seconds for which Telegram is waited for; who reads an answer later than that has asked again."""

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 8.0
"""Seconds between tries; each pause is twice the one before."""

REPEATS = 2
"""How often a message is said again whose outcome is unknown."""

PROBE_WITHIN = 5.0
"""Seconds in which Telegram answers when it is there."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is said: a chat, and in a forum the topic."""

    chat_id: int
    thread_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Said:
    """Something new that is said."""

    reply: Reply
    reply_to: int | None = None
    """The message that it answers."""
    document: InputFile | None = None
    """What it is the caption of."""
    plain: bool = False
    """Without looks."""
    lasting: bool = False
    """Whether it is worth waiting for Telegram however long it is gone."""


class Notifier:
    """Says things in chats."""

    def __init__(
        self,
        bot: Bot,
        chats: ChatStore,
        clock: Clock,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        comes_again: bool = False,
    ) -> None:
        """``sleep`` waits so many seconds of ``clock``; ``comes_again``, whether an update that breaks off is delivered
        again, maybe to a process that reaches Telegram."""
        self._bot = bot
        self._comes_again = comes_again
        self._chats = chats
        self._clock = clock
        self._sleep = sleep
        self._waiting = 0
        self._is_there = asyncio.Event()
        self._is_there.set()

    async def telegram_answers(self) -> None:
        """Wait while calls wait for Telegram, and none has gone through since."""
        await self._is_there.wait()

    async def send(self, place: Place, reply: Reply, reply_to: int | None = None) -> int | None:
        """Say something new. Returns the id of the message; none where it could not be sent."""
        return await self._say(place, _Said(reply, reply_to))

    async def answer(self, place: Place, reply: Reply, reply_to: int | None = None) -> int | None:
        """As :meth:`send`, of an answer to an update that may be handled again from the start: where Telegram is not
        there at all it is not given up after a while. Raises TelegramAwayError where the update comes again; else it
        waits until Telegram is there, since without it no update comes either."""
        return await self._say(place, _Said(reply, reply_to, lasting=True))

    async def send_document(
        self, place: Place, name: str, content: bytes, reply: Reply, reply_to: int | None = None
    ) -> int | None:
        """Send a file of that name, which is not empty, with a caption of at most 1024 characters. Returns the id of
        the message; none where it could not be sent."""
        return await self._say(place, _Said(reply, reply_to, InputFile(content, filename=name)))

    async def edit(self, chat_id: int, message_id: int, reply: Reply) -> bool:
        """Replace what a message of the bot says. Returns False where that message can no longer be edited, so
        that it is worth saying anew; True also where that would fail just as the edit did, or say it twice."""

        def call() -> Awaitable[Message | bool]:
            return self._bot.edit_message_text(
                reply.html, chat_id=chat_id, message_id=message_id, reply_markup=keyboard(reply.buttons)
            )

        try:
            await self._try(call, call)
        except (BadRequest, ChatMigrated) as error:
            if "not modified" in str(error).lower():
                return True
            await self._note(error, chat_id)
            return False
        except TelegramError as error:
            await self._note(error, chat_id)
        return True

    async def strip(self, chat_id: int, message_id: int) -> None:
        """Take the buttons of a message away, where it still has any."""
        try:
            await self._try(lambda: self._bot.edit_message_reply_markup(chat_id=chat_id, message_id=message_id))
        except TelegramError as error:
            log.debug("buttons not taken away: %s", brief(error))

    async def answer_press(self, query_id: str, toast: str = "", *, alert: bool = False) -> None:
        """End the waiting of a pressed button. A press that is too old is nobody's loss."""
        try:
            await self._bot.answer_callback_query(query_id, text=toast[:MAX_TOAST] or None, show_alert=alert)
        except TelegramError as error:
            log.info("press not answered: %s", brief(error))

    async def answer_inline(
        self,
        query_id: str,
        results: Sequence[InlineQueryResult],
        button: InlineQueryResultsButton | None,
        *,
        cached: bool = True,
    ) -> None:
        """Show the results of an inline query; where they are cached they are the same for everybody."""
        try:
            await self._bot.answer_inline_query(
                query_id, results, cache_time=60 if cached else 0, is_personal=not cached, button=button
            )
        except TelegramError as error:
            log.info("inline query not answered: %s", brief(error))

    async def _say(self, place: Place, said: _Said) -> int | None:
        """Send it; once more in another way where Telegram says which."""
        try:
            return await self._send(place, said)
        except ChatMigrated as error:
            await self._chats.migrate(place.chat_id, error.new_chat_id)
            return await self._send_again(Place(error.new_chat_id), replace(said, reply_to=None))
        except BadRequest as error:
            return await self._mend(error, place, said)
        except TelegramError as error:
            await self._note(error, place.chat_id)
            return None

    async def _send(self, place: Place, said: _Said) -> int:
        message: Message = await self._try(
            lambda: self._call(place, said),
            lambda: self._call(place, replace(said, reply=repeated(said.reply))),
            lasting=said.lasting,
        )
        return message.message_id

    async def _call(self, place: Place, said: _Said) -> Message:
        """The call that sends it."""
        reply, hint = said.reply, said.reply.force_reply
        text, mode = (reply.plain, None) if said.plain else (reply.html, "HTML")
        parameters = ReplyParameters(said.reply_to, allow_sending_without_reply=True) if said.reply_to else None
        markup = ForceReply(selective=True, input_field_placeholder=hint) if hint else keyboard(reply.buttons)
        if said.document is not None:
            return await self._bot.send_document(
                place.chat_id,
                said.document,
                caption=text,
                parse_mode=mode,
                message_thread_id=place.thread_id,
                reply_parameters=parameters,
                reply_markup=markup,
            )
        return await self._bot.send_message(
            place.chat_id,
            text,
            parse_mode=mode,
            message_thread_id=place.thread_id,
            reply_parameters=parameters,
            reply_markup=markup,
        )

    async def _send_again(self, place: Place, said: _Said) -> int | None:
        """The second and last try, in another way."""
        try:
            return await self._send(place, said)
        except TelegramError as error:
            await self._note(error, place.chat_id)
            return None

    async def _mend(self, error: BadRequest, place: Place, said: _Said) -> int | None:
        """A refusal that another way of sending avoids."""
        reason = str(error).lower()
        if "thread not found" in reason or "topic_closed" in reason or "topic_deleted" in reason:
            return await self._send_again(Place(place.chat_id), replace(said, reply_to=None))
        if "can't parse entities" in reason:
            log.error("our HTML was refused: %s", brief(error))
            return await self._send_again(place, replace(said, plain=True))
        if "message to be replied not found" in reason or "message to reply not found" in reason:
            return await self._send_again(place, replace(said, reply_to=None))
        await self._note(error, place.chat_id)
        return None

    async def _try(
        self,
        call: Callable[[], Awaitable[T]],
        repeat: Callable[[], Awaitable[T]] | None = None,
        *,
        lasting: bool = False,
    ) -> T:
        """Make a call; again, with growing pauses, while Telegram is not there. One that may have taken effect is made
        again as ``repeat``, which is the same where it can do no harm; None: it is not made again."""
        patience = _Patience(self._sleep)
        try:
            done = await self._persist(call, repeat, patience, lasting=lasting)
            self._is_there.set()
            return done
        finally:
            if not patience.is_whole:
                self._waiting -= 1
                if not self._waiting:
                    self._is_there.set()

    async def _persist(
        self,
        call: Callable[[], Awaitable[T]],
        repeat: Callable[[], Awaitable[T]] | None,
        patience: "_Patience",
        *,
        lasting: bool,
    ) -> T:
        repeats = REPEATS if repeat is not None else 0
        while True:
            try:
                return await call()
            except TelegramError as error:
                doubtful = is_doubtful(error)
                if not (repeats if doubtful else surely_not_sent(error)):
                    raise
                if not await self._waits(patience, error, until_answer=doubtful):
                    if not lasting:
                        raise
                    lasting = not await self._outlasts(patience)
                if doubtful and repeat is not None:
                    call, repeats = repeat, repeats - 1

    async def _waits(self, patience: "_Patience", error: TelegramError, *, until_answer: bool) -> bool:
        """Wait before a call is made again; ``until_answer``, until Telegram answers anything at all: what is made
        again before that would be in doubt, too. False where there was enough of it."""
        if isinstance(error, NotCalledError) and patience.takes_at_once():
            return True
        if patience.is_whole:
            log.warning("Telegram is waited for: %s", brief(error))
            self._waiting += 1
        self._is_there.clear()
        async with resting():  # others have something to do meanwhile
            return await patience.grow() and (not until_answer or await self._is_back(patience))

    async def _is_back(self, patience: "_Patience") -> bool:
        """Ask until Telegram answers."""
        while not await self._answers():
            if not await patience.grow():
                return False
        return True

    async def _outlasts(self, patience: "_Patience") -> bool:
        """Enough was waited for what is worth more. Returns whether Telegram is there and only does not take this: it
        is tried for the last time then. Raises TelegramAwayError; or waits until Telegram is there."""
        if await self._answers():
            return True
        if self._comes_again:
            raise TelegramAwayError
        async with resting():
            while not await self._answers():
                await self._sleep(LONGEST_PAUSE)
        patience.renew()
        return False

    async def _answers(self) -> bool:
        """Whether Telegram is there."""
        try:
            async with asyncio.timeout(PROBE_WITHIN):
                await self._bot.get_me()
        except (TelegramError, TimeoutError):
            return False
        return True

    async def _note(self, error: TelegramError, chat_id: int) -> None:
        """One line for the operator; a chat that is closed to us is remembered as such."""
        if isinstance(error, Forbidden):
            log.info("chat %s is closed to the bot: %s", chat_id, brief(error))
            known = await self._chats.chat(chat_id)
            now = self._clock.now()
            chat = (
                replace(known, reachable=False, changed_at=now)
                if known
                else Chat(chat_id, kind_of(chat_id), False, now)
            )
            await self._chats.save(chat)
        elif isinstance(error, RetryAfter):
            log.warning("flood wait in chat %s: %s", chat_id, brief(error))
        elif isinstance(error, TimedOut):
            log.warning("outcome unknown in chat %s: %s", chat_id, brief(error))
        else:
            log.warning("not sent to chat %s: %s", chat_id, brief(error))


def kind_of(chat_id: int) -> str:
    """What an id tells of a chat that was never seen."""
    return "private" if chat_id > 0 else "group"


def repeated(reply: Reply) -> Reply:
    """What is said again, marked as such."""
    return replace(reply, spans=(Span(f"{words.SAID_AGAIN}\n"), *reply.spans))


class _Patience(Patience):
    """The same for Telegram, with growing pauses."""

    def __init__(self, sleep: Callable[[float], Awaitable[None]]) -> None:
        super().__init__(PATIENCE, sleep)
        self._at_once = CONNECT_TRIES - 1

    def renew(self) -> None:
        """It is as long as it was."""
        super().renew()
        self._next = FIRST_PAUSE

    def takes_at_once(self) -> bool:
        """Whether it is worth a try without any pause; so often and no more."""
        self._at_once -= 1
        return self._at_once >= 0

    async def grow(self) -> bool:
        """Wait twice as long as before. False, without waiting, where there was enough of it."""
        seconds, self._next = self._next, min(self._next * 2, LONGEST_PAUSE)
        return await self.pause(seconds)


def keyboard(rows: Sequence[Sequence[Button]]) -> InlineKeyboardMarkup | None:
    """Buttons as Telegram wants them; none for none."""
    if not rows:
        return None
    return InlineKeyboardMarkup([[_button(button) for button in row] for row in rows])


def _button(button: Button) -> InlineKeyboardButton:
    if button.url:
        return InlineKeyboardButton(button.text, url=button.url)
    return InlineKeyboardButton(button.text, callback_data=button.data)
