"""What a scenario says of the bot, compared with what the bot did.

``bot`` (a message), ``bot sends`` (a file; its text is the caption), ``bot edits``, ``toast`` and ``inline`` are told
with a part of the text, a list of parts, or a mapping:

- ``says``, a sentence of bot/views/words.py by its name; with its values, ``{FORGOTTEN: {count: 2}}``;
- ``text``, all of it, line by line;
- ``contains`` and ``lacks``, parts of the text; ``bold``, what is bold first;
- ``buttons``, all of them, and ``has``, some of them;
- ``reply_to`` (a label), ``topic``, ``in`` (another chat than that of the update), ``asks: true`` (the field for a
  reply opens);
- of files: ``named``, and ``holds``, lines of the file (of a .docx paragraphs, and rows with tabs between the cells; of
  a .zip the names of its files),
  ``holds not``, parts of it;
- of inline results: ``titles``, the ``first`` title, what each ``contains``, and the ``button``;
- ``label``, which the message has from then on.

``bot strips: true`` takes the buttons away. ``kept`` is what the stores hold.
"""

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.console.local_api import ApiCall
from bot.domain.reminder import Reminder
from bot.services.ports import Stores
from bot.views import words
from bot.views.schedules import say_schedule
from intents.timeexpr.rules import Schedule
from tests.support.docx_text import lines_of

Json = dict[str, Any]

SHOWN = {
    "sendMessage": "bot",
    "sendDocument": "bot sends",
    "editMessageText": "bot edits",
    "editMessageReplyMarkup": "bot strips",
    "answerCallbackQuery": "toast",
    "answerInlineQuery": "inline",
}
"""What people see of the bot, and how a scenario calls it."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Where an update happened."""

    chat_id: int = 0
    topic: int | None = None
    pressed: bool = False

    @classmethod
    def of(cls, update: Json) -> "Scene":
        """The scene of an update."""
        carried = next(update[name] for name in update if name != "update_id")
        message = carried.get("message", carried)
        topic = message["message_thread_id"] if message.get("is_topic_message") else None
        return cls(message.get("chat", {}).get("id", 0), topic, "callback_query" in update)


def summary(call: ApiCall) -> str:
    """A call in a few words."""
    return f"{SHOWN[call.method]}: {_text(call)[:80]!r} {_buttons(call)}"


def expect_shown(call: ApiCall, subject: str, value: object, scene: Scene, labelled: Callable[[str], Json]) -> None:
    """Compare a call with what a scenario says. Raises AssertionError."""
    assert SHOWN[call.method] == subject, f"the bot did {summary(call)} instead of {subject}: {value}"
    wanted = _wanted(value)
    if subject == "inline":
        _expect_inline(call, wanted)
        return
    if subject == "bot sends":
        _expect_file(call, wanted)
    if subject in {"bot", "bot sends"}:
        _expect_place(call, wanted, scene, labelled)
    _expect_text(_text(call), wanted)
    if "bold" in wanted:
        assert wanted["bold"] == _bold(call.result)
    if "buttons" in wanted:
        assert _buttons(call) == wanted["buttons"]
    for button in wanted.get("has", []):
        assert button in _buttons(call)


def _expect_text(text: str, wanted: Json) -> None:
    for part in wanted.get("contains", []):
        assert part in text, f"{part!r} is not in {text!r}"
    for part in wanted.get("lacks", []):
        assert part not in text, f"{part!r} is in {text!r}"
    if "text" in wanted:
        assert text.splitlines() == wanted["text"].splitlines()
    if "says" in wanted:
        assert text == _sentence(wanted["says"])


