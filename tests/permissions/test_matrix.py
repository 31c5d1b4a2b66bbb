"""Every command and every button by everybody, in the group, elsewhere and in private: nobody gets more than the table
says, and nothing leaks."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from bot.handlers import buttons
from intents.understanding import Understanding
from tests.permissions.found import FORGED, Real, actions, commands, crawl
from tests.permissions.table import PAGE, chosen, page, table
from tests.permissions.trying import ALLOWED, PEOPLE, Outcome, command, press
from tests.permissions.world import Stage, staged
from tests.support.app import OTHER

pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass(frozen=True)
class Tried:
    """The world, and the buttons that are shown in it."""

    stage: Stage
    found: dict[str, list[Real]]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def tried(
    understanding: Understanding, migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Tried]:
    """The world; each test leaves it as it was."""
    async with staged(understanding, migrated_sqlite, tmp_path_factory.mktemp("permissions")) as stage:
        yield Tried(stage, await crawl(stage))


def _wrong(what: str, who: str, wanted: str, outcome: Outcome) -> list[str]:
    """What is wrong with a cell, in words."""
    different = [] if outcome.said == wanted else [f"{what}, {who}: {outcome.said}, not {wanted}"]
    return different + [f"{what}, {who}: {leak}" for leak in outcome.leaks]


async def test_every_command_and_button_is_in_the_table(tried: Tried) -> None:
    """They are taken from the routing and from the tables of the handlers: a new one has to be thought about."""
    assert {sent.split()[0][1:] for sent in table().commands} == set(commands(tried.stage.bot))
    assert set(actions()) == set(table().buttons)
    assert len(actions()) > 150
    assert set(tried.found) | set(FORGED) == set(actions())
    assert len(tried.found) > 140, "most buttons are those that the bot really showed"


@pytest.mark.parametrize("text", table().commands)
async def test_a_command_gives_everybody_what_the_table_says(tried: Tried, text: str) -> None:
    """And nobody anything of what they may not see."""
    rule, wrong = table().rules[table().commands[text]], []
    for person in PEOPLE:
        outcome = await command(tried.stage, person, text.format(**tried.stage.ids))
        wrong += _wrong(text, person.name, rule.cell(person), outcome)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("verb", [verb.name for verb in buttons._VERBS])
async def test_a_button_gives_everybody_what_the_table_says(tried: Tried, verb: str) -> None:
    """Also under another message, in another group and in private, to where its data was copied."""
    wrong = []
    for action in [each for each in actions() if each.split()[0] == verb]:
        rule, data = table().rules[table().buttons[action]], await chosen(tried.stage, action, tried.found)
        for person in [each for each in PEOPLE if each.presses]:
            outcome = await press(tried.stage, person, data)
            wrong += _wrong(f"{action} ({data})", person.name, rule.cell(person), outcome)
    assert not wrong, "\n".join(wrong)


async def test_a_private_calendar_is_its_owners_alone(tried: Tried) -> None:
    """Buttons of somebody's own reminders do nothing for anybody else, whatever they lead or keep."""
    own = [real for reals in tried.found.values() for real in reals if real.by == OTHER and real.chat == OTHER.chat]
    lists = ("1c:l:", "1c:b:")  # back to the list, which is everybody's own
    own = [each for each in own if each.data.count(":") > 1 and each.data.startswith("1c:")]
    own = [each for each in own if not each.data.startswith(lists)]
    assert own
    for real in own:
        for person in [each for each in PEOPLE if each.presses]:
            outcome = await press(tried.stage, person, real.data)
            assert outcome.said != ALLOWED, (real.data, person.name)
            assert not outcome.leaks, (real.data, person.name, outcome.leaks)


async def test_the_page_for_readers_is_the_table() -> None:
    """docs/permissions.md is written from it: ``python -m tests.permissions``."""
    assert PAGE.read_text(encoding="utf-8") == page()
