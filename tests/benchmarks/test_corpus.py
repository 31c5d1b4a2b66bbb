"""Tasks from folders and from knowledge."""

from pathlib import Path

import pytest

from benchmarks.corpus import CorpusError, Question, Task, packaged_task, phrasings_of, read_task
from knowledge.loader import load_folder
from tests.benchmarks.samples import FAQ
from tests.cli.bank import write_bank


def test_a_folder_becomes_a_base_and_its_questions(task: Task) -> None:
    """Every phrasing is in the base, and every question knows its entry."""
    told = [text for row in FAQ for text in (row["question"], *row.get("alternates", ()))]
    assert [text for _, text in phrasings_of(task.base)] == told
    assert task.inside[1] == Question("借书证怎么办理", frozenset({"entry-2"}))
    assert (len(task.inside), len(task.near), len(task.far)) == (5, 2, 2)


def test_no_two_entries_of_a_folder_say_the_same(task: Task) -> None:
    """Each stands on a provision of its own, and none has an answer that would help to find it."""
    assert len({entry.cites for entry in task.base.entries}) == len(FAQ)
    assert {entry.answer for entry in task.base.entries} == {"—"}


def test_questions_to_decline_may_be_missing(library: Path) -> None:
    """Not every data set has them."""
    (library / "ood.jsonl").unlink()
    task = read_task(library)
    assert (task.near, task.far) == ((), ())


def test_a_phrasing_that_comes_twice_counts_once(library: Path) -> None:
    """Whatever spaces and line ends it has."""
    row = '{"id": "hours", "question": "几点\\n开门", "alternates": ["几点 开门 ", "", "开放时间"]}'
    (library / "faq.jsonl").write_text(row, "utf-8")
    (library / "queries.jsonl").write_text('{"query": "几点\u2028开", "gold": "hours"}', "utf-8")
    assert phrasings_of(read_task(library).base) == [("entry-1", "几点 开门"), ("entry-1", "开放时间")]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("faq", "", "里没有条目"),
        ("faq", "{", ":1 不是 JSON"),
        ("faq", '{"id": "a"}', ":1 应当是一个对象，id、question 都是文字"),
        ("faq", '{"id": "a", "question": "甲", "alternates": "乙"}', "条目 a 的 alternates 应当是文字的列表"),
        ("faq", '{"id": "a", "question": " "}', "条目 a 没有问题"),
        ("queries", '{"query": "问", "gold": "nowhere"}', "没有条目 nowhere"),
        ("queries", "", "没有可以用来测的问题"),
        ("ood", "[]", ":1 应当是一个对象"),
    ],
)
def test_data_that_cannot_be_used_are_told_in_a_sentence(library: Path, name: str, content: str, sentence: str) -> None:
    """With the file, and the line where there is one."""
    (library / f"{name}.jsonl").write_text(content, "utf-8")
    with pytest.raises(CorpusError, match=sentence):
        read_task(library)


def test_a_folder_without_the_files_is_told_in_a_sentence(tmp_path: Path) -> None:
    """With the file that is missing."""
    with pytest.raises(CorpusError, match=r"读不出 .*faq\.jsonl"):
        read_task(tmp_path)


def test_knowledge_brings_its_own_questions(tmp_path: Path) -> None:
    """The tests of entries are inside, the far rows of the question files far."""
    questions = tmp_path / "questions"
    questions.mkdir()
    rows = '{"q": "天气", "kind": "out-far"}\n{"q": "利率", "kind": "out-near"}\n'
    (questions / "a.jsonl").write_text(rows, "utf-8")
    task = packaged_task(load_folder(write_bank(tmp_path / "bank")).require(), questions)
    assert task.inside == (
        Question("银行卡丢了咋挂失", frozenset({"card-lost"})),
        Question("借记卡一年收多少年费", frozenset({"card-fee"})),
    )
    assert (task.near, task.far) == ((), (Question("天气"),))


def test_an_entry_on_the_same_provision_is_as_good(tmp_path: Path) -> None:
    """It gives the same source."""
    bank = write_bank(tmp_path / "bank")
    faq = bank / "faq" / "card-terms.yaml"
    faq.write_text(faq.read_text("utf-8").replace("[第二条]", "[第一条]"), "utf-8")
    task = packaged_task(load_folder(bank).require(), tmp_path)
    assert {question.gold for question in task.inside} == {frozenset({"card-lost", "card-fee"})}
