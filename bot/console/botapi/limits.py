"""What Telegram refuses of keyboards, inline answers, commands and reactions, in its own words."""

import json
import re

from telegram.constants import ReactionEmoji

from bot.console.botapi.errors import ApiError, bad_request
from bot.console.botapi.html import utf16_length
from bot.console.botapi.links import check_link, user_of_link
from bot.console.botapi.text import MAX_TEXT, format_text, is_blank
from bot.console.botapi.wire import JsonDict

MAX_BUTTONS = 100
MAX_REPLY_BUTTONS = 300
MAX_KEYBOARD_BYTES = 10_000
MAX_CALLBACK_DATA_BYTES = 64
MAX_CALLBACK_ANSWER = 200
MAX_RESULTS = 50
MAX_RESULT_ID_BYTES = 64
MAX_COMMANDS = 100

_START_PARAMETER = re.compile(r"[A-Za-z0-9_-]*")
_COMMAND = re.compile(r"[a-z0-9_]+")
_LANGUAGE = re.compile(r"([a-z]{2})?")
_CHOICES = ("callback_game", "pay", "switch_inline_query", "switch_inline_query_chosen_chat",
            "switch_inline_query_current_chat", "login_url", "web_app", "copy_text")  # fmt: skip
_ANSWER_URL = re.compile(r"(?:https://t\.me/|tg://resolve\?)\S+")
_RESULT_TYPES = frozenset({"article", "audio", "contact", "document", "game", "gif", "location", "mpeg4_gif",
                           "photo", "sticker", "venue", "video", "voice"})  # fmt: skip


def check_markup(markup: object, *, only_inline: bool = False) -> JsonDict | None:
    """The inline keyboard as Telegram stores it; None for no keyboard, and for the kinds that belong to the
    person's keyboard instead of the message. Raises ApiError."""
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    rows = markup.get("inline_keyboard")
    if rows is None:
        if only_inline and markup:
            raise bad_request("inline keyboard expected")
        _check_keyboard(markup.get("keyboard", []))
        return None
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    checked = [[_check_button(button) for button in row] for row in rows if row]
    if not checked:
        return None
    size = len(json.dumps(checked, ensure_ascii=False).encode())
    if sum(map(len, checked)) > MAX_BUTTONS or size > MAX_KEYBOARD_BYTES:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": checked}


def _check_keyboard(rows: object) -> None:
    """The keyboard in place of the person's own. Raises ApiError."""
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "keyboard" of the ReplyKeyboardMarkup must be an Array of Arrays')
    buttons = [button if isinstance(button, dict) else {"text": button} for row in rows for button in row]
    if any(is_blank(str(button.get("text", ""))) for button in buttons):
        raise bad_request("keyboard button text must be non-empty")
    if len(buttons) > MAX_REPLY_BUTTONS:
        raise bad_request("reply markup is too long")


def check_callback_answer(params: JsonDict) -> None:
    """A notice of at most 200 characters; an address only of the bot itself. Raises ApiError."""
    if len(params.get("text", "")) > MAX_CALLBACK_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    if params.get("url") and not _ANSWER_URL.fullmatch(params["url"]):
        raise bad_request("URL_INVALID")


def check_inline_answer(params: JsonDict) -> None:
    """At most 50 results with ids of their own, and a button that opens the private chat. Raises ApiError."""
    if params.get("button") is not None:
        _check_results_button(params["button"])
    results = params.get("results") or []
    if not isinstance(results, list):
        raise bad_request("expected an Array of inline query results")
    if len(results) > MAX_RESULTS:
        raise bad_request("too many inline query results specified")
    for result in results:
        _check_result(result)
    ids = [result["id"] for result in results]
    if any(not 0 < len(id_.encode()) <= MAX_RESULT_ID_BYTES for id_ in ids):
        raise bad_request("RESULT_ID_INVALID")
    if len(set(ids)) < len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    if len(params.get("next_offset", "").encode()) > 64:
        raise bad_request("NEXT_OFFSET_INVALID")


def check_commands(commands: object) -> list[JsonDict]:
    """The commands as Telegram stores them. Raises ApiError."""
    if not isinstance(commands, list):
        raise bad_request("expected an Array of BotCommand")
    checked = [_check_command(command) for command in commands]
    if len(checked) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    return checked


