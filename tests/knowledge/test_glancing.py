"""What is read otherwise than it looks, and how the answer of an entry is written: told, with the line."""

from pathlib import Path

import pytest

from knowledge.blocks import join, split
from knowledge.issues import Issue, Severity
from knowledge.loader import load_files, load_folder, packaged_folder
from tests.knowledge.samples import FAQ, VALID, swapped, write

ENTRIES = "faq/group-rules.yaml"
CUT = "K406"


def _issues(old: str, new: str) -> list[Issue]:
    return load_files(
        {name: text.encode() for name, text in VALID.items()} | {ENTRIES: swapped(FAQ, old, new).encode()}
    ).issues


@pytest.mark.parametrize(
    ("old", "new", "line", "lost"),
    [
        ("answer: 推选。", "answer: 推选 #2 号文件。", 15, "2 号文件"),
        ("question: 组长怎么产生？", "question: 组长 # 怎么产生？", 13, "怎么产生"),
        ("tests: [组长是选的吗]", "tests:\n      - 组长 #1 是选的吗", 18, "1 是选的吗"),
        ("phrasings: [组长谁来定]", "phrasings:\n      - 谁来定\n      - 组长 #定 谁", 16, "定 谁"),
        ("answer: 推选。", "answer: 先提名\n      再推选 #第二步", 16, "第二步"),
    ],
)
def test_a_sign_that_cuts_a_sentence_off(old: str, new: str, line: int, lost: str) -> None:
    """A # behind a blank begins a comment, even in the middle of what people read. It is advice: some are meant so."""
    found = [issue for issue in _issues(old, new) if issue.code == CUT]
    assert [(issue.line, issue.severity) for issue in found] == [(line, Severity.WARNING)]
    assert f"“{lost}" in found[0].text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("answer: 推选。", "answer: '推选 #2 号文件。'"),
        ("answer: 推选。", "answer: |\n      推选 #2 号文件。"),
        ("answer: 推选。", "answer: 推选#2 号文件。"),
        ("answer: 推选。", "answer: 推选。 #"),
        ("topic: 组长", "topic: 组长   # 也叫负责人"),
        ("tests: [组长是选的吗]", "tests: [组长是选的吗]  # 一个就够"),
        ("    answer: 推选。", "    # 问过的\n    answer: 推选。"),
    ],
)
def test_comments_elsewhere_are_comments(old: str, new: str) -> None:
    """Behind a list, on lines of their own, behind what is no sentence, and what is quoted is text."""
    assert [str(issue) for issue in _issues(old, new)] == []


@pytest.mark.parametrize(
    "answer",
    [
        ">\n      分三步：\n      1. 提名；\n      2. 推选；\n      3. 公布。",
        "分三步：\n      1. 提名；\n      2. 推选。",
        '"分三步：\n      - 提名；\n      - 推选。"',
        ">-\n      （一）提名；\n      （二）推选。",
    ],
)
def test_a_list_that_becomes_one_paragraph(answer: str) -> None:
    """It looks like lines in the file and is shown as one."""
    found = [issue for issue in _issues("answer: 推选。", f"answer: {answer}") if issue.code == CUT]
    assert [(issue.line, issue.severity) for issue in found] == [(15, Severity.WARNING)]


@pytest.mark.parametrize(
    "answer",
    [
        "|\n      1. 提名；\n      2. 推选。",
        ">\n      1. 提名；\n\n      2. 推选。",
        ">\n      一句很长的话，\n      分两行写。",
        '"1. 提名；\\n2. 推选。"',
    ],
)
def test_a_list_whose_lines_are_kept(answer: str) -> None:
    """Nothing is said of it, nor of a sentence that was broken for its length."""
    assert [str(issue) for issue in _issues("answer: 推选。", f"answer: {answer}")] == []


@pytest.mark.parametrize("mark", ["**推选**", "<b>推选</b>", "推选<br>", '<a href="x">推选</a>'])
def test_marks_that_are_shown_as_they_stand(mark: str) -> None:
    """Answers are plain text."""
    found = [issue for issue in _issues("answer: 推选。", f"answer: '{mark}。'") if issue.code == "K407"]
    assert [(issue.line, issue.severity) for issue in found] == [(15, Severity.WARNING)]


