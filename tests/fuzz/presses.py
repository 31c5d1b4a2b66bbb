"""The data of buttons: real ones as the bot made them, and forged ones of every verb."""

from collections import defaultdict, deque
from dataclasses import dataclass, field
from random import Random
from typing import Any

from bot.views.callbacks import VERSION, Verb

Json = dict[str, Any]

_VALUES = (
    "", "-", "0", "1", "-1", "2", "7", "8", "9", "11", "-1001", "-1002", "-5", "-1005", "99", "99999999999999999999",
    "-99999999999999999", "9223372036854775808", "1e5", "0x1", "1_0", "²", "１２", "٣", "NaN", "inf", "None", "y", "n",
    "m", "x", "ok", "h", "党", "\x00", "\u202e", "\u200b", "😀",
    "../x", "%00", "'--", "<b>", "turn0000001", "turn0000044",
    "group-size", "2026-03-05T15:00", "202603051500", "20260305", "2026-02-30", "9999-12-31", "0001-01-01", "x" * 40,
)  # fmt: skip

_WHATS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_RAW = (
    "",
    ":",
    "::::",
    "1",
    "1:",
    "0x",
    "2p:a:b",
    "1zz",
    "x",
    "1p",
    "1" + ":" * 60,
    "党" * 21,
    "\x00",
    "x" * 64,
    "x" * 65,
)


@dataclass
class Buttons:
    """The buttons that the bot has shown, the latest of each verb."""

    by_verb: defaultdict[str, deque[tuple[Json, str]]] = field(
        default_factory=lambda: defaultdict(lambda: deque(maxlen=60))
    )
    """A message and the data of one of its buttons, by the head of the data."""
    seen: dict[str, int] = field(default_factory=dict)
    """How many buttons there were of each head and first argument."""

    def look(self, message: Json) -> None:
        """Take in the keyboard of a message."""
        for row in message.get("reply_markup", {}).get("inline_keyboard", ()):
            for button in row:
                data = button.get("callback_data")
                if data:
                    what = ":".join(data.split(":")[:2])[:6]
                    self.seen[what] = self.seen.get(what, 0) + 1
                    self.by_verb[data.split(":")[0]].append((message, data))

    def choose(self, rng: Random) -> tuple[Json, str] | None:
        """A button: verbs that are rare are pressed as often as the common ones."""
        if not self.by_verb:
            return None
        latest = self.by_verb[rng.choice(sorted(self.by_verb))]
        return rng.choice(latest) if rng.random() < 0.5 else latest[-1 - rng.randrange(min(8, len(latest)))]

    def forge(self, rng: Random, data: str) -> str:
        """The data of a button, changed as a modified client would change it."""
        head, *args = data.split(":")
        sort = rng.randrange(10)
        if sort == 0:
            return rng.choice(_RAW)
        if sort == 1:
            return data[: rng.randint(0, len(data))]
        if sort == 2:
            return f"{rng.choice('029aZ')}{data[1:]}"
        if sort == 3:
            head = VERSION + rng.choice(list(Verb)).value
        elif sort == 4:
            args = [*args, *rng.choices(_VALUES, k=rng.randint(1, 3))]
        elif sort == 5:
            args = args[:-1]
        elif sort == 6:
            head, args = VERSION + rng.choice(list(Verb)).value, [rng.choice(_WHATS), *rng.choices(_VALUES, k=3)]
        elif sort == 7:
            args = [rng.choice(_WHATS), *args[1:]]
        else:
            args = self._with_others(rng, head, args)
        return ":".join((head, *args))

    def _with_others(self, rng: Random, head: str, args: list[str]) -> list[str]:
        """Some arguments taken from other buttons, so that ids are real but not the presser's."""
        if not args:
            return [rng.choice(_VALUES)]
        others = (
            [part for _, data in self.by_verb[head] for part in data.split(":")[1:]] if head in self.by_verb else []
        )
        place = rng.randrange(len(args))
        args[place] = rng.choice(others) if others and rng.random() < 0.5 else rng.choice(_VALUES)
        return args
