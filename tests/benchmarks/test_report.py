"""The tables that people read."""

from benchmarks.corpus import Task
from benchmarks.growth import Grown
from benchmarks.measure import Figures, Latency, ratios
from benchmarks.report import aligned, console, markdown, page
from benchmarks.results import Environment, Results, measured

LATENCY = Latency(1.0, 0.9, 2.0)


def _results(task: Task) -> Results:
    """Invented figures of two methods."""
    figures = [
        Figures("zuwu", "zuwu（本项目）", 0.9, 0.95, 0.8, None, LATENCY),
        Figures("WRatio", "rapidfuzz WRatio", 0.8, 0.85, 0.4, None, LATENCY),
    ]
    grown = [Grown(2_000, 1_986, 0.5, 30_000_000, 1234.5, None, LATENCY, Latency(4.0, 4.0, 8.0))]
    ran = Environment("3.11.0", 2, {"rapidfuzz": "3.14.0"})
    return Results(ran, 1, 7, [measured(task, figures, ratios(figures))], task.key, grown)


def test_columns_are_under_each_other_in_a_terminal() -> None:
    """A Chinese character is as wide as two letters; numbers are to the right."""
    assert aligned([["方法", "首位"], ["ratio", "1"]]) == "方法   首位\nratio     1"


def test_a_page_is_markdown(task: Task) -> None:
    """A table with numbers to the right."""
    assert markdown([["方法", "首位"], ["ratio", "1"]]) == "| 方法 | 首位 |\n| --- | --: |\n| ratio | 1 |"
    text = page(_results(task), _results(task).tasks[0])
    assert text.startswith("# 检索任务\n\n7 个条目，共 15 个问法；域内问题 5 个，近域 2 个，远域 2 个。\n\n- Python")
    assert "| zuwu（本项目） | 0.900 | 0.950 | 0.800 | — | 1.00 | 0.90 | 2.00 |" in text
    assert "| 首位错误率（越小越好） | rapidfuzz WRatio | 0.50 |" in text
    assert "| 2000 | 0.90 | 2.00 | 4.00 | 8.00 | 0.25 |" in text
    assert "| 2000 | 1986 | 0.50 | 1234 | 30.0 | — |" in text


def test_the_terminal_shows_everything(task: Task) -> None:
    """The conditions, each task, the ratios and the growth."""
    lines = console(_results(task)).splitlines()
    assert lines[0] == "Python 3.11.0，2 个核，单进程单线程"
    assert any(line.startswith("zuwu（本项目）") and line.endswith("2.00") for line in lines)
    assert "规模（检索任务的数据）" in lines
    assert not any(line != line.rstrip() for line in lines)
