"""``zuwu run`` without a token, as a process: a dialogue on a pipe or in a terminal."""

import contextlib
import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import KNOWLEDGE
from tests.process.program import PROGRAM, environment, run, running

QUESTION = "党小组会多久开一次"
ANSWER = "一般每月召开 1 次"
SOON = 3
"""Seconds for an end that waits for nothing."""


def test_a_piped_dialogue_is_answered_to_its_end(tmp_path: Path) -> None:
    """Buttons are pressed by number, and the end of the input ends it with 0."""
    done = run("run", folder=tmp_path, text=f"{QUESTION}\n1\n99\n\n谢谢\n")
    assert (done.returncode, done.stderr) == (0, "")
    first, second, third, rest = done.stdout.split("你> ")[1:5]
    assert ANSWER in first
    assert "[1] 党小组会由谁召集、谁主持？" in first
    assert "由党小组组长召集并主持" in second
    assert third.splitlines()[1] == "没有 99 号按钮。"
    assert rest == "\n"


def test_a_long_pipe_is_answered_to_its_end(tmp_path: Path) -> None:
    """However fast the lines come: nobody else waits, and none is dropped."""
    done = run("run", folder=tmp_path, text=f"{QUESTION}\n" * 60)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count(ANSWER) == 60


def test_no_bytes_upset_the_dialogue(tmp_path: Path) -> None:
    """Bad UTF-8, a byte order mark, control characters, markup, emoji, and a line beyond Telegram's limit."""
    odd = [b"9" * 5000, b"\xff\xfe\x80", b"\x00\x07\x1b[31m", b"<b>&</i>", "👍🏽".encode(), ("长" * 5000).encode()]
    lines = ["\ufeff你好".encode(), QUESTION.encode(), *odd, QUESTION.encode()]
    done = run("run", folder=tmp_path, text=b"\n".join(lines))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("你> ") == len(lines)
    assert ANSWER in done.stdout.split("你> ")[-1]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_wait_for_input(tmp_path: Path, number: int) -> None:
    """With 0 and at once, although nobody types."""
    with running("run", folder=tmp_path) as program:
        program.type(QUESTION)
        program.out.wait_for(ANSWER)
        code, seconds = program.stop(number)
        assert (code, program.err.text) == (0, "")
        assert seconds < SOON


def test_sigterm_while_everything_is_loaded_ends_it_with_0(tmp_path: Path) -> None:
    """An engine may stop a container as soon as it has started it."""
    with running("run", folder=tmp_path) as program:
        status = Path(f"/proc/{program.process.pid}/status")
        while not _catches(status.read_text(), signal.SIGTERM):
            assert program.process.poll() is None
            time.sleep(0.005)  # nothing tells of it
        code, seconds = program.stop()
        assert (code, program.err.text) == (0, "")
        assert seconds < SOON


def _catches(status: str, number: int) -> bool:
    caught = next(line for line in status.splitlines() if line.startswith("SigCgt"))
    return bool(int(caught.split()[1], 16) >> (number - 1) & 1)


def test_a_later_run_answers_the_same_again(tmp_path: Path) -> None:
    """With the same database no message looks like one that was handled, nor like the reason that an earlier run
    was waiting for."""
    first = run("run", folder=tmp_path, text=f"{QUESTION}\n2\n")
    wrong = next(line for line in first.stdout.splitlines() if "我来写原因" in line)
    button = wrong.strip().removeprefix("[").partition("]")[0]
    asked = run("run", folder=tmp_path, text=f"{QUESTION}\n2\n{button}\n")
    again = run("run", folder=tmp_path, text=f"{QUESTION}\n")
    assert [ANSWER in done.stdout for done in (first, asked, again)] == [True, True, True]


def test_broken_knowledge_is_told_whole(tmp_path: Path) -> None:
    """Every issue with its file and line, exit code 1, no traceback."""
    folder = tmp_path / "knowledge"
    shutil.copytree(KNOWLEDGE, folder)
    faq = folder / "faq" / "group-rules-2019.yaml"
    faq.write_text(faq.read_text("utf-8").replace("cites: [第五条]", "cites: [第五百条]"), "utf-8")
    (folder / "terms.yaml").write_text("terms: [", "utf-8")
    done = run("run", folder=tmp_path, text=QUESTION, KNOWLEDGE_DIR=str(folder))
    assert (done.returncode, done.stdout) == (1, "")
    heading, *issues = done.stderr.splitlines()
    assert heading == "知识文件有错，没有启动："
    assert [line.split()[1] for line in issues].count("K302") > 1
    assert any(line.startswith("terms.yaml:") and "K104" in line for line in issues)


