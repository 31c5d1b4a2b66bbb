"""All stores of one process."""

from datetime import datetime

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
from bot.storage.memory.chats import Chats
from bot.storage.memory.deliveries import Deliveries
from bot.storage.memory.dialogues import Dialogues
from bot.storage.memory.drafts import Drafts, Focuses, PreferencesByChat
from bot.storage.memory.feedback import Misses, Reports
from bot.storage.memory.habits import HabitsByChat
from bot.storage.memory.keepers import Keepers
from bot.storage.memory.leaders import Leaders
from bot.storage.memory.meetings import Meetings
from bot.storage.memory.minutes import MinutesByMeeting
from bot.storage.memory.pendings import Pendings
from bot.storage.memory.reminders import Reminders
from bot.storage.memory.revisions import Revisions
from bot.storage.memory.rosters import Rosters
from bot.storage.memory.rows import Rows
from bot.storage.memory.tallies import Tallies
from bot.storage.memory.updates import Updates


class MemoryStores:
    """The :class:`~bot.services.ports.Stores` of one process; all is gone with the object.

    No method awaits anything, so each is atomic within the event loop.
    """

    def __init__(self) -> None:
        self._rows = rows = Rows()
        self.dialogues: DialogueStore = Dialogues(rows)
        self.misses: MissStore = Misses(rows)
        self.reports: ReportStore = Reports(rows)
        self.leaders: LeaderStore = Leaders(rows)
        self.chats: ChatStore = Chats(rows)
        self.updates: UpdateLog = Updates(rows)
        self.reminders: ReminderStore = Reminders(rows)
        self.deliveries: DeliveryStore = Deliveries(rows)
        self.preferences: PreferencesStore = PreferencesByChat(rows)
        self.drafts: DraftStore = Drafts(rows)
        self.focuses: FocusStore = Focuses(rows)
        self.rosters: RosterStore = Rosters(rows)
        self.meetings: MeetingStore = Meetings(rows)
        self.minutes: MinutesStore = MinutesByMeeting(rows)
        self.habits: HabitsStore = HabitsByChat(rows)
        self.revisions: RevisionStore = Revisions(rows)
        self.pendings: PendingStore = Pendings(rows)
        self.keepers: KeeperStore = Keepers(rows)
        self.tallies: TallyStore = Tallies(rows)

    async def backlog(self, now: datetime) -> Backlog:
        """The deliveries that are due at ``now`` and not finished."""
        rows = self._rows.deliveries.values()
        due = [row.delivery.due_at for row in rows if row.delivery.outcome is None and row.delivery.due_at <= now]
        return Backlog(min(len(due), COUNTED), min(due, default=None))

    async def time(self) -> datetime | None:
        """There is no other clock."""
        return None

    async def ping(self) -> None:
        """Always answers."""

    async def close(self) -> None:
        """Nothing to let go of."""
