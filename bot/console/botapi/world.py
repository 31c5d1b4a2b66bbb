"""What Telegram knows: people, chats, who is in them, messages and files."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from bot.console.botapi.errors import bad_request, forbidden, migrated
from bot.console.botapi.wire import JsonDict, Upload
from bot.domain.clock import Clock

PRESENT = frozenset({"creator", "administrator", "member", "restricted"})
"""The statuses of people who are in a chat; the others are ``left`` and ``kicked``."""
ADMINISTRATORS = frozenset({"creator", "administrator"})
GENERAL_TOPIC = 1
_HISTORY = 10_000
"""Messages kept a chat."""


@dataclass(frozen=True, slots=True)
class LocalUser:
    """A person, or a bot."""

    id: int
    first_name: str
    username: str | None = None
    is_bot: bool = False
    language_code: str | None = "zh-hans"

    @property
    def chat(self) -> "LocalChat":
        """The private chat with this person."""
        return LocalChat(self.id, "private")

    def fields(self) -> JsonDict:
        """The JSON object of type User."""
        known: JsonDict = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        language = None if self.is_bot else self.language_code
        extra = {"username": self.username, "language_code": language}
        return known | {name: value for name, value in extra.items() if value is not None}


@dataclass(frozen=True, slots=True)
class LocalChat:
    """A chat."""

    id: int
    type: str
    """private, group, supergroup or channel."""
    title: str | None = None
    is_forum: bool = False


@dataclass(frozen=True, slots=True)
class LocalMember:
    """A person's standing in a chat."""

    user: LocalUser
    status: str
    is_anonymous: bool = False


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file that Telegram stores."""

    id: str
    unique_id: str
    path: str
    upload: Upload


@dataclass
class World:
    """Telegram as one bot sees it. A chat's members and messages are there as soon as they are mentioned."""

    clock: Clock
    bot: LocalUser
    next_id: int = 1
    """The first number of updates and messages. A database that outlives the program wants one that no earlier
    run has reached."""
    users: dict[int, LocalUser] = field(default_factory=dict)
    chats: dict[int, LocalChat] = field(default_factory=dict)
    members: defaultdict[int, dict[int, LocalMember]] = field(default_factory=lambda: defaultdict(dict))
    messages: defaultdict[int, dict[int, JsonDict]] = field(default_factory=lambda: defaultdict(dict))
    topics: defaultdict[int, dict[int, JsonDict]] = field(default_factory=lambda: defaultdict(dict))
    """The opening message of every topic, by chat and message_thread_id."""
    migrations: dict[int, int] = field(default_factory=dict)
    pinned: dict[int, int] = field(default_factory=dict)
    files: dict[str, LocalFile] = field(default_factory=dict)
    callback_queries: dict[str, datetime] = field(default_factory=dict)
    """When each button press was made."""
    inline_queries: dict[str, datetime] = field(default_factory=dict)
    inline_messages: dict[str, JsonDict] = field(default_factory=dict)
    """What was sent by choosing an inline result, by inline_message_id."""
    _counters: defaultdict[object, int] = field(default_factory=lambda: defaultdict(int))

    def count(self, what: object) -> int:
        """The next number of a kind of thing: ``next_id``, ``next_id + 1``, ..."""
        self._counters[what] += 1
        return self.next_id + self._counters[what] - 1

    def now(self) -> int:
        """The present second, as Telegram dates messages."""
        return int(self.clock.now().timestamp())

    def add_user(self, user: LocalUser) -> None:
        """Get to know a person, or their new name."""
        self.users[user.id] = user

    def add_chat(self, chat: LocalChat, *members: LocalUser) -> None:
        """Open a chat, unless it is open; the bot and these people are in it from then on."""
        self.chats.setdefault(chat.id, chat)
        status = "administrator" if chat.type == "channel" else "member"
        for user in (self.bot, *members):
            self.add_user(user)
            self.members[chat.id].setdefault(user.id, LocalMember(user, status if user == self.bot else "member"))

    def set_member(self, chat: LocalChat, user: LocalUser, status: str, *, is_anonymous: bool = False) -> None:
        """Give a person a status in a chat (creator, administrator, member, restricted, left or kicked)."""
        self.add_chat(chat)
        self.add_user(user)
        self.members[chat.id][user.id] = LocalMember(user, status, is_anonymous)

    def status(self, chat_id: int, user_id: int) -> str:
        """A person's status in a chat; ``left`` where it is unknown."""
        member = self.members[chat_id].get(user_id)
        return member.status if member else "left"

    def chat_fields(self, chat_id: int) -> JsonDict:
        """The JSON object of type Chat."""
        chat = self.chats.get(chat_id)
        if chat is None or chat.type == "private":
            user = self.users[chat_id]
            names = {"first_name": user.first_name} | ({"username": user.username} if user.username else {})
            return {"id": chat_id, **names, "type": "private"}
        known: JsonDict = {"id": chat_id, "title": chat.title or "", "type": chat.type}
        return known | ({"is_forum": True} if chat.is_forum else {})

    def open_chat(self, chat_id: object, *, writing: bool = False) -> LocalChat:
        """The chat of a call. Raises ApiError where the bot may not see it, or not write there."""
        if chat_id in (None, ""):
            raise bad_request("chat_id is empty")
        if isinstance(chat_id, str) and chat_id.removeprefix("-").isdecimal():
            chat_id = int(chat_id)
        if not isinstance(chat_id, int) or (chat_id not in self.chats and chat_id not in self.users):
            raise bad_request("chat not found")
        if chat_id not in self.chats:
            if writing:
                raise forbidden("bot can't initiate conversation with a user")
            return self.users[chat_id].chat
        chat = self.chats[chat_id]
        self._check_access(chat, self.status(chat_id, self.bot.id), writing)
        return chat

    def _check_access(self, chat: LocalChat, status: str, writing: bool) -> None:
        if writing and chat.id in self.migrations:
            raise migrated(self.migrations[chat.id])
        if chat.type == "private":
            if writing and status == "kicked":
                raise forbidden("bot was blocked by the user")
        elif status not in PRESENT and (writing or chat.type != "group"):
            how = "was kicked from" if status == "kicked" else "is not a member of"
            raise forbidden(f"bot {how} the {chat.type} chat")
        elif writing and chat.type == "channel" and status not in ADMINISTRATORS:
            raise bad_request("need administrator rights in the channel chat")

    def find_message(self, chat_id: int, message_id: object, what: str) -> JsonDict:
        """A message of a chat. Raises ApiError (``WHAT not found``)."""
        message = self.messages[chat_id].get(message_id) if isinstance(message_id, int) else None
        if message is None:
            raise bad_request(f"{what} not found")
        return message

    def new_message_id(self, chat: LocalChat) -> int:
        """The next message_id: a supergroup and a channel count their own, all other chats count together."""
        return self.count(("message", chat.id) if chat.type in {"supergroup", "channel"} else "message")

    def save_message(self, message: JsonDict) -> JsonDict:
        """Store a message, or its new version; the oldest of a very long chat are forgotten."""
        history = self.messages[message["chat"]["id"]]
        history[message["message_id"]] = message
        while len(history) > _HISTORY:
            del history[next(iter(history))]
        return message

    def save_file(self, upload: Upload) -> LocalFile:
        """Store a file."""
        number = self.count("file")
        suffix = "." + upload.name.rpartition(".")[2] if "." in upload.name else ""
        file = LocalFile(f"file-{number}", f"unique-{number}", f"documents/file_{number}{suffix}", upload)
        self.files[file.id] = file
        return file

    def migrate(self, old: LocalChat, new: LocalChat) -> None:
        """Turn a group into a supergroup: its members move, and calls to the old id are refused."""
        self.add_chat(old)
        self.add_chat(new)
        self.members[new.id] = dict(self.members[old.id])
        self.migrations[old.id] = new.id
