"""What came as an update and is none that Telegram sends: refused before it is made into one, or mended."""

from typing import Any

import pytest

from bot.console.botapi.world import LocalUser, World
from bot.incoming.reading import MAX_DEPTH, UnsoundUpdateError, sound
from tests.fuzz.updates import Hostile
from tests.support.clock import ManualClock

Json = dict[str, Any]
CHAT = {"id": 7, "type": "private", "first_name": "小李"}
USER = {"id": 7, "is_bot": False, "first_name": "小李"}
MESSAGE: Json = {"message_id": 1, "date": 0, "chat": CHAT, "from": USER, "text": "甲"}


def _deep(depth: int) -> Json:
    made: Json = {}
    for _ in range(depth):
        made = {"x": [made]}
    return made


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"message": None, "edited_message": {}}, "edited_message is not whole"),
        ({"message": "甲"}, "message is not whole"),
        ({"message": MESSAGE | {"chat": None}}, "message without a chat"),
        ({"message": MESSAGE | {"reply_to_message": {"message_id": 1, "date": 0}}}, "reply_to_message without a chat"),
        ({"message": MESSAGE | {"chat": {"id": "7", "type": "private"}}}, "chat without a number or a type"),
        ({"message": MESSAGE | {"chat": {"id": 0, "type": "private"}}}, "chat without a number or a type"),
        ({"message": MESSAGE | {"chat": {"id": 7}}}, "chat without a number or a type"),
        ({"message": MESSAGE | {"from": {"id": -1}}}, "from without a number"),
        ({"message": MESSAGE | {"from": {"id": 2**52}}}, "from without a number"),
        ({"message": MESSAGE | {"message_id": 0}}, "message with a message_id that none has"),
        ({"message": MESSAGE | {"message_thread_id": -3}}, "message with a message_thread_id that none has"),
        ({"message": MESSAGE | {"date": 2**63}}, "date is too large"),
        ({"callback_query": {"id": "1", "data": "x"}}, "callback_query is not whole"),
        ({"inline_query": {"from": USER}}, "inline_query is not whole"),
        ({"my_chat_member": {"chat": CHAT, "from": USER}}, "my_chat_member is not whole"),
        ({"of_tomorrow": _deep(MAX_DEPTH)}, "nested too deep"),
    ],
)
def test_what_telegram_does_not_send_is_refused(fields: Json, reason: str) -> None:
    """With a reason that holds nothing of what people wrote."""
    with pytest.raises(UnsoundUpdateError) as refused:
        sound({"update_id": 1, **fields})
    assert str(refused.value) == reason


def test_nulls_and_broken_characters_are_mended() -> None:
    """A null is as good as nothing; NUL and half a character, which no database takes, become the sign for that."""
    spoilt = MESSAGE | {"text": "甲\ud800乙\x00", "photo": None, "entities": [None, {"type": "\udfff"}]}
    assert sound({"update_id": 1, "message": spoilt}) == {
        "update_id": 1,
        "message": MESSAGE | {"text": "甲\ufffd乙\ufffd", "entities": [{"type": "\ufffd"}]},
    }


def test_what_telegram_sends_stays_as_it_is() -> None:
    """Most of what the fuzzer makes is of that sort."""
    world = World(ManualClock(), LocalUser(1, "b", "zuwu_bot", is_bot=True))
    hostile, kept = Hostile(3, world), 0
    for _ in range(500):
        update = hostile.next()
        try:
            kept += sound(update) == update
        except UnsoundUpdateError:
            continue
    assert kept > 400
