"""Sections, topics, guides and cards as messages that Telegram takes."""

import pytest

from bot.services.knowledge import reference
from bot.views import pages, words
from bot.views.browsing import PAGE, render_guide, render_section, render_topic, render_topics
from bot.views.callbacks import Verb, encode
from intents.understanding import Understanding
from knowledge.loader import load_folder, packaged_folder
from knowledge.models import Guide, KnowledgeBase, Section
from tests.views.test_answers import accept, document, entry


@pytest.fixture(scope="module")
def packaged() -> KnowledgeBase:
    """The base that is installed with the program."""
    return load_folder(packaged_folder()).require()


@pytest.fixture(scope="module")
def base(understanding: Understanding) -> KnowledgeBase:
    return understanding.base


def test_without_sections_all_topics_are_shown_with_their_size(base: KnowledgeBase) -> None:
    """In the order of the base."""
    plain = KnowledgeBase(documents=base.documents, entries=base.entries)
    _, labels = accept(render_topics(plain))
    assert labels == [f"{topic}（{len(entries)}）" for topic, entries in base.topics.items()]


def test_with_sections_no_topic_is_lost(base: KnowledgeBase) -> None:
    """Those that no section holds stand beside the sections."""
    _, labels = accept(render_topics(base))
    inside = [topic for section in base.sections for topic in section.topics]
    assert labels[: len(base.sections)] == [section.label for section in base.sections]
    assert len(labels) == len(base.sections) + len(base.topics) - len(inside)


def test_a_section_leaves_out_what_is_gone() -> None:
    """Topics, entries and guides that an edit took away."""
    section = Section(id="s", label="党小组", topics=("没有",), entries=("none",), guides=("none",))
    empty = KnowledgeBase(documents={}, entries=(), sections=(section,))
    assert accept(render_section(section, empty)) == ("党小组", [words.BACK_TO_TOPICS])


@pytest.mark.parametrize(
    ("page", "first", "turns"),
    [
        (0, 0, [words.NEXT_PAGE]),
        (1, PAGE, [words.PREVIOUS_PAGE, words.NEXT_PAGE]),
        (2, 2 * PAGE, [words.PREVIOUS_PAGE]),
        (99, 2 * PAGE, [words.PREVIOUS_PAGE]),
        (-1, 0, [words.NEXT_PAGE]),
    ],
)
def test_a_page_shows_its_questions_and_its_neighbours(page: int, first: int, turns: list[str]) -> None:
    """A page that is not there is the nearest that is."""
    entries = [entry(number) for number in range(2 * PAGE + 1)]
    reply = render_topic("主", entries, page)
    assert reply.buttons[0][0].data == encode(Verb.SHOW, reference(entries[first].id))
    assert [button.text for button in reply.buttons[-2]] == turns
    assert [button.text for button in reply.buttons[-1]] == [words.BACK_TO_TOPICS]
    accept(reply)


def test_topics_of_exactly_one_page_have_no_next() -> None:
    """And no previous one."""
    reply = render_topic("主", [entry(number) for number in range(PAGE)], 0)
    assert len(reply.buttons) == PAGE + 1


def test_every_step_of_a_guide_leads_on_by_its_name(base: KnowledgeBase) -> None:
    """Not by its place, which an edit of the guide may change."""
    guide = base.guides[0]
    first = render_guide(guide, "", base)
    assert first is not None
    assert first == render_guide(guide, reference("size"), base)
    wanted = [encode(Verb.GUIDE, reference(guide.id), reference(name)) for name in ("large", "small")]
    assert [row[0].data for row in first.buttons] == wanted


def test_a_step_that_is_gone_is_none(base: KnowledgeBase) -> None:
    """The caller says that the button is outdated."""
    assert render_guide(base.guides[0], reference("gone"), base) is None


def test_the_largest_guide_stays_within_every_limit() -> None:
    """An answer of the greatest length with its citations, and a question with all its options."""
    cites = [{"document": f"document-{n}", "locator": "第一条"} for n in range(10)]
    options = [{"label": "选" * 40, "then": "end"} for _ in range(8)]
    nodes = {"start": {"ask": "问" * 500, "options": options}, "end": {"answer": "答" * 2000, "cites": cites}}
    guide = Guide.model_validate({"id": "g", "title": "题" * 200, "nodes": nodes}, strict=False)
    base = KnowledgeBase(documents={f"document-{n}": document(n) for n in range(10)}, entries=(), guides=(guide,))
    for name in guide.order:
        reply = render_guide(guide, reference(name), base)
        assert reply is not None
        accept(reply)


def test_every_way_into_the_packaged_knowledge_is_accepted(packaged: KnowledgeBase) -> None:
    """All topics, sections, pages and steps."""
    accept(render_topics(packaged))
    for section in packaged.sections:
        accept(render_section(section, packaged))
    for topic, entries in packaged.topics.items():
        for page in range(len(entries) // PAGE + 1):
            accept(render_topic(topic, entries, page))
    for guide in packaged.guides:
        for name in guide.order:
            reply = render_guide(guide, reference(name), packaged)
            assert reply is not None
            accept(reply)


def test_a_report_asks_with_every_reason(base: KnowledgeBase) -> None:
    """And lets out of it."""
    text, labels = accept(pages.render_report(entry()))
    assert "“<问>" in text
    assert labels == [*words.REPORT_REASONS.values(), words.REPORT_OTHER, words.CANCEL]


def test_help_names_the_bot_and_shows_the_way_to_the_private_chat_in_groups() -> None:
    """What is for leaders is told everywhere: it is theirs to use in private, too."""
    private, group = pages.render_help("zuwu_bot", group_id=None), pages.render_help("zuwu_bot", group_id=-1001)
    assert "@zuwu_bot" in private.plain
    assert words.HELP_LEADER in private.plain
    assert words.HELP_LEADER in group.plain
    assert private.buttons == ()
    assert [button.url for row in group.buttons for button in row] == ["https://t.me/zuwu_bot?start=g_n1001"]
