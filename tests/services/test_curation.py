"""Changes of the knowledge by admins, over stores in memory and SQLite."""

import asyncio
import io
import zipfile
from datetime import timedelta

import pytest

from bot.domain.errors import NotYoursError, OutdatedError
from bot.domain.feedback import Miss
from bot.domain.keeper import Act, KeeperEvent
from bot.domain.pending import PENDING_LIFETIME
from bot.domain.revision import Intake, Origin, manifest_of
from bot.services.care.changes import ChangeGoneError, NoFileError, OwnConsentError, Step, change_of
from bot.services.care.library import Author
from bot.services.care.revision_archive import PAGE
from bot.services.care.uploading import MOST_ITEMS
from bot.services.ports import Stores
from bot.views.care.faq_report import details
from intents.understanding import Understanding
from knowledge.issues import Code
from knowledge.merging import Conflict
from tests.services.curators import FAQ, FEW, FIRST, OFTEN, SECOND, House, changed, house
from tests.support.app import sample_files
from tests.support.clock import ManualClock

PART = """\
document: group-rules-2019
entries:
  - id: group-meeting-frequency
    topic: 组织生活
    question: 党小组会多久开一次？
    answer: 每月 1 次。
    cites: [第五条]
"""


@pytest.fixture
def stores(stores_of_each_kind: Stores) -> Stores:
    """Empty stores, of each kind in turn."""
    return stores_of_each_kind


@pytest.fixture
async def here(stores: Stores, understanding: Understanding, clock: ManualClock) -> House:
    """A process with two admins."""
    opened = await house(stores, understanding, clock)
    await opened.name(SECOND)
    return opened


def answer_of(here: House, entry_id: str = "group-meeting-frequency") -> str:
    """What is answered now."""
    entry = here.live.now.base.entry(entry_id)
    assert entry is not None
    return entry.answer


async def want_consent(here: House) -> None:
    """Two have to agree."""
    await here.stores.keepers.want_consent(True, KeeperEvent(here.clock.now(), 11, "", Act.CONSENT_ON))


async def test_a_change_is_examined_kept_and_published(here: House) -> None:
    """With who, why and from where; the pending change is gone with it."""
    pending = await here.curation.propose(FIRST, "老王", changed(OFTEN), "试一试", base=1)
    report = await here.curation.report(FIRST, pending)
    assert report.publishable
    assert [part.id for part in report.examined.changes.changed] == ["group-meeting-frequency"]
    assert "现在：想开就开。" in details(report)
    outcome = await here.curation.publish(FIRST, "老王", pending.id)
    assert outcome.step is Step.PUBLISHED
    assert outcome.revision is not None
    revision = await here.stores.revisions.latest()
    assert revision == outcome.revision
    assert (revision.number, revision.origin, revision.author_id) == (2, Origin.CHAT, FIRST.user_id)
    assert (revision.author_name, revision.why) == ("老王", "试一试")
    assert answer_of(here) == "想开就开。"
    with pytest.raises(ChangeGoneError):
        await here.curation.publish(FIRST, "老王", pending.id)


async def test_two_presses_at_once_publish_once(here: House) -> None:
    """The other is told that it is done."""
    pending = await here.curation.propose(FIRST, "", changed(OFTEN), "", base=1)
    both = await asyncio.gather(
        *(here.curation.publish(FIRST, "", pending.id) for _ in range(2)), return_exceptions=True
    )
    assert sum(isinstance(each, ChangeGoneError) for each in both) == 1
    assert await here.stores.revisions.latest_number() == 2


async def test_of_two_admins_at_once_one_is_late_and_presses_again(here: House) -> None:
    """The change that came later is merged with the other, examined, and published by the second press."""
    first = await here.curation.propose(FIRST, "", changed(OFTEN), "a", base=1)
    second = await here.curation.propose(SECOND, "", changed(FEW), "b", base=1)
    found = await asyncio.gather(
        here.curation.publish(FIRST, "", first.id), here.curation.publish(SECOND, "", second.id)
    )
    assert sorted(each.step for each in found) == [Step.AGAIN, Step.PUBLISHED]
    late = next(each for each in found if each.step is Step.AGAIN).report
    assert late.merged
    assert len(late.examined.changes.changed) == 1
    author = FIRST if late.pending.author_id == FIRST.user_id else SECOND
    assert (await here.curation.publish(author, "", late.pending.id)).step is Step.PUBLISHED
    assert await here.stores.revisions.latest_number() == 3
    assert (answer_of(here), answer_of(here, "group-min-members")) == (OFTEN[1], FEW[1])


