"""What travels in buttons: a version, a verb, arguments; at most 64 bytes.

The version stands first, so that buttons of an older program are recognised as such and answered with a sentence.
"""

from dataclasses import dataclass
from enum import StrEnum

VERSION = "1"
MAX_BYTES = 64


class Verb(StrEnum):
    """What a button does."""

    PICK = "p"
    """A choice: turn, entry."""
    REJECT = "n"
    """None of the choices: turn."""
    SHOW = "e"
    """Show an entry: entry."""
    TOPICS = "ts"
    """The list of topics."""
    TOPIC = "t"
    """The questions of a topic: topic, page."""
    SECTION = "s"
    """A way into the topics: section."""
    GUIDE = "g"
    """A step of a guide: guide, node; without a node, its beginning in a message of its own."""
    REPORT = "r"
    """This answer is wrong: entry."""
    REASON = "rr"
    """Why it is wrong: entry, reason."""
    FORGET = "f"
    """Delete what is kept of me: yes or no, whose button it is."""
    NAME_LEADER = "la"
    """Make somebody a leader: user."""
    UNNAME_LEADER = "ld"
    """Take the role away: user."""
    DRAFT = "d"
    """A step of a card that is being set: draft, step, value."""
    CALENDAR = "c"
    """Something about the calendar: what, series, and what it needs."""
    PREFERENCES = "cs"
    """A setting of the calendar: which, value."""
    FOCUS = "cf"
    """In private: whose calendar it is about: chat."""
    ROSTER = "ro"
    """Something about a roster: what, chat, and what it needs."""
    ANSWER = "v"
    """An answer to a notice: meeting, y, n or m."""
    MEETING = "m"
    """Something about a meeting: what, meeting, and what it needs."""
    MINUTES = "mi"
    """Something about minutes: what, meeting, and what it needs."""
    PRESET = "pr"
    """A duty that the documents state: what, obligation."""
    FAQ = "k"
    """Something about the knowledge as a whole (changes, history, files): what, and what it needs."""
    WRITING = "kw"
    """A step of writing an entry: what, and what it needs."""
    MISSES = "km"
    """Missed questions and reports of wrong answers: what, and what it needs."""
    KEEPERS = "kk"
    """Admins of the knowledge: what, and what it needs."""
    CLOSE = "x"
    """Never mind: says so in place of the message; with an argument, only takes the buttons away."""


@dataclass(frozen=True, slots=True)
class Press:
    """A button's meaning."""

    verb: Verb
    args: tuple[str, ...] = ()


def encode(verb: Verb, *args: object) -> str:
    """The data of a button. Raises ValueError where it would not fit, or not come back as it was: a programming
    error."""
    data = ":".join((f"{VERSION}{verb.value}", *map(str, args)))
    if len(data.encode()) > MAX_BYTES or data.count(":") > len(args):
        raise ValueError(f"callback data of {len(data.encode())} bytes: {verb.name}")
    return data


def decode(data: str) -> Press | None:
    """The meaning of a button's data; none where it is of another version, or nonsense."""
    head, *args = data.split(":")
    if not head.startswith(VERSION):
        return None
    try:
        return Press(Verb(head[len(VERSION) :]), tuple(args))
    except ValueError:
        return None
