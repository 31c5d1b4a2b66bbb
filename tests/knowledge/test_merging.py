"""Three-way merges, item by item."""

from collections.abc import Callable, Mapping
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.blocks import CannotSplitError, split
from knowledge.diff import Part, compare
from knowledge.editing import add, put, remove, take
from knowledge.merging import Conflict, Merged, merge
from knowledge.models import Boundary, Citation, Entry, KnowledgeBase
from knowledge.source import read_source
from tests.knowledge.samples import VALID, swapped

Files = dict[str, bytes]


def _entry(entry_id: str, document: str = "group-rules") -> Entry:
    locator = "第一条" if document == "group-rules" else "第一章·一"
    cites = (Citation(document=document, locator=locator),)
    return Entry(id=entry_id, topic="设置", question=f"{entry_id} 是什么？", answer="甲。\n乙。", cites=cites)


def _boundary(boundary_id: str) -> Boundary:
    return Boundary(id=boundary_id, topic="会费", question=f"{boundary_id} 在哪里？")


def _sample() -> Files:
    files = {name: content.encode() for name, content in VALID.items()}
    for number in range(3):
        files = put(files, _entry(f"rule-{number}"))
        files = put(files, _entry(f"hint-{number}", "handbook"))
        files = put(files, _boundary(f"outside-{number}"))
    return files


BASE = _sample()
FAQ, BOOK = "faq/group-rules.yaml", "faq/handbook.yaml"


def _said(files: Mapping[str, bytes]) -> KnowledgeBase:
    return read_source(files).to_base()


def _ids(files: Mapping[str, bytes], name: str = FAQ) -> list[str]:
    return [block.id for block in split(files[name], name).blocks]


def _with(files: Files, name: str, old: str, new: str) -> Files:
    return {**files, name: swapped(files[name].decode(), old, new).encode()}


def test_changes_of_both_sides_come_together() -> None:
    """Of one file as of several; the text of what nobody changed stays."""
    here = _with(BASE, FAQ, "answer: 3 人。", "answer: 4 人。 # 我们改的")
    there = _with(_with(BASE, FAQ, "answer: 推选。", "answer: 选举。"), "terms.yaml", "[咱们组]", "[咱组]")
    merged = merge(BASE, here, there)
    assert merged.conflicts == ()
    both = _with(_with(here, FAQ, "answer: 推选。", "answer: 选举。"), "terms.yaml", "[咱们组]", "[咱组]")
    assert merged.files == both


def test_what_both_changed_differently_stays_and_is_a_conflict() -> None:
    here = _with(BASE, FAQ, "answer: 3 人。", "answer: 4 人。")
    there = _with(BASE, FAQ, "answer: 3 人。", "answer: 5 人。")
    conflict = Conflict(FAQ, "entries", "group-size")
    assert merge(BASE, here, there) == Merged(here, (conflict,))
    assert _said(take(here, there, conflict)) == _said(there)


def test_what_both_changed_alike_is_no_conflict() -> None:
    """However it is written."""
    here = _with(BASE, FAQ, "answer: 3 人。", "answer: 4 人。")
    there = _with(BASE, FAQ, "answer: 3 人。", "answer: |\n      4 人。")
    assert merge(BASE, here, there).files == here
    assert merge(BASE, here, there).conflicts == ()


def test_a_change_of_the_writing_alone_is_no_conflict() -> None:
    """Comments and quotes there give way to what is said here; where nothing was changed here they are taken."""
    here = _with(BASE, FAQ, "answer: 3 人。", "answer: 4 人。")
    there = _with(BASE, FAQ, "answer: 3 人。", "answer: '3 人。'")
    assert merge(BASE, here, there).files == here
    assert merge(BASE, here, there).conflicts == ()
    other = _with(BASE, FAQ, "answer: 推选。", "answer: 选举。")
    assert merge(BASE, other, there).files == _with(other, FAQ, "answer: 3 人。", "answer: '3 人。'")


def test_deletions_are_taken_and_conflict_with_changes() -> None:
    part = Part("entries", "group-size")
    gone = remove(BASE, part)
    changed = _with(BASE, FAQ, "answer: 3 人。", "answer: 4 人。")
    elsewhere = _with(BASE, FAQ, "answer: 推选。", "answer: 选举。")
    assert "group-size" not in _ids(merge(BASE, elsewhere, gone).files)
    assert "group-size" not in _ids(merge(BASE, gone, elsewhere).files)
    there = merge(BASE, changed, gone)
    assert (there.files, there.conflicts) == (changed, (Conflict(FAQ, "entries", "group-size", "there"),))
    here = merge(BASE, gone, changed)
    assert (here.files, here.conflicts) == (gone, (Conflict(FAQ, "entries", "group-size", "here"),))
    assert _said(take(changed, gone, there.conflicts[0])) == _said(gone)
    assert compare(_said(take(gone, changed, here.conflicts[0])), _said(changed)) == compare(_said(gone), _said(gone))


