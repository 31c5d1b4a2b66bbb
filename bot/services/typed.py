"""What was typed lately where the bot asked for it, so that an edit of it can be taken over."""

from collections import OrderedDict
from dataclasses import dataclass

MOST = 500
"""Messages that are remembered; what is forgotten is edited without effect."""


@dataclass(frozen=True, slots=True)
class TypedPart:
    """A message that became a part of minutes."""

    meeting_id: str
    part: str
    mark: str
    """What the part held when the message had been taken in."""


class Typed:
    """Answers by their messages, in memory only: none outlives the program."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, int], TypedPart | None] = OrderedDict()

    def keep(self, chat_id: int, message_id: int, part: TypedPart | None) -> None:
        """Remember a message; ``part`` is None where an edit cannot be taken over."""
        self._kept[chat_id, message_id] = part
        self._kept.move_to_end((chat_id, message_id))
        while len(self._kept) > MOST:
            self._kept.popitem(last=False)

    def has(self, chat_id: int, message_id: int) -> bool:
        """Whether a message was an answer."""
        return (chat_id, message_id) in self._kept

    def of(self, chat_id: int, message_id: int) -> TypedPart | None:
        """The part that a message is alone in; None where it is none, or only a piece of one."""
        return self._kept.get((chat_id, message_id))
