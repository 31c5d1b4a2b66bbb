"""The Bot API in memory, driven by the library itself."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputFile, Message, Update
from telegram.error import BadRequest, InvalidToken
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ExtBot,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.console.botapi.messages import NOT_MODIFIED
from bot.console.botapi.wire import Upload
from bot.console.local_api import LOCAL_TOKEN, ApiCall, LocalBotApi
from bot.console.local_updates import LocalChat, LocalUser, message_of
from tests.support.clock import ManualClock
from tests.support.telegram import ScriptedBotApi, deliver

AnyApplication = Application[Any, Any, Any, Any, Any, Any]
BUTTON = InlineKeyboardMarkup.from_button(InlineKeyboardButton("再问", callback_data="v1:again"))


async def _start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.effective_message is not None
    await update.effective_message.reply_html("<b>欢迎</b>", reply_markup=BUTTON, do_quote=True)


async def _press(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.callback_query is not None
    await update.callback_query.answer()
    await update.callback_query.edit_message_text(f"按了 {update.callback_query.data}")


async def _document(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    assert update.message.document is not None
    content = await (await update.message.document.get_file()).download_as_bytearray()
    await update.message.reply_text(content.decode())


async def _inline(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.inline_query is not None
    await update.inline_query.answer([], cache_time=0)


@pytest.fixture
async def application(api: ScriptedBotApi) -> AsyncIterator[AnyApplication]:
    """A small real application."""
    app = Application.builder().token(LOCAL_TOKEN).request(api).get_updates_request(api).build()
    app.add_handler(CommandHandler("start", _start))
    app.add_handler(MessageHandler(filters.Document.ALL, _document))
    app.add_handler(CallbackQueryHandler(_press))
    app.add_handler(InlineQueryHandler(_inline))
    async with app:
        yield app


async def test_a_command_is_answered_with_a_keyboard_whose_button_edits_the_answer(
    application: AnyApplication, api: ScriptedBotApi, member: LocalUser
) -> None:
    """Send, press and edit run through the real handlers, without a network."""
    start = api.updates.message(member.chat, member, "/start")
    await deliver(application, start)
    sent = api.sent()[0]
    assert sent["text"] == "欢迎"
    assert sent["reply_to_message"]["message_id"] == message_of(start)["message_id"]
    await deliver(application, api.updates.press(member, sent, "再问"))
    edited = api.of("editMessageText")[0].result
    assert edited["text"] == "按了 v1:again"
    assert "reply_markup" not in edited
    assert [call.method for call in api.calls][-2:] == ["answerCallbackQuery", "editMessageText"]


async def test_a_file_that_a_person_sends_can_be_downloaded(
    application: AnyApplication, api: ScriptedBotApi, member: LocalUser
) -> None:
    """getFile and the download give back the very bytes."""
    await deliver(application, api.updates.document(member.chat, member, "faq.yaml", "问：答".encode()))
    assert api.sent()[0]["text"] == "问：答"


async def test_an_inline_query_is_answered_once_and_in_time(
    application: AnyApplication, api: ScriptedBotApi, member: LocalUser, clock: ManualClock
) -> None:
    """An answer within ten seconds is taken, a later one refused."""
    await deliver(application, api.updates.inline_query(member, "党费"))
    late = api.updates.inline_query(member, "党费")
    clock.advance(timedelta(seconds=11))
    await deliver(application, late)
    first, second = api.of("answerInlineQuery")
    assert first.result is True
    assert second.error == "Bad Request: query is too old and response timeout expired or query ID is invalid"


async def test_an_application_can_poll(clock: ManualClock, member: LocalUser) -> None:
    """run_polling's own loop fetches what is pushed, and confirms it."""
    api = LocalBotApi(clock)
    app = Application.builder().token(LOCAL_TOKEN).request(api).get_updates_request(api).build()
    app.add_handler(CommandHandler("start", _start))
    async with app:
        assert app.updater is not None
        await app.updater.start_polling()
        await app.start()
        assert api.push(api.updates.message(member.chat, member, "/start")) is True
        async with asyncio.timeout(10):
            while not any(call.method == "sendMessage" for call in api.calls):
                await app.updater.bot.get_me()
        await app.updater.stop()
        await app.stop()
    assert api.queue.ready(0) is False


