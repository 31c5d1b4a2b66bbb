"""A question beside one phrasing: every number worked out by hand."""

import math

import pytest

from intents.index import Index
from intents.pairs import PAIR_FEATURES, compare, probe
from intents.reading import Reader
from intents.understanding import Understanding
from tests.intents.samples import PARTY, tiny, understanding_of

ALPHA, RARE = math.log(1 + 302 / 2), math.log(1 + 302)
"""The rarity of a word in both of two phrasings, and in one or none; 300 more stand for what is common anywhere."""
FAITH = 0.75
"""What a base of two phrasings says of every word."""
LOSS = -math.log(1 - 0.995 * FAITH)


@pytest.fixture
def index(reader: Reader) -> Index:
    """Two entries with a phrasing each; what is said about the first one also mentions delta."""
    return Index(tiny(["alpha beta"], ["alpha gamma"], answers=["delta", "略"]), reader)


def _numbers(index: Index, question: str, position: int = 0) -> dict[str, float]:
    found = compare(probe(index.reader.read(question), index), position, index)
    return dict(zip(PAIR_FEATURES, found, strict=True))


def _beside(understanding: Understanding, question: str, phrasing: str) -> dict[str, float]:
    texts = [known.text for known in understanding.index.phrasings]
    return _numbers(understanding.index, question, texts.index(phrasing))


def test_every_number_of_a_pair(index: Index) -> None:
    """alpha delta beside alpha beta: one word is shared, one lost, one added; nine letters and a space are a common
    subsequence of eleven and ten."""
    expected = {
        "words": ALPHA**2 / (ALPHA**2 + RARE**2),
        "letters": 2 * 9 / (11 + 10),
        "common": 9 / 11,
        "gain": math.log(FAITH * 302 / 2) / 10,
        "lost": LOSS / 4,
        "added": LOSS / 4,
        "lost_share": 1 / 2,
        "added_share": 1 / 2,
        "swapped": LOSS / 4,
        "worst_lost": LOSS / 2,
        "worst_added": LOSS / 2,
        "letters_lost": 7 / 8,
        "letters_added": 7 / 8,
        "told": 1,
        "aspect_shared": 0,
        "aspect_other": 0,
        "negation": 0,
        "number": 0,
        "length": 1 / 11,
        "unnamed": 0,
        "unasked": 0,
        "look_alike": 0,
    }
    assert _numbers(index, "alpha delta") == pytest.approx(expected)
    assert tuple(expected) == PAIR_FEATURES


def test_only_what_is_said_about_the_target_counts_as_told(index: Index) -> None:
    """delta stands in the answer of the first entry alone."""
    assert _numbers(index, "alpha delta", 1)["told"] == pytest.approx(ALPHA / (ALPHA + RARE))
    assert _numbers(index, "xyzzy", 1)["told"] == 0


def test_the_same_words_leave_nothing_lost_or_added(index: Index) -> None:
    found = _numbers(index, "alpha beta")
    full = {"words", "letters", "common", "letters_lost", "letters_added", "told"}
    assert {name for name, value in found.items() if value == pytest.approx(1)} == full
    assert {name for name, value in found.items() if value} == full | {"gain"}


def test_nothing_in_common_is_all_lost_and_all_added(index: Index) -> None:
    """Two words the question alone has; of two that cost the same, the heaviest costs as much."""
    found = _numbers(index, "xyzzy quux")
    assert (found["words"], found["gain"]) == (0, 0)
    assert (found["lost_share"], found["added_share"]) == (1, 1)
    assert found["lost"] == found["added"] == found["swapped"] == pytest.approx(2 * LOSS / 4)
    assert found["worst_lost"] == found["worst_added"] == pytest.approx(LOSS / 2)


def test_swapped_is_the_smaller_of_lost_and_added(index: Index) -> None:
    """What is only missing was not exchanged for anything."""
    found = _numbers(index, "alpha")
    assert found["lost"] == found["swapped"] == 0
    assert found["added"] == pytest.approx(LOSS / 4)


def test_the_heaviest_word_is_the_one_that_is_most_faithful(reader: Reader) -> None:
    """A word that is in every way of asking is missed more than one that comes and goes."""
    texts = (["faithful a", "faithful b", "faithful c", "faithful d"], ["fickle e"], ["fickle f"], ["fickle g"])
    index = Index(tiny(*texts, ["fickle h", "i", "j", "k"]), reader)
    found = _numbers(index, "fickle faithful", len(index.phrasings) - 1)
    assert found["worst_lost"] == pytest.approx(index.worth("faithful").loss / 2)
    assert found["lost"] == pytest.approx((index.worth("faithful").loss + index.worth("fickle").loss) / 4)


