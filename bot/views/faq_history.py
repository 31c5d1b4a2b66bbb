"""The history of the knowledge: revisions, what each changed, what it left in dispute."""

from collections.abc import Sequence

from bot.domain.revision import Revision
from bot.services.revision_archive import Dispute, HistoryPage, Past
from bot.views import faq_words as words
from bot.views.callbacks import Verb, encode
from bot.views.faq import BACK_ROW, say_who
from bot.views.faq_diff import change_lines, name_of
from bot.views.markup import Button, Reply, Style, Text, say, utf16_length
from bot.views.zones import say_at

MOST_TEXT = 2800
"""UTF-16 units of changes that a page shows; more is a file."""

MOST_SIDE = 1500
"""Characters of each side of a conflict."""

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
    numbers = [Button(str(each.revision.number), encode(Verb.FAQ, "r", each.revision.number)) for each in page.items]
    rows = [tuple(numbers[:3]), tuple(numbers[3:])]
    turning = [] if first else [Button(words.NEWER, encode(Verb.FAQ, "hi"))]
    if page.older is not None:
        turning.append(Button(words.OLDER, encode(Verb.FAQ, "hi", page.older)))
    return text.reply(tuple(row for row in (*rows, tuple(turning), *BACK_ROW) if row))


def render_revision(past: Past, live: int, zone: str) -> Reply:
    """One revision with what it changed."""
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
    changes = revision_text(past)
    text.line()
    long = utf16_length(changes) > MOST_TEXT
    text.line(f"{_summary(past)}\n{words.LONG}" if long else changes)
    return text.reply(_rows(past, live))


def revision_text(past: Past) -> str:
    """What a revision changed, item by item."""
    if past.revision.number == 1:
        return words.FIRST
    if past.before is None or past.after is None:
        return words.UNREADABLE
    return "\n".join(change_lines(past.before, past.after, past.changes)).strip() or words.NOTHING_CHANGED


def render_conflict(disputes: Sequence[Dispute], index: int) -> Reply:
    """A conflict, with both sides."""
    if not 0 <= index < len(disputes):
        return say(words.NO_CONFLICTS, BACK_ROW)
    dispute = disputes[index]
    number = dispute.revision.number
    text = Text().line(words.CONFLICT.format(number=number, place=index + 1, count=len(disputes)), Style.BOLD)
    text.line(words.CONFLICT_ID.format(file=dispute.conflict.file, id=dispute.conflict.id))
    rows: list[tuple[Button, ...]] = []
    if dispute.settled:
        text.line(words.SAME_NOW)
    else:
        for heading, side in ((words.HERE, dispute.here), (words.THERE, dispute.there)):
            text.line().line(heading, Style.BOLD).line(cut(side.strip(), MOST_SIDE) or words.GONE, Style.CODE)
        take = Button(words.TAKE_NEW, encode(Verb.FAQ, "ct", number, index))
        rows.append((take, Button(words.KEEP_MINE, encode(Verb.FAQ, "ck", number, index))))
    turning = []
    if index:
        turning.append(Button(words.PREVIOUS, encode(Verb.FAQ, "cf", number, index - 1)))
    if index + 1 < len(disputes):
        turning.append(Button(words.NEXT, encode(Verb.FAQ, "cf", number, index + 1)))
    rows.append(tuple(turning))
    rows.append((Button(words.TO_HISTORY, encode(Verb.FAQ, "hi")),))
    return text.reply(tuple(row for row in rows if row))


def render_published(revision: Revision) -> Reply:
    """For the author: it is live, and how to undo it."""
    row = (
        Button(words.UNDO, encode(Verb.FAQ, "b", revision.number - 1)),
        Button(words.SEE_IT, encode(Verb.FAQ, "r", revision.number)),
    )
    sentence = words.PUBLISHED.format(number=revision.number)
    return say(f"{sentence}\n{cut(revision.why, 300)}", (row,))


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


def _rows(past: Past, live: int) -> tuple[tuple[Button, ...], ...]:
    revision = past.revision
    rows: list[tuple[Button, ...]] = []
    if revision.number != live:
        rows.append((Button(words.BACK_TO, encode(Verb.FAQ, "b", revision.number)),))
    if past.changes:
        rows.append((Button(words.ALL_CHANGES, encode(Verb.FAQ, "rd", revision.number)),))
    if revision.conflicts:
        label = words.SEE_CONFLICTS.format(count=len(revision.conflicts))
        rows.append((Button(label, encode(Verb.FAQ, "cf", revision.number, 0)),))
    return (*rows, (Button(words.TO_HISTORY, encode(Verb.FAQ, "hi")),))
