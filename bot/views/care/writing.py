"""Writing an entry, step by step: what is asked for next, with what exists near it."""

from collections.abc import Iterable, Sequence

from bot.services.care.locating import examples
from bot.services.care.sheets import Sheet
from bot.services.care.written import Piece, Step, WritingError, documents_in_order
from bot.services.knowledge import reference
from bot.views import words as common
from bot.views.answers import Rows, render_boundary, render_entry
from bot.views.care import (
    writing_words as words,
)
from bot.views.care.writing_buttons import What, button, in_rows, page_of, turns
from bot.views.care.writing_card import render_card, title_rows
from bot.views.care.writing_left import error_sentence
from bot.views.markup import Button, Reply, Style, Text, say
from knowledge.models import Boundary, Citation, Document, Entry, KnowledgeBase, Target

PAGE = 8
"""Provisions on one page."""

BEGINNING = 60
"""Characters of an answer that are shown beside its question."""

_OFFERED = 4
_SHORT = 14


def render_step(sheet: Sheet, base: KnowledgeBase) -> Reply:
    """What comes next; where nothing lacks, the card."""
    if sheet.step is Step.QUESTION:
        prompt = words.ASK_QUESTION if sheet.written.is_entry else words.ASK_BOUNDARY
        return Text().add(prompt).reply(force_reply=words.QUESTION_HINT)
    if sheet.step is Step.NEAREST:
        return _nearest(sheet)
    if sheet.step is Step.CITES:
        known = sheet.written.document in base.documents
        return (
            render_locators(sheet, base.documents[sheet.written.document], 0)
            if known
            else render_documents(sheet, base)
        )
    if sheet.step is Step.TITLES:
        done = button(words.TITLES_DONE, What.NONE, sheet.pending_id)
        return _headed(sheet).line(words.TITLES).reply((*title_rows(sheet, base), (done,), _aside(sheet)))
    return _answer(sheet, base) if sheet.step is Step.ANSWER else render_card(sheet, base)


def beginning_of(target: Target) -> str:
    """How an answer begins; of a boundary, that it is one."""
    if isinstance(target, Boundary):
        return words.IS_BOUNDARY
    answer = " ".join(target.answer.split())
    shown = answer if len(answer) <= BEGINNING else f"{answer[:BEGINNING]}…"
    return f"（{words.IS_DRAFT}）{shown}" if target.draft else shown


def add_near(text: Text, near: Iterable[Target]) -> None:
    """Add existing entries and boundaries with the beginnings of their answers, numbered."""
    for number, target in enumerate(near, 1):
        text.line(f"{number}. {target.question}").line(f"    {beginning_of(target)}", Style.ITALIC)


def render_look(target: Target, base: KnowledgeBase, rows: Rows) -> Reply:
    """An entry or boundary as people see it, with the buttons of whoever looks."""
    shown = render_entry(target, base, buttons=False) if isinstance(target, Entry) else render_boundary(target)
    return Reply(shown.spans, rows)


def look_rows(sheet: Sheet, target: Target) -> Rows:
    """Under one of the nearest: that it is meant, and the way back."""
    same = button(words.SAME.format(number="").strip(), What.SAME, sheet.pending_id, reference(target.id))
    return ((same,), (button(words.BACK, What.OPEN, sheet.pending_id),))


def render_documents(sheet: Sheet, base: KnowledgeBase) -> Reply:
    """Which document; in front what the nearest entries cite."""
    offered = _offered(sheet, base)
    rows = [
        (
            button(
                f"《{_short(base.documents[cite.document])}》{cite.locator}", What.CITE, sheet.pending_id, *_refs(cite)
            ),
        )
        for cite in offered
    ]
    for document in documents_in_order(base):
        label = f"{document.title}（{common.STANDING[document.standing]}）"
        rows.append((button(label, What.DOCUMENTS, sheet.pending_id, reference(document.id)),))
    text = _headed(sheet).line(words.DOCUMENTS)
    if offered:
        text.line(words.OFFERED)
    return text.reply((*rows, *_back(sheet)))


def render_locators(sheet: Sheet, document: Document, page: int) -> Reply:
    """The provisions of a document, page by page, with what each is about."""
    provisions = list(document.provisions.items())
    page, pages = page_of(page, len(provisions), PAGE)
    cited = {locator for owner, locator in sheet.written.cites if owner == document.id}
    ref = reference(document.id)
    rows = tuple(
        (
            button(
                f"{'✓ ' if locator in cited else ''}{locator} {provision.gist}".strip(),
                What.CITE,
                *(sheet.pending_id, ref, reference(locator)),
            ),
        )
        for locator, provision in provisions[page * PAGE : (page + 1) * PAGE]
    )
    other = button(words.OTHER_DOCUMENT, What.DOCUMENTS, sheet.pending_id)
    shown = "、".join(examples(document))
    text = _headed(sheet).line(words.LOCATORS.format(title=document.title, examples=shown))
    return text.reply((*rows, *turns(What.LOCATORS, (sheet.pending_id, ref), page, pages), (other,), *_back(sheet)))


