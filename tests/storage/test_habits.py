"""The contract of every HabitsStore."""

from datetime import timedelta

from bot.domain.checklist import Phase
from bot.domain.habits import DEFAULT_HABITS, Habits, OwnItem
from bot.services.ports import Stores
from tests.storage.samples import GROUP

YEARS = timedelta(days=3 * 365, microseconds=1)
HABITS = Habits(
    sign_up=False,
    checklists=False,
    asks_minutes=False,
    duties=False,
    asks_standing=True,
    keeps=YEARS,
    own_items=(
        OwnItem("own-1", "group-meeting", Phase.BEFORE, "借投影仪😀"),
        OwnItem("own-2", "own", Phase.AFTER, "还钥匙"),
    ),
)


async def test_habits_come_out_as_they_went_in(stores: Stores) -> None:
    """Every field survives; where nobody set any there are none."""
    await stores.habits.save(GROUP, HABITS)
    await stores.habits.save(7, DEFAULT_HABITS)

    assert await stores.habits.habits(GROUP) == HABITS
    assert await stores.habits.habits(7) == DEFAULT_HABITS
    assert await stores.habits.habits(-5) is None


async def test_habits_are_replaced(stores: Stores) -> None:
    """The last word counts."""
    await stores.habits.save(GROUP, HABITS)
    await stores.habits.save(GROUP, Habits(asks_standing=True))

    assert await stores.habits.habits(GROUP) == Habits(asks_standing=True)


async def test_who_keeps_minutes_for_a_time_is_known(stores: Stores) -> None:
    """Who keeps them until somebody deletes them is left out, also who did so only now."""
    for chat_id, keeps in ((GROUP, YEARS), (-5, timedelta(days=365)), (-6, None), (-7, YEARS)):
        await stores.habits.save(chat_id, Habits(keeps=keeps))
    await stores.habits.save(-7, Habits())

    assert dict(await stores.habits.keeping()) == {GROUP: YEARS, -5: timedelta(days=365)}


async def test_forgetting_a_chat_deletes_its_habits(stores: Stores) -> None:
    """Once, and those of that chat alone."""
    await stores.habits.save(GROUP, HABITS)
    await stores.habits.save(-5, HABITS)

    assert await stores.habits.forget(GROUP) == 1
    assert await stores.habits.habits(GROUP) is None
    assert dict(await stores.habits.keeping()) == {-5: YEARS}
    assert await stores.habits.forget(GROUP) == 0
