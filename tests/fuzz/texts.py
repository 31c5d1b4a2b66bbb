"""Texts that people and hostile programs write: those of the scenarios, commands in every shape, and what breaks
parsers."""

from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from tests.support.stage import PEOPLE

Json = dict[str, Any]

COMMANDS = (
    "start", "help", "ask", "topics", "cancel", "privacy", "forget", "meetings", "next", "settings", "remind",
    "roster", "minutes", "presets", "faq", "stats", "nonsense", "START2", "_", "a" * 32, "a" * 64,
)  # fmt: skip

_WORDS = (
    "add", "edit", "find", "export", "history", "unanswered", "admins", "添加", "修改 group-size", "查 人数", "2026",
    "十二月", "-1", "0", "99999999999999999999", "1.5", "NaN", "²", "１２", "今天", "去年", "全年", "13月",
    "2026-02-30", "每周五下午3点 党小组会", "每月31号 0点 学习",
    "2分钟后 交材料", "除夕晚上8点", "农历闰六月初一", "25:61",
    "每隔0天", "每99999999天早上8点 学习", "张三、李四", "张三 李四\n王五",
    "组长 老张", "*", "%", "_", "' OR 1=1 --", "\\",
    "../..", "{0.__class__}", "%s%n", "$(id)", "<b>", "&lt;", "]]>", "http://a.cn/<x>", "e_group-size", "inline",
)  # fmt: skip

_SIGNS = (
    "\u200b", "\u200d", "\u2060", "\u202e", "\u202d", "\u2066", "\u200f", "\ufeff", "\u0301", "\u20e3", "\ufe0f",
    "\xa0", "\u3000", "\u2028", "\x00", "\x01", "\x0b", "\x1b", "\x7f", "\x85", "\r", "\t", "\n", "😀",
    "👨‍👩‍👧‍👦", "🇨🇳",
    "\U0010ffff", "\ufffd", "\uffff", "\ue000", "𠮷", "א", "ا", "é", "ﬀ", "Ⅷ", "㍿", "<", ">", "&", '"', "'", "`", "\\",
)  # fmt: skip
_HALVES = ("\ud800", "\udfff", "\udc00\ud800")

PAYLOADS = (
    "", "e_", "e_group-size", "e_" + "x" * 62, "g_", "g_-1001", "g_-1002", "g_0", "g_-9999999999999", "g_--1", "g_²",
    "g_n1001", "g_n5", "g_1001", "l_", "l_turn0000001", "l_x_y_z", "k_", "k_turn0000001", "inline", "inline ", "A" * 64,
    "A" * 4000, "-", "_", "党", "\u202e", "%2e%2e", "e_../../etc/passwd", "null", "0", "m_1", "i_1",
)  # fmt: skip


_SCENARIOS = Path(__file__).parents[1] / "scenarios"
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def scenarios_of(name: str) -> list[Json]:
    """The scenarios of a file."""
    read: list[Json] = yaml.load((_SCENARIOS / f"{name}.yaml").read_text("utf-8"), Loader=_LOADER)  # noqa: S506 - it is safe
    return read


@cache
def scenario_texts() -> tuple[tuple[str, ...], ...]:
    """What people write in the scenarios: one tuple a scenario, in order."""
    found = []
    for path in sorted(_SCENARIOS.glob("*.yaml")):
        for scenario in scenarios_of(path.stem):
            texts = tuple(text for turn in scenario["turns"] if (text := _text_of(turn)))
            if texts:
                found.append(texts)
    return tuple(found)


def _text_of(turn: Json) -> str:
    subject, value = next(iter(turn.items()))
    actor, _, verb = subject.partition(" ")
    if (actor in PEOPLE or actor == "anonymous") and verb in {"", "edits", "inline"} and isinstance(value, str):
        return value
    return ""


def text(rng: Random) -> str:
    """A text of any sort; not cut to Telegram's 4096 units, which real clients keep to."""
    sort = rng.random()
    if sort < 0.4:
        said = rng.choice(rng.choice(scenario_texts()))
    elif sort < 0.65:
        said = command(rng)
    elif sort < 0.75:
        said = " ".join(rng.choices(_WORDS, k=rng.randint(1, 4)))
    else:
        said = hostile(rng)
    return mutated(rng, said) if rng.random() < 0.25 else said


