"""What people notice of a change of the knowledge while they ask: the real application over a Bot API in memory and a
database on disk, questions that come in steadily, and changes that are examined and published meanwhile."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from telegram import Update

from benchmarks.growth import with_more
from bot.application import build_application
from bot.bootstrap import Parts
from bot.building import beside
from bot.console.botapi.world import LocalUser
from bot.console.local_api import LOCAL_TOKEN, ApiCall, LocalBotApi
from bot.domain.clock import SystemClock
from bot.domain.identity import random_id
from bot.domain.revision import Origin, Revision, manifest_of
from bot.handlers.context import SERVICES, App
from bot.services.care.library import Author, build, by_digest
from bot.services.container import Services
from bot.services.knowledge import LiveKnowledge
from bot.settings import Settings
from bot.storage.engine import create_engine
from bot.storage.migrate import upgrade
from bot.storage.sql import SqlStores

PHRASINGS = 20_000
EVERY = 0.06
"""Seconds between two questions: 17 a second, more than any bot of one office gets."""
QUESTIONS = 150
"""In one round."""
_FIRST_USER = 1000

Change = Callable[[Mapping[str, bytes]], dict[str, bytes]]


@dataclass(frozen=True, slots=True)
class Round:
    """The questions of one round."""

    waits: tuple[float, ...]
    """Of each question, the milliseconds from its arrival to the end of everything that is done for it."""
    failed: int
    """How many got no answer, or an apology."""
    reloads: tuple[float, ...] = ()
    """Seconds from the change to the moment it was live, of each that was made meanwhile."""

    @property
    def in_order(self) -> list[float]:
        """The waits, the shortest first."""
        return sorted(self.waits)


@dataclass(frozen=True, slots=True)
class Reloading:
    """A round of questions in peace, and rounds with one kind of change going on."""

    phrasings: int
    calm: Round
    again: Round
    """The same in peace once more: what questions wait longer for no reason."""
    changed: Mapping[str, Round]
    """By the name of the change."""

    def longer(self, other: Round) -> list[float]:
        """By how many milliseconds each question waited longer than in peace, the least first."""
        return sorted(b - a for a, b in zip(self.calm.waits, other.waits, strict=True))

    def failed(self) -> int:
        """The questions of all rounds that failed."""
        return sum(one.failed for one in (self.calm, self.again, *self.changed.values()))


async def measure_reloading(
    files: Mapping[str, bytes], asked: Sequence[str], folder: Path, seed: int, size: int = PHRASINGS
) -> Reloading:
    """Ask in peace, and while changes are made of a base that is brought to ``size`` phrasings. ``folder`` takes the
    database. Raises CorpusError."""
    grown = await beside(with_more, files, size, seed)
    async with _running(grown, folder) as office:
        await office.ask(asked)
        calm = await office.ask(asked)
        again = await office.ask(asked)
        changed = {
            "一个问法，先审一遍就发布": await office.ask(asked, _with_a_phrasing, thorough=False),
            "一个问法，全部试过再发布": await office.ask(asked, _with_a_phrasing, thorough=True),
            "一个名称，全部重新读": await office.ask(asked, _with_a_name, thorough=False),
        }
        return Reloading(len(office.live.now.understanding.index.phrasings), calm, again, changed)


@dataclass
class _Office:
    """The application, people, and what they get."""

    application: App
    api: LocalBotApi
    live: LiveKnowledge
    sent: dict[int, str]
    """What each chat was told last."""

    @property
    def services(self) -> Services:
        """What the bot can do."""
        services: Services = self.application.bot_data[SERVICES]
        return services

    async def ask(self, asked: Sequence[str], change: Change | None = None, *, thorough: bool = False) -> Round:
        """Every question by somebody else, in steady steps; meanwhile changes, one after the other, where there are
        some."""
        self.sent.clear()
        over = asyncio.Event()
        changing = asyncio.create_task(self._change(change, over, thorough=thorough)) if change else None
        start = time.perf_counter() + 5 * EVERY
        waiting = [asyncio.create_task(self._ask(n, text, start + n * EVERY)) for n, text in enumerate(asked)]
        waits = await asyncio.gather(*waiting)
        over.set()
        reloads = await changing if changing else ()
        answered = [self.sent.get(_FIRST_USER + number, "") for number in range(len(asked))]
        return Round(tuple(waits), sum(not text or "出了点问题" in text for text in answered), tuple(reloads))

    async def _ask(self, number: int, text: str, at: float) -> float:
        await asyncio.sleep(at - time.perf_counter())
        person = LocalUser(_FIRST_USER + number, "同事")
        update = Update.de_json(self.api.updates.message(person.chat, person, text), self.application.bot)
        await self.application.update_processor.process_update(update, self.application.process_update(update))
        return (time.perf_counter() - at) * 1000

    async def _change(self, change: Change, over: asyncio.Event, *, thorough: bool) -> list[float]:
        """Make changes, one a second at most, until the questions are over."""
        library = self.services.library
        took = []
        await asyncio.sleep(1)
        while not over.is_set():
            started = time.perf_counter()
            changed = await beside(change, await library.files())
            examined = await library.examine(changed, thorough=thorough)
            examined = replace(examined, issues=())  # made-up ways of asking lead some tests astray
            await library.publish(examined, Author(None, ""), Origin.CHAT, "试一试", after=self.live.number)
            took.append(time.perf_counter() - started)
            await asyncio.sleep(1)
        return took


@asynccontextmanager
async def _running(files: Mapping[str, bytes], folder: Path) -> AsyncIterator[_Office]:
    """The application over a new database in a folder."""
    clock = SystemClock()
    understanding = await beside(build, files)
    engine = create_engine(f"sqlite:///{folder / 'reloading.db'}")
    await upgrade(engine)
    stores = SqlStores(engine)
    try:
        fingerprint, manifest = understanding.base.revision, manifest_of(files)
        first = Revision(1, Origin.PACKAGE, None, "", clock.now(), "", fingerprint, manifest)
        await stores.revisions.publish(first, by_digest(files))
        live, sent = LiveKnowledge(understanding, 1), dict[int, str]()
        api = LocalBotApi(clock, listener=lambda call: _note(call, sent))
        for number in range(QUESTIONS):
            person = LocalUser(_FIRST_USER + number, "同事")
            api.world.add_chat(person.chat, person)
        parts = Parts(stores, live, clock, random_id)
        application = build_application(Settings(_env_file=None), parts, LOCAL_TOKEN, api, polls=False)
        async with application:
            yield _Office(application, api, live, sent)
    finally:
        await stores.close()


def _note(call: ApiCall, sent: dict[int, str]) -> None:
    if call.method == "sendMessage" and not call.error:
        sent[int(call.params["chat_id"])] = str(call.params["text"])


def _with_a_phrasing(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """One phrasing more, of words that nobody says."""
    return _replaced(files, "faq/growth.yaml", "  phrasings:\n", f"  phrasings:\n  - {_strange(files)}\n")


def _with_a_name(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """One term more."""
    return _replaced(
        files,
        "terms.yaml",
        "terms:\n",
        f"terms:\n  - {{id: name-{len(files['terms.yaml'])}, name: {_strange(files)}}}\n",
    )


def _replaced(files: Mapping[str, bytes], name: str, old: str, new: str) -> dict[str, bytes]:
    return {**files, name: files[name].decode().replace(old, new, 1).encode()}


def _strange(files: Mapping[str, bytes]) -> str:
    """A word that differs each time."""
    return "咕噜" + "".join(chr(ord("㐀") + int(digit)) for digit in str(sum(map(len, files.values()))))
