"""The stores in memory: for the console, for tests, and as the plainest reading of the contract."""

from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar

from bot.domain.chat import Chat
from bot.domain.dialogue import ConversationKey, Expectation, Turn
from bot.domain.feedback import AnswerReport, Miss, MissedQuestion
from bot.domain.roles import Leader
from bot.services.ports import ChatStore, DialogueStore, LeaderStore, MissStore, ReportStore, UpdateLog

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class _Claim:
    worker_id: str
    claimed_at: datetime
    finished: bool = False


@dataclass(slots=True)
class _Rows:
    """Every row, in the order in which it came. The values are frozen, so they can be handed out as they are."""

    turns: dict[str, Turn] = field(default_factory=dict)
    expectations: dict[ConversationKey, Expectation] = field(default_factory=dict)
    misses: dict[str, MissedQuestion] = field(default_factory=dict)
    reports: dict[str, AnswerReport] = field(default_factory=dict)
    leaders: dict[tuple[int, int], Leader] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    claims: dict[tuple[int, int], _Claim] = field(default_factory=dict)


class MemoryStores:
    """The :class:`~bot.services.ports.Stores` of one process; all is gone with the object.

    No method awaits anything, so each is atomic within the event loop.
    """

    def __init__(self) -> None:
        rows = _Rows()
        self.dialogues: DialogueStore = _Dialogues(rows)
        self.misses: MissStore = _Misses(rows)
        self.reports: ReportStore = _Reports(rows)
        self.leaders: LeaderStore = _Leaders(rows)
        self.chats: ChatStore = _Chats(rows)
        self.updates: UpdateLog = _Updates(rows)

    async def ping(self) -> None:
        """Always answers."""

    async def close(self) -> None:
        """Nothing to let go of."""


class _Store:
    def __init__(self, rows: _Rows) -> None:
        self._rows = rows


class _Dialogues(_Store):
    async def save_turn(self, turn: Turn) -> None:
        self._rows.turns[turn.id] = turn

    async def turn(self, turn_id: str, now: datetime) -> Turn | None:
        found = self._rows.turns.get(turn_id)
        return found if found is not None and found.expires_at > now else None

    async def turn_of_question(self, chat_id: int, message_id: int, now: datetime) -> Turn | None:
        return self._latest(lambda turn: (turn.key.chat_id, turn.question_message_id) == (chat_id, message_id), now)

    async def last_turn(self, key: ConversationKey, now: datetime) -> Turn | None:
        return self._latest(lambda turn: turn.key == key, now)

    async def asked_since(self, chat_id: int, since: datetime) -> bool:
        return any(turn.key.chat_id == chat_id and turn.asked_at > since for turn in self._rows.turns.values())

    async def expect(self, key: ConversationKey, expectation: Expectation) -> None:
        self._rows.expectations[key] = expectation

    async def expectation(self, key: ConversationKey, now: datetime) -> Expectation | None:
        found = self._rows.expectations.get(key)
        return found if found is not None and found.expires_at > now else None

    async def end_expectation(self, key: ConversationKey) -> bool:
        return self._rows.expectations.pop(key, None) is not None

    async def forget(self, user_id: int) -> int:
        turns = _delete(self._rows.turns, lambda _, turn: turn.key.user_id == user_id)
        return turns + _delete(self._rows.expectations, lambda key, _: key.user_id == user_id)

    async def purge(self, now: datetime) -> int:
        turns = _delete(self._rows.turns, lambda _, turn: turn.expires_at <= now)
        return turns + _delete(self._rows.expectations, lambda _, expectation: expectation.expires_at <= now)

    def _latest(self, matches: Callable[[Turn], bool], now: datetime) -> Turn | None:
        found = [turn for turn in self._rows.turns.values() if turn.expires_at > now and matches(turn)]
        # max() keeps the first of equals; of one instant the last that came is wanted.
        return max(reversed(found), key=lambda turn: turn.asked_at, default=None)


