"""What goes on beside the updates goes on whatever befalls it."""

import asyncio
from collections.abc import Iterable
from datetime import date

import pytest

from bot import keeping, lasting
from bot.bootstrap import Parts
from bot.domain.errors import StorageError
from bot.domain.revision import Origin
from bot.domain.tally import Event, Tally
from bot.keeping import Keeping
from bot.lasting import FIRST_PAUSE, LONGEST_PAUSE
from bot.services.care.news import Refused
from bot.settings import Settings
from knowledge.issues import Code, Issue
from tests.support.app import RunningBot
from tests.support.logs import production_log


class Failing:
    """Work that fails some times, and then ends."""

    def __init__(self, *errors: Exception, takes: float = 0) -> None:
        self.errors = list(errors)
        self.takes = takes
        self.slept: list[float] = []
        self.at = 0.0

    async def work(self) -> None:
        self.at += self.takes
        if self.errors:
            raise self.errors.pop(0)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    async def run(self) -> None:
        await lasting.lasting(self.work, sleep=self.sleep, now=lambda: self.at)


async def test_what_fails_is_begun_again_after_longer_and_longer_pauses() -> None:
    """Whatever it was; the pauses have an end, and every failure is in the log."""
    failing = Failing(*[RuntimeError("boom")] * 11, OSError("boom"))
    with production_log() as log:
        await failing.run()

    assert failing.slept == [*[FIRST_PAUSE * 2**power for power in range(9)], *[LONGEST_PAUSE] * 3]
    assert len(log.tracebacks) == 12


async def test_what_went_well_for_long_is_begun_again_at_once() -> None:
    """It is not paid back what was days ago."""
    failing = Failing(*[RuntimeError()] * 3, takes=LONGEST_PAUSE + 1)
    with production_log():
        await failing.run()

    assert failing.slept == [FIRST_PAUSE] * 3


async def test_trouble_of_the_database_is_one_line() -> None:
    """It is no bug."""
    with production_log() as log:
        await Failing(StorageError("the disk is full")).run()

    assert [entry["message"] for entry in log.entries] == ["the disk is full; begun again in 1 s"]
    assert log.tracebacks == []


async def test_no_task_ends_for_good(bot: RunningBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Following and counting go on after an error that nobody thought of."""
    monkeypatch.setattr(keeping, "COUNT_EVERY", 0.01)
    monkeypatch.setattr(lasting, "FIRST_PAUSE", 0.01)
    stores, services = bot.stores, bot.services
    number, add = stores.revisions.latest_number, stores.tallies.add
    failed: set[str] = set()

    async def first_fails(what: str) -> None:
        if what not in failed:
            failed.add(what)
            raise RuntimeError(what)

    async def latest_number() -> int:
        await first_fails("following")
        looked.set()
        return await number()

    async def add_all(tallies: Iterable[Tally]) -> None:
        await first_fails("counting")
        await add(tallies)
        counted.set()

    looked, counted = asyncio.Event(), asyncio.Event()
    monkeypatch.setattr(stores.revisions, "latest_number", latest_number)
    monkeypatch.setattr(stores.tallies, "add", add_all)
    services.counting.count(Event.ANSWER, "dues")
    tasks = Keeping(bot.application, Settings(_env_file=None), Parts(stores, services.knowledge, bot.clock))
    with production_log() as log:
        tasks.start()
        async with asyncio.timeout(5):
            await looked.wait()
            await counted.wait()
        await tasks.stop()

    today: date = services.counting.today
    assert failed == {"following", "counting"}
    assert len(log.tracebacks) == 2
    assert await stores.tallies.between(today, today) == [Tally(today, Event.ANSWER, "dues", 1)]


async def test_what_is_refused_is_in_the_log(bot: RunningBot) -> None:
    """Where and what it is, though there are no admins to tell; not the words of the files."""
    issues = [Issue("faq/a.yaml", number, Code.WRONG_TYPE, "“悄悄话”不对") for number in range(1, 8)]
    settings = Settings(_env_file=None)
    tasks = Keeping(bot.application, settings, Parts(bot.stores, bot.services.knowledge, bot.clock))
    with production_log() as log:
        tasks.tell(Refused(Origin.DISK, tuple(issues)))
        await tasks.stop()

    (line,) = [entry for entry in log.entries if "refused" in entry["message"]]
    assert line["level"] == "ERROR"
    assert line["message"].startswith("the folder of knowledge refused: faq/a.yaml:1 K203, faq/a.yaml:2 K203")
    assert line["message"].endswith("faq/a.yaml:5 K203, and 2 more")
    assert "悄悄话" not in log.text
