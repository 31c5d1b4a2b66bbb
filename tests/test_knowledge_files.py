"""Files of knowledge that admins send: trouble on the way, and what is kept out of the log."""

import asyncio
from collections.abc import Iterator

import pytest
from telegram.error import NetworkError

from bot.console.local_updates import LocalUser
from bot.domain.revision import Intake, Origin, manifest_of
from bot.handlers.care import (
    keeping,
)
from bot.handlers.care.faq_changes import MAX_BYTES
from bot.services.care.library import Author
from bot.views.callbacks import Verb, encode
from bot.views.care import (
    faq_words as words,
)
from knowledge.merging import Conflict
from tests.services.curators import FEW, OFTEN
from tests.support import telegram
from tests.support.app import ADMIN, MEMBER, RunningBot, sample_files
from tests.support.logs import Log, production_log
from tests.support.telegram import Failure

NAME, FAQ = "暗号.yaml", "faq/group-rules-2019.yaml"


@pytest.fixture
def log() -> Iterator[Log]:
    """What is logged."""
    with production_log() as log:
        yield log


async def send(bot: RunningBot, content: bytes, **more: object) -> str:
    """The admin sends a file. Returns what the bot's message says in the end."""
    update = bot.updates.document(ADMIN.chat, ADMIN, NAME, content)
    update["message"]["document"] |= more
    await bot.deliver(update)
    last = bot.api.sent()[-1]
    return str(bot.api.world.messages[ADMIN.id][last["message_id"]]["text"])


@pytest.mark.parametrize(
    "failure",
    [
        telegram.bad_request("file is too big"),
        telegram.server_error(),
        telegram.timeout(),
        telegram.network(),
        Failure(NetworkError("httpx.ReadError")),
    ],
    ids=["refused", "server error", "timeout", "network", "broken off"],
)
async def test_a_file_that_cannot_be_had_gets_a_sentence(bot: RunningBot, log: Log, failure: Failure) -> None:
    """Nothing changes; sent once more it is taken."""
    content = sample_files()[FAQ].replace("一般每月召开 1 次。".encode(), "想开就开。".encode())
    bot.api.fail("getFile", failure, 9)
    assert await send(bot, content) == words.NOT_DOWNLOADED
    bot.api.recover()
    assert "改 1" in await send(bot, content)
    assert log.tracebacks == []
    assert "暗号" not in log.text


async def test_a_large_file_is_not_downloaded(bot: RunningBot) -> None:
    """Telegram says the size."""
    assert await send(bot, b"x", file_size=MAX_BYTES + 1) == words.TOO_LARGE
    assert bot.api.of("getFile") == []


async def test_a_file_whose_size_was_not_said_is_limited_all_the_same(bot: RunningBot) -> None:
    """Once it is known."""
    assert await send(bot, b"x" * (MAX_BYTES + 1), file_size=1) == words.TOO_LARGE


async def test_where_the_report_cannot_be_shown_in_place_it_comes_anew(bot: RunningBot) -> None:
    """The report is not lost."""
    bot.api.fail("editMessageText", telegram.bad_request("message to edit not found"))
    content = sample_files()[FAQ].replace("一般每月召开 1 次。".encode(), "想开就开。".encode())
    assert "改 1" in await send(bot, content)


