"""The contract of every UpdateLog: each update is handled once, and a chat is in the hands of one worker."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.claiming import Claimed, Hold
from bot.services.ports import Stores
from bot.storage.sql import SqlStores
from tests.storage.samples import GROUP, HOUR, INSTANT, NOW

BOT, UPDATE = 7000000000, 10**9
OURS, HANDLED, BUSY = Claimed.OURS, Claimed.HANDLED, Claimed.CHAT_BUSY
LEASE = timedelta(seconds=30)
OVER = NOW + LEASE + INSTANT
OTHER_CHAT = GROUP - 1


async def claim(stores: Stores, worker_id: str, *, update_id: int = UPDATE, bot_id: int = BOT) -> Claimed:
    """Claim without a hold on any chat."""
    return await stores.updates.claim(bot_id, update_id, worker_id, NOW)


async def take(
    stores: Stores,
    worker_id: str,
    update_id: int = UPDATE,
    now: datetime = NOW,
    *,
    chat: int = GROUP,
    bot_id: int = BOT,
) -> Claimed:
    """Claim with a hold on a chat."""
    return await stores.updates.claim(bot_id, update_id, worker_id, now, Hold(chat, LEASE))


async def test_an_update_that_was_never_finished_is_handled_again(stores: Stores) -> None:
    """Whoever claims it knows that nobody else is at it; when it was claimed makes no difference."""
    assert await stores.updates.claim(BOT, UPDATE, "a", NOW + 1000 * HOUR) is OURS
    assert await claim(stores, "b") is OURS
    assert await claim(stores, "b") is OURS


async def test_a_finished_update_is_never_claimed_again(stores: Stores) -> None:
    """However long ago it was."""
    await claim(stores, "a")
    await stores.updates.finish(BOT, UPDATE, "a", NOW + INSTANT)

    assert await claim(stores, "a") is HANDLED
    assert await stores.updates.claim(BOT, UPDATE, "b", NOW + 1000 * HOUR) is HANDLED


async def test_a_process_knows_what_one_before_it_handled(replicas: Sequence[SqlStores]) -> None:
    """Its highest, and what stands below: that is asked one by one. What comes after is new until it was handled here,
    in whatever order."""
    before, after = replicas[:2]
    for update_id in (UPDATE, UPDATE - 2):
        await claim(before, "a", update_id=update_id)
        await before.updates.finish(BOT, update_id, "a", NOW)

    offered = [UPDATE - 2, UPDATE - 1, UPDATE, UPDATE + 1, UPDATE + 3]
    assert [await claim(after, "b", update_id=number) for number in offered] == [HANDLED, OURS, HANDLED, OURS, OURS]

    await after.updates.finish(BOT, UPDATE + 3, "b", NOW)
    await after.updates.finish(BOT, UPDATE - 1, "b", NOW)
    offered = [UPDATE - 1, UPDATE + 1, UPDATE + 2, UPDATE + 3, UPDATE + 4]
    assert [await claim(after, "b", update_id=number) for number in offered] == [HANDLED, OURS, OURS, HANDLED, OURS]


async def test_finishing_touches_that_update_alone(stores: Stores) -> None:
    """Its neighbours, by number and by bot, are still to be handled."""
    for update_id, bot_id in ((UPDATE, BOT), (UPDATE + 1, BOT), (UPDATE, BOT + 1)):
        await claim(stores, "a", update_id=update_id, bot_id=bot_id)

    await stores.updates.finish(BOT, UPDATE, "a", NOW)

    assert await claim(stores, "b") is HANDLED
    assert await claim(stores, "b", update_id=UPDATE + 1) is OURS
    assert await claim(stores, "b", bot_id=BOT + 1) is OURS


async def test_a_worker_that_lost_its_claim_cannot_finish(stores: Stores) -> None:
    """It is the one who took over that finishes."""
    await take(stores, "a")
    await take(stores, "b", now=OVER)

    await stores.updates.finish(BOT, UPDATE, "a", OVER, GROUP)

    assert await claim(stores, "c") is OURS


async def test_finishing_what_was_never_claimed_is_harmless(stores: Stores) -> None:
    """And leaves it to be claimed."""
    await stores.updates.finish(BOT, UPDATE, "a", NOW, GROUP)

    assert await take(stores, "a") is OURS


async def test_a_chat_is_in_the_hands_of_one(stores: Stores) -> None:
    """Nobody else gets the same update, nor the next one of the chat; other chats and bots are free."""
    assert await take(stores, "a") is OURS
    assert await take(stores, "b") is BUSY
    assert await take(stores, "b", UPDATE + 1) is BUSY
    assert await take(stores, "b", UPDATE + 1, chat=OTHER_CHAT) is OURS
    assert await take(stores, "b", bot_id=BOT + 1) is OURS


async def test_a_chat_is_busy_for_a_handled_update_too(stores: Stores) -> None:
    """What the other is at may be what comes before."""
    await take(stores, "a")
    await stores.updates.finish(BOT, UPDATE, "a", NOW, GROUP)
    await take(stores, "a", UPDATE + 1)

    assert await take(stores, "b", UPDATE) is BUSY


async def test_finishing_leaves_the_chat_to_others(stores: Stores) -> None:
    """The next update goes to whoever asks first, and the one before is known to be handled, which keeps no chat."""
    await take(stores, "a")
    await stores.updates.finish(BOT, UPDATE, "a", NOW, GROUP)

    assert await take(stores, "b", UPDATE) is HANDLED
    assert await take(stores, "c", UPDATE + 1) is OURS


async def test_the_hold_lasts_through_the_end_of_the_lease(stores: Stores) -> None:
    """At exactly the end the chat is still in hand, an instant later whoever asks takes over."""
    await take(stores, "a")

    assert await take(stores, "b", now=NOW + LEASE) is BUSY
    assert await take(stores, "b", now=OVER) is OURS
    assert await take(stores, "c", now=OVER + LEASE) is BUSY


async def test_who_took_over_keeps_the_chat(stores: Stores) -> None:
    """Whatever the one before does that was slow, and not dead: it neither ends, renews nor gives away the hold."""
    await take(stores, "a")
    await take(stores, "b", now=OVER)

    await stores.updates.finish(BOT, UPDATE, "a", OVER, GROUP)
    await stores.updates.release(BOT, "a", GROUP)
    await stores.updates.renew(BOT, "a", [GROUP], OVER + 1000 * HOUR)

    assert await take(stores, "c", now=OVER + LEASE) is BUSY
    assert await take(stores, "c", now=OVER + LEASE + INSTANT) is OURS


async def test_what_is_renewed_lasts_longer(stores: Stores) -> None:
    """Those chats alone that are named, of that bot."""
    await take(stores, "a")
    await take(stores, "a", UPDATE + 1, chat=OTHER_CHAT)
    await take(stores, "a", bot_id=BOT + 1)

    await stores.updates.renew(BOT, "a", [GROUP], NOW + 2 * LEASE)

    assert await take(stores, "b", now=OVER) is BUSY
    assert await take(stores, "b", UPDATE + 1, OVER, chat=OTHER_CHAT) is OURS
    assert await take(stores, "b", now=OVER, bot_id=BOT + 1) is OURS
    assert await take(stores, "b", now=NOW + 2 * LEASE + INSTANT) is OURS


async def test_nothing_to_renew_is_no_error(stores: Stores) -> None:
    """Everything may have been finished meanwhile."""
    await stores.updates.renew(BOT, "a", [], NOW)
    await stores.updates.renew(BOT, "a", [GROUP], NOW)

    assert await take(stores, "b") is OURS


async def test_a_chat_is_given_away_without_finishing(stores: Stores) -> None:
    """Handling broke off: somebody else may try at once."""
    await take(stores, "a")
    await stores.updates.release(BOT, "a", GROUP)

    assert await take(stores, "b") is OURS


async def test_a_hold_from_a_clock_that_was_wrong_ends(stores: Stores) -> None:
    """None can last so long; one that is only a little ahead is kept."""
    await take(stores, "a", now=NOW + LEASE)
    assert await take(stores, "b") is BUSY

    await take(stores, "a", UPDATE + 1, NOW + LEASE + INSTANT, chat=OTHER_CHAT)
    assert await take(stores, "b", UPDATE + 1, chat=OTHER_CHAT) is OURS


async def test_of_twenty_who_claim_at_once_one_gets_the_chat(stores: Stores) -> None:
    """At most one, and not none, of those who want the same update, new or left behind by the dead."""
    for now, workers in ((NOW, "first"), (OVER, "second")):
        got = await asyncio.gather(*[take(stores, f"{workers}-{number}", now=now) for number in range(20)])
        assert [got.count(OURS), got.count(BUSY)] == [1, 19]


async def test_replicas_handle_each_update_once(replicas: Sequence[SqlStores]) -> None:
    """Forty updates of eight chats, offered to four replicas at once: each is ours once, and no chat is ever in the
    hands of two."""
    at_once: dict[int, int] = {}
    done: list[int] = []

    async def handle(number: int, stores: SqlStores, update_id: int) -> None:
        worker_id, chat = f"worker-{number}", update_id % 8
        while (claimed := await take(stores, worker_id, update_id, chat=chat)) is BUSY:  # noqa: ASYNC110 - it is asked of a database
            await asyncio.sleep(0.001)
        if claimed is HANDLED:
            return
        at_once[chat] = at_once.get(chat, 0) + 1
        assert at_once[chat] == 1
        await asyncio.sleep(0)
        at_once[chat] -= 1
        done.append(update_id)
        await stores.updates.finish(BOT, update_id, worker_id, NOW, chat)

    async def handle_one_by_one(number: int, stores: SqlStores) -> None:
        for update_id in range(number * 10, number * 10 + 40):
            await handle(number, stores, update_id % 40)

    await asyncio.gather(*[handle_one_by_one(number, stores) for number, stores in enumerate(replicas)])

    assert sorted(done) == list(range(40))


async def test_a_purge_deletes_what_was_claimed_before(stores: Stores) -> None:
    """Not what was claimed at exactly that instant; what is deleted is new again."""
    for update_id, now in ((1, NOW - INSTANT), (2, NOW - INSTANT), (3, NOW)):
        await stores.updates.claim(BOT, update_id, "a", now, Hold(GROUP, LEASE))
        await stores.updates.finish(BOT, update_id, "a", NOW, GROUP)

    assert await stores.updates.purge(NOW) == 2
    assert await stores.updates.purge(NOW) == 0
    assert [await claim(stores, "b", update_id=number) for number in (1, 2, 3)] == [OURS, OURS, HANDLED]


async def test_a_purge_leaves_no_hold_of_the_dead(stores: Stores) -> None:
    """Seen by one whose clock is behind, to whom it would still be a hold."""
    await take(stores, "a")
    await stores.updates.purge(OVER)

    assert await take(stores, "b") is OURS
