"""What there is to send and to press: commands and actions of buttons from the code, and real buttons from chats."""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from telegram.ext import CommandHandler

from bot.console.local_updates import LocalChat, LocalUser
from bot.domain.errors import OutdatedError
from bot.handlers import buttons, calendar_buttons, habits, meeting_page, minutes, roster
from bot.handlers.care import faq, keepers, missing, writing
from bot.views import draft_buttons, pages, presets_buttons, settings, sign_up
from bot.views.calendar_buttons import What as CalendarWhat
from bot.views.callbacks import Verb, decode
from tests.permissions.world import Json, Stage, buttons_of
from tests.support.app import ADMIN, GROUP, LEADER, MEMBER, OTHER, SUN, WU, ZHOU, RunningBot

LETTERS: Mapping[Verb, tuple[int, tuple[str, ...]]] = {
    Verb.CALENDAR: (0, (*calendar_buttons._DO, CalendarWhat.EXPORT)),
    Verb.ROSTER: (0, tuple(roster._DO)),
    Verb.MEETING: (0, tuple(meeting_page._DO)),
    Verb.MINUTES: (0, tuple(minutes._DO)),
    Verb.PRESET: (0, tuple(presets_buttons.What)),
    Verb.FAQ: (0, tuple(faq._DO)),
    Verb.WRITING: (0, tuple(writing._DO)),
    Verb.MISSES: (0, tuple(missing._DO)),
    Verb.KEEPERS: (0, tuple(keepers._DO)),
    Verb.DRAFT: (1, tuple(draft_buttons.Step)),
    Verb.PREFERENCES: (1, (settings.CARD, settings.LEADERS, *settings.PAGES, *habits.PAGES)),
    Verb.ANSWER: (1, (*sign_up.RSVPS, sign_up.WRITE, sign_up.ANSWERS, sign_up.NUDGE)),
    Verb.FORGET: (0, ("y", "n")),
}
"""Under these verbs an argument, of that place, says what is done. The tables are those by which the bot goes."""

WANTED = 5
"""Buttons of one kind that are pressed to see where they lead."""


def actions() -> list[str]:
    """Every action of a button, as the table names it: the verb, and what says more."""
    found = []
    for verb in buttons._VERBS:
        _, letters = LETTERS.get(verb, (0, ()))
        found += [f"{verb.name} {letter}" for letter in map(str, letters)] or [verb.name]
    return found


def action_of(data: str) -> str:
    """The action of a button's data."""
    press = decode(data)
    assert press is not None, data
    place, letters = LETTERS.get(press.verb, (0, ()))
    return f"{press.verb.name} {press.args[place]}" if letters else press.verb.name


def commands(bot: RunningBot) -> list[str]:
    """Every command that the bot takes."""
    handlers = [each for group in bot.application.handlers.values() for each in group]
    return [name for each in handlers if isinstance(each, CommandHandler) for name in sorted(each.commands)]


FORGED: Mapping[str, str] = {
    **{f"FAQ {each}": f"1k:{each}:1:0" for each in ("rd", "cf", "ck", "ct", "cd")},
    **{f"FAQ {each}": f"1k:{each}:{{pending}}" for each in ("t", "m", "u")},
    "FAQ w": "1k:w:{pending}:a",
    "FAQ hd": "1k:hd:abcdef",
    **{f"WRITING {each}": f"1kw:{each}:{{pending}}:abcdef:0" for each in ("s", "l", "v", "r", "t", "h", "u")},
    **{f"WRITING {each}": f"1kw:{each}:{{pending}}:abcdef" for each in ("m", "mt", "mo", "mx")},
    **{f"MISSES {each}": f"1km:{each}:{{pending}}:0" for each in ("o", "oa", "rp")},
    "DRAFT p": "1d:{draft}:p:am",
    "ANSWER w": "1v:{meeting}:w",
    "ANSWER g": "1v:{meeting}:g",
    "MEETING d": "1m:d:{meeting}",
    "MINUTES p": "1mi:p:{series}:{occurrence}",
    "MINUTES u": "1mi:u:-1001:2026:{meeting}",
    "PRESET q": "1pr:q:-1001",
    "FOCUS": "1cf:-1001",
    "NAME_LEADER": "1la:17",
    "ROSTER q": "1ro:q:-1001",
}
"""Buttons that stand in messages which this world does not come to, put together as the code does it."""


