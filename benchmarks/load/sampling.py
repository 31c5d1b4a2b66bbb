"""Where a program spends its time: looked at every few milliseconds of it, from inside."""

import json
import os
import signal
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType

EVERY = 0.002
"""Seconds of the processor between two looks; the system may make it more."""

MATCHING, DATABASE, SENDING, FETCHING, WEB, LIBRARY, REST = (
    "matching",
    "database",
    "sending",
    "fetching",
    "web",
    "library",
    "rest",
)
PARTS = (MATCHING, DATABASE, SENDING, FETCHING, WEB, LIBRARY, REST)

ROOT = str(Path(__file__).parents[2]) + os.sep
_BY_FOLDER = (
    (f"{ROOT}intents{os.sep}", MATCHING),
    (f"{ROOT}knowledge{os.sep}", MATCHING),
    (f"{ROOT}bot{os.sep}storage{os.sep}", DATABASE),
    (f"{ROOT}bot{os.sep}", REST),
    (f"{ROOT}benchmarks{os.sep}", REST),
)
_BY_PACKAGE = {
    "rapidfuzz": MATCHING,
    "jieba": MATCHING,
    "opencc": MATCHING,
    "sqlalchemy": DATABASE,
    "aiosqlite": DATABASE,
    "sqlite3": DATABASE,
    "asyncpg": DATABASE,
    "greenlet": DATABASE,
    "httpx": SENDING,
    "httpcore": SENDING,
    "h11": SENDING,
    "anyio": SENDING,
    "aiohttp": SENDING,
    "telegram": LIBRARY,
}
_LIBRARY_SENDS = f"{os.sep}telegram{os.sep}request{os.sep}"
_SERVES = f"aiohttp{os.sep}web"
"""Begins the modules of its server; what client and server share goes to the client."""
_POLLS = frozenset({"bot/incoming/fetching.py:Fetcher._poll", "telegram/ext/_updater.py:Updater._start_polling"})
"""What fetches updates; functions inside of them are part of it."""
DEEPEST = 200
"""Frames that are looked at."""


@dataclass
class Samples:
    """What was seen. A moment belongs to the innermost part that has a name: what a library of general use does, such
    as JSON, belongs to whoever asked for it; what is sent in order to fetch updates is told from other sending."""

    parts: Counter[str] = field(default_factory=Counter)
    functions: Counter[str] = field(default_factory=Counter)
    """The innermost function, by where it stands."""
    below: Counter[str] = field(default_factory=Counter)
    """The functions of the program itself that were under way."""
    _known: dict[CodeType, tuple[str, str, bool, bool]] = field(default_factory=dict)

    def look(self, frame: FrameType | None) -> None:
        """Count this moment."""
        part, polls, seen = "", False, set[str]()
        if frame is not None:
            self.functions[self._of(frame.f_code)[1]] += 1
        for _ in range(DEEPEST):
            if frame is None:
                break
            of, name, is_poll, is_own = self._of(frame.f_code)
            part, polls = part or of, polls or is_poll
            if is_own:
                seen.add(name)
            frame = frame.f_back
        self.below.update(seen)
        self.parts[FETCHING if part == SENDING and polls else part or REST] += 1

    def to_json(self) -> str:
        """The parts, and the functions that come up most."""
        found = {"parts": self.parts, "functions": self.functions.most_common(60), "below": self.below.most_common(150)}
        return json.dumps(found)

    def _of(self, code: CodeType) -> tuple[str, str, bool, bool]:
        """The part of some code, its name, whether it polls, and whether it is the program's own."""
        known = self._known.get(code)
        if known is None:
            file = code.co_filename
            name = f"{_short(file)}:{code.co_qualname}"
            is_own = file.startswith(ROOT) and "site-packages" not in file
            known = part_of(file), name, name.partition(".<locals>")[0] in _POLLS, is_own
            self._known[code] = known
        return known


def part_of(file: str) -> str:
    """The part that a file of code belongs to; empty for what is of general use."""
    _, found, inside = file.rpartition(f"site-packages{os.sep}")
    if found and inside.startswith(_SERVES):
        return WEB
    if found:
        return SENDING if _LIBRARY_SENDS in file else _BY_PACKAGE.get(inside.split(os.sep, 1)[0], "")
    for folder, part in _BY_FOLDER:
        if file.startswith(folder):
            return part
    return DATABASE if f"{os.sep}sqlite3{os.sep}" in file else ""


def _short(file: str) -> str:
    """The last parts of a path."""
    _, found, inside = file.rpartition(f"site-packages{os.sep}")
    if found:
        return inside.replace(os.sep, "/")
    return file.removeprefix(ROOT).replace(os.sep, "/") if file.startswith(ROOT) else Path(file).name


def sample_into(file: Path) -> None:
    """From SIGUSR1 to SIGUSR2 this process looks at itself, and then writes what it saw into a file."""
    samples = Samples()

    def begin(number: int, frame: FrameType | None) -> None:
        signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)

    def end(number: int, frame: FrameType | None) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)
        beside = file.with_suffix(".part")
        beside.write_text(samples.to_json(), "utf-8")
        beside.replace(file)

    signal.signal(signal.SIGPROF, lambda number, frame: samples.look(frame))
    signal.signal(signal.SIGUSR1, begin)
    signal.signal(signal.SIGUSR2, end)
