"""Updates: they read as Telegram's own, and reach the bot as Telegram lets them."""

import copy
from datetime import UTC, datetime, timedelta

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest, Conflict
from telegram.ext import ExtBot

from bot.console.botapi.wire import JsonDict
from bot.console.local_api import LocalBotApi
from bot.console.local_updates import ANONYMOUS_ADMIN, LocalChat, LocalUser, message_of
from tests.support.clock import ManualClock
from tests.support.telegram import ScriptedBotApi


def _update(fields: JsonDict) -> Update:
    """Read by the library, which must keep every field."""
    update = Update.de_json(copy.deepcopy(fields))
    assert _holds(update.to_dict(), fields)
    return update


def _holds(whole: object, part: object) -> bool:
    """Whether everything of ``part`` is in ``whole``; the library adds fields that are false."""
    if isinstance(whole, dict) and isinstance(part, dict):
        return all(name in whole and _holds(whole[name], part[name]) for name in part)
    if isinstance(whole, list) and isinstance(part, list):
        return len(whole) == len(part) and all(map(_holds, whole, part))
    return whole == part


def test_a_message_has_what_telegram_sends(
    api: ScriptedBotApi, member: LocalUser, group: LocalChat, clock: ManualClock
) -> None:
    """Sender, chat, date and entities."""
    message = _update(api.updates.message(group, member, "/ask@zuwu_bot 党费 ")).message
    assert message is not None
    assert message.from_user is not None
    assert (message.from_user.id, message.from_user.language_code) == (7, "zh-hans")
    assert (message.chat.id, message.chat.title, message.text) == (-1001, "第一党小组", "/ask@zuwu_bot 党费")
    assert message.date == datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    assert message.parse_entities() == {message.entities[0]: "/ask@zuwu_bot"}


def test_numbers_grow(api: ScriptedBotApi, member: LocalUser) -> None:
    """update_id and message_id are never given twice."""
    updates = [api.updates.message(member.chat, member, "好") for _ in range(3)]
    assert [update["update_id"] for update in updates] == [1, 2, 3]
    assert [message_of(update)["message_id"] for update in updates] == [1, 2, 3]


def test_an_anonymous_administrator_writes_as_the_group(api: ScriptedBotApi, group: LocalChat) -> None:
    """From GroupAnonymousBot, with the group as sender_chat."""
    message = _update(api.updates.message(group, group, "/settings")).message
    assert message is not None
    assert message.from_user is not None
    assert message.sender_chat is not None
    assert (message.from_user.id, message.sender_chat.id) == (ANONYMOUS_ADMIN.id, group.id)
    assert ANONYMOUS_ADMIN.id == 1087968824


def test_a_linked_channel_writes_as_itself(api: ScriptedBotApi, group: LocalChat) -> None:
    """Other fields can be given as they are."""
    channel = LocalChat(-1003, "channel", "通知")
    message = _update(api.updates.message(group, channel, "通知", is_automatic_forward=True)).message
    assert message is not None
    assert message.sender_chat is not None
    assert (message.sender_chat.id, message.is_automatic_forward) == (channel.id, True)


def test_a_reply_carries_the_message_but_not_what_that_replied_to(
    api: ScriptedBotApi, member: LocalUser, group: LocalChat
) -> None:
    """In a supergroup it carries a thread number without being in a topic."""
    first = message_of(api.updates.message(group, member, "一"))
    second = message_of(api.updates.message(group, member, "二", reply_to=first))
    third = _update(api.updates.message(group, member, "三", reply_to=second)).message
    assert third is not None
    assert third.reply_to_message is not None
    assert (third.reply_to_message.text, third.reply_to_message.reply_to_message) == ("二", None)
    assert (third.message_thread_id, third.is_topic_message) == (first["message_id"], None)


def test_a_message_in_a_topic_replies_to_its_opening(api: ScriptedBotApi, member: LocalUser) -> None:
    """As Telegram has it, unless it replies to something else."""
    forum = LocalChat(-1002, "supergroup", "论坛", is_forum=True)
    message = _update(api.updates.message(forum, member, "话题里", thread_id=5)).message
    assert message is not None
    assert (message.message_thread_id, message.is_topic_message, message.chat.is_forum) == (5, True, True)
    assert message.reply_to_message is not None
    assert message.reply_to_message.forum_topic_created is not None


