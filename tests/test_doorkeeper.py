"""The doorkeeper: a flood from one person slows that person alone, and nobody at work ever meets it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from aiolimiter import AsyncLimiter
from telegram import Update

from bot.console.local_updates import LocalChat, LocalUser
from bot.domain.claiming import Claimed
from bot.incoming import doorkeeper as module
from bot.views.callbacks import Verb, encode
from tests.support import telegram
from tests.support.app import GROUP, LEADER, MEMBER, OTHER, RunningBot
from tests.support.logs import Log, production_log

Json = dict[str, Any]
QUESTION, ANSWER = "党小组会多久开一次", "每月召开 1 次"
ASK, NOTHING = f"/ask {QUESTION}", "没有正在进行的操作"
TOLD, TOAST = "发得太快了", "按得太快了"
CHANNEL = LocalChat(-1009, "channel", "某某频道")
PRESS = encode(Verb.CLOSE)


@pytest.fixture
def quick_telegram(monkeypatch: pytest.MonkeyPatch) -> None:
    """Telegram's limits for a group, by the second instead of the minute: what is paced comes soon."""
    monkeypatch.setattr("bot.flood.AsyncLimiter", lambda rate, period: AsyncLimiter(rate, period / 60))


@pytest.fixture
def log() -> Iterator[Log]:
    """What is logged."""
    with production_log() as log:
        yield log


def texts(bot: RunningBot, chat_id: int) -> list[str]:
    """What the bot said in a chat."""
    return [sent["text"] for sent in bot.api.sent() if sent["chat"]["id"] == chat_id]


def writes(bot: RunningBot, sender: LocalUser | LocalChat, text: str = "/cancel", chat: LocalChat = GROUP) -> Json:
    """Somebody writes in a group."""
    return bot.updates.message(chat, sender, text)


def privately(bot: RunningBot, sender: LocalUser, text: str = "/cancel") -> Json:
    """Somebody writes to the bot."""
    return bot.updates.message(sender.chat, sender, text)


async def flood(bot: RunningBot, *updates: Json) -> None:
    """All of them arrive at once."""
    await asyncio.gather(*map(bot.deliver, updates))


def toasts(bot: RunningBot) -> list[str]:
    """What was said to those who pressed."""
    return [str(call.params.get("text", "")) for call in bot.api.of("answerCallbackQuery")]


async def test_the_burst_is_handled_and_the_rest_told_of_once(bot: RunningBot) -> None:
    """Of a thousand messages twenty are answered; one sentence says when it goes on."""
    await flood(bot, *[privately(bot, MEMBER) for _ in range(1000)])
    said = texts(bot, MEMBER.id)
    assert [NOTHING in text for text in said].count(True) == 20
    assert [text for text in said if TOLD in text] == [
        "你发得太快了：从这条消息起，我都没有处理。请等 10 秒，再从这一条开始重新发。"
    ]
    assert len(said) == 21


async def test_the_word_is_a_reply_to_the_first_that_was_not_handled_and_comes_after_the_answers(
    bot: RunningBot,
) -> None:
    """In private too: what is answered was sent before it, and everything from there on is to be sent again."""
    updates = [privately(bot, MEMBER) for _ in range(30)]
    await flood(bot, *updates)
    *answers, told = bot.api.sent()
    assert [NOTHING in each["text"] for each in answers] == [True] * 20
    assert TOLD in told["text"]
    assert told["reply_to_message"]["message_id"] == updates[20]["message"]["message_id"]


async def test_after_something_was_handled_another_message_is_the_first(bot: RunningBot) -> None:
    """A flood that goes on for minutes is told of again, at the message at which it is stopped then."""
    for _ in range(10 * 60):
        await bot.deliver(first := privately(bot, MEMBER), second := privately(bot, MEMBER))
        bot.clock.advance(timedelta(seconds=1))
        told = [sent for sent in bot.api.sent() if TOLD in sent["text"]]
        if len(told) == 2:
            break
    assert told[1]["reply_to_message"]["message_id"] in {each["message"]["message_id"] for each in (first, second)}