def check_language(code: str) -> str:
    """A language of two letters, or none. Raises ApiError."""
    if not _LANGUAGE.fullmatch(code):
        raise bad_request("invalid language code specified")
    return code


def check_reactions(reactions: list[JsonDict]) -> None:
    """At most one emoji, of those that Telegram offers. Raises ApiError."""
    known = {emoji.value for emoji in ReactionEmoji}
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    for reaction in reactions:
        if reaction.get("emoji") not in known:
            raise bad_request("REACTION_INVALID")


def _check_button(button: object) -> JsonDict:
    if not isinstance(button, dict):
        raise _button_error("InlineKeyboardButton must be an Object")
    if "text" not in button:
        raise _button_error('Can\'t find field "text"')
    url, data = button.get("url"), button.get("callback_data")
    if not (url or data or any(name in button for name in _CHOICES)):
        raise _button_error("Text buttons are unallowed in the inline keyboard")
    if is_blank(button["text"]):
        raise bad_request("inline keyboard button text must be non-empty")
    if url:
        return button | {"url": _check_button_url(url)}
    if data and len(data.encode()) > MAX_CALLBACK_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if "web_app" in button and not str(button["web_app"].get("url", "")).startswith("https://"):
        raise bad_request(f"inline keyboard button Web App URL '{button['web_app'].get('url', '')}' is invalid: "
                          "Only HTTPS links are allowed")  # fmt: skip
    return dict(button)


def _check_button_url(url: str) -> str:
    user_id = user_of_link(url)
    if user_id is not None:
        return f"tg://user?id={user_id}"
    try:
        return check_link(url)
    except ValueError as error:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: {error}") from None


def _button_error(text: str) -> ApiError:
    return bad_request(f"can't parse inline keyboard button: {text}")


def _check_results_button(button: JsonDict) -> None:
    if "text" not in button:
        raise bad_request("can't parse inline query results button: Can't find field \"text\"")
    if ("start_parameter" in button) == ("web_app" in button):
        reason = "InlineQueryResultsButton must have exactly one optional field"
        raise bad_request(f"can't parse inline query results button: {reason}")
    parameter = button.get("start_parameter")
    if parameter == "":
        raise bad_request("can't use empty start_parameter")
    if parameter and len(parameter) > 64:
        raise bad_request("too long start_parameter specified")
    if parameter and not _START_PARAMETER.fullmatch(parameter):
        raise bad_request("unallowed characters in start_parameter are used")


def _check_result(result: object) -> None:
    if not isinstance(result, dict):
        raise _result_error("Inline query result must be an object")
    for name in ("type", "id") + (("title", "input_message_content") if result.get("type") == "article" else ()):
        if name not in result:
            raise _result_error(f'Can\'t find field "{name}"')
    if result["type"] not in _RESULT_TYPES:
        raise _result_error(f'type "{result["type"]}" is unsupported for the inline query result')
    content = result.get("input_message_content")
    if content is not None and "message_text" in content:
        _check_content(content)
    check_markup(result.get("reply_markup"), only_inline=True)


def _check_content(content: JsonDict) -> None:
    if not content["message_text"]:
        raise _result_error("Message text is empty")
    mode, entities = content.get("parse_mode", ""), content.get("entities", ())
    try:
        formatted = format_text(content["message_text"], mode, entities)
    except ApiError as error:
        reason = error.description.removeprefix("Bad Request: ")
        raise _result_error(reason[0].upper() + reason[1:]) from None
    if is_blank(formatted.text):
        raise bad_request("text must be non-empty")
    if utf16_length(formatted.text) > MAX_TEXT:
        raise bad_request("MESSAGE_TOO_LONG")


def _result_error(text: str) -> ApiError:
    return bad_request(f"can't parse inline query result: {text}")


def _check_command(command: object) -> JsonDict:
    if not isinstance(command, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    for field in ("command", "description"):
        if field not in command:
            raise bad_request(f"can't parse BotCommand: Can't find field \"{field}\"")
    name = command["command"].strip().removeprefix("/")
    description = command["description"].strip()
    for what, text, most in (("command", name, 32), ("command description", description, 256)):
        if not text:
            raise bad_request(f"{what} must be non-empty")
        if len(text) > most:
            raise bad_request(f"{what} length must not exceed {most}")
    if not _COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    return {"command": name, "description": description}
