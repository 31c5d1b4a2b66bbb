"""The gateway: what becomes of a message when Telegram or the network does not play along."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot import flood
from bot.calling import NotCalledError, TelegramAwayError
from bot.domain.chat import Chat
from bot.domain.roles import Leader
from bot.notifier import CONNECT_TRIES, LONGEST_PAUSE, MAX_TOAST, PATIENCE, Notifier, Place
from bot.views import words
from bot.views.markup import Button, Reply, Style, Text, say
from tests.support import telegram
from tests.support.app import FORUM, GROUP, MEMBER, OLD_GROUP, RunningBot
from tests.support.logs import Log, production_log
from tests.support.stage import MOVED
from tests.support.telegram import Failure

PRIVATE = Place(MEMBER.id)
HELLO = Text().add("好 <&>", Style.BOLD).reply()


@pytest.fixture
def log() -> Iterator[Log]:
    """What is logged."""
    with production_log() as log:
        yield log


def never_left() -> Failure:
    """A failure before the request was out."""
    return Failure(NotCalledError("ClientConnectorError"))


def texts(bot: RunningBot, chat_id: int = MEMBER.id) -> list[str]:
    """What stands in a chat."""
    return [message["text"] for message in bot.api.world.messages[chat_id].values()]


async def sent_to(bot: RunningBot, place: Place = PRIVATE, reply: Reply = HELLO) -> int:
    """Say something that arrives."""
    message_id = await bot.notifier.send(place, reply)
    assert message_id is not None
    return message_id


# ---- sending


async def test_a_message_is_sent_with_its_looks_and_its_id_is_known(bot: RunningBot) -> None:
    """Escaped, so that it is shown as it is."""
    message_id = await sent_to(bot)
    message = bot.api.world.messages[MEMBER.id][message_id]
    assert message["text"] == "好 <&>"
    assert message["entities"] == [{"type": "bold", "offset": 0, "length": 5}]


async def test_buttons_carry_data_or_an_address(bot: RunningBot) -> None:
    """Row by row."""
    rows = ((Button("一", data="1x"), Button("二", url="https://example.org/")),)
    await bot.notifier.send(PRIVATE, say("好", rows))
    keyboard = bot.api.sent()[-1]["reply_markup"]["inline_keyboard"]
    assert keyboard == [[{"text": "一", "callback_data": "1x"}, {"text": "二", "url": "https://example.org/"}]]


async def test_an_open_question_opens_the_field_for_the_reply(bot: RunningBot) -> None:
    """Of that person alone, with a hint."""
    await bot.notifier.send(PRIVATE, Reply(HELLO.spans, force_reply="输入问题"))
    markup = bot.api.of("sendMessage")[-1].params["reply_markup"]
    assert markup == {"force_reply": True, "selective": True, "input_field_placeholder": "输入问题"}


async def test_what_is_replied_to_may_be_gone(bot: RunningBot) -> None:
    """The message is sent without being a reply."""
    assert await bot.notifier.send(PRIVATE, HELLO, reply_to=99) is not None
    assert "reply_to_message" not in bot.api.sent()[-1]


async def test_what_never_left_is_sent_again_at_once(bot: RunningBot) -> None:
    """As often as is sensible; the last try arrives."""
    bot.api.fail("sendMessage", never_left(), CONNECT_TRIES - 1)
    await sent_to(bot)
    assert texts(bot) == ["好 <&>"]


async def test_what_telegram_was_not_there_for_is_said_when_it_is_there_again(bot: RunningBot, log: Log) -> None:
    """A minute without a network, or with a server in between that has nothing behind it: one line, and no repeat."""
    for failure in (never_left(), telegram.network(), telegram.server_error()):
        bot.api.fail("sendMessage", failure, 9)
        await sent_to(bot)
    assert texts(bot) == ["好 <&>"] * 3
    assert [entry["message"].partition(":")[0] for entry in log.entries] == ["Telegram is waited for"] * 3


async def test_telegram_is_not_waited_for_without_an_end(bot: RunningBot, log: Log) -> None:
    """Who reads an answer that late has asked again."""
    bot.api.fail("sendMessage", never_left(), 99)
    before = bot.clock.now()
    assert await bot.notifier.send(PRIVATE, HELLO) is None
    assert timedelta(seconds=PATIENCE) <= bot.clock.now() - before < timedelta(seconds=PATIENCE + LONGEST_PAUSE)
    assert len(log.entries) == 2


@pytest.mark.parametrize(
    ("failure", "arrived"),
    [(telegram.timeout(), 0), (telegram.timeout(delivered=True), 1), (telegram.broken_json(), 1)],
    ids=["timeout", "timeout after delivery", "broken answer"],
)
async def test_a_doubtful_message_is_said_once_more_and_marked(bot: RunningBot, failure: Failure, arrived: int) -> None:
    """It may have arrived: whoever reads it twice knows why."""
    bot.api.fail("sendMessage", failure)
    await sent_to(bot)
    assert texts(bot) == ["好 <&>"] * arrived + [f"{words.SAID_AGAIN}\n好 <&>"]


async def test_a_doubtful_message_is_said_again_only_when_telegram_answers_something(bot: RunningBot) -> None:
    """Else the repeat would be in doubt as well: half a minute of silence makes one repeat, and not six."""
    bot.api.fail("sendMessage", telegram.timeout())
    bot.api.fail("getMe", telegram.timeout(), 6)
    await sent_to(bot)
    assert len(bot.api.of("sendMessage")) == 2


async def test_a_message_that_stays_in_doubt_is_not_said_for_ever(bot: RunningBot, log: Log) -> None:
    """A chat whose answers get lost is not flooded."""
    bot.api.fail("sendMessage", telegram.timeout(delivered=True), 99)
    assert await bot.notifier.send(PRIVATE, HELLO) is None
    assert [words.SAID_AGAIN in text for text in texts(bot)] == [False, True, True]
    assert "outcome unknown" in log.text


async def test_a_moved_group_is_followed(bot: RunningBot) -> None:
    """The message arrives in the supergroup, and everything that is known of the group moves with it."""
    now = bot.clock.now()
    await bot.stores.leaders.name(Leader(OLD_GROUP.id, MEMBER.id, 1, now))
    bot.api.world.migrate(OLD_GROUP, MOVED)
    assert await bot.notifier.send(Place(OLD_GROUP.id), HELLO, reply_to=3) is not None
    assert texts(bot, MOVED.id) == ["好 <&>"]
    assert [leader.user_id for leader in await bot.stores.leaders.leaders(MOVED.id)] == [MEMBER.id]


async def test_a_topic_that_is_gone_is_answered_in_general(bot: RunningBot) -> None:
    """Rather than not at all."""
    await bot.notifier.send(Place(FORUM.id, 7), HELLO)
    assert [call.params.get("message_thread_id") for call in bot.api.of("sendMessage")] == [7, None]
    assert texts(bot, FORUM.id) == ["好 <&>"]


async def test_refused_looks_are_left_out(bot: RunningBot, log: Log) -> None:
    """The text arrives plain, and the operator learns of the bug without a traceback."""
    bot.api.fail("sendMessage", telegram.bad_request("can't parse entities: unsupported start tag"))
    await sent_to(bot)
    assert texts(bot) == ["好 <&>"]
    assert "entities" not in bot.api.sent()[-1]
    assert [entry["level"] for entry in log.entries] == ["ERROR"]


async def test_a_closed_chat_is_remembered_as_such(bot: RunningBot, log: Log) -> None:
    """One that was never seen, too."""
    now = bot.clock.now()
    await bot.stores.chats.save(Chat(GROUP.id, "supergroup", True, now))
    bot.clock.advance(timedelta(hours=1))
    bot.api.fail("sendMessage", telegram.forbidden("bot was kicked from the supergroup chat"), 2)
    assert await bot.notifier.send(Place(GROUP.id), HELLO) is None
    assert await bot.notifier.send(PRIVATE, HELLO) is None
    later = bot.clock.now()
    assert await bot.stores.chats.chat(GROUP.id) == Chat(GROUP.id, "supergroup", False, later)
    assert await bot.stores.chats.chat(MEMBER.id) == Chat(MEMBER.id, "private", False, later)
    assert [entry["level"] for entry in log.entries] == ["INFO", "INFO"]


# ---- sending files


async def test_a_file_is_sent_with_its_name_and_a_caption(bot: RunningBot) -> None:
    """Of the kind that its name tells, so that a phone offers to open it."""
    question = (await bot.ask("你好"))["message_id"]
    message_id = await bot.notifier.send_document(PRIVATE, "会议安排.ics", b"BEGIN", HELLO, question)
    message = bot.api.sent()[-1]
    assert message["message_id"] == message_id
    document = message["document"]
    assert (document["file_name"], document["mime_type"], document["file_size"]) == ("会议安排.ics", "text/calendar", 5)
    assert (message["caption"], message["caption_entities"][0]["type"]) == ("好 <&>", "bold")
    assert message["reply_to_message"]["message_id"] == question
    assert bot.api.of("sendDocument")[-1].params["document"].content == b"BEGIN"


async def test_a_file_follows_a_moved_group_and_leaves_a_topic_that_is_gone(bot: RunningBot) -> None:
    """As every message does."""
    bot.api.world.migrate(OLD_GROUP, MOVED)
    assert await bot.notifier.send_document(Place(OLD_GROUP.id), "a.ics", b"BEGIN", HELLO, 3) is not None
    assert bot.api.sent()[-1]["chat"]["id"] == MOVED.id
    assert await bot.notifier.send_document(Place(FORUM.id, 7), "a.ics", b"BEGIN", HELLO) is not None
    assert [call.params.get("message_thread_id") for call in bot.api.of("sendDocument")] == [None, None, 7, None]


async def test_a_file_that_never_left_is_sent_again_and_so_is_a_doubtful_one_marked(bot: RunningBot, log: Log) -> None:
    """The whole of it; what is in it and what it is called is in no log."""
    for failure in (never_left(), telegram.timeout(delivered=True)):
        bot.api.fail("sendDocument", failure)
        assert await bot.notifier.send_document(PRIVATE, "秘密.ics", b"SECRET", HELLO) is not None
    assert [call.params["document"].content for call in bot.api.of("sendDocument")] == [b"SECRET"] * 4
    assert [words.SAID_AGAIN in call.params["caption"] for call in bot.api.of("sendDocument")] == [False] * 3 + [True]
    assert len(log.entries) == 1
    assert not any(part in log.text for part in ("秘密", "SECRET", "好"))


async def test_refused_looks_of_a_caption_are_left_out(bot: RunningBot) -> None:
    """The file arrives all the same."""
    bot.api.fail("sendDocument", telegram.bad_request("can't parse entities: unsupported start tag"))
    assert await bot.notifier.send_document(PRIVATE, "a.ics", b"BEGIN", HELLO) is not None
    assert "caption_entities" not in bot.api.sent()[-1]


async def test_a_chat_that_is_closed_to_files_is_remembered_as_such(bot: RunningBot) -> None:
    """Nothing is raised."""
    bot.api.fail("sendDocument", telegram.forbidden("bot was kicked from the supergroup chat"))
    assert await bot.notifier.send_document(Place(GROUP.id), "a.ics", b"BEGIN", HELLO) is None
    chat = await bot.stores.chats.chat(GROUP.id)
    assert chat is not None
    assert chat.reachable is False


# ---- editing


async def test_a_message_is_edited_in_place(bot: RunningBot) -> None:
    """Its buttons go where the new text has none."""
    message_id = await sent_to(bot, reply=say("一", ((Button("按", data="1x"),),)))
    assert await bot.notifier.edit(MEMBER.id, message_id, say("二")) is True
    message = bot.api.world.messages[MEMBER.id][message_id]
    assert (message["text"], message.get("reply_markup")) == ("二", None)


async def test_an_edit_that_changes_nothing_is_done(bot: RunningBot, log: Log) -> None:
    """Not worth a line."""
    message_id = await sent_to(bot)
    assert await bot.notifier.edit(MEMBER.id, message_id, HELLO) is True
    assert log.entries == []


async def test_a_message_that_is_gone_is_worth_saying_anew(bot: RunningBot) -> None:
    """Only then does the caller send another."""
    assert await bot.notifier.edit(MEMBER.id, 99, HELLO) is False


@pytest.mark.parametrize(
    "failure",
    [telegram.timeout(), telegram.timeout(delivered=True), telegram.server_error(), telegram.network()],
    ids=["timeout", "timeout after delivery", "server error", "network"],
)
async def test_an_edit_is_made_again_until_it_is_there(bot: RunningBot, failure: Failure) -> None:
    """To edit twice does no harm, and leaves no mark."""
    message_id = await sent_to(bot)
    bot.api.fail("editMessageText", failure, 2)
    assert await bot.notifier.edit(MEMBER.id, message_id, say("二")) is True
    assert texts(bot) == ["二"]


async def test_an_edit_in_a_closed_chat_is_not_worth_another_message(bot: RunningBot, log: Log) -> None:
    """It would fail as well."""
    message_id = await sent_to(bot)
    bot.api.fail("editMessageText", telegram.forbidden("blocked"))
    assert await bot.notifier.edit(MEMBER.id, message_id, say("二")) is True
    assert len(log.entries) == 1


async def test_an_edit_that_never_left_is_made_again(bot: RunningBot) -> None:
    """At once."""
    message_id = await sent_to(bot)
    bot.api.fail("editMessageText", never_left())
    assert await bot.notifier.edit(MEMBER.id, message_id, say("二")) is True
    assert texts(bot) == ["二"]


async def test_a_notice_is_cut_to_what_telegram_takes(bot: RunningBot) -> None:
    """And an empty one is none."""
    press = bot.updates.callback(MEMBER, (await bot.ask("你好")), "1x")["callback_query"]["id"]
    await bot.notifier.answer_press(press, "长" * 300, alert=True)
    await bot.notifier.answer_press(press)
    first, second = bot.api.of("answerCallbackQuery")
    assert (len(first.params["text"]), first.error) == (MAX_TOAST, None)
    assert "text" not in second.params


# ---- pace


async def test_a_short_flood_wait_is_waited_for(bot: RunningBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then the message is sent, once."""
    monkeypatch.setattr(flood, "MARGIN", -1.0)
    bot.api.fail("sendMessage", telegram.retry_after(1), 30)
    await sent_to(bot)
    assert texts(bot) == ["好 <&>"]


