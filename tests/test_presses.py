"""Presses that no honest client makes any more: of groups that moved, and of buttons that are not there."""

import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot.console.local_updates import LocalChat
from bot.domain.preferences import Preferences
from bot.domain.roles import Action, Actor
from bot.domain.roster import Member
from bot.handlers.context import BotContext
from bot.notifier import Place
from bot.storage.engine import create_engine
from bot.storage.sql import SqlStores
from bot.views import words
from bot.views.callbacks import Verb, encode
from bot.views.settings import CARD, ZONE, link_row
from bot.views.sign_up import render_sign_up
from intents.understanding import Understanding
from tests.support.app import GROUP, LEADER, MEMBER, OLD_GROUP, OTHER, RunningBot, running_bot
from tests.support.calendar import put, reminder_of
from tests.support.telegram import bad_request

MOVED = LocalChat(-1005, "supergroup", "第二党小组")
OWN = Actor(LEADER.id, LEADER.id, private=True)


async def press(bot: RunningBot, message: dict[str, Any], data: str, by: Any = LEADER) -> str:
    """Press it. Returns the toast."""
    await bot.deliver(bot.updates.callback(by, message, data))
    await bot.board.settled()
    return str(bot.api.of("answerCallbackQuery")[-1].params.get("text") or "")


def now_of(bot: RunningBot, message: dict[str, Any]) -> dict[str, Any]:
    """A message as it is now."""
    return bot.api.world.messages[message["chat"]["id"]][message["message_id"]]


# ---- groups that moved


@pytest.fixture
async def moved(bot: RunningBot) -> RunningBot:
    """A leader's private chat was about a group, which became a supergroup since."""
    await bot.services.focus.choose(OWN, OLD_GROUP.id)
    await bot.stores.rosters.join(
        Member(id="member00001", chat_id=OLD_GROUP.id, user_id=None, name="老李", joined_at=bot.clock.now())
    )
    await bot.deliver(*bot.updates.migration(OLD_GROUP, MOVED, LEADER))
    return bot


@pytest.mark.parametrize(
    ("verb", "args", "shown"),
    [
        (Verb.ROSTER, ("o", OLD_GROUP.id), "老李"),
        (Verb.PREFERENCES, (OLD_GROUP.id, CARD), "第二党小组"),
        (Verb.FOCUS, (OLD_GROUP.id,), "第二党小组"),
    ],
)
async def test_a_button_in_private_follows_a_group_that_moved(
    moved: RunningBot, verb: Verb, args: tuple[object, ...], shown: str
) -> None:
    """Its old id stands in the button for ever; whoever leads the group is not refused."""
    card = await moved.ask("/help", sender=LEADER)
    before = len(moved.api.calls)
    toast = await press(moved, card, encode(verb, *args))
    assert toast == ""
    assert shown in now_of(moved, card)["text"]
    assert OLD_GROUP.id not in [call.params.get("chat_id") for call in list(moved.api.calls)[before:]]


async def test_a_setting_that_is_pressed_in_an_old_card_is_that_of_the_new_group(moved: RunningBot) -> None:
    """Nothing is kept under the old id."""
    card = await moved.ask("/settings", sender=LEADER)
    assert await press(moved, card, encode(Verb.PREFERENCES, OLD_GROUP.id, ZONE, "Asia/Urumqi")) == ""
    kept = await moved.stores.preferences.preferences(MOVED.id)
    assert isinstance(kept, Preferences)
    assert kept.zone == "Asia/Urumqi"
    assert await moved.stores.preferences.preferences(OLD_GROUP.id) is None


async def test_a_link_of_a_group_that_moved_leads_to_it(moved: RunningBot) -> None:
    """It stands in messages of the old chat."""
    await moved.services.focus.choose(OWN, LEADER.id)
    payload = link_row("zuwu_bot", OLD_GROUP.id)[0].url.partition("?start=")[2]
    said = await moved.ask(f"/start {payload}", sender=LEADER)
    assert "第二党小组" in said["text"]
    assert (await moved.services.focus.actor(OWN)).chat_id == MOVED.id


