"""The command line. Each command imports what it needs when it runs, so that all of them start quickly."""

import os

import click

from bot.cli.asking import ask
from bot.cli.installing import doctor, migrate
from bot.cli.knowing import check, coverage, evaluate
from bot.cli.running import chat, run

# python-telegram-bot: waiting times as timedelta, without a warning for each of them.
os.environ.setdefault("PTB_TIMEDELTA", "1")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="zuwu", prog_name="zuwu")
def main() -> None:
    """组务：回答党小组、党组、机关党委和党的工作机关的程序问题，每个回答都注明出处。"""


for command in (run, chat, ask, check, coverage, evaluate, doctor, migrate):
    main.add_command(command)
