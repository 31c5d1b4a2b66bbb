"""``zuwu bench``."""

import json
from importlib import import_module
from pathlib import Path

import pytest

from tests.benchmarks.samples import write_library
from tests.cli.conftest import Zuwu

BENCH = import_module("bot.cli.bench")
"""The module; the package has the command under this name."""


def test_libraries_that_are_missing_are_told_in_a_sentence(zuwu: Zuwu, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to do about it, and before anything is measured."""
    monkeypatch.setattr(BENCH, "PEERS", ("no_such_library",))
    done = zuwu("bench")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == 'zuwu bench 要用的库没有装：在源码目录里运行 pip install -e ".[bench]"。\n'


def test_outside_of_a_checkout_it_says_so(zuwu: Zuwu, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The program that is installed has no benchmarks."""
    monkeypatch.setattr(BENCH, "ROOT", tmp_path)
    done = zuwu("bench")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == "zuwu bench 只能在源码目录里用：安装好的程序不带 benchmarks。\n"


class TestWithTheLibraries:
    """Complete runs over small data."""

    @pytest.fixture(autouse=True)
    def _libraries(self) -> None:
        for name in BENCH.PEERS:
            pytest.importorskip(name, reason="only with the bench group")

    def test_everything_is_measured_printed_and_written(self, zuwu: Zuwu, bank: Path, tmp_path: Path) -> None:
        """Both tasks, all methods, the growth; nothing of the machine's paths."""
        folder, out = write_library(tmp_path / "library"), tmp_path / "out"
        done = zuwu(
            "bench", "--knowledge", bank, "--folder", folder, "--out", out, "--size", 20, "--repeat", 2, "--no-load"
        )
        assert done.exit_code == 0
        assert {"检索任务", "自带的知识", "规模（检索任务的数据）"} <= {
            line.partition("：")[0] for line in done.stdout.splitlines()
        }
        assert sorted(path.name for path in out.iterdir()) == [
            "bench.png",
            "figures.json",
            "packaged.md",
            "retrieval.md",
        ]
        assert (out / "bench.png").read_bytes().startswith(b"\x89PNG")
        figures = json.loads((out / "figures.json").read_text("utf-8"))
        assert [task["key"] for task in figures["tasks"]] == ["retrieval", "packaged"]
        assert [len(task["figures"]) for task in figures["tasks"]] == [7, 7]
        assert [one["phrasings"] for one in figures["grown"]] == [20]
        assert str(tmp_path) not in "".join(
            (out / name).read_text("utf-8") for name in ("retrieval.md", "figures.json")
        )

    def test_without_a_folder_the_knowledge_alone_is_measured(self, zuwu: Zuwu, bank: Path, tmp_path: Path) -> None:
        """And nothing is written about the other task."""
        done = zuwu("bench", "--knowledge", bank, "--out", tmp_path / "out", "--no-growth", "--no-load")
        assert done.exit_code == 0
        assert "规模" not in done.stdout
        assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
            "bench.png",
            "figures.json",
            "packaged.md",
        ]

    def test_data_that_cannot_be_used_are_no_traceback(self, zuwu: Zuwu, bank: Path, tmp_path: Path) -> None:
        """A sentence, and 1."""
        done = zuwu("bench", "--knowledge", bank, "--folder", tmp_path / "nowhere")
        assert (done.exit_code, done.stdout) == (1, "")
        assert done.stderr.startswith("读不出 ")


def test_the_load_runs_alone_and_in_parts(zuwu: Zuwu) -> None:
    """Without the libraries for the matcher; a part by itself overwrites no results."""
    before = {file: file.stat().st_mtime_ns for file in (BENCH.ROOT / "benchmarks" / "results").iterdir()}
    done = zuwu("bench", "--load-only", "--load-part", "different", "--load-questions", 20)
    assert done.exit_code == 0
    assert "各不相同的" in done.stdout
    assert "PostgreSQL" not in done.stdout
    assert {file: file.stat().st_mtime_ns for file in (BENCH.ROOT / "benchmarks" / "results").iterdir()} == before