async def test_what_the_disk_brought_meanwhile_is_kept(here: House) -> None:
    """Of an item that both changed, what is there; its author is told which."""
    mine = changed(("一般每月召开 1 次。", "每周。"), FEW)
    pending = await here.curation.propose(FIRST, "", mine, "", base=1)
    examined = await here.library.examine(changed(OFTEN), thorough=False)
    intake = Intake(Origin.DISK, manifest_of(changed(OFTEN)), True, here.clock.now())
    await here.library.publish(examined, Author(None, ""), Origin.DISK, "", after=1, intake=intake)
    outcome = await here.curation.publish(FIRST, "", pending.id)
    assert outcome.step is Step.AGAIN
    assert [each.id for each in outcome.report.conflicts] == ["group-meeting-frequency"]
    assert (await here.curation.publish(FIRST, "", pending.id)).step is Step.PUBLISHED
    assert (answer_of(here), answer_of(here, "group-min-members")) == (OFTEN[1], FEW[1])


async def test_a_second_process_publishes_what_the_first_examined(
    here: House, understanding: Understanding, clock: ManualClock
) -> None:
    """Everything that is needed is in the database."""
    pending = await here.curation.propose(FIRST, "", changed(OFTEN), "", base=1)
    other = await house(here.stores, understanding, clock, "x")
    assert (await other.curation.publish(FIRST, "", pending.id)).step is Step.PUBLISHED
    assert answer_of(other) == OFTEN[1]
    assert await here.library.catch_up()
    assert answer_of(here) == OFTEN[1]


async def test_another_admin_cannot_publish_or_give_up_what_is_not_theirs(here: House) -> None:
    """They may look at it."""
    pending = await here.curation.propose(FIRST, "", changed(OFTEN), "", base=1)
    assert (await here.curation.report(SECOND, pending)).publishable
    with pytest.raises(NotYoursError):
        await here.curation.publish(SECOND, "", pending.id)
    with pytest.raises(NotYoursError):
        await here.curation.discard(SECOND, pending.id)
    await here.curation.discard(FIRST, pending.id)
    with pytest.raises(ChangeGoneError):
        await here.curation.publish(FIRST, "", pending.id)


async def test_a_change_waits_for_two_days(here: House) -> None:
    """Then it is gone."""
    pending = await here.curation.propose(FIRST, "", changed(OFTEN), "", base=1)
    here.clock.advance(PENDING_LIFETIME - timedelta(seconds=1))
    await here.curation.pending(FIRST, pending.id)
    here.clock.advance(timedelta(seconds=1))
    with pytest.raises(ChangeGoneError):
        await here.curation.publish(FIRST, "", pending.id)


async def test_what_has_errors_or_changes_nothing_is_not_published(here: House) -> None:
    """Whatever is pressed; the old base goes on answering."""
    for files in (
        changed(("cites: [第一条]", "cites: [第九十条]")),
        dict(sample_files()),
        {**sample_files(), FAQ: b"["},
    ):
        pending = await here.curation.propose(FIRST, "", files, "", base=1)
        assert not (await here.curation.report(FIRST, pending)).publishable
        assert (await here.curation.publish(FIRST, "", pending.id)).step is Step.REFUSED
    assert await here.stores.revisions.latest_number() == 1


async def test_only_a_comment_can_be_published(here: House) -> None:
    """No item changes, the file does."""
    files = {**sample_files(), FAQ: b"# by us\n" + sample_files()[FAQ]}
    pending = await here.curation.propose(FIRST, "", files, "", base=1)
    report = await here.curation.report(FIRST, pending)
    assert (report.publishable, bool(report.examined.changes)) == (True, False)
    assert (await here.curation.publish(FIRST, "", pending.id)).step is Step.PUBLISHED
    assert (await here.library.files())[FAQ].startswith(b"# by us")


