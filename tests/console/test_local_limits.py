"""Keyboards, answers and commands that Telegram refuses."""

from typing import Any

import pytest
from telegram import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    ReplyKeyboardMarkup,
)
from telegram.error import BadRequest
from telegram.ext import ExtBot

from bot.console.local_updates import LocalUser
from tests.support.telegram import ScriptedBotApi


def _buttons(count: int, data: str | None = None, url: str | None = None) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton("甲", url, data)] for _ in range(count)])


def _article(id_: str, text: str = "甲", markup: InlineKeyboardMarkup | None = None) -> InlineQueryResultArticle:
    return InlineQueryResultArticle(id_, "题", InputTextMessageContent(text, parse_mode="HTML"), markup)


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        (_buttons(1, "党" * 21 + "ab"), "BUTTON_DATA_INVALID"),
        (_buttons(101, "a"), "reply markup is too long"),
        (_buttons(100, "a" * 64), "reply markup is too long"),
        (_buttons(1), "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
        (_buttons(1, url="a b"), "inline keyboard button URL 'a b' is invalid: Disallowed character in URL host"),
        (_buttons(1, url="localhost"), "inline keyboard button URL 'localhost' is invalid: Wrong HTTP URL"),
        (
            _buttons(1, url="ftp://a.cn"),
            "inline keyboard button URL 'ftp://a.cn' is invalid: Unsupported URL protocol",
        ),
        (_buttons(1, url="https:///a"), "inline keyboard button URL 'https:///a' is invalid: URL host is empty"),
        (
            _buttons(1, url="http://a.cn:99999"),
            "inline keyboard button URL 'http://a.cn:99999' is invalid: Wrong port number specified in the URL",
        ),
        (
            InlineKeyboardMarkup.from_button(InlineKeyboardButton(" ", callback_data="a")),
            "inline keyboard button text must be non-empty",
        ),
    ],
)
async def test_a_keyboard_that_telegram_refuses(
    ext_bot: ExtBot[None], api: ScriptedBotApi, member: LocalUser, markup: InlineKeyboardMarkup, reason: str
) -> None:
    """Callback data counts bytes; addresses must lead somewhere; a hundred buttons, ten kilobytes."""
    with pytest.raises(BadRequest):
        await ext_bot.send_message(member.id, "甲", reply_markup=markup)
    assert api.calls[-1].error == f"Bad Request: {reason}"


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("https://Example.org", "https://example.org/"),
        ("t.me/zuwu_bot?start=a b", "http://t.me/zuwu_bot?start=a%20b"),
        ("tg://resolve?domain=zuwu_bot", "tg://resolve?domain=zuwu_bot"),
        ("tg:user?id=7", "tg://user?id=7"),
        ("https://例子.cn:8443?a#b", "https://例子.cn:8443/?a#b"),
    ],
)
async def test_a_button_keeps_its_address_in_telegrams_form(
    ext_bot: ExtBot[None], member: LocalUser, given: str, stored: str
) -> None:
    """What comes back is what Telegram stores."""
    sent = await ext_bot.send_message(member.id, "甲", reply_markup=_buttons(1, url=given))
    assert sent.reply_markup is not None
    assert sent.reply_markup.inline_keyboard[0][0].url == stored


async def test_the_largest_callback_data_is_sent(ext_bot: ExtBot[None], member: LocalUser) -> None:
    """64 bytes of UTF-8."""
    markup = _buttons(1, "党" * 21 + "a")
    sent = await ext_bot.send_message(member.id, "甲", reply_markup=markup)
    assert sent.reply_markup == markup


async def test_a_keyboard_of_the_person_does_not_come_back_with_the_message(
    ext_bot: ExtBot[None], api: ScriptedBotApi, member: LocalUser
) -> None:
    """It shows in the call; an edit takes inline keyboards only."""
    sent = await ext_bot.send_message(member.id, "甲", reply_markup=ReplyKeyboardMarkup([["乙"]]))
    assert sent.reply_markup is None
    assert api.calls[-1].params["reply_markup"]["keyboard"] == [[{"text": "乙"}]]
    with pytest.raises(BadRequest, match="Inline keyboard expected"):
        await sent.edit_text("丙", reply_markup=ReplyKeyboardMarkup([["乙"]]))  # type: ignore[arg-type]


async def test_a_callback_answer_is_short_and_leads_to_the_bot(
    ext_bot: ExtBot[None], api: ScriptedBotApi, member: LocalUser
) -> None:
    """200 characters; an address of t.me; a query that was asked."""
    query = api.updates.callback(member, "inline-1", "v1:a")["callback_query"]["id"]
    assert await ext_bot.answer_callback_query(query, "党" * 200) is True
    assert await ext_bot.answer_callback_query(query, url="https://t.me/zuwu_bot?start=a") is True
    with pytest.raises(BadRequest, match=r"(?i)message_too_long"):
        await ext_bot.answer_callback_query(query, "党" * 201)
    with pytest.raises(BadRequest, match=r"(?i)url_invalid"):
        await ext_bot.answer_callback_query(query, url="https://example.org")
    with pytest.raises(BadRequest, match="Query is too old"):
        await ext_bot.answer_callback_query("unknown")


