"""``zuwu draft``: from the text of a new document to the YAML that a writer goes on with."""

import json
import re
import stat
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.common import clear_errors, fail, settings_or_fail

if TYPE_CHECKING:
    from knowledge.outline.drafting import Draft, Taken
    from knowledge.outline.values import Outline

MAX_TEXT = 2 * 1024 * 1024
"""Bytes of a text file: some 700,000 characters, more than any regulation has."""

_MAX_PROVISIONS = 1000
_SHOWN = 10
"""Lines that were left out and are told one by one."""


@click.command(
    help="把一份新文件（txt、md、docx）变成草稿：放进 documents.yaml 的部分，和每条一个 draft: true 的条目。"
    "不写 --out 就打印出来，不改任何文件。"
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--out", type=click.Path(path_type=Path), help="写进这个文件夹：documents.part.yaml 和 faq/编号.yaml；不覆盖。"
)
@click.option("--id", "document_id", metavar="ID", help="文件的编号，如 library-rules-2024（默认用文件名）。")
@click.option("--json", "as_json", is_flag=True, help="只输出认出来的结构，一个 JSON 对象。")
def draft(file: Path, out: Path | None, document_id: str | None, as_json: bool) -> None:
    """Draft the entries of a document."""
    from knowledge.outline import drafting

    outline = _outline(file)
    if as_json:
        click.echo(json.dumps(asdict(outline), ensure_ascii=False))
        _tell(outline)
        return
    taken = _taken()
    chosen = _document_id(document_id, drafting.proposed_id(file.stem, outline), taken)
    made = drafting.draft(outline, chosen, taken)
    if out is None:
        click.echo(f"{made.document}\n# ---- 下面是 faq/{chosen}.yaml\n{made.entries}", nl=False)
    else:
        _write(made, chosen, out)
    _tell(outline)
    if document_id is None:
        click.echo(f"编号暂定 {chosen}，可以用 --id 另给。", err=True)


def _outline(file: Path) -> "Outline":
    from knowledge.outline.reading import read_outline
    from knowledge.outline.values import NoStructureError

    text, marked_up = _text(file)
    if not text.strip():
        fail(f"{file} 是空的。")
    try:
        outline = read_outline(text, name=file.stem, marked_up=marked_up)
    except NoStructureError:
        fail(f"{file} 里没有找到“第一条”这样的条文，也没有“一、”这样的编号或者标题，不知道怎么分。")
    if len(outline.provisions) > _MAX_PROVISIONS:
        fail(f"{file} 里有 {_counted(outline)}，太多了，最多 {_MAX_PROVISIONS}；请分成几份。")
    return outline


def _text(file: Path) -> tuple[str, bool]:
    """The text of a file, and whether its marks are markdown's. What the file is, its content says and not its name."""
    content = _content(file)
    if content[:4] == b"PK\x03\x04":
        return _docx_text(file, content), True
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        fail(f"{file} 是旧式的 Word 文件（.doc），请用 Word 另存为 .docx。")
    if content[:5] == b"%PDF-":
        fail(f"{file} 是 PDF，请把文字复制到文本文件里。")
    if len(content) > MAX_TEXT:
        fail(f"{file} 太大，文本文件最多 {MAX_TEXT // 1024 // 1024} MB。")
    return _decoded(file, content), True


def _content(file: Path) -> bytes:
    from bot.docx.reading import MAX_FILE

    try:
        status = file.stat()
        if stat.S_ISDIR(status.st_mode):
            fail(f"{file} 是文件夹，要给一个文件。")
        if not stat.S_ISREG(status.st_mode):
            fail(f"{file} 不是普通文件。")
        if status.st_size > MAX_FILE:
            fail(f"{file} 太大，最多 {MAX_FILE // 1024 // 1024} MB。")
        with file.open("rb") as opened:  # no more than that, should it grow meanwhile
            return opened.read(MAX_FILE + 1)
    except FileNotFoundError:
        fail(f"没有 {file} 这个文件。")
    except (OSError, ValueError) as error:
        fail(f"{file} 读不出来：{getattr(error, 'strerror', None) or '名字不对'}。")


