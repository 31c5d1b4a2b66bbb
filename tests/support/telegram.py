"""A Bot API in memory that fails when told to, and short ways to drive an application with it."""

import json
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from telegram import Update
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.ext import Application

from bot.console.botapi import errors
from bot.console.botapi.errors import ApiError
from bot.console.botapi.wire import Upload, decode_params, encode_error
from bot.console.local_api import ApiCall, LocalBotApi


@dataclass(frozen=True)
class Failure:
    """What comes instead of an answer."""

    answer: tuple[int, bytes] | TelegramError
    """HTTP status and body, or what the network raises."""
    delivered: bool = False
    """The call took effect all the same, and only its answer was lost."""


def bad_request(text: str) -> Failure:
    """400, raised as BadRequest."""
    return Failure(encode_error(errors.bad_request(text)))


def forbidden(text: str) -> Failure:
    """403, raised as Forbidden."""
    return Failure(encode_error(errors.forbidden(text)))


def retry_after(seconds: int) -> Failure:
    """429, raised as RetryAfter."""
    text = f"Too Many Requests: retry after {seconds}"
    return Failure(encode_error(ApiError(429, text, {"retry_after": seconds})))


def migrated(new_chat_id: int) -> Failure:
    """400, raised as ChatMigrated."""
    return Failure(encode_error(errors.migrated(new_chat_id)))


def conflict(text: str = "terminated by other getUpdates request") -> Failure:
    """409, raised as Conflict."""
    return Failure(encode_error(errors.conflict(text)))


def unauthorized() -> Failure:
    """401, raised as InvalidToken."""
    return Failure(encode_error(ApiError(401, "Unauthorized")))


def server_error(code: int = 502) -> Failure:
    """5xx with a page of HTML, raised as NetworkError."""
    return Failure((code, b"<html>Bad Gateway</html>"))


def broken_json() -> Failure:
    """200 with half an answer, raised as TelegramError. The call took effect."""
    return Failure((200, b'{"ok": true, "result": {'), delivered=True)


def timeout(*, delivered: bool = False) -> Failure:
    """No answer in time, raised as TimedOut."""
    return Failure(TimedOut(), delivered)


def network() -> Failure:
    """No connection, raised as NetworkError."""
    return Failure(NetworkError("httpx.ConnectError: All connection attempts failed"))


class ScriptedBotApi(LocalBotApi):
    """The Bot API in memory; calls fail as announced by :meth:`fail`, the others succeed."""

    @cached_property
    def _failures(self) -> defaultdict[str, deque[Failure]]:
        return defaultdict(deque)

    def fail(self, method: str, failure: Failure, times: int = 1) -> None:
        """Let the next calls of a method fail; failures announced later come later."""
        self._failures[method.lower()].extend([failure] * times)

    def recover(self) -> None:
        """Let no call fail any more."""
        self._failures.clear()

    def of(self, method: str) -> list[ApiCall]:
        """The calls of a method, oldest first, refused ones too."""
        return [call for call in self.calls if call.method.lower() == method.lower()]

    def sent(self) -> list[dict[str, Any]]:
        """The messages that were sent, oldest first, as they were when they were sent."""
        methods = {"sendMessage", "sendDocument"}
        return [call.result for call in self.calls if call.method in methods and call.error is None]

    def answer(self, name: str, fields: Mapping[str, str], uploads: Mapping[str, Upload]) -> tuple[int, bytes]:
        """Fail as announced, or answer."""
        waiting = self._failures[name.lower()]
        if not waiting:
            return super().answer(name, fields, uploads)
        failure = waiting.popleft()
        if failure.delivered:
            super().answer(name, fields, uploads)
            self.calls.append(replace(self.calls.pop(), error=_reason(failure)))
        else:
            self._record(ApiCall(name, decode_params(fields) | dict(uploads), error=_reason(failure)))
        if isinstance(failure.answer, TelegramError):
            raise failure.answer
        return failure.answer


async def deliver(application: Application[Any, Any, Any, Any, Any, Any], *updates: dict[str, Any]) -> None:
    """Let a running application handle updates, one after the other, to the end."""
    for update in updates:
        await application.process_update(Update.de_json(update, application.bot))


def _reason(failure: Failure) -> str:
    if isinstance(failure.answer, TelegramError):
        return failure.answer.message
    try:
        return str(json.loads(failure.answer[1])["description"])
    except (ValueError, KeyError, TypeError):
        return f"HTTP {failure.answer[0]}"
