"""What comes from a group that is a supergroup by now: a press below a message that stayed behind, or a message that
was sent before. It is handled as if it came from the supergroup, whatever it is."""

import logging

from telegram import Bot, Message, Update
from telegram.constants import ChatType

from bot.domain.errors import StorageError
from bot.services.ports import ChatStore

log = logging.getLogger(__name__)

NO_MESSAGE = 0
"""Stands for a message of the old group: ids begin anew in the new one, and would name others there. It can be neither
edited nor replied to, so that what would be shown in its place is said anew."""


async def followed(update: object, chats: ChatStore, bot: Bot) -> object:
    """An update as it is to be handled: the same, unless its group moved. Supergroups never move, and cost nothing.
    Where the database does not answer it is left as it is; whoever handles it meets that, too."""
    message = _message_of(update) if isinstance(update, Update) else None
    if not isinstance(update, Update) or message is None:
        return update
    try:
        now_in = await chats.current_id(message.chat_id)
    except StorageError as error:
        log.error("not known whether a group moved: %s", error)
        return update
    return update if now_in == message.chat_id else Update.de_json(_moved(update, now_in), bot)


def _message_of(update: Update) -> Message | None:
    """The message by which an update belongs to a group that may have moved; none where it tells of the move itself."""
    press = update.callback_query
    message = press.message if press is not None else update.message
    if not isinstance(message, Message) or message.chat.type != ChatType.GROUP or message.migrate_to_chat_id:
        return None
    return message


def _moved(update: Update, chat_id: int) -> dict[str, object]:
    raw = update.to_dict()
    message = raw["callback_query"]["message"] if update.callback_query else raw["message"]
    message["chat"] |= {"id": chat_id, "type": ChatType.SUPERGROUP.value}
    message["message_id"] = NO_MESSAGE
    sender = message.get("sender_chat")
    if sender is not None and sender["id"] != chat_id and sender.get("type") == ChatType.GROUP:  # an anonymous admin
        sender |= {"id": chat_id, "type": ChatType.SUPERGROUP.value}
    return raw
