"""Methods about chats and the people in them, and about files."""

from typing import Any

from bot.console.botapi.errors import bad_request
from bot.console.botapi.wire import JsonDict, Request
from bot.console.botapi.world import ADMINISTRATORS, PRESENT, LocalChat, LocalMember, World

_MAX_DOWNLOAD = 20 * 1024 * 1024
_RIGHTS = ("can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
           "can_change_info", "can_invite_users", "can_pin_messages", "can_manage_topics")  # fmt: skip
_OTHER_RIGHTS = ("can_be_edited", "can_promote_members", "can_post_stories", "can_edit_stories",
                 "can_delete_stories")  # fmt: skip
_PERMISSIONS = ("can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
                "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
                "can_add_web_page_previews", "can_change_info", "can_invite_users", "can_pin_messages",
                "can_manage_topics", "can_edit_tag", "can_react_to_messages")  # fmt: skip
_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


class ChatMethods:
    """The methods, over a world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def get_chat(self, request: Request) -> JsonDict:
        """getChat, with the pinned message."""
        chat = self._world.open_chat(request.params.get("chat_id"))
        full = self._world.chat_fields(chat.id) | {"accent_color_id": 0, "max_reaction_count": 11}
        full["accepted_gift_types"] = dict.fromkeys(_GIFTS, False)
        pinned = self._world.messages[chat.id].get(self._world.pinned.get(chat.id, 0))
        return full | ({"pinned_message": pinned} if pinned else {})

    def get_chat_member(self, request: Request) -> JsonDict:
        """getChatMember: a known person who is not in the chat has left it; an unknown one is an error."""
        chat = self._group(request, "")
        user_id = request.params.get("user_id", 0)
        member = self._world.members[chat.id].get(user_id)
        if member is None and user_id in self._world.users:
            member = LocalMember(self._world.users[user_id], "left")
        if member is None:
            is_group = chat.type in {"private", "group"}
            raise bad_request("member not found" if is_group else "PARTICIPANT_ID_INVALID")
        return member_fields(member, chat)

    def get_chat_administrators(self, request: Request) -> list[JsonDict]:
        """getChatAdministrators: without the other bots."""
        chat = self._group(request, "there are no administrators in the private chat")
        members = self._world.members[chat.id].values()
        shown = [m for m in members if not m.user.is_bot or m.user.id == self._world.bot.id]
        return [member_fields(member, chat) for member in shown if member.status in ADMINISTRATORS]

    def get_chat_member_count(self, request: Request) -> int:
        """getChatMemberCount: the bot counts."""
        chat = self._group(request, "")
        return sum(member.status in PRESENT for member in self._world.members[chat.id].values())

    def leave_chat(self, request: Request) -> bool:
        """leaveChat."""
        chat = self._world.open_chat(request.params.get("chat_id"))
        if chat.type == "private":
            raise bad_request("chat member status can't be changed in private chats")
        self._world.set_member(chat, self._world.bot, "left")
        return True

    def get_file(self, request: Request) -> JsonDict:
        """getFile: where to download a file of up to 20 MB."""
        file = self._world.files.get(request.params.get("file_id", ""))
        if file is None:
            raise bad_request("invalid file_id")
        size = len(file.upload.content)
        if size > _MAX_DOWNLOAD:
            raise bad_request("file is too big")
        return {"file_id": file.id, "file_unique_id": file.unique_id, "file_size": size, "file_path": file.path}

    def _group(self, request: Request, refusal_in_private: str) -> LocalChat:
        """A chat whose members are read; a group that has become a supergroup has none to show."""
        chat = self._world.open_chat(request.params.get("chat_id"))
        if chat.type == "private" and refusal_in_private:
            raise bad_request(refusal_in_private)
        return self._world.open_chat(chat.id, writing=True) if chat.type == "group" else chat


def member_fields(member: LocalMember, chat: LocalChat) -> JsonDict:
    """The JSON object of type ChatMember."""
    fields: JsonDict = {"user": member.user.fields(), "status": member.status}
    return fields | _more_of_member(member, chat)


def _more_of_member(member: LocalMember, chat: LocalChat) -> dict[str, Any]:
    match member.status:
        case "creator":
            return {"is_anonymous": member.is_anonymous}
        case "administrator":
            rights = dict.fromkeys(_RIGHTS, True) | dict.fromkeys(_OTHER_RIGHTS, False)
            return rights | {"is_anonymous": member.is_anonymous}
        case "restricted" if chat.type == "supergroup":
            return {"is_member": True, "until_date": 0} | dict.fromkeys(_PERMISSIONS, False)
        case "kicked":
            return {"until_date": 0}
    return {}
