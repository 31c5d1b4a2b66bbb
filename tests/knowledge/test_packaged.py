"""The knowledge that is installed with the program."""

import re

import pytest

from bot.views.answers import render_boundary, render_entry
from bot.views.markup import MAX_TEXT, utf16_length
from knowledge.loader import Loaded, load_folder, packaged_folder
from knowledge.models import KnowledgeBase, Standing


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
    """Of entries, obligations, meetings and guides: the document is there, and so is the provision."""
    cites = [cite for item in (*base.entries, *base.obligations) for cite in item.cites]
    cites += [cite for meeting in base.meetings for item in meeting.items for cite in item.cites]
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


def test_the_kinds_of_meeting_that_the_documents_speak_of(base: KnowledgeBase) -> None:
    """The five of the chapter on organisational life, and the meeting of the leading body of a work organ."""
    assert [meeting.kind for meeting in base.meetings] == [
        "group-meeting",
        "organisational-life-meeting",
        "democratic-appraisal",
        "heart-talk",
        "theme-day",
        "leading-body",
    ]


def test_what_is_to_be_done_before_a_group_meeting(base: KnowledgeBase) -> None:
    """Article five names three things, in this order; the last of them comes soon enough before the meeting."""
    meeting = base.meeting("group-meeting")
    assert meeting
    before = meeting.during("before")
    assert [item.text for item in before] == ["组长向党支部请示", "组长确定会议内容", "组长把议题通知全体党员"]
    leads = [item.lead_time for item in before]
    assert all(leads)
    assert leads == sorted(leads, reverse=True)  # type: ignore[type-var]


def test_every_item_of_a_meeting_stands_on_what_binds(base: KnowledgeBase) -> None:
    """Neither the handbook nor the opinion of 1994 nor the encyclopedia tells anybody what to do for a meeting."""
    items = [item for meeting in base.meetings for item in meeting.items]
    assert {base.standing_of(item.cites) for item in items} == {Standing.IN_FORCE}
    documents = {
        meeting.kind: {cite.document for item in meeting.items for cite in item.cites} for meeting in base.meetings
    }
    assert documents.pop("leading-body") == {"organ-regulations-2025"}
    assert set().union(*documents.values()) == {"group-rules-2019"}


def test_nothing_that_an_article_lists_is_left_out_of_the_items(base: KnowledgeBase) -> None:
    """Where an item follows a list of its article, word by word: the procedures of article nineteen, what article nine
    has members do, how article seventeen has leaders act, and what the office meeting may not do."""
    items = {item.id: item.text for meeting in base.meetings for item in meeting.items}
    procedures = items["leading-body-before-procedure"] + items["leading-body-in-collective"]
    for procedure in ("调查研究", "征求意见", "专业评估", "合规合法性审查", "集体讨论决定"):
        assert procedure in procedures
    assert procedures.count("一般应当") == 2
    assert "集中学习、上党课、过组织生活、进行民主议事和志愿服务等" in items["theme-day-in-activities"]
    assert "勇于担当、敢于负责，切实履行职责" in items["leading-body-after-duties"]
    assert "不得代替部务会决策" in items["leading-body-after-office-meeting"]


def test_nothing_is_invented_for_a_meeting(base: KnowledgeBase) -> None:
    """What the documents leave open: quorum, votes, forms, days; the only numbers are those of the provisions."""
    texts = "".join(item.text for meeting in base.meetings for item in meeting.items)
    invented = ["半数", "三分之二", "到会", "表决", "签到", "请假", "工作日", "书面", "公示", "照片"]
    assert [word for word in invented if word in texts] == []
    assert re.findall(r"[0-9]+", texts) == ["7"]


def test_the_duties_with_a_period(base: KnowledgeBase) -> None:
    """Each with a date that a reminder may be set for; the one of 1994 is history and off."""
    assert [(duty.id, duty.every, duty.times, duty.off_by_default) for duty in base.obligations] == [
        ("monthly-group-meeting", "month", 1, False),
        ("yearly-group-report", "year", 1, False),
        ("yearly-organ-report", "year", 1, False),
        ("leading-group-hears-organ-committee-1994", "year", 2, True),
    ]
    assert all(duty.proposed for duty in base.obligations)
    historical = {duty.id for duty in base.obligations if base.standing_of(duty.cites) is not Standing.IN_FORCE}
    assert historical == {duty.id for duty in base.obligations if duty.off_by_default}
