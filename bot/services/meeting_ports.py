"""What the services need of storage for the month around a meeting; part of :mod:`bot.services.ports`."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.habits import Habits
from bot.domain.meeting import Answer, Meeting
from bot.domain.minutes import Minutes
from bot.domain.roster import Member


class RosterStore(Protocol):
    """Who belongs to which group."""

    async def join(self, member: Member) -> bool:
        """Put somebody on a roster. Returns False, and changes nothing, where that person (their user id) is on it."""

    async def members(self, chat_id: int) -> Sequence[Member]:
        """The roster of a chat, in the order in which they came."""

    async def member(self, member_id: str) -> Member | None:
        """Somebody on a roster."""

    async def update(self, member: Member) -> bool:
        """Keep name, standing and whether they are excused. Returns False where they are on the roster no more."""

    async def leave(self, member_id: str) -> bool:
        """Take somebody off. Returns whether they were on it."""

    async def of_person(self, user_id: int) -> Sequence[Member]:
        """Every roster that a person is on, earliest first."""

    async def forget(self, user_id: int) -> int:
        """Take a person off every roster. Returns how many."""


class MeetingStore(Protocol):
    """Meetings, and the answers to their notices."""

    async def open(self, meeting: Meeting) -> Meeting:
        """Keep a new meeting (version 0), unless one of the same series and recurrence id is there. Of any number of
        concurrent callers all get the same: the one that is stored, whose time, title, kind, venue and chat are those
        of ``meeting`` from then on where they were others (its version grows then)."""

    async def meeting(self, meeting_id: str) -> Meeting | None:
        """The meeting of that id."""

    async def of_occurrence(self, series_id: str, recurrence_id: datetime) -> Meeting | None:
        """The meeting that is this occurrence."""

    async def save(self, meeting: Meeting) -> bool:
        """Keep a changed one with the next version; which occurrence it is does not change. Returns False where its
        stored version is another, or it is gone."""

    async def of_chat(self, chat_id: int, since: datetime, until: datetime) -> Sequence[Meeting]:
        """The meetings of a chat that begin from ``since`` to before ``until``, earliest first."""

    async def delete(self, meeting_id: str) -> bool:
        """Delete it with its answers and its minutes. Returns whether it was there."""

    async def answer(self, answer: Answer) -> Answer | None:
        """Keep somebody's answer in place of an earlier one. Returns the earlier one. An answer to a meeting that is
        gone is not kept."""

    async def answers(self, meeting_id: str) -> Sequence[Answer]:
        """The answers to a meeting, earliest first."""

    async def answered(self, user_id: int, after: datetime) -> Sequence[Meeting]:
        """The meetings that begin after an instant and that a person answered for, earliest first."""

    async def withdraw(self, chat_id: int, user_id: int, after: datetime) -> int:
        """Delete a person's answers to meetings of a chat that begin after an instant. Returns how many."""

    async def forget(self, user_id: int) -> int:
        """Delete every answer of a person. Returns how many."""

    async def forget_chat(self, chat_id: int) -> int:
        """Delete every meeting of a chat, with its answers and minutes. Returns how many meetings."""

    async def purge_answers(self, before: datetime) -> int:
        """Delete the answers to meetings that began before an instant. Returns how many."""

    async def purge(self, chat_id: int, before: datetime) -> int:
        """Delete the meetings of a chat that began before an instant, with answers and minutes. Returns how many."""


class MinutesStore(Protocol):
    """Minutes, revision by revision."""

    async def save(self, minutes: Minutes) -> bool:
        """Keep a revision with the next version; one of version 0 is new. Returns False, and keeps nothing, where the
        stored version is another, the new one's revision is taken, the stored one is filed, or the meeting is
        gone."""

    async def latest(self, meeting_id: str) -> Minutes | None:
        """The latest revision, draft or filed."""

    async def history(self, meeting_id: str) -> Sequence[Minutes]:
        """Every revision, earliest first."""

    async def latest_of(self, meeting_ids: Collection[str]) -> Mapping[str, Minutes]:
        """The latest revisions by meeting; meetings without minutes are left out."""

    async def drop(self, meeting_id: str, revision: int) -> bool:
        """Delete a draft. Returns False where it is filed, or gone."""


class HabitsStore(Protocol):
    """How groups want their meetings to be run."""

    async def habits(self, chat_id: int) -> Habits | None:
        """Those of a chat; None where nobody set any."""

    async def save(self, chat_id: int, habits: Habits) -> None:
        """Keep them; those before are replaced."""

    async def keeping(self) -> Mapping[int, timedelta]:
        """The chats that keep minutes for a time only, and for how long."""

    async def forget(self, chat_id: int) -> int:
        """Delete those of a chat. Returns how many there were."""
