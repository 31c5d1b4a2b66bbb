"""The figures: what counts as right, as answered, as fast."""

import math
from dataclasses import replace

import pytest

from benchmarks.corpus import Question, Task
from benchmarks.measure import answered_and_right, latency_of, measure, ratios, threshold, top_score
from benchmarks.methods import SHOWN, Hit, Ours, best_by_target, enough_for, fuzzy_peers
from benchmarks.words import bigrams, plain, words
from intents.understanding import Understanding


class _Told:
    """A method that says what it was told to."""

    key = title = "WRatio"

    def __init__(self, answers: dict[str, list[Hit]]) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def rank(self, question: str) -> list[Hit]:
        self.asked.append(question)
        return self.answers.get(question, [])


@pytest.fixture
def small(task: Task) -> Task:
    """Four questions inside, and one of each other kind."""
    inside = tuple(Question(text, frozenset({f"entry-{number}"})) for number, text in enumerate("甲乙丙丁", 1))
    return replace(task, inside=inside, near=(Question("近"),), far=(Question("远"),))


def test_the_figures_of_a_method(small: Task) -> None:
    """First, second, wrong and nothing; the near one scores as high as the best."""
    method = _Told(
        {
            "甲": [("entry-1", 0.9), ("entry-2", 0.1)],
            "乙": [("entry-1", 0.8), ("entry-2", 0.7)],
            "丙": [("entry-1", 0.6)],
            "近": [("entry-1", 0.9)],
            "远": [("entry-1", 0.5)],
        }
    )
    found = measure(method, small)
    assert (found.top1, found.mrr5) == (0.25, 0.375)
    assert (found.right_far, found.right_near) == (0.25, 0.0)


def test_without_questions_to_decline_nothing_is_told_of_declining(small: Task) -> None:
    """No figure is better than one that means nothing."""
    found = measure(_Told({}), replace(small, near=(), far=()))
    assert (found.right_far, found.right_near) == (None, None)


def test_only_questions_inside_are_asked_over_again(small: Task) -> None:
    """Once to warm up, three times timed; the others once."""
    method = _Told({})
    measure(method, small, repeat=3)
    assert {text: method.asked.count(text) for text in "甲近远"} == {"甲": 4, "近": 1, "远": 1}


@pytest.mark.parametrize(
    ("declined", "percent", "limit"),
    [
        ([0.1, 0.9, 0.5], 2, 0.9),
        ([0.5] * 50 + [0.8, 0.8], 2, 0.8),
        ([number / 100 for number in range(100)], 2, 0.97),
        ([number / 100 for number in range(100)], 10, 0.89),
        ([], 2, None),
    ],
)
def test_the_threshold_lets_no_more_pass_than_allowed(declined: list[float], percent: int, limit: float) -> None:
    """Equal scores are on the same side."""
    assert threshold(declined, percent) == limit
    assert sum(score > (limit or 0) for score in declined) <= percent * len(declined) / 100


def test_to_be_answered_is_to_be_above_the_threshold() -> None:
    """Being equal is not enough, and being wrong does not count."""
    assert answered_and_right([0.9, 0.8, 0.7, 0.6], [True, False, True, True], [0.6, 0.1], 2) == 0.5


def test_a_boundary_on_top_is_no_answer() -> None:
    """Nor is silence."""
    assert top_score([("entry", 0.4), ("dues", 0.3)], frozenset({"dues"})) == 0.4
    assert top_score([("dues", 0.9), ("entry", 0.8)], frozenset({"dues"})) == -math.inf
    assert top_score([], frozenset()) == -math.inf


def test_latency_is_in_milliseconds() -> None:
    """The mean, the middle and what one in a hundred exceeds."""
    found = latency_of([number * 1_000_000 for number in range(1, 101)])
    assert (found.mean_ms, found.p50_ms, found.p99_ms) == (50.5, 50.0, 99.0)


def test_ours_is_held_against_the_best_in_each_figure(small: Task) -> None:
    """Whichever peer that is; p99 against WRatio."""
    latency = latency_of([2_000_000])
    one = measure(_Told({}), small)
    ours = replace(one, key="zuwu", top1=0.9, right_far=0.8, right_near=0.6, latency=latency)
    wratio = replace(one, title="A", top1=0.5, right_far=0.4, right_near=0.5, latency=latency_of([4_000_000]))
    other = replace(one, key="B", title="B", top1=0.8, right_far=0.2, right_near=0.0, latency=latency)
    found = {ratio.key: (ratio.peer, ratio.value and round(ratio.value, 6)) for ratio in ratios([ours, wratio, other])}
    assert found == {"top1_error": ("B", 0.5), "right_far": ("A", 2), "right_near": ("A", 1.2), "p99": ("A", 0.5)}


def test_a_target_is_as_good_as_its_best_phrasing() -> None:
    """The first five of them."""
    found = [("a", 9), ("a", 8), ("b", 7), ("c", 6), ("b", 5), ("d", 4), ("e", 3), ("f", 2)]
    assert best_by_target(found) == [("a", 9.0), ("b", 7.0), ("c", 6.0), ("d", 4.0), ("e", 3.0)]


def test_enough_phrasings_are_looked_at_for_five_targets() -> None:
    """Even if the largest come first."""
    assert enough_for(["a"] * 3 + ["b"] * 2 + ["c", "d", "e", "f"]) == 3 + 2 + 1 + 1 + 1
    assert enough_for(["a"]) == 1


def test_every_method_finds_what_is_asked_word_for_word(task: Task) -> None:
    """Ours and the fuzzy ones."""
    for method in (Ours(Understanding(task.base)), *fuzzy_peers(task.base)):
        for entry in task.base.entries:
            hits = method.rank(entry.question)
            assert hits[0][0] == entry.id
            assert len({target for target, _ in hits}) == len(hits) <= SHOWN


def test_small_talk_finds_nothing(task: Task) -> None:
    """It is no question."""
    assert Ours(Understanding(task.base)).rank("你好") == []


def test_texts_are_compared_in_plain_form() -> None:
    """Width, case, punctuation and the spaces between Chinese characters do not count."""
    assert plain(" ＡＢＣ，怎么？ 办 iPhone-15！") == "abc 怎么办 iphone 15"
    assert words(plain("图书馆 开门")) == ["图书馆", "开门"]
    assert (bigrams("开门 吗"), bigrams("开"), bigrams("")) == (["开门", "门吗"], ["开"], [])
