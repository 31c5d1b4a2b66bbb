"""The whole bot over a database that is filled, fed with raw updates, and judged by its log and by what it sends."""

import json
import logging
import traceback
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

from bot.console.botapi.overstepping import overstepped
from bot.console.local_api import ApiCall
from bot.flood import FloodControl
from bot.incoming.updates import read_update
from bot.services.ports import Stores
from intents.understanding import Understanding
from tests.fuzz.texts import scenarios_of
from tests.fuzz.updates import Hostile
from tests.support.app import ADMIN, LEADER, RunningBot, running_bot
from tests.support.expectations import SHOWN
from tests.support.stage import Stage

Json = dict[str, Any]

OF_THE_MOMENT = (
    "chat not found", "bot was blocked by the user", "bot was kicked from", "bot is not a member of",
    "bot can't initiate conversation", "group chat was upgraded", "message thread not found", "message is not modified",
    "message to edit not found", "message to delete not found", "message can't be edited", "message can't be deleted",
    "there is no text in the message to edit", "query is too old", "member not found", "PARTICIPANT_ID_INVALID",
    "not enough rights", "need administrator rights", "invalid file_id", "file is too big", "MESSAGE_ID_INVALID",
    "there are no administrators in the private chat",
)  # fmt: skip
"""Refusals that nobody can foresee: somebody blocked the bot, the message is gone. Any other breaks a limit."""

SCENARIOS = ("first_month", "minutes", "roster", "sign_up", "meeting_page", "remind_groups", "faq_add", "settings")
"""What was lived through in the filled database."""


@dataclass
class Figures:
    """What came of the updates."""

    updates: int = 0
    handled: int = 0
    refused: int = 0
    """Those that the library cannot read."""
    calls: int = 0
    exceptions: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    lines: Counter[str] = field(default_factory=Counter)
    """Lines of the log by level and wording."""

    def told(self, most: int = 8) -> str:
        """The figures as lines of text."""
        lines = "\n".join(f"  {count:7} {line}" for line, count in self.lines.most_common(most))
        return (
            f"updates {self.updates}, handled {self.handled}, refused by reading {self.refused}, "
            f"calls {self.calls}, exceptions {len(self.exceptions)}, violations {len(self.violations)}\n{lines}"
        )


class _Log(logging.Handler):
    """Counts the lines of the log, and keeps the errors."""

    def __init__(self, house: "House") -> None:
        super().__init__(logging.INFO)
        self._house = house

    def emit(self, record: logging.LogRecord) -> None:
        """Take a line."""
        house = self._house
        house.figures.lines[f"{record.levelname} {record.name}: {str(record.msg)[:70]}"] += 1
        if str(record.msg).startswith("update %s not understood"):
            return  # counted as refused
        if record.levelno >= logging.ERROR or "bug [" in record.getMessage():
            trace = "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else ""
            house.figures.exceptions.append(house.blamed(f"{record.getMessage()}\n{trace}"))


