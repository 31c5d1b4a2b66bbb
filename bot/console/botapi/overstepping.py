"""What the documentation of the Bot API does not allow, and Telegram takes without a word: it cuts, drops or ignores
it, or refuses it as something else. A bot that is meant well does none of it."""

from collections.abc import Callable, Iterator
from typing import Any

from bot.console.botapi.errors import ApiError
from bot.console.botapi.html import parse_html, utf16_length
from bot.console.botapi.links import check_link, user_of_link
from bot.console.botapi.text import MAX_ENTITIES
from bot.console.botapi.wire import JsonDict, Upload

MAX_ROW = 8
"""Buttons of a row; Telegram does not show the others."""
MAX_PLACEHOLDER = 64
"""Characters of the hint in the input field."""
MAX_COPIED = 256
"""Characters that a button copies."""
MAX_QUOTE = 1024
"""UTF-16 units of the part of a message that a reply quotes."""
MAX_UPLOAD = 50_000_000
MAX_FILE_NAME = 255
"""Bytes of a name that every file system takes."""
MAX_ID = 2**52
"""Telegram's numbers of chats and people have at most 52 bits; those of messages have 31."""
MAX_MESSAGE_ID = 2**31
_ACTIONS = ("url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
            "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay")  # fmt: skip
_POSITIVE = ("message_id", "message_thread_id", "reply_to_message_id")
_TEXTS = (("text", "parse_mode"), ("caption", "parse_mode"), ("message_text", "parse_mode"))


def overstepped(method: str, params: JsonDict) -> list[str]:
    """What is wrong with the parameters of a call, one sentence each; empty where nothing is."""
    found = [*_of_numbers(params), *_of_texts(params), *_of_files(params)]
    if isinstance(params.get("reply_markup"), dict):
        found += _of_markup(params["reply_markup"])
    if isinstance(params.get("reply_parameters"), dict):
        found += _of_reply(params["reply_parameters"])
    more = _OF_METHOD.get(method)
    return found if more is None else [*found, *more(params)]


def _of_numbers(params: JsonDict) -> Iterator[str]:
    for name in _POSITIVE:
        if name in params and not 0 < params[name] < MAX_MESSAGE_ID:
            yield f"{name} is no positive number of 31 bits"
    chat, user = params.get("chat_id"), params.get("user_id", 1)
    if chat == 0 or (isinstance(chat, int) and abs(chat) >= MAX_ID):
        yield "chat_id is no number of a chat"
    if not 0 < user < MAX_ID:
        yield "user_id is no number of a person"
    if params.get("cache_time", 0) < 0:
        yield "cache_time is negative"


def _of_texts(params: JsonDict) -> Iterator[str]:
    for name, mode in _TEXTS:
        if not params.get(name):
            continue
        try:
            entities = parse_html(params[name])[1] if params.get(mode, "").lower() == "html" else []
        except ApiError:
            return  # refused for that
        if len(entities) > MAX_ENTITIES:
            yield f"{name} has {len(entities)} entities"
        yield from (f"{name} has a link that leads nowhere" for entity in entities if not _leads(entity))
    if params.get("parse_mode") and (params.get("entities") or params.get("caption_entities")):
        yield "entities beside a parse_mode"


def _leads(entity: JsonDict) -> bool:
    url = entity.get("url", "")
    if entity["type"] != "text_link" or user_of_link(url) is not None:
        return True
    try:
        check_link(url)
    except ValueError:
        return False
    return True


def _of_files(params: JsonDict) -> Iterator[str]:
    for upload in params.values():
        if isinstance(upload, Upload):
            name = upload.name
            if len(upload.content) > MAX_UPLOAD:
                yield "a file of more than 50 MB"
            if not name.strip(" .") or len(name.encode()) > MAX_FILE_NAME or "/" in name or not name.isprintable():
                yield "a file with a name that no file can have"


def _of_reply(reply: JsonDict) -> Iterator[str]:
    if not 0 < int(reply.get("message_id", 0)) < MAX_MESSAGE_ID:
        yield "message_id of reply_parameters is no positive number of 31 bits"
    if utf16_length(reply.get("quote", "")) > MAX_QUOTE:
        yield f"quote of more than {MAX_QUOTE} units"


def _of_markup(markup: JsonDict) -> Iterator[str]:
    for row in markup.get("inline_keyboard") or ():
        if len(row) > MAX_ROW:
            yield f"a row of {len(row)} buttons"
        for button in row:
            yield from _of_button(button)
    hint = markup.get("input_field_placeholder")
    if hint is not None and not 0 < len(hint) <= MAX_PLACEHOLDER:
        yield f"input_field_placeholder of {len(hint)} characters"
    if "force_reply" in markup and markup["force_reply"] is not True:
        yield "force_reply that does not force"


def _of_button(button: JsonDict) -> Iterator[str]:
    actions = [name for name in _ACTIONS if name in button]
    if len(actions) != 1:
        yield f"a button with {len(actions)} actions"
    copied: Any = button.get("copy_text", {})
    if copied and not 0 < len(copied.get("text", "")) <= MAX_COPIED:
        yield "a button that copies nothing, or too much"


def _of_results(params: JsonDict) -> Iterator[str]:
    for result in params.get("results") or ():
        content = result.get("input_message_content") or {}
        yield from _of_texts(content)
        if result.get("type") == "article" and not str(result.get("title", "")).strip():
            yield "an article without a title"
        if isinstance(result.get("reply_markup"), dict):
            yield from _of_markup(result["reply_markup"])
    button = params.get("button") or {}
    if button and not str(button.get("text", "")).strip():
        yield "a button above the results without a text"


def _of_polling(params: JsonDict) -> Iterator[str]:
    if not 1 <= params.get("limit", 100) <= 100:
        yield "limit is not between 1 and 100"
    if params.get("timeout", 0) < 0:
        yield "timeout is negative"


def _of_webhook(params: JsonDict) -> Iterator[str]:
    if not 1 <= params.get("max_connections", 40) <= 100:
        yield "max_connections is not between 1 and 100"


def _of_edit(params: JsonDict) -> Iterator[str]:
    by_inline, by_chat = "inline_message_id" in params, "chat_id" in params and "message_id" in params
    if by_inline == by_chat:
        yield "an edit of no message, or of two"


_OF_METHOD: dict[str, Callable[[JsonDict], Iterator[str]]] = {
    "answerInlineQuery": _of_results,
    "getUpdates": _of_polling,
    "setWebhook": _of_webhook,
    "editMessageText": _of_edit,
    "editMessageReplyMarkup": _of_edit,
}
