"""Everything the bot says that is not the answer to a question."""

from bot.domain.edits import EditError
from bot.domain.errors import ConflictError, NotAllowedError, NotYoursError, UserError
from bot.services.care.changes import AlreadyAskedError, ChangeGoneError, OwnConsentError
from bot.services.care.keepers import NobodyElseError
from bot.services.care.written import WritingError
from bot.services.focus import FocusLostError
from bot.services.knowledge import reference
from bot.services.meetings import OffError
from bot.services.preferences import UnfitError
from bot.services.rosters import RosterError
from bot.services.sign_up_messages import SignUpError
from bot.views import (
    meeting_words,
    roster_words,
    settings_words,
    sign_up_words,
    words,
)
from bot.views.callbacks import Verb, encode
from bot.views.care import (
    faq_words,
    keepers_words,
    writing_left,
)
from bot.views.markup import Button, Reply, Text, say
from bot.views.settings import link_row
from knowledge.models import Entry

Clash = ChangeGoneError | OwnConsentError | AlreadyAskedError | ConflictError | NobodyElseError
"""Errors about something that others have a part in."""

MAX_LEADERS = 20
"""Leaders that are named on a card: each takes a question to Telegram, and a button."""


def render_help(username: str, *, group_id: int | None) -> Reply:
    """How to use the bot: in that group, or in private. In a group with the way to manage its calendar in private."""
    where = words.HELP_PRIVATE if group_id is None else words.HELP_GROUP
    rows = () if group_id is None else (link_row(username, group_id),)
    return say(words.HELP + words.HELP_LEADER + where + words.HELP_INLINE.format(username=username), rows)


def render_ask_prompt() -> Reply:
    """Asks for the question after a bare /ask."""
    return Text().add(words.ASK_PROMPT).reply(force_reply=words.ASK_HINT)


def render_report(entry: Entry) -> Reply:
    """Asks why an answer is wrong."""
    ref = reference(entry.id)
    rows = [(Button(reason, encode(Verb.REASON, ref, key)),) for key, reason in words.REPORT_REASONS.items()]
    rows.append((Button(words.REPORT_OTHER, encode(Verb.REASON, ref, "?")),))
    rows.append((Button(words.CANCEL, encode(Verb.CLOSE)),))
    return say(words.REPORT_ASK.format(question=entry.question), tuple(rows))


def render_report_prompt() -> Reply:
    """Asks for the reason in the person's own words."""
    return Text().add(words.REPORT_WRITE).reply(force_reply=words.REPORT_HINT)


def render_forget(user_id: int) -> Reply:
    """Asks before deleting; only that person's press counts."""
    yes = Button(words.FORGET_YES, encode(Verb.FORGET, "y", user_id))
    no = Button(words.FORGET_NO, encode(Verb.FORGET, "n", user_id))
    return say(words.FORGET_ASK, ((yes, no),))


def render_forgotten(count: int) -> Reply:
    """What was deleted."""
    return say(words.FORGOTTEN.format(count=count) if count else words.FORGOTTEN_NOTHING)


def render_name_leader(user_id: int, name: str) -> Reply:
    """Asks before naming a leader."""
    yes = Button(words.SETTINGS_CONFIRM, encode(Verb.NAME_LEADER, user_id))
    no = Button(words.CANCEL, encode(Verb.CLOSE))
    return say(words.SETTINGS_ASK.format(name=name), ((yes, no),))


def error_sentence(error: UserError) -> str:
    """The sentence for an expected error."""
    if isinstance(error, FocusLostError):
        return settings_words.FOCUS_OUTSIDE if error.outside else settings_words.FOCUS_LOST
    if isinstance(error, UnfitError | RosterError | SignUpError | WritingError):
        return _say_reason(error)
    if isinstance(error, NotAllowedError):
        return words.OUTSIDE if error.outside else words.NOT_ALLOWED[error.action]
    if isinstance(error, Clash):
        return _say_clash(error)
    if isinstance(error, EditError):
        return meeting_words.OFF[error.off] if isinstance(error, OffError) else words.CANNOT_EDIT
    return words.NOT_YOURS if isinstance(error, NotYoursError) else words.OUTDATED


def _say_clash(error: Clash) -> str:
    """The sentence for something that others have a part in."""
    if isinstance(error, NobodyElseError):
        return keepers_words.NOBODY_ELSE
    if isinstance(error, ConflictError):
        return words.CONFLICT
    if isinstance(error, AlreadyAskedError):
        return faq_words.ALREADY_ASKED
    return faq_words.OWN_CONSENT if isinstance(error, OwnConsentError) else faq_words.CHANGE_GONE


def _say_reason(error: UnfitError | RosterError | SignUpError | WritingError) -> str:
    """The sentence for an error that says why."""
    if isinstance(error, WritingError):
        return writing_left.error_sentence(error)
    if isinstance(error, UnfitError):
        return settings_words.UNFIT[error.reason]
    return roster_words.REFUSED[error.reason] if isinstance(error, RosterError) else sign_up_words.REFUSED[error.reason]
