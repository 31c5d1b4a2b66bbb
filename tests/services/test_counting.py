"""What is asked is counted once, and nothing counted is lost."""

from collections.abc import Iterable

import pytest

from bot.domain.dialogue import ConversationKey
from bot.domain.errors import StorageError
from bot.domain.tally import Event, Tally
from bot.services.care.counting import Counting
from tests.support.app import MEMBER, RunningBot

KEY = ConversationKey(MEMBER.id, MEMBER.id)


async def _counted(bot: RunningBot) -> dict[tuple[Event, str], int]:
    await bot.services.counting.flush()
    today = bot.services.counting.today
    return {(tally.event, tally.target): tally.count for tally in await bot.stores.tallies.between(today, today)}


async def test_an_edited_question_is_counted_once(bot: RunningBot) -> None:
    """As it was asked first."""
    answering = bot.services.answering
    await answering.ask(KEY, "党小组会多久开一次", 5)
    await answering.edit(KEY.chat_id, 5, "组长有什么条件")
    assert await _counted(bot) == {(Event.ANSWER, "group-meeting-frequency"): 1}


async def test_a_wish_and_an_empty_message_are_no_questions(bot: RunningBot) -> None:
    """Nothing is counted of them."""
    await bot.services.answering.ask(KEY, "提醒我每月5号下午3点开党小组会")
    await bot.services.answering.ask(KEY, "？？？")
    assert await _counted(bot) == {}


async def test_what_could_not_be_written_down_is_written_the_next_time(
    bot: RunningBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database that does not answer loses no count."""
    counting: Counting = bot.services.counting
    counting.count(Event.UNANSWERED)

    async def fails(tallies: Iterable[Tally]) -> None:
        raise StorageError("the database does not answer")

    with monkeypatch.context() as patched:
        patched.setattr(bot.stores.tallies, "add", fails)
        with pytest.raises(StorageError):
            await counting.flush()
    counting.count(Event.UNANSWERED)
    assert await _counted(bot) == {(Event.UNANSWERED, ""): 2}
