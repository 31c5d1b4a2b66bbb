"""The programs that are measured, as processes: ``python -m benchmarks.load.programs zuwu`` or ``echo``.

Both have all their settings in the environment. ``LOAD_CORE`` is the core to stay on, ``LOAD_SAMPLES`` the file for a
look at where the time goes.
"""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from telegram import Update
    from telegram.ext import ContextTypes


def zuwu() -> None:
    """``zuwu run`` for an owner who pays Telegram for more than 30 messages a second."""
    os.environ["ZUWU_SENDS_PER_SECOND"] = "1000"
    from bot.cli import main  # noqa: PLC0415 - not before the process is on its core

    sys.argv = ["zuwu", "run"]
    main()


def echo(*, concurrent: bool) -> None:
    """The echo bot that the library's documentation shows, over another server. It keeps to no limits by itself."""
    from telegram import Update  # noqa: PLC0415
    from telegram.ext import ApplicationBuilder, MessageHandler, filters  # noqa: PLC0415

    root, token = os.environ["ZUWU_API_URL"], os.environ["ZUWU_TOKEN"]
    builder = ApplicationBuilder().token(token).base_url(f"{root}/bot").concurrent_updates(concurrent)
    application = builder.build()
    application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, _echo))
    application.run_polling(allowed_updates=Update.ALL_TYPES)


async def _echo(update: "Update", context: "ContextTypes.DEFAULT_TYPE") -> None:
    if update.message is not None and update.message.text is not None:
        await update.message.reply_text(update.message.text)


def main() -> None:
    """Be the program that is named."""
    if core := os.environ.get("LOAD_CORE"):
        os.sched_setaffinity(0, {int(core)})
    if file := os.environ.get("LOAD_SAMPLES"):
        from benchmarks.load.sampling import sample_into  # noqa: PLC0415

        sample_into(Path(file))
    if sys.argv[1] == "zuwu":
        zuwu()
    else:
        echo(concurrent=sys.argv[1] == "echo-concurrent")


if __name__ == "__main__":
    main()
