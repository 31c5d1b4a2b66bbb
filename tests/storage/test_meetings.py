"""The contract of every MeetingStore, as far as meetings go; answers are in test_answers."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.meeting import Meeting, State, Tick
from bot.services.ports import Stores
from bot.storage.sql import SqlStores
from tests.storage.samples import GROUP, HOUR, INSTANT, NOW, a_meeting, an_answer, some_minutes


async def opened(stores: Stores, *meetings: Meeting) -> list[Meeting]:
    """Meetings, each with an answer and minutes, as they are stored."""
    for meeting in meetings:
        await stores.meetings.open(meeting)
        await stores.meetings.answer(an_answer(meeting.id))
        assert await stores.minutes.save(some_minutes(meeting.id, chat_id=meeting.chat_id)) is True
    return [replace(meeting, version=1) for meeting in meetings]


async def left(stores: Stores, *meeting_ids: str) -> list[str]:
    """Those of which anything is left."""
    return [
        each
        for each in meeting_ids
        if await stores.meetings.meeting(each)
        or await stores.meetings.answers(each)
        or await stores.minutes.history(each)
    ]


async def test_a_meeting_comes_out_as_it_went_in(stores: Stores) -> None:
    """Every field survives, and the version is 1; an unknown one is none."""
    stored = replace(a_meeting(), version=1)

    assert await stores.meetings.open(a_meeting()) == stored
    assert await stores.meetings.meeting("meeting-1") == stored
    assert await stores.meetings.of_occurrence("series of meeting-1", NOW) == stored
    assert await stores.meetings.meeting("meeting-2") is None
    assert await stores.meetings.of_occurrence("series of meeting-1", NOW + INSTANT) is None
    assert await stores.meetings.of_occurrence("series of meeting-2", NOW) is None


async def test_a_bare_meeting_comes_out_bare(stores: Stores) -> None:
    """No kind, no place, nothing done yet."""
    bare = a_meeting(kind="", venue="", topics=(), ticks=(), state=State.OPEN)
    await stores.meetings.open(bare)

    assert await stores.meetings.meeting("meeting-1") == replace(bare, version=1)


async def test_an_occurrence_is_opened_once(stores: Stores) -> None:
    """Who comes later gets what is there, with what was made of it; its version stays."""
    await stores.meetings.open(a_meeting())
    again = a_meeting("meeting-2", series_id="series of meeting-1", topics=(), ticks=(), state=State.OPEN)

    assert await stores.meetings.open(again) == a_meeting(version=1)
    assert await stores.meetings.meeting("meeting-1") == a_meeting(version=1)
    assert await stores.meetings.meeting("meeting-2") is None


@pytest.mark.parametrize(
    "changes",
    [
        {"starts_at": NOW + HOUR},
        {"title": "改名的会"},
        {"kind": "own"},
        {"venue": ""},
        {"chat_id": -5},
        {"zone": "Asia/Urumqi"},
        {"starts_at": NOW - HOUR, "title": "都改", "kind": "", "venue": "二楼", "chat_id": -5, "zone": "UTC"},
    ],
)
async def test_opening_brings_a_meeting_up_to_date(stores: Stores, changes: dict[str, Any]) -> None:
    """What its reminder says of it now, with the next version; what people made of it stays."""
    await stores.meetings.open(a_meeting())
    new = a_meeting("meeting-2", series_id="series of meeting-1", topics=(), ticks=(), state=State.OPEN, **changes)
    expected = a_meeting(version=2, **changes)

    assert await stores.meetings.open(new) == expected
    assert await stores.meetings.open(new) == expected
    assert await stores.meetings.meeting("meeting-1") == expected


async def test_occurrences_of_a_series_are_meetings_of_their_own(stores: Stores) -> None:
    """And so are occurrences of one instant in several series."""
    others = [a_meeting("meeting-2", series_id="series of meeting-1", recurrence_id=NOW + INSTANT), a_meeting("m-3")]
    await stores.meetings.open(a_meeting())

    for other in others:
        assert await stores.meetings.open(other) == replace(other, version=1)


@pytest.mark.parametrize("ids", [20, 1])
async def test_all_who_open_one_at_once_get_the_same(stores: Stores, ids: int) -> None:
    """Twenty at the same time make one meeting, whether or not they give it one id."""
    new = [a_meeting(f"meeting-{number % ids}", series_id="s-1") for number in range(20)]

    found = await asyncio.gather(*[stores.meetings.open(each) for each in new])

    assert set(found) == {found[0]}
    assert found[0].version == 1
    assert await stores.meetings.of_occurrence("s-1", NOW) == found[0]


async def test_all_replicas_open_the_same(replicas: list[SqlStores]) -> None:
    """Also where it changed meanwhile: it is brought up to date once."""
    for number in range(5):
        new = a_meeting(f"meeting-{number}", series_id=f"s-{number}")
        await replicas[0].meetings.open(new)
        moved = replace(new, starts_at=NOW + HOUR)

        found = await asyncio.gather(*[each.meetings.open(moved) for each in replicas * 4])

        assert set(found) == {replace(moved, version=2)}


async def test_who_opens_what_is_deleted_meanwhile_gets_one_that_is_kept_or_was(replicas: list[SqlStores]) -> None:
    """Nobody fails, and at most one is left."""
    for number in range(10):
        new = a_meeting(f"meeting-{number}", series_id=f"s-{number}")
        await replicas[0].meetings.open(new)

        moved = replace(new, starts_at=NOW + HOUR)
        opening = asyncio.gather(*[each.meetings.open(moved) for each in replicas])
        found, _ = await asyncio.gather(opening, replicas[0].meetings.delete(new.id))

        stored = await replicas[0].meetings.meeting(new.id)
        assert all(each.starts_at == moved.starts_at for each in found)
        assert stored is None or stored in found


async def test_a_change_is_kept_with_the_next_version(stores: Stores) -> None:
    """Everything but which occurrence it is."""
    await stores.meetings.open(a_meeting())
    changed = a_meeting(
        version=1,
        topics=("新的议题",),
        ticks=(Tick("x", "老张", NOW + HOUR),),
        state=State.NOT_HELD,
        title="改名",
        venue="",
        kind="own",
        starts_at=NOW + HOUR,
    )

    assert await stores.meetings.save(replace(changed, series_id="s-9", recurrence_id=NOW + HOUR)) is True
    assert await stores.meetings.meeting("meeting-1") == replace(changed, version=2)


async def test_who_read_an_earlier_version_changes_nothing(stores: Stores) -> None:
    """Nor who changes one that is gone, or was never opened."""
    await stores.meetings.open(a_meeting())
    assert await stores.meetings.save(a_meeting(version=1, topics=("先到",))) is True

    assert await stores.meetings.save(a_meeting(version=1, topics=("后到",))) is False
    assert await stores.meetings.save(a_meeting(version=0)) is False
    assert await stores.meetings.meeting("meeting-1") == a_meeting(version=2, topics=("先到",))
    assert await stores.meetings.save(a_meeting("meeting-2", version=1)) is False
    assert await stores.meetings.save(a_meeting("meeting-2")) is False
    assert await stores.meetings.meeting("meeting-2") is None


async def test_of_many_who_save_at_once_one_does(stores: Stores) -> None:
    """Two leaders tick at the same time: the second is told, and loses nothing."""
    await stores.meetings.open(a_meeting())
    changes = [a_meeting(version=1, topics=(str(number),)) for number in range(20)]

    saved = await asyncio.gather(*[stores.meetings.save(each) for each in changes])

    assert sorted(saved) == [False] * 19 + [True]
    assert await stores.meetings.meeting("meeting-1") == replace(changes[saved.index(True)], version=2)


async def test_the_meetings_of_a_chat_come_earliest_first(stores: Stores) -> None:
    """From the first instant to before the last; of one instant, in the order of opening; of that chat alone."""
    times = [2 * HOUR, timedelta(0), HOUR, HOUR, 3 * HOUR, -INSTANT]
    meetings = [a_meeting(f"meeting-{number}", starts_at=NOW + at) for number, at in enumerate(times)]
    for meeting in (*meetings, a_meeting("elsewhere", chat_id=-5, starts_at=NOW)):
        await stores.meetings.open(meeting)

    found = await stores.meetings.of_chat(GROUP, NOW, NOW + 3 * HOUR)

    assert [each.id for each in found] == ["meeting-1", "meeting-2", "meeting-3", "meeting-0"]
    assert list(await stores.meetings.of_chat(GROUP, NOW + HOUR, NOW + HOUR)) == []


async def test_deleting_takes_answers_and_minutes_along(stores: Stores) -> None:
    """Once; other meetings stay, and the occurrence may be opened anew, with nothing of before."""
    await opened(stores, a_meeting(), a_meeting("meeting-2"))

    assert await stores.meetings.delete("meeting-1") is True
    assert await stores.meetings.delete("meeting-1") is False
    assert await left(stores, "meeting-1", "meeting-2") == ["meeting-2"]
    await stores.meetings.open(a_meeting())
    assert list(await stores.meetings.answers("meeting-1")) == []
    assert await stores.minutes.latest("meeting-1") is None
    assert len(await stores.meetings.answers("meeting-2")) == 1
    assert await stores.minutes.latest("meeting-2") is not None


async def test_filed_minutes_go_with_a_deleted_meeting(stores: Stores) -> None:
    """Every revision: nobody could find them any more."""
    await opened(stores, a_meeting())
    await stores.minutes.save(some_minutes(version=1, filed_at=NOW))
    await stores.minutes.save(some_minutes(revision=2))

    await stores.meetings.delete("meeting-1")

    assert list(await stores.minutes.history("meeting-1")) == []


async def test_forgetting_a_chat_deletes_its_meetings(stores: Stores) -> None:
    """With all that belongs to them, counted; those of others stay."""
    await opened(stores, a_meeting(), a_meeting("meeting-2"), a_meeting("meeting-3", chat_id=-5))

    assert await stores.meetings.forget_chat(GROUP) == 2
    assert await left(stores, "meeting-1", "meeting-2", "meeting-3") == ["meeting-3"]
    assert await stores.meetings.forget_chat(GROUP) == 0


async def test_purging_deletes_what_began_before(stores: Stores) -> None:
    """With all that belongs to it, of that chat alone."""
    old = {"starts_at": NOW - INSTANT}
    await opened(
        stores,
        a_meeting("old", **old),
        a_meeting("now", starts_at=NOW),
        a_meeting("elsewhere", chat_id=-5, **old),
    )

    assert await stores.meetings.purge(GROUP, NOW) == 1
    assert await left(stores, "old", "now", "elsewhere") == ["now", "elsewhere"]
    assert await stores.meetings.purge(GROUP, NOW) == 0
