"""People who ask, and a notice that is due, while something is broken; and what must hold when it is over."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.console.local_api import ApiCall
from bot.console.local_updates import LocalUser
from bot.views import words
from tests.process.program import Program
from tests.process.servers import BadDayServer
from tests.support.filling import fill, once_in

QUESTION, ANSWER = "党小组会多久开一次", "一般每月召开 1 次"
FIRST = LocalUser(7, "小李")
ASKING = [LocalUser(number, "某人") for number in range(100, 106)]
REMINDED = LocalUser(200, "老张")
TITLE = "第1件"
MAX_LINES, MAX_LINE = 60, 400
"""Of the log of an outage: short enough to be read."""


def ask_all(server: BadDayServer, people: list[LocalUser] | None = None) -> None:
    """Everybody asks."""
    for person in people if people is not None else ASKING:
        server.ask(person.chat, person, QUESTION)


def have_a_notice_due(url: str, server: BadDayServer, seconds: float) -> None:
    """In so many seconds somebody is to be reminded of something."""
    with server.locked() as api:
        api.world.add_chat(REMINDED.chat, REMINDED)
    now = datetime.now(UTC)
    fill(url, [once_in(REMINDED.id, 1, now + timedelta(seconds=seconds), now)])


def outlive(
    server: BadDayServer, url: str, seconds: float, *, broken: Callable[[], None], mended: Callable[[], None]
) -> None:
    """Something is broken for so many seconds, in which people ask and a notice falls due; wait until everybody has
    read what they asked for, and one who asks afterwards as well."""
    server.ask(FIRST.chat, FIRST, QUESTION)
    wait_to_be_told(server, FIRST)
    have_a_notice_due(url, server, seconds / 2)
    broken()
    ask_all(server, ASKING[:3])
    time.sleep(seconds / 2)
    ask_all(server, ASKING[3:])
    time.sleep(seconds / 2)
    mended()
    for person in (*ASKING, REMINDED):
        wait_to_be_told(server, person)
    server.ask(FIRST.chat, FIRST, QUESTION)
    wait_to_be_told(server, FIRST, 2)


def wait_to_be_told(server: BadDayServer, person: LocalUser, count: int = 1) -> None:
    """Until somebody was told so much, and Telegram took it."""

    def is_it(call: ApiCall) -> bool:
        return bool(call.params["chat_id"] == person.id and not call.error)

    server.wait_for_calls("sendMessage", count, 60, where=is_it)


def expect_nothing_lost(server: BadDayServer, program: Program, *, doubtful: bool = False) -> None:
    """Everybody was answered once, or once more with a mark where that may be; the notice was said; the log is short,
    and tells of no bug."""
    for person in ASKING:
        said = server.texts(person.id)
        assert any(ANSWER in text for text in said), said
        unmarked = [text for text in said if words.SAID_AGAIN not in text]
        assert len(unmarked) <= 1, said
        assert doubtful or len(said) == 1, said
    assert any(TITLE in text for text in server.texts(REMINDED.id))
    lines = program.err.lines
    assert "Traceback" not in program.err.text
    assert len(lines) <= MAX_LINES, lines
    assert max(map(len, lines), default=0) <= MAX_LINE
