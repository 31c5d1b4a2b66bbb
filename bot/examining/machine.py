"""The machine that the program runs on: Python, libraries, disk, time zones, the address to listen on."""

import errno
import http.client
import importlib.util
import os
import platform
import shutil
import socket
import sqlite3
import sys
import tempfile
import zoneinfo
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from dotenv import dotenv_values

from bot.examining.finding import Finding
from bot.settings import Settings

PYTHONS = ((3, 11), (3, 14))
"""From this version on, and below that one."""

OLDEST_SQLITE = (3, 35)
"""The first that tells what it has written (RETURNING)."""

LIBRARIES = ("python-telegram-bot", "sqlalchemy", "asyncpg", "aiohttp", "prometheus-client", "pydantic", "tzdata")
"""Those whose versions matter most when something is to be explained."""

LEAST_ROOM = 200 * 1024 * 1024
"""Bytes that have to be free."""

PREFIX = "ZUWU_"


def examine_names(environment: Mapping[str, str | None]) -> Finding:
    """Whether every variable that looks like a setting is one: a name that is written wrongly sets nothing."""
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    unknown = sorted(name for name in environment if name.upper().startswith(PREFIX) and name.upper() not in known)
    if unknown:
        return Finding("设置", False, f"没有这些设置：{'、'.join(unknown)}；核对名字（见 README）")
    return Finding("设置", True, "都读得懂")


def all_variables() -> dict[str, str | None]:
    """Those of the environment, and those of ``.env``, as far as it can be read."""
    try:
        return {**dotenv_values(".env"), **os.environ}
    except (OSError, UnicodeDecodeError):
        return dict(os.environ)


def examine_python(running: tuple[int, int] = sys.version_info[:2]) -> Finding:
    """Whether the program can run on this Python and with these libraries."""
    found, missing = [f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}"], []
    for name in LIBRARIES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        return Finding("Python 和库", False, f"缺 {'、'.join(missing)}：重新安装，如 pip install -r requirements.txt")
    if not PYTHONS[0] <= running < PYTHONS[1]:
        return Finding("Python 和库", False, f"要 Python 3.11 到 3.13，这里是 {running[0]}.{running[1]}：换一个")
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        return Finding("Python 和库", False, f"SQLite {sqlite3.sqlite_version} 太旧，至少要 3.35：换新一些的 Python")
    return Finding("Python 和库", True, "，".join(found))


def examine_data_folder(folder: Path) -> Finding:
    """Whether the data folder can be written, or made where it is missing."""
    try:
        with tempfile.TemporaryFile(dir=_nearest(folder)):
            return Finding("数据文件夹", True, f"{folder} 可写")
    except OSError as error:
        mend = "磁盘满了，清理" if error.errno in {errno.ENOSPC, errno.EDQUOT} else "改权限"
        return Finding("数据文件夹", False, f"{folder} 不能写：{mend}，或用 ZUWU_DATA_DIR 换一个文件夹")


def examine_disk(folder: Path) -> Finding:
    """How much room is left for the database."""
    try:
        free = shutil.disk_usage(_nearest(folder)).free
    except OSError:
        return Finding("磁盘", False, f"看不到 {folder} 还有多少空间：检查这个文件夹")
    left = f"{free / 1024**3:.1f} GB" if free >= 1024**3 else f"{free // 1024**2} MB"
    if free < LEAST_ROOM:
        return Finding("磁盘", False, f"{folder} 只剩 {left}：清理，或用 ZUWU_DATA_DIR 换一个地方")
    return Finding("磁盘", True, f"还有 {left}")


def examine_zones(zone: str) -> Finding:
    """Whether the rules of time zones are there."""
    try:
        zoneinfo.ZoneInfo(zone)
        zoneinfo.ZoneInfo("Asia/Shanghai")
        count = len(zoneinfo.available_timezones())
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return Finding("时区数据", False, "这台机器没有时区数据：pip install tzdata")
    return Finding("时区数据", True, f"{count} 个时区，用 {zone}")


def examine_word_files() -> Finding:
    """Whether minutes can be written as Word files, which need no fonts here."""
    if importlib.util.find_spec("docx") is None:
        return Finding("Word 文件", False, "缺 python-docx：重新安装，如 pip install -r requirements.txt")
    return Finding("Word 文件", True, "只写字体的名字，不带字体；这台机器不用装")


def examine_address(settings: Settings) -> Finding:
    """Whether the web server has, or can have, its address."""
    listen = settings.listen_on
    if listen is None:
        return Finding("监听地址", True, "没有设置；要 /readyz 和 /metrics 就设 ZUWU_LISTEN")
    host, port = listen
    said = f"{host}:{port}"
    if port == 0:
        return Finding("监听地址", True, f"{said}，启动时挑一个空着的端口")
    if _is_ours(host, port):
        return Finding("监听地址", True, f"{said}，运行着的机器人在用")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            if os.name == "posix":  # as the web server does; what is just closing is no hindrance
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except (OSError, UnicodeError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        return Finding("监听地址", False, f"{said} 用不了（{reason}）：停掉占着它的程序，或改 ZUWU_LISTEN")
    return Finding("监听地址", True, f"{said} 空着")


def is_listened_to(settings: Settings) -> bool:
    """Whether a bot is at work at our address."""
    listen = settings.listen_on
    return listen is not None and listen[1] != 0 and _is_ours(*listen)


def _is_ours(host: str, port: int) -> bool:
    """Whether somebody answers there as our web server does."""
    asked = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - what is listened on, not by us
    connection = http.client.HTTPConnection(asked, port, timeout=2)
    try:
        connection.request("GET", "/livez")
        return connection.getresponse().read(16) == b"ok\n"
    except (OSError, http.client.HTTPException, UnicodeError):
        return False
    finally:
        connection.close()


def _nearest(folder: Path) -> Path:
    """The folder, or the first above it that is there."""
    above: Iterable[Path] = (folder.absolute(), *folder.absolute().parents)
    return next(path for path in above if path.exists())
