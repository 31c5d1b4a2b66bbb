"""A folder of knowledge that lost much: an admin says that it is meant, from the button in the news to the answers."""

import pytest

from bot.domain.revision import Origin
from bot.handlers.context import NOTIFIER
from bot.herald import TelegramHerald
from bot.services.care.intake import Content, Intakes
from bot.services.care.news import Held, News, WentLive
from bot.views.care import faq_words, news_words
from tests.support.app import ADMIN, MEMBER, RunningBot, sample_files

ASKED = "预备党员的预备期有多长"
FAQ, BOUNDARIES = "faq/group-rules-2019.yaml", "boundaries.yaml"


def _less(answer: str) -> dict[str, bytes]:
    """The sample without its boundaries, and with another answer."""
    files = {name: content for name, content in sample_files().items() if name != BOUNDARIES}
    return {**files, FAQ: files[FAQ].replace("一般每月召开 1 次".encode(), answer.encode(), 1)}


@pytest.fixture
def intakes(bot: RunningBot) -> Intakes:
    """Those of the bot, without waiting."""
    services = bot.services
    return Intakes(
        bot.stores, services.library, services.knowledge, bot.clock, admins=(ADMIN.id,), sleep=bot.clock.sleep
    )


async def _look(intakes: Intakes, files: dict[str, bytes]) -> News | None:
    return await intakes.look(lambda: Content(Origin.DISK, files))


async def _tell(bot: RunningBot, news: News | None) -> dict[str, object]:
    assert isinstance(news, Held)
    await TelegramHerald(bot.application.bot_data[NOTIFIER]).tell((ADMIN.id,), news)
    return bot.api.sent()[-1]


async def test_what_the_folder_lost_goes_when_an_admin_says_so(bot: RunningBot, intakes: Intakes) -> None:
    """A report first, as of any other change; the folder goes on from there."""
    await _look(intakes, dict(sample_files()))
    message = await _tell(bot, await _look(intakes, _less("每月都开")))
    assert "党小组规则" in (await bot.ask(ASKED, sender=MEMBER))["text"]
    await bot.deliver(bot.updates.press(ADMIN, message, news_words.HELD_TAKE))
    report = bot.api.world.messages[ADMIN.id][bot.api.sent()[-1]["message_id"]]
    assert "删 2" in report["text"]
    assert BOUNDARIES in await bot.services.library.files()
    await bot.deliver(bot.updates.press(ADMIN, report, faq_words.PUBLISH))
    assert BOUNDARIES not in await bot.services.library.files()
    assert await _look(intakes, _less("每月都开")) is None
    news = await _look(intakes, _less("每周都开"))
    assert isinstance(news, WentLive)
    assert not news.revision.conflicts
    assert "每周都开".encode() in (await bot.services.library.files())[FAQ]


async def test_a_late_press_changes_nothing(bot: RunningBot, intakes: Intakes) -> None:
    """The folder was mended meanwhile."""
    await _look(intakes, dict(sample_files()))
    message = await _tell(bot, await _look(intakes, _less("每月都开")))
    await _look(intakes, dict(sample_files()))
    sent = len(bot.api.sent())
    await bot.deliver(bot.updates.press(ADMIN, message, news_words.HELD_TAKE))
    assert bot.api.of("answerCallbackQuery")[-1].params["text"] == faq_words.CHANGE_GONE
    assert len(bot.api.sent()) == sent
    assert await bot.stores.pendings.of_author(ADMIN.id, bot.clock.now()) == []


async def test_what_came_back_to_the_folder_stays_though_the_report_stands(bot: RunningBot, intakes: Intakes) -> None:
    """What was to go is in the folder again: the old report publishes nothing."""
    await _look(intakes, dict(sample_files()))
    message = await _tell(bot, await _look(intakes, _less("每月都开")))
    await bot.deliver(bot.updates.press(ADMIN, message, news_words.HELD_TAKE))
    report = bot.api.world.messages[ADMIN.id][bot.api.sent()[-1]["message_id"]]
    await _look(intakes, dict(sample_files()))
    await bot.deliver(bot.updates.press(ADMIN, report, faq_words.PUBLISH))
    assert bot.api.of("answerCallbackQuery")[-1].params["text"] == faq_words.CHANGE_GONE
    assert BOUNDARIES in await bot.services.library.files()
