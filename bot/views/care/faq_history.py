"""The history of the knowledge: revisions, what each changed, what it left in dispute."""

import textwrap
from collections.abc import Sequence

from bot.domain.revision import Revision
from bot.services.care.revision_archive import Dispute, HistoryPage, Past
from bot.views.callbacks import Verb, encode
from bot.views.care import (
    faq_words as words,
)
from bot.views.care.faq import BACK_ROW, say_who
from bot.views.care.faq_diff import Sides, change_lines, indented, name_of
from bot.views.care.faq_naming import Names
from bot.views.care.faq_sides import add_sides, title_in
from bot.views.markup import Button, Reply, Style, Text, say, utf16_length
from bot.views.zones import say_at

MOST_TEXT = 2800
"""UTF-16 units of changes that a page shows; more is a file."""

MOST_SIDES = 2600
"""UTF-16 units of both sides of a conflict."""

HISTORY_ROW = ((Button(words.TO_HISTORY, encode(Verb.FAQ, "hi")),),)

_SIDES = Sides(words.CONFLICT_WAS, words.CONFLICT_IS, words.CONFLICT_PLUS, words.CONFLICT_MINUS)

_WHY = 120


def render_history(page: HistoryPage, zone: str, *, first: bool) -> Reply:
    """A page of the history."""
    text = Text().line(words.HISTORY_TITLE, Style.BOLD)
    for past in page.items:
        revision = past.revision
        mark = words.LIVE if revision.number == page.live else ""
        text.line().line(words.HISTORY_LINE.format(number=revision.number, at=say_at(revision.at, zone)) + mark)
        text.line(words.HISTORY_WHAT.format(who=say_who(revision), why=cut(revision.why, _WHY)))
        if revision.number > 1:
            text.line(_summary(past))
        if revision.conflicts:
            text.line(words.CONFLICTS_IN.format(count=len(revision.conflicts)))
    numbers = [Button(str(each.revision.number), encode(Verb.FAQ, "r", each.revision.number)) for each in page.items]
    rows = [tuple(numbers[:3]), tuple(numbers[3:])]
    turning = [] if first else [Button(words.NEWER, encode(Verb.FAQ, "hi"))]
    if page.older is not None:
        turning.append(Button(words.OLDER, encode(Verb.FAQ, "hi", page.older)))
    return text.reply(tuple(row for row in (*rows, tuple(turning), *BACK_ROW) if row))


def render_revision(past: Past, live: int, zone: str, undecided: Sequence[Dispute] = ()) -> Reply:
    """One revision with what it changed, and what of it is still to be decided."""
    revision = past.revision
    mark = words.LIVE if revision.number == live else ""
    text = Text().line(words.REVISION.format(number=revision.number) + mark, Style.BOLD)
    text.line(f"{say_at(revision.at, zone)}，{say_who(revision)}")
    text.line(cut(revision.why, 300))
    if revision.restores is not None:
        text.line(words.RESTORED.format(number=revision.restores))
    if revision.consented_by is not None:
        text.line(words.CONSENTED)
    if revision.conflicts:
        text.line(words.CONFLICTS_IN.format(count=len(revision.conflicts)))
    if undecided:
        text.line(words.OPEN_CONFLICTS.format(count=len(undecided)))
    changes = revision_text(past)
    text.line()
    long = utf16_length(changes) > MOST_TEXT
    text.line(f"{_summary(past)}\n{words.LONG}" if long else changes)
    return text.reply(_rows(past, live, undecided))


def revision_text(past: Past, *, whole: bool = False) -> str:
    """What a revision changed, item by item; ``whole`` for a file."""
    if past.revision.number == 1:
        return words.FIRST
    if past.before is None or past.after is None:
        return words.UNREADABLE
    lines = change_lines(past.before, past.after, past.changes, ids=whole)
    return "\n".join(indented(lines) if whole else lines).strip() or words.NOTHING_CHANGED


