"""How long polling goes on, and how waiting ends."""

import asyncio
import logging

import pytest
from telegram.error import NetworkError, RetryAfter, TimedOut

from bot import fetching
from bot.fetching import Backoff, Fetcher
from bot.stopping import pause, unless
from tests.support.app import MEMBER, OTHER, RunningBot


def test_waits_grow_and_are_told_once_for_each_length(caplog: pytest.LogCaptureFixture) -> None:
    """A night without network fills no log; when it is over that is told, too."""
    backoff = Backoff()
    with caplog.at_level(logging.INFO, "bot.fetching"):
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
    monkeypatch.setattr(fetching, "CONFIRM_AFTER", 0)
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
