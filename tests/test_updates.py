"""The order of updates, and that each is handled once."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from telegram import Update

from bot.console.local_updates import LocalUser
from bot.domain.claiming import Claimed, Hold
from bot.domain.errors import StorageError
from bot.incoming import updates as module
from bot.incoming.fetching import Fetcher
from bot.incoming.updates import POLLING, ChatOrder, Delivery, NotClaimedError
from bot.seeing.metrics import Metrics
from bot.services.knowledge import reference
from bot.services.ports import Stores
from bot.services.update_ports import UpdateLog
from bot.storage.engine import create_engine
from bot.storage.sql import SqlStores
from bot.views.callbacks import Verb, encode
from intents.understanding import Understanding
from tests.support import telegram
from tests.support.app import GROUP, MEMBER, OTHER, RunningBot, running_bot
from tests.support.clock import ManualClock
from tests.support.logs import Log, production_log
from tests.support.telegram import ScriptedBotApi

Json = dict[str, Any]
BOT, ANSWER = 1, "每月召开 1 次"


class Diary:
    """What the handlers did, in order; each goes on when its gate is open."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.gates: dict[str, asyncio.Event] = {}

    async def handle(self, name: str) -> None:
        self.lines.append(f"{name} begins")
        if name in self.gates:
            await self.gates[name].wait()
        self.lines.append(f"{name} ends")

    def hold(self, name: str) -> asyncio.Event:
        """Let the handler of that name wait."""
        return self.gates.setdefault(name, asyncio.Event())


class Down:
    """An update log whose database does not answer the first times."""

    def __init__(self, log: UpdateLog, failures: int) -> None:
        self._log = log
        self._failures = failures

    async def claim(
        self, bot_id: int, update_id: int, worker_id: str, now: datetime, hold: Hold | None = None
    ) -> Claimed:
        if self._failures:
            self._failures -= 1
            raise StorageError("nobody answers")
        return await self._log.claim(bot_id, update_id, worker_id, now, hold)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._log, name)


class Away(Down):
    """An update log whose database does not answer until it is back."""

    def __init__(self, log: UpdateLog) -> None:
        super().__init__(log, failures=0)
        self.asked, self.back = asyncio.Event(), asyncio.Event()

    async def claim(
        self, bot_id: int, update_id: int, worker_id: str, now: datetime, hold: Hold | None = None
    ) -> Claimed:
        self.asked.set()
        if not self.back.is_set():
            raise StorageError("nobody answers")
        return await super().claim(bot_id, update_id, worker_id, now, hold)


class Refusing:
    """A doorkeeper who does not let one update in."""

    def __init__(self, update_id: int) -> None:
        self._update_id = update_id

    async def lets_in(self, update: Update, turn: object) -> bool:
        return update.update_id != self._update_id


@pytest.fixture
def diary() -> Diary:
    return Diary()


@pytest.fixture
def api(clock: ManualClock) -> ScriptedBotApi:
    return ScriptedBotApi(clock)


@pytest.fixture
def order(stores: Stores, clock: ManualClock) -> ChatOrder:
    return ChatOrder(stores.updates, BOT, "worker", clock)


@pytest.fixture
def log() -> Iterator[Log]:
    """What is logged."""
    with production_log() as log:
        yield log


@pytest.fixture
async def broken_stores(tmp_path: Path) -> AsyncIterator[Stores]:
    """Stores of a database that cannot be opened: there is a folder in the place of its file."""
    stores = SqlStores(create_engine(f"sqlite:///{tmp_path}/zuwu.db"))
    (tmp_path / "zuwu.db").mkdir()
    yield stores
    await stores.close()
    # A connection that could not be opened ends its thread a moment later, and tells this event loop.
    for thread in threading.enumerate():
        if "_connection_worker_thread" in thread.name:
            await asyncio.to_thread(thread.join, 5)


async def settle() -> None:
    """Let every task get as far as it can."""
    for _ in range(20):
        await asyncio.sleep(0)


def message(api: ScriptedBotApi, sender: LocalUser, text: str = "好") -> Update:
    return Update.de_json(api.updates.message(sender.chat, sender, text))


Start = Callable[[Update, str], asyncio.Task[None]]


@pytest.fixture
def start(order: ChatOrder, diary: Diary) -> Start:
    """Hands an update over, to be noted in the diary under a name."""
    return lambda update, name: asyncio.create_task(order.process_update(update, diary.handle(name)))


