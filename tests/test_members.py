"""Who is in a group: Telegram is asked, not too often, and nobody is kept out for its silence."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.members import MEMORY, OUTSIDE_MEMORY, TelegramMembers
from bot.storage.memory import MemoryStores
from intents.understanding import Understanding
from tests.support.app import GROUP, MEMBER, STRANGER, RunningBot, running_bot
from tests.support.telegram import bad_request, retry_after, timeout


@pytest.fixture
async def bot(understanding: Understanding) -> AsyncIterator[RunningBot]:
    async with running_bot(MemoryStores(), understanding) as running:
        yield running


@pytest.fixture
def members(bot: RunningBot) -> TelegramMembers:
    return TelegramMembers(bot.application.bot, bot.clock)


@pytest.mark.parametrize(
    ("status", "outside"), [("member", False), ("administrator", False), ("left", True), ("kicked", True)]
)
async def test_who_is_in_a_group_is_asked_of_telegram(
    bot: RunningBot, members: TelegramMembers, status: str, *, outside: bool
) -> None:
    """By what they are there."""
    bot.api.world.set_member(GROUP, MEMBER, status)
    assert await members.is_outside(GROUP.id, MEMBER.id) is outside


async def test_what_telegram_said_is_remembered_for_some_minutes(bot: RunningBot, members: TelegramMembers) -> None:
    """Who came into the group meanwhile is let through soon."""
    assert not await members.is_outside(GROUP.id, MEMBER.id)
    assert await members.is_outside(GROUP.id, STRANGER.id)
    assert await members.is_outside(GROUP.id, STRANGER.id)
    assert len(bot.api.of("getChatMember")) == 2
    bot.api.world.set_member(GROUP, STRANGER, "member")
    bot.api.world.set_member(GROUP, MEMBER, "left")
    bot.clock.advance(OUTSIDE_MEMORY)
    assert not await members.is_outside(GROUP.id, STRANGER.id)
    assert not await members.is_outside(GROUP.id, MEMBER.id)
    bot.clock.advance(MEMORY)
    assert await members.is_outside(GROUP.id, MEMBER.id)


async def test_who_is_surely_in_a_group_is_asked_anew_where_telegram_did_not_tell(
    bot: RunningBot, members: TelegramMembers
) -> None:
    """Its silence proves nothing, and nobody whom it does not know is there."""
    bot.api.fail("getChatMember", timeout())
    assert not await members.is_outside(GROUP.id, MEMBER.id)
    bot.api.fail("getChatMember", timeout())
    assert not await members.is_inside(GROUP.id, MEMBER.id)
    assert await members.is_inside(GROUP.id, MEMBER.id)
    assert not await members.is_inside(GROUP.id, STRANGER.id)
    assert not await members.is_inside(GROUP.id, 123456)


@pytest.mark.parametrize("failure", [bad_request("CHAT_ADMIN_REQUIRED"), timeout(), retry_after(3600)])
async def test_where_telegram_does_not_tell_everybody_is_let_through(
    bot: RunningBot, members: TelegramMembers, failure: object
) -> None:
    """It is not asked at each press."""
    bot.api.fail("getChatMember", failure, times=5)  # type: ignore[arg-type]
    assert not await members.is_outside(GROUP.id, STRANGER.id)
    assert not await members.is_outside(GROUP.id, STRANGER.id)
    assert len(bot.api.of("getChatMember")) == 1


async def test_who_presses_does_not_wait_for_a_telegram_that_is_silent(
    bot: RunningBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are let through after a while."""

    async def wait(*_: object, **__: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(type(bot.application.bot), "get_chat_member", wait)
    members = TelegramMembers(bot.application.bot, bot.clock, patience=0.01)
    async with asyncio.timeout(timedelta(seconds=5).total_seconds()):
        assert not await members.is_outside(GROUP.id, STRANGER.id)
