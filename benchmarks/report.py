"""The results as text: columns for the console, Markdown for the files."""

import unicodedata
from collections.abc import Iterator, Sequence

from benchmarks.growth import Grown
from benchmarks.measure import FAR_PERCENT, NEAR_PERCENT, Figures, Latency, Ratio
from benchmarks.results import Measured, Results, labels

Table = list[list[str]]
"""Rows of cells; the first row is the head, the first column is text and the others are numbers."""

TITLES = {"retrieval": "检索任务", "packaged": "自带的知识"}

_RATIOS = {
    "top1_error": ("首位错误率", "越小越好"),
    "right_far": (f"答对（远 {FAR_PERCENT}%）", "越大越好"),
    "right_near": (f"答对（近 {NEAR_PERCENT}%）", "越大越好"),
    "p99": ("p99 延迟", "越小越好"),
}


def size_of(task: Measured) -> str:
    """How large a task is, as a sentence."""
    declined = f"，{task.boundaries} 个边界" if task.boundaries else ""
    return (
        f"{task.entries} 个条目{declined}，共 {task.phrasings} 个问法；"
        f"域内问题 {task.inside} 个，近域 {task.near} 个，远域 {task.far} 个。"
    )


def figures_table(found: Sequence[Figures]) -> Table:
    """A row for each method."""
    head = ["方法", "首位", "MRR@5", f"答对（远 {FAR_PERCENT}%）", f"答对（近 {NEAR_PERCENT}%）"]
    rows = [
        [one.title, *map(_share, (one.top1, one.mrr5, one.right_far, one.right_near)), *_times(one.latency)]
        for one in found
    ]
    return [[*head, "平均 ms", "p50 ms", "p99 ms"], *rows]


def ratios_table(found: Sequence[Ratio]) -> Table:
    """How ours stands to the best of the others, a row for each figure."""
    rows = [[f"{_RATIOS[one.key][0]}（{_RATIOS[one.key][1]}）", one.peer, _ratio(one.value)] for one in found]
    return [["本项目 ÷ 对手", "对手", "比值"], *rows]


def growth_tables(grown: Sequence[Grown]) -> tuple[Table, Table]:
    """Latency at each size, and what building takes."""
    latency = [["问法", "本项目 p50 ms", "p99 ms", "WRatio p50 ms", "p99 ms", "p99 之比"]]
    building = [["问法", "其中造出来的", "建立 秒", "索引 字节/问法", "全部内存 MB", "进程增长 MB"]]
    for one in grown:
        times = [f"{value:.2f}" for value in (one.ours.p50_ms, one.ours.p99_ms, one.wratio.p50_ms, one.wratio.p99_ms)]
        latency.append([str(one.phrasings), *times, _ratio(one.ours.p99_ms / one.wratio.p99_ms)])
        resident = "—" if one.resident_bytes is None else _megabytes(one.resident_bytes)
        building.append(
            [
                str(one.phrasings),
                str(one.made_up),
                f"{one.build_seconds:.2f}",
                f"{one.bytes_a_phrasing:.0f}",
                _megabytes(one.traced_bytes),
                resident,
            ]
        )
    return latency, building


def console(results: Results) -> str:
    """Everything, for a terminal."""
    parts = list(labels(results))
    for task in results.tasks:
        parts += ["", f"{TITLES[task.key]}：{size_of(task)}", "", aligned(figures_table(task.figures))]
        parts += ["", aligned(ratios_table(task.ratios))]
    if results.grown:
        parts += ["", f"规模（{TITLES[results.grown_from]}的数据）"]
        parts += [part for table in growth_tables(results.grown) for part in ("", aligned(table))]
    return "\n".join(parts)


def page(results: Results, task: Measured) -> str:
    """A task as a page of Markdown, with the growth where its data were the ones."""
    parts = [f"# {TITLES[task.key]}", size_of(task), *(f"- {label}" for label in labels(results))]
    parts += [markdown(figures_table(task.figures)), markdown(ratios_table(task.ratios))]
    if results.grown and results.grown_from == task.key:
        parts += ["## 规模", *(markdown(table) for table in growth_tables(results.grown))]
    parts.append("每个数字的意思见 [README](../README.md)。")
    return "\n\n".join(parts).replace("\n\n- ", "\n- ").replace("。\n- ", "。\n\n- ") + "\n"


def aligned(table: Table) -> str:
    """Columns under each other where a Chinese character is as wide as two letters."""
    widths = [max(_width(row[place]) for row in table) for place in range(len(table[0]))]
    lines = []
    for row in table:
        spaces = [" " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)]
        numbers = [space + cell for cell, space in zip(row[1:], spaces[1:], strict=True)]
        lines.append("  ".join((row[0] + spaces[0], *numbers)))
    return "\n".join(lines)


def markdown(table: Table) -> str:
    """A table of Markdown."""
    head, *rows = table
    rule = ["---", *["--:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rows))


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)


def _times(latency: Latency) -> Iterator[str]:
    return (f"{value:.2f}" for value in (latency.mean_ms, latency.p50_ms, latency.p99_ms))


def _share(value: float | None) -> str:
    return "—" if value is None else f"{value:.3f}"


def _ratio(value: float | None) -> str:
    return "—" if value is None else f"{value:.2f}"


def _megabytes(count: int) -> str:
    return f"{count / 1e6:.1f}"
