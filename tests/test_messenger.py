"""Notices on their way to Telegram."""

import pytest

from bot.messenger import Messenger
from bot.services.briefing import NOTHING
from bot.services.ports import Stores
from intents.understanding import Understanding
from tests.storage.samples import NOW, a_delivery, a_reminder
from tests.support.app import GROUP, running_bot


@pytest.mark.parametrize(("paid", "said"), [(False, None), (True, "true")])
async def test_notices_are_paid_for_where_the_owner_pays(
    stores: Stores, understanding: Understanding, paid: bool, said: str | None
) -> None:
    """Telegram takes more than 30 messages a second only as paid broadcasts, each of which says that it is one."""
    async with running_bot(stores, understanding) as bot:
        gateway = Messenger(bot.application.bot, bot.stores.chats, bot.clock, paid=paid)
        await gateway.deliver(a_delivery(chat_id=GROUP.id), a_reminder(chat_id=GROUP.id), NOTHING, GROUP.id, NOW)
        assert bot.api.of("sendMessage")[-1].params.get("allow_paid_broadcast") == said
