"""What the tests of the month around a meeting have in common: one meeting, and ways to look at it."""

from dataclasses import replace
from datetime import timedelta

from bot.console.botapi.world import LocalChat
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryOutcome
from bot.domain.meeting import Meeting, Tick
from bot.domain.reminder import Reminder
from bot.domain.roster import Member
from bot.services.briefing import Briefing
from bot.services.dispatching import Dispatcher
from tests.delivery.house import House, once
from tests.domain.samples import utc
from tests.support.app import GROUP, LEADER

BEGINS = "2026-03-16 15:00"
MEETING = once(BEGINS)
MONTHLY = "monthly-group-meeting"


async def the_meeting(house: House, reminder: Reminder) -> Meeting:
    """The meeting that the only date of a reminder is."""
    found = await house.bot.stores.meetings.of_occurrence(reminder.series.id, utc(BEGINS))
    assert found is not None, "it was not opened"
    return found


async def outcomes(house: House, reminder: Reminder, kind: DeliveryKind) -> list[DeliveryOutcome | None]:
    """What became of the steps of one kind, by due time."""
    return [each.outcome for each in await house.steps(reminder) if each.kind is kind]


async def tick(house: House, meeting: Meeting, *items: str) -> Meeting:
    """Tick items of a checklist off."""
    ticks = tuple(Tick(item, LEADER.first_name, house.bot.clock.now()) for item in items)
    assert await house.bot.stores.meetings.save(replace(meeting, ticks=(*meeting.ticks, *ticks)))
    return replace(meeting, ticks=(*meeting.ticks, *ticks), version=meeting.version + 1)


async def join(house: House, *people: str) -> None:
    """Put people on the roster of the group; those with a number in their name have that as their user id."""
    for number, name in enumerate(people):
        user_id = int(name) if name.isdigit() else None
        member = Member(
            id=f"member{number:05}", chat_id=GROUP.id, user_id=user_id, name=name, joined_at=house.bot.clock.now()
        )
        assert await house.bot.stores.rosters.join(member)


def labels(house: House, chat: LocalChat | None = None) -> list[str]:
    """The buttons of the last message, of all or in one chat."""
    sent = [each for each in house.bot.api.sent() if chat is None or each["chat"]["id"] == chat.id]
    markup = sent[-1].get("reply_markup", {"inline_keyboard": []})
    return [button["text"] for row in markup["inline_keyboard"] for button in row]


def about(house: House, meeting: Meeting, kind: DeliveryKind, detail: str = "") -> Delivery:
    """Something about a meeting that is to be said in its group now."""
    return Delivery(
        id=house.bot.services.new_id(),
        kind=kind,
        series_id=meeting.series_id,
        recurrence_id=meeting.recurrence_id,
        starts_at=meeting.starts_at,
        lead=timedelta(0),
        chat_id=meeting.chat_id,
        due_at=house.bot.clock.now(),
        detail=detail,
    )


def another(house: House, briefing: Briefing | None = None) -> Dispatcher:
    """The worker of a program that was started anew on the same stores."""
    services = house.bot.services
    return Dispatcher(
        house.bot.stores,
        services.dispatcher._gateway,
        services.reach,
        services.planner,
        house.bot.clock,
        briefing=briefing or services.briefing,
        new_id=services.new_id,
        sleep=house.bot.clock.sleep,
    )
