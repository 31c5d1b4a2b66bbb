"""What the commands share: settings, and errors as one clear sentence on standard error."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from bot.settings import Settings
    from intents.understanding import Understanding


def fail(sentence: str) -> NoReturn:
    """Say it on standard error and end with 1."""
    click.echo(sentence, err=True)
    sys.exit(1)


@contextmanager
def clear_errors(say: Callable[[str], NoReturn] = fail) -> Iterator[None]:
    """Expected errors end the program with a sentence instead of a traceback."""
    from bot.domain.errors import StorageError
    from bot.holidays import HolidaysError
    from knowledge.issues import KnowledgeError

    try:
        yield
    except KnowledgeError as error:
        say(f"知识文件有错，没有启动：\n{error}")
    except HolidaysError as error:
        say(f"放假安排有误，没有启动：{error}")
    except StorageError as error:
        say(f"数据库不能用：{error.mend}")


def settings_or_fail(say: Callable[[str], NoReturn] = fail) -> "Settings":
    """The settings; a wrong one ends the program with a sentence."""
    from bot.settings import SettingsError, load_settings

    try:
        return load_settings()
    except SettingsError as error:
        say(f"设置有误：\n{error}")


def require_data_folder(settings: "Settings", say: Callable[[str], NoReturn] = fail) -> None:
    """End the program with a sentence where the database would be in a data folder that cannot be written."""
    from bot.doctor import examine_data_folder

    finding = examine_data_folder(settings.data_dir)
    if not settings.database_url and not finding.well:
        say(f"{finding.what} {finding.text}。")


def understanding_of(folder: Path | None) -> "Understanding":
    """The understanding of a folder, or of the one that is set."""
    from bot.bootstrap import build_understanding

    settings = settings_or_fail()
    with clear_errors():
        return build_understanding(folder or settings.knowledge_dir)


def use_utf8() -> None:
    """Chinese comes out whatever the locale of the machine, and bad bytes come in as signs of that."""
    for stream, encoding in ((sys.stdin, "utf-8-sig"), (sys.stdout, "utf-8"), (sys.stderr, "utf-8")):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding=encoding, errors="replace")
