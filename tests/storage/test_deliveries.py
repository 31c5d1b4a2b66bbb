"""The contract of every DeliveryStore: each is in one hand at a time, and what became of it is kept."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.delivery import Claim, DeliveryKind, DeliveryOutcome, Pace
from bot.services.ports import Stores
from bot.storage.sql import SqlStores
from tests.storage.samples import GROUP, HOUR, INSTANT, NOW, USER, a_delivery, a_reminder

LEASE = timedelta(seconds=30)
OVER = NOW + LEASE + INSTANT
ZERO = timedelta(0)
FREE = Pace(overall=ZERO, private=ZERO, group=ZERO, ahead=ZERO)
"""No limits at all."""


async def claim(stores: Stores, worker: str = "a", now: datetime = NOW, limit: int = 100) -> Sequence[Claim]:
    """Claim with the usual lease, without limits."""
    return await stores.deliveries.claim_due(worker, now, LEASE, limit, FREE)


async def claimed(stores: Stores, worker: str = "a", now: datetime = NOW) -> Claim:
    """The only one that may be claimed."""
    (found,) = await claim(stores, worker, now)
    return found


async def ids(stores: Stores, worker: str = "b", now: datetime = NOW) -> list[str]:
    """Of what may be claimed."""
    return [each.delivery.id for each in await claim(stores, worker, now)]


async def test_a_delivery_comes_out_as_it_went_in(stores: Stores) -> None:
    """Every field survives, of one that is finished too."""
    finished = a_delivery(
        "d-2",
        kind=DeliveryKind.DATE_MOVED,
        series_id="s",
        lead=ZERO,
        due_at=NOW - HOUR,
        outcome=DeliveryOutcome.SENT,
        repeats=2,
        sent_at=NOW,
        message_id=2**40,
    )
    assert await stores.deliveries.add(a_delivery(series_id="s"), finished) == 2

    assert list(await stores.deliveries.of_series("s")) == [finished, a_delivery(series_id="s")]
    assert list(await stores.deliveries.of_series("other")) == []


async def test_an_identity_is_kept_once(stores: Stores) -> None:
    """Whatever else is different, within a call too; each part of it makes another."""
    first = a_delivery("d-1", series_id="s")
    others = [
        a_delivery("d-2", series_id="s", kind=DeliveryKind.MISSED),
        a_delivery("d-3", series_id="s2"),
        a_delivery("d-4", series_id="s", recurrence_id=NOW),
        a_delivery("d-5", series_id="s", starts_at=NOW),
        a_delivery("d-6", series_id="s", lead=INSTANT),
    ]
    assert await stores.deliveries.add(first) == 1

    assert await stores.deliveries.add(first) == 0
    assert await stores.deliveries.add(a_delivery("d-9", series_id="s", chat_id=5, due_at=NOW + HOUR), *others) == 5
    assert await stores.deliveries.add(others[0], a_delivery("d-7"), a_delivery("d-7")) == 1
    assert await stores.deliveries.add() == 0
    assert [each.id for each in await stores.deliveries.of_series("s")] == ["d-1", "d-2", "d-4", "d-5", "d-6"]


async def test_of_twenty_who_add_at_once_one_does(stores: Stores) -> None:
    """An identity is there once."""
    new = [a_delivery(f"d-{number}", series_id="s") for number in range(20)]

    added = await asyncio.gather(*[stores.deliveries.add(each) for each in new])

    assert sorted(added) == [0] * 19 + [1]


async def test_what_is_due_is_claimed_earliest_first(stores: Stores) -> None:
    """At exactly the instant too; of one instant in the order in which it came; no more than asked for."""
    due = {"late": NOW, "early": NOW - HOUR, "tied": NOW, "not yet": NOW + INSTANT}
    for number, (name, due_at) in enumerate(due.items()):
        await stores.deliveries.add(a_delivery(name, due_at=due_at, chat_id=number + 1))

    first = await claim(stores, limit=2)

    expected = [a_delivery("early", due_at=NOW - HOUR, chat_id=2), a_delivery("late", chat_id=1)]
    assert list(first) == [Claim(each, NOW, "a") for each in expected]
    assert await ids(stores) == ["tied"]
    assert await ids(stores) == []
    assert await ids(stores, now=NOW + INSTANT) == ["not yet"]


async def test_what_is_finished_is_claimed_no_more(stores: Stores) -> None:
    """Not even long after."""
    await stores.deliveries.add(a_delivery(outcome=DeliveryOutcome.MISSED))

    assert await ids(stores, now=NOW + 1000 * HOUR) == []


async def test_a_claim_holds_through_the_end_of_its_lease(stores: Stores) -> None:
    """At exactly the end it is still in hand; one microsecond later somebody else may have it, without a repeat."""
    await stores.deliveries.add(a_delivery())
    old = await claimed(stores)

    assert await ids(stores, "a") == []
    assert await ids(stores, "b", OVER - INSTANT) == []
    assert await claimed(stores, "b", OVER) == Claim(a_delivery(), OVER, "b")
    assert await stores.deliveries.begin(old, OVER, LEASE, None) is False
    assert await stores.deliveries.postpone(old, None) is False
    assert await stores.deliveries.finish(old, DeliveryOutcome.SENT, OVER, 1) is False
    assert await stores.deliveries.finish_chat(GROUP, DeliveryOutcome.UNREACHABLE, OVER) == 0


async def test_a_send_that_begins_has_the_lease_begin_anew(stores: Stores) -> None:
    """From the beginning on it is in hand for as long again."""
    begun = NOW + LEASE
    await stores.deliveries.add(a_delivery())
    assert await stores.deliveries.begin(await claimed(stores), begun, LEASE, None) is True

    assert await ids(stores, now=begun + LEASE) == []
    assert await ids(stores, now=begun + LEASE + INSTANT) == ["d-1"]


async def test_a_send_does_not_begin_after_the_lease(stores: Stores) -> None:
    """Even where nobody has taken it over yet; it is noted nowhere."""
    await stores.deliveries.add(a_delivery())
    claim = await claimed(stores)

    assert await stores.deliveries.begin(claim, OVER, LEASE, None) is False
    assert (await claimed(stores, "b", OVER)).delivery.repeats == 0


async def test_a_send_does_not_begin_where_the_reminder_was_changed(stores: Stores) -> None:
    """Its version must be the one that was read; a reminder that is gone has none."""
    await stores.reminders.save(a_reminder("s-1"))
    await stores.deliveries.add(a_delivery("d-1", series_id="s-1", chat_id=1), a_delivery("d-2", chat_id=2))
    one, other = await claim(stores)

    assert await stores.deliveries.begin(one, NOW, LEASE, 2) is False
    assert await stores.deliveries.begin(one, NOW, LEASE, 1) is True
    assert await stores.deliveries.begin(other, NOW, LEASE, 1) is False
    assert await stores.deliveries.begin(other, NOW, LEASE, 0) is False
    assert await stores.deliveries.begin(other, NOW, LEASE, None) is True


async def test_a_send_that_was_begun_and_never_released_is_a_repeat(stores: Stores) -> None:
    """Once each time; a claim that never began counts none."""
    await stores.deliveries.add(a_delivery())
    await stores.deliveries.begin(await claimed(stores), NOW, LEASE, None)

    second = await claimed(stores, "b", OVER)
    third = await claimed(stores, "c", OVER + LEASE + INSTANT)
    await stores.deliveries.begin(third, OVER + LEASE + INSTANT, LEASE, None)
    fourth = await claimed(stores, "d", NOW + HOUR)

    assert [each.delivery.repeats for each in (second, third, fourth)] == [1, 1, 2]


async def test_what_was_sent_is_kept(stores: Stores) -> None:
    """When, and as which message; it is nobody's any more."""
    await stores.deliveries.add(a_delivery())
    claim = await claimed(stores)
    await stores.deliveries.begin(claim, NOW, LEASE, None)

    assert await stores.deliveries.finish(claim, DeliveryOutcome.SENT, NOW + HOUR, 77) is True

    (stored,) = await stores.deliveries.of_series(claim.delivery.series_id)
    assert stored == a_delivery(outcome=DeliveryOutcome.SENT, sent_at=NOW + HOUR, message_id=77)
    assert await stores.deliveries.finish(claim, DeliveryOutcome.REFUSED, NOW) is False
    assert await stores.deliveries.begin(claim, NOW, LEASE, None) is False
    assert await stores.deliveries.postpone(claim, None) is False
    assert await ids(stores, now=NOW + 99 * HOUR) == []


