"""A run of the benchmark from the tasks to the files."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.corpus import Task
from benchmarks.growth import measure_growth
from benchmarks.measure import Figures, measure, ratios
from benchmarks.methods import Method, Ours, fuzzy_peers
from benchmarks.peers import lexical_peers
from benchmarks.picture import draw
from benchmarks.report import TITLES, page
from benchmarks.results import Measured, Results, environment, measured
from intents.understanding import Understanding

ROOT = Path(__file__).parents[1]
"""The checkout that this belongs to."""

SEED = 20260101
"""Of every random choice."""

Say = Callable[[str], None]


def run(tasks: Sequence[Task], *, repeat: int, sizes: Sequence[int], say: Say, seed: int = SEED) -> Results:
    """Measure every method on every task, and the growth over the entries of the first one to each of ``sizes``
    phrasings. ``say`` is told what is being done. Raises CorpusError."""
    found = [_measured(task, repeat, say) for task in tasks]
    grown = measure_growth(tasks[0], sizes, seed, say) if sizes else []
    return Results(environment(), repeat, seed, found, tasks[0].key, grown)


def _measured(task: Task, repeat: int, say: Say) -> Measured:
    ours = Ours(Understanding(task.base, remembered=0))
    methods: list[Method] = [ours, *fuzzy_peers(task.base), *lexical_peers(task.base)]
    figures: list[Figures] = []
    for method in methods:
        say(f"{TITLES[task.key]}：{method.title}……")
        figures.append(measure(method, task, repeat))
    return measured(task, figures, ratios(figures))


def write(results: Results, folder: Path) -> list[Path]:
    """Write the pages, the figures and the picture into a folder; what a run leaves out stays as it was. Returns the
    files. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for task in results.tasks:
        files.append(folder / f"{task.key}.md")
        files[-1].write_text(page(results, task), "utf-8")
    files.append(folder / "figures.json")
    files[-1].write_text(json.dumps(results.to_json(), ensure_ascii=False, indent=2) + "\n", "utf-8")
    files.append(folder / "bench.png")
    draw(results, files[-1])
    return files
