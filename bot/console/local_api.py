"""A Bot API in memory: python-telegram-bot's ``Application`` talks to it as it talks to Telegram.

It takes the place of the network at the library's own seam, ``BaseRequest.do_request``, and nowhere else::

    api = LocalBotApi(SystemClock())
    application = Application.builder().token(LOCAL_TOKEN).request(api).get_updates_request(api).build()

What people do comes from ``api.updates`` (see ``bot.console.local_updates``), as JSON for ``Update.de_json``, or
for ``api.push`` where the application polls.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from telegram.request import BaseRequest, RequestData

from bot.console.botapi.chats import ChatMethods
from bot.console.botapi.errors import ApiError, method_not_found
from bot.console.botapi.messages import MessageMethods
from bot.console.botapi.settings import SettingsMethods
from bot.console.botapi.updates import UpdateQueue
from bot.console.botapi.wire import Request, Upload, decode_params, encode_answer, encode_error, parse_target
from bot.console.botapi.world import LocalUser, World
from bot.console.local_updates import LocalUpdates
from bot.domain.clock import Clock

LOCAL_TOKEN = "1:local"  # noqa: S105 - it opens nothing
"""A token of the right form."""


@dataclass(frozen=True, slots=True)
class ApiCall:
    """A call that the bot made."""

    method: str
    """The name as the Bot API writes it, like ``sendMessage``."""
    params: dict[str, Any] = field(repr=False)
    """Python values; an uploaded file is an ``Upload``. Not for logs: users' text is in it."""
    result: Any = field(default=None, repr=False)
    """The JSON value that was answered; None after an error."""
    error: str | None = None
    """Why the call was refused, in Telegram's words."""


class LocalBotApi(BaseRequest):
    """Answers the calls of one bot, with Telegram's limits and Telegram's errors."""

    def __init__(
        self,
        clock: Clock,
        *,
        bot_id: int = 1,
        username: str = "zuwu_bot",
        can_read_all_group_messages: bool = False,
        listener: Callable[[ApiCall], None] | None = None,
        first_id: int = 1,
        keep_calls: int = 1000,
    ) -> None:
        """``listener`` is told of every call once it is answered. ``first_id`` is the first update_id and
        message_id: beside a database that outlives the program, one that no earlier run has reached.
        ``keep_calls`` is how many calls are remembered."""
        bot = LocalUser(bot_id, username, username, is_bot=True)
        self.world = World(clock, bot, first_id)
        self.updates = LocalUpdates(self.world)
        self.queue = UpdateQueue(self.world, sees_all_of_groups=can_read_all_group_messages)
        self.settings = SettingsMethods(self.world, can_read_all_group_messages=can_read_all_group_messages)
        self.calls: deque[ApiCall] = deque(maxlen=keep_calls)
        """The latest calls, oldest first."""
        self._listener = listener
        self._pushed = asyncio.Event()
        self._methods = self._all_methods()

    @property
    def read_timeout(self) -> float | None:
        """Memory needs no time."""
        return None

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(  # noqa: PLR0917 - the library's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Answer one request of the library; see :meth:`answer`."""
        target = parse_target(url)
        await asyncio.sleep(0)  # the network would let other tasks run, too
        if target is None:
            return encode_error(method_not_found())
        if target.is_file:
            return self.download(target.name)
        fields = request_data.json_parameters if request_data else {}
        if target.name.lower() == "getupdates":
            await self._wait_for_updates(fields)
        return self.answer(target.name, fields, _uploads(request_data))

    def answer(self, name: str, fields: Mapping[str, str], uploads: Mapping[str, Upload]) -> tuple[int, bytes]:
        """Answer a call with an HTTP status and a body, at once.

        ``name`` is the method in any case, ``fields`` the parameters as a form carries them (what is not text is
        JSON), ``uploads`` the files by the name of their field.
        """
        known = self._methods.get(name.lower())
        params: dict[str, Any] = {}
        try:
            params = decode_params(fields)
            if known is None:
                raise method_not_found()
            result = known[1](Request(params, uploads))
        except ApiError as error:
            self._record(ApiCall(known[0] if known else name, params | dict(uploads), error=error.description))
            return encode_error(error)
        self._record(ApiCall(known[0], params | dict(uploads), result))
        return encode_answer(result)

    def download(self, path: str) -> tuple[int, bytes]:
        """Answer the download of a file by its file_path."""
        for file in self.world.files.values():
            if file.path == path:
                return 200, file.upload.content
        return encode_error(ApiError(404, "Not Found"))

    def push(self, update: dict[str, Any]) -> bool:
        """Let an update wait for getUpdates. Returns False where Telegram would not show it to the bot."""
        taken = self.queue.push(update)
        if taken:
            self._pushed.set()
        return taken

    async def _wait_for_updates(self, fields: Mapping[str, str]) -> None:
        """Until there is something to return, as long as the call asks for."""
        params = decode_params(fields)
        if not self.queue.webhook:
            self.queue.confirm(params.get("offset", 0))
        deadline = asyncio.get_running_loop().time() + params.get("timeout", 0)
        while not self.queue.ready(params.get("offset", 0)) and not self.queue.webhook:
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                return
            self._pushed.clear()
            try:
                await asyncio.wait_for(self._pushed.wait(), left)
            except TimeoutError:
                return

    def _record(self, call: ApiCall) -> None:
        self.calls.append(call)
        if self._listener is not None:
            self._listener(call)

    def _all_methods(self) -> dict[str, tuple[str, Callable[[Request], Any]]]:
        messages, chats = MessageMethods(self.world), ChatMethods(self.world)
        settings, queue = self.settings, self.queue
        methods: dict[str, Callable[[Request], Any]] = {
            "getMe": settings.get_me,
            "getUpdates": queue.get_updates,
            "setWebhook": queue.set_webhook,
            "deleteWebhook": queue.delete_webhook,
            "getWebhookInfo": queue.get_webhook_info,
            "sendMessage": messages.send_message,
            "sendDocument": messages.send_document,
            "editMessageText": messages.edit_message_text,
            "editMessageReplyMarkup": messages.edit_message_reply_markup,
            "deleteMessage": messages.delete_message,
            "pinChatMessage": messages.pin_chat_message,
            "setMessageReaction": messages.set_message_reaction,
            "sendChatAction": messages.send_chat_action,
            "answerCallbackQuery": settings.answer_callback_query,
            "answerInlineQuery": settings.answer_inline_query,
            "setMyCommands": settings.set_my_commands,
            "deleteMyCommands": settings.delete_my_commands,
            "getMyCommands": settings.get_my_commands,
            "setMyDescription": settings.set_my_description,
            "setMyShortDescription": settings.set_my_short_description,
            "getChat": chats.get_chat,
            "getChatMember": chats.get_chat_member,
            "getChatAdministrators": chats.get_chat_administrators,
            "getChatMemberCount": chats.get_chat_member_count,
            "leaveChat": chats.leave_chat,
            "getFile": chats.get_file,
        }
        return {name.lower(): (name, method) for name, method in methods.items()}


def _uploads(data: RequestData | None) -> dict[str, Upload]:
    if data is None or not data.contains_files:
        return {}
    found = {}
    for name, (file_name, content, mime_type) in data.multipart_data.items():
        found[name] = Upload(file_name, content if isinstance(content, bytes) else content.read(), mime_type)
    return found
