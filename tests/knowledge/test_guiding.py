"""Guides and sections: every path ends in an answer, every name exists."""

from pathlib import Path

import pytest

from knowledge.issues import Severity
from knowledge.loader import load_folder
from tests.knowledge.samples import GUIDES, TOPICS, issues_with, places, swapped, write

START = "          - {label: 不到三个, then: few}\n"


@pytest.mark.parametrize(
    ("old", "new", "place", "word"),
    [
        ("then: few", "then: fewer", "guides.yaml:6 K311", "不存在的 fewer"),
        ("        ask: 有几个人？\n", "", "guides.yaml:6 K311", "要么"),
        ("ask: 有几个人？", "ask: 有几个人？\n        answer: 三个", "guides.yaml:6 K311", "要么"),
        (
            "        answer: 不行。\n        cites: [{document: group-rules, locator: 第一条}]\n",
            "        ask: 为什么？\n",
            "guides.yaml:15 K311",
            "没有选项",
        ),
        (
            "answer: 不行。\n        cites: [{document: group-rules, locator: 第一条}]",
            "answer: 不行。",
            "guides.yaml:15 K311",
            "出处",
        ),
        (
            "answer: 不行。",
            "answer: 不行。\n        options: [{label: 再来, then: enough}]",
            "guides.yaml:15 K311",
            "options",
        ),
        (
            "        answer: 不行。\n        cites: [{document: group-rules, locator: 第一条}]\n",
            "        ask: 再数？\n        options: [{label: 好, then: start}]\n",
            "guides.yaml:6 K311",
            "绕成了圈",
        ),
        ("then: few", "then: start", "guides.yaml:6 K311", "绕成了圈"),
        ("then: few", "then: Few", "guides.yaml:10 K204", "小写"),
        ("      few:", "      Few:", "guides.yaml:15 K204", "Few 只能用小写"),
        ("offered_with: [group-size]", "offered_with: [nobody]", "guides.yaml:4 K312", "没有条目 nobody"),
        ("related: [group-leader]", "related: [nobody]", "guides.yaml:14 K312", "没有条目 nobody"),
        ("        related: [group-leader]\n", "        cite: []\n", "guides.yaml:14 K202", "是不是 cites？"),
        ("title: 能不能设小组", "title: 2019", "guides.yaml:3 K205", "2019"),
        ("label: 三个以上", "label: ''", "guides.yaml:9 K204", "空"),
    ],
)
def test_a_guide_that_leads_nowhere(tmp_path: Path, old: str, new: str, place: str, word: str) -> None:
    """Each is an error at the node or the name that is wrong."""
    issues = issues_with(tmp_path, guides=swapped(GUIDES, old, new))
    found = [issue for issue in issues if str(issue).startswith(f"{place} ") and word in issue.text]
    assert found, [str(issue) for issue in issues]
    assert found[0].severity is Severity.ERROR


@pytest.mark.parametrize(
    ("cite", "code"),
    [("{document: group-rules, locator: 第九条}", "K302"), ("{document: nothing, locator: 第一条}", "K301")],
)
def test_a_guide_cites_what_exists(tmp_path: Path, cite: str, code: str) -> None:
    """Answers of guides stand on provisions like all others."""
    last = GUIDES.rindex("cites: ")
    issues = issues_with(tmp_path, guides=f"{GUIDES[:last]}cites: [{cite}]\n")
    assert places(issues) == [f"guides.yaml:17 {code}"]


def test_a_node_that_nothing_leads_to_is_only_advice(tmp_path: Path) -> None:
    """The rest of the guide works."""
    loaded = load_folder(write(tmp_path, guides=swapped(GUIDES, START, "")))
    assert places(loaded.issues) == ["guides.yaml:14 K311"]
    assert loaded.base is not None


def test_a_guide_needs_a_question_and_an_answer(tmp_path: Path) -> None:
    """One node is no dialogue."""
    lone = "guides:\n  - id: founding\n    title: 一\n    nodes:\n      a: {answer: 一}\n"
    issues = issues_with(tmp_path, guides=lone)
    assert "guides.yaml:4 K204" in places(issues)
    assert "至少要有 2" in issues[0].text


def test_two_paths_may_meet(tmp_path: Path) -> None:
    """Coming to the same answer twice is no circle."""
    guides = swapped(swapped(GUIDES, "then: few", "then: enough"), "      few:", "      spare:")
    assert [issue.severity for issue in issues_with(tmp_path, guides=guides)] == [Severity.WARNING]


@pytest.mark.parametrize(
    ("old", "new", "line", "word"),
    [
        ("topics: [设置, 组长]", "topics: [设置, 会费]", 4, "没有主题 会费"),
        ("entries: [group-size]", "entries: [dues]", 5, "没有条目 dues"),
        ("guides: [founding]", "guides: [finding]", 6, "没有引导 finding"),
    ],
)
def test_a_section_that_names_what_is_not_there(tmp_path: Path, old: str, new: str, line: int, word: str) -> None:
    """A button that would open nothing."""
    issues = issues_with(tmp_path, topics=swapped(TOPICS, old, new))
    assert places(issues) == [f"topics.yaml:{line} K312"]
    assert word in issues[0].text


def test_ids_of_guides_and_sections_are_unique(tmp_path: Path) -> None:
    """Buttons know them by their ids."""
    twice = TOPICS + TOPICS.removeprefix("sections:\n")
    assert places(issues_with(tmp_path, topics=twice)) == ["topics.yaml:7 K303"]
