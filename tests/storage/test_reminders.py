"""The contract of every ReminderStore: calendars, and who may change them."""

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.domain.reminder import Reminder
from bot.domain.series import Change
from bot.services.ports import Stores
from bot.storage.sql import SqlStores
from tests.storage.samples import GROUP, HOUR, NOW, SERIES, USER, a_draft, a_reminder


async def kept(stores: Stores, *series_ids: str, **changes: Any) -> list[Reminder]:
    """New reminders, as they are stored."""
    new = [a_reminder(series_id, **changes) for series_id in series_ids]
    assert await stores.reminders.save(*new) is True
    return [replace(each, version=1) for each in new]


async def test_a_reminder_comes_out_as_it_went_in(stores: Stores) -> None:
    """Every field survives, and the version is 1; an unknown one is none."""
    assert await stores.reminders.save(a_reminder()) is True

    assert await stores.reminders.reminder("s-1") == a_reminder(version=1)
    assert await stores.reminders.reminder("s-2") is None


async def test_a_bare_reminder_comes_out_bare(stores: Stores) -> None:
    """No topic, no place, no duty, nothing to come, nothing assumed."""
    bare = a_reminder(thread_id=None, venue="", duty="", next_due_at=None, assumed=(), suspended=True)
    await stores.reminders.save(bare)

    assert await stores.reminders.reminder("s-1") == replace(bare, version=1)


async def test_what_comes_out_is_a_copy(stores: Stores) -> None:
    """Whoever changes the exceptions of a series in hand changes nothing that is stored."""
    exceptions = dict(SERIES.exceptions)
    await stores.reminders.save(a_reminder_with(exceptions))
    exceptions.clear()
    out = await stores.reminders.reminder("s-1")
    assert out is not None
    assert isinstance(out.series.exceptions, dict)

    out.series.exceptions.clear()

    again = await stores.reminders.reminder("s-1")
    assert again is not None
    assert again.series == SERIES


async def test_a_change_is_kept_with_the_next_version(stores: Stores) -> None:
    """All of it, the chat and the organizer too."""
    (read,) = await kept(stores, "s-1")
    changed = replace(
        read,
        series=replace(SERIES, title="改了", exceptions={}),
        chat_id=5,
        thread_id=None,
        organizer_id=6,
        organizer_name="李",
        venue="二楼",
        next_due_at=None,
        assumed=(),
        suspended=True,
    )

    assert await stores.reminders.save(changed) is True

    assert await stores.reminders.reminder("s-1") == replace(changed, version=2)


async def test_an_outdated_change_is_refused(stores: Stores) -> None:
    """Somebody changed it meanwhile; and so is a change of what is gone, or a new one whose id is taken."""
    (read,) = await kept(stores, "s-1")
    await stores.reminders.save(replace(read, venue="二楼"))

    assert await stores.reminders.save(replace(read, venue="四楼")) is False
    assert await stores.reminders.save(a_reminder(venue="五楼")) is False
    assert await stores.reminders.save(a_reminder("s-9", version=1)) is False
    assert await stores.reminders.reminder("s-1") == replace(read, venue="二楼", version=2)
    assert await stores.reminders.reminder("s-9") is None


async def test_of_several_all_or_none_are_kept(stores: Stores) -> None:
    """In whichever place the outdated one is."""
    one, other = await kept(stores, "s-1", "s-2")
    changed = [replace(one, venue="二楼"), replace(other, venue="二楼")]
    outdated = replace(other, venue="二楼", version=7)

    assert await stores.reminders.save(changed[0], outdated, a_reminder("s-3")) is False
    assert await stores.reminders.save(a_reminder("s-0"), outdated) is False
    assert await stores.reminders.save(changed[0], changed[0]) is False
    assert list(await stores.reminders.of_chat(GROUP)) == [one, other]

    assert await stores.reminders.save(*changed, a_reminder("s-3")) is True
    expected = [replace(each, version=2) for each in changed] + [a_reminder("s-3", version=1)]
    assert list(await stores.reminders.of_chat(GROUP)) == expected
    assert await stores.reminders.save() is True


async def test_a_draft_goes_with_what_is_set_of_it(stores: Stores) -> None:
    """Both or none: who comes second finds the draft gone, and a refused change leaves it."""
    await stores.drafts.save(a_draft("d-1"))
    assert await stores.reminders.save(a_reminder(version=7), draft_id="d-1") is False
    assert await stores.drafts.draft("d-1", NOW) is not None

    set_ = await asyncio.gather(*[stores.reminders.save(a_reminder(f"s-{n}"), draft_id="d-1") for n in range(8)])
    assert sorted(set_) == [False] * 7 + [True]
    assert await stores.drafts.draft("d-1", NOW) is None
    assert [each.series.id for each in await stores.reminders.of_chat(GROUP)] == [f"s-{set_.index(True)}"]


async def test_a_calendar_is_in_the_order_in_which_it_was_set(stores: Stores) -> None:
    """A change moves nothing; other chats have their own."""
    for series_id in ("s-b", "s-a", "s-c"):
        await kept(stores, series_id)
    await kept(stores, "s-0", chat_id=USER)
    first = (await stores.reminders.of_chat(GROUP))[0]
    await stores.reminders.save(replace(first, venue="二楼"))

    assert [each.series.id for each in await stores.reminders.of_chat(GROUP)] == ["s-b", "s-a", "s-c"]
    assert list(await stores.reminders.of_chat(8)) == []


