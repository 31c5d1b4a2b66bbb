"""Updates by webhook, in one process: what each is answered, and that Telegram goes on delivering here."""

import asyncio
import json
import logging
from typing import Any

import pytest

from bot.domain.errors import StorageError
from bot.handlers.context import OPERATOR
from bot.incoming import webhook as module
from bot.incoming.updates import ChatOrder, Delivery
from bot.incoming.webhook import SECRET_HEADER, Webhook
from bot.settings import Settings
from bot.web import WebRequest, WebResponse
from tests.support import telegram
from tests.support.app import MEMBER, OTHER, RunningBot

URL, SECRET = "https://bot.example/telegram", "a-secret"
QUESTION = "党小组会多久开一次"


@pytest.fixture
def stop() -> asyncio.Event:
    return asyncio.Event()


@pytest.fixture
def webhook(bot: RunningBot, stop: asyncio.Event) -> Webhook:
    settings = Settings(_env_file=None, webhook_url=URL, webhook_secret=SECRET)
    return Webhook(bot.application, settings, stop)


async def deliver(webhook: Webhook, update: dict[str, Any], secret: str | None = SECRET) -> WebResponse:
    """As the web server hands it on."""
    (route,) = webhook.routes
    headers = {} if secret is None else {SECRET_HEADER: secret}
    head = WebRequest(route.method, route.path, headers)
    assert route.gate is not None
    refused = route.gate(head)
    if refused is not None:
        return refused
    return await route.answer(WebRequest(route.method, route.path, headers, json.dumps(update).encode()))


async def test_until_it_runs_and_once_it_stops_updates_may_come_again(
    webhook: Webhook, bot: RunningBot, stop: asyncio.Event
) -> None:
    """The application is not ready, or is going; strangers are refused all the same."""
    update = bot.updates.message(MEMBER.chat, MEMBER, QUESTION)
    assert (await deliver(webhook, update)).status == 503
    running = asyncio.create_task(webhook.run())
    await asyncio.sleep(0)
    assert (await deliver(webhook, update)).status == 200
    stop.set()
    await running
    later = bot.updates.message(MEMBER.chat, MEMBER, QUESTION)
    assert (await deliver(webhook, later)).status == 503
    for secret in (None, "", "other", "党", "a-secret\udcff"):
        assert (await deliver(webhook, later, secret)).status == 403
    assert len(bot.api.sent()) == 1