async def test_who_the_bot_is(ext_bot: ExtBot[None]) -> None:
    """getMe tells the id, the username and that privacy mode is on."""
    me = await ext_bot.get_me()
    assert (me.id, me.username, me.is_bot) == (42, "zuwu_bot", True)
    assert me.can_read_all_group_messages is False
    assert me.supports_inline_queries is True


async def test_message_ids_count_for_each_supergroup(
    ext_bot: ExtBot[None], member: LocalUser, group: LocalChat
) -> None:
    """As at Telegram, two chats may hold messages of the same number."""
    ids = [(await ext_bot.send_message(chat, "一")).message_id for chat in (member.id, group.id, member.id)]
    assert ids == [1, 1, 2]


async def test_the_numbers_begin_where_they_are_told(clock: ManualClock, member: LocalUser) -> None:
    """A program whose database outlives it gives no number twice."""
    api = LocalBotApi(clock, first_id=5000)
    update = api.updates.message(member.chat, member, "好")
    assert (update["update_id"], message_of(update)["message_id"]) == (5000, 5000)


async def test_a_reply_to_a_message_that_is_gone_is_refused_unless_it_may_stand_alone(
    ext_bot: ExtBot[None], member: LocalUser
) -> None:
    """allow_sending_without_reply decides."""
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await ext_bot.send_message(member.id, "一", reply_to_message_id=99)
    alone = await ext_bot.send_message(member.id, "一", reply_to_message_id=99, allow_sending_without_reply=True)
    assert alone.reply_to_message is None


async def test_the_same_content_is_not_an_edit(ext_bot: ExtBot[None], member: LocalUser) -> None:
    """Text, entities and keyboard together are compared."""
    sent = await ext_bot.send_message(member.id, "<b>一</b>", parse_mode="HTML", reply_markup=BUTTON)
    with pytest.raises(BadRequest, match="Message is not modified") as caught:
        await sent.edit_text("<strong>一</strong> ", parse_mode="HTML", reply_markup=BUTTON)
    assert caught.value.message.lower() == NOT_MODIFIED
    plain = await sent.edit_text("一", reply_markup=BUTTON)
    assert isinstance(plain, Message)
    assert (plain.entities, plain.edit_date is not None) == ((), True)
    bare = await sent.edit_reply_markup(None)
    assert isinstance(bare, Message)
    assert (bare.text, bare.reply_markup) == ("一", None)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await sent.edit_reply_markup(None)


async def test_only_the_bots_own_messages_can_be_edited(
    ext_bot: ExtBot[None], api: ScriptedBotApi, member: LocalUser
) -> None:
    """Another's message and one that is gone are refused, each in its words."""
    theirs = message_of(api.updates.message(member.chat, member, "好"))
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await ext_bot.edit_message_text("不好", member.id, theirs["message_id"])
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await ext_bot.edit_message_text("不好", member.id, 99)


async def test_a_message_can_be_deleted_for_two_days(
    ext_bot: ExtBot[None], api: ScriptedBotApi, member: LocalUser, clock: ManualClock
) -> None:
    """Afterwards it is not found; a message of the day before yesterday stays."""
    sent = await ext_bot.send_message(member.id, "一")
    assert await sent.delete() is True
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await sent.delete()
    old = await ext_bot.send_message(member.id, "二")
    clock.advance(timedelta(hours=48, seconds=1))
    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await old.delete()


