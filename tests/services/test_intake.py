"""Taking in the package and the folder: what becomes of what is new there, over stores in memory."""

from dataclasses import dataclass, field, replace

import pytest

from bot.domain.revision import Origin
from bot.services.intake import Content, Intakes
from bot.services.knowledge import LiveKnowledge
from bot.services.library import Author, Library
from bot.services.news import Mended, News, Refused, WentLive
from bot.services.ports import Stores
from intents.understanding import Understanding
from tests.support.app import publish_first, sample_files
from tests.support.clock import ManualClock

EDITOR = Author(11, "知识管理员")
FILE = "faq/group-rules-2019.yaml"
ASKED, CHAIRED = "党小组会多久开一次？", "党小组会由谁召集、谁主持？"


def with_text(old: str, new: str, files: dict[str, bytes] | None = None) -> dict[str, bytes]:
    """The files of the sample, or others, with a text of the rules replaced."""
    found = dict(files or sample_files())
    assert old.encode() in found[FILE]
    found[FILE] = found[FILE].replace(old.encode(), new.encode(), 1)
    return found


@dataclass
class Place:
    """A process, and what lies in the place that it looks at."""

    stores: Stores
    live: LiveKnowledge
    library: Library
    intakes: Intakes
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
    return Place(stores, live, library, Intakes(stores, library, live, clock, sleep=clock.sleep))


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