async def test_a_roster_card_that_stayed_behind_goes_on_working(bot: RunningBot) -> None:
    """加入 and 退出 below it are those of the supergroup, where the roster is posted; no other message is touched."""
    card = await bot.ask("/roster", OLD_GROUP)
    await bot.deliver(*bot.updates.migration(OLD_GROUP, MOVED, LEADER))
    answer = await bot.ask("/ask 党小组会多久开一次", MOVED)

    assert await press(bot, card, encode(Verb.ROSTER, "j", OLD_GROUP.id), MEMBER) == "已加入名单。"

    assert [each.name for each in await bot.stores.rosters.members(MOVED.id)] == ["小李"]
    posted = bot.api.sent()[-1]
    assert (posted["chat"]["id"], "小李" in posted["text"]) == (MOVED.id, True)
    assert now_of(bot, answer)["text"] == answer["text"]
    await press(bot, card, encode(Verb.ROSTER, "j", OLD_GROUP.id), OTHER)
    assert "小王" in now_of(bot, posted)["text"]
    await press(bot, card, encode(Verb.ROSTER, "l", OLD_GROUP.id), MEMBER)
    assert "小李" not in now_of(bot, posted)["text"]
    assert bot.api.sent()[-1] == posted
    assert list(await bot.stores.rosters.members(OLD_GROUP.id)) == []


