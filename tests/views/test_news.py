"""What the program tells the admins of the knowledge, in words."""

from datetime import UTC, datetime

import pytest

from bot.domain.revision import Origin, Revision
from bot.services.care.losing import Lost
from bot.services.care.news import Held, LeadElsewhere, Mended, Refused, WentLive
from bot.views.care.news import attached_to, render_news
from bot.views.markup import MAX_TEXT, Reply, utf16_length
from intents.trial import Moved
from intents.understanding import Understanding
from knowledge.diff import Changes, Part
from knowledge.issues import Code, Issue
from knowledge.merging import Conflict


def revision(number: int = 3, *conflicts: Conflict) -> Revision:
    """One that the folder brought."""
    at = datetime(2026, 11, 21, tzinfo=UTC)
    return Revision(number, Origin.DISK, None, "", at, "", "0123456789ab", {}, conflicts=conflicts)


def pressed(reply: Reply) -> dict[str, str]:
    """The buttons: their data by their words."""
    return {button.text: button.data for row in reply.buttons for button in row}


def test_what_went_live_has_counts_and_buttons(understanding: Understanding) -> None:
    """To look at it, and to go back to the one before."""
    changes = Changes(added=(Part("entries", "a"),), removed=(Part("boundaries", "b"), Part("boundaries", "c")))
    reply = render_news(WentLive(revision(), changes, understanding, understanding))
    assert "第 3 版：新增 1 条、删除 2 条。" in reply.plain
    assert pressed(reply) == {"看看": "1k:r:3", "退回": "1k:b:2"}


def test_conflicts_are_listed_with_a_way_to_choose(understanding: Understanding) -> None:
    """By what people know them by, and which side deleted it; nothing is said to be live, and there is nothing to go
    back from."""
    conflict = Conflict("faq/x.yaml", "entries", "some-entry", "there")
    reply = render_news(WentLive(revision(3, conflict), Changes(), understanding, understanding))
    assert "some-entry（那边删了）" in reply.plain
    assert "生效" not in reply.plain
    assert pressed(reply) == {"看看两边都改过的": "1k:cf:3"}


@pytest.mark.parametrize("count", [1, 10, 11, 5000])
def test_ten_errors_are_shown_and_the_rest_is_a_file(count: int) -> None:
    """Each as the check prints it; the message stays within Telegram's limit, however long the lines are."""
    issues = tuple(Issue("faq/x.yaml", line, Code.UNKNOWN_KEY, "错" * 390) for line in range(1, count + 1))
    news = Refused(Origin.DISK, issues)
    reply, attached = render_news(news), attached_to(news)
    assert reply.plain.count("faq/x.yaml:") == min(count, 10)
    assert utf16_length(reply.plain) <= MAX_TEXT
    assert (attached is not None) is (count > 10)
    if attached is not None:
        assert attached.content.decode().splitlines() == [str(issue) for issue in issues]


def test_questions_that_lead_elsewhere_name_both_ends() -> None:
    """Those that were right are marked."""
    moved = (Moved("多久开会", "a", "没有答出来", "a", worse=True), Moved("谁主持", "b", "反问：b、c"))
    reply = render_news(LeadElsewhere(revision(), moved, live=3))
    assert "✗ “多久开会”：a → 没有答出来\n“谁主持”：b → 反问：b、c" in reply.plain
    assert "退回" in pressed(reply)


def test_mended_is_one_sentence() -> None:
    """There is nothing to press."""
    assert render_news(Mended(Origin.DISK)).plain == "知识文件夹改好了，内容和正在用的一样。"


def test_what_changed_is_named(understanding: Understanding) -> None:
    """By question, three of a kind, with the files."""
    ids = [entry.id for entry in understanding.base.entries[:4]]
    parts = tuple(Part("entries", each) for each in ids)
    news = WentLive(revision(), Changes(changed=parts), understanding, understanding, ("faq/x.yaml", "terms.yaml"))
    said = render_news(news).plain
    assert "改动：一个党小组最少要有几名党员？；" in said
    assert "等 4 条\n文件：faq/x.yaml、terms.yaml" in said
    assert ids[0] not in said


def test_what_is_held_says_what_would_go_and_how_to_go_on(understanding: Understanding) -> None:
    """By file and question, with one button."""
    boundaries = tuple(Part("boundaries", boundary.id) for boundary in understanding.base.boundaries)
    lost = (Lost("boundaries.yaml", boundaries, whole=True), Lost("faq/x.yaml", (Part("entries", "a"),), whole=False))
    reply = render_news(Held("0123456789abcdef", lost, understanding.base))
    assert "boundaries.yaml 不见了（2 条）：预备党员的预备期有多长？" in reply.plain
    assert "faq/x.yaml 少了 1 条" in reply.plain
    assert pressed(reply) == {"照样生效": "1k:hd:0123456789abcdef"}


def test_what_is_missing_stands_before_the_errors() -> None:
    """Whoever reads the first line knows what to mend."""
    issues = tuple(Issue("faq/x.yaml", line, Code.DANGLING_RELATED, "没有条目") for line in range(1, 60))
    lost = (Lost("faq/y.yaml", (), whole=True), Lost("terms.yaml", (Part("terms", "a"),), whole=False))
    said = render_news(Refused(Origin.DISK, issues, lost)).plain
    assert said.index("faq/y.yaml 不见了") < said.index("terms.yaml 少了 1 条") < said.index("共 59 个错误")


def test_what_is_not_live_any_more_is_not_gone_back_to() -> None:
    """To go back would undo what came later."""
    reply = render_news(LeadElsewhere(revision(), (Moved("多久开会", "a", "b", "a", worse=True),), live=5))
    assert "现在已经是第 5 版" in reply.plain
    assert pressed(reply) == {"看看": "1k:r:3"}
