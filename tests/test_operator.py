"""The operator chat: what it is told, how often, and that telling hurts nobody."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from telegram import Update
from telegram.error import Forbidden, NetworkError, TelegramError
from telegram.ext import MessageHandler, filters

from bot.application import build_application
from bot.bootstrap import Parts
from bot.console.local_api import LOCAL_TOKEN
from bot.domain.errors import StorageError
from bot.handlers.context import OPERATOR, SERVICES, BotContext
from bot.seeing.metrics import Metrics
from bot.seeing.operator import MAX_WAITING, Operator, told_of_errors
from bot.seeing.throttling import AGAIN_AFTER, MOST, PER, Throttle
from bot.services.container import Services
from bot.services.knowledge import LiveKnowledge
from bot.services.ports import Stores
from bot.settings import Settings
from intents.understanding import Understanding
from tests.support import telegram
from tests.support.app import MEMBER, numbered_ids, publish_first
from tests.support.app import RunningBot as Bot
from tests.support.calendar import put, reminder_of
from tests.support.clock import ManualClock
from tests.support.logs import production_log
from tests.support.telegram import ScriptedBotApi

SECRET, QUESTION, CHAT = "天气暗号", "党小组会多久开一次", MEMBER.id + 1000
log = logging.getLogger("bot.any")


@dataclass
class Chat:
    """A chat that is told something, over a network that may be gone."""

    told: list[str] = field(default_factory=list)
    trouble: list[TelegramError] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    at: float = 0.0

    async def send(self, text: str) -> None:
        if self.trouble:
            raise self.trouble.pop(0)
        self.told.append(text)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)


@pytest.fixture
def chat() -> Chat:
    return Chat()


@pytest.fixture
def operator(chat: Chat) -> Operator:
    return Operator(chat.send, Metrics(), now=lambda: chat.at, sleep=chat.sleep)


@contextmanager
def at_work(operator: Operator) -> Iterator[None]:
    """It tells what it is handed meanwhile."""
    task = asyncio.create_task(operator.run())
    try:
        yield
    finally:
        task.cancel()


async def settled(operator: Operator) -> None:
    """Until all that was handed over was looked at."""
    for _ in range(50):
        await asyncio.sleep(0)
    assert not operator._waiting


# ---- how often


def test_the_same_thing_is_told_once_in_ten_minutes_and_counted() -> None:
    """Other things are told beside it; after a while it is told how often it was."""
    throttle = Throttle()
    first = throttle.admit("bug", "出错", 0)
    assert first is not None
    assert (first.text, first.times) == ("出错", 1)
    assert [throttle.admit("bug", "出错", second) for second in (1, 2, AGAIN_AFTER - 1)] == [None] * 3
    assert throttle.admit("other", "别的", 3) is not None
    assert throttle.due(AGAIN_AFTER - 1) == []
    assert throttle.next_due() == AGAIN_AFTER
    (again,) = throttle.due(AGAIN_AFTER)
    assert (again.text, again.times) == ("出错", 3)
    assert (throttle.due(2 * AGAIN_AFTER), throttle.next_due()) == ([], None)


def test_an_hour_has_an_end() -> None:
    """The last one says so; afterwards it is told how much there was."""
    throttle = Throttle()
    words = [throttle.admit(f"{number}", "出错", number) for number in range(MOST + 30)]
    said = [word for word in words if word is not None]
    assert len(said) == MOST
    assert [word.is_last for word in said] == [False] * (MOST - 1) + [True]
    assert throttle.due(PER - 1) == []
    assert throttle.next_due() == PER
    (rest,) = throttle.due(PER)
    assert (rest.text, rest.unsaid) == ("", 30)
    assert throttle.due(PER + 1) == []


async def test_a_flood_of_one_bug_is_two_messages(chat: Chat, operator: Operator) -> None:
    """The first, and how many more."""
    with at_work(operator), told_of_errors(operator):
        for _ in range(MAX_WAITING):
            boom()
        await settled(operator)
        assert len(chat.told) == 1
        chat.at += AGAIN_AFTER
        operator.tell("other", "别的")
        await settled(operator)
    assert chat.told[1:] == ["别的", f"{chat.told[2].partition('（')[0]}（共 {MAX_WAITING - 1} 次）"]


def boom() -> None:
    """A bug with what a user wrote in its message."""
    try:
        raise ValueError(SECRET)
    except ValueError:
        log.exception("bug with %s", SECRET)


# ---- what


async def test_a_bug_is_its_kind_its_place_and_its_reference(chat: Chat, operator: Operator) -> None:
    """Not what a user wrote, and no token; the log has the same reference."""
    with production_log() as written, at_work(operator), told_of_errors(operator):
        boom()
        await settled(operator)
    (told,) = chat.told
    assert "ValueError" in told
    assert "bot.any:" in told
    assert written.entries[-1]["reference"] in told
    assert SECRET not in told


async def test_any_other_error_keeps_its_numbers_only(chat: Chat, operator: Operator) -> None:
    """Warnings are not told; nor what the database caused, of which is told once."""
    with at_work(operator), told_of_errors(operator):
        log.error("update %d of %s not understood", 5, SECRET)
        log.warning("nothing")
        log.error("reminders wait: %s", StorageError("down"))
        logging.getLogger("telegram.ext").error("not ours")
        await settled(operator)
    (told,) = chat.told
    assert "update 5 of … not understood" in told


async def test_a_revision_that_cannot_be_used_is_told(chat: Chat, operator: Operator) -> None:
    """In words; the template is that of the library, which tests/test_starting.py holds on to."""
    from bot.services.care import library

    with at_work(operator), told_of_errors(operator):
        library.log.error("revision %d cannot be used, %d stays: %s", 8, 7, ValueError(SECRET))
        await settled(operator)
    (told,) = chat.told
    assert "第 8 版" in told
    assert "第 7 版" in told


# ---- telling hurts nobody


async def test_nothing_is_handed_over_where_nobody_is_told() -> None:
    """Without an operator chat."""
    operator = Operator(None, Metrics())
    operator.tell("any", "话")
    with told_of_errors(operator):
        boom()
    assert not operator._waiting
    await operator.run()


async def test_handing_over_is_bounded_and_never_waits(chat: Chat, operator: Operator) -> None:
    """Also from other threads, and while nobody looks; what is too much is counted."""
    threads = [
        threading.Thread(target=lambda name=name: [operator.tell(f"{name} {i}", "话") for i in range(300)])
        for name in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(operator._waiting) == MAX_WAITING
    with at_work(operator):
        await settled(operator)
        assert len(chat.told) == MOST
        chat.at += PER
        operator.tell("new", "新的")
        await settled(operator)
    unsaid = 900 - MOST
    assert chat.told[-1] == f"新的\n另有 {unsaid} 件没有说，在日志里。"


async def test_what_cannot_be_sent_is_kept(chat: Chat, operator: Operator) -> None:
    """While Telegram is not reached; with growing pauses, and in order."""
    chat.trouble = [NetworkError("down")] * 4
    with at_work(operator):
        operator.tell("a", "甲")
        operator.tell("b", "乙")
        await settled(operator)
    assert chat.told == ["甲", "乙"]
    assert chat.slept == [5, 10, 20, 40]


async def test_a_chat_that_refuses_is_one_line_in_the_log(
    chat: Chat, operator: Operator, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever goes wrong with telling is not told in its turn."""
    chat.trouble = [Forbidden("bot was kicked")] * 3
    with at_work(operator), told_of_errors(operator):
        for name in "abc":
            operator.tell(name, name)
        await settled(operator)
        operator.tell("d", "丁")
        await settled(operator)
    assert chat.told == ["丁"]
    lines = [record for record in caplog.records if "operator chat cannot be told" in record.getMessage()]
    assert len(lines) == 1


