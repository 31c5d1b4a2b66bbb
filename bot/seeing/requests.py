"""Calls to Telegram, where they leave the house."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from telegram.error import TimedOut
from telegram.request import BaseRequest, RequestData

from bot.seeing.answers import read_answer
from bot.seeing.metrics import Metrics


@dataclass(slots=True)
class Reached:
    """When Telegram answered last, and whether it still does. Seconds of a clock that is never set."""

    now: Callable[[], float] = time.monotonic
    well_at: float | None = None
    """When it last answered as a Bot API does."""
    failure: str = ""
    """Where it did not the last time: one of :data:`bot.seeing.metrics.CALL_OUTCOMES`."""
    since: float = field(init=False)
    """When this began."""

    def __post_init__(self) -> None:
        self.since = self.now()

    @property
    def silent(self) -> float:
        """Seconds since Telegram answered last, or since this began."""
        return self.now() - (self.since if self.well_at is None else self.well_at)

    def note(self, outcome: str) -> None:
        """A call is over."""
        if outcome in _ANSWERS:
            self.well_at, self.failure = self.now(), ""
        else:
            self.failure = outcome


class SeenRequest(BaseRequest):
    """Makes the calls of another, and notes each with its outcome."""

    def __init__(self, inner: BaseRequest, metrics: Metrics, reached: Reached) -> None:
        self._inner = inner
        self._metrics = metrics
        self._reached = reached

    @property
    def read_timeout(self) -> float | None:
        """That of the other."""
        return self._inner.read_timeout

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """What Telegram said. Raises TelegramError where it is nothing that a Bot API says."""
        return read_answer(payload)

    async def initialize(self) -> None:
        """Open what the other needs."""
        await self._inner.initialize()

    async def shutdown(self) -> None:
        """Close it."""
        await self._inner.shutdown()

    async def do_request(  # noqa: PLR0917 - the library's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make one call. Raises what the other raises."""
        started = time.perf_counter()
        outcome = "network"
        try:
            code, body = await self._inner.do_request(
                url,
                method,
                request_data,
                read_timeout,  # type: ignore[arg-type]
                write_timeout,  # type: ignore[arg-type]
                connect_timeout,  # type: ignore[arg-type]
                pool_timeout,  # type: ignore[arg-type]
            )
            outcome = _outcome(code, body)
        except TimedOut:
            outcome = "timeout"
            raise
        except Exception:
            raise
        except BaseException:  # nobody waits for it any more: that says nothing of Telegram
            outcome = ""
            raise
        finally:
            if outcome:
                self._metrics.called(_method(url), outcome, time.perf_counter() - started)
                self._reached.note(outcome)
        return code, body


_ANSWERS = frozenset({"ok", "refused", "flood"})
"""Outcomes that only a Bot API in good health has."""


def _outcome(code: int, body: bytes) -> str:
    """One of :data:`bot.seeing.metrics.CALL_OUTCOMES`."""
    if code == 200:
        return "ok" if body else "unreadable"
    if code == 429:
        return "flood"
    if code == 401:
        return "unauthorized"
    return "server-error" if code >= 500 else "refused"


def _method(url: str) -> str:
    """The method that a URL names, without the token before it."""
    path = urlsplit(url).path
    return "download" if "/file/bot" in path else path.rpartition("/")[2]
