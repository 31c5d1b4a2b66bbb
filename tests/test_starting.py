"""How the program comes up with a database that is torn, and a folder that is not what answers."""

import asyncio
import shutil
import zlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.doctor import examine
from bot.domain.errors import TornError
from bot.domain.revision import Origin, Revision, digest_of, manifest_of
from bot.following import follow
from bot.services.care.library import Library, by_digest
from bot.services.care.news import Refused
from bot.settings import Settings
from bot.starting import Speculation, Started, reader_of, start_knowledge
from bot.storage.engine import AnyEngine, create_engine, transaction
from bot.storage.knowledge_tables import knowledge_contents
from bot.storage.sql import SqlStores
from tests.conftest import KNOWLEDGE
from tests.support.clock import ManualClock
from tests.support.logs import production_log

FILE = "faq/group-rules-2019.yaml"


@dataclass
class Place:
    """A folder of knowledge, and the database of the bot that knows it."""

    folder: Path
    engine: AnyEngine
    settings: Settings
    clock: ManualClock

    @property
    def stores(self) -> SqlStores:
        return SqlStores(self.engine)

    @property
    def files(self) -> dict[str, bytes]:
        return dict(reader_of(self.settings)().files)

    async def start(self) -> Started:
        expected = Speculation(reader_of(self.settings)())
        try:
            return await start_knowledge(self.settings, self.stores, self.clock, expected)
        finally:
            expected.drop()

    async def publish(self, files: dict[str, bytes]) -> Revision:
        """As an admin does in the chat."""
        number = await self.stores.revisions.latest_number() + 1
        revision = Revision(number, Origin.CHAT, 11, "老张", self.clock.now(), "", f"f{number}", manifest_of(files))
        assert await self.stores.revisions.publish(revision, by_digest(files))
        return revision

    async def tear(self, content: bytes, how: Callable[[bytes], bytes]) -> None:
        """Break a content where it is kept."""
        row = knowledge_contents.c.digest == digest_of(content)
        async with transaction(self.engine, writes=True) as connection:
            await connection.execute(update(knowledge_contents).where(row).values(content=how(zlib.compress(content))))


@pytest.fixture
async def place(tmp_path: Path, migrated_sqlite: Path) -> AsyncIterator[Place]:
    """Nothing was started yet."""
    shutil.copytree(KNOWLEDGE, tmp_path / "knowledge")
    (tmp_path / "data").mkdir()
    shutil.copy(migrated_sqlite, tmp_path / "data" / "zuwu.db")
    settings = Settings(_env_file=None, data_dir=tmp_path / "data", knowledge_dir=tmp_path / "knowledge")
    engine = create_engine(settings.database)
    yield Place(tmp_path / "knowledge", engine, settings, ManualClock())
    await engine.dispose()


def changed(files: dict[str, bytes], words: str) -> dict[str, bytes]:
    """The base with another answer."""
    return {**files, FILE: files[FILE].replace("一般每月召开 1 次".encode(), words.encode(), 1)}


@pytest.mark.parametrize(
    "how", [lambda packed: packed[:-9], lambda packed: zlib.compress(b"entries: []")], ids=["cut", "other"]
)
async def test_torn_contents_are_never_handed_out(place: Place, how: Callable[[bytes], bytes]) -> None:
    """Neither what cannot be unpacked nor what is another's; the others are."""
    await place.start()
    content = place.files[FILE]
    await place.tear(content, how)

    with pytest.raises(TornError, match="torn"):
        await place.stores.revisions.contents(manifest_of(place.files).values())
    other = place.files["terms.yaml"]
    assert await place.stores.revisions.contents([digest_of(other)]) == {digest_of(other): other}


async def test_a_start_falls_back_to_the_latest_revision_that_is_whole(place: Place) -> None:
    """With a line in the log; following says once that it cannot, and goes on with the next revision that is whole."""
    await place.start()
    files, whole = place.files, await place.stores.revisions.latest_number()
    torn = await place.publish(changed(files, "每月两次"))
    await place.tear(changed(files, "每月两次")[FILE], lambda packed: packed[:9])
    with production_log() as log:
        started = await place.start()
        library = Library(place.stores, started.live, place.clock)
        following = asyncio.create_task(follow(library, every=0.01))
        await asyncio.sleep(0.3)
        await place.publish(changed(files, "每月三次"))
        async with asyncio.timeout(5):
            while started.live.number != torn.number + 1:  # noqa: ASYNC110 - nothing tells of it
                await asyncio.sleep(0.01)
        following.cancel()

    lines = [entry["message"] for entry in log.entries if entry["level"] == "ERROR"]
    assert log.tracebacks == []
    assert [f"revision {torn.number} cannot be used" in line for line in lines] == [True, False]
    assert "cannot be followed" in lines[1]
    assert whole == torn.number - 1


async def test_a_folder_that_was_refused_is_warned_of_at_every_start(place: Place) -> None:
    """Until it is mended; and doctor says the same."""
    await place.start()
    before = (place.folder / FILE).read_bytes()
    (place.folder / FILE).write_bytes(before + b"entries: []\n")
    refused = (await place.start()).news
    assert isinstance(refused, Refused)
    for _ in range(2):
        with production_log() as log:
            assert (await place.start()).news is None
        warnings = [entry["message"] for entry in log.entries if entry["level"] == "WARNING"]
        assert len(warnings) == 1
        assert "the folder of knowledge is not live: it was refused" in warnings[0]
    assert [finding.well for finding in await examine(place.settings) if finding.what == "知识"] == [False]

    (place.folder / FILE).write_bytes(before)
    await place.start()
    with production_log() as log:
        await place.start()
    assert [entry["message"] for entry in log.entries if entry["level"] == "WARNING"] == []


async def test_a_folder_that_is_not_what_is_live_is_warned_of_at_every_start(place: Place) -> None:
    """Somebody may wonder why what they write there is not what is said."""
    await place.start()
    with production_log() as log:
        await place.start()
    assert [entry["message"] for entry in log.entries if entry["level"] == "WARNING"] == []

    await place.publish(changed(place.files, "每月两次"))
    for _ in range(2):
        with production_log() as log:
            await place.start()
        warnings = [entry["message"] for entry in log.entries if entry["level"] == "WARNING"]
        assert warnings == ["the folder of knowledge is not what is live: that was changed in the chat since"]
    (knowledge,) = [finding for finding in await examine(place.settings) if finding.what == "知识"]
    assert (knowledge.well, "后来又有别的改动" in knowledge.text) == (True, True)
