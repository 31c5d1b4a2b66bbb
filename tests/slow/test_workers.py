"""Several processes on one PostgreSQL, with thousands of notices due in the same minute."""

import time
from collections import Counter, deque
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.process.program import running
from tests.support.filling import fill, once_in
from tests.support.watched_server import TOKEN, WatchedServer, watching

pytestmark = [pytest.mark.slow, pytest.mark.postgres]

NOTICES, CHATS = 5000, 1000
WITHIN = 200.0


@pytest.mark.parametrize("workers", [2, 4])
def test_workers_share_the_work_and_the_limits(
    workers: int, postgres_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """None lost, none repeated, never over Telegram's limits, drained in time."""
    now = datetime.now(UTC)
    due = now.replace(second=0, microsecond=0) + timedelta(minutes=2)
    fill(postgres_url, (once_in(n % CHATS + 1, n, due, now) for n in range(NOTICES)))
    with watching(CHATS) as server, ExitStack() as stack:
        server.latency["sendMessage"] = 0.05
        for number in range(workers):
            folder = tmp_path / str(number)
            folder.mkdir()
            settings = {"TOKEN": TOKEN, "API_URL": server.url, "DATABASE_URL": postgres_url}
            stack.enter_context(running("run", folder=folder, **settings))
        time.sleep(max((due - datetime.now(UTC)).total_seconds(), 0))
        began = time.monotonic()
        _wait_until_drained(server, 400)
        time.sleep(10)
        arrivals = list(server.arrivals)
        texts = server.texts()
    said = Counter(title for found in texts.values() for title in (text.splitlines()[0] for text in found))
    lost, repeated = NOTICES - len(said), sum(said.values()) - len(said)
    drained = max(at for at, _ in arrivals) - began
    first = min(at for at, _ in arrivals) - began
    second = _most_within(1.0, [at for at, _ in arrivals])
    of_chat = max(_most_within(1.0, [at for at, chat in arrivals if chat == each]) for each in range(1, CHATS + 1))
    with capsys.disabled():
        print(  # noqa: T201
            f"\n{workers} workers: {NOTICES} notices over {CHATS} chats drained in {drained:.0f} s, the first after "
            f"{first:.2f} s; {lost} lost, {repeated} repeated; at most {second} a second, {of_chat} in one chat"
        )
    assert (lost, repeated) == (0, 0)
    assert second <= 30
    assert of_chat <= 1
    assert drained <= WITHIN


def _most_within(seconds: float, instants: list[float]) -> int:
    """The most instants in any window of that length."""
    window: deque[float] = deque()
    most = 0
    for at in sorted(instants):
        window.append(at)
        while at - window[0] >= seconds:
            window.popleft()
        most = max(most, len(window))
    return most


def _wait_until_drained(server: WatchedServer, within: float) -> None:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline and len(server.arrivals) < NOTICES:
        time.sleep(1)
