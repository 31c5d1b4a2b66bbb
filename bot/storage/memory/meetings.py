"""Meetings, and the answers to their notices."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.meeting import Answer, Meeting
from bot.storage.memory.rows import Store, delete


class Meetings(Store):
    """The :class:`~bot.services.meeting_ports.MeetingStore` in memory."""

    async def open(self, meeting: Meeting) -> Meeting:
        """Keep a new meeting, unless one of the same occurrence is there; that one is brought up to date."""
        old = await self.of_occurrence(meeting.series_id, meeting.recurrence_id)
        if old is None:
            kept = replace(meeting, version=meeting.version + 1)
        else:
            kept = replace(
                old,
                chat_id=meeting.chat_id,
                starts_at=meeting.starts_at,
                zone=meeting.zone,
                kind=meeting.kind,
                title=meeting.title,
                venue=meeting.venue,
            )
            kept = kept if kept == old else replace(kept, version=old.version + 1)
        self._rows.meetings[kept.id] = kept
        return kept

    async def meeting(self, meeting_id: str) -> Meeting | None:
        """The meeting of that id."""
        return self._rows.meetings.get(meeting_id)

    async def of_occurrence(self, series_id: str, recurrence_id: datetime) -> Meeting | None:
        """The meeting that is this occurrence."""
        identity = (series_id, recurrence_id)
        every = self._rows.meetings.values()
        return next((each for each in every if (each.series_id, each.recurrence_id) == identity), None)

    async def save(self, meeting: Meeting) -> bool:
        """Keep a changed one with the next version. Returns False where it is not as it was read."""
        old = self._rows.meetings.get(meeting.id)
        if old is None or old.version != meeting.version:
            return False
        self._rows.meetings[meeting.id] = replace(
            meeting, series_id=old.series_id, recurrence_id=old.recurrence_id, version=old.version + 1
        )
        return True

    async def of_chat(self, chat_id: int, since: datetime, until: datetime) -> Sequence[Meeting]:
        """The meetings of a chat that begin from ``since`` to before ``until``, earliest first."""
        every = self._rows.meetings.values()
        found = [each for each in every if each.chat_id == chat_id and since <= each.starts_at < until]
        return sorted(found, key=lambda meeting: meeting.starts_at)

    async def delete(self, meeting_id: str) -> bool:
        """Delete it with its answers and its minutes. Returns whether it was there."""
        return self._delete(lambda meeting: meeting.id == meeting_id) > 0

    async def answer(self, answer: Answer) -> Answer | None:
        """Keep somebody's answer in place of an earlier one, which is returned; none to a meeting that is gone."""
        if answer.meeting_id not in self._rows.meetings:
            return None
        key = (answer.meeting_id, answer.user_id)
        earlier = self._rows.answers.get(key)
        self._rows.answers[key] = answer
        return earlier

    async def answers(self, meeting_id: str) -> Sequence[Answer]:
        """The answers to a meeting, earliest first."""
        found = [answer for answer in self._rows.answers.values() if answer.meeting_id == meeting_id]
        return sorted(found, key=lambda answer: answer.answered_at)

    async def answered(self, user_id: int, after: datetime) -> Sequence[Meeting]:
        """The meetings that begin after an instant and that a person answered for, earliest first."""
        ids = {meeting_id for meeting_id, who in self._rows.answers if who == user_id}
        found = [each for each in self._rows.meetings.values() if each.id in ids and each.starts_at > after]
        return sorted(found, key=lambda meeting: meeting.starts_at)

    async def withdraw(self, chat_id: int, user_id: int, after: datetime) -> int:
        """Delete a person's answers to meetings of a chat that begin after an instant. Returns how many."""
        coming = self._ids(lambda meeting: meeting.chat_id == chat_id and meeting.starts_at > after)
        return delete(self._rows.answers, lambda key, _: key[0] in coming and key[1] == user_id)

    async def forget(self, user_id: int) -> int:
        """Delete every answer of a person. Returns how many."""
        return delete(self._rows.answers, lambda key, _: key[1] == user_id)

    async def forget_chat(self, chat_id: int) -> int:
        """Delete every meeting of a chat, with its answers and minutes. Returns how many meetings."""
        return self._delete(lambda meeting: meeting.chat_id == chat_id)

    async def purge_answers(self, before: datetime) -> int:
        """Delete the answers to meetings that began before an instant. Returns how many."""
        past = self._ids(lambda meeting: meeting.starts_at < before)
        return delete(self._rows.answers, lambda key, _: key[0] in past)

    async def purge(self, chat_id: int, before: datetime) -> int:
        """Delete the meetings of a chat that began before an instant, with answers and minutes. Returns how many."""
        return self._delete(lambda meeting: meeting.chat_id == chat_id and meeting.starts_at < before)

    def _ids(self, matches: Callable[[Meeting], bool]) -> set[str]:
        return {meeting.id for meeting in self._rows.meetings.values() if matches(meeting)}

    def _delete(self, matches: Callable[[Meeting], bool]) -> int:
        """Delete meetings and what belongs to them. Returns how many meetings."""
        gone = self._ids(matches)
        delete(self._rows.answers, lambda key, _: key[0] in gone)
        delete(self._rows.minutes, lambda key, _: key[0] in gone)
        return delete(self._rows.meetings, lambda key, _: key in gone)
