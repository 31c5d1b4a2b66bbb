"""Drafts on every kind of store: set once, by whom it may, and changes that go with what others do meanwhile."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.draft import DRAFT_LIFETIME, Draft
from bot.domain.edits import EditError, end, skip
from bot.domain.errors import ConflictError, NotAllowedError, NotYoursError, OutdatedError, StorageError, UserError
from bot.domain.occurrences import find
from bot.domain.preferences import Preferences
from bot.domain.reminder import Reminder
from bot.domain.roles import Actor, Leader
from bot.domain.series import DayOffPolicy, Series
from bot.domain.workdays import Workdays
from bot.services.access import Access
from bot.services.confirming import TRIES, Confirming
from bot.services.drafted import (
    MAX_LEADS,
    MAX_SERIES,
    MAX_TITLE,
    MAX_VENUE,
    AlreadySetError,
    Asking,
    Card,
    Confirmed,
    Field,
    Flaw,
    TooLongError,
    TooManyError,
)
from bot.services.drafting import Drafting
from bot.services.knowledge import LiveKnowledge
from bot.services.ports import ReminderStore, Stores
from intents.timeexpr.rules import RRule
from intents.understanding import Understanding
from tests.services.calendars import announcing_over, following_over
from tests.support.app import GROUP, LEADER, MEMBER, OTHER, numbered_ids
from tests.support.calendar import SHANGHAI, planner_over, put, reminder_of
from tests.support.clock import ManualClock

MANAGER = Actor(LEADER.id, GROUP.id, private=False)
PLAIN = Actor(MEMBER.id, GROUP.id, private=False)
OWN = Actor(MEMBER.id, MEMBER.id, private=True)
ANONYMOUS = Actor(1087968824, GROUP.id, private=False, anonymous_admin=True)
DAY, WEEK = timedelta(days=1), timedelta(days=7)
WEEKLY = "每周五下午3点 党小组会"
FRIDAY = datetime(2026, 3, 6, 7, tzinfo=UTC)
"""The first occurrence of ``WEEKLY``; the clock stands at the Monday before, at nine in Shanghai."""


class OneAdministrator:
    """A group that LEADER administers."""

    async def is_administrator(self, chat_id: int, user_id: int) -> bool:
        return (chat_id, user_id) == (GROUP.id, LEADER.id)

    async def administrators(self, chat_id: int) -> dict[int, str]:
        return {LEADER.id: LEADER.first_name} if chat_id == GROUP.id else {}


@dataclass
class Interrupted:
    """A real store in which something else happens right before a reminder is saved, a number of times."""

    store: ReminderStore
    times: int
    breaks: bool = False
    """The database does not answer, instead of somebody being faster."""

    async def reminder(self, series_id: str) -> Reminder | None:
        return await self.store.reminder(series_id)

    async def of_chat(self, chat_id: int) -> Sequence[Reminder]:
        return await self.store.of_chat(chat_id)

    async def save(self, *changed: Reminder, draft_id: str = "") -> bool:
        if self.times:
            self.times -= 1
            if self.breaks:
                raise StorageError("the database does not answer")
            there = await self.store.reminder(changed[0].series.id)
            assert there is not None
            assert await self.store.save(replace(there, venue=f"{there.venue}楼"))
        return await self.store.save(*changed, draft_id=draft_id)


@dataclass
class Setting:
    """The service over real stores."""

    stores: Stores
    clock: ManualClock
    knowledge: LiveKnowledge
    changes: list[None] = field(default_factory=list)
    reminders: ReminderStore | None = None

    @property
    def drafting(self) -> Drafting:
        access = Access(self.stores.leaders, OneAdministrator(), (), self.clock, keepers=self.stores.keepers)
        confirming = Confirming(
            self.stores.drafts,
            self.reminders or self.stores.reminders,
            planner_over(self.stores, self.clock, Preferences(zone=SHANGHAI), self.reminders),
            Workdays(),
            self.clock,
            following=following_over(self.stores, self.clock),
            announcing=announcing_over(self.stores, self.clock),
            on_change=lambda: self.changes.append(None),
        )
        return Drafting(self.stores.drafts, confirming, access, self.knowledge, self.clock, new_id=self.new_id)

    def __post_init__(self) -> None:
        self.new_id = numbered_ids()

    async def card(self, sentence: str, actor: Actor = MANAGER) -> Card:
        shown = await self.drafting.begin(actor, sentence, thread_id=None, name="老张")
        assert isinstance(shown, Card), shown
        return shown

    async def asking(self, sentence: str, actor: Actor = MANAGER) -> Asking:
        shown = await self.drafting.begin(actor, sentence, thread_id=None, name="老张")
        assert isinstance(shown, Asking), shown
        return shown

    async def set(self, sentence: str, actor: Actor = MANAGER) -> Reminder:
        card = await self.card(sentence, actor)
        confirmed = await self.drafting.confirm(actor, card.draft.id)
        assert isinstance(confirmed, Confirmed)
        return confirmed.reminder

    async def titles(self, chat_id: int = GROUP.id) -> list[str]:
        return [each.series.title for each in await self.stores.reminders.of_chat(chat_id)]

    async def stored(self, series_id: str) -> Reminder:
        reminder = await self.stores.reminders.reminder(series_id)
        assert reminder is not None
        return reminder


@pytest.fixture
def stores(stores_of_each_kind: Stores) -> Stores:
    """Empty stores, of each kind in turn."""
    return stores_of_each_kind


@pytest.fixture
def setting(stores: Stores, clock: ManualClock, understanding: Understanding) -> Setting:
    return Setting(stores, clock, LiveKnowledge(understanding))


# ---- setting


async def test_two_who_confirm_at_once_set_it_once(setting: Setting) -> None:
    """The other is told that the button is out of date; what sends notices is told once."""
    card = await setting.card(WEEKLY)
    done = await asyncio.gather(
        *(setting.drafting.confirm(MANAGER, card.draft.id) for _ in range(8)), return_exceptions=True
    )
    assert sum(isinstance(each, Confirmed) for each in done) == 1
    assert sum(isinstance(each, OutdatedError) for each in done) == 7
    assert await setting.titles() == ["党小组会"]
    assert len(setting.changes) == 1


async def test_confirming_and_cancelling_at_once_do_not_both_happen(setting: Setting) -> None:
    """Either it is set, or it is given up."""
    for n in range(6):
        card = await setting.card(WEEKLY)
        both = [setting.drafting.confirm(MANAGER, card.draft.id), setting.drafting.cancel(MANAGER, card.draft.id)]
        before = len(await setting.titles())
        done = await asyncio.gather(*(both if n % 2 else reversed(both)), return_exceptions=True)
        assert sum(isinstance(each, OutdatedError) for each in done) == 1
        was_set = any(isinstance(each, Confirmed) for each in done)
        assert len(await setting.titles()) == before + was_set


async def test_what_is_set_is_planned_from_now_on(setting: Setting, clock: ManualClock) -> None:
    """With what is due next, in the name of whoever set it, where it was set."""
    shown = await setting.drafting.begin(MANAGER, f"{WEEKLY}，提前一天提醒", thread_id=7, name="老张")
    confirmed = await setting.drafting.confirm(MANAGER, shown.draft.id)
    assert isinstance(confirmed, Confirmed)
    reminder = await setting.stored(confirmed.reminder.series.id)
    assert (reminder.next_due_at, reminder.planned_until) == (FRIDAY - 3 * DAY, clock.now())  # the checklist
    assert (reminder.chat_id, reminder.thread_id, reminder.organizer_id) == (GROUP.id, 7, LEADER.id)
    assert (reminder.series.kind, reminder.organizer_name) == ("group-meeting", "老张")
    assert confirmed.first is not None
    assert confirmed.first.starts_at == FRIDAY


async def test_a_database_that_does_not_answer_loses_no_card(setting: Setting, stores: Stores) -> None:
    """It can be confirmed once more, and is then set once."""
    card = await setting.card(WEEKLY)
    setting.reminders = Interrupted(stores.reminders, 1, breaks=True)  # type: ignore[assignment]
    with pytest.raises(StorageError):
        await setting.drafting.confirm(MANAGER, card.draft.id)
    assert (await setting.titles(), setting.changes) == ([], [])
    assert isinstance(await setting.drafting.confirm(MANAGER, card.draft.id), Confirmed)
    assert await setting.titles() == ["党小组会"]


async def test_a_card_that_is_over_is_out_of_date(setting: Setting, clock: ManualClock) -> None:
    """For every button; each answer makes it last anew."""
    card = await setting.card(WEEKLY)
    clock.advance(DRAFT_LIFETIME - timedelta(minutes=1))
    await setting.drafting.set_policy(MANAGER, card.draft.id, DayOffPolicy.NEXT)
    clock.advance(DRAFT_LIFETIME - timedelta(minutes=1))
    await setting.drafting.show(MANAGER, card.draft.id)
    clock.advance(timedelta(minutes=1))
    for late in (
        setting.drafting.show(MANAGER, card.draft.id),
        setting.drafting.confirm(MANAGER, card.draft.id),
        setting.drafting.cancel(MANAGER, card.draft.id),
        setting.drafting.answer(MANAGER, card.draft.id, Field.TITLE, "座谈会"),
        setting.drafting.choose(MANAGER, card.draft.id, "15:00"),
    ):
        with pytest.raises(OutdatedError):
            await late


async def test_what_lacks_something_is_not_confirmed(setting: Setting) -> None:
    """Whatever a button says."""
    for sentence in ("每周五党小组会", "每周五下午3点", ""):
        asking = await setting.asking(sentence)
        with pytest.raises(OutdatedError):
            await setting.drafting.confirm(MANAGER, asking.draft.id)
    assert await setting.titles() == []


async def test_a_calendar_has_an_end(setting: Setting, stores: Stores, clock: ManualClock) -> None:
    """What is over counts no more; a card that was begun before is refused when it is confirmed."""
    card = await setting.card(WEEKLY)
    for n in range(MAX_SERIES):
        reminder = await put(stores, reminder_of(WEEKLY, f"s{n}", clock.now()), clock.now())
    for refused in (
        setting.drafting.begin(MANAGER, WEEKLY, thread_id=None, name="老张"),
        setting.drafting.confirm(MANAGER, card.draft.id),
    ):
        with pytest.raises(TooManyError):
            await refused
    over = replace(reminder, series=end(reminder.series, FRIDAY), next_due_at=None)
    assert await stores.reminders.save(over)
    assert isinstance(await setting.drafting.confirm(MANAGER, card.draft.id), Confirmed)


# ---- who may


async def test_whoever_may_not_manage_the_calendar_begins_nothing(setting: Setting) -> None:
    """Nor changes anything."""
    reminder = await setting.set(WEEKLY)
    with pytest.raises(NotAllowedError):
        await setting.drafting.begin(PLAIN, WEEKLY, thread_id=None, name="小李")
    with pytest.raises(NotAllowedError):
        await setting.drafting.begin_change(PLAIN, reminder, FRIDAY, name="小李")
    with pytest.raises(OutdatedError):
        await setting.drafting.begin_change(OWN, reminder, FRIDAY, name="小李")


async def test_a_card_is_its_owners(setting: Setting, stores: Stores, clock: ManualClock) -> None:
    """Another leader has no say in it."""
    card = await setting.card(WEEKLY)
    await stores.leaders.name(Leader(GROUP.id, OTHER.id, LEADER.id, clock.now()))
    with pytest.raises(NotYoursError):
        await setting.drafting.confirm(Actor(OTHER.id, GROUP.id, private=False), card.draft.id)


async def test_rights_are_asked_for_at_every_press(setting: Setting, stores: Stores, clock: ManualClock) -> None:
    """Who is no leader any more goes on with no card of theirs, from their private chat either."""
    await stores.leaders.name(Leader(GROUP.id, MEMBER.id, LEADER.id, clock.now()))
    card = await setting.card(WEEKLY, PLAIN)
    await setting.drafting.set_policy(OWN, card.draft.id, DayOffPolicy.NEXT)
    await stores.leaders.unname(GROUP.id, MEMBER.id)
    for actor in (PLAIN, OWN):
        with pytest.raises(NotAllowedError):
            await setting.drafting.confirm(actor, card.draft.id)


async def test_an_anonymous_administrators_card_is_every_leaders(setting: Setting) -> None:
    """But no member's; it is set in the name of the group."""
    card = await setting.card(WEEKLY, ANONYMOUS)
    with pytest.raises(NotAllowedError):
        await setting.drafting.confirm(PLAIN, card.draft.id)
    elsewhere = replace(ANONYMOUS, chat_id=-1002)
    with pytest.raises(NotAllowedError):
        await setting.drafting.confirm(elsewhere, card.draft.id)
    confirmed = await setting.drafting.confirm(MANAGER, card.draft.id)
    assert isinstance(confirmed, Confirmed)
    assert confirmed.reminder.organizer_id == GROUP.id


