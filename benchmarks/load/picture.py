"""The load as a small picture: how many questions, how long they wait, where the time goes."""

from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("Agg")

from matplotlib import pyplot as plt

from benchmarks.load.results import LoadResults
from benchmarks.load.sampling import DATABASE, FETCHING, LIBRARY, MATCHING, REST, SENDING, WEB

_OURS = "#c0392b"
_OTHERS = "#8a939c"
_NAMES = {
    MATCHING: ("understanding", "#c0392b"),
    DATABASE: ("database", "#d98b2b"),
    SENDING: ("sending", "#4a7fb0"),
    FETCHING: ("polling", "#9dbfda"),
    WEB: ("webhook", "#7a9e6a"),
    LIBRARY: ("python-telegram-bot", "#8a939c"),
    REST: ("the rest", "#cfd4d9"),
}
_TITLES = {
    "zuwu": "zuwu",
    "echo": "echo bot\nsequential",
    "echo-concurrent": "echo bot\nconcurrent",
    "postgres": "zuwu\nPostgreSQL",
    "webhook-1": "webhook\n1 replica",
    "webhook-2": "webhook\n2 replicas",
}


def draw(results: LoadResults, file: Path) -> None:
    """Draw a run into a PNG file, with a field for each part that was measured. Nothing where none was."""
    fields = (
        (_throughput, bool(results.flat or results.scaling)),
        (_latency, bool(results.steady)),
        (_parts, bool(results.parts)),
    )
    drawn = [field for field, measured in fields if measured]
    if not drawn:
        return
    figure = plt.figure(figsize=(4.6 * len(drawn), 3.6), layout="constrained")
    for place, field in enumerate(drawn, 1):
        field(figure.add_subplot(1, len(drawn), place), results)
    figure.savefig(file, dpi=130, metadata={"Software": None})
    plt.close(figure)


def _throughput(axes: Any, results: LoadResults) -> None:
    keys = list(dict.fromkeys(run.key for run in results.flat))
    figures = [(key, results.per_second(key)) for key in keys]
    figures += [(run.key, run.per_second) for run in results.scaling]
    names = [_TITLES.get(key, key) for key, _ in figures]
    colours = [_OTHERS if key.startswith("echo") else _OURS for key, _ in figures]
    bars = axes.bar(names, [value for _, value in figures], color=colours)
    axes.bar_label(bars, fmt="%.0f", padding=2, fontsize=8)
    axes.set_title("Questions a second, one core each (more is better)", fontsize=9)
    _plain(axes)
    axes.tick_params(axis="x", labelsize=7)


def _latency(axes: Any, results: LoadResults) -> None:
    for run in results.steady:
        colour = _OTHERS if run.key.startswith("echo") else _OURS
        name = _TITLES.get(run.key, run.key).replace("\n", ", ")
        label = f"{name}: p50 {run.latency.p50:.1f}, p99 {run.latency.p99:.1f} ms"
        axes.plot(run.latency.percentiles, range(101), color=colour, label=label)
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter("{x:g}")
    rate = results.steady[0].rate or 0
    axes.set_title(f"Question to answer at {rate:.0f} a second (left is better)", fontsize=9)
    axes.set_xlabel("ms", fontsize=8)
    axes.set_ylabel("% of the questions", fontsize=8)
    axes.grid(visible=True, linewidth=0.3, color="#dddddd")
    axes.legend(fontsize=7, frameon=False)
    _plain(axes)


def _parts(axes: Any, results: LoadResults) -> None:
    """A column for each program, put together from its parts."""
    found = results.parts
    names = [_TITLES.get(one.key, one.key) for one in found]
    below = [0.0] * len(found)
    for part, (name, colour) in _NAMES.items():
        heights = [one.shares.get(part, 0.0) * (one.cpu_ms or 100) for one in found]
        if any(heights):
            axes.bar(names, heights, bottom=below, color=colour, label=name)
            below = [one + other for one, other in zip(below, heights, strict=True)]
    unit = "ms" if all(one.cpu_ms for one in found) else "%"
    axes.set_title(f"Processor time of a question, {unit} (less is better)", fontsize=9)
    axes.legend(fontsize=7, frameon=False)
    _plain(axes)


def _plain(axes: Any) -> None:
    axes.tick_params(labelsize=8)
    axes.spines[["top", "right"]].set_visible(False)
