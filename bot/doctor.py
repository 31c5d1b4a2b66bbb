"""Is this installation well? Each part is looked at for real, and said to be well or how to mend it."""

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot.domain.errors import StorageError
from bot.domain.revision import Origin
from bot.holidays import HolidaysError, load_workdays
from bot.services.care.intake import Content, require
from bot.settings import Settings
from bot.views.schedules import say_moment
from knowledge.issues import KnowledgeError

_PLACES = {Origin.PACKAGE: "程序自带的", Origin.DISK: "知识文件夹"}

ALIVE_WITHIN = 60
"""Seconds since the last sign of life."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One part of the installation."""

    what: str
    well: bool
    text: str


def is_alive(settings: Settings) -> bool:
    """Whether a running bot has given a sign of life lately."""
    try:
        age = time.time() - (settings.data_dir / "heartbeat").stat().st_mtime
    except OSError:
        return False
    return age < ALIVE_WITHIN


async def examine(settings: Settings) -> list[Finding]:
    """Look at everything."""
    return [
        examine_data_folder(settings.data_dir),
        await _database(settings),
        await _knowledge(settings),
        _holidays(settings.data_dir),
        _admins(settings),
        *await _telegram(settings),
    ]


def examine_data_folder(folder: Path) -> Finding:
    """Whether the data folder can be written, or made where it is missing."""
    try:
        nearest = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
        with tempfile.TemporaryFile(dir=nearest):
            return Finding("数据文件夹", True, f"{folder} 可写")
    except OSError:
        return Finding("数据文件夹", False, f"{folder} 不能写：改权限，或用 ZUWU_DATA_DIR 换一个文件夹")


async def _database(settings: Settings) -> Finding:
    from bot.storage.engine import create_engine  # noqa: PLC0415 - SQLAlchemy only where it is needed
    from bot.storage.migrate import current, head  # noqa: PLC0415

    try:
        engine = create_engine(settings.database)
        try:
            version = await current(engine)
        finally:
            await engine.dispose()
    except StorageError as error:
        return Finding("数据库", False, f"{error} 检查 ZUWU_DATABASE_URL")
    if version is None:
        return Finding("数据库", True, "连得上，还是空的；启动时会建表")
    if version != head():
        return Finding("数据库", False, f"结构版本是 {version}，应为 {head()}：运行 zuwu migrate")
    return Finding("数据库", True, f"连得上，结构版本 {version}")


async def _knowledge(settings: Settings) -> Finding:
    """Which revision is live, and what has become of the present content of the folder or the package."""
    from bot.starting import reader_of  # noqa: PLC0415 - it builds what is read

    content = reader_of(settings)()
    place = _PLACES[content.origin]
    try:
        base = require(content)
    except KnowledgeError as error:
        base, wrong = None, f"{len(error.issues)} 个错误：运行 zuwu check 查看"
    try:
        state = await _state(settings, content)
    except StorageError:
        state = None
    if base is None:
        return Finding("知识", False, f"{state.live}；{place}有 {wrong}" if state else wrong)
    count = f"{len(base.live_entries)} 个条目，{len(base.boundaries)} 个边界，版本 {base.revision}"
    if not base.live_entries:
        return Finding("知识", False, "没有条目")
    if state is None:
        return Finding("知识", True, f"{count}，启动时会生效")
    return Finding("知识", not state.refused, f"{state.live}；{place} {count}，{state.place}")


@dataclass(frozen=True, slots=True)
class _State:
    """What the database says of the knowledge."""

    live: str
    place: str
    refused: bool


async def _state(settings: Settings, content: Content) -> _State | None:
    """None where nothing was published yet. Raises StorageError."""
    from bot.starting import Standing, standing  # noqa: PLC0415 - it builds what is read
    from bot.storage.engine import create_engine  # noqa: PLC0415 - SQLAlchemy only where it is needed
    from bot.storage.migrate import current, head  # noqa: PLC0415
    from bot.storage.sql import SqlStores  # noqa: PLC0415

    engine = create_engine(settings.database)
    stores = SqlStores(engine)
    try:
        if await current(engine) != head():
            return None
        latest = await stores.revisions.latest()
        stands = await standing(stores, content)
    finally:
        await stores.close()
    if latest is None:
        return None
    at = say_moment(latest.at.astimezone(ZoneInfo(settings.timezone)))
    live = f"正在用第 {latest.number} 版（{at}发布）"
    said = {
        Standing.LIVE: "就是正在用的",
        Standing.REFUSED: "没有生效，没通过检查或者在等管理员同意：运行 zuwu check 查看",
        Standing.TAKEN: "已经收进来，后来又有别的改动",
        Standing.NEW: "还没有收进来，机器人运行时会收",
    }
    return _State(live, said[stands], stands is Standing.REFUSED)


def _holidays(data_dir: Path) -> Finding:
    try:
        workdays = load_workdays(data_dir)
    except HolidaysError as error:
        return Finding("放假安排", False, str(error))
    return Finding("放假安排", True, f"知道到 {workdays.last_known} 年，之后的按惯例推算")


def _admins(settings: Settings) -> Finding:
    if settings.admins:
        return Finding("知识管理员", True, f"{len(settings.admins)} 人")
    return Finding("知识管理员", True, "没有设置；需要时用 ZUWU_ADMINS 写上用户编号")


async def _telegram(settings: Settings) -> list[Finding]:
    token = settings.token.get_secret_value()
    if not token:
        return [Finding("Telegram", True, "没有设置 ZUWU_TOKEN，zuwu run 会进入终端对话")]
    from telegram import Bot  # noqa: PLC0415 - only with a token
    from telegram.error import InvalidToken  # noqa: PLC0415

    try:
        async with Bot(token, base_url=f"{settings.api_url}/bot") as bot:
            return _about(await bot.get_me())
    except InvalidToken:
        where = "" if settings.is_telegram else "，并核对 ZUWU_API_URL"
        return [Finding("Telegram", False, f"不认这个 ZUWU_TOKEN：到 @BotFather 核对{where}")]
    except Exception as error:  # there is nothing that a server could not answer
        host = urlsplit(settings.api_url).hostname
        text = f"连不上 {host}（{type(error).__name__}）：检查网络或 ZUWU_API_URL"
        return [Finding("Telegram", False, text)]


def _about(me: Any) -> list[Finding]:
    hears = (
        "能看到群里所有消息"
        if me.can_read_all_group_messages
        else ("隐私模式开着：群里只收得到命令和对它的回复，@ 它收不到")
    )
    inline = "开着" if me.supports_inline_queries else "没开；要用的话到 @BotFather 发 /setinline"
    return [
        Finding("Telegram", True, f"@{me.username}"),
        Finding("群消息", True, hears),
        Finding("行内模式", True, inline),
    ]
