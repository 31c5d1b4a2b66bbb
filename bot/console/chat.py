"""The console: a private chat with the bot in a terminal. The real application and the real handlers run; only the
Bot API is in memory."""

import asyncio
import io
import os
import re
import sys
import threading
import time
from contextlib import suppress
from dataclasses import replace
from html import unescape
from typing import Any, TextIO

from telegram import Update

from bot.application import build_application
from bot.bootstrap import open_parts
from bot.console.botapi.world import LocalUser
from bot.console.files import Received, content_of, file_named
from bot.console.local_api import LOCAL_TOKEN, ApiCall, LocalBotApi
from bot.domain.clock import SystemClock
from bot.domain.dialogue import ConversationKey
from bot.handlers.context import BOARD, SERVICES, App
from bot.keeping import Keeping
from bot.settings import Settings
from bot.stopping import stop_on_signals, unless

PERSON = LocalUser(1, "我", "me")
PROMPT = "你> "
STOP_WITHIN = 2.0
"""Seconds that notices under way have at the end."""
BANNER = "组务。打字提问，输入数字按按钮，@路径 发文件，/help 看说明，Ctrl-D 结束。"
_NUMBER = re.compile(r"[0-9]{1,4}")
NO_BUTTON = "没有 {number} 号按钮。"


class Screen:
    """Prints what the bot does, and remembers which buttons have which numbers."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self.buttons: list[tuple[int, str]] = []
        """Message id and data of each numbered button; the first has number 1."""
        self.broken: OSError | None = None
        """Why nobody reads what is printed, once nobody does."""
        self.received: Received | None = None
        """Where the files that the bot sends are put."""

    def show(self, call: ApiCall) -> None:
        """Print a call's effect."""
        if call.error or call.method not in {"sendMessage", "sendDocument", "editMessageText", "answerCallbackQuery"}:
            return
        if call.method == "answerCallbackQuery":
            if call.params.get("text"):
                self.write(f"〔{call.params['text']}〕")
            return
        if call.method == "sendDocument":
            document = call.result["document"]
            path = self.received.keep(document) if self.received else None
            where = f"，在 {path}" if path else ""
            self.write(f"\n〔{document['file_name']}，{document['file_size']} 字节{where}〕")
        self.write(f"\n{_plain(str(call.params.get('text') or call.params.get('caption', '')))}")
        rows = (call.params.get("reply_markup") or {}).get("inline_keyboard", [])
        if rows:
            self.buttons.clear()
        for button in (button for row in rows for button in row):
            self._show_button(button, call.result["message_id"])
        self.write("")

    def _show_button(self, button: dict[str, Any], message_id: int) -> None:
        if "url" in button:
            self.write(f"  {button['text']}：{button['url']}")
            return
        self.buttons.append((message_id, button["callback_data"]))
        self.write(f"  [{len(self.buttons)}] {button['text']}")

    def write(self, line: str, end: str = "\n") -> None:
        """Print a line, while anybody reads."""
        if self.broken:
            return
        try:
            self._out.write(line + end)
            self._out.flush()
        except OSError as error:
            self.broken = error


def _plain(text: str) -> str:
    """Telegram's HTML as plain text; a link keeps its address."""
    text = re.sub(r'<a href="([^"]*)">(.*?)</a>', r"\2（\1）", text)
    return unescape(re.sub(r"</?(?:b|i|code|a)>", "", text))


