"""``zuwu schema``: the JSON Schemas, printed or written."""

import json
from pathlib import Path

from knowledge.json_schema import schemas
from tests.cli.conftest import Zuwu


def test_the_schemas_are_printed(zuwu: Zuwu) -> None:
    """As one object, by kind of file."""
    assert json.loads(zuwu("schema").stdout) == schemas()


def test_the_schemas_are_written(zuwu: Zuwu, tmp_path: Path) -> None:
    """A file for each, in a folder that is made where it is missing; twice is the same."""
    for _ in range(2):
        assert zuwu("schema", "--out", tmp_path / "a" / "b").exit_code == 0
    written = {path.stem: json.loads(path.read_text("utf-8")) for path in (tmp_path / "a" / "b").iterdir()}
    assert written == schemas()


def test_a_folder_that_cannot_be_made_is_named(zuwu: Zuwu, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    done = zuwu("schema", "--out", tmp_path / "file" / "x")
    assert done.exit_code == 1
    assert "写不进" in done.stderr
