"""Presses that no honest client makes any more: of groups that moved, and of buttons that are not there."""

from typing import Any

import pytest

from bot.console.local_updates import LocalChat
from bot.domain.preferences import Preferences
from bot.domain.roles import Action, Actor
from bot.domain.roster import Member
from bot.views import words
from bot.views.callbacks import Verb, encode
from bot.views.settings import CARD, ZONE, link_row
from tests.support.app import GROUP, LEADER, MEMBER, OLD_GROUP, OTHER, RunningBot
from tests.support.calendar import put, reminder_of

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