async def test_errors_while_telling_are_not_told(operator: Operator, chat: Chat) -> None:
    """Else one would lead to the next."""

    async def send(text: str) -> None:
        log.error("trouble while telling")
        chat.told.append(text)

    operator._send = send
    with at_work(operator), told_of_errors(operator):
        operator.tell("a", "甲")
        await settled(operator)
        await settled(operator)
    assert chat.told == ["甲"]


# ---- the whole bot


@pytest.fixture
async def watched(stores: Stores, understanding: Understanding, clock: ManualClock) -> AsyncIterator[Bot]:
    """The bot with an operator chat, which is told."""
    await publish_first(stores, understanding, clock)
    api = ScriptedBotApi(clock)
    from bot.console.local_updates import LocalUser

    for person in (MEMBER, LocalUser(CHAT, "运维")):
        api.world.add_chat(person.chat, person)
    settings = Settings(_env_file=None, operator_chat=CHAT)
    parts = Parts(stores, LiveKnowledge(understanding, 1), clock, numbered_ids(), sleep=clock.sleep)
    application = build_application(settings, parts, LOCAL_TOKEN, api, polls=False)
    operator: Operator = application.bot_data[OPERATOR]
    async with application:
        with told_of_errors(operator), at_work(operator):
            running = Bot(application, api, stores, clock)
            running.idle.set()
            yield running


