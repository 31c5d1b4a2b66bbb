"""One form for everything that people may type."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.hearing.script import han_number
from intents.normalise import MAX_UTTERANCE, Fillers, clauses, normalise
from intents.resources import fillers


@pytest.mark.parametrize(
    ("utterance", "query"),
    [
        ("党小组会多久开一次？", "党小组会多久开一次"),
        ("ＡＢＣ　ａｂｃ", "abc abc"),
        ("Hello, World!", "hello world"),
        ("党 小 组", "党小组"),
        ("党-小·组", "党小组"),
        ("党\u200b小\u2060组\ufeff", "党小组"),
        ("党\x00小\x1b组\n", "党小组"),
        ("党小组😀👨‍👩‍👧❤️", "党小组"),
        ("３ 名 党员", "三名党员"),
        ("《党章》", "党章"),
        ("第5条", "第五条"),
        ("第 12 条", "第十二条"),
        ("第１０条", "第十条"),
        ("第20条第3款", "第二十条第三款"),
        ("第五条", "第五条"),
        ("黨小組會２個人", "党小组会两个人"),
        ("2個人", "两个人"),
        ("二〇一九年", "2019年"),
        ("５０％", "百分之五十"),
        ("a_b", "a b"),
        ("①", "1"),
        ("", ""),
        (" \t\n", ""),
        ("？！……", ""),
        ("😀", ""),
        ("《》", ""),
        ("\ud800", ""),
    ],
)
def test_width_case_spaces_and_signs_do_not_matter(utterance: str, query: str) -> None:
    assert normalise(utterance) == query


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_a_query_is_its_own_query(utterance: str) -> None:
    """Normalising twice is normalising once; the index and the question are brought to the same form."""
    query = normalise(utterance)
    assert normalise(query) == query
    assert query == query.strip()


def test_what_is_too_long_is_cut() -> None:
    """Nothing looks at more than a message may hold."""
    assert normalise("党" * 100_000) == "党" * MAX_UTTERANCE


@pytest.mark.parametrize(
    ("number", "numeral"),
    [
        (0, ""),
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (32, "三十二"),
        (99, "九十九"),
        (100, "一百"),
        (105, "一百零五"),
        (110, "一百一十"),
        (2019, "二千零一十九"),
        (5004, "五千零四"),
    ],
)
def test_numbers_are_told_in_words(number: int, numeral: str) -> None:
    """As articles are numbered; a gap inside is one 零, and 10 begins with no 一."""
    assert han_number(number) == numeral


@pytest.mark.parametrize(
    ("utterance", "parts"),
    [
        ("你好。组长怎么选？谢谢", ["你好", "组长怎么选", "谢谢"]),
        ("一\n\n二；三!", ["一", "二", "三"]),
        ("我是新来的，组长怎么选，急！", ["我是新来的", "组长怎么选", "急"]),
        ("组长怎么选 谢谢", ["组长怎么选", "谢谢"]),
        ("Credit Card 丢了, 怎么办", ["Credit Card 丢了", "怎么办"]),
        ("只有一句", ["只有一句"]),
        ("？？？", []),
        ("", []),
    ],
)
def test_an_utterance_has_clauses(utterance: str, parts: list[str]) -> None:
    """At the end of sentences, at commas, and where a space stands between Chinese characters; not within English."""
    assert clauses(utterance) == parts


@pytest.mark.parametrize(
    ("query", "stripped"),
    [
        ("请问党小组会谁主持", "党小组会谁主持"),
        ("你好请问一下党小组会谁主持呀谢谢", "党小组会谁主持"),
        ("党小组会谁主持 在线等 急", "党小组会谁主持"),
        ("请问", "请问"),
        ("谢谢", "谢谢"),
        ("党小组会谁主持", "党小组会谁主持"),
        ("", ""),
    ],
)
def test_polite_words_are_taken_off_both_ends(query: str, stripped: str) -> None:
    """And nothing is left of a query only where it held nothing else."""
    assert fillers().strip(query) == stripped


def test_the_longest_filler_goes_first() -> None:
    """Otherwise 请问一下 would leave 一下."""
    own = Fillers(["请问", "请问一下"], ["啊"])
    assert own.strip("请问一下 组长是谁啊啊") == "组长是谁"  # noqa: B005 - not the strip of str


def test_a_heap_of_fillers_is_no_burden() -> None:
    """Time grows with length and not with its power: else a message of thanks would not come to its end."""
    assert all(fillers().strip(thanks * 2000 + "党").endswith("党") for thanks in ("谢谢啦", "麻烦问一下"))


def test_a_filler_inside_a_question_stays() -> None:
    assert fillers().strip("领导同志能当组长吗我想问") == "领导同志能当组长吗我想问"
