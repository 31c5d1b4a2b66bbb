"""Cards of meetings: the kind that a title gives, the one that somebody chose, and the duty that a card is made for."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.domain.draft import Draft
from bot.domain.errors import NotAllowedError
from bot.domain.meeting import OWN_KIND
from bot.domain.reminder import Reminder
from bot.services.drafted import Asking, Card, Confirmed, Field
from intents.timeexpr import RRule
from knowledge.models import Obligation
from tests.services.calendars import MANAGER, PLAIN
from tests.support.app import RunningBot

MONTHLY = "每月5号下午3点 "
APRIL = datetime(2026, 4, 5, 7, tzinfo=UTC)


def _duty(bot: RunningBot, duty_id: str) -> Obligation:
    return next(each for each in bot.services.guide.base.obligations if each.id == duty_id)


async def _card(bot: RunningBot, sentence: str) -> Card:
    shown = await bot.services.drafting.begin(MANAGER, sentence, thread_id=None, name="老张")
    assert isinstance(shown, Card), shown
    return shown


async def _begin_duty(bot: RunningBot, duty: Obligation) -> Draft:
    return await bot.services.drafting.begin_duty(MANAGER, duty, thread_id=None, name="老张")


async def _set(bot: RunningBot, draft_id: str) -> Reminder:
    done = await bot.services.drafting.confirm(MANAGER, draft_id)
    assert isinstance(done, Confirmed), done
    found = await bot.stores.reminders.reminder(done.reminder.series.id)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("title", "kind"),
    [("党小组会", "group-meeting"), ("支部主题党日", "theme-day"), ("读书会", OWN_KIND), ("交材料", ""), ("开会", "")],
)
async def test_a_title_gives_the_kind(bot: RunningBot, title: str, kind: str) -> None:
    """In the sentence, and when it is changed on the card."""
    assert (await _card(bot, MONTHLY + title)).series.kind == kind
    card = await _card(bot, MONTHLY + "体检")
    changed = await bot.services.drafting.answer(MANAGER, card.draft.id, Field.TITLE, title)
    assert isinstance(changed, Card)
    assert changed.series.kind == kind
    assert (await _set(bot, card.draft.id)).series.kind == kind


async def test_a_kind_that_was_chosen_stays_with_new_days(bot: RunningBot) -> None:
    """A change from one date on begins with what somebody chose, and another title takes it only where that names
    another kind."""
    set_first = await _set(bot, (await _card(bot, MONTHLY + "学习")).draft.id)
    chosen = replace(set_first, series=replace(set_first.series, kind="theme-day"))
    assert await bot.stores.reminders.save(chosen)
    drafting = bot.services.drafting
    draft = await drafting.begin_change(MANAGER, chosen, APRIL, name="老张")
    kinds = []
    for field, text in (
        (Field.RULE, "每月10号下午4点"),
        (Field.TITLE, "学习日"),
        (Field.TITLE, "读书会"),
        (Field.TITLE, "党小组会"),
        (Field.TITLE, "交材料"),
    ):
        shown = await drafting.answer(MANAGER, draft.id, field, text)
        assert isinstance(shown, Card)
        kinds.append(shown.series.kind)
    assert kinds == ["theme-day", "theme-day", "theme-day", "group-meeting", ""]


async def test_a_change_that_leaves_the_kind_alone_changes_nothing(bot: RunningBot) -> None:
    """Also where the title alone would give another."""
    first = await _set(bot, (await _card(bot, MONTHLY + "学习")).draft.id)
    chosen = replace(first, series=replace(first.series, kind="theme-day"))
    assert await bot.stores.reminders.save(chosen)
    draft = await bot.services.drafting.begin_change(MANAGER, chosen, APRIL, name="老张")
    card = await bot.services.drafting.show(MANAGER, draft.id)
    assert isinstance(card, Card)
    assert card.unchanged


async def test_a_duty_becomes_a_card_on_its_proposed_day(bot: RunningBot) -> None:
    """A meeting in the afternoon, a report in the morning; the reminder stands for the duty."""
    meeting = await _begin_duty(bot, _duty(bot, "monthly-group-meeting"))
    report = await _begin_duty(bot, _duty(bot, "yearly-group-report"))
    assert meeting.series is not None
    assert report.series is not None
    assert (meeting.series.rule, meeting.series.times) == (RRule("FREQ=MONTHLY;BYMONTHDAY=5"), (time(15),))
    assert (meeting.series.kind, meeting.series.title) == ("group-meeting", "党小组会")
    assert (report.series.rule, report.series.times) == (RRule("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=20"), (time(9),))
    assert (report.series.kind, report.series.title) == ("", "向党支部报告工作情况")
    for draft in (meeting, report):
        assert (await _set(bot, draft.id)).duty == draft.duty


async def test_a_duty_without_a_day_is_asked_for_it(bot: RunningBot) -> None:
    """And stands for the duty once the day is said."""
    duty = _duty(bot, "monthly-group-meeting").model_copy(update={"proposed": ()})
    draft = await _begin_duty(bot, duty)
    assert isinstance(await bot.services.drafting.show(MANAGER, draft.id), Asking)
    shown = await bot.services.drafting.answer(MANAGER, draft.id, Field.TIME, "10号")
    assert isinstance(shown, Card)
    reminder = await _set(bot, draft.id)
    assert (reminder.duty, reminder.series.kind) == ("monthly-group-meeting", "group-meeting")
    assert reminder.series.rule == RRule("FREQ=MONTHLY;BYMONTHDAY=10")


async def test_a_title_of_another_kind_ends_the_duty_of_a_card(bot: RunningBot) -> None:
    """A report keeps its duty under another name."""
    meeting = await _begin_duty(bot, _duty(bot, "monthly-group-meeting"))
    await bot.services.drafting.answer(MANAGER, meeting.id, Field.TITLE, "主题党日")
    assert (await _set(bot, meeting.id)).duty == ""
    report = await _begin_duty(bot, _duty(bot, "yearly-group-report"))
    await bot.services.drafting.answer(MANAGER, report.id, Field.TITLE, "年底报告")
    assert (await _set(bot, report.id)).duty == "yearly-group-report"


async def test_members_begin_no_duty(bot: RunningBot) -> None:
    """As they set nothing else."""
    with pytest.raises(NotAllowedError):
        await bot.services.drafting.begin_duty(PLAIN, _duty(bot, "monthly-group-meeting"), thread_id=None, name="小李")


async def test_a_duty_card_is_over_after_a_day(bot: RunningBot) -> None:
    """Like every card."""
    draft = await _begin_duty(bot, _duty(bot, "monthly-group-meeting"))
    assert draft.expires_at - bot.clock.now() == timedelta(days=1)
    assert draft.series is not None
    assert draft.series.start == date(2026, 3, 2)
