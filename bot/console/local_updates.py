"""What people do, as the updates that Telegram sends: JSON for ``Update.de_json``.

Every builder changes Telegram's own memory, too: the chat is open from then on, the sender is in it, and the
message can be replied to, edited and pressed.
"""

import copy
from typing import Any

from bot.console.botapi.chats import member_fields
from bot.console.botapi.messages import document_fields, without_reply
from bot.console.botapi.text import detect_entities
from bot.console.botapi.wire import JsonDict, Upload
from bot.console.botapi.world import LocalChat, LocalMember, LocalUser, World

__all__ = ["LocalChat", "LocalUpdates", "LocalUser", "message_of"]

ANONYMOUS_ADMIN = LocalUser(1087968824, "Group", "GroupAnonymousBot", is_bot=True)
"""The ``from`` of an administrator who writes in the group's name."""
CHANNEL_BOT = LocalUser(136817688, "Channel", "Channel_Bot", is_bot=True)
"""The ``from`` of somebody who writes in a channel's name."""


def message_of(update: JsonDict) -> JsonDict:
    """The message that an update carries."""
    found = [update[name] for name in update if name != "update_id" and "message_id" in update[name]]
    if not found:
        raise LookupError("the update carries no message")
    return dict(found[0])


class LocalUpdates:
    """Builders of updates over a world; update_id and message_id grow, dates are the clock's."""

    def __init__(self, world: World) -> None:
        self._world = world

    def raw(self, fields: JsonDict) -> JsonDict:
        """An update of these fields (``{"poll": {...}}``) with the next update_id."""
        return {"update_id": self._world.count("update"), **copy.deepcopy(fields)}

    def message(
        self,
        chat: LocalChat,
        sender: LocalUser | LocalChat,
        text: str,
        *,
        reply_to: JsonDict | None = None,
        thread_id: int | None = None,
        **more: object,
    ) -> JsonDict:
        """Somebody writes; links, commands and mentions in the text become entities.

        A sender that is a chat writes in its name: the group itself is an anonymous administrator, another chat a
        channel. ``reply_to`` is a message, ``thread_id`` a topic of a forum (opened when it is new), ``more`` are
        other fields of the message.
        """
        content = _with_entities(text.strip(" \n")) | more
        return self.raw({"message": self._post(chat, sender, content, reply_to, thread_id)})

    def photo(self, chat: LocalChat, sender: LocalUser, caption: str = "", **more: object) -> JsonDict:
        """Somebody sends a picture."""
        file = self._world.save_file(Upload("photo.jpg", b"\xff\xd8\xff", "image/jpeg"))
        size = {"file_id": file.id, "file_unique_id": file.unique_id, "width": 90, "height": 90, "file_size": 3}
        return self._captioned(chat, sender, {"photo": [size]}, caption, more)

    def voice(self, chat: LocalChat, sender: LocalUser, caption: str = "", **more: object) -> JsonDict:
        """Somebody speaks."""
        file = self._world.save_file(Upload("voice.ogg", b"OggS", "audio/ogg"))
        voice = {"file_id": file.id, "file_unique_id": file.unique_id, "duration": 2, "mime_type": "audio/ogg"}
        return self._captioned(chat, sender, {"voice": voice}, caption, more)

    def sticker(self, chat: LocalChat, sender: LocalUser, **more: object) -> JsonDict:
        """Somebody sends a sticker."""
        file = self._world.save_file(Upload("sticker.webp", b"RIFF", "image/webp"))
        sticker = {"file_id": file.id, "file_unique_id": file.unique_id, "type": "regular", "width": 512,
                   "height": 512, "is_animated": False, "is_video": False, "emoji": "👍"}  # fmt: skip
        return self._captioned(chat, sender, {"sticker": sticker}, "", more)

    def document(
        self, chat: LocalChat, sender: LocalUser, name: str, content: bytes, caption: str = "", **more: object
    ) -> JsonDict:
        """Somebody sends a file, which getFile then finds."""
        upload = Upload(name, content)
        file = self._world.save_file(upload)
        fields = {"document": document_fields(file.id, file.unique_id, upload)}
        return self._captioned(chat, sender, fields, caption, more)

    def location(
        self, chat: LocalChat, sender: LocalUser, latitude: float = 39.9, longitude: float = 116.4, **more: object
    ) -> JsonDict:
        """Somebody shares a place."""
        place = {"latitude": latitude, "longitude": longitude}
        return self._captioned(chat, sender, {"location": place}, "", more)

    def service(self, chat: LocalChat, sender: LocalUser, **fields: object) -> JsonDict:
        """A message that tells of something, like ``new_chat_title="..."``."""
        return self.raw({"message": self._post(chat, sender, fields, None, None)})

    def channel_post(self, channel: LocalChat, text: str, **more: object) -> JsonDict:
        """A channel posts; nobody sent it."""
        return self.raw({"channel_post": self._post(channel, channel, _with_entities(text) | more, None, None)})

    def edited_message(self, message: JsonDict, new_text: str) -> JsonDict:
        """Somebody changes the text of a message."""
        kept = {name: message[name] for name in message if name not in {"text", "entities"}}
        changed = {"edit_date": self._world.now()} | _with_entities(new_text)
        kind = "edited_channel_post" if message["chat"]["type"] == "channel" else "edited_message"
        return self.raw({kind: self._world.save_message(kept | changed)})

    def press(self, sender: LocalUser, message: JsonDict, button: str) -> JsonDict:
        """Somebody presses a button of the message as it is now, found by its text or else by its callback_data.

        Raises LookupError where the message has no such button.
        """
        now = self._world.messages[message["chat"]["id"]].get(message["message_id"], {})
        rows = now.get("reply_markup", {}).get("inline_keyboard", [])
        buttons = [each for row in rows for each in row if "callback_data" in each]
        for name in ("text", "callback_data"):
            for each in buttons:
                if each[name] == button:
                    return self.callback(sender, message, each["callback_data"])
        raise LookupError(f"no button {button!r} among {[each['text'] for each in buttons]}")

    def callback(self, sender: LocalUser, message: JsonDict | str, data: str) -> JsonDict:
        """A press with this callback_data, also one that the message does not have (any more).

        ``message`` is the inline_message_id where the message was sent by choosing an inline result. A message
        that was deleted is inaccessible.
        """
        self._world.add_user(sender)
        query_id = f"callback-{self._world.count('callback')}"
        self._world.callback_queries[query_id] = self._world.clock.now()
        query: JsonDict = {"id": query_id, "from": sender.fields(), "chat_instance": "1", "data": data}
        if isinstance(message, str):
            return self.raw({"callback_query": query | {"inline_message_id": message}})
        place = {"chat": message["chat"], "message_id": message["message_id"]}
        now = self._world.messages[message["chat"]["id"]].get(message["message_id"], place | {"date": 0})
        return self.raw({"callback_query": query | {"message": now}})

    def inline_query(
        self, sender: LocalUser, query: str, offset: str = "", chat_type: str | None = "supergroup"
    ) -> JsonDict:
        """Somebody types the bot's name and a query into any chat."""
        self._world.add_user(sender)
        query_id = f"inline-{self._world.count('inline')}"
        self._world.inline_queries[query_id] = self._world.clock.now()
        fields = {"id": query_id, "from": sender.fields(), "query": query, "offset": offset}
        return self.raw({"inline_query": fields | ({"chat_type": chat_type} if chat_type else {})})

    def chosen_inline_result(
        self, sender: LocalUser, result_id: str, query: str = "", inline_message_id: str | None = None
    ) -> JsonDict:
        """Somebody sends a result; with an inline_message_id (the result has a keyboard) the bot can edit it."""
        fields: JsonDict = {"result_id": result_id, "from": sender.fields(), "query": query}
        if inline_message_id is not None:
            self._world.inline_messages[inline_message_id] = {}
            fields["inline_message_id"] = inline_message_id
        return self.raw({"chosen_inline_result": fields})

    def my_chat_member(self, chat: LocalChat, by: LocalUser, old_status: str, new_status: str) -> JsonDict:
        """Somebody gives the bot another status: adds, promotes, removes or (in a private chat) blocks it."""
        return self._changed("my_chat_member", chat, by, self._world.bot, (old_status, new_status))

    def chat_member(
        self, chat: LocalChat, by: LocalUser, user: LocalUser, old_status: str, new_status: str
    ) -> JsonDict:
        """Somebody gives a person another status."""
        return self._changed("chat_member", chat, by, user, (old_status, new_status))

    def migration(self, old: LocalChat, new: LocalChat, by: LocalUser) -> tuple[JsonDict, JsonDict]:
        """A group becomes a supergroup: both service messages, the old chat's first."""
        away = self._post(old, by, {"migrate_to_chat_id": new.id}, None, None)
        self._world.migrate(old, new)
        here = self._post(new, new, {"migrate_from_chat_id": old.id}, None, None)
        return self.raw({"message": away}), self.raw({"message": here})

    def _captioned(
        self, chat: LocalChat, sender: LocalUser, content: JsonDict, caption: str, more: JsonDict
    ) -> JsonDict:
        reply_to: Any = more.pop("reply_to", None)
        thread_id: Any = more.pop("thread_id", None)
        content |= _with_entities(caption, "caption", "caption_entities") | more
        return self.raw({"message": self._post(chat, sender, content, reply_to, thread_id)})

    def _post(
        self,
        chat: LocalChat,
        sender: LocalUser | LocalChat,
        content: JsonDict,
        reply_to: JsonDict | None,
        thread_id: int | None,
    ) -> JsonDict:
        """Open the chat to the sender and store the message."""
        self._world.add_chat(chat, *([sender] if isinstance(sender, LocalUser) else []))
        message: JsonDict = {"message_id": self._world.new_message_id(chat)}
        message |= self._sender(chat, sender)
        message |= {"chat": self._world.chat_fields(chat.id), "date": self._world.now()}
        message |= self._thread(chat, message, reply_to, thread_id)
        return self._world.save_message(message | content)

    def _sender(self, chat: LocalChat, sender: LocalUser | LocalChat) -> JsonDict:
        if isinstance(sender, LocalUser):
            return {"from": sender.fields()}
        self._world.chats.setdefault(sender.id, sender)
        fields = {"sender_chat": self._world.chat_fields(sender.id)}
        if chat.type == "channel":
            return fields
        stand_in = ANONYMOUS_ADMIN if sender.id == chat.id else CHANNEL_BOT
        return {"from": stand_in.fields(), **fields}

    def _thread(self, chat: LocalChat, message: JsonDict, reply_to: JsonDict | None, thread_id: int | None) -> JsonDict:
        """In a topic, what replies to nothing replies to the topic's opening; elsewhere a supergroup's reply
        carries the number of its thread without being in a topic."""
        fields: JsonDict = {"reply_to_message": without_reply(reply_to)} if reply_to else {}
        if chat.is_forum and thread_id:
            opening = self._world.topics[chat.id].setdefault(thread_id, self._opening(message, thread_id))
            return {"message_thread_id": thread_id, "is_topic_message": True, "reply_to_message": opening} | fields
        if reply_to and chat.type == "supergroup" and not chat.is_forum:
            fields["message_thread_id"] = reply_to.get("message_thread_id", reply_to["message_id"])
        return fields

    def _opening(self, message: JsonDict, thread_id: int) -> JsonDict:
        topic = {"name": f"topic {thread_id}", "icon_color": 7322096}
        place = {"message_id": thread_id, "message_thread_id": thread_id, "is_topic_message": True}
        return message | place | {"forum_topic_created": topic}

    def _changed(
        self, kind: str, chat: LocalChat, by: LocalUser, user: LocalUser, statuses: tuple[str, str]
    ) -> JsonDict:
        self._world.add_chat(chat, by)
        old, new = (member_fields(LocalMember(user, status), chat) for status in statuses)
        self._world.set_member(chat, user, statuses[1])
        fields = {"chat": self._world.chat_fields(chat.id), "from": by.fields(), "date": self._world.now()}
        return self.raw({kind: fields | {"old_chat_member": old, "new_chat_member": new}})


def _with_entities(text: str, text_key: str = "text", entities_key: str = "entities") -> JsonDict:
    entities = list(detect_entities(text))
    return ({text_key: text} if text else {}) | ({entities_key: entities} if entities else {})
