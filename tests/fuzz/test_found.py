"""What the fuzzer found, one by one, so that it stays found whatever the fuzzer makes next."""

from dataclasses import replace
from typing import Any

import pytest

from bot.handlers.people import called
from bot.views import words
from tests.support.app import ADMIN, GROUP, LEADER, MEMBER, RunningBot
from tests.support.logs import production_log

Json = dict[str, Any]


async def _take(bot: RunningBot, update: Json) -> str:
    """What is logged while the bot handles an update."""
    with production_log() as log:
        await bot.deliver(update)
    return log.text


@pytest.mark.parametrize("chat", [MEMBER.chat, GROUP])
async def test_a_command_without_a_text(bot: RunningBot, chat: Any) -> None:
    """The mark of a command, and nothing that it marks."""
    update = bot.updates.message(chat, MEMBER, "/x")
    del update["message"]["text"]
    assert "bug" not in await _take(bot, update)


@pytest.mark.parametrize(("offset", "length"), [(0, 1), (1, 2), (-1, 2), (2**31 - 1, 1), (0, -1), (3, 10)])
async def test_a_mention_in_a_wrong_place(bot: RunningBot, offset: int, length: int) -> None:
    """Half an emoji, behind the end, before the beginning: it mentions nobody, and the message is no trouble."""
    update = bot.updates.message(GROUP, MEMBER, "😀😀党小组会多久开一次")
    update["message"]["entities"] = [{"type": "mention", "offset": offset, "length": length}]
    assert not await _take(bot, update)
    assert bot.api.sent() == []


async def test_a_mention_in_its_place(bot: RunningBot) -> None:
    """Behind emoji, which count twice, and in any letter case."""
    update = bot.updates.message(GROUP, MEMBER, "😀 @ZUWU_bot 党小组会多久开一次")
    await bot.deliver(update)
    assert "一般每月召开 1 次" in bot.api.sent()[-1]["text"]


async def test_an_admin_without_a_name(bot: RunningBot) -> None:
    """A deleted account has none; it is called by its number."""
    nameless = replace(ADMIN, first_name="")
    update = bot.updates.message(nameless.chat, nameless, "/faq")
    assert "bug" not in await _take(bot, update)
    assert bot.api.sent()


async def test_a_person_without_a_name_is_called_by_the_number(bot: RunningBot) -> None:
    """Wherever the bot needs a name."""
    user = await bot.application.bot.get_chat_member(GROUP.id, MEMBER.id)
    assert called(user.user) == "小李"
    bot.api.world.set_member(GROUP, replace(MEMBER, first_name=""), "member")
    user = await bot.application.bot.get_chat_member(GROUP.id, MEMBER.id)
    assert called(user.user) == words.UNKNOWN_PERSON.format(user_id=MEMBER.id)


@pytest.mark.parametrize("chat_id", [0, -99999999999999999, 2**52, -(2**52)])
async def test_a_forged_button_asks_telegram_for_no_chat_without_a_number(bot: RunningBot, chat_id: int) -> None:
    """What no chat and no person has for a number is not asked for, whatever the button."""
    sent = await bot.ask("/settings", LEADER.chat, LEADER)
    shapes = ("1ro:p:{}", "1ro:l:{}:0", "1cs:{}:z", "1cf:{}", "1cf:{}:s", "1mi:l:{}:0", "1mi:y:{}:2026", "1pr:s:{}:0",
              "1pr:a:{}:x", "1la:{}", "1ld:{}")  # fmt: skip
    for shape in shapes:
        assert "bug" not in await _take(bot, bot.updates.callback(LEADER, sent, shape.format(chat_id)))
    asked = {call.params.get(name) for call in bot.api.calls for name in ("chat_id", "user_id")}
    assert chat_id not in asked
