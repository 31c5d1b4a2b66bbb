"""The order of updates where several processes share the chats of one database."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from telegram import Update

from bot.domain.claiming import Claimed, Hold
from bot.incoming import updates as module
from bot.incoming.updates import LEASE, ChatOrder, Delivery, NotClaimedError
from bot.services.ports import Stores
from bot.storage.engine import create_engine, transaction
from bot.storage.migrate import upgrade
from bot.storage.sql import SqlStores
from bot.storage.tables import chat_turns
from tests.support.app import MEMBER, OTHER
from tests.support.clock import ManualClock
from tests.support.postgres import postgres_server, postgres_url
from tests.support.telegram import ScriptedBotApi
from tests.test_updates import BOT, Diary, message

__all__ = ["postgres_server", "postgres_url"]

SHARED = Delivery(patience=45, again=True, shared=True)
POSTGRES = pytest.param("postgres", marks=pytest.mark.postgres)

Patient = Callable[[float], Awaitable[None]]


async def briefly(seconds: float) -> None:
    """A pause that is over soon, and leaves the clock alone."""
    await asyncio.sleep(min(seconds, 0.002))


@pytest.fixture(params=["sqlite", POSTGRES])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database at its newest, of each kind in turn."""
    kind: str = request.param
    url: str = f"sqlite:///{tmp_path}/zuwu.db" if kind == "sqlite" else request.getfixturevalue("postgres_url")
    engine = create_engine(url)
    await upgrade(engine)
    await engine.dispose()
    return url


@pytest.fixture
async def two_stores(database_url: str) -> AsyncIterator[tuple[Stores, Stores]]:
    """The database as two processes see it."""
    one, other = SqlStores(create_engine(database_url)), SqlStores(create_engine(database_url))
    yield one, other
    await asyncio.gather(one.close(), other.close())


@pytest.fixture
def api(clock: ManualClock) -> ScriptedBotApi:
    return ScriptedBotApi(clock)


@pytest.fixture
def diary() -> Diary:
    return Diary()


@pytest.fixture
def orders(two_stores: tuple[Stores, Stores], clock: ManualClock) -> tuple[ChatOrder, ChatOrder]:
    """The order of updates in each of two processes."""
    one, other = two_stores
    return (
        ChatOrder(one.updates, BOT, "one", clock, delivery=SHARED, sleep=briefly),
        ChatOrder(other.updates, BOT, "other", clock, delivery=SHARED, sleep=briefly),
    )


async def until(holds: Callable[[], bool]) -> None:
    """Wait until it is so."""
    async with asyncio.timeout(30):
        while not holds():  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.002)


async def a_while() -> None:
    """Long enough for either process to look many times."""
    await asyncio.sleep(0.1)


async def test_a_chat_is_handled_by_one_process_at_a_time(
    orders: tuple[ChatOrder, ChatOrder], api: ScriptedBotApi, diary: Diary
) -> None:
    """What comes to the other process waits there, and other chats do not."""
    gate = diary.hold("first")
    first = asyncio.create_task(orders[0].process_update(message(api, MEMBER), diary.handle("first")))
    await until(lambda: diary.lines == ["first begins"])
    second = asyncio.create_task(orders[1].process_update(message(api, MEMBER), diary.handle("second")))
    await orders[1].process_update(message(api, OTHER), diary.handle("elsewhere"))
    await a_while()
    assert diary.lines == ["first begins", "elsewhere begins", "elsewhere ends"]
    gate.set()
    await asyncio.gather(first, second)
    assert diary.lines[3:] == ["first ends", "second begins", "second ends"]


async def test_what_both_get_is_handled_by_one(
    orders: tuple[ChatOrder, ChatOrder], api: ScriptedBotApi, diary: Diary
) -> None:
    """The other says that it is done with only when it is."""
    update, gate = message(api, MEMBER), diary.hold("first")
    first = asyncio.create_task(orders[0].process_update(update, diary.handle("first")))
    await until(lambda: diary.lines == ["first begins"])
    again = asyncio.create_task(orders[1].process_update(update, diary.handle("again")))
    await a_while()
    assert not again.done()
    gate.set()
    await asyncio.gather(first, again)
    assert diary.lines == ["first begins", "first ends"]


