"""The contract of every ChatStore."""

import asyncio
from dataclasses import replace

from bot.services.ports import Stores
from bot.storage.sql.chats import KEYED_BY_CHAT
from bot.storage.tables import metadata, turns
from tests.storage.samples import GROUP, HOUR, KEY, NOW, USER, a_chat, a_leader, a_turn, an_expectation

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
    await _assert_nothing_under_old(stores)


def test_migrating_knows_every_table_that_holds_chat_ids() -> None:
    """A new table with a chat_id must be followed too."""
    holding = {table for table in metadata.tables.values() if "chat_id" in table.c or table.name == "chats"}

    assert {column.table for column in KEYED_BY_CHAT} | {turns} == holding


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
