"""Failures that tests announce reach the bot as the library's errors."""

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.ext import ExtBot

from bot.console.local_api import LOCAL_TOKEN
from bot.console.local_updates import LocalUser
from tests.support import telegram
from tests.support.clock import ManualClock
from tests.support.telegram import Failure, ScriptedBotApi

MEMBER = LocalUser(7, "小李")


@pytest.fixture
def api() -> ScriptedBotApi:
    api = ScriptedBotApi(ManualClock())
    api.world.add_chat(MEMBER.chat, MEMBER)
    return api


@pytest.mark.parametrize(
    ("failure", "error", "text"),
    [
        (telegram.bad_request("message is not modified"), BadRequest, "Message is not modified"),
        (telegram.forbidden("bot was blocked by the user"), Forbidden, "bot was blocked by the user"),
        (telegram.retry_after(3), RetryAfter, "Flood control exceeded"),
        (telegram.migrated(-1005), ChatMigrated, "-1005"),
        (telegram.conflict(), Conflict, "terminated by other getUpdates request"),
        (telegram.unauthorized(), InvalidToken, "Unauthorized"),
        (telegram.server_error(), NetworkError, "Bad Gateway"),
        (telegram.server_error(500), NetworkError, "Internal Server Error"),
        (telegram.timeout(), TimedOut, "Timed out"),
        (telegram.network(), NetworkError, "ConnectError"),
        (telegram.broken_json(), TelegramError, "Invalid server response"),
    ],
)
async def test_a_failure_is_raised_as_the_librarys_error(
    api: ScriptedBotApi, monkeypatch: pytest.MonkeyPatch, failure: Failure, error: type[TelegramError], text: str
) -> None:
    """Of exactly that class; the call after it succeeds."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    async with ExtBot(LOCAL_TOKEN, request=api) as bot:
        api.fail("sendMessage", failure)
        with pytest.raises(error, match=text) as caught:
            await bot.send_message(MEMBER.id, "一")
        assert type(caught.value) is error
        assert (await bot.send_message(MEMBER.id, "二")).text == "二"
    first, second = api.of("sendMessage")
    assert first.error is not None
    assert first.params["text"] == "一"
    assert second.error is None


async def test_a_timeout_may_have_delivered(api: ScriptedBotApi) -> None:
    """The message is there although the bot was told nothing; a plain timeout delivers nothing."""
    api.fail("sendMessage", telegram.timeout(delivered=True))
    api.fail("sendMessage", telegram.timeout())
    async with ExtBot(LOCAL_TOKEN, request=api) as bot:
        for text in ("一", "二"):
            with pytest.raises(TimedOut):
                await bot.send_message(MEMBER.id, text)
    assert [message["text"] for message in api.world.messages[MEMBER.id].values()] == ["一"]
    assert api.sent() == []


async def test_failures_come_as_often_as_announced(api: ScriptedBotApi) -> None:
    """And only to their method."""
    api.fail("sendMessage", telegram.network(), times=2)
    async with ExtBot(LOCAL_TOKEN, request=api) as bot:
        await bot.send_chat_action(MEMBER.id, "typing")
        for _ in range(2):
            with pytest.raises(NetworkError):
                await bot.send_message(MEMBER.id, "一")
        await bot.send_message(MEMBER.id, "一")
    assert [message["text"] for message in api.sent()] == ["一"]