async def test_a_dead_process_keeps_its_chat_for_the_lease(
    orders: tuple[ChatOrder, ChatOrder],
    two_stores: tuple[Stores, Stores],
    api: ScriptedBotApi,
    diary: Diary,
    clock: ManualClock,
) -> None:
    """What it had in hand is handled by the other, not before the lease ends and always after it."""
    update = message(api, MEMBER)
    hold = Hold(MEMBER.id, LEASE)
    claimed = await two_stores[0].updates.claim(BOT, update.update_id, "dead", clock.now(), hold)
    assert claimed is Claimed.OURS
    taking_over = asyncio.create_task(orders[1].process_update(update, diary.handle("taken over")))
    clock.advance(LEASE)
    await a_while()
    assert diary.lines == []
    clock.advance(LEASE / 100)
    await taking_over
    assert diary.lines == ["taken over begins", "taken over ends"]


async def test_a_process_that_lives_keeps_its_chat(
    orders: tuple[ChatOrder, ChatOrder],
    database_url: str,
    api: ScriptedBotApi,
    clock: ManualClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """However long handling takes: it renews what it has in hand."""
    monkeypatch.setattr(module, "RENEW_EVERY", 0.002)
    diary = Diary()
    gate, engine = diary.hold("slow"), create_engine(database_url)
    await orders[0].initialize()
    slow = asyncio.create_task(orders[0].process_update(message(api, MEMBER), diary.handle("slow")))
    await until(lambda: diary.lines == ["slow begins"])
    waiting = asyncio.create_task(orders[1].process_update(message(api, MEMBER), diary.handle("waiting")))
    for _ in range(4):
        clock.advance(LEASE * 0.8)
        async with asyncio.timeout(30):
            while True:
                async with transaction(engine) as connection:
                    if await connection.scalar(select(chat_turns.c.until)) == clock.now() + LEASE:
                        break
    assert diary.lines == ["slow begins"]
    gate.set()
    await asyncio.gather(slow, waiting)
    assert diary.lines == ["slow begins", "slow ends", "waiting begins", "waiting ends"]
    await orders[0].shutdown()
    await engine.dispose()


async def test_what_waits_too_long_is_sent_again(
    orders: tuple[ChatOrder, ChatOrder],
    two_stores: tuple[Stores, Stores],
    api: ScriptedBotApi,
    diary: Diary,
    clock: ManualClock,
) -> None:
    """Telegram does not wait for ever either; nothing of it was begun."""
    gate, slept = diary.hold("slow"), list[float]()

    async def note(seconds: float) -> None:
        slept.append(seconds)
        await briefly(seconds)

    impatient = ChatOrder(two_stores[1].updates, BOT, "third", clock, delivery=Delivery(3, True, True), sleep=note)
    slow = asyncio.create_task(orders[0].process_update(message(api, MEMBER), diary.handle("slow")))
    await until(lambda: diary.lines == ["slow begins"])
    update = message(api, MEMBER)
    with pytest.raises(NotClaimedError):
        await impatient.process_update(update, diary.handle("waiting"))
    assert 3 <= sum(slept) < 3.2
    gate.set()
    await slow
    await orders[1].process_update(update, diary.handle("again"))
    assert diary.lines == ["slow begins", "slow ends", "again begins", "again ends"]


@pytest.mark.parametrize("how", ["a bug", "a stop"])
async def test_what_breaks_off_leaves_its_chat_to_others_at_once(
    orders: tuple[ChatOrder, ChatOrder], api: ScriptedBotApi, diary: Diary, how: str
) -> None:
    """No lease has to end, and what broke off is handled again."""
    update, begun = message(api, MEMBER), asyncio.Event()

    async def break_off() -> None:
        begun.set()
        if how == "a bug":
            raise LookupError
        await asyncio.Event().wait()

    broken = asyncio.create_task(orders[0].process_update(update, break_off()))
    await begun.wait()
    broken.cancel()
    await asyncio.wait({broken})
    await orders[1].process_update(update, diary.handle("again"))
    assert diary.lines == ["again begins", "again ends"]


async def test_nothing_is_left_in_hand(
    orders: tuple[ChatOrder, ChatOrder], database_url: str, api: ScriptedBotApi, diary: Diary
) -> None:
    """When everything is handled, no chat is held, neither here nor in the database."""
    updates: list[Update] = [message(api, each) for each in (MEMBER, OTHER) * 5]
    await asyncio.gather(
        *[orders[number % 2].process_update(update, diary.handle(str(number))) for number, update in enumerate(updates)]
    )
    engine = create_engine(database_url)
    async with transaction(engine) as connection:
        assert (await connection.execute(select(chat_turns))).all() == []
    await engine.dispose()
    assert [each._held for each in orders] == [set(), set()]
    assert len(diary.lines) == 20