@dataclass(frozen=True)
class Real:
    """A button that the bot showed."""

    data: str
    by: LocalUser
    """For whom it is, and who presses it."""
    chat: LocalChat


SEEDS: tuple[tuple[LocalUser, LocalChat, tuple[str, ...]], ...] = (
    (
        LEADER,
        GROUP,
        (
            "/meetings",
            "/settings",
            "/settings↩",
            "/roster",
            "/roster↩",
            "/minutes",
            "/minutes 2026",
            "/presets",
            "/forget",
        ),
    ),
    (LEADER, LEADER.chat, ("/settings", "/roster", "/remind", "/minutes", "/presets", "/meetings", "/privacy")),
    (MEMBER, MEMBER.chat, ("/ask 党小组会多久开一次", "/ask 谁主持", "/topics", "/forget", "/privacy", "/settings")),
    (OTHER, OTHER.chat, ("/meetings", "/privacy")),
    (ZHOU, ZHOU.chat, ()),
    (WU, WU.chat, ()),
    (
        ADMIN,
        ADMIN.chat,
        ("/faq", "/faq add", "/faq find 会", "/faq export", "/faq history", "/faq unanswered", "/faq admins", "/stats"),
    ),
)
"""What those who may are to send, to be shown buttons; with ``↩`` as a reply to somebody's message."""


async def crawl(stage: Stage) -> dict[str, list[Real]]:
    """Every kind of button that those who may come by, from commands and from what stands in the chats, by pressing
    each and what it leads to. Nothing is different afterwards."""
    bot, todo = stage.bot, deque[Real]()
    seen: set[tuple[str, int]] = set()
    found: dict[str, list[Real]] = defaultdict(list)

    def note(messages: Iterable[Json], by: LocalUser) -> None:
        for message in messages:
            for data in [each["callback_data"] for each in buttons_of(message) if "callback_data" in each]:
                chat_id = message["chat"]["id"]
                chat = GROUP if chat_id == GROUP.id else by.chat
                if (data, chat.id) not in seen and chat_id == chat.id:
                    seen.add((data, chat.id))
                    todo.append(Real(data, by, chat))

    for by, chat, sent in SEEDS:
        note(list(bot.api.world.messages[chat.id].values()), by)
        for text in sent:
            bot.api.calls.clear()
            replied = bot.updates.message(chat, SUN, "说一句")["message"] if text.endswith("↩") else None
            await bot.deliver(bot.updates.message(chat, by, text.rstrip("↩"), reply_to=replied))
            note(shown(bot.api.calls), by)
            stage.put_back()
    while todo:
        real = todo.popleft()
        action = action_of(real.data)
        if len(found[action]) >= WANTED:
            continue
        bot.api.calls.clear()
        page = stage.pages[real.chat.id]
        await bot.deliver(bot.updates.callback(real.by, page, real.data))
        await bot.board.settled()
        calls = list(bot.api.calls)
        stage.put_back()
        toasts = [call.params.get("text") for call in calls if call.method == "answerCallbackQuery"]
        if pages.error_sentence(OutdatedError()) not in toasts:
            found[action].append(real)
            note(shown(calls), real.by)
    bot.api.calls.clear()
    return {action: reals for action, reals in found.items() if reals}


def shown(calls: Iterable[Any]) -> list[Json]:
    """The messages that calls sent or changed, as they were then."""
    methods = {"sendMessage", "sendDocument", "editMessageText", "editMessageReplyMarkup"}
    return [call.result for call in calls if call.method in methods and isinstance(call.result, dict)]