async def test_missed_questions_are_settled_with_the_publishing_and_not_before(here: House) -> None:
    """And it is recorded who did it."""
    now = here.clock.now()
    for text in ("多久开会", "天气"):
        await here.stores.misses.record(text, Miss.UNANSWERED, now, now.date())
    settles = {"多久开会": "group-meeting-frequency"}
    pending = await here.curation.propose(FIRST, "老王", changed(OFTEN), "", base=1, settles=settles)
    assert len(await here.stores.misses.open(9)) == 2
    await here.curation.publish(FIRST, "老王", pending.id)
    assert [each.text for each in await here.stores.misses.open(9)] == ["天气"]
    event = (await here.stores.keepers.events(1))[0]
    assert (event.act, event.actor_name, event.detail) == (Act.SETTLED, "老王", "1 → group-meeting-frequency")


# ---- files that are sent


async def test_a_file_without_any_item_is_a_part_as_well(here: House) -> None:
    """It would take all that there is with it."""
    pending = await here.curation.upload(FIRST, "", "x.yaml", b"boundaries: []\n", why="")
    assert change_of(pending).uploaded == "boundaries.yaml"
    assert len(change_of(pending).left_out) > 1


async def test_a_part_of_a_file_is_chosen_to_add_or_to_replace(here: House) -> None:
    """Nothing is published before that is chosen."""
    content = PART.encode()
    pending = await here.curation.upload(FIRST, "", "x.yaml", content, why="")
    change = change_of(pending)
    assert change.uploaded == FAQ
    assert "group-min-members" in change.left_out
    assert "group-meeting-frequency" not in change.left_out
    with pytest.raises(ChangeGoneError):
        await here.curation.publish(FIRST, "", pending.id)
    chosen = await here.curation.choose(FIRST, pending.id, whole=False)
    report = await here.curation.report(FIRST, chosen)
    changes = report.examined.changes
    assert ([part.id for part in changes.changed], changes.removed) == (["group-meeting-frequency"], ())
    with pytest.raises(ChangeGoneError):
        await here.curation.choose(FIRST, pending.id, whole=True)
    other = await here.curation.upload(FIRST, "", "x.yaml", content, why="")
    whole = await here.curation.choose(FIRST, other.id, whole=True)
    files = await here.stores.revisions.contents([change_of(whole).files[FAQ]])
    assert list(files.values()) == [content]


async def test_what_is_no_file_of_a_base_is_refused_at_once(here: House) -> None:
    """Nothing is kept of it."""
    with pytest.raises(NoFileError):
        await here.curation.upload(FIRST, "", "x.yaml", b"colour: red\n", why="")
    assert await here.stores.pendings.of_author(FIRST.user_id, here.clock.now()) == []


async def test_a_file_of_too_many_items_is_refused_before_it_is_read(here: House) -> None:
    """With a sentence; in lines and in brackets."""
    for item in (b"- {id: e-%d}\n", b"- id: e-%d\n  topic: t\n"):
        content = b"document: group-rules-2019\nentries:\n" + b"".join(item % each for each in range(MOST_ITEMS + 200))
        with pytest.raises(NoFileError) as refused:
            await here.curation.upload(FIRST, "", "x.yaml", content, why="")
        assert (refused.value.issue.code, str(MOST_ITEMS) in refused.value.issue.text) == (Code.TOO_LARGE, True)


async def test_a_search_finds_the_words_first_and_then_what_is_near(here: House) -> None:
    """An id alone; all of the words before some of them; nothing where nothing is near."""

    async def found(words: str) -> list[str]:
        return [each.id for each in await here.curation.archive.find(FIRST, words)]

    assert (await found("group-min-members"))[0] == "group-min-members"
    assert (await found("党小组会 多久"))[0] == "group-meeting-frequency"
    assert (await found("多久 党小组会"))[0] == "group-meeting-frequency"
    assert await found("量子力学") == []
    assert await found("  ") == []


