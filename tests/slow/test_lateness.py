"""How late notices come when nothing else is going on."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.process.program import running
from tests.support.filling import fill, once_in
from tests.support.watched_server import TOKEN, watching

pytestmark = pytest.mark.slow

NOTICES, APART = 20, timedelta(seconds=3.7)
GOAL = 2.0


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_an_idle_bot_is_on_time(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """From the instant it is due to the arrival at the server."""
    url = request.getfixturevalue("postgres_url") if kind == "postgres" else f"sqlite:///{tmp_path}/zuwu.db"
    now = datetime.now(UTC)
    due = {number: now + timedelta(seconds=15) + number * APART for number in range(1, NOTICES + 1)}
    fill(url, (once_in(number, number, at, now) for number, at in due.items()))
    with (
        watching(NOTICES) as server,
        running("run", folder=tmp_path, TOKEN=TOKEN, API_URL=server.url, DATABASE_URL=url),
    ):
        server.wait_for_calls("sendMessage", NOTICES, timeout=150)
        offset = datetime.now(UTC).timestamp() - time.monotonic()
        late = sorted(at + offset - due[chat].timestamp() for at, chat in server.arrivals)
    with capsys.disabled():
        print(f"\n{kind}: {NOTICES} notices, median {late[NOTICES // 2]:.2f} s late, at most {late[-1]:.2f} s")  # noqa: T201
    assert late[0] >= 0
    assert late[-1] < GOAL
