"""The admins of the knowledge: who they are, invitations, whether two have to agree."""

from collections.abc import Mapping

from bot.domain.keeper import KeeperEvent
from bot.services.care.keepers import Board, Opened, Ruled, Ruling
from bot.views.callbacks import Verb, encode
from bot.views.care import (
    keepers_words as words,
)
from bot.views.markup import Button, Reply, Style, Text, say
from bot.views.zones import say_at

INVITATION_LINK = "k_"
"""Deep links of invitations: ``?start=k_<pending id>``."""

BACK_ROW = ((Button(words.TO_ADMINS, encode(Verb.KEEPERS, "l")),),)


def render_board(board: Board, names: Mapping[int, str], zone: str) -> Reply:
    """The admins, with what can be done. ``names`` are those of the admins of the settings."""
    listed = {each.user_id for each in board.keepers} - set(board.settled)
    count = len(board.settled) + len(listed)
    text = Text().line(words.TITLE.format(count=count), Style.BOLD)
    for user_id in board.settled:
        closed = words.CLOSED if user_id in board.closed else ""
        text.line(words.SETTLED_LINE.format(name=names[user_id]) + closed)
    rows = [(Button(words.INVITE, encode(Verb.KEEPERS, "i")),)]
    for keeper in board.keepers:
        if keeper.user_id in listed:
            closed = words.CLOSED if keeper.user_id in board.closed else ""
            text.line(words.KEEPER_LINE.format(name=keeper.name, at=say_at(keeper.named_at, zone)) + closed)
            label = words.REMOVE.format(name=keeper.name)
            rows.append((Button(label, encode(Verb.KEEPERS, "d", keeper.user_id)),))
    text.line(words.CONSENT_IS_ON if board.consent else words.CONSENT_IS_OFF)
    if board.consent and count < 2:
        text.line(words.CONSENT_ALONE)
    if board.events:
        text.line().line(words.RECENT)
    for event in board.events:
        text.line(_event_line(event, zone))
    switch = words.CONSENT_OFF if board.consent else words.CONSENT_ON
    rows.append((Button(switch, encode(Verb.KEEPERS, "c", "0" if board.consent else "1")),))
    rows.append((Button(words.BACK, encode(Verb.FAQ, "h")),))
    return text.reply(tuple(rows))


def _event_line(event: KeeperEvent, zone: str) -> str:
    what = words.EVENTS[event.act].format(detail=event.detail)
    return words.EVENT.format(at=say_at(event.at, zone), name=event.actor_name, what=what)


def render_invitation(username: str, pending_id: str) -> Reply:
    """The link to send on."""
    link = f"https://t.me/{username}?start={INVITATION_LINK}{pending_id}"
    return say(words.INVITATION.format(link=link), BACK_ROW)


def render_guest(opened: Opened, pending_id: str) -> Reply:
    """Asks the inviter."""
    yes = Button(words.ADMIT, encode(Verb.KEEPERS, "y", pending_id))
    no = Button(words.TURN_AWAY, encode(Verb.KEEPERS, "n", pending_id))
    return say(words.ASK_ADMIT.format(name=opened.name, user_id=opened.user_id), ((yes, no),))


def render_remove(user_id: int, name: str) -> Reply:
    """Asks before somebody is removed."""
    yes = Button(words.YES, encode(Verb.KEEPERS, "dd", user_id))
    no = Button(words.NO, encode(Verb.KEEPERS, "l"))
    return say(words.ASK_REMOVE.format(name=name), ((yes, no),))


def render_ruled(ruled: Ruled) -> Reply:
    """For who decided: done, or the others are asked."""
    if ruled.done:
        alone = words.DONE_ALONE.get(ruled.ruling.decision) if ruled.alone else None
        return say(alone or say_done(ruled.ruling), BACK_ROW)
    return say(words.ASKED.format(what=say_wanted(ruled.ruling)), BACK_ROW)


def render_plea(ruled: Ruled) -> Reply:
    """Asks the other admins."""
    yes = Button(words.AGREE, encode(Verb.KEEPERS, "a", ruled.pending_id))
    no = Button(words.DISAGREE, encode(Verb.KEEPERS, "z", ruled.pending_id))
    return say(words.PLEASE_AGREE.format(by=ruled.by, what=say_wanted(ruled.ruling)), ((yes, no),))


def render_told(ruled: Ruled, user_id: int, agreed: str) -> Reply:
    """For another admin: it is so now. For whose decision it was: that somebody, by name, ``agreed``."""
    done = say_done(ruled.ruling)
    if user_id == ruled.by_id:
        return say(words.AGREED.format(name=agreed, done=done))
    return say(words.TOLD.format(by=ruled.by, done=done))


def say_done(ruling: Ruling) -> str:
    """What is so now."""
    return words.DONE[ruling.decision].format(name=ruling.name)


def say_wanted(ruling: Ruling) -> str:
    """What somebody wants."""
    return words.WANTED[ruling.decision].format(name=ruling.name)
