"""The contract of every MinutesStore."""

import asyncio
from dataclasses import replace

from bot.domain.minutes import Minutes
from bot.services.ports import Stores
from bot.storage.sql import SqlStores
from tests.storage.samples import GROUP, HOUR, NOW, a_meeting, some_minutes


async def kept(stores: Stores, *minutes: Minutes) -> list[Minutes]:
    """New minutes with their meetings, as they are stored."""
    for meeting_id in {each.meeting_id for each in minutes}:
        await stores.meetings.open(a_meeting(meeting_id))
    for each in minutes:
        assert await stores.minutes.save(each) is True
    return [replace(each, version=1) for each in minutes]


async def test_minutes_come_out_as_they_went_in(stores: Stores) -> None:
    """Every field survives, and the version is 1; a meeting without minutes has none."""
    (minutes,) = await kept(stores, some_minutes())

    assert await stores.minutes.latest("meeting-1") == minutes
    assert list(await stores.minutes.history("meeting-1")) == [minutes]
    assert await stores.minutes.latest("meeting-2") is None
    assert list(await stores.minutes.history("meeting-2")) == []


async def test_bare_minutes_come_out_bare(stores: Stores) -> None:
    """Nothing but who began them."""
    bare = Minutes(meeting_id="meeting-1", chat_id=GROUP, revision=1, written_by="小王", written_at=NOW)
    await kept(stores, bare)

    assert await stores.minutes.latest("meeting-1") == replace(bare, version=1)


async def test_a_draft_is_changed_with_the_next_version(stores: Stores) -> None:
    """All of it that is written."""
    (draft,) = await kept(stores, some_minutes())
    changed = replace(draft, attendees=(), chair="", points="新的", actions=(), written_by="老张", written_at=NOW)

    assert await stores.minutes.save(changed) is True
    assert list(await stores.minutes.history("meeting-1")) == [replace(changed, version=2)]


async def test_who_read_an_earlier_version_keeps_nothing(stores: Stores) -> None:
    """Nor who thinks that theirs is the first, or that there is one."""
    (draft,) = await kept(stores, some_minutes())
    later = replace(draft, points="先到的")
    assert await stores.minutes.save(later) is True

    assert await stores.minutes.save(replace(draft, points="后到的")) is False
    assert await stores.minutes.save(some_minutes(points="又一份")) is False
    assert await stores.minutes.save(some_minutes(revision=2, version=1)) is False
    assert list(await stores.minutes.history("meeting-1")) == [replace(later, version=2)]


async def test_what_was_filed_is_never_changed(stores: Stores) -> None:
    """Not even with its own version, nor back to a draft; a correction is the next revision."""
    (draft,) = await kept(stores, some_minutes())
    filed = replace(draft, filed_at=NOW + 2 * HOUR)
    assert await stores.minutes.save(filed) is True
    filed = replace(filed, version=2)

    assert await stores.minutes.save(replace(filed, points="改了")) is False
    assert await stores.minutes.save(replace(filed, filed_at=None)) is False
    correction = some_minutes(revision=2, points="更正")
    assert await stores.minutes.save(correction) is True
    assert await stores.minutes.latest("meeting-1") == replace(correction, version=1)
    assert list(await stores.minutes.history("meeting-1")) == [filed, replace(correction, version=1)]


async def test_history_comes_earliest_first(stores: Stores) -> None:
    """By revision, in whatever order they came, numbers and not words."""
    revisions = await kept(stores, *[some_minutes(revision=number) for number in (10, 2, 1, 9)])

    assert [each.revision for each in await stores.minutes.history("meeting-1")] == [1, 2, 9, 10]
    assert await stores.minutes.latest("meeting-1") == revisions[0]