async def test_updates_of_a_chat_are_handled_one_after_the_other(
    api: ScriptedBotApi, diary: Diary, start: Start
) -> None:
    """In the order in which they came, however long the first takes."""
    gate = diary.hold("first")
    tasks = [start(message(api, MEMBER), name) for name in ("first", "second", "third")]
    await settle()
    assert diary.lines == ["first begins"]
    gate.set()
    await asyncio.gather(*tasks)
    assert diary.lines == [f"{name} {does}" for name in ("first", "second", "third") for does in ("begins", "ends")]


async def test_a_slow_chat_holds_no_other_chat_up(api: ScriptedBotApi, diary: Diary, start: Start) -> None:
    """The other chat is done while the first is still at it."""
    gate = diary.hold("slow")
    slow = start(message(api, MEMBER), "slow")
    await start(message(api, OTHER), "quick")
    assert diary.lines == ["slow begins", "quick begins", "quick ends"]
    gate.set()
    await slow


async def test_a_persons_group_and_private_chat_go_side_by_side(
    api: ScriptedBotApi, diary: Diary, start: Start
) -> None:
    """The order is that of a chat, not of a person."""
    gate = diary.hold("private")
    private = start(message(api, MEMBER), "private")
    await start(Update.de_json(api.updates.message(GROUP, MEMBER, "好")), "group")
    assert "group ends" in diary.lines
    gate.set()
    await private


async def test_a_press_waits_for_the_question_before_it(api: ScriptedBotApi, diary: Diary, start: Start) -> None:
    """Presses belong to the chat of their message."""
    gate = diary.hold("question")
    asked = api.updates.message(GROUP, MEMBER, "好")
    tasks = [start(Update.de_json(asked), "question")]
    tasks.append(start(Update.de_json(api.updates.callback(OTHER, asked["message"], "1x")), "press"))
    await settle()
    assert diary.lines == ["question begins"]
    gate.set()
    await asyncio.gather(*tasks)


async def test_only_so_many_updates_are_handled_at_once(api: ScriptedBotApi, diary: Diary, start: Start) -> None:
    """Chats beyond that wait until another is done."""
    gates = [diary.hold(str(number)) for number in range(module.MAX_AT_ONCE)]
    people = [LocalUser(1000 + number, "某人") for number in range(module.MAX_AT_ONCE + 1)]
    tasks = [start(message(api, person), str(number)) for number, person in enumerate(people)]
    await settle()
    assert len(diary.lines) == module.MAX_AT_ONCE
    gates[0].set()
    await settle()
    assert diary.lines[-1] == f"{module.MAX_AT_ONCE} ends"
    for gate in gates:
        gate.set()
    await asyncio.gather(*tasks)


async def test_an_update_that_is_delivered_twice_is_handled_once(
    api: ScriptedBotApi, diary: Diary, start: Start
) -> None:
    """Also while the first delivery is still in hand."""
    update, gate = message(api, MEMBER), diary.hold("first")
    tasks = [start(update, "first"), start(update, "again")]
    await settle()
    gate.set()
    await asyncio.gather(*tasks)
    await start(update, "once more")
    assert diary.lines == ["first begins", "first ends"]


async def test_what_a_crash_interrupted_is_handled_when_it_comes_again(
    api: ScriptedBotApi, stores: Stores, clock: ManualClock, diary: Diary, start: Start
) -> None:
    """The process before claimed it and never finished."""
    update = message(api, MEMBER)
    assert await stores.updates.claim(BOT, update.update_id, "before", clock.now()) is Claimed.OURS
    await start(update, "after")
    assert diary.lines == ["after begins", "after ends"]


async def test_what_the_process_before_has_finished_is_not_handled_again(
    api: ScriptedBotApi, stores: Stores, clock: ManualClock, diary: Diary, start: Start
) -> None:
    """A restart does not answer twice."""
    update = message(api, MEMBER)
    await stores.updates.claim(BOT, update.update_id, "before", clock.now())
    await stores.updates.finish(BOT, update.update_id, "before", clock.now())
    clock.advance(timedelta(hours=1))
    await start(update, "after")
    assert diary.lines == []


async def test_an_update_whose_handling_broke_off_is_handled_again(
    api: ScriptedBotApi, order: ChatOrder, diary: Diary, start: Start
) -> None:
    """What raised was not finished."""
    update = message(api, MEMBER)

    async def fail() -> None:
        raise RuntimeError("a bug")

    with pytest.raises(RuntimeError, match="a bug"):
        await order.process_update(update, fail())
    await start(update, "again")
    assert diary.lines == ["again begins", "again ends"]


