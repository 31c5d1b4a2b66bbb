"""What goes into a calendar: the kinds of meeting with what is to be done for them, and the duties with a period."""

from datetime import timedelta
from pathlib import Path

import pytest

import knowledge
from knowledge.issues import Severity
from knowledge.loader import load_folder
from knowledge.models import KnowledgeBase, Proposed, Standing
from knowledge.scheduling import ONCE_MEANT
from tests.knowledge.samples import MEETINGS, OBLIGATIONS, issues_with, places, swapped, write

YEARLY = swapped(swapped(OBLIGATIONS, "every: month", "every: year"), "{day: 5}", "{month: 12, day: 20}")


@pytest.fixture
def base(tmp_path: Path) -> KnowledgeBase:
    """The sample base."""
    return load_folder(write(tmp_path)).require()


@pytest.mark.parametrize(
    ("old", "new", "place", "word"),
    [
        ("kind: group-meeting", "kind: group-meting", "meetings.yaml:2 K313", "是不是 group-meeting？"),
        ("kind: group\n", "kind: zzz\n", "meetings.yaml:13 K313", "没有词条 zzz。"),
        ("kind: group\n", "kind: group-meeting\n", "meetings.yaml:13 K303", "第 2 行"),
        ("id: meeting-minutes", "id: meeting-notice", "meetings.yaml:9 K303", "meetings.yaml 第 4 行"),
        ("id: group-talk", "id: meeting-notice", "meetings.yaml:15 K303", "meetings.yaml 第 4 行"),
        ("id: meeting-minutes", "id: group-size", "meetings.yaml:9 K303", "faq/group-rules.yaml 第 3 行"),
        ("id: meeting-minutes", "id: dues", "meetings.yaml:9 K303", "boundaries.yaml 第 2 行"),
        ("id: meeting-minutes", "id: monthly", "meetings.yaml:9 K303", "obligations.yaml 第 2 行"),
        ("id: meeting-minutes", "id: founding", "meetings.yaml:9 K303", "guides.yaml 第 2 行"),
        ("id: meeting-minutes", "id: branch", "meetings.yaml:9 K303", "terms.yaml 第 7 行"),
        ("locator: 第二条（三）", "locator: 第九条（三）", "meetings.yaml:12 K302", "《小组规则》里没有 第九条（三）"),
        ("locator: 第一条", "locator: 第一", "meetings.yaml:8 K302", "是不是 第一条？"),
        (
            "cites: [{document: group-rules, locator: 第一条}]",
            "cites: [{document: group-rule, locator: 第一条}]",
            "meetings.yaml:8 K301",
            "是不是 group-rules？",
        ),
        ("phase: after", "phase: after\n        lead: 1d", "meetings.yaml:11 K204", "不在会前"),
        ("phase: before", "phase: befor", "meetings.yaml:5 K204", "'before', 'meeting' 或 'after'"),
        ("phase: meeting", "phase: 会上", "meetings.yaml:15 K204", "'before', 'meeting' 或 'after'"),
        ("lead: 3d", "lead: 3w", "meetings.yaml:7 K204", "7d（天）或 12h（小时）"),
        ("lead: 3d", "lead: 0d", "meetings.yaml:7 K204", "7d（天）或 12h（小时）"),
        ("lead: 3d", "lead: 三天", "meetings.yaml:7 K204", "7d（天）或 12h（小时）"),
        ("lead: 3d", "led: 3d", "meetings.yaml:7 K202", "是不是 lead？"),
    ],
)
def test_an_item_that_leads_nowhere_or_stands_twice(tmp_path: Path, old: str, new: str, place: str, word: str) -> None:
    """Each is one located error, and the only one."""
    issues = issues_with(tmp_path, meetings=swapped(MEETINGS, old, new))
    assert places(issues) == [place]
    assert word in issues[0].text
    assert issues[0].severity is Severity.ERROR


def test_an_item_whose_id_once_had_a_meaning_and_that_states_none_is_warned_of(tmp_path: Path) -> None:
    """A folder from before there was ``means`` loses nothing unnoticed."""
    meetings = swapped(MEETINGS, "id: meeting-minutes", "id: meeting-in-record")
    (issue,) = issues_with(tmp_path, meetings=meetings)
    assert (places([issue]), issue.severity) == (["meetings.yaml:9 K204"], Severity.WARNING)
    assert "means: record" in issue.text
    meant = swapped(meetings, "phase: after", "phase: after\n        means: record")
    assert issues_with(tmp_path, meetings=meant) == []


def test_every_packaged_item_states_what_its_id_once_meant() -> None:
    """And no other means anything by its id."""
    data = Path(knowledge.__file__).parent / "data"
    items = [item for meeting in load_folder(data).require().meetings for item in meeting.items]
    once = {item.id: next((means for end, means in ONCE_MEANT.items() if item.id.endswith(end)), "") for item in items}
    assert {item.id: item.means for item in items} == once


def test_what_is_wrong_in_one_kind_hides_nothing_of_the_other(tmp_path: Path) -> None:
    """All that is wrong comes at once."""
    meetings = swapped(swapped(MEETINGS, "text: 通知全体组员", "text: 1"), "phase: meeting", "phase: meeting, lead: 1h")
    assert places(issues_with(tmp_path, meetings=meetings)) == ["meetings.yaml:6 K205", "meetings.yaml:15 K204"]


