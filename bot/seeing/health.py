"""Is this process well, as those ask who keep it running: whether it turns at all, and whether it can do its work."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.clock import Clock
from bot.domain.delivery import Backlog
from bot.domain.errors import StorageError
from bot.seeing.metrics import Metrics
from bot.seeing.requests import Reached
from bot.seeing.timekeeping import Timekeeping
from bot.services.dispatching import Dispatcher
from bot.services.knowledge import LiveKnowledge
from bot.services.ports import Stores

KEPT_FOR = 1.0
"""Seconds that what was found is told again, however many ask."""

DATABASE_WITHIN = 2.0
"""Seconds that the database has to answer."""

BEHIND_FOR = 60.0
"""Seconds that another revision may be the latest than the one that is live here."""

WAKES_WITHIN = 60.0
"""Seconds between looks at what is due; usually they are 5 at most."""

SILENT_FOR = 30.0
"""Seconds without any success after which a call that failed means that Telegram is not reached."""


@dataclass(frozen=True, slots=True)
class Check:
    """One part of the process."""

    name: str
    sentence: str = ""
    """What is wrong with it; empty where it is well."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the database said; None where it did not answer."""

    latest: int | None
    backlog: Backlog | None


class Health:
    """Looks at the parts of a process. For one event loop."""

    def __init__(
        self,
        stores: Stores,
        knowledge: LiveKnowledge,
        dispatcher: Dispatcher,
        reached: Reached,
        metrics: Metrics,
        *,
        clock: Clock,
        timekeeping: Timekeeping,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """``now`` are seconds of the clock of ``reached``."""
        self._stores = stores
        self._knowledge = knowledge
        self._dispatcher = dispatcher
        self._reached = reached
        self._metrics = metrics
        self._clock = clock
        self._timekeeping = timekeeping
        self._now = now
        self._stopping = False
        self._behind_since: float | None = None
        self._found: tuple[Check, ...] = ()
        self._found_at: float | None = None
        self._looking = asyncio.Lock()

    def stop(self) -> None:
        """From now on the process is not ready: whoever sends it work may send it elsewhere."""
        self._stopping = True
        self._found_at = None

    async def look(self) -> Sequence[Check]:
        """Every check, as of a second ago at the earliest."""
        async with self._looking:
            if self._found_at is None or self._now() - self._found_at >= KEPT_FOR:
                self._found = await self._look()
                self._found_at = self._now()
            return self._found

    async def _look(self) -> tuple[Check, ...]:
        asked = await self._ask()
        found = (
            Check("database", "" if asked.latest is not None else "数据库没有及时回答：看日志，运行 zuwu doctor"),
            Check("knowledge", self._knowledge_is(asked.latest)),
            Check("wakeup", self._wake_up_is()),
            Check("telegram", self._telegram_is()),
            Check("clock", self._timekeeping.sentence),
            Check("running", "正在停下" if self._stopping else ""),
        )
        self._metrics.checked([(check.name, not check.sentence) for check in found])
        return found

    async def _ask(self) -> _Asked:
        """Two small questions; whatever keeps the database from answering, it does not answer."""
        try:
            async with asyncio.timeout(DATABASE_WITHIN):
                now = self._clock.now()
                asked = _Asked(await self._stores.revisions.latest_number(), await self._stores.backlog(now))
        except (TimeoutError, StorageError):
            return _Asked(None, None)
        self._note(asked, now)
        return asked

    def _note(self, asked: _Asked, now: datetime) -> None:
        backlog, latest = asked.backlog, asked.latest
        if backlog is not None and latest is not None:
            waited = (now - backlog.since).total_seconds() if backlog.since else 0.0
            self._metrics.waits(backlog.count, waited)
            self._metrics.knows(self._knowledge.number, self._knowledge.swaps, latest)

    def _knowledge_is(self, latest: int | None) -> str:
        if latest is None or latest == self._knowledge.number:
            if latest is not None:
                self._behind_since = None
            return ""
        if self._behind_since is None:
            self._behind_since = self._now()
        if self._now() - self._behind_since < BEHIND_FOR:
            return ""
        return f"在用知识第 {self._knowledge.number} 版，数据库里已是第 {latest} 版：看日志，运行 zuwu check"

    def _wake_up_is(self) -> str:
        woke_at = self._dispatcher.woke_at
        if woke_at is None:
            self._metrics.woke(-1)
            return "还没有开始看哪些通知到期"
        age = max((self._clock.now() - woke_at).total_seconds(), 0.0)
        self._metrics.woke(age)
        return "" if age < WAKES_WITHIN else f"已经 {age:.0f} 秒没有看哪些通知到期：看日志，必要时重启"

    def _telegram_is(self) -> str:
        reached = self._reached
        if not reached.failure:
            return "" if reached.well_at is not None else "还没有连上 Telegram"
        silent = reached.silent
        if reached.failure == "unauthorized":
            return "Telegram 不认这个 ZUWU_TOKEN：到 @BotFather 核对"
        if reached.well_at is not None and silent < SILENT_FOR:
            return ""
        return f"已经 {silent:.0f} 秒连不上 Telegram（{reached.failure}）：检查网络或 ZUWU_API_URL"
