"""The live board: many presses make few edits, none too early, and the last state is always shown."""

import asyncio
import itertools
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from bot import board as module
from bot.board import APART, QUICK, SLOW, TOGETHER, Board
from bot.console.local_api import ApiCall
from bot.console.local_updates import LocalUser
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryOutcome
from bot.domain.errors import StorageError
from bot.domain.meeting import Meeting
from bot.notifier import Place
from bot.storage.memory import MemoryStores
from bot.views.markup import Reply, say
from bot.views.sign_up import render_sign_up
from intents.understanding import Understanding
from tests.support.app import GROUP, MEMBER, OTHER, RunningBot, running_bot
from tests.support.calendar import put, reminder_of
from tests.support.clock import ManualClock
from tests.support.telegram import bad_request

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
A_MINUTE_OF_TELEGRAM = 20
"""Messages that Telegram lets a bot say in a group in a minute, edits included."""
PEOPLE = [LocalUser(1000 + number, f"同志{number}") for number in range(200)]


class Timeline(ManualClock):
    """A clock that wakes who sleeps, in order, as it is moved past their instants."""

    def __init__(self) -> None:
        super().__init__()
        self._sleepers: list[tuple[datetime, asyncio.Future[None]]] = []

    async def sleep(self, seconds: float) -> None:
        waking: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleepers.append((self.now() + timedelta(seconds=seconds), waking))
        await waking

    async def go_on(self, by: timedelta) -> None:
        """Time passes."""
        until = self.now() + by
        await _let_run()
        while due := [at for at, waking in self._sleepers if not waking.done() and at <= until]:
            self.advance(max(min(due) - self.now(), timedelta(0)))
            for at, waking in self._sleepers:
                if at <= self.now() and not waking.done():
                    waking.set_result(None)
            self._sleepers = [each for each in self._sleepers if not each[1].done()]
            await _let_run()
        self.advance(until - self.now())


async def _let_run() -> None:
    """Everything in memory that can go on goes on."""
    for _ in range(60):
        await asyncio.sleep(0)


@dataclass
class Watched:
    """The bot, and when it edited what."""

    clock: Timeline
    edits: list[tuple[datetime, int, str]] = field(default_factory=list)
    bot: RunningBot = field(init=False)

    def note(self, call: ApiCall) -> None:
        if call.method == "editMessageText" and call.error is None:
            self.edits.append((self.clock.now(), call.params["message_id"], call.result["text"]))

    @property
    def board(self) -> Board:
        return self.bot.board

    async def press(self, person: LocalUser, message: dict[str, Any], button: str) -> None:
        await self.bot.deliver(self.bot.updates.press(person, message, button))

    async def send(self, reply: Reply) -> dict[str, Any]:
        await self.bot.notifier.send(Place(GROUP.id), reply)
        return self.bot.api.sent()[-1]

    async def announced(self, meeting: Meeting, kind: DeliveryKind = DeliveryKind.NOTICE) -> dict[str, Any]:
        """A message that asks who comes, as the dispatcher sends it."""
        services, now = self.bot.services, self.clock.advance(SECOND)
        message = await self.send(render_sign_up(meeting, await services.signing_up.turnout(meeting), "老张"))
        delivery = Delivery(
            id=f"delivery{message['message_id']}", kind=kind, series_id=meeting.series_id,
            recurrence_id=meeting.recurrence_id if kind is not DeliveryKind.TOPICS else now,
            starts_at=meeting.starts_at, lead=timedelta(minutes=message["message_id"]), chat_id=GROUP.id, due_at=now,
            detail=meeting.recurrence_id.isoformat(), outcome=DeliveryOutcome.SENT, sent_at=now,
            message_id=message["message_id"],
        )  # fmt: skip
        assert await self.bot.stores.deliveries.add(delivery)
        return message

    def texts(self, message: dict[str, Any]) -> list[str]:
        """What a message was edited to."""
        return [text for _, message_id, text in self.edits if message_id == message["message_id"]]

    def now(self, message: dict[str, Any]) -> dict[str, Any]:
        """A message as it is now."""
        return self.bot.api.world.messages[GROUP.id][message["message_id"]]

    async def notice(self) -> tuple[Meeting, dict[str, Any]]:
        """A meeting on Friday, and a message that asks who comes."""
        services, now = self.bot.services, self.clock.now()
        weekly = reminder_of("每周五下午3点提交汇报会", "series00001", now)
        weekly = replace(weekly, series=replace(weekly.series, kind="own"))
        reminder = await put(self.bot.stores, weekly, now)
        friday = now + timedelta(days=4, hours=6)
        meeting = await services.opening.open(reminder, friday, friday)
        return meeting, await self.send(render_sign_up(meeting, await services.signing_up.turnout(meeting), "老张"))


