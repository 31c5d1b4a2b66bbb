"""Somebody sends a command or presses a button: what comes of it, and what of it must not be."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bot.console.local_api import ApiCall
from bot.console.local_updates import LocalChat, LocalUser
from bot.domain.roles import Action
from bot.services.rosters import NoRoster
from bot.services.sign_up_messages import NoSignUp
from bot.views import draft_words, roster_words, settings_words, sign_up_words, words
from bot.views.care import faq_words, keepers_words, missing_words
from tests.permissions.world import CHANNEL, RIVAL, ROBOT, SECRETS, Stage
from tests.support.app import ADMIN, FORUM, GROUP, LEADER, MEMBER, NAMED, STRANGER

ALLOWED, SILENT = "可以", "不理"

SENTENCES = {
    **{words.NOT_ALLOWED[action]: action.value for action in Action},
    words.OUTDATED: "过期",
    words.NOT_YOURS: "本人",
    words.OUTSIDE: "群外",
    words.CANNOT_EDIT: "过期",
    draft_words.EXPIRED: "过期",
    words.REPORT_PRIVATE: "私聊",
    words.FORGET_ANONYMOUS: "实名",
    settings_words.FOCUS_LOST: "换群",
    settings_words.FOCUS_OUTSIDE: "群外",
    faq_words.PRIVATE_ONLY: "私聊",
    faq_words.CHANGE_GONE: "过期",
    faq_words.OWN_CONSENT: "本人",
    keepers_words.NOBODY_ELSE: "两人",
    missing_words.STATS_PRIVATE: "私聊",
    roster_words.REFUSED[NoRoster.PRIVATE]: "群里",
    roster_words.REFUSED[NoRoster.NOT_A_PERSON]: "实名",
    roster_words.REFUSED[NoRoster.OUTSIDE]: "群外",
    roster_words.REFUSED[NoRoster.GONE]: "过期",
    sign_up_words.REFUSED[NoSignUp.OUTSIDE]: "群外",
    sign_up_words.REFUSED[NoSignUp.NOT_A_PERSON]: "实名",
}
"""The sentences that refuse, and what the table calls each."""

_SPEAKS = ("sendMessage", "sendDocument", "editMessageText", "editMessageReplyMarkup")
_SAYS = ("sendMessage", "sendDocument", "editMessageText")


@dataclass(frozen=True)
class Person:
    """Somebody in a chat: a column of the table."""

    name: str
    sender: LocalUser | LocalChat
    chat: LocalChat
    presses: bool = True
    """Who writes in a chat's name, and a bot, cannot press: Telegram has no such press."""


PEOPLE = (
    Person("群成员", MEMBER, GROUP),
    Person("知识管理员", ADMIN, GROUP),
    Person("群管理员", LEADER, GROUP),
    Person("指定的组长", NAMED, GROUP),
    Person("匿名管理员", GROUP, GROUP, presses=False),
    Person("频道", CHANNEL, GROUP, presses=False),
    Person("别的机器人", ROBOT, GROUP, presses=False),
    Person("别群组长·他的群", RIVAL, FORUM),
    Person("群成员·私聊", MEMBER, MEMBER.chat),
    Person("知识管理员·私聊", ADMIN, ADMIN.chat),
    Person("群管理员·私聊", LEADER, LEADER.chat),
    Person("指定的组长·私聊", NAMED, NAMED.chat),
    Person("别群组长·私聊", RIVAL, RIVAL.chat),
    Person("陌生人·私聊", STRANGER, STRANGER.chat),
)


LEADERS = (LEADER, NAMED, GROUP)
"""Who leads the group; in its own name, its anonymous administrators."""


@dataclass(frozen=True)
class Outcome:
    """What came of it."""

    said: str
    """``ALLOWED``, ``SILENT``, or what the table calls the sentence that refused."""
    leaks: tuple[str, ...]
    """What must not be, in words."""


async def command(stage: Stage, person: Person, text: str) -> Outcome:
    """Somebody writes. Everything is as before afterwards."""
    update = stage.bot.updates.message(person.chat, person.sender, text)
    return await _tried(stage, person, update)


async def press(stage: Stage, person: Person, data: str) -> Outcome:
    """Somebody presses a button that they may never have been shown, under a message in their chat. Everything is as
    before afterwards."""
    assert isinstance(person.sender, LocalUser)
    return await _tried(stage, person, stage.bot.updates.callback(person.sender, stage.pages[person.chat.id], data))


async def _tried(stage: Stage, person: Person, update: dict[str, Any]) -> Outcome:
    bot = stage.bot
    bot.api.calls.clear()
    await bot.deliver(update)
    await bot.board.settled()
    calls, now = list(bot.api.calls), stage.digest()
    changed = [name for name, digest in now.items() if digest != stage.saved_digest.get(name)]
    meddled = bool(changed) and person.sender not in LEADERS and stage.run_by_leaders() != stage.saved_group
    if changed:
        stage.put_back()
    said = _said(calls, changed)
    leaks = [*_told(calls, person), *(["changed what leaders of the group run"] if meddled else [])]
    if said not in {ALLOWED, SILENT}:
        leaks += [f"refused, and changed {name}" for name in changed if name not in HARMLESS]
        leaks += [f"refused, and did {call.method}" for call in calls if _does_more(call, person)]
    return Outcome(said, tuple(leaks))


HARMLESS = frozenset({"expectations", "chats", "turns"})
"""Tables with what a person is in the middle of, by their own id: whoever does something else gives that up."""


def _said(calls: Iterable[ApiCall], changed: list[str]) -> str:
    texts = [str(call.params.get("text") or "") for call in calls if call.method in {*_SAYS, "answerCallbackQuery"}]
    for text in texts:
        if text in SENTENCES:
            return SENTENCES[text]
    spoke = any(call.method in _SPEAKS for call in calls) or any(texts)
    return ALLOWED if spoke or [name for name in changed if name not in HARMLESS] else SILENT


def _does_more(call: ApiCall, person: Person) -> bool:
    """Whether a call of a refusal does more than refuse: says something in another chat, or sends a file. A page that
    is shown anew in the person's own chat is one of theirs: what must not be on it is looked for apart."""
    elsewhere = call.method in _SPEAKS and call.params["chat_id"] != person.chat.id
    return elsewhere or call.method == "sendDocument"


def _told(calls: Iterable[ApiCall], person: Person) -> Iterable[str]:
    """What was said where it must not be."""
    for call in calls:
        if call.method not in {*_SPEAKS, "answerCallbackQuery"}:
            continue
        said = repr({**call.params, "document": _content(call.params.get("document"))})
        for name, secret in SECRETS.items():
            if secret.word not in said:
                continue
            if call.method == "answerCallbackQuery" and person.sender.id not in secret.readers:
                yield f"{name} in a toast"
            if call.method != "answerCallbackQuery" and int(call.params["chat_id"]) not in secret.chats:
                yield f"{name} in chat {call.params['chat_id']}"


def _content(document: Any) -> str:
    """What a file says, as far as it is text."""
    content = getattr(document, "content", b"")
    return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""
