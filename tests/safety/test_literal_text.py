"""What people call themselves and write is shown as it is, wherever it comes back: it is never markup."""

import io
import zipfile
from typing import Any

import pytest

from bot.console.botapi.wire import Upload
from bot.console.local_updates import LocalChat, LocalUser
from bot.domain.roles import Actor
from tests.support.app import GROUP, LEADER, RunningBot
from tests.support.docx_text import lines_of

NASTY = """<b>&"'</b><a href="tg://user?id=1">x"""
PERSON = LocalUser(31, NASTY)
MINE = LocalChat(-1011, "supergroup", NASTY)


@pytest.fixture
async def group(bot: RunningBot) -> RunningBot:
    """A group of that name, with a person of that name in it."""
    bot.api.world.add_chat(MINE, PERSON)
    bot.api.world.set_member(MINE, LEADER, "administrator")
    bot.api.world.add_chat(PERSON.chat, PERSON)
    return bot


def shown(bot: RunningBot) -> list[dict[str, Any]]:
    """Every message as Telegram shows it: the tags are read, and what was escaped stands there as it was written."""
    return [
        message for chat in bot.api.world.messages.values() for message in chat.values() if message["from"]["is_bot"]
    ]


def assert_literal(bot: RunningBot, least: int) -> None:
    """Each message that holds it shows it whole, and has no look or link from it."""
    holding = [each for each in shown(bot) if "&\"'" in each.get("text", each.get("caption", ""))]
    assert len(holding) >= least, [each.get("text") for each in shown(bot)]
    for message in holding:
        text = message.get("text", message.get("caption", ""))
        assert "<b>&\"'</b>" in text, text
        entities = message.get("entities", message.get("caption_entities", []))
        assert not [each for each in entities if each["type"] == "text_link" and "tg://" in each.get("url", "")]


async def press(bot: RunningBot, message: dict[str, Any], label: str, by: LocalUser = LEADER) -> None:
    """Press a button by its label."""
    await bot.deliver(bot.updates.press(by, message, label))
    await bot.board.settled()


async def test_names_on_rosters_and_titles_of_groups(group: RunningBot) -> None:
    """The card, the toast, the pages of leaders, the page in private, and naming somebody a leader."""
    card = await group.ask("/roster", MINE, PERSON)
    await press(group, card, "加入", PERSON)
    await group.ask("/privacy", sender=PERSON)
    said = group.updates.message(MINE, PERSON, "我")["message"]
    await group.deliver(group.updates.message(MINE, LEADER, "/settings", reply_to=said))
    await press(group, group.api.sent()[-1], "指定")
    await group.ask("/settings", MINE, LEADER)
    await press(group, group.api.sent()[-1], "组长")
    await group.ask("/start g_n1011", sender=LEADER)
    await group.ask("/settings", sender=LEADER)
    assert_literal(group, 5)


async def test_titles_places_topics_and_minutes(group: RunningBot) -> None:
    """The card, the list, the page of the meeting, the minutes, the file in Word with its caption."""
    card = await group.ask(f"/remind 每周五下午3点 {NASTY}", MINE, LEADER)
    await press(group, card, "确认")
    await group.ask("/meetings", MINE, LEADER)
    await group.ask("/next", MINE, PERSON)
    page = await group.ask(f"/minutes 补记 3月1日上午9点{NASTY}", MINE, LEADER)
    await press(group, page, "会议内容")
    await group.deliver(group.updates.message(MINE, LEADER, NASTY, reply_to=group.api.sent()[-1]))
    await press(group, group.api.sent()[-1], "导出")
    assert_literal(group, 4)
    document = group.api.of("sendDocument")[-1].params["document"]
    assert isinstance(document, Upload)
    assert "/" not in document.name
    assert zipfile.is_zipfile(io.BytesIO(document.content))
    assert any("<b>&\"'</b>" in text for text in lines_of(document.content))


async def test_reasons_for_leave(group: RunningBot) -> None:
    """On the page of answers in private."""
    card = await group.ask("/remind 每周五下午3点开党小组会，提前一天提醒", MINE, LEADER)
    await press(group, card, "确认")
    leader = Actor(LEADER.id, MINE.id, private=False)
    (coming, *_) = await group.services.calendar.coming(leader, 1)
    series, recurrence = coming.reminder.series.id, coming.occurrence.recurrence_id
    meeting = await group.services.meetings.of_occurrence(leader, series, recurrence)
    page = await group.ask("/help", MINE, LEADER)
    await group.deliver(group.updates.callback(PERSON, page, f"1v:{meeting.id}:n"))
    await group.ask(f"/start v_{meeting.id}", sender=PERSON)
    await group.ask(NASTY, sender=PERSON)
    private = await group.ask("/help", sender=LEADER)
    await group.deliver(group.updates.callback(LEADER, private, f"1v:{meeting.id}:a"))
    assert_literal(group, 1)


async def test_an_inline_result_is_markup_of_ours_only(bot: RunningBot) -> None:
    """What was typed is not in it as tags."""
    await bot.deliver(bot.updates.inline_query(PERSON, f"党小组会多久开一次 {NASTY}"))
    results = bot.api.of("answerInlineQuery")[-1].params["results"]
    assert results
    assert all("tg://user" not in repr(each) for each in results)


async def test_a_question_with_tags_is_answered_in_words(bot: RunningBot) -> None:
    """Nothing of it comes back as a look."""
    said = await bot.ask(f"/ask {NASTY}", GROUP, PERSON)
    assert not [each for each in said.get("entities", []) if "tg://" in each.get("url", "")]
