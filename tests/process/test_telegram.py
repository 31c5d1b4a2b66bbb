"""``zuwu run`` with a token, as a process against a Bot API server on this machine: one bot that goes on running."""

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from bot.console.local_updates import LocalChat, LocalUser
from tests.process.program import Program, running
from tests.process.servers import BadDayServer, serving
from tests.support import telegram
from tests.support.botapi_server import TOKEN
from tests.support.telegram import Failure, ScriptedBotApi

QUESTION = "党小组会多久开一次"
ANSWER = "一般每月召开 1 次"
CHAIR = "党小组会谁主持"
FEWEST = "党小组最少几个人"
PRIVATE_WORD = "绝密西瓜"
"""Part of everything that users say here, and of nothing that the bot says."""


@dataclass
class RunningBot:
    """The bot and what it talks to."""

    program: Program
    server: BadDayServer
    first_answer: float
    """Seconds from the start to the first answer."""

    def person(self, number: int) -> LocalUser:
        """Somebody."""
        return LocalUser(number, "小李")


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningBot]:
    """A bot that tells as much as it can, and was asked something before it started."""
    with serving() as server:
        early = LocalUser(1000, "老张")
        server.ask(early.chat, early, f"{QUESTION}，{PRIVATE_WORD}")
        started = time.perf_counter()
        folder = tmp_path_factory.mktemp("bot")
        with running("run", folder=folder, TOKEN=TOKEN, API_URL=server.url, LOG_LEVEL="DEBUG") as program:
            server.wait_for_texts(early.id)
            yield RunningBot(program, server, time.perf_counter() - started)
            code, _ = program.stop()
            assert code == 0


def test_what_was_asked_before_the_start_is_answered(bot: RunningBot, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing that waits at Telegram is dropped."""
    assert ANSWER in bot.server.texts(1000)[0]
    (deleted,) = bot.server.calls("deleteWebhook")
    assert not deleted.params.get("drop_pending_updates")
    with capsys.disabled():
        sys.stdout.write(f"\nzuwu run with a token {bot.first_answer:.2f} s to the first answer\n")


def test_the_commands_are_published(bot: RunningBot) -> None:
    """For private chats, groups and administrators."""
    published = bot.server.wait_for_calls("setMyCommands", 3)
    scopes = {call.params["scope"]["type"] for call in published}
    assert scopes == {"all_private_chats", "all_group_chats", "all_chat_administrators"}


def test_a_slow_chat_keeps_nobody_waiting_but_itself(bot: RunningBot) -> None:
    """The questions of a chat are answered in order, those of others meanwhile."""
    slow, quick = bot.person(1), bot.person(2)
    with bot.server.holding(slow.id):
        for text in (QUESTION, CHAIR, FEWEST):
            bot.server.ask(slow.chat, slow, text)
        for text in (CHAIR, FEWEST, QUESTION):
            bot.server.ask(quick.chat, quick, text)
        answers = bot.server.wait_for_texts(quick.id, 3)
        assert [_about(text) for text in answers] == ["chair", "fewest", "frequency"]
        assert bot.server.texts(slow.id) == []
    assert [_about(text) for text in bot.server.wait_for_texts(slow.id, 3)] == ["frequency", "chair", "fewest"]


def _about(text: str) -> str:
    begins = {"frequency": "<b>党小组会多久", "chair": "<b>党小组会由谁召集", "fewest": "<b>一个党小组最少"}
    return next(name for name, beginning in begins.items() if text.startswith(beginning))


def test_a_redelivered_update_is_answered_once(bot: RunningBot) -> None:
    """Telegram repeats what it believes unconfirmed."""
    person = bot.person(3)
    update = bot.server.ask(person.chat, person, QUESTION)
    bot.server.wait_for_texts(person.id)
    assert bot.server.push(update)
    bot.server.ask(person.chat, person, CHAIR)
    assert [_about(text) for text in bot.server.wait_for_texts(person.id, 2)] == ["frequency", "chair"]


_HALF = Failure((200, f'{{"ok": true, "result": [{{"message": "{PRIVATE_WORD}'.encode()))
_NO_LIST = Failure((200, json.dumps({"ok": True, "result": {"text": PRIVATE_WORD}}).encode()))
_NO_RESULT = Failure((200, b'{"ok": true}'))


@pytest.mark.parametrize(
    "failure",
    [telegram.server_error(), telegram.retry_after(1), telegram.network(), _HALF, _NO_LIST, _NO_RESULT],
    ids=["502", "429", "disconnected", "half an answer", "no list", "no result"],
)
def test_no_answer_to_a_poll_ends_the_polling(bot: RunningBot, failure: Failure) -> None:
    """Whatever comes, the next poll comes, and what was asked meanwhile is answered."""
    person = LocalUser(hash(failure) % 10_000 + 10_000, "小王")
    with bot.server.locked() as api:
        assert isinstance(api, ScriptedBotApi)
        api.fail("getUpdates", failure)
    bot.server.ask(person.chat, person, QUESTION)
    assert ANSWER in bot.server.wait_for_texts(person.id)[0]
    assert bot.program.process.poll() is None


def test_an_update_that_cannot_be_read_is_passed_over(bot: RunningBot) -> None:
    """Those after it are handled, and it does not come again."""
    person = bot.person(4)
    with bot.server.locked() as api:
        poison = api.updates.message(person.chat, person, PRIVATE_WORD)
        del poison["message"]["date"]
    assert bot.server.push(poison)
    bot.server.ask(person.chat, person, QUESTION)
    assert ANSWER in bot.server.wait_for_texts(person.id)[0]
    bot.program.err.wait_for(f"update {poison['update_id']} not understood")


def test_a_second_program_is_one_clear_line(bot: RunningBot) -> None:
    """Both fetching the updates of one bot get in each other's way."""
    bot.server.wait_for_poll()
    bot.server.poll_besides()
    bot.program.err.wait_for("Conflict")
    lines = [line for line in bot.program.err.lines if "Conflict" in line]
    assert len(lines) == 1
    assert "another program fetches this bot's updates" in lines[0]
    person = bot.person(5)
    bot.server.ask(person.chat, person, QUESTION)
    assert ANSWER in bot.server.wait_for_texts(person.id)[0]


def test_groups_are_served_as_well(bot: RunningBot) -> None:
    """A command in a group is answered there."""
    person, group = bot.person(6), LocalChat(-1001, "supergroup", "第一党小组")
    bot.server.ask(group, person, f"/ask {QUESTION}")
    assert ANSWER in bot.server.wait_for_texts(group.id)[0]


def test_the_log_tells_no_secret(bot: RunningBot) -> None:
    """Neither the token nor what people say, at the level that says the most; and no traceback, for there is no
    bug."""
    person = bot.person(7)
    bot.server.ask(person.chat, person, f"{QUESTION}？{PRIVATE_WORD}")
    bot.server.wait_for_texts(person.id)
    told = bot.program.err.text
    assert "running as @zuwu_bot" in told
    assert [secret for secret in (TOKEN, "secret", PRIVATE_WORD, QUESTION, "Traceback") if secret in told] == []
    assert bot.program.out.text == ""
