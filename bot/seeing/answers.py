"""What Telegram answers, as the library may rely on it: whoever speaks in its place need not keep to that."""

from typing import Any

from telegram.error import TelegramError
from telegram.request import BaseRequest

_KINDS: dict[str, tuple[type, ...]] = {
    "result": (dict, list, bool, int, str),
    "description": (str,),
    "parameters": (dict,),
}
"""What an answer may hold, of those that the library looks at."""


class _Answer(dict[str, Any]):
    """An answer. Where the library takes a result out that is not there, it learns that the answer is none, as it does
    of half an answer."""

    def __missing__(self, name: str) -> Any:
        raise TelegramError("Invalid server response")


def read_answer(payload: bytes) -> dict[str, Any]:
    """The answer from its JSON; what is not of its type is not in it. Raises TelegramError."""
    found: object = BaseRequest.parse_json_payload(payload)
    if not isinstance(found, dict):
        raise TelegramError("Invalid server response")
    answer = _Answer(found)
    for name, kind in _KINDS.items():
        if name in answer and not isinstance(answer[name], kind):
            del answer[name]
    return answer
