"""Taking in the package and the folder: what becomes of what is new there, over stores in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from bot.domain.revision import Intake, Origin
from bot.services.care import (
    weighing,
)
from bot.services.care.changes import ChangeGoneError
from bot.services.care.intake import Content, Intakes
from bot.services.care.library import Author, Library
from bot.services.care.losing import is_much, losses
from bot.services.care.news import Held, LeadElsewhere, Mended, News, Refused, WentLive
from bot.services.knowledge import LiveKnowledge
from bot.services.ports import Stores
from intents.understanding import Understanding
from knowledge.blocks import CannotSplitError, File, join, split, with_blocks
from knowledge.diff import Part
from knowledge.issues import Code, Issue
from tests.support.app import publish_first, sample_files
from tests.support.clock import ManualClock

EDITOR = Author(11, "知识管理员")
FILE, BOUNDARIES = "faq/group-rules-2019.yaml", "boundaries.yaml"
ASKED, CHAIRED = "党小组会多久开一次？", "党小组会由谁召集、谁主持？"


def with_text(old: str, new: str, files: dict[str, bytes] | None = None) -> dict[str, bytes]:
    """The files of the sample, or others, with a text of the rules replaced."""
    found = dict(files or sample_files())
    assert old.encode() in found[FILE]
    found[FILE] = found[FILE].replace(old.encode(), new.encode(), 1)
    return found


def without(*names: str, files: dict[str, bytes] | None = None) -> dict[str, bytes]:
    """The files of the sample, or others, without some."""
    return {name: content for name, content in (files or sample_files()).items() if name not in names}


@dataclass
class Place:
    """A process, and what lies in the place that it looks at."""

    stores: Stores
    live: LiveKnowledge
    library: Library
    intakes: Intakes
    clock: ManualClock
    origin: Origin = Origin.DISK
    contents: list[Content] = field(default_factory=list)
    """What is read, one after the other; the last again and again."""

    async def look(self, *contents: dict[str, bytes]) -> News | None:
        """Look at what lies there; with several contents, at files that change meanwhile."""
        self.contents = [Content(self.origin, files) for files in contents]
        return await self.intakes.look(lambda: self.contents.pop(0) if len(self.contents) > 1 else self.contents[0])

    async def publish(self, files: dict[str, bytes], origin: Origin = Origin.CHAT) -> None:
        """An admin changes something in the chat."""
        examined = await self.library.examine(files, thorough=False)
        await self.library.publish(examined, EDITOR, origin, "", after=self.live.number)

    async def text(self) -> str:
        """The rules that are live."""
        return (await self.library.files())[FILE].decode()


@pytest.fixture
async def place(stores: Stores, understanding: Understanding, clock: ManualClock) -> Place:
    """A folder, beside revision 1."""
    return await _open(stores, understanding, clock)


async def _open(stores: Stores, understanding: Understanding, clock: ManualClock) -> Place:
    live = LiveKnowledge(understanding, await publish_first(stores, understanding, clock))
    library = Library(stores, live, clock)
    return Place(stores, live, library, Intakes(stores, library, live, clock, admins=(11,), sleep=clock.sleep), clock)


async def test_new_content_of_the_folder_is_live(place: Place) -> None:
    """As a revision of its own, with what it changes; and looked at once."""
    news = await place.look(with_text(ASKED, "党小组会隔多久开？"))
    assert isinstance(news, WentLive)
    assert (news.revision.number, news.revision.origin, place.live.number) == (2, Origin.DISK, 2)
    assert [part.id for part in news.changes.changed] == ["group-meeting-frequency"]
    assert await place.look(with_text(ASKED, "党小组会隔多久开？")) is None
    assert place.live.number == 2


async def test_content_that_is_live_already_makes_no_revision(place: Place) -> None:
    """It is noted, so that the next change is a change from it."""
    assert await place.look(dict(sample_files())) is None
    assert place.live.number == 1
    taken = await place.stores.revisions.last_intake(Origin.DISK, taken=True)
    assert taken is not None


async def test_a_rollback_stays(place: Place) -> None:
    """The folder still holds what was rolled back, and nothing is made of it until it changes."""
    changed = with_text(ASKED, "党小组会隔多久开？")
    await place.look(changed)
    await place.publish(dict(sample_files()), Origin.ROLLBACK)
    assert await place.look(changed) is None
    assert ASKED in await place.text()
    news = await place.look(with_text(CHAIRED, "党小组会谁来主持？", changed))
    assert isinstance(news, WentLive)
    text = await place.text()
    assert ASKED in text
    assert "党小组会谁来主持？" in text


async def test_what_was_changed_in_the_chat_is_kept(place: Place) -> None:
    """A change of another entry in the folder is brought in beside it; the same entry is a conflict."""
    await place.look(dict(sample_files()))
    await place.publish(with_text(ASKED, "党小组会隔多久开？"))
    other = with_text(CHAIRED, "党小组会谁来主持？")
    news = await place.look(other)
    assert isinstance(news, WentLive)
    assert not news.revision.conflicts
    text = await place.text()
    assert "党小组会隔多久开？" in text
    assert "党小组会谁来主持？" in text
    news = await place.look(with_text(ASKED, "党小组会每月开几次？", other))
    assert isinstance(news, WentLive | Mended) or news is None
    latest = await place.stores.revisions.latest()
    assert latest is not None
    assert [each.id for each in latest.conflicts] == ["group-meeting-frequency"]
    assert "党小组会隔多久开？" in await place.text()


async def test_what_is_broken_is_refused_once(
    place: Place, stores: Stores, understanding: Understanding, clock: ManualClock
) -> None:
    """With file and line; the old base stays, and of several processes one tells it."""
    broken = with_text("document:", "\tdocument:")
    other = await _open(stores, understanding, clock)
    told = [await each.look(broken) for each in (place, other, place)]
    assert [type(news) for news in told] == [Refused, type(None), type(None)]
    assert isinstance(told[0], Refused)
    assert str(told[0].issues[0]).startswith(f"{FILE}:1 K")
    assert place.live.number == 1


async def test_mended_files_are_told(place: Place) -> None:
    """Back to what is live: that it is well again. To something else: that it is live."""
    await place.look({**sample_files(), FILE: b""})
    assert isinstance(await place.look(dict(sample_files())), Mended)
    await place.look({**sample_files(), FILE: b""})
    assert isinstance(await place.look(with_text(ASKED, "党小组会隔多久开？")), WentLive)


async def test_half_written_files_are_read_again(place: Place) -> None:
    """Neither refused nor live: only what is there when nothing changes any more."""
    whole = with_text(ASKED, "党小组会隔多久开？")
    cut = {**whole, FILE: whole[FILE][:1000]}
    gone = {name: content for name, content in whole.items() if name != FILE}
    news = await place.look(cut, gone, whole, whole)
    assert isinstance(news, WentLive)
    assert news.revision.number == 2
    assert await place.stores.revisions.last_intake(Origin.DISK, taken=False) is None


async def test_two_versions_of_the_package_do_not_go_to_and_fro(place: Place) -> None:
    """What was taken from the package once is not taken again."""
    place.origin = Origin.PACKAGE
    new = with_text(ASKED, "党小组会隔多久开？")
    assert isinstance(await place.look(new), WentLive)
    assert await place.look(dict(sample_files())) is None
    assert await place.look(new) is None
    assert place.live.number == 2


async def test_a_question_that_leads_elsewhere_is_told(place: Place) -> None:
    """What was live at once is tried afterwards."""
    changed = with_text("党小组会几个月开一回, ", "")
    news = await place.look(with_text(ASKED, "党小组会费怎么交？", changed))
    assert isinstance(news, WentLive)
    same = replace(news, after=news.before)
    assert await place.intakes.try_out(same) is None


async def test_a_file_that_cannot_be_edited_is_refused(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would be live until the first change of it, and nothing could be merged with it then."""
    changed = with_text(ASKED, "党小组会隔多久开？")

    def picky(content: bytes, name: str) -> File:
        if content == changed[FILE]:
            raise CannotSplitError([Issue(name, 7, Code.WRONG_TYPE, "每一项都要另起一行。")])
        return split(content, name)

    monkeypatch.setattr(weighing, "split", picky)
    for _ in range(2):
        news = await place.look(changed)
        assert isinstance(news, Refused)
        assert [(issue.file, issue.line) for issue in news.issues] == [(FILE, 7)]
        assert await place.look(changed) is None
        await place.publish(with_text(CHAIRED, "党小组会谁来主持？"))  # the second time, there is something to merge
        await place.look({**sample_files(), "topics.yaml": sample_files()["topics.yaml"] + b"# x\n"})
    assert ASKED in await place.text()