# ---- what a card says


async def test_a_chats_preferences_count(setting: Setting, stores: Stores) -> None:
    """Its zone, its lead times and what it does about days off."""
    wanted = Preferences(zone="Asia/Tokyo", leads=(DAY,), policy=DayOffPolicy.NEXT)
    await stores.preferences.save(GROUP.id, wanted)
    card = await setting.card("每月5号下午3点 党小组会")
    assert (card.series.zone, card.series.policy) == ("Asia/Tokyo", DayOffPolicy.NEXT)
    assert card.leads == (DAY, timedelta(0))
    assert card.coming[0].starts_at == datetime(2026, 3, 5, 6, tzinfo=UTC)


async def test_what_the_card_had_stays_when_its_time_is_changed(setting: Setting) -> None:
    """Title, place, lead times and what days off do, unless the new time says otherwise."""
    drafting = setting.drafting
    card = await setting.card("每月5号下午3点 党小组会，提前一天提醒")
    await drafting.set_policy(MANAGER, card.draft.id, DayOffPolicy.PREVIOUS)
    await drafting.answer(MANAGER, card.draft.id, Field.VENUE, "三楼")
    changed = await drafting.answer(MANAGER, card.draft.id, Field.RULE, "改成每周三下午3点")
    assert isinstance(changed, Card)
    assert changed.series.rule == RRule("FREQ=WEEKLY;BYDAY=WE")
    assert (changed.series.title, changed.draft.venue, changed.leads) == ("党小组会", "三楼", (DAY,))
    assert changed.series.policy is DayOffPolicy.PREVIOUS
    changed = await drafting.answer(MANAGER, card.draft.id, Field.RULE, "每周四下午3点，提前两天提醒")
    assert isinstance(changed, Card)
    assert changed.leads == (2 * DAY,)


