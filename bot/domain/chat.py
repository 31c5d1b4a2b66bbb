"""What is known of a chat itself."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat the bot is, or was, in."""

    id: int
    kind: str
    """Telegram's word: private, group, supergroup or channel."""
    reachable: bool
    """False once the bot was blocked or removed."""
    changed_at: datetime
