"""Texts: HTML, entities and lengths."""

import pytest
from telegram import InputFile, MessageEntity
from telegram.error import BadRequest
from telegram.ext import ExtBot

from bot.console.botapi.text import detect_entities, format_text
from bot.console.botapi.wire import JsonDict
from bot.console.local_updates import LocalUser
from tests.support.telegram import ScriptedBotApi


def _html(source: str, users: dict[int, JsonDict] | None = None) -> tuple[str, list[JsonDict]]:
    formatted = format_text(source, "HTML", users=users)
    return formatted.text, list(formatted.entities)


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("b", "bold"), ("strong", "bold"), ("i", "italic"), ("em", "italic"), ("u", "underline"),
        ("ins", "underline"), ("s", "strikethrough"), ("strike", "strikethrough"), ("del", "strikethrough"),
        ("tg-spoiler", "spoiler"), ("code", "code"), ("pre", "pre"), ("blockquote", "blockquote"), ("B", "bold"),
    ],
)  # fmt: skip
def test_a_tag_becomes_an_entity(tag: str, kind: str) -> None:
    """Every tag of Telegram's subset, in any case."""
    assert _html(f"甲<{tag}>乙</{tag}>丙") == ("甲乙丙", [{"type": kind, "offset": 1, "length": 1}])


@pytest.mark.parametrize(
    ("source", "entity"),
    [
        ('<span class="tg-spoiler">x</span>', {"type": "spoiler"}),
        ("<blockquote expandable>x</blockquote>", {"type": "expandable_blockquote"}),
        ('<a href="example.org">x</a>', {"type": "text_link", "url": "http://example.org/"}),
        ("<a href='https://a.cn/?q=1&amp;r=2'>x</a>", {"type": "text_link", "url": "https://a.cn/?q=1&r=2"}),
        ('<pre><code class="language-yaml">x</code></pre>', {"type": "pre", "language": "yaml"}),
        ('<code class="language-yaml">x</code>', {"type": "code"}),
    ],
)
def test_a_tag_with_attributes_becomes_an_entity(source: str, entity: JsonDict) -> None:
    """Links, languages, spoilers and quotations that unfold."""
    assert _html(source) == ("x", [{"offset": 0, "length": 1, **entity}])


async def test_offsets_count_emoji_twice(ext_bot: ExtBot[None], member: LocalUser) -> None:
    """Telegram counts UTF-16 units, and the library reads the right words back."""
    sent = await ext_bot.send_message(member.id, "🎉🎉<b>三会<i>一课👍</i></b>", parse_mode="HTML")
    assert [(entity.type, entity.offset, entity.length) for entity in sent.entities] == [
        (MessageEntity.BOLD, 4, 6),
        (MessageEntity.ITALIC, 6, 4),
    ]
    assert sent.parse_entities() == {sent.entities[0]: "三会一课👍", sent.entities[1]: "一课👍"}


def test_references_are_read_and_unknown_ones_stay() -> None:
    """The four named ones and numbers; the semicolon may be missing."""
    assert _html("&lt;&gt;&amp;&quot;&#x27;&#20826; &amp &nbsp; &#0; &") == ("<>&\"'党 & &nbsp; &#0; &", [])


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<b>甲", 'Can\'t find end tag corresponding to start tag "b"'),
        ("甲</b>", "Unexpected end tag at byte offset 3"),
        ("<b>甲</i>", 'Unmatched end tag at byte offset 6, expected "</b>", found "</i>"'),
        ("甲<br>", 'Unsupported start tag "br" at byte offset 3'),
        ("1 <3 2", 'Unsupported start tag "3" at byte offset 2'),
        ("甲<b", "Unclosed start tag at byte offset 3"),
        ("<b>甲</b", "Unclosed end tag at byte offset 6"),
        ('<a href="x>甲</a>', "Unclosed start tag at byte offset 0"),
        ("<b />", 'Empty attribute name in the tag "b" at byte offset 0'),
        ("<a href=x/y>甲</a>", "Unexpected end of name token at byte offset 8"),
        ("<a href>甲</a", "Unclosed end tag at byte offset 11"),
        ('<span class="red">甲</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("&#xd83d;", "Text contains invalid Unicode characters after decoding HTML entities, "
         "check for unmatched surrogate code units"),
    ],
)  # fmt: skip
async def test_broken_html_is_refused_in_telegrams_words(
    ext_bot: ExtBot[None], api: ScriptedBotApi, member: LocalUser, source: str, reason: str
) -> None:
    """Offsets in the reason count bytes."""
    with pytest.raises(BadRequest, match="Can't parse entities"):
        await ext_bot.send_message(member.id, source, parse_mode="HTML")
    assert api.calls[-1].error == f"Bad Request: can't parse entities: {reason}"


