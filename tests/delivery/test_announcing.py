"""A chat that was told of an occurrence is told when it is off, at another time, or on again."""

from bot.domain.roles import Actor
from tests.delivery.house import DAY, HOUR, House, weekly
from tests.domain.samples import utc
from tests.support.app import GROUP, LEADER

ACTOR = Actor(LEADER.id, GROUP.id, private=False)
FRIDAY = utc("2026-03-06 15:00")


async def set_and_told(house: House) -> str:
    """A weekly meeting of whose next date the group was told. Returns its id."""
    reminder = await house.remind(weekly("FR"), "15:00", leads=(DAY, HOUR))
    await house.at("2026-03-05 15:00")
    assert len(house.said()) == 1
    house.set("2026-03-05 18:00")
    return reminder.series.id


async def test_what_is_called_off_is_said(house: House) -> None:
    """Once for each time that it is, and when it is on again."""
    series_id, calendar = await set_and_told(house), house.bot.services.calendar
    await calendar.skip(ACTOR, series_id, FRIDAY)
    await house.bot.services.dispatcher.work()
    assert house.said()[1:] == [
        "这次不开了：党小组会\n时间：2026年3月6日（周五）15:00\n\n负责人：老张。全部安排：/meetings"
    ]
    house.set("2026-03-05 18:10")
    await calendar.restore(ACTOR, series_id, FRIDAY)
    await house.bot.services.dispatcher.work()
    assert house.said()[2].startswith("照常进行：党小组会\n时间：2026年3月6日（周五）15:00")
    house.set("2026-03-05 18:20")
    await calendar.skip(ACTOR, series_id, FRIDAY)
    await house.at("2026-03-07 15:00")
    assert [text.splitlines()[0] for text in house.said()[3:]] == ["这次不开了：党小组会"]


async def test_a_new_time_is_said_and_no_notice_comes_late(house: House) -> None:
    """The old time beside the new one; the notices of the new time come as they are due."""
    series_id = await set_and_told(house)
    await house.bot.services.calendar.move(ACTOR, series_id, FRIDAY, utc("2026-03-06 16:00"))
    await house.at("2026-03-06 14:59")
    assert len(house.said()) == 2
    text = house.said()[1]
    assert "改期：党小组会\n原定：2026年3月6日（周五）15:00\n时间：2026年3月6日（周五）16:00" in text
    await house.at("2026-03-06 15:00")
    assert "（还有1小时）" in house.said()[2]
    await house.at("2026-03-06 17:00")
    assert len(house.said()) == 3


async def test_what_nobody_was_told_of_changes_quietly(house: House) -> None:
    """Its notices come at the new time."""
    reminder = await house.remind(weekly("FR"), "15:00", leads=(HOUR,))
    calendar = house.bot.services.calendar
    await calendar.move(ACTOR, reminder.series.id, FRIDAY, utc("2026-03-06 16:00"))
    await calendar.skip(ACTOR, reminder.series.id, utc("2026-03-13 15:00"))
    await house.at("2026-03-06 14:59")
    assert house.said() == []
    await house.at("2026-03-06 15:00")
    assert len(house.said()) == 1


async def test_a_time_so_near_that_no_notice_is_left_is_said(house: House) -> None:
    """Its lead times are past already."""
    reminder = await house.remind(weekly("FR"), "15:00", leads=(DAY,))
    house.set("2026-03-02 10:00")
    await house.bot.services.calendar.move(ACTOR, reminder.series.id, FRIDAY, utc("2026-03-02 12:00"))
    await house.bot.services.dispatcher.work()
    assert [text.splitlines()[0] for text in house.said()] == ["改期：党小组会"]