async def test_what_is_too_much_comes_again(
    webhook: Webhook, bot: RunningBot, stop: asyncio.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rest waits at Telegram, and what is in hand at the end is waited for."""
    monkeypatch.setattr(module, "MAX_IN_HAND", 1)
    free = asyncio.Event()

    async def handle(update: object) -> None:
        await free.wait()

    monkeypatch.setattr(bot.application, "process_update", handle)
    running = asyncio.create_task(webhook.run())
    await asyncio.sleep(0)
    first = asyncio.create_task(deliver(webhook, bot.updates.message(MEMBER.chat, MEMBER, "一")))
    await asyncio.sleep(0)
    another = bot.updates.message(OTHER.chat, OTHER, "二")
    refused = await deliver(webhook, another)
    assert (refused.status, refused.retry_after) == (503, 1)
    stop.set()
    await running
    finishing = asyncio.create_task(webhook.finish(10, 1))
    await asyncio.sleep(0.01)
    assert not finishing.done()
    free.set()
    assert await finishing is True
    assert (await first).status == 200


async def test_what_takes_too_long_at_the_end_is_given_up(
    webhook: Webhook, bot: RunningBot, stop: asyncio.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has a moment for its last words, and no answer: Telegram sends it again."""
    said: list[str] = []

    async def handle(update: object) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            said.append("last words")

    monkeypatch.setattr(bot.application, "process_update", handle)
    running = asyncio.create_task(webhook.run())
    await asyncio.sleep(0)
    first = asyncio.create_task(deliver(webhook, bot.updates.message(MEMBER.chat, MEMBER, "一")))
    await asyncio.sleep(0.01)
    stop.set()
    await running
    assert await webhook.finish(0.01, 1) is False
    assert said == ["last words"]
    assert first.cancelled()


async def test_what_could_not_be_begun_comes_again(
    webhook: Webhook, bot: RunningBot, stop: asyncio.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database is away for longer than Telegram waits; then it is back, and the question is answered."""
    order = bot.application.update_processor
    assert isinstance(order, ChatOrder)
    monkeypatch.setattr(order, "_delivery", Delivery(module.PATIENCE, again=True))
    claim, away = order._updates.claim, True

    async def perhaps(*arguments: Any) -> Any:
        if away:
            raise StorageError("nobody answers")
        return await claim(*arguments)

    monkeypatch.setattr(order._updates, "claim", perhaps)
    running = asyncio.create_task(webhook.run())
    await asyncio.sleep(0)
    update = bot.updates.message(MEMBER.chat, MEMBER, QUESTION)
    refused = await deliver(webhook, update)
    assert (refused.status, refused.retry_after, bot.api.sent()) == (503, 1, [])
    away = False
    assert (await deliver(webhook, update)).status == 200
    assert len(bot.api.sent()) == 1
    stop.set()
    await running


async def _away(bot: RunningBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Telegram is gone, as far as this process knows."""
    order = bot.application.update_processor
    assert isinstance(order, ChatOrder)
    monkeypatch.setattr(order, "_delivery", Delivery(module.PATIENCE, again=True))
    monkeypatch.setattr(bot.notifier, "_comes_again", True)
    for method in ("sendMessage", "editMessageText", "getMe"):
        bot.api.fail(method, telegram.network(), 200)


async def test_a_question_comes_again_while_telegram_is_away(
    webhook: Webhook, bot: RunningBot, stop: asyncio.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not done with, though the update was handled; when Telegram is back it is answered, once."""
    running = asyncio.create_task(webhook.run())
    await asyncio.sleep(0)
    update = bot.updates.message(MEMBER.chat, MEMBER, QUESTION)
    await _away(bot, monkeypatch)
    refused = await deliver(webhook, update)
    assert (refused.status, refused.retry_after, bot.api.sent()) == (503, 1, [])
    bot.api.recover()
    assert [(await deliver(webhook, update)).status for _ in range(2)] == [200, 200]
    assert len(bot.api.sent()) == 1
    stop.set()
    await running


async def test_what_changed_something_does_not_come_again(
    webhook: Webhook, bot: RunningBot, stop: asyncio.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reminder that was begun while Telegram is away would be begun twice."""
    running = asyncio.create_task(webhook.run())
    await asyncio.sleep(0)
    update = bot.updates.message(MEMBER.chat, MEMBER, "/remind 明天下午3点开小组会")
    await _away(bot, monkeypatch)
    assert (await deliver(webhook, update)).status == 200
    calls = len(bot.api.of("sendMessage"))
    bot.api.recover()
    assert (await deliver(webhook, update)).status == 200
    assert (len(bot.api.of("sendMessage")), calls > 1) == (calls, True)
    stop.set()
    await running


async def test_a_webhook_that_was_taken_away_is_set_again(
    webhook: Webhook,
    bot: RunningBot,
    stop: asyncio.Event,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Somebody polled with the same token; the operator reads of it, in the log and in the chat. It takes a minute."""
    assert module.LOOK_EVERY <= 60
    told: list[str] = []
    monkeypatch.setattr(bot.application.bot_data[OPERATOR], "tell", lambda _key, text: told.append(text))
    monkeypatch.setattr(module, "LOOK_EVERY", 0.001)
    await webhook.reach()
    assert bot.api.queue.webhook["url"] == URL
    bot.api.queue.webhook = {}
    running = asyncio.create_task(webhook.run())
    async with asyncio.timeout(10):
        while not bot.api.queue.webhook:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.001)
    stop.set()
    await running
    assert bot.api.queue.webhook["secret_token"] == SECRET
    assert ["重新设好" in text for text in told] == [True]
    assert any("another program" in record.getMessage() for record in caplog.records)


async def test_what_telegram_could_not_deliver_is_in_the_log_once(
    webhook: Webhook,
    bot: RunningBot,
    stop: asyncio.Event,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """In Telegram's words: nobody else knows of it."""
    monkeypatch.setattr(module, "LOOK_EVERY", 0.001)
    await webhook.reach()
    bot.api.queue.trouble = {"last_error_date": 1_700_000_000, "last_error_message": "Connection refused"}
    with caplog.at_level(logging.WARNING):
        running = asyncio.create_task(webhook.run())
        async with asyncio.timeout(10):
            while len(bot.api.of("getWebhookInfo")) < 3:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.001)
        stop.set()
        await running
    assert [record.getMessage() for record in caplog.records] == ["Telegram could not deliver: Connection refused"]
