"""The chats the bot knows of, and following one to its new id."""

from dataclasses import replace

from bot.domain.chat import Chat
from bot.domain.dialogue import OF_MESSAGES
from bot.storage.memory.rows import Rows, Store


class Chats(Store):
    """The :class:`~bot.services.ports.ChatStore` in memory."""

    async def save(self, chat: Chat) -> None:
        """Keep what is known of a chat; what was known before is replaced."""
        self._rows.chats[chat.id] = chat

    async def chat(self, chat_id: int) -> Chat | None:
        """What is known of a chat."""
        return self._rows.chats.get(chat_id)

    async def migrate(self, old_id: int, new_id: int) -> None:
        """Follow a group to its new id. Harmless when repeated; of a row that both hold, the new id's stays."""
        if old_id == new_id:
            return
        self._rows.moved_chats[old_id] = new_id
        _follow_dialogues(self._rows, old_id, new_id)
        _follow_calendar(self._rows, old_id, new_id)
        _follow_meetings(self._rows, old_id, new_id)

    async def current_id(self, chat_id: int) -> int:
        """The id that a chat has now."""
        return self._rows.moved_chats.get(chat_id, chat_id)


def _follow_dialogues(rows: Rows, old_id: int, new_id: int) -> None:
    if (chat := rows.chats.pop(old_id, None)) is not None:
        rows.chats.setdefault(new_id, replace(chat, id=new_id))
    for key in [key for key in rows.expectations if key.chat_id == old_id]:
        expectation = rows.expectations.pop(key)
        if expectation.awaited not in OF_MESSAGES:
            rows.expectations.setdefault(replace(key, chat_id=new_id), expectation)
    for chat_id, user_id in [key for key in rows.leaders if key[0] == old_id]:
        leader = rows.leaders.pop((chat_id, user_id))
        rows.leaders.setdefault((new_id, user_id), replace(leader, chat_id=new_id))
    for turn in [turn for turn in rows.turns.values() if turn.key.chat_id == old_id]:
        key = replace(turn.key, chat_id=new_id)
        rows.turns[turn.id] = replace(turn, key=key, question_message_id=None, reply_message_id=None)


def _follow_calendar(rows: Rows, old_id: int, new_id: int) -> None:
    """An anonymous administrator is kept as the chat itself, and follows too."""

    def followed(an_id: int) -> int:
        return new_id if an_id == old_id else an_id

    for key, reminder in rows.reminders.items():
        if old_id in (reminder.chat_id, reminder.organizer_id):
            chat_id, organizer_id = followed(reminder.chat_id), followed(reminder.organizer_id)
            version = reminder.version + 1  # who has read the old id cannot write it back
            rows.reminders[key] = replace(reminder, chat_id=chat_id, organizer_id=organizer_id, version=version)
    for row in rows.deliveries.values():
        if row.delivery.chat_id == old_id:
            row.delivery = replace(row.delivery, chat_id=new_id, message_id=None)
    for draft in rows.drafts.values():
        chat_id, user_id = followed(draft.chat_id), followed(draft.user_id)
        rows.drafts[draft.id] = replace(draft, chat_id=chat_id, user_id=user_id)
    for user_id, chat_id in [key for key in rows.focuses if key[1] == old_id]:
        rows.focuses.setdefault((user_id, new_id), rows.focuses.pop((user_id, chat_id)))
    if old_id in rows.preferences:
        rows.preferences.setdefault(new_id, rows.preferences.pop(old_id))
    if old_id in rows.paces:
        rows.paces.setdefault(new_id, rows.paces.pop(old_id))


def _follow_meetings(rows: Rows, old_id: int, new_id: int) -> None:
    known = {member.user_id for member in rows.members.values() if member.chat_id == new_id} - {None}
    for member in [member for member in rows.members.values() if member.chat_id == old_id]:
        if member.user_id in known:
            del rows.members[member.id]
        else:
            rows.members[member.id] = replace(member, chat_id=new_id)
    for meeting in [meeting for meeting in rows.meetings.values() if meeting.chat_id == old_id]:
        rows.meetings[meeting.id] = replace(meeting, chat_id=new_id, version=meeting.version + 1)
    for key, minutes in rows.minutes.items():
        if minutes.chat_id == old_id:
            rows.minutes[key] = replace(minutes, chat_id=new_id, version=minutes.version + 1)
    if old_id in rows.habits:
        rows.habits.setdefault(new_id, rows.habits.pop(old_id))