def command(rng: Random) -> str:
    """A command: in any letter case, with or without a bot's name, with arguments of any shape."""
    name = rng.choice(COMMANDS)
    name = rng.choice((name, name, name, name.upper(), name.capitalize(), name.swapcase()))
    to = rng.choice(("", "", "", "@zuwu_bot", "@ZUWU_bot", "@other_bot", "@", "@zuwu_bot@zuwu_bot", "＠zuwu_bot"))
    gap = rng.choice((" ", " ", " ", "  ", "\n", "\t", "\xa0", "\u3000", ""))
    return f"/{name}{to}{gap}{arguments(rng, name)}"


def arguments(rng: Random, name: str) -> str:
    """What stands behind a command."""
    if name.lower() == "start" and rng.random() < 0.8:
        return rng.choice(PAYLOADS)
    return rng.choice(("", "", " ".join(rng.choices(_WORDS, k=rng.randint(1, 5))), hostile(rng)))


def hostile(rng: Random) -> str:
    """What nobody types by hand."""
    sign = rng.choice(_SIGNS)
    made = (
        sign,
        sign * rng.choice((2, 64, 100, 256, 4096)),
        "".join(rng.choices(_SIGNS, k=rng.randint(2, 60))),
        rng.choice(_WORDS) + sign + rng.choice(_WORDS),
        rng.choice(("党", "a", "1", "/", "@", "：", "、", "\n", " ", "：：", "<b>", "&amp;"))
        * rng.choice((63, 1025, 4096)),
        "9" * rng.choice((10, 19, 20, 400, 4096)),
        "\n".join(rng.choices(_WORDS, k=rng.randint(2, 80))),
        "、".join(f"同志{number}" for number in range(rng.choice((5, 60, 400)))),
        "😀" * 2048,
        "a" * 4095 + "😀",
        rng.choice(_WORDS) + rng.choice(_HALVES),
        "每" * 20 + "周" * 20 + "五" * 20,
        "(" * 1000 + "[" * 1000,
        "https://a.cn/" + "x" * 2000,
        "每周五下午3点 " + sign * 30,
    )
    return rng.choice(made)


def mutated(rng: Random, said: str) -> str:
    """A text with a slip of the hand or of a program in it."""
    at = rng.randint(0, len(said))
    other = rng.choice(_SIGNS)
    return rng.choice(
        (
            said[:at] + other + said[at:],
            said[:at],
            said[at:],
            said + said,
            said * 40,
            said[::-1],
            said.upper(),
            f"\n\n{said}\n",
            said.replace(" ", other),
            said.replace("下午", "").replace("点", "点点"),
            f"{said} @zuwu_bot",
            f"@ZUWU_bot {said}",
        )
    )


def cut(said: str, units: int = 4096) -> str:
    """The text as clients send it: not longer than Telegram takes."""
    return said.encode("utf-16-le", "surrogatepass")[: units * 2].decode("utf-16-le", "surrogatepass")


def entities(rng: Random, said: str) -> list[Json]:
    """Formatting: wrong places, halves of emoji, a hundred of them, all types."""
    units = len(said.encode("utf-16-le", "surrogatepass")) // 2
    count = rng.choice((0, 1, 2, 5, 100))
    return [_entity(rng, units) for _ in range(count)]


_ENTITIES = (
    "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bold", "italic", "underline",
    "strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code", "pre", "text_link", "text_mention",
    "custom_emoji", "date_time", "of_tomorrow",
)  # fmt: skip


def _entity(rng: Random, units: int) -> Json:
    kind = rng.choice(_ENTITIES)
    offset = rng.choice((0, 0, rng.randint(0, units + 1), units, -1, 2**31 - 1))
    length = rng.choice((1, rng.randint(0, units + 1), units, 0, -1, 2**31 - 1))
    made: Json = {"type": kind, "offset": offset, "length": length}
    if kind == "text_link":
        made["url"] = rng.choice(("http://a.cn/", "javascript:alert(1)", "tg://user?id=7", "", "x" * 3000))
    if kind == "text_mention":
        made["user"] = {"id": rng.choice((1, 7, 2**52 - 1)), "is_bot": False, "first_name": ""}
    if kind == "custom_emoji":
        made["custom_emoji_id"] = "5"
    if kind == "pre":
        made["language"] = "<b>"
    return made
