"""Two processes on one database: what one publishes, the other answers from."""

import asyncio
import signal
import sys
import time
from pathlib import Path

import pytest

from bot.console.local_updates import LocalUser
from bot.domain.clock import SystemClock
from bot.domain.revision import Origin
from bot.services.care.library import Author, Library
from bot.services.knowledge import LiveKnowledge
from bot.storage.engine import create_engine
from bot.storage.sql import SqlStores
from intents.understanding import Understanding
from tests.process.program import running
from tests.process.servers import BadDayServer, serving
from tests.process.test_knowledge_on_disk import ANSWER, FILE, QUESTION, answering
from tests.support.botapi_server import TOKEN
from tests.support.postgres import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]

AT_MOST = 5
WORDS = "一般每月召开 9 次"
POSTGRES = pytest.param("postgres", marks=pytest.mark.postgres)


async def _publish(url: str, understanding: Understanding) -> None:
    """An admin of another process publishes a change of the answer."""
    stores = SqlStores(create_engine(url))
    try:
        number = await stores.revisions.latest_number()
        library = Library(stores, LiveKnowledge(understanding, number), SystemClock())
        files = await library.files()
        files[FILE] = answering(files[FILE].decode(), WORDS).encode()
        examined = await library.examine(files)
        await library.publish(examined, Author(11, "知识管理员"), Origin.CHAT, "", after=number)
    finally:
        await stores.close()


def _answer(server: BadDayServer, number: int) -> str:
    person = LocalUser(number, "小李")
    server.ask(person.chat, person, QUESTION)
    return server.wait_for_texts(number)[0]


@pytest.mark.parametrize("kind", ["sqlite", POSTGRES])
def test_a_second_process_answers_from_what_is_published(
    kind: str,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    understanding: Understanding,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Within five seconds, without a restart."""
    url = f"sqlite:///{tmp_path / 'zuwu.db'}" if kind == "sqlite" else request.getfixturevalue("postgres_url")
    with (
        serving() as server,
        running("run", folder=tmp_path, TOKEN=TOKEN, API_URL=server.url, DATABASE_URL=url) as program,
    ):
        assert ANSWER in _answer(server, 1000)
        asyncio.run(_publish(url, understanding))
        published = time.perf_counter()
        number = 1000
        while WORDS not in _answer(server, number := number + 1):
            assert time.perf_counter() - published < AT_MOST, program.err.text
            time.sleep(0.02)
        took = time.perf_counter() - published
        assert program.stop(signal.SIGTERM)[0] == 0
        assert "Traceback" not in program.err.text
    with capsys.disabled():
        sys.stdout.write(f"\npublished to live in a second process, {kind}: {took:.2f} s\n")
