"""Decisions as replies."""

from collections.abc import Iterable, Sequence

from bot.domain.dialogue import Turn
from bot.services.knowledge import reference
from bot.views import words
from bot.views.callbacks import Verb, encode
from bot.views.markup import Button, Reply, Style, Text, say
from intents.decide import Answer, Decision, Disambiguation, Fallback, SmallTalk, Wish
from knowledge.models import Boundary, Citation, Document, Entry, Guide, KnowledgeBase, Standing

MAX_RELATED = 3
Rows = tuple[tuple[Button, ...], ...]

TOPICS_ROW: Rows = ((Button(words.SEE_TOPICS, encode(Verb.TOPICS)),),)
"""A way on, where there is no answer."""


def render_decision(decision: Decision, turn: Turn, base: KnowledgeBase) -> Reply:
    """What is said to a question."""
    if isinstance(decision, Answer):
        return render_entry(decision.entry, base)
    if isinstance(decision, Disambiguation):
        return render_choices(words.CHOOSE if len(decision.choices) > 1 else words.CHOOSE_ONE, decision.choices, turn)
    if isinstance(decision, Wish):
        return say(words.WISH_IN_EDIT)
    return say(decision.reply) if isinstance(decision, SmallTalk) else render_fallback(decision)


def render_entry(entry: Entry, base: KnowledgeBase, buttons: bool = True) -> Reply:
    """An answer with its title, citations and standing; related questions as buttons."""
    text = Text().line(entry.question, Style.BOLD).line(entry.answer).line()
    add_citations(text, entry.cites, base)
    return text.reply(_entry_buttons(entry, base) if buttons else ())


def add_citations(text: Text, cites: Iterable[Citation], base: KnowledgeBase) -> None:
    """Add where something stands: title with link, locators, standing and scope, document by document."""
    for document, found in _by_document(cites, base):
        _add_citation(text, document, found)


def entry_rows(entries: Iterable[Entry]) -> Rows:
    """A button for each entry."""
    return tuple((Button(entry.question, encode(Verb.SHOW, reference(entry.id))),) for entry in entries)


def guide_rows(guides: Iterable[Guide]) -> Rows:
    """A button for each guide."""
    return tuple(
        (Button(words.GUIDE_BUTTON.format(title=guide.title), encode(Verb.GUIDE, reference(guide.id))),)
        for guide in guides
    )


def render_choices(title: str, choices: Sequence[Entry], turn: Turn) -> Reply:
    """Questions to choose from, and a way out."""
    rows: Rows = tuple(
        (Button(choice.question, encode(Verb.PICK, turn.id, reference(choice.id))),) for choice in choices
    )
    return say(title, (*rows, (Button(words.NONE_OF_THESE, encode(Verb.REJECT, turn.id)),)))


def render_rejected(choices: Sequence[Entry], turn: Turn) -> Reply:
    """After "none of these": the next candidates, or that there are none."""
    return render_choices(words.MORE, choices, turn) if choices else say(words.NO_MORE, TOPICS_ROW)


def inline_text(entry: Entry, base: KnowledgeBase) -> Reply:
    """An answer as it is sent into another chat."""
    return render_entry(entry, base, buttons=False)


def describe(entry: Entry, base: KnowledgeBase) -> str:
    """One line about an entry: where it stands, and how it begins."""
    cite = entry.cites[0]
    return f"{base.documents[cite.document].title} {cite.locator}｜{' '.join(entry.answer.split())}"[:120]


def render_fallback(fallback: Fallback) -> Reply:
    """That the documents do not settle it and where to look, or that nothing was found."""
    if fallback.empty:
        return say(words.EMPTY)
    if fallback.boundary:
        return render_boundary(fallback.boundary)
    return say(words.UNKNOWN, TOPICS_ROW)


def render_boundary(boundary: Boundary) -> Reply:
    """That the documents do not settle this, what they do say nearby, and the titles to look into."""
    text = Text().line(boundary.question, Style.BOLD).line(words.UNSETTLED)
    if boundary.note:
        text.line(boundary.note)
    if boundary.look_into:
        titles = "、".join(f"《{title}》" for title in boundary.look_into)
        text.line().line(f"{words.LOOK_INTO}{titles}")
    return text.reply()


def _by_document(cites: Iterable[Citation], base: KnowledgeBase) -> Iterable[tuple[Document, list[Citation]]]:
    grouped: dict[str, list[Citation]] = {}
    for cite in cites:
        grouped.setdefault(cite.document, []).append(cite)
    return [(base.documents[document], found) for document, found in grouped.items()]


def _add_citation(text: Text, document: Document, cites: Sequence[Citation]) -> None:
    locators = "、".join(cite.locator for cite in cites)
    text.add(words.CITED).add(f"《{document.title}》", url=document.link).line(locators)
    text.line(_standing(document), Style.ITALIC)


def _standing(document: Document) -> str:
    """In force since when and for whom; of what date, where it does not bind."""
    parts = [words.STANDING[document.standing]]
    if document.standing is Standing.IN_FORCE:
        if document.effective:
            parts.append(words.IN_FORCE_SINCE.format(date=document.effective))
        if document.scope:
            parts.append(f"{words.SCOPE}{document.scope}")
    elif document.issued:
        issued = words.PUBLISHED if document.kind == "handbook" else words.ISSUED
        parts.append(issued.format(date=document.issued))
    elif document.as_of:
        parts.append(words.AS_OF.format(date=document.as_of))
    return " · ".join(parts)


def _entry_buttons(entry: Entry, base: KnowledgeBase) -> Rows:
    related = [found for found in map(base.entry, entry.related) if found][:MAX_RELATED]
    wrong = Button(words.WRONG_ANSWER, encode(Verb.REPORT, reference(entry.id)))
    return (*guide_rows(base.guides_for(entry.id)), *entry_rows(related), (wrong,))