def test_every_kind_of_update_can_be_read(api: ScriptedBotApi, member: LocalUser, group: LocalChat) -> None:
    """The library knows each, and gives it the right name."""
    updates, chat = api.updates, member.chat
    message = message_of(updates.message(chat, member, "好"))
    kinds = {
        "photo": updates.photo(chat, member, "看 @zuwu_bot"),
        "voice": updates.voice(chat, member),
        "sticker": updates.sticker(chat, member, reply_to=message),
        "document": updates.document(chat, member, "a.yaml", b"a: 1", "见附件"),
        "location": updates.location(chat, member),
        "new_chat_title": updates.service(group, member, new_chat_title="第二党小组"),
    }
    for name, fields in kinds.items():
        assert getattr(_update(fields).message, name)
    channel = LocalChat(-1003, "channel", "通知")
    assert _update(updates.channel_post(channel, "通知")).channel_post
    assert _update(updates.edited_message(message, "不好")).edited_message
    assert _update(updates.inline_query(member, "党费", "10")).inline_query
    assert _update(updates.chosen_inline_result(member, "a", "党费")).chosen_inline_result
    assert _update(updates.my_chat_member(group, member, "left", "administrator")).my_chat_member
    assert _update(updates.chat_member(group, member, LocalUser(8, "小王"), "left", "member")).chat_member
    gone = {"business_connection_id": "1", "chat": {"id": 7, "type": "private"}, "message_ids": [1]}
    assert _update(updates.raw({"deleted_business_messages": gone})).deleted_business_messages


async def test_an_edited_message_keeps_its_number(api: ScriptedBotApi, member: LocalUser, clock: ManualClock) -> None:
    """And tells when it was edited; its entities are new."""
    message = message_of(api.updates.message(member.chat, member, "/ask 党费"))
    clock.advance(timedelta(seconds=9))
    edited = _update(api.updates.edited_message(message, "党费怎么交")).edited_message
    assert edited is not None
    assert (edited.message_id, edited.text, edited.entities) == (message["message_id"], "党费怎么交", ())
    assert edited.edit_date == clock.now()


async def test_a_button_is_pressed_by_its_text_or_its_data(
    ext_bot: ExtBot[None], api: ScriptedBotApi, member: LocalUser
) -> None:
    """Only buttons that the message has now; a stale press is made with callback()."""
    buttons = InlineKeyboardMarkup.from_row(
        [InlineKeyboardButton("甲", callback_data="v1:a"), InlineKeyboardButton("乙", url="https://a.cn/")]
    )
    sent = (await ext_bot.send_message(member.id, "选", reply_markup=buttons)).to_dict()
    for name in ("甲", "v1:a"):
        query = _update(api.updates.press(member, sent, name)).callback_query
        assert query is not None
        assert (query.data, query.from_user.id) == ("v1:a", 7)
    for name in ("乙", "丙"):
        with pytest.raises(LookupError, match=name):
            api.updates.press(member, sent, name)
    await ext_bot.edit_message_text("选过了", member.id, sent["message_id"])
    with pytest.raises(LookupError):
        api.updates.press(member, sent, "甲")
    stale = _update(api.updates.callback(member, sent, "v1:a")).callback_query
    assert stale is not None
    assert stale.message is not None
    assert stale.message.to_dict()["text"] == "选过了"


async def test_a_press_on_a_deleted_message_shows_no_message(
    ext_bot: ExtBot[None], api: ScriptedBotApi, member: LocalUser
) -> None:
    """It is not accessible; one on an inline message has none at all."""
    sent = (await ext_bot.send_message(member.id, "选")).to_dict()
    await ext_bot.delete_message(member.id, sent["message_id"])
    query = Update.de_json(api.updates.callback(member, sent, "v1:a")).callback_query
    assert query is not None
    assert query.message is not None
    assert query.message.is_accessible is False
    inline = _update(api.updates.callback(member, "inline-1", "v1:a")).callback_query
    assert inline is not None
    assert (inline.message, inline.inline_message_id) == (None, "inline-1")


def test_an_update_can_be_changed_without_changing_telegrams_memory(api: ScriptedBotApi, member: LocalUser) -> None:
    """Updates are copies."""
    update = api.updates.message(member.chat, member, "好")
    update["message"]["text"] = "坏"
    assert api.world.messages[member.id][1]["text"] == "好"


def test_an_update_without_a_message_has_none(api: ScriptedBotApi, member: LocalUser) -> None:
    """message_of says so."""
    with pytest.raises(LookupError):
        message_of(api.updates.inline_query(member, "党"))


@pytest.mark.parametrize(
    ("text", "arrives"),
    [
        ("大家好", False),
        ("@zuwu_bot 党费", False),
        ("/ask 党费", True),
        ("/ask@ZUWU_bot", True),
        ("/ask@other_bot", False),
    ],
)
def test_with_privacy_mode_a_group_shows_the_bot_only_what_is_for_it(
    api: ScriptedBotApi, member: LocalUser, group: LocalChat, text: str, arrives: bool
) -> None:
    """A bare mention is not."""
    assert api.push(api.updates.message(group, member, text)) is arrives


