"""The load as text: columns for the console, Markdown for the file."""

from collections.abc import Iterator, Sequence

from benchmarks.load.measuring import Parts, Run
from benchmarks.load.results import LATENCY_GOAL, THROUGHPUT_GOAL, LoadResults
from benchmarks.load.sampling import DATABASE, FETCHING, LIBRARY, MATCHING, REST, SENDING, WEB
from benchmarks.report import Table, aligned, markdown

PER = 10_000
"""Questions that memory and the database are told for."""

NAMES = {
    MATCHING: "听懂问题（intents、knowledge）",
    DATABASE: "数据库",
    SENDING: "发消息（HTTP）",
    FETCHING: "取更新（HTTP）",
    WEB: "收更新（aiohttp.web）",
    LIBRARY: "python-telegram-bot",
    REST: "其余（本项目自己的、asyncio）",
}
FUNCTIONS = 12
"""Functions that are listed."""


def console(results: LoadResults) -> str:
    """Everything, for a terminal."""
    parts = list(labels(results))
    for title, table in tables(results):
        parts += ["", title, aligned(table)]
    return "\n".join(parts)


def page(results: LoadResults) -> str:
    """Everything, as a page of Markdown."""
    parts = ["# 整个程序在负载下", "\n".join(f"- {label}" for label in labels(results))]
    for title, table in tables(results):
        parts += [f"## {title}", markdown(table)]
    parts.append("每个数字的意思见 [README](../README.md#负载)。")
    return "\n\n".join(parts) + "\n"


def labels(results: LoadResults) -> Iterator[str]:
    """The conditions of a run, in words."""
    around = results.around
    where = "被测的程序独占一个核，模拟的 Bot API 在另一个核" if around.pinned else "没有钉住核，程序和模拟服务器抢着用"
    yield f"Python {around.python}，{around.cores or '?'} 个核；{where}"
    yield "、".join(f"{name} {version}" for name, version in around.versions.items())
    yield f"{around.chats} 个私聊，{around.known} 个问题反复地问；都经 HTTP，不按 Telegram 的每秒 30 条限速"
    if results.failed:
        yield f"没有测成的部分：{'、'.join(results.failed)}"


def tables(results: LoadResults) -> Iterator[tuple[str, Table]]:
    """Every table with its title, those of parts that were left out excepted."""
    if results.flat:
        yield "能多快就多快", _flat(results)
    if results.steady:
        yield f"每秒 {results.steady[0].rate or 0:.0f} 个问题：从问到答，毫秒", _steady(results.steady)
    if results.flat or results.steady:
        yield "目标", _goals(results)
    if results.different or results.of("zuwu"):
        yield "问题反复和各不相同；内存和数据库", _sizes(results)
    if results.parts:
        yield "处理器时间花在哪里", _parts(results.parts)
        yield "本项目里最忙的函数（连同它叫的）", _functions(results.parts[0])
    if results.scaling:
        yield "PostgreSQL 和副本", _scaling(results.scaling)


def _flat(results: LoadResults) -> Table:
    table = [["程序", "每秒问题", "各次", "处理器 ms/问", "模拟服务器 ms/问", "没有答"]]
    for key in dict.fromkeys(run.key for run in results.flat):
        runs = results.of(key)
        each = "、".join(f"{run.per_second:.0f}" for run in runs)
        server = sum(run.server_ms for run in runs) / len(runs)
        lost = str(sum(run.lost for run in runs))
        cpu = _decimal(results.cpu_ms(key))
        table.append([runs[0].title, f"{results.per_second(key):.0f}", each, cpu, f"{server:.2f}", lost])
    return table


def _steady(runs: Sequence[Run]) -> Table:
    table = [["程序", "问题", "p50", "p90", "p99", "p99.9", "最长", "处理器 ms/问", "没有答"]]
    for run in runs:
        times = (run.latency.p50, run.latency.p90, run.latency.p99, run.latency.p999, run.latency.most)
        figures = [f"{value:.1f}" for value in times]
        table.append([run.title, str(run.asked), *figures, _decimal(run.cpu_ms), str(run.lost)])
    return table


def _goals(results: LoadResults) -> Table:
    table = [["本项目 ÷ 回声机器人", "比值", "目标", "达到"]]
    throughput, latency = results.throughput_ratio, results.latency_ratio
    if throughput is not None:
        well = "是" if throughput >= THROUGHPUT_GOAL else "否"
        table.append(["每秒问题（越大越好）", f"{throughput:.2f}", f"≥ {THROUGHPUT_GOAL}", well])
    if latency is not None:
        well = "是" if latency <= LATENCY_GOAL else "否"
        table.append(["一半负载下的 p99（越小越好）", f"{latency:.2f}", f"≤ {LATENCY_GOAL:.0f}", well])
    return table


def _sizes(results: LoadResults) -> Table:
    table = [["问题", "个数", "每秒", "处理器 ms/问", "内存 MB", "内存每万问多 MB", "数据库每万问多 MB"]]
    recurring = results.of("zuwu")[-1:]
    for title, runs in (("反复的", recurring), ("各不相同的", results.different)):
        for run in runs:
            cpu, speed = _decimal(run.cpu_ms), f"{run.per_second:.0f}"
            table.append([title, str(run.asked), speed, cpu, _megabytes(run.resident_after), _grown(run), _stored(run)])
    return table


def _parts(found: Sequence[Parts]) -> Table:
    """A column for each program: milliseconds of a question where they are known, else percent."""
    known = all(one.cpu_ms is not None for one in found)
    table = [["部分", *(f"{one.title} {'ms/问' if known else '%'}" for one in found)]]
    for part, name in NAMES.items():
        shares = [one.shares.get(part, 0.0) for one in found]
        if any(shares):
            values = zip(shares, found, strict=True)
            table.append([name, *(f"{share * (one.cpu_ms or 100):.2f}" for share, one in values)])
    return [*table, ["合计", *(f"{one.cpu_ms or 100:.2f}" for one in found)]]


def _functions(parts: Parts) -> Table:
    rows = [[name, f"{100 * share:.1f}"] for name, share in parts.functions if share < 0.9]
    return [["函数", "%"], *rows[:FUNCTIONS]]


def _scaling(runs: Sequence[Run]) -> Table:
    table = [["怎样跑", "每秒问题", "处理器 ms/问", "p99 ms", "没有答", "次序乱"]]
    for run in runs:
        figures = [f"{run.per_second:.0f}", _decimal(run.cpu_ms), f"{run.latency.p99:.0f}"]
        table.append([run.title, *figures, str(run.lost), str(run.out_of_order)])
    return table


def _decimal(value: float | None) -> str:
    return "—" if value is None else f"{value:.2f}"


def _megabytes(count: float | None) -> str:
    return "—" if count is None else f"{count / 1e6:.1f}"


def _grown(run: Run) -> str:
    if run.resident_before is None or run.resident_after is None:
        return "—"
    return _megabytes((run.resident_after - run.resident_before) * PER / run.asked)


def _stored(run: Run) -> str:
    return _megabytes((run.database_after - run.database_before) * PER / run.asked)
