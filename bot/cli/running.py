"""``zuwu run`` and ``zuwu chat``."""

import asyncio
import errno
import logging
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

import click

from bot.cli.common import clear_errors, fail, require_data_folder, settings_or_fail

if TYPE_CHECKING:
    from bot.settings import Settings


@click.command(help="启动机器人：设置了 ZUWU_TOKEN 就连 Telegram，没有就在终端里对话。")
def run() -> None:
    """Start the bot, or the console where no token is set."""
    settings = settings_or_fail(_say_as_logs)
    _end_well_on_sigterm()
    if settings.token.get_secret_value():
        _telegram(settings)
    else:
        _console(settings)


@click.command(help="在终端里和机器人对话；按钮用数字选。")
def chat() -> None:
    """Talk to the bot in the terminal."""
    settings = settings_or_fail()
    _end_well_on_sigterm()
    _console(settings)


def _telegram(settings: "Settings") -> None:
    from bot.logs import set_up_logs

    set_up_logs(settings.log_level, settings.log_format, settings.token.get_secret_value())
    say = _log_and_end if settings.log_format == "json" else fail
    try:
        with clear_errors(say):
            require_data_folder(settings, say)
            _serve(settings, say)
    except Exception:  # by way of the log, which shows neither tokens nor texts
        logging.getLogger(__name__).exception("bug that ends the program")
        sys.exit(1)


def _serve(settings: "Settings", say: "Callable[[str], NoReturn]") -> None:
    from bot.serving import WrongTokenError, serve
    from bot.web import ListenError

    try:
        asyncio.run(serve(settings))
    except WrongTokenError:
        server = "Telegram" if settings.is_telegram else "ZUWU_API_URL 指向的服务器"
        say(f"{server} 不认这个 ZUWU_TOKEN：请到 @BotFather 核对后重新设置。")
    except ListenError as error:
        host, port = settings.listen_on or ("", 0)
        say(f"ZUWU_LISTEN：{host} 的 {port} 端口用不了：{_why_not(error.number)}。")


def _why_not(number: int | None) -> str:
    reasons = {
        errno.EADDRINUSE: "已经有别的程序在用",
        errno.EACCES: "没有权限（1024 以下的端口要特别的权限）",
        errno.EADDRNOTAVAIL: "这台机器没有这个地址",
    }
    return reasons.get(number or 0, "没有这个主机")


def _console(settings: "Settings") -> None:
    from bot.console.chat import run_chat
    from bot.logs import set_up_logs

    set_up_logs("WARNING" if settings.log_level == "INFO" else settings.log_level, settings.log_format)
    with clear_errors():
        require_data_folder(settings)
        run_chat(settings)


def _say_as_logs(sentence: str) -> NoReturn:
    """Before there are settings: in the form that the logs would have."""
    from bot.logs import set_up_logs
    from bot.settings import format_of_logs

    if format_of_logs() != "json":
        fail(sentence)
    set_up_logs("INFO", "json")
    _log_and_end(sentence)


def _log_and_end(sentence: str) -> NoReturn:
    """The same as ``fail``, for those who read standard error as JSON."""
    logging.getLogger(__name__).critical(sentence)
    sys.exit(1)


def _end_well_on_sigterm() -> None:
    """Until the event loop takes the signal over: loading everything takes most of the time to start."""
    signal.signal(signal.SIGTERM, _end_well)


def _end_well(number: int, frame: FrameType | None) -> NoReturn:
    sys.exit(0)
