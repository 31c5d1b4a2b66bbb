"""The contract of every RevisionStore."""

import asyncio
from dataclasses import replace
from typing import cast

import pytest

from bot.domain.feedback import Miss
from bot.domain.keeper import Act
from bot.domain.revision import Origin, Revision, digest_of, manifest_of
from bot.services.ports import Stores
from bot.storage.sql import SqlStores
from tests.storage.samples import (
    FILES,
    HOUR,
    INSTANT,
    NOW,
    USER,
    a_pending,
    a_revision,
    an_event,
    an_intake,
    contents_of,
)

OTHERS = {**FILES, "faq/a.yaml": "条目：乙\n".encode()}
FAR = NOW + 9999 * HOUR


async def publish(stores: Stores, number: int, files: dict[str, bytes] = FILES) -> Revision:
    """Publish a revision of these files."""
    revision = a_revision(number, files)
    assert await stores.revisions.publish(revision, contents_of(files))
    return revision


async def test_at_first_there_is_none(stores: Stores) -> None:
    """No number, no revision, no history, no intake."""
    revisions = stores.revisions
    assert await revisions.latest_number() == 0
    assert await revisions.latest() is None
    assert await revisions.revision(0) is None
    assert await revisions.revision(1) is None
    assert list(await revisions.history(None, 10)) == []
    assert await revisions.last_intake(Origin.DISK) is None
    assert not await revisions.was_taken(Origin.DISK, an_intake().fingerprint)


async def test_a_revision_comes_out_as_it_went_in(stores: Stores) -> None:
    """Every field survives, and every byte of the files; with as little as it may have, too."""
    full = await publish(stores, 1)
    bare = a_revision(2, {}, author_id=None, author_name="", why="", restores=None, conflicts=(), consented_by=None)
    assert await stores.revisions.publish(bare, {})

    assert await stores.revisions.revision(1) == full
    assert await stores.revisions.revision(2) == bare == await stores.revisions.latest()
    assert await stores.revisions.latest_number() == 2
    assert await stores.revisions.contents(full.files.values()) == contents_of(FILES)


@pytest.mark.parametrize("origin", Origin)
async def test_every_origin_is_kept(stores: Stores, origin: Origin) -> None:
    """Of revisions and of intakes."""
    intake = an_intake(origin=origin)
    assert await stores.revisions.publish(a_revision(origin=origin), contents_of(FILES), intake=intake)

    assert await stores.revisions.latest() == a_revision(origin=origin)
    assert await stores.revisions.last_intake(origin) == intake
    assert [await stores.revisions.last_intake(other) for other in Origin if other is not origin] == [None] * 3


async def test_history_goes_back_from_the_latest(stores: Stores) -> None:
    """From before a number where one is given; no more than the limit."""
    published = [await publish(stores, number) for number in range(1, 6)]

    assert list(await stores.revisions.history(None, 2)) == [published[4], published[3]]
    assert list(await stores.revisions.history(4, 2)) == [published[2], published[1]]
    assert list(await stores.revisions.history(2, 9)) == [published[0]]
    assert list(await stores.revisions.history(1, 9)) == []
    assert list(await stores.revisions.history(None, 9)) == published[::-1]


async def test_only_the_next_number_is_published(stores: Stores) -> None:
    """Neither one that is there nor one beyond the next; and nothing of it is kept."""
    first = await publish(stores, 1)
    await stores.pendings.save(a_pending())
    for number in (0, 1, 3):
        revision = a_revision(number, OTHERS, why="晚了")
        intake = an_intake(OTHERS)
        assert not await stores.revisions.publish(
            revision, contents_of(OTHERS), intake=intake, pending_id="pending-001"
        )

    assert list(await stores.revisions.history(None, 9)) == [first]
    assert await stores.revisions.contents([digest_of(OTHERS["faq/a.yaml"])]) == {}
    assert await stores.revisions.last_intake(Origin.DISK) is None
    assert await stores.pendings.pending("pending-001", NOW) is not None


async def test_what_was_pending_ends_with_the_revision(stores: Stores) -> None:
    """What else is pending stays."""
    for each in ("pending-001", "another"):
        await stores.pendings.save(a_pending(each))

    assert await stores.revisions.publish(a_revision(), contents_of(FILES), pending_id="pending-001")
    assert await stores.pendings.pending("pending-001", NOW) is None
    assert await stores.pendings.pending("another", NOW) is not None