async def test_an_update_given_up_while_it_waits_leaves_the_others_alone(
    api: ScriptedBotApi, diary: Diary, start: Start
) -> None:
    """The next one of the chat has its turn, and no coroutine is left over."""
    gate = diary.hold("first")
    first, second, third = (start(message(api, MEMBER), name) for name in ("first", "second", "third"))
    await settle()
    second.cancel()
    gate.set()
    await asyncio.gather(first, third)
    assert [line for line in diary.lines if "second" in line] == []
    assert diary.lines[-1] == "third ends"


async def test_no_lock_outlives_its_chat(order: ChatOrder, api: ScriptedBotApi, start: Start) -> None:
    """A year of chats does not fill the memory."""
    await asyncio.gather(*(start(message(api, LocalUser(1000 + n, "某人")), str(n)) for n in range(50)))
    assert order._locks == {}


async def test_a_clock_that_is_set_back_loses_no_update(
    api: ScriptedBotApi, stores: Stores, clock: ManualClock, diary: Diary, start: Start
) -> None:
    """A claim that was never finished counts for nothing, whenever it was made."""
    update = message(api, MEMBER)
    await stores.updates.claim(BOT, update.update_id, "before", clock.now() + timedelta(days=1))
    await start(update, "after")
    assert diary.lines == ["after begins", "after ends"]


async def test_without_a_database_an_update_waits_and_is_handled_all_the_same(
    api: ScriptedBotApi, broken_stores: Stores, clock: ManualClock, diary: Diary, log: Log
) -> None:
    """Two minutes, then better twice than not at all; the operator reads two lines."""
    order = ChatOrder(broken_stores.updates, BOT, "worker", clock, sleep=clock.sleep)
    begun = clock.now()
    await order.process_update(message(api, MEMBER), diary.handle("update"))
    assert diary.lines == ["update begins", "update ends"]
    waited = (clock.now() - begun).total_seconds()
    assert POLLING.patience <= waited < POLLING.patience + module.LONGEST_PAUSE
    assert [entry["message"].partition(":")[0] for entry in log.entries] == [
        "update not claimed",
        "update not finished",
    ]
    assert log.tracebacks == []


async def test_what_comes_again_is_not_begun_without_a_database(
    api: ScriptedBotApi, broken_stores: Stores, clock: ManualClock, diary: Diary
) -> None:
    """Telegram keeps it meanwhile."""
    order = ChatOrder(broken_stores.updates, BOT, "worker", clock, delivery=Delivery(45, again=True), sleep=clock.sleep)
    with pytest.raises(NotClaimedError):
        await order.process_update(message(api, MEMBER), diary.handle("update"))
    assert diary.lines == []


async def test_a_database_that_comes_back_is_waited_for(
    api: ScriptedBotApi, stores: Stores, clock: ManualClock, diary: Diary
) -> None:
    """The update is handled once, as if nothing had been."""
    down = Down(stores.updates, failures=5)
    order = ChatOrder(down, BOT, "worker", clock, sleep=clock.sleep)
    update = message(api, MEMBER)
    await order.process_update(update, diary.handle("first"))
    await order.process_update(update, diary.handle("again"))
    assert diary.lines == ["first begins", "first ends"]


