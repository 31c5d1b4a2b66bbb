"""The contract of every PendingStore."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest

from bot.domain.pending import PendingKind
from bot.services.ports import Stores
from bot.storage.sql import SqlStores
from tests.storage.samples import HOUR, INSTANT, NOW, USER, a_pending


async def test_what_was_begun_comes_out_as_it_went_in(stores: Stores) -> None:
    """Every field survives, of every kind; looking at it does not take it."""
    begun = [a_pending(f"pending-{number}", kind=kind) for number, kind in enumerate(PendingKind)]
    for each in begun:
        assert await stores.pendings.save(each)

    for each in begun:
        assert [await stores.pendings.pending(each.id, NOW) for _ in range(2)] == [replace(each, version=1)] * 2
    assert await stores.pendings.pending("another", NOW) is None


async def test_each_save_makes_the_next_version(stores: Stores) -> None:
    """What was read before the last save can be saved no more, nor what is gone, nor a new one of the same id."""
    assert await stores.pendings.save(a_pending())
    assert await stores.pendings.save(a_pending(version=1, body={"a": 1}))
    assert not await stores.pendings.save(a_pending(version=1, body={"a": 2}))
    assert not await stores.pendings.save(a_pending())
    assert not await stores.pendings.save(a_pending("gone", version=1))

    assert await stores.pendings.pending("pending-001", NOW) == a_pending(version=2, body={"a": 1})
    assert await stores.pendings.pending("gone", NOW) is None


async def test_it_ends_at_its_end(stores: Stores) -> None:
    """It is there just before, and at exactly the end no more; nor can it be taken, nor is it listed then."""
    end = a_pending().expires_at
    await stores.pendings.save(a_pending())

    assert await stores.pendings.pending("pending-001", end - INSTANT) is not None
    assert await stores.pendings.pending("pending-001", end) is None
    assert len(await stores.pendings.of_author(USER, end - INSTANT)) == 1
    assert list(await stores.pendings.of_author(USER, end)) == []
    assert await stores.pendings.take("pending-001", end) is None
    assert await stores.pendings.take("pending-001", end - INSTANT) == a_pending(version=1)


async def test_it_is_taken_once(stores: Stores) -> None:
    """Of twenty who press at once one gets it, and it is gone."""
    await stores.pendings.save(a_pending())
    await stores.pendings.save(a_pending("another"))

    taken = await asyncio.gather(*[stores.pendings.take("pending-001", NOW) for _ in range(20)])

    assert [each for each in taken if each is not None] == [a_pending(version=1)]
    assert await stores.pendings.pending("pending-001", NOW) is None
    assert await stores.pendings.pending("another", NOW) is not None


async def test_replicas_save_and_take_each_version_once(replicas: list[SqlStores]) -> None:
    """Of those who read the same version one saves it; of those who take it one gets it."""
    ids = [str(number) for number in range(10)]
    for version in range(3):
        saved = await asyncio.gather(
            *[stores.pendings.save(a_pending(each, version=version)) for each in ids for stores in replicas]
        )
        assert sum(saved) == 10
    taken = await asyncio.gather(*[stores.pendings.take(each, NOW) for each in ids for stores in replicas])

    assert sorted(each.id for each in taken if each is not None) == ids


async def test_what_somebody_has_begun_is_listed_the_latest_saved_first(stores: Stores) -> None:
    """Saving again makes it the latest; that of others is not theirs."""
    for each in ("a", "b", "c"):
        await stores.pendings.save(a_pending(each))
    await stores.pendings.save(a_pending("d", author_id=8))
    await stores.pendings.save(a_pending("a", version=1))

    assert [each.id for each in await stores.pendings.of_author(USER, NOW)] == ["a", "c", "b"]
    assert [each.id for each in await stores.pendings.of_author(8, NOW)] == ["d"]
    assert list(await stores.pendings.of_author(9, NOW)) == []


async def test_what_a_person_has_begun_is_forgotten(stores: Stores) -> None:
    """Counted, expired or not; others keep theirs."""
    for each in (a_pending("a"), a_pending("b", expires_at=NOW - HOUR), a_pending("c", author_id=8)):
        await stores.pendings.save(each)

    assert await stores.pendings.forget(USER) == 2
    assert await stores.pendings.forget(USER) == 0
    assert await stores.pendings.pending("c", NOW) is not None


async def test_who_is_forgotten_is_in_no_invitation_either(stores: Stores) -> None:
    """Whoever invited them, or asks a second admin about them; a removal that others ask for goes on."""
    guest = {"user_id": USER, "name": "小李"}
    kept = [
        a_pending("a", kind=PendingKind.INVITATION, author_id=8, body={**guest, "user_id": 9}),
        a_pending("b", kind=PendingKind.INVITATION, author_id=8, body={"by": "老张"}),
        a_pending("c", kind=PendingKind.CONSENT, author_id=8, body={**guest, "decision": "remove"}),
        a_pending("d", kind=PendingKind.CHANGE, author_id=8, body=guest),
    ]
    gone = [
        a_pending("e", kind=PendingKind.INVITATION, author_id=8, body=guest),
        a_pending("f", kind=PendingKind.CONSENT, author_id=8, body={**guest, "decision": "admit"}),
        a_pending("g", kind=PendingKind.INVITATION),
    ]
    for each in (*kept, *gone):
        await stores.pendings.save(each)

    assert await stores.pendings.forget(USER) == 3
    assert await stores.pendings.forget(USER) == 0
    assert [await stores.pendings.pending(each.id, NOW) is None for each in (*kept, *gone)] == [False] * 4 + [True] * 3


async def test_a_purge_deletes_what_has_expired(stores: Stores) -> None:
    """At exactly that instant too."""
    for each in (a_pending("a", expires_at=NOW), a_pending("b", expires_at=NOW + INSTANT)):
        await stores.pendings.save(each)

    assert await stores.pendings.purge(NOW) == 1
    assert await stores.pendings.purge(NOW) == 0
    assert await stores.pendings.pending("b", NOW) is not None


@pytest.mark.parametrize(
    "odd", [(1, 2), {1: "a"}, {"a"}, b"a", float("nan"), float("inf"), NOW, timedelta(1), PendingKind.CHANGE], ids=repr
)
async def test_what_json_would_not_give_back_is_refused(stores: Stores, odd: object) -> None:
    """However deep it stands; and nothing is kept."""
    with pytest.raises(ValueError, match="JSON"):
        await stores.pendings.save(a_pending(body={"a": [{"b": odd}]}))

    assert await stores.pendings.pending("pending-001", NOW) is None


async def test_what_a_store_takes_and_hands_out_is_a_copy(stores: Stores) -> None:
    """Changing what went in or came out, however deep, changes nothing within."""
    body: dict[str, Any] = {"list": [1, {"a": 2}]}
    await stores.pendings.save(a_pending(body=body))
    body["list"][1]["a"] = 3
    for found in (await stores.pendings.pending("pending-001", NOW), *await stores.pendings.of_author(USER, NOW)):
        assert found is not None
        cast("dict[str, Any]", found.body)["list"].append(4)

    kept = await stores.pendings.pending("pending-001", NOW)
    assert kept is not None
    assert kept.body == {"list": [1, {"a": 2}]}
