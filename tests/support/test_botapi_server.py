"""The Bot API over HTTP, driven by the library's own HTTP client."""

import asyncio
import json
import socket
import threading
import urllib.request
from collections.abc import AsyncIterator, Iterator
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputFile
from telegram.error import BadRequest, Conflict, InvalidToken, NetworkError, RetryAfter, TimedOut
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bot.console.botapi.errors import ApiError
from bot.console.local_updates import LocalUser
from tests.support import telegram
from tests.support.botapi_server import TOKEN, BotApiServer
from tests.support.clock import ManualClock
from tests.support.telegram import ScriptedBotApi

MEMBER = LocalUser(7, "小李")


@pytest.fixture
def api() -> ScriptedBotApi:
    api = ScriptedBotApi(ManualClock())
    api.world.add_chat(MEMBER.chat, MEMBER)
    return api


@pytest.fixture
def server(api: ScriptedBotApi) -> Iterator[BotApiServer]:
    with BotApiServer(api) as running:
        yield running


def _bot(server: BotApiServer, token: str = TOKEN, read_timeout: float = 10) -> ExtBot[None]:
    return ExtBot(
        token,
        base_url=f"{server.url}/bot",
        base_file_url=f"{server.url}/file/bot",
        request=HTTPXRequest(read_timeout=read_timeout),
        get_updates_request=HTTPXRequest(read_timeout=read_timeout),
    )


@pytest.fixture
async def http_bot(server: BotApiServer) -> AsyncIterator[ExtBot[None]]:
    async with _bot(server) as bot:
        yield bot


async def test_messages_travel_over_http(http_bot: ExtBot[None], server: BotApiServer) -> None:
    """Form fields, JSON in them, and Telegram's errors."""
    markup = InlineKeyboardMarkup.from_button(InlineKeyboardButton("甲&乙", callback_data="v1:a"))
    sent = await http_bot.send_message(MEMBER.id, "<b>👍 一+二</b>", parse_mode="HTML", reply_markup=markup)
    assert (sent.text, sent.reply_markup) == ("👍 一+二", markup)
    assert server.calls("sendMessage")[0].params["chat_id"] == 7
    with pytest.raises(BadRequest, match="Can't parse entities"):
        await http_bot.send_message(MEMBER.id, "<b>", parse_mode="HTML")


async def test_files_travel_over_http(http_bot: ExtBot[None]) -> None:
    """Up as multipart, with a Chinese name and any bytes; down by the file's path."""
    content = bytes(range(256)) + b"\r\n--x\r\n"
    sent = await http_bot.send_document(MEMBER.id, InputFile(content, filename="问 答.yaml"), caption="备份")
    assert sent.document is not None
    assert (sent.document.file_name, sent.caption) == ("问 答.yaml", "备份")
    assert bytes(await (await sent.document.get_file()).download_as_bytearray()) == content


