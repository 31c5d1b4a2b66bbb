"""A run of the load from the programs to the files. Each part can be run alone."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from benchmarks.load.measuring import ECHO, ECHO_CONCURRENT, ZUWU, Peer, look_into, measure
from benchmarks.load.plan import Plan, read_questions
from benchmarks.load.postgres import databases
from benchmarks.load.processes import Cores, LoadError, Say, cores
from benchmarks.load.report import page
from benchmarks.load.results import LoadResults, around

FLAT, DIFFERENT, STEADY, PARTS, SCALING = "flat", "different", "steady", "parts", "scaling"
ALL = (FLAT, DIFFERENT, STEADY, PARTS, SCALING)
"""The parts, in the order in which they are run."""

HOPELESS = 0.8
"""The slower echo bot is asked once only where it reaches no more than this share of the faster one."""


@dataclass(frozen=True, slots=True)
class Options:
    """How much is asked."""

    parts: Collection[str] = ALL
    questions: int = 10_000
    """In a run that is as fast as it goes."""
    rounds: int = 3
    """How often each program is run as fast as it goes."""
    seconds: float = 90.0
    """Of a run at a rate."""
    chats: int = 2000
    rate: float | None = None
    """Questions a second at a rate; None: half of what we reach."""
    seed: int = 1


def run_load(options: Options, say: Say) -> LoadResults:
    """Measure the parts; one that cannot be brought to its end keeps no other from being measured. ``say`` is told
    what is being done."""
    where = cores()
    if not where.is_pinned:
        say("这台机器上不能把被测的程序和模拟服务器钉在两个核上：它们共用处理器，比值偏低，只能看个大概。")
    results = LoadResults(around(where, options.chats, len(read_questions())))
    for part in (part for part in ALL if part in options.parts):
        try:
            _PARTS[part](results, options, where, say)
        except LoadError as error:
            results.failed[part] = str(error)
            say(f"{part} 没有测成：{error}")
    return results


def _flat(results: LoadResults, options: Options, where: Cores, say: Say) -> None:
    """In turn, so that what slows the machine down for a while slows all of them."""
    peers = [ECHO, ECHO_CONCURRENT, ZUWU]
    for number in range(options.rounds):
        plan = Plan(options.questions, chats=options.chats, seed=options.seed + number)
        results.flat += [measure(peer, where, plan, say) for peer in peers]
        best = results.per_second(results.peer)
        peers = [one for one in peers if results.per_second(one.key) > HOPELESS * best or one is ZUWU]


def _different(results: LoadResults, options: Options, where: Cores, say: Say) -> None:
    plan = Plan(options.questions, chats=options.chats, different=True, seed=options.seed)
    results.different.append(measure(ZUWU, where, plan, say))


def _steady(results: LoadResults, options: Options, where: Cores, say: Say) -> None:
    rate = options.rate or _half(results, options, where, say)
    plan = Plan(round(rate * options.seconds), rate=rate, chats=options.chats, seed=options.seed)
    peer = ECHO_CONCURRENT if results.peer == ECHO_CONCURRENT.key else ECHO
    results.steady += [measure(one, where, plan, say) for one in (peer, ZUWU)]


def _half(results: LoadResults, options: Options, where: Cores, say: Say) -> float:
    """Half of what we reach, found out now where nobody has yet."""
    reached = results.per_second(ZUWU.key)
    if not reached:
        plan = Plan(options.questions, chats=options.chats, seed=options.seed)
        reached = measure(ZUWU, where, plan, say).per_second
    return reached / 2


def _parts(results: LoadResults, options: Options, where: Cores, say: Say) -> None:
    peer = ECHO_CONCURRENT if results.peer == ECHO_CONCURRENT.key else ECHO
    plan = Plan(options.questions, chats=options.chats, seed=options.seed)
    for one in (ZUWU, peer):
        results.parts.append(look_into(one, where, plan, say, results.cpu_ms(one.key)))


def _scaling(results: LoadResults, options: Options, where: Cores, say: Say) -> None:
    """One after the other, each over a new database."""
    plan = Plan(options.questions, chats=options.chats, seed=options.seed)
    with databases(say) as new:
        for key, title, webhooks in (
            ("postgres", "PostgreSQL，轮询", 0),
            ("webhook-1", "PostgreSQL，webhook，一个副本", 1),
            ("webhook-2", "PostgreSQL，webhook，两个副本", 2),
        ):
            url = new()
            if url is None:
                return
            peer = Peer(key, title, "zuwu", {"DATABASE_URL": url}, webhooks)
            results.scaling.append(measure(peer, where, plan, say))


_PARTS = {FLAT: _flat, DIFFERENT: _different, STEADY: _steady, PARTS: _parts, SCALING: _scaling}


def write(results: LoadResults, folder: Path) -> list[Path]:
    """Write the page, the figures and, where the library for it is there, the picture into a folder. Returns the
    files. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / "load.md", folder / "load.json"]
    files[0].write_text(page(results), "utf-8")
    files[1].write_text(json.dumps(results.to_json(), ensure_ascii=False, indent=2) + "\n", "utf-8")
    if find_spec("matplotlib") is not None:
        from benchmarks.load.picture import draw  # noqa: PLC0415 - what it needs is not everywhere

        files.append(folder / "load.png")
        draw(results, files[-1])
    return files