async def told_by(bot: Bot) -> list[str]:
    """What stands in the operator chat."""
    await settled(bot.application.bot_data[OPERATOR])
    return [call.params["text"] for call in bot.api.of("sendMessage") if call.params["chat_id"] == CHAT]


async def test_a_bug_of_an_update_is_told_under_the_code_that_the_user_saw(watched: Bot) -> None:
    """Without what the user wrote."""

    async def fail(update: Update, context: BotContext) -> None:
        raise KeyError(SECRET)

    watched.application.add_handler(MessageHandler(filters.Text([SECRET]), fail), group=-2)
    answer = await watched.ask(SECRET)
    reference = answer["text"].partition("编号 ")[2][:6]
    (told,) = await told_by(watched)
    assert "KeyError" in told
    assert reference in told
    assert (SECRET in told, "1:local" in told) == (False, False)


async def test_a_notice_that_is_given_up_is_told(watched: Bot) -> None:
    """Which kind, which chat, how late."""
    services: Services = watched.application.bot_data[SERVICES]
    now = watched.clock.now()
    own = {"chat_id": MEMBER.id, "organizer_id": MEMBER.id, "organizer_name": MEMBER.first_name}
    await put(watched.stores, reminder_of("每周五下午3点 碰头", "weekly00001", now, **own), now)
    reminder = await watched.stores.reminders.reminder("weekly00001")
    assert reminder is not None
    assert reminder.next_due_at is not None
    watched.clock.advance(reminder.next_due_at - watched.clock.now() + timedelta(minutes=3))
    watched.api.fail("sendMessage", telegram.bad_request("message text is empty"), 2)
    await services.dispatcher.work()
    told = await told_by(watched)
    (given_up,) = [each for each in told if "会前通知：Telegram 不收，放弃" in each]
    assert f"会话 {MEMBER.id}" in given_up
    assert "3 分钟" in given_up
    assert not any("碰头" in each for each in told)


async def test_notices_that_were_missed_are_told_once(watched: Bot) -> None:
    """The program was away for a month: one message, however many there were."""
    services: Services = watched.application.bot_data[SERVICES]
    now = watched.clock.now()
    own = {"chat_id": MEMBER.id, "organizer_id": MEMBER.id, "organizer_name": MEMBER.first_name}
    await put(watched.stores, reminder_of("每周五下午3点 碰头", "weekly00001", now, **own), now)
    watched.clock.advance(timedelta(days=30))
    await services.dispatcher.work()
    told = await told_by(watched)
    assert len([each for each in told if "误点" in each]) == 1


async def test_a_database_that_goes_and_comes_back_is_told(watched: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once each, however many want something of it."""

    async def down(*args: object) -> None:
        raise StorageError("The database does not answer (08006).")

    with monkeypatch.context() as patch:
        patch.setattr(watched.stores.dialogues, "last_turn", down)
        patch.setattr(watched.stores.chats, "chat", down)
        for _ in range(3):
            await watched.ask(QUESTION)
    await watched.ask(QUESTION)
    told = await told_by(watched)
    assert ["数据库用不了" in each for each in told[:1]] == [True]
    assert [each for each in told if "数据库恢复了" in each] != []
    assert len(told) <= 2


async def test_a_group_that_moved_is_followed(watched: Bot) -> None:
    """Telegram tells the new id."""
    watched.api.fail("sendMessage", telegram.migrated(MEMBER.id), 1)
    watched.application.bot_data[OPERATOR].tell("a", "甲")
    await settled(watched.application.bot_data[OPERATOR])
    assert watched.api.of("sendMessage")[-1].params["chat_id"] == MEMBER.id
