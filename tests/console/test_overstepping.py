"""What the documentation does not allow and Telegram takes without a word; and the limits that it refuses to exceed."""

from typing import Any

import pytest
from telegram import constants

from bot.console.botapi import limits, overstepping, text
from bot.console.botapi.errors import ApiError
from bot.console.botapi.overstepping import overstepped
from bot.console.botapi.wire import Upload

Json = dict[str, Any]


def _row(*buttons: Json) -> Json:
    return {"reply_markup": {"inline_keyboard": [list(buttons)]}}


_BUTTON = {"text": "甲", "callback_data": "a"}
_MESSAGE = {"chat_id": 7, "text": "甲"}


@pytest.mark.parametrize(
    ("method", "params", "wrong"),
    [
        ("sendMessage", {"chat_id": 0}, "chat_id is no number of a chat"),
        ("sendMessage", {"chat_id": -(2**52)}, "chat_id is no number of a chat"),
        ("getChatMember", {"chat_id": 7, "user_id": 0}, "user_id is no number of a person"),
        ("getChatMember", {"chat_id": 7, "user_id": -1001}, "user_id is no number of a person"),
        ("deleteMessage", {"chat_id": 7, "message_id": 0}, "message_id is no positive number of 31 bits"),
        ("deleteMessage", {"chat_id": 7, "message_id": 2**31}, "message_id is no positive number of 31 bits"),
        ("sendMessage", _MESSAGE | {"message_thread_id": -1}, "message_thread_id is no positive number of 31 bits"),
        (
            "sendMessage",
            _MESSAGE | {"reply_parameters": {"message_id": 0}},
            "message_id of reply_parameters is no positive number of 31 bits",
        ),
        (
            "sendMessage",
            _MESSAGE | {"reply_parameters": {"message_id": 1, "quote": "😀" * 513}},
            "quote of more than 1024 units",
        ),
        ("sendMessage", {"text": "<b>甲</b> " * 101, "parse_mode": "HTML"}, "text has 101 entities"),
        ("sendDocument", {"caption": "<b>甲</b> " * 101, "parse_mode": "HTML"}, "caption has 101 entities"),
        (
            "sendMessage",
            {"text": '<a href="javascript:1">甲</a>', "parse_mode": "HTML"},
            "text has a link that leads nowhere",
        ),
        ("sendMessage", _MESSAGE | {"parse_mode": "HTML", "entities": [{}]}, "entities beside a parse_mode"),
        ("sendMessage", _row(*[_BUTTON] * 9), "a row of 9 buttons"),
        ("sendMessage", _row({"text": "甲"}), "a button with 0 actions"),
        ("sendMessage", _row(_BUTTON | {"url": "https://a.cn"}), "a button with 2 actions"),
        (
            "sendMessage",
            _row({"text": "甲", "copy_text": {"text": "x" * 257}}),
            "a button that copies nothing, or too much",
        ),
        (
            "sendMessage",
            {"reply_markup": {"force_reply": True, "input_field_placeholder": "甲" * 65}},
            "input_field_placeholder of 65 characters",
        ),
        (
            "sendMessage",
            {"reply_markup": {"force_reply": True, "input_field_placeholder": ""}},
            "input_field_placeholder of 0 characters",
        ),
        ("sendMessage", {"reply_markup": {"force_reply": False}}, "force_reply that does not force"),
        ("sendDocument", {"document": Upload("a.docx", b"x" * 50_000_001)}, "a file of more than 50 MB"),
        ("sendDocument", {"document": Upload("", b"x")}, "a file with a name that no file can have"),
        ("sendDocument", {"document": Upload("../a", b"x")}, "a file with a name that no file can have"),
        ("sendDocument", {"document": Upload("党" * 86, b"x")}, "a file with a name that no file can have"),
        ("answerCallbackQuery", {"cache_time": -1}, "cache_time is negative"),
        (
            "answerInlineQuery",
            {"results": [{"type": "article", "title": " ", "input_message_content": {}}]},
            "an article without a title",
        ),
        (
            "answerInlineQuery",
            {"results": [{"input_message_content": {"message_text": "<b>甲</b>" * 101, "parse_mode": "HTML"}}]},
            "message_text has 101 entities",
        ),
        (
            "answerInlineQuery",
            {"button": {"text": "", "start_parameter": "a"}},
            "a button above the results without a text",
        ),
        ("getUpdates", {"limit": 101}, "limit is not between 1 and 100"),
        ("getUpdates", {"timeout": -1}, "timeout is negative"),
        ("setWebhook", {"max_connections": 101}, "max_connections is not between 1 and 100"),
        ("editMessageText", {"text": "甲"}, "an edit of no message, or of two"),
        (
            "editMessageText",
            {"inline_message_id": "a", "chat_id": 7, "message_id": 1},
            "an edit of no message, or of two",
        ),
    ],
)
def test_each_limit(method: str, params: Json, wrong: str) -> None:
    """One step beyond it, and it is told."""
    assert overstepped(method, params) == [wrong]


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("sendMessage", {"chat_id": "@somewhere", "text": "<b>甲</b> " * 100, "parse_mode": "HTML"}),
        ("sendMessage", _row(*[_BUTTON] * 8) | {"message_thread_id": 2**31 - 1, "chat_id": -(2**52) + 1}),
        ("sendMessage", {"text": '<a href="tg://user?id=7">甲</a><a href="a.cn">乙</a>', "parse_mode": "html"}),
        ("sendMessage", _MESSAGE | {"reply_parameters": {"message_id": 2**31 - 1, "quote": "😀" * 512}}),
        ("sendMessage", {"reply_markup": {"force_reply": True, "input_field_placeholder": "😀" * 64}}),
        ("sendMessage", _row({"text": "甲", "copy_text": {"text": "x" * 256}})),
        ("sendDocument", {"document": Upload("党" * 83 + ".docx", b"x" * 50_000_000)}),
        ("editMessageText", {"inline_message_id": "a", "text": "甲"}),
        ("getUpdates", {"limit": 1, "timeout": 0}),
        ("setWebhook", {"max_connections": 1}),
        ("answerInlineQuery", {"results": [], "button": {"text": "甲", "start_parameter": "a"}, "cache_time": 0}),
    ],
)
def test_what_is_just_allowed(method: str, params: Json) -> None:
    """At each limit nothing is told."""
    assert overstepped(method, params) == []


