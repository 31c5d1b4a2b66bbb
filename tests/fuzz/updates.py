"""Hostile updates, as the JSON that Telegram, or somebody in its place, could send: seeded, so that the same number of
the same seed over the same bot is the same update."""

from collections import deque
from collections.abc import Callable
from random import Random
from typing import Any

from bot.console.botapi.text import detect_entities
from bot.console.botapi.wire import Upload
from bot.console.botapi.world import LocalChat, LocalUser, World
from tests.fuzz import contents, files, texts
from tests.fuzz.others import OTHERS
from tests.fuzz.presses import Buttons
from tests.support import app
from tests.support.stage import MOVED, PEOPLE

Json = dict[str, Any]

PERSONS = (*(person for person in PEOPLE.values() if not person.is_bot), LocalUser(2**52 - 1, "\u202e<b>名", None))
ROBOT = PEOPLE["robot"]
GROUPS = (app.GROUP, app.GROUP, app.FORUM, app.OLD_GROUP, MOVED)
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
CHANNEL_BOT = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
UNKNOWN_CHATS: tuple[Json, ...] = (
    {"id": -(2**52) + 1, "type": "supergroup", "title": ""},
    {"id": 2**52 - 2, "type": "private", "first_name": ""},
    {"id": -77, "type": "of_tomorrow", "title": "x"},
    {"id": 0, "type": "private"},
)


