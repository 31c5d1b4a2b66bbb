"""What is read from a query before it is compared."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.lexicon import Lexicon
from intents.reading import Reader, bigrams
from intents.resources import aspects, concepts, fillers, remarks
from intents.tokenise import Tokeniser
from intents.understanding import Understanding


@pytest.mark.parametrize(
    ("utterance", "found"),
    [
        ("党小组会多久开一次", {"frequency"}),
        ("党小组最少几个人", {"number"}),
        ("党小组会谁主持", {"who"}),
        ("组长要什么条件", {"condition"}),
        ("党小组会要做记录吗", {"record"}),
        ("党组和党小组有什么区别", {"difference"}),
        ("党小组", set()),
    ],
)
def test_a_question_asks_for_an_aspect(party: Understanding, utterance: str, found: set[str]) -> None:
    assert found <= party.reader.read(utterance).aspects


def test_a_longer_word_hides_the_shorter_in_it(party: Understanding) -> None:
    """多久一次 asks how often and not how long; each word counts once."""
    assert party.reader.read("多久一次").aspects == {"frequency"}


def test_a_term_asks_for_nothing(party: Understanding) -> None:
    """What stands inside a term is no question word: 职责 in 组长职责 is, 组长 is not."""
    assert party.reader.read("党小组组长").aspects == frozenset()
    assert "duty" in party.reader.read("党小组组长职责").aspects


def test_spellings_of_one_term_are_read_alike(party: Understanding) -> None:
    """小组会 and 党小组会 make the same words."""
    one, other = party.reader.read("小组会谁主持"), party.reader.read("请问党小组会谁主持？谢谢")
    assert (one.canonical, one.tokens, one.words) == (other.canonical, other.tokens, other.words)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("怎么", "如何"),
        ("谁", "哪位"),
        ("什么时候", "何时"),
        ("多少钱", "价格"),
        ("例外", "破例"),
        ("擅自", "未经批准"),
    ],
)
def test_words_of_one_concept_are_one_token(reader: Reader, one: str, other: str) -> None:
    """Everyday and official words count as the same evidence; the words themselves are kept beside it."""
    (token,) = reader.tokens(one)
    assert token.startswith("~")
    assert reader.tokens(other) == (token,)
    assert reader.read(one).words == (one,)


def test_words_of_other_concepts_are_other_tokens(reader: Reader) -> None:
    assert reader.tokens("谁") != reader.tokens("怎么")
    assert reader.tokens("区别") == ("~difference",)


def test_a_token_comes_once_and_in_order(reader: Reader) -> None:
    """怎么 and 如何 are one token; the words are all there."""
    reading = reader.read("alpha 怎么 beta 如何 alpha")
    assert reading.tokens == ("alpha", "~how", "beta")
    assert reading.words == ("alpha", "怎么", "beta", "如何", "alpha")


def test_no_word_stands_for_two_concepts() -> None:
    """None would be found under the first. Words are marked, so that no concept is taken for a word."""
    found = concepts()
    assert len(found) > 500
    assert all(concept.startswith("~") for concept in found.values())
    assert not set(found) & set(found.values())


@pytest.mark.parametrize(
    ("utterance", "numbers"),
    [
        ("三个人能成立吗", {"三"}),
        ("3个人能成立吗", {"三"}),
        ("第五条和第12条", {"五", "十二"}),
        ("半年一次", {"半", "一"}),
        ("2019年的规则", {"2019"}),
        ("百分之五", set()),
        ("半导体", set()),
        ("一般怎么做", set()),
        ("三会一课", set()),
        ("", set()),
    ],
)
def test_numbers_are_those_that_count_something(reader: Reader, utterance: str, numbers: set[str]) -> None:
    """一般 and 三会一课 name no number, in digits or in words."""
    assert reader.read(utterance).numbers == numbers


@pytest.mark.parametrize(
    ("utterance", "negated"),
    [
        ("不开会行吗", True),
        ("没有记录怎么办", True),
        ("未经批准", True),
        ("是不是每季度一次", False),
        ("能不能成立党小组", False),
        ("有没有党龄要求", False),
        ("要不要做记录", False),
        ("可不可以请假", False),
        ("开不开会", False),
        ("是不是不用开会", True),
        ("党小组会多久开一次", False),
    ],
)
def test_a_way_of_asking_is_no_negation(reader: Reader, utterance: str, negated: bool) -> None:
    """是不是 and 有没有 say no to nothing; what stands beside them still does."""
    assert reader.read(utterance).negated is negated


def test_what_is_said_everywhere_is_common(reader: Reader) -> None:
    """As far as a corpus tells: 的 more than 会议, 会议 more than 党小组; what nobody has written, not at all."""
    assert reader.commonness("的") > reader.commonness("会议") > reader.commonness("监票人") >= 0
    assert reader.commonness("xyzzy") == 0
    assert reader.commonness("的") <= 0.3


def test_a_concept_is_as_common_as_its_words_together(reader: Reader) -> None:
    """Hearing 如何 is no rarer than hearing 怎么: both say how."""
    assert reader.commonness("~how") >= max(map(reader.commonness, ("怎么样", "咋", "如何")))
    assert reader.commonness("~how") > 0


def test_a_term_of_the_base_is_common_nowhere() -> None:
    """How often a corpus has 小组 says nothing about a base whose subject it is."""
    own = Reader(Lexicon(()), Tokeniser(("会议",), ()), fillers(), {}, {})
    other = Reader(Lexicon(()), Tokeniser((), ()), fillers(), {}, {})
    assert own.commonness("会议") == 0 < other.commonness("会议")


def test_a_name_stays_whole_and_a_word_of_a_concept_gives_way() -> None:
    """A name may not be cut through, whatever stands around it."""
    assert Tokeniser(("组会多",)).words("党小组会多久") == ["党", "小", "组会多", "久"]
    assert Tokeniser((), ("组会多",)).words("党小组会多久")[0] != "党"


def test_pairs_of_characters_come_once_each_in_order() -> None:
    assert bigrams("甲乙甲乙") == ["甲乙", "乙甲"]
    assert bigrams("甲") == ["甲"]


def test_nothing_is_read_from_nothing(party: Understanding) -> None:
    reading = party.reader.read("？！")
    assert (reading.query, reading.tokens) == ("", ())
    assert reading.subjects == reading.aspects == set()
    assert reading.numbers == set()
    assert not reading.negated


@given(utterance=st.text(max_size=80), more=st.sampled_from(["", "呢", "，谢谢", "党小组"]))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_anything_can_be_read(utterance: str, more: str) -> None:
    """What is a query already is read as the utterance is, and its tokens are each there once."""
    reading = _READER.read(utterance + more)
    assert reading == _READER.read_query(reading.query)
    assert len(set(reading.tokens)) == len(reading.tokens) <= len(reading.words)
    assert "".join(reading.words) == "".join(reading.canonical.split())


_READER = Reader(Lexicon(()), Tokeniser((), concepts()), fillers(), aspects(), concepts())
"""Fixtures do not go with hypothesis."""


def test_no_word_asks_for_two_aspects() -> None:
    """The second would never be found."""
    words = [word for words in aspects().values() for word in words]
    assert words
    assert sorted({word for word in words if words.count(word) > 1}) == []


def test_no_sample_is_two_kinds_of_small_talk() -> None:
    samples = [sample for remark in remarks() for sample in remark.samples]
    assert samples
    assert sorted({sample for sample in samples if samples.count(sample) > 1}) == []
