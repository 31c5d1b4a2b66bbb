"""A dispatcher that reaches one chat only works for that chat: the console, beside the database of a running bot."""

from bot.services.dispatching import Dispatcher
from tests.delivery.house import House, once
from tests.support.app import GROUP, MEMBER


async def test_what_is_due_in_other_chats_is_left_to_others(house: House) -> None:
    """Neither planned nor claimed, nor suspended as out of reach."""
    theirs = await house.remind(once("2026-03-02 15:00"))
    await house.remind(once("2026-03-02 15:00"), chat=MEMBER.chat, organizer=MEMBER)
    services = house.bot.services
    console = Dispatcher(
        house.bot.stores,
        services.dispatcher._gateway,
        services.reach,
        services.planner,
        house.bot.clock,
        briefing=services.briefing,
        new_id=services.new_id,
        sleep=house.bot.clock.sleep,
        chat_id=MEMBER.id,
    )
    house.set("2026-03-02 15:00")
    await console.work()
    assert [len(house.said(MEMBER.chat)), len(house.said(GROUP))] == [1, 0]
    assert await house.now_of(theirs) == theirs
    await services.dispatcher.work()
    await console.work()
    assert [len(house.said(MEMBER.chat)), len(house.said(GROUP))] == [1, 1]
