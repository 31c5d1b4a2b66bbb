"""The Bot API, as fast as it can be: it takes everything for granted, and writes down when what was said."""

import asyncio
import json
import time
from collections import Counter, OrderedDict
from typing import Any
from urllib.parse import parse_qsl

from benchmarks.load.asking import BOT_NAME, Asker
from benchmarks.load.delivering import Deliverer, Hook
from benchmarks.load.plan import Plan
from benchmarks.load.tally import Tally
from benchmarks.load.wire import Answer, dumped

AT_ONCE = 100
"""Updates a poll brings at most, as with Telegram."""

SAYS = {"sendmessage", "senddocument"}
"""What says something new."""


class BotApi:
    """One bot, its updates, and what it says."""

    def __init__(self) -> None:
        self.tally = Tally()
        self.calls: Counter[str] = Counter()
        self.deliverer = Deliverer(self._give)
        self._asker: Asker | None = None
        self._at_a_rate = False
        self._first = 1
        self._pending: OrderedDict[int, bytes] = OrderedDict()
        """Updates that the bot has not confirmed, by their number."""
        self._poll: tuple[Answer, int] | None = None
        """The poll that waits for updates, and which one it is."""
        self._polls = 0
        self._messages = 1_000_000_000
        """The id of the last message of the bot."""

    @property
    def is_polled(self) -> bool:
        """Whether the bot waits for updates."""
        return self._poll is not None

    @property
    def is_over(self) -> bool:
        """Whether everything was asked."""
        return self._asker is None or self._asker.is_over

    def begin(self, plan: Plan) -> None:
        """Ask the questions of a plan; what was written down before is forgotten, and what is still unanswered with
        it."""
        if self._asker is not None:
            self._asker.stop()
            self._first += len(self.tally.asked)
        self.tally, self.calls = Tally(), Counter()
        self._at_a_rate = plan.rate is not None
        self._asker = Asker(plan, self.tally, self._push, self._first)
        self._asker.start()
        self._fill()
        self._answer_poll()

    def stop(self) -> None:
        """Ask no more."""
        if self._asker is not None:
            self._asker.stop()
        self.deliverer.stop()

    def call(self, token: str, method: str, body: bytes, answer: Answer) -> None:
        """A call of the bot."""
        name = method.lower()
        self.calls[name] += 1
        fields = dict(parse_qsl(body.decode()))
        if name == "getupdates":
            self._get_updates(fields, answer)
            return
        now = time.monotonic()
        if name in SAYS:
            answer(_ok(self._said(fields, now)))
        elif name == "getme":
            answer(_ok(_me(token)))
        elif name in {"setwebhook", "deletewebhook"}:
            self._set_webhook(fields)
            answer(_ok(result=True))
        else:
            answer(_ok(_of(name, fields)))

    def _push(self, chat_id: int, number: int, update: bytes) -> None:
        if self.deliverer.hook is not None:
            self.deliverer.push(chat_id, number, update)
            return
        self._pending[number] = update
        if self._at_a_rate:
            self._answer_poll()

    def _fill(self) -> None:
        """Let there always be some waiting, where that is the plan."""
        if self._asker is not None:
            waiting = len(self._pending) + self.deliverer.waiting
            self._asker.more(AT_ONCE * (3 if self.deliverer.hook else 1) - waiting)

    def _give(self, number: int) -> None:
        """An update is on its way to the bot."""
        if number >= self._first:
            self.tally.take(number - self._first, time.monotonic())
        self._fill()

    def _get_updates(self, fields: dict[str, str], answer: Answer) -> None:
        offset = int(fields.get("offset", 0))
        while self._pending and next(iter(self._pending)) < offset:
            self._pending.popitem(last=False)
        if self._poll is not None:  # the one before is gone, or its program is
            self._poll[0](_ok([]))
        self._polls += 1
        self._fill()
        self._poll = (answer, self._polls)
        self._answer_poll()
        if self._poll is not None:
            asyncio.get_running_loop().call_later(float(fields.get("timeout", 0)), self._give_up, self._polls)

    def _give_up(self, number: int) -> None:
        """Nothing happened in the time that the poll wanted to wait."""
        if self._poll is not None and self._poll[1] == number:
            self._poll[0](_ok([]))
            self._poll = None

    def _answer_poll(self) -> None:
        if self._poll is None or not self._pending:
            return
        found = list(self._pending)[:AT_ONCE]
        now = time.monotonic()
        for number in found:
            if number >= self._first:
                self.tally.take(number - self._first, now)
        self._poll[0](b'{"ok":true,"result":[%b]}' % b",".join(self._pending[number] for number in found))
        self._poll = None

    def _said(self, fields: dict[str, str], now: float) -> dict[str, Any]:
        """The message that a call sends."""
        chat_id, text = int(fields["chat_id"]), fields.get("text", "")
        answered: dict[str, Any] = json.loads(fields.get("reply_parameters", "{}"))
        number = int(answered["message_id"]) - self._first if answered else None
        self.tally.answer(chat_id, now, number, text)
        self._messages += 1
        return _message(self._messages, chat_id, fields)

    def _set_webhook(self, fields: dict[str, str]) -> None:
        url = fields.get("url", "")
        hook = Hook(url, fields.get("secret_token", ""), int(fields.get("max_connections", 40))) if url else None
        self.deliverer.set(hook)
        if hook is not None:
            while self._pending:
                number, update = self._pending.popitem(last=False)
                self.deliverer.push(self.tally.chats[number - self._first], number, update)


def _ok(result: object) -> bytes:
    return dumped({"ok": True, "result": result})


def _me(token: str) -> dict[str, Any]:
    return {
        "id": int(token.partition(":")[0]),
        "is_bot": True,
        "first_name": "组务",
        "username": BOT_NAME,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": True,
    }


def _message(number: int, chat_id: int, fields: dict[str, str]) -> dict[str, Any]:
    """As Telegram repeats it to the bot: all of it."""
    message: dict[str, Any] = {
        "message_id": number,
        "from": _me("1:"),
        "chat": {"id": chat_id, "type": "private" if chat_id > 0 else "supergroup"},
        "date": int(time.time()),
        "text": fields.get("text", ""),
    }
    if "inline_keyboard" in fields.get("reply_markup", ""):
        message["reply_markup"] = json.loads(fields["reply_markup"])
    return message


def _of(name: str, fields: dict[str, str]) -> object:
    """What the other methods return."""
    if name == "getchatmember":
        person = {"id": int(fields.get("user_id", 0)), "is_bot": False, "first_name": "同事"}
        return {"status": "member", "user": person}
    if name == "getchatadministrators":
        return []
    if name.startswith("editmessage") and "chat_id" in fields:
        return _message(int(fields.get("message_id", 0)), int(fields["chat_id"]), fields)
    if name == "getwebhookinfo":
        return {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
    return True
