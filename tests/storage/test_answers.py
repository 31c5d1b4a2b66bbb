"""The contract of every MeetingStore, as far as answers go."""

import asyncio
import time

from bot.domain.meeting import Rsvp
from bot.services.ports import Stores
from bot.storage.sql import SqlStores
from tests.storage.samples import GROUP, HOUR, INSTANT, NOW, USER, a_meeting, an_answer


async def test_an_answer_comes_out_as_it_was_given(stores: Stores) -> None:
    """Every field survives; there was none before it."""
    await stores.meetings.open(a_meeting())

    assert await stores.meetings.answer(an_answer()) is None
    assert list(await stores.meetings.answers("meeting-1")) == [an_answer()]
    assert list(await stores.meetings.answers("meeting-2")) == []


async def test_a_later_answer_takes_the_place_of_the_earlier(stores: Stores) -> None:
    """Which is returned; somebody else's, and one to another meeting, are answers of their own."""
    for meeting_id in ("meeting-1", "meeting-2"):
        await stores.meetings.open(a_meeting(meeting_id))
    later = an_answer(rsvp=Rsvp.ACCEPTED, reason="", name="李同志", answered_at=NOW + HOUR, starts_at=NOW + 9 * HOUR)
    await stores.meetings.answer(an_answer())

    assert await stores.meetings.answer(later) == an_answer()
    assert await stores.meetings.answer(later) == later
    assert await stores.meetings.answer(an_answer(user_id=8)) is None
    assert await stores.meetings.answer(an_answer("meeting-2")) is None
    assert list(await stores.meetings.answers("meeting-1")) == [an_answer(user_id=8), later]


async def test_answers_come_earliest_first(stores: Stores) -> None:
    """By the instant of answering; of one instant, in the order of their first answers."""
    await stores.meetings.open(a_meeting())
    tied, late, early = an_answer(user_id=9), an_answer(user_id=1), an_answer(user_id=5, answered_at=NOW - INSTANT)
    for answer in (an_answer(user_id=9, answered_at=NOW + HOUR), late, early, tied):
        await stores.meetings.answer(answer)

    assert list(await stores.meetings.answers("meeting-1")) == [early, tied, late]


async def test_an_answer_to_no_meeting_is_not_kept(stores: Stores) -> None:
    """A late press on the notice of one that was deleted leaves nothing that nobody would delete."""
    assert await stores.meetings.answer(an_answer()) is None

    await stores.meetings.open(a_meeting())
    assert list(await stores.meetings.answers("meeting-1")) == []


async def test_answering_leaves_the_version_of_a_meeting(stores: Stores) -> None:
    """Who ticks meanwhile is not told that somebody was faster."""
    await stores.meetings.open(a_meeting())
    await stores.meetings.answer(an_answer())

    assert await stores.meetings.save(a_meeting(version=1)) is True


async def test_each_of_many_answers_at_once_replaces_one_other(stores: Stores) -> None:
    """One person presses twenty times: each answer but the last is returned to one other, and the first to none."""
    await stores.meetings.open(a_meeting())
    given = [an_answer(reason=str(number)) for number in range(20)]

    earlier = await asyncio.gather(*[stores.meetings.answer(each) for each in given])

    (last,) = await stores.meetings.answers("meeting-1")
    assert earlier.count(None) == 1
    replaced = [each.reason for each in earlier if each is not None]
    assert sorted([*replaced, last.reason], key=int) == [each.reason for each in given]


async def test_many_people_answer_at_once(stores: Stores) -> None:
    """Two hundred in ten seconds, each kept once, while leaders tick and look."""
    await stores.meetings.open(a_meeting())
    begun = time.monotonic()

    earlier = await asyncio.gather(
        *[stores.meetings.answer(an_answer(user_id=number)) for number in range(1, 201)],
        *[stores.meetings.answers("meeting-1") for _ in range(20)],
        *[stores.meetings.save(a_meeting(version=1)) for _ in range(5)],
    )

    assert time.monotonic() - begun < 10
    assert earlier[:200] == [None] * 200
    answers = await stores.meetings.answers("meeting-1")
    assert sorted(answer.user_id for answer in answers) == list(range(1, 201))


async def test_replicas_take_answers_together(replicas: list[SqlStores]) -> None:
    """Each person's presses arrive on different replicas; one answer of each is left."""
    await replicas[0].meetings.open(a_meeting())

    await asyncio.gather(
        *[each.meetings.answer(an_answer(user_id=number % 10 + 1)) for number, each in enumerate(replicas * 20)]
    )

    assert len(await replicas[0].meetings.answers("meeting-1")) == 10