async def test_a_page_that_stayed_behind_opens_anew_in_the_supergroup(bot: RunningBot) -> None:
    """A leader's settings, of the group as it is now; nobody is told that the button is out of date."""
    page = await bot.ask("/settings", OLD_GROUP, LEADER)
    await bot.deliver(*bot.updates.migration(OLD_GROUP, MOVED, LEADER))

    data = page["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    assert await press(bot, page, data) != words.OUTDATED

    assert bot.api.sent()[-1]["chat"]["id"] == MOVED.id
    assert bot.api.sent()[-1] != page


async def test_what_was_written_before_the_move_is_handled_after_it(bot: RunningBot) -> None:
    """The update waited at Telegram; what comes of it is the supergroup's."""
    waited = bot.updates.message(OLD_GROUP, LEADER, "/roster 老李、老赵")
    await bot.deliver(*bot.updates.migration(OLD_GROUP, MOVED, LEADER))

    await bot.deliver(waited)

    assert [each.name for each in await bot.stores.rosters.members(MOVED.id)] == ["老李", "老赵"]
    said = bot.api.sent()[-1]
    assert (said["chat"]["id"], said.get("reply_to_message")) == (MOVED.id, None)


async def test_an_old_notice_is_answered_in_the_supergroup(bot: RunningBot) -> None:
    """参加 below it counts for the meeting, which moved."""
    now = bot.clock.now()
    weekly = reminder_of("每周五下午3点提交汇报会", "weekly00001", now, chat_id=OLD_GROUP.id)
    weekly = await put(bot.stores, replace(weekly, series=replace(weekly.series, kind="own")), now)
    friday = now + timedelta(days=4, hours=6)
    meeting = await bot.services.opening.open(weekly, friday, friday)
    sent = await bot.notifier.send(
        Place(OLD_GROUP.id), render_sign_up(meeting, await bot.services.signing_up.turnout(meeting), "老张")
    )
    notice = bot.api.sent()[-1]
    assert notice["message_id"] == sent
    data = notice["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await bot.deliver(*bot.updates.migration(OLD_GROUP, MOVED, LEADER))

    toast = await press(bot, notice, data, MEMBER)

    assert "参加" in toast
    assert [each.user_id for each in await bot.stores.meetings.answers(meeting.id)] == [MEMBER.id]


async def test_who_does_not_lead_the_group_is_refused_as_before(moved: RunningBot) -> None:
    """Following opens nothing."""
    card = await moved.ask("/help")
    assert (
        await press(moved, card, encode(Verb.ROSTER, "o", OLD_GROUP.id), MEMBER)
        == words.NOT_ALLOWED[Action.MANAGE_ROSTER]
    )


# ---- buttons that are not there


async def test_nobody_strips_a_message_by_pressing_what_is_not_under_it(bot: RunningBot) -> None:
    """They are told; everybody else keeps the buttons."""
    card = await bot.ask("/roster", GROUP)
    for data in ("1x:keep", "1x", "1p:gone:gone", "9zz", "nonsense", "1m:o:turn9999999", "1ro:n:-1009"):
        await press(bot, card, data, OTHER)
        assert now_of(bot, card) == card, data
    assert bot.api.of("editMessageReplyMarkup") == []
    assert await press(bot, card, "1p:gone:gone", OTHER) == words.OUTDATED


async def test_a_button_that_is_there_and_out_of_date_goes(bot: RunningBot) -> None:
    """What nobody can use is not offered any longer."""
    now = bot.clock.now()
    mine = reminder_of("每周五下午3点 碰头", "series00001", now, chat_id=MEMBER.id, organizer_id=MEMBER.id)
    await put(bot.stores, mine, now)
    card = await bot.ask("/meetings")
    data = card["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    kept = await bot.stores.reminders.reminder("series00001")
    assert kept is not None
    assert await bot.stores.reminders.delete("series00001", kept.version)
    assert await press(bot, card, data, MEMBER) == words.OUTDATED
    assert "reply_markup" not in now_of(bot, card)


async def test_a_card_is_closed_by_its_own_button(bot: RunningBot) -> None:
    """Twice is as good as once."""
    card = await bot.ask("/settings", GROUP, LEADER)
    close = card["reply_markup"]["inline_keyboard"][-1][0]["callback_data"]
    assert [await press(bot, card, close) for _ in range(2)] == ["", ""]
    assert "reply_markup" not in now_of(bot, card)
    assert len(bot.api.of("editMessageReplyMarkup")) == 1


# ---- where the database goes away


@pytest.fixture
async def failing(migrated_sqlite: Path, tmp_path: Path, understanding: Understanding) -> AsyncIterator[RunningBot]:
    """A bot whose database takes nothing in from the moment at which it has a press in hand."""
    shutil.copy(migrated_sqlite, tmp_path / "zuwu.db")
    stores = SqlStores(create_engine(f"sqlite:///{tmp_path}/zuwu.db?timeout=0.01"))
    with closing(sqlite3.connect(tmp_path / "zuwu.db", isolation_level=None)) as other:

        async def hold(update: Update, context: BotContext) -> None:
            other.execute("BEGIN IMMEDIATE")

        async with running_bot(stores, understanding) as bot:
            await bot.ask("/ask 谁主持", GROUP)
            bot.application.add_handler(CallbackQueryHandler(hold), group=-2)
            yield bot
    await stores.close()


async def test_a_press_in_a_group_that_meets_no_database_is_answered_with_that(failing: RunningBot) -> None:
    """Whoever pressed reads it, with the code, and closes it; the group reads nothing."""
    choices = failing.api.sent()[-1]
    data = choices["reply_markup"]["inline_keyboard"][0][0]["callback_data"]

    assert (await press(failing, choices, data)).startswith("暂时存不了数据，请过一会儿再试（编号 ")

    assert failing.api.of("answerCallbackQuery")[-1].params["show_alert"] is True
    assert len(failing.api.of("answerCallbackQuery")) == 1
    assert failing.api.sent()[-1] == choices


async def test_a_press_that_is_too_old_is_told_by_a_message(failing: RunningBot) -> None:
    """Telegram takes no answer to it any more, and somebody waits for something."""
    choices = failing.api.sent()[-1]
    data = choices["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    failing.api.fail("answerCallbackQuery", bad_request("query is too old and response timeout expired"))

    await press(failing, choices, data)

    assert failing.api.sent()[-1]["text"].startswith("暂时存不了数据")
    assert failing.api.sent()[-1]["reply_to_message"]["message_id"] == choices["message_id"]