async def test_a_bug_while_checking_leaves_a_sentence_in_place_of_the_waiting(
    bot: RunningBot, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The admin is not left waiting; the operator gets the traceback."""

    async def fail(*args: object, **more: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(bot.services.library, "examine", fail)
    content = sample_files()[FAQ] + "# 变了\n".encode()
    await bot.deliver(bot.updates.document(ADMIN.chat, ADMIN, NAME, content))
    said = [message.get("text", "") for message in bot.api.world.messages[ADMIN.id].values()]
    assert words.NOT_CHECKED in said
    assert words.CHECKING not in said
    assert "ZeroDivisionError" in log.tracebacks[0]
    assert "每月召开 1 次" in (await bot.ask("党小组会多久开一次", sender=MEMBER))["text"]


async def disputed(bot: RunningBot) -> None:
    """A folder brought another answer to two questions than an admin had given."""
    library, pairs = bot.services.library, (OFTEN, FEW)
    theirs, mine = dict(sample_files()), dict(sample_files())
    for old, new in pairs:
        theirs[FAQ] = theirs[FAQ].replace(old.encode(), f"{new}那边".encode())
        mine[FAQ] = mine[FAQ].replace(old.encode(), f"{new}这边".encode())
    examined = await library.examine(mine, thorough=False)
    intake = Intake(Origin.DISK, manifest_of(theirs), True, bot.clock.now())
    ids = ("group-meeting-frequency", "group-leader-count", "group-min-members")
    conflicts = tuple(Conflict(FAQ, "entries", each) for each in ids)
    await library.publish(
        examined, Author(None, ""), Origin.DISK, "", after=1, conflicts=conflicts, intake=intake, intake_files=theirs
    )


async def test_conflicts_are_decided_one_after_the_other(bot: RunningBot) -> None:
    """What is equal is none; each shows what differs; how many remain is said; what was decided is not asked again."""
    await disputed(bot)
    page = await bot.ask("/faq", sender=ADMIN)
    assert words.UNDECIDED in page["text"]
    await bot.deliver(bot.updates.press(ADMIN, page, words.DECIDE.format(count=2)))

    def text() -> str:
        return str(bot.api.world.messages[ADMIN.id][page["message_id"]]["text"])

    def toast() -> str:
        return str(bot.api.of("answerCallbackQuery")[-1].params.get("text", ""))

    assert words.CONFLICT.format(number=2, count=2) in text()
    assert "党小组会多久开一次？" in text()
    assert words.CONFLICT_WAS.format(text="想开就开。这边") in text()
    assert words.CONFLICT_IS.format(text="想开就开。那边") in text()
    await bot.deliver(bot.updates.press(ADMIN, page, words.WHOLE_ITEM))
    sides = bot.api.of("sendDocument")[-1]
    assert sides.params["caption"] == words.SIDES_CAPTION
    old = bot.api.world.messages[ADMIN.id][page["message_id"]]
    keep = encode(Verb.FAQ, "ck", 2, 0)
    await bot.deliver(bot.updates.press(ADMIN, page, words.KEEP_MINE))
    assert toast() == words.KEPT
    assert words.CONFLICT.format(number=2, count=1) in text()
    assert "一个党小组最少要有几名党员？" in text()
    await bot.deliver(bot.updates.callback(ADMIN, old, keep))
    assert toast() == words.DECIDED
    await bot.deliver(bot.updates.press(ADMIN, page, words.TAKE_NEW))
    report = bot.api.sent()[-1]
    await bot.deliver(bot.updates.press(ADMIN, report, words.PUBLISH))
    assert "那边" in (await bot.ask("一个党小组最少要有几名党员"))["text"]
    assert "这边" in (await bot.ask("党小组会多久开一次"))["text"]
    await bot.deliver(bot.updates.callback(ADMIN, old, encode(Verb.FAQ, "cf", 2)))
    assert text() == words.ALL_DECIDED
    await bot.deliver(bot.updates.callback(ADMIN, old, encode(Verb.FAQ, "cf", 2)))
    assert toast() == words.UNCHANGED
    assert words.UNDECIDED not in (await bot.ask("/faq", sender=ADMIN))["text"]


@pytest.mark.parametrize(
    "args", [("w", "{id}", "q"), ("w", "{id}"), ("y", "{id}", "x"), ("xf", "no"), ("r", "x"), ("q",)]
)
async def test_a_press_that_no_button_has_gets_a_toast(bot: RunningBot, log: Log, args: tuple[str, ...]) -> None:
    """Also from an admin."""
    content = sample_files()[FAQ].replace("一般每月召开 1 次。".encode(), "想开就开。".encode())
    await send(bot, content)
    (pending,) = await bot.stores.pendings.of_author(ADMIN.id, bot.clock.now())
    data = encode(Verb.FAQ, *(each.format(id=pending.id) for each in args))
    await bot.deliver(bot.updates.callback(ADMIN, bot.api.sent()[-1], data))
    assert bot.api.of("answerCallbackQuery")[-1].params.get("text")
    assert log.tracebacks == []


async def test_a_long_report_stays_within_a_message(bot: RunningBot) -> None:
    """Whatever the file holds."""
    items = "".join(
        f"  - id: x{number}\n    topic: {'题' * 30}\n    question: {'问' * 190}{number}？\n    answer: {'答' * 2900}\n"
        f"    cites: [第{number}条]\n    tests: [{'试' * 190}{number}]\n"
        for number in range(60)
    )
    content = sample_files()[FAQ] + items.encode()
    said = await send(bot, content)
    assert "检查没有通过" in said
    assert len(said) <= 4096
    assert said.count(f"{FAQ}:") == 10


async def test_a_stop_while_checking_leaves_a_sentence(bot: RunningBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for what does not come."""
    begun = asyncio.Event()

    async def wait(*args: object, **more: object) -> None:
        begun.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(bot.services.library, "examine", wait)
    content = sample_files()[FAQ] + "# 变了\n".encode()
    delivering = asyncio.create_task(bot.deliver(bot.updates.document(ADMIN.chat, ADMIN, NAME, content)))
    await begun.wait()
    delivering.cancel()
    await asyncio.wait({delivering})
    said = [message.get("text", "") for message in bot.api.world.messages[ADMIN.id].values()]
    assert words.INTERRUPTED in said
    assert words.CHECKING not in said


async def test_who_waits_long_is_told_that_it_goes_on(bot: RunningBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then the report comes in its place."""
    monkeypatch.setattr(keeping, "PATIENCE", 0.0)
    content = sample_files()[FAQ].replace("一般每月召开 1 次。".encode(), "想开就开。".encode())
    said = await send(bot, content)
    edits = [call.params["text"] for call in bot.api.of("editMessageText")]
    assert edits[0] == words.STILL_CHECKING
    assert "改 1" in said


async def test_names_and_captions_are_one_line_that_shows_all_there_is(bot: RunningBot) -> None:
    """What turns the writing round, and line ends, do not get into what others read."""
    person = LocalUser(ADMIN.id, "老\u202e王\n管理员" + "长" * 200)
    content = sample_files()[FAQ].replace("一般每月召开 1 次。".encode(), "想开就开。".encode())
    await bot.deliver(bot.updates.document(ADMIN.chat, person, ".YAML", content, "第一行\n第\u202e二行"))
    page = bot.api.sent()[-1]
    await bot.deliver(bot.updates.press(person, page, words.PUBLISH))
    revision = await bot.stores.revisions.latest()
    assert revision is not None
    assert revision.why == f"第一行 第二行（{FAQ}）"
    assert revision.author_name.startswith("老王 管理员长")
    assert len(revision.author_name) == keeping.MOST_NAME