async def test_another_time_of_day_leaves_the_days(setting: Setting) -> None:
    """Of something that takes place once, too."""
    for sentence, first in ((WEEKLY, FRIDAY), ("3月6日下午3点 党小组会", FRIDAY)):
        card = await setting.card(sentence)
        changed = await setting.drafting.answer(MANAGER, card.draft.id, Field.RULE, "下午4点半")
        assert isinstance(changed, Card)
        assert changed.coming[0].starts_at == first + timedelta(minutes=90)


async def test_an_unclear_time_of_day_is_asked_about(setting: Setting) -> None:
    """And the card stays what it was."""
    card = await setting.card(WEEKLY)
    asking = await setting.drafting.answer(MANAGER, card.draft.id, Field.RULE, "4点")
    assert isinstance(asking, Asking)
    assert asking.field is Field.RULE
    assert asking.question is not None
    shown = await setting.drafting.show(MANAGER, card.draft.id)
    assert isinstance(shown, Card)
    assert shown.series == card.series


async def test_too_many_lead_times_are_none(setting: Setting) -> None:
    """They are asked for again."""
    card = await setting.card(WEEKLY)
    many = "和".join(f"提前{n}小时" for n in range(1, MAX_LEADS + 2))
    for said in (many, "早一点", ""):
        asking = await setting.drafting.answer(MANAGER, card.draft.id, Field.LEADS, said)
        assert isinstance(asking, Asking)
        assert (asking.field, asking.again) == (Field.LEADS, True)


