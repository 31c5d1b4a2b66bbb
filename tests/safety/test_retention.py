"""What is kept, for how long, and that /privacy says so: one rule for each table."""

import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.delivery import Pace
from bot.domain.habits import Habits
from bot.domain.preferences import Preferences
from bot.services.privacy import DELIVERY_RETENTION, NOBODY
from bot.storage import knowledge_tables
from bot.storage.engine import create_engine
from bot.storage.retention import RULES
from bot.storage.sql import SqlStores
from bot.storage.tables import metadata
from bot.views import words
from intents.understanding import Understanding
from tests.services.test_privacy import privacy_over
from tests.storage import samples
from tests.storage.samples import GROUP, NOW, USER
from tests.support.calendar import SHANGHAI, put, reminder_of
from tests.support.clock import ManualClock

OTHER_USER = 7000000002
PACE = Pace(overall=timedelta(0), private=timedelta(0), group=timedelta(0), ahead=timedelta(seconds=1))


@pytest.fixture
async def stores(tmp_path: Path, migrated_sqlite: Path) -> AsyncIterator[SqlStores]:
    """A database with something of somebody in every table that knows people."""
    path = tmp_path / "zuwu.db"
    shutil.copyfile(migrated_sqlite, path)
    stores = SqlStores(create_engine(f"sqlite:///{path}"))
    await _fill(stores)
    yield stores
    await stores.close()


async def _fill(stores: SqlStores) -> None:
    pending_until = NOW + timedelta(days=1)
    await stores.dialogues.save_turn(samples.a_turn())
    await stores.dialogues.expect(samples.KEY, samples.an_expectation())
    await stores.leaders.name(samples.a_leader())
    await stores.leaders.name(samples.a_leader(user_id=OTHER_USER, named_by=USER))
    await stores.chats.save(samples.a_chat(USER))
    own = reminder_of("每周五下午3点 碰头", "own00000001", NOW, chat_id=USER, organizer_id=USER)
    group = reminder_of("每周五下午3点 开会", "group000001", NOW, chat_id=GROUP, organizer_id=USER)
    for reminder in (own, group):
        await put(stores, reminder, NOW)
    await stores.deliveries.add(samples.a_delivery("d-1", chat_id=USER, due_at=NOW))
    assert await stores.deliveries.claim_due("w", NOW, timedelta(seconds=30), 1, PACE)
    await stores.preferences.save(USER, Preferences(zone=SHANGHAI))
    await stores.habits.save(USER, Habits())
    await stores.drafts.save(samples.a_draft(user_id=USER, expires_at=pending_until))
    await stores.focuses.choose(USER, GROUP, NOW)
    await stores.rosters.join(samples.a_member(user_id=USER))
    await stores.meetings.open(samples.a_meeting())
    await stores.meetings.answer(samples.an_answer())
    mine = samples.a_meeting("meeting-2", chat_id=USER, series_id="own00000001")
    await stores.meetings.open(mine)
    await stores.minutes.save(samples.some_minutes("meeting-2", chat_id=USER))
    await stores.pendings.save(samples.a_pending(author_id=USER, expires_at=pending_until))
    await stores.keepers.name(samples.a_keeper(), samples.an_event(actor_id=USER))
    await stores.revisions.publish(samples.a_revision(author_id=USER), samples.contents_of(samples.FILES))


def naming(path: Path, user_id: int) -> set[str]:
    """The tables in which an id stands anywhere."""
    with closing(sqlite3.connect(path)) as connection:
        return {
            name
            for name in metadata.tables
            if str(user_id) in repr(connection.execute(f'SELECT * FROM "{name}"').fetchall())  # noqa: S608 - names of our own tables
        }


def test_every_table_has_a_rule() -> None:
    """A new table without one fails here: whose data it holds, how long, and what /forget does, is to be thought of."""
    assert knowledge_tables.tallies.name in metadata.tables
    assert set(RULES) == set(metadata.tables)
    assert len(RULES) > 25
    assert all(rule.whose and rule.ends and rule.forget for rule in RULES.values())


@pytest.mark.parametrize("table", RULES)
def test_privacy_says_what_the_rule_says(table: str) -> None:
    """Word for word, so that a changed sentence is compared with the rule again."""
    assert RULES[table].told in words.PRIVACY


async def test_after_forget_an_id_stands_only_where_a_rule_says_why(
    stores: SqlStores, tmp_path: Path, understanding: Understanding
) -> None:
    """In no column and no body of any other table."""
    before = naming(tmp_path / "zuwu.db", USER)
    nobodys = {name for name, rule in RULES.items() if rule.whose == "nobody"}
    in_hand = {"chat_turns", "moved_chats"}
    assert before == set(RULES) - nobodys - in_hand
    await privacy_over(stores, ManualClock(NOW), understanding).forget(USER)
    left = naming(tmp_path / "zuwu.db", USER)
    assert left == {name for name in before if RULES[name].stays and name != "expectations"}
    assert (await stores.leaders.leaders(GROUP))[0].named_by == GROUP
    (kept,) = await stores.reminders.of_chat(GROUP)
    assert (kept.organizer_id, kept.organizer_name) == (GROUP, NOBODY)


async def test_what_is_old_goes_by_itself(stores: SqlStores, tmp_path: Path, understanding: Understanding) -> None:
    """Also the paces of chats that nobody sends to any more; that of all chats stays."""
    clock = ManualClock(NOW + DELIVERY_RETENTION + timedelta(seconds=1))
    privacy = privacy_over(stores, clock, understanding)
    await privacy.purge()
    left = naming(tmp_path / "zuwu.db", USER)
    assert not left & {"turns", "expectations", "drafts", "paces", "knowledge_pendings"}
    assert {"leaders", "reminders", "focuses", "roster_members"} <= left
    with closing(sqlite3.connect(tmp_path / "zuwu.db")) as connection:
        assert connection.execute("SELECT chat_id FROM paces").fetchall() == [(0,)]


async def test_a_pace_that_still_counts_is_not_purged(stores: SqlStores, tmp_path: Path) -> None:
    """Who was sent to lately waits as long as before."""
    await stores.deliveries.purge(NOW)
    assert "paces" in naming(tmp_path / "zuwu.db", USER)