def _docx_text(file: Path, content: bytes) -> str:
    from bot.docx.reading import UnreadableDocx, read_docx

    try:
        text, counted = read_docx(content)
    except UnreadableDocx as error:
        fail(f"{file} 读不出来：{error}")
    if counted:
        click.echo("文件里有 Word 自动编的号，读不到；那些段落请对照原文补上编号。", err=True)
    return text


def _decoded(file: Path, content: bytes) -> str:
    """Text in UTF-8, in UTF-16 with its mark, else in GB18030."""
    marked = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        text = _as(encoding, content)
        if text is not None and _is_text(text):
            if encoding != "utf-8-sig":
                click.echo(f"{file} 不是 UTF-8，按 {encoding.upper()} 读的。", err=True)
            return text
    return fail(f"{file} 不是文本文件，只能读 txt、md 和 docx。")


def _as(encoding: str, content: bytes) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _is_text(text: str) -> bool:
    """Whether it can be a document: no more than a stray control character, and not mostly signs that nobody reads."""
    control = len(re.findall("[\x00-\x08\x0e-\x1f]", text))
    private = len(re.findall("[\ue000-\uf8ff\ufffd]", text))
    return control * 200 <= len(text) and "\x00" not in text and private * 10 <= len(text)


def _taken() -> "Taken":
    from knowledge.loader import load_folder
    from knowledge.outline.drafting import taken_by

    with clear_errors():
        return taken_by(load_folder(settings_or_fail().knowledge_dir).require())


def _document_id(given: str | None, proposed: str, taken: "Taken") -> str:
    from knowledge.outline.drafting import MAX_ID

    chosen = given if given is not None else proposed
    if not re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", chosen) or len(chosen) > MAX_ID:
        fail(f"编号 {chosen} 不行：只能用小写字母、数字和连字符，最多 {MAX_ID} 个字，如 library-rules-2024。")
    if chosen in taken.documents:
        fail(f"编号 {chosen} 已经是知识里的一份文件，请用 --id 另给一个。")
    return chosen


def _write(made: "Draft", document_id: str, out: Path) -> None:
    """Write the two files; nothing that is there already is touched."""
    parts = {out / "documents.part.yaml": made.document, out / "faq" / f"{document_id}.yaml": made.entries}
    try:
        if out.exists() and not out.is_dir():
            fail(f"{out} 不是文件夹，--out 要给一个文件夹。")
        if there := [path for path in parts if path.exists() or path.is_symlink()]:
            fail(f"{'、'.join(map(str, there))} 已经有了，没有覆盖；请换一个文件夹，或者先移走。")
        for path, text in parts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
    except OSError as error:
        fail(f"写不进 {out}：{error.strerror or error}。")
    for path in parts:
        click.echo(path)


def _counted(outline: "Outline") -> str:
    """How many articles there are, or parts where it has none, and what stands before them."""
    from knowledge.outline.values import Part

    parts = [part for part in outline.provisions if part.part in (Part.ARTICLE, Part.SECTION)]
    around = [part.locator for part in outline.provisions if part not in parts]
    told = f"{len(parts)} {'条' if outline.has_articles else '个部分'}"
    return f"{told}，另有{'、'.join(around)}" if around else told


def _tell(outline: "Outline") -> None:
    """What a person must look after."""
    click.echo(f"《{outline.title}》：{_counted(outline)}。", err=True)
    if outline.gaps:
        click.echo(f"编号不连着，没有找到：{'、'.join(outline.gaps[:_SHOWN])}。", err=True)
    if outline.annexes:
        click.echo(f"附件没有收进来：{len(outline.annexes)} 个。", err=True)
    if left := outline.left_out:
        click.echo(f"没有归进任何一条：{len(left)} 行。", err=True)
        for line, text in left[:_SHOWN]:
            click.echo(f"  第 {line} 行 {text[:30]}{'…' if len(text) > 30 else ''}", err=True)
        if len(left) > _SHOWN:
            click.echo(f"  另有 {len(left) - _SHOWN} 行。", err=True)
