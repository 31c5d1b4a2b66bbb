"""Every handler against every failure of Telegram and of the network."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bot import flood
from bot.console.local_updates import LocalChat, LocalUser
from bot.notifier import Place
from bot.services.knowledge import reference
from bot.views import words
from bot.views.calendar_buttons import What, pack
from bot.views.callbacks import Verb, encode
from bot.views.sign_up import render_sign_up
from tests.support import telegram
from tests.support.app import ADMIN, GROUP, LEADER, MEMBER, OLD_GROUP, OTHER, RunningBot
from tests.support.calendar import put, reminder_of
from tests.support.logs import Log, production_log
from tests.support.telegram import Failure

Json = dict[str, Any]
Stimulus = Callable[[RunningBot], Awaitable[Json]]

QUESTION, AMBIGUOUS, SECRET = "党小组会多久开一次", "谁主持", "天气暗号"
ENTRY, TOPIC = reference("group-meeting-frequency"), reference("组织生活")
REMINDED, SERIES, FRIDAY = "每周五下午3点 碰头", "weekly00001", datetime(2026, 3, 6, 7, tzinfo=UTC)
WISH = "提醒我明天下午3点交材料"
MOVED = LocalChat(-1005, "supergroup", "第二党小组")
METHODS = (
    "sendMessage",
    "sendDocument",
    "editMessageText",
    "editMessageReplyMarkup",
    "answerCallbackQuery",
    "answerInlineQuery",
    "getChatMember",
    "getChatAdministrators",
)

FAILURES: dict[str, Failure] = {
    "chat not found": telegram.bad_request("chat not found"),
    "no rights": telegram.bad_request("not enough rights to send text messages to the chat"),
    "thread not found": telegram.bad_request("message thread not found"),
    "not modified": telegram.bad_request("message is not modified"),
    "message to edit not found": telegram.bad_request("message to edit not found"),
    "message to reply to not found": telegram.bad_request("message to be replied not found"),
    "entities": telegram.bad_request("can't parse entities: unsupported start tag"),
    "query too old": telegram.bad_request("query is too old and response timeout expired or query ID is invalid"),
    "forbidden": telegram.forbidden("bot was blocked by the user"),
    "retry after": telegram.retry_after(1),
    "migrated": telegram.migrated(MOVED.id),
    "conflict": telegram.conflict(),
    "unauthorized": telegram.unauthorized(),
    "server error": telegram.server_error(),
    "timeout": telegram.timeout(),
    "timeout after delivery": telegram.timeout(delivered=True),
    "network": telegram.network(),
    "broken answer": telegram.broken_json(),
}


def says(text: str, chat: LocalChat | None = None, sender: LocalUser = MEMBER) -> Stimulus:
    """Somebody writes, in private unless a chat is named."""

    async def act(bot: RunningBot) -> Json:
        return bot.updates.message(chat or sender.chat, sender, text)

    return act


def replies(text: str, to: str, sender: LocalUser = LEADER) -> Stimulus:
    """Somebody replies in the group to what the member wrote there."""

    async def act(bot: RunningBot) -> Json:
        question = bot.updates.message(GROUP, MEMBER, to)["message"]
        return bot.updates.message(GROUP, sender, text, reply_to=question)

    return act


def edits(before: str, after: str, chat: LocalChat) -> Stimulus:
    """The member asks, and changes the question."""

    async def act(bot: RunningBot) -> Json:
        update = bot.updates.message(chat, MEMBER, before)
        await bot.deliver(update)
        return bot.updates.edited_message(update["message"], after)

    return act


def presses(verb: Verb, *args: object, after: str = QUESTION, chat: LocalChat = MEMBER.chat) -> Stimulus:
    """The member presses a button; where no arguments are given, one that the message has."""

    async def act(bot: RunningBot) -> Json:
        message = await bot.ask(after, chat)
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        shown = [button["callback_data"] for row in rows for button in row]
        data = encode(verb, *args)
        if not args:
            data = next((each for each in shown if each.startswith(f"{data}:")), data)
        return bot.updates.callback(LEADER if chat is GROUP else MEMBER, message, data)

    return act


def by_admin(verb: Verb, *args: object) -> Stimulus:
    """The admin of the knowledge presses a button."""

    async def act(bot: RunningBot) -> Json:
        return bot.updates.callback(ADMIN, await bot.ask("/faq", sender=ADMIN), encode(verb, *args))

    return act


async def _inline(bot: RunningBot) -> Json:
    return bot.updates.inline_query(MEMBER, SECRET)


async def _added(bot: RunningBot) -> Json:
    return bot.updates.my_chat_member(GROUP, LEADER, "left", "member")


async def _moves(bot: RunningBot) -> Json:
    return bot.updates.migration(OLD_GROUP, MOVED, LEADER)[0]


async def _reason(bot: RunningBot) -> Json:
    message = await bot.ask(QUESTION)
    await bot.deliver(bot.updates.callback(MEMBER, message, encode(Verb.REASON, ENTRY, "?")))
    return bot.updates.message(MEMBER.chat, MEMBER, SECRET)


async def _late(bot: RunningBot) -> Json:
    update = bot.updates.message(MEMBER.chat, MEMBER, SECRET)
    update["message"]["date"] -= 3600
    return update


def calendar(what: What, *args: object) -> Stimulus:
    """The member presses a button of the card of a reminder in their own calendar."""

    async def act(bot: RunningBot) -> Json:
        now = bot.clock.now()
        fields = {"chat_id": MEMBER.id, "organizer_id": MEMBER.id, "organizer_name": MEMBER.first_name}
        await put(bot.stores, reminder_of(REMINDED, SERIES, now, **fields), now)
        message = await bot.ask("/meetings")
        return bot.updates.callback(MEMBER, message, encode(Verb.CALENDAR, what.value, SERIES, *args))

    return act


async def _title(bot: RunningBot) -> Json:
    await bot.deliver(await calendar(What.ASK_TITLE)(bot))
    return bot.updates.message(MEMBER.chat, MEMBER, SECRET)


def of_meeting(verb: Verb, what: str, *args: object) -> Stimulus:
    """The member presses a button of a meeting of their own calendar."""

    async def act(bot: RunningBot) -> Json:
        await calendar(What.CARD)(bot)
        reminder = await bot.stores.reminders.reminder(SERIES)
        assert reminder
        meeting = await bot.services.opening.open(reminder, FRIDAY, FRIDAY)
        return bot.updates.callback(MEMBER, await bot.ask("/meetings"), encode(verb, what, meeting.id, *args))

    return act


def typed_for(verb: Verb, what: str, *args: object) -> Stimulus:
    """The member types what a meeting's button asked for."""

    async def act(bot: RunningBot) -> Json:
        await bot.deliver(await of_meeting(verb, what, *args)(bot))
        return bot.updates.message(MEMBER.chat, MEMBER, SECRET)

    return act