@pytest.fixture
async def watched(understanding: Understanding) -> AsyncIterator[Watched]:
    watched = Watched(Timeline())
    async with running_bot(MemoryStores(), understanding, watched.clock, watched.note) as watched.bot:
        for person in PEOPLE:
            watched.bot.api.world.set_member(GROUP, person, "member")
        yield watched


def _in_any_minute(times: list[datetime]) -> int:
    """The most that fall into one minute."""
    return max(sum(start <= each < start + MINUTE for each in times) for start in times)


def _gaps(times: list[datetime]) -> list[timedelta]:
    return [after - before for before, after in itertools.pairwise(times)]


async def test_two_hundred_sign_ups_in_ten_seconds_make_a_few_edits_and_the_last_shows_all(watched: Watched) -> None:
    """All are counted; the first edit comes at once, none within a second of another."""
    meeting, message = await watched.notice()
    begin = watched.clock.now()
    for person in PEOPLE:
        await watched.press(person, message, "参加")
        await watched.clock.go_on(timedelta(milliseconds=50))
    assert watched.clock.now() - begin == 10 * SECOND
    await watched.clock.go_on(2 * SLOW)
    assert len(await watched.bot.stores.meetings.answers(meeting.id)) == 200
    times = [at for at, _, _ in watched.edits]
    assert times[0] - begin <= timedelta(milliseconds=300)
    assert min(_gaps(times)) >= APART
    assert "参加 200 ·" in watched.edits[-1][2]
    assert times[-1] - begin <= 10 * SECOND + SLOW
    assert len(times) <= 6
    toasts = [call.params["text"] for call in watched.bot.api.of("answerCallbackQuery")]
    assert toasts == ["已记：参加。"] * 200


async def test_two_hundred_who_join_the_roster_make_a_few_edits_too(watched: Watched) -> None:
    """The card of the roster is on the same board."""
    await watched.bot.deliver(watched.bot.updates.message(GROUP, MEMBER, "/roster"))
    card = watched.bot.api.sent()[-1]
    for person in PEOPLE:
        await watched.press(person, card, "加入")
        await watched.clock.go_on(timedelta(milliseconds=50))
    await watched.clock.go_on(2 * SLOW)
    assert len(await watched.bot.stores.rosters.members(GROUP.id)) == 200
    assert min(_gaps([at for at, _, _ in watched.edits])) >= APART
    assert "本群名单（200 人）" in watched.edits[-1][2]
    assert len(watched.edits) <= 6


async def test_presses_without_end_leave_room_in_the_group(watched: Watched) -> None:
    """In no minute more than 15 edits of the 20 that Telegram allows; and who asks meanwhile is answered at once."""
    _, message = await watched.notice()
    asked = 0
    for second in range(60):
        await watched.press(PEOPLE[second], message, "参加")
        if second % 15 == 7:
            async with asyncio.timeout(2):  # in the library's own time
                await watched.bot.ask("/ask 党小组会多久开一次", GROUP, OTHER)
            asked += 1
        await watched.clock.go_on(SECOND)
    times = [at for at, _, _ in watched.edits]
    assert _in_any_minute(times) <= 15
    assert len(times) + asked + 1 <= A_MINUTE_OF_TELEGRAM
    assert all(gap >= SLOW for gap in _gaps(times[QUICK:]))
    assert asked == 4


async def test_after_a_quiet_time_edits_are_quick_again(watched: Watched) -> None:
    """The first ones of a new rush come within a second of each other."""
    shown = itertools.count()
    message = await watched.send(say("？"))

    async def draw() -> Reply:
        return say(str(next(shown)))

    for _ in range(2):
        watched.edits.clear()
        for _ in range(10):
            watched.board.redraw(GROUP.id, message["message_id"], draw)
            await watched.clock.go_on(SECOND)
        gaps = _gaps([at for at, _, _ in watched.edits])
        assert gaps[: QUICK - 1] == [APART] * (QUICK - 1)
        assert gaps[QUICK - 1] > APART
        await watched.clock.go_on(10 * SLOW)


