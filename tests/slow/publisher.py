"""A process that publishes and rolls back until it is killed. It says what it is about to do, and what it did."""

import asyncio
import random
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from bot.building import beside
from bot.domain.clock import SystemClock
from bot.domain.pending import Pending, PendingKind
from bot.domain.revision import Origin, digest_of, manifest_of
from bot.services.care.library import Author, Library
from bot.services.knowledge import LiveKnowledge
from bot.storage.engine import create_engine
from bot.storage.migrate import upgrade
from bot.storage.sql import SqlStores
from intents.understanding import Understanding
from knowledge.loader import load_files

ADMIN = Author(7, "王组长")
SENTENCE = "一般每月召开 1 次"
"""Stands in one of the files, and is followed by the number of the revision."""
MARK = "# revision "
"""Begins the last line of every file."""


async def publish_without_end(url: str, first: Mapping[str, bytes], chance: random.Random) -> None:
    """Publish changes of a base, and go back every third time."""
    engine = create_engine(url)
    await upgrade(engine)
    stores = SqlStores(engine)
    live = LiveKnowledge(Understanding(load_files(first).require()))
    library = Library(stores, live, SystemClock(), beside=beside)
    if not await library.catch_up() and not live.number:
        examined = await library.examine(first, thorough=False)
        await library.publish(examined, Author(None, ""), Origin.PACKAGE, "", after=0)
    print(f"live {live.number}", flush=True)  # noqa: T201
    while True:
        number = live.number + 1
        restores = chance.randrange(1, number) if number % 3 == 0 else None
        files = await library.files(restores)
        await _publish(stores, library, files if restores else _changed(files, number), number, restores)


def _changed(files: Mapping[str, bytes], number: int) -> dict[str, bytes]:
    """Every file with another last line, and one with another answer."""
    texts = {name: content.decode() for name, content in files.items()}
    name = next(name for name, text in texts.items() if SENTENCE in text)
    before, after = texts[name].split(SENTENCE, 1)
    texts[name] = f"{before}{SENTENCE}（{number}）。{after.split('。', 1)[1]}"
    return {name: f"{text.rsplit(MARK, 1)[0]}{MARK}{number}\n".encode() for name, text in texts.items()}


async def _publish(
    stores: SqlStores, library: Library, files: Mapping[str, bytes], number: int, restores: int | None
) -> None:
    """As an admin does: the change waits under an id, and is published with the end of that."""
    now = SystemClock().now()
    pending = Pending(f"change-{number}", PendingKind.CHANGE, 7, now + timedelta(days=2), {"files": manifest_of(files)})
    await stores.revisions.keep({digest_of(content): content for content in files.values()}, now)
    await stores.pendings.save(pending)  # one of that id that a killed process left will do as well
    examined = await library.examine(files, thorough=False)
    assert not examined.errors, examined.errors
    assert examined.base is not None
    print(f"publishing {number} {examined.base.revision}", flush=True)  # noqa: T201
    origin = Origin.CHAT if restores is None else Origin.ROLLBACK
    await library.publish(
        examined, ADMIN, origin, pending.id, after=number - 1, restores=restores, pending_id=pending.id
    )
    print(f"published {number} {examined.base.revision}", flush=True)  # noqa: T201


def _files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.yaml")}


if __name__ == "__main__":
    url, folder, seed = sys.argv[1:]
    chance = random.Random(int(seed))  # noqa: S311
    asyncio.run(publish_without_end(url, _files_of(Path(folder)), chance))
