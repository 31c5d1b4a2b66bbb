"""``zuwu bench``: the matcher next to what one would otherwise use, and the whole program under load. Runs from a
checkout."""

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn

import click

from bot.cli.common import clear_errors, fail, settings_or_fail

ROOT = Path(__file__).parents[2]
"""The checkout, where this is one."""

PEERS = ("bm25s", "sklearn", "matplotlib")
"""What the ``bench`` group of requirements brings."""


LOAD_PARTS = ("flat", "different", "steady", "parts", "scaling")
"""The parts of the load, as the benchmark names them."""


@dataclass(frozen=True)
class _Matching:
    """What is asked of the matcher."""

    knowledge: Path | None
    folder: Path | None
    repeat: int
    sizes: tuple[int, ...]
    no_growth: bool


@click.command(
    help="和现成的检索方法比：找得准不准、分不分得清该不该答、多快、放大以后怎样；再让整个程序在负载下和一个回声机器人比。"
    "只能在源码目录里用。"
)
@click.option("--knowledge", type=click.Path(path_type=Path), help="知识文件夹（默认用设置里的）。")
@click.option("--folder", type=click.Path(path_type=Path), help="检索任务的文件夹：faq、queries、ood 三个 .jsonl。")
@click.option("--out", type=click.Path(path_type=Path), help="结果放在哪里（默认 benchmarks/results）。")
@click.option("--repeat", type=click.IntRange(1, 100), default=1, show_default=True, help="计时的问题问几遍。")
@click.option(
    "--size",
    "sizes",
    type=click.IntRange(1, 1_000_000),
    multiple=True,
    help="规模测试放大到多少个问法，可以写多个（默认 2000 和 20000）。",
)
@click.option("--no-growth", is_flag=True, help="跳过规模测试。")
@click.option("--load/--no-load", default=True, show_default=True, help="测不测整个程序在负载下怎样。")
@click.option("--load-only", is_flag=True, help="只测负载。")
@click.option(
    "--load-part",
    "parts",
    type=click.Choice(LOAD_PARTS),
    metavar="PART",
    multiple=True,
    help=f"负载只测这几部分（{'、'.join(LOAD_PARTS)}）；这时不写结果，除非给了 --out。",
)
@click.option("--load-questions", type=click.IntRange(10), default=10_000, show_default=True, help="全速的一次问几个。")
@click.option("--load-rounds", type=click.IntRange(1), default=3, show_default=True, help="全速的跑几轮，取中位数。")
@click.option("--load-seconds", type=click.FloatRange(1), default=90, show_default=True, help="按速率的一次问几秒。")
@click.option("--load-rate", type=click.FloatRange(0.1), help="按速率的每秒问几个（默认是全速的一半）。")
def bench(out: Path | None, *, load: bool, load_only: bool, **given: Any) -> None:
    """Measure, print the tables and write the results."""
    _require_checkout()
    if not load_only:
        _require_peers()
        names = ("knowledge", "folder", "repeat", "sizes", "no_growth")
        _bench_matching(_Matching(**{name: given[name] for name in names}), out)
    if load_only or load:
        _bench_load(out, given)


def _bench_matching(asked: _Matching, out: Path | None) -> None:
    from benchmarks.corpus import CorpusError, packaged_task, read_task
    from benchmarks.growth import SIZES
    from benchmarks.report import console
    from benchmarks.run import run, write
    from knowledge.loader import load_folder

    settings = settings_or_fail()
    with clear_errors():
        base = load_folder(asked.knowledge or settings.knowledge_dir).require()
    try:
        tasks = [read_task(asked.folder)] if asked.folder else []
        tasks.append(packaged_task(base, ROOT / "intents" / "data" / "questions"))
        sizes = () if asked.no_growth else asked.sizes or SIZES
        results = run(tasks, repeat=asked.repeat, sizes=sizes, say=_say)
    except CorpusError as error:
        fail(str(error))
    click.echo(console(results))
    _write(lambda folder: write(results, folder), out)


def _bench_load(out: Path | None, given: Mapping[str, Any]) -> None:
    from benchmarks.load.report import console
    from benchmarks.load.run import Options, run_load, write

    options = Options(
        parts=given["parts"] or LOAD_PARTS,
        questions=given["load_questions"],
        rounds=given["load_rounds"],
        seconds=given["load_seconds"],
        rate=given["load_rate"],
    )
    results = run_load(options, _say)
    click.echo(f"\n{console(results)}")
    if out or not given["parts"]:
        _write(lambda folder: write(results, folder), out)
    if results.failed:
        fail(f"负载的这几部分没有测成：{'、'.join(results.failed)}。")


def _write(write: Callable[[Path], list[Path]], out: Path | None) -> None:
    """Write results, and say where they are."""
    try:
        files = write(out or ROOT / "benchmarks" / "results")
    except OSError as error:
        fail(f"结果写不进去：{error.strerror or error}。")
    _say(f"结果写在 {files[0].parent}：{'、'.join(file.name for file in files)}")


def _require_checkout() -> None:
    """End with 2 where the benchmark is not there, and make it importable."""
    if not (ROOT / "benchmarks" / "run.py").is_file():
        _cannot("zuwu bench 只能在源码目录里用：安装好的程序不带 benchmarks。")
    # An installation in development mode finds the packages of the wheel only.
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))


def _require_peers() -> None:
    """End with 2 where what the matcher is measured with is not there."""
    if any(find_spec(name) is None for name in PEERS):
        _cannot('zuwu bench 要用的库没有装：在源码目录里运行 pip install -e ".[bench]"。')
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def _cannot(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(2)


def _say(sentence: str) -> None:
    """On standard error: standard output has only results."""
    click.echo(sentence, err=True)
