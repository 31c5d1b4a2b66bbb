"""Files that are whole or not there."""

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from bot.storage.backup.errors import BackupError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextmanager
def new_file(path: Path) -> Iterator[IO[bytes]]:
    """A file to write and read, which has its name when the block has ended and not before; only its owner may read it.
    Raises BackupError where something has that name already, and where it cannot be written."""
    if os.path.lexists(path):
        raise BackupError(f"{path} 已经有了：换个名字，或者先把它移走。")
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    with clear_writing(path):
        descriptor = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    try:
        with clear_writing(path), os.fdopen(descriptor, "w+b") as file:
            yield file
            file.flush()
            os.fsync(descriptor)
            _name(beside, path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            beside.unlink()


@contextmanager
def clear_writing(path: Path | str) -> Iterator[None]:
    """What the system says against writing becomes a BackupError."""
    try:
        yield
    except FileExistsError as error:
        raise BackupError(f"{path} 已经有了：换个名字，或者先把它移走。") from error
    except OSError as error:
        why = "磁盘满了" if error.errno in _FULL else error.strerror or str(error)
        raise BackupError(f"写不进 {path}：{why}。") from error


def _name(beside: Path, path: Path) -> None:
    """Give it its name, and take it from nobody."""
    try:
        path.hardlink_to(beside)
    except FileExistsError:
        raise
    except OSError:  # not every file system has links
        if os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, "exists", str(path)) from None
        beside.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # nor does every one let a folder be synced
            os.fsync(folder)
    finally:
        os.close(folder)
