"""A world in which there is something of everything to protect: two groups, their leaders, an admin of the knowledge.

Everything comes about as in life: people write, press and wait. Whatever must stay among some carries a word of its own
(``SECRETS``), so that it is recognised wherever it turns up.
"""

import hashlib
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.console.local_updates import LocalChat, LocalUser
from bot.domain.checklist import Phase
from bot.domain.keeper import Act, Keeper, KeeperEvent
from bot.domain.pending import Pending
from bot.domain.roles import Actor, Leader
from bot.flood import FloodControl
from bot.incoming.updates import ChatOrder
from bot.storage.engine import create_engine
from bot.storage.sql import SqlStores
from bot.views.calendar_buttons import pack
from bot.views.callbacks import Verb, encode
from intents.understanding import Understanding
from tests.support.app import (
    ADMIN,
    FORUM,
    GROUP,
    LEADER,
    MEMBER,
    NAMED,
    OTHER,
    STRANGER,
    SUN,
    WU,
    ZHOU,
    RunningBot,
    running_bot,
    sample_files,
)

RIVAL = LocalUser(21, "老黄", "laohuang")
"""Administers another group, and is not in this one."""
ROBOT = LocalUser(22, "别的机器人", "other_bot", is_bot=True)
"""Another bot, which administers the group."""
CHANNEL = LocalChat(-1009, "channel", "某某频道")
GUEST = LocalUser(23, "小郑")
"""Opened an invitation to keep the knowledge."""

Json = dict[str, Any]


@dataclass(frozen=True)
class Secret:
    """A word that only some may read."""

    word: str
    chats: frozenset[int]
    """The chats in which it may be said."""
    readers: frozenset[int] = frozenset()
    """Who may read it in a toast."""


_LEADERS = frozenset({LEADER.id, NAMED.id})
_OF_GROUP = frozenset({GROUP.id, MEMBER.id, OTHER.id, ADMIN.id, SUN.id, ZHOU.id, *_LEADERS})
_PEOPLE_OF_GROUP = frozenset({MEMBER.id, OTHER.id, SUN.id, ZHOU.id, ADMIN.id, *_LEADERS})
_KEEPERS = frozenset({ADMIN.id, WU.id, ZHOU.id})

SECRETS = {
    "title of the group": Secret("第一党小组", _OF_GROUP, _PEOPLE_OF_GROUP),
    "title of a meeting": Secret("读书密会", _OF_GROUP, _PEOPLE_OF_GROUP),
    "name on the roster": Secret("名单甲", frozenset({GROUP.id, *_LEADERS}), _PEOPLE_OF_GROUP),
    "reason for leave": Secret("理由甲", frozenset({OTHER.id, *_LEADERS}), _LEADERS),
    "topic": Secret("议题甲", frozenset({GROUP.id, *_LEADERS}), _PEOPLE_OF_GROUP),
    "minutes": Secret("纪要甲", frozenset({GROUP.id, *_LEADERS}), _LEADERS),
    "draft": Secret("草稿密会", frozenset({GROUP.id, LEADER.id}), _LEADERS),
    "draft in private": Secret("私下密会", frozenset({LEADER.id}), frozenset({LEADER.id})),
    "own calendar": Secret("私人日程", frozenset({OTHER.id}), frozenset({OTHER.id})),
    "missed question": Secret("组长调走了谁来接", _KEEPERS, _KEEPERS),
    "wrong answer": Secret("写得不对甲", _KEEPERS, _KEEPERS),
    "change of the knowledge": Secret("想开就开甲", _KEEPERS, _KEEPERS),
    "guest of the knowledge": Secret(GUEST.first_name, _KEEPERS, _KEEPERS),
}

UNCOUNTED = frozenset({"handled_updates", "tallies", "paces"})
"""Tables that every update touches, or that only say when something may be sent."""

RUN_BY_LEADERS = ("reminders", "deliveries", "chat_preferences", "chat_habits", "leaders", "meetings", "minutes")
"""Tables in which nobody but its leaders changes anything of a group."""