class Hostile:
    """Makes updates one after the other. What the bot shows meanwhile is taken into account: see ``buttons``."""

    def __init__(self, seed: int, world: World) -> None:
        self._seed = seed
        self._world = world
        self._made = 0
        self._update_id = 10_000
        self._planned: deque[Callable[[Random], Json]] = deque()
        self._last: Json = {}
        self.buttons = Buttons()

    def next(self) -> Json:
        """The next update."""
        self._made += 1
        rng = Random(f"{self._seed}/{self._made}")  # noqa: S311 - it need not be secret
        update = self._repeated(rng) if self._last and rng.random() < 0.02 else self._new(rng)
        self._last = update
        return update

    def _repeated(self, rng: Random) -> Json:
        """The same once more: redelivered, or as a new one."""
        return self._last if rng.random() < 0.5 else self._last | self._number(rng)

    def _new(self, rng: Random) -> Json:
        planned = self._planned and rng.random() < 0.85
        fields = self._planned.popleft()(rng) if planned else self._any(rng)
        if rng.random() < 0.12:
            fields = contents.spoilt(rng, fields)
        return self._number(rng) | fields

    def _number(self, rng: Random) -> Json:
        """The next update_id; now and then one that was there, a lower one, or after a gap."""
        self._update_id += rng.choice((1, 1, 1, 1, 1, 2, 1000)) if self._update_id < 2**31 - 5000 else 0
        if rng.random() < 0.01:
            return {"update_id": rng.choice((self._update_id - rng.randint(1, 50), 1, 0, 2**31 - 1))}
        return {"update_id": self._update_id}

    def _any(self, rng: Random) -> Json:
        make = rng.choices(
            (self._pressed, self._written, self._begun, self._media, self._document, self._service, self._edited,
             self._inline, self._other),
            (34, 30, 6, 6, 3, 3, 5, 4, 9),
        )[0]  # fmt: skip
        return make(rng)

    def _other(self, rng: Random) -> Json:
        kind = rng.choice(sorted(OTHERS))
        return {kind: OTHERS[kind](rng, self._message_of(rng, self._text_fields(rng)))}

    # ---- what comes after another

    def _begun(self, rng: Random) -> Json:
        self._plan(rng)
        return self._written(rng)

    def _plan(self, rng: Random) -> None:
        """Several updates that belong together: a talk with something between, a press twice, a press after /forget."""
        sort = rng.randrange(4)
        person = rng.choice(PERSONS)
        place = rng.choice((None, rng.choice(GROUPS)))
        if sort == 0:
            talk = rng.choice(texts.scenario_texts())
            start = rng.randrange(len(talk))
            for said in talk[start : start + rng.randint(2, 5)]:
                self._planned.append(self._saying(said, person, place))
                if rng.random() < 0.6:
                    self._planned.append(lambda later: self._pressed(later, person))
            self._planned.append(self._saying(texts.hostile(rng), person, place))
        elif sort == 1:
            self._planned.extend([lambda later: self._pressed(later, person, forged=False)] * 3)
        elif sort == 2:
            self._planned.append(self._saying("/forget", person, None))
            self._planned.extend([lambda later: self._pressed(later, person, forged=False)] * 2)
        else:
            self._planned.append(self._saying(texts.command(rng), person, place))
            self._planned.append(self._saying(texts.hostile(rng), person, place))
            self._planned.append(lambda later: self._after(later, person, place))

    def _after(self, rng: Random, person: LocalUser, chat: LocalChat | None) -> Json:
        return {"message": self._message_of(rng, self._media_fields(rng), person, chat)}

    def _saying(self, said: str, person: LocalUser, chat: LocalChat | None) -> Callable[[Random], Json]:
        return lambda rng: {"message": self._message_of(rng, _said(texts.cut(said)), person, chat)}

    # ---- messages

    def _written(self, rng: Random) -> Json:
        return {"message": self._message_of(rng, self._text_fields(rng))}

    def _text_fields(self, rng: Random) -> Json:
        said = texts.text(rng)
        if rng.random() < 0.97:
            said = texts.cut(said)
        return _said(said) if rng.random() < 0.85 else {"text": said, "entities": texts.entities(rng, said)}

    def _media(self, rng: Random) -> Json:
        return {"message": self._message_of(rng, self._media_fields(rng))}

    def _media_fields(self, rng: Random) -> Json:
        kind = rng.choice(sorted(contents.MEDIA))
        fields: Json = {kind: contents.MEDIA[kind]}
        if rng.random() < 0.5:
            caption = texts.cut(texts.text(rng), 1024)
            found = list(detect_entities(caption)) if rng.random() < 0.8 else texts.entities(rng, caption)
            fields |= {"caption": caption, "caption_entities": found}
        return fields

    def _service(self, rng: Random) -> Json:
        kind = rng.choice(sorted(contents.SERVICE))
        return {"message": self._message_of(rng, {kind: contents.SERVICE[kind]})}

    def _document(self, rng: Random) -> Json:
        """A file, often from an admin, whose description need not be true."""
        name, content = rng.choice(contents.NAMES), files.content(rng)
        stored = self._world.save_file(Upload(name, content))
        size = rng.choice((len(content), len(content), 0, 20 * 1024 * 1024, 2**40))
        mime = rng.choice(("text/yaml", "application/x-msdownload", "", "\u202e"))
        document = {"file_id": stored.id, "file_unique_id": stored.unique_id, "file_name": name, "mime_type": mime}
        sender = rng.choice((app.ADMIN, app.ADMIN, rng.choice(PERSONS)))
        fields: Json = {"document": document | {"file_size": size}}
        if rng.random() < 0.3:
            fields["caption"] = texts.cut(texts.text(rng), 1024)
        return {"message": self._message_of(rng, fields, sender)}

    def _edited(self, rng: Random) -> Json:
        """A message that somebody wrote, changed; or one that never was."""
        edited = self._message_of(rng, self._text_fields(rng))
        known = self._world.messages[edited["chat"]["id"]]
        if known and rng.random() < 0.8:
            edited["message_id"] = rng.choice(list(known)[-30:])
        return {"edited_message": edited | {"edit_date": self._world.now()}}

    def _message_of(
        self, rng: Random, fields: Json, person: LocalUser | None = None, chat: LocalChat | None = None
    ) -> Json:
        """A message with this content, from somebody, somewhere; known to Telegram from then on."""
        person = person or rng.choice(PERSONS)
        chat = chat or (person.chat if rng.random() < 0.55 else rng.choice(GROUPS))
        self._world.add_chat(chat, person)
        message: Json = {
            "message_id": self._world.new_message_id(chat),
            "date": self._date(rng),
            "chat": self._world.chat_fields(chat.id),
            "from": person.fields(),
        }
        message |= self._disguise(rng, message["chat"]) | contents.extras(rng) | fields
        if rng.random() < 0.3:
            message["reply_to_message"] = self._replied(rng, chat.id, message)
        if "id" in message["chat"]:
            self._world.save_message(message)
        return message

    def _date(self, rng: Random) -> int:
        now = self._world.now()
        if rng.random() < 0.95:
            return now
        return rng.choice((0, 1, now - 3600, now - 90 * 86400, now + 3600, 2**31 - 1, 2**32, 253402300799))

    def _disguise(self, rng: Random, chat: Json) -> Json:
        """Who else a message may be from: the group itself, a channel, a bot, a nameless one; or another chat."""
        if rng.random() < 0.85:
            return {}
        sort = rng.randrange(5)
        if sort == 0 and chat["type"] != "private":
            return {"from": ANONYMOUS, "sender_chat": chat, "author_signature": "组长"}
        if sort == 1 and chat["type"] != "private":
            return {"from": CHANNEL_BOT, "sender_chat": contents.CHANNEL}
        if sort == 2:
            return {"from": ROBOT.fields()}
        if sort == 3:
            name = texts.cut(texts.hostile(rng), 64)
            return {"from": {"id": 21, "is_bot": False, "first_name": name, "language_code": "xx"}}
        return {"chat": rng.choice(UNKNOWN_CHATS)}

    def _replied(self, rng: Random, chat_id: int, message: Json) -> Json:
        known = self._world.messages[chat_id]
        if known and rng.random() < 0.9:
            replied = known[rng.choice(list(known)[-25:])]
            return {name: value for name, value in replied.items() if name != "reply_to_message"}
        if rng.random() < 0.5:
            return {"chat": message["chat"], "message_id": 1, "date": 0}
        return contents.nested(dict(message), rng.choice((1, 3, 60)))

    # ---- presses and queries

    def _pressed(self, rng: Random, person: LocalUser | None = None, *, forged: bool | None = None) -> Json:
        chosen = self.buttons.choose(rng)
        if chosen is None:
            return self._written(rng)
        message, data = chosen
        chat_id = message["chat"]["id"]
        owner = self._world.users.get(chat_id) if rng.random() < 0.8 else None
        person = owner or person or rng.choice((app.LEADER, app.LEADER, app.ADMIN, rng.choice(PERSONS)))
        if forged if forged is not None else rng.random() < 0.4:
            data = self.buttons.forge(rng, data)
        query_id = f"press-{self._made}"
        self._world.callback_queries[query_id] = self._world.clock.now()
        query: Json = {"id": query_id, "from": person.fields(), "chat_instance": "1", "data": data}
        return {"callback_query": query | self._under(rng, message)}

    def _under(self, rng: Random, message: Json) -> Json:
        """What the button stands under: the message as it is now, an inaccessible one, one of inline mode, none."""
        sort = rng.random()
        if sort < 0.9:
            now = self._world.messages[message["chat"]["id"]].get(message["message_id"], message)
            return {"message": now}
        place = {"chat": message["chat"], "message_id": message["message_id"], "date": 0}
        return rng.choice(
            ({"message": place}, {"inline_message_id": "inline-1"}, {}, {"message": place, "game_short_name": "g"})
        )

    def _inline(self, rng: Random) -> Json:
        query_id = f"inline-{self._made}"
        self._world.inline_queries[query_id] = self._world.clock.now()
        offset = rng.choice(("", "", "50", "x" * 64))
        said = texts.cut(texts.text(rng), 256)
        query = {"id": query_id, "from": rng.choice(PERSONS).fields(), "query": said, "offset": offset}
        return {
            "inline_query": query
            | rng.choice(({}, {"chat_type": "sender"}, {"location": {"latitude": 0, "longitude": 0}}))
        }


def _said(said: str) -> Json:
    found = list(detect_entities(said.encode("utf-8", "replace").decode()))
    return {"text": said} | ({"entities": found} if found else {})
