"""The contract of every ChatStore."""

import asyncio
from dataclasses import replace

from bot.domain.delivery import DeliveryOutcome
from bot.domain.dialogue import Awaited, beside
from bot.domain.habits import Habits
from bot.domain.preferences import Preferences
from bot.services.ports import Stores
from bot.storage.sql import SqlStores
from bot.storage.sql.chats import HOLDING_CHAT, KEYED_BY_CHAT
from bot.storage.tables import metadata
from tests.storage.samples import (
    GROUP,
    HOUR,
    KEY,
    NOW,
    PACE,
    USER,
    a_chat,
    a_delivery,
    a_draft,
    a_leader,
    a_meeting,
    a_member,
    a_reminder,
    a_turn,
    an_answer,
    an_expectation,
    some_minutes,
)

OLD, NEW = -4567, GROUP
OLD_KEY = replace(KEY, chat_id=OLD)


async def test_a_chat_comes_out_as_it_went_in(stores: Stores) -> None:
    """Every field survives; an unknown chat is none."""
    await stores.chats.save(a_chat())

    assert await stores.chats.chat(GROUP) == a_chat()
    assert await stores.chats.chat(GROUP - 1) is None


async def test_what_was_known_of_a_chat_is_replaced(stores: Stores) -> None:
    """The last word counts."""
    later = a_chat(kind="group", reachable=False, changed_at=NOW + HOUR)
    await stores.chats.save(a_chat())

    await stores.chats.save(later)

    assert await stores.chats.chat(GROUP) == later


async def test_a_migrated_group_keeps_all_it_had(stores: Stores) -> None:
    """The chat, its leaders, turns and expectations are found under the new id, and nothing under the old."""
    await _fill_old(stores)

    await stores.chats.migrate(OLD, NEW)

    assert await stores.chats.chat(NEW) == a_chat(NEW)
    assert list(await stores.leaders.leaders(NEW)) == [a_leader(NEW, 8), a_leader(NEW, USER)]
    assert await stores.dialogues.expectation(KEY, NOW) == an_expectation()
    moved = await stores.dialogues.turn("old", NOW)
    assert moved == await stores.dialogues.last_turn(KEY, NOW)
    await _assert_nothing_under_old(stores)


async def test_a_migrated_turn_loses_its_message_ids(stores: Stores) -> None:
    """The new chat counts its messages anew: the old numbers would name other messages there."""
    await _fill_old(stores)

    await stores.chats.migrate(OLD, NEW)

    expected = a_turn("old", question_message_id=None, reply_message_id=None)
    assert await stores.dialogues.turn("old", NOW) == expected
    assert await stores.dialogues.turn_of_question(NEW, 8, NOW) is None


async def test_migrated_deliveries_lose_their_message_ids(stores: Stores) -> None:
    """Those to the old chat: finished ones stay finished, so that none is made twice, and others keep theirs."""
    told = a_delivery("d-1", chat_id=OLD, outcome=DeliveryOutcome.SENT, sent_at=NOW)
    elsewhere = a_delivery("d-2", chat_id=7, outcome=DeliveryOutcome.SENT, sent_at=NOW)
    for each in (told, elsewhere):
        await stores.deliveries.add(replace(each, outcome=None, sent_at=None))
    for claim in await stores.deliveries.claim_due("a", NOW, HOUR, 10, PACE):
        assert await stores.deliveries.finish(claim, DeliveryOutcome.SENT, NOW, 99)

    await stores.chats.migrate(OLD, NEW)

    assert list(await stores.deliveries.of_series(told.series_id)) == [replace(told, chat_id=NEW, message_id=None)]
    assert list(await stores.deliveries.of_series(elsewhere.series_id)) == [replace(elsewhere, message_id=99)]
    assert await stores.deliveries.add(replace(told, id="d-3", chat_id=NEW, outcome=None, sent_at=None)) == 0


async def test_what_is_about_a_message_does_not_move(stores: Stores) -> None:
    """The latest card of the old chat, and whose edits are taken over there, by message: others have these numbers in
    the new chat. What is awaited beside of a person moves, and what the new chat knows of its own messages stays."""
    card, edit, once_more = beside(OLD, 0, 0), beside(OLD, USER, 8), beside(OLD, USER, 0)
    await stores.dialogues.expect(card, an_expectation(awaited=Awaited.CARD, subject="99"))
    await stores.dialogues.expect(edit, an_expectation(awaited=Awaited.EDIT, subject=""))
    await stores.dialogues.expect(once_more, an_expectation(awaited=Awaited.ONCE_MORE))
    fresh = an_expectation(awaited=Awaited.EDIT, subject="fresh")
    await stores.dialogues.expect(beside(NEW, USER, 3), fresh)

    await stores.chats.migrate(OLD, NEW)

    for key in (card, edit):
        assert await stores.dialogues.expectation(key, NOW) is None
        assert await stores.dialogues.expectation(replace(key, chat_id=NEW), NOW) is None
    assert await stores.dialogues.expectation(replace(once_more, chat_id=NEW), NOW) is not None
    assert await stores.dialogues.expectation(beside(NEW, USER, 3), NOW) == fresh


