"""The program as a whole: help, versions, mistakes in the command line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import main
from tests.cli.conftest import Zuwu
from tests.process.program import environment

COMMANDS = sorted(main.commands)


def test_the_commands_of_the_contract_are_there() -> None:
    """Under their names."""
    assert {"run", "chat", "ask", "check", "coverage", "evaluate", "migrate", "doctor"} <= set(COMMANDS)


@pytest.mark.parametrize("option", ["-h", "--help"])
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_everywhere(zuwu: Zuwu, command: str, option: str) -> None:
    """In Chinese, for every option."""
    done = zuwu(*([command] if command else []), option)
    assert (done.exit_code, done.stderr) == (0, "")
    described = [line for line in done.stdout.splitlines() if line.startswith("  --") and "--help" not in line]
    assert all(any("一" <= letter <= "鿿" for letter in line) or "--version" in line for line in described)
    assert any("一" <= letter <= "鿿" for letter in done.stdout)


@pytest.mark.parametrize(
    "arguments",
    [
        ["answer"],
        ["--verbose"],
        ["ask", "--yaml"],
        ["check", "a", "b"],
        ["evaluate"],
        ["run", "now"],
        ["ask", "a", "b"],
    ],
)
def test_a_command_line_that_cannot_be_meant_is_refused(zuwu: Zuwu, arguments: list[str]) -> None:
    """With exit code 2 and where to read on, before anything is done."""
    done = zuwu(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "Error:" in done.stderr
    assert "-h" in done.stderr


def test_the_version_is_told(zuwu: Zuwu) -> None:
    """Name and number."""
    done = zuwu("--version")
    assert (done.exit_code, done.stdout.split()[0]) == (0, "zuwu,")


@pytest.mark.parametrize("program", [[sys.executable, "-m", "bot"], [str(Path(sys.executable).with_name("zuwu"))]])
def test_both_names_start_it(tmp_path: Path, program: list[str]) -> None:
    """``zuwu`` and ``python -m bot``, on a machine that knows nothing but ASCII."""
    kept = environment(tmp_path) | {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run([*program, "--help"], env=kept, cwd=tmp_path, capture_output=True, timeout=30, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "组务" in done.stdout.decode()


def test_nobody_reading_is_no_traceback(tmp_path: Path) -> None:
    """As with ``zuwu check | head -0``."""
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as nobody:
        done = subprocess.run(
            [sys.executable, "-m", "bot", "coverage"], stdout=nobody, stderr=subprocess.PIPE, cwd=tmp_path,
            env=environment(tmp_path), timeout=30, check=False,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, b"")
