"""Methods that send, change and remove messages."""

from datetime import UTC, datetime, timedelta

from bot.console.botapi.errors import bad_request
from bot.console.botapi.limits import check_markup, check_reactions
from bot.console.botapi.text import FormattedText, check_caption, check_text, format_text
from bot.console.botapi.wire import JsonDict, Request, Upload
from bot.console.botapi.world import ADMINISTRATORS, GENERAL_TOPIC, LocalChat, World

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
_DELETABLE_FOR = timedelta(hours=48)
_MAX_UPLOAD = 50 * 1024 * 1024
_ACTIONS = frozenset(
    {
        "choose_sticker", "find_location", "record_audio", "record_video", "record_video_note", "record_voice",
        "typing", "upload_audio", "upload_document", "upload_photo", "upload_video", "upload_video_note",
        "upload_voice",
    }
)  # fmt: skip


class MessageMethods:
    """The methods, over a world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def send_message(self, request: Request) -> JsonDict:
        """sendMessage."""
        return self._send(request.params, self._text(request.params))

    def send_document(self, request: Request) -> JsonDict:
        """sendDocument: a new file, or one that was sent before, by its file_id."""
        params = request.params
        caption = check_caption(self._format(params, "caption", "caption_entities"))
        upload = request.uploads.get(str(params.get("document", "document")).removeprefix("attach://"))
        content = {"document": self._document(upload, params.get("document"))}
        return self._send(params, content | caption.fields("caption", "caption_entities"))

    def edit_message_text(self, request: Request) -> JsonDict | bool:
        """editMessageText: a text without a keyboard takes the keyboard away."""
        params = request.params
        content = self._text(params)
        markup = check_markup(params.get("reply_markup"), only_inline=True)
        if "inline_message_id" in params:
            return self._edit_inline(params["inline_message_id"], content, markup)
        old = self._editable(params)
        if "text" not in old:
            raise bad_request("there is no text in the message to edit")
        kept = {name: old[name] for name in old if name not in {"text", "entities", "link_preview_options"}}
        return self._replace(old, kept | content, markup)

    def edit_message_reply_markup(self, request: Request) -> JsonDict | bool:
        """editMessageReplyMarkup: no keyboard takes the keyboard away."""
        params = request.params
        markup = check_markup(params.get("reply_markup"), only_inline=True)
        if "inline_message_id" in params:
            return self._edit_inline(params["inline_message_id"], {}, markup)
        old = self._editable(params)
        return self._replace(old, old, markup)

    def delete_message(self, request: Request) -> bool:
        """deleteMessage: within 48 hours; in a group, another's message only as an administrator."""
        chat = self._world.open_chat(request.params.get("chat_id"), writing=True)
        message = self._world.find_message(chat.id, request.params.get("message_id"), "message to delete")
        is_own = message.get("from", {}).get("id") == self._world.bot.id
        if not (is_own or chat.type == "private" or self._is_administrator(chat)):
            raise bad_request("message can't be deleted")
        sent_at = datetime.fromtimestamp(message["date"], UTC)
        if self._world.clock.now() - sent_at > _DELETABLE_FOR:
            raise bad_request("message can't be deleted for everyone")
        del self._world.messages[chat.id][message["message_id"]]
        return True

    def pin_chat_message(self, request: Request) -> bool:
        """pinChatMessage: outside a private chat only as an administrator."""
        chat = self._world.open_chat(request.params.get("chat_id"), writing=True)
        message = self._world.find_message(chat.id, request.params.get("message_id"), "message to pin")
        if chat.type != "private" and not self._is_administrator(chat):
            raise bad_request("not enough rights to manage pinned messages in the chat")
        self._world.pinned[chat.id] = message["message_id"]
        return True

    def set_message_reaction(self, request: Request) -> bool:
        """setMessageReaction."""
        chat = self._world.open_chat(request.params.get("chat_id"))
        self._world.find_message(chat.id, request.params.get("message_id"), "message to react")
        check_reactions(request.params.get("reaction", []))
        return True

    def send_chat_action(self, request: Request) -> bool:
        """sendChatAction."""
        if request.params.get("action") not in _ACTIONS:
            raise bad_request("wrong parameter action in request")
        self._world.open_chat(request.params.get("chat_id"), writing=True)
        return True

    def _send(self, params: JsonDict, content: JsonDict) -> JsonDict:
        markup = check_markup(params.get("reply_markup"))
        chat = self._world.open_chat(params.get("chat_id"), writing=True)
        reply = self._reply(chat, params)
        thread = self._thread(chat, params.get("message_thread_id", 0)) or _topic_of(reply)
        if self._world.status(chat.id, self._world.bot.id) == "restricted":
            raise bad_request("not enough rights to send text messages to the chat")
        message = {
            "message_id": self._world.new_message_id(chat),
            "from": self._world.bot.fields(),
            "chat": self._world.chat_fields(chat.id),
            "date": self._world.now(),
            **thread, **reply, **content,
        }  # fmt: skip
        if chat.type == "channel":
            message["sender_chat"] = message["chat"]
            del message["from"]
        return self._world.save_message(message | ({"reply_markup": markup} if markup else {}))

    def _thread(self, chat: LocalChat, thread_id: int) -> JsonDict:
        """Only a forum and a private chat have topics; elsewhere the number is not looked at."""
        if not thread_id or not (chat.is_forum or chat.type == "private"):
            return {}
        if thread_id == GENERAL_TOPIC or thread_id not in self._world.topics[chat.id]:
            raise bad_request("message thread not found")
        return {"message_thread_id": thread_id, "is_topic_message": True}

    def _reply(self, chat: LocalChat, params: JsonDict) -> JsonDict:
        wanted = params.get("reply_parameters") or {"message_id": params.get("reply_to_message_id", 0)}
        if not wanted.get("message_id"):
            return {}
        may_fall_away = wanted.get("allow_sending_without_reply") or params.get("allow_sending_without_reply")
        place = self._world.open_chat(int(wanted["chat_id"])) if wanted.get("chat_id") else chat
        replied = self._world.messages[place.id].get(wanted["message_id"])
        if replied is not None and place.id == chat.id:
            return {"reply_to_message": without_reply(replied)}
        if replied is None and not may_fall_away:
            raise bad_request("message to be replied not found")
        return {}

    def _text(self, params: JsonDict) -> JsonDict:
        if not params.get("text"):
            raise bad_request("message text is empty")
        content = check_text(self._format(params, "text", "entities")).fields()
        options = params.get("link_preview_options")
        return content | ({"link_preview_options": options} if options else {})

    def _format(self, params: JsonDict, text_key: str, entities_key: str) -> FormattedText:
        users = {user.id: user.fields() for user in self._world.users.values()}
        mode, entities = params.get("parse_mode", ""), params.get(entities_key) or ()
        return format_text(params.get(text_key, ""), mode, entities, users)

    def _document(self, upload: Upload | None, file_id: object) -> JsonDict:
        if upload is None:
            file = self._world.files.get(str(file_id)) if file_id else None
            if file is None:
                raise bad_request("wrong file identifier/HTTP URL specified" if file_id
                                  else "there is no document in the request")  # fmt: skip
            return document_fields(file.id, file.unique_id, file.upload)
        if not upload.content:
            raise bad_request("file must be non-empty")
        if len(upload.content) > _MAX_UPLOAD:
            raise bad_request("file is too big")
        file = self._world.save_file(upload)
        return document_fields(file.id, file.unique_id, upload)

    def _editable(self, params: JsonDict) -> JsonDict:
        chat = self._world.open_chat(params.get("chat_id"), writing=True)
        message = self._world.find_message(chat.id, params.get("message_id"), "message to edit")
        is_post = chat.type == "channel" and self._is_administrator(chat)
        if not is_post and message.get("from", {}).get("id") != self._world.bot.id:
            raise bad_request("message can't be edited")
        return message

    def _replace(self, old: JsonDict, content: JsonDict, markup: JsonDict | None) -> JsonDict:
        new = {name: value for name, value in content.items() if name != "reply_markup"}
        new |= {"reply_markup": markup} if markup else {}
        if new == old:
            raise bad_request(NOT_MODIFIED)
        return self._world.save_message(new | {"edit_date": self._world.now()})

    def _edit_inline(self, message_id: str, content: JsonDict, markup: JsonDict | None) -> bool:
        old = self._world.inline_messages.get(message_id)
        if old is None:
            raise bad_request("MESSAGE_ID_INVALID")
        kept = {name: value for name, value in old.items() if name != "reply_markup"}
        new = (content or kept) | ({"reply_markup": markup} if markup else {})
        if new == old:
            raise bad_request(NOT_MODIFIED)
        self._world.inline_messages[message_id] = new
        return True

    def _is_administrator(self, chat: LocalChat) -> bool:
        return self._world.status(chat.id, self._world.bot.id) in ADMINISTRATORS


def _topic_of(reply: JsonDict) -> JsonDict:
    """A reply to a message in a topic goes to that topic."""
    replied = reply.get("reply_to_message", {})
    if not replied.get("is_topic_message"):
        return {}
    return {"message_thread_id": replied["message_thread_id"], "is_topic_message": True}


def without_reply(message: JsonDict) -> JsonDict:
    """A message as another one carries it: what it replies to itself is left out."""
    return {name: value for name, value in message.items() if name != "reply_to_message"}


def document_fields(file_id: str, unique_id: str, upload: Upload) -> JsonDict:
    """The JSON object of type Document."""
    return {
        "file_id": file_id,
        "file_unique_id": unique_id,
        "file_name": upload.name,
        "mime_type": upload.mime_type,
        "file_size": len(upload.content),
    }