async def test_the_latest_of_several_meetings_come_together(stores: Stores) -> None:
    """Of each the last revision; those without minutes, and those not asked for, are left out."""
    await stores.meetings.open(a_meeting("meeting-3"))
    filed = some_minutes(filed_at=NOW)
    _, correction, other, _ = await kept(
        stores, filed, some_minutes(revision=2), some_minutes("meeting-2"), some_minutes("meeting-4", revision=7)
    )

    wanted = ["meeting-1", "meeting-2", "meeting-3", "meeting-9"]
    assert dict(await stores.minutes.latest_of(wanted)) == {"meeting-1": correction, "meeting-2": other}
    assert dict(await stores.minutes.latest_of([])) == {}


async def test_a_draft_may_be_dropped(stores: Stores) -> None:
    """Once, that revision alone; the one before is the latest again, and the number is free."""
    filed, _ = await kept(stores, some_minutes(filed_at=NOW), some_minutes(revision=2))
    (other,) = await kept(stores, some_minutes("meeting-2", revision=2))

    assert await stores.minutes.drop("meeting-1", 2) is True
    assert await stores.minutes.drop("meeting-1", 2) is False
    assert await stores.minutes.latest("meeting-1") == filed
    assert await stores.minutes.latest("meeting-2") == other
    assert await stores.minutes.save(some_minutes(revision=2)) is True


async def test_what_was_filed_is_not_dropped(stores: Stores) -> None:
    """The record stays."""
    (filed,) = await kept(stores, some_minutes(filed_at=NOW))

    assert await stores.minutes.drop("meeting-1", 1) is False
    assert await stores.minutes.latest("meeting-1") == filed


async def test_a_change_of_what_was_dropped_is_not_kept(stores: Stores) -> None:
    """It would bring back what somebody threw away."""
    (draft,) = await kept(stores, some_minutes())
    await stores.minutes.drop("meeting-1", 1)

    assert await stores.minutes.save(replace(draft, points="改了")) is False
    assert await stores.minutes.latest("meeting-1") is None


async def test_minutes_of_no_meeting_are_not_kept(stores: Stores) -> None:
    """Nobody would ever find them, and nothing delete them."""
    assert await stores.minutes.save(some_minutes()) is False

    await stores.meetings.open(a_meeting())
    assert await stores.minutes.latest("meeting-1") is None


async def test_of_many_who_save_one_version_at_once_one_does(stores: Stores) -> None:
    """The first one as well as a later one."""
    await stores.meetings.open(a_meeting())
    for version in (0, 1):
        tries = [some_minutes(points=str(number), version=version) for number in range(20)]

        saved = await asyncio.gather(*[stores.minutes.save(each) for each in tries])

        assert sorted(saved) == [False] * 19 + [True]
        expected = replace(tries[saved.index(True)], version=version + 1)
        assert list(await stores.minutes.history("meeting-1")) == [expected]


async def test_minutes_are_filed_or_changed_but_not_both(replicas: list[SqlStores]) -> None:
    """Whoever comes second is told, on whichever replica."""
    await kept(replicas[0], some_minutes())
    filed, changed = some_minutes(version=1, filed_at=NOW), some_minutes(version=1, points="改了")

    saved = await asyncio.gather(
        *[each.minutes.save((filed, changed)[number % 2]) for number, each in enumerate(replicas * 4)]
    )

    assert saved.count(True) == 1
    expected = replace((filed, changed)[saved.index(True) % 2], version=2)
    assert await replicas[0].minutes.latest("meeting-1") == expected


async def test_nothing_is_left_of_a_meeting_deleted_meanwhile(replicas: list[SqlStores]) -> None:
    """Minutes that are saved at the same time go with it, or are refused."""
    for number in range(10):
        meeting_id = f"meeting-{number}"
        await replicas[0].meetings.open(a_meeting(meeting_id))

        await asyncio.gather(
            replicas[1].minutes.save(some_minutes(meeting_id)),
            replicas[2].meetings.delete(meeting_id),
            replicas[3].minutes.save(some_minutes(meeting_id, revision=2)),
        )

        assert list(await replicas[0].minutes.history(meeting_id)) == []
