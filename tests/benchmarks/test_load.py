"""Small loads on the real programs, over HTTP on this machine: that they work, not how fast."""

import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from benchmarks.load.measuring import ECHO_CONCURRENT, ZUWU, Peer, bench, look_into, measure
from benchmarks.load.plan import Plan
from benchmarks.load.processes import Cores, LoadError, program, serving, settings_for
from benchmarks.load.report import console
from benchmarks.load.results import LoadResults, around
from benchmarks.load.run import write

pytestmark = pytest.mark.slow

NOWHERE = Cores(None, None)
"""The tests run beside each other: nobody has a core of its own."""


def _quiet(sentence: str) -> None:
    """Progress is for people."""


def test_a_small_load_is_answered_and_measured() -> None:
    """As fast as it goes, and at a rate with groups in it: every question has its answer, and figures."""
    with bench(ZUWU, NOWHERE) as ready:
        flat = ready.ask(Plan(60, chats=20))
        steady = ready.ask(Plan(30, rate=30, chats=10, groups=0.5, different=True))
    for run, asked in ((flat, 60), (steady, 30)):
        assert (run.asked, run.answered, run.lost, run.out_of_order, run.repeated) == (asked, asked, 0, 0, 0)
        assert run.per_second > 0
        assert run.latency.most >= run.latency.p99 >= run.latency.p50 > 0
        assert run.cpu_ms is None or run.cpu_ms > 0
        assert run.resident_after is None or run.resident_after > 10_000_000
    assert 0 < flat.database_before <= flat.database_after <= steady.database_after


def test_updates_come_by_webhook_as_well() -> None:
    """Through the balancer, one of a chat at a time."""
    peer = Peer("webhook", "webhook", "zuwu", webhooks=1)
    with bench(peer, NOWHERE) as ready:
        run = ready.ask(Plan(60, chats=5, groups=1.0))
        calls = ready.server.result()["calls"]
    assert (run.answered, run.out_of_order, run.repeated) == (60, 0, 0)
    assert "getupdates" not in calls


def test_the_peer_answers_and_its_time_is_told_apart(tmp_path: Path) -> None:
    """The echo bot does the same; the figures come out as tables, a page and JSON."""
    plan = Plan(150, chats=20)
    results = LoadResults(around(NOWHERE, 20, 448))
    results.flat.append(measure(ECHO_CONCURRENT, NOWHERE, plan, _quiet))
    results.parts.append(look_into(ECHO_CONCURRENT, NOWHERE, plan, _quiet, results.flat[0].cpu_ms))
    assert results.flat[0].lost == 0
    assert sum(results.parts[0].shares.values()) == pytest.approx(1)
    assert results.parts[0].shares["matching"] == 0
    assert (results.peer, results.throughput_ratio, results.latency_ratio) == ("echo-concurrent", None, None)
    assert "回声机器人，并行" in console(results)
    files = write(results, tmp_path)
    assert [file.name for file in files[:2]] == ["load.md", "load.json"]
    assert files[0].read_text("utf-8").startswith("# 整个程序在负载下\n")
    assert json.loads(files[1].read_text("utf-8"))["flat"][0]["answered"] == 150
    if find_spec("matplotlib") is not None:
        assert files[2].read_bytes().startswith(b"\x89PNG")


def test_a_program_that_ends_is_told_of(tmp_path: Path) -> None:
    """With the last that it said, instead of waiting for it."""
    with serving() as server:
        settings = settings_for(server, LOG_LEVEL="LOUD")
        with program("zuwu", tmp_path, None, settings) as running, pytest.raises(LoadError, match="ZUWU_LOG_LEVEL"):
            server.wait_ready(running, within=60)