async def _notice(bot: RunningBot) -> tuple[str, Json]:
    """The id of a meeting of the group, and a message there that asks who comes."""
    now = bot.clock.now()
    reminder = await put(bot.stores, reminder_of(REMINDED, SERIES, now), now)
    meeting = await bot.services.opening.open(reminder, FRIDAY, FRIDAY)
    turnout = await bot.services.signing_up.turnout(meeting)
    await bot.notifier.send(Place(GROUP.id), render_sign_up(meeting, turnout, LEADER.first_name))
    return meeting.id, bot.api.sent()[-1]


async def _answers(bot: RunningBot) -> Json:
    meeting_id, message = await _notice(bot)
    return bot.updates.callback(MEMBER, message, encode(Verb.ANSWER, meeting_id, "n"))


async def _leave(bot: RunningBot) -> Json:
    meeting_id, message = await _notice(bot)
    await bot.deliver(bot.updates.message(MEMBER.chat, MEMBER, "/start"))
    await bot.deliver(bot.updates.callback(MEMBER, message, encode(Verb.ANSWER, meeting_id, "n")))
    await bot.board.settled()
    return bot.updates.message(MEMBER.chat, MEMBER, SECRET)


BUTTONS: dict[Verb, Stimulus] = {
    Verb.PICK: presses(Verb.PICK, after=AMBIGUOUS),
    Verb.REJECT: presses(Verb.REJECT, after=AMBIGUOUS),
    Verb.SHOW: presses(Verb.SHOW, ENTRY),
    Verb.TOPICS: presses(Verb.TOPICS),
    Verb.TOPIC: presses(Verb.TOPIC, TOPIC, 0),
    Verb.SECTION: presses(Verb.SECTION, reference("group")),
    Verb.GUIDE: presses(Verb.GUIDE, reference("divide-or-not"), reference("size")),
    Verb.REPORT: presses(Verb.REPORT, ENTRY),
    Verb.REASON: presses(Verb.REASON, ENTRY, "w"),
    Verb.FORGET: presses(Verb.FORGET, "y", MEMBER.id),
    Verb.NAME_LEADER: presses(Verb.NAME_LEADER, OTHER.id, after=f"/ask {QUESTION}", chat=GROUP),
    Verb.UNNAME_LEADER: presses(Verb.UNNAME_LEADER, OTHER.id, after=f"/ask {QUESTION}", chat=GROUP),
    Verb.PREFERENCES: presses(Verb.PREFERENCES, MEMBER.id, "z", "Asia/Tokyo"),
    Verb.FOCUS: presses(Verb.FOCUS, 0, "s"),
    Verb.DRAFT: presses(Verb.DRAFT, after=WISH),
    Verb.CALENDAR: calendar(What.SKIP, pack(FRIDAY)),
    Verb.ROSTER: presses(Verb.ROSTER, "j", GROUP.id, after="/roster", chat=GROUP),
    Verb.ANSWER: _answers,
    Verb.MEETING: of_meeting(Verb.MEETING, "o"),
    Verb.MINUTES: of_meeting(Verb.MINUTES, "o"),
    Verb.PRESET: presses(Verb.PRESET, "l", MEMBER.id, after="/presets"),
    Verb.FAQ: by_admin(Verb.FAQ, "hi"),
    Verb.KEEPERS: by_admin(Verb.KEEPERS, "l"),
    Verb.WRITING: by_admin(Verb.WRITING, "n"),
    Verb.MISSES: by_admin(Verb.MISSES, "s", 30),
    Verb.CLOSE: presses(Verb.CLOSE),
}