@pytest.mark.parametrize(
    ("results", "reason"),
    [
        ([_article(str(n)) for n in range(51)], "too many inline query results specified"),
        ([_article("a"), _article("a")], "RESULT_ID_DUPLICATE"),
        ([_article("党" * 22)], "RESULT_ID_INVALID"),
        ([_article("")], "RESULT_ID_INVALID"),
        ([_article("a", "")], "can't parse inline query result: Message text is empty"),
        ([_article("a", "党" * 4097)], "MESSAGE_TOO_LONG"),
        (
            [_article("a", "<i>")],
            "can't parse inline query result: Can't parse entities: "
            'Can\'t find end tag corresponding to start tag "i"',
        ),
        ([_article("a", markup=_buttons(1, "a" * 65))], "BUTTON_DATA_INVALID"),
    ],
)
async def test_inline_results_that_telegram_refuses(
    ext_bot: ExtBot[None], api: ScriptedBotApi, member: LocalUser, results: list[Any], reason: str
) -> None:
    """At most fifty, each with an id of its own and a text that could be sent."""
    query = api.updates.inline_query(member, "党")["inline_query"]["id"]
    with pytest.raises(BadRequest):
        await ext_bot.answer_inline_query(query, results)
    assert api.calls[-1].error == f"Bad Request: {reason}"


async def test_fifty_results_with_a_button_are_taken(
    ext_bot: ExtBot[None], api: ScriptedBotApi, member: LocalUser
) -> None:
    """The start parameter takes 64 characters of A-Z a-z 0-9 _ -."""
    query = api.updates.inline_query(member, "党")["inline_query"]["id"]
    button = InlineQueryResultsButton("私聊", start_parameter="a" * 60 + "B-_9")
    assert await ext_bot.answer_inline_query(query, [_article(str(n)) for n in range(50)], button=button) is True


@pytest.mark.parametrize(
    ("parameter", "reason"),
    [
        ("", "can't use empty start_parameter"),
        ("a" * 65, "too long start_parameter specified"),
        ("党", "unallowed characters in start_parameter are used"),
    ],
)
async def test_a_start_parameter_that_telegram_refuses(
    ext_bot: ExtBot[None], api: ScriptedBotApi, member: LocalUser, parameter: str, reason: str
) -> None:
    """Each with its reason."""
    query = api.updates.inline_query(member, "党")["inline_query"]["id"]
    button = InlineQueryResultsButton("私聊", start_parameter=parameter)
    with pytest.raises(BadRequest):
        await ext_bot.answer_inline_query(query, [], button=button)
    assert api.calls[-1].error == f"Bad Request: {reason}"


@pytest.mark.parametrize(
    ("commands", "reason"),
    [
        ([("Ask", "问")], "BOT_COMMAND_INVALID"),
        ([("提问", "问")], "BOT_COMMAND_INVALID"),
        ([("", "问")], "command must be non-empty"),
        ([("a" * 33, "问")], "command length must not exceed 32"),
        ([("ask", " ")], "command description must be non-empty"),
        ([("ask", "问" * 257)], "command description length must not exceed 256"),
        ([(f"a{n}", "问") for n in range(101)], "BOT_COMMANDS_TOO_MUCH"),
    ],
)
async def test_commands_that_telegram_refuses(
    ext_bot: ExtBot[None], api: ScriptedBotApi, commands: list[tuple[str, str]], reason: str
) -> None:
    """Lower-case letters, digits and underscores; a hundred at most."""
    with pytest.raises(BadRequest):
        await ext_bot.set_my_commands(commands)
    assert api.calls[-1].error == f"Bad Request: {reason}"


async def test_commands_are_kept_by_scope_and_language(
    ext_bot: ExtBot[None], api: ScriptedBotApi, member: LocalUser
) -> None:
    """Each place has its own list, until it is deleted."""
    groups = BotCommandScopeAllGroupChats()
    await ext_bot.set_my_commands([("ask", "提问")])
    await ext_bot.set_my_commands([("next", "下次")], scope=groups, language_code="zh")
    assert await ext_bot.get_my_commands() == (BotCommand("ask", "提问"),)
    assert await ext_bot.get_my_commands(scope=groups, language_code="zh") == (BotCommand("next", "下次"),)
    assert await ext_bot.get_my_commands(scope=groups) == ()
    await ext_bot.delete_my_commands()
    assert await ext_bot.get_my_commands() == ()
    await ext_bot.set_my_commands([("ask", "提问")], scope=BotCommandScopeChat(member.id))
    with pytest.raises(BadRequest, match="Chat not found"):
        await ext_bot.set_my_commands([("ask", "提问")], scope=BotCommandScopeChat(999))
    with pytest.raises(BadRequest, match="Invalid language code specified"):
        await ext_bot.set_my_commands([("ask", "提问")], language_code="zh-hans")


async def test_descriptions_have_their_lengths(ext_bot: ExtBot[None], api: ScriptedBotApi) -> None:
    """512 and 120 characters."""
    await ext_bot.set_my_description("党" * 512)
    await ext_bot.set_my_short_description("党" * 120, language_code="zh")
    assert api.settings.descriptions[("setMyDescription", "")] == "党" * 512
    with pytest.raises(BadRequest):
        await ext_bot.set_my_description("党" * 513)
    with pytest.raises(BadRequest):
        await ext_bot.set_my_short_description("党" * 121)
