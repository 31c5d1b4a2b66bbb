"""The folder as it lies on a disk: what is missing, what is no file, what editors leave behind."""

import os
from pathlib import Path

import pytest

from knowledge.issues import KnowledgeError
from knowledge.loader import load_files, load_folder, packaged_folder, read_folder
from knowledge.marked import MAX_BYTES
from tests.knowledge.samples import places, write

ENTRIES = "faq/group-rules.yaml"


def test_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    """One issue, about the folder itself."""
    loaded = load_folder(tmp_path / "nowhere")
    assert places(loaded.issues) == [f"{tmp_path}/nowhere:0 K109"]
    assert loaded.base is None


@pytest.mark.parametrize("name", ["documents.yaml", "x" * 5000, "a\0b"])
def test_a_path_that_is_no_folder(tmp_path: Path, name: str) -> None:
    """A file, a name that is too long, a name that cannot be: an issue, no exception."""
    write(tmp_path)
    issues = load_folder(tmp_path / name).issues
    assert [issue.code.value for issue in issues] == ["K109"]


def test_an_empty_folder_lacks_its_documents(tmp_path: Path) -> None:
    """The one file that must be there."""
    assert places(load_folder(tmp_path).issues) == ["documents.yaml:0 K109"]
    assert places(load_files({}).issues) == ["documents.yaml:0 K109"]


@pytest.mark.parametrize(
    "name", ["boundaries", "terms", "obligations", "where-to-look", "guides", "topics", "meetings"]
)
def test_every_other_file_may_be_left_out(tmp_path: Path, name: str) -> None:
    """Nothing is said about a file that is not there, only about what refers into it."""
    (write(tmp_path) / f"{name}.yaml").unlink()
    referring = {"terms": {"meetings.yaml", "obligations.yaml"}}.get(name, {"boundaries.yaml", "topics.yaml"})
    assert {issue.file for issue in load_folder(tmp_path).issues} <= referring


@pytest.mark.parametrize("name", ["documents.yaml", "terms.yaml", ENTRIES])
def test_a_directory_in_place_of_a_file(tmp_path: Path, name: str) -> None:
    """It is named, and nothing else is blamed for it."""
    folder = write(tmp_path)
    (folder / name).unlink()
    (folder / name).mkdir()
    issues = load_folder(folder).issues
    assert places(issues) == [f"{name}:0 K101"]
    assert "不是普通文件" in issues[0].text


def test_a_pipe_in_place_of_a_file_does_not_hang(tmp_path: Path) -> None:
    """Reading a named pipe would wait for ever."""
    folder = write(tmp_path)
    (folder / "terms.yaml").unlink()
    os.mkfifo(folder / "terms.yaml")
    assert places(load_folder(folder).issues) == ["terms.yaml:0 K101"]


def test_an_endless_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    """No more than the limit and one byte comes into memory."""
    folder = write(tmp_path, terms=b"#" * (MAX_BYTES + 100))
    files, _ = read_folder(folder)
    assert len(files["terms.yaml"]) == MAX_BYTES + 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize("name", ["documents.yaml", ENTRIES, "faq"])
def test_a_file_or_folder_without_permission(tmp_path: Path, name: str) -> None:
    """It is named, with what the system says."""
    folder = write(tmp_path)
    (folder / name).chmod(0)
    issues = load_folder(folder).issues
    (folder / name).chmod(0o700)
    assert places(issues) == [f"{name}:0 K101"]
    assert "ermission" in issues[0].text


def test_a_link_that_leads_round_in_a_circle(tmp_path: Path) -> None:
    """What the system refuses to open is an issue, whatever the reason."""
    folder = write(tmp_path)
    (folder / "terms.yaml").unlink()
    (folder / "terms.yaml").symlink_to("terms.yaml")
    assert places(load_folder(folder).issues) == ["terms.yaml:0 K101"]


def test_a_file_in_place_of_the_faq_folder(tmp_path: Path) -> None:
    """Entries are not lost without a word."""
    folder = write(tmp_path)
    (folder / ENTRIES).unlink()
    (folder / "faq").rmdir()
    (folder / "faq").write_text("", "utf-8")
    assert places(load_folder(folder).issues) == ["faq:0 K101"]


def test_what_editors_leave_behind_is_no_knowledge(tmp_path: Path) -> None:
    """Lock files, backups and the second files of other systems do not get in the way."""
    folder = write(tmp_path)
    (folder / "faq" / ".#group-rules.yaml").symlink_to("nobody@nowhere")
    (folder / "faq" / "._group-rules.yaml").write_bytes(b"\x00\x05\x16\x07")
    (folder / "faq" / "group-rules.yaml~").write_text("[", "utf-8")
    (folder / "faq" / "README.md").write_text("[", "utf-8")
    assert load_folder(folder).issues == []


def test_errors_stop_whoever_requires_the_base(tmp_path: Path) -> None:
    """The exception carries every error and no warning."""
    loaded = load_folder(write(tmp_path, terms="terms:\n", faq="document: group-rules\nentries: []\n"))
    with pytest.raises(KnowledgeError) as raised:
        loaded.require()
    assert len(raised.value.issues) < len(loaded.issues)
    assert "terms.yaml:1 K201" in str(raised.value)


def test_the_packaged_folder_is_there() -> None:
    assert (packaged_folder() / "documents.yaml").is_file()
