"""Answers that are JSON and none of Telegram's."""

import pytest
from telegram.error import TelegramError

from bot.seeing.answers import read_answer
from bot.services.ports import Stores
from intents.understanding import Understanding
from tests.support.app import running_bot
from tests.support.logs import production_log
from tests.support.telegram import Failure


@pytest.mark.parametrize("payload", [b"[]", b"null", b'"x"', b"1", b'{"ok": true, "result": {'])
def test_what_is_no_answer_is_refused(payload: bytes) -> None:
    """As half an answer is."""
    with pytest.raises(TelegramError, match="Invalid server response"):
        read_answer(payload)


@pytest.mark.parametrize("payload", [b"{}", b'{"ok": true}', b'{"ok": true, "result": null}'])
def test_a_result_that_is_not_there_is_no_bug(payload: bytes) -> None:
    """The library takes it out as if it were."""
    answer = read_answer(payload)
    with pytest.raises(TelegramError, match="Invalid server response"):
        answer["result"]


def test_a_refusal_keeps_what_it_may_tell() -> None:
    """Its reason and its parameters, where they are what they should be."""
    sound = read_answer(b'{"ok": false, "description": "why", "parameters": {"retry_after": 3}}')
    assert (sound.get("description"), sound.get("parameters")) == ("why", {"retry_after": 3})
    odd = read_answer(b'{"ok": false, "description": 5, "parameters": [1]}')
    assert (odd.get("description"), odd.get("parameters")) == (None, None)


def test_a_result_is_handed_on() -> None:
    """Whatever it is."""
    assert read_answer(b'{"ok": true, "result": {"id": 1}}')["result"] == {"id": 1}
    assert read_answer(b'{"ok": true, "result": false}')["result"] is False


@pytest.mark.parametrize("code", [200, 502])
@pytest.mark.parametrize("body", [b'{"ok": true}', b"null", b"[]", b'{"ok": true, "result": null}', b'{"ok": false}'])
async def test_a_question_is_answered_whatever_was_answered_to_that(
    stores: Stores, understanding: Understanding, code: int, body: bytes
) -> None:
    """A server that says nonsense once is asked again, and is no bug."""
    async with running_bot(stores, understanding) as bot:
        bot.api.fail("sendMessage", Failure((code, body)))
        with production_log() as log:
            answer = await bot.ask("党小组会多久开一次")
    assert "每月召开 1 次" in answer["text"]
    assert log.tracebacks == []