@dataclass
class Stage:
    """The world, which can be put back to what it was."""

    bot: RunningBot
    path: Path
    saved: Path
    saved_digest: dict[str, str] = field(default_factory=dict)
    saved_group: str = ""
    pages: dict[int, Json] = field(default_factory=dict)
    """A message of the bot in each chat, under which to press."""
    ids: dict[str, str] = field(default_factory=dict)
    """Ids by what they are of, for buttons that nothing shows at this moment."""

    def digest(self) -> dict[str, str]:
        """What every table holds, in short."""
        with closing(sqlite3.connect(self.path)) as connection:
            names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {name: _digest(connection, name) for name in names if name not in UNCOUNTED}

    def run_by_leaders(self) -> str:
        """What of the group only its leaders change, in short."""
        with closing(sqlite3.connect(self.path)) as connection:
            return "".join(_digest(connection, name, f"WHERE chat_id = {GROUP.id}") for name in RUN_BY_LEADERS)

    def save(self) -> None:
        """Remember everything as it is."""
        with closing(sqlite3.connect(self.path)) as now, closing(sqlite3.connect(self.saved)) as then:
            now.backup(then)
        self.saved_digest, self.saved_group = self.digest(), self.run_by_leaders()

    def put_back(self) -> None:
        """Make everything what it was when it was saved."""
        with closing(sqlite3.connect(self.path)) as now, closing(sqlite3.connect(self.saved)) as then:
            then.backup(now)

    async def write(self, sender: LocalUser, text: str, chat: LocalChat | None = None, **more: Any) -> Json:
        """Somebody writes. Returns what the bot sent last."""
        await self.bot.deliver(self.bot.updates.message(chat or sender.chat, sender, text, **more))
        return self.bot.api.sent()[-1]

    async def press(self, sender: LocalUser, message: Json, label: str) -> Json:
        """Somebody presses the button of that label. Returns the message as it is then."""
        await self.bot.deliver(self.bot.updates.press(sender, message, label))
        await self.bot.board.settled()
        return self.now(message)

    def now(self, message: Json) -> Json:
        """A message as it is now."""
        found: Json = self.bot.api.world.messages[message["chat"]["id"]][message["message_id"]]
        return found

    async def wait(self, **duration: float) -> None:
        """Time passes, and the bot says what falls due."""
        clock, until = self.bot.clock, self.bot.clock.now() + timedelta(**duration)
        while clock.now() < until:
            due = await self.bot.stores.reminders.next_due()
            clock.advance(min(max(due or until, clock.now() + timedelta(seconds=1)), until) - clock.now())
            await self.bot.services.dispatcher.work()

    def said_with(self, label: str, chat_id: int) -> Json:
        """The latest message in a chat that has a button of that label."""
        for message in reversed(self.bot.api.sent()):
            if message["chat"]["id"] == chat_id and any(
                label in each["text"] for each in buttons_of(self.now(message))
            ):
                found: Json = message
                return found
        raise LookupError(f"nothing with {label} in {chat_id}")


def _digest(connection: sqlite3.Connection, table: str, which: str = "") -> str:
    rows = connection.execute(f'SELECT * FROM "{table}" {which}').fetchall()  # noqa: S608 - names of tables
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def buttons_of(message: Json) -> Iterator[Json]:
    """The buttons under a message."""
    for row in message.get("reply_markup", {}).get("inline_keyboard", []):
        yield from row


@asynccontextmanager
async def staged(understanding: Understanding, empty: Path, folder: Path) -> AsyncIterator[Stage]:
    """The world, over a real database. ``empty`` is a migrated SQLite file, ``folder`` one for the files."""
    path = folder / "world.db"
    shutil.copyfile(empty, path)
    stores = SqlStores(create_engine(f"sqlite:///{path}"))
    try:
        async with running_bot(stores, understanding) as bot:
            stage = Stage(bot, path, folder / "saved.db")
            _unpace(bot)
            await _people(stage)
            await _group(stage)
            await _private(stage)
            await _knowledge(stage)
            for chat, person in ((GROUP, LEADER), (FORUM, RIVAL)):
                stage.pages[chat.id] = await stage.write(person, "/help", chat)
            for person in (LEADER, NAMED, MEMBER, OTHER, ADMIN, RIVAL, STRANGER, ZHOU, WU):
                stage.pages[person.id] = await stage.write(person, "/help")
            bot.api.calls.clear()
            stage.save()
            yield stage
    finally:
        await stores.close()


