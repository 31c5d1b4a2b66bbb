"""Rosters: the card, the pages of leaders, and what is asked in private."""

from collections.abc import Sequence
from enum import StrEnum

from bot.domain.roster import Member, Standing
from bot.services.rosters import Added, Joined
from bot.views import roster_words as words
from bot.views.callbacks import Verb, encode
from bot.views.markup import Button, Reply, Style, Text, say
from bot.views.settings import Whose, name_of_group

MOST_SHOWN = 60
"""Names on the card."""

PAGE = 10
"""People on a page."""

MOST_ROSTERS = 20
"""Rosters that one can leave from a private message."""

MOST_SAID = 20
"""Names in a sentence about what was added."""

MAX_TOASTED = 30
"""Characters of a name in a toast."""

Row = tuple[Button, ...]


class What(StrEnum):
    """What a button of a roster does. All are followed by the chat."""

    CARD = "o"
    JOIN = "j"
    LEAVE = "l"
    MANAGE = "m"
    """Open the pages of leaders; in a group in a message of their own."""
    PAGE = "p"
    """A page of people: page."""
    PERSON = "u"
    """Somebody's page: member."""
    REMOVE = "x"
    """Ask whether to take somebody off: member."""
    REMOVE_NOW = "xy"
    EXCUSE = "e"
    """Away for long or not: member, 1 or 0."""
    STANDING = "s"
    """What somebody is: member, standing."""
    ADD = "a"
    """Ask for names."""
    ADD_PERSON = "n"
    """Put the person on that is replied to: user."""
    TELL_STANDING = "w"
    """What one is oneself: member, standing."""
    LEAVE_PRIVATELY = "q"
    """Leave, from the list of the rosters that one is on."""


STANDINGS = {"f": Standing.FORMAL, "p": Standing.PROBATIONARY, "0": None}
"""Standings as they stand in buttons."""


# ---- the card


def render_roster(whose: Whose, members: Sequence[Member]) -> Reply:
    """The card: who is on the roster, with the ways to join and to leave."""
    text = Text().line(_heading(whose, len(members)), Style.BOLD)
    counts = _counts(members)
    if counts:
        text.line(counts)
    text.line(_listed(members) if members else words.CARD_EMPTY)
    if not whose.private:
        text.line().line(words.CARD_HOW)
    rows: list[Row] = [(_button(words.JOIN, What.JOIN, whose), _button(words.LEAVE, What.LEAVE, whose))]
    rows.append((_button(words.MANAGE, What.MANAGE, whose),))
    return text.reply(tuple(rows))


def _heading(whose: Whose, count: int) -> str:
    if not whose.private:
        return words.CARD.format(count=count)
    return words.CARD_OF.format(title=whose.name, count=count)


def _counts(members: Sequence[Member]) -> str:
    """How many are formal or probationary, as far as is known, and how many are away."""
    counts = [
        words.COUNTS.format(standing=name, count=sum(member.standing is standing for member in members))
        for standing, name in words.STANDINGS.items()
        if any(member.standing is standing for member in members)
    ]
    away = sum(member.excused for member in members)
    return "，".join([*counts, words.AWAY_COUNT.format(count=away)] if away else counts)


def _listed(members: Sequence[Member]) -> str:
    said = "、".join(_marked(member) for member in members[:MOST_SHOWN])
    return said + words.NAMES_MORE.format(count=len(members)) if len(members) > MOST_SHOWN else said


def _marked(member: Member) -> str:
    """A name with what sets it apart."""
    marks = [words.AWAY] if member.excused else []
    if member.standing is not None:
        marks.append(words.STANDINGS[member.standing])
    return words.MARKED.format(name=member.name, marks="，".join(marks)) if marks else member.name


def render_only_leaders_add(chat_id: int) -> Reply:
    """A member wrote names: leaders add others, and oneself one puts on by a button."""
    row = (Button(words.JOIN, encode(Verb.ROSTER, What.JOIN.value, chat_id)),)
    return say(words.ONLY_LEADERS_ADD, (row,))


def say_joined(joined: Joined) -> str:
    """What came of joining, for a toast."""
    if joined.new:
        return words.JOINED_MERGED if joined.merged else words.JOINED
    if joined.renamed:
        return words.JOINED_RENAMED.format(name=joined.member.name[:MAX_TOASTED])
    return words.JOINED_ALREADY


# ---- the pages of leaders


def render_people(whose: Whose, members: Sequence[Member], page: int) -> Reply:
    """A page of people, each with a button."""
    last = max(len(members) - 1, 0) // PAGE
    page = min(max(page, 0), last)
    shown = members[page * PAGE : (page + 1) * PAGE]
    buttons = [_button(_marked(member), What.PERSON, whose, member.id) for member in shown]
    rows = [tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2)]
    if last:
        turns = [_button(words.PREVIOUS_PAGE, What.PAGE, whose, page - 1)] if page else []
        rows.append(tuple(turns + ([_button(words.NEXT_PAGE, What.PAGE, whose, page + 1)] if page < last else [])))
    rows.append((_button(words.ADD, What.ADD, whose), _button(words.BACK_TO_CARD, What.CARD, whose)))
    rows.append((Button(words.CLOSE, encode(Verb.CLOSE, "keep")),))
    said = words.MANAGING.format(count=len(members)) if members else words.MANAGING_EMPTY
    return say(said, tuple(rows))