class House:
    """A bot, what comes to it, and what is thought of its answers."""

    def __init__(self, bot: RunningBot, seed: int) -> None:
        self.bot = bot
        self.figures = Figures()
        self.hostile = Hostile(seed, bot.api.world)
        self.seed = seed
        self._clock_rng = Random(seed)  # noqa: S311 - it need not be secret
        self._latest: deque[str] = deque(maxlen=6)

    def blamed(self, what: str) -> str:
        """What went wrong, after which updates."""
        before = "\n".join(self._latest)
        number = self.figures.updates
        return f"{what}\nseed {self.seed}, update number {number}; the latest ones, the last is it:\n{before}"

    async def feed(self, count: int) -> None:
        """Let the bot handle so many updates."""
        for _ in range(count):
            await self.take(self.hostile.next())
            await self._pass_time()

    async def take(self, update: Json) -> None:
        """One update, read and handled as in production."""
        raw = json.dumps(update)
        self._latest.append(raw)
        self.figures.updates += 1
        application = self.bot.application
        parsed = read_update(json.loads(raw), application.bot)
        if parsed is None:
            self.figures.refused += 1
            return
        self.bot.idle.clear()
        try:
            await application.update_processor.process_update(parsed, application.process_update(parsed))
            self.figures.handled += 1
        except Exception:
            self.figures.exceptions.append(self.blamed(traceback.format_exc()))
        finally:
            self.bot.idle.set()
        await self.bot.board.settled()

    async def _pass_time(self) -> None:
        """Some seconds; now and then hours or days, in which what falls due is said."""
        self.bot.clock.advance(timedelta(seconds=self._clock_rng.choice((1, 2, 5, 20))))
        if self._clock_rng.random() < 0.02:
            self.bot.clock.advance(timedelta(minutes=self._clock_rng.choice((5, 60, 600, 3000))))
            await self.bot.services.dispatcher.work()

    def observe(self, call: ApiCall) -> None:
        """A call of the bot that was answered."""
        self.figures.calls += 1
        broken = [] if _of_the_moment(call.error) else [f"{call.method} refused: {call.error}"]
        broken += [f"{call.method}: {what}" for what in overstepped(call.method, call.params)]
        for what in broken:
            shown = {name: value for name, value in call.params.items() if name != "document"}
            self.figures.violations.append(self.blamed(f"{what}\n{json.dumps(shown, default=str)}"))
        if isinstance(call.result, dict) and "message_id" in call.result:
            self.hostile.buttons.look(call.result)


def _of_the_moment(error: str | None) -> bool:
    return error is None or any(known in error for known in OF_THE_MOMENT)


class _Unpaced(FloodControl):
    """Says everything at once: the pace is kept by the real clock, and Telegram in memory does not mind."""

    def _limiters(self, chat_id: int | None) -> list[Any]:
        return []


class _LooseStage(Stage):
    """Plays what people do in a scenario, whatever the bot says to it."""

    def end(self) -> None:
        """Nothing has to be told."""
        self.shown.clear()

    def _expect(self, subject: str, value: Any) -> None:
        label = value.get("label") if isinstance(value, dict) else None
        found = next((call for call in reversed(self.bot.api.calls) if SHOWN.get(call.method) == subject), None)
        if label and found is not None and isinstance(found.result, dict):
            self.labels[label] = found.result


async def fill(bot: RunningBot, names: tuple[str, ...] = SCENARIOS) -> None:
    """Live through scenarios, one after the other, in the same database; what does not fit together is left out."""
    for name in names:
        for scenario in scenarios_of(name):
            stage = _LooseStage(bot, scenario.get("in", "private"), deque())
            for turn in scenario["turns"]:
                if next(iter(turn)) in {"kept", "left"}:
                    continue
                try:
                    await stage.play(turn)
                except (AssertionError, LookupError, RuntimeError, TypeError):
                    continue
    await bot.deliver(bot.updates.message(ADMIN.chat, ADMIN, "/faq add"))
    await bot.deliver(bot.updates.message(LEADER.chat, LEADER, "/remind 每周三下午3点学习"))


@asynccontextmanager
async def hostile_house(
    stores: Stores, understanding: Understanding, seed: int, scenarios: tuple[str, ...] = SCENARIOS
) -> AsyncIterator[House]:
    """A bot over a filled database, watched."""
    houses: list[House] = []

    def observe(call: ApiCall) -> None:
        if houses:
            houses[0].observe(call)

    async with running_bot(stores, understanding, listener=observe) as bot:
        bot.application.bot._rate_limiter = _Unpaced()
        house = House(bot, seed)
        houses.append(house)
        log, root = _Log(house), logging.getLogger()
        level = root.level
        root.addHandler(log)
        root.setLevel(logging.INFO)
        try:
            await fill(bot, scenarios)
            house.figures.lines.clear()
            yield house
        finally:
            root.removeHandler(log)
            root.setLevel(level)
