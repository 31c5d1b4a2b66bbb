"""The kinds of updates besides messages, presses and inline queries: each made of a message."""

from collections.abc import Callable
from random import Random
from typing import Any

from tests.fuzz.contents import ADDRESS, CHANNEL, POLL, STALE, USER

Json = dict[str, Any]

_STATUSES = ("creator", "administrator", "member", "restricted", "left", "kicked", "of_tomorrow")
_BOT: Json = {"id": 1, "is_bot": True, "first_name": "zuwu_bot", "username": "zuwu_bot"}
_RIGHTS = ("can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
           "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
           "can_edit_stories", "can_delete_stories", "is_member", "can_send_messages", "can_send_audios",
           "can_send_documents", "can_send_photos", "can_send_videos", "can_send_video_notes", "can_send_voice_notes",
           "can_send_polls", "can_send_other_messages", "can_add_web_page_previews", "can_pin_messages",
           "can_manage_topics")  # fmt: skip
_EMOJI: Json = {"type": "emoji", "emoji": "👍"}
_BOOST: Json = {"boost_id": "1", "source": {"source": "premium", "user": USER}}


def _sender(message: Json) -> Json:
    return dict(message.get("from", USER))


def _membership(rng: Random, message: Json, user: Json) -> Json:
    old, new = (
        {"user": user, "status": rng.choice(_STATUSES), "until_date": rng.choice((0, 2**31 - 1))}
        | dict.fromkeys(_RIGHTS, rng.random() < 0.5)
        for _ in range(2)
    )
    place = {"chat": message["chat"], "from": _sender(message), "date": message["date"]}
    return place | {"old_chat_member": old, "new_chat_member": new}


def _business(rng: Random, message: Json) -> Json:
    return message | {"business_connection_id": "b1", "sender_business_bot": _BOT}


def _reaction(rng: Random, message: Json) -> Json:
    who = rng.choice(({"user": _sender(message)}, {"actor_chat": CHANNEL}, {}))
    place = {"chat": message["chat"], "message_id": message["message_id"], "date": message["date"]}
    custom = {"type": "custom_emoji", "custom_emoji_id": "1"}
    return place | who | {"old_reaction": [], "new_reaction": rng.choice(([], [_EMOJI], [custom, {"type": "paid"}]))}


def _place(message: Json) -> Json:
    return {"chat": message["chat"], "message_id": message["message_id"], "date": message["date"]}


Make = Callable[[Random, Json], Json]

OTHERS: dict[str, Make] = {
    "channel_post": lambda _, message: {**message, "chat": CHANNEL, "sender_chat": CHANNEL},
    "edited_channel_post": lambda _, message: {**message, "chat": CHANNEL, "edit_date": message["date"]},
    "business_connection": lambda rng, message: {
        "id": "b1", "user": _sender(message), "user_chat_id": 7, "date": 0, "is_enabled": rng.random() < 0.5
    },
    "business_message": _business,
    "edited_business_message": _business,
    "deleted_business_messages": lambda rng, message: {
        "business_connection_id": "b1", "chat": message["chat"], "message_ids": rng.choice(([], [1, 2], [2**31 - 1]))
    },
    "guest_message": lambda _, message: message | {"guest_query_id": "g1"},
    "message_reaction": _reaction,
    "message_reaction_count": lambda _, message: _place(message)
    | {"reactions": [{"type": _EMOJI, "total_count": 2**31 - 1}]},
    "chosen_inline_result": lambda rng, message: {
        "result_id": rng.choice(("group-size", "", "x" * 64)), "from": _sender(message), "query": "",
        "inline_message_id": "inline-1",
    },
    "shipping_query": lambda _, message: {
        "id": "1", "from": _sender(message), "invoice_payload": "", "shipping_address": ADDRESS
    },
    "pre_checkout_query": lambda _, message: {
        "id": "1", "from": _sender(message), "currency": "XTR", "total_amount": 1, "invoice_payload": ""
    },
    "purchased_paid_media": lambda _, message: {"from": _sender(message), "paid_media_payload": ""},
    "poll": lambda rng, _: POLL | {"is_closed": rng.random() < 0.5},
    "poll_answer": lambda rng, message: {
        "poll_id": "1", "option_ids": rng.choice(([], [0])), "option_persistent_ids": [], **rng.choice(
            ({"user": _sender(message)}, {"voter_chat": CHANNEL})
        )
    },
    "my_chat_member": lambda rng, message: _membership(rng, message, _BOT),
    "chat_member": lambda rng, message: _membership(rng, message, USER),
    "chat_join_request": lambda _, message: {
        "chat": message["chat"], "from": _sender(message), "user_chat_id": 7, "date": 0, "bio": "<b>"
    },
    "chat_boost": lambda _, message: {
        "chat": message["chat"], "boost": _BOOST | {"add_date": 0, "expiration_date": 2**31 - 1}
    },
    "removed_chat_boost": lambda _, message: {"chat": message["chat"], "remove_date": 0, **_BOOST},
    "managed_bot": lambda _, message: {"user": _sender(message), "bot": USER | {"is_bot": True}},
    "of_tomorrow": lambda _, message: {"message": message, "stale": STALE},
}  # fmt: skip
"""By the name that the Bot API gives them."""
