"""Refusals of the Bot API, in Telegram's own words."""

from typing import Any


class ApiError(Exception):
    """The Bot API refuses a call."""

    def __init__(self, code: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(description)
        self.code = code
        """The HTTP status."""
        self.description = description
        """What went wrong, as Telegram words it."""
        self.parameters = parameters
        """What a program can act on: ``retry_after`` (seconds) or ``migrate_to_chat_id``."""

    def payload(self) -> dict[str, Any]:
        """The JSON body of the answer."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        return body | ({"parameters": self.parameters} if self.parameters else {})


def bad_request(text: str) -> ApiError:
    """400: the call itself is wrong."""
    return ApiError(400, f"Bad Request: {text}")


def forbidden(text: str) -> ApiError:
    """403: the bot was blocked, removed or never started."""
    return ApiError(403, f"Forbidden: {text}")


def conflict(text: str) -> ApiError:
    """409: two programs fetch the updates of one bot, or one fetches while a webhook is set."""
    return ApiError(409, f"Conflict: {text}")


def migrated(new_chat_id: int) -> ApiError:
    """400: the group has become a supergroup with another id."""
    text = "Bad Request: group chat was upgraded to a supergroup chat"
    return ApiError(400, text, {"migrate_to_chat_id": new_chat_id})


def method_not_found() -> ApiError:
    """404: the server does not know the method."""
    return ApiError(404, "Not Found: method not found")
