"""A group that the bot was out of, and is in again: what of the silence is caught up, and what is not."""

from typing import Any

import pytest

from bot.domain.delivery import DeliveryKind, DeliveryOutcome
from bot.domain.reminder import Reminder
from tests.delivery.house import House, weekly
from tests.delivery.month import MEETING, outcomes
from tests.support.app import GROUP, LEADER


async def out(house: House, wall: str) -> None:
    """The bot is taken out of the group."""
    await house.at(wall)
    await house.bot.deliver(house.bot.updates.my_chat_member(GROUP, LEADER, "member", "left"))
    await house.bot.services.dispatcher.work()


async def back(house: House, wall: str) -> None:
    """It is in the group again."""
    await house.at(wall)
    await house.bot.deliver(house.bot.updates.my_chat_member(GROUP, LEADER, "left", "member"))
    await house.bot.services.dispatcher.work()


async def asked_for_minutes(house: House, out_at: str, back_at: str, **more: Any) -> Reminder:
    """A meeting of Monday, 15:00, around which the bot was out."""
    reminder = await house.remind(MEETING, **more)
    await out(house, out_at)
    await back(house, back_at)
    return reminder


async def test_minutes_are_asked_for_though_the_bot_was_out_when_they_were_due(month: House) -> None:
    """The organizer's private chat was open all the while: late, and once."""
    reminder = await asked_for_minutes(month, "2026-03-16 16:00", "2026-03-16 22:00")
    assert await outcomes(month, reminder, DeliveryKind.RECORD) == [DeliveryOutcome.SENT]
    said = len(month.said(LEADER.chat))
    await out(month, "2026-03-16 22:10")
    await back(month, "2026-03-16 22:20")
    assert await outcomes(month, reminder, DeliveryKind.RECORD) == [DeliveryOutcome.SENT]
    # Word that the group was closed again comes, and nothing else.
    assert len(month.said(LEADER.chat)) == said + 1


async def test_minutes_that_nobody_would_write_any_more_are_not_asked_for(month: House) -> None:
    """Weeks later."""
    reminder = await asked_for_minutes(month, "2026-03-16 16:00", "2026-04-10 09:00")
    assert await outcomes(month, reminder, DeliveryKind.RECORD) == []


async def test_of_the_checklists_that_were_due_meanwhile_the_latest_comes(month: House) -> None:
    """As after a time in which the program did not run."""
    reminder = await asked_for_minutes(month, "2026-03-08 12:00", "2026-03-14 12:00")
    assert await outcomes(month, reminder, DeliveryKind.CHECKLIST) == [DeliveryOutcome.SENT]
    assert [text for text in month.said(LEADER.chat) if "组长向党支部请示" in text]


async def test_a_checklist_is_of_no_use_once_its_meeting_began(month: House) -> None:
    """Only the minutes are still to come."""
    reminder = await asked_for_minutes(month, "2026-03-08 12:00", "2026-03-16 15:30")
    assert await outcomes(month, reminder, DeliveryKind.CHECKLIST) == []
    await month.at("2026-03-16 17:00")
    assert await outcomes(month, reminder, DeliveryKind.RECORD) == [DeliveryOutcome.SENT]


async def test_the_check_of_a_duty_is_caught_up(month: House) -> None:
    """It fell on the 25th, while the bot was out; nothing was recorded in that month."""
    reminder = await month.remind(weekly("MO"), "15:00", duty="monthly-group-meeting")
    await out(month, "2026-03-24 12:00")
    await back(month, "2026-03-27 12:00")
    assert await outcomes(month, reminder, DeliveryKind.DUTY) == [DeliveryOutcome.SENT]


@pytest.mark.parametrize("back_at", ["2026-03-16 15:20", "2026-03-16 22:00"])
async def test_notices_of_the_silence_stay_unsaid(month: House, back_at: str) -> None:
    """Also one that might still help: the group went without the bot meanwhile."""
    reminder = await asked_for_minutes(month, "2026-03-10 12:00", back_at)
    notices = [each for each in await month.deliveries(reminder) if each.kind is DeliveryKind.NOTICE]
    assert DeliveryOutcome.SENT not in [each.outcome for each in notices]
    assert not [each for each in await month.deliveries(reminder) if each.kind is DeliveryKind.MISSED]


async def test_what_is_paused_is_asked_for_nothing(month: House) -> None:
    """The bot comes back; the leader had put the series to rest."""
    reminder = await month.remind(weekly("MO"), "15:00")
    await month.at("2026-03-09 12:00")
    await month.bot.services.calendar.pause(month.actor(LEADER), reminder.series.id)
    before = await month.steps(reminder)
    await out(month, "2026-03-09 13:00")
    await back(month, "2026-03-16 22:00")
    assert await month.steps(reminder) == before


async def test_a_group_that_opens_twice_at_once_is_caught_up_once(month: House) -> None:
    """Two updates tell of it."""
    reminder = await month.remind(MEETING)
    await out(month, "2026-03-16 16:00")
    month.set("2026-03-16 20:00")
    assert [await month.bot.services.reach.opened(GROUP.id) for _ in range(2)] == [1, 0]
    await month.bot.services.dispatcher.work()
    assert await outcomes(month, reminder, DeliveryKind.RECORD) == [DeliveryOutcome.SENT]