async def test_an_answer_may_not_be_longer_than_is_read(setting: Setting) -> None:
    """What was said before stays."""
    asking = await setting.asking("每周五党小组会")
    with pytest.raises(TooLongError):
        await setting.drafting.answer(MANAGER, asking.draft.id, Field.TIME, "下午3点" * 200)
    shown = await setting.drafting.answer(MANAGER, asking.draft.id, Field.TIME, "下午3点")
    assert isinstance(shown, Card)


async def test_what_is_too_long_to_be_read_is_shown(setting: Setting) -> None:
    """Nothing is swallowed."""
    card = await setting.card(f"每周五下午3点，{'学' * 295}，还有这些没有看")
    assert "还有这些没有看" in card.draft.unread


async def test_a_time_that_is_not_understood_leaves_the_card(setting: Setting) -> None:
    """However often, and whatever is said in front of the time that is."""
    card = await setting.card(WEEKLY)
    drafting = setting.drafting
    for said in ("随便", "再说吧", "不是周三是周四"):
        asking = await drafting.answer(MANAGER, card.draft.id, Field.RULE, said)
        assert isinstance(asking, Asking)
        assert asking.field is Field.RULE
        assert (await drafting.show(MANAGER, card.draft.id)).draft.series == card.series
    for said in ("不对，是下午4点", "哦不对，下午4点", "改成下午4点吧"):
        changed = await drafting.answer(MANAGER, card.draft.id, Field.RULE, said)
        assert isinstance(changed, Card)
        assert (changed.series.rule, changed.coming[0].starts_at) == (card.series.rule, FRIDAY + timedelta(hours=1))


