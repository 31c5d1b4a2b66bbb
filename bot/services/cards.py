"""The cards that show the roster of a group to all of it: which is the latest, and where one has just been posted.
Known in every process, whichever posted it or was pressed under it. A group that moves leaves its cards behind."""

from datetime import datetime, timedelta

from bot.domain.clock import Clock
from bot.domain.dialogue import Awaited, Expectation, beside
from bot.services.ports import DialogueStore

REMEMBERED = timedelta(days=90)
"""How long the latest card follows the roster after it was used last."""

AT_ONCE = timedelta(minutes=1)
"""What is posted twice within that time is posted once: somebody pressed twice."""

_LATEST, _POSTED = 0, -1
"""What stands in the place of a person: the cards are nobody's."""


class RosterCards:
    """The cards of all groups."""

    def __init__(self, dialogues: DialogueStore, clock: Clock) -> None:
        self._dialogues = dialogues
        self._clock = clock

    async def note(self, chat_id: int, message_id: int) -> int:
        """A message shows the roster of a group; the latest of them follows it from then on. Returns which that is."""
        now, latest = self._clock.now(), await self.latest(chat_id)
        if latest is None or message_id > latest:
            card = Expectation(Awaited.CARD, str(message_id), now + REMEMBERED)
            await self._dialogues.expect(beside(chat_id, _LATEST, 0), card)
            return message_id
        return latest

    async def latest(self, chat_id: int) -> int | None:
        """The latest message that shows the roster of a group."""
        found = await self._dialogues.expectation(beside(chat_id, _LATEST, 0), self._clock.now())
        return int(found.subject) if found is not None else None

    async def post(self, chat_id: int, thread_id: int | None) -> bool:
        """A card is about to be posted there. False where one was a moment ago."""
        key, now = beside(chat_id, _POSTED, thread_id or 0), self._clock.now()
        found = await self._dialogues.expectation(key, now)
        if found is not None and timedelta(0) <= now - datetime.fromisoformat(found.subject) < AT_ONCE:
            return False
        await self._dialogues.expect(key, Expectation(Awaited.CARD, now.isoformat(), now + AT_ONCE))
        return True

    async def not_posted(self, chat_id: int, thread_id: int | None) -> None:
        """Nothing came of that."""
        await self._dialogues.end_expectation(beside(chat_id, _POSTED, thread_id or 0))
