"""Whatever Telegram does, no notice is lost, and none is repeated without need."""

import asyncio

import pytest

from bot.domain.delivery import DeliveryOutcome
from bot.services.dispatching import LEASE, PACE, Dispatcher
from bot.services.ports import Stores
from tests.delivery.house import House, once, weekly
from tests.support.app import FORUM, GROUP, LEADER, MEMBER, OLD_GROUP, OTHER
from tests.support.telegram import (
    Failure,
    bad_request,
    broken_json,
    forbidden,
    migrated,
    network,
    retry_after,
    server_error,
    timeout,
)

REPEAT = "（补发："
MEETING = once("2026-03-02 15:00")


async def test_a_flood_wait_is_waited_out_as_told(house: House) -> None:
    """And nothing is said to that chat before."""
    await house.remind(MEETING)
    house.bot.api.fail("sendMessage", retry_after(40))
    await house.at("2026-03-02 15:00")
    await house.at("2026-03-02 15:00:34")
    assert house.said() == []
    await house.at("2026-03-02 15:00:41")
    assert [REPEAT in text for text in house.said()] == [False]


@pytest.mark.parametrize("failure", [network(), server_error(), server_error(500)])
async def test_what_surely_failed_is_tried_until_it_goes(house: House, failure: Failure) -> None:
    """It is no repeat."""
    await house.remind(MEETING)
    house.bot.api.fail("sendMessage", failure, times=4)
    await house.at("2026-03-02 15:00")
    for minute in range(1, 6):
        await house.at(f"2026-03-02 15:0{minute}")
    assert [REPEAT in text for text in house.said()] == [False]


@pytest.mark.parametrize(("failure", "arrived"), [(timeout(), 0), (timeout(delivered=True), 1), (broken_json(), 1)])
async def test_what_may_have_arrived_is_said_once_more_and_marked(house: House, failure: Failure, arrived: int) -> None:
    """The answer did not come in time, or only half of it."""
    reminder = await house.remind(MEETING)
    house.bot.api.fail("sendMessage", failure)
    await house.at("2026-03-02 15:00")
    await house.at("2026-03-02 15:01")
    await house.at("2026-03-02 15:30")
    everything = [call.result["text"] for call in house.bot.api.of("sendMessage") if call.result]
    assert [REPEAT in text for text in house.said()] == [True]
    assert len(everything) <= 1 + arrived
    (delivery,) = await house.deliveries(reminder)
    assert (delivery.outcome, delivery.repeats) == (DeliveryOutcome.SENT, 1)


async def test_a_second_silence_is_the_last(house: House) -> None:
    """Then the organizer is told that nobody knows."""
    reminder = await house.remind(MEETING)
    house.bot.api.fail("sendMessage", timeout(), times=2)
    await house.at("2026-03-02 15:00")
    await house.at("2026-03-02 15:01")
    await house.at("2026-03-02 15:30")
    assert house.said() == []
    assert "不能确定有没有送到" in house.said(LEADER.chat)[0]
    assert (await house.deliveries(reminder))[0].outcome is DeliveryOutcome.UNKNOWN


async def test_a_chat_that_closes_is_left_alone_and_its_organizer_told_once(house: House) -> None:
    """Other chats go on; when it opens again, so does its calendar."""
    first = await house.remind(weekly("MO,TU"), "15:00")
    await house.remind(weekly("MO,TU"), "15:00", title="早读")
    await house.remind(weekly("MO,TU"), "15:00", chat=FORUM)
    house.bot.api.world.set_member(GROUP, house.bot.api.world.bot, "kicked")
    await house.at("2026-03-02 15:00")
    await house.at("2026-03-02 15:01")
    await house.at("2026-03-03 15:01")
    assert house.said() == []
    assert len(house.said(FORUM)) == 2
    (word,) = house.said(LEADER.chat)
    assert "不让我说话" in word
    assert (await house.now_of(first)).suspended
    chat = await house.bot.stores.chats.chat(GROUP.id)
    assert chat is not None
    assert not chat.reachable
    house.set("2026-03-04 10:00")
    await house.bot.deliver(house.bot.updates.my_chat_member(GROUP, LEADER, "kicked", "member"))
    assert not (await house.now_of(first)).suspended
    before = len(house.said())
    await house.at("2026-03-09 15:01")
    assert len(house.said()) == before + 2