async def expect_kept(wanted: Json, stores: Stores, people: Mapping[str, int]) -> None:
    """Compare what the stores hold: ``misses`` (text: count), ``reports`` (pairs of entry and reason), ``leaders``
    (of a chat, by name), ``reachable`` (by chat id), ``reminders`` (titles of a chat, in order), ``set`` (the same with
    rule and who set it), ``duties`` (the same, what each stands for). Raises AssertionError."""
    if "misses" in wanted:
        assert {miss.text: miss.count for miss in await stores.misses.open(99)} == wanted["misses"]
    if "reports" in wanted:
        assert [[r.entry_id, r.reason] for r in await stores.reports.open(99)] == wanted["reports"]
    for chat_id, names in wanted.get("leaders", {}).items():
        assert [leader.user_id for leader in await stores.leaders.leaders(chat_id)] == [people[n] for n in names]
    for chat_id, titles in wanted.get("reminders", {}).items():
        assert [each.series.title for each in await stores.reminders.of_chat(chat_id)] == titles
    for chat_id, reachable in wanted.get("reachable", {}).items():
        chat = await stores.chats.chat(chat_id)
        assert chat is not None
        assert chat.reachable is reachable
    for chat_id, duties in wanted.get("duties", {}).items():
        assert [each.duty for each in await stores.reminders.of_chat(chat_id)] == duties
    for chat_id, lines in wanted.get("set", {}).items():
        assert [_line(each) for each in await stores.reminders.of_chat(chat_id)] == lines


def _line(reminder: Reminder) -> str:
    """A reminder as ``set`` tells it: title, rule, who set it, and the topic where it is in one."""
    series = reminder.series
    rule = say_schedule(Schedule(series.rule, series.times, series.start, series.until, series.count))
    topic = f"，话题{reminder.thread_id}" if reminder.thread_id else ""
    return f"{series.title}：{rule}，{reminder.organizer_name}{topic}"


def _wanted(value: object) -> Json:
    if isinstance(value, dict):
        parts = {name: value.get(name, []) for name in ("contains", "lacks")}
        return value | {name: [part] if isinstance(part, str) else part for name, part in parts.items()}
    return {"contains": value if isinstance(value, list) else [value]} if value is not True else {}


def _expect_place(call: ApiCall, wanted: Json, scene: Scene, labelled: Callable[[str], Json]) -> None:
    """The bot answers where it was asked, in the topic where it was asked, and nowhere else with a topic."""
    assert call.params["chat_id"] == wanted.get("in", scene.chat_id)
    assert call.params.get("message_thread_id") == wanted.get("topic", scene.topic)
    if "reply_to" in wanted:
        replied = call.result.get("reply_to_message", {}).get("message_id")
        label = wanted["reply_to"]
        assert replied == (None if label == "nothing" else labelled(label)["message_id"])
    assert ("force_reply" in call.params.get("reply_markup", {})) is wanted.get("asks", False)


def _expect_file(call: ApiCall, wanted: Json) -> None:
    """Lines are compared as they were before they were folded."""
    upload = call.params["document"]
    assert upload.name == wanted.get("named", upload.name)
    lines = _lines_of_file(upload.name, upload.content)
    for line in wanted.get("holds", []):
        assert any(line == each for each in lines), f"no line {line!r} in the file"
    for part in wanted.get("holds not", []):
        assert not any(part in line for line in lines), f"{part!r} is in the file"


def _lines_of_file(name: str, content: bytes) -> list[str]:
    if name.endswith(".docx"):
        return lines_of(content)
    if name.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.namelist()
    if name.endswith((".yaml", ".txt")):
        return content.decode().split("\n")
    return content.decode().replace("\r\n ", "").split("\r\n")


def _expect_inline(call: ApiCall, wanted: Json) -> None:
    results = call.params.get("results", [])
    if "first" in wanted:
        assert results[0]["title"] == wanted["first"]
    if "titles" in wanted:
        assert [result["title"] for result in results] == wanted["titles"]
    for part in wanted["contains"]:
        assert results
        assert all(part in result["input_message_content"]["message_text"] for result in results)
    if "button" in wanted:
        assert call.params["button"]["text"] == getattr(words, wanted["button"])


def _text(call: ApiCall) -> str:
    if isinstance(call.result, dict):
        return str(call.result.get("text", call.result.get("caption", "")))
    return str(call.params.get("text", ""))


def _sentence(says: str | dict[str, Json]) -> str:
    if isinstance(says, str):
        return str(getattr(words, says)).strip()
    name, values = next(iter(says.items()))
    return str(getattr(words, name)).format(**values).strip()


def _bold(message: Json) -> str:
    units = message["text"].encode("utf-16-le")
    found = [each for each in message.get("entities", []) if each["type"] == "bold"]
    assert found, "nothing is bold"
    start, length = found[0]["offset"] * 2, found[0]["length"] * 2
    return str(units[start : start + length].decode("utf-16-le"))


def _buttons(call: ApiCall) -> list[str]:
    rows = (call.params.get("reply_markup") or {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]