class _Misses(_Store):
    async def record(self, text: str, miss: Miss, at: datetime) -> None:
        old = self._rows.misses.get(text, MissedQuestion(text, 0, 0, at, at))
        self._rows.misses[text] = MissedQuestion(
            text=text,
            unanswered=old.unanswered + (miss is Miss.UNANSWERED),
            rejected=old.rejected + (miss is Miss.REJECTED),
            first_seen=min(old.first_seen, at),
            last_seen=max(old.last_seen, at),
        )

    async def most_frequent(self, limit: int) -> Sequence[MissedQuestion]:
        ordered = sorted(self._rows.misses.values(), key=lambda miss: (miss.count, miss.last_seen), reverse=True)
        return ordered[:limit]


class _Reports(_Store):
    async def add(self, report: AnswerReport) -> None:
        self._rows.reports.setdefault(report.id, report)

    async def latest(self, limit: int) -> Sequence[AnswerReport]:
        latest_came = reversed(self._rows.reports.values())
        return sorted(latest_came, key=lambda report: report.reported_at, reverse=True)[:limit]


class _Leaders(_Store):
    async def name(self, leader: Leader) -> bool:
        return self._rows.leaders.setdefault((leader.chat_id, leader.user_id), leader) is leader

    async def unname(self, chat_id: int, user_id: int) -> bool:
        return self._rows.leaders.pop((chat_id, user_id), None) is not None

    async def leaders(self, chat_id: int) -> Sequence[Leader]:
        named = [leader for leader in self._rows.leaders.values() if leader.chat_id == chat_id]
        return sorted(named, key=lambda leader: leader.named_at)

    async def forget(self, user_id: int) -> int:
        return _delete(self._rows.leaders, lambda key, _: key[1] == user_id)


class _Chats(_Store):
    async def save(self, chat: Chat) -> None:
        self._rows.chats[chat.id] = chat

    async def chat(self, chat_id: int) -> Chat | None:
        return self._rows.chats.get(chat_id)

    async def migrate(self, old_id: int, new_id: int) -> None:
        if old_id == new_id:
            return
        rows = self._rows
        if (chat := rows.chats.pop(old_id, None)) is not None:
            rows.chats.setdefault(new_id, replace(chat, id=new_id))
        for key in [key for key in rows.expectations if key.chat_id == old_id]:
            rows.expectations.setdefault(replace(key, chat_id=new_id), rows.expectations.pop(key))
        for chat_id, user_id in [key for key in rows.leaders if key[0] == old_id]:
            leader = rows.leaders.pop((chat_id, user_id))
            rows.leaders.setdefault((new_id, user_id), replace(leader, chat_id=new_id))
        for turn in [turn for turn in rows.turns.values() if turn.key.chat_id == old_id]:
            key = replace(turn.key, chat_id=new_id)
            rows.turns[turn.id] = replace(turn, key=key, question_message_id=None, reply_message_id=None)


class _Updates(_Store):
    async def claim(self, bot_id: int, update_id: int, worker_id: str, now: datetime, lease: timedelta) -> bool:
        old = self._rows.claims.get((bot_id, update_id))
        if old is not None and (old.finished or old.claimed_at + lease >= now):
            return False
        self._rows.claims[bot_id, update_id] = _Claim(worker_id, now)
        return True

    async def finish(self, bot_id: int, update_id: int, worker_id: str, now: datetime) -> None:
        old = self._rows.claims.get((bot_id, update_id))
        if old is not None and old.worker_id == worker_id:
            self._rows.claims[bot_id, update_id] = replace(old, finished=True)

    async def purge(self, before: datetime) -> int:
        return _delete(self._rows.claims, lambda _, claim: claim.claimed_at < before)


def _delete(rows: MutableMapping[K, V], matches: Callable[[K, V], bool]) -> int:
    """Delete the rows that match. Returns how many."""
    found = [key for key, value in rows.items() if matches(key, value)]
    for key in found:
        del rows[key]
    return len(found)
