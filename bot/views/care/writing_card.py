"""The card of what is written: everything as it will be seen, with a button for each part; and the pages of parts."""

from bot.services.care.attaching import AGAIN, Attachable, Attaching
from bot.services.care.sheets import Sheet
from bot.services.care.written import Piece, every_target
from bot.services.knowledge import reference
from bot.views import words as common
from bot.views.answers import Rows, add_citations
from bot.views.care import (
    writing_words as words,
)
from bot.views.care.writing_buttons import What, button, in_rows, page_of, turns
from bot.views.markup import Button, Reply, Style, Text, say
from knowledge.models import Citation, KnowledgeBase

PAGE = 8
"""Lines on the page of a part."""

SHOWN = 3
"""Phrasings that are shown on the card."""

_TOPICS = 12


def render_card(sheet: Sheet, base: KnowledgeBase, *, goes_on: Piece | None = None) -> Reply:
    """Everything as it will be seen. ``goes_on``: the part behind which the next messages are taken in."""
    written = sheet.written
    text = Text().line(_state(sheet), Style.ITALIC).line().line(written.question, Style.BOLD)
    if written.is_entry:
        text.line(written.answer).line()
        cites = [Citation(document=document, locator=locator) for document, locator in written.cites]
        add_citations(text, [cite for cite in cites if cite.document in base.documents], base)
    else:
        text.line(common.UNSETTLED).line(written.note)
        if written.look_into:
            text.line(common.LOOK_INTO + "、".join(f"《{title}》" for title in written.look_into))
    text.line()
    _add_rest(text, sheet)
    if goes_on is not None:
        minutes = words.MINUTES_MORE[goes_on is Piece.ANSWER]
        text.line().line(words.GOES_ON.format(part=words.PART[goes_on], minutes=minutes), Style.ITALIC)
    return text.reply(_rows(sheet))


def render_part(sheet: Sheet, piece: Piece, base: KnowledgeBase, page: int) -> Reply:
    """The page of a part that is a list: what is in it, to be taken out, and what may be put in."""
    text = Text().line(words.LIST[piece])
    back = (button(words.BACK, What.OPEN, sheet.pending_id),)
    if piece is Piece.TITLES:
        return text.reply((*title_rows(sheet, base), back))
    if piece is Piece.RELATED:
        return _related(text, sheet, base, page)
    if piece is Piece.TOPIC:
        own = (button(words.OWN_WORDS, What.ASK, sheet.pending_id, piece.value),)
        away = back if sheet.topic else (button(words.ASIDE, What.ASIDE, sheet.pending_id),)  # no card to go back to
        return text.reply((*_topic_rows(sheet, base), own, away))
    if piece is Piece.CITES:
        more = (button(words.MORE_CITES, What.DOCUMENTS, sheet.pending_id),)
        return text.reply((*_cite_rows(sheet, base), more, back))
    lines = sheet.written.lines(piece)[::-1]
    page, pages = page_of(page, len(lines), PAGE)
    rows = tuple(
        (button(f"✕ {line}", What.REMOVE, sheet.pending_id, piece.value, reference(line), page),)
        for line in lines[page * PAGE : (page + 1) * PAGE]
    )
    add = (button(words.ADD_LINES, What.ASK, sheet.pending_id, piece.value),)
    return text.reply((*rows, *turns(What.PART, (sheet.pending_id, piece.value), page, pages), add, back))


def title_rows(sheet: Sheet, base: KnowledgeBase) -> Rows:
    """The titles that people may be told to look into, those that are chosen marked."""
    return tuple(
        (_switch(title, title in sheet.written.look_into, sheet, Piece.TITLES, reference(title)),)
        for title in base.titles
    )


def render_drop(sheet: Sheet) -> Reply:
    """Asks before throwing a draft away."""
    yes = button(words.YES_DROP, What.DROP, sheet.pending_id, "y")
    return say(words.DROP_ASK, ((yes, button(words.NO, What.OPEN, sheet.pending_id)),))


def render_delete(sheet: Sheet) -> Reply:
    """Asks before taking out what exists."""
    yes = button(words.DELETE_YES, What.DELETE, sheet.pending_id, "y")
    no = button(words.BACK, What.OPEN, sheet.pending_id)
    return say(words.DELETE_ASK.format(question=sheet.written.question), ((yes, no),))


def render_texts(attaching: Attaching, page: int) -> Reply:
    """The texts that become phrasings, each to be taken out; those that cannot are said to be so."""
    text = Text().line(words.TEXTS.format(question=attaching.target.question))
    for each in attaching.texts:
        if not each.usable:
            text.line(f"· {each.text[:40]}{_why_not(each)}")
    usable = [each for each in attaching.texts if each.usable]
    page, pages = page_of(page, len(usable), PAGE)
    rows = tuple((_text_button(attaching, each, page),) for each in usable[page * PAGE : (page + 1) * PAGE])
    check = button(words.TEXTS_CHECK.format(count=len(attaching.chosen)), What.TEXTS_CHECK, attaching.pending_id)
    drop = button(words.DROP, What.TEXTS_DROP, attaching.pending_id)
    return text.reply((*rows, *turns(What.TEXTS, (attaching.pending_id,), page, pages), (check,), (drop,)))


def _state(sheet: Sheet) -> str:
    if sheet.written.target:
        return words.CHANGED
    return words.NEW_ENTRY if sheet.written.is_entry else words.NEW_BOUNDARY


