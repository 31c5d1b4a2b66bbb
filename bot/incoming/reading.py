"""What the JSON of an update must have before it is made into one: Telegram keeps to that, and whoever speaks in its
place need not. The library checks no types, and takes a message without a chat."""

import re
from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]

MAX_DEPTH = 40
"""Objects within objects. Telegram's deepest update, a press under a reply with buttons, has about ten."""

_BROKEN = re.compile("[\x00\ud800-\udfff]")
"""What is no character of any text, and no database takes."""

_LONG = range(-(2**63), 2**63)
_MAX_ID = 2**52
"""Numbers of chats and people have fewer than 53 bits, those of messages and topics 31 and no sign."""

_MESSAGES = ("message", "edited_message", "channel_post", "edited_channel_post", "business_message",
             "edited_business_message", "guest_message")  # fmt: skip
_NEEDED: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(_MESSAGES, ("message_id", "chat")),
    "callback_query": ("id", "from"),
    "inline_query": ("id", "from"),
    "my_chat_member": ("chat", "from", "old_chat_member", "new_chat_member"),
}
"""What our handlers rely on, by the kind of update."""


class UnsoundUpdateError(ValueError):
    """What came as an update is none that Telegram sends. Its text tells why, and nothing of what people wrote."""


def sound(raw: Mapping[str, Any]) -> Json:
    """The update without nulls, NULs and halves of characters, which become U+FFFD. Raises UnsoundUpdateError."""
    made: Json = _sound(raw, "update", 0)
    for kind, names in _NEEDED.items():
        if kind in made and not (isinstance(made[kind], dict) and all(name in made[kind] for name in names)):
            raise UnsoundUpdateError(f"{kind} is not whole")
    return made


def _sound(value: Any, name: str, depth: int) -> Any:
    if isinstance(value, str):
        return _BROKEN.sub("\ufffd", value) if _BROKEN.search(value) else value
    if isinstance(value, Mapping):
        if depth > MAX_DEPTH:
            raise UnsoundUpdateError("nested too deep")
        made = {key: _sound(each, key, depth + 1) for key, each in value.items() if each is not None}
        _check(made, name)
        return made
    if isinstance(value, list):
        if depth > MAX_DEPTH:
            raise UnsoundUpdateError("nested too deep")
        return [_sound(each, name, depth + 1) for each in value if each is not None]
    if type(value) is int and value not in _LONG:
        raise UnsoundUpdateError(f"{name} is too large")
    return value


def _check(made: Json, name: str) -> None:
    """A message is in a chat, wherever it stands; a chat and a person have a number, and a chat a type."""
    if name.endswith(("message", "post")) and "message_id" in made and "chat" not in made:
        raise UnsoundUpdateError(f"{name} without a chat")
    if name in {"chat", "sender_chat"} and not (_is_id(made.get("id"), -_MAX_ID) and isinstance(made.get("type"), str)):
        raise UnsoundUpdateError(f"{name} without a number or a type")
    if name in {"from", "user"} and not _is_id(made.get("id"), 0):
        raise UnsoundUpdateError(f"{name} without a number")
    for field in ("message_id", "message_thread_id"):
        if field in made and not (type(made[field]) is int and 0 < made[field] < 2**31):
            raise UnsoundUpdateError(f"{name} with a {field} that none has")


def _is_id(value: object, above: int) -> bool:
    return type(value) is int and above < value < _MAX_ID and value != 0
