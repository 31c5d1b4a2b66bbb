"""Notices come when they are due, once, and say what is to be known."""

from dataclasses import replace
from datetime import time

from bot.domain.delivery import DeliveryOutcome
from bot.domain.edits import move, skip
from bot.domain.notices import QuietHours
from bot.domain.occurrences import find
from tests.delivery.house import DAY, DEFAULT, HOUR, House, once, weekly
from tests.domain.samples import utc
from tests.support.app import FORUM, GROUP, LEADER, MEMBER


async def test_a_notice_comes_at_its_time_and_once(house: House) -> None:
    """Not before, and not again."""
    reminder = await house.remind(once("2026-03-02 15:00"))
    await house.at("2026-03-02 14:59")
    assert house.said() == []
    await house.at("2026-03-02 15:00")
    await house.at("2026-03-02 15:10")
    assert house.said() == ["党小组会\n时间：2026年3月2日（周一）15:00（现在）\n\n负责人：老张。全部安排：/meetings"]
    (delivery,) = await house.deliveries(reminder)
    assert delivery.outcome is DeliveryOutcome.SENT
    assert delivery.message_id == house.bot.api.sent()[-1]["message_id"]


async def test_each_lead_time_has_a_notice(house: House) -> None:
    """And none at the moment itself where the leads do not name it."""
    await house.remind(weekly("WE"), "15:00", leads=(DAY, HOUR))
    await house.at("2026-03-03 15:00")
    await house.at("2026-03-04 14:00")
    await house.at("2026-03-04 20:00")
    first, second = house.said()
    assert "（还有1天）" in first
    assert "（还有1小时）" in second
    await house.at("2026-03-10 15:00")
    assert len(house.said()) == 3


async def test_the_venue_is_said(house: House) -> None:
    """Where somebody named one."""
    reminder = await house.remind(once("2026-03-02 15:00"))
    await house.change(reminder, venue="三楼会议室")
    await house.at("2026-03-02 15:00")
    assert "地点：三楼会议室\n" in house.said()[0]


async def test_default_leads_of_the_group_count_where_none_are_named(house: House) -> None:
    """Besides the moment itself."""
    await house.bot.stores.preferences.save(GROUP.id, replace(DEFAULT, leads=(HOUR,)))
    await house.remind(once("2026-03-02 15:00"))
    await house.at("2026-03-02 14:00")
    await house.at("2026-03-02 15:00")
    assert len(house.said()) == 2


async def test_quiet_hours_shift_a_notice_but_never_past_the_meeting(house: House) -> None:
    """It waits for their end, or comes before they begin."""
    quiet = QuietHours(time(22), time(7))
    await house.bot.stores.preferences.save(GROUP.id, replace(DEFAULT, quiet=quiet))
    await house.remind(once("2026-03-03 08:00"), leads=(2 * HOUR,))
    await house.remind(once("2026-03-03 06:00"), leads=(HOUR,), title="早读")
    await house.at("2026-03-02 21:58")
    assert house.said() == []
    await house.at("2026-03-02 21:59")
    assert [text.splitlines()[0] for text in house.said()] == ["早读"]
    await house.at("2026-03-03 06:59")
    assert len(house.said()) == 1
    await house.at("2026-03-03 07:00")
    assert [text.splitlines()[0] for text in house.said()] == ["早读", "党小组会"]


async def test_a_late_notice_says_so_and_one_is_enough(house: House) -> None:
    """The bot was down when both notices of a meeting were due."""
    await house.remind(once("2026-03-03 15:00"), leads=(DAY, 2 * HOUR))
    await house.at("2026-03-03 14:00")
    (text,) = house.said()
    assert text.startswith("（发晚了：这条本该在2026年3月3日（周二）13:00发出。）\n党小组会")
    assert "（还有1小时）" in text
    await house.at("2026-03-03 15:00")
    assert len(house.said()) == 1


async def test_after_days_of_silence_one_notice_comes_and_the_leader_hears_of_the_rest(house: House) -> None:
    """Not one for each missed date."""
    await house.remind(weekly("MO,TU,WE,TH,FR"), "09:30")
    await house.at("2026-03-05 09:50")
    (text,) = house.said()
    assert "2026年3月5日（周四）09:30" in text
    (word,) = house.said(LEADER.chat)
    assert word.splitlines() == [
        "【第一党小组】",
        "“党小组会”有 3 次提醒没能按时发出（当时机器人停着，或者连不上 Telegram），现在发已经没有用了：",
        "· 2026年3月2日（周一）09:30",
        "· 2026年3月3日（周二）09:30",
        "· 2026年3月4日（周三）09:30",
    ]


