"""Reports of wrong answers, and what the bot waits for."""

from bot.domain.clock import Clock
from bot.domain.dialogue import EXPECTATION_LIFETIME, Awaited, ConversationKey, Expectation, lifetime_of
from bot.domain.errors import OutdatedError
from bot.domain.feedback import AnswerReport
from bot.domain.identity import NewId
from bot.domain.tally import Event
from bot.services.answering import kept_text
from bot.services.care.counting import Counting
from bot.services.knowledge import LiveKnowledge
from bot.services.ports import DialogueStore, ReportStore
from bot.services.typed import Typed
from knowledge.models import Entry


class Feedback:
    """Takes reports of wrong answers; nobody's name is kept with them."""

    def __init__(
        self,
        dialogues: DialogueStore,
        reports: ReportStore,
        knowledge: LiveKnowledge,
        clock: Clock,
        new_id: NewId,
        *,
        counting: Counting,
    ) -> None:
        self._dialogues = dialogues
        self._reports = reports
        self._knowledge = knowledge
        self._clock = clock
        self._new_id = new_id
        self._counting = counting
        self.typed = Typed(dialogues, clock)

    def entry(self, ref: str) -> Entry:
        """The entry a report button is about. Raises OutdatedError."""
        entry = self._knowledge.now.entry_of(ref)
        if entry is None:
            raise OutdatedError
        return entry

    async def report(self, entry_id: str, reason: str) -> None:
        """Keep a report."""
        revision = self._knowledge.now.base.revision
        report = AnswerReport(self._new_id(), entry_id, revision, kept_text(reason), self._clock.now())
        await self._reports.add(report)
        self._counting.count(Event.REPORTED, entry_id)

    async def wait_for(self, key: ConversationKey, awaited: Awaited, subject: str = "") -> None:
        """The next plain message of this conversation is what the bot has just asked for."""
        expires_at = self._clock.now() + lifetime_of(awaited)
        await self._dialogues.expect(key, Expectation(awaited, subject, expires_at))

    async def go_on_waiting(self, key: ConversationKey, awaited: Awaited, subject: str) -> None:
        """More of what was answered may follow, for some minutes."""
        expires_at = self._clock.now() + EXPECTATION_LIFETIME
        await self._dialogues.expect(key, Expectation(awaited, subject, expires_at))

    async def put_back(self, key: ConversationKey, expectation: Expectation) -> None:
        """What was taken is awaited as it was, and no longer than it was."""
        await self._dialogues.expect(key, expectation)

    def is_fresh(self, expectation: Expectation) -> bool:
        """Whether something was asked for so lately that any plain message answers it."""
        return expectation.is_fresh(self._clock.now())

    async def take_awaited(self, key: ConversationKey) -> Expectation | None:
        """What was awaited, which is thereby over."""
        expectation = await self._dialogues.expectation(key, self._clock.now())
        if expectation is not None:
            await self._dialogues.end_expectation(key)
        return expectation
