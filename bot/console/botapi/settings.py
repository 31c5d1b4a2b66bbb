"""Methods about the bot itself, and the answers to button presses and inline queries."""

import json
from datetime import datetime, timedelta

from bot.console.botapi.errors import bad_request
from bot.console.botapi.limits import check_callback_answer, check_commands, check_inline_answer, check_language
from bot.console.botapi.wire import JsonDict, Request
from bot.console.botapi.world import World

ANSWERABLE_FOR = timedelta(seconds=10)
"""How long a button press or an inline query waits for its answer."""
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
_CHAT_SCOPES = frozenset({"chat", "chat_administrators", "chat_member"})
_SCOPES = _CHAT_SCOPES | {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}


class SettingsMethods:
    """The methods, over a world."""

    def __init__(self, world: World, *, can_read_all_group_messages: bool) -> None:
        self._world = world
        self._can_read_all_group_messages = can_read_all_group_messages
        self.commands: dict[tuple[str, str], list[JsonDict]] = {}
        """The commands by scope (its JSON with sorted keys) and language."""
        self.descriptions: dict[tuple[str, str], str] = {}
        """Descriptions by method (setMyDescription, setMyShortDescription) and language."""

    def get_me(self, request: Request) -> JsonDict:
        """getMe."""
        return self._world.bot.fields() | {
            "can_join_groups": True,
            "can_read_all_group_messages": self._can_read_all_group_messages,
            "supports_inline_queries": True,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }

    def set_my_commands(self, request: Request) -> bool:
        """setMyCommands."""
        self.commands[self._scope(request.params)] = check_commands(request.params.get("commands", []))
        return True

    def delete_my_commands(self, request: Request) -> bool:
        """deleteMyCommands."""
        self.commands.pop(self._scope(request.params), None)
        return True

    def get_my_commands(self, request: Request) -> list[JsonDict]:
        """getMyCommands: of exactly this scope and language."""
        return self.commands.get(self._scope(request.params), [])

    def set_my_description(self, request: Request) -> bool:
        """setMyDescription: up to 512 characters."""
        return self._describe("setMyDescription", request.params, request.params.get("description", ""), 512)

    def set_my_short_description(self, request: Request) -> bool:
        """setMyShortDescription: up to 120 characters."""
        text = request.params.get("short_description", "")
        return self._describe("setMyShortDescription", request.params, text, 120)

    def answer_callback_query(self, request: Request) -> bool:
        """answerCallbackQuery."""
        check_callback_answer(request.params)
        self._check_age(self._world.callback_queries, request.params.get("callback_query_id", ""))
        return True

    def answer_inline_query(self, request: Request) -> bool:
        """answerInlineQuery."""
        check_inline_answer(request.params)
        self._check_age(self._world.inline_queries, request.params.get("inline_query_id", ""))
        return True

    def _check_age(self, asked: dict[str, datetime], query_id: str) -> None:
        now = self._world.clock.now()
        for old in [known for known, at in asked.items() if now - at > ANSWERABLE_FOR]:
            del asked[old]
        if query_id not in asked:
            raise bad_request(_TOO_OLD)

    def _scope(self, params: JsonDict) -> tuple[str, str]:
        scope = params.get("scope") or {"type": "default"}
        if scope.get("type") not in _SCOPES:
            raise bad_request("can't parse BotCommandScope: Unsupported type specified")
        if scope["type"] in _CHAT_SCOPES:
            self._world.open_chat(scope.get("chat_id"))
        return json.dumps(scope, sort_keys=True), check_language(params.get("language_code", ""))

    def _describe(self, method: str, params: JsonDict, text: str, most: int) -> bool:
        if len(text) > most:
            raise bad_request("DESCRIPTION_TOO_LONG" if most == 512 else "ABOUT_TOO_LONG")
        self.descriptions[method, check_language(params.get("language_code", ""))] = text
        return True
