"""The application as a whole: its commands, and what happens when something goes wrong inside."""

import json
from collections.abc import Iterator

import pytest
from telegram import Update
from telegram.error import Forbidden
from telegram.ext import MessageHandler, filters

from bot.application import publish_commands
from bot.domain.errors import NotAllowedError, NotYoursError, OutdatedError, UserError
from bot.domain.keeper import Act, Keeper, KeeperEvent
from bot.domain.roles import Action
from bot.handlers.context import BotContext
from bot.handlers.errors import on_error
from bot.handlers.routing import ALLOWED_UPDATES
from bot.menu import hide_from, show_to_admins
from bot.views import words
from tests.support import telegram
from tests.support.app import ADMIN, FORUM, GROUP, MEMBER, RunningBot
from tests.support.logs import Log, production_log

BOOM = "把锅端走"


@pytest.fixture
def log() -> Iterator[Log]:
    """What is logged."""
    with production_log() as log:
        yield log


def fail_with(bot: RunningBot, error: Exception) -> None:
    """Let the handler of one message raise."""

    async def fail(update: Update, context: BotContext) -> None:
        raise error

    bot.application.add_handler(MessageHandler(filters.Text([BOOM]), fail), group=-2)


async def test_a_bug_is_told_with_a_reference_that_the_operator_finds(bot: RunningBot, log: Log) -> None:
    """The person reads no traceback; the log has one, under the same code, without what the person wrote."""
    fail_with(bot, ZeroDivisionError("a bug"))
    await bot.deliver(bot.updates.message(MEMBER.chat, MEMBER, BOOM))
    told = [sent["text"] for sent in bot.api.sent() if "编号" in sent["text"]]
    reference = told[0].partition("编号 ")[2][:6]
    assert told == [words.BUG.format(reference=reference)]
    assert [entry["message"] for entry in log.entries] == [f"bug [{reference}]"]
    assert "ZeroDivisionError" in log.tracebacks[0]
    assert BOOM not in log.text


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (NotAllowedError(Action.MANAGE_LEADERS), words.NOT_ALLOWED[Action.MANAGE_LEADERS]),
        (NotYoursError(), words.NOT_YOURS),
        (OutdatedError(), words.OUTDATED),
    ],
)
async def test_an_expected_refusal_is_a_sentence_and_no_entry_in_the_log(
    bot: RunningBot, log: Log, error: UserError, sentence: str
) -> None:
    """In a group as a reply."""
    fail_with(bot, error)
    update = bot.updates.message(GROUP, MEMBER, BOOM)
    await bot.deliver(update)
    assert bot.api.sent()[-1]["text"] == sentence
    assert bot.api.sent()[-1]["reply_to_message"]["message_id"] == update["message"]["message_id"]
    assert log.entries == []


async def test_trouble_of_telegram_is_a_line_and_nobody_is_told(bot: RunningBot, log: Log) -> None:
    """Who would be told would not get it either."""
    fail_with(bot, Forbidden("bot was blocked by the user"))
    await bot.deliver(bot.updates.message(GROUP, MEMBER, BOOM))
    assert bot.api.sent() == []
    assert [entry["message"] for entry in log.entries] == ["telegram: Forbidden: bot was blocked by the user"]


async def test_an_error_without_an_update_is_told_to_nobody(bot: RunningBot, log: Log) -> None:
    """The library may fail on its own."""
    context = BotContext(bot.application)
    context.error = ZeroDivisionError("a bug")
    await on_error(None, context)
    assert bot.api.sent() == []
    assert len(log.tracebacks) == 1


async def test_a_topic_that_the_bot_opened_speaks_to_nobody(bot: RunningBot) -> None:
    """Every message there replies to the opening, which is the bot's; only a reply to a message of it is one."""
    bot.updates.message(FORUM, bot.api.world.bot, "开题", thread_id=7)
    await bot.deliver(bot.updates.message(FORUM, MEMBER, "党小组会多久开一次", thread_id=7))
    assert bot.api.sent() == []


async def test_the_commands_of_every_scope_are_published(bot: RunningBot) -> None:
    """Those of leaders to the administrators of groups, and to everybody in private."""
    await publish_commands(bot.application.bot)
    published = {
        json.loads(scope)["type"]: [command["command"] for command in commands]
        for (scope, _), commands in bot.api.settings.commands.items()
    }
    assert published == {
        "all_private_chats": [*words.COMMANDS, *words.COMMANDS_LEADER],
        "all_group_chats": list(words.COMMANDS),
        "all_chat_administrators": [*words.COMMANDS, *words.COMMANDS_LEADER],
    }


@pytest.mark.parametrize("method", ["setMyCommands", "deleteMyCommands"])
async def test_a_server_without_commands_is_no_reason_not_to_start(bot: RunningBot, log: Log, method: str) -> None:
    """One line says so."""
    bot.api.fail(method, telegram.server_error())
    await publish_commands(bot.application.bot)
    assert [entry["level"] for entry in log.entries] == ["WARNING"]
    assert "commands not published" in log.text


async def test_admins_have_the_commands_of_the_knowledge_in_their_menu(bot: RunningBot, log: Log) -> None:
    """Each in their private chat; of whom Telegram does not know is a line in the log, and the others get theirs."""
    await bot.stores.keepers.name(
        Keeper(MEMBER.id, "小李", ADMIN.id, bot.clock.now()),
        KeeperEvent(bot.clock.now(), ADMIN.id, "", Act.NAMED),
    )
    bot.api.fail("setMyCommands", telegram.bad_request("chat not found"))
    await show_to_admins(bot.application.bot, await bot.services.access.who_keep_knowledge())
    assert list(menus(bot)) == [MEMBER.id]
    await publish_commands(bot.application.bot, bot.services.access)
    wanted = [*words.COMMANDS, *words.COMMANDS_LEADER, *words.COMMANDS_KEEPER]
    assert menus(bot) == {ADMIN.id: wanted, MEMBER.id: wanted}
    await hide_from(bot.application.bot, MEMBER.id)
    assert list(menus(bot)) == [ADMIN.id]


def menus(bot: RunningBot) -> dict[int, list[str]]:
    """The commands of single chats."""
    found = {json.loads(scope).get("chat_id"): each for (scope, _), each in bot.api.settings.commands.items()}
    return {chat: [command["command"] for command in each] for chat, each in found.items() if chat}


async def test_every_kind_of_update_that_is_asked_for_has_a_handler(bot: RunningBot) -> None:
    """What Telegram is not asked for does not come."""
    asked = bot.updates.message(MEMBER.chat, MEMBER, "党小组会多久开一次")
    kinds = {
        "message": asked,
        "edited_message": bot.updates.edited_message(asked["message"], "组长有什么条件"),
        "callback_query": bot.updates.callback(MEMBER, asked["message"], "1x"),
        "inline_query": bot.updates.inline_query(MEMBER, ""),
        "my_chat_member": bot.updates.my_chat_member(GROUP, MEMBER, "left", "member"),
    }
    assert tuple(kinds) == ALLOWED_UPDATES
    handlers = bot.application.handlers[0]
    for kind, update in kinds.items():
        parsed = Update.de_json(update, bot.application.bot)
        assert any(handler.check_update(parsed) not in {None, False} for handler in handlers), kind
