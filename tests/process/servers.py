"""The Bot API over HTTP, as it behaves on bad days."""

import json
import threading
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from bot.console.botapi.errors import ApiError
from bot.console.botapi.wire import Target, Upload, encode_error
from bot.domain.clock import SystemClock
from tests.support.botapi_server import TOKEN, BotApiServer
from tests.support.telegram import ScriptedBotApi


class BadDayServer(BotApiServer):
    """Keeps the messages to some chats back, and is deaf to confirmations, when told to."""

    def __init__(self, api: ScriptedBotApi, *, token: str = TOKEN, port: int = 0) -> None:
        super().__init__(api, token=token, port=port)
        self.deaf = False
        """Whether a poll that confirms updates is refused, so that they come again."""
        self.refused = threading.Event()
        """Such a poll came."""
        self._held: set[int] = set()
        self._waiting = 0
        self.arrived: Counter[str] = Counter()
        """Calls by method, those included that are kept back."""

    @contextmanager
    def holding(self, chat_id: int) -> Iterator[None]:
        """Let messages to the chat wait while the context lasts."""
        self._held.add(chat_id)
        try:
            yield
        finally:
            with self.locked():
                self._held.clear()

    def ask(self, chat: Any, sender: Any, text: str) -> dict[str, Any]:
        """Somebody writes. Returns the update."""
        with self.locked() as api:
            update = api.updates.message(chat, sender, text)
        assert self.push(update)
        return update

    def texts(self, chat_id: int) -> list[str]:
        """What the bot has said in a chat, oldest first."""
        return [call.params["text"] for call in self.calls("sendMessage") if call.params["chat_id"] == chat_id]

    def wait_for_texts(self, chat_id: int, count: int = 1) -> list[str]:
        """Until the bot has said that much in a chat."""
        self.wait_for_calls("sendMessage", count, where=lambda call: call.params["chat_id"] == chat_id)
        return self.texts(chat_id)

    def wait_for_count(self, method: str, count: int = 1) -> None:
        """Until calls have arrived, answered or not."""
        with self._changed:
            assert self._changed.wait_for(lambda: self.arrived[method] >= count, 20)

    def forget_calls(self) -> None:
        """As if nothing had been said so far."""
        with self.locked() as api:
            api.calls.clear()

    def poll_besides(self) -> None:
        """Another program fetches updates, once."""
        with urllib.request.urlopen(f"{self.url}/bot{self.token}/getUpdates?timeout=0") as response:  # noqa: S310
            assert json.load(response)["ok"]

    def wait_for_poll(self) -> None:
        """Until a poll waits for updates."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._waiting > 0, 20)

    def _wait_for_updates(self, fields: Mapping[str, str]) -> bool:
        self._waiting += 1
        try:
            return super()._wait_for_updates(fields)
        finally:
            self._waiting -= 1

    def handle(
        self, target: Target | None, fields: Mapping[str, str], uploads: Mapping[str, Upload]
    ) -> tuple[int, bytes] | None:
        """As told."""
        name = target.name if target else ""
        with self._changed:
            self.arrived[name] += 1
            self._changed.notify_all()
        if name == "sendMessage":
            with self._changed:
                self._changed.wait_for(lambda: self._closing or int(fields["chat_id"]) not in self._held)
        if name == "getUpdates" and self.deaf and self._confirms(int(fields.get("offset", 0))):
            self.refused.set()
            return encode_error(ApiError(502, "Bad Gateway"))
        return super().handle(target, fields, uploads)

    def _confirms(self, offset: int) -> bool:
        with self.locked() as api:
            return any(update["update_id"] < offset for update in api.queue.waiting())


@contextmanager
def serving(port: int = 0, token: str = TOKEN) -> Iterator[BadDayServer]:
    """A Bot API server that knows nobody yet."""
    with BadDayServer(ScriptedBotApi(SystemClock()), token=token, port=port) as server:
        yield server
