"""Who people are to the bot, and what each may do."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum


class Role(IntEnum):
    """What a person is in one chat; a higher role may do all that a lower one may.

    Who keeps the knowledge is no role in a chat: it opens :attr:`Action.EDIT_KNOWLEDGE` and nothing else.
    """

    MEMBER = 1
    LEADER = 2
    """Administrators of the group (anonymous ones too), those they name, and everybody in their private chat."""


class Action(StrEnum):
    """Something that not everybody may do."""

    ASK = "ask"
    SEE_CALENDAR = "see_calendar"
    MANAGE_CALENDAR = "manage_calendar"
    MANAGE_LEADERS = "manage_leaders"
    SEE_ROSTER = "see_roster"
    """See who is on the roster of the chat one is in, join and leave it, answer a notice."""
    MANAGE_ROSTER = "manage_roster"
    MANAGE_MEETINGS = "manage_meetings"
    """Checklists, topics, answers, minutes, duties."""
    EDIT_KNOWLEDGE = "edit_knowledge"
    """Only for those whom the settings name as keepers of the knowledge, wherever they are."""


REQUIRED_ROLE = {
    Action.ASK: Role.MEMBER,
    Action.SEE_CALENDAR: Role.MEMBER,
    Action.MANAGE_CALENDAR: Role.LEADER,
    Action.MANAGE_LEADERS: Role.LEADER,
    Action.SEE_ROSTER: Role.MEMBER,
    Action.MANAGE_ROSTER: Role.LEADER,
    Action.MANAGE_MEETINGS: Role.LEADER,
}
"""The least role for each action that hangs on a role."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever stands behind an update."""

    user_id: int
    chat_id: int
    private: bool
    """Whether the chat is the person's own chat with the bot."""
    anonymous_admin: bool = False
    """Writes in the name of the group itself, which only its administrators can."""


@dataclass(frozen=True, slots=True)
class Leader:
    """A person whom an administrator of the group named as a leader."""

    chat_id: int
    user_id: int
    named_by: int
    named_at: datetime