def test_a_data_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """In one sentence with the way out, also where the knowledge is broken besides."""
    (tmp_path / "file").touch()
    done = run("run", folder=tmp_path, DATA_DIR=str(tmp_path / "file" / "data"), KNOWLEDGE_DIR=str(tmp_path))
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert "不能写" in line
    assert "ZUWU_DATA_DIR" in line


def test_nobody_reading_ends_it_without_a_traceback(tmp_path: Path) -> None:
    """As with ``zuwu run | head``, also while there is more to be typed."""
    with subprocess.Popen(
        [*PROGRAM, "run"], cwd=tmp_path, env=environment(tmp_path), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(f"{QUESTION}\n".encode())
        process.stdin.flush()
        assert any("这条答案有误" in line.decode() for line in process.stdout)
        assert process.stdout.readline() == b"\n"  # nothing more comes until more is typed
        process.stdout.close()
        process.stdin.write(f"{QUESTION}\n".encode())
        process.stdin.flush()
        try:
            code = process.wait(10)
        finally:
            process.kill()
        assert (code, process.stderr.read()) == (1, b"")


def test_closed_standard_input_is_the_end_of_the_input(tmp_path: Path) -> None:
    """As some service managers start programs."""
    done = subprocess.run(
        ["sh", "-c", 'exec "$@" <&-', "sh", *PROGRAM, "run"],
        cwd=tmp_path, env=environment(tmp_path), capture_output=True, timeout=30, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_a_file_is_as_good_as_a_pipe(tmp_path: Path) -> None:
    """``zuwu chat < questions.txt``; a token that is set does not matter there."""
    questions = tmp_path / "questions.txt"
    questions.write_text(f"{QUESTION}\r\n", "utf-8")
    with questions.open("rb") as lines:
        done = subprocess.run(
            [*PROGRAM, "chat"], stdin=lines, cwd=tmp_path, env=environment(tmp_path, TOKEN="1:secret"),
            capture_output=True, timeout=30, check=False,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
    assert ANSWER in done.stdout.decode()


def test_a_terminal_has_a_banner_and_a_prompt(tmp_path: Path) -> None:
    """And Ctrl-D ends it."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*PROGRAM, "run"], stdin=theirs, stdout=theirs, stderr=theirs, cwd=tmp_path, env=environment(tmp_path)
    )
    os.close(theirs)
    try:
        shown = _read_until(ours, "你> ")
        os.write(ours, f"{QUESTION}\n".encode())
        shown += _read_until(ours, "这条答案有误")
        os.write(ours, b"\x04")
        assert process.wait(10) == 0
    finally:
        process.kill()
        process.wait()
        os.close(ours)
    assert shown.startswith("组务。打字提问")
    assert ANSWER in shown


def _read_until(terminal: int, text: str) -> str:
    shown = b""
    while text.encode() not in shown:
        with contextlib.suppress(OSError):  # how Linux tells the end of a terminal
            if more := os.read(terminal, 1000):
                shown += more
                continue
        break
    assert text in shown.decode(errors="replace")
    return shown.decode(errors="replace").replace("\r\n", "\n")


def test_the_time_to_the_first_answer_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of a question on the command line and of one on a pipe, with the packaged knowledge."""
    packaged = str(Path(sys.modules["knowledge"].__path__[0]) / "data")
    started = time.perf_counter()
    asked = run("ask", "--knowledge", packaged, QUESTION, folder=tmp_path)
    ask_seconds = time.perf_counter() - started
    started = time.perf_counter()
    with running("run", folder=tmp_path, KNOWLEDGE_DIR=packaged) as program:
        program.type(QUESTION)
        program.out.wait_for(ANSWER)
        run_seconds = time.perf_counter() - started
    assert ANSWER in asked.stdout
    with capsys.disabled():
        sys.stdout.write(f"\nzuwu ask {ask_seconds:.2f} s, zuwu run on a pipe {run_seconds:.2f} s\n")