def render_person(whose: Whose, member: Member, page: int, *, asks_standing: bool, gone: bool = False) -> Reply:
    """Somebody's page. ``page`` is the one of the list that they are on; ``gone``, they left the group."""
    text = Text().line(member.name, Style.BOLD)
    if asks_standing or member.standing is not None:
        text.line(words.PERSON_STANDING.format(standing=_say_standing(member.standing)))
    if member.excused:
        text.line(words.PERSON_AWAY)
    if gone:
        text.line(words.PERSON_GONE)
    if member.user_id is None:
        text.line(words.PERSON_NO_TELEGRAM)
    rows: list[Row] = []
    if asks_standing or member.standing is not None:
        rows.append(tuple(_standing(whose, member, key) for key in STANDINGS))
    label = words.RETURN if member.excused else words.EXCUSE
    rows.append((_button(label, What.EXCUSE, whose, member.id, int(not member.excused)),))
    rows.append((_button(words.REMOVE, What.REMOVE, whose, member.id), _button(words.BACK, What.PAGE, whose, page)))
    return text.reply(tuple(rows))


def render_remove(whose: Whose, member: Member) -> Reply:
    """Asks once more before somebody is taken off."""
    yes = _button(words.REMOVE_NOW, What.REMOVE_NOW, whose, member.id)
    return say(words.REMOVE_ASK.format(name=member.name), ((yes, _button(words.BACK, What.PERSON, whose, member.id)),))


def _standing(whose: Whose, member: Member, key: str) -> Button:
    label = _say_standing(STANDINGS[key])
    label = words.CHECKED.format(label=label) if member.standing is STANDINGS[key] else label
    return _button(label, What.STANDING, whose, member.id, key)


def _say_standing(standing: Standing | None) -> str:
    return words.STANDINGS[standing] if standing is not None else words.STANDING_UNKNOWN


def _button(label: str, what: What, whose: Whose, *args: object) -> Button:
    return Button(label, encode(Verb.ROSTER, what.value, whose.chat_id, *args))


# ---- adding


def render_ask_names() -> Reply:
    """Asks for names."""
    return Text().add(words.ASK_NAMES).reply(force_reply=words.NAMES_HINT)


def render_no_names() -> Reply:
    """There was no name; asks again."""
    return Text().add(words.NAMES_NONE).reply(force_reply=words.NAMES_HINT)


def render_added(whose: Whose, added: Added) -> Reply:
    """What came of names, and the way on."""
    lines = [words.ADDED.format(count=len(added.added), names=_some(added.added))] if added.added else []
    for template, names in (
        (words.ADDED_KNOWN, added.known),
        (words.ADDED_TOO_LONG, added.too_long),
        (words.ADDED_NO_ROOM, added.no_room),
    ):
        if names:
            lines.append(template.format(names=_some(names)))
    row = (_button(words.ADD, What.ADD, whose), _button(words.MANAGE, What.PAGE, whose, 0))
    return say("\n".join(lines), (row,))


def _some(names: Sequence[str]) -> str:
    said = "、".join(name[:MAX_TOASTED] for name in names[:MOST_SAID])
    return said + words.NAMES_MORE.format(count=len(names)) if len(names) > MOST_SAID else said


def render_add_person(chat_id: int, user_id: int, name: str) -> Reply:
    """Asks before somebody whose message was replied to is put on the roster."""
    yes = Button(words.ADD_YES, encode(Verb.ROSTER, What.ADD_PERSON.value, chat_id, user_id))
    return say(words.ADD_ASK.format(name=name), ((yes, Button(words.ADD_NO, encode(Verb.CLOSE))),))


def say_added(joined: Joined) -> str:
    """What came of it."""
    if not joined.new:
        return words.ADD_ALREADY.format(name=joined.member.name)
    return (words.ADD_MERGED if joined.merged else words.ADD_DONE).format(name=joined.member.name)


# ---- in private


def render_ask_standing(member: Member, title: str) -> Reply:
    """Asks somebody who joined what they are."""
    labels = {key: words.STANDINGS[each] if each else words.SKIP_STANDING for key, each in STANDINGS.items()}
    data = (What.TELL_STANDING.value, member.chat_id, member.id)
    row = tuple(Button(label, encode(Verb.ROSTER, *data, key)) for key, label in labels.items())
    return say(words.ASK_STANDING.format(title=name_of_group(member.chat_id, title)), (row,))


def render_told_standing(standing: Standing | None) -> Reply:
    """What they said."""
    if standing is None:
        return say(words.SKIPPED_STANDING)
    return say(words.TOLD_STANDING.format(standing=words.STANDINGS[standing]))


def with_own_rosters(text: str, members: Sequence[Member], titles: Sequence[str]) -> Reply:
    """A text, and after it a button for each roster that somebody is on, with the titles of its groups."""
    if not members:
        return say(text)
    shown = list(zip(members, titles, strict=False))[:MOST_ROSTERS]
    lines = [text, "", words.YOUR_ROSTERS.format(count=len(members))]
    if len(members) > len(shown):
        lines.append(words.MORE_ROSTERS.format(count=len(members) - len(shown)))
    rows = [
        (
            Button(
                words.LEAVE_ONE.format(title=name_of_group(member.chat_id, title)),
                encode(Verb.ROSTER, What.LEAVE_PRIVATELY.value, member.chat_id),
            ),
        )
        for member, title in shown
    ]
    return say("\n".join(lines), tuple(rows))