async def test_what_a_person_set_is_found_in_every_chat(stores: Stores) -> None:
    """In the order in which it was set."""
    await kept(stores, "s-2", chat_id=1)
    await kept(stores, "s-1", chat_id=2)
    await kept(stores, "s-3", organizer_id=8)

    assert [each.series.id for each in await stores.reminders.of_organizer(USER)] == ["s-2", "s-1"]


async def test_a_reminder_is_deleted_as_it_was_read(stores: Stores) -> None:
    """Not when it was changed since, and once."""
    (read,) = await kept(stores, "s-1")
    await stores.reminders.save(replace(read, venue="二楼"))

    assert await stores.reminders.delete("s-1", 1) is False
    assert await stores.reminders.delete("s-2", 2) is False
    assert await stores.reminders.delete("s-1", 2) is True
    assert await stores.reminders.delete("s-1", 2) is False
    assert await stores.reminders.delete("s-1", 0) is False
    assert await stores.reminders.reminder("s-1") is None


async def test_a_chat_is_suspended_once(stores: Stores) -> None:
    """Nothing of it is due any more; what was suspended already, and other chats, stay as they are."""
    first, second = [*await kept(stores, "s-b"), *await kept(stores, "s-a")]
    (already,) = await kept(stores, "s-0", suspended=True, next_due_at=None)
    (elsewhere,) = await kept(stores, "s-9", chat_id=USER)
    expected = [replace(each, suspended=True, next_due_at=None, version=2) for each in (first, second)]

    assert list(await stores.reminders.suspend(GROUP)) == expected
    assert list(await stores.reminders.suspend(GROUP)) == []
    assert list(await stores.reminders.of_chat(GROUP)) == [*expected, already]
    assert await stores.reminders.reminder("s-9") == elsewhere
    assert await stores.reminders.save(replace(first, venue="二楼")) is False


async def test_assumed_dates_are_found_page_by_page(stores: Stores) -> None:
    """By series id, those without any left out, upper and lower case as in bytes."""
    await kept(stores, "b", "B", "a", "_", "-", "0")
    await kept(stores, "aa", assumed=())
    await kept(stores, "c", chat_id=USER, next_due_at=None, suspended=True)

    first = await stores.reminders.assumed("", 3)
    rest = await stores.reminders.assumed(first[-1].series.id, 10)

    assert [each.series.id for each in first] == ["-", "0", "B"]
    assert [each.series.id for each in rest] == ["_", "a", "b", "c"]
    assert list(await stores.reminders.assumed("c", 10)) == []
    assert first[2] == a_reminder("B", version=1)


async def test_an_assumption_that_is_dropped_is_found_no_more(stores: Stores) -> None:
    """And one that is made is."""
    (read,) = await kept(stores, "s-1", assumed=())
    assert list(await stores.reminders.assumed("", 9)) == []

    await stores.reminders.save(replace(read, assumed=((NOW, NOW + HOUR),)))
    (found,) = await stores.reminders.assumed("", 9)
    assert found.assumed == ((NOW, NOW + HOUR),)

    await stores.reminders.save(replace(found, assumed=()))
    assert list(await stores.reminders.assumed("", 9)) == []


async def test_of_twenty_changes_at_once_one_is_kept(stores: Stores) -> None:
    """The others are told."""
    (read,) = await kept(stores, "s-1")

    saved = await asyncio.gather(*[stores.reminders.save(replace(read, venue=str(n))) for n in range(20)])

    assert sorted(saved) == [False] * 19 + [True]
    assert await stores.reminders.reminder("s-1") == replace(read, venue=str(saved.index(True)), version=2)


async def test_of_twenty_new_ones_of_an_id_one_is_kept(stores: Stores) -> None:
    """Confirming twice makes one."""
    saved = await asyncio.gather(*[stores.reminders.save(a_reminder(venue=str(n))) for n in range(20)])

    assert sorted(saved) == [False] * 19 + [True]
    assert await stores.reminders.reminder("s-1") == a_reminder(venue=str(saved.index(True)), version=1)


async def test_replicas_that_change_the_same_ones_do_not_block_each_other(replicas: list[SqlStores]) -> None:
    """In whatever order they name them, one keeps both; suspending, deleting and migrating meanwhile does no harm."""
    for turn in range(5):
        ids = [f"{turn}-{number}" for number in range(6)]
        read = await kept(replicas[0], *ids)
        changed = [replace(each, venue=f"turn {turn}") for each in read]
        orders = [changed, changed[::-1], changed[3:] + changed[:3], changed[::2] + changed[1::2]]

        saved = await asyncio.gather(
            *[stores.reminders.save(*order) for stores, order in zip(replicas, orders, strict=True)],
            replicas[0].reminders.suspend(GROUP),
            replicas[1].chats.migrate(GROUP, GROUP - 1),
            replicas[2].reminders.delete("s-1", 1),
        )

        assert saved[:4].count(True) <= 1
        stored = [await replicas[0].reminders.reminder(each) for each in ids]
        assert {each.version for each in stored if each} <= {2, 3, 4}
        assert len({each.venue for each in stored if each}) == 1


def a_reminder_with(exceptions: dict[datetime, Change]) -> Reminder:
    """A reminder whose series has these exceptions, not a copy of them."""
    return replace(a_reminder(), series=replace(SERIES, exceptions=exceptions))
