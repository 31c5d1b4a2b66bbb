"""No question of the stores reads a whole table."""

import re
from typing import Any

from sqlalchemy import Connection, event, text

from bot.domain.claiming import Hold
from bot.domain.delivery import DeliveryOutcome, Plan
from bot.domain.feedback import Miss
from bot.domain.habits import DEFAULT_HABITS
from bot.domain.preferences import Preferences
from bot.domain.revision import Origin, digest_of
from bot.domain.tally import Event, Tally
from bot.storage.engine import AnyEngine, create_engine, transaction
from bot.storage.migrate import upgrade
from bot.storage.sql import SqlStores
from tests.storage.samples import (
    FILES,
    GROUP,
    HOUR,
    KEY,
    NOW,
    PACE,
    TURN,
    USER,
    a_chat,
    a_delivery,
    a_draft,
    a_keeper,
    a_leader,
    a_meeting,
    a_member,
    a_pending,
    a_reminder,
    a_report,
    a_revision,
    an_answer,
    an_event,
    an_expectation,
    an_intake,
    contents_of,
    some_minutes,
)

# Constant rows and what a subquery has found are no tables.
WHOLE_TABLE = re.compile(r"SCAN (?!anon_)(?!(\d+ )?CONSTANT ROW)(?!.* USING (COVERING )?INDEX )")