def _add_rest(text: Text, sheet: Sheet) -> None:
    written = sheet.written
    text.line(words.ID.format(id=sheet.id) + ("" if written.id else words.PROPOSED))
    text.line(words.TOPIC.format(topic=sheet.topic) + ("" if written.topic else words.PROPOSED))
    if written.phrasings:
        text.line(words.PHRASINGS.format(count=len(written.phrasings)))
        for line in written.phrasings[::-1][:SHOWN]:
            text.line(f"· {line}")
        if len(written.phrasings) > SHOWN:
            text.line(words.MORE.format(count=len(written.phrasings) - SHOWN))
    else:
        text.line(words.NO_PHRASINGS)
    for count, said in ((len(written.tests), words.TESTS), (len(written.related), words.RELATED)):
        if count:
            text.line(said.format(count=count))
    if written.draft:
        text.line(words.DRAFT_ON, Style.BOLD)
    if written.settles:
        text.line(words.SETTLES.format(count=len(written.settles)))


def _rows(sheet: Sheet) -> Rows:
    written, id_ = sheet.written, sheet.pending_id
    parts = (
        [Piece.QUESTION, Piece.ANSWER, Piece.CITES] if written.is_entry else [Piece.QUESTION, Piece.NOTE, Piece.TITLES]
    )
    parts += [Piece.PHRASINGS, Piece.TOPIC, *([] if written.target else [Piece.ID]), Piece.TESTS]
    parts += [Piece.RELATED] if written.is_entry else []
    typed = {Piece.QUESTION, Piece.ANSWER, Piece.NOTE, Piece.ID}
    buttons = [button(words.PART[part], What.ASK if part in typed else What.PART, id_, part.value) for part in parts]
    if written.is_entry:
        buttons.append(button(words.NO_DRAFT if written.draft else words.MAKE_DRAFT, What.DRAFT, id_))
    check = button(words.CHECK, What.CHECK, id_)
    end = [button(words.ASIDE, What.ASIDE, id_), button(words.DROP, What.DROP, id_)]
    if written.target:
        end.append(button(words.DELETE, What.DELETE, id_))
    return (*in_rows(buttons, 3), (check,), *in_rows(end, 3))


def _switch(label: str, on: bool, sheet: Sheet, piece: Piece, *args: object) -> Button:
    return button(f"{'✓ ' if on else ''}{label}", What.TOGGLE, sheet.pending_id, piece.value, *args)


def _related(text: Text, sheet: Sheet, base: KnowledgeBase, page: int) -> Reply:
    """Entries to choose from, page by page: those chosen, found, near, of the same topic."""
    chosen = sheet.written.related
    near = [target.id for target in (*sheet.found, *sheet.near)]
    same = [entry.id for entry in base.topics.get(sheet.topic, ())]
    ids = [id_ for id_ in dict.fromkeys((*chosen, *near, *same)) if base.entry(id_) and id_ != sheet.written.target]
    page, pages = page_of(page, len(ids), PAGE)
    questions = {target.id: target.question for target in every_target(base).values()}
    rows = tuple(
        (_switch(questions[id_], id_ in chosen, sheet, Piece.RELATED, reference(id_), page),)
        for id_ in ids[page * PAGE : (page + 1) * PAGE]
    )
    piece = Piece.RELATED.value
    search = (button(words.SEARCH_RELATED, What.ASK, sheet.pending_id, piece),)
    back = (button(words.BACK, What.OPEN, sheet.pending_id),)
    if sheet.written.searched and not sheet.found:
        text.line(words.NOTHING_FOUND.format(words=sheet.written.searched))
    return text.reply((*rows, *turns(What.PART, (sheet.pending_id, piece), page, pages), search, back))


def _topic_rows(sheet: Sheet, base: KnowledgeBase) -> Rows:
    """Topics: of the nearest first, then of the document."""
    document = sheet.written.cites[0][0] if sheet.written.cites else ""
    own = [entry.topic for entry in base.entries if entry.cites[0].document == document]
    if not sheet.written.is_entry:
        own = [boundary.topic for boundary in base.boundaries]
    topics = list(dict.fromkeys((sheet.topic, *[target.topic for target in sheet.near], *own)))
    buttons = [
        button(f"{'✓ ' if topic == sheet.topic else ''}{topic}", What.TOPIC, sheet.pending_id, reference(topic))
        for topic in topics[:_TOPICS]
        if topic
    ]
    return in_rows(buttons, 2)


def _cite_rows(sheet: Sheet, base: KnowledgeBase) -> Rows:
    return tuple(
        (
            button(
                f"✕ 《{base.documents[document].title if document in base.documents else document}》{locator}",
                What.CITE,
                *(sheet.pending_id, reference(document), reference(locator), "s"),
            ),
        )
        for document, locator in sheet.written.cites
    )


def _text_button(attaching: Attaching, each: Attachable, page: int) -> Button:
    mark = "✓" if each.chosen else "○"
    return button(f"{mark} {each.text}", What.TEXT, attaching.pending_id, reference(each.text), page)


def _why_not(each: Attachable) -> str:
    if each.too_long:
        return words.TEXT_TOO_LONG
    return words.TEXT_AGAIN if each.stands_under == AGAIN else words.TEXT_THERE