async def test_while_the_database_is_away_nothing_is_confirmed(
    bot: RunningBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was fetched and not begun stays at Telegram, should the program die meanwhile; then it is handled once."""
    stop, away = asyncio.Event(), Away(bot.stores.updates)
    handled: list[object] = []

    async def handle(update: object) -> None:
        handled.append(update)

    monkeypatch.setattr(bot.application, "process_update", handle)
    order = bot.application.update_processor
    assert isinstance(order, ChatOrder)
    monkeypatch.setattr(order, "_updates", away)
    monkeypatch.setattr(order, "_sleep", lambda _: away.back.wait())
    running = asyncio.create_task(Fetcher(bot.application, stop).run())
    bot.api.push(bot.updates.message(MEMBER.chat, MEMBER, "一"))
    await asyncio.wait_for(away.asked.wait(), 10)
    bot.api.push(bot.updates.message(OTHER.chat, OTHER, "二"))  # another poll would find it, and confirm the first
    await settle()
    assert (len(bot.api.of("getUpdates")), bot.api.queue.ready(0)) == (1, True)
    away.back.set()
    async with asyncio.timeout(10):
        while len(handled) < 2:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0)
    stop.set()
    await running


async def test_who_is_not_let_in_holds_nobody_up(api: ScriptedBotApi, stores: Stores, clock: ManualClock) -> None:
    """It is stopped at the door, while the one before it in its chat is still in hand; and nothing is claimed."""
    refused = message(api, MEMBER)
    diary, metrics = Diary(), Metrics()
    order = ChatOrder(stores.updates, BOT, "worker", clock, doorkeeper=Refusing(refused.update_id), metrics=metrics)
    gate = diary.hold("first")
    first = asyncio.create_task(order.process_update(message(api, MEMBER), diary.handle("first")))
    await settle()
    await order.process_update(refused, diary.handle("refused"))
    gate.set()
    await first
    assert diary.lines == ["first begins", "first ends"]
    assert await stores.updates.claim(BOT, refused.update_id, "other", clock.now()) is Claimed.OURS
    figures = metrics.exposition().decode()
    assert 'zuwu_updates_total{kind="message",outcome="slowed"} 1.0' in figures
    assert 'zuwu_updates_total{kind="message",outcome="handled"} 1.0' in figures


async def test_without_a_database_the_person_is_told_with_a_reference(
    broken_stores: Stores, understanding: Understanding, log: Log
) -> None:
    """The code in the sentence is the one in the log; the question is in neither."""
    async with running_bot(broken_stores, understanding) as bot:
        told = (await bot.ask("党小组会多久开一次"))["text"]
    reference = told.partition("编号 ")[2].rstrip("）。")
    assert told.startswith("暂时存不了数据")
    assert f"storage [{reference}]" in log.text
    assert "党小组会" not in log.text
    assert log.tracebacks == []


async def test_without_a_database_nothing_is_answered_twice(
    broken_stores: Stores, understanding: Understanding
) -> None:
    """One sentence for a question, one for a press, which is too old for an answer after the database was waited for,
    none for what nobody sees."""
    async with running_bot(broken_stores, understanding) as bot:
        await bot.ask("党小组会多久开一次")
        data = encode(Verb.SHOW, reference("group-meeting-chair"))
        await bot.deliver(bot.updates.callback(MEMBER, bot.api.sent()[-1], data))
        await bot.deliver(bot.updates.my_chat_member(GROUP, MEMBER, "left", "member"))
        await bot.deliver(bot.updates.inline_query(MEMBER, "党小组会多久开一次"))
    assert [sent["text"][:8] for sent in bot.api.sent()] == ["暂时存不了数据，"] * 2
    assert len(bot.api.of("answerCallbackQuery")) == 1
    assert len(bot.api.of("answerInlineQuery")) == 1


async def test_a_chat_in_flood_wait_holds_no_other_chat_up(bot: RunningBot) -> None:
    """Telegram tells one chat to wait a second; the other is answered at once."""
    bot.api.fail("sendMessage", telegram.retry_after(1))
    waiting = asyncio.create_task(bot.deliver(bot.updates.message(MEMBER.chat, MEMBER, "党小组会多久开一次")))
    await settle()
    assert ANSWER in (await asyncio.wait_for(bot.ask("党小组会多久开一次", sender=OTHER), 0.5))["text"]
    waiting.cancel()


async def test_many_people_at_once_get_an_answer_each(bot: RunningBot) -> None:
    """Nobody is forgotten, nobody is answered twice."""
    people = [LocalUser(1000 + number, "某人") for number in range(25)]
    updates = [bot.updates.message(person.chat, person, "党小组会多久开一次") for person in people]
    await asyncio.gather(*map(bot.deliver, updates))
    answered = [sent["chat"]["id"] for sent in bot.api.sent() if ANSWER in sent["text"]]
    assert sorted(answered) == [person.id for person in people]


@pytest.mark.parametrize(
    "message",
    [
        {"message_id": 1, "date": 0, "text": "好"},
        {"message_id": 1, "date": 0, "chat": None},
        {"message_id": 2**40, "date": 0, "chat": {"id": 1, "type": "private"}},
        {"message_id": 1, "date": 0, "chat": {"id": 2**70, "type": "private"}},
        {"message_id": 1, "date": "soon", "chat": {"id": 1, "type": "private"}},
    ],
)
async def test_what_telegram_never_sends_reaches_no_handler(
    bot: RunningBot, caplog: pytest.LogCaptureFixture, message: dict[str, Any]
) -> None:
    """One line in the log, which tells nothing of what was written."""
    with caplog.at_level(logging.INFO):
        assert module.read_update({"update_id": 5, "message": message}, bot.application.bot) is None
    (line,) = [record.getMessage() for record in caplog.records]
    assert line.startswith("update 5 not understood: ")
    assert "好" not in line


async def test_nulls_and_halves_of_characters_are_taken_out(bot: RunningBot) -> None:
    """No handler meets them, and no database."""
    raw = bot.updates.message(MEMBER.chat, MEMBER, "好")
    raw["message"] |= {"text": "好\ud800\x00", "reply_to_message": None}
    update = module.read_update(raw, bot.application.bot)
    assert update is not None
    assert update.message is not None
    assert update.message.text == "好\ufffd\ufffd"
