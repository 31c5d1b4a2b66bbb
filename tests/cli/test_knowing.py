"""``zuwu check``, ``coverage`` and ``evaluate``."""

import json
import re
from pathlib import Path

import pytest

from intents.pairs import PAIR_FEATURES
from tests.cli.conftest import Zuwu

ROW = '{"q": "卡丢了怎么办", "kind": "in", "gold": [["card-terms", "第一条"]], "facts": [["挂失"]], "style": "s"}'
MISSED = '{"q": "年费收多少", "kind": "in", "gold": [["card-terms", "第一条"]], "not": [["card-terms", "第二条"]]}'
OUTSIDE = '{"q": "量子力学是什么", "kind": "out-far"}'


def _break(bank: Path) -> None:
    """An unknown provision, a phrasing that two entries claim, an id of the wrong form, a file that is no YAML."""
    faq = bank / "faq" / "card-terms.yaml"
    text = faq.read_text("utf-8").replace("[第一条]", "[第九条]").replace("卡的年费多少钱", "卡丢了怎么挂失")
    faq.write_text(text, "utf-8")
    (bank / "terms.yaml").write_text("terms: [", "utf-8")
    (bank / "where-to-look.yaml").write_bytes(b"\xff\xfe")


def test_every_issue_is_a_line_with_its_place(zuwu: Zuwu, bank: Path) -> None:
    """``FILE:LINE CODE sentence``; with errors the exit code is 1."""
    _break(bank)
    done = zuwu("check", bank)
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    assert all(re.fullmatch(r"[\w/.-]+:\d+ K\d{3} \S.*", line) for line in lines)
    found = {tuple(line.split()[:2]) for line in lines}
    assert {("faq/card-terms.yaml:8", "K302"), ("faq/card-terms.yaml:13", "K304")} <= found
    assert {place.partition(":")[0] for place, _ in found} >= {"terms.yaml", "where-to-look.yaml"}
    errors = sum(code < "K4" for _, code in found)
    assert done.stderr == f"{errors} 个错误，{len(lines) - errors} 个警告。\n"


def test_issues_are_json_for_programs(zuwu: Zuwu, bank: Path) -> None:
    """The same ones, and nothing else on standard output."""
    _break(bank)
    done = zuwu("check", bank, "--json")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.exit_code, done.stderr) == (1, "")
    assert all(list(row) == ["file", "line", "code", "severity", "text"] for row in rows)
    assert {row["severity"] for row in rows} == {"error", "warning"}
    shown = [f"{row['file']}:{row['line']} {row['code']} {row['text']}" for row in rows]
    assert shown == zuwu("check", bank).stdout.splitlines()


def test_warnings_alone_are_no_failure(zuwu: Zuwu, bank: Path) -> None:
    """A provision that no entry cites."""
    done = zuwu("check", bank)
    assert (done.exit_code, done.stderr) == (0, "0 个错误，1 个警告。\n")
    assert done.stdout.startswith("documents.yaml:9 K401 ")


def test_a_question_of_tests_that_leads_elsewhere_is_an_error(zuwu: Zuwu, bank: Path) -> None:
    """The understanding is tried, too, where the folder is otherwise sound."""
    faq = bank / "faq" / "card-terms.yaml"
    faq.write_text(faq.read_text("utf-8").replace("银行卡丢了咋挂失", "一年的年费是多少"), "utf-8")
    done = zuwu("check", bank)
    assert done.exit_code == 1
    assert "faq/card-terms.yaml:9 K501 " in done.stdout
    assert done.stderr == "1 个错误，1 个警告。\n"


def test_the_kinds_of_meeting_are_checked_like_the_rest(zuwu: Zuwu, bank: Path) -> None:
    """With the place of each issue, as text and as JSON."""
    (bank / "terms.yaml").write_text("terms: [{id: counter-meeting, name: 柜面晨会, kind: meeting}]\n", "utf-8")
    item = "{id: card-fee, phase: before, text: 通知柜员, cites: [{document: card-terms, locator: 第九条}]}"
    (bank / "meetings.yaml").write_text(f"meetings:\n  - kind: counter-meting\n    items:\n      - {item}\n", "utf-8")
    done = zuwu("check", bank)
    assert done.exit_code == 1
    found = [" ".join(line.split()[:2]) for line in done.stdout.splitlines() if line.startswith("meetings.yaml")]
    assert found == ["meetings.yaml:2 K313", "meetings.yaml:4 K302", "meetings.yaml:4 K303"]
    rows = [json.loads(line) for line in zuwu("check", bank, "--json").stdout.splitlines()]
    shown = [f"{row['file']}:{row['line']} {row['code']}" for row in rows if row["file"] == "meetings.yaml"]
    assert shown == found


