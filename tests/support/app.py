"""The whole bot in a test: the real application over the Bot API in memory, with a clock that tests move."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from telegram import Update

from bot.application import build_application
from bot.board import Board
from bot.bootstrap import Parts
from bot.console.local_api import LOCAL_TOKEN, ApiCall
from bot.console.local_updates import LocalChat, LocalUpdates, LocalUser
from bot.domain.errors import StorageError
from bot.domain.identity import NewId
from bot.domain.revision import Intake, Origin, Revision, manifest_of
from bot.handlers.context import BOARD, NOTIFIER, SERVICES, App
from bot.notifier import Notifier
from bot.services.care.library import by_digest
from bot.services.container import Services
from bot.services.knowledge import LiveKnowledge
from bot.services.ports import Stores
from bot.settings import Settings
from intents.understanding import Understanding
from knowledge.loader import read_folder
from tests.support.clock import ManualClock
from tests.support.telegram import ScriptedBotApi

ADMIN = LocalUser(11, "知识管理员")
"""Keeps the knowledge, by the settings."""
LEADER = LocalUser(9, "老张", "laozhang")
"""Administers every group of the tests."""
MEMBER = LocalUser(7, "小李", "xiaoli")
OTHER = LocalUser(8, "小王")
NAMED = LocalUser(16, "老陈")
"""Administers nothing; an administrator may name them a leader."""
SUN, ZHOU, WU = LocalUser(17, "小孙"), LocalUser(18, "小周"), LocalUser(19, "小吴")
"""More members of the groups of the tests."""
STRANGER = LocalUser(20, "路人")
"""In no group."""
GROUP = LocalChat(-1001, "supergroup", "第一党小组")
FORUM = LocalChat(-1002, "supergroup", "机关各党小组", is_forum=True)
OLD_GROUP = LocalChat(-5, "group", "第二党小组")


@dataclass
class RunningBot:
    """An initialised application and what it talks to."""

    application: App
    api: ScriptedBotApi
    stores: Stores
    clock: ManualClock
    idle: asyncio.Event = field(default_factory=asyncio.Event)
    """Set while no update is being handled. The board's pauses take no time here, and would otherwise end before the
    press that changed what it shows was handled, which they never do where they take some."""

    @property
    def updates(self) -> LocalUpdates:
        """What people do."""
        return self.api.updates

    @property
    def services(self) -> Services:
        """What the bot can do."""
        services: Services = self.application.bot_data[SERVICES]
        return services

    @property
    def notifier(self) -> Notifier:
        """How the bot says things."""
        notifier: Notifier = self.application.bot_data[NOTIFIER]
        return notifier

    @property
    def board(self) -> Board:
        """What shows a state in groups."""
        board: Board = self.application.bot_data[BOARD]
        return board

    async def deliver(self, *updates: dict[str, Any]) -> None:
        """Let the bot handle updates one after the other, through the order of updates as in production."""
        self.idle.clear()
        try:
            for update in updates:
                parsed = Update.de_json(update, self.application.bot)
                await self.application.update_processor.process_update(parsed, self.application.process_update(parsed))
        finally:
            self.idle.set()

    async def pause(self, seconds: float) -> None:
        """A pause of the board."""
        await self.idle.wait()
        await self.clock.sleep(seconds)

    async def ask(self, text: str, chat: LocalChat | None = None, sender: LocalUser = MEMBER) -> dict[str, Any]:
        """Somebody writes, in private unless a chat is named. Returns the message that the bot sent last."""
        await self.deliver(self.updates.message(chat or sender.chat, sender, text))
        return self.api.sent()[-1]


def numbered_ids() -> NewId:
    """Ids as long as real ones, in order."""
    numbers = itertools.count(1)
    return lambda: f"turn{next(numbers):07}"


@cache
def sample_files() -> Mapping[str, bytes]:
    """The files of the small base of the tests."""
    return read_folder(Path(__file__).parents[1] / "data" / "knowledge")[0]


async def publish_first(
    stores: Stores, understanding: Understanding, clock: ManualClock, files: Mapping[str, bytes] | None = None
) -> int:
    """Make files, those of the small base unless others are given, revision 1 as the package, where there is none.
    Returns the number that is live."""
    files = files or sample_files()
    at, manifest = clock.now(), manifest_of(files)
    first = Revision(1, Origin.PACKAGE, None, "", at, "随程序安装的知识", understanding.base.revision, manifest)
    intake = Intake(Origin.PACKAGE, manifest, taken=True, at=at)
    await stores.revisions.publish(first, by_digest(files), intake=intake)
    return await stores.revisions.latest_number()


@asynccontextmanager
async def running_bot(
    stores: Stores,
    understanding: Understanding,
    clock: ManualClock | None = None,
    listener: Callable[[ApiCall], None] | None = None,
    *,
    files: Mapping[str, bytes] | None = None,
) -> AsyncIterator[RunningBot]:
    """The bot, with everybody known to Telegram and LEADER administering the groups. What it knows is revision 1;
    ``files`` are those of ``understanding``, where it is not that of the small base."""
    clock = clock or ManualClock()
    try:
        number = await publish_first(stores, understanding, clock, files)
    except StorageError:  # of a test whose database is broken
        number = 1
    api = ScriptedBotApi(clock, listener=listener)
    for person in (MEMBER, OTHER, LEADER, ADMIN, NAMED, SUN, ZHOU, WU, STRANGER):
        api.world.add_chat(person.chat, person)
    for group in (GROUP, FORUM, OLD_GROUP):
        api.world.add_chat(group, MEMBER, OTHER, NAMED, SUN, ZHOU, WU)
        api.world.set_member(group, LEADER, "administrator")
    settings = Settings(_env_file=None, admins=(ADMIN.id,))
    parts = Parts(stores, LiveKnowledge(understanding, number), clock, numbered_ids(), sleep=clock.sleep)
    application = build_application(settings, parts, LOCAL_TOKEN, api, polls=False)
    async with application:
        bot = RunningBot(application, api, stores, clock)
        bot.idle.set()
        board = Board(bot.notifier, bot.services.signing_up, lambda: application.bot.username, clock, sleep=bot.pause)
        application.bot_data[BOARD] = board
        yield bot