def _unpace(bot: RunningBot) -> None:
    """Let one person press thousands of times within a second: what comes of a press is the same."""
    limiter = bot.application.bot.rate_limiter
    assert isinstance(limiter, FloodControl)
    limiter._limiters = lambda chat_id: []  # type: ignore[method-assign]
    order = bot.application.update_processor
    assert isinstance(order, ChatOrder)
    order._doorkeeper = None


async def _people(stage: Stage) -> None:
    world = stage.bot.api.world
    for person in (RIVAL, GUEST):
        world.add_chat(person.chat, person)
    world.set_member(FORUM, LEADER, "left")
    world.set_member(FORUM, NAMED, "left")
    world.set_member(FORUM, RIVAL, "administrator")
    world.add_chat(GROUP, ADMIN)
    world.set_member(GROUP, ROBOT, "administrator")
    await stage.bot.stores.leaders.name(Leader(GROUP.id, NAMED.id, LEADER.id, stage.bot.clock.now()))
    for person in (LEADER, NAMED, MEMBER, OTHER, RIVAL, ZHOU, WU):
        await stage.write(person, "/start")
    await stage.write(LEADER, "/start g_n1001")
    await stage.write(NAMED, "/start g_n1001")
    await stage.write(RIVAL, "/start g_n1002")


async def _group(stage: Stage) -> None:
    """A weekly meeting: one with minutes filed and under correction, one with a draft, one to come; a roster."""
    card = await stage.write(LEADER, "/remind 每周五下午3点开党小组会，提前一天提醒", GROUP)
    await stage.press(LEADER, card, "确认")
    card = await stage.write(LEADER, "/remind 每周三下午3点读书密会", GROUP)
    await stage.press(LEADER, card, "确认")
    roster = await stage.write(LEADER, "/roster", GROUP)
    for person in (MEMBER, OTHER):
        await stage.press(person, roster, "加入")
    await stage.write(LEADER, "/roster 名单甲", GROUP)
    await stage.wait(days=5)
    made_up = await stage.write(LEADER, "/minutes 补记 3月3日上午9点党小组会", GROUP)
    for part, text in (("会议内容", "纪要甲"), ("决定", "纪要甲决定"), ("任务分工", "老张：纪要甲任务，3月20日")):
        await stage.press(LEADER, made_up, part)
        made_up = await stage.write(LEADER, text, GROUP, reply_to=stage.bot.api.sent()[-1])
    stage.ids["filed"] = made_up["reply_markup"]["inline_keyboard"][0][0]["callback_data"].split(":")[2]
    leader = Actor(LEADER.id, GROUP.id, private=False)
    service = stage.bot.services.minutes
    await service.set_everybody_there(leader, stage.ids["filed"], name=LEADER.first_name)
    await service.file(leader, stage.ids["filed"], name=LEADER.first_name)
    for name, said in (("corrected", "3月4日上午9点党小组会"), ("drafted", "3月5日上午9点党小组会")):
        page = await stage.write(LEADER, f"/minutes 补记 {said}", GROUP)
        stage.ids[name] = page["reply_markup"]["inline_keyboard"][0][0]["callback_data"].split(":")[2]
        await stage.press(LEADER, page, "会议内容")
        await stage.write(LEADER, "纪要甲", GROUP, reply_to=stage.bot.api.sent()[-1])
    await service.set_everybody_there(leader, stage.ids["corrected"], name=LEADER.first_name)
    await service.file(leader, stage.ids["corrected"], name=LEADER.first_name)
    await service.correct(leader, stage.ids["corrected"], name=LEADER.first_name)
    await stage.press(SUN, roster, "加入")
    await stage.wait(days=5, hours=12)
    notice = stage.said_with("请假", GROUP.id)
    await stage.press(MEMBER, notice, "参加")
    await stage.press(OTHER, notice, "请假")
    await stage.write(OTHER, "理由甲")
    upcoming = next(each["callback_data"] for each in buttons_of(stage.now(notice)))
    stage.ids["meeting"] = upcoming.split(":")[1]
    await stage.bot.services.meetings.set_topics(leader, stage.ids["meeting"], "议题甲")
    await stage.bot.services.habits.change(leader, asks_standing=True)
    await stage.press(ZHOU, await stage.write(LEADER, "/roster", GROUP), "加入")
    meeting = await stage.bot.services.meetings.page(leader, stage.ids["meeting"])
    assert meeting.reminder is not None
    series = meeting.reminder.series.id
    stage.ids |= {"series": series, "occurrence": pack(meeting.meeting.recurrence_id)}
    await stage.bot.services.habits.add_items(leader, meeting.meeting.kind, Phase.BEFORE, "另办的事")
    coming = await stage.bot.services.calendar.coming(leader, 9)
    later = [each.occurrence for each in coming if each.reminder.series.id == series][2:4]
    calendar = stage.bot.services.calendar
    await calendar.move(leader, series, later[0].recurrence_id, later[0].starts_at + timedelta(hours=1))
    await calendar.skip(leader, series, later[1].recurrence_id)
    card = await stage.write(LEADER, "/remind 每周一上午9点草稿密会", GROUP)
    stage.ids["draft"] = next(buttons_of(card))["callback_data"].split(":")[1]


