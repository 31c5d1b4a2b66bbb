"""The web server: what it takes in, from whom, and how it ends."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot import connections
from bot import web as module
from bot.web import ListenError, Route, Web, WebRequest, WebResponse

LIMIT = 1000
Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Echo:
    """Answers with what came, when its gate is open."""

    def __init__(self) -> None:
        self.came: list[WebRequest] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def answer(self, request: WebRequest) -> WebResponse:
        self.came.append(request)
        await self.gate.wait()
        if request.body == b"bug":
            raise LookupError
        return WebResponse(200, request.body, retry_after=7)

    @staticmethod
    def gate_keeper(head: WebRequest) -> WebResponse | None:
        return None if head.headers.get("x-SECRET") == "yes" else WebResponse(403)


@asynccontextmanager
async def serving(echo: Echo) -> AsyncIterator[Web]:
    web = Web(
        ("127.0.0.1", 0),
        [Route("GET", "/get", echo.answer), Route("POST", "/post", echo.answer, LIMIT, echo.gate_keeper)],
    )
    await web.start()
    try:
        yield web
    finally:
        await web.stop(5)


@pytest.fixture
def echo() -> Echo:
    return Echo()


@pytest.fixture
async def web(echo: Echo) -> AsyncIterator[Web]:
    async with serving(echo) as running:
        yield running


async def send(web: Web, data: bytes, *, more: bytes = b"") -> bytes:
    """Everything that is answered until the connection ends, or nothing comes for a while."""
    reader, writer = await asyncio.open_connection("127.0.0.1", web.port)
    writer.write(data)
    if more:
        await asyncio.sleep(0.05)
        writer.write(more)
    found = b""
    try:
        async with asyncio.timeout(20):
            while piece := await reader.read(65536):
                found += piece
    except ConnectionResetError:  # it ended before it had read everything
        pass
    finally:
        writer.close()
    return found


def post(body: bytes, *headers: str, path: str = "/post") -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: here", "X-Secret: yes", "Connection: close", *headers]
    if not any(each.startswith(("Content-Length", "Transfer")) for each in headers):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


async def test_a_request_gets_an_answer_that_tells_nothing_of_the_server(web: Web, echo: Echo) -> None:
    """The body, the path without what follows it, and no more headers than there must be."""
    answer = await send(web, post(b"hello", path="/post?a=b"))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert body == b"hello"
    assert (echo.came[0].method, echo.came[0].path, echo.came[0].body) == ("POST", "/post", b"hello")
    names = {line.partition(b":")[0] for line in head.splitlines()[1:]}
    assert names == {b"Content-Length", b"Content-Type", b"X-Content-Type-Options", b"Retry-After", b"Connection"}


async def test_head_is_get_without_a_body(web: Web) -> None:
    """For probes that ask for no more."""
    answer = await send(web, b"HEAD /get HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
    assert (status(answer), answer.partition(b"\r\n\r\n")[2]) == (200, b"")


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (b"GET /nowhere HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n", 404),
        (b"GET http://[ HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n", 400),
        (b"GET /post HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n", 405),
        (b"PUT /get HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n", 405),
        (b"BREW /get HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n", 400),
        (b"GET /get HTTP/1.1\r\nHost: here\r\nX-Much: " + b"x" * 5000 + b"\r\n\r\n", 400),
        (b"GET /" + b"x" * 5000 + b" HTTP/1.1\r\nHost: here\r\n\r\n", 400),
        (b"GET /get HTTP/1.1\r\nHost: here\r\n" + b"X-Much: x\r\n" * 100 + b"\r\n", 400),
        (b"GET /get HTTP/1.1\r\nHost: here\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx", 413),
        (post(b"x" * LIMIT), 200),
        (post(b"x" * (LIMIT + 1)), 413),
        (post(b"", "Content-Length: 99999999999999999999999"), 400),
        (post(b"", f"Content-Length: {10**9}"), 413),
        (post(b"5\r\nhello\r\n0\r\n\r\n", "Transfer-Encoding: chunked"), 200),
        (post(b"fff\r\n" + b"x" * 0xFFF + b"\r\n0\r\n\r\n", "Transfer-Encoding: chunked"), 413),
        (b"nonsense\r\n\r\n", 400),
    ],
)
async def test_what_is_too_much_or_nowhere_is_refused(web: Web, echo: Echo, request_: bytes, expected: int) -> None:
    """And never reaches what would answer it."""
    assert status(await send(web, request_)) == expected
    assert len(echo.came) == (expected == 200)


async def test_who_is_refused_at_the_gate_is_not_read(web: Web, echo: Echo) -> None:
    """The answer is there before the body is, however large that is said to be."""
    head = b"POST /post HTTP/1.1\r\nHost: here\r\nContent-Length: 999\r\n\r\n"
    assert status(await send(web, head)) == 403
    assert echo.came == []


async def test_who_asks_first_whether_the_body_is_wanted_is_told(web: Web, echo: Echo) -> None:
    """And is not told to go on where it is refused."""
    wanted = post(b"", "Expect: 100-continue", "Content-Length: 5")
    answer = await send(web, wanted, more=b"hello")
    assert answer.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n")
    assert status(await send(web, wanted.replace(b"X-Secret: yes", b"X-Secret: no"))) == 403
    assert len(echo.came) == 1


@pytest.mark.parametrize(
    "nonsense",
    [
        b"WORDS-OF-SOMEBODY\r\n\r\n",
        b"GET /WORDS-OF-SOMEBODY/" + b"x" * 5000 + b" HTTP/1.1\r\nHost: here\r\n\r\n",
        b"GET /get HTTP/1.1\r\nHost: here\r\nX-WORDS-OF-SOMEBODY: \x00\r\n\r\n",
        b"GET /get HTTP/9.9\r\nHost: WORDS-OF-SOMEBODY\r\n\r\n",
        b"GET http://WORDS-OF-SOMEBODY:port/ HTTP/1.1\r\nHost: here\r\n\r\n",
        post(b"WORDS-OF-SOMEBODY\r\n\r\n", "Transfer-Encoding: chunked"),
        post(b"WORDS-OF-SOMEBODY\r\n\r\n", "Transfer-Encoding: chunked", path="/nowhere"),
        post(b"5\r\nWORDS-OF-SOMEBODY\r\n\r\n", "Transfer-Encoding: chunked", path="/nowhere"),
        post(b"WORDS-OF-SOMEBODY", "Transfer-Encoding: chunked", "Content-Length: 17"),
        post(b"WORDS-OF-SOMEBODY", "Content-Encoding: WORDS-OF-SOMEBODY"),
        post(b"WORDS-OF-SOMEBODY", "Upgrade: WORDS-OF-SOMEBODY").replace(b"yes", b"\xff\xfe"),
        b"\x16\x03\x01WORDS-OF-SOMEBODY",
        b"CONNECT \n\r\nWORDS-OF-SOMEBODY",
    ],
)
async def test_nonsense_is_neither_told_nor_repeated(
    web: Web, echo: Echo, caplog: pytest.LogCaptureFixture, nonsense: bytes
) -> None:
    """The log has nothing of what strangers send, at no level, and no error; what they read has nothing of it either,
    and nothing of the server. Then the next is served."""
    with caplog.at_level(logging.DEBUG):
        answer = await send(web, nonsense)
        assert len(echo.came) <= 1
        assert status(await send(web, post(b"hello"))) == 200
    lines = [logging.Formatter().format(record) for record in caplog.records]
    assert [line for line in lines if "WORDS" in line] == []
    assert [record for record in caplog.records if record.levelno > logging.INFO] == []
    assert b"server" not in answer.lower()
    assert b"WORDS" not in answer or status(answer) == 200  # an echo is all that it was to get


async def test_a_head_without_an_end_is_not_collected(web: Web) -> None:
    """However small its pieces are."""
    reader, writer = await asyncio.open_connection("127.0.0.1", web.port)
    writer.write(b"GET /get HTTP/1.1\r\n")
    sent = 0
    with pytest.raises(OSError):  # noqa: PT011, PT012 - of whatever kind
        while sent < 100_000:
            writer.write(b"X-Much: " + b"x" * 900 + b"\r\n")
            await writer.drain()
            await asyncio.sleep(0.005)
            sent += 900
            if reader.at_eof():
                raise ConnectionResetError
    assert sent < 2 * connections.MAX_HEAD
    writer.close()


async def test_who_takes_no_answer_is_not_waited_for(echo: Echo, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection is gone for good."""
    monkeypatch.setattr(connections, "ANSWER_WITHIN", 0.2)
    large = Route("GET", "/large", lambda _: asyncio.sleep(0, WebResponse(200, b"x" * 50_000_000)))
    web = Web(("127.0.0.1", 0), [large])
    await web.start()
    _, writer = await asyncio.open_connection("127.0.0.1", web.port, limit=1000)
    writer.write(b"GET /large HTTP/1.1\r\nHost: here\r\n\r\n")
    server = web._server
    assert server is not None
    async with asyncio.timeout(10):
        while not server.connections:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.005)
        while server.connections:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.005)
    writer.close()
    assert await web.stop(1)


