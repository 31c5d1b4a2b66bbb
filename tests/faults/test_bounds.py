"""What is remembered of chats and people does not grow with their number."""

from datetime import UTC, datetime

import pytest

from bot import administrators, members, messenger
from bot.administrators import TelegramAdministrators
from bot.console.local_updates import LocalChat
from bot.members import TelegramMembers
from bot.messenger import Messenger
from tests.support.app import LEADER, MEMBER, RunningBot

GROUPS = [LocalChat(-2000 - number, "supergroup", f"第{number}组") for number in range(8)]


@pytest.fixture(autouse=True)
def _many_groups(bot: RunningBot) -> None:
    for group in GROUPS:
        bot.api.world.add_chat(group, MEMBER)
        bot.api.world.set_member(group, LEADER, "administrator")


async def test_administrators_of_the_groups_that_are_asked_about_are_kept(
    bot: RunningBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the others Telegram is asked once more; one that is used stays known among many that are asked about once."""
    monkeypatch.setattr(administrators, "MAX_CHATS", 3)
    known = TelegramAdministrators(bot.application.bot, bot.clock)
    for group in GROUPS:
        assert await known.is_administrator(group.id, LEADER.id)
        assert await known.is_administrator(GROUPS[0].id, LEADER.id)
    assert len(known._known) == 3
    assert len(bot.api.of("getChatAdministrators")) == len(GROUPS)


async def test_members_are_forgotten_one_by_one(bot: RunningBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """And not all at once, which would have Telegram asked about everybody."""
    monkeypatch.setattr(members, "MAX_PEOPLE", 3)
    known = TelegramMembers(bot.application.bot, bot.clock)
    for group in GROUPS:
        assert await known.is_inside(group.id, MEMBER.id)
        assert not await known.is_outside(GROUPS[0].id, MEMBER.id)
    assert len(known._known) == 3
    assert len(bot.api.of("getChatMember")) == len(GROUPS)


async def test_names_of_groups_are_forgotten_one_by_one(bot: RunningBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name of one that is spoken of again and again is asked for once."""
    monkeypatch.setattr(messenger, "MAX_TITLES", 3)
    gateway = Messenger(bot.application.bot, bot.stores.chats, bot.clock)
    for group in GROUPS:
        assert await gateway._title(group.id) == group.title
        assert await gateway._title(GROUPS[0].id) == GROUPS[0].title
    assert len(gateway._titles) == 3
    assert len(bot.api.of("getChat")) == len(GROUPS)


async def test_roles_of_a_time_that_has_not_come_are_asked_for_anew(bot: RunningBot) -> None:
    """They were learnt by a clock that ran ahead."""
    bot.clock.advance(datetime(2026, 3, 2, 9, tzinfo=UTC) - bot.clock.now())
    known = TelegramAdministrators(bot.application.bot, bot.clock)
    assert await known.is_administrator(GROUPS[0].id, LEADER.id)
    bot.clock.advance(datetime(2026, 3, 2, 1, tzinfo=UTC) - bot.clock.now())
    bot.api.world.set_member(GROUPS[0], LEADER, "member")
    assert not await known.is_administrator(GROUPS[0].id, LEADER.id)