STIMULI: dict[str, Stimulus] = {
    **{f"{name} in private": says(f"/{name}") for name in ("start", *words.COMMANDS)},
    **{f"{name} in a group": says(f"/{name}", GROUP) for name in ("start", *words.COMMANDS)},
    "deep link": says("/start e_group-meeting-frequency"),
    "ask": says(f"/ask {QUESTION}", GROUP),
    "ask in reply": replies("/ask", SECRET),
    "text": says(SECRET),
    "choices": says(AMBIGUOUS),
    "late text": _late,
    "unknown command": says(f"/x {SECRET}"),
    "edit": edits(QUESTION, SECRET, MEMBER.chat),
    "edit in a group": edits(f"/ask {QUESTION}", f"/ask {SECRET}", GROUP),
    "reason": _reason,
    "settings by a member": says("/settings", GROUP),
    "settings": says("/settings", GROUP, LEADER),
    "settings in reply": replies("/settings", SECRET),
    "settings in private": says("/settings"),
    "group link": says("/start g_n1001", LEADER.chat, LEADER),
    "roster": says("/roster", GROUP),
    "roster in reply": replies("/roster", SECRET),
    "reason for leave": _leave,
    "presets": says("/presets"),
    "minutes": says("/minutes"),
    "topics": typed_for(Verb.MEETING, "s"),
    "decisions": typed_for(Verb.MINUTES, "i", "d"),
    "minutes are filed": of_meeting(Verb.MINUTES, "fy"),
    "a file of minutes": of_meeting(Verb.MINUTES, "x", 0),
    "a file of a meeting": of_meeting(Verb.MEETING, "e"),
    "inline": _inline,
    "added": _added,
    "moved": _moves,
    **{f"button {verb.name}": act for verb, act in BUTTONS.items()},
    "guide begins": presses(Verb.GUIDE, reference("divide-or-not")),
    "own words": presses(Verb.REASON, ENTRY, "?"),
    "button in a group": presses(Verb.SHOW, ENTRY, after=f"/ask {QUESTION}", chat=GROUP),
    "stale button": presses(Verb.SHOW, "gone"),
    "a wish": says(WISH),
    "a card": says("/remind 每月5号下午3点开党小组会", GROUP, LEADER),
    "a title is asked for": calendar(What.ASK_TITLE),
    "a title": _title,
    "a calendar file": calendar(What.EXPORT),
    "the knowledge": says("/faq", ADMIN.chat, ADMIN),
    "a file of knowledge": by_admin(Verb.FAQ, "xf", reference("faq/group-rules-2019.yaml")),
    "an edit that cannot be made": calendar(What.RESTORE, pack(FRIDAY), What.PICK_SKIP.value),
}