async def test_a_person_who_blocked_the_bot_and_starts_it_again_is_reminded_again(house: House) -> None:
    """In a private chat /start opens it."""
    mine = await house.remind(weekly("MO"), "15:00", chat=MEMBER.chat, organizer=MEMBER)
    house.bot.api.fail("sendMessage", forbidden("Forbidden: bot was blocked by the user"))
    await house.at("2026-03-02 15:00")
    assert (await house.now_of(mine)).suspended
    await house.bot.ask("/start")
    assert not (await house.now_of(mine)).suspended
    before = len(house.said(MEMBER.chat))
    await house.at("2026-03-09 15:00")
    assert len(house.said(MEMBER.chat)) == before + 1


async def test_word_that_cannot_reach_the_organizer_goes_to_the_group(house: House) -> None:
    """The organizer never started the bot."""
    await house.remind(MEETING)
    house.bot.api.fail("sendMessage", forbidden("Forbidden: bot can't initiate conversation with a user"))
    await house.at("2026-03-02 18:00")
    assert house.said(LEADER.chat) == []
    assert "没能按时发出" in house.said()[0]


async def test_a_group_that_moved_is_followed(house: House) -> None:
    """Its notice comes in the new chat, and so do all later ones."""
    new = -1005
    first = await house.remind(weekly("MO"), "15:00", chat=OLD_GROUP)
    house.bot.updates.migration(OLD_GROUP, FORUM.__class__(new, "supergroup", "第二党小组"), LEADER)
    await house.at("2026-03-02 15:00")
    await house.at("2026-03-09 15:00")
    sent = [message for message in house.bot.api.sent() if message["chat"]["id"] == new]
    assert len(sent) == 2
    assert (await house.now_of(first)).chat_id == new


async def test_a_migration_that_telegram_tells_is_followed_for_one_repeat_only(house: House) -> None:
    """The answer to the send names the new chat; trouble there is handled like any."""
    await house.remind(MEETING, chat=OLD_GROUP)
    house.bot.api.fail("sendMessage", migrated(GROUP.id))
    house.bot.api.fail("sendMessage", retry_after(5))
    await house.at("2026-03-02 15:00")
    await house.at("2026-03-02 15:01")
    assert len(house.said()) == 1


async def test_a_deleted_topic_falls_back_to_the_general_one(house: House) -> None:
    """The organizer is told, and later notices go there at once."""
    reminder = await house.remind(weekly("MO"), "15:00", chat=FORUM, thread_id=7)
    house.bot.api.fail("sendMessage", bad_request("message thread not found"))
    await house.at("2026-03-02 15:00")
    await house.at("2026-03-02 15:01")
    assert len(house.said(FORUM)) == 1
    assert "话题已经没有了" in house.said(LEADER.chat)[0]
    assert (await house.now_of(reminder)).thread_id is None


async def test_html_that_is_refused_goes_as_plain_text(house: House) -> None:
    """Better plain than never."""
    await house.remind(MEETING, title="<b>会")
    house.bot.api.fail("sendMessage", bad_request("can't parse entities: unsupported start tag"))
    await house.at("2026-03-02 15:00")
    assert house.said()[0].startswith("<b>会\n")


async def test_a_refusal_for_good_is_told_to_the_organizer(house: House) -> None:
    """It is not tried again and again."""
    await house.remind(MEETING)
    house.bot.api.fail("sendMessage", bad_request("something that nobody knows"))
    await house.at("2026-03-02 15:00")
    await house.at("2026-03-02 15:10")
    assert house.said() == []
    assert len(house.said(LEADER.chat)) == 1


