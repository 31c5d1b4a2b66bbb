"""Turns and expectations."""

from collections.abc import Callable
from datetime import datetime

from bot.domain.dialogue import ConversationKey, Expectation, Turn
from bot.storage.memory.rows import Store, delete


class Dialogues(Store):
    """The :class:`~bot.services.ports.DialogueStore` in memory."""

    async def save_turn(self, turn: Turn) -> None:
        """Keep a turn; a turn of the same id is replaced."""
        self._rows.turns[turn.id] = turn

    async def turn(self, turn_id: str, now: datetime) -> Turn | None:
        """The turn of that id, unless it has expired."""
        found = self._rows.turns.get(turn_id)
        return found if found is not None and found.expires_at > now else None

    async def turn_of_question(self, chat_id: int, message_id: int, now: datetime) -> Turn | None:
        """The latest turn that answers this message, unless it has expired."""
        return self._latest(lambda turn: (turn.key.chat_id, turn.question_message_id) == (chat_id, message_id), now)

    async def last_turn(self, key: ConversationKey, now: datetime) -> Turn | None:
        """The latest turn (by ``asked_at``) of a conversation, unless it has expired."""
        return self._latest(lambda turn: turn.key == key, now)

    async def asked_since(self, chat_id: int, since: datetime) -> bool:
        """Whether any turn of the chat was asked after that instant."""
        return any(turn.key.chat_id == chat_id and turn.asked_at > since for turn in self._rows.turns.values())

    async def expect(self, key: ConversationKey, expectation: Expectation) -> None:
        """Wait for something; whatever was awaited before in this conversation is dropped."""
        self._rows.expectations[key] = expectation

    async def expectation(self, key: ConversationKey, now: datetime) -> Expectation | None:
        """What is awaited in a conversation, unless it has expired."""
        found = self._rows.expectations.get(key)
        return found if found is not None and found.expires_at > now else None

    async def end_expectation(self, key: ConversationKey) -> bool:
        """Stop waiting. Returns whether anything was awaited."""
        return self._rows.expectations.pop(key, None) is not None

    async def forget(self, user_id: int) -> int:
        """Delete all turns and expectations of a person, in every chat. Returns how many."""
        turns = delete(self._rows.turns, lambda _, turn: turn.key.user_id == user_id)
        return turns + delete(self._rows.expectations, lambda key, _: key.user_id == user_id)

    async def purge(self, now: datetime) -> int:
        """Delete what has expired. Returns how many."""
        turns = delete(self._rows.turns, lambda _, turn: turn.expires_at <= now)
        return turns + delete(self._rows.expectations, lambda _, expectation: expectation.expires_at <= now)

    def _latest(self, matches: Callable[[Turn], bool], now: datetime) -> Turn | None:
        found = [turn for turn in self._rows.turns.values() if turn.expires_at > now and matches(turn)]
        # max() keeps the first of equals; of one instant the last that came is wanted.
        return max(reversed(found), key=lambda turn: turn.asked_at, default=None)
