"""Plays a scenario: a table of turns. Each is something that a person does, or something that the bot is to do.

What people do (``member``, ``other``, ``leader``, ``joker`` with HTML for a name, ``renamed``, the same by another
name, ``robot``, and in groups ``anonymous``, an administrator who writes in the group's name, and ``channel``, who
writes in a channel's name)::

    member: 党小组会多久开一次          writes
    member sends: photo               ... voice, sticker, location, with a ``caption``; or an update of any fields
    admin sends file: {name: x.yaml, content: "..."}   a file (``times``), or a file ``of`` the small base ``with`` some
                                      of its text replaced and ``more`` behind it; with a ``caption``
    member edits: 组长有什么条件        their message ``of`` that label, or their latest
    member recaptions: 组长有什么条件   the caption of their latest message
    member presses: 都不是              a button, ``under`` the message of that label, or the latest that has it
    member forges: "1e:{entry-id}"    a press with this data, no button needed; ``under: inline``, no message; with
                                      ``of: LABEL`` the data of the button of that name there
                                      there, with ``was: true`` as it was when it was labelled
    member follows: LABEL             the link into the private chat in the text of a message
    member opens: 写请假原因（私聊）     the link of a button ``of: LABEL`` into the private chat
    member inline: 党小组会             types the bot's name and a query into some chat
    member changes: [member, kicked]  gives the bot another status in the chat
    leader moves: old group           makes a supergroup of it; with ``first: here`` the new chat tells of it first
    delete: LABEL                     a message is gone
    deliver: LABEL                    Telegram delivers an update, perhaps once more
    time: 20                          minutes pass, in which the bot does not run
    wait: 20                          minutes pass, and the bot says what falls due when it does
    set: 每周五下午3点 党小组会          a reminder is in the calendar, set ``by`` somebody, with a ``venue``, a
                                      ``policy``, a ``zone``, a ``kind``, a ``duty``; ``suspended: true``, the chat
                                      is closed to the bot
    habits: {asks_standing: true}     how the group wants its meetings to be run
    left: member                      somebody left the group

Beside them: ``in`` (private, group, forum, old group, moved group, channel), ``topic``, ``reply_to`` (a label),
``via`` (the name of a bot), ``album`` (its id), ``label``, ``lost: true`` (Telegram does not deliver it yet), ``times``
(the text as often), ``often`` (so many messages one after the other; the bot's answers to them can be told with
``often``, too). The label ``bot`` is the latest message of the bot, ``user`` the latest of a person.

Everything that the bot does is told, in order; see :mod:`tests.support.expectations`.
"""

import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.console.local_api import ApiCall
from bot.console.local_updates import LocalChat, LocalUser, message_of
from bot.domain.habits import Habits
from bot.services.knowledge import reference
from tests.support.app import (
    ADMIN,
    FORUM,
    GROUP,
    LEADER,
    MEMBER,
    NAMED,
    OLD_GROUP,
    OTHER,
    STRANGER,
    SUN,
    WU,
    ZHOU,
    RunningBot,
    sample_files,
)
from tests.support.calendar import put, reminder_of
from tests.support.expectations import SHOWN, Scene, expect_kept, expect_shown, summary

Json = dict[str, Any]
Act = Callable[[str, Any, Json], list[Json]]

CHANNEL = LocalChat(-1009, "channel", "某某频道")
MOVED = LocalChat(-1005, "supergroup", "第二党小组")
PLACES = {"group": GROUP, "forum": FORUM, "old group": OLD_GROUP, "moved group": MOVED, "channel": CHANNEL}
PEOPLE = {
    "admin": ADMIN,
    "member": MEMBER,
    "other": OTHER,
    "leader": LEADER,
    "administrator": LEADER,
    "named": NAMED,
    "sun": SUN,
    "zhou": ZHOU,
    "wu": WU,
    "stranger": STRANGER,
    "joker": LocalUser(12, '<b>小&"赵"</b>'),
    "renamed": LocalUser(12, "小赵"),
    "robot": LocalUser(77, "别的机器人", "other_bot", is_bot=True),
}


