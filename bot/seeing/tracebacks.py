"""Tracebacks without what an exception quotes: drivers and libraries put values into their messages, and values are
what users wrote."""

import errno
import re
import traceback
from collections.abc import Iterator
from itertools import pairwise

OWN = ("bot", "intents", "knowledge")
"""The packages whose exceptions say nothing that a user wrote, and whose loggers are ours."""

_CODE = re.compile(r"[A-Z0-9_]{5,40}")
_MOST = 20
"""Exceptions of a chain, or of a group, that are told."""

_CAUSED = "\nThe above exception was the direct cause of the following exception:\n\n"
_MEANWHILE = "\nDuring handling of the above exception, another exception occurred:\n\n"


def traced(error: BaseException) -> str:
    """The traceback of an error and of what led to it: where it was, line by line, and of which kind; with its message
    only where the error is one of ours."""
    chain = list(_chain(error))
    parts = [_one(chain[-1])]
    for later, earlier in reversed(list(pairwise(chain))):
        parts += [_CAUSED if later.__cause__ is earlier else _MEANWHILE, _one(later)]
    return "".join(parts).rstrip("\n")


def named(error: BaseException) -> str:
    """The kind of an error, with the code of a database or of the system, and the message of one of ours."""
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    if is_ours(error):
        return f"{name}: {error}" if str(error) else name
    code = _code_of(error)
    return f"{name} ({code})" if code else name


def is_ours(error: BaseException) -> bool:
    """Whether it is an error that we made and worded."""
    return type(error).__module__.partition(".")[0] in OWN


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error, what led to it, and so on."""
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen and len(seen) < _MOST:
        seen.add(id(following))
        yield following
        following = following.__cause__ or (None if following.__suppress_context__ else following.__context__)


def _one(error: BaseException) -> str:
    frames = traceback.format_tb(error.__traceback__)
    head = "Traceback (most recent call last):\n" if frames else ""
    lines = [head, *frames, f"{named(error)}\n"]
    if isinstance(error, BaseExceptionGroup):
        for number, each in enumerate(error.exceptions[:_MOST], 1):
            lines += [f"-- {number} of the group:\n", f"{traced(each)}\n"]
    return "".join(lines)


def _code_of(error: BaseException) -> str:
    """A word that a database or the system has for it; never a sentence."""
    if isinstance(error, OSError) and error.errno is not None:
        return errno.errorcode.get(error.errno, "")
    for source in (error, getattr(error, "orig", None)):
        for name in ("sqlstate", "sqlite_errorname"):
            code = getattr(source, name, None)
            if isinstance(code, str) and _CODE.fullmatch(code):
                return code
    return ""
