"""What was read of a file is kept: a base of which one file changes is read again in that file alone."""

from knowledge.loader import load_files
from knowledge.source import read_source
from tests.knowledge.samples import VALID, swapped

FILES = {name: text.encode() for name, text in VALID.items()}
ENTRIES = "faq/group-rules.yaml"


def test_a_file_that_stays_is_not_read_again() -> None:
    """The very values are there again, those of the changed file are new."""
    before = load_files(FILES).require()
    changed = swapped(VALID[ENTRIES], "answer: 3 人。", "answer: 4 人。").encode()
    after = load_files(FILES | {ENTRIES: changed}).require()
    assert after.terms[0] is before.terms[0]
    assert after.boundaries[0] is before.boundaries[0]
    assert [entry.answer for entry in after.entries] == ["4 人。", "推选。"]
    assert [entry.answer for entry in load_files(FILES).require().entries] == ["3 人。", "推选。"]


def test_what_is_kept_is_not_changed_by_what_is_made_of_it() -> None:
    """Reading twice gives equal sources, and none of them grows by what is done to the other."""
    first = read_source(FILES)
    first.issues.clear()
    first.entries.clear()
    first.unread.add("terms.yaml")
    second = read_source(FILES)
    assert len(second.entries) == 2
    assert second.unread == set()


def test_equal_bytes_under_another_name_are_another_file() -> None:
    """The place of an issue is that of the file that was read."""
    files = FILES | {"faq/handbook.yaml": FILES[ENTRIES]}
    assert {issue.file for issue in load_files(files).issues} == {"faq/handbook.yaml"}


def test_issues_are_told_as_often_as_a_file_is_read() -> None:
    """What is wrong with a file is wrong the second time, too."""
    broken = FILES | {"terms.yaml": b"terms: [\n"}
    assert load_files(broken).issues == load_files(broken).issues != []