def test_a_kind_is_not_missing_where_the_terms_could_not_be_read(tmp_path: Path) -> None:
    """A slip in terms.yaml accuses no meeting and no duty."""
    assert {issue.file for issue in issues_with(tmp_path, terms="terms: [\n")} == {"terms.yaml"}


def test_a_meeting_is_found_by_its_kind(base: KnowledgeBase) -> None:
    """With its items by phase, in their order."""
    meeting = base.meeting("group-meeting")
    assert meeting
    assert [item.id for item in meeting.during("before")] == ["meeting-notice"]
    assert [item.id for item in meeting.during("after")] == ["meeting-minutes"]
    assert meeting.during("meeting") == ()
    assert base.meeting("branch") is None
    assert base.meeting("") is None


@pytest.mark.parametrize(("written", "meant"), [("3d", timedelta(days=3)), ("12h", timedelta(hours=12))])
def test_a_lead_is_a_span_of_time(tmp_path: Path, written: str, meant: timedelta) -> None:
    """In days or hours."""
    meeting = load_folder(write(tmp_path, meetings=swapped(MEETINGS, "3d", written))).require().meetings[0]
    assert [item.lead_time for item in meeting.items] == [meant, None]


def test_an_item_has_the_standing_of_what_it_cites_first(base: KnowledgeBase) -> None:
    """Nobody writes it down, so nobody forgets to."""
    items = {item.id: item for meeting in base.meetings for item in meeting.items}
    assert base.standing_of(items["meeting-minutes"].cites) is Standing.IN_FORCE
    assert base.standing_of(items["group-talk"].cites) is Standing.REFERENCE


@pytest.mark.parametrize(
    ("obligations", "word"),
    [
        (swapped(OBLIGATIONS, "{day: 5}", "{month: 1, day: 5}"), "不能写 month"),
        (swapped(OBLIGATIONS, "{day: 5}", "{day: 5}, {day: 20}"), "要有 1 个日期（一个月里的次数），现在有 2 个"),
        (swapped(YEARLY, "month: 12, ", ""), "要写明 month"),
        (swapped(YEARLY, "times: 1", "times: 2"), "要有 2 个日期（一年里的次数），现在有 1 个"),
        (swapped(YEARLY, "every: year", "every: half-year"), "要有 2 个日期"),
        (swapped(YEARLY, "every: year", "every: quarter"), "要有 4 个日期"),
        (
            swapped(
                swapped(YEARLY, "times: 1", "times: 2"),
                "{month: 12, day: 20}",
                "{month: 1, day: 2}, {month: 1, day: 2}",
            ),
            "两个一样",
        ),
    ],
)
def test_proposed_dates_fit_the_period(tmp_path: Path, obligations: str, word: str) -> None:
    """As many as the duty is due, with a month where the period is longer than one."""
    issues = issues_with(tmp_path, obligations=obligations)
    assert places(issues) == ["obligations.yaml:11 K314"]
    assert word in issues[0].text


def test_a_duty_needs_neither_kind_nor_dates(tmp_path: Path) -> None:
    """Those that were written before there were any are as good as ever."""
    older = swapped(OBLIGATIONS, "    kind: group-meeting\n    proposed: [{day: 5}]\n", "")
    loaded = load_folder(write(tmp_path, obligations=older))
    assert loaded.issues == []
    assert loaded.require().obligations[0].sentence("下午3点") == "每月下午3点小组会"


def test_the_kind_of_a_duty_is_a_term(tmp_path: Path) -> None:
    issues = issues_with(tmp_path, obligations=swapped(OBLIGATIONS, "kind: group-meeting", "kind: group-meting"))
    assert places(issues) == ["obligations.yaml:10 K313"]
    assert "是不是 group-meeting？" in issues[0].text


def test_a_duty_that_does_not_bind_today_is_off(tmp_path: Path) -> None:
    """It is offered, never set by itself; that is advice, and the base is used."""
    handbook = swapped(
        OBLIGATIONS, "{document: group-rules, locator: 第一条}", "{document: handbook, locator: 第一章·一}"
    )
    loaded = load_folder(write(tmp_path / "on", obligations=handbook))
    assert places(loaded.issues) == ["obligations.yaml:2 K405"]
    assert not loaded.require().obligations[0].off_by_default
    loaded = load_folder(write(tmp_path / "off", obligations=f"{handbook}    enabled: false\n"))
    assert loaded.issues == []
    assert loaded.require().obligations[0].off_by_default


@pytest.mark.parametrize(
    ("obligations", "sentence"),
    [
        (OBLIGATIONS, "每月5号下午3点小组会"),
        (YEARLY, "每年12月20日下午3点小组会"),
        (
            swapped(swapped(YEARLY, "times: 1", "times: 2"), "[{month", "[{month: 6, day: 1}, {month"),
            "每年6月1日和12月20日下午3点小组会",
        ),
    ],
)
def test_a_duty_says_what_somebody_would_type(tmp_path: Path, obligations: str, sentence: str) -> None:
    """The proposed dates, a time, and the title."""
    duty = load_folder(write(tmp_path, obligations=obligations)).require().obligations[0]
    assert duty.sentence("下午3点") == sentence


def test_dates_of_the_group_go_before_the_proposed(base: KnowledgeBase) -> None:
    """What is proposed is ours, and only a beginning."""
    assert base.obligations[0].sentence("9:00", [Proposed(day=12)]) == "每月12号9:00小组会"
