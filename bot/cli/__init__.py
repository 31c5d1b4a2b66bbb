"""The command line. Each command imports what it needs when it runs, so that all of them start quickly."""

import gc
import os
from typing import Any

import click

from bot.cli.asking import ask
from bot.cli.backing import backup, restore
from bot.cli.bench import bench
from bot.cli.common import use_utf8
from bot.cli.drafting import draft
from bot.cli.installing import doctor, migrate
from bot.cli.knowing import check, coverage, evaluate
from bot.cli.output import clear_output, open_output
from bot.cli.running import chat, run
from bot.cli.schema import schema
from bot.cli.timing import when

# python-telegram-bot: waiting times as timedelta, without a warning for each of them.
os.environ.setdefault("PTB_TIMEDELTA", "1")


NEW_OBJECTS = 50_000
"""Until Python looks for garbage. Modules and knowledge are a million objects that stay: to look through them every
700 takes a fifth of the time to start."""


class Program(click.Group):
    """The group of all commands. Help and errors are in Chinese, too, so UTF-8 comes before everything."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run a command."""
        open_output()
        use_utf8()
        gc.set_threshold(NEW_OBJECTS)
        with clear_output():
            return super().main(*args, **kwargs)


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="zuwu", prog_name="zuwu")
def main() -> None:
    """组务：回答党小组、党组、机关党委和党的工作机关的程序问题，每个回答都注明出处。"""


for command in (
    run,
    chat,
    ask,
    when,
    check,
    coverage,
    evaluate,
    draft,
    schema,
    bench,
    doctor,
    migrate,
    backup,
    restore,
):
    main.add_command(command)