def test_a_call_may_be_json_or_an_address(server: BotApiServer) -> None:
    """As other clients do it."""
    call = urllib.request.Request(  # noqa: S310 - it is this machine
        f"{server.url}/bot{TOKEN}/sendMessage",
        data=json.dumps({"chat_id": 7, "text": "好", "reply_markup": {"force_reply": True}}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(call) as response:  # noqa: S310
        assert json.load(response)["result"]["text"] == "好"
    with urllib.request.urlopen(f"{server.url}/bot{TOKEN}/getChat?chat_id=7") as response:  # noqa: S310
        assert json.load(response)["result"]["first_name"] == "小李"


@pytest.mark.parametrize("path", ["/", "/bot1:secret", "/nonsense/getMe"])
def test_any_other_address_is_not_found(server: BotApiServer, path: str) -> None:
    """With Telegram's JSON."""
    connection = HTTPConnection(urlsplit(server.url).netloc)
    connection.request("GET", path)
    response = connection.getresponse()
    assert (response.status, json.loads(response.read())["error_code"]) == (404, 404)
    connection.close()


async def test_a_wrong_token_is_refused(server: BotApiServer) -> None:
    """Before anything is looked at."""
    with pytest.raises(InvalidToken, match="rejected by the server"):
        async with _bot(server, token="1:wrong"):
            pass


async def test_long_polling_waits_for_an_update(http_bot: ExtBot[None], server: BotApiServer) -> None:
    """It returns at once when one comes, and again until the offset confirms it."""
    polling = asyncio.create_task(http_bot.get_updates(timeout=5))
    await asyncio.to_thread(_wait_for_poll, server, 1)
    with server.locked() as api:
        update = api.updates.message(MEMBER.chat, MEMBER, "好")
    assert server.push(update) is True
    first = (await polling)[0]
    again = await http_bot.get_updates(offset=first.update_id)
    assert [update.update_id for update in again] == [first.update_id]
    assert await http_bot.get_updates(offset=first.update_id + 1) == ()
    assert await http_bot.get_updates() == ()


async def test_two_programs_that_poll_are_in_conflict(http_bot: ExtBot[None], server: BotApiServer) -> None:
    """The later poll ends the earlier one with 409."""
    earlier = asyncio.create_task(http_bot.get_updates(timeout=5))
    await asyncio.to_thread(_wait_for_poll, server, 1)
    async with _bot(server) as other:
        assert await other.get_updates(timeout=0) == ()
    with pytest.raises(Conflict, match="make sure that only one bot instance is running"):
        await earlier


async def test_a_limited_server_misses_methods_and_refuses_others(
    http_bot: ExtBot[None], server: BotApiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """404 for the first, any error for the others; both are counted, and neither takes effect."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    server.missing.add("setMyCommands")
    server.errors["sendMessage"] = ApiError(429, "Too Many Requests: retry after 2", {"retry_after": 2})
    with pytest.raises(InvalidToken, match="method not found"):
        await http_bot.set_my_commands([("ask", "问")])
    with pytest.raises(RetryAfter):
        await http_bot.send_message(MEMBER.id, "好")
    assert (server.count("setMyCommands"), server.count("sendMessage")) == (1, 1)
    assert server.calls("sendMessage") == []


async def test_a_slow_answer_comes_after_the_effect(server: BotApiServer) -> None:
    """A client that does not wait so long has delivered all the same."""
    server.latency["sendMessage"] = 0.6
    async with _bot(server, read_timeout=0.2) as bot:
        with pytest.raises(TimedOut):
            await bot.send_message(MEMBER.id, "好")
    assert [call.params["text"] for call in server.calls("sendMessage")] == ["好"]


async def test_a_silent_server_answers_once_it_speaks(http_bot: ExtBot[None], server: BotApiServer) -> None:
    """The call waits, and takes effect then."""
    server.be_silent()
    sending = asyncio.create_task(http_bot.send_message(MEMBER.id, "好"))
    await asyncio.to_thread(_wait_for_count, server, "sendMessage")
    assert server.calls("sendMessage") == []
    server.speak()
    assert (await sending).text == "好"


async def test_announced_failures_work_over_http(
    http_bot: ExtBot[None], server: BotApiServer, api: ScriptedBotApi
) -> None:
    """A network failure is a connection that ends without an answer."""
    api.fail("sendMessage", telegram.network())
    api.fail("sendMessage", telegram.server_error())
    for _ in range(2):
        with pytest.raises(NetworkError):
            await http_bot.send_message(MEMBER.id, "好")
    assert (await http_bot.send_message(MEMBER.id, "好")).text == "好"


async def test_a_test_can_wait_for_a_call(http_bot: ExtBot[None], server: BotApiServer) -> None:
    """Until it comes, or in vain."""
    waiting = asyncio.create_task(
        asyncio.to_thread(server.wait_for_calls, "sendMessage", where=lambda call: call.params["text"] == "二")
    )
    for text in ("一", "二"):
        await http_bot.send_message(MEMBER.id, text)
    assert [call.params["text"] for call in await waiting] == ["二"]
    with pytest.raises(AssertionError, match="2 of 3 calls"):
        server.wait_for_calls("sendMessage", count=3, timeout=0.05)


def test_the_server_ends_with_its_context(api: ScriptedBotApi) -> None:
    """Polls, silent calls and idle connections do not hold it up, and no thread stays."""
    before = threading.active_count()
    with BotApiServer(api) as server:
        address = urlsplit(server.url).netloc
        polling, idle = HTTPConnection(address), HTTPConnection(address)
        polling.request("GET", f"/bot{TOKEN}/getUpdates?timeout=50")
        idle.request("GET", f"/bot{TOKEN}/getMe")
        idle.getresponse().read()
        _wait_for_poll(server, 1)
    assert threading.active_count() == before
    polling.close()
    idle.close()
    host, _, port = address.partition(":")
    with pytest.raises(OSError, match="refused"), socket.create_connection((host, int(port))):
        pass


def _wait_for_poll(server: BotApiServer, count: int) -> None:
    _wait_for_count(server, "getUpdates", count)


def _wait_for_count(server: BotApiServer, method: str, count: int = 1) -> None:
    """Until calls have arrived, answered or not."""
    with server._changed:
        assert server._changed.wait_for(lambda: server.count(method) >= count, 10)
