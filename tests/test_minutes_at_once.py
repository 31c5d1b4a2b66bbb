"""What is typed for minutes while others are faster again and again."""

from typing import Any

import pytest

from bot.domain.minutes import Minutes
from bot.views import minutes_words as words
from tests.support.app import GROUP, LEADER, RunningBot


async def press(bot: RunningBot, message: dict[str, Any], label: str) -> None:
    """Press the button of that label."""
    buttons = [each for row in message["reply_markup"]["inline_keyboard"] for each in row]
    data = next(each["callback_data"] for each in buttons if each["text"] == label)
    await bot.deliver(bot.updates.callback(LEADER, message, data))


async def beaten(_minutes: Minutes) -> bool:
    """Somebody else was faster."""
    return False


async def test_what_could_not_be_kept_is_said_back_and_asked_for_again(
    bot: RunningBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing that was typed is lost; sent again it is taken in."""
    page = await bot.ask("/minutes 补记 昨天党小组会", GROUP, LEADER)
    await press(bot, page, "会议内容")
    with monkeypatch.context() as busy:
        busy.setattr(bot.stores.minutes, "save", beaten)
        await bot.deliver(bot.updates.message(GROUP, LEADER, "讲了第一课", reply_to=bot.api.sent()[-1]))
    said = bot.api.sent()[-1]
    assert said["text"] == words.NOT_KEPT.format(typed="讲了第一课")
    await bot.deliver(bot.updates.message(GROUP, LEADER, "讲了第一课", reply_to=said))
    assert words.WRITTEN_DOWN in bot.api.sent()[-1]["text"]
    assert "会议内容：\n讲了第一课" in bot.api.sent()[-1]["text"]
