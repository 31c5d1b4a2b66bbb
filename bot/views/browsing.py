"""Ways to an answer without knowing what to ask: sections, topics, and guides of buttons."""

from collections.abc import Iterable, Sequence

from bot.services.knowledge import reference
from bot.views import words
from bot.views.answers import Rows, add_citations, entry_rows, guide_rows
from bot.views.callbacks import Verb, encode
from bot.views.markup import Button, Reply, Style, Text, say
from knowledge.models import Entry, Guide, KnowledgeBase, Section

PAGE = 8
"""Questions of a topic on one page."""

IN_A_ROW = 2
"""Short buttons stand side by side."""


def render_topics(base: KnowledgeBase) -> Reply:
    """The ways in: the sections, where the knowledge arranges its topics, else all topics."""
    if not base.sections:
        return say(words.TOPICS, _topic_rows(base.topics, base))
    buttons = [Button(section.label, encode(Verb.SECTION, reference(section.id))) for section in base.sections]
    placed = {topic for section in base.sections for topic in section.topics}
    left = [topic for topic in base.topics if topic not in placed]
    return say(words.TOPICS, (*_rows(buttons), *_topic_rows(left, base)))


def render_section(section: Section, base: KnowledgeBase) -> Reply:
    """A section: its first questions, its guides, its topics."""
    entries = [entry for entry in map(base.entry, section.entries) if entry]
    guides = [guide for guide in base.guides if guide.id in section.guides]
    rows = (*entry_rows(entries), *guide_rows(guides), *_topic_rows(section.topics, base))
    text = Text().line(section.label, Style.BOLD).line(section.intro)
    return text.reply((*rows, (_back(),)))


def render_topic(topic: str, entries: Sequence[Entry], page: int) -> Reply:
    """A page of a topic's questions; the last one where there are fewer by now."""
    page = max(0, min(page, (len(entries) - 1) // PAGE))
    turns = []
    if page > 0:
        turns.append(Button(words.PREVIOUS_PAGE, encode(Verb.TOPIC, reference(topic), page - 1)))
    if (page + 1) * PAGE < len(entries):
        turns.append(Button(words.NEXT_PAGE, encode(Verb.TOPIC, reference(topic), page + 1)))
    rows = entry_rows(entries[page * PAGE : (page + 1) * PAGE])
    return say(words.TOPIC_QUESTIONS.format(topic=topic), (*rows, *_rows(turns), (_back(),)))


def render_guide(guide: Guide, node_ref: str, base: KnowledgeBase) -> Reply | None:
    """A step of a guide, a question with its options or an answer with its citations; the beginning where no step
    is named. None where there is no such step (any more)."""
    names = {reference(name): name for name in guide.order}
    first = reference(guide.order[0])
    name = names.get(node_ref or first)
    if name is None:
        return None
    node = guide.nodes[name]
    again = (Button(words.GUIDE_AGAIN, encode(Verb.GUIDE, reference(guide.id), first)),)
    text = Text().line(guide.title, Style.BOLD)
    if not node.is_answer:
        options = tuple(
            (Button(option.label, encode(Verb.GUIDE, reference(guide.id), reference(option.then))),)
            for option in node.options
        )
        return text.line(node.ask).reply(options if name == guide.order[0] else (*options, again))
    text.line(node.answer).line()
    add_citations(text, node.cites, base)
    related = [entry for entry in map(base.entry, node.related) if entry]
    return text.reply((*entry_rows(related), again))


def _topic_rows(topics: Iterable[str], base: KnowledgeBase) -> Rows:
    return _rows(
        [
            Button(f"{topic}（{len(base.topics[topic])}）", encode(Verb.TOPIC, reference(topic), 0))
            for topic in topics
            if topic in base.topics
        ]
    )


def _rows(buttons: Sequence[Button]) -> Rows:
    return tuple(tuple(buttons[i : i + IN_A_ROW]) for i in range(0, len(buttons), IN_A_ROW))


def _back() -> Button:
    return Button(words.BACK_TO_TOPICS, encode(Verb.TOPICS))
