"""The bound that the knowledge keeps to is the length of what is said: nothing of an answer is ever cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.knowledge import reference
from bot.views.answers import render_boundary, render_entry
from bot.views.browsing import render_guide
from bot.views.markup import MAX_SPANS, MAX_TEXT, Reply, utf16_length
from knowledge.fitting import MAX_GUIDES, MAX_SOURCES, MAX_UNITS, boundary_units, units_of
from knowledge.loader import load_folder, packaged_folder
from knowledge.models import Boundary, Citation, Document, Entry, KnowledgeBase, Provision

WORDS = st.text(st.sampled_from("党组，。 a1😀𠮷《"), max_size=30)
DOCUMENT = st.builds(
    Document,
    id=st.sampled_from(["a", "b", "c"]),
    title=WORDS.map(lambda words: f"规{words}则"),
    kind=st.sampled_from(["regulation", "handbook"]),
    status=st.sampled_from(["in-force", "historical", "reference"]),
    issued=st.sampled_from(["", "2019-04-22"]),
    effective=st.sampled_from(["", "2019-04-22"]),
    as_of=st.sampled_from(["", "2021"]),
    scope=WORDS.map(lambda words: words.strip()),
    link=st.sampled_from(["", "https://example.org/a"]),
    provisions=st.just({"第一条": Provision(), "第二条（三）": Provision()}),
)


@pytest.fixture(scope="module")
def packaged() -> KnowledgeBase:
    """What is installed."""
    return load_folder(packaged_folder()).require()


def _length(reply: Reply) -> int:
    return utf16_length("".join(span.text for span in reply.spans))


@given(
    st.lists(DOCUMENT, min_size=1, max_size=3, unique_by=lambda document: document.id),
    st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["第一条", "第二条（三）"])), min_size=1, max_size=6),
    WORDS,
)
def test_the_bound_of_an_answer_is_its_length(
    documents: list[Document], places: list[tuple[int, str]], words: str
) -> None:
    """Title, text, citations, standing and scope, each as Telegram counts it."""
    known = {document.id: document for document in documents}
    cites = tuple(Citation(document=documents[place % len(documents)].id, locator=locator) for place, locator in places)
    entry = Entry(id="e", topic="题", question=f"问{words}？", answer=f"答{words}。\n完", cites=cites)
    base = KnowledgeBase(known, (entry,))
    assert units_of(entry.question, entry.answer, cites, known) == _length(render_entry(entry, base))


def test_the_bound_holds_for_all_that_is_installed(packaged: KnowledgeBase) -> None:
    """Entries to the unit; boundaries and the steps of guides at most."""
    for entry in packaged.live_entries:
        units = units_of(entry.question, entry.answer, entry.cites, packaged.documents)
        assert units == _length(render_entry(entry, packaged)), entry.id
    for boundary in packaged.boundaries:
        assert boundary_units(boundary) >= _length(render_boundary(boundary)), boundary.id
    for guide in packaged.guides:
        for name, node in guide.nodes.items():
            reply = render_guide(guide, reference(name), packaged)
            assert reply is not None
            units = units_of(guide.title, node.answer or node.ask, node.cites, packaged.documents)
            assert units >= _length(reply), (guide.id, name)


def test_the_longest_boundary_fits() -> None:
    """The limits of its parts leave room."""
    boundary = Boundary(id="b", topic="题", question="😀" * 200, note="😀" * 300, look_into=("😀" * 200,) * 5)
    assert _length(render_boundary(boundary)) <= boundary_units(boundary) <= MAX_UNITS


def test_the_most_sources_keep_their_looks(packaged: KnowledgeBase) -> None:
    """Every document under an answer has its link and its standing in italics; the limits are those of the views."""
    one = next(iter(packaged.documents.values()))
    documents = {f"d{i}": one.model_copy(update={"id": f"d{i}", "title": f"规则{i}"}) for i in range(MAX_SOURCES)}
    locator = next(iter(one.provisions))
    cites = tuple(Citation(document=name, locator=locator) for name in documents)
    entry = Entry(id="e", topic="题", question="问？", answer="答。", cites=cites)
    reply = render_entry(entry, KnowledgeBase(documents, (entry,)))
    assert len(reply.spans) <= MAX_SPANS
    assert MAX_UNITS == MAX_TEXT
    assert MAX_GUIDES + len(reply.buttons) + 3 <= 100