def render_ask(sheet: Sheet, piece: Piece) -> Reply:
    """Asks for a part in so many words; what there is stands above, to be copied."""
    text = Text()
    now = {
        Piece.QUESTION: sheet.written.question,
        Piece.TOPIC: sheet.topic,
        Piece.ID: sheet.id,
        Piece.NOTE: sheet.written.note,
    }
    value = sheet.written.answer if piece is Piece.ANSWER else now.get(piece, "")
    if value:
        text.line(value, Style.CODE).line()
    text.add(words.ASK[piece] + (words.ASK_LINES_END if piece in {Piece.PHRASINGS, Piece.TESTS} else words.ASK_END))
    return text.reply(((button(words.BACK, What.OPEN, sheet.pending_id),),))


def render_is_it(sheet: Sheet, piece: Piece) -> Reply:
    """Asks whether what was typed late is the part that was asked for; it is kept meanwhile."""
    question = sheet.written.question or words.NO_QUESTION
    yes = button(words.IT_IS, What.HELD, sheet.pending_id, "y")
    no = button(words.IT_IS_QUESTION, What.HELD, sheet.pending_id, "q")
    if piece is Piece.QUESTION and sheet.written.question:
        yes = button(words.IT_REPLACES, What.HELD, sheet.pending_id, "y")
        return say(words.REPLACES.format(question=question), ((yes, no),))
    return say(words.IS_IT.format(question=question, part=words.PART[piece]), ((yes, no),))


def render_is_locator(sheet: Sheet, locator: str) -> Reply:
    """Asks whether what was typed for an answer, and is but a locator, is to be cited."""
    cite = button(words.IT_IS_CITE, What.HELD, sheet.pending_id, "c")
    answer = button(words.IT_IS_ANSWER, What.HELD, sheet.pending_id, "a")
    return say(words.IS_LOCATOR.format(locator=locator), ((cite, answer),))


def render_no_id(sheet: Sheet, error: WritingError) -> Reply:
    """Why an id does not do, with the one that is proposed."""
    use = button(words.USE_ID.format(id=sheet.id), What.USE_ID, sheet.pending_id)
    return say(error_sentence(error), ((use,),) if sheet.id else ())


def render_unfinished(sheets: Sequence[Sheet]) -> Reply:
    """What was begun, to go on with, and the ways to begin something new."""
    return say(words.UNFINISHED, (*unfinished_rows(sheets), new_row()))


def unfinished_rows(sheets: Sequence[Sheet]) -> Rows:
    """A button for each thing that was begun."""
    return tuple(
        (button(words.GO_ON.format(question=sheet.written.question or words.NO_QUESTION), What.OPEN, sheet.pending_id),)
        for sheet in sheets[:PAGE]
    )


def new_row() -> tuple[Button, ...]:
    """The ways to begin something new."""
    return (button(words.NEW, What.NEW, "entry"), button(words.NEW_BOUNDARY_BUTTON, What.NEW, "boundary"))


def render_which(targets: Sequence[Target]) -> Reply:
    """Which entry is to be changed."""
    text = Text().line(words.EDIT_WHICH)
    add_near(text, targets)
    buttons = [button(str(number), What.EDIT, reference(target.id)) for number, target in enumerate(targets, 1)]
    return text.reply(in_rows(buttons, 4))


def _nearest(sheet: Sheet) -> Reply:
    text = _headed(sheet).line(words.NEAREST)
    add_near(text, sheet.near)
    text.line(words.NEAREST_ASK)
    rows = [
        (
            button(words.SAME.format(number=number), What.SAME, sheet.pending_id, reference(target.id)),
            button(words.LOOK.format(number=number), What.LOOK, sheet.pending_id, reference(target.id)),
        )
        for number, target in enumerate(sheet.near, 1)
    ]
    return text.reply((*rows, (button(words.NONE, What.NONE, sheet.pending_id),), _aside(sheet)))


def _answer(sheet: Sheet, base: KnowledgeBase) -> Reply:
    cites = "、".join(f"《{base.documents[document].title}》{locator}" for document, locator in sheet.written.cites)
    text = _headed(sheet).line(words.CHOSEN.format(cites=cites)).line(words.ASK_ANSWER)
    return text.reply(((button(words.MORE_CITES, What.DOCUMENTS, sheet.pending_id),),))


def _aside(sheet: Sheet) -> tuple[Button, ...]:
    return (button(words.ASIDE, What.ASIDE, sheet.pending_id),)


def _headed(sheet: Sheet) -> Text:
    return Text().line(sheet.written.question, Style.BOLD)


def _offered(sheet: Sheet, base: KnowledgeBase) -> list[Citation]:
    """The first citations of the nearest entries, those of documents in force first; none that is chosen already."""
    found: dict[tuple[str, str], Citation] = {}
    for target in sheet.near:
        for cite in target.cites[:2] if isinstance(target, Entry) else ():
            if (cite.document, cite.locator) not in sheet.written.cites:
                found.setdefault((cite.document, cite.locator), cite)
    return list(found.values())[:_OFFERED]


def _refs(cite: Citation) -> tuple[str, str]:
    return reference(cite.document), reference(cite.locator)


def _short(document: Document) -> str:
    return document.title if len(document.title) <= _SHORT else f"{document.title[:_SHORT]}…"


def _back(sheet: Sheet) -> Rows:
    """The way back, where there is a card or an answer prompt to go back to."""
    return ((button(words.BACK, What.OPEN, sheet.pending_id),),) if sheet.written.cites else ()
