"""What admins are told of a change: what differs, and what is wrong with it."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.domain.pending import Pending, PendingKind
from bot.domain.revision import manifest_of
from bot.services.care.changes import Change, Report
from bot.services.care.gate import Examination
from bot.services.care.touching import Touched, touched_in
from bot.views.care import (
    faq_words as words,
)
from bot.views.care.faq_diff import field_lines, narrowed
from bot.views.care.faq_naming import Names
from bot.views.care.faq_report import render_freed, render_report
from intents.trial import Moved
from intents.understanding import Understanding
from knowledge.diff import Changes
from knowledge.issues import Code, Issue
from knowledge.merging import Conflict
from knowledge.models import KnowledgeBase
from tests.support.app import sample_files

FAQ = "faq/group-rules-2019.yaml"
MINE, OTHER = "group-meeting-frequency", "group-min-members"


def line_of(item_id: str) -> int:
    """Where an entry begins."""
    return sample_files()[FAQ].decode().splitlines().index(f"  - id: {item_id}") + 1


def report(base: KnowledgeBase, *issues: Issue, moved: tuple[Moved, ...] = (), file: str = "") -> Report:
    """A report on a change of one entry."""
    files = dict(sample_files())
    examined = Examination(files, issues, Changes(), moved)
    pending = Pending("turn0000001", PendingKind.CHANGE, 11, datetime(2026, 3, 2, tzinfo=UTC))
    change = Change(1, manifest_of(files), "老王", "修改：党小组会多久开一次？", file=file)
    return Report(pending, change, examined, base, touched=Touched(frozenset({MINE})))


def stray(item_id: str, other: str) -> Issue:
    """A test of an entry that leads to another one."""
    text = f"tests 里的“多久开会”没有得到 {item_id}，而是 {other}。"
    return Issue(FAQ, line_of(item_id) + 4, Code.TEST_LEADS_ELSEWHERE, text)


def test_what_is_wrong_is_said_in_words_where_no_file_was_sent(understanding: Understanding) -> None:
    """Questions in place of ids, no file and no code; what other entries suffer from stands apart."""
    said = render_report(report(understanding.base, stray(MINE, OTHER), stray(OTHER, MINE))).plain
    own, _, others = said.partition(words.OTHERS_SUFFER)
    assert "检验问题“多久开会”没有得到“党小组会多久开一次？”，而是“一个党小组最少要有几名党员？”。" in own
    assert "“一个党小组最少要有几名党员？”：检验问题" in others
    assert all(each not in said for each in ("group-", "K501", "yaml", "tests"))


def test_who_sent_a_file_is_told_the_lines(understanding: Understanding) -> None:
    """As zuwu check prints them."""
    issue = stray(MINE, OTHER)
    assert str(issue) in render_report(report(understanding.base, issue, file=FAQ)).plain


def test_what_was_changed_by_others_is_settled_before_a_freed_change_is_published() -> None:
    """No button publishes it before its author said whose it is to be."""
    change = Change(1, {}, "老王", "试一试", asked=True)
    buttons = [[each.label for each in row] for row in render_freed("turn0000001", change).buttons]
    assert buttons == [[words.PUBLISH], [words.DETAILS, words.DISCARD]]
    clashed = render_freed("turn0000001", replace(change, conflicts=(Conflict(FAQ, "entries", MINE),)))
    assert [each.label for each in clashed.buttons[0]] == [words.USE_MINE, words.USE_LIVE]
    assert "其中 1 条别人也改了" in clashed.plain


def test_of_choices_that_change_only_what_came_and_went_is_told(understanding: Understanding) -> None:
    """By their questions."""
    moved = Moved("多久", f"反问：{MINE}、{OTHER}", f"反问：{MINE}")
    found = report(understanding.base, moved=(moved,)).examined.moved
    said = render_report(report(understanding.base, moved=found)).plain
    assert "“多久”：反问的选项少了“一个党小组最少要有几名党员？”" in said


def test_of_a_text_only_the_lines_that_differ_are_shown() -> None:
    """One that stands elsewhere now is said to; of a long line what differs, with a little around it."""
    before = {"answer": "一、甲\n二、乙\n三、丙", "phrasings": ["a", "b"], "topic": "同"}
    after = {"answer": "二、乙\n一、甲\n三、丁\n四、戊", "phrasings": ["b", "a"], "topic": "同"}
    assert list(field_lines(before, after, Names())) == [
        "答案",
        "　换了位置：二、乙",
        "　原来：三、丙",
        "　现在：三、丁",
        "　＋ 四、戊",
        "问法：只换了先后",
    ]
    assert narrowed("字" * 99 + "甲" + "尾" * 99, "字" * 99 + "乙" + "尾" * 99) == (
        f"…{'字' * 16}甲{'尾' * 16}…",
        f"…{'字' * 16}乙{'尾' * 16}…",
    )
    assert narrowed("甲" * 95, "甲" * 96) == (f"…{'甲' * 16}", f"…{'甲' * 17}")


def test_what_a_change_touches_is_known_where_it_cannot_be_used() -> None:
    """By the text of the items; a file that cannot be cut touches none."""
    live = dict(sample_files())
    files = dict(live)
    files[FAQ] = files[FAQ].replace("一般每月召开 1 次。".encode(), "想开就开。".encode())
    assert touched_in(live, files) == Touched(frozenset({MINE}))
    assert touched_in(live, {**live, FAQ: b"entries: ["}) == Touched()
    without = {name: content for name, content in live.items() if name != FAQ}
    assert touched_in(live, without).gone >= {MINE, OTHER}