async def test_trouble_that_lasts_until_the_meeting_is_over_is_reported(house: House) -> None:
    """The group is not bothered with a meeting that is over."""
    await house.remind(MEETING)
    house.bot.api.fail("sendMessage", network(), times=100)
    for hour in ("15:00", "15:30", "15:59"):
        await house.at(f"2026-03-02 {hour}")
    house.bot.api.recover()
    await house.at("2026-03-02 17:00")
    assert house.said() == []
    assert "没能按时发出" in house.said(LEADER.chat)[0]


def another(house: House) -> Dispatcher:
    """A second worker on the same stores."""
    services = house.bot.services
    return Dispatcher(
        house.bot.stores,
        services.dispatcher._gateway,
        services.reach,
        services.planner,
        house.bot.clock,
        briefing=services.briefing,
        new_id=services.new_id,
        sleep=house.bot.clock.sleep,
    )


async def begun_by_a_dead_worker(stores: Stores, house: House) -> None:
    """A worker claims what is due, begins to send it, and is never heard of again."""
    now = house.bot.clock.now()
    (claim,) = await stores.deliveries.claim_due("dead", now, LEASE, 10, PACE)
    assert await stores.deliveries.begin(claim, now, LEASE, None)


async def test_a_worker_that_died_in_a_send_has_it_repeated_and_marked(house: House) -> None:
    """Not before its lease is over."""
    reminder = await house.remind(MEETING)
    await house.at("2026-03-02 14:59:30")
    house.set("2026-03-02 15:00")
    await begun_by_a_dead_worker(house.bot.stores, house)
    await house.at("2026-03-02 15:00:24")
    assert house.said() == []
    await house.at("2026-03-02 15:00:31")
    assert [REPEAT in text for text in house.said()] == [True]
    assert (await house.deliveries(reminder))[0].repeats == 1


async def test_a_worker_that_died_before_a_send_leaves_no_mark(house: House) -> None:
    """Nothing was said, so nothing is repeated."""
    await house.remind(MEETING)
    await house.at("2026-03-02 14:59:30")
    house.set("2026-03-02 15:00")
    assert await house.bot.stores.deliveries.claim_due("dead", house.bot.clock.now(), LEASE, 10, PACE)
    await house.at("2026-03-02 15:00:31")
    assert [REPEAT in text for text in house.said()] == [False]


async def test_a_delivery_that_kills_its_workers_is_given_up(house: House) -> None:
    """After a few deaths the organizer is told instead."""
    await house.remind(MEETING)
    await house.at("2026-03-02 14:59:30")
    for minute in range(6):
        house.set(f"2026-03-02 15:0{minute}")
        await begun_by_a_dead_worker(house.bot.stores, house)
    await house.at("2026-03-02 15:10")
    assert house.said() == []
    assert "不能确定有没有送到" in house.said(LEADER.chat)[0]


async def test_of_two_workers_one_sends(house: House) -> None:
    """Both wake at the same time."""
    for person in (MEMBER, OTHER, LEADER):
        await house.remind(MEETING, chat=person.chat, organizer=person)
    house.set("2026-03-02 15:00")
    second = another(house)
    await asyncio.gather(house.bot.services.dispatcher.work(), second.work())
    assert [len(house.said(person.chat)) for person in (MEMBER, OTHER, LEADER)] == [1, 1, 1]


async def test_the_limits_of_a_group_are_kept(house: House) -> None:
    """Thirty things at once in one group: never more than 20 a minute."""
    for number in range(30):
        await house.remind(MEETING, title=f"第{number}件")
    await house.at("2026-03-02 15:00")
    for second in (20, 40, 60, 80, 100):
        await house.at(f"2026-03-02 15:0{second // 60}:{second % 60:02}")
    instants = [message["date"] for message in house.bot.api.sent()]
    assert len(instants) == 30
    assert max(sum(1 for other in instants if first <= other < first + 60) for first in instants) <= 20