@pytest.mark.parametrize("name", ["missing", "bank/documents.yaml"])
def test_a_folder_that_is_not_there_is_an_issue(zuwu: Zuwu, bank: Path, name: str) -> None:
    """Neither is a file."""
    folder = bank.parent / name
    done = zuwu("check", folder)
    assert (done.exit_code, done.stdout) == (1, f"{folder}:0 K109 没有这个知识文件夹。\n")


def test_an_empty_folder_misses_its_documents(zuwu: Zuwu, tmp_path: Path) -> None:
    """The one file that no knowledge can do without."""
    done = zuwu("check", tmp_path)
    assert (done.exit_code, done.stdout) == (1, "documents.yaml:0 K109 缺少 documents.yaml。\n")


def test_the_packaged_knowledge_has_no_errors(zuwu: Zuwu, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is installed works; without a folder it is what is checked."""
    monkeypatch.delenv("ZUWU_KNOWLEDGE_DIR")
    done = zuwu("coverage", "--json")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 0
    assert len(rows) == 5


def test_coverage_counts_the_provisions_without_an_entry(
    zuwu: Zuwu, bank: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Per document, and over all; a draft covers nothing."""
    monkeypatch.setenv("ZUWU_KNOWLEDGE_DIR", str(bank))
    assert zuwu("coverage").stdout == "card-terms 2/3 第三条\n合计 2/3\n"
    faq = bank / "faq" / "card-terms.yaml"
    faq.write_text(faq.read_text("utf-8").replace("  - id: card-fee", "  - id: card-fee\n    draft: true"), "utf-8")
    done = zuwu("coverage", "--json")
    row = {"document": "card-terms", "provisions": 3, "covered": 1, "missing": ["第二条", "第三条"]}
    assert (done.exit_code, json.loads(done.stdout)) == (0, row)


def test_coverage_of_broken_knowledge_is_told(zuwu: Zuwu, bank: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is counted."""
    _break(bank)
    monkeypatch.setenv("ZUWU_KNOWLEDGE_DIR", str(bank))
    done = zuwu("coverage")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "K302" in done.stderr


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    """Labelled questions about the bank: one goes well, one is missed."""
    path = tmp_path / "questions.jsonl"
    path.write_text(f"{ROW}\n\n{MISSED}\n{OUTSIDE}\n", "utf-8")
    return path


def test_questions_are_scored(zuwu: Zuwu, bank: Path, questions: Path) -> None:
    """Each miss is shown with what was wanted, what came, and the first candidates; then the figures."""
    done = zuwu("evaluate", questions, "--knowledge", bank)
    assert (done.exit_code, done.stderr) == (0, "")
    first, wanted, *rest = done.stdout.splitlines()
    assert first == "✗ [in] 年费收多少"
    assert wanted.strip().startswith("应为 card-terms 第一条；得到 Answer ")
    assert "serious" in wanted
    assert re.fullmatch(r" +\d\.\d\d +\d+\.\d card-fee（.+）", rest[0])
    assert "题数 3，严重混淆 1" in done.stdout
    assert re.search(r"^right +0\.500$", done.stdout, re.MULTILINE)
    assert re.search(r"^far_not_answered +1\.000$", done.stdout, re.MULTILINE)


def test_a_miss_is_told_with_its_evidence(zuwu: Zuwu, bank: Path, questions: Path) -> None:
    """What speaks for and against each candidate, by name, under its line; what is 0 is left out."""
    lines = zuwu("evaluate", questions, "--knowledge", bank).stdout.splitlines()
    found = [number for number, line in enumerate(lines) if re.match(r" +\d\.\d\d +\d+\.\d card-", line)]
    assert found
    for number in found:
        lead, *pairs = re.findall(r"(\S+) (-?\d+\.\d+)", lines[number + 1])
        evidence = {name: float(value) for name, value in pairs}
        assert lines[number + 1].startswith(" " * 8)
        assert (lead[0], "words" in evidence) == ("lead", True)
        assert set(evidence) <= {*PAIR_FEATURES, "unknown", "size"}
        assert 0 not in evidence.values()


def test_confidence_is_laid_beside_what_was_right(zuwu: Zuwu, bank: Path, questions: Path) -> None:
    """A table after the figures: bounds, questions, mean confidence, share right. It counts every question that found
    a candidate."""
    done = zuwu("evaluate", questions, "--knowledge", bank)
    before, _, table = done.stdout.partition("把握（confidence）和实际对的比例：\n")
    assert "far_not_answered" in before
    rows = [
        re.fullmatch(r" +(\d\.\d)–(\d\.\d) +(\d+) 题 +把握 (\d\.\d\d) +对 (\d\.\d\d)", line)
        for line in table.splitlines()
    ]
    found = [tuple(map(float, row.groups())) for row in rows if row]
    assert len(found) == len(rows) >= 1
    assert all(low <= confidence <= high and 0 <= right <= 1 for low, high, _, confidence, right in found)
    assert 2 <= sum(size for _, _, size, _, _ in found) <= 3
    assert found[-1][4] > 0


def test_the_kinds_of_questions_come_first(zuwu: Zuwu, bank: Path, questions: Path) -> None:
    """Each with its number of questions; one that has none is left out."""
    lines = zuwu("evaluate", questions, "--knowledge", bank).stdout.splitlines()
    groups = [line.split()[:3] for line in lines if re.match(r"(kind|style|document) ", line)]
    assert groups[:2] == [["kind", "in", "2"], ["kind", "out-far", "1"]]
    assert groups[2:] == [["style", "-", "1"], ["style", "s", "1"], ["document", "card-terms", "2"]]


def test_minimums_decide_the_exit_code(zuwu: Zuwu, bank: Path, questions: Path) -> None:
    """All that are missed are named; a figure of which there are no questions is missed."""
    scored = ("evaluate", questions, "--knowledge", bank)
    assert zuwu(*scored, "--min", "right=0.5", "--min", "far_not_answered=1").exit_code == 0
    done = zuwu(*scored, "--min", "right=0.51", "--min", "reached=0.6", "--min", "followup=0", "--min", "good=0")
    assert done.exit_code == 1
    assert done.stderr == "低于下限：right 0.500 < 0.51；reached 0.500 < 0.6；followup 没有题目\n"


@pytest.mark.parametrize("minimum", ["rigth=0.5", "right", "right=", "right=viel", "right=nan", "=1"])
def test_a_minimum_that_cannot_be_meant_is_refused(zuwu: Zuwu, questions: Path, minimum: str) -> None:
    """Rather than passed over: exit code 2."""
    done = zuwu("evaluate", questions, "--min", minimum)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "--min" in done.stderr


@pytest.mark.parametrize(
    "row",
    [
        "{", "[]", "1", "{}", '{"q": 5, "kind": "in"}', '{"q": "x", "kind": "inn"}', '{"q": "x", "kind": "in"}',
        '{"q": "x", "kind": "in", "gold": [["a"]]}', '{"q": "x", "kind": "in", "gold": 7}',
        '{"turns": [], "kind": "out-far"}', '{"q": "x", "kind": "in", "gold": [["a", "b"]], "facts": [1]}',
    ],
)  # fmt: skip
def test_a_row_that_is_none_is_told_with_its_place(zuwu: Zuwu, tmp_path: Path, row: str) -> None:
    """``FILE:LINE`` and why; exit code 1."""
    path = tmp_path / "questions.jsonl"
    path.write_text(f"{OUTSIDE}\n{row}\n", "utf-8")
    done = zuwu("evaluate", path)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith(f"{path}:2 ")


def test_files_without_questions_are_told(zuwu: Zuwu, tmp_path: Path) -> None:
    """One that is missing, one that is empty, one that is not UTF-8."""
    (tmp_path / "empty.jsonl").touch()
    (tmp_path / "gbk.jsonl").write_bytes("你好".encode("gbk"))
    assert zuwu("evaluate", "missing.jsonl").exit_code == 2
    assert (zuwu("evaluate", "empty.jsonl").exit_code, zuwu("evaluate", "empty.jsonl").stderr) == (
        1,
        "没有题目。\n",
    )
    done = zuwu("evaluate", "gbk.jsonl")
    assert (done.exit_code, done.stderr) == (1, "gbk.jsonl 不是 UTF-8 编码。\n")


def test_a_document_can_be_looked_at_alone(zuwu: Zuwu, bank: Path, questions: Path) -> None:
    """With the questions that nothing should answer."""
    done = zuwu("evaluate", questions, "--knowledge", bank, "--governing", "another")
    assert "题数 1，" in done.stdout
