"""Wishes to be reminded: told from questions, and from what is asked about reminders."""

import json
from pathlib import Path
from time import thread_time

import pytest

from intents.decide import Answer, SmallTalk, Wish
from intents.evaluate import answer_turns, read_rows
from intents.lexicon import Lexicon
from intents.resources import wishes
from intents.understanding import Understanding
from intents.wishes import Wishes
from knowledge.loader import load_folder, packaged_folder
from knowledge.models import KnowledgeBase
from tests.intents.timeexpr.mutations import mutations

QUESTION = "党小组会多久开一次"
DATA = Path(__file__).parent / "data"
QUESTIONS = sorted((Path(__file__).parents[2] / "intents/data/questions").glob("*.jsonl"))


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    """The knowledge that comes with the program."""
    return load_folder(packaged_folder()).require()


@pytest.fixture(scope="module")
def ear(base: KnowledgeBase) -> Wishes:
    """Wishes for the meetings of that knowledge."""
    return Wishes(wishes(), Lexicon(base.terms))


def _labels(name: str) -> list[tuple[str, bool]]:
    rows = map(json.loads, (DATA / name).read_text("utf-8").splitlines())
    return [(row["text"], row["wish"]) for row in rows]


@pytest.mark.parametrize(("name", "least"), [("wishes.jsonl", 1.0), ("wishes-aside.jsonl", 0.97)])
def test_wishes_are_told_from_questions(ear: Wishes, name: str, least: float) -> None:
    """Of the sentences kept aside, three of a hundred may be wishes that are not heard; no question is a wish."""
    labels = _labels(name)
    assert len(labels) >= 150
    assert [text for text, wish in labels if not wish and ear.recognise(text)] == []
    heard = [ear.recognise(text) for text, wish in labels if wish]
    assert sum(heard) / len(heard) >= least


def test_no_question_and_no_phrasing_is_a_wish(ear: Wishes, base: KnowledgeBase) -> None:
    """None of the questions that the ranking is measured on, and nothing that the knowledge says it is asked."""
    asked = [turn for path in QUESTIONS for row in read_rows(path) for turn in row.turns]
    phrasings = [text for item in (*base.entries, *base.boundaries) for text in (item.question, *item.phrasings)]
    assert (len(asked) >= 400, len(phrasings) >= 10_000) == (True, True)
    assert [text for text in (*asked, *phrasings) if ear.recognise(text)] == []


def test_listening_for_wishes_costs_a_question_next_to_nothing(ear: Wishes) -> None:
    """Less than a third of a millisecond on an average question."""
    texts = [turn for path in QUESTIONS for row in read_rows(path) for turn in row.turns]
    ear.recognise("提醒我们每月5号下午3点开党小组会")
    began = thread_time()
    for text in texts:
        ear.recognise(text)
    assert (thread_time() - began) / len(texts) < 0.0003


@pytest.mark.parametrize("text", ["", " ", "提醒", "\n\x00", "提醒我" * 2000, "每" * 5000, "5" * 5000, "😀提醒😀"])
def test_any_text_is_looked_at(ear: Wishes, text: str) -> None:
    """Emptiness, noise and floods are no wishes."""
    assert not ear.recognise(text)


def test_mutated_sentences_are_looked_at_soon(ear: Wishes) -> None:
    """No exception, and none takes longer than 50 ms of the processor."""
    for text in (*mutations(1000, seed=3), "我要" * 100 + "x", "就" * 200, "麻烦你" * 60, "提醒" * 100):
        ear.recognise(text[:200])
        began = thread_time()
        ear.recognise(text[:200])
        assert thread_time() - began < 0.05


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("提醒我们每月5号下午3点开党小组会", Wish),
        ("设个提醒", Wish),
        ("明天上午九点开会", Wish),
        ("能提醒我开会吗", SmallTalk),
        ("怎么设提醒", SmallTalk),
        (QUESTION, Answer),
    ],
)
def test_a_wish_is_a_decision_of_its_own(party: Understanding, text: str, kind: type[object]) -> None:
    """Beside answers and small talk."""
    assert isinstance(party.decide(text)[0], kind)


def test_a_wish_leaves_nothing_to_the_next_question(party: Understanding) -> None:
    """A question after it is asked as if for the first time."""
    decision, _ = answer_turns([QUESTION, "提醒我明天上午九点开会", QUESTION], party)
    assert isinstance(decision, Answer)


def test_whoever_asks_whether_it_can_remind_is_shown_how(party: Understanding) -> None:
    """By an example that is itself a wish."""
    decision, _ = party.decide("可以设提醒吗")
    assert isinstance(decision, SmallTalk)
    example = decision.reply.rpartition("直接说：")[2]
    assert isinstance(party.decide(example)[0], Wish)
