"""The gate: how much it lets through, and what it tells of its work meanwhile."""

import pytest

from bot.services.care import (
    gate,
)
from bot.services.care.gate import Gate
from intents.understanding import Understanding
from knowledge.issues import Code
from tests.support.app import sample_files

FILE = "faq/group-rules-2019.yaml"


def asked_by(count: int, item: str = "group-min-members") -> dict[str, bytes]:
    """The files of the sample, with so many more phrasings of an entry."""
    files = dict(sample_files())
    before, mark, after = files[FILE].decode().partition(f"id: {item}")
    more = ", ".join(f"第{number}小组要几个人" for number in range(count))
    files[FILE] = (before + mark + after.replace("phrasings: [", f"phrasings: [{more}, ", 1)).encode()
    return files


async def test_a_base_with_too_many_phrasings_names_the_largest_file(
    understanding: Understanding, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of them count; nothing is built of it."""
    monkeypatch.setattr(gate, "MOST", 300)
    assert not (await Gate().examine(dict(sample_files()), understanding, thorough=False)).errors
    examined = await Gate().examine(asked_by(190), understanding, thorough=False)
    (error,) = examined.errors
    assert (error.file, error.line, error.code) == (FILE, 0, Code.TOO_MUCH)
    assert examined.understanding is None


async def test_progress_is_told_piece_by_piece(understanding: Understanding) -> None:
    """Up to all of it."""
    told: list[tuple[int, int]] = []
    await Gate().examine(
        asked_by(10), understanding, thorough=True, progress=lambda done, total: told.append((done, total))
    )
    assert [done for done, _ in told] == list(range(1, told[-1][1] + 1))
    assert len({total for _, total in told}) == 1
