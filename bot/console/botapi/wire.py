"""How a call travels: a URL, form fields, uploaded files and a JSON answer."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from bot.console.botapi.errors import ApiError, bad_request

JsonDict = dict[str, Any]

INTEGERS = frozenset(
    {
        "cache_time", "direct_messages_topic_id", "from_chat_id", "limit", "max_connections", "message_id",
        "message_thread_id", "offset", "reply_to_message_id", "sender_chat_id", "timeout", "user_id",
    }
)  # fmt: skip
BOOLEANS = frozenset(
    {
        "allow_sending_without_reply", "disable_content_type_detection", "disable_notification",
        "disable_web_page_preview", "drop_pending_updates", "is_big", "is_personal", "protect_content",
        "show_alert",
    }
)  # fmt: skip
DOCUMENTS = {
    "allowed_updates": "allowed updates",
    "button": "inline query results button",
    "caption_entities": "entities",
    "commands": "commands",
    "entities": "entities",
    "link_preview_options": "link preview options",
    "reaction": "reaction types",
    "reply_markup": "reply keyboard markup",
    "reply_parameters": "reply parameters",
    "results": "inline query results",
    "scope": "BotCommandScope",
}
"""Parameters that hold JSON, and what Telegram calls them."""

_PATH = re.compile(r"/(?P<file>file/)?bot(?P<token>[^/]+)/(?P<rest>.+)$")
_NUMBER = re.compile(r"-?\d+")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that travels with a call."""

    name: str
    content: bytes = field(repr=False)
    mime_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Target:
    """What a URL of the Bot API asks for."""

    token: str
    name: str
    """The method, or the path of a file."""
    is_file: bool


@dataclass(frozen=True, slots=True)
class Request:
    """A call whose parameters are Python values."""

    params: JsonDict
    uploads: Mapping[str, Upload]


def parse_target(url: str) -> Target | None:
    """What the URL asks for; None where it is no URL of a Bot API."""
    match = _PATH.search(urlsplit(url).path)
    if match is None:
        return None
    return Target(unquote(match["token"]), unquote(match["rest"]), is_file=match["file"] is not None)


def decode_params(fields: Mapping[str, str]) -> JsonDict:
    """Form fields as Python values; an empty field is as good as none. Raises ApiError for broken JSON."""
    return {name: _decode(name, value) for name, value in fields.items() if value != ""}


def encode_answer(result: object) -> tuple[int, bytes]:
    """The HTTP answer that carries a result."""
    return 200, json.dumps({"ok": True, "result": result}).encode()


def encode_error(error: ApiError) -> tuple[int, bytes]:
    """The HTTP answer that carries a refusal."""
    return error.code, json.dumps(error.payload()).encode()


def _decode(name: str, value: str) -> object:
    if name in DOCUMENTS:
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {DOCUMENTS[name]} JSON object") from None
    if name == "chat_id":
        return int(value) if _NUMBER.fullmatch(value) else value
    if name in INTEGERS:
        return int(value) if _NUMBER.fullmatch(value) else 0
    if name in BOOLEANS:
        return value.lower() in {"true", "yes", "1"}
    return value
