"""``zuwu ask``: the contract that other programs rely on."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Zuwu
from tests.process.program import run

QUESTION = "党小组会多久开一次"
ANSWER = "一般每月召开 1 次。"
KEYS = ["question", "kind", "entry", "answer", "sources", "confidence", "choices", "ranking", "elapsed_ms"]


def _rows(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def _assert_contract(row: dict[str, Any]) -> None:
    """The keys in their order, each of its type."""
    assert list(row) == KEYS
    assert row["kind"] in {"answer", "disambiguation", "fallback", "smalltalk", "action"}
    assert isinstance(row["question"], str)
    assert row["entry"] is None or isinstance(row["entry"], str)
    assert isinstance(row["answer"], str)
    assert 0 <= row["confidence"] <= 1
    assert row["elapsed_ms"] >= 0
    assert all(list(source) == ["document", "locator"] for source in row["sources"])
    assert len(row["choices"]) <= 4
    assert all(list(choice) == ["entry", "question", "sources"] for choice in row["choices"])
    assert len(row["ranking"]) <= 5
    assert all(list(ranked) == ["entry", "confidence"] for ranked in row["ranking"])


def test_a_question_gets_the_answer_of_its_entry(zuwu: Zuwu) -> None:
    """With its sources and five candidates, on one line of standard output and nothing else."""
    done = zuwu("ask", "--json", QUESTION)
    (row,) = _rows(done.stdout)
    _assert_contract(row)
    assert (done.exit_code, done.stderr) == (0, "")
    assert (row["question"], row["kind"], row["entry"]) == (QUESTION, "answer", "group-meeting-frequency")
    assert (row["answer"].strip(), row["choices"]) == (ANSWER, [])
    assert row["sources"] == [{"document": "group-rules-2019", "locator": "第五条"}]
    assert row["ranking"][0]["entry"] == "group-meeting-frequency"
    assert len(row["ranking"]) == 5
    assert isinstance(row["confidence"], float)


def test_for_people_it_is_what_the_bot_would_say(zuwu: Zuwu) -> None:
    """The question, the answer, where it stands."""
    done = zuwu("ask", QUESTION)
    assert done.stdout.splitlines()[:2] == ["党小组会多久开一次？", ANSWER]
    assert "依据：" in done.stdout
    assert "第五条" in done.stdout
    assert "现行有效" in done.stdout


def test_every_line_of_standard_input_is_a_question(zuwu: Zuwu) -> None:
    """Plain text, or the turns of a conversation, whose result is that of its last turn."""
    talk = json.dumps({"turns": ["党小组会由谁主持", "那会前呢"]}, ensure_ascii=False)
    done = zuwu("ask", "--json", text=f"{QUESTION}\n\n{talk}\n你好\n预备期是几年\n今天股票涨了吗\n")
    rows = _rows(done.stdout)
    for row in rows:
        _assert_contract(row)
    assert [row["question"] for row in rows] == [QUESTION, "那会前呢", "你好", "预备期是几年", "今天股票涨了吗"]
    assert [row["kind"] for row in rows] == ["answer", "answer", "smalltalk", "fallback", "fallback"]
    assert [row["entry"] for row in rows] == [
        "group-meeting-frequency", "group-meeting-before", None, "admission-probation-length", None
    ]  # fmt: skip
    assert rows[2]["ranking"] == []
    assert len(rows[3]["ranking"]) == 5
    assert "《中国共产党章程》" in rows[3]["answer"]


def test_choices_are_offered_as_buttons_would_be(zuwu: Zuwu) -> None:
    """At most four, each with its sources."""
    rows = _rows(zuwu("ask", "--json", text="会前准备\n组长\n开会\n").stdout)
    asked_back = [row for row in rows if row["kind"] == "disambiguation"]
    assert asked_back
    for row in asked_back:
        _assert_contract(row)
        assert row["entry"] is None
        assert 2 <= len(row["choices"]) <= 4
        assert all(choice["sources"] for choice in row["choices"])


def test_nothing_that_is_typed_upsets_it(zuwu: Zuwu) -> None:
    """A result for each line: beyond Telegram's limit, emoji, control characters, markup, half a surrogate."""
    lines = [
        "长" * 5000, f"{QUESTION}{'啊' * 4100}", "👍🏽🎉", "\x01\x02\x7f\x1b[0m", "<b>&lt;script></b>", "'; DROP TABLE",
        '{"turns": ["\\ud83d"]}', '{"turns": ["", " "]}', '{"q": "你好"}', "{not json", "{" * 3000, "?" * 300,
        "\u202e\u200b\u2028", "0", "-h",
    ]  # fmt: skip
    done = zuwu("ask", "--json", text="\n".join(lines))
    rows = _rows(done.stdout)
    assert (done.exit_code, done.stderr, len(rows)) == (0, "", len(lines))
    for row in rows:
        _assert_contract(row)
    assert rows[8]["kind"] == "smalltalk"