async def test_what_was_not_sent_has_no_time_of_sending(stores: Stores) -> None:
    """Only its outcome."""
    await stores.deliveries.add(a_delivery())
    await stores.deliveries.finish(await claimed(stores), DeliveryOutcome.UNREACHABLE, NOW)

    assert list(await stores.deliveries.of_series(a_delivery().series_id)) == [
        a_delivery(outcome=DeliveryOutcome.UNREACHABLE)
    ]


async def test_a_late_release_counts_while_nobody_has_taken_over(stores: Stores) -> None:
    """The lease is over, but what the worker knows is the truth."""
    await stores.deliveries.add(a_delivery())
    claim = await claimed(stores)

    assert await stores.deliveries.finish(claim, DeliveryOutcome.SENT, OVER, 1) is True


async def test_what_is_postponed_comes_back_then(stores: Stores) -> None:
    """At exactly that instant, without a repeat; with none named at once."""
    until = NOW + HOUR
    await stores.deliveries.add(a_delivery())
    claim = await claimed(stores)
    await stores.deliveries.begin(claim, NOW, LEASE, None)

    assert await stores.deliveries.postpone(claim, until) is True
    assert await stores.deliveries.postpone(claim, until) is False
    assert await ids(stores, now=until - INSTANT) == []
    again = await claimed(stores, "b", until)
    assert again == Claim(a_delivery(), until, "b")

    assert await stores.deliveries.postpone(again, None) is True
    assert await ids(stores, now=until) == ["d-1"]


