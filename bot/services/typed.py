"""What was typed lately where the bot asked for it, so that an edit of it can be taken over, in whichever process it
arrives."""

from dataclasses import dataclass

from bot.domain.clock import Clock
from bot.domain.dialogue import TURN_LIFETIME, Awaited, Expectation, beside
from bot.services.ports import DialogueStore


@dataclass(frozen=True, slots=True)
class TypedPart:
    """A message that became a part of minutes."""

    meeting_id: str
    part: str
    mark: str
    """What the part held when the message had been taken in."""


@dataclass(frozen=True, slots=True)
class TypedAnswer:
    """A message that was an answer."""

    part: TypedPart | None
    """The part that it is alone in; None where it is none, or only a piece of one: an edit cannot be taken over."""


class Typed:
    """Answers by their messages, kept for as long as an edit of them makes sense."""

    def __init__(self, dialogues: DialogueStore, clock: Clock) -> None:
        self._dialogues = dialogues
        self._clock = clock

    async def keep(self, chat_id: int, message_id: int, user_id: int, part: TypedPart | None) -> None:
        """Remember a message and who wrote it; ``part`` is None where an edit cannot be taken over. One of the number 0
        stayed behind in a group that moved, where nobody edits any more."""
        if not message_id:
            return
        subject = f"{part.meeting_id}:{part.part}:{part.mark}" if part is not None else ""
        kept = Expectation(Awaited.EDIT, subject, self._clock.now() + TURN_LIFETIME)
        await self._dialogues.expect(beside(chat_id, user_id, message_id), kept)

    async def of(self, chat_id: int, message_id: int, user_id: int) -> TypedAnswer | None:
        """What a message was; None where it answered nothing, or long ago."""
        found = await self._dialogues.expectation(beside(chat_id, user_id, message_id), self._clock.now())
        if found is None:
            return None
        return TypedAnswer(TypedPart(*found.subject.split(":", 2)) if found.subject else None)
