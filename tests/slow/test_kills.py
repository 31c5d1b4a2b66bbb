"""``kill -9`` of the real process, again and again, while notices are due and being sent."""

import random
import signal
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.process.program import Program, running
from tests.support.filling import fill, once_in
from tests.support.watched_server import TOKEN, WatchedServer, watching

pytestmark = pytest.mark.slow

NOTICES, KILLS = 500, 200
EACH = 2.4
"""Seconds that a life is expected to take, its start included: the notices fall due over all of them."""
REPEAT, NOTICE = "（补发：", "时间："
ANSWER_AFTER = 0.4
"""Seconds between a message and the server's answer."""


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_no_notice_is_lost_however_often_the_process_is_killed(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every one arrives; those that arrive again were in flight at a kill, and are marked."""
    url = request.getfixturevalue("postgres_url") if kind == "postgres" else f"sqlite:///{tmp_path}/zuwu.db"
    now = datetime.now(UTC)
    span = KILLS * EACH
    fill(url, (once_in(n, n, now + timedelta(seconds=10 + span * n / NOTICES), now) for n in range(1, NOTICES + 1)))
    chance = random.Random(7)  # noqa: S311 - the same run every time
    hit = lives_in_flight = 0
    started = time.monotonic()
    with watching(NOTICES) as server:
        server.latency["sendMessage"] = ANSWER_AFTER
        for number in range(KILLS):
            in_flight = _one_life(server, tmp_path, url, chance, wait_for_send=number % 2 == 0)
            hit += in_flight
            lives_in_flight += in_flight > 0
        lived = time.monotonic() - started
        with ExitStack() as stack:
            stack.enter_context(running("run", folder=tmp_path, TOKEN=TOKEN, API_URL=server.url, DATABASE_URL=url))
            _wait_until_all(server, 240)
            time.sleep(40)  # what is in flight at the last kill comes after its lease
        texts = server.texts()
    notices = [[text for text in found if NOTICE in text] for found in texts.values()]
    words = sum(map(len, texts.values())) - sum(map(len, notices))
    lost = NOTICES - sum(1 for found in notices if found)
    repeated = sum(len(found) - 1 for found in notices if found)
    unmarked = sum(max(sum(REPEAT not in text for text in found) - 1, 0) for found in notices)
    with capsys.disabled():
        print(  # noqa: T201
            f"\n{kind}: {KILLS} kills in {lived:.0f} s, {lives_in_flight} of them while {hit} sends were in flight; "
            f"{NOTICES} notices: {lost} lost, {repeated} repeated, {unmarked} of these unmarked; "
            f"{words} times an organizer was told that nobody knows"
        )
    assert lives_in_flight >= KILLS * 0.4
    assert (lost, unmarked) == (0, 0)
    assert repeated <= hit


def _one_life(server: WatchedServer, folder: Path, url: str, chance: random.Random, *, wait_for_send: bool) -> int:
    """Start the program and kill it: as soon as a send is in flight, or at any moment, its start included. Returns
    how many sends were in flight."""
    with running("run", folder=folder, TOKEN=TOKEN, API_URL=server.url, DATABASE_URL=url) as program:
        if wait_for_send:
            server.wait_for_flight(within=6)
            time.sleep(chance.uniform(0, ANSWER_AFTER / 2))
        else:
            time.sleep(chance.uniform(0.2, 3))
        in_flight = server.in_flight
        _kill(program)
    return in_flight


def _kill(program: Program) -> None:
    program.process.send_signal(signal.SIGKILL)
    program.process.wait()


def _wait_until_all(server: WatchedServer, within: float) -> None:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline and len(server.texts()) < NOTICES:
        time.sleep(1)
