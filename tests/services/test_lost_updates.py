"""Changes that somebody else's publishing overtakes: nothing that anybody wrote is lost, and nobody is asked twice."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.domain.errors import StorageError
from bot.domain.feedback import Miss
from bot.domain.keeper import Act, KeeperEvent
from bot.domain.revision import Origin
from bot.services.care.changes import AlreadyAskedError, ChangeGoneError, Step, change_of
from bot.services.care.library import Author
from bot.storage.memory import MemoryStores
from intents.understanding import Understanding
from knowledge.blocks import join, split, with_blocks
from knowledge.diff import Part
from knowledge.editing import add
from knowledge.loader import load_files
from tests.services.curators import FAQ, FEW, FIRST, OFTEN, SECOND, House, changed, house
from tests.support.app import sample_files
from tests.support.clock import ManualClock

OTHER_OFTEN = (OFTEN[0], "每两周。")
UNMENTIONED = "group-theme-day-approval"
"""An entry that nothing else names, so that a file may leave it out."""


@pytest.fixture
async def here(understanding: Understanding, clock: ManualClock) -> House:
    """A process with two admins."""
    opened = await house(MemoryStores(), understanding, clock)
    await opened.name(SECOND)
    return opened


async def publish(here: House, *pairs: tuple[str, str]) -> None:
    """Somebody else changes what is live."""
    number, files = await here.library.snapshot()
    examined = await here.library.examine(changed(*pairs, files=files), thorough=False)
    await here.library.publish(examined, Author(None, ""), Origin.DISK, "", after=number)


def once(function: Callable[..., Awaitable[Any]], then: Callable[[], Awaitable[None]]) -> Callable[..., Awaitable[Any]]:
    """The function, the first time with something else right behind it."""
    waiting = [then]

    async def wrapped(*args: Any, **kwargs: Any) -> Any:
        result = await function(*args, **kwargs)
        if waiting:
            await waiting.pop()()
        return result

    return wrapped


def answers(here: House) -> tuple[str, str]:
    """What is answered now to the two questions that are changed here."""
    found = [here.live.now.base.entry(each) for each in ("group-meeting-frequency", "group-min-members")]
    first, second = (each.answer if each else "" for each in found)
    return first, second


def part_of(files: dict[str, bytes]) -> bytes:
    """The file without one entry."""
    file = split(files[FAQ], FAQ)
    return join(with_blocks(file, [block for block in file.blocks if block.id != UNMENTIONED]))


# ---- what was published between two steps stays


@pytest.mark.parametrize("whole", [True, False])
async def test_choosing_keeps_what_was_published_since_the_file_was_sent(here: House, whole: bool) -> None:
    pending = await here.curation.upload(FIRST, "", "x.yaml", part_of(changed(OFTEN)), why="")
    await publish(here, FEW)
    chosen = await here.curation.choose(FIRST, pending.id, whole=whole)
    report = await here.curation.report(FIRST, chosen)
    assert [part.id for part in report.examined.changes.removed] == ([UNMENTIONED] if whole else [])
    assert (await here.curation.publish(FIRST, "", chosen.id)).step is Step.PUBLISHED
    assert answers(here) == (OFTEN[1], FEW[1])


async def test_an_upload_is_made_from_one_revision(here: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where another one is published while its files are read, that one is merged and not overwritten."""
    monkeypatch.setattr(here.library, "files_of", once(here.library.files_of, lambda: publish(here, FEW)))
    pending = await here.curation.upload(FIRST, "", "x.yaml", changed(OFTEN)[FAQ], why="")
    assert (await here.curation.publish(FIRST, "", pending.id)).step is Step.PUBLISHED
    assert answers(here) == (OFTEN[1], FEW[1])


async def test_what_is_proposed_from_an_older_revision_is_merged(here: House) -> None:
    """Before it is reported: the report says what it changes now."""
    await publish(here, FEW)
    pending = await here.curation.propose(FIRST, "", changed(OFTEN), "", base=1)
    report = await here.curation.report(FIRST, pending)
    assert [part.id for part in report.examined.changes.changed] == ["group-meeting-frequency"]
    await here.curation.publish(FIRST, "", pending.id)
    assert answers(here) == (OFTEN[1], FEW[1])