@pytest.mark.parametrize("blank", ["\u200b", "\u3000 \xa0", "\u2800", "\ufeff\u200e\u200f\u202e", "\ufffc", " \n\t"])
def test_what_nobody_sees_is_no_text(blank: str) -> None:
    """Neither as a message nor on a button, though it has characters."""
    with pytest.raises(ApiError, match="text must be non-empty"):
        text.check_text(text.format_text(f"<b>{blank}</b>", "HTML"))
    with pytest.raises(ApiError, match="button text must be non-empty"):
        limits.check_markup({"inline_keyboard": [[{"text": blank, "callback_data": "a"}]]})
    assert text.check_text(text.format_text(f"{blank}。")).text.endswith("。")


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ({"keyboard": "甲"}, "must be an Array of Arrays"),
        ({"keyboard": [["\u200b"]]}, "keyboard button text must be non-empty"),
        ({"keyboard": [[{"text": "甲"}] * 301]}, "reply markup is too long"),
        ({"inline_keyboard": [[{"text": "甲", "web_app": {"url": "http://a.cn"}}]]}, "Only HTTPS links are allowed"),
    ],
)
def test_a_keyboard_of_another_kind_that_is_refused(markup: Json, reason: str) -> None:
    """That of the person, and one that opens a web app."""
    with pytest.raises(ApiError, match=reason):
        limits.check_markup(markup)


def test_the_limits_are_those_that_the_library_knows() -> None:
    """Two readings of the same documentation."""
    assert limits.MAX_BUTTONS == constants.InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER
    assert overstepping.MAX_ROW == constants.InlineKeyboardMarkupLimit.BUTTONS_PER_ROW
    assert limits.MAX_CALLBACK_DATA_BYTES == constants.InlineKeyboardButtonLimit.MAX_CALLBACK_DATA
    assert overstepping.MAX_COPIED == constants.InlineKeyboardButtonLimit.MAX_COPY_TEXT
    assert limits.MAX_CALLBACK_ANSWER == constants.CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH
    assert limits.MAX_RESULTS == constants.InlineQueryLimit.RESULTS
    assert limits.MAX_RESULT_ID_BYTES == constants.InlineQueryResultLimit.MAX_ID_LENGTH
    assert limits.MAX_COMMANDS == constants.BotCommandLimit.MAX_COMMAND_NUMBER
    assert overstepping.MAX_PLACEHOLDER == constants.ReplyLimit.MAX_INPUT_FIELD_PLACEHOLDER
    assert overstepping.MAX_UPLOAD == constants.FileSizeLimit.FILESIZE_UPLOAD
    assert (text.MAX_TEXT, text.MAX_CAPTION, text.MAX_ENTITIES) == (
        constants.MessageLimit.MAX_TEXT_LENGTH,
        constants.MessageLimit.CAPTION_LENGTH,
        constants.MessageLimit.MESSAGE_ENTITIES,
    )
