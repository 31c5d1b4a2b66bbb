"""What is missing is shown to admins, in clusters, and settled by them."""

from datetime import timedelta

import pytest

from bot.domain.errors import NotAllowedError
from bot.domain.feedback import Miss
from bot.domain.roles import Actor
from bot.domain.tally import Event
from bot.services.care.written import Refusal, WritingError
from bot.services.knowledge import reference
from bot.views.care.stats import bar, render_stats
from tests.support.app import ADMIN, MEMBER, RunningBot

BOSS = Actor(ADMIN.id, ADMIN.id, private=True)
NOBODY = Actor(MEMBER.id, MEMBER.id, private=True)


async def _miss(bot: RunningBot, *texts: str) -> None:
    now = bot.clock.now()
    for text in texts:
        await bot.stores.misses.record(text, Miss.UNANSWERED, now, now.date())


async def test_only_admins_see_what_is_missing(bot: RunningBot) -> None:
    """Every method asks."""
    missing = bot.services.missing
    for call in (
        missing.page(NOBODY),
        missing.attach(NOBODY, "x", "y"),
        missing.begin(NOBODY, "x", "entry"),
        missing.dismiss(NOBODY, "", "x"),
        missing.reports(NOBODY),
        missing.settle_reports(NOBODY, "x"),
        missing.numbers(NOBODY, 7),
    ):
        with pytest.raises(NotAllowedError):
            await call


async def test_the_most_frequent_comes_first_with_what_is_like_it(bot: RunningBot) -> None:
    """One page for each cluster."""
    await _miss(bot, "微信群里能投票吗", "组长调走了谁来接", "组长调走了谁来接", "组长调走了谁来接班")
    page = await bot.services.missing.page(BOSS)
    assert page is not None
    assert (page.missed.texts, page.missed.count, page.total) == (("组长调走了谁来接", "组长调走了谁来接班"), 3, 2)
    last = await bot.services.missing.page(BOSS, 99)
    assert last is not None
    assert last.missed.texts == ("微信群里能投票吗",)


async def test_what_is_dismissed_is_gone_once(bot: RunningBot) -> None:
    """The second press is told so, and what was done is recorded."""
    await _miss(bot, "微信群里能投票吗")
    page = await bot.services.missing.page(BOSS)
    assert page is not None
    await bot.services.missing.dismiss(BOSS, "知识管理员", page.missed.ref)
    with pytest.raises(WritingError) as error:
        await bot.services.missing.dismiss(BOSS, "知识管理员", page.missed.ref)
    assert error.value.refusal is Refusal.SETTLED
    assert len(await bot.stores.keepers.events(9)) == 1


async def test_what_is_a_way_of_asking_already_or_too_long_is_not_attached(bot: RunningBot) -> None:
    """It is refused where nothing is left."""
    attacher = bot.services.writing.attacher
    with pytest.raises(WritingError) as error:
        await attacher.begin(BOSS, reference("leader-selection"), ["党小组组长怎么产生？", "党" * 201])
    assert error.value.refusal is Refusal.NOTHING_CHOSEN


async def test_numbers_are_of_their_days_and_nothing_counted_is_left_out(bot: RunningBot) -> None:
    """What was not written down yet counts, too."""
    counting = bot.services.counting
    counting.count(Event.ANSWER, "group-meeting-frequency")
    bot.clock.advance(timedelta(days=7))
    counting.count(Event.UNANSWERED)
    week, month = [await bot.services.missing.numbers(BOSS, days) for days in (7, 30)]
    assert (week.questions, month.questions) == (1, 2)
    assert month.entries == (("党小组会多久开一次？", 1),)


def test_bars_are_in_proportion() -> None:
    """Whatever is counted is seen."""
    assert [len(bar(count, 1000)) for count in (0, 1, 500, 1000)] == [0, 1, 5, 10]


async def test_what_is_answered_by_now_is_said_so_and_settled_at_once(bot: RunningBot) -> None:
    """Whatever answers it: an entry that was written for something else, or a boundary."""
    await _miss(bot, "党小组会多久开一次", "组长怎么产生", "微信群里能投票吗")
    missing = bot.services.missing
    page = await missing.page(BOSS, 0)
    assert page is not None
    pages = [each for number in range(page.total) if (each := await missing.page(BOSS, number)) is not None]
    answered = {each.missed.texts[0]: each.answered.id for each in pages if each.answered}
    assert answered == {"党小组会多久开一次": "group-meeting-frequency", "组长怎么产生": "leader-selection"}
    assert page.all_answered == 2
    assert await missing.settle_answered(BOSS, "知识管理员") == 2
    assert [missed.text for missed in await bot.stores.misses.open(9)] == ["微信群里能投票吗"]
    with pytest.raises(NotAllowedError):
        await missing.settle_answered(NOBODY, "")


async def test_nothing_far_off_is_called_near(bot: RunningBot) -> None:
    """Noise has nothing near it."""
    await _miss(bot, "打印机没墨了")
    page = await bot.services.missing.page(BOSS)
    assert page is not None
    assert (page.near, page.sure) == ((), 0)


async def test_numbers_tell_which_misses_are_answered_by_now(bot: RunningBot) -> None:
    """Those that nothing answers are not marked."""
    await _miss(bot, "党小组会多久开一次", "微信群里能投票吗")
    numbers = await bot.services.missing.numbers(BOSS, 7)
    assert numbers.answered == {"党小组会多久开一次"}
    shown = "".join(span.text for span in render_stats(numbers).spans)
    assert "党小组会多久开一次（现在会答）" in shown
    assert "微信群里能投票吗（现在会答）" not in shown
