"""How long polling goes on, and how waiting ends."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from itertools import count

import pytest
from telegram import Update
from telegram.error import NetworkError, RetryAfter, TimedOut

from bot.console.local_updates import LocalUser
from bot.incoming import fetching, offsets
from bot.incoming.fetching import POLL, Backoff, Fetcher
from bot.stopping import pause, unless
from tests.support.app import MEMBER, OTHER, RunningBot


def test_waits_grow_and_are_told_once_for_each_length(caplog: pytest.LogCaptureFixture) -> None:
    """A night without network fills no log; when it is over that is told, too."""
    backoff = Backoff()
    with caplog.at_level(logging.INFO, "bot.incoming.fetching"):
        waits = [backoff.after(NetworkError("no route")) for _ in range(9)]
        backoff.reset()
        backoff.reset()
    assert waits == [1, 2, 4, 8, 16, 30, 30, 30, 30]
    assert [record.getMessage().rpartition(", ")[2] for record in caplog.records] == [
        "again in 1 s", "again in 2 s", "again in 4 s", "again in 8 s", "again in 16 s", "again in 30 s",
        "Telegram reached again",
    ]  # fmt: skip


def test_telegram_says_how_long_to_wait() -> None:
    """At least that long; the next failure waits as if it had been like any other."""
    backoff = Backoff()
    assert backoff.after(RetryAfter(17)) == 17
    assert backoff.after(TimedOut()) == 2


async def test_updates_in_hand_are_limited(bot: RunningBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """While nobody can be answered, the rest waits at Telegram."""
    monkeypatch.setattr(fetching, "MAX_IN_HAND", 1)
    stop, free = asyncio.Event(), asyncio.Event()
    handled: asyncio.Queue[object] = asyncio.Queue()

    async def handle(update: object) -> None:
        handled.put_nowait(update)
        await free.wait()

    monkeypatch.setattr(bot.application, "process_update", handle)
    fetcher = Fetcher(bot.application, stop)
    running = asyncio.create_task(fetcher.run())
    bot.api.push(bot.updates.message(MEMBER.chat, MEMBER, "一"))
    await asyncio.wait_for(handled.get(), 10)
    bot.api.push(bot.updates.message(OTHER.chat, OTHER, "二"))
    await asyncio.sleep(0.05)  # nothing may happen now
    assert (handled.empty(), bot.api.queue.ready(0)) == (True, True)
    free.set()
    await asyncio.wait_for(handled.get(), 10)
    stop.set()
    await running
    assert await fetcher.finish(1, 1)


@dataclass
class Slow:
    """A bot that fetches, and handlers that take until they are let go."""

    bot: RunningBot
    fetcher: Fetcher
    began: list[int] = field(default_factory=list)
    """The updates that were begun, in order."""
    people: Iterator[int] = field(default_factory=lambda: count(1000))
    ends: dict[int, asyncio.Event] = field(default_factory=lambda: defaultdict(asyncio.Event))

    async def handle(self, update: Update) -> None:
        self.began.append(update.update_id)
        await self.ends[update.update_id].wait()

    def ask(self, number: int = 1) -> list[int]:
        """So many people write who never wrote before. Returns the updates."""
        found = []
        for _ in range(number):
            sender = LocalUser(next(self.people), "某人")
            found.append(self.bot.updates.message(sender.chat, sender, "好"))
            self.bot.api.push(found[-1])
        return [update["update_id"] for update in found]

    def let_go(self, *numbers: int) -> None:
        for number in numbers:
            self.ends[number].set()

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not holds():  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.005)

    def polls(self) -> list[tuple[int, int]]:
        """Offset and seconds of each poll."""
        return [(call.params.get("offset", 0), call.params["timeout"]) for call in self.bot.api.of("getUpdates")]

    def at_telegram(self) -> list[int]:
        """The updates that it has not forgotten."""
        return [update["update_id"] for update in self.bot.api.queue.waiting()]


@pytest.fixture
async def slow(bot: RunningBot, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Slow]:
    stop = asyncio.Event()
    slow = Slow(bot, Fetcher(bot.application, stop))
    monkeypatch.setattr(bot.application, "process_update", slow.handle)
    running = asyncio.create_task(slow.fetcher.run())
    yield slow
    stop.set()
    slow.let_go(*slow.began)
    await asyncio.wait_for(running, 10)
    await slow.fetcher.finish(1, 1)


async def test_telegram_keeps_what_is_in_hand(slow: Slow) -> None:
    """It is fetched again, and begun once; what comes meanwhile is begun beside it; and when the first is handled, all
    is forgotten by the next poll, which waits."""
    (first,) = slow.ask()
    await slow.until(lambda: slow.began == [first])
    later = slow.ask(3)
    await slow.until(lambda: slow.began == [first, *later])
    slow.let_go(*later)
    polls = len(slow.polls())
    await slow.until(lambda: len(slow.polls()) >= polls + 3)
    assert slow.at_telegram() == [first, *later]
    assert slow.began == [first, *later]
    assert set(slow.polls()[1:]) == {(first, 0)}
    slow.let_go(first)
    await slow.until(lambda: slow.at_telegram() == [])
    await asyncio.sleep(0.05)
    polls = len(slow.polls())
    await asyncio.sleep(0.3)  # the poll that waits is written down when it is answered
    assert len(slow.polls()) == polls
    slow.let_go(*slow.ask())
    await slow.until(lambda: slow.at_telegram() == [])
    assert (later[-1] + 1, POLL) in slow.polls()


async def test_polls_are_few_while_something_takes_long(slow: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    """They grow rarer, and with the next update are quick again."""
    monkeypatch.setattr(fetching, "LONGEST_PAUSE", 60.0)
    slow.ask()
    await asyncio.sleep(0.5)  # pauses of 0.005, 0.02, 0.08, 0.32
    assert 3 <= len(slow.polls()) <= 5


async def test_one_chat_that_hangs_is_given_up(slow: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    """Telegram may forget it then; it is still handled, and waited for at the end."""
    monkeypatch.setattr(offsets, "HELD", 0.2)
    (first,) = slow.ask()
    await slow.until(lambda: slow.at_telegram() == [])
    slow.let_go(*slow.ask())
    await slow.until(lambda: slow.at_telegram() == [])
    assert len(slow.began) == 2
    slow.let_go(first)
    assert await slow.fetcher.finish(5, 1)


async def test_a_crowd_keeps_nobody_from_coming(slow: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than a poll brings hang: the oldest are given up, as many as room is needed for, and all are begun."""
    monkeypatch.setattr(offsets, "HELD_IN_A_CROWD", 0.2)
    everybody = slow.ask(230)
    await slow.until(lambda: len(slow.began) == 230)
    assert slow.began == everybody
    assert slow.at_telegram() == everybody[-len(slow.at_telegram()) :]
    assert len(slow.at_telegram()) >= offsets.ENOUGH


