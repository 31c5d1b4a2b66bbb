"""Files cut into items and put together again."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.blocks import CannotSplitError, File, fitted, join, split, with_blocks
from knowledge.issues import has_errors
from knowledge.loader import load_files, packaged_folder, read_folder
from knowledge.marked import parse_marked
from knowledge.patching import tidy
from tests.knowledge.samples import VALID

PACKAGED, _ = read_folder(packaged_folder())

LIST = """\
# 关于文件

# 关于列表
terms:  # 词条
  # 机构

  # ---- 小组
  - id: a   # 甲
    name: 甲
      # 甲的旧写法
  # 乙的说明
  -
    # 里面
    id: b
    gloss: |
      - id: 不是一项
      # 不是注释

  # 末尾
"""


@pytest.mark.parametrize("name", sorted(PACKAGED))
def test_a_packaged_file_is_the_same_again(name: str) -> None:
    """Byte for byte; and what each block says is what the file says there."""
    file = split(PACKAGED[name], name)
    assert join(file) == PACKAGED[name]
    assert join(with_blocks(file, file.blocks)) == PACKAGED[name]
    marked = parse_marked(PACKAGED[name], name)
    items = list(marked.data.values()) if file.section in ("documents", "titles") else marked.data[file.section]
    assert [block.data for block in file.blocks] == items


def test_comments_belong_to_the_item_below_them() -> None:
    """What stands further in, or behind an empty line, belongs to what is above it."""
    file = split(LIST.encode(), "terms.yaml")
    assert file.head == "# 关于文件\n\n# 关于列表\nterms:  # 词条\n  # 机构\n\n"
    first, second = file.blocks
    assert first.text == "  # ---- 小组\n  - id: a   # 甲\n    name: 甲\n      # 甲的旧写法\n"
    assert second.text.startswith("  # 乙的说明\n  -\n    # 里面\n    id: b\n")
    assert second.text.endswith("      # 不是注释\n")
    assert second.space == "\n"
    assert file.tail == "  # 末尾\n"


@pytest.mark.parametrize(
    "content",
    [
        LIST,
        LIST.replace("\n", "\r\n"),
        LIST.replace("\n", "\r"),
        "\ufeff" + LIST,
        LIST.rstrip(),
        "---\n" + LIST + "...\n",
        "terms:\n- id: a\n- id: b\n",
        "terms:\n- id: a\n- id: b\n  gloss: |+\n    甲\n\n\n# 完\n",
        "terms: []",
        "terms: [ ]  # 空\n",
        "terms:\n",
        "terms: [{id: a, name: 甲}, {id: b, name: 乙}]\n",
        "{terms: [{id: a}]}",
        "terms:\n  - {id: a}\n  - {id: b}   # 乙\n",
        "terms:\n  - id: a\n    name: 😀\n  - id: b\n",
    ],
)
def test_any_way_of_writing_a_list_is_the_same_again(content: str) -> None:
    file = split(content.encode(), "terms.yaml")
    assert join(file) == content.encode()
    again = with_blocks(file, file.blocks)
    assert [block.id for block in split(join(again), "terms.yaml").blocks] == [block.id for block in file.blocks]
    ids = ["a", "b"] if "id: b" in content else ["a"] if "id: a" in content else []
    assert [block.id for block in file.blocks] == ids


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("where-to-look.yaml", "# 标题\n\n# 甲的\n甲: [一]\n乙: []\n"),
        ("where-to-look.yaml", "# 标题\n甲: [一]\r\n\r\n乙: []"),
        ("where-to-look.yaml", "{}\n"),
        ("where-to-look.yaml", "{甲: [一], 乙: []}\n"),
        ("documents.yaml", "a:\n  title: 甲\n\n# b 的\nb:\n  title: 乙\n  provisions:\n    第一条:\n"),
        ("where-to-look.yaml", "? 甲\n: [一]\n"),
        ("where-to-look.yaml", "甲: [一]\n? 乙  # 甲: 乙\n: [二]\n丙: []\n"),
        ("faq/a.yaml", "? document\n: a\n? entries\n: - id: b\n  - id: c\n"),
        ("faq/a.yaml", "? entries # 甲: 乙\n:\n  - id: b\ndocument: a\n"),
        ("faq/a.yaml", "document: a\n? entries # 甲: 乙\n: []\n"),
        ("faq/a.yaml", "document: a\nentries:\n- ? id\n  : b\n  ? answer\n  : |\n    甲\n"),
        ("faq/a.yaml", "document: a  # 甲\nentries: []\n"),
        ("faq/a.yaml", "entries:\n  - id: b\n  # 完\ndocument: a\n"),
    ],
)
def test_files_of_other_shapes_are_the_same_again(name: str, content: str) -> None:
    file = split(content.encode(), name)
    assert join(file) == content.encode()
    assert file.document == ("a" if name.startswith("faq/") else "")


def test_a_heading_is_about_the_file() -> None:
    """Above a top-level key, only what an empty line divides from the heading is about the key."""
    apart = split("# 标题\n\n# 甲的\n甲: [一]\n".encode(), "where-to-look.yaml")
    together = split("# 标题\n甲: [一]\n".encode(), "where-to-look.yaml")
    assert (apart.head, apart.blocks[0].text) == ("# 标题\n\n", "# 甲的\n甲: [一]\n")
    assert (together.head, together.blocks[0].text) == ("# 标题\n", "甲: [一]\n")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("terms.yaml", b"\xff\xfe"),
        ("terms.yaml", b""),
        ("terms.yaml", b"- id: a\n"),
        ("terms.yaml", b"terms: 1\n"),
        ("terms.yaml", b"words: []\n"),
        ("terms.yaml", b"terms:\n  - a\n"),
        ("terms.yaml", b"terms:\n  - name: a\n"),
        ("terms.yaml", b"terms:\n  - id: a\n  - id: a\n"),
        ("terms.yaml", b"terms: &a\n  - id: a\n"),
        ("terms.yaml", b"terms: [{id: a, name: 2019-04-22}]\n"),
        ("terms.yaml", b"terms: [" * 1000),
        ("notes.yaml", b"a: 1\n"),
    ],
)
def test_what_cannot_be_cut_is_refused_with_the_reason(name: str, content: bytes) -> None:
    """With the file, in the words of the checks."""
    with pytest.raises(CannotSplitError) as refused:
        split(content, name)
    assert refused.value.issues
    assert {issue.file for issue in refused.value.issues} == {name}


def test_an_emptied_list_can_be_filled_again() -> None:
    """And the file is readable in between."""
    file = split(LIST.encode(), "terms.yaml")
    empty = with_blocks(file, [])
    again = split(join(empty), "terms.yaml")
    assert again.blocks == ()
    filled = split(join(with_blocks(again, file.blocks)), "terms.yaml")
    assert [block.data for block in filled.blocks] == [block.data for block in file.blocks]
    assert "# 末尾" in filled.tail


def test_an_emptied_file_of_titles_can_be_filled_again() -> None:
    file = split("# 标题\n甲: [一]\n".encode(), "where-to-look.yaml")
    empty = with_blocks(file, [])
    assert join(empty) == "# 标题\n{}\n".encode()
    assert join(with_blocks(split(join(empty), "where-to-look.yaml"), file.blocks)) == join(file)


def test_a_block_fits_into_another_file() -> None:
    """As far in as the others there, with the line breaks of that file."""
    block = split(LIST.encode(), "terms.yaml").blocks[1]
    there = split(b"terms:\r\n- id: c\r\n", "terms.yaml")
    content = join(with_blocks(there, [*there.blocks, fitted(block, there)]))
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert split(content, "terms.yaml").find("b").data == block.data  # type: ignore[union-attr]
    back = fitted(split(content, "terms.yaml").blocks[1], split(LIST.encode(), "terms.yaml"))
    assert back.text == block.text


_NAMES = sorted(VALID)
_COMMENTS = st.sampled_from(["", "\n", "# c\n", "    # c\n", "  # c\n\n", "\n# c\n\n# d\n", "   \n"])


@given(name=st.sampled_from(_NAMES), data=st.data(), end=st.sampled_from(["\n", "\r\n", "\r"]))
def test_comments_anywhere_change_nothing(name: str, data: st.DataObject, end: str) -> None:
    """Whatever stands between the lines, the file is the same again and its items say the same."""
    lines = VALID[name].splitlines(keepends=True)
    pieces = [data.draw(_COMMENTS) + line for line in lines]
    content = ("".join(pieces) + data.draw(_COMMENTS)).replace("\n", end).encode()
    file = split(content, name)
    assert join(file) == content
    assert [block.data for block in file.blocks] == [block.data for block in split(VALID[name].encode(), name).blocks]
    _check_order(file, data, name)


def _check_order(file: File, data: st.DataObject, name: str) -> None:
    """The items in another order, or without some of them, say what they said."""
    some = data.draw(st.lists(st.sampled_from(file.blocks), unique_by=lambda block: block.id))
    again = split(join(with_blocks(file, some)), name)
    assert [block.data for block in again.blocks] == [block.data for block in some]


@given(st.sampled_from(_NAMES), st.binary(max_size=60))
def test_any_bytes_are_cut_or_refused(name: str, content: bytes) -> None:
    try:
        file = split(content, name)
    except CannotSplitError:
        return
    assert join(file) == content


@given(st.sampled_from(_NAMES), st.data())
def test_a_damaged_file_is_cut_or_refused(name: str, data: st.DataObject) -> None:
    """Lines swapped, doubled, lost and indented otherwise."""
    lines = VALID[name].splitlines(keepends=True)
    chosen = data.draw(st.lists(st.sampled_from(lines), max_size=len(lines) + 2))
    shift = data.draw(st.sampled_from(["", " ", "- ", "{", "? ", "#", "|\n"]))
    content = shift.join(chosen).encode()
    try:
        file = split(content, name)
    except CannotSplitError:
        return
    assert join(file) == content


_SAMPLE = {name: content.encode() for name, content in VALID.items()}
_WRITTEN = {
    "block": lambda key, value: f"{key}:{value}",
    "asked": lambda key, value: f"? {key}\n:{value}",
    "commented": lambda key, value: f"? {key}  # 甲: 乙\n: # 丙 - 丁\n {value}",
    "quoted": lambda key, value: f'"{key}" :{value}',
}


@given(name=st.sampled_from(_NAMES), data=st.data())
def test_whatever_passes_the_gate_can_be_cut(name: str, data: st.DataObject) -> None:
    """However its keys are written: what loads without errors is cut, is the same again, and takes other items."""
    lines = VALID[name].splitlines()
    number = data.draw(st.sampled_from(range(len(lines))))
    indent = len(lines[number]) - len(lines[number].lstrip(" -"))
    key, colon, value = lines[number][indent:].partition(":")
    written = data.draw(st.sampled_from(sorted(_WRITTEN)))
    if colon:
        again = _WRITTEN[written](key, value).replace("\n", "\n" + " " * indent)
        lines[number] = lines[number][:indent] + again
    content = ("\n".join(lines) + "\n").encode()
    if has_errors(load_files({**_SAMPLE, name: content}).issues):
        return
    file = split(content, name)
    assert join(file) == content
    assert [tidy(each.data) for each in file.blocks] == [tidy(each.data) for each in split(_SAMPLE[name], name).blocks]
    _check_order(file, data, name)


def test_very_many_items_are_cut_in_time() -> None:
    """Twice as many take about twice as many steps: no item is compared with all others."""

    def steps(count: int) -> int:
        items = "".join(f"  - id: e-{number}\n    gloss: |\n      甲\n" for number in range(count))
        content = f"terms:\n{items}".encode()
        taken = 0

        def step(_frame: FrameType, event: str, _argument: object) -> Callable[..., Any]:
            nonlocal taken
            taken += event == "line"
            return step

        before = sys.gettrace()
        sys.settrace(step)
        try:
            found = split(content, "terms.yaml")
        finally:
            sys.settrace(before)
        assert len(found.blocks) == count
        return taken

    assert steps(800) < 2.2 * steps(400)
