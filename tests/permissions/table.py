"""The table of who may do what (rules.yaml), as values and as a page for readers (docs/permissions.md)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from bot.domain.roles import Action
from bot.views import words
from tests.permissions.found import FORGED, Real
from tests.permissions.trying import ALLOWED, PEOPLE, SENTENCES, SILENT, Person, press
from tests.permissions.world import Stage

PAGE = Path(__file__).parents[2] / "docs" / "permissions.md"

_HEAD = (Path(__file__).parent / "head.md").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Rule:
    """What everybody gets."""

    name: str
    why: str
    default: str
    others: Mapping[str, str]
    """By person, where it is not the default."""

    def cell(self, person: Person) -> str:
        """What somebody gets."""
        return self.others.get(person.name, self.default)


@dataclass(frozen=True)
class Table:
    """Which rule holds for which command and button."""

    rules: Mapping[str, Rule]
    commands: Mapping[str, str]
    buttons: Mapping[str, str]


@cache
def table() -> Table:
    """The table as it is written. Raises ValueError for people and outcomes that do not exist."""
    read = yaml.safe_load((Path(__file__).parent / "rules.yaml").read_text(encoding="utf-8"))
    known, people = {ALLOWED, SILENT, *SENTENCES.values()}, {person.name for person in PEOPLE}
    rules = {}
    for name, said in read["rules"].items():
        others = {person: outcome for outcome, named in said.get("but", {}).items() for person in named}
        if strange := ({said["default"], *others.values()} - known) | (set(others) - people):
            raise ValueError(f"{name}: {strange}")
        rules[name] = Rule(name, said["why"], said["default"], others)
    buttons = {action: name for name, actions in read["buttons"].items() for action in actions}
    if strange := {*read["commands"].values(), *buttons.values()} ^ set(rules):
        raise ValueError(f"rules: {strange}")
    return Table(rules, read["commands"], buttons)


async def chosen(stage: Stage, action: str, found: Mapping[str, Sequence[Real]]) -> str:
    """The button by which an action is tried: one that the bot showed and that does it for whoever it is for; where
    this world has none, one as the code puts it together."""
    if action in FORGED:
        return FORGED[action].format(**stage.ids)
    for real in found.get(action, ()):
        if (await press(stage, Person("", real.by, real.chat), real.data)).said == ALLOWED:
            return real.data
    return found[action][0].data


def page() -> str:
    """The table for readers."""
    lines = [_HEAD + "| 表里写 | 他看到的 |\n|---|---|"]
    said = {short: [text for text, each in SENTENCES.items() if each == short] for short in SENTENCES.values()}
    lines += [
        f"| {short} | {' ／ '.join(text.replace(chr(10), ' ') for text in texts)} |" for short, texts in said.items()
    ]
    for title, sent in (("命令", table().commands), ("按钮", table().buttons)):
        people = [person for person in PEOPLE if title == "命令" or person.presses]
        lines += [f"\n## {title}\n", _row(("", *[person.name for person in people]))]
        lines.append("|---" * (len(people) + 1) + "|")
        for name in dict.fromkeys(sent.values()):
            lines.append(_row((f"**{name}**", *[table().rules[name].cell(person) for person in people])))
        lines += ["", "| | 是哪些 | |", "|---|---|---|"]
        for name in dict.fromkeys(sent.values()):
            which = "、".join(f"`{each}`" for each, rule in sent.items() if rule == name)
            lines.append(_row((f"**{name}**", which, table().rules[name].why)))
    actions = "、".join(f"`{action.value}`" for action in Action if action in words.NOT_ALLOWED)
    lines += [
        "",
        f"按钮写作“动词 字母”，见 `bot/views/callbacks.py` 和各个 `*_buttons.py`；{actions} 见 `bot/domain/roles.py`。",
    ]
    return "\n".join(lines) + "\n"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
