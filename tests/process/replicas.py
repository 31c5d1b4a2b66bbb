"""``zuwu run`` in webhook mode: one process or several, with what Telegram does around them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.process.program import Program, running
from tests.process.servers import BadDayServer, serving
from tests.support.botapi_server import TOKEN

PATH = "/telegram"
_LISTENING = re.compile(r"listening on 127\.0\.0\.1:([0-9]+)")


@contextmanager
def telegram() -> Iterator[BadDayServer]:
    """A Bot API server of one's own, which delivers without TLS."""
    with serving() as server:
        with server.locked() as api:
            api.queue.takes_http = True
        yield server


@contextmanager
def replica(folder: Path, server: BadDayServer, url: str = "http://127.0.0.1:1", **settings: str) -> Iterator[Program]:
    """A process in webhook mode, at any free port; ``url`` is where Telegram delivers."""
    folder.mkdir(exist_ok=True)
    given = {"TOKEN": TOKEN, "API_URL": server.url, "WEBHOOK_URL": url + PATH, "LISTEN": "127.0.0.1:0"}
    with running("run", folder=folder, **given | settings) as program:
        yield program


def port_of(program: Program) -> int:
    """Where it listens, once it does and takes updates in."""
    program.err.wait_for("running as")
    found = _LISTENING.search(program.err.text)
    assert found is not None
    return int(found[1])
