"""The fixed sentences: each fits where it is shown, and none is left over."""

import re
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from bot.console.botapi.limits import check_commands
from bot.domain.roles import Action
from bot.notifier import MAX_TOAST
from bot.views import words
from bot.views.markup import MAX_BUTTON, MAX_TEXT, utf16_length
from knowledge.models import Standing

NAMES = [name for name in vars(words) if name.isupper()]
SENTENCES = {name: value for name, value in vars(words).items() if name.isupper() and isinstance(value, str)}
TOASTS = {
    "OUTDATED": words.OUTDATED,
    "NOT_YOURS": words.NOT_YOURS,
    "REPORT_PRIVATE": words.REPORT_PRIVATE,
    "SETTINGS_GONE": words.SETTINGS_GONE,
    **{action.name: sentence for action, sentence in words.NOT_ALLOWED.items()},
}
BUTTONS = {
    name: SENTENCES[name]
    for name in (
        "SEE_TOPICS",
        "NONE_OF_THESE",
        "WRONG_ANSWER",
        "BACK_TO_TOPICS",
        "NEXT_PAGE",
        "PREVIOUS_PAGE",
        "GUIDE_AGAIN",
        "REPORT_OTHER",
        "FORGET_YES",
        "FORGET_NO",
        "SETTINGS_CONFIRM",
        "CANCEL",
        "INLINE_HINT",
        "INLINE_START",
    )
} | {f"reason {key}": reason for key, reason in words.REPORT_REASONS.items()}
HINTS = {name: SENTENCES[name] for name in ("ASK_HINT", "REPORT_HINT")}
MAX_HINT = 64
"""Characters of the hint in the empty field for a reply."""


@cache
def _source() -> str:
    """The code that says the sentences, all of it by the name ``words``."""
    folder = Path(words.__file__).parents[1]
    return "\n".join(_by_one_name(path) for path in folder.rglob("*.py") if path != Path(words.__file__))


def _by_one_name(path: Path) -> str:
    """A module, where ``words`` is what it calls the words of its own, and ours are ``common``."""
    text = path.read_text("utf-8")
    if re.search(r"\b\w+_words as words\b", text):
        text = re.sub(r"\bwords\.", "own.", text)
    return re.sub(r"\bcommon\.", "words.", text) if "import words as common" in text else text


@pytest.mark.parametrize("name", SENTENCES)
def test_a_sentence_fits_into_a_message(name: str) -> None:
    """With room for what is filled in, and it is Chinese."""
    assert 0 < utf16_length(SENTENCES[name]) <= MAX_TEXT - 1000
    assert re.search("[一-鿿：]", SENTENCES[name])


@pytest.mark.parametrize("name", TOASTS)
def test_a_notice_fits_over_the_chat(name: str) -> None:
    """It is never cut."""
    assert 0 < len(TOASTS[name]) <= MAX_TOAST


@pytest.mark.parametrize("name", BUTTONS)
def test_a_label_fits_on_a_button(name: str) -> None:
    """On one line of a phone."""
    assert 0 < len(BUTTONS[name]) <= MAX_BUTTON / 2


@pytest.mark.parametrize("name", HINTS)
def test_a_hint_fits_into_the_field(name: str) -> None:
    """Telegram refuses a longer one."""
    assert 0 < len(HINTS[name]) <= MAX_HINT


def test_telegram_takes_the_commands() -> None:
    """Names and descriptions of every scope."""
    commands = {**words.COMMANDS, **words.COMMANDS_LEADER, **words.COMMANDS_KEEPER}
    rows = [{"command": name, "description": text} for name, text in commands.items()]
    assert check_commands(rows) == rows


def test_every_command_is_in_the_help() -> None:
    """Nobody has to guess."""
    helped = words.HELP + words.HELP_LEADER + words.HELP_KEEPER
    commands = (*words.COMMANDS, *words.COMMANDS_LEADER, *words.COMMANDS_KEEPER)
    assert [name for name in commands if f"/{name}" not in helped] == []


def test_no_command_is_named_that_does_not_exist() -> None:
    """In any sentence."""
    named = {name for text in SENTENCES.values() for name in re.findall(r"/([a-z]+)", text)}
    assert named <= {*words.COMMANDS, *words.COMMANDS_LEADER, *words.COMMANDS_KEEPER, "start"}


def test_every_refusal_and_every_standing_has_its_words() -> None:
    """Whatever is added to the rules is worded."""
    assert set(words.NOT_ALLOWED) == set(Action)
    assert set(words.STANDING) == set(Standing)


@pytest.mark.parametrize("name", NAMES)
def test_every_sentence_is_said_somewhere(name: str) -> None:
    """No word is left over."""
    assert re.search(rf"\bwords\.{name}\b", _source())


@pytest.mark.parametrize("name", SENTENCES)
def test_what_is_filled_in_is_filled_in(name: str) -> None:
    """A sentence with gaps is formatted where it is said, with exactly those gaps."""
    gaps = {gap for _, gap, _, _ in Formatter().parse(SENTENCES[name]) if gap}
    for filled in re.findall(rf"words\.{name}\.format\(([^)]*)", _source()):
        assert set(re.findall(r"(\w+)=", filled)) == gaps
    assert not gaps or f"words.{name}" in _source()
