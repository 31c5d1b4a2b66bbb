"""Every button of a meeting: pressed by somebody who may not, pressed twice, pressed when it is too late."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.administrators import MEMORY
from bot.domain.checklist import Phase
from bot.domain.delivery import DeliveryKind
from bot.domain.meeting import Meeting
from bot.domain.roles import Action, Actor
from bot.services.knowledge import reference
from bot.views import words
from bot.views.calendar_buttons import pack
from bot.views.callbacks import Verb, encode
from bot.views.meeting_buttons import What
from tests.support.app import GROUP, LEADER, MEMBER, RunningBot
from tests.support.calendar import put, reminder_of

SERIES = "series00001"
FRIDAY = datetime(2026, 3, 6, 7, tzinfo=UTC)
MANAGER = Actor(LEADER.id, GROUP.id, private=False)
ITEM = "group-meeting-before-settle-content"

ARGS: dict[What, tuple[object, ...]] = {
    What.TICK: ("c", reference(ITEM), 1),
    What.NOTIFY: ("c",),
    What.NOTIFY_ANYWAY: ("c",),
    What.NOT_HELD: ("r",),
    What.HELD: ("r",),
    What.ASK_ITEM: (Phase.AFTER.value,),
    What.REMOVE_ITEM: ("turn9999999",),
}
"""What follows the meeting in a button, where anything does."""


def data_of(what: What, meeting_id: str, series_id: str = SERIES) -> str:
    if what is What.OCCURRENCE:
        return encode(Verb.MEETING, what.value, series_id, pack(FRIDAY))
    return encode(Verb.MEETING, what.value, meeting_id, *ARGS.get(what, ()))


async def set_up(bot: RunningBot) -> tuple[Meeting, dict[str, Any]]:
    """A meeting with topics in the group, and a message of the bot there with buttons."""
    now = bot.clock.now()
    reminder = reminder_of("每周五下午3点 党小组会", SERIES, now)
    await put(bot.stores, replace(reminder, series=replace(reminder.series, kind="group-meeting")), now)
    meeting = await bot.services.meetings.of_occurrence(MANAGER, SERIES, FRIDAY)
    meeting = await bot.services.meetings.set_topics(MANAGER, meeting.id, "学习")
    return meeting, await bot.ask("/meetings", GROUP, LEADER)


async def press(bot: RunningBot, message: dict[str, Any], data: str, by: Any = LEADER) -> str:
    """Press it. Returns the toast."""
    await bot.deliver(bot.updates.callback(by, message, data))
    return str(bot.api.of("answerCallbackQuery")[-1].params.get("text") or "")


@pytest.mark.parametrize("what", What)
async def test_who_does_not_lead_the_group_is_told_so(bot: RunningBot, what: What) -> None:
    """In the group and in private; nothing is shown, and nothing changes."""
    meeting, message = await set_up(bot)
    own = await bot.ask("/meetings", sender=MEMBER)
    for under in (message, own):
        before = len(bot.api.of("editMessageText")), len(bot.api.of("sendMessage"))
        assert await press(bot, under, data_of(what, meeting.id), MEMBER) == words.NOT_ALLOWED[Action.MANAGE_MEETINGS]
        assert (len(bot.api.of("editMessageText")), len(bot.api.of("sendMessage"))) == before
    assert await bot.stores.meetings.meeting(meeting.id) == meeting


@pytest.mark.parametrize("what", What)
async def test_of_a_meeting_that_is_gone_nothing_can_be_pressed(bot: RunningBot, what: What) -> None:
    """A word says so; the other buttons of that message are nobody's to take away."""
    _, message = await set_up(bot)
    assert await press(bot, message, data_of(what, "turn9999999", "turn9999999")) == words.OUTDATED
    assert bot.api.of("editMessageReplyMarkup") == []


@pytest.mark.parametrize("later", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("what", What)
async def test_pressed_twice_is_pressed_once(bot: RunningBot, what: What, later: bool) -> None:
    """Before the meeting and after it: what it comes to is the same, and nothing is told twice."""
    meeting, message = await set_up(bot)
    if later:
        bot.clock.advance(FRIDAY - bot.clock.now())
    await press(bot, message, data_of(what, meeting.id))
    once = await bot.stores.meetings.meeting(meeting.id)
    await press(bot, message, data_of(what, meeting.id))
    assert await bot.stores.meetings.meeting(meeting.id) == once
    told = [each for each in await bot.stores.deliveries.of_series(SERIES) if each.kind is DeliveryKind.TOPICS]
    assert len(told) == (what is What.NOTIFY_ANYWAY and not later)


@pytest.mark.parametrize(
    "data", ["1m", "1m:o", "1m:?:{id}", "1m:t:{id}:c", "1m:t:{id}:a:b:1", "1m:p:series00001:!", "1m:wa:{id}:x"]
)
async def test_what_no_button_of_ours_says_is_out_of_date(bot: RunningBot, data: str) -> None:
    """Whatever was typed into it."""
    meeting, message = await set_up(bot)
    assert await press(bot, message, data.format(id=meeting.id)) in {words.OUTDATED, words.CANNOT_EDIT}
    assert await bot.stores.meetings.meeting(meeting.id) == meeting


async def test_what_is_typed_after_the_role_is_gone_is_refused(bot: RunningBot) -> None:
    """The role is asked for when the answer comes, too."""
    meeting, message = await set_up(bot)
    await press(bot, message, data_of(What.ASK_TOPICS, meeting.id))
    question = bot.api.sent()[-1]
    bot.api.world.set_member(GROUP, LEADER, "member")
    bot.clock.advance(2 * MEMORY)
    await bot.deliver(bot.updates.message(GROUP, LEADER, "别的", reply_to=question))
    assert bot.api.sent()[-1]["text"] == words.NOT_ALLOWED[Action.MANAGE_MEETINGS]
    assert await bot.stores.meetings.meeting(meeting.id) == meeting
