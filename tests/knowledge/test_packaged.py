"""The knowledge that is installed with the program."""

import re

import pytest

from bot.views.answers import render_boundary, render_entry
from bot.views.markup import MAX_TEXT, utf16_length
from knowledge.loader import Loaded, load_folder, packaged_folder
from knowledge.models import KnowledgeBase


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    """The packaged base with its issues."""
    return load_folder(packaged_folder())


@pytest.fixture(scope="module")
def base(loaded: Loaded) -> KnowledgeBase:
    """The packaged base."""
    return loaded.require()


def test_it_has_no_error(loaded: Loaded) -> None:
    """`zuwu check` ends with 0."""
    assert [str(issue) for issue in loaded.issues if issue.severity == "error"] == []


def test_it_is_not_empty(base: KnowledgeBase) -> None:
    """The checks below would say nothing about an empty base."""
    assert base.documents
    assert base.live_entries
    assert base.boundaries
    assert base.terms


def test_every_citation_resolves(base: KnowledgeBase) -> None:
    """Of entries, obligations and guides: the document is there, and so is the provision."""
    cites = [cite for item in (*base.entries, *base.obligations) for cite in item.cites]
    cites += [cite for guide in base.guides for node in guide.nodes.values() for cite in node.cites]
    assert [cite for cite in cites if not base.documents[cite.document].has(cite.locator)] == []


def test_every_answer_fits_a_message(base: KnowledgeBase) -> None:
    """Nothing is cut: the citation stands at the end, where the cut would be."""
    for entry in base.live_entries:
        reply = render_entry(entry, base)
        whole = "".join(span.text for span in reply.spans)
        assert reply.plain == whole, entry.id
        assert utf16_length(reply.plain) <= MAX_TEXT, entry.id
        assert f"《{base.documents[entry.cites[0].document].title}》" in reply.plain, entry.id


def test_every_boundary_fits_a_message(base: KnowledgeBase) -> None:
    for boundary in base.boundaries:
        assert utf16_length(render_boundary(boundary).plain) <= MAX_TEXT, boundary.id


def test_look_alikes_know_each_other(base: KnowledgeBase) -> None:
    """The matcher looks from the side of what was asked; a pair written down on one side only works one way."""
    known = {term.id: set(term.confusables) for term in base.terms}
    assert [(one, other) for one, others in known.items() for other in others if one not in known[other]] == []


def test_the_subject_of_every_document_is_a_term(base: KnowledgeBase) -> None:
    """Entries whose questions name nobody are about the subject of their document; look-alikes hang on it."""
    names = {term.name for term in base.terms}
    assert [document.id for document in base.documents.values() if document.subject not in names] == []


def test_every_date_of_a_document_is_a_date(base: KnowledgeBase) -> None:
    """Answers print them."""
    for document in base.documents.values():
        for date in (document.issued, document.revised, document.effective, document.as_of):
            assert re.fullmatch(r"(\d{4}(-\d\d(-\d\d)?)?)?", date), (document.id, date)


def test_the_frequency_of_the_group_meeting_stands_in_article_five(base: KnowledgeBase) -> None:
    """The one fact of the packaged base that everybody asks for."""
    found = [entry for entry in base.live_entries if entry.question == "党小组会多久开一次？"]
    assert len(found) == 1
    assert (found[0].cites[0].document, found[0].cites[0].locator) == ("group-rules-2019", "第五条")
    assert "每月" in found[0].answer
