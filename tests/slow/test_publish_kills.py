"""``kill -9`` of a process that publishes and rolls back, again and again, at any moment."""

import asyncio
import random
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain.revision import Origin, Revision, digest_of
from bot.services.ports import Stores
from bot.storage.engine import create_engine
from bot.storage.migrate import upgrade
from bot.storage.sql import SqlStores
from knowledge.loader import load_files
from tests.conftest import KNOWLEDGE
from tests.process.program import Program

pytestmark = pytest.mark.slow

KILLS = 100
ROOT = Path(__file__).parents[2]
IN_PUBLISHING = 0.015
"""Seconds within which a kill comes after a process said that it publishes now: about as long as that takes."""


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_what_is_live_is_always_one_whole_revision(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The old one or the new one, however often the process is killed; no number is left out, and the next process
    goes on from there."""
    url = request.getfixturevalue("postgres_url") if kind == "postgres" else f"sqlite:///{tmp_path}/zuwu.db"
    chance = random.Random(11)  # noqa: S311 - the same kills every time
    fates = Counter[str]()
    known = 0
    for life in range(KILLS):
        lines = _one_life(url, life, chance, in_publishing=life % 4 > 0)
        begun = _begun(lines, known)
        known = asyncio.run(_look(url, begun, fates))
    program = _start(url, KILLS)
    try:
        program.out.wait_for("published", 3)
    finally:
        _kill(program)
    history = asyncio.run(_history(url))
    rollbacks = sum(revision.origin is Origin.ROLLBACK for revision in history)
    with capsys.disabled():
        print(  # noqa: T201
            f"\n{kind}: {KILLS} kills over {len(history)} revisions ({rollbacks} of them rollbacks); "
            f"{fates['in flight']} while one was being published: the new one was live after {fates['new']}, "
            f"the old one after {fates['old']}"
        )
    assert fates["in flight"] >= KILLS / 5
    assert fates["old"]
    assert len(history) > known


def _one_life(url: str, life: int, chance: random.Random, *, in_publishing: bool) -> list[str]:
    """Start a process and kill it: soon after it said that it publishes now, or at any moment, its start included.
    Returns what it said."""
    program = _start(url, life)
    try:
        if in_publishing:
            program.out.wait_for("publishing", chance.randrange(1, 6))
            time.sleep(chance.uniform(0, IN_PUBLISHING))
        else:
            time.sleep(chance.uniform(0, 4))
        alive = program.process.poll() is None
    finally:
        _kill(program)
    assert alive, program.err.text
    return program.out.lines


def _start(url: str, seed: int) -> Program:
    command = [sys.executable, "-m", "tests.slow.publisher", url, str(KNOWLEDGE), str(seed)]
    return Program(subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE))


def _kill(program: Program) -> None:
    program.process.kill()
    program.process.wait()
    program.out.end()
    program.err.end()
    for stream in (program.process.stdout, program.process.stderr):
        assert stream is not None
        stream.close()


def _begun(lines: list[str], known: int) -> dict[int, str]:
    """What may be live after a life in which this was said, by number, with the fingerprint where it was said: the last
    that was published, and the one that was being published."""
    may_be = {known: ""}
    for line in lines:
        match line.split():
            case ["live", number]:
                # A database may finish what a killed process had sent it.
                assert int(number) in {known, known + 1}, line
                may_be = {int(number): ""}
            case ["publishing", number, fingerprint]:
                may_be[int(number)] = fingerprint
            case ["published", number, fingerprint]:
                may_be = {int(number): fingerprint}
    # A process that had not spoken yet may have published the first.
    return may_be | ({1: ""} if known == 0 and not lines else {})


async def _look(url: str, may_be: dict[int, str], fates: Counter[str]) -> int:
    """See that what is live is whole, and one of those that may be. Returns its number."""
    engine = create_engine(url)
    await upgrade(engine)
    stores = SqlStores(engine)
    latest = await stores.revisions.latest()
    number = latest.number if latest else 0
    assert number in may_be
    if len(may_be) > 1 and min(may_be):
        fates.update(["in flight", "new" if number == max(may_be) else "old"])
    if latest is not None:
        await _require_whole(stores, latest, may_be[number])
        numbers = [revision.number for revision in await stores.revisions.history(None, sys.maxsize)]
        assert numbers == list(range(number, 0, -1))
        if number > 1:
            assert await stores.pendings.pending(f"change-{number}", datetime.now(UTC)) is None
    await stores.close()
    return number


async def _require_whole(stores: Stores, revision: Revision, fingerprint: str) -> None:
    contents = await stores.revisions.contents(revision.files.values())
    assert set(contents) == set(revision.files.values())
    assert all(digest_of(content) == digest for digest, content in contents.items())
    loaded = load_files({name: contents[digest] for name, digest in revision.files.items()})
    assert loaded.require().revision == revision.fingerprint
    assert fingerprint in {"", revision.fingerprint}


async def _history(url: str) -> list[Revision]:
    """Every revision, each of which is whole."""
    engine = create_engine(url)
    stores = SqlStores(engine)
    history = list(await stores.revisions.history(None, sys.maxsize))
    for revision in history:
        contents = await stores.revisions.contents(revision.files.values())
        assert all(digest_of(contents[digest]) == digest for digest in revision.files.values())
    await stores.close()
    return history
