"""``zuwu draft``: a new document as YAML to go on with."""

import io
import json
import shutil
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
import yaml

from bot.cli import drafting
from bot.docx import reading
from knowledge.outline.numerals import chinese
from tests.cli.conftest import Zuwu
from tests.conftest import KNOWLEDGE

DRAFTS = Path(__file__).parents[1] / "data" / "drafts"
RULES = (DRAFTS / "headings.txt").read_text("utf-8")


def test_both_parts_are_printed(zuwu: Zuwu, tmp_path: Path) -> None:
    """With a line between them; what belongs nowhere is told on standard error. Nothing is written."""
    file = tmp_path / "garden.md"
    shutil.copy(DRAFTS / "newspaper.md", file)
    done = zuwu("draft", file)
    assert done.exit_code == 0
    first, second = done.stdout.split("\n# ---- 下面是 faq/garden.yaml\n")
    assert list(yaml.safe_load(first)) == ["garden"]
    assert [entry["draft"] for entry in yaml.safe_load(second)["entries"]] == [True] * 6
    assert "没有归进任何一条：7 行。\n  第 31 行 小学生走进豆腐坊" in done.stderr
    assert "编号暂定 garden，可以用 --id 另给。" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["garden.md"]


def test_the_written_files_pass_the_check(zuwu: Zuwu, tmp_path: Path) -> None:
    """Once they stand in a knowledge folder; and a second time nothing is overwritten."""
    done = zuwu("draft", DRAFTS / "library.md", "--id", "library-2023", "--out", tmp_path / "out")
    part, faq = (Path(line) for line in done.stdout.splitlines())
    assert (done.exit_code, faq.name) == (0, "library-2023.yaml")
    base = tmp_path / "base"
    shutil.copytree(KNOWLEDGE, base)
    with (base / "documents.yaml").open("a", encoding="utf-8") as documents:
        documents.write("\n" + part.read_text("utf-8"))
    shutil.copy(faq, base / "faq")
    checked = zuwu("check", base)
    assert checked.exit_code == 0, checked.stdout
    assert "library-2023" in checked.stdout
    before = faq.read_bytes()
    again = zuwu("draft", DRAFTS / "headings.txt", "--id", "library-2023", "--out", tmp_path / "out")
    assert (again.exit_code, faq.read_bytes()) == (1, before)
    assert "已经有了，没有覆盖" in again.stderr


def test_the_outline_is_json_for_programs(zuwu: Zuwu) -> None:
    """One object."""
    found = json.loads(zuwu("draft", DRAFTS / "canteen.txt", "--json").stdout)
    assert (found["title"], found["dates"]["effective"]) == ("石门农场食堂就餐管理办法", "2022-11-03")
    assert [part["locator"] for part in found["provisions"]][1:3] == ["第1条", "第2条"]


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8", ""), ("utf-8-sig", ""), ("gb18030", "按 GB18030 读的"), ("utf-16", "按 UTF-16 读的")],
)
def test_encodings(zuwu: Zuwu, tmp_path: Path, encoding: str, told: str) -> None:
    """Whatever an office saves text in; what is not UTF-8 is told."""
    file = tmp_path / "rules.txt"
    file.write_bytes(RULES.encode(encoding))
    done = zuwu("draft", file)
    assert done.exit_code == 0
    assert "title: 南塘中学宿舍管理规定" in done.stdout
    assert told in done.stderr
    assert ("不是 UTF-8" in done.stderr) == bool(told)