async def test_it_is_kept_where_a_group_went(stores: Stores) -> None:
    """Its old id stands in old buttons for ever; every other id is what it is, before and after."""
    assert await stores.chats.current_id(OLD) == OLD

    await stores.chats.migrate(OLD, OLD)
    assert await stores.chats.current_id(OLD) == OLD
    for _ in range(2):
        await stores.chats.migrate(OLD, NEW)

    assert await stores.chats.current_id(OLD) == NEW
    assert await stores.chats.current_id(NEW) == NEW
    assert await stores.chats.current_id(USER) == USER


async def test_a_migration_repeated_is_harmless(stores: Stores) -> None:
    """Telegram tells of it twice, and what happened in the new chat meanwhile stays."""
    await _fill_old(stores)
    await stores.chats.migrate(OLD, NEW)
    fresh = a_turn("fresh", asked_at=NOW + HOUR)
    await stores.dialogues.save_turn(fresh)
    await stores.chats.save(a_chat(NEW, reachable=False))

    await stores.chats.migrate(OLD, NEW)

    assert await stores.dialogues.last_turn(KEY, NOW) == fresh
    assert await stores.dialogues.turn_of_question(NEW, fresh.question_message_id or 0, NOW) == fresh
    assert await stores.chats.chat(NEW) == a_chat(NEW, reachable=False)
    assert len(await stores.leaders.leaders(NEW)) == 2
    await _assert_nothing_under_old(stores)


async def test_where_both_ids_hold_the_same_row_the_new_one_stays(stores: Stores) -> None:
    """Chat, leader and expectation of the new id win; what only the old id had comes along."""
    await _fill_old(stores)
    chat, leader = a_chat(NEW, changed_at=NOW + HOUR), a_leader(NEW, USER, named_by=99)
    expectation = an_expectation(subject="new")
    await stores.chats.save(chat)
    await stores.leaders.name(leader)
    await stores.dialogues.expect(KEY, expectation)
    await stores.dialogues.expect(replace(OLD_KEY, thread_id=4), an_expectation(subject="old"))

    await stores.chats.migrate(OLD, NEW)

    assert await stores.chats.chat(NEW) == chat
    assert sorted(await stores.leaders.leaders(NEW), key=lambda one: one.user_id) == [a_leader(NEW, 8), leader]
    assert await stores.dialogues.expectation(KEY, NOW) == expectation
    assert await stores.dialogues.expectation(replace(KEY, thread_id=4), NOW) == an_expectation(subject="old")
    await _assert_nothing_under_old(stores)


async def test_migrating_to_the_same_id_changes_nothing(stores: Stores) -> None:
    """A group that stays where it is keeps everything, message ids too."""
    await _fill_old(stores)

    await stores.chats.migrate(OLD, OLD)

    assert await stores.chats.chat(OLD) == a_chat(OLD)
    assert len(await stores.leaders.leaders(OLD)) == 2
    assert await stores.dialogues.turn_of_question(OLD, 8, NOW) is not None
    assert await stores.dialogues.expectation(OLD_KEY, NOW) == an_expectation()


async def test_migrating_leaves_other_chats(stores: Stores) -> None:
    """An unknown group has nothing to move."""
    await _fill_old(stores)

    await stores.chats.migrate(-1, NEW)

    assert await stores.chats.chat(OLD) == a_chat(OLD)
    assert await stores.chats.chat(NEW) is None


async def test_a_group_may_be_migrated_by_several_at_once(stores: Stores) -> None:
    """Both ways in which Telegram tells of it may come together."""
    await _fill_old(stores)

    await asyncio.gather(*[stores.chats.migrate(OLD, NEW) for _ in range(10)])

    assert await stores.chats.chat(NEW) == a_chat(NEW)
    assert len(await stores.leaders.leaders(NEW)) == 2
    assert await stores.chats.current_id(OLD) == NEW
    await _assert_nothing_under_old(stores)


def test_migrating_knows_every_table_that_holds_chat_ids() -> None:
    """A new table with a chat_id must be followed too."""
    holding = {table for table in metadata.tables.values() if "chat_id" in table.c or table.name == "chats"}

    assert {column.table for column in KEYED_BY_CHAT} | set(HOLDING_CHAT) == holding


