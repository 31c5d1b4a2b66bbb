import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from tests.cli.bank import write_bank
from tests.conftest import KNOWLEDGE

Zuwu = Callable[..., Result]
"""Runs a command: its arguments, and the text on its standard input. A traceback fails the test."""


@pytest.fixture
def zuwu(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, _logs_stay: None) -> Zuwu:
    """The program in a folder of its own, over the knowledge of the tests."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ZUWU_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("ZUWU_KNOWLEDGE_DIR", str(KNOWLEDGE))

    def run(*arguments: object, text: str | bytes = "") -> Result:
        return CliRunner().invoke(main, [str(part) for part in arguments], input=text, catch_exceptions=False)

    return run


@pytest.fixture
def _logs_stay() -> Iterator[None]:
    """What a command sets up for its process is undone."""
    root, handlers, level = logging.getLogger(), logging.getLogger().handlers[:], logging.getLogger().level
    names = ("bot", "intents", "knowledge", "telegram", "telegram.request.BaseRequest")
    levels = {name: logging.getLogger(name).level for name in names}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, kept in levels.items():
        logging.getLogger(name).setLevel(kept)
    logging.captureWarnings(capture=False)


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """A folder with the knowledge of a bank."""
    return write_bank(tmp_path / "bank")