async def test_every_lookup_has_an_index(sqlite_url: str) -> None:
    """SQLite plans each statement of every method through an index or a key."""
    engine = create_engine(sqlite_url)
    await upgrade(engine)
    statements: list[tuple[str, Any]] = []

    @event.listens_for(engine.sync_engine, "before_cursor_execute")
    def note(_connection: Connection, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        if not statement.startswith("BEGIN"):
            statements.append((statement, parameters))

    await _use_everything(SqlStores(engine))
    event.remove(engine.sync_engine, "before_cursor_execute", note)

    assert len(statements) >= 180
    assert [plan for plan in await _plans(engine, statements) if WHOLE_TABLE.match(plan)] == []
    await engine.dispose()


async def _use_everything(stores: SqlStores) -> None:
    await _use_dialogues(stores)
    await _use_feedback(stores)
    await _use_revisions(stores)
    await _use_pendings(stores)
    await _use_keepers(stores)
    await stores.leaders.name(a_leader())
    await stores.leaders.leaders(GROUP)
    await stores.leaders.unname(GROUP, USER)
    await stores.leaders.forget(USER)
    await stores.chats.save(a_chat())
    await stores.chats.chat(GROUP)
    await stores.chats.migrate(GROUP, GROUP - 1)
    await stores.chats.current_id(GROUP)
    await stores.updates.claim(1, 1, "a", NOW, Hold(GROUP, HOUR))
    await stores.updates.renew(1, "a", {GROUP, USER}, NOW + HOUR)
    await stores.updates.finish(1, 1, "a", NOW, GROUP)
    await stores.updates.claim(1, 1, "a", NOW, Hold(GROUP, HOUR))
    await stores.updates.release(1, "a", GROUP)
    await stores.updates.claim(1, 1, "a", NOW)
    await stores.updates.purge(NOW)
    await _use_reminders(stores)
    await _use_deliveries(stores)
    await _use_choices(stores)
    await _use_rosters(stores)
    await _use_meetings(stores)
    await stores.backlog(NOW)


async def _use_dialogues(stores: SqlStores) -> None:
    dialogues = stores.dialogues
    await dialogues.save_turn(TURN)
    await dialogues.turn(TURN.id, NOW)
    await dialogues.turn_of_question(GROUP, 8, NOW)
    await dialogues.last_turn(KEY, NOW)
    await dialogues.asked_since(GROUP, NOW)
    await dialogues.expect(KEY, an_expectation())
    await dialogues.expectation(KEY, NOW)
    await dialogues.end_expectation(KEY)
    await dialogues.forget(USER)
    await dialogues.purge(NOW)


async def _use_feedback(stores: SqlStores) -> None:
    misses, reports, day = stores.misses, stores.reports, NOW.date()
    await misses.record("党费", Miss.UNANSWERED, NOW, day)
    await misses.open(10)
    await misses.frequent(day, day, 10)
    await misses.settle(["党费"], "", NOW)
    await misses.purge(NOW + HOUR)
    await reports.add(a_report("r1"))
    await reports.open(10)
    await reports.settle("group-meeting-frequency", NOW)
    await reports.purge(NOW + HOUR)
    await stores.tallies.add([Tally(day, Event.ANSWER, "a", 1)])
    await stores.tallies.between(day, day)
    await stores.tallies.purge(day)


async def _use_revisions(stores: SqlStores) -> None:
    revisions = stores.revisions
    await revisions.keep({digest_of(b"a"): b"a"}, NOW)
    await revisions.keep({digest_of(b"a"): b"a"}, NOW)
    await stores.pendings.save(a_pending())
    await revisions.publish(a_revision(), contents_of(FILES), intake=an_intake(), pending_id="pending-001")
    await revisions.note(an_intake(taken=False), {})
    await revisions.latest_number()
    await revisions.latest()
    await revisions.revision(1)
    await revisions.history(None, 10)
    await revisions.history(2, 10)
    await revisions.contents(contents_of(FILES))
    await revisions.last_intake(Origin.DISK)
    await revisions.last_intake(Origin.DISK, taken=True)
    await revisions.was_taken(Origin.DISK, "5f2c")
    await revisions.purge(NOW + HOUR)


async def _use_pendings(stores: SqlStores) -> None:
    pendings = stores.pendings
    await pendings.save(a_pending())
    await pendings.save(a_pending(version=1))
    await pendings.pending("pending-001", NOW)
    await pendings.of_author(USER, NOW)
    await pendings.take("pending-001", NOW)
    await pendings.forget(USER)
    await pendings.purge(NOW)


async def _use_keepers(stores: SqlStores) -> None:
    keepers = stores.keepers
    await keepers.name(a_keeper(), an_event())
    await keepers.keepers()
    await keepers.remove(USER, an_event())
    await keepers.want_consent(True, an_event())
    await keepers.want_consent(False, an_event())
    await keepers.wants_consent()
    await keepers.record(an_event())
    await keepers.events(10)


async def _use_reminders(stores: SqlStores) -> None:
    reminders = stores.reminders
    await reminders.save(a_reminder("s-1", next_due_at=NOW, next_from_at=NOW), a_reminder("s-2"))
    await reminders.save(a_reminder("s-2", version=1))
    await reminders.reminder("s-1")
    await reminders.of_chat(GROUP)
    await reminders.of_organizer(USER)
    await reminders.next_due()
    await reminders.assumed("", 10)
    await reminders.loads(NOW - HOUR, NOW)
    await reminders.plan_early(NOW, NOW, 10, lambda *_: Plan(NOW, NOW, (a_delivery("early"),), NOW))
    await reminders.plan_due(NOW, 10, lambda *_: Plan(NOW, None, (a_delivery("planned"),)))
    await reminders.suspend(GROUP)
    await reminders.delete("s-1", 2)


async def _use_deliveries(stores: SqlStores) -> None:
    deliveries = stores.deliveries
    await deliveries.add(a_delivery("d-1", chat_id=1), a_delivery("d-2", chat_id=2), a_delivery("d-3"))
    first, second, *_ = await deliveries.claim_due("a", NOW, HOUR, 10, PACE)
    await deliveries.begin(first, NOW, HOUR, None)
    await deliveries.begin(second, NOW, HOUR, 1)
    await deliveries.finish(first, DeliveryOutcome.SENT, NOW, 1)
    await deliveries.postpone(second, NOW)
    await deliveries.hold(None, NOW)
    await deliveries.set_back(NOW)
    await deliveries.finish_chat(GROUP, DeliveryOutcome.UNREACHABLE, NOW)
    await deliveries.next_due(NOW)
    await deliveries.of_series("series of d-1")
    await deliveries.purge(NOW + HOUR)
    await deliveries.forget(GROUP)


async def _use_choices(stores: SqlStores) -> None:
    await stores.preferences.save(GROUP, Preferences(zone="UTC"))
    await stores.preferences.preferences(GROUP)
    await stores.preferences.forget(GROUP)
    await stores.drafts.save(a_draft())
    await stores.drafts.draft("draft-1", NOW)
    await stores.drafts.take("draft-1", NOW)
    await stores.drafts.forget(USER)
    await stores.drafts.purge(NOW)
    await stores.focuses.choose(USER, GROUP, NOW)
    await stores.focuses.chosen(USER)
    await stores.focuses.forget(USER)


async def _use_rosters(stores: SqlStores) -> None:
    await stores.rosters.join(a_member())
    await stores.rosters.members(GROUP)
    await stores.rosters.member("m-1")
    await stores.rosters.update(a_member())
    await stores.rosters.of_person(USER)
    await stores.rosters.leave("m-1")
    await stores.rosters.forget(USER)
    await stores.habits.save(GROUP, DEFAULT_HABITS)
    await stores.habits.habits(GROUP)
    await stores.habits.keeping()
    await stores.habits.forget(GROUP)


async def _use_meetings(stores: SqlStores) -> None:
    meetings, minutes = stores.meetings, stores.minutes
    await meetings.open(a_meeting())
    await meetings.open(a_meeting(title="改名"))
    await meetings.save(a_meeting(version=2))
    await meetings.meeting("meeting-1")
    await meetings.of_occurrence("series of meeting-1", NOW)
    await meetings.of_chat(GROUP, NOW, NOW + HOUR)
    await meetings.answer(an_answer())
    await meetings.answer(an_answer())
    await meetings.answers("meeting-1")
    await meetings.answered(USER, NOW)
    await meetings.withdraw(GROUP, USER, NOW)
    await meetings.forget(USER)
    await meetings.purge_answers(NOW + HOUR)
    await minutes.save(some_minutes())
    await minutes.save(some_minutes(version=1))
    await minutes.latest("meeting-1")
    await minutes.latest_of(["meeting-1", "meeting-2"])
    await minutes.history("meeting-1")
    await minutes.drop("meeting-1", 1)
    await meetings.purge(GROUP, NOW + HOUR)
    await meetings.open(a_meeting())
    await meetings.delete("meeting-1")
    await meetings.open(a_meeting())
    await meetings.forget_chat(GROUP)


async def _plans(engine: AnyEngine, statements: list[tuple[str, Any]]) -> list[str]:
    plans = []
    async with transaction(engine) as connection:
        for statement, parameters in statements:
            rows = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans += [f"{row.detail}: {statement}" for row in rows]
        assert await connection.scalar(text("SELECT count(*) FROM turns")) == 0
    return plans