async def test_messages_of_one_group_share_its_pace_and_those_of_another_do_not(watched: Watched) -> None:
    """Each comes in its turn."""
    first, second = await watched.send(say("一")), await watched.send(say("二"))
    counts = {first["message_id"]: itertools.count(), second["message_id"]: itertools.count()}

    def drawing(message_id: int) -> Callable[[], Any]:
        async def draw() -> Reply:
            return say(f"{message_id} {next(counts[message_id])}")

        return draw

    for _ in range(60):
        for message_id in counts:
            watched.board.redraw(GROUP.id, message_id, drawing(message_id))
        await watched.clock.go_on(SECOND)
    assert _in_any_minute([at for at, _, _ in watched.edits]) <= 15
    mine = [message_id for _, message_id, _ in watched.edits]
    assert abs(mine.count(first["message_id"]) - mine.count(second["message_id"])) <= 1


async def test_changes_that_come_together_make_one_edit(watched: Watched) -> None:
    """Of the state as it is when the edit is made."""
    state = ["一"]
    message = await watched.send(say("？"))

    async def draw() -> Reply:
        return say(state[-1])

    watched.board.redraw(GROUP.id, message["message_id"], draw)
    state.append("二")
    watched.board.redraw(GROUP.id, message["message_id"], draw)
    await watched.clock.go_on(SLOW)
    assert [text for _, _, text in watched.edits] == ["二"]


async def test_what_is_shown_already_is_not_edited(watched: Watched) -> None:
    """Telegram would refuse it, and count it."""
    message = await watched.send(say("？"))

    async def draw() -> Reply:
        return say("一样")

    for _ in range(3):
        watched.board.redraw(GROUP.id, message["message_id"], draw)
        await watched.clock.go_on(TOGETHER / 2)
    await watched.clock.go_on(2 * SLOW)
    assert len(watched.edits) == 1


async def test_a_stop_shows_what_is_not_shown_yet_and_takes_nothing_on(watched: Watched) -> None:
    """Without waiting for its pace; whoever presses later is counted, and shown by the next run."""
    _, message = await watched.notice()
    for person in PEOPLE[:3]:
        await watched.press(person, message, "参加")
    await watched.clock.go_on(timedelta(milliseconds=200))
    await watched.press(PEOPLE[3], message, "参加")
    assert "参加 3 ·" in watched.edits[-1][2]
    await watched.board.stop(1)
    assert "参加 4 ·" in watched.edits[-1][2]
    await watched.press(PEOPLE[4], message, "参加")
    await watched.clock.go_on(2 * SLOW)
    assert len(watched.edits) == 2


async def test_a_stop_waits_no_longer_than_it_may(watched: Watched) -> None:
    """What hangs is given up."""
    message = await watched.send(say("？"))

    async def draw() -> Reply:
        await asyncio.Event().wait()
        raise AssertionError("never comes")

    watched.board.redraw(GROUP.id, message["message_id"], draw)
    async with asyncio.timeout(1):
        await watched.board.stop(0.05)
        await watched.board.settled()