async def test_a_file_that_is_gone_is_held(place: Place) -> None:
    """However sound the rest is: told once, by file and items; and taken whole again without a word to anybody."""
    await place.look(dict(sample_files()))
    news = await place.look(without(BOUNDARIES))
    assert isinstance(news, Held)
    (lost,) = news.lost
    assert (lost.file, lost.whole, len(lost.parts)) == (BOUNDARIES, True, 2)
    assert await place.look(without(BOUNDARIES)) is None
    assert place.live.number == 1
    assert isinstance(await place.look(with_text(ASKED, "党小组会隔多久开？")), WentLive)
    assert BOUNDARIES in await place.library.files()


async def test_what_was_held_can_be_taken_all_the_same(place: Place) -> None:
    """Merged with what admins changed here; of another content of the folder an old button says nothing."""
    await place.look(dict(sample_files()))
    await place.publish(with_text(ASKED, "党小组会隔多久开？"))
    first = await place.look(without(BOUNDARIES))
    news = await place.look(without(BOUNDARIES, files=with_text(CHAIRED, "党小组会谁来主持？")))
    assert isinstance(first, Held)
    assert isinstance(news, Held)
    with pytest.raises(ChangeGoneError):
        await place.intakes.held(first.fingerprint)
    waiting = await place.intakes.held(news.fingerprint)
    assert BOUNDARIES not in waiting.files
    assert "党小组会隔多久开？" in waiting.files[FILE].decode()
    assert "党小组会谁来主持？" in waiting.files[FILE].decode()
    intake = Intake(Origin.DISK, waiting.content, taken=True, at=place.clock.now())
    examined = await place.library.examine(waiting.files)
    await place.library.publish(examined, EDITOR, Origin.DISK, "", after=waiting.base, intake=intake)
    with pytest.raises(ChangeGoneError):
        await place.intakes.held(news.fingerprint)
    later = without(BOUNDARIES, files=with_text(CHAIRED, "党小组会归谁主持？"))
    assert isinstance(await place.look(later), WentLive)
    latest = await place.stores.revisions.latest()
    assert latest is not None
    assert not latest.conflicts


