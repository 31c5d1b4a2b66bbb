"""All stores of one database."""

from datetime import UTC, datetime

from sqlalchemy import func, select

from bot.domain.delivery import COUNTED, Backlog
from bot.services.knowledge_ports import KeeperStore, PendingStore, RevisionStore, TallyStore
from bot.services.meeting_ports import HabitsStore, MeetingStore, MinutesStore, RosterStore
from bot.services.ports import (
    ChatStore,
    DeliveryStore,
    DialogueStore,
    DraftStore,
    FocusStore,
    LeaderStore,
    MissStore,
    PreferencesStore,
    ReminderStore,
    ReportStore,
)
from bot.services.update_ports import UpdateLog
from bot.storage.engine import AnyEngine, transaction
from bot.storage.sql.chats import SqlChats
from bot.storage.sql.deliveries import SqlDeliveries
from bot.storage.sql.dialogues import SqlDialogues
from bot.storage.sql.drafts import SqlDrafts, SqlFocuses
from bot.storage.sql.feedback import SqlMisses, SqlReports
from bot.storage.sql.habits import SqlHabits
from bot.storage.sql.keepers import SqlKeepers
from bot.storage.sql.leaders import SqlLeaders
from bot.storage.sql.meetings import SqlMeetings
from bot.storage.sql.minutes import SqlMinutes
from bot.storage.sql.pendings import SqlPendings
from bot.storage.sql.preferences import SqlPreferences
from bot.storage.sql.reminders import SqlReminders
from bot.storage.sql.revisions import SqlRevisions
from bot.storage.sql.rosters import SqlRosters
from bot.storage.sql.tallies import SqlTallies
from bot.storage.sql.updates import SqlUpdates
from bot.storage.tables import deliveries


class SqlStores:
    """The :class:`~bot.services.ports.Stores` of a migrated database, on SQLite or PostgreSQL.

    Every method is a transaction of its own and raises :class:`~bot.storage.engine.StorageError` when the database
    does not answer. The engine is closed by :meth:`close`.
    """

    def __init__(self, engine: AnyEngine) -> None:
        self._engine = engine
        self.dialogues: DialogueStore = SqlDialogues(engine)
        self.misses: MissStore = SqlMisses(engine)
        self.reports: ReportStore = SqlReports(engine)
        self.leaders: LeaderStore = SqlLeaders(engine)
        self.chats: ChatStore = SqlChats(engine)
        self.updates: UpdateLog = SqlUpdates(engine)
        self.reminders: ReminderStore = SqlReminders(engine)
        self.deliveries: DeliveryStore = SqlDeliveries(engine)
        self.preferences: PreferencesStore = SqlPreferences(engine)
        self.drafts: DraftStore = SqlDrafts(engine)
        self.focuses: FocusStore = SqlFocuses(engine)
        self.rosters: RosterStore = SqlRosters(engine)
        self.meetings: MeetingStore = SqlMeetings(engine)
        self.minutes: MinutesStore = SqlMinutes(engine)
        self.habits: HabitsStore = SqlHabits(engine)
        self.revisions: RevisionStore = SqlRevisions(engine)
        self.pendings: PendingStore = SqlPendings(engine)
        self.keepers: KeeperStore = SqlKeepers(engine)
        self.tallies: TallyStore = SqlTallies(engine)

    async def backlog(self, now: datetime) -> Backlog:
        """The deliveries that are due at ``now`` and not finished."""
        columns = deliveries.c
        due = select(columns.due_at).where(columns.outcome.is_(None), columns.due_at <= now)
        first = due.order_by(columns.due_at).limit(COUNTED).subquery()
        statement = select(func.count(), func.min(first.c.due_at)).select_from(first)
        async with transaction(self._engine) as connection:
            count, since = (await connection.execute(statement)).one()
        return Backlog(count, since)

    async def time(self) -> datetime | None:
        """The present instant by the clock of a server; None on SQLite, where it is our own."""
        if self._engine.dialect.name == "sqlite":
            return None
        async with transaction(self._engine) as connection:
            theirs: datetime = (await connection.execute(select(func.clock_timestamp()))).scalar_one()
        return theirs.astimezone(UTC)

    async def ping(self) -> None:
        """Ask the database something; raises StorageError when it does not answer."""
        async with transaction(self._engine) as connection:
            await connection.execute(select(1))

    async def close(self) -> None:
        """Let go of every connection."""
        await self._engine.dispose()
