"""Replies: whatever they hold, Telegram takes them and shows what was meant."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.console.botapi.html import parse_html
from bot.console.botapi.text import MAX_ENTITIES, check_text, format_text
from bot.views.markup import MAX_BUTTON, MAX_SPANS, MAX_TEXT, Button, Reply, Span, Style, Text, say, utf16_length

CUT = "……（太长，后面略）"
spans = st.builds(
    Span,
    st.text(max_size=40) | st.text(alphabet="<>&\"'/a b\n😀党\ud800\x00", max_size=40),
    st.sampled_from(Style),
    st.sampled_from(["", "https://example.org/?a=1&b=\"'<>"]),
)


@settings(deadline=None, derandomize=True)
@given(st.lists(spans, max_size=120))
def test_any_reply_is_valid_html_that_says_the_plain_text(parts: list[Span]) -> None:
    """Telegram's parser takes it, within all limits; nothing of a text becomes a tag."""
    reply = Reply(tuple(parts))
    text, entities = parse_html(reply.html)
    assert text == reply.plain
    assert utf16_length(text) <= MAX_TEXT
    assert len(entities) <= MAX_ENTITIES


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.lists(st.text(alphabet="党a😀<&\n", min_size=500, max_size=3000), min_size=1, max_size=4))
def test_a_long_reply_is_cut_where_telegram_ends_it(texts: list[str]) -> None:
    """Exactly within the limit, and it says so; a short one is whole."""
    reply = Reply(tuple(Span(text, Style.BOLD) for text in texts))
    length = utf16_length("".join(texts))
    assert (reply.plain == "".join(texts)) is (length <= MAX_TEXT)
    assert reply.plain.endswith(CUT) is (length > MAX_TEXT)
    assert utf16_length(reply.plain) <= MAX_TEXT
    parse_html(reply.html)


def test_a_reply_of_exactly_the_greatest_length_is_whole() -> None:
    """One unit more, and it is cut to the greatest length."""
    assert say("党" * MAX_TEXT).plain == "党" * MAX_TEXT
    assert utf16_length(say("党" * (MAX_TEXT + 1)).plain) == MAX_TEXT


@pytest.mark.parametrize("before", range(4))
def test_no_character_is_cut_in_two(before: int) -> None:
    """An emoji counts twice; the half that is over goes."""
    reply = say("a" * before + "😀" * MAX_TEXT)
    kept = reply.plain.removesuffix(CUT)
    assert set(kept) == ({"a", "😀"} if before else {"😀"})
    assert MAX_TEXT - utf16_length(reply.plain) <= 1


def test_text_is_escaped_and_shown_as_it_is() -> None:
    """Also beside an address with quotes."""
    reply = Text().add('<b>&"', Style.BOLD).add("<i>", url='https://example.org/?q="x"&<').reply()
    assert format_text(reply.html, "HTML").text == '<b>&"<i>'
    kinds = [entity["type"] for entity in format_text(reply.html, "HTML").entities]
    assert kinds == ["bold", "text_link"]


def test_looks_beyond_what_telegram_reads_are_left_out() -> None:
    """The text stays."""
    reply = Reply(tuple(Span("a ", Style.BOLD) for _ in range(150)))
    text, entities = parse_html(reply.html)
    assert text == "a " * 150
    assert len(entities) == MAX_SPANS


def test_what_cannot_be_shown_is_left_out() -> None:
    """Control characters and half characters; line breaks and tabs stay."""
    reply = say("一\x00二\x1b三\ud83d四\x7f\n五\t六")
    assert reply.plain == reply.html == "一二三四\n五\t六"


def test_a_look_without_text_is_none() -> None:
    """Telegram has nothing to make bold there."""
    assert Text().add(" \n", Style.BOLD).add("好").reply().html == " \n好"


def test_empty_lines_at_the_end_are_left_out() -> None:
    """Those in between are not."""
    assert Text().line("一").line().line("二").line().line().reply().plain == "一\n\n二"


@settings(deadline=None, derandomize=True)
@given(st.text(min_size=1, max_size=300))
def test_the_label_of_a_button_fits(label: str) -> None:
    """It is cut to what a phone shows, and can be encoded."""
    text = Button(label).text
    assert len(text) <= MAX_BUTTON
    text.encode()
    assert text == label or not label.isprintable() or text.endswith("…")


def test_every_look_is_one_that_telegram_knows() -> None:
    """And every one is accepted."""
    for style in Style:
        check_text(format_text(Text().add("好", style).reply().html, "HTML"))