async def test_where_nobody_could_say_yes_it_is_taken(place: Place, clock: ManualClock) -> None:
    """An installation without admins is kept by whoever writes into its folder."""
    place.intakes = Intakes(place.stores, place.library, place.live, clock, sleep=clock.sleep)
    await place.look(dict(sample_files()))
    assert isinstance(await place.look(without(BOUNDARIES)), WentLive)


async def test_the_first_folder_is_taken_whole(place: Place) -> None:
    """It owes nothing to what the package held."""
    assert isinstance(await place.look(without(BOUNDARIES)), WentLive)


def shortened(count: int) -> bytes:
    """The rules without their last entries."""
    file = split(sample_files()[FILE], FILE)
    return join(with_blocks(file, file.blocks[:-count]))


@pytest.mark.parametrize(("count", "items", "much"), [(10, 45, False), (11, 45, True), (11, 230, False)])
def test_a_shortened_file_counts_by_its_items(count: int, items: int, *, much: bool) -> None:
    """Ten may go, or five of a hundred; a file that goes is asked about whatever was in it."""
    (lost,) = losses(sample_files(), {**sample_files(), FILE: shortened(count)})
    assert (lost.file, lost.whole, len(lost.parts)) == (FILE, False, count)
    assert is_much([lost], items) is much


def test_what_stands_elsewhere_is_not_lost() -> None:
    """An entry in another file, a file under another name, a boundary that becomes an entry."""
    files = dict(sample_files())
    moved = {**without(FILE), FILE.replace(".yaml", ".yml"): files[FILE]}
    assert losses(files, moved) == ()
    assert losses(files, {**files, FILE: b"entries: ["}) == ()


@pytest.mark.parametrize("pause", [0.3, 1.2])
async def test_a_file_that_is_emptied_and_then_written_is_never_told(place: Place, pause: float) -> None:
    """Some programs take their time between the two; what is whole is live as soon as it is there."""
    whole = with_text(ASKED, "党小组会隔多久开？")
    told: list[News | None] = []
    for cut in ({**whole, FILE: b""}, without(BOUNDARIES)):
        contents = [Content(Origin.DISK, cut), Content(Origin.DISK, whole)]
        written = place.clock.now() + timedelta(seconds=0.15 + pause)

        def read(contents: Sequence[Content] = contents, written: datetime = written) -> Content:
            return contents[place.clock.now() >= written]

        told.append(await place.intakes.look(read))
        assert place.clock.now() < written + timedelta(seconds=0.6)
    assert [type(news) for news in told] == [WentLive, type(None)]
    assert await place.stores.revisions.last_intake(Origin.DISK, taken=False) is None


async def test_a_copy_of_an_earlier_package_undoes_nothing(place: Place) -> None:
    """A folder that holds what the package was holds no change of it."""
    place.origin = Origin.PACKAGE
    await place.look(with_text(ASKED, "党小组会隔多久开？"))
    await place.publish(with_text(CHAIRED, "党小组会谁来主持？", await place.library.files()))
    place.origin = Origin.DISK
    assert await place.look(dict(sample_files())) is None
    text = await place.text()
    assert "党小组会隔多久开？" in text
    assert "党小组会谁来主持？" in text


async def test_a_missing_file_is_named_before_what_misses_it(place: Place) -> None:
    """So is one that lost what others refer to, and no other."""
    await place.look(dict(sample_files()))
    news = await place.look(without("documents.yaml"))
    assert isinstance(news, Refused)
    assert [(lost.file, lost.whole) for lost in news.lost] == [("documents.yaml", True)]
    missed = split(sample_files()["terms.yaml"], "terms.yaml")
    news = await place.look({**sample_files(), FILE: shortened(14), "terms.yaml": join(with_blocks(missed, ()))})
    assert isinstance(news, Refused)
    assert (news.lost[0].file, len(news.lost[0].parts)) == (FILE, 14)
    assert Part("entries", "group-min-members") not in news.lost[0].parts


async def test_later_revisions_are_known_when_it_is_told(place: Place) -> None:
    """To go back would undo them as well."""
    changed = with_text("党小组会几个月开一回, ", "")
    news = await place.look(with_text(ASKED, "党费多久交一次？", changed))
    assert isinstance(news, WentLive)
    await place.publish(with_text(CHAIRED, "党小组会谁来主持？", await place.library.files()))
    told = await place.intakes.try_out(news)
    assert isinstance(told, LeadElsewhere)
    assert (told.revision.number, told.live) == (2, 3)
