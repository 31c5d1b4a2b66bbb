"""A Bot API server that writes down when each message arrived and what was under way when."""

import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from bot.console.botapi.wire import Target, Upload
from bot.console.botapi.world import LocalUser
from bot.domain.clock import SystemClock
from tests.support.botapi_server import TOKEN, BotApiServer
from tests.support.telegram import ScriptedBotApi


class WatchedServer(BotApiServer):
    """Knows of every sendMessage when it arrived, and which are not answered yet."""

    def __init__(self, api: ScriptedBotApi, people: int) -> None:
        super().__init__(api)
        self.arrivals: list[tuple[float, int]] = []
        """Seconds (monotonic) and chat of each arrival, in order."""
        self._open = 0
        self._watch = threading.Condition()
        for number in range(1, people + 1):
            person = LocalUser(number, f"第{number}位")
            api.world.add_chat(person.chat, person)

    @property
    def in_flight(self) -> int:
        """Messages that arrived and are not answered yet."""
        with self._watch:
            return self._open

    def wait_for_flight(self, within: float) -> int:
        """Until a message is under way. Returns how many are; 0 where none came in time."""
        with self._watch:
            self._watch.wait_for(lambda: self._open > 0, within)
            return self._open

    def texts(self) -> dict[int, list[str]]:
        """What arrived in each chat, oldest first."""
        found: dict[int, list[str]] = defaultdict(list)
        for call in self.calls("sendMessage"):
            found[int(call.params["chat_id"])].append(call.params["text"])
        return found

    def handle(
        self, target: Target | None, fields: Mapping[str, str], uploads: Mapping[str, Upload]
    ) -> tuple[int, bytes] | None:
        """Answer, and write it down."""
        if target is None or target.name != "sendMessage":
            return super().handle(target, fields, uploads)
        with self._watch:
            self.arrivals.append((time.monotonic(), int(fields["chat_id"])))
            self._open += 1
            self._watch.notify_all()
        try:
            return super().handle(target, fields, uploads)
        finally:
            with self._watch:
                self._open -= 1


@contextmanager
def watching(people: int) -> Iterator[WatchedServer]:
    """A server that knows people 1 to ``people``, each with a private chat."""
    with WatchedServer(ScriptedBotApi(SystemClock(), keep_calls=100_000), people) as server:
        yield server


__all__ = ["TOKEN", "WatchedServer", "watching"]
