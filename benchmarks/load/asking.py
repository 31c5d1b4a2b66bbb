"""Where the questions come from: always some waiting, or each at its instant."""

import asyncio
import time
from collections.abc import Callable

from benchmarks.load.plan import Plan
from benchmarks.load.tally import Tally
from benchmarks.load.wire import dumped

BOT_NAME = "benchmark_bot"

Push = Callable[[int, int, bytes], None]
"""Takes the chat, the number of the update, and the update."""


class Asker:
    """Asks the questions of a plan, one after the other. Update and message ids are the number of the question and
    ``first``."""

    def __init__(self, plan: Plan, tally: Tally, push: Push, first: int) -> None:
        self._plan = plan
        self._tally = tally
        self._push = push
        self._first = first
        self._asked = plan.asked()
        self._running: asyncio.Task[None] | None = None
        self.is_over = False
        """Whether everything was asked."""

    def start(self) -> None:
        """At a rate: begin. As fast as they are taken, whoever takes them calls :meth:`more`."""
        if self._plan.rate:
            self._running = asyncio.create_task(self._at_a_rate())

    def stop(self) -> None:
        """Ask no more."""
        self.is_over = True
        if self._running is not None:
            self._running.cancel()

    def more(self, count: int) -> None:
        """Ask that many at once, where the plan is to ask as fast as they are taken."""
        if self._plan.rate or self.is_over:
            return
        now = time.monotonic()
        for _ in range(count):
            if not self._ask(now):
                return

    async def _at_a_rate(self) -> None:
        """Each at its instant, however late the loop is: a question that is asked late has waited."""
        due = time.monotonic()
        for wait in self._plan.waits():
            due += wait
            if (left := due - time.monotonic()) > 0:
                await asyncio.sleep(left)
            if not self._ask(due):
                return
        self.is_over = True

    def _ask(self, at: float) -> bool:
        """Ask the next one; False where there is none."""
        found = next(self._asked, None)
        if found is None:
            self.is_over = True
            return False
        chat_id, text = found
        number = self._tally.ask(chat_id, at)
        self._push(chat_id, number + self._first, dumped(_update(number + self._first, chat_id, text)))
        return True


def _update(number: int, chat_id: int, text: str) -> dict[str, object]:
    """A message with a question, as Telegram shows it to a bot."""
    person = {"id": abs(chat_id), "is_bot": False, "first_name": f"同事{chat_id % 10_000}", "language_code": "zh-hans"}
    message: dict[str, object] = {"message_id": number, "from": person, "date": int(time.time())}
    if chat_id > 0:
        message |= {"chat": {"id": chat_id, "first_name": person["first_name"], "type": "private"}, "text": text}
        return {"update_id": number, "message": message}
    name = f"@{BOT_NAME}"
    message |= {
        "chat": {"id": chat_id, "title": f"第{-chat_id % 10_000}党小组", "type": "supergroup"},
        "from": {**person, "id": -chat_id % 1_000_000_000 + 1},
        "text": f"{name} {text}",
        "entities": [{"type": "mention", "offset": 0, "length": len(name)}],
    }
    return {"update_id": number, "message": message}
