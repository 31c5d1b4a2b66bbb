"""Two replicas on one PostgreSQL behind a balancer, one of them killed every ten seconds, under load."""

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from benchmarks.load.measuring import Peer, settings_of, wait_for_listener
from benchmarks.load.plan import Plan
from benchmarks.load.processes import Cores, Program, Server, cores, program, serving
from tests.support.filling import fill, once_in

pytestmark = [pytest.mark.slow, pytest.mark.postgres]

SECONDS = float(os.environ.get("KILLED_SECONDS", "120"))
EACH = float(os.environ.get("KILLED_EVERY", "10"))
RATE = float(os.environ.get("KILLED_RATE", "20"))
"""Questions a second."""
NOTICES_A_SECOND = 2
LEASE = 35.0
"""Seconds until a notice that was in flight at the last kill would come again."""
AFTER = 150.0
"""Seconds after the last question for everything to come again: deliveries, leases of chats and notices."""


@dataclass
class Replicas:
    """Two processes, each of which can be killed and is then started again on the same port."""

    server: Server
    told: list[dict[str, str]]
    folder: Path
    where: Cores
    running: list[Program] = field(default_factory=list)
    stacks: list[ExitStack] = field(default_factory=list)

    def start(self, number: int) -> None:
        """Start one, without waiting for it."""
        core = self.where.other if number else self.where.bot
        stack = ExitStack()
        started = stack.enter_context(program("zuwu", self.folder / str(number), core, self.told[number]))
        self.running[number : number + 1] = [started]
        self.stacks[number : number + 1] = [stack]

    def kill(self, number: int) -> None:
        """End one without a word, and start it again at once."""
        self.running[number].kill()
        self.stacks[number].close()
        self.start(number)


@contextmanager
def two(server: Server, url: str, folder: Path) -> Iterator[Replicas]:
    """Both, ready."""
    peer = Peer("replicas", "replicas", "zuwu", {"DATABASE_URL": url}, webhooks=2)
    replicas = Replicas(server, settings_of(peer, server), folder, cores())
    try:
        for number in range(2):
            replicas.start(number)
        server.wait_ready(*replicas.running)
        for number in range(2):
            wait_for_listener(replicas.running[number], replicas.told[number])
        yield replicas
    finally:
        for stack in replicas.stacks:
            stack.close()


def test_nothing_is_lost_while_replicas_are_killed(
    postgres_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every question is answered after redelivery, every notice arrives; what came twice is counted."""
    now = datetime.now(UTC)
    notices = round(SECONDS * NOTICES_A_SECOND)
    fill(postgres_url, (once_in(n, n, _due(now, n), now) for n in range(1, notices + 1)))
    with serving(cores().other) as server, two(server, postgres_url, tmp_path) as replicas, capsys.disabled():
        server.begin(Plan(round(RATE * SECONDS), rate=RATE, chats=400, groups=1.0, even=True))
        kills = _kill_again_and_again(replicas, print)
        _wait_until_done(server, notices)
        result = server.result()
        counts = result["counts"]
        came = Counter(chat for _, chat, text in result["others"] if text)
        lost = [n for n in range(1, notices + 1) if not came[n]]
        repeated = sum(came[n] - 1 for n in range(1, notices + 1) if came[n])
        print(_line(kills, result), f"{notices} notices: {len(lost)} lost, {repeated} repeated")  # noqa: T201
    assert kills >= SECONDS / EACH - 1
    assert counts["asked"] == round(RATE * SECONDS)
    assert (counts["asked"] - counts["answered"], lost) == (0, []), result["lost"]


def _due(now: datetime, number: int) -> datetime:
    """From 20 seconds after the start on, so that both replicas are there."""
    return now + timedelta(seconds=20 + number / NOTICES_A_SECOND)


def _kill_again_and_again(replicas: Replicas, say: Callable[[str], None]) -> int:
    """In turn, for the whole time. Returns how often."""
    started, kills = time.monotonic(), 0
    while time.monotonic() - started + EACH < SECONDS:
        time.sleep(EACH)
        replicas.kill(kills % 2)
        kills += 1
        counts = replicas.server.state()["counts"]
        say(f"\n    kill {kills}: {counts['answered']} of {counts['asked']} answered, {counts['others']} notices")
    return kills


def _wait_until_done(server: Server, notices: int) -> None:
    """Until everything has come, or will come no more."""
    deadline = time.monotonic() + AFTER
    while time.monotonic() < deadline:
        state = server.state()
        counts: dict[str, Any] = state["counts"]
        if state["over"] and counts["answered"] >= counts["asked"] and counts["others"] >= notices:
            chats = {chat for _, chat, _ in server.result()["others"]}
            if len(chats) >= notices:
                time.sleep(LEASE)
                return
        time.sleep(0.5)


def _line(kills: int, result: dict[str, Any]) -> str:
    counts, latency = result["counts"], result["latency"]
    return (
        f"\n{kills} kills of two replicas in {SECONDS:.0f} s; {counts['asked']} questions: "
        f"{counts['asked'] - counts['answered']} unanswered, {counts['repeated']} answered twice, "
        f"{counts['out_of_order']} out of order, {result['failed']} deliveries failed (refused: {result['refused']}), "
        f"p50 {latency['p50']:.0f} ms, p99 {latency['p99']:.0f} ms, at most {latency['most']:.0f} ms;"
    )
