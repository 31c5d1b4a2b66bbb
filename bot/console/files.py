"""Files in the console: a line sends one, and what the bot sends is put into a folder."""

import re
from pathlib import Path
from typing import Any

from bot.console.local_api import LocalBotApi

MAX_FILE = 20 * 1024 * 1024
"""Bytes of a file that a bot may download from Telegram."""

NOT_FOUND = "没有这个文件：{path}"
NOT_READ = "读不了这个文件：{path}（{reason}）"
TOO_BIG = "这个文件超过 20 MB，Telegram 不让机器人下载。"
EMPTY = "这个文件是空的，Telegram 发不出去。"

_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')
_MAX_NAME = 60
_MAX_NUMBER = 10_000


def file_named(line: str) -> Path | None:
    """The file that a line names, ``@`` and a path. A line that begins otherwise, or that names a bot or a person
    (``@zuwu_bot 你好``), names none: a path has a dot or a slash, or stands there as a file."""
    if not line.startswith("@") or "\0" in line:
        return None
    name = line[1:].strip().strip("\"'")
    try:
        path = Path(name).expanduser()
        is_meant = bool(name) and ("/" in name or re.fullmatch(r"\S+\.\w+", name) or path.is_file())
    except (OSError, RuntimeError):
        return None
    return path if is_meant else None


def content_of(path: Path) -> bytes | str:
    """What is in a file; a sentence where it cannot be sent."""
    try:
        if not path.is_file():
            return NOT_FOUND.format(path=path)
        with path.open("rb") as file:
            content = file.read(MAX_FILE + 1)
    except OSError as error:
        return NOT_READ.format(path=path, reason=error.strerror or type(error).__name__)
    if len(content) > MAX_FILE:
        return TOO_BIG
    return content or EMPTY


class Received:
    """The folder of the files that the bot has sent. Nothing in it is ever overwritten."""

    def __init__(self, folder: Path, api: LocalBotApi) -> None:
        self._folder = folder
        self._api = api

    def keep(self, document: dict[str, Any]) -> Path | None:
        """Write the file of a message there. Returns where it is; none where it cannot be written."""
        content = self._api.world.files[document["file_id"]].upload.content
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            return self._write(_safe(str(document["file_name"])), content)
        except OSError:
            return None

    def _write(self, name: str, content: bytes) -> Path | None:
        stem, suffix = Path(name).stem, Path(name).suffix
        for number in range(1, _MAX_NUMBER):
            path = self._folder / (name if number == 1 else f"{stem}-{number}{suffix}")
            try:
                with path.open("xb") as file:
                    file.write(content)
            except FileExistsError:
                continue
            return path
        return None


def _safe(name: str) -> str:
    """A name that is one file in the folder, whatever the bot called it."""
    cleaned = _UNSAFE.sub("_", name).lstrip(".").strip()
    path = Path(cleaned or "file")
    return f"{path.stem[:_MAX_NAME]}{path.suffix[:15]}"
