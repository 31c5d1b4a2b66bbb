"""Everything the bot says that is not the answer to a question."""

from collections.abc import Mapping, Sequence

from bot.domain.errors import NotAllowedError, NotYoursError, UserError
from bot.domain.roles import Leader
from bot.services.knowledge import reference
from bot.views import words
from bot.views.callbacks import Verb, encode
from bot.views.markup import Button, Reply, Text, say
from knowledge.models import Entry

MAX_LEADERS = 20
"""Leaders that are named on the card: each takes a question to Telegram, and a button."""


def render_help(username: str, *, leader: bool) -> Reply:
    """How to use the bot."""
    return say(words.HELP + (words.HELP_LEADER if leader else "") + words.HELP_INLINE.format(username=username))


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


def render_settings(leaders: Sequence[Leader], names: Mapping[int, str]) -> Reply:
    """The leaders of a group, each with a way to take the role away."""
    text = Text().line(words.SETTINGS_LEADERS if leaders else words.SETTINGS_NOBODY)
    rows = []
    for leader in leaders[:MAX_LEADERS]:
        name = names.get(leader.user_id) or words.UNKNOWN_PERSON.format(user_id=leader.user_id)
        text.line(f"· {name}")
        label = words.SETTINGS_REMOVE.format(name=name)
        rows.append((Button(label, encode(Verb.UNNAME_LEADER, leader.user_id)),))
    if len(leaders) > MAX_LEADERS:
        text.line(words.SETTINGS_MORE.format(count=len(leaders) - MAX_LEADERS))
    text.line().line(words.SETTINGS_HOW)
    rows.append((Button(words.CLOSE, encode(Verb.CLOSE, "keep")),))
    return text.reply(tuple(rows))


def render_name_leader(user_id: int, name: str) -> Reply:
    """Asks before naming a leader."""
    yes = Button(words.SETTINGS_CONFIRM, encode(Verb.NAME_LEADER, user_id))
    no = Button(words.CANCEL, encode(Verb.CLOSE))
    return say(words.SETTINGS_ASK.format(name=name), ((yes, no),))


def error_sentence(error: UserError) -> str:
    """The sentence for an expected error."""
    if isinstance(error, NotAllowedError):
        return words.NOT_ALLOWED[error.action]
    return words.NOT_YOURS if isinstance(error, NotYoursError) else words.OUTDATED