def render_conflict(undecided: Sequence[Dispute], dispute: Dispute) -> Reply:
    """A conflict, with what differs; ``undecided`` are those of its revision, it among them."""
    number, index = dispute.revision.number, dispute.index
    conflict = dispute.conflict
    text = Text().line(words.CONFLICT.format(number=number, count=len(undecided)), Style.BOLD)
    section = words.SECTIONS.get(conflict.section, words.CONFLICT_FILE.format(file=conflict.file))
    text.line(words.CONFLICT_OF.format(section=section, name=say_item(dispute)), Style.BOLD).line()
    add_sides(text, dispute.here, dispute.there, _SIDES, Names(), most=MOST_SIDES)
    take = Button(words.TAKE_NEW, encode(Verb.FAQ, "ct", number, index))
    rows: list[tuple[Button, ...]] = [(take, Button(words.KEEP_MINE, encode(Verb.FAQ, "ck", number, index)))]
    if len(undecided) > 1:
        place = list(undecided).index(dispute)
        turns = ((words.PREVIOUS, undecided[place - 1]), (words.NEXT, undecided[(place + 1) % len(undecided)]))
        rows.append(tuple(Button(label, encode(Verb.FAQ, "cf", number, each.index)) for label, each in turns))
    rows.append((Button(words.WHOLE_ITEM, encode(Verb.FAQ, "cd", number, index)),))
    return text.reply((*rows, *HISTORY_ROW))


def render_decided(left: Sequence[Dispute]) -> Reply:
    """Nothing of a revision is to be decided any more; the way to what is ``left`` of others."""
    return say(words.ALL_DECIDED if not left else words.NO_CONFLICTS, (*decide_rows(left), *HISTORY_ROW))


def decide_rows(undecided: Sequence[Dispute]) -> tuple[tuple[Button, ...], ...]:
    """The way to what is to be decided; none where nothing is."""
    if not undecided:
        return ()
    first = undecided[0]
    label = words.DECIDE.format(count=len(undecided))
    return ((Button(label, encode(Verb.FAQ, "cf", first.revision.number, first.index)),),)


def say_item(dispute: Dispute) -> str:
    """What a person knows the item of a conflict by."""
    return title_in(dispute.here, dispute.there) or dispute.conflict.id


def sides_text(dispute: Dispute) -> str:
    """Both sides in full, for a file."""
    here, there = (textwrap.dedent(side).strip() or words.GONE for side in (dispute.here, dispute.there))
    return words.SIDES_TEXT.format(here=here, there=there)


def render_published(revision: Revision, undecided: tuple[tuple[Button, ...], ...] = (), *, agreed: str = "") -> Reply:
    """For the author: it is live, and how to undo it; with who ``agreed``, and what is still to be decided."""
    row = (
        Button(words.UNDO, encode(Verb.FAQ, "b", revision.number - 1)),
        Button(words.SEE_IT, encode(Verb.FAQ, "r", revision.number)),
    )
    sentence = words.PUBLISHED.format(number=revision.number)
    first = words.AGREED.format(name=agreed) if agreed else ""
    return say(f"{first}{sentence}\n{cut(revision.why, 300)}", (*undecided, row))


def render_told(past: Past) -> Reply:
    """For the other admins: who published what."""
    revision = past.revision
    row = (
        Button(words.SEE_IT, encode(Verb.FAQ, "r", revision.number)),
        Button(words.UNDO, encode(Verb.FAQ, "b", revision.number - 1)),
    )
    told = words.TOLD.format(name=revision.author_name, number=revision.number, why=cut(revision.why, _WHY))
    return say(f"{told}\n{_summary(past)}", (row,))


def cut(text: str, most: int) -> str:
    """A text of at most so many characters."""
    return text if len(text) <= most else text[: most - len(words.CUT)] + words.CUT


def _summary(past: Past) -> str:
    changes = past.changes
    if past.revision.number > 1 and (past.before is None or past.after is None):
        return words.UNREADABLE
    if not changes:
        return words.NOTHING_CHANGED
    counts = {"added": len(changes.added), "changed": len(changes.changed), "removed": len(changes.removed)}
    parts = [(part, past.after) for part in (*changes.added, *changes.changed)]
    parts += [(part, past.before) for part in changes.removed]
    named = "；".join(cut(name_of(base, part), 30) for part, base in parts[:3])
    more = words.MORE.format(count=len(parts)) if len(parts) > 3 else ""
    return f"{words.CHANGE_COUNTS.format(**counts)}：{named}{more}"


def _rows(past: Past, live: int, undecided: Sequence[Dispute]) -> tuple[tuple[Button, ...], ...]:
    revision = past.revision
    rows: list[tuple[Button, ...]] = []
    if revision.number != live:
        rows.append((Button(words.BACK_TO, encode(Verb.FAQ, "b", revision.number)),))
    if past.changes:
        rows.append((Button(words.ALL_CHANGES, encode(Verb.FAQ, "rd", revision.number)),))
    return (*rows, *decide_rows(undecided), *HISTORY_ROW)
