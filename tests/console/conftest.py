from collections.abc import AsyncIterator

import pytest
from telegram.ext import ExtBot

from bot.console.local_api import LOCAL_TOKEN
from bot.console.local_updates import LocalChat, LocalUser
from tests.support.clock import ManualClock
from tests.support.telegram import ScriptedBotApi


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def api(clock: ManualClock) -> ScriptedBotApi:
    return ScriptedBotApi(clock, bot_id=42)


@pytest.fixture
async def ext_bot(api: ScriptedBotApi) -> AsyncIterator[ExtBot[None]]:
    """A bot of the library, talking to the Bot API in memory."""
    async with ExtBot(LOCAL_TOKEN, request=api, get_updates_request=api) as bot:
        yield bot


@pytest.fixture
def member(api: ScriptedBotApi) -> LocalUser:
    """Somebody who has started the bot."""
    user = LocalUser(7, "小李", "xiaoli")
    api.world.add_chat(user.chat, user)
    return user


@pytest.fixture
def group(api: ScriptedBotApi) -> LocalChat:
    """A supergroup that the bot is in."""
    chat = LocalChat(-1001, "supergroup", "第一党小组")
    api.world.add_chat(chat)
    return chat
