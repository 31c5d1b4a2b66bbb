"""The updates that wait for the bot, and the webhook that may take them instead."""

import re
from collections import deque

from bot.console.botapi.errors import bad_request, conflict
from bot.console.botapi.wire import JsonDict, Request
from bot.console.botapi.world import ADMINISTRATORS, PRESENT, World

ASKED_FOR = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Kinds that arrive only where allowed_updates names them."""
_SECRET = re.compile(r"[A-Za-z0-9_-]*")
_MESSAGES = ("message", "edited_message", "channel_post", "edited_channel_post")
_CONTENT = ("text", "caption", "photo", "voice", "sticker", "document", "location", "video", "audio", "animation",
            "video_note", "poll", "contact", "dice", "venue")  # fmt: skip


class UpdateQueue:
    """Updates in the order they happened."""

    def __init__(self, world: World, *, sees_all_of_groups: bool) -> None:
        self._world = world
        self._sees_all_of_groups = sees_all_of_groups
        self._waiting: deque[JsonDict] = deque()
        self._allowed: frozenset[str] = frozenset()
        self.takes_http = False
        """Whether a webhook may be without TLS, as with a Bot API server of one's own."""
        self.trouble: JsonDict = {}
        """What getWebhookInfo tells of the last delivery that failed."""
        self.webhook: JsonDict = {}
        """The parameters of setWebhook that holds; empty without a webhook."""

    def push(self, update: JsonDict) -> bool:
        """Let an update wait for the bot. Returns False where Telegram would not send it, see :meth:`delivers`."""
        if not self.delivers(update):
            return False
        self._waiting.append(update)
        return True

    def delivers(self, update: JsonDict) -> bool:
        """Whether the bot gets to see the update: its kind is allowed, and a message in a group is for the bot, or
        the bot sees everything there (as an administrator, or with privacy mode off)."""
        kind = next(name for name in update if name != "update_id")
        if kind not in self._allowed if self._allowed else kind in ASKED_FOR:
            return False
        return kind not in _MESSAGES or self._is_for_bot(update[kind])

    def ready(self, offset: int) -> bool:
        """Whether getUpdates with this offset has something to return."""
        return bool(self._waiting) if offset <= 0 else any(u["update_id"] >= offset for u in self._waiting)

    def waiting(self) -> tuple[JsonDict, ...]:
        """Everything that waits, oldest first."""
        return tuple(self._waiting)

    def forget(self, update: JsonDict) -> None:
        """An update was delivered."""
        self._waiting.remove(update)

    def confirm(self, offset: int) -> None:
        """Forget what is before the offset of a getUpdates call. Telegram does so when the call comes, not when it has
        something to return."""
        while self._waiting and (
            self._waiting[0]["update_id"] < offset if offset >= 0 else len(self._waiting) > -offset
        ):
            self._waiting.popleft()

    def get_updates(self, request: Request) -> list[JsonDict]:
        """getUpdates: what is before the offset counts as handled. Returns at once; the caller waits."""
        if self.webhook:
            raise conflict("can't use getUpdates method while webhook is active; use deleteWebhook to delete the "
                           "webhook first")  # fmt: skip
        self._allow(request.params)
        offset = request.params.get("offset", 0)
        limit = min(max(request.params.get("limit", 100), 1), 100)
        self.confirm(offset)
        return list(self._waiting)[:limit]

    def set_webhook(self, request: Request) -> bool:
        """setWebhook; without a URL it takes the webhook away."""
        params = request.params
        secret = params.get("secret_token", "")
        if not params.get("url"):
            return self.delete_webhook(request)
        if not params["url"].startswith(("https://", "http://") if self.takes_http else "https://"):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if len(secret) > 256:
            raise bad_request("secret token is too long")
        if not _SECRET.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        self._allow(params)
        self._drop(params)
        self.webhook = dict(params)
        return True

    def delete_webhook(self, request: Request) -> bool:
        """deleteWebhook."""
        self._drop(request.params)
        self.webhook = {}
        return True

    def get_webhook_info(self, request: Request) -> JsonDict:
        """getWebhookInfo."""
        info = {
            "url": self.webhook.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": len(self._waiting),
        }
        if self.webhook:
            info |= {"max_connections": self.webhook.get("max_connections", 40), **self.trouble}
        return info | ({"allowed_updates": sorted(self._allowed)} if self._allowed else {})

    def _allow(self, params: JsonDict) -> None:
        """Telegram remembers the kinds until another call names others; an empty list is the default again."""
        if "allowed_updates" in params:
            self._allowed = frozenset(params["allowed_updates"])

    def _drop(self, params: JsonDict) -> None:
        if params.get("drop_pending_updates"):
            self._waiting.clear()

    def _is_for_bot(self, message: JsonDict) -> bool:
        chat_id = message["chat"]["id"]
        status = self._world.status(chat_id, self._world.bot.id)
        if message["chat"]["type"] == "private":
            return True
        if status not in PRESENT:
            return False
        is_service = not any(name in message for name in _CONTENT)
        if self._sees_all_of_groups or status in ADMINISTRATORS or is_service:
            return True
        replied = message.get("reply_to_message", {}).get("from", {}).get("id")
        via = message.get("via_bot", {}).get("id")
        return self._world.bot.id in {replied, via} or any(map(self._is_own, _commands(message)))

    def _is_own(self, command: str) -> bool:
        name = command.partition("@")[2]
        return name.lower() in {"", (self._world.bot.username or "").lower()}


def _commands(message: JsonDict) -> list[str]:
    """The commands of a text or a caption, like ``/ask`` or ``/ask@zuwu_bot``."""
    text: str = message.get("text") or message.get("caption") or ""
    units = text.encode("utf-16-le")
    entities: list[JsonDict] = message.get("entities") or message.get("caption_entities") or []
    places = [(e["offset"] * 2, (e["offset"] + e["length"]) * 2) for e in entities if e["type"] == "bot_command"]
    return [units[start:end].decode("utf-16-le") for start, end in places]
