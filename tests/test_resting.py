"""Whoever waits for Telegram gives its room to others meanwhile."""

import asyncio
from typing import Any

import pytest

from bot.incoming.updates import ChatOrder
from bot.notifier import Place
from bot.resting import resting, working
from bot.views.markup import say
from tests.support import telegram
from tests.support.app import GROUP, MEMBER, OTHER, RunningBot

QUESTION = "党小组会多久开一次"


async def test_who_rests_lets_others_work() -> None:
    """And goes on when there is room again."""
    slots, done = asyncio.Semaphore(1), list[str]()
    enough = asyncio.Event()

    async def first() -> None:
        async with working(slots):
            async with resting():
                await enough.wait()
            assert slots.locked()
            done.append("first")

    async def second() -> None:
        async with working(slots):
            enough.set()
            await asyncio.sleep(0.01)
            done.append("second")

    async with asyncio.timeout(5):
        await asyncio.gather(first(), second())
    assert (done, slots._value) == (["second", "first"], 1)


async def test_parts_that_rest_at_the_same_time_give_one_room() -> None:
    """Not one each."""
    slots = asyncio.Semaphore(2)

    async def part() -> None:
        async with resting():
            await asyncio.sleep(0.01)
            assert slots._value == 2

    async with working(slots):
        await asyncio.gather(part(), part(), part())
        assert slots._value == 1
    assert slots._value == 2


@pytest.mark.parametrize("waits_for_room", [False, True])
async def test_who_is_given_up_while_it_rests_gives_nothing_twice(waits_for_room: bool) -> None:
    """In the middle of the rest, and while it waits for room."""
    slots, rested = asyncio.Semaphore(1), asyncio.Event()

    async def work() -> None:
        async with working(slots), resting():
            await rested.wait()

    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    async with slots:
        if waits_for_room:
            rested.set()
            await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.wait({task})
        assert slots._value == 0
    assert slots._value == 1


async def test_what_goes_on_after_its_work_has_nothing_to_give() -> None:
    """A task that an update began."""
    slots, begin = asyncio.Semaphore(1), asyncio.Event()

    async def later() -> None:
        await begin.wait()
        async with resting():
            assert slots._value == 1

    async with working(slots):
        task = asyncio.create_task(later())
    begin.set()
    await task
    assert slots._value == 1


@pytest.fixture
def order(bot: RunningBot) -> ChatOrder:
    """The order of updates, with room for one."""
    order = bot.application.update_processor
    assert isinstance(order, ChatOrder)
    order._slots = asyncio.Semaphore(1)
    return order


async def expect_another_is_answered(bot: RunningBot, order: ChatOrder, held: dict[str, Any], calls: int) -> None:
    """While one update waits, after so many calls; given up, it takes no room."""
    task = asyncio.create_task(bot.deliver(held))
    await asyncio.sleep(0.05)  # it is in hand
    async with asyncio.timeout(5):
        while len(bot.api.of("sendMessage")) < calls or order._slots.locked():  # noqa: ASYNC110
            await asyncio.sleep(0)
        await bot.ask(QUESTION)
    assert [call.params["chat_id"] for call in bot.api.of("sendMessage")][calls:] == [MEMBER.id]
    assert not task.done()
    task.cancel()
    await asyncio.wait({task})
    assert order._slots._value == 1


async def test_a_chat_that_is_told_to_wait_holds_up_nobody(bot: RunningBot, order: ChatOrder) -> None:
    """Others are answered at once."""
    bot.api.fail("sendMessage", telegram.retry_after(60))
    await expect_another_is_answered(bot, order, bot.updates.message(OTHER.chat, OTHER, QUESTION), 1)


async def test_a_group_that_had_its_messages_of_the_minute_holds_up_nobody(bot: RunningBot, order: ChatOrder) -> None:
    """It waits for the next minute."""
    for number in range(20):
        await bot.notifier.send(Place(GROUP.id), say(str(number)))
    held = bot.updates.message(GROUP, OTHER, f"/ask {QUESTION}")
    await expect_another_is_answered(bot, order, held, 20)


async def test_who_waits_for_telegram_holds_up_nobody(
    bot: RunningBot, order: ChatOrder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be there for others."""

    async def never(_seconds: float) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(bot.notifier, "_sleep", never)
    bot.api.fail("sendMessage", telegram.server_error())
    await expect_another_is_answered(bot, order, bot.updates.message(OTHER.chat, OTHER, QUESTION), 1)