async def test_flood_waits_are_no_longer_than_anybody_waits_for_an_answer(
    bot: RunningBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All waits of a message together."""
    monkeypatch.setattr(flood, "LONGEST_WAIT", 2.55)
    monkeypatch.setattr(flood, "MARGIN", -0.9)
    bot.api.fail("sendMessage", telegram.retry_after(1), 99)
    assert await bot.notifier.send(PRIVATE, HELLO) is None
    assert len(bot.api.of("sendMessage")) == 26


async def test_a_long_flood_wait_is_not_waited_for(bot: RunningBot, log: Log) -> None:
    """Nobody reads an answer that late."""
    bot.api.fail("sendMessage", telegram.retry_after(3600))
    assert await asyncio.wait_for(bot.notifier.send(PRIVATE, HELLO), 1) is None
    assert "flood wait" in log.text


async def test_a_group_is_not_flooded_and_a_private_chat_is_not_held_up(bot: RunningBot) -> None:
    """Twenty messages a minute; questions to Telegram about the group do not count."""
    for number in range(20):
        await bot.notifier.send(Place(GROUP.id), say(str(number)))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(bot.notifier.send(Place(GROUP.id), HELLO), 0.05)
    await asyncio.wait_for(bot.application.bot.get_chat_member(GROUP.id, MEMBER.id), 0.5)
    await asyncio.wait_for(bot.notifier.send(PRIVATE, HELLO), 0.5)


# ---- answers to what may be handled again


async def test_an_answer_breaks_off_where_telegram_is_gone_and_the_question_comes_again(bot: RunningBot) -> None:
    """Another process may reach it, and answers; nothing is said here."""
    notifier = Notifier(bot.application.bot, bot.stores.chats, bot.clock, sleep=bot.clock.sleep, comes_again=True)
    bot.api.fail("sendMessage", never_left(), 99)
    bot.api.fail("getMe", never_left(), 99)
    before = bot.clock.now()
    with pytest.raises(TelegramAwayError):
        await notifier.answer(PRIVATE, HELLO)
    assert bot.clock.now() - before >= timedelta(seconds=PATIENCE)
    bot.api.recover()
    assert await notifier.answer(PRIVATE, HELLO) is not None
    assert texts(bot) == ["好 <&>"]


async def test_an_answer_to_what_does_not_come_again_waits_until_telegram_is_there(bot: RunningBot) -> None:
    """An hour without it: nothing else could be handled meanwhile."""
    bot.api.fail("sendMessage", never_left(), 30)
    bot.api.fail("getMe", never_left(), 450)
    before = bot.clock.now()
    assert await bot.notifier.answer(PRIVATE, HELLO) is not None
    assert bot.clock.now() - before >= timedelta(hours=1)
    assert texts(bot) == ["好 <&>"]
    await asyncio.wait_for(bot.notifier.telegram_answers(), 1)


@pytest.mark.parametrize("comes_again", [False, True])
async def test_an_answer_that_telegram_alone_does_not_take_is_given_up(
    bot: RunningBot, log: Log, comes_again: bool
) -> None:
    """Telegram is there: the update would fail for ever, and others after it."""
    notifier = Notifier(
        bot.application.bot, bot.stores.chats, bot.clock, sleep=bot.clock.sleep, comes_again=comes_again
    )
    bot.api.fail("sendMessage", telegram.server_error(), 99)
    assert await notifier.answer(PRIVATE, HELLO) is None
    assert "not sent" in log.text