@pytest.mark.parametrize(
    ("sentence", "day", "rule"),
    [
        (WEEKLY, "周三下午4点", "FREQ=WEEKLY;BYDAY=WE"),
        ("每两周的周五下午3点 党小组会", "周三下午4点", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE"),
        ("每月5号下午3点 党小组会", "8号下午4点", "FREQ=MONTHLY;BYMONTHDAY=8"),
    ],
)
async def test_another_day_of_what_recurs_recurs(setting: Setting, sentence: str, day: str, rule: str) -> None:
    """Where its card is open."""
    card = await setting.card(sentence)
    changed = await setting.drafting.answer(MANAGER, card.draft.id, Field.RULE, day)
    assert isinstance(changed, Card)
    assert changed.series.rule == RRule(rule)


async def test_a_lead_time_has_a_limit(setting: Setting) -> None:
    """On the card and in the sentence; the others stay, and it is said."""
    card = await setting.card(f"{WEEKLY}，提前一天提醒")
    for said in ("提前400天", "提前31天和提前一天"):
        asking = await setting.drafting.answer(MANAGER, card.draft.id, Field.LEADS, said)
        assert isinstance(asking, Asking)
        assert asking.flaw is Flaw.TOO_EARLY
    asking = await setting.drafting.answer(MANAGER, card.draft.id, Field.RULE, "下午4点，提前400天提醒")
    assert isinstance(asking, Asking)
    assert asking.flaw is Flaw.TOO_EARLY
    shown = await setting.drafting.show(MANAGER, card.draft.id)
    assert isinstance(shown, Card)
    assert shown.leads == (DAY,)
    asking = await setting.asking(f"{WEEKLY}，提前400天和提前一天提醒")
    assert (asking.field, asking.flaw) == (Field.LEADS, Flaw.TOO_EARLY)
    shown = await setting.drafting.answer(MANAGER, asking.draft.id, Field.LEADS, "提前一个月和半天")
    assert isinstance(shown, Card)
    assert shown.leads == (30 * DAY, DAY / 2)


async def test_no_notice_at_all_is_refused(setting: Setting) -> None:
    """With what to say instead; the card stays."""
    card = await setting.card(WEEKLY)
    asking = await setting.drafting.answer(MANAGER, card.draft.id, Field.LEADS, "不提醒")
    assert isinstance(asking, Asking)
    assert asking.flaw is Flaw.NO_NOTICE


async def test_what_is_too_long_is_not_cut(setting: Setting) -> None:
    """A title and a place are asked for again, and the card keeps its own."""
    card = await setting.card(WEEKLY)
    for kind, most in ((Field.TITLE, MAX_TITLE), (Field.VENUE, MAX_VENUE)):
        asking = await setting.drafting.answer(MANAGER, card.draft.id, kind, "长" * (most + 1))
        assert isinstance(asking, Asking)
        assert (asking.field, asking.flaw) == (kind, Flaw.TOO_LONG)
        assert isinstance(await setting.drafting.answer(MANAGER, card.draft.id, kind, "长" * most), Card)


@pytest.mark.parametrize(
    ("begun", "typed", "rule"),
    [
        ("每月第一个", "星期三下午3点", "FREQ=MONTHLY;BYDAY=1WE"),
        ("每周", "周三下午3点", "FREQ=WEEKLY;BYDAY=WE"),
        ("每周", "三、五下午3点", "FREQ=WEEKLY;BYDAY=WE,FR"),
        ("每月", "8号下午3点", "FREQ=MONTHLY;BYMONTHDAY=8"),
        ("每月", "第二个周三下午3点", "FREQ=MONTHLY;BYDAY=2WE"),
        ("每月", "每周五下午3点", "FREQ=WEEKLY;BYDAY=FR"),
    ],
)
async def test_a_rhythm_that_was_half_chosen_is_finished(setting: Setting, begun: str, typed: str, rule: str) -> None:
    """By what is typed, unless that names another."""
    asking = await setting.asking("")
    await setting.drafting.answer(MANAGER, asking.draft.id, Field.TITLE, "党小组会")
    card = await setting.drafting.answer(MANAGER, asking.draft.id, Field.TIME, typed, begun=begun)
    assert isinstance(card, Card)
    assert card.series.rule == RRule(rule)


@pytest.mark.parametrize("typed", ["8", "十五", "15号", "八"])
async def test_a_day_of_the_month_may_be_a_number(setting: Setting, typed: str) -> None:
    """Where days of the month were to be chosen."""
    asking = await setting.asking("")
    await setting.drafting.answer(MANAGER, asking.draft.id, Field.TITLE, "党小组会")
    shown = await setting.drafting.answer(MANAGER, asking.draft.id, Field.TIME, typed, begun="每月")
    assert isinstance(shown, Asking)
    assert shown.question is not None
    assert shown.question.reason == "no-time"
    again = await setting.drafting.answer(MANAGER, asking.draft.id, Field.TIME, "随便", begun="每月")
    assert isinstance(again, Asking)
    assert again.again


# ---- changing what is set, from one occurrence on


async def test_a_change_of_nothing_splits_nothing(setting: Setting) -> None:
    """Confirmed all the same, the card is shown again."""
    old = await setting.set(WEEKLY)
    draft = await begin_change(setting, old, FRIDAY + WEEK)
    for shown in (await setting.drafting.show(MANAGER, draft.id), await setting.drafting.confirm(MANAGER, draft.id)):
        assert isinstance(shown, Card)
        assert shown.unchanged
    assert await setting.titles() == ["党小组会"]
    changed = await setting.drafting.answer(MANAGER, draft.id, Field.VENUE, "二楼")
    assert isinstance(changed, Card)
    assert not changed.unchanged


async def test_a_change_to_a_day_before_it_begins_is_refused(setting: Setting) -> None:
    """With the day from which it may be."""
    old = await setting.set(WEEKLY)
    draft = await begin_change(setting, old, FRIDAY + 3 * WEEK)
    shown = await setting.drafting.answer(MANAGER, draft.id, Field.RULE, "明天下午3点")
    for card in (shown, await setting.drafting.confirm(MANAGER, draft.id)):
        assert isinstance(card, Card)
        assert card.not_before is not None
        assert f"{card.not_before:%m-%d}" == "03-27"
    assert await setting.titles() == ["党小组会"]


async def test_what_is_set_tells_its_lead_times(setting: Setting) -> None:
    """Its own, or those of the chat; a day before as well where people are to say whether they come."""
    for sentence, leads in (
        (f"{WEEKLY}，提前两小时提醒", (timedelta(hours=2),)),
        (WEEKLY, (DAY, timedelta(0))),
        ("每周五下午3点 交材料", (timedelta(0),)),
    ):
        card = await setting.card(sentence)
        confirmed = await setting.drafting.confirm(MANAGER, card.draft.id)
        assert isinstance(confirmed, Confirmed)
        assert confirmed.leads == leads


async def begin_change(setting: Setting, reminder: Reminder, recurrence_id: datetime, venue: str = "") -> Draft:
    draft = await setting.drafting.begin_change(MANAGER, reminder, recurrence_id, name="老张")
    if venue:
        return (await setting.drafting.answer(MANAGER, draft.id, Field.VENUE, venue)).draft
    return draft


async def test_a_change_from_here_on_leaves_what_was_before(setting: Setting) -> None:
    """The old one ends, the new one begins, in one step."""
    old = await setting.set(WEEKLY)
    draft = await begin_change(setting, old, FRIDAY + WEEK)
    card = await setting.drafting.answer(MANAGER, draft.id, Field.RULE, "下午4点")
    assert isinstance(card, Card)
    assert card.coming[0].starts_at == FRIDAY + WEEK + timedelta(hours=1)
    assert [each.series.ended_before for each in await setting.stores.reminders.of_chat(GROUP.id)] == [None]
    confirmed = await setting.drafting.confirm(MANAGER, draft.id)
    assert isinstance(confirmed, Confirmed)
    assert confirmed.changed
    ended, new = await setting.stores.reminders.of_chat(GROUP.id)
    assert ended.series.ended_before == FRIDAY + WEEK
    first_checklists = (FRIDAY - 3 * DAY, FRIDAY + timedelta(hours=1))
    assert (ended.next_due_at, new.next_due_at) == first_checklists
    assert (ended.duty, new.duty) == ("monthly-group-meeting", "monthly-group-meeting")
    assert new.series.id == confirmed.reminder.series.id


async def test_a_change_to_other_days_says_what_it_loses(setting: Setting) -> None:
    """On the card, and when it is set."""
    old = await setting.set(WEEKLY)
    stored = await setting.stored(old.series.id)
    occurrence = find(stored.series, Workdays(), FRIDAY + 2 * WEEK)
    assert occurrence is not None
    assert await setting.stores.reminders.save(replace(stored, series=skip(stored.series, occurrence)))
    draft = await begin_change(setting, await setting.stored(old.series.id), FRIDAY + WEEK)
    card = await setting.drafting.answer(MANAGER, draft.id, Field.RULE, "每周三下午3点")
    assert isinstance(card, Card)
    assert card.dropped == (FRIDAY + 2 * WEEK,)
    confirmed = await setting.drafting.confirm(MANAGER, draft.id)
    assert isinstance(confirmed, Confirmed)
    assert confirmed.dropped == (FRIDAY + 2 * WEEK,)


async def test_a_change_goes_with_what_somebody_else_changed_meanwhile(setting: Setting, stores: Stores) -> None:
    """It is made anew on what is there then, and nothing of theirs is lost."""
    old = await setting.set(WEEKLY)
    draft = await begin_change(setting, await setting.stored(old.series.id), FRIDAY + WEEK, "二楼")
    setting.reminders = Interrupted(stores.reminders, TRIES - 1)  # type: ignore[assignment]
    assert isinstance(await setting.drafting.confirm(MANAGER, draft.id), Confirmed)
    ended = await setting.stored(old.series.id)
    assert (ended.series.ended_before, ended.venue) == (FRIDAY + WEEK, "楼" * (TRIES - 1))


async def test_a_change_that_is_always_too_late_is_given_up_for_now(setting: Setting, stores: Stores) -> None:
    """Nothing was changed, and the card can be confirmed again."""
    old = await setting.set(WEEKLY)
    draft = await begin_change(setting, await setting.stored(old.series.id), FRIDAY + WEEK, "二楼")
    setting.reminders = Interrupted(stores.reminders, TRIES)  # type: ignore[assignment]
    with pytest.raises(ConflictError):
        await setting.drafting.confirm(MANAGER, draft.id)
    assert len(await setting.titles()) == 1
    assert isinstance(await setting.drafting.confirm(MANAGER, draft.id), Confirmed)


async def test_two_who_change_the_same_at_once_change_it_once(setting: Setting) -> None:
    """From the same occurrence on the second finds that the series has ended there."""
    old = await setting.stored((await setting.set(WEEKLY)).series.id)
    drafts = [await begin_change(setting, old, FRIDAY + WEEK, "二楼") for _ in range(2)]
    done = await asyncio.gather(
        *(setting.drafting.confirm(MANAGER, draft.id) for draft in drafts), return_exceptions=True
    )
    assert sum(isinstance(each, Confirmed) for each in done) == 1
    assert sum(isinstance(each, UserError) for each in done) == 1
    assert len(await setting.titles()) == 2


@pytest.mark.parametrize("how", ["deleted", "ended"])
async def test_a_change_of_what_is_no_longer_there_cannot_be_made(setting: Setting, how: str) -> None:
    """The card says so at once."""
    old = await setting.stored((await setting.set(WEEKLY)).series.id)
    draft = await begin_change(setting, old, FRIDAY + WEEK)
    if how == "deleted":
        assert await setting.stores.reminders.delete(old.series.id, old.version)
    else:
        assert await setting.stores.reminders.save(replace(old, series=end(old.series, FRIDAY)))
    for late in (setting.drafting.show(MANAGER, draft.id), setting.drafting.confirm(MANAGER, draft.id)):
        with pytest.raises((OutdatedError, EditError)):
            await late


async def test_a_paused_series_goes_on_where_it_is_changed(setting: Setting) -> None:
    """What is set anew takes place."""
    old = await setting.stored((await setting.set(WEEKLY)).series.id)
    paused: Series = replace(old.series, paused=True)
    assert await setting.stores.reminders.save(replace(old, series=paused, next_due_at=None))
    draft = await begin_change(setting, await setting.stored(old.series.id), FRIDAY + WEEK, "二楼")
    assert isinstance(await setting.drafting.confirm(MANAGER, draft.id), Confirmed)
    _, new = await setting.stores.reminders.of_chat(GROUP.id)
    assert new.next_due_at == FRIDAY  # the first checklist, a week before


async def test_a_duty_is_set_once_from_any_number_of_cards(setting: Setting) -> None:
    """Two leaders opened a card each: the second is told, and so is nobody who types the same meeting himself."""
    duty = next(each for each in setting.knowledge.now.base.obligations if each.kind == "group-meeting")
    drafts = [await setting.drafting.begin_duty(MANAGER, duty, thread_id=None, name="老张") for _ in range(2)]
    await setting.drafting.confirm(MANAGER, drafts[0].id)
    with pytest.raises(AlreadySetError):
        await setting.drafting.confirm(MANAGER, drafts[1].id)
    with pytest.raises(OutdatedError):
        await setting.drafting.confirm(MANAGER, drafts[0].id)
    typed = await setting.card(WEEKLY)
    await setting.drafting.confirm(MANAGER, typed.draft.id)
    assert len(await setting.stores.reminders.of_chat(GROUP.id)) == 2


async def test_a_duty_is_set_anew_once_what_stood_for_it_is_over(setting: Setting) -> None:
    """And beside a single meeting of that kind."""
    duty = next(each for each in setting.knowledge.now.base.obligations if each.kind == "group-meeting")
    single = await setting.card("3月20日下午3点开党小组会")
    await setting.drafting.confirm(MANAGER, single.draft.id)
    first = await setting.drafting.begin_duty(MANAGER, duty, thread_id=None, name="老张")
    confirmed = await setting.drafting.confirm(MANAGER, first.id)
    assert isinstance(confirmed, Confirmed)
    ended = replace(confirmed.reminder, series=end(confirmed.reminder.series, FRIDAY - WEEK), next_due_at=None)
    assert await setting.stores.reminders.save(replace(ended, version=1))
    second = await setting.drafting.begin_duty(MANAGER, duty, thread_id=None, name="老张")
    assert isinstance(await setting.drafting.confirm(MANAGER, second.id), Confirmed)