async def test_nothing_is_given_up_for_an_outage(slow: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    """While Telegram takes nothing that is said there are no polls, and afterwards everybody has all the time again."""
    monkeypatch.setattr(offsets, "HELD", 0.6)
    monkeypatch.setattr(fetching, "OUTAGE", 0.1)
    (first,) = slow.ask()
    await slow.until(lambda: slow.began == [first])
    slow.bot.notifier._is_there.clear()
    await asyncio.sleep(0.3)
    polls = len(slow.polls())
    await asyncio.sleep(0.5)
    assert len(slow.polls()) == polls
    slow.bot.notifier._is_there.set()
    await slow.until(lambda: len(slow.polls()) > polls + 1)
    assert slow.at_telegram() == [first]


async def test_a_server_that_confirms_nothing_is_not_asked_all_the_time(
    slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor is anything handled twice."""

    def all_of_them(request: object) -> list[dict[str, object]]:
        return list(slow.bot.api.queue.waiting())

    monkeypatch.setitem(slow.bot.api._methods, "getupdates", ("getUpdates", all_of_them))
    monkeypatch.setattr(slow.bot.api.queue, "ready", lambda _: True)
    slow.ends.default_factory = _is_set
    slow.ask(2)
    await asyncio.sleep(0.5)
    assert len(slow.began) == 2
    assert len(slow.polls()) < 10


def _is_set() -> asyncio.Event:
    event = asyncio.Event()
    event.set()
    return event


async def test_what_nobody_can_read_is_not_fetched_for_ever(slow: Slow) -> None:
    """It is done with; those beside it are handled."""
    (number,) = slow.ask()
    slow.bot.api.push({"update_id": number + 1, "inline_query": {"id": None}})
    slow.let_go(number)
    await slow.until(lambda: slow.at_telegram() == [])
    assert slow.began == [number]


async def test_a_bug_while_handling_is_told_and_no_more(
    bot: RunningBot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The next update is fetched."""
    stop, again = asyncio.Event(), asyncio.Event()

    async def handle(update: object) -> None:
        if caplog.records:
            again.set()
        raise LookupError

    monkeypatch.setattr(bot.application, "process_update", handle)
    running = asyncio.create_task(Fetcher(bot.application, stop).run())
    bot.api.push(bot.updates.message(MEMBER.chat, MEMBER, "一"))
    bot.api.push(bot.updates.message(MEMBER.chat, MEMBER, "二"))
    await asyncio.wait_for(again.wait(), 10)
    stop.set()
    await running
    assert caplog.records[0].getMessage().endswith("not handled")


async def test_an_action_is_awaited_unless_the_program_is_to_stop() -> None:
    """Its result, its error, or nothing once it is cancelled, whatever it does then."""
    stop = asyncio.Event()

    async def fail() -> int:
        raise LookupError

    async def hang() -> int:
        try:
            await asyncio.Event().wait()
        finally:
            raise OSError

    assert await unless(stop, asyncio.sleep(0, 5)) == 5
    with pytest.raises(LookupError):
        await unless(stop, fail())
    asyncio.get_running_loop().call_later(0.01, stop.set)
    assert await unless(stop, hang()) is None
    await pause(stop, 60)
