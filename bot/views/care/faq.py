"""/faq: the page of the knowledge, what a search found, the files."""

from collections.abc import Sequence

from bot.domain.revision import Revision
from bot.services.care.revision_archive import Overview
from bot.services.knowledge import reference
from bot.views.callbacks import Verb, encode
from bot.views.care import (
    faq_words as words,
)
from bot.views.markup import Button, Reply, Style, Text, say
from bot.views.zones import say_at
from knowledge.models import Boundary, Entry, Target

BACK_ROW = ((Button(words.BACK, encode(Verb.FAQ, "h")),),)

Rows = tuple[tuple[Button, ...], ...]

MOST_FILES = 40
"""Files that get a button of their own."""


def render_home(overview: Overview, zone: str, sentence: str = "", undecided: Rows = ()) -> Reply:
    """What is live, and the ways from there; with a sentence before it, and the way to what is still to be decided."""
    text = Text()
    if sentence:
        text.line(sentence).line()
    revision, base = overview.revision, overview.base
    text.line(words.HOME.format(number=revision.number), Style.BOLD)
    text.line(words.HOME_FROM.format(at=say_at(revision.at, zone), who=say_who(revision)))
    drafts = len(base.entries) - len(base.live_entries)
    counts = {"entries": len(base.live_entries), "boundaries": len(base.boundaries), "documents": len(base.documents)}
    text.line(words.HOME_COUNTS.format(**counts) + (words.HOME_DRAFTS.format(count=drafts) if drafts else ""))
    if undecided:
        text.line(words.UNDECIDED)
    text.line().line(words.HOME_HOW).line(words.HOME_MORE)
    return text.reply(
        (
            *undecided,
            (
                Button(words.NEW, encode(Verb.WRITING, "n")),
                Button(words.MISSES, encode(Verb.MISSES, "l")),
            ),
            (
                Button(words.HISTORY, encode(Verb.FAQ, "hi")),
                Button(words.EXPORT, encode(Verb.FAQ, "x")),
                Button(words.ADMINS, encode(Verb.KEEPERS, "l")),
            ),
        )
    )


def say_who(revision: Revision) -> str:
    """Who published a revision, and where it comes from."""
    origin = words.ORIGIN[revision.origin]
    return words.WHO_AND_ORIGIN.format(name=revision.author_name, origin=origin) if revision.author_name else origin


def render_found(searched: str, targets: Sequence[Target]) -> Reply:
    """Entries and boundaries that a search found, each with its buttons."""
    shown = searched if len(searched) <= 60 else f"{searched[:59]}…"
    if not targets:
        return say(words.FOUND_NOTHING.format(words=shown), BACK_ROW)
    text = Text().line(words.FOUND.format(words=shown), Style.BOLD)
    rows = []
    for place, target in enumerate(targets, 1):
        text.line(words.FOUND_LINE.format(place=place, question=target.question))
        text.line(words.FOUND_ID.format(id=target.id, mark=_mark(target)), Style.ITALIC)
        rows.append(_target_row(place, target))
    return text.reply((*rows, *BACK_ROW))


def _mark(target: Target) -> str:
    if isinstance(target, Boundary):
        return words.MARK_BOUNDARY
    return words.MARK_DRAFT if target.draft else ""


def _target_row(place: int, target: Target) -> tuple[Button, ...]:
    edit = Button(words.EDIT.format(place=place), encode(Verb.WRITING, "e", reference(target.id)))
    if isinstance(target, Entry) and not target.draft:
        return Button(words.SEE.format(place=place), encode(Verb.SHOW, reference(target.id), "k")), edit
    return (edit,)


def render_files(number: int, names: Sequence[str]) -> Reply:
    """A button for each file, and one for all of them."""
    rows = [(Button(name, encode(Verb.FAQ, "xf", reference(name))),) for name in sorted(names)[:MOST_FILES]]
    rows.append((Button(words.ALL_FILES, encode(Verb.FAQ, "xz")),))
    return say(words.FILES.format(number=number), (*rows, *BACK_ROW))


def file_name(name: str) -> str:
    """What a file of the base is called as a document: ``faq-group-rules-2019.yaml``."""
    return name.replace("/", "-")
