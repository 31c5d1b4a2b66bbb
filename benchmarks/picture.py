"""The results as small pictures: who is wrong how often, who answers how much, who grows how fast."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("Agg")

from matplotlib import pyplot as plt
from matplotlib.ticker import LogLocator

from benchmarks.growth import Grown
from benchmarks.measure import FAR_PERCENT, NEAR_PERCENT, Figures
from benchmarks.results import Results

_OURS = "#c0392b"
_OURS_LIGHT = "#e6a49c"
_OTHERS = "#8a939c"
_OTHERS_LIGHT = "#cfd4d9"
_TITLES = {"retrieval": "Public FAQ retrieval", "packaged": "Packaged knowledge"}


def draw(results: Results, file: Path) -> None:
    """Draw a run into a PNG file: a row for each task, and the growth beside them."""
    rows, columns = len(results.tasks), 3 if results.grown else 2
    figure = plt.figure(figsize=(4.4 * columns, 3.4 * rows), layout="constrained")
    grid = figure.add_gridspec(rows, columns)
    for row, task in enumerate(results.tasks):
        _errors(figure.add_subplot(grid[row, 0]), _TITLES[task.key], task.figures)
        _answered(figure.add_subplot(grid[row, 1]), task.figures)
    if results.grown:
        _growth(figure.add_subplot(grid[:, 2]), results.grown)
    figure.savefig(file, dpi=130, metadata={"Software": None})
    plt.close(figure)


def _errors(axes: Any, title: str, found: Sequence[Figures]) -> None:
    bars = axes.barh([one.key for one in found], [1 - one.top1 for one in found], color=_colours(found, _OURS, _OTHERS))
    axes.bar_label(bars, fmt="%.3f", padding=2, fontsize=8)
    axes.set_xlim(right=1.18 * max(0.01, *(1 - one.top1 for one in found)))
    axes.set_title(f"{title}\nTop-1 error (less is better)", fontsize=9)
    _plain(axes)


def _answered(axes: Any, found: Sequence[Figures]) -> None:
    """Two bars for each method; those who answer near ones are below."""
    places = range(len(found))
    kinds = (
        (-0.2, [one.right_far or 0.0 for one in found], _OURS, _OTHERS),
        (0.2, [one.right_near or 0.0 for one in found], _OURS_LIGHT, _OTHERS_LIGHT),
    )
    for offset, shares, own, other in kinds:
        heights = [place + offset for place in places]
        bars = axes.barh(heights, shares, height=0.38, color=_colours(found, own, other))
        axes.bar_label(bars, fmt="%.3f", padding=2, fontsize=7)
    axes.set_yticks(list(places), [one.key for one in found])
    axes.set_xlim(0, 1.15)
    shades = f"dark: {FAR_PERCENT} % of far answered, light: {NEAR_PERCENT} % of near"
    axes.set_title(f"Answered and right (more is better)\n{shades}", fontsize=9)
    _plain(axes)


def _growth(axes: Any, grown: Sequence[Grown]) -> None:
    sizes = [one.phrasings for one in grown]
    for name, colour, latencies in (
        ("zuwu", _OURS, [one.ours for one in grown]),
        ("WRatio", _OTHERS, [one.wratio for one in grown]),
    ):
        axes.loglog(sizes, [one.p50_ms for one in latencies], "o-", color=colour, label=f"{name} p50")
        axes.loglog(sizes, [one.p99_ms for one in latencies], "s--", color=colour, label=f"{name} p99")
    axes.set_title("Latency as the base grows (less is better)", fontsize=9)
    axes.minorticks_off()
    axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.yaxis.set_major_formatter("{x:g}")
    axes.set_xlabel("phrasings", fontsize=8)
    axes.set_ylabel("ms a question", fontsize=8)
    axes.grid(visible=True, linewidth=0.3, color="#dddddd")
    axes.tick_params(labelsize=8)
    axes.legend(fontsize=8, frameon=False)
    axes.spines[["top", "right"]].set_visible(False)


def _colours(found: Sequence[Figures], own: str, other: str) -> list[str]:
    return [own if one.key == "zuwu" else other for one in found]


def _plain(axes: Any) -> None:
    """The first method on top, and no more lines than it takes."""
    axes.invert_yaxis()
    axes.tick_params(labelsize=8)
    axes.spines[["top", "right"]].set_visible(False)
