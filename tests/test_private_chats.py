"""Private chats are open to the bot from the first word or press on, whatever was known of them before."""

import logging
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.domain.chat import Chat
from bot.domain.errors import StorageError
from bot.services.reaching import OPEN_FOR
from bot.storage.memory import MemoryStores
from intents.understanding import Understanding
from tests.support.app import GROUP, MEMBER, RunningBot, running_bot
from tests.support.calendar import put, reminder_of


@pytest.fixture
async def bot(understanding: Understanding) -> AsyncIterator[RunningBot]:
    async with running_bot(MemoryStores(), understanding) as running:
        yield running


async def _close(bot: RunningBot) -> None:
    """The person blocked the bot once, with a reminder in their own calendar."""
    now = bot.clock.now()
    await bot.stores.chats.save(Chat(MEMBER.id, "private", False, now))
    own = reminder_of("每周五下午3点 读书会", "series00001", now, chat_id=MEMBER.id, organizer_id=MEMBER.id)
    await put(bot.stores, replace(own, suspended=True), now)


async def _is_open(bot: RunningBot) -> tuple[bool, bool]:
    """Whether their chat is open, as far as is known, and whether their reminder goes on."""
    chat, reminder = await bot.stores.chats.chat(MEMBER.id), await bot.stores.reminders.reminder("series00001")
    assert reminder is not None
    return chat is not None and chat.reachable, not reminder.suspended


async def test_a_press_opens_a_private_chat(bot: RunningBot) -> None:
    """And what was suspended there goes on."""
    await bot.ask("/topics")
    topics = bot.api.sent()[-1]
    await _close(bot)
    bot.clock.advance(OPEN_FOR)
    await bot.deliver(bot.updates.press(MEMBER, topics, "党小组"))
    assert await _is_open(bot) == (True, True)


async def test_who_opens_a_private_chat_again_is_heard_at_once(bot: RunningBot) -> None:
    """Telegram tells that somebody lets the bot in again, however short ago they spoke to it before."""
    await bot.ask("/topics")
    await _close(bot)
    await bot.deliver(bot.updates.my_chat_member(MEMBER.chat, MEMBER, "kicked", "member"))
    assert await _is_open(bot) == (True, True)


async def test_a_message_opens_a_private_chat(bot: RunningBot) -> None:
    """Of any kind."""
    await _close(bot)
    await bot.deliver(bot.updates.sticker(MEMBER.chat, MEMBER))
    assert await _is_open(bot) == (True, True)


async def test_what_somebody_does_in_a_group_opens_no_private_chat(bot: RunningBot) -> None:
    """Telegram lets the bot write to them no more than before."""
    await _close(bot)
    await bot.ask("/topics", GROUP)
    await bot.deliver(bot.updates.press(MEMBER, bot.api.sent()[-1], "党小组"))
    await bot.deliver(bot.updates.my_chat_member(MEMBER.chat, MEMBER, "member", "kicked"))
    assert await _is_open(bot) == (False, False)


async def test_a_chat_that_is_known_to_be_open_is_not_written_again(
    bot: RunningBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A message costs one look at what is known."""
    await bot.ask("/topics")
    saved: list[Chat] = []

    async def save(chat: Chat) -> None:
        saved.append(chat)

    monkeypatch.setattr(bot.stores.chats, "save", save)
    await bot.ask("/topics")
    assert saved == []


async def test_a_database_that_does_not_tell_keeps_nobody_from_an_answer(
    bot: RunningBot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The next message notes it."""

    async def chat(_: int) -> Chat | None:
        raise StorageError("down")

    with monkeypatch.context() as broken, caplog.at_level(logging.WARNING):
        broken.setattr(bot.stores.chats, "chat", chat)
        assert "党小组" in (await bot.ask("/topics"))["text"] + str(bot.api.sent()[-1])
    assert [record.getMessage() for record in caplog.records] == ["not noted that a private chat is open: down"]
    await bot.ask("/topics")
    known = await bot.stores.chats.chat(MEMBER.id)
    assert known is not None
    assert known.reachable
