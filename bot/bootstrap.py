"""The composition root: settings to services to an application. The only place where everything is known."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.domain.clock import Clock
from bot.domain.identity import NewId, random_id
from bot.services.access import Access, Administrators
from bot.services.answering import Answering
from bot.services.container import Services
from bot.services.feedback import Feedback
from bot.services.knowledge import LiveKnowledge
from bot.services.ports import Stores
from bot.services.privacy import Privacy
from bot.settings import Settings
from intents.lint import lint
from intents.understanding import Understanding
from knowledge.issues import Issue
from knowledge.loader import load_folder


@dataclass(frozen=True)
class Parts:
    """What an installation is made of, before there is a bot."""

    stores: Stores
    knowledge: LiveKnowledge
    clock: Clock
    new_id: NewId = random_id


def build_understanding(folder: Path) -> Understanding:
    """Load a knowledge folder and read it. Raises KnowledgeError with every issue. Takes about a second."""
    return Understanding(load_folder(folder).require())


def check_folder(folder: Path) -> list[Issue]:
    """Every issue of a knowledge folder. Where it has no errors, also what only the understanding can tell."""
    loaded = load_folder(folder)
    if loaded.base is None:
        return loaded.issues
    return sorted([*loaded.issues, *lint(Understanding(loaded.base), loaded.source)])


@asynccontextmanager
async def open_parts(settings: Settings, clock: Clock) -> AsyncIterator[Parts]:
    """Open the database, bring it up to date, read the knowledge. Raises StorageError, KnowledgeError."""
    from bot.storage.engine import create_engine  # noqa: PLC0415 - SQLAlchemy only where it is needed
    from bot.storage.migrate import upgrade  # noqa: PLC0415
    from bot.storage.sql import SqlStores  # noqa: PLC0415

    reading = asyncio.create_task(asyncio.to_thread(build_understanding, settings.knowledge_dir))
    engine = create_engine(settings.database)
    stores = SqlStores(engine)
    try:
        await upgrade(engine)
        yield Parts(stores, LiveKnowledge(await reading), clock)
    finally:
        reading.cancel()
        await stores.close()


def build_services(parts: Parts, administrators: Administrators, settings: Settings) -> Services:
    """Every service over the parts."""
    stores, clock, new_id = parts.stores, parts.clock, parts.new_id
    return Services(
        knowledge=parts.knowledge,
        answering=Answering(stores.dialogues, stores.misses, parts.knowledge, clock, new_id),
        feedback=Feedback(stores.dialogues, stores.reports, parts.knowledge, clock, new_id),
        access=Access(stores.leaders, administrators, settings.admins, clock),
        privacy=Privacy(stores, clock),
        chats=stores.chats,
        clock=clock,
        new_id=new_id,
    )
