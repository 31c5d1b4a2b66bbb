"""What is typed for minutes while others are faster again and again."""

from typing import Any

from bot.views import minutes_words as words
from tests.support.app import GROUP, LEADER, RunningBot


class Beaten:
    """A store in which somebody else is always faster, while ``busy``."""

    def __init__(self, store: Any) -> None:
        self._store = store
        self.busy = True

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def save(self, minutes: Any) -> bool:
        return not self.busy and bool(await self._store.save(minutes))


async def press(bot: RunningBot, message: dict[str, Any], label: str) -> None:
    """Press the button of that label."""
    buttons = [each for row in message["reply_markup"]["inline_keyboard"] for each in row]
    data = next(each["callback_data"] for each in buttons if each["text"] == label)
    await bot.deliver(bot.updates.callback(LEADER, message, data))


async def test_what_could_not_be_kept_is_said_back_and_asked_for_again(bot: RunningBot) -> None:
    """Nothing that was typed is lost; sent again it is taken in."""
    page = await bot.ask("/minutes 补记 昨天党小组会", GROUP, LEADER)
    await press(bot, page, "会议内容")
    beaten = Beaten(bot.stores.minutes)
    bot.stores.minutes = beaten  # type: ignore[misc,assignment]
    await bot.deliver(bot.updates.message(GROUP, LEADER, "讲了第一课", reply_to=bot.api.sent()[-1]))
    said = bot.api.sent()[-1]
    assert said["text"] == words.NOT_KEPT.format(typed="讲了第一课")
    beaten.busy = False
    await bot.deliver(bot.updates.message(GROUP, LEADER, "讲了第一课", reply_to=said))
    assert words.WRITTEN_DOWN in bot.api.sent()[-1]["text"]
    assert "会议内容：\n讲了第一课" in bot.api.sent()[-1]["text"]
