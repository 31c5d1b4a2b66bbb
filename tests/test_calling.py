"""Calls to Telegram over the network: what comes back, and what is known where nothing does."""

import asyncio
import traceback
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from urllib.parse import parse_qs

import pytest
from telegram import Bot, InputFile
from telegram.error import TelegramError, TimedOut
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.calling import BrokenOffError, NotCalledError, TelegramCalls
from bot.proxies import proxy_for

TOKEN = "1:secret-that-nobody-may-see"
Answer = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]
OK = b'{"ok": true, "result": true}'


@asynccontextmanager
async def serving(answer: Answer) -> AsyncIterator[str]:
    """A server that reads whole requests and leaves each to ``answer``; its root."""
    tasks = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        tasks.add(task)
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                await answer(head + await _rest(head, reader), writer)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
            tasks.discard(task)

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        for task in tuple(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _rest(head: bytes, reader: asyncio.StreamReader) -> bytes:
    lower = head.lower()
    if b"content-length:" in lower:
        return await reader.readexactly(int(lower.partition(b"content-length:")[2].split(b"\r\n")[0]))
    body = b""
    while b"transfer-encoding: chunked" in lower:
        size = int(await reader.readline(), 16)
        body += (await reader.readexactly(size + 2))[:-2]
        if not size:
            break
    return body


def say(body: bytes, status: str = "200 OK", headers: bytes = b"") -> Answer:
    """A server that always answers so."""

    async def answer(_: bytes, writer: asyncio.StreamWriter) -> None:
        length = f"Content-Length: {len(body)}".encode()
        writer.write(b"HTTP/1.1 " + status.encode() + b"\r\n" + headers + length + b"\r\n\r\n" + body)
        await writer.drain()

    return answer


@asynccontextmanager
async def calling(connections: int = 4, read_within: float = 20) -> AsyncIterator[TelegramCalls]:
    calls = TelegramCalls(connections, read_within=read_within)
    await calls.initialize()
    yield calls
    await calls.shutdown()


@asynccontextmanager
async def a_bot(root: str, read_within: float = 20, connections: int = 4) -> AsyncIterator[Bot]:
    """A bot whose calls go there, without having asked who it is."""
    async with calling(connections, read_within) as calls:
        yield Bot(TOKEN, base_url=f"{root}/bot", request=calls, get_updates_request=calls)


async def test_a_call_says_what_it_says_and_gives_back_what_comes() -> None:
    """A form in UTF-8, over a connection that is used again."""
    seen: list[bytes] = []
    writers: set[asyncio.StreamWriter] = set()

    async def answer(request: bytes, writer: asyncio.StreamWriter) -> None:
        seen.append(request)
        writers.add(writer)
        await say(OK)(request, writer)

    async with serving(answer) as root, a_bot(root) as bot:
        for _ in range(3):
            assert await bot.send_chat_action(7, "输入") is True
    assert seen[0].startswith(f"POST /bot{TOKEN}/sendChatAction HTTP/1.1".encode())
    assert seen[0].endswith(b"chat_id=7&action=%E8%BE%93%E5%85%A5")
    assert len(seen) == 3
    assert len(writers) == 1


@pytest.mark.parametrize(
    "text", ["一句 话\n两行", "a+b&c=d;e%20f%", "/?:@#[]!$'()*,~", "é😀\u2028", "", "<b>&amp;</b>"]
)
async def test_whatever_is_said_arrives_as_it_is(text: str) -> None:
    """A form, read as any server reads one."""
    seen: list[bytes] = []

    async def answer(request: bytes, writer: asyncio.StreamWriter) -> None:
        seen.append(request)
        await say(OK)(request, writer)

    async with serving(answer) as root, calling() as calls:
        data = RequestData([RequestParameter("chat_id", 7, None), RequestParameter("text", text, None)])
        await calls.do_request(f"{root}/bot/sendMessage", "POST", data)
    head, _, body = seen[0].partition(b"\r\n\r\n")
    assert b"\r\nContent-Type: application/x-www-form-urlencoded\r\n" in head
    assert parse_qs(body.decode("ascii"), keep_blank_values=True, strict_parsing=True) == {
        "chat_id": ["7"],
        "text": [text],
    }


async def test_a_file_goes_with_its_name_in_chinese() -> None:
    """As it is, since Telegram shows it; beside the other fields."""
    seen: list[bytes] = []

    async def answer(request: bytes, writer: asyncio.StreamWriter) -> None:
        seen.append(request)
        await say(OK)(request, writer)

    async with serving(answer) as root, a_bot(root) as bot:
        await bot.send_document(7, InputFile(b"BEGIN", filename="三月 “记录”.docx"), caption="好 & 坏")
    (request,) = seen
    assert 'filename="三月 “记录”.docx"'.encode() in request
    assert "好 & 坏".encode() in request
    assert b"\r\nBEGIN\r\n" in request


async def test_a_refusal_is_told_as_telegram_words_it() -> None:
    """Status and body are the library's to read; a page that says where else to go is not followed."""
    body = b'{"ok": false, "error_code": 400, "description": "Bad Request: chat not found"}'
    async with serving(say(body, "400 Bad Request")) as root, a_bot(root) as bot:
        with pytest.raises(TelegramError, match="Chat not found"):
            await bot.send_chat_action(7, "typing")
    elsewhere = say(b"", "302 Found", b"Location: http://127.0.0.1:1/\r\n")
    async with serving(elsewhere) as root, calling() as calls:
        assert await calls.do_request(f"{root}/bot{TOKEN}/getMe", "POST") == (302, b"")


async def test_what_finds_no_connection_was_never_called() -> None:
    """Nobody listens; the name is none; the address is none; all connections are busy."""
    async with serving(say(OK)) as gone:
        pass
    for root in (gone, "http://no-such-host.invalid", "http://"):
        async with a_bot(root) as bot:
            with pytest.raises(NotCalledError) as caught:
                await bot.send_chat_action(7, "typing")
            assert TOKEN not in "".join(traceback.format_exception(caught.value)).replace(root, "")

    async def silent(*_: object) -> None:
        await asyncio.sleep(60)

    async with serving(silent) as root, a_bot(root, connections=1) as bot:
        first = asyncio.create_task(bot.send_chat_action(7, "typing"))
        await asyncio.sleep(0.05)
        with pytest.raises(NotCalledError):
            await bot.send_chat_action(7, "typing", connect_timeout=0.05)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)