async def chat(settings: Settings, lines: TextIO, out: TextIO) -> None:
    """Talk until the lines end, or SIGTERM or SIGINT comes. Raises StorageError, KnowledgeError, and OSError where
    nobody reads the output any more."""
    stop = stop_on_signals()
    async with open_parts(settings, SystemClock()) as parts:
        screen = Screen(out)
        # Ids go on growing from run to run, so that no update looks like one that was handled in an earlier run.
        api = LocalBotApi(SystemClock(), listener=screen.show, first_id=time.time_ns() // 1000)
        screen.received = Received(settings.data_dir / "received", api)
        api.world.add_chat(PERSON.chat, PERSON)
        # The database may be that of a running bot, whose chats cannot be reached from here.
        here = replace(parts, only_chat=PERSON.id)
        # Whoever sits here may edit the files as well, so they keep the knowledge.
        ours = settings.model_copy(update={"admins": (*settings.admins, PERSON.id)})
        # Nobody else waits here, and a pipe is as fast as it likes.
        application = build_application(ours, here, LOCAL_TOKEN, api, polls=False, bounded=False)
        async with application:
            # What an earlier run was waiting for is not what somebody types now.
            services = application.bot_data[SERVICES]
            await services.feedback.take_awaited(ConversationKey(PERSON.id, PERSON.id))
            await services.reach.opened(PERSON.id)
            dispatching = asyncio.create_task(services.dispatcher.run())
            keeping = Keeping(application, ours, here)
            keeping.start()
            try:
                await _talk(application, api, screen, lines, stop)
            finally:
                await keeping.stop()
                await keeping.count()
                await services.dispatcher.stop(STOP_WITHIN)
                # Not cancelled in the middle of a question to the database, which is closed next.
                await asyncio.wait({dispatching}, timeout=STOP_WITHIN)
                dispatching.cancel()
                await application.bot_data[BOARD].stop(STOP_WITHIN)


async def _talk(application: App, api: LocalBotApi, screen: Screen, lines: TextIO, stop: asyncio.Event) -> None:
    tty = lines.isatty()
    if tty:
        screen.write(BANNER)
    while not screen.broken:
        if tty:
            screen.write(PROMPT, end="")
        line = await unless(stop, _read_line(lines))
        if not line:
            return
        text = line.rstrip("\r\n")
        if not tty:
            screen.write(f"{PROMPT}{text}")
        for update in await _updates(text, api, screen):
            parsed = Update.de_json(update, application.bot)
            await application.update_processor.process_update(parsed, application.process_update(parsed))
    raise screen.broken


async def _read_line(lines: TextIO) -> str:
    """The next line; empty at the end. It is read by a thread that does not hold up the end of the program, as one
    of asyncio's own would: nothing wakes a thread that waits for somebody to type."""
    loop = asyncio.get_running_loop()
    arrived: asyncio.Future[str] = loop.create_future()

    def arrive(line: str) -> None:
        if not arrived.done():
            arrived.set_result(line)

    def read() -> None:
        line = ""
        with suppress(OSError):
            line = lines.readline()
        with suppress(RuntimeError):  # the program has ended meanwhile
            loop.call_soon_threadsafe(arrive, line)

    threading.Thread(target=read, name="lines", daemon=True).start()
    return await arrived


async def _updates(text: str, api: LocalBotApi, screen: Screen) -> list[dict[str, Any]]:
    """What a typed line is: a press of a numbered button where it is a number and there are buttons, a file where it
    is ``@`` and its path, else a message. Telegram would not send an empty one."""
    typed = text.strip()
    if screen.buttons and _NUMBER.fullmatch(typed):
        if not 1 <= int(typed) <= len(screen.buttons):
            screen.write(NO_BUTTON.format(number=typed))
            return []
        message_id, data = screen.buttons[int(typed) - 1]
        return [api.updates.callback(PERSON, api.world.messages[PERSON.id][message_id], data)]
    path = file_named(typed)
    if path is not None:
        content = await asyncio.to_thread(content_of, path)
        if isinstance(content, str):
            screen.write(content)
            return []
        return [api.updates.document(PERSON.chat, PERSON, path.name, content)]
    return [api.updates.message(PERSON.chat, PERSON, text[:4096])] if typed else []


def run_chat(settings: Settings) -> None:
    """The console over this process's standard input and output. Raises what :func:`chat` raises."""
    asyncio.run(chat(settings, _standard_input(), sys.stdout))


def _standard_input() -> TextIO:
    """Standard input, read by an object of our own: the interpreter cannot end while a thread waits in
    ``sys.stdin``."""
    try:
        number = sys.stdin.fileno()
    except (AttributeError, OSError):  # closed, or not a file
        return sys.stdin or io.StringIO()
    return os.fdopen(number, encoding="utf-8-sig", errors="replace", closefd=False)