async def _private(stage: Stage) -> None:
    await stage.write(LEADER, "/remind 每周二上午9点私下密会")
    for sentence in ("/remind 每月31号上午9点读书", "/remind 每周五8点读书"):
        await stage.write(LEADER, sentence)
    for labels in (1, 2, 3):  # three cards that are half set, each a step further
        page = await stage.write(LEADER, "/remind")
        for _ in range(labels):
            first = next(buttons_of(page))
            page = await stage.press(LEADER, page, first["text"])
    card = await stage.write(OTHER, "/remind 每周二上午9点私人日程")
    await stage.press(OTHER, card, "确认")
    await stage.write(OTHER, "谁主持", GROUP, reply_to=stage.bot.api.sent()[-1])
    await stage.write(OTHER, "/ask 谁主持", GROUP)
    await stage.write(MEMBER, "组长调走了谁来接")
    await stage.write(OTHER, "谁主持")


async def _knowledge(stage: Stage) -> None:
    """A change that waits, a sheet that is being written, an invitation that somebody opened, a report."""
    services, actor = stage.bot.services, Actor(ADMIN.id, ADMIN.id, private=True)
    files = dict(sample_files())
    name = next(each for each in files if "一般每月召开 1 次。".encode() in files[each])
    files[name] = files[name].replace("一般每月召开 1 次。".encode(), "想开就开甲。".encode())
    pending: Pending = await services.curation.propose(actor, ADMIN.first_name, files, "想开就开甲", base=1)
    stage.ids["pending"] = pending.id
    entry = services.knowledge.now.base.entries[0]
    await services.feedback.report(entry.id, "写得不对甲")
    page = await stage.write(ADMIN, "/faq admins")
    link = await stage.press(ADMIN, page, "邀请管理员")
    payload = link["text"].partition("?start=")[2].split()[0]
    stage.ids["invitation"] = payload.removeprefix("k_")
    await stage.write(GUEST, f"/start {payload}")
    for person in (WU, ZHOU):
        event = KeeperEvent(stage.bot.clock.now(), ADMIN.id, ADMIN.first_name, Act.NAMED, person.first_name)
        await stage.bot.stores.keepers.name(Keeper(person.id, person.first_name, ADMIN.id, event.at), event)
    await stage.bot.stores.keepers.want_consent(True, event)
    page = await stage.write(ADMIN, "/faq admins")
    page = await stage.press(ADMIN, page, f"撤：{ZHOU.first_name}")
    await stage.press(ADMIN, page, next(each["text"] for each in buttons_of(page)))
    await services.curation.report(actor, pending)
    data = encode(Verb.FAQ, "p", pending.id)
    await stage.bot.deliver(stage.bot.updates.callback(ADMIN, await stage.write(ADMIN, "/help"), data))