async def test_a_database_that_does_not_answer_is_asked_again(
    watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    """The state is shown once it does; each time is one line for the operator."""
    message, failures = await watched.send(say("？")), [StorageError("down"), StorageError("down")]

    async def draw() -> Reply:
        if failures:
            raise failures.pop()
        return say("好了")

    with caplog.at_level(logging.ERROR):
        watched.board.redraw(GROUP.id, message["message_id"], draw)
        await watched.clock.go_on(2 * SLOW)
    assert [text for _, _, text in watched.edits] == ["好了"]
    assert [record.getMessage() for record in caplog.records] == ["board not drawn: down"] * 2


async def test_a_database_that_stays_away_is_not_asked_for_ever(watched: Watched) -> None:
    """The next change asks anew."""
    message, asked = await watched.send(say("？")), []

    async def draw() -> Reply:
        asked.append(watched.clock.now())
        raise StorageError("down")

    watched.board.redraw(GROUP.id, message["message_id"], draw)
    await watched.clock.go_on(MINUTE)
    assert len(asked) == 3
    watched.board.redraw(GROUP.id, message["message_id"], draw)
    await watched.clock.go_on(SLOW)
    assert len(asked) > 3


async def test_a_bug_of_one_message_keeps_no_other_from_being_shown(
    watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    """It is told to the operator."""
    first, second = await watched.send(say("一")), await watched.send(say("二"))

    async def fail() -> Reply:
        raise RuntimeError("a bug")

    async def draw() -> Reply:
        return say("好")

    watched.board.redraw(GROUP.id, first["message_id"], fail)
    watched.board.redraw(GROUP.id, second["message_id"], draw)
    await watched.clock.go_on(2 * SLOW)
    assert [text for _, _, text in watched.edits] == ["好"]
    assert "bug on the board" in caplog.text


async def test_a_notice_that_was_deleted_costs_one_call(watched: Watched) -> None:
    """The answer counts all the same."""
    meeting, message = await watched.notice()
    watched.bot.api.fail("editMessageText", bad_request("message to edit not found"))
    await watched.press(MEMBER, message, "参加")
    await watched.clock.go_on(2 * SLOW)
    assert len(watched.bot.api.of("editMessageText")) == 1
    assert len(await watched.bot.stores.meetings.answers(meeting.id)) == 1


async def test_clocks_that_are_turned_back_hold_nothing_up(watched: Watched) -> None:
    """The next edit comes within the slow pace."""
    _, message = await watched.notice()
    await watched.press(MEMBER, message, "参加")
    await watched.clock.go_on(SECOND)
    watched.clock.advance(-timedelta(hours=5))
    await watched.press(OTHER, message, "参加")
    await watched.clock.go_on(SLOW)
    assert "参加 2 ·" in watched.edits[-1][2]


async def test_a_toast_that_takes_its_time_keeps_nobody_waiting(watched: Watched) -> None:
    """The update is done when the answer is kept; a stop still lets the toast be said."""
    meeting, message = await watched.notice()
    await watched.press(MEMBER, message, "参加")
    assert watched.bot.api.of("answerCallbackQuery") == []
    assert len(await watched.bot.stores.meetings.answers(meeting.id)) == 1
    await watched.board.stop(1)
    assert [call.params["text"] for call in watched.bot.api.of("answerCallbackQuery")] == ["已记：参加。"]


async def test_who_does_too_much_beside_waits_for_it(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    """While Telegram answers nobody, answers to presses do not pile up without end."""
    monkeypatch.setattr(module, "MAX_BESIDE", 2)
    free = asyncio.Event()
    waiting = [asyncio.create_task(watched.board.beside(_wait(free))) for _ in range(5)]
    await asyncio.sleep(0.01)
    assert [task.done() for task in waiting] == [True, True, False, False, False]
    free.set()
    await asyncio.gather(*waiting)
    await watched.board.settled()


async def _wait(free: asyncio.Event) -> None:
    await free.wait()


async def test_what_is_remembered_of_a_chat_has_an_end(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many of its messages were edited in one go, and however many were replaced."""
    monkeypatch.setattr(module, "MAX_MESSAGES", 5)
    for message_id in range(1, 21):
        watched.board.redraw(GROUP.id, message_id, partial(_say_it, str(message_id)))
    await watched.clock.go_on(30 * SLOW)
    chat = watched.board._chats[GROUP.id]
    assert sorted(chat.edited) == [16, 17, 18, 19, 20]
    for message_id in range(1, 21):
        chat.replace(message_id)
    assert sorted(chat.replaced) == [16, 17, 18, 19, 20]


async def _say_it(text: str) -> Reply:
    return say(text)


async def test_a_bug_beside_the_updates_is_told_to_the_operator(
    watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    """It stops nothing."""

    async def fail() -> None:
        raise RuntimeError("a bug")

    await watched.board.beside(fail())
    await watched.board.settled()
    assert "bug beside the updates" in caplog.text


async def test_notices_before_the_latest_give_up_their_counts_and_buttons_once(watched: Watched) -> None:
    """When the latest is drawn anew; nothing of them grows old, and they take no more of the group's edits."""
    meeting, _ = await watched.notice()
    kinds = [DeliveryKind.NOTICE, DeliveryKind.NOTICE, DeliveryKind.TOPICS]
    *older, latest = [await watched.announced(meeting, kind) for kind in kinds]
    for person in PEOPLE[:5]:
        await watched.press(person, latest, "参加")
        await watched.clock.go_on(3 * SLOW)
    for message in older:
        (text,) = watched.texts(message)
        assert "后面有新的通知" in text
        assert "参加" not in text
        assert "reply_markup" not in watched.now(message)
    assert [f"参加 {number} ·" in text for number, text in enumerate(watched.texts(latest), 1)] == [True] * 5
    assert len(watched.bot.api.of("editMessageText")) == 7


async def test_a_press_under_an_older_notice_counts_and_is_shown_by_the_latest(watched: Watched) -> None:
    """The older one asks no more from then on."""
    meeting, _ = await watched.notice()
    older, latest = await watched.announced(meeting), await watched.announced(meeting)
    await watched.press(MEMBER, older, "参加")
    await watched.clock.go_on(3 * SLOW)
    assert len(await watched.bot.stores.meetings.answers(meeting.id)) == 1
    assert ["后面有新的通知" in text for text in watched.texts(older)] == [True]
    assert ["参加 1 ·" in text for text in watched.texts(latest)] == [True]


async def test_what_nobody_answers_any_more_waits_for_what_everybody_looks_at(watched: Watched) -> None:
    """Six older notices do not hold up the counts under the latest."""
    meeting, _ = await watched.notice()
    older = [await watched.announced(meeting) for _ in range(6)]
    latest = await watched.announced(meeting)
    for person in PEOPLE[:3]:
        await watched.press(person, latest, "参加")
        await watched.clock.go_on(APART)
    await watched.clock.go_on(SLOW)
    assert "参加 3 ·" in watched.texts(latest)[-1]
    assert sum(len(watched.texts(message)) for message in older) < 5
    await watched.clock.go_on(20 * SLOW)
    assert [len(watched.texts(message)) for message in older] == [1] * 6
    assert _in_any_minute([at for at, _, _ in watched.edits]) <= 15


@pytest.mark.parametrize("forgets", [False, True])
async def test_whoever_leaves_is_on_the_latest_card_and_counted_no_more(watched: Watched, *, forgets: bool) -> None:
    """Also from private, and by /forget; an older card that is pressed is brought up to date, too."""
    meeting, _ = await watched.notice()
    latest = await watched.announced(meeting)
    cards = []
    for _ in range(2):
        await watched.bot.deliver(watched.bot.updates.message(GROUP, MEMBER, "/roster"))
        cards.append(watched.bot.api.sent()[-1])
    await watched.press(MEMBER, cards[0], "加入")
    await watched.press(MEMBER, latest, "参加")
    await watched.clock.go_on(6 * SLOW)
    for card in cards:
        assert "小李" in watched.now(card)["text"]
    assert "应到 1 · 参加 1" in watched.now(latest)["text"]
    command, button = ("/forget", "删除") if forgets else ("/privacy", "「第一党小组」：退出名单")
    await watched.bot.deliver(watched.bot.updates.message(MEMBER.chat, MEMBER, command))
    await watched.press(MEMBER, watched.bot.api.sent()[-1], button)
    await watched.clock.go_on(6 * SLOW)
    assert "小李" not in watched.now(cards[1])["text"]
    assert "参加 0 · 请假 0 · 待定 0" in watched.now(latest)["text"]


async def test_where_other_processes_edit_too_whoever_edits_looks_once_more(watched: Watched) -> None:
    """An edit that was overtaken is mended; once nothing changes any more, nothing is asked."""
    states = iter(["一", "二", "二"])

    async def draw() -> Reply:
        return say(next(states))

    async def at_once(_: float) -> None:
        await asyncio.sleep(0)

    signing_up = watched.bot.services.signing_up
    board = Board(watched.bot.notifier, signing_up, lambda: "", watched.clock, sleep=at_once, shared=True)
    message = await watched.send(say("零"))
    board.redraw(GROUP.id, message["message_id"], draw)
    await board.settled()
    assert watched.texts(message) == ["一", "二"]
    assert list(states) == []
