"""What becomes of a command whose standard output takes nothing: it ends with 1 and a sentence on standard error."""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, TextIO

from bot.cli.common import fail

_WHY = {errno.ENOSPC: "磁盘满了", errno.EDQUOT: "磁盘的份额满了", errno.EBADF: "它关着"}


def open_output() -> None:
    """Give a program that was started without a standard output one that refuses everything. Without it what is said
    would be lost without a word, and the next file that is opened would have its number."""
    if sys.stdout is None:
        nothing = os.open(os.devnull, os.O_RDONLY)
        sys.stdout = os.fdopen(nothing, "w", encoding="utf-8", errors="replace")


@contextmanager
def clear_output() -> Iterator[None]:
    """End with 1 where standard output did not take everything: with a sentence, or without one where whoever read it
    has gone, as with ``| head``."""
    try:
        try:
            yield
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        forget(sys.stdout)
        sys.exit(1)
    except OSError as error:
        if not _is_full(sys.stdout):  # it is something else that came to grief
            raise
        forget(sys.stdout)
        try:
            fail(f"写不进标准输出：{_WHY.get(error.errno or 0) or error.strerror or type(error).__name__}。")
        except OSError:  # there is nobody left to tell
            forget(sys.stderr)
            sys.exit(1)


def _is_full(stream: TextIO) -> bool:
    """Whether it does not even take the end of a line."""
    try:
        stream.write("\n")
        stream.flush()
    except (OSError, ValueError):
        return True
    return False


def forget(stream: IO[Any]) -> None:
    """What could not be written is not tried again when the program ends, with a traceback."""
    with suppress(OSError, ValueError), Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), stream.fileno())