def test_a_move_is_taken() -> None:
    """From one file to another, while others of both are changed here."""
    here = add(add(BASE, Part("entries", "rule-0"), "tests", ["甲？"]), Part("entries", "hint-0"), "tests", ["乙？"])
    there = put(BASE, _entry("rule-1", "handbook"))
    merged = merge(BASE, here, there)
    assert merged.conflicts == ()
    assert "rule-1" not in _ids(merged.files)
    assert _ids(merged.files, BOOK) == ["hint-0", "hint-1", "hint-2", "rule-1"]
    assert b"\xe7\x94\xb2\xef\xbc\x9f" in merged.files[FAQ]


def test_an_entry_that_becomes_a_boundary_is_moved() -> None:
    """It is never both."""
    there = put(BASE, _boundary("rule-1"))
    here = _with(BASE, FAQ, "answer: 3 人。", "answer: 4 人。")
    merged = merge(BASE, here, there)
    assert "rule-1" not in _ids(merged.files)
    assert "rule-1" in _ids(merged.files, "boundaries.yaml")
    changed = add(BASE, Part("entries", "rule-1"), "tests", ["甲？"])
    conflict = Conflict(FAQ, "entries", "rule-1")
    kept = merge(BASE, changed, there)
    assert (kept.files, kept.conflicts) == (changed, (conflict,))
    taken = take(changed, there, conflict)
    assert "rule-1" not in _ids(taken)
    assert "rule-1" in _ids(taken, "boundaries.yaml")


def test_what_is_new_follows_the_neighbour_that_it_follows_there() -> None:
    """Also where that one moved, or several are new in a row."""
    text = BASE[FAQ].decode()
    first = text.index("  - id: rule-0")
    rest = "    topic: 甲\n    question: 乙\n    answer: 丙\n    cites: [第一条]\n"
    new = f"  - id: new-1\n{rest}  - id: new-2\n{rest}"
    there = {**BASE, FAQ: (text[:first] + new + text[first:]).encode()}
    here = put(BASE, _entry("ours"))
    merged = merge(BASE, here, there)
    assert _ids(merged.files) == ["group-size", "group-leader", "new-1", "new-2", "rule-0", "rule-1", "rule-2", "ours"]
    less = merge(BASE, remove(here, Part("entries", "group-leader")), there)
    assert _ids(less.files) == ["group-size", "new-1", "new-2", "rule-0", "rule-1", "rule-2", "ours"]


def test_a_file_that_is_new_there_is_taken_whole() -> None:
    """With its comments; one that is gone there goes, but for what was changed here."""
    base = {name: content for name, content in BASE.items() if name != BOOK}
    here = _with(base, FAQ, "answer: 3 人。", "answer: 4 人。")
    there = {**base, BOOK: b"# new\n" + BASE[BOOK]}
    assert merge(base, here, there).files == {**here, BOOK: there[BOOK]}
    other = _with(BASE, FAQ, "answer: 3 人。", "answer: 4 人。")
    assert merge(BASE, other, base).files == here
    edited = add(BASE, Part("entries", "hint-1"), "tests", ["甲？"])
    kept = merge(BASE, edited, base)
    assert _ids(kept.files, BOOK) == ["hint-1"]
    assert kept.conflicts == (Conflict(BOOK, "entries", "hint-1", "there"),)


def test_the_head_of_a_file_that_was_changed_here_stays() -> None:
    here = {**BASE, FAQ: b"# ours\n" + BASE[FAQ]}
    there = _with({**BASE, FAQ: b"# theirs\n" + BASE[FAQ]}, FAQ, "answer: 3 人。", "answer: 4 人。")
    assert merge(BASE, here, there).files == _with(here, FAQ, "answer: 3 人。", "answer: 4 人。")


def test_a_block_is_set_as_far_in_as_the_others() -> None:
    """What is taken stands as the items here do."""
    text = VALID["terms.yaml"].encode()
    base, here = {"terms.yaml": text}, {"terms.yaml": text.replace(b"\n  ", b"\n").replace(b"\n", b"\r\n")}
    there = {"terms.yaml": text.replace("[咱们组]".encode(), "\n      - 咱组".encode())}
    here = {"terms.yaml": here["terms.yaml"].replace("支部".encode(), "党支部".encode())}
    merged = merge(base, here, there)
    assert merged.conflicts == ()
    assert [term.spoken for term in _said(merged.files).terms] == [("咱组",), (), ()]
    assert b"\n" not in merged.files["terms.yaml"].replace(b"\r\n", b"")


def test_other_files_are_merged_whole() -> None:
    """A file that is no part of the knowledge has no items."""
    base, here = {**BASE, "README": b"1"}, {**BASE, "README": b"2"}
    assert merge(base, _with(base, FAQ, "3 人。", "4 人。"), {**BASE, "README": b"3"}).files["README"] == b"3"
    clash = merge(base, here, {**BASE, "README": b"3"})
    assert (clash.files["README"], clash.conflicts) == (b"2", (Conflict("README", "", ""),))
    assert take(here, {**BASE, "README": b"3"}, clash.conflicts[0])["README"] == b"3"
    assert "README" not in take(here, BASE, clash.conflicts[0])