def test_an_empty_question_is_a_fallback(zuwu: Zuwu) -> None:
    """It is answered with how to ask, and says nothing as JSON."""
    (row,) = _rows(zuwu("ask", "--json", "").stdout)
    _assert_contract(row)
    assert (row["kind"], row["answer"], row["ranking"]) == ("fallback", "", [])
    assert "请用文字提问" in zuwu("ask", "  ").stdout


def test_empty_standard_input_has_no_results(zuwu: Zuwu) -> None:
    """And is no error."""
    done = zuwu("ask", "--json", text="\n \n")
    assert (done.exit_code, done.output) == (0, "")


def test_json_that_is_no_conversation_is_told_by_its_line(zuwu: Zuwu) -> None:
    """The others are answered all the same; exit code 1."""
    wrong = ['{"turns": []}', '{"turns": [1]}', '{"turns": "x"}', '{"other": 1}', "{}"]
    done = zuwu("ask", "--json", text="\n".join([*wrong, QUESTION]))
    assert done.exit_code == 1
    assert [line.partition("：")[0] for line in done.stderr.splitlines()] == [f"第 {n} 行" for n in range(1, 6)]
    assert [row["kind"] for row in _rows(done.stdout)] == ["answer"]


def test_bytes_are_read_as_utf_8_whatever_they_are(tmp_path: Path) -> None:
    """In a real process: a byte order mark, broken bytes, lines that end as on Windows, an ASCII locale."""
    text = f"\ufeff{QUESTION}\r\n".encode() + b"\xff\xfe\x00\n" + QUESTION.encode()
    done = run("ask", "--json", folder=tmp_path, text=text)
    rows = _rows(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert [row["question"] for row in rows] == [QUESTION, "\ufffd\ufffd\x00", QUESTION]
    assert [row["kind"] for row in rows] == ["answer", "fallback", "answer"]


def test_another_folder_is_another_world(zuwu: Zuwu, bank: Path) -> None:
    """A bank's questions are answered from the bank's own FAQ, without any term of ours."""
    done = zuwu("ask", "--json", "--knowledge", bank, text="卡丢了咋办\n每年要交多少年费\n")
    rows = _rows(done.stdout)
    assert [row["entry"] for row in rows] == ["card-lost", "card-fee"]
    assert rows[0]["sources"] == [{"document": "card-terms", "locator": "第一条"}]
    (other,) = _rows(zuwu("ask", "--json", "--knowledge", bank, "量子力学是什么").stdout)
    assert other["kind"] == "fallback"


@pytest.mark.parametrize("folder", ["missing", "file"])
def test_a_folder_that_is_none_is_told(zuwu: Zuwu, tmp_path: Path, folder: str) -> None:
    """One sentence, exit code 1."""
    (tmp_path / "file").touch()
    done = zuwu("ask", "--knowledge", tmp_path / folder, QUESTION)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "没有这个知识文件夹" in done.stderr


def test_broken_knowledge_is_told_whole(zuwu: Zuwu, bank: Path) -> None:
    """Every error with its file and line."""
    faq = bank / "faq" / "card-terms.yaml"
    faq.write_text(faq.read_text("utf-8").replace("[第一条]", "[第九条]").replace("card-fee", "Card Fee"), "utf-8")
    done = zuwu("ask", "--knowledge", bank, "年费")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "faq/card-terms.yaml:8 K302" in done.stderr
    assert "faq/card-terms.yaml:10 K204" in done.stderr
