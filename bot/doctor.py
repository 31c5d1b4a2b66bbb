"""Is this installation well? Each part is looked at for real, and said to be well or how to mend it."""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.domain.clock import Clock, SystemClock
from bot.domain.errors import StorageError
from bot.domain.revision import Origin
from bot.examining.finding import Finding
from bot.examining.machine import (
    all_variables,
    examine_address,
    examine_data_folder,
    examine_disk,
    examine_names,
    examine_python,
    examine_word_files,
    examine_zones,
    is_listened_to,
)
from bot.holidays import HolidaysError, load_workdays
from bot.services.care.intake import Content, require
from bot.settings import Settings
from bot.views.schedules import say_moment
from knowledge.issues import KnowledgeError

__all__ = ["Finding", "examine", "examine_data_folder", "examine_life", "examine_without_settings", "is_alive"]

_PLACES = {Origin.PACKAGE: "程序自带的", Origin.DISK: "知识文件夹"}

ALIVE_WITHIN = 60
"""Seconds since the last sign of life."""

DATABASE_WITHIN = 8.0
"""Seconds for what is asked of the database: one that says nothing would be waited for for much longer."""


def is_alive(settings: Settings) -> bool:
    """Whether a running bot has given a sign of life lately."""
    try:
        age = time.time() - (settings.data_dir / "heartbeat").stat().st_mtime
    except OSError:
        return False
    return age < ALIVE_WITHIN


def examine_life(settings: Settings) -> Finding:
    """Whether a running bot has given a sign of life lately."""
    if is_alive(settings):
        return Finding("心跳", True, f"{ALIVE_WITHIN} 秒里有过")
    return Finding("心跳", False, f"{ALIVE_WITHIN} 秒里没有：机器人没有在运行，或者卡住了，看日志")


async def examine(settings: Settings, clock: Clock | None = None) -> list[Finding]:
    """Look at everything. Nothing is changed, and nothing is raised."""
    from bot.examining.telegram import examine_telegram  # noqa: PLC0415 - its library, too

    clock = clock or SystemClock()
    folder = examine_data_folder(settings.data_dir)
    database = await _database(settings.database, clock)
    return [
        examine_names(all_variables()),
        examine_python(),
        examine_zones(settings.timezone),
        folder,
        # How much room there is where nothing may be written is no matter.
        *([examine_disk(settings.data_dir)] if folder.well else []),
        *database,
        await _knowledge(settings, answers=database[0].well),
        _holidays(settings.data_dir),
        _admins(settings),
        examine_word_files(),
        examine_address(settings),
        *await examine_telegram(settings, clock, runs=is_alive(settings) or is_listened_to(settings)),
    ]


def examine_without_settings(trouble: str) -> list[Finding]:
    """What can be looked at where settings cannot be read; ``trouble`` says a sentence a line what is wrong with
    them."""
    wrong = [Finding("设置", False, line) for line in trouble.splitlines()]
    return [*wrong, examine_python(), examine_zones("Asia/Shanghai"), examine_disk(Path()), examine_word_files()]


async def _database(url: str, clock: Clock) -> list[Finding]:
    from bot.examining.database import WHAT, examine_database  # noqa: PLC0415 - SQLAlchemy only where it is needed

    try:
        async with asyncio.timeout(DATABASE_WITHIN):
            return await examine_database(url, clock)
    except TimeoutError:
        text = f"{DATABASE_WITHIN:.0f} 秒里没有回答：看数据库在不在运行，网络通不通，或检查 ZUWU_DATABASE_URL"
        return [Finding(WHAT, False, text)]


async def _knowledge(settings: Settings, *, answers: bool) -> Finding:
    """Which revision is live, and what has become of the present content of the folder or the package; ``answers``,
    whether there is a database to ask."""
    from bot.starting import reader_of  # noqa: PLC0415 - it builds what is read

    content = reader_of(settings)()
    place = _PLACES[content.origin]
    try:
        base = require(content)
    except KnowledgeError as error:
        base, wrong = None, f"{len(error.issues)} 个错误：运行 zuwu check 查看"
    try:
        async with asyncio.timeout(DATABASE_WITHIN):
            state = await _state(settings, content) if answers else None
    except (StorageError, TimeoutError):
        answers, state = False, None
    if base is None:
        return Finding("知识", False, f"{state.live}；{place}有 {wrong}" if state else wrong)
    count = f"{len(base.live_entries)} 个条目，{len(base.boundaries)} 个边界，版本 {base.revision}"
    if not base.live_entries:
        return Finding("知识", False, "没有条目")
    if state is None:
        return Finding("知识", True, f"{count}，启动时会生效" if answers else count)
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
