"""What the terminal shows of what the bot does."""

import io

from bot.console.chat import Screen
from bot.services.ports import Stores
from bot.views.calendar_buttons import What
from bot.views.callbacks import Verb, encode
from intents.understanding import Understanding
from tests.support.app import MEMBER, running_bot
from tests.support.calendar import put, reminder_of


async def test_a_file_is_named_and_its_caption_shown(stores: Stores, understanding: Understanding) -> None:
    """A pressed button does not look as if it did nothing."""
    out = io.StringIO()
    async with running_bot(stores, understanding, listener=Screen(out).show) as bot:
        now = bot.clock.now()
        await put(stores, reminder_of("每周五下午3点 碰头", "weekly00001", now, chat_id=MEMBER.id), now)
        message = await bot.ask("/meetings")
        assert "导出日历" in out.getvalue()
        await bot.deliver(bot.updates.callback(MEMBER, message, encode(Verb.CALENDAR, What.EXPORT)))
        size = bot.api.sent()[-1]["document"]["file_size"]
    assert f"〔会议安排.ics，{size} 字节〕\n\n日历文件：打开它" in out.getvalue()