async def test_a_document_keeps_its_name_its_bytes_and_its_caption(
    ext_bot: ExtBot[None], api: ScriptedBotApi, member: LocalUser
) -> None:
    """The call shows the upload; the file can be sent again by its id."""
    file = InputFile(b"a: 1\n", filename="备份.yaml")
    sent = await ext_bot.send_document(member.id, file, caption="<i>备份</i>", parse_mode="HTML")
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.file_size, sent.caption) == ("备份.yaml", 5, "备份")
    upload = api.calls[-1].params["document"]
    assert isinstance(upload, Upload)
    assert upload.content == b"a: 1\n"
    again = await ext_bot.send_document(member.id, sent.document.file_id)
    assert again.document == sent.document
    with pytest.raises(BadRequest, match="Wrong file identifier"):
        await ext_bot.send_document(member.id, "no-such-file")
    with pytest.raises(BadRequest, match="File must be non-empty"):
        await ext_bot.send_document(member.id, InputFile(b"", filename="leer.txt"))


async def test_a_sent_inline_message_can_be_edited(
    ext_bot: ExtBot[None], api: ScriptedBotApi, member: LocalUser
) -> None:
    """By its inline_message_id, which the choice of the result tells."""
    api.updates.chosen_inline_result(member, "entry", "党费", inline_message_id="inline-1")
    assert await ext_bot.edit_message_text("改", inline_message_id="inline-1") is True
    with pytest.raises(BadRequest, match="Message is not modified"):
        await ext_bot.edit_message_text("改", inline_message_id="inline-1")
    with pytest.raises(BadRequest, match=r"(?i)message_id_invalid"):
        await ext_bot.edit_message_text("改", inline_message_id="inline-2")


async def test_a_method_that_telegram_does_not_know_is_not_found(ext_bot: ExtBot[None], api: ScriptedBotApi) -> None:
    """The library sees the 404 that Telegram gives."""
    with pytest.raises(InvalidToken, match="Not Found: method not found"):
        await ext_bot.send_dice(7)
    assert api.calls[-1].error == "Not Found: method not found"


async def test_every_call_is_kept_and_told(clock: ManualClock, member: LocalUser) -> None:
    """The listener hears calls and refusals in order; only the latest are kept."""
    heard: list[ApiCall] = []
    api = LocalBotApi(clock, listener=heard.append, keep_calls=2)
    api.world.add_chat(member.chat, member)
    async with ExtBot(LOCAL_TOKEN, request=api) as bot:
        await bot.send_chat_action(member.id, "typing")
        with pytest.raises(BadRequest):
            await bot.send_message(member.id, "")
        await bot.send_message(member.id, "好")
    assert [call.method for call in heard] == ["getMe", "sendChatAction", "sendMessage", "sendMessage"]
    assert [call.error for call in heard] == [None, None, "Bad Request: message text is empty", None]
    assert list(api.calls) == heard[-2:]
    assert heard[-1].params == {"chat_id": 7, "text": "好"}
    assert heard[-1].result["text"] == "好"


async def test_a_call_shows_no_users_text_when_it_is_printed(ext_bot: ExtBot[None], api: ScriptedBotApi) -> None:
    """A call that ends up in a log tells the method only."""
    assert repr(api.calls[-1]) == "ApiCall(method='getMe', error=None)"


async def test_reactions_pins_and_actions(
    ext_bot: ExtBot[None], api: ScriptedBotApi, member: LocalUser, group: LocalChat
) -> None:
    """Each is checked as Telegram checks it."""
    sent = await ext_bot.send_message(group.id, "一")
    assert await ext_bot.set_message_reaction(group.id, sent.message_id, "👍") is True
    with pytest.raises(BadRequest, match=r"(?i)reaction_invalid"):
        await ext_bot.set_message_reaction(group.id, sent.message_id, "☭")
    with pytest.raises(BadRequest, match="Message to react not found"):
        await ext_bot.set_message_reaction(group.id, 99, "👍")
    with pytest.raises(BadRequest, match="Not enough rights to manage pinned messages"):
        await ext_bot.pin_chat_message(group.id, sent.message_id)
    api.world.set_member(group, api.world.bot, "administrator")
    assert await ext_bot.pin_chat_message(group.id, sent.message_id) is True
    pinned = (await ext_bot.get_chat(group.id)).pinned_message
    assert pinned is not None
    assert pinned.message_id == sent.message_id
    with pytest.raises(BadRequest, match="Wrong parameter action in request"):
        await ext_bot.send_chat_action(member.id, "dancing")