async def test_with_privacy_mode_replies_to_the_bot_and_service_messages_arrive(
    ext_bot: ExtBot[None], api: ScriptedBotApi, member: LocalUser, group: LocalChat
) -> None:
    """Replies to others do not."""
    own = (await ext_bot.send_message(group.id, "一")).to_dict()
    theirs = message_of(api.updates.message(group, member, "二"))
    assert api.push(api.updates.message(group, member, "好", reply_to=own)) is True
    assert api.push(api.updates.message(group, member, "好", reply_to=theirs)) is False
    assert api.push(api.updates.service(group, member, new_chat_title="新名")) is True
    assert api.push(api.updates.message(member.chat, member, "好")) is True


def test_everything_arrives_without_privacy_mode_and_at_an_administrator(
    clock: ManualClock, member: LocalUser, group: LocalChat
) -> None:
    """But nothing from a group that the bot has left."""
    api = LocalBotApi(clock, can_read_all_group_messages=True)
    assert api.push(api.updates.message(group, member, "大家好")) is True
    private = LocalBotApi(clock)
    private.world.set_member(group, private.world.bot, "administrator")
    assert private.push(private.updates.message(group, member, "大家好")) is True
    api.world.set_member(group, api.world.bot, "left")
    assert api.push(api.updates.message(group, member, "大家好")) is False


async def test_updates_wait_until_a_later_offset_confirms_them(
    ext_bot: ExtBot[None], api: ScriptedBotApi, member: LocalUser
) -> None:
    """limit, offset and a negative offset do what Telegram does."""
    for text in "一二三":
        api.push(api.updates.message(member.chat, member, text))

    async def texts(offset: int | None = None, limit: int | None = None) -> list[str | None]:
        updates = await ext_bot.get_updates(offset=offset, limit=limit, timeout=0)
        return [update.message.text for update in updates if update.message]

    assert await texts() == ["一", "二", "三"]
    assert await texts(limit=2) == ["一", "二"]
    assert await texts(offset=2) == ["二", "三"]
    assert await texts() == ["二", "三"]
    assert await texts(offset=-1) == ["三"]
    assert await texts(offset=4) == []


async def test_kinds_of_updates_are_remembered(ext_bot: ExtBot[None], api: ScriptedBotApi, member: LocalUser) -> None:
    """chat_member comes only when it was asked for, and allowed_updates holds until the next list."""
    joined = api.updates.chat_member(member.chat, member, LocalUser(8, "小王"), "left", "member")
    assert api.push(joined) is False
    await ext_bot.get_updates(allowed_updates=["chat_member"], timeout=0)
    assert api.push(joined) is True
    assert api.push(api.updates.message(member.chat, member, "好")) is False
    assert (await ext_bot.get_webhook_info()).allowed_updates == ("chat_member",)
    await ext_bot.get_updates(allowed_updates=[], timeout=0)
    assert api.push(api.updates.message(member.chat, member, "好")) is True


async def test_a_webhook_takes_the_place_of_polling(
    ext_bot: ExtBot[None], api: ScriptedBotApi, member: LocalUser
) -> None:
    """getUpdates is refused while it holds; pending updates are dropped on request only."""
    api.push(api.updates.message(member.chat, member, "好"))
    await ext_bot.set_webhook("https://bot.example.org/telegram", secret_token="secret", max_connections=5)
    info = await ext_bot.get_webhook_info()
    assert (info.url, info.pending_update_count, info.max_connections) == (
        "https://bot.example.org/telegram",
        1,
        5,
    )
    assert api.queue.webhook["secret_token"] == "secret"
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await ext_bot.get_updates(timeout=5)
    await ext_bot.delete_webhook(drop_pending_updates=True)
    assert (await ext_bot.get_webhook_info()).url == ""
    assert await ext_bot.get_updates(timeout=0) == ()


@pytest.mark.parametrize(
    ("url", "secret", "reason"),
    [
        ("http://a.cn/", "a", "(?i)bad webhook: an https url must be provided for webhook"),
        ("https://a.cn/", "a" * 257, "Secret token is too long"),
        ("https://a.cn/", "党", "Secret token contains unallowed characters"),
    ],
)
async def test_a_webhook_that_telegram_refuses(ext_bot: ExtBot[None], url: str, secret: str, reason: str) -> None:
    """HTTPS only, and a secret of 256 plain characters."""
    with pytest.raises(BadRequest, match=reason):
        await ext_bot.set_webhook(url, secret_token=secret)
