"""``zuwu run`` and ``zuwu chat``."""

import asyncio

import click

from bot.cli.common import clear_errors, fail, settings_or_fail, use_utf8


@click.command(help="启动机器人：设置了 ZUWU_TOKEN 就连 Telegram，没有就在终端里对话。")
def run() -> None:
    """Start the bot, or the console where no token is set."""
    use_utf8()
    settings = settings_or_fail()
    if not settings.token.get_secret_value():
        _console()
        return
    from bot.logs import set_up_logs
    from bot.polling import WrongTokenError, serve

    set_up_logs(settings.log_level, settings.log_format, settings.token.get_secret_value())
    with clear_errors():
        try:
            asyncio.run(serve(settings))
        except WrongTokenError:
            fail("Telegram 不认这个 ZUWU_TOKEN：请到 @BotFather 核对后重新设置。")


@click.command(help="在终端里和机器人对话；按钮用数字选。")
def chat() -> None:
    """Talk to the bot in the terminal."""
    use_utf8()
    _console()


def _console() -> None:
    from bot.console.chat import run_chat
    from bot.logs import set_up_logs

    settings = settings_or_fail()
    set_up_logs("WARNING" if settings.log_level == "INFO" else settings.log_level, settings.log_format)
    with clear_errors():
        run_chat(settings)