def test_a_file_that_cannot_be_read_is_refused() -> None:
    """With the reason, whichever side it is on; unless there is nothing to merge."""
    broken = {**BASE, FAQ: b"entries: ["}
    other = _with(BASE, FAQ, "answer: 3 人。", "answer: 4 人。")
    with pytest.raises(CannotSplitError):
        merge(BASE, other, broken)
    assert merge(BASE, other, other).files == other


Edit = tuple[str, Callable[[Files], Files]]


@st.composite
def _edits(draw: st.DrawFn, side: str, free: tuple[str, ...]) -> list[Edit]:
    """Changes of the items that are free, and new ones that carry the name of the side."""
    edits: list[Edit] = []
    for item_id in draw(st.lists(st.sampled_from(free), unique=True, max_size=4)) if free else []:
        kind = draw(st.sampled_from(["answer", "remove", "move", "turn"]))
        edits.append((item_id, _edit(item_id, kind, side)))
    for number in range(draw(st.integers(0, 2))):
        document = draw(st.sampled_from(["group-rules", "handbook"]))
        new = f"{side}-new-{number}"
        edits.append((new, lambda files, new=new, document=document: put(files, _entry(new, document))))  # type: ignore[misc]
    return edits


def _edit(item_id: str, kind: str, side: str) -> Callable[[Files], Files]:
    entry = _entry(item_id, "handbook" if item_id.startswith("hint") else "group-rules")
    other = _entry(item_id, "group-rules" if item_id.startswith("hint") else "handbook")
    return {
        "answer": lambda files: put(files, entry.model_copy(update={"answer": f"{side} 说的：\n  - 甲 # 乙"})),
        "remove": lambda files: remove(files, Part("entries", item_id)),
        "move": lambda files: put(files, other),
        "turn": lambda files: put(files, _boundary(item_id)),
    }[kind]


IDS = tuple(f"{kind}-{number}" for kind in ("rule", "hint") for number in range(3))


def _applied(files: Files, edits: list[Edit]) -> Files:
    return reduce(lambda changed, edit: edit[1](changed), edits, files)


@given(_edits("here", IDS), _edits("there", IDS))
def test_a_merge_with_nothing_new_changes_nothing(ours: list[Edit], theirs: list[Edit]) -> None:
    """Nothing there: what is here. Nothing here: what is there. The same on both sides: that."""
    here, there = _applied(BASE, ours), _applied(BASE, theirs)
    assert merge(BASE, here, BASE).files == here
    assert merge(BASE, here, here).files == here
    assert merge(BASE, BASE, there).files == there
    assert not compare(_said(merge(BASE, BASE, there).files), _said(there))


@given(st.data())
def test_edits_that_do_not_overlap_are_both_there(data: st.DataObject) -> None:
    """And none of them is a conflict."""
    mine = tuple(data.draw(st.lists(st.sampled_from(IDS), unique=True)))
    ours = data.draw(_edits("here", mine))
    theirs = data.draw(_edits("there", tuple(item_id for item_id in IDS if item_id not in mine)))
    here, there = _applied(BASE, ours), _applied(BASE, theirs)
    merged = merge(BASE, here, there)
    assert merged.conflicts == ()
    assert not compare(_said(merged.files), _said(_applied(here, theirs)))


@given(_edits("here", IDS), _edits("there", IDS))
def test_conflicts_keep_what_is_here_until_they_are_taken(ours: list[Edit], theirs: list[Edit]) -> None:
    """Nothing that was changed here is lost; taken one by one, what was changed there replaces it."""
    here, there = _applied(BASE, ours), _applied(BASE, theirs)
    merged = merge(BASE, here, there)
    edited = {item_id for item_id, _ in ours}
    said, mine = _said(merged.files), _said(here)
    assert not {part.id for part in compare(mine, said).removed + compare(mine, said).changed} & edited
    assert {conflict.id for conflict in merged.conflicts} <= edited & {item_id for item_id, _ in theirs}
    taken = reduce(lambda files, conflict: take(files, there, conflict), merged.conflicts, dict(merged.files))
    assert not {part.id for part in compare(_said(taken), _said(there)).changed} - edited
    for conflict in merged.conflicts:
        now, then = (
            {part: text for part, text in _texts(files).items() if part.id == conflict.id} for files in (taken, there)
        )
        assert now == then


def _texts(files: Mapping[str, bytes]) -> dict[Part, object]:
    base = _said(files)
    return {Part(type(item).__name__, item.id): item for item in (*base.entries, *base.boundaries)}


def test_insisting_takes_the_other_side_of_what_both_changed() -> None:
    """The conflicts are told all the same, and what only one side changed comes together as ever."""
    here = _with(_with(BASE, FAQ, "answer: 3 人。", "answer: 4 人。"), FAQ, "answer: 推选。", "answer: 选举。")
    there = _with(BASE, FAQ, "answer: 3 人。", "answer: 5 人。")
    merged = merge(BASE, here, there, insist=True)
    assert merged.files == _with(there, FAQ, "answer: 推选。", "answer: 选举。")
    assert merged.conflicts == merge(BASE, here, there).conflicts
    gone = remove(BASE, Part("entries", "group-size"))
    assert "group-size" not in _ids(merge(BASE, here, gone, insist=True).files)