async def test_what_a_revision_settles_is_settled_with_it(stores: Stores) -> None:
    """Each missed text with its own outcome, and what the author did is recorded; the others stay open."""
    for text in ("党费", "预备期", "转正"):
        await stores.misses.record(text, Miss.UNANSWERED, NOW - HOUR, NOW.date())
    settles = {"党费": "dues", "预备期": "probation", "没人问过": "dues"}
    event = an_event("3 → dues", act=Act.SETTLED)

    assert await stores.revisions.publish(a_revision(), contents_of(FILES), settles=settles, event=event)
    assert [miss.text for miss in await stores.misses.open(9)] == ["转正"]
    assert list(await stores.keepers.events(9)) == [event]


@pytest.mark.parametrize("why", ["number", "pending", "torn"])
async def test_nothing_is_settled_where_nothing_is_published(stores: Stores, why: str) -> None:
    """Neither where it is late, nor where it is pending no more, nor where a content is missing."""
    await stores.misses.record("党费", Miss.UNANSWERED, NOW - HOUR, NOW.date())
    late = stores.revisions.publish(
        a_revision(2 if why == "number" else 1),
        {} if why == "torn" else contents_of(FILES),
        pending_id="gone" if why == "pending" else "",
        settles={"党费": "dues"},
        event=an_event(act=Act.SETTLED),
    )
    if why == "torn":
        with pytest.raises(ValueError, match="missing"):
            await late
    else:
        assert not await late

    assert [miss.text for miss in await stores.misses.open(9)] == ["党费"]
    assert list(await stores.keepers.events(9)) == []


async def test_many_misses_are_settled_at_once(stores: Stores) -> None:
    """More than fit into one statement, to two outcomes; those who settle the same at the same time do not block."""
    texts = [str(number) for number in range(1200)]
    for text in texts[::100]:
        await stores.misses.record(text, Miss.UNANSWERED, NOW - HOUR, NOW.date())
    settles = {text: "dues" if number % 200 else "fees" for number, text in enumerate(texts)}
    published, _ = await asyncio.gather(
        stores.revisions.publish(a_revision(), contents_of(FILES), settles=settles),
        stores.misses.settle(texts[::-1], "dues", NOW),
    )

    assert published
    assert list(await stores.misses.open(99)) == []


@pytest.mark.parametrize("fate", ["gone", "expired"])
async def test_nothing_is_published_of_what_is_pending_no_more(stores: Stores, fate: str) -> None:
    """Where somebody took it, and where it ended by the time of the revision."""
    if fate == "expired":
        await stores.pendings.save(a_pending(expires_at=NOW))

    assert not await stores.revisions.publish(
        a_revision(), contents_of(FILES), intake=an_intake(), pending_id="pending-001"
    )
    assert await stores.revisions.latest_number() == 0
    assert await stores.revisions.contents(manifest_of(FILES).values()) == {}
    assert await stores.revisions.last_intake(Origin.DISK) is None


async def test_contents_that_are_kept_may_be_left_out(stores: Stores) -> None:
    """Those of an earlier revision, and those of what was pending."""
    await publish(stores, 1)
    await stores.revisions.keep({digest_of(b"new"): b"new"}, NOW)

    assert await stores.revisions.publish(a_revision(2, {**FILES, "new": b"new"}), {})
    assert await stores.revisions.contents([digest_of(b"new")]) == {digest_of(b"new"): b"new"}


@pytest.mark.parametrize("missing", ["revision", "intake", "bytes"])
async def test_nothing_torn_is_published(stores: Stores, missing: str) -> None:
    """Where a content is neither given nor kept, or is another's, it raises, and keeps nothing at all."""
    await stores.pendings.save(a_pending())
    contents = contents_of(FILES)
    revision, intake = a_revision(), None
    if missing == "revision":
        contents.popitem()
    elif missing == "intake":
        intake = an_intake(OTHERS)
    else:
        contents[digest_of(b"")] = b"other"
    with pytest.raises(ValueError, match="content"):
        await stores.revisions.publish(revision, contents, intake=intake, pending_id="pending-001")

    assert await stores.revisions.latest_number() == 0
    assert await stores.revisions.contents(contents) == {}
    assert await stores.revisions.last_intake(Origin.DISK) is None
    assert await stores.pendings.pending("pending-001", NOW) is not None
    assert await stores.revisions.publish(revision, contents_of(FILES), pending_id="pending-001")


async def test_a_revision_is_published_with_its_intake(stores: Stores) -> None:
    """With the contents of both."""
    intake = an_intake(OTHERS)
    contents = contents_of(FILES) | contents_of(OTHERS)
    assert await stores.revisions.publish(a_revision(), contents, intake=intake)

    assert await stores.revisions.last_intake(Origin.DISK) == intake
    assert await stores.revisions.contents(contents) == contents