async def test_what_no_longer_helps_is_not_said_in_the_group(house: House) -> None:
    """A meeting that is over is for the leader only; a task may still be done on the same day."""
    await house.remind(once("2026-03-02 15:00"))
    await house.remind(once("2026-03-02 15:00"), chat=MEMBER.chat, organizer=MEMBER, title="交材料", kind="")
    await house.at("2026-03-02 18:00")
    assert house.said() == []
    assert len(house.said(LEADER.chat)) == 1
    (late,) = house.said(MEMBER.chat)
    assert "发晚了" in late


async def test_of_several_that_are_still_to_come_one_names_the_others(house: House) -> None:
    """Their notices were all due while the bot was down."""
    await house.remind(weekly("MO,TU,WE,TH,FR"), "15:00", leads=(3 * DAY,))
    await house.at("2026-03-03 16:00")
    (text,) = house.said()
    assert "时间：2026年3月5日（周四）15:00" in text
    assert "另外还有：2026年3月6日（周五）15:00" in text


async def test_a_clock_that_is_set_back_sends_nothing_twice(house: House) -> None:
    """What was sent is known by what it is, not by when the clock says it is."""
    reminder = await house.remind(weekly("MO"), "15:00")
    await house.at("2026-03-02 15:00")
    await house.at("2026-03-02 14:00")
    await house.at("2026-03-02 15:00")
    assert len(house.said()) == 1
    house.set("2026-03-02 14:00")
    await house.change(await house.now_of(reminder), venue="二楼")
    await house.at("2026-03-02 15:00")
    assert len(house.said()) == 1
    await house.at("2026-03-09 15:00")
    assert len(house.said()) == 2


async def test_a_skipped_occurrence_is_not_announced(house: House) -> None:
    """Even where its notice was planned already."""
    reminder = await house.remind(weekly("MO"), "15:00")
    await house.at("2026-03-02 14:59")
    reminder = await house.now_of(reminder)
    occurrence = find(reminder.series, house.workdays, utc("2026-03-02 15:00"))
    assert occurrence is not None
    await house.change(reminder, series=skip(reminder.series, occurrence))
    await house.at("2026-03-02 15:01")
    assert house.said() == []
    assert [each.outcome for each in await house.deliveries(reminder)] == [DeliveryOutcome.WITHDRAWN]
    await house.at("2026-03-09 15:00")
    assert len(house.said()) == 1


async def test_a_deleted_reminder_is_silent(house: House) -> None:
    """Also with a notice that was planned."""
    reminder = await house.remind(weekly("MO"), "15:00")
    await house.at("2026-03-02 14:59")
    assert await house.bot.stores.reminders.delete(reminder.series.id, (await house.now_of(reminder)).version)
    await house.at("2026-03-02 15:00")
    assert house.said() == []


async def test_a_zone_with_summer_time_keeps_its_wall_clock(house: House) -> None:
    """Berlin sets its clocks forward on 2026-03-29: 15:00 there is an hour earlier in Shanghai."""
    await house.remind(weekly("SA,MO"), "15:00", zone="Europe/Berlin")
    await house.at("2026-03-28 22:00")
    said = len(house.said())
    await house.at("2026-03-30 20:59")
    assert len(house.said()) == said
    await house.at("2026-03-30 21:00")
    assert len(house.said()) == said + 1
    assert "15:00（柏林时间）" in house.said()[-1]


async def test_a_notice_goes_to_its_topic(house: House) -> None:
    """Where it was set in one."""
    house.bot.updates.message(FORUM, MEMBER, "这里是第七个话题", thread_id=7)
    await house.remind(once("2026-03-02 15:00"), chat=FORUM, thread_id=7)
    await house.at("2026-03-02 15:00")
    assert house.bot.api.of("sendMessage")[-1].params["message_thread_id"] == 7


async def test_a_moved_occurrence_is_announced_at_its_new_time(house: House) -> None:
    """Also where its first notice had been sent."""
    reminder = await house.remind(weekly("MO"), "15:00", leads=(HOUR,))
    await house.at("2026-03-02 14:00")
    reminder = await house.now_of(reminder)
    occurrence = find(reminder.series, house.workdays, utc("2026-03-02 15:00"))
    assert occurrence is not None
    await house.change(reminder, series=move(reminder.series, occurrence, utc("2026-03-02 18:00")))
    await house.at("2026-03-02 16:59")
    assert len(house.said()) == 1
    await house.at("2026-03-02 17:00")
    assert "2026年3月2日（周一）18:00（还有1小时）" in house.said()[-1]
    await house.at("2026-03-09 14:00")
    assert len(house.said()) == 3