async def test_tests_that_lead_elsewhere_are_taken_out_and_nothing_else(here: House) -> None:
    """One of several, and of lists in lines."""
    stray = "党小组会由谁来召集和主持呢"
    files = changed(
        ("tests: [凑够几个党员才能设一个小组]", f"tests: [凑够几个党员才能设一个小组, {stray}]"),
        ("tests: [组织生活会开之前有哪些规定动作]", f"tests:\n      - 组织生活会开之前有哪些规定动作\n      - {stray}"),
        OFTEN,
    )
    pending = await here.curation.propose(FIRST, "", files, "", base=1)
    report = await here.curation.report(FIRST, pending)
    assert (report.only_strays, len(report.examined.strays)) == (True, 2)
    assert not report.publishable
    again = await here.curation.drop_strays(FIRST, pending.id)
    after = await here.curation.report(FIRST, again)
    assert after.publishable
    assert after.examined.base is not None
    kept = [after.examined.base.entry(each) for each in ("group-min-members", "group-org-life-before")]
    assert [each.tests for each in kept if each] == [
        ("凑够几个党员才能设一个小组",),
        ("组织生活会开之前有哪些规定动作",),
    ]
    assert (await here.curation.publish(FIRST, "", again.id)).step is Step.PUBLISHED
    assert answer_of(here) == OFTEN[1]


# ---- two have to agree


async def test_the_second_admin_publishes_and_never_the_author(here: House) -> None:
    """Once each; who agreed is kept with the revision."""
    await want_consent(here)
    pending = await here.curation.propose(FIRST, "老王", changed(OFTEN), "", base=1)
    with pytest.raises(ChangeGoneError):  # the author has not asked yet
        await here.curation.consent(SECOND, pending.id, pending.version)
    asked = await here.curation.publish(FIRST, "老王", pending.id)
    assert asked.step is Step.ASKED
    version = asked.report.pending.version
    with pytest.raises(OwnConsentError):
        await here.curation.consent(FIRST, pending.id, version)
    both = await asyncio.gather(
        *(here.curation.consent(SECOND, pending.id, version) for _ in range(2)), return_exceptions=True
    )
    assert sum(isinstance(each, ChangeGoneError) for each in both) == 1
    revision = await here.stores.revisions.latest()
    assert revision is not None
    assert (revision.number, revision.author_id, revision.consented_by) == (2, FIRST.user_id, SECOND.user_id)


async def test_nobody_agrees_to_what_they_have_not_seen(here: House) -> None:
    """Where it was merged meanwhile, it is shown anew."""
    await want_consent(here)
    pending = await here.curation.propose(FIRST, "", changed(OFTEN), "", base=1)
    asked = await here.curation.publish(FIRST, "", pending.id)
    examined = await here.library.examine(changed(FEW), thorough=False)
    await here.library.publish(examined, Author(None, ""), Origin.DISK, "", after=1)
    again = await here.curation.consent(SECOND, pending.id, asked.report.pending.version)
    assert again.step is Step.AGAIN
    with pytest.raises(ChangeGoneError):
        await here.curation.consent(SECOND, pending.id, asked.report.pending.version)
    done = await here.curation.consent(SECOND, pending.id, again.report.pending.version)
    assert done.step is Step.PUBLISHED


async def test_what_the_second_does_not_want_waits_for_its_author(here: House) -> None:
    """Who may ask again."""
    await want_consent(here)
    pending = await here.curation.propose(FIRST, "", changed(OFTEN), "", base=1)
    asked = await here.curation.publish(FIRST, "", pending.id)
    with pytest.raises(OwnConsentError):
        await here.curation.refuse(FIRST, pending.id)
    await here.curation.refuse(SECOND, pending.id)
    with pytest.raises(ChangeGoneError):
        await here.curation.consent(SECOND, pending.id, asked.report.pending.version)
    assert (await here.curation.publish(FIRST, "", pending.id)).step is Step.ASKED


