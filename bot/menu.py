"""The commands that Telegram shows in its menu, by scope."""

import logging
from collections.abc import Iterable
from typing import Any

from telegram import (
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.logs import brief
from bot.views import words

log = logging.getLogger(__name__)

MEMBER = [BotCommand(name, text) for name, text in words.COMMANDS.items()]
LEADER = [*MEMBER, *(BotCommand(name, text) for name, text in words.COMMANDS_LEADER.items())]
KEEPER = [*LEADER, *(BotCommand(name, text) for name, text in words.COMMANDS_KEEPER.items())]


async def publish_menus(bot: ExtBot[Any]) -> None:
    """Tell Telegram the commands of each scope. A server that cannot is no reason not to start."""
    scopes = (
        (BotCommandScopeAllPrivateChats(), LEADER),
        (BotCommandScopeAllGroupChats(), MEMBER),
        (BotCommandScopeAllChatAdministrators(), LEADER),
    )
    try:
        for scope, commands in scopes:
            await bot.delete_my_commands(scope)
            await bot.set_my_commands(commands, scope)
    except TelegramError as error:
        log.warning("commands not published: %s", brief(error))


async def show_to_admins(bot: ExtBot[Any], user_ids: Iterable[int]) -> None:
    """The menus of admins of the knowledge, in their private chats. Of who never opened theirs Telegram knows none."""
    for user_id in user_ids:
        try:
            await bot.set_my_commands(KEEPER, BotCommandScopeChat(user_id))
        except TelegramError as error:
            log.info("commands of an admin not published: %s", brief(error))


async def hide_from(bot: ExtBot[Any], user_id: int) -> None:
    """Of who is no admin any more, the menu is everybody's again."""
    try:
        await bot.delete_my_commands(BotCommandScopeChat(user_id))
    except TelegramError as error:
        log.info("commands of a former admin not taken away: %s", brief(error))