async def test_the_last_intake_is_that_which_came_last(stores: Stores) -> None:
    """Of its origin and, where that is asked, its fate."""
    taken, refused = an_intake(), an_intake(OTHERS, taken=False, at=NOW - HOUR)
    package = an_intake({}, origin=Origin.PACKAGE)
    for intake in (taken, refused, package):
        assert await stores.revisions.note(intake, contents_of(FILES))

    assert await stores.revisions.last_intake(Origin.DISK) == refused
    assert await stores.revisions.last_intake(Origin.DISK, taken=False) == refused
    assert await stores.revisions.last_intake(Origin.DISK, taken=True) == taken
    assert await stores.revisions.last_intake(Origin.PACKAGE, taken=False) is None


async def test_the_same_intake_is_noted_once(stores: Stores) -> None:
    """Until there is another of its origin; another fate makes it another."""
    again = an_intake(at=NOW + HOUR)
    assert await stores.revisions.note(an_intake(), contents_of(FILES))
    assert not await stores.revisions.note(again, contents_of(FILES))
    assert await stores.revisions.note(replace(again, origin=Origin.PACKAGE), {})
    assert not await stores.revisions.note(again, {})
    assert await stores.revisions.note(replace(again, taken=False), {})
    assert await stores.revisions.note(again, {})
    assert await stores.revisions.last_intake(Origin.DISK) == again


async def test_an_intake_that_was_taken_is_noted_whole(stores: Stores) -> None:
    """Of one that was refused nothing is needed any more."""
    with pytest.raises(ValueError, match="missing"):
        await stores.revisions.note(an_intake(), {})
    assert await stores.revisions.last_intake(Origin.DISK) is None
    assert await stores.revisions.note(an_intake(taken=False), {})
    with pytest.raises(ValueError, match="another"):
        await stores.revisions.note(an_intake(OTHERS, taken=False), {digest_of(b""): b"other"})


async def test_content_was_taken_or_was_not(stores: Stores) -> None:
    """Whenever it was; of that origin; what was refused was not."""
    mark = an_intake().fingerprint
    await stores.revisions.note(an_intake(taken=False), {})
    assert not await stores.revisions.was_taken(Origin.DISK, mark)
    await stores.revisions.note(an_intake(), contents_of(FILES))
    await stores.revisions.note(an_intake(OTHERS, taken=False), {})

    assert await stores.revisions.was_taken(Origin.DISK, mark)
    assert not await stores.revisions.was_taken(Origin.PACKAGE, mark)
    assert not await stores.revisions.was_taken(Origin.DISK, an_intake(OTHERS).fingerprint)


async def test_contents_are_kept_by_their_digests(stores: Stores) -> None:
    """Once each; what is not there is left out; bytes under the digest of others are refused."""
    contents = contents_of(FILES)
    for _ in range(2):
        await stores.revisions.keep(contents, NOW)
    await stores.revisions.keep({}, NOW)
    with pytest.raises(ValueError, match="another"):
        await stores.revisions.keep({digest_of(b"a"): b"b"}, NOW)

    assert await stores.revisions.contents([*contents, *contents, digest_of(b"a")]) == contents
    assert await stores.revisions.contents([]) == {}


async def test_many_contents_come_at_once(stores: Stores) -> None:
    """More than fit into one statement."""
    contents = {digest_of(content): content for content in (str(number).encode() for number in range(1200))}
    await stores.revisions.keep(contents, NOW)
    await stores.revisions.keep(contents, NOW + HOUR)

    assert await stores.revisions.contents(contents) == contents
    assert await stores.revisions.purge(NOW + HOUR) == 0
    assert await stores.revisions.purge(FAR) == 1200


async def test_a_purge_deletes_what_nothing_names(stores: Stores) -> None:
    """Revisions, intakes and what is pending name theirs; what is begun without files names none."""
    named = {f"{number}.yaml": str(number).encode() for number in range(4)}
    files = [{name: content} for name, content in named.items()]
    await stores.revisions.keep(contents_of(named), NOW)
    await stores.revisions.publish(a_revision(1, files[0]), {}, intake=an_intake(files[1]))
    await stores.revisions.note(an_intake(files[2], taken=False), {})
    await stores.pendings.save(a_pending(body={"files": manifest_of(files[3])}, expires_at=FAR + HOUR))
    for number, body in enumerate(({}, {"files": None}, {"files": ["a"]}, {"files": {"a": 1}})):
        await stores.pendings.save(a_pending(str(number), body=body, expires_at=FAR + HOUR))
    await stores.revisions.keep({digest_of(b"unnamed"): b"unnamed"}, NOW)

    assert await stores.revisions.purge(FAR) == 1
    assert await stores.revisions.purge(FAR) == 0
    assert await stores.revisions.contents([digest_of(b"unnamed")]) == {}
    assert await stores.revisions.contents(contents_of(named)) == contents_of(named)
    await stores.pendings.forget(USER)
    assert await stores.revisions.purge(FAR) == 1