def test_a_link_that_leads_nowhere_is_plain_text() -> None:
    """Telegram keeps the words and drops the link."""
    assert _html('<a href="no link">甲</a>') == ("甲", [])


def test_a_person_is_mentioned_only_when_telegram_knows_them() -> None:
    """tg://user links become mentions."""
    source = '<a href="tg://user?id=7">小李</a>'
    user = {"id": 7, "is_bot": False, "first_name": "小李"}
    assert _html(source, users={7: user}) == (
        "小李",
        [{"type": "text_mention", "offset": 0, "length": 2, "user": user}],
    )
    assert _html(source) == ("小李", [])


def test_text_is_trimmed_and_entities_move_along() -> None:
    """Spaces and line breaks around the text go."""
    assert _html(" \n甲<b>乙 </b>\n ") == ("甲乙", [{"type": "bold", "offset": 1, "length": 1}])


def test_code_holds_no_other_entity() -> None:
    """Neither tags nor what Telegram finds itself."""
    assert _html("<code>/ask <b>@zuwu_bot</b></code>") == (
        "/ask @zuwu_bot",
        [{"type": "code", "offset": 0, "length": 14}],
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/ask@zuwu_bot 党费", [("bot_command", "/ask@zuwu_bot")]),
        ("/ask党费", []),
        ("请/ask", []),
        ("（/ask）", [("bot_command", "/ask")]),
        ("🎉 @zuwu_bot 你好", [("mention", "@zuwu_bot")]),
        ("a@zuwu.cn", []),
        ("见 https://www.12371.cn/a?b=1。", [("url", "https://www.12371.cn/a?b=1")]),
    ],
)
def test_commands_mentions_and_links_are_found_as_telegram_finds_them(text: str, found: list[tuple[str, str]]) -> None:
    """With offsets in UTF-16 units."""
    units = text.encode("utf-16-le")
    places = [(e["type"], e["offset"] * 2, (e["offset"] + e["length"]) * 2) for e in detect_entities(text)]
    assert [(kind, units[start:end].decode("utf-16-le")) for kind, start, end in places] == found


@pytest.mark.parametrize(("text", "reason"), [
    ("", "message text is empty"),
    (" \n", "text must be non-empty"),
    ("<b></b>", "text must be non-empty"),
    ("党" * 4097, "message is too long"),
    ("👍" * 2049, "message is too long"),
    ("党" * 11000, "text is too long"),
])  # fmt: skip
async def test_empty_and_overlong_texts_are_refused(
    ext_bot: ExtBot[None], api: ScriptedBotApi, member: LocalUser, text: str, reason: str
) -> None:
    """4096 UTF-16 units after the entities are parsed; 32 KB before."""
    with pytest.raises(BadRequest):
        await ext_bot.send_message(member.id, text, parse_mode="HTML")
    assert api.calls[-1].error == f"Bad Request: {reason}"


async def test_the_longest_text_is_sent(ext_bot: ExtBot[None], member: LocalUser) -> None:
    """Tags do not count."""
    sent = await ext_bot.send_message(member.id, "<b>" + "党" * 4096 + "</b>", parse_mode="HTML")
    assert sent.text == "党" * 4096


async def test_entities_over_a_hundred_are_dropped_and_the_text_stays(ext_bot: ExtBot[None], member: LocalUser) -> None:
    """Telegram cuts the list without a word."""
    sent = await ext_bot.send_message(member.id, "<b>甲</b>乙" * 120, parse_mode="HTML")
    assert (len(sent.entities), sent.text) == (100, "甲乙" * 120)


async def test_a_caption_is_shorter_than_a_text(ext_bot: ExtBot[None], member: LocalUser) -> None:
    """1024 UTF-16 units."""
    file = InputFile(b"a", filename="a.txt")
    await ext_bot.send_document(member.id, file, caption="党" * 1024)
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await ext_bot.send_document(member.id, file, caption="党" * 1025)


async def test_a_parse_mode_other_than_html_is_refused(ext_bot: ExtBot[None], member: LocalUser) -> None:
    """The project writes HTML only."""
    with pytest.raises(BadRequest, match="Unsupported parse_mode"):
        await ext_bot.send_message(member.id, "甲", parse_mode="MarkdownV2")


async def test_entities_given_as_such_are_kept(ext_bot: ExtBot[None], member: LocalUser) -> None:
    """Without a parse mode."""
    entity = MessageEntity(MessageEntity.BOLD, 0, 1)
    sent = await ext_bot.send_message(member.id, "甲<b>", entities=[entity])
    assert (sent.text, sent.entities) == ("甲<b>", (entity,))