def _docx(path: Path) -> Path:
    """Headings, an article in a table with a merged cell, and a paragraph that Word numbers."""
    document = docx.Document()
    document.add_heading("操场使用规则", 0)
    document.add_heading("第一章 总则", 1)
    document.add_paragraph("第一条 为了操场的秩序，制定本规则。")
    table = document.add_table(1, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "第二条 操场早上六点开门。"
    times = document.add_table(3, 2)
    for row, texts in enumerate((("季节", "关门"), ("夏天", "九点"), ("冬天", "七点"))):
        for column, text in enumerate(texts):
            times.cell(row, column).text = text
    document.add_paragraph("第三条 本规则自2021年9月1日起施行。")
    document.save(str(path))
    return path


def test_a_word_file_is_read_by_its_content(zuwu: Zuwu, tmp_path: Path) -> None:
    """Paragraphs and tables in their order, whatever the name of the file ends in."""
    done = zuwu("draft", _docx(tmp_path / "field.txt"))
    assert done.exit_code == 0
    found = yaml.safe_load(done.stdout.split("\n# ----")[0])["field"]
    assert (found["title"], found["effective"]) == ("操场使用规则", "2021-09-01")
    assert list(found["provisions"]) == ["第一条", "第二条", "第三条"]
    assert "自动编的号" not in done.stderr


def test_the_rows_of_a_table_are_lines(zuwu: Zuwu, tmp_path: Path) -> None:
    """Its cells are told apart; a cell that only holds the page together is a line."""
    done = zuwu("draft", _docx(tmp_path / "field.docx"))
    comments = [line.split("#", 1)[1].strip() for line in done.stdout.splitlines() if line.startswith("  #")]
    assert "操场早上六点开门。" in comments
    assert [line for line in comments if "｜" in line] == ["季节｜关门", "夏天｜九点", "冬天｜七点"]


def test_the_articles_are_counted_apart_from_what_is_before_them(zuwu: Zuwu) -> None:
    """As people count them."""
    assert "《临溪镇图书室管理规则（试行）》：6 条，另有序言。" in zuwu("draft", DRAFTS / "library.md").stderr
    assert "6 个部分，另有转发通知、引言。" in zuwu("draft", DRAFTS / "opinion.txt").stderr


@pytest.mark.parametrize(
    ("paragraphs", "text", "sentence"),
    [(20_001, "一", "文件有 20001 段，最多 20000 段"), (1, "字" * 800_000, "文件的文字太多，最多 2 MB")],
)
def test_a_word_file_without_end_is_refused_at_once(
    zuwu: Zuwu, tmp_path: Path, paragraphs: int, text: str, sentence: str
) -> None:
    """By its size, before anything is made of it."""
    body = f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" * paragraphs
    xml = f'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}'
    file = tmp_path / "long.docx"
    file.write_bytes(_zip(**_TYPES, **{"word/document.xml": f"{xml}</w:body></w:document>".encode()}))
    began = time.monotonic()
    done = zuwu("draft", file)
    assert (done.exit_code, done.stdout) == (1, "")
    assert sentence in done.stderr
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("numeral", [chinese, str])
def test_too_many_articles_are_refused_alike(zuwu: Zuwu, tmp_path: Path, numeral: Callable[[int], str]) -> None:
    """However they are numbered."""
    text = "大法\n" + "\n".join(f"第{numeral(count)}条 这是一条。" for count in range(1, 1201))
    (tmp_path / "law.txt").write_text(text, "utf-8")
    assert "里有 1200 条，太多了，最多 1000；请分成几份。" in zuwu("draft", tmp_path / "law.txt").stderr


def test_numbers_that_word_counts_are_told(zuwu: Zuwu, tmp_path: Path) -> None:
    """They are not in the text."""
    document = docx.Document(str(_docx(tmp_path / "field.docx")))
    numbered = document.add_paragraph("自动编号的一段。")
    numbered._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = 1
    document.save(str(tmp_path / "field.docx"))
    assert "文件里有 Word 自动编的号，读不到" in zuwu("draft", tmp_path / "field.docx").stderr


def _zip(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


_TYPES = {"[Content_Types].xml": b"<Types/>"}
_ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
_BOMB = b"<x>" + b" " * (reading.MAX_UNPACKED // 3) + b"</x>"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "是空的"),
        (b" \n\n", "是空的"),
        ("从前有一座山。".encode(), "没有找到“第一条”这样的条文"),
        (b"\x00\x01\x02\x03" * 50, "不是文本文件"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "不是文本文件"),
        (b"%PDF-1.7\n", "是 PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 100, "旧式的 Word 文件"),
        (b"x" * (drafting.MAX_TEXT + 1), "太大，文本文件最多 2 MB"),
        (b"PK\x03\x04 broken", "不是 Word 文件"),
        (_zip(**{"a.txt": b"x"}), "是压缩文件，但不是 Word 文件"),
        (_zip(**_TYPES, **{"word/document.xml": b"<x/>"}), "不是能打开的 Word 文件"),
        (_zip(**_TYPES, **{"word/document.xml": _ENTITIES}), "XML 声明"),
        (_zip(**_TYPES, **{"word/document.xml": _BOMB}), "解开以后太大"),
        (_zip(**_TYPES, **{f"word/{n}.xml": b"" for n in range(2001)}), "解开以后太大"),
    ],
    ids=range(14),
)
def test_what_is_no_document_is_refused(zuwu: Zuwu, tmp_path: Path, content: bytes, sentence: str) -> None:
    """With one sentence and exit code 1; nothing on standard output."""
    file = tmp_path / "file.docx"
    file.write_bytes(content)
    done = zuwu("draft", file)
    assert (done.exit_code, done.stdout) == (1, "")
    assert sentence in done.stderr.splitlines()[-1]


def test_a_huge_file_is_not_even_read(zuwu: Zuwu, tmp_path: Path) -> None:
    """50 MB."""
    file = tmp_path / "huge.txt"
    with file.open("wb") as out:
        out.truncate(50 * 1024 * 1024)
    done = zuwu("draft", file)
    assert (done.exit_code, done.stderr) == (1, f"{file} 太大，最多 20 MB。\n")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["{}/none.txt"], "没有 {}/none.txt 这个文件。"),
        (["{}"], "{} 是文件夹，要给一个文件。"),
        (["{}/rules.txt", "--id", "Bad Id"], "编号 Bad Id 不行"),
        (["{}/rules.txt", "--id", ""], "编号  不行"),
        (["{}/rules.txt", "--id", "x" * 49], "最多 48 个字"),
        (["{}/rules.txt", "--id", "TAKEN"], "已经是知识里的一份文件，请用 --id 另给一个。"),
        (["{}/rules.txt", "--id", "new", "--out", "{}/rules.txt"], "不是文件夹，--out 要给一个文件夹。"),
    ],
    ids=range(7),
)
def test_what_cannot_be_asked_for_is_refused(zuwu: Zuwu, tmp_path: Path, arguments: list[str], sentence: str) -> None:
    """With one sentence and exit code 1."""
    (tmp_path / "rules.txt").write_text(RULES, "utf-8")
    taken = next(iter(yaml.safe_load((KNOWLEDGE / "documents.yaml").read_text("utf-8"))))
    done = zuwu("draft", *(part.replace("{}", str(tmp_path)).replace("TAKEN", taken) for part in arguments))
    assert (done.exit_code, done.stdout) == (1, "")
    assert sentence.replace("{}", str(tmp_path)) in done.stderr
    assert (tmp_path / "rules.txt").read_text("utf-8") == RULES