def test_of_a_question_it_is_told_how_much_the_base_never_says(index: Index) -> None:
    """delta is said in an answer, xyzzy nowhere."""
    assert probe(index.reader.read("alpha delta"), index).unknown == 0
    asked = probe(index.reader.read("alpha xyzzy"), index)
    assert asked.unknown == pytest.approx(RARE / (ALPHA + RARE))
    assert asked.size == pytest.approx(math.log(3))


@pytest.mark.parametrize(
    ("question", "phrasing", "shared", "other"),
    [
        ("小组会由谁召集", "小组会谁牵头", 1, 0),
        ("小组会多久一次", "小组会谁牵头", 0, 1),
        ("小组会", "小组会谁牵头", 0, 0),
        ("多久", "组长的任务", 0, 1),
    ],
)
def test_aspects_agree_or_differ_or_are_not_asked(
    party: Understanding, question: str, phrasing: str, shared: float, other: float
) -> None:
    found = _beside(party, question, phrasing)
    assert (found["aspect_shared"], found["aspect_other"]) == (shared, other)


@pytest.mark.parametrize(
    ("question", "differs"),
    [("不每月开会行吗", 1), ("是不是每个月都要开", 0), ("每月开吗", 0)],
)
def test_saying_no_is_another_question(party: Understanding, question: str, differs: float) -> None:
    assert _beside(party, question, "每个月都要开党小组会吗")["negation"] == differs


@pytest.mark.parametrize(
    ("question", "differs"),
    [("五个人能不能成立党小组", 1), ("三个人能不能成立党小组", 0), ("3个人能不能成立党小组", 0), ("几个人能成立", 0)],
)
def test_another_number_is_another_question(party: Understanding, question: str, differs: float) -> None:
    """However it is written; a question without a number asks about none."""
    assert _beside(party, question, "三个人能不能成立党小组")["number"] == differs


@pytest.mark.parametrize(
    ("question", "unnamed", "unasked"),
    [
        ("党小组最少几个人", 0, 0),
        ("最少几个人", 0, 1),
        ("支部和党小组最少几个人", 1, 0),
        ("支部和党组最少几个人", 2, 1),
        ("党小组组长最少几个人", 1, 0),
    ],
)
def test_subjects_that_only_one_of_both_is_about_are_counted(
    party: Understanding, question: str, unnamed: float, unasked: float
) -> None:
    """Every subject that was asked about and is not there; of those that were not asked about, bodies alone."""
    found = _beside(party, question, "党小组最少几个人")
    assert (found["unnamed"], found["unasked"]) == (unnamed, unasked)


@pytest.mark.parametrize(
    ("question", "look_alike"),
    [
        ("党组最少几个人", 1),
        ("支部最少几个人", 1),
        ("机关党委最少几个人", 1),
        ("党小组最少几个人", 0),
        ("党组和党小组最少几个人", 0),
        ("最少几个人", 0),
        ("党员最少几个人", 0),
    ],
)
def test_another_body_is_a_look_alike(party: Understanding, question: str, look_alike: float) -> None:
    """Whether they are easily mixed up or not: who asks about the 机关党委 wants no rule for the 党小组. Who names
    both, or nobody, may be told."""
    assert _beside(party, question, "党小组最少几个人")["look_alike"] == look_alike


@pytest.mark.parametrize(
    ("body", "length", "look_alike"),
    [("机关党委", 24, 1), ("机关党委", 25, 0), ("党组", 24, 1), ("党组", 60, 1)],
)
def test_a_story_names_bodies_that_it_does_not_ask_about(
    party: Understanding, body: str, length: int, look_alike: float
) -> None:
    """From 25 characters on, only what is easily mixed up stays a look-alike, however long the story."""
    question = f"{body}最少几个人".ljust(length, "甲")
    assert len(party.reader.read(question).canonical) == length
    assert _beside(party, question, "党小组最少几个人")["look_alike"] == look_alike


def test_an_entry_counts_as_about_the_subject_of_its_document() -> None:
    """Though its question names nobody."""
    faq = PARTY["faq/group-rules.yaml"].replace(
        "question: 一个党小组最少要有几名党员？", "question: 最少要有几名党员？"
    )
    understanding = understanding_of({**PARTY, "faq/group-rules.yaml": faq})
    assert _beside(understanding, "党组最少要有几名党员", "最少要有几名党员？")["look_alike"] == 1
    assert _beside(understanding, "党小组最少要有几名党员", "最少要有几名党员？")["look_alike"] == 0


def test_a_pair_has_finite_numbers_whatever_is_asked(party: Understanding) -> None:
    """One character, four hundred, words nobody uses."""
    for question in ("党", "党小组会" * 100, "xyzzy", "的", "？1"):
        for position in range(len(party.index.phrasings)):
            found = compare(probe(party.reader.read(question), party.index), position, party.index)
            assert len(found) == len(PAIR_FEATURES)
            assert all(map(math.isfinite, found))