async def test_what_is_not_answered_in_time_is_in_doubt() -> None:
    """It was sent, and may have had its effect."""

    async def silent(*_: object) -> None:
        await asyncio.sleep(60)

    async with serving(silent) as root, a_bot(root, read_within=0.05) as bot:
        with pytest.raises(TimedOut) as caught:
            await bot.send_chat_action(7, "typing")
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize("half", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", b"nonsense\r\n\r\n"])
async def test_what_breaks_off_is_in_doubt(half: bytes) -> None:
    """Before an answer, in the middle of one, and where it is none."""

    async def hang_up(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(half)
        await writer.drain()
        writer.close()

    async with serving(hang_up) as root, a_bot(root) as bot:
        with pytest.raises(BrokenOffError) as caught:
            await bot.send_chat_action(7, "typing")
    assert TOKEN not in str(caught.value)


async def test_a_proxy_of_the_environment_is_gone_through(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the name and password that it wants; to what it is not for, directly."""
    seen: list[bytes] = []

    async def answer(request: bytes, writer: asyncio.StreamWriter) -> None:
        seen.append(request)
        await say(OK)(request, writer)

    async with serving(answer) as root, calling() as calls:
        monkeypatch.setenv("http_proxy", root.replace("//", "//clerk:p%40ss@"))
        monkeypatch.setenv("no_proxy", "near.invalid")
        assert await calls.do_request("http://api.invalid:81/bot/getMe", "POST") == (200, OK)
        with pytest.raises(NotCalledError):
            await calls.do_request("http://near.invalid/bot/getMe", "POST")
    (request,) = seen
    assert request.startswith(b"POST http://api.invalid:81/bot/getMe HTTP/1.1\r\n")
    assert f"Proxy-Authorization: Basic {b64encode(b'clerk:p@ss').decode()}\r\n".encode() in request


async def test_a_proxy_that_lets_nothing_through_is_no_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    """The call never got further than that."""
    async with serving(say(b"", "403 Forbidden")) as root, calling() as calls:
        monkeypatch.setenv("https_proxy", root)
        with pytest.raises(NotCalledError):
            await calls.do_request("https://api.invalid/bot/getMe", "POST")


@pytest.mark.parametrize(
    ("said", "used"),
    [
        ("http://10.0.0.1:3128", "http://10.0.0.1:3128"),
        ("10.0.0.1:3128", "http://10.0.0.1:3128"),
        ("socks5://clerk:secret@10.0.0.1:1080", None),
        ("", None),
    ],
)
def test_which_proxies_are_used(
    said: str, used: str | None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Those that speak HTTP; of another the log says so, and nothing of its password."""
    monkeypatch.setenv("https_proxy", said)
    monkeypatch.delenv("no_proxy", raising=False)
    assert proxy_for("https", "api.telegram.org") == used
    assert ("socks5" in caplog.text) is (said.startswith("socks5"))
    assert "secret" not in caplog.text


async def test_calls_can_begin_again_after_an_end() -> None:
    """And are a mistake before the beginning."""
    async with serving(say(OK)) as root:
        calls = TelegramCalls(1)
        with pytest.raises(RuntimeError):
            await calls.do_request(root, "POST")
        for _ in range(2):
            await calls.initialize()
            await calls.initialize()
            assert await calls.do_request(f"{root}/x", "POST") == (200, OK)
            await calls.shutdown()
            await calls.shutdown()
