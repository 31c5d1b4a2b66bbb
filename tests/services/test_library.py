"""The library over stores in memory: publishing, following, looking back."""

import asyncio

import pytest

from bot.domain.errors import ConflictError, OutdatedError
from bot.domain.revision import Origin
from bot.services.care.library import Author, Library
from bot.services.knowledge import LiveKnowledge
from bot.services.ports import Stores
from intents.understanding import Understanding
from knowledge.issues import Code, KnowledgeError
from tests.support.app import publish_first, sample_files
from tests.support.clock import ManualClock

EDITOR = Author(11, "知识管理员")
NAME = "topics.yaml"


@pytest.fixture
async def library(stores: Stores, understanding: Understanding, clock: ManualClock) -> Library:
    """Over revision 1."""
    return await _open(stores, understanding, clock)


async def _open(stores: Stores, understanding: Understanding, clock: ManualClock) -> Library:
    number = await publish_first(stores, understanding, clock)
    return Library(stores, LiveKnowledge(understanding, number), clock)


def edited() -> dict[str, bytes]:
    """The files with one entry asked in other words."""
    files = dict(sample_files())
    name = next(name for name in sorted(files) if name.startswith("faq/"))
    files[name] = files[name].replace("？".encode(), "呢？".encode(), 1)
    return files


async def test_what_is_published_is_live_and_can_be_read_back(library: Library, stores: Stores) -> None:
    """The files come back byte for byte, of the live revision and of the one before."""
    examined = await library.examine(edited())
    assert not examined.errors
    assert len(examined.changes.changed) == 1
    revision = await library.publish(examined, EDITOR, Origin.CHAT, "换个说法", after=1)
    assert (revision.number, await stores.revisions.latest_number()) == (2, 2)
    assert await library.files() == edited()
    assert await library.files(1) == sample_files()
    assert (await library.base(2)).revision == revision.fingerprint
    assert (await library.base(1)).revision != revision.fingerprint


async def test_who_is_late_publishes_nothing(library: Library) -> None:
    """Of two that publish after the same number, one does."""
    examined = await library.examine(edited(), thorough=False)
    both = await asyncio.gather(
        *(library.publish(examined, EDITOR, Origin.CHAT, "", after=1) for _ in range(2)), return_exceptions=True
    )
    assert sum(isinstance(each, ConflictError) for each in both) == 1


async def test_what_has_errors_is_never_live(library: Library, stores: Stores) -> None:
    """Whatever the reason, nothing is published, and the files that are live stay."""
    broken = await library.examine({**sample_files(), "terms.yaml": b"terms: [\n"})
    assert broken.base is None
    assert {issue.file for issue in broken.errors} == {"terms.yaml"}
    with pytest.raises(KnowledgeError):
        await library.publish(broken, EDITOR, Origin.CHAT, "", after=1)
    assert await stores.revisions.latest_number() == 1


async def test_a_test_that_leads_elsewhere_is_an_error(library: Library) -> None:
    """It is found in the items that a change touches, however quick the look."""
    files = edited()
    name = next(name for name in files if files[name] != sample_files()[name])
    files[name] = files[name].replace(b"tests: [", "tests: [今天中午食堂吃什么, ".encode(), 1)
    examined = await library.examine(files, thorough=False)
    assert [issue.code for issue in examined.strays] == [Code.TEST_LEADS_ELSEWHERE]
    assert examined.errors == examined.strays


async def test_another_process_catches_up(
    library: Library, stores: Stores, understanding: Understanding, clock: ManualClock
) -> None:
    """What one library publishes is live in another over the same stores as soon as it looks."""
    other = await _open(stores, understanding, clock)
    assert not await other.catch_up()
    revision = await library.publish(await library.examine(edited()), EDITOR, Origin.CHAT, "", after=1)
    assert await other.catch_up()
    assert not await other.catch_up()
    assert (await other.base(2)).revision == revision.fingerprint


async def test_a_number_that_never_was_is_outdated(library: Library) -> None:
    """Asking for it is what an old button does."""
    with pytest.raises(OutdatedError):
        await library.files(7)