async def test_a_doubtful_send_is_a_repeat(stores: Stores) -> None:
    """It may have arrived, so the next is marked."""
    await stores.deliveries.add(a_delivery())
    await stores.deliveries.postpone(await claimed(stores), None, doubtful=True)

    again = await claimed(stores)
    assert again.delivery.repeats == 1
    await stores.deliveries.postpone(again, None)
    assert (await claimed(stores)).delivery.repeats == 1


async def test_the_notices_of_a_chat_are_finished_together(stores: Stores) -> None:
    """Not those in hand, not those of other chats, not what is finished, nor a word to somebody."""
    await stores.deliveries.add(
        a_delivery("in hand", due_at=NOW - HOUR),
        a_delivery("due"),
        a_delivery("later", due_at=NOW + 99 * HOUR),
        a_delivery("elsewhere", chat_id=5),
        a_delivery("sent", outcome=DeliveryOutcome.SENT, sent_at=NOW),
        a_delivery("word", kind=DeliveryKind.CLOSED),
    )
    await claim(stores, limit=1)

    assert await stores.deliveries.finish_chat(GROUP, DeliveryOutcome.UNREACHABLE, NOW + LEASE) == 2
    assert await stores.deliveries.finish_chat(GROUP, DeliveryOutcome.UNREACHABLE, OVER) == 1

    outcomes = {name: await outcome(stores, name) for name in ("in hand", "due", "later", "elsewhere", "sent", "word")}
    gone = DeliveryOutcome.UNREACHABLE
    expected = {"in hand": gone, "due": gone, "later": gone, "elsewhere": None, "sent": DeliveryOutcome.SENT}
    assert outcomes == {**expected, "word": None}


async def test_a_purge_deletes_what_is_finished_and_was_due_before(stores: Stores) -> None:
    """Not what was due at exactly that instant, nor what still is to be sent."""
    sent = DeliveryOutcome.SENT
    await stores.deliveries.add(
        a_delivery("old", due_at=NOW - INSTANT, outcome=sent),
        a_delivery("at", due_at=NOW, outcome=sent),
        a_delivery("open", due_at=NOW - HOUR),
    )

    assert await stores.deliveries.purge(NOW) == 1
    assert await stores.deliveries.purge(NOW) == 0
    left = [len(await stores.deliveries.of_series(f"series of {name}")) for name in ("old", "at", "open")]
    assert left == [0, 1, 1]


async def test_replicas_share_the_deliveries_out(replicas: list[SqlStores]) -> None:
    """Each is claimed by one of many who claim at once; when leases are over, each is taken over by one."""
    await replicas[0].deliveries.add(*[a_delivery(f"d-{n}", chat_id=n % 13 + 1) for n in range(60)])

    for now in (NOW, OVER):
        taken = await asyncio.gather(
            *[_take_all(stores, f"{name}-{number}", now) for name in "abc" for number, stores in enumerate(replicas)]
        )
        assert sorted(each for some in taken for each in some) == sorted(f"d-{n}" for n in range(60))


async def test_replicas_that_finish_and_claim_at_once_send_each_once(replicas: list[SqlStores]) -> None:
    """Claiming, releasing, finishing a chat, following one: nothing is begun twice and nobody waits for ever."""
    await replicas[0].deliveries.add(*[a_delivery(f"d-{n}", chat_id=-(n % 7) - 1) for n in range(70)])
    begun: list[str] = []

    async def work(stores: SqlStores, worker: str) -> None:
        while claims := await claim(stores, worker, limit=4):
            for each in claims:
                if await stores.deliveries.begin(each, NOW, LEASE, None):
                    begun.append(each.delivery.id)
                    assert await stores.deliveries.finish(each, DeliveryOutcome.SENT, NOW, 1)

    await asyncio.gather(
        *[work(stores, f"{name}-{number}") for name in "ab" for number, stores in enumerate(replicas)],
        replicas[1].deliveries.finish_chat(-1, DeliveryOutcome.UNREACHABLE, NOW),
        replicas[2].chats.migrate(-2, -200),
        replicas[3].chats.migrate(-2, -200),
        replicas[0].deliveries.hold(USER, NOW),
    )
    await work(replicas[0], "last")

    assert len(begun) == len(set(begun))
    assert set(begun) >= {f"d-{n}" for n in range(70) if n % 7}
    assert await replicas[0].deliveries.next_due(NOW) is None


async def outcome(stores: Stores, name: str) -> DeliveryOutcome | None:
    """What became of a delivery."""
    (found,) = await stores.deliveries.of_series(f"series of {name}")
    return found.outcome


async def _take_all(stores: SqlStores, worker: str, now: datetime) -> list[str]:
    taken: list[str] = []
    while claims := await claim(stores, worker, now, limit=3):
        taken += [each.delivery.id for each in claims]
    return taken
