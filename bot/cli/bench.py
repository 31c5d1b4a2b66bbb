"""``zuwu bench``: the matcher next to what one would otherwise use. Runs from a checkout."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

import click

from bot.cli.common import clear_errors, fail, settings_or_fail

ROOT = Path(__file__).parents[2]
"""The checkout, where this is one."""

PEERS = ("bm25s", "sklearn", "matplotlib")
"""What the ``bench`` group of requirements brings."""


@click.command(help="和现成的检索方法比：找得准不准、分不分得清该不该答、多快、放大以后怎样。只能在源码目录里用。")
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
def bench(  # noqa: PLR0917 - click passes them by name
    knowledge: Path | None, folder: Path | None, out: Path | None, repeat: int, sizes: tuple[int, ...], no_growth: bool
) -> None:
    """Measure, print the tables and write the results."""
    _require_all()
    from benchmarks.corpus import CorpusError, packaged_task, read_task
    from benchmarks.growth import SIZES
    from benchmarks.report import console
    from benchmarks.run import run, write
    from knowledge.loader import load_folder

    settings = settings_or_fail()
    with clear_errors():
        base = load_folder(knowledge or settings.knowledge_dir).require()
    try:
        tasks = [read_task(folder)] if folder else []
        tasks.append(packaged_task(base, ROOT / "intents" / "data" / "questions"))
        results = run(tasks, repeat=repeat, sizes=() if no_growth else sizes or SIZES, say=_say)
    except CorpusError as error:
        fail(str(error))
    click.echo(console(results))
    try:
        files = write(results, out or ROOT / "benchmarks" / "results")
    except OSError as error:
        fail(f"结果写不进去：{error.strerror or error}。")
    _say(f"结果写在 {files[0].parent}：{'、'.join(file.name for file in files)}")


def _require_all() -> None:
    """End with 2 where the benchmark or what it measures with is not there, and make both importable."""
    if not (ROOT / "benchmarks" / "run.py").is_file():
        _cannot("zuwu bench 只能在源码目录里用：安装好的程序不带 benchmarks。")
    if any(find_spec(name) is None for name in PEERS):
        _cannot('zuwu bench 要用的库没有装：在源码目录里运行 pip install -e ".[bench]"。')
    # An installation in development mode finds the packages of the wheel only.
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def _cannot(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(2)


def _say(sentence: str) -> None:
    """On standard error: standard output has only results."""
    click.echo(sentence, err=True)