def test_a_draft_may_wait_to_be_written() -> None:
    """Only what is answered from must have an answer."""
    issues = _issues("    answer: 推选。", "    draft: true\n    answer: 待写：第二条（规定）")
    issues = [issue for issue in issues if issue.file == ENTRIES]
    assert not [issue for issue in issues if issue.severity is Severity.ERROR]


def test_what_is_only_advice_can_still_be_cut_up() -> None:
    """A file that loads can be edited from the chat, whatever is said of it."""
    content = swapped(FAQ, "answer: 推选。", "answer: 推选 #2 号\n      文件。").encode()
    assert load_files({**{name: text.encode() for name, text in VALID.items()}, ENTRIES: content}).base is None
    content = swapped(FAQ, "answer: 推选。", "answer: 推选 #2 号文件。").encode()
    loaded = load_files({**{name: text.encode() for name, text in VALID.items()}, ENTRIES: content})
    assert loaded.base is not None
    assert loaded.issues
    assert join(split(content, ENTRIES)) == content


def test_a_second_place_is_named_with_its_line() -> None:
    """Whoever has to choose between two phrasings sees both."""
    found = [issue.text for issue in _issues("[组长谁来定]", "[小组人数]") if issue.code == "K304"]
    assert found == [f"“小组人数”已经是 group-size 的问法（{ENTRIES}:6），一个问法只能属于一个条目。"]
    found = [issue.text for issue in _issues("tests: [组长是选的吗]", "tests: [小组最少几人]") if issue.code == "K309"]
    assert [f"（{ENTRIES}:6）" in text for text in found] == [True]


@pytest.mark.parametrize(
    ("name", "meant", "severity"),
    [
        ("terms.YAML", "terms.yaml", Severity.WARNING),
        ("Boundaries.yaml.txt", "Boundaries.yaml", Severity.WARNING),
        ("faq/handbook.YAML", "handbook.yaml", Severity.ERROR),
        ("faq/handbook.Yml", "handbook.yaml", Severity.ERROR),
        ("faq/handbook.yaml.txt", "handbook.yaml", Severity.ERROR),
        ("faq/group-rules.yaml.txt", "group-rules.yaml", Severity.WARNING),
    ],
)
def test_a_file_that_is_not_read_for_the_end_of_its_name(
    tmp_path: Path, name: str, meant: str, severity: Severity
) -> None:
    """What Windows and mail programs make of .yaml is named; beside the right one it is only a second copy."""
    folder = write(tmp_path)
    (folder / name).write_text("document: handbook\nentries: []\n", "utf-8")
    found = load_folder(folder).issues
    assert [(issue.file, issue.code, issue.severity) for issue in found] == [(name, "K310", severity)]
    assert meant in found[0].text


def test_the_only_file_of_its_kind_with_a_wrong_end(tmp_path: Path) -> None:
    """It is an error: all of it would be missing."""
    folder = write(tmp_path)
    (folder / "topics.yaml").rename(folder / "topics.yaml.txt")
    found = load_folder(folder).issues
    assert [(issue.file, issue.severity) for issue in found] == [("topics.yaml.txt", Severity.ERROR)]


def test_what_programs_leave_behind_is_passed_over(tmp_path: Path) -> None:
    """Of Office, Emacs, vi, macOS; and backups."""
    folder = write(tmp_path)
    for name in ("~$terms.yaml", ".terms.yaml.swp", "#terms.yaml#", "terms.yaml.bak", "terms.yaml~", "._terms.yaml"):
        for place in (folder / name, folder / "faq" / name):
            place.write_bytes(b"\x00\xff")
    assert load_folder(folder).issues == []


def test_nothing_is_said_of_the_packaged_base() -> None:
    """It is written as it is read."""
    assert [str(issue) for issue in load_folder(packaged_folder()).issues] == []
