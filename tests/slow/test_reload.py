"""What people who ask notice of a change of the knowledge."""

import random
from pathlib import Path
from statistics import median

import pytest

from benchmarks.reloading import QUESTIONS, Reloading, Round, measure_reloading
from knowledge.loader import load_files, packaged_folder, read_folder

pytestmark = pytest.mark.slow

SEED = 20261121


async def test_no_question_fails_while_the_knowledge_changes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Questions come in steadily while changes of a base of 20,000 phrasings are examined and published."""
    files, _ = read_folder(packaged_folder())
    base = load_files(files).require()
    tests = [text for target in (*base.live_entries, *base.boundaries) for text in target.tests]
    asked = random.Random(SEED).sample(tests, QUESTIONS)  # noqa: S311 - a sample, no secret
    found = await measure_reloading(files, asked, tmp_path, SEED)
    with capsys.disabled():
        print(f"\n{found.phrasings} phrasings, {QUESTIONS} questions; milliseconds")  # noqa: T201
        for name, one in (("in peace", found.calm), ("once more", found.again), *found.changed.items()):
            print(_line(name, one, found))  # noqa: T201
    assert all(one.reloads for one in found.changed.values())
    assert found.failed() == 0


def _line(name: str, one: Round, found: Reloading) -> str:
    waits, longer = one.in_order, found.longer(one)
    last = -(-99 * len(waits) // 100) - 1
    times = f"p50 {median(waits):.0f}, p99 {waits[last]:.0f}, max {waits[-1]:.0f}"
    more = f"longer by p50 {median(longer):.0f}, p99 {longer[last]:.0f}, max {longer[-1]:.0f}"
    return f"  {name}: {times}; {more}; live after {', '.join(f'{s:.1f} s' for s in one.reloads) or '—'}"