async def test_the_word_does_not_wait_for_ever(bot: RunningBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the answers before it hang it comes before them."""
    monkeypatch.setattr(module, "TOLD_WITHIN", 0.01)
    door = module.Doorkeeper(bot.notifier, bot.application.bot, bot.clock)
    hanging = asyncio.Lock()
    await hanging.acquire()

    @asynccontextmanager
    async def turn() -> AsyncIterator[None]:
        async with hanging:
            yield

    for _ in range(21):
        await door.lets_in(Update.de_json(privately(bot, MEMBER), bot.application.bot), turn)
    assert [TOLD in text for text in texts(bot, MEMBER.id)] == [True]
    assert hanging.locked()
    hanging.release()
    for _ in range(2):
        await door.lets_in(Update.de_json(privately(bot, MEMBER), bot.application.bot), turn)
    assert not hanging.locked()


@pytest.mark.usefixtures("quick_telegram")
async def test_in_a_flooded_group_another_member_is_answered_in_between(bot: RunningBot) -> None:
    """Also the private chats of others, and what the flood was told comes as a reply in the group."""
    updates = [writes(bot, MEMBER, ASK) for _ in range(300)]
    updates.insert(10, other := writes(bot, OTHER, ASK))
    updates.insert(200, late := writes(bot, LEADER, ASK))
    await flood(bot, *updates, privately(bot, LEADER, QUESTION))
    answered = [sent["reply_to_message"] for sent in bot.api.sent() if sent["chat"]["id"] == GROUP.id]
    assert [each["from"]["id"] for each in answered].count(MEMBER.id) == 21
    assert {other["message"]["message_id"], late["message"]["message_id"]} < {each["message_id"] for each in answered}
    assert ANSWER in texts(bot, LEADER.id)[0]
    assert [TOLD in text for text in texts(bot, GROUP.id)].count(True) == 1


async def test_it_goes_on_when_it_was_said_to(bot: RunningBot) -> None:
    """Ten seconds later the next message is answered; a second earlier it is not."""
    await flood(bot, *[privately(bot, MEMBER) for _ in range(40)])
    bot.clock.advance(timedelta(seconds=9))
    await bot.deliver(privately(bot, MEMBER))
    assert len(texts(bot, MEMBER.id)) == 21
    bot.clock.advance(timedelta(seconds=1))
    await bot.deliver(privately(bot, MEMBER))
    assert NOTHING in texts(bot, MEMBER.id)[-1]


@pytest.mark.usefixtures("quick_telegram")
async def test_a_flood_that_goes_on_is_told_of_again_after_a_while(bot: RunningBot) -> None:
    """Two messages a second for ten minutes: told twice, and a message a second is handled, no more."""
    for _ in range(600):
        await bot.deliver(privately(bot, MEMBER), privately(bot, MEMBER))
        bot.clock.advance(timedelta(seconds=1))
    said = texts(bot, MEMBER.id)
    assert [TOLD in text for text in said].count(True) == 2
    assert 580 < [NOTHING in text for text in said].count(True) <= 620


async def test_the_next_flood_is_told_of(bot: RunningBot) -> None:
    """After a quiet minute it is another one."""
    for _ in range(2):
        await flood(bot, *[privately(bot, MEMBER) for _ in range(30)])
        bot.clock.advance(timedelta(minutes=1))
    assert [TOLD in text for text in texts(bot, MEMBER.id)].count(True) == 2


async def test_what_waited_at_telegram_is_no_flood(bot: RunningBot) -> None:
    """An hour of questions and presses comes at once, after the bot was away: each is handled."""
    asked = privately(bot, MEMBER, QUESTION)
    await bot.deliver(asked)
    waited = []
    for _ in range(60):
        waited += [privately(bot, MEMBER), bot.updates.callback(MEMBER, bot.api.sent()[0], PRESS)]
        bot.clock.advance(timedelta(minutes=1))
    await bot.deliver(*waited)
    assert [NOTHING in text for text in texts(bot, MEMBER.id)].count(True) == 60
    assert [toast for toast in toasts(bot) if TOAST in toast] == []


async def test_a_flood_that_waited_at_telegram_is_one(bot: RunningBot) -> None:
    """All of it was sent within a second, an hour ago; what is sent now is answered."""
    waited = [privately(bot, MEMBER) for _ in range(50)]
    bot.clock.advance(timedelta(hours=1))
    await bot.deliver(*waited, privately(bot, MEMBER, QUESTION))
    assert [NOTHING in text for text in texts(bot, MEMBER.id)].count(True) == 20
    assert ANSWER in texts(bot, MEMBER.id)[-1]


async def test_presses_over_the_limit_get_a_toast(bot: RunningBot) -> None:
    """The press ends at once and says why; of many in a second only the first is worth an answer."""
    await bot.ask(QUESTION)
    message = bot.api.sent()[-1]
    await flood(bot, *[bot.updates.callback(MEMBER, message, PRESS) for _ in range(100)])
    assert [toast for toast in toasts(bot) if toast] == ["按得太快了，没有处理。10 秒后再按一次。"]
    bot.clock.advance(timedelta(seconds=2))
    await bot.deliver(bot.updates.callback(MEMBER, message, PRESS))
    assert toasts(bot)[-1] == "按得太快了，没有处理。8 秒后再按一次。"


async def test_a_leader_who_presses_quickly_never_meets_it(bot: RunningBot) -> None:
    """Thirty names ticked off at three a second, and what is typed before and after."""
    for _ in range(5):
        await bot.deliver(privately(bot, LEADER))
    for _ in range(30):
        await bot.deliver(bot.updates.callback(LEADER, bot.api.sent()[0], PRESS))
        bot.clock.advance(timedelta(milliseconds=333))
    for _ in range(5):
        await bot.deliver(privately(bot, LEADER))
        bot.clock.advance(timedelta(seconds=1))
    assert not [toast for toast in toasts(bot) if TOAST in toast]
    assert [NOTHING in text for text in texts(bot, LEADER.id)] == [True] * 10


async def test_a_paste_in_pieces_an_album_and_forwarded_messages_are_let_in(bot: RunningBot) -> None:
    """What people send at one go: as long a record as can be kept in pieces, ten pictures, of which one word is said,
    thirty forwarded."""
    pieces = [privately(bot, MEMBER, "天" * 4096) for _ in range(12)]
    album = [bot.updates.photo(OTHER.chat, OTHER, media_group_id="album") for _ in range(10)]
    origin = {"type": "hidden_user", "sender_user_name": "某人", "date": 1}
    forwarded = [bot.updates.message(LEADER.chat, LEADER, "/cancel", forward_origin=origin) for _ in range(30)]
    await flood(bot, *pieces, *album, *forwarded, *[privately(bot, OTHER) for _ in range(15)])
    assert not [sent for sent in bot.api.sent() if TOLD in sent["text"]]
    assert [len(texts(bot, person.id)) for person in (MEMBER, OTHER, LEADER)] == [12, 16, 30]


async def test_edits_of_an_album_cost_as_much_as_others(bot: RunningBot) -> None:
    """Else one album would do for a flood without an end."""
    picture = bot.updates.photo(MEMBER.chat, MEMBER, QUESTION, media_group_id="album")
    await bot.deliver(picture)
    edits = [bot.updates.raw({"edited_message": picture["message"] | {"edit_date": 1772413200}}) for _ in range(30)]
    await flood(bot, *edits)
    assert TOLD in texts(bot, MEMBER.id)[-1]


async def test_inline_queries_over_the_limit_find_nothing_for_that_person_alone(bot: RunningBot) -> None:
    """The empty answer is kept for nobody, not even for them."""
    await flood(bot, *[bot.updates.inline_query(MEMBER, QUESTION) for _ in range(60)])
    await bot.deliver(bot.updates.inline_query(OTHER, QUESTION))
    answers = [call.params for call in bot.api.of("answerInlineQuery")]
    empty = [answer for answer in answers if not answer["results"]]
    assert [(answer["cache_time"], answer["is_personal"]) for answer in empty] == [(0, True)]
    assert len(answers) == 42
    assert answers[-1]["results"]


@pytest.mark.usefixtures("quick_telegram")
@pytest.mark.parametrize("sender", [GROUP, CHANNEL], ids=["an anonymous admin", "a channel"])
async def test_whoever_writes_in_a_chats_name_is_that_chat(bot: RunningBot, sender: LocalChat) -> None:
    """Their flood stops nobody else who writes so, though Telegram names the same stand-in for them all."""
    another = LocalChat(-1010, "channel", "另一个频道")
    await flood(bot, *[writes(bot, sender, ASK) for _ in range(50)], writes(bot, another, ASK), writes(bot, OTHER, ASK))
    said = texts(bot, GROUP.id)
    assert [ANSWER in text for text in said].count(True) == 22
    assert [TOLD in text for text in said].count(True) == 1


async def test_what_nobody_can_flood_with_is_never_stopped(bot: RunningBot) -> None:
    """People who come and go, a group that moves, the bot's own membership, posts of channels."""
    await flood(bot, *[privately(bot, MEMBER) for _ in range(40)])
    moved = LocalChat(-1005, "supergroup", "第二党小组")
    old = LocalChat(-5, "group", "第二党小组")
    await flood(bot, *[bot.updates.service(old, MEMBER, new_chat_title="新名") for _ in range(50)])
    await bot.deliver(*bot.updates.migration(old, moved, MEMBER))
    assert await bot.stores.chats.current_id(old.id) == moved.id
    await bot.deliver(bot.updates.my_chat_member(MEMBER.chat, MEMBER, "member", "kicked"))
    chat = await bot.stores.chats.chat(MEMBER.id)
    assert chat is not None
    assert not chat.reachable


async def test_talk_in_a_group_takes_nothing_from_who_talks(bot: RunningBot) -> None:
    """A hundred forwarded messages, or as many of one's own: nobody is spoken to, the next question is answered. Only
    some of it is looked at."""
    origin = {"type": "hidden_user", "sender_user_name": "某人", "date": 1}
    talk = [bot.updates.message(GROUP, MEMBER, "好", forward_origin=origin) for _ in range(100)]
    await flood(bot, *talk, *[writes(bot, MEMBER, "好") for _ in range(100)])
    assert texts(bot, GROUP.id) == []
    await bot.deliver(writes(bot, MEMBER, ASK))
    assert ANSWER in texts(bot, GROUP.id)[0]
    claimed = [await bot.stores.updates.claim(1, each["update_id"], "other", bot.clock.now()) for each in talk]
    assert claimed == [Claimed.HANDLED] * 60 + [Claimed.OURS] * 40


async def test_an_update_that_comes_again_takes_nothing_away(bot: RunningBot) -> None:
    """Telegram delivers again what it was not told of; who sent it is not stopped for that."""
    updates = [privately(bot, MEMBER) for _ in range(15)]
    for _ in range(5):
        await bot.deliver(*updates)
    await bot.deliver(privately(bot, MEMBER, QUESTION))
    assert ANSWER in texts(bot, MEMBER.id)[-1]
    assert len(texts(bot, MEMBER.id)) == 16


async def test_a_clock_that_jumps_shuts_nobody_out(bot: RunningBot) -> None:
    """Hours forward and back between presses: the wait begins anew at most once."""
    await bot.ask(QUESTION)
    message = bot.api.sent()[-1]
    for hours in (5, -5, -7, 7):
        await flood(bot, *[bot.updates.callback(MEMBER, message, PRESS) for _ in range(120)])
        bot.clock.advance(timedelta(hours=hours))
        await bot.deliver(bot.updates.callback(MEMBER, message, PRESS))
        bot.clock.advance(timedelta(seconds=20))
        before = len(toasts(bot))
        await bot.deliver(bot.updates.callback(MEMBER, message, PRESS))
        assert TOAST not in toasts(bot)[before]


@pytest.mark.parametrize(
    "failure", [telegram.forbidden("bot was blocked by the user"), telegram.timeout(), telegram.server_error()]
)
async def test_a_flood_that_cannot_be_told_of_is_stopped_all_the_same(
    bot: RunningBot, log: Log, failure: telegram.Failure
) -> None:
    """One line for the operator, no traceback, and the others are answered."""
    await flood(bot, *[privately(bot, MEMBER) for _ in range(20)])
    bot.api.fail("sendMessage", failure, 99)
    await flood(bot, *[privately(bot, MEMBER) for _ in range(20)])
    bot.api.recover()
    assert (await bot.ask(QUESTION, sender=OTHER))["chat"]["id"] == OTHER.id
    assert len(texts(bot, MEMBER.id)) == 20
    assert log.tracebacks == []
    assert [entry["message"] for entry in log.entries].count(f"flood in chat {MEMBER.id}") == 1


async def test_only_so_many_are_told_at_once(bot: RunningBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """While Telegram takes its time, a flood from many does not take every connection; the others are told a little
    later, and still of the first message that was not handled."""
    monkeypatch.setattr(module, "MAX_TELLING", 2)
    door = module.Doorkeeper(bot.notifier, bot.application.bot, bot.clock)
    people = [LocalUser(1000 + number, "某人") for number in range(5)]

    async def send(sender: LocalUser) -> bool:
        return await door.lets_in(Update.de_json(privately(bot, sender), bot.application.bot))

    for person in people:
        assert all([await send(person) for _ in range(20)])
    assert not any(await asyncio.gather(*map(send, people)))
    assert len(bot.api.sent()) == 2
    first = {person.id: max(bot.api.world.messages[person.id]) for person in people[2:]}
    assert not any([await send(person) for person in people])
    assert sorted(sent["chat"]["id"] for sent in bot.api.sent()) == [person.id for person in people]
    assert {sent["chat"]["id"]: sent["reply_to_message"]["message_id"] for sent in bot.api.sent()[2:]} == first


async def test_memory_is_bounded(bot: RunningBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many people, groups and updates there are; those who were quiet longest are forgotten first."""
    monkeypatch.setattr(module, "MAX_PEOPLE", 50)
    monkeypatch.setattr(module, "MAX_UPDATES", 50)
    door = module.Doorkeeper(bot.notifier, bot.application.bot, bot.clock)
    people = [LocalUser(1000 + number, "某人") for number in range(200)]
    for person in people:
        await door.lets_in(Update.de_json(writes(bot, person, ASK), bot.application.bot))
        await door.lets_in(Update.de_json(writes(bot, person, "好"), bot.application.bot))
    kept = (door._people, *door._in_groups.values(), door._floods, door._albums, door._let_in)
    assert [len(each) for each in kept] == [50, 50, 0, 50, 0, 0, 50]
    assert people[-1].id in door._people


@pytest.mark.usefixtures("quick_telegram")
async def test_in_a_group_a_person_has_less(bot: RunningBot) -> None:
    """The group's share of what Telegram lets the bot say is not one person's: it goes on there after half a minute, in
    private meanwhile, and buttons go on working."""
    await bot.ask(ASK, GROUP)
    message = bot.api.sent()[-1]
    for _ in range(30):
        await bot.deliver(writes(bot, OTHER, ASK))
        bot.clock.advance(timedelta(seconds=2))
    assert "请等 26 秒" in next(text for text in texts(bot, GROUP.id) if TOLD in text)
    await bot.deliver(bot.updates.callback(OTHER, message, PRESS), privately(bot, OTHER, QUESTION))
    assert not [toast for toast in toasts(bot) if TOAST in toast]
    assert ANSWER in texts(bot, OTHER.id)[-1]


async def test_a_leader_ticks_off_the_longest_roster_in_the_group(bot: RunningBot) -> None:
    """Three hundred people, two presses each, one press each 0.7 seconds: none is refused."""
    await bot.ask(ASK, GROUP)
    message = bot.api.sent()[-1]
    for _ in range(600):
        await bot.deliver(bot.updates.callback(LEADER, message, PRESS))
        bot.clock.advance(timedelta(milliseconds=700))
    assert [toast for toast in toasts(bot) if TOAST in toast] == []


async def test_who_presses_like_mad_in_a_group_is_bounded(bot: RunningBot) -> None:
    """Ten presses a second for a minute: two a second are handled beyond the first sixty; others press meanwhile."""
    await bot.ask(ASK, GROUP)
    message, let_in = bot.api.sent()[-1], 0
    door = module.Doorkeeper(bot.notifier, bot.application.bot, bot.clock)
    for _ in range(600):
        update = bot.updates.callback(OTHER, message, PRESS)
        let_in += await door.lets_in(Update.de_json(update, bot.application.bot))
        bot.clock.advance(timedelta(milliseconds=100))
    assert 150 < let_in <= 180
    other = bot.updates.callback(LEADER, message, PRESS)
    assert await door.lets_in(Update.de_json(other, bot.application.bot))
