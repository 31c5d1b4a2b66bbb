"""Turns and expectations."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Table, and_, bindparam, delete, exists, select

from bot.domain.dialogue import Awaited, ConversationKey, Expectation, Outcome, Turn
from bot.storage.sql.base import SqlStore
from bot.storage.tables import expectations, turns

_BOTH = (turns, expectations)


def _latest(*conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """The latest turn that fits, unless it has expired."""
    fresh = turns.c.expires_at > bindparam("now")
    return select(turns).where(*conditions, fresh).order_by(turns.c.asked_at.desc(), turns.c.serial.desc()).limit(1)


def _of_key(table: Table) -> ColumnElement[bool]:
    """Whether a row belongs to a conversation."""
    return and_(*[table.c[name] == bindparam(name) for name in ("chat_id", "user_id", "thread_id")])


# Asked with every message; to make them takes longer than to run them.
_BY_ID = _latest(turns.c.id == bindparam("id"))
_BY_QUESTION = _latest(turns.c.chat_id == bindparam("chat_id"), turns.c.question_message_id == bindparam("message_id"))
_LAST = _latest(_of_key(turns))
_AWAITED = select(expectations).where(_of_key(expectations), expectations.c.expires_at > bindparam("now"))


class SqlDialogues(SqlStore):
    """The :class:`~bot.services.ports.DialogueStore` of a database."""

    async def save_turn(self, turn: Turn) -> None:
        """Keep a turn; a turn of the same id is replaced."""
        await self._replace(turns, ["id"], _row_of(turn))

    async def turn(self, turn_id: str, now: datetime) -> Turn | None:
        """The turn of that id, unless it has expired."""
        return await self._turn(_BY_ID, id=turn_id, now=now)

    async def turn_of_question(self, chat_id: int, message_id: int, now: datetime) -> Turn | None:
        """The latest turn that answers this message, unless it has expired."""
        return await self._turn(_BY_QUESTION, chat_id=chat_id, message_id=message_id, now=now)

    async def last_turn(self, key: ConversationKey, now: datetime) -> Turn | None:
        """The latest turn of a conversation, unless it has expired."""
        return await self._turn(_LAST, **_key_row(key), now=now)

    async def asked_since(self, chat_id: int, since: datetime) -> bool:
        """Whether any turn of the chat was asked after that instant."""
        later = exists().where(turns.c.chat_id == chat_id, turns.c.asked_at > since)
        async with self._reading() as connection:
            return bool(await connection.scalar(select(later)))

    async def expect(self, key: ConversationKey, expectation: Expectation) -> None:
        """Wait for something; whatever was awaited before in this conversation is dropped."""
        row = _key_row(key) | {
            "awaited": expectation.awaited.value,
            "subject": expectation.subject,
            "expires_at": expectation.expires_at,
        }
        await self._replace(expectations, list(_key_row(key)), row)

    async def expectation(self, key: ConversationKey, now: datetime) -> Expectation | None:
        """What is awaited in a conversation, unless it has expired."""
        async with self._reading() as connection:
            row = (await connection.execute(_AWAITED, {**_key_row(key), "now": now})).first()
        return None if row is None else Expectation(Awaited(row.awaited), row.subject, row.expires_at)

    async def end_expectation(self, key: ConversationKey) -> bool:
        """Stop waiting. Returns whether anything was awaited."""
        return await self._delete(delete(expectations).where(_belongs(expectations, key))) > 0

    async def forget(self, user_id: int) -> int:
        """Delete all turns and expectations of a person, in every chat. Returns how many."""
        return await self._delete(*[delete(table).where(table.c.user_id == user_id) for table in _BOTH])

    async def purge(self, now: datetime) -> int:
        """Delete what has expired. Returns how many."""
        return await self._delete(*[delete(table).where(table.c.expires_at <= now) for table in _BOTH])

    async def _turn(self, statement: Select[*tuple[Any, ...]], **parameters: Any) -> Turn | None:
        async with self._reading() as connection:
            row = (await connection.execute(statement, parameters)).first()
        return None if row is None else _turn_of(row)


def _key_row(key: ConversationKey) -> dict[str, Any]:
    return {"chat_id": key.chat_id, "user_id": key.user_id, "thread_id": key.thread_id}


def _belongs(table: Table, key: ConversationKey) -> ColumnElement[bool]:
    return and_(*[table.c[name] == value for name, value in _key_row(key).items()])


def _row_of(turn: Turn) -> dict[str, Any]:
    return _key_row(turn.key) | {
        "id": turn.id,
        "utterance": turn.utterance,
        "query": turn.query,
        "outcome": turn.outcome.value,
        "entry_id": turn.entry_id,
        "ranking": list(turn.ranking),
        "shown": turn.shown,
        "revision": turn.revision,
        "asked_at": turn.asked_at,
        "expires_at": turn.expires_at,
        "question_message_id": turn.question_message_id,
        "reply_message_id": turn.reply_message_id,
    }


def _turn_of(row: Row[Any]) -> Turn:
    return Turn(
        id=row.id,
        key=ConversationKey(row.chat_id, row.user_id, row.thread_id),
        utterance=row.utterance,
        query=row.query,
        outcome=Outcome(row.outcome),
        entry_id=row.entry_id,
        ranking=tuple(row.ranking),
        shown=row.shown,
        revision=row.revision,
        asked_at=row.asked_at,
        expires_at=row.expires_at,
        question_message_id=row.question_message_id,
        reply_message_id=row.reply_message_id,
    )
