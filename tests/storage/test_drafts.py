"""The contract of every DraftStore, PreferencesStore and FocusStore."""

import asyncio
from datetime import time, timedelta

from bot.domain.notices import QuietHours
from bot.domain.preferences import Preferences
from bot.domain.series import DayOffPolicy
from bot.services.ports import Stores
from bot.storage.sql import SqlStores
from tests.storage.samples import GROUP, HOUR, INSTANT, NOW, USER, a_delivery, a_draft

PREFERENCES = Preferences(
    zone="Asia/Urumqi",
    quiet=QuietHours(time(22, 30), time(7)),
    leads=(timedelta(days=1), timedelta(minutes=30)),
    policy=DayOffPolicy.PREVIOUS,
)


async def test_a_draft_comes_out_as_it_went_in(stores: Stores) -> None:
    """Every field survives, and looking at it does not take it."""
    bare = a_draft("draft-2", thread_id=None, series=None, recurrence_id=None, venue="", unread="", replaces="")
    await stores.drafts.save(a_draft())
    await stores.drafts.save(bare)

    assert [await stores.drafts.draft("draft-1", NOW) for _ in range(2)] == [a_draft()] * 2
    assert await stores.drafts.draft("draft-2", NOW) == bare
    assert await stores.drafts.draft("draft-3", NOW) is None


async def test_a_draft_is_replaced(stores: Stores) -> None:
    """The last word counts."""
    await stores.drafts.save(a_draft())
    await stores.drafts.save(a_draft(sentence="每周二", series=None, user_id=8))

    assert await stores.drafts.draft("draft-1", NOW) == a_draft(sentence="每周二", series=None, user_id=8)


async def test_a_draft_ends_at_its_end(stores: Stores) -> None:
    """It is there just before, and at exactly the end no more; nor can it be taken then."""
    end = a_draft().expires_at
    await stores.drafts.save(a_draft())

    assert await stores.drafts.draft("draft-1", end - INSTANT) == a_draft()
    assert await stores.drafts.draft("draft-1", end) is None
    assert await stores.drafts.take("draft-1", end) is None
    assert await stores.drafts.take("draft-1", end - INSTANT) == a_draft()


async def test_a_draft_is_taken_once(stores: Stores) -> None:
    """Of twenty who press at once one gets it, and it is gone."""
    await stores.drafts.save(a_draft())
    await stores.drafts.save(a_draft("draft-2"))

    taken = await asyncio.gather(*[stores.drafts.take("draft-1", NOW) for _ in range(20)])

    assert [each for each in taken if each is not None] == [a_draft()]
    assert await stores.drafts.draft("draft-1", NOW) is None
    assert await stores.drafts.draft("draft-2", NOW) == a_draft("draft-2")


async def test_replicas_take_each_draft_once(replicas: list[SqlStores]) -> None:
    """Over different connections too."""
    for number in range(20):
        await replicas[0].drafts.save(a_draft(str(number)))

    taken = await asyncio.gather(*[stores.drafts.take(str(n), NOW) for n in range(20) for stores in replicas])

    assert sorted(int(each.id) for each in taken if each is not None) == list(range(20))


async def test_the_drafts_of_a_person_are_forgotten(stores: Stores) -> None:
    """In every chat, counted; others keep theirs."""
    for draft in (a_draft("a"), a_draft("b", chat_id=5), a_draft("c", user_id=8)):
        await stores.drafts.save(draft)

    assert await stores.drafts.forget(USER) == 2
    assert await stores.drafts.forget(USER) == 0
    assert [await stores.drafts.draft(each, NOW) for each in "abc"] == [None, None, a_draft("c", user_id=8)]


async def test_a_purge_deletes_the_drafts_that_expired(stores: Stores) -> None:
    """At exactly that instant too."""
    for draft in (a_draft("a", expires_at=NOW), a_draft("b", expires_at=NOW + INSTANT)):
        await stores.drafts.save(draft)

    assert await stores.drafts.purge(NOW) == 1
    assert await stores.drafts.purge(NOW) == 0
    assert await stores.drafts.draft("b", NOW) is not None


async def test_preferences_come_out_as_they_went_in(stores: Stores) -> None:
    """Each chat has its own; None where nobody set any."""
    await stores.preferences.save(GROUP, PREFERENCES)
    await stores.preferences.save(USER, Preferences(zone="Asia/Shanghai"))

    assert await stores.preferences.preferences(GROUP) == PREFERENCES
    assert await stores.preferences.preferences(USER) == Preferences(zone="Asia/Shanghai")
    assert await stores.preferences.preferences(8) is None


async def test_preferences_are_replaced(stores: Stores) -> None:
    """Whole: quiet hours that are not named are none."""
    await stores.preferences.save(GROUP, PREFERENCES)
    await stores.preferences.save(GROUP, Preferences(zone="UTC"))

    assert await stores.preferences.preferences(GROUP) == Preferences(zone="UTC")


async def test_preferences_and_deliveries_of_a_chat_are_forgotten(stores: Stores) -> None:
    """Those of others stay."""
    for number, chat_id in enumerate((USER, GROUP)):
        await stores.preferences.save(chat_id, Preferences(zone="Asia/Urumqi"))
        await stores.deliveries.add(a_delivery(f"d-{number}", series_id="s-1", chat_id=chat_id, lead=HOUR * number))
    assert [await stores.preferences.forget(USER), await stores.deliveries.forget(USER)] == [1, 1]
    assert [await stores.preferences.forget(USER), await stores.deliveries.forget(USER)] == [0, 0]
    assert await stores.preferences.preferences(GROUP) is not None
    assert [each.chat_id for each in await stores.deliveries.of_series("s-1")] == [GROUP]


async def test_the_latest_choice_comes_first(stores: Stores) -> None:
    """Each chat once, by its latest choice; of one instant the last that came."""
    for chat_id, at in ((-1, NOW), (-2, NOW + HOUR), (USER, NOW + HOUR), (-1, NOW + HOUR), (-3, NOW)):
        await stores.focuses.choose(USER, chat_id, at)
    await stores.focuses.choose(8, -9, NOW)

    assert list(await stores.focuses.chosen(USER)) == [-1, USER, -2, -3]
    assert list(await stores.focuses.chosen(8)) == [-9]
    assert list(await stores.focuses.chosen(9)) == []


async def test_the_choices_of_a_person_are_forgotten(stores: Stores) -> None:
    """Counted; others keep theirs."""
    for user_id, chat_id in ((USER, -1), (USER, -2), (8, -1)):
        await stores.focuses.choose(user_id, chat_id, NOW)

    assert await stores.focuses.forget(USER) == 2
    assert list(await stores.focuses.chosen(USER)) == []
    assert list(await stores.focuses.chosen(8)) == [-1]


async def test_choosing_at_once_keeps_each_choice_once(stores: Stores) -> None:
    """Twenty presses on three groups are three choices."""
    await asyncio.gather(*[stores.focuses.choose(USER, -(n % 3), NOW) for n in range(20)])

    assert sorted(await stores.focuses.chosen(USER)) == [-2, -1, 0]