async def test_taking_the_other_side_is_made_from_one_revision(here: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rollback too: what is published while the old files are read is kept."""
    await publish(here, FEW)
    monkeypatch.setattr(here.library, "files", once(here.library.files, lambda: publish(here, OFTEN)))
    pending = await here.curation.rollback(FIRST, "", 1, "")
    assert change_of(pending).restores is None
    await here.curation.publish(FIRST, "", pending.id)
    assert answers(here) == (OFTEN[1], FEW[0])


async def test_what_cannot_be_read_is_never_put_over_what_others_published(here: House) -> None:
    """It is refused, and stays a change of what it was made from."""
    pending = await here.curation.propose(FIRST, "", {**sample_files(), FAQ: b"["}, "", base=1)
    await publish(here, OFTEN)
    outcome = await here.curation.publish(FIRST, "", pending.id)
    assert (outcome.step, bool(outcome.report.examined.errors)) == (Step.REFUSED, True)
    assert change_of(await here.curation.pending(FIRST, pending.id)).base == 1


# ---- both changed the same


async def test_both_sides_of_a_conflict_are_kept_for_the_author(here: House) -> None:
    """And told apart; where nothing else is left, the report says so."""
    pending = await here.curation.propose(FIRST, "", changed(OFTEN), "", base=1)
    await publish(here, OTHER_OFTEN)
    outcome = await here.curation.publish(FIRST, "", pending.id)
    report = outcome.report
    assert (outcome.step, report.differs, report.publishable) == (Step.AGAIN, False, False)
    (clash,) = report.clashes
    assert clash.conflict.id == "group-meeting-frequency"
    assert OFTEN[1] in clash.mine
    assert OTHER_OFTEN[1] in clash.live
    assert (await here.curation.publish(FIRST, "", pending.id)).step is Step.REFUSED
    again = await here.curation.report(FIRST, await here.curation.pending(FIRST, pending.id))
    assert again.clashes == report.clashes


async def test_the_author_may_insist(here: House) -> None:
    """Their side is examined, and published; nothing else of the other's is touched."""
    pending = await here.curation.propose(FIRST, "", changed(OFTEN), "", base=1)
    await publish(here, OTHER_OFTEN, FEW)
    await here.curation.publish(FIRST, "", pending.id)
    insisted = await here.curation.insist(FIRST, pending.id)
    report = await here.curation.report(FIRST, insisted)
    assert (report.publishable, report.conflicts, report.clashes) == (True, (), ())
    with pytest.raises(ChangeGoneError):
        await here.curation.insist(FIRST, pending.id)
    assert (await here.curation.publish(FIRST, "", pending.id)).step is Step.PUBLISHED
    assert answers(here) == (OFTEN[1], FEW[1])


async def test_the_author_may_give_way(here: House) -> None:
    pending = await here.curation.propose(FIRST, "", changed(OFTEN, FEW), "", base=1)
    await publish(here, OTHER_OFTEN)
    await here.curation.publish(FIRST, "", pending.id)
    report = await here.curation.report(FIRST, await here.curation.give_way(FIRST, pending.id))
    assert (report.publishable, report.conflicts) == (True, ())
    await here.curation.publish(FIRST, "", pending.id)
    assert answers(here) == (OTHER_OFTEN[1], FEW[1])


async def test_the_authors_side_outlives_a_second_overtaking(here: House) -> None:
    """Of the first conflict as of one that comes later."""
    pending = await here.curation.propose(FIRST, "", changed(OFTEN, FEW), "", base=1)
    await publish(here, OTHER_OFTEN)
    await here.curation.publish(FIRST, "", pending.id)
    await publish(here, (FEW[0], "至少 3 名。"))
    report = (await here.curation.publish(FIRST, "", pending.id)).report
    assert {each.conflict.id for each in report.clashes} == {"group-meeting-frequency", "group-min-members"}
    await here.curation.insist(FIRST, pending.id)
    assert (await here.curation.publish(FIRST, "", pending.id)).step is Step.PUBLISHED
    assert answers(here) == (OFTEN[1], FEW[1])


# ---- two have to agree


async def want_consent(here: House, wanted: bool = True) -> None:
    """Two have to agree, or not."""
    act = Act.CONSENT_ON if wanted else Act.CONSENT_OFF
    await here.stores.keepers.want_consent(wanted, KeeperEvent(here.clock.now(), 11, "", act))


async def test_nobody_is_asked_twice_for_the_same(here: House) -> None:
    """The second press says that they are; after a refusal the author may ask again."""
    await want_consent(here)
    pending = await here.curation.propose(FIRST, "", changed(OFTEN), "", base=1)
    assert (await here.curation.publish(FIRST, "", pending.id)).step is Step.ASKED
    with pytest.raises(AlreadyAskedError):
        await here.curation.publish(FIRST, "", pending.id)
    refused = await here.curation.refuse(SECOND, pending.id)
    assert not change_of(refused).asked
    assert (await here.curation.publish(FIRST, "", pending.id)).step is Step.ASKED


@pytest.mark.parametrize("alone", [True, False])
async def test_the_author_publishes_once_nobody_has_to_agree_any_more(here: House, alone: bool) -> None:
    """The switch is off, or the other admin is none any more."""
    await want_consent(here)
    pending = await here.curation.propose(FIRST, "", changed(OFTEN), "", base=1)
    await here.curation.publish(FIRST, "", pending.id)
    if alone:
        await here.stores.keepers.remove(SECOND.user_id, KeeperEvent(here.clock.now(), 11, "", Act.REMOVED))
    else:
        await want_consent(here, wanted=False)
    assert (await here.curation.publish(FIRST, "", pending.id)).step is Step.PUBLISHED


async def test_what_was_merged_meanwhile_is_asked_for_anew(here: House) -> None:
    """The author sees it first; what the other was shown is not agreed to any more."""
    await want_consent(here)
    pending = await here.curation.propose(FIRST, "", changed(OFTEN), "", base=1)
    asked = await here.curation.publish(FIRST, "", pending.id)
    await publish(here, FEW)
    assert (await here.curation.publish(FIRST, "", pending.id)).step is Step.AGAIN
    with pytest.raises(ChangeGoneError):
        await here.curation.consent(SECOND, pending.id, asked.report.pending.version)
    again = await here.curation.publish(FIRST, "", pending.id)
    assert again.step is Step.ASKED
    done = await here.curation.consent(SECOND, pending.id, again.report.pending.version)
    assert done.step is Step.PUBLISHED


# ---- what the report tells, and what is settled


async def test_missed_questions_are_settled_in_the_same_transaction(
    here: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever fails after it; where it fails, they stay open."""
    now = here.clock.now()
    await here.stores.misses.record("多久开会", Miss.UNANSWERED, now, now.date())

    async def broken(*args: object, **kwargs: object) -> int:
        raise StorageError("disk I/O")

    monkeypatch.setattr(here.stores.misses, "settle", broken)
    monkeypatch.setattr(here.stores.keepers, "record", broken)
    settles = {"多久开会": "group-meeting-frequency"}
    pending = await here.curation.propose(FIRST, "", changed(OFTEN), "", base=1, settles=settles)
    assert (await here.curation.publish(FIRST, "", pending.id)).step is Step.PUBLISHED
    assert list(await here.stores.misses.open(9)) == []
    assert (await here.stores.keepers.events(1))[0].act is Act.SETTLED


async def test_the_report_shows_what_becomes_of_the_questions_that_are_settled(here: House) -> None:
    """One that is attached gets its answer."""
    text = "量子纠缠聚一聚的频次"
    files = add(sample_files(), Part("entries", "group-meeting-frequency"), "phrasings", [text])
    settles = {text: "group-meeting-frequency"}
    pending = await here.curation.propose(FIRST, "", files, "", base=1, settles=settles)
    report = await here.curation.report(FIRST, pending)
    shown = next(each for each in report.examined.moved if each.question == text)
    assert (shown.after, shown.better) == ("group-meeting-frequency", True)


async def test_the_report_warns_of_what_the_change_brings_and_of_nothing_older(here: House) -> None:
    """Wherever the lines are by now."""
    old = [issue for issue in load_files(sample_files()).issues if issue.file == "documents.yaml"]
    assert old
    files = {**changed(OFTEN), "documents.yaml": b"# one line more\n" + sample_files()["documents.yaml"]}
    report = await here.curation.report(FIRST, await here.curation.propose(FIRST, "", files, "", base=1))
    assert (report.warnings, bool(report.examined.issues)) == ((), True)
    entry = "\n  - id: new\n    topic: 甲\n    question: 新的一问是什么？\n    answer: 乙\n    cites: [第一条]\n"
    files[FAQ] = files[FAQ].rstrip() + entry.encode()
    report = await here.curation.report(FIRST, await here.curation.propose(FIRST, "", files, "", base=1))
    assert report.warnings
    assert all("new" in issue.text or "新的一问" in issue.text for issue in report.warnings)