async def test_a_bug_is_a_500_and_a_line_in_the_log(web: Web, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever asks learns nothing of it."""
    with caplog.at_level(logging.ERROR):
        answer = await send(web, post(b"bug"))
    assert (status(answer), answer.partition(b"\r\n\r\n")[2]) == (500, b"")
    assert [record.getMessage() for record in caplog.records] == ["bug while answering /post"]


async def test_who_is_slow_is_not_waited_for(echo: Echo, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither for a head nor for a body."""
    monkeypatch.setattr(connections, "HEAD_WITHIN", 0.1)
    monkeypatch.setattr(module, "BODY_WITHIN", 0.1)
    async with serving(echo) as web:
        assert await send(web, b"POST /post HTTP/1.1\r\nHo") == b""
        assert await send(web, post(b"half", "Content-Length: 100")) == b""
    assert echo.came == []


async def test_so_many_connections_and_no_more(echo: Echo, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever comes beyond that while all are at work is sent away; when others leave, there is room."""
    monkeypatch.setattr(connections, "MAX_CONNECTIONS", 1)
    echo.gate.clear()
    async with serving(echo) as web:
        _, first = await asyncio.open_connection("127.0.0.1", web.port)
        first.write(b"GET /get HTTP/1.1\r\nHost: here\r\n\r\n")
        async with asyncio.timeout(10):
            while not echo.came:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.005)
        assert await send(web, post(b"hello")) == b""
        echo.gate.set()
        first.close()
        async with asyncio.timeout(10):
            while not await send(web, post(b"hello")):  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.005)


async def opened(web: Web, count: int, data: bytes = b"") -> list[Stream]:
    """So many connections, each of which has sent that."""
    found = [await asyncio.open_connection("127.0.0.1", web.port) for _ in range(count)]
    for _, writer in found:
        writer.write(data)
    await asyncio.sleep(0.1)
    return found


async def ended(streams: list[Stream]) -> list[bool]:
    """Which of them the server has ended."""

    async def look(reader: asyncio.StreamReader) -> bool:
        try:
            async with asyncio.timeout(0.1):
                await reader.read()
        except TimeoutError:
            return False
        except OSError:
            return True
        return True

    return await asyncio.gather(*(look(reader) for reader, _ in streams))


@pytest.mark.parametrize("data", [b"", b"GET /get HTTP/1.1\r\nX-"], ids=["silent", "half a head"])
async def test_who_does_nothing_makes_room(echo: Echo, monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    """All connections are taken by people who ask nothing: the one that has done nothing for longest is ended for each
    new one, and probes and Telegram get through. Who is being answered is not ended."""
    monkeypatch.setattr(connections, "MAX_CONNECTIONS", 20)
    async with serving(echo) as web:
        echo.gate.clear()
        asked = asyncio.create_task(send(web, post(b"first")))
        silent = await opened(web, 19, data)
        assert len(echo.came) == 1
        echo.gate.set()
        assert status(await asked) == 200
        silent += await opened(web, 1, data)
        assert await ended(silent) == [False] * 20
        for _ in range(3):
            assert status(await send(web, post(b"hello"))) == 200
        assert await ended(silent) == [True] + [False] * 19  # the place of one is enough for one after the other
        silent += await opened(web, 5, data)
        assert await ended(silent) == [True] * 5 + [False] * 20
        for _, writer in silent:
            writer.close()


async def test_who_asks_again_is_not_the_one_that_did_nothing_for_longest(
    echo: Echo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer begins the time anew; pieces of a head do not."""
    monkeypatch.setattr(connections, "MAX_CONNECTIONS", 2)
    async with serving(echo) as web:
        (reader, writer), (_, dripping) = first = await opened(web, 2)
        writer.write(b"GET /get HTTP/1.1\r\nHost: here\r\n\r\n")
        await reader.readuntil(b"\r\n\r\n")
        dripping.write(b"GET /get HT")
        await asyncio.sleep(0.05)
        assert status(await send(web, post(b"hello"))) == 200
        assert await ended(first) == [False, True]
        writer.close()
        dripping.close()


async def lasts(web: Web, before: bytes, *, drips: bool) -> float:
    """Seconds until a connection is ended that sends a request, or nothing, and then nothing, or a head in drips."""
    ((reader, writer),) = await opened(web, 1, before)
    if before:
        await reader.readuntil(b"\r\n\r\n")
    began = time.monotonic()
    with contextlib.suppress(OSError):
        while not reader.at_eof():
            if drips:
                writer.write(b"G")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(0.05):
                    await reader.read(1)
    writer.close()
    return time.monotonic() - began


async def test_a_head_takes_no_longer_however_it_comes(echo: Echo, monkeypatch: pytest.MonkeyPatch) -> None:
    """Byte by byte, as the first of a connection and as a later one; and between two nobody waits for ever."""
    monkeypatch.setattr(connections, "HEAD_WITHIN", 0.3)
    monkeypatch.setattr(connections, "IDLE", 1.0)
    head = b"GET /get HTTP/1.1\r\nHost: here\r\n\r\n"

    async with serving(echo) as web:
        assert await lasts(web, b"", drips=False) < 0.8
        assert await lasts(web, b"", drips=True) < 0.8
        assert await lasts(web, head, drips=True) < 0.8
        assert 0.8 < await lasts(web, head, drips=False) < 2
        assert len(echo.came) == 2


async def test_a_body_that_is_not_wanted_is_not_waited_for(web: Web, echo: Echo) -> None:
    """Where no body is taken in, one without a length is refused at once."""
    head = b"GET /get HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n"
    began = time.monotonic()
    assert status(await send(web, head)) == 413
    assert time.monotonic() - began < 5
    assert echo.came == []


async def test_a_stop_waits_for_answers_and_takes_nothing_new(echo: Echo) -> None:
    """Whoever asked before is answered; an open connection and a new one get nothing more."""
    async with serving(echo) as web:
        echo.gate.clear()
        asked = asyncio.create_task(send(web, post(b"hello")))
        async with asyncio.timeout(10):
            while not echo.came:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.005)
        open_, writer = await asyncio.open_connection("127.0.0.1", web.port)
        writer.write(b"GET /get HTTP/1.1\r\n")
        await asyncio.sleep(0.05)
        web.refuse()
        writer.write(b"Host: here\r\n\r\n")
        late = await open_.readuntil(b"\r\n")
        with pytest.raises(OSError):  # noqa: PT011 - of whatever kind
            await asyncio.open_connection("127.0.0.1", web.port)
        stopping = asyncio.create_task(web.stop(10))
        await asyncio.sleep(0.05)
        assert not stopping.done()
        echo.gate.set()
        assert await stopping is True
        assert status(await asked) == 200
        assert status(late) == 503
        writer.close()
    assert len(echo.came) == 1


async def test_a_stop_waits_for_no_answer_for_ever(echo: Echo) -> None:
    """What takes longer is given up, and told that it may come again."""
    async with serving(echo) as web:
        echo.gate.clear()
        asked = asyncio.create_task(send(web, post(b"hello")))
        async with asyncio.timeout(10):
            while not echo.came:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.005)
        assert await web.stop(0.01) is False
        assert status(await asked) == 503


async def test_an_address_that_is_taken_is_told(web: Web) -> None:
    """With the number of the system's error."""
    with pytest.raises(ListenError) as raised:
        await Web(("127.0.0.1", web.port), []).start()
    assert raised.value.number is not None
    with pytest.raises(ListenError):
        await Web(("no.such.host.invalid", 0), []).start()