async def test_what_was_kept_recently_is_not_purged(stores: Stores) -> None:
    """At that instant or later; to keep it again is to keep it from then on, and never from earlier."""
    contents = contents_of(FILES)
    await stores.revisions.keep(contents, NOW)
    assert await stores.revisions.purge(NOW) == 0
    await stores.revisions.keep(contents, NOW + HOUR)
    await stores.revisions.keep(contents, NOW)

    assert await stores.revisions.purge(NOW + HOUR) == 0
    assert await stores.revisions.purge(NOW + HOUR + INSTANT) == 3
    assert await stores.revisions.contents(contents) == {}


async def test_what_was_pending_until_an_instant_names_nothing_after_it(stores: Stores) -> None:
    """Whether or not it was deleted itself."""
    await stores.revisions.keep(contents_of(FILES), NOW)
    await stores.pendings.save(a_pending(expires_at=NOW + HOUR))

    assert await stores.revisions.purge(NOW + HOUR - INSTANT) == 0
    assert await stores.revisions.purge(NOW + HOUR) == 3


async def test_what_a_store_takes_and_hands_out_is_a_copy(stores: Stores) -> None:
    """Changing a manifest that went in or came out changes nothing within."""
    revision, intake = a_revision(), an_intake()
    await stores.revisions.publish(revision, contents_of(FILES), intake=intake)
    found = await stores.revisions.latest(), *await stores.revisions.history(None, 1)
    kept = await stores.revisions.last_intake(Origin.DISK)
    for each in (revision, intake, *found, kept):
        assert each is not None
        cast("dict[str, str]", each.files).clear()

    assert await stores.revisions.latest() == a_revision()
    assert await stores.revisions.last_intake(Origin.DISK) == an_intake()


async def test_of_those_who_publish_at_once_one_does(stores: Stores) -> None:
    """The others are told that they are late, and leave nothing behind."""
    bases = [{"a.yaml": str(number).encode()} for number in range(10)]

    published = await asyncio.gather(
        *[stores.revisions.publish(a_revision(1, files), contents_of(files)) for files in bases]
    )

    assert published.count(True) == 1
    latest = await stores.revisions.latest()
    assert latest is not None
    assert latest.files == manifest_of(bases[published.index(True)])
    every = {digest for files in bases for digest in contents_of(files)}
    assert set(await stores.revisions.contents(every)) == set(latest.files.values())


async def test_replicas_publish_each_number_once(replicas: list[SqlStores]) -> None:
    """Racing for twenty numbers with files of which one is the same, purging all the while: no gap, nothing torn."""

    async def race(stores: SqlStores, worker: int) -> int:
        won = 0
        while (number := await stores.revisions.latest_number() + 1) <= 20:
            files = {"a.yaml": str(number).encode(), f"{worker}.yaml": b"same"}
            await stores.revisions.keep(contents_of(files), NOW)
            await stores.revisions.purge(NOW)
            won += await stores.revisions.publish(a_revision(number, files, at=NOW), contents_of(files))
        return won

    won = await asyncio.gather(*[race(stores, worker) for worker, stores in enumerate(replicas)])

    assert sum(won) == 20
    history = await replicas[0].revisions.history(None, 99)
    assert [revision.number for revision in history] == list(range(20, 0, -1))
    named = {digest for revision in history for digest in revision.files.values()}
    assert set(await replicas[0].revisions.contents(named)) == named


async def test_replicas_publish_what_was_pending_once(replicas: list[SqlStores]) -> None:
    """Or somebody takes it, and nobody publishes it."""
    for number in range(1, 11):
        await replicas[0].pendings.save(a_pending())
        latest = await replicas[0].revisions.latest_number()
        revision = a_revision(latest + 1)
        *published, taken = await asyncio.gather(
            *[
                stores.revisions.publish(revision, contents_of(FILES), pending_id="pending-001")
                for stores in replicas[:3]
            ],
            replicas[3].pendings.take("pending-001", NOW),
        )
        assert published.count(True) + (taken is not None) == 1, number
        assert await replicas[0].revisions.latest_number() == latest + published.count(True)


async def test_replicas_note_an_intake_once(replicas: list[SqlStores]) -> None:
    """Whoever sees it first."""
    noted = await asyncio.gather(*[stores.revisions.note(an_intake(), contents_of(FILES)) for stores in replicas])

    assert sorted(noted) == [False, False, False, True]
