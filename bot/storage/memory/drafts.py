"""Cards that wait to be confirmed, and what chats and people chose."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.draft import Draft
from bot.domain.preferences import Preferences
from bot.storage.memory.rows import Store, delete, own


class Drafts(Store):
    """The :class:`~bot.services.ports.DraftStore` in memory."""

    async def save(self, draft: Draft) -> None:
        """Keep a draft; one of the same id is replaced."""
        self._rows.drafts[draft.id] = _own(draft)

    async def draft(self, draft_id: str, now: datetime) -> Draft | None:
        """The draft of that id, unless it has expired."""
        found = self._rows.drafts.get(draft_id)
        return _own(found) if found is not None and found.expires_at > now else None

    async def take(self, draft_id: str, now: datetime) -> Draft | None:
        """The same, and it is gone: of any number of concurrent callers one gets it."""
        found = await self.draft(draft_id, now)
        if found is not None:
            del self._rows.drafts[draft_id]
        return found

    async def forget(self, user_id: int) -> int:
        """Delete all drafts of a person. Returns how many."""
        return delete(self._rows.drafts, lambda _, draft: draft.user_id == user_id)

    async def purge(self, now: datetime) -> int:
        """Delete what has expired. Returns how many."""
        return delete(self._rows.drafts, lambda _, draft: draft.expires_at <= now)


class PreferencesByChat(Store):
    """The :class:`~bot.services.ports.PreferencesStore` in memory."""

    async def preferences(self, chat_id: int) -> Preferences | None:
        """Those of a chat; None where nobody set any."""
        return self._rows.preferences.get(chat_id)

    async def save(self, chat_id: int, preferences: Preferences) -> None:
        """Keep them; those before are replaced."""
        self._rows.preferences[chat_id] = preferences

    async def forget(self, chat_id: int) -> int:
        """Delete those of a chat. Returns how many there were."""
        return int(self._rows.preferences.pop(chat_id, None) is not None)


class Focuses(Store):
    """The :class:`~bot.services.ports.FocusStore` in memory."""

    async def choose(self, user_id: int, chat_id: int, at: datetime) -> None:
        """From now on it is about that chat; their own id stands for their own calendar."""
        self._rows.focuses.pop((user_id, chat_id), None)  # of one instant the last that came is the latest
        self._rows.focuses[user_id, chat_id] = at

    async def chosen(self, user_id: int) -> Sequence[int]:
        """The chats they ever chose, the latest choice first."""
        latest_came = [(at, chat) for (user, chat), at in reversed(self._rows.focuses.items()) if user == user_id]
        return [chat for _, chat in sorted(latest_came, key=lambda choice: choice[0], reverse=True)]

    async def forget(self, user_id: int) -> int:
        """Delete the choices of a person. Returns how many."""
        return delete(self._rows.focuses, lambda key, _: key[0] == user_id)


def _own(draft: Draft) -> Draft:
    return draft if draft.series is None else replace(draft, series=own(draft.series))