async def test_nothing_is_left_of_answers_to_a_meeting_deleted_meanwhile(replicas: list[SqlStores]) -> None:
    """They go with it, or are not kept; people who are forgotten at the same time hold up nobody."""
    for number in range(10):
        meeting_ids = [f"meeting-{number}", f"other-{number}"]
        for meeting_id in meeting_ids:
            await replicas[0].meetings.open(a_meeting(meeting_id, starts_at=NOW))
            await replicas[0].meetings.answer(an_answer(meeting_id))

        await asyncio.gather(
            *[each.meetings.answer(an_answer(meeting_ids[0], user_id=id(each))) for each in replicas],
            replicas[0].meetings.delete(meeting_ids[0]),
            replicas[1].meetings.forget(USER),
            replicas[2].meetings.forget_chat(GROUP),
            replicas[3].meetings.purge_answers(NOW + HOUR),
        )

        for meeting_id in meeting_ids:
            assert list(await replicas[0].meetings.answers(meeting_id)) == []


async def test_who_leaves_withdraws_from_what_is_to_come(stores: Stores) -> None:
    """From meetings of that group after that instant; answers of others, elsewhere and before stay."""
    for meeting_id, changes in (
        ("past", {"starts_at": NOW}),
        ("coming", {"starts_at": NOW + INSTANT}),
        ("elsewhere", {"starts_at": NOW + HOUR, "chat_id": -5}),
    ):
        await stores.meetings.open(a_meeting(meeting_id, **changes))
        await stores.meetings.answer(an_answer(meeting_id))
        await stores.meetings.answer(an_answer(meeting_id, user_id=8))

    assert await stores.meetings.withdraw(GROUP, USER, NOW) == 1
    assert await stores.meetings.withdraw(GROUP, USER, NOW) == 0
    assert list(await stores.meetings.answers("coming")) == [an_answer("coming", user_id=8)]
    for meeting_id in ("past", "elsewhere"):
        assert len(await stores.meetings.answers(meeting_id)) == 2


async def test_the_meetings_to_come_that_somebody_answered_for_are_found(stores: Stores) -> None:
    """In every chat, earliest first; not those of others, and none that began."""
    for meeting_id, changes in (
        ("later", {"starts_at": NOW + HOUR}),
        ("begun", {"starts_at": NOW}),
        ("next", {"starts_at": NOW + INSTANT, "chat_id": -5}),
        ("not theirs", {"starts_at": NOW + HOUR}),
    ):
        await stores.meetings.open(a_meeting(meeting_id, **changes))
        await stores.meetings.answer(an_answer(meeting_id, user_id=8 if meeting_id == "not theirs" else USER))

    assert [each.id for each in await stores.meetings.answered(USER, NOW)] == ["next", "later"]
    assert await stores.meetings.answered(99, NOW) == []


async def test_forgetting_a_person_deletes_all_their_answers(stores: Stores) -> None:
    """Counted, in every chat; others keep theirs."""
    for meeting_id, chat_id in (("meeting-1", GROUP), ("meeting-2", -5)):
        await stores.meetings.open(a_meeting(meeting_id, chat_id=chat_id))
        await stores.meetings.answer(an_answer(meeting_id))
    await stores.meetings.answer(an_answer(user_id=8))

    assert await stores.meetings.forget(USER) == 2
    assert list(await stores.meetings.answers("meeting-1")) == [an_answer(user_id=8)]
    assert list(await stores.meetings.answers("meeting-2")) == []
    assert await stores.meetings.forget(USER) == 0


async def test_old_answers_are_purged_without_their_meetings(stores: Stores) -> None:
    """Of meetings in every chat that began before the instant; the meetings stay."""
    for meeting_id, changes in (
        ("old", {"starts_at": NOW - INSTANT}),
        ("old elsewhere", {"starts_at": NOW - HOUR, "chat_id": -5}),
        ("now", {"starts_at": NOW}),
    ):
        await stores.meetings.open(a_meeting(meeting_id, **changes))
        await stores.meetings.answer(an_answer(meeting_id))
        await stores.meetings.answer(an_answer(meeting_id, user_id=8))

    assert await stores.meetings.purge_answers(NOW) == 4
    assert list(await stores.meetings.answers("old")) == []
    assert list(await stores.meetings.answers("old elsewhere")) == []
    assert len(await stores.meetings.answers("now")) == 2
    assert await stores.meetings.meeting("old") is not None
    assert await stores.meetings.purge_answers(NOW) == 0