async def test_a_migrated_group_keeps_its_calendar(stores: Stores) -> None:
    """Reminders, deliveries, cards, settings, choices and pace are those of the new id."""
    await _fill_old_calendar(stores)

    await stores.chats.migrate(OLD, NEW)

    assert list(await stores.reminders.of_chat(NEW)) == [a_reminder(chat_id=NEW, version=2)]
    assert [each.chat_id for each in await stores.deliveries.of_series(a_delivery().series_id)] == [NEW]
    assert await stores.drafts.draft("draft-1", NOW) == a_draft(chat_id=NEW)
    assert await stores.preferences.preferences(NEW) == Preferences(zone="Asia/Urumqi")
    assert list(await stores.focuses.chosen(USER)) == [NEW, 5]
    assert await stores.deliveries.next_due(NOW) == NOW + HOUR
    assert list(await stores.reminders.of_chat(OLD)) == []
    assert await stores.preferences.preferences(OLD) is None


async def test_an_anonymous_administrator_follows_the_group(stores: Stores) -> None:
    """They are kept as the chat itself, and so is what they set elsewhere."""
    await stores.reminders.save(a_reminder("s-1", chat_id=OLD, organizer_id=OLD))
    await stores.reminders.save(a_reminder("s-2", chat_id=77, organizer_id=OLD))
    await stores.drafts.save(a_draft(chat_id=OLD, user_id=OLD))

    await stores.chats.migrate(OLD, NEW)

    one = a_reminder("s-1", chat_id=NEW, organizer_id=NEW, version=2)
    other = a_reminder("s-2", chat_id=77, organizer_id=NEW, version=2)
    assert list(await stores.reminders.of_organizer(NEW)) == [one, other]
    assert await stores.drafts.draft("draft-1", NOW) == a_draft(chat_id=NEW, user_id=NEW)


async def test_migrating_a_calendar_again_leaves_what_is_new(stores: Stores) -> None:
    """Settings made in the new chat stay, and no reminder is changed twice."""
    await _fill_old_calendar(stores)
    await stores.chats.migrate(OLD, NEW)
    await stores.preferences.save(NEW, Preferences(zone="Asia/Tokyo"))
    await stores.preferences.save(OLD, Preferences(zone="Asia/Seoul"))

    await asyncio.gather(*[stores.chats.migrate(OLD, NEW) for _ in range(5)])

    assert await stores.preferences.preferences(NEW) == Preferences(zone="Asia/Tokyo")
    assert await stores.preferences.preferences(OLD) is None
    assert list(await stores.reminders.of_chat(NEW)) == [a_reminder(chat_id=NEW, version=2)]


async def test_a_change_read_before_a_migration_does_not_undo_it(stores: Stores) -> None:
    """Who has read the old id is told that it is outdated."""
    await _fill_old_calendar(stores)
    (read,) = await stores.reminders.of_chat(OLD)

    await stores.chats.migrate(OLD, NEW)

    assert await stores.reminders.save(replace(read, venue="二楼")) is False
    assert [each.chat_id for each in await stores.reminders.of_chat(NEW)] == [NEW]


async def test_a_migrated_group_keeps_its_roster_and_meetings(stores: Stores) -> None:
    """Members, meetings with their answers, minutes and habits are those of the new id."""
    await _fill_old_meetings(stores)

    await stores.chats.migrate(OLD, NEW)

    assert list(await stores.rosters.members(NEW)) == [
        a_member("m-1", chat_id=NEW, joined_at=NOW - HOUR),
        a_member("m-2", chat_id=NEW, user_id=None),
        a_member("m-3", chat_id=NEW, user_id=None),
    ]
    assert list(await stores.meetings.of_chat(NEW, NOW, NOW + HOUR)) == [a_meeting(chat_id=NEW, version=2)]
    assert list(await stores.meetings.answers("meeting-1")) == [an_answer()]
    assert await stores.minutes.latest("meeting-1") == some_minutes(chat_id=NEW, version=2)
    assert await stores.habits.habits(NEW) == Habits(keeps=HOUR, sign_up=False)
    assert list(await stores.rosters.members(OLD)) == []
    assert list(await stores.meetings.of_chat(OLD, NOW, NOW + HOUR)) == []
    assert await stores.habits.habits(OLD) is None


async def test_of_rosters_and_habits_of_both_ids_the_new_ones_stay(stores: Stores) -> None:
    """Who joined anew is there once, as they joined; names without Telegram all come along."""
    await _fill_old_meetings(stores)
    anew = a_member("m-9", chat_id=NEW, name="李同志", joined_at=NOW + HOUR)
    await stores.rosters.join(anew)
    await stores.habits.save(NEW, Habits(duties=False))

    await stores.chats.migrate(OLD, NEW)

    assert [each.id for each in await stores.rosters.members(NEW)] == ["m-2", "m-3", "m-9"]
    assert list(await stores.rosters.of_person(USER)) == [anew]
    assert await stores.rosters.member("m-1") is None
    assert await stores.habits.habits(NEW) == Habits(duties=False)
    assert dict(await stores.habits.keeping()) == {}


