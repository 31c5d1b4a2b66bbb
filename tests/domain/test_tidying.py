"""What people type, as it is kept."""

import pytest

from bot.domain.meeting import tidy_topics
from bot.domain.tidying import lines, one_line

FAMILY, ENGLAND, MEND = "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f3f4\U000e0067\U000e0062\U000e007f", "❤️‍🩹"
DOCTOR, NOD = "👩🏽‍⚕️", "🙂‍↔️"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  学习 \t 讨论\n第二行  ", "学习 讨论 第二行"),
        ("学习\u3000讨论\u2028\x85完", "学习 讨论 完"),
        ("学\u200b习\u2060讨\ufeff论\u00ad", "学习讨论"),
        ("a \x00 b \u200b c", "a b c"),
        ("一\ud800二", "一二"),
        ("通知\u202e习学\u202c\u2066好\u2069\u200f", "通知习学好"),
        ("张\u200d三", "张三"),
        ("👍\u200d", "👍"),
        ("\u200d👍", "👍"),
        ("文\u115f\u1160\u2800\u3164\uffa0", "文"),
        ("字\U000e0067\U000e007f", "字"),
    ],
)
def test_what_nobody_sees_goes_and_white_space_is_folded(typed: str, kept: str) -> None:
    """Nothing turns the writing round either."""
    assert one_line(typed) == kept


@pytest.mark.parametrize(
    "text",
    [
        FAMILY,
        ENGLAND,
        MEND,
        DOCTOR,
        NOD,
        "1️⃣",
        "葛\U000e0100城",
        "café e\u0301",
        "ไทย ที่นี่",
        "\u0644\u0627",
        "𠮷野家",
        "\ue000",
    ],
)
def test_what_belongs_to_a_visible_character_stays(text: str) -> None:
    """Emoji of several, rare characters in names, marks over letters, other writings."""
    assert one_line(text) == text


@pytest.mark.parametrize(
    "typed", ["", " ", "\u200b", "\u202e\u2060", "\ufe0f", " \ufe0f\u200d", "\U000e0100", "\u3164 \u2800"]
)
def test_where_nothing_can_be_seen_nothing_is_left(typed: str) -> None:
    """So that it is asked for again."""
    assert one_line(typed) == ""
    assert lines(f"{typed}\n{typed}") == ()


def test_lines_that_say_something_are_kept_in_order() -> None:
    """Each tidied; the empty ones go."""
    assert lines("一 、 学习\r\n\u200b\n\n 讨论\u202e \x0b完") == ("一 、 学习", "讨论", "完")


def test_tidying_twice_is_tidying_once() -> None:
    """What was kept is not changed again."""
    for text in (f"\u200d{FAMILY}\u200d", f"{DOCTOR}\ufe0f\ufe0f\u200d\u200d👍", "a\u0301\u200b\ufe0f b"):
        assert one_line(one_line(text)) == one_line(text)


def test_a_topic_that_cannot_be_seen_is_none() -> None:
    """And no topic turns the writing of a notice round."""
    assert tidy_topics(["\u200b", "1. \u202e学习", "\u2060学习"]) == ("学习",)