@dataclass
class Stage:
    """A running bot and the people who talk to it."""

    bot: RunningBot
    place: str
    shown: deque[ApiCall]
    """What the bot did and no turn has told of yet."""
    spoken: list[Json] = field(default_factory=list)
    """Every message, oldest first."""
    labels: dict[str, Json] = field(default_factory=dict)
    updates: dict[str, list[Json]] = field(default_factory=dict)
    delivered: set[str] = field(default_factory=set)
    scene: Scene = field(default_factory=Scene)

    async def play(self, turn: Json) -> None:
        """Play one turn. Raises AssertionError where the bot does anything else."""
        subject, value = next(iter(turn.items()))
        if subject in SHOWN.values():
            self._expect(subject, value)
        elif subject == "kept":
            await expect_kept(value, self.bot.stores, {name: person.id for name, person in PEOPLE.items()})
        elif subject == "left":
            self.bot.api.world.set_member(GROUP, PEOPLE[value], "left")
        elif subject == "habits":
            await self.bot.stores.habits.save(PLACES[turn.get("in", "group")].id, Habits(**value))
        elif subject == "set":
            await self._set(value, turn)
        elif subject == "time":
            self.bot.clock.advance(timedelta(minutes=value))
        elif subject == "wait":
            await self._wait(self.bot.clock.now() + timedelta(minutes=value))
        elif subject == "delete":
            message = self._labelled(value)
            del self.bot.api.world.messages[message["chat"]["id"]][message["message_id"]]
        elif subject == "deliver":
            again = value in self.delivered
            await self._deliver(self.updates[value], again=again)
            self.delivered.add(value)
        else:
            await self._act(subject, value, turn)

    async def _set(self, sentence: str, turn: Json) -> None:
        person, now = PEOPLE[turn.get("by", "leader")], self.bot.clock.now()
        fields = {name: turn[name] for name in ("venue", "policy", "zone", "suspended") if name in turn}
        fields |= {"chat_id": self._chat(turn.get("by", "leader"), turn).id, "thread_id": turn.get("topic")}
        fields |= {"organizer_id": person.id, "organizer_name": person.first_name}
        services = self.bot.services
        reminder = reminder_of(sentence, services.new_id(), now, **fields)
        if "kind" in turn:
            reminder = replace(reminder, series=replace(reminder.series, kind=turn["kind"]))
        duty = turn.get("duty", services.planner.duty_of(reminder.series.kind))
        reminder = replace(reminder, duty=duty)
        await put(self.bot.stores, reminder, now, services.guide)

    def end(self) -> None:
        """Everything that the bot did has been told."""
        assert not self.shown, f"the bot also did: {summary(self.shown[0])}"

    async def _act(self, subject: str, value: object, turn: Json) -> None:
        actor, _, verb = subject.partition(" ")
        act: Act = getattr(self, f"_{(verb or 'writes').replace(' ', '_')}")
        updates = [update for _ in range(turn.get("often", 1)) for update in act(actor, value, turn)]
        if "label" in turn:
            self.updates[turn["label"]] = updates
        if {"message", "edited_message"} & set(updates[0]):
            self.labels["user"] = message_of(updates[0])
            self.labels[turn.get("label", "user")] = message_of(updates[0])
        if not turn.get("lost"):
            self.delivered.add(turn.get("label", ""))
            await self._deliver(updates)

    async def _deliver(self, updates: list[Json], *, again: bool = False) -> None:
        self.end()
        self.scene = Scene.of(updates[-1])
        before = len(self.bot.api.of("answerCallbackQuery"))
        await self.bot.deliver(*updates)
        await self.bot.board.settled()
        answered = len(self.bot.api.of("answerCallbackQuery")) - before
        assert answered == (self.scene.pressed and not again), "a press is answered once"
        for call in [call for call in self.shown if call.method == "answerCallbackQuery"]:
            if not call.params.get("text"):
                self.shown.remove(call)
        self.spoken += [call.result for call in self.shown if call.method in {"sendMessage", "sendDocument"}]

    async def _wait(self, until: datetime) -> None:
        """Time passes, and the bot does what falls due when it does."""
        self.end()
        clock, stores = self.bot.clock, self.bot.stores
        while clock.now() < until:
            due = await stores.reminders.next_due()
            clock.advance(min(max(due or until, clock.now() + timedelta(seconds=1)), until) - clock.now())
            await self.bot.services.dispatcher.work()
        self.spoken += [call.result for call in self.shown if call.method in {"sendMessage", "sendDocument"}]

    def _expect(self, subject: str, value: Any) -> None:
        if value == "nothing":
            self.end()
            return
        for _ in range(value.get("often", 1) if isinstance(value, dict) else 1):
            assert self.shown, f"the bot did nothing instead of {subject}: {value}"
            call = self.shown.popleft()
            expect_shown(call, subject, value, self.scene, self._labelled)
        if isinstance(value, dict) and "label" in value:
            self.labels[value["label"]] = call.result

    # ---- what people do

    def _writes(self, actor: str, text: str, turn: Json) -> list[Json]:
        chat, sender = self._chat(actor, turn), self._sender(actor, turn)
        return [self.bot.updates.message(chat, sender, text * turn.get("times", 1), **self._more(turn))]

    def _sends(self, actor: str, kind: str | Json, turn: Json) -> list[Json]:
        if isinstance(kind, dict):
            return [self.bot.updates.raw(kind)]
        build = getattr(self.bot.updates, kind)
        caption = {"caption": turn["caption"]} if "caption" in turn else {}
        return [build(self._chat(actor, turn), self._sender(actor, turn), **caption, **self._more(turn))]

    def _sends_file(self, actor: str, file: Json, turn: Json) -> list[Json]:
        content = sample_files()[file["of"]].decode() if "of" in file else file["content"]
        for old, new in file.get("with", {}).items():
            assert old in content, f"{old!r} is not in the file"
            content = content.replace(old, new)
        content = content * file.get("times", 1) + file.get("more", "")
        chat, sender, caption = self._chat(actor, turn), PEOPLE[actor], turn.get("caption", "")
        name = file.get("name", file.get("of", "").replace("/", "-"))
        return [self.bot.updates.document(chat, sender, name, content.encode(), caption, **self._more(turn))]

    def _edits(self, actor: str, text: str, turn: Json) -> list[Json]:
        return [self.bot.updates.edited_message(self._labelled(turn.get("of", "user")), text)]

    def _recaptions(self, actor: str, caption: str, turn: Json) -> list[Json]:
        old = self._labelled("user") | {"caption": caption}
        return [self.bot.updates.raw({"edited_message": old | {"edit_date": old["date"] + 1}})]

    def _presses(self, actor: str, button: str, turn: Json) -> list[Json]:
        message = self._labelled(turn["under"]) if "under" in turn else self._having(button)
        return [self.bot.updates.press(PEOPLE[actor], message, button)]

    def _forges(self, actor: str, data: str, turn: Json) -> list[Json]:
        under = turn.get("under", "bot")
        data = self._button(data, turn)["callback_data"] if "of" in turn else data
        data = re.sub(r"{(.+?)}", lambda name: reference(name[1]), data)
        message = under if under == "inline" else self._labelled(under)
        return [self.bot.updates.callback(PEOPLE[actor], message, data)]

    def _opens(self, actor: str, button: str, turn: Json) -> list[Json]:
        payload = self._button(button, turn)["url"].partition("?start=")[2]
        return self._writes(actor, f"/start {payload}", turn | {"in": "private"})

    def _follows(self, actor: str, label: str, turn: Json) -> list[Json]:
        payload = self._labelled(label)["text"].partition("?start=")[2].split()[0]
        return self._writes(actor, f"/start {payload}", turn | {"in": "private"})

    def _inline(self, actor: str, query: str, turn: Json) -> list[Json]:
        return [self.bot.updates.inline_query(PEOPLE[actor], query)]

    def _changes(self, actor: str, statuses: list[str], turn: Json) -> list[Json]:
        return [self.bot.updates.my_chat_member(self._chat(actor, turn), PEOPLE[actor], *statuses)]

    def _moves(self, actor: str, _: str, turn: Json) -> list[Json]:
        away, here = self.bot.updates.migration(OLD_GROUP, MOVED, PEOPLE[actor])
        return [here, away] if turn.get("first") == "here" else [away, here]

    # ---- where, who and which message

    def _chat(self, actor: str, turn: Json) -> LocalChat:
        place = turn.get("in", self.place)
        return PEOPLE[actor].chat if place == "private" else PLACES[place]

    def _sender(self, actor: str, turn: Json) -> LocalUser | LocalChat:
        if actor == "anonymous":
            return self._chat(actor, turn)
        return CHANNEL if actor == "channel" else PEOPLE[actor]

    def _more(self, turn: Json) -> Json:
        more = {"reply_to": self._labelled(turn["reply_to"])} if "reply_to" in turn else {}
        if "via" in turn:
            names = {self.bot.api.world.bot.username: self.bot.api.world.bot, "other_bot": PEOPLE["robot"]}
            more["via_bot"] = names[turn["via"]].fields()
        more |= {"media_group_id": turn["album"]} if "album" in turn else {}
        return more | ({"thread_id": turn["topic"]} if "topic" in turn else {})

    def _labelled(self, label: str) -> Json:
        """The message of that label, as it is now."""
        return self._now(self.spoken[-1] if label == "bot" else self.labels[label])

    def _button(self, label: str, turn: Json) -> Json:
        """A button of that message as it is now, or as it was when it was labelled."""
        message = self.labels[turn["of"]] if turn.get("was") else self._labelled(turn["of"])
        rows = message["reply_markup"]["inline_keyboard"]
        return next(each for row in rows for each in row if each["text"] == label)

    def _having(self, button: str) -> Json:
        for message in reversed(self.spoken):
            rows = self._now(message).get("reply_markup", {}).get("inline_keyboard", [])
            if any(button == each["text"] for row in rows for each in row):
                return message
        raise AssertionError(f"no message has a button {button}")

    def _now(self, message: Json) -> Json:
        return self.bot.api.world.messages[message["chat"]["id"]].get(message["message_id"], message)