async def test_one_admin_alone_needs_nobody(here: House) -> None:
    """The switch waits until there is a second one."""
    await want_consent(here)
    await here.stores.keepers.remove(SECOND.user_id, KeeperEvent(here.clock.now(), 11, "", Act.REMOVED))
    pending = await here.curation.propose(FIRST, "", changed(OFTEN), "", base=1)
    assert (await here.curation.publish(FIRST, "", pending.id)).step is Step.PUBLISHED


# ---- looking back


async def test_going_back_is_a_change_like_any_other(here: House) -> None:
    """A revision of its own, with the files of the old one, byte for byte."""
    pending = await here.curation.propose(FIRST, "", changed(OFTEN), "", base=1)
    await here.curation.publish(FIRST, "", pending.id)
    back = await here.curation.rollback(SECOND, "", 1, "退回")
    outcome = await here.curation.publish(SECOND, "", back.id)
    assert outcome.revision is not None
    assert (outcome.revision.number, outcome.revision.origin, outcome.revision.restores) == (3, Origin.ROLLBACK, 1)
    assert await here.library.files() == dict(sample_files())
    with pytest.raises(OutdatedError):
        await here.curation.rollback(FIRST, "", 9, "")


async def test_the_history_comes_in_pages(here: House) -> None:
    """The latest first, each with what it changed."""
    answer = OFTEN[0]
    for number in range(2, PAGE + 3):
        files = changed((answer, f"每 {number} 月。"), files=await here.library.files())
        answer = f"每 {number} 月。"
        examined = await here.library.examine(files, thorough=False)
        await here.library.publish(examined, Author(11, "老王"), Origin.CHAT, "", after=number - 1)
    page = await here.curation.archive.history(FIRST)
    assert [each.revision.number for each in page.items] == list(range(PAGE + 2, 2, -1))
    assert all(len(each.changes.changed) == 1 for each in page.items)
    rest = await here.curation.archive.history(FIRST, page.older)
    assert ([each.revision.number for each in rest.items], rest.older) == ([2, 1], None)


async def test_the_archive_holds_every_file_and_is_the_same_each_time(here: House) -> None:
    """For safekeeping."""
    number, content = await here.curation.archive.archive(FIRST)
    here.clock.advance(timedelta(hours=1))
    assert await here.curation.archive.archive(FIRST) == (1, content)
    assert number == 1
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert {name: packed.read(name) for name in packed.namelist()} == dict(sample_files())


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("dues-rate", "dues-rate"),
        ("小组会多长时间开一次", "group-meeting-frequency"),
        ("存档备查", "group-meeting-record"),
    ],
)
async def test_a_search_finds_by_id_by_likeness_and_by_words(here: House, words: str, first: str) -> None:
    """Whatever an admin has at hand."""
    assert first in [each.id for each in await here.curation.archive.find(FIRST, words)][:2]
    assert await here.curation.archive.find(FIRST, "  ") == ()


async def test_a_conflict_shows_both_sides_and_the_new_one_can_be_taken(here: House) -> None:
    """Through the gate, like any other change."""
    mine, theirs = changed(OFTEN), changed(("一般每月召开 1 次。", "每周。"))
    examined = await here.library.examine(mine, thorough=False)
    await here.library.publish(examined, Author(11, ""), Origin.CHAT, "", after=1)
    intake = Intake(Origin.DISK, manifest_of(theirs), True, here.clock.now())
    conflict = Conflict(FAQ, "entries", "group-meeting-frequency")
    await here.library.publish(
        examined, Author(None, ""), Origin.DISK, "", after=2, conflicts=(conflict,), intake=intake, intake_files=theirs
    )
    (dispute,) = await here.curation.archive.conflicts(FIRST, 3)
    assert ("想开就开。" in dispute.here, "每周。" in dispute.there, dispute.settled) == (True, True, False)
    pending = await here.curation.take_new(FIRST, "", 3, 0, why="")
    assert (await here.curation.publish(FIRST, "", pending.id)).step is Step.PUBLISHED
    assert answer_of(here) == "每周。"
    assert (await here.curation.archive.conflicts(FIRST, 3))[0].settled
    with pytest.raises(OutdatedError):
        await here.curation.take_new(FIRST, "", 3, 1, why="")
