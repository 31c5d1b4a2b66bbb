"""What a message may hold besides text: every field of the Bot API's Message, well-formed; ``spoilt`` breaks it."""

from random import Random
from typing import Any

from tests.fuzz import texts

Json = dict[str, Any]

USER: Json = {"id": 20, "is_bot": False, "first_name": "路人"}
CHANNEL: Json = {"id": -1009, "type": "channel", "title": "某某频道"}
STALE: Json = {"chat": CHANNEL, "message_id": 3, "date": 0}
FILE: Json = {"file_id": "f", "file_unique_id": "u", "file_size": 3}
PHOTO: list[Json] = [FILE | {"width": 90, "height": 90}]
STICKER: Json = FILE | {"type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}
POLL: Json = {
    "id": "1", "question": "问", "options": [{"text": "甲", "voter_count": 0, "persistent_id": "1"}],
    "total_voter_count": 0, "is_closed": False, "is_anonymous": True, "type": "regular",
    "allows_multiple_answers": False, "allows_revoting": False,
    "members_only": False,
}  # fmt: skip
ADDRESS: Json = {
    "country_code": "CN", "state": "", "city": "北京", "street_line1": "1", "street_line2": "", "post_code": "1"
}  # fmt: skip
GIVEAWAY: Json = {"chats": [CHANNEL], "winners_selection_date": 0, "winner_count": 1}
WINNERS: Json = {"chat": CHANNEL, "giveaway_message_id": 1} | GIVEAWAY | {"winners": [USER]}
CHECKLIST: Json = {"title": "清单", "tasks": [{"id": 1, "text": "做"}]}
GIFT: Json = {"id": "1", "sticker": STICKER, "star_count": 1}

MEDIA: dict[str, Any] = {
    "animation": FILE | {"width": 1, "height": 1, "duration": 1},
    "audio": FILE | {"duration": 1, "file_name": "../../a.mp3"},
    "document": FILE | {"file_name": "a.yaml", "mime_type": "text/yaml"},
    "paid_media": {"star_count": 1, "paid_media": [{"type": "preview"}, {"type": "photo", "photo": PHOTO}]},
    "photo": PHOTO,
    "sticker": STICKER,
    "story": {"chat": CHANNEL, "id": 1},
    "video": FILE | {"width": 1, "height": 1, "duration": 1},
    "video_note": FILE | {"length": 1, "duration": 1},
    "voice": FILE | {"duration": 1},
    "checklist": CHECKLIST,
    "contact": {"phone_number": "+86", "first_name": "张", "vcard": "BEGIN:VCARD"},
    "dice": {"emoji": "🎲", "value": 6},
    "game": {"title": "玩", "description": "", "photo": PHOTO},
    "poll": POLL,
    "venue": {"location": {"latitude": 0, "longitude": 0}, "title": "馆", "address": ""},
    "location": {"latitude": 91.5, "longitude": -181, "live_period": 2147483647},
    "invoice": {"title": "", "description": "", "start_parameter": "", "currency": "XTR", "total_amount": 1},
    "live_photo": FILE | {"width": 1, "height": 1, "duration": 1},
    "nothing_known": {"a": [1]},
}
"""The kinds of content that a client sends."""

SERVICE: dict[str, Any] = {
    "new_chat_members": [USER, {"id": 1, "is_bot": True, "first_name": "zuwu_bot", "username": "zuwu_bot"}],
    "left_chat_member": USER,
    "new_chat_title": "新\u202e名 <b>",
    "new_chat_photo": PHOTO,
    "delete_chat_photo": True,
    "group_chat_created": True,
    "supergroup_chat_created": True,
    "channel_chat_created": True,
    "message_auto_delete_timer_changed": {"message_auto_delete_time": 0},
    "migrate_to_chat_id": -1005,
    "migrate_from_chat_id": -5,
    "pinned_message": STALE,
    "successful_payment": {
        "currency": "XTR",
        "total_amount": 1,
        "invoice_payload": "",
        "telegram_payment_charge_id": "",
        "provider_payment_charge_id": "",
    },
    "refunded_payment": {"currency": "XTR", "total_amount": 1, "invoice_payload": "", "telegram_payment_charge_id": ""},
    "users_shared": {"request_id": 1, "users": [{"user_id": 7}]},
    "chat_shared": {"request_id": 1, "chat_id": -1001},
    "gift": {"gift": GIFT},
    "connected_website": "a.cn",
    "write_access_allowed": {},
    "passport_data": {"data": [], "credentials": {"data": "", "hash": "", "secret": ""}},
    "proximity_alert_triggered": {"traveler": USER, "watcher": USER, "distance": 1},
    "boost_added": {"boost_count": 1},
    "chat_background_set": {"type": {"type": "chat_theme", "theme_name": "🎨"}},
    "checklist_tasks_done": {"marked_as_done_task_ids": [1]},
    "checklist_tasks_added": {"tasks": [{"id": 1, "text": "做"}]},
    "direct_message_price_changed": {"are_direct_messages_enabled": True},
    "forum_topic_created": {"name": "题", "icon_color": 7322096},
    "forum_topic_edited": {},
    "forum_topic_closed": {},
    "forum_topic_reopened": {},
    "general_forum_topic_hidden": {},
    "general_forum_topic_unhidden": {},
    "giveaway_created": {},
    "giveaway": GIVEAWAY,
    "giveaway_winners": WINNERS,
    "giveaway_completed": {"winner_count": 1},
    "paid_message_price_changed": {"paid_message_star_count": 1},
    "suggested_post_approved": {"send_date": 0},
    "suggested_post_declined": {},
    "suggested_post_refunded": {"reason": "post_deleted"},
    "video_chat_scheduled": {"start_date": 0},
    "video_chat_started": {},
    "video_chat_ended": {"duration": 1},
    "video_chat_participants_invited": {"users": [USER]},
    "web_app_data": {"data": "{}", "button_text": "b"},
    "chat_owner_left": {},
    "chat_owner_changed": {"new_owner": USER},
    "managed_bot_created": {"bot": {"id": 5, "is_bot": True, "first_name": "b"}},
    "poll_option_added": {"option_persistent_id": "1", "option_text": "乙"},
    "poll_option_deleted": {"option_persistent_id": "1", "option_text": "乙"},
}
"""The kinds of service messages."""

ORIGINS: tuple[Json, ...] = (
    {"type": "user", "date": 0, "sender_user": USER},
    {"type": "hidden_user", "date": 0, "sender_user_name": "某人"},
    {"type": "chat", "date": 0, "sender_chat": CHANNEL},
    {"type": "channel", "date": 0, "chat": CHANNEL, "message_id": 1},
    {"type": "of_tomorrow", "date": 0},
)

NAMES = (
    "faq.yaml", "../../etc/passwd", "..\\..\\a.yaml", "a/b/c.yaml", "", ".yaml", "x" * 255 + ".yaml",
    "\u202elmay.a.yml", "党.YAML", "a.yaml\x00.exe", "CON.yaml", "documents.yaml", "faq/../../x.yml",
    "a.docx", "a.txt", "a.zip", "<b>.yaml", "\n\n.yaml", "%s.yaml",
)  # fmt: skip

_INTS = (0, 1, -1, 7, 2**31 - 1, -(2**31), 2**32, 2**52 - 1, -(2**52) + 1, -1001, -100123456789012)
_GONE = object()


def extras(rng: Random) -> Json:
    """Fields beside the content: where a message comes from, what it belongs to."""
    made: Json = {}
    if rng.random() < 0.1:
        made["forward_origin"] = rng.choice(ORIGINS)
    if rng.random() < 0.05:
        made["via_bot"] = {"id": rng.choice((1, 77)), "is_bot": True, "first_name": "b", "username": "zuwu_bot"}
    if rng.random() < 0.1:
        made |= {"message_thread_id": rng.choice((1, 5, 2**31 - 1, 0)), "is_topic_message": rng.random() < 0.6}
    if rng.random() < 0.1:
        sort = rng.choice(("quote", "external_reply", "story", "flags", "business", "media group"))
        made |= _EXTRAS[sort]
    return made


_EXTRAS: dict[str, Json] = {
    "quote": {"quote": {"text": "引", "position": 0, "is_manual": True}},
    "external_reply": {"external_reply": {"origin": ORIGINS[0], "chat": CHANNEL, "message_id": 9}},
    "story": {"reply_to_story": {"chat": CHANNEL, "id": 1}},
    "flags": {"is_automatic_forward": True, "has_protected_content": True, "author_signature": "<b>", "edit_date": 0},
    "business": {"business_connection_id": "b1", "sender_business_bot": USER | {"is_bot": True}},
    "media group": {"media_group_id": "1", "effect_id": "5", "is_from_offline": True, "sender_tag": "标"},
}


def spoilt(rng: Random, value: Any) -> Any:
    """A copy in which one thing, however deep, is missing, null, empty, or another value of its type."""
    places = list(_places(value, ()))
    return _with(rng, value, rng.choice(places)) if places else value


def _places(value: Any, path: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    inner = (
        list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, list) else []
    )
    found = [(*path, key) for key, _ in inner]
    return found + [deeper for key, each in inner for deeper in _places(each, (*path, key))]


def _with(rng: Random, value: Any, path: tuple[Any, ...]) -> Any:
    key, *rest = path
    copied: Any = dict(value) if isinstance(value, dict) else list(value)
    new = _with(rng, value[key], tuple(rest)) if rest else _other(rng, value[key])
    if new is _GONE:
        del copied[key]
    else:
        copied[key] = new
    return copied


def _other(rng: Random, value: Any) -> Any:
    sort = rng.random()
    if sort < 0.3:
        return _GONE
    others: dict[type, tuple[Any, ...]] = {
        bool: (value is False,),
        int: _INTS,
        str: ("", texts.hostile(rng), str(value) * 3),
        list: ([], value * 30 if isinstance(value, list) else []),
        dict: ({},),
    }
    return rng.choice(others.get(type(value), (None,))) if sort >= 0.4 else None


def nested(message: Json, depth: int) -> Json:
    """A message that replies to a message that replies to a message ..."""
    made = message
    for _ in range(depth):
        made = message | {"reply_to_message": made}
    return made
