"""Tells the operator chat of bugs, of deliveries that did not arrive, and of the database. Handing over never waits and
never raises; what cannot be sent is kept until it can, and what there is too much of is counted instead of told."""

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from contextvars import ContextVar
from types import TracebackType
from typing import Any

from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError
from telegram.ext import ExtBot

from bot.domain.errors import StorageError, TornError
from bot.domain.identity import NewId, random_id
from bot.logs import OWN, Tracing, brief
from bot.seeing.metrics import Metrics
from bot.seeing.throttling import Throttle, Word
from bot.views.alerts import say_bug, say_error, say_unusable, say_word

log = logging.getLogger(__name__)

MAX_WAITING = 100
"""Things handed over and not looked at yet; beyond that the oldest are only counted."""

FIRST_PAUSE, LONGEST_PAUSE = 5.0, 300.0
"""Seconds between tries to reach the chat."""

LOOK_EVERY = 60.0
"""Seconds, at most, until it is looked whether something that was held may be told."""

_UNUSABLE = ("bot.services.care.library", "revision %d cannot be used, %d stays: %s")
"""Logger and template of the error that a revision is of no use."""

_telling: ContextVar[bool] = ContextVar("telling", default=False)
"""Whether something is being told: what goes wrong with that is not told in its turn."""


class OperatorChat:
    """The chat, as Telegram knows it."""

    def __init__(self, bot: ExtBot[Any], chat_id: int) -> None:
        self._bot = bot
        self._chat_id = chat_id

    async def send(self, text: str) -> None:
        """Say it, as plain text. Raises TelegramError."""
        try:
            await self._bot.send_message(self._chat_id, text, parse_mode=None)
        except ChatMigrated as error:
            log.warning("the operator chat has a new id, set it: %d", error.new_chat_id)
            self._chat_id = error.new_chat_id
            await self._bot.send_message(self._chat_id, text, parse_mode=None)


class Operator:
    """Takes what happened from anywhere, and tells it from a task of its own."""

    def __init__(
        self,
        send: Callable[[str], Awaitable[None]] | None,
        metrics: Metrics,
        *,
        throttle: Throttle | None = None,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """``send`` raises TelegramError; None where there is no operator chat, and all that is told is dropped."""
        self._send = send
        self._metrics = metrics
        self._throttle = throttle or Throttle()
        self._now = now
        self._sleep = sleep
        self._waiting: deque[tuple[str, str]] = deque()
        self._dropped = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._woken = asyncio.Event()
        self._is_refused = False

    @property
    def is_there(self) -> bool:
        """Whether anybody is told."""
        return self._send is not None

    def tell(self, key: str, text: str) -> None:
        """Hand something over, from any thread; what has the same key is the same thing."""
        if self._send is None or _telling.get():
            return
        self._waiting.append((key, text))
        while len(self._waiting) > MAX_WAITING:
            with contextlib.suppress(IndexError):  # another thread was faster
                self._waiting.popleft()
                self._dropped += 1
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # it is closing
                self._loop.call_soon_threadsafe(self._woken.set)

    async def run(self) -> None:
        """Tell what is handed over, for ever."""
        if self._send is None:
            return
        self._loop = asyncio.get_running_loop()
        _telling.set(True)  # of this task
        while True:
            self._woken.clear()
            for word in self._words():
                await self._tell(word)
            await self._wait()

    def _words(self) -> Iterator[Word]:
        """What is to be told now."""
        while self._waiting:
            key, text = self._waiting.popleft()
            word = self._throttle.admit(key, text, self._now())
            if word is None:
                self._metrics.operator_told("held")
            else:
                yield word
        dropped, self._dropped = self._dropped, 0
        self._throttle.skip(dropped)
        yield from self._throttle.due(self._now())

    async def _wait(self) -> None:
        if self._waiting:
            return
        due = self._throttle.next_due()
        seconds = LOOK_EVERY if due is None else min(max(due - self._now(), 0.0), LOOK_EVERY)
        with contextlib.suppress(TimeoutError):  # not wait_for, which passes over an end that comes with a word
            async with asyncio.timeout(seconds):
                await self._woken.wait()

    async def _tell(self, word: Word) -> None:
        """Tell it, as many tries as it takes; only what the chat refuses is given up."""
        text, pause = say_word(word.text, word.times, word.unsaid, is_last=word.is_last), FIRST_PAUSE
        while self._send is not None:
            try:
                await self._send(text)
            except (BadRequest, Forbidden) as error:
                if not self._is_refused:
                    log.warning("the operator chat cannot be told: %s", brief(error))
                self._is_refused = True
                self._metrics.operator_told("failed")
                return
            except TelegramError as error:
                log.info("the operator chat is told later: %s", brief(error))
                await self._sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                self._is_refused = False
                self._metrics.operator_told("sent")
                return


class OperatorHandler(logging.Handler):
    """Hands errors of our own loggers over."""

    def __init__(self, operator: Operator, new_id: NewId = random_id) -> None:
        super().__init__(logging.ERROR)
        self._operator = operator
        self.addFilter(Tracing(new_id))

    def emit(self, record: logging.LogRecord) -> None:
        """Never raises."""
        try:
            told = _said(record)
            if told is not None:
                self._operator.tell(*told)
        except Exception:  # noqa: S110 - to log it would lead here again
            pass


@contextlib.contextmanager
def told_of_errors(operator: Operator, new_id: NewId = random_id) -> Iterator[None]:
    """Hand over what our loggers say at ERROR, while the context lasts."""
    handler = OperatorHandler(operator, new_id)
    loggers = [logging.getLogger(name) for name in OWN] if operator.is_there else []
    for each in loggers:
        each.addHandler(handler)
    try:
        yield
    finally:
        for each in loggers:
            each.removeHandler(handler)


def _said(record: logging.LogRecord) -> tuple[str, str] | None:
    """The key and the sentence of a record; None for one of which the operator is told otherwise."""
    reference = str(getattr(record, "reference", ""))
    args = record.args if isinstance(record.args, tuple) else ()
    if any(isinstance(arg, StorageError) and not isinstance(arg, TornError) for arg in args):
        return None  # the database is lost, once for all that want something of it
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        kind, place = type(error).__name__, _place(error.__traceback__) or f"{record.name}:{record.lineno}"
        return f"bug {kind} {place}", say_bug(kind, place, reference)
    if (record.name, record.msg) == _UNUSABLE and isinstance(args[0], int) and isinstance(args[1], int):
        return f"revision {args[0]}", say_unusable(args[0], args[1], reference)
    place = f"{record.name}:{record.lineno}"
    return f"error {place}", say_error(_without_words(record, args), place, reference)


def _without_words(record: logging.LogRecord, args: tuple[object, ...]) -> str:
    """The message with its numbers and nothing else that was put in."""
    if not isinstance(record.msg, str):  # whatever was handed over instead of a message
        return type(record.msg).__name__
    safe = tuple(arg if isinstance(arg, int | float) else "…" for arg in args)
    try:
        return str(record.msg) % safe if safe else str(record.msg)
    except (TypeError, ValueError):
        return str(record.msg)


def _place(traceback: TracebackType | None) -> str:
    """The innermost place of ours: module and line."""
    place = ""
    while traceback is not None:
        name = str(traceback.tb_frame.f_globals.get("__name__", ""))
        if name.partition(".")[0] in OWN:
            place = f"{name}:{traceback.tb_lineno}"
        traceback = traceback.tb_next
    return place
