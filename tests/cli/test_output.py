"""Standard output that takes nothing: one sentence on standard error, exit code 1, whatever the command."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.process.program import PROGRAM, environment

COMMANDS = [
    ["--help"],
    ["--version"],
    ["migrate"],
    ["doctor", "--json"],
    ["backup", "x.gz"],
    ["coverage"],
    ["ask", "党小组会多久开一次"],
    ["chat"],
]
FULL = "写不进标准输出：磁盘满了。\n"
CLOSED = "写不进标准输出：它关着。\n"


def _run(folder: Path, arguments: list[str], where: str, **more: str) -> tuple[int, str]:
    """The exit code and what was said on standard error, with standard output as a shell says."""
    done = subprocess.run(
        ["/bin/sh", "-c", f'exec "$@" {where}', "sh", *PROGRAM, *arguments], cwd=folder,
        env=environment(folder) | more, input="党小组会多久开一次\n".encode(), stderr=subprocess.PIPE, timeout=60,
        check=False,
    )  # fmt: skip
    return done.returncode, done.stderr.decode()


@pytest.fixture(autouse=True)
def _database(tmp_path: Path) -> None:
    """There is something to back up."""
    subprocess.run([*PROGRAM, "migrate"], cwd=tmp_path, env=environment(tmp_path), capture_output=True, check=True)


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda arguments: arguments[0])
def test_a_full_disk_and_a_closed_output_are_a_sentence(tmp_path: Path, arguments: list[str]) -> None:
    """Without a traceback at the end of the program, with a buffer and without."""
    assert _run(tmp_path, arguments, "> /dev/full") == (1, FULL)
    (tmp_path / "x.gz").unlink(missing_ok=True)
    assert _run(tmp_path, arguments, "> /dev/full", PYTHONUNBUFFERED="1") == (1, FULL)
    (tmp_path / "x.gz").unlink(missing_ok=True)
    assert _run(tmp_path, arguments, ">&-") == (1, CLOSED)


def test_nothing_at_all_to_speak_to_is_still_an_exit_code(tmp_path: Path) -> None:
    """Standard error is full or closed as well."""
    assert _run(tmp_path, ["--version"], "> /dev/full 2> /dev/full")[0] == 1
    assert _run(tmp_path, ["--version"], "<&- >&- 2>&-")[0] == 1


def test_who_says_nothing_needs_no_output(tmp_path: Path) -> None:
    """What a program says on standard error alone it says as ever."""
    code, said = _run(tmp_path, ["doctor", "--alive"], ">&-")
    assert (code, said) == (1, "")


def test_another_trouble_with_a_file_is_not_taken_for_it(tmp_path: Path) -> None:
    """A bug keeps its traceback while standard output is well."""
    code = "import bot.cli.output as o\nwith o.clear_output():\n    raise OSError(28, 'elsewhere')"
    reader, writer = os.pipe()
    with os.fdopen(reader, "rb"), os.fdopen(writer, "wb") as output:
        done = subprocess.run(
            [PROGRAM[0], "-c", code], stdout=output, stderr=subprocess.PIPE, timeout=30, check=False, cwd=Path.cwd(),
        )  # fmt: skip
    assert (done.returncode, "elsewhere" in done.stderr.decode()) == (1, True)
