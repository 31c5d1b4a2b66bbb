"""Files of knowledge that admins send: trouble on the way, and what is kept out of the log."""

from collections.abc import Iterator

import pytest
from telegram.error import NetworkError

from bot.domain.revision import Intake, Origin, manifest_of
from bot.handlers.faq_changes import MAX_BYTES
from bot.services.library import Author
from bot.views import faq_words as words
from bot.views.callbacks import Verb, encode
from knowledge.merging import Conflict
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


async def test_a_conflict_is_looked_at_and_the_new_side_taken(bot: RunningBot) -> None:
    """From the button that the news have, up to the answer."""
    library, old = bot.services.library, "一般每月召开 1 次。"
    theirs = dict(sample_files())
    theirs[FAQ] = theirs[FAQ].replace(old.encode(), "每周。".encode())
    mine = dict(sample_files())
    mine[FAQ] = mine[FAQ].replace(old.encode(), "想开就开。".encode())
    examined = await library.examine(mine, thorough=False)
    intake = Intake(Origin.DISK, manifest_of(theirs), True, bot.clock.now())
    conflicts = (Conflict(FAQ, "entries", "group-meeting-frequency"), Conflict(FAQ, "entries", "group-min-members"))
    await library.publish(
        examined, Author(None, ""), Origin.DISK, "", after=1, conflicts=conflicts, intake=intake, intake_files=theirs
    )
    page = await bot.ask("/faq", sender=ADMIN)
    await bot.deliver(bot.updates.callback(ADMIN, page, encode(Verb.FAQ, "cf", 2)))

    def text() -> str:
        return str(bot.api.world.messages[ADMIN.id][page["message_id"]]["text"])

    assert "想开就开。" in text()
    assert "每周。" in text()
    await bot.deliver(bot.updates.press(ADMIN, page, words.KEEP_MINE))
    assert bot.api.of("answerCallbackQuery")[-1].params["text"] == words.KEPT
    assert words.SAME_NOW in text()
    await bot.deliver(bot.updates.press(ADMIN, page, words.PREVIOUS))
    await bot.deliver(bot.updates.press(ADMIN, page, words.TAKE_NEW))
    report = bot.api.sent()[-1]
    await bot.deliver(bot.updates.press(ADMIN, report, words.PUBLISH))
    assert (await bot.ask("党小组会多久开一次"))["text"].count("每周。") == 1


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
