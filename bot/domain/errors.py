"""Errors that a person can be told about: expected, worded once (bot/views/words.py), never a traceback."""

from bot.domain.roles import Action


class UserError(Exception):
    """Something did not go, for a reason the person can be told in a sentence."""


class NotYoursError(UserError):
    """Only the person who asked may do that with a turn."""


class OutdatedError(UserError):
    """A button of a turn that has expired, or of an entry that is no longer there."""


class NotAllowedError(UserError):
    """The person may not do that. ``action`` is what they tried; ``outside``: nobody can say whether they may, since
    the bot is not in that group."""

    def __init__(self, action: Action, *, outside: bool = False) -> None:
        self.action = action
        self.outside = outside
        super().__init__(action.value)


class ConflictError(UserError):
    """Somebody else changed the same thing meanwhile, again and again."""


class StorageError(Exception):
    """The database cannot be used. The message is one sentence for the log, without any password."""

    def __init__(self, message: str, mend: str = "") -> None:
        """``mend``: a Chinese sentence for the operator, of what is wrong and what to do, where that is known."""
        super().__init__(message)
        self.mend = mend or f"{message} 检查 ZUWU_DATABASE_URL。"


class ReadOnlyError(StorageError):
    """The database answers, but takes nothing in: its disk is full, or it may only be read."""


class TornError(StorageError):
    """The database answers, but what it kept is not whole."""