PAIRS = [
    pytest.param(stimulus, failure, id=f"{name}, {reason}")
    for name, stimulus in STIMULI.items()
    for reason, failure in FAILURES.items()
]


@pytest.fixture(autouse=True)
def _no_time_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Flood waits of a second take none."""
    monkeypatch.setattr(flood, "MARGIN", -1.0)


@pytest.fixture
def log() -> Iterator[Log]:
    """What is logged."""
    with production_log() as log:
        yield log


def visible(bot: RunningBot) -> dict[tuple[int, int], str]:
    """The texts of the bot's messages, wherever they are."""
    return {
        (chat_id, message_id): message.get("text") or message["caption"]
        for chat_id, messages in bot.api.world.messages.items()
        for message_id, message in messages.items()
        if message.get("from", {}).get("id") == bot.api.world.bot.id
    }


def test_every_button_is_tried() -> None:
    """A new verb needs a stimulus here."""
    assert set(BUTTONS) == set(Verb)


@pytest.mark.parametrize(("stimulus", "failure"), PAIRS)
@pytest.mark.parametrize("times", [1, 20], ids=["once", "on and on"])
async def test_a_failure_hurts_nobody(
    stimulus: Stimulus, failure: Failure, times: int, bot: RunningBot, log: Log
) -> None:
    """Nothing is raised, nobody reads anything twice that is not marked, the log is short and discreet, and the next
    question is answered."""
    bot.api.world.add_chat(MOVED, MEMBER)
    update = await stimulus(bot)
    before = visible(bot)
    for method in METHODS:
        bot.api.fail(method, failure, times)

    await bot.deliver(update)

    bot.api.recover()
    after = visible(bot)
    new = [text for place, text in after.items() if before.get(place) != text]
    assert len([text for text in new if words.SAID_AGAIN not in text]) <= 1
    assert log.tracebacks == []
    assert [text for text in (SECRET, QUESTION, MEMBER.first_name, "<html>") if text in log.text] == []
    assert "每月召开 1 次" in (await bot.ask(QUESTION, sender=OTHER))["text"]
    assert "每月召开 1 次" in (await bot.ask(f"/ask {QUESTION}"))["text"]


@pytest.mark.parametrize("stimulus", STIMULI.values(), ids=STIMULI)
async def test_without_failures_something_is_shown(stimulus: Stimulus, bot: RunningBot) -> None:
    """Each stimulus is one that the bot reacts to: the failures above have something to hit."""
    bot.api.calls.clear()
    update = await stimulus(bot)
    before = len(bot.api.calls)
    await bot.deliver(update)
    await bot.board.settled()
    if "migrate_to_chat_id" not in update.get("message", {}):
        assert [call.error for call in list(bot.api.calls)[before:]] != []