async def test_migrating_meetings_again_changes_nothing(stores: Stores) -> None:
    """However many at once: each has grown by one version."""
    await _fill_old_meetings(stores)

    await asyncio.gather(*[stores.chats.migrate(OLD, NEW) for _ in range(5)])

    assert len(await stores.rosters.members(NEW)) == 3
    assert await stores.meetings.meeting("meeting-1") == a_meeting(chat_id=NEW, version=2)
    assert await stores.minutes.latest("meeting-1") == some_minutes(chat_id=NEW, version=2)


async def test_minutes_and_meetings_read_before_a_migration_do_not_undo_it(stores: Stores) -> None:
    """Who has read the old id is told that it is outdated."""
    await _fill_old_meetings(stores)

    await stores.chats.migrate(OLD, NEW)

    assert await stores.meetings.save(a_meeting(chat_id=OLD, version=1)) is False
    assert await stores.minutes.save(some_minutes(chat_id=OLD, version=1)) is False


async def test_a_group_is_used_while_it_is_migrated(replicas: list[SqlStores]) -> None:
    """Nobody waits for somebody who waits for them: whoever ticks, answers, writes or leaves meanwhile, anywhere."""
    first, second, third, fourth = replicas
    for number in range(6):
        await first.meetings.open(a_meeting(f"meeting-{number}", chat_id=(OLD, NEW)[number % 2]))
    for _ in range(5):
        for number in range(1, 6):
            await first.rosters.join(a_member(f"old-{number}", chat_id=OLD, user_id=number))
            await first.rosters.join(a_member(f"new-{number}", chat_id=NEW, user_id=number))

        await asyncio.gather(
            *[each.chats.migrate(OLD, NEW) for each in replicas],
            *[second.meetings.open(a_meeting(f"meeting-{number}", chat_id=OLD)) for number in range(6)],
            *[third.meetings.answer(an_answer(f"meeting-{number % 6}", user_id=number)) for number in range(12)],
            *[fourth.rosters.forget(number) for number in range(1, 6)],
            *[each.meetings.forget_chat(chat) for each, chat in zip(replicas, (OLD, NEW, NEW, OLD), strict=True)],
            first.minutes.save(some_minutes("meeting-1", chat_id=OLD)),
            second.meetings.purge_answers(NOW + HOUR),
        )

    await first.chats.migrate(OLD, NEW)
    assert list(await first.meetings.of_chat(OLD, NOW, NOW + HOUR)) == []
    assert list(await first.rosters.members(OLD)) == []


async def _fill_old_meetings(stores: Stores) -> None:
    for member in (
        a_member("m-2", chat_id=OLD, user_id=None),
        a_member("m-1", chat_id=OLD, joined_at=NOW - HOUR),
        a_member("m-3", chat_id=OLD, user_id=None),
    ):
        assert await stores.rosters.join(member) is True
    await stores.meetings.open(a_meeting(chat_id=OLD))
    await stores.meetings.answer(an_answer())
    assert await stores.minutes.save(some_minutes(chat_id=OLD)) is True
    await stores.habits.save(OLD, Habits(keeps=HOUR, sign_up=False))


async def _fill_old_calendar(stores: Stores) -> None:
    await stores.reminders.save(a_reminder(chat_id=OLD))
    await stores.deliveries.add(a_delivery(chat_id=OLD))
    await stores.drafts.save(a_draft(chat_id=OLD))
    await stores.preferences.save(OLD, Preferences(zone="Asia/Urumqi"))
    await stores.focuses.choose(USER, 5, NOW - HOUR)
    await stores.focuses.choose(USER, OLD, NOW)
    await stores.deliveries.hold(OLD, NOW + HOUR)


async def _fill_old(stores: Stores) -> None:
    await stores.chats.save(a_chat(OLD))
    await stores.leaders.name(a_leader(OLD, 8))
    await stores.leaders.name(a_leader(OLD, USER))
    await stores.dialogues.save_turn(a_turn("old", OLD_KEY, question_message_id=8, reply_message_id=9))
    await stores.dialogues.expect(OLD_KEY, an_expectation())


async def _assert_nothing_under_old(stores: Stores) -> None:
    assert await stores.chats.chat(OLD) is None
    assert list(await stores.leaders.leaders(OLD)) == []
    assert await stores.dialogues.last_turn(OLD_KEY, NOW) is None
    assert await stores.dialogues.asked_since(OLD, NOW - HOUR) is False
    assert await stores.dialogues.end_expectation(OLD_KEY) is False
