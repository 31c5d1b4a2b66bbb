"""What is read from a query before it is compared."""

import pytest

from intents.reading import grams
from intents.resources import aspects, remarks
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
    """小组会 and 党小组会 make the same grams and words."""
    one, other = party.reader.read("小组会谁主持"), party.reader.read("请问党小组会谁主持？谢谢")
    assert (one.canonical, one.grams, one.words) == (other.canonical, other.grams, other.words)


def test_grams_do_not_cross_spaces() -> None:
    """Words that spaces part do not grow together."""
    assert grams("甲乙 丙") == {"甲": 1, "乙": 1, "甲乙": 1, "丙": 1}
    assert grams("") == {}


def test_nothing_is_read_from_nothing(party: Understanding) -> None:
    reading = party.reader.read("？！")
    assert (reading.query, reading.subjects, reading.aspects, dict(reading.grams)) == ("", set(), set(), {})


def test_no_word_asks_for_two_aspects() -> None:
    """The second would never be found."""
    words = [word for words in aspects().values() for word in words]
    assert words
    assert sorted({word for word in words if words.count(word) > 1}) == []


def test_no_sample_is_two_kinds_of_small_talk() -> None:
    samples = [sample for remark in remarks() for sample in remark.samples]
    assert samples
    assert sorted({sample for sample in samples if samples.count(sample) > 1}) == []
