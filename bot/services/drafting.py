"""Setting a reminder: what is said becomes a draft, is asked about until nothing is missing, and is confirmed."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.clock import Clock
from bot.domain.draft import DRAFT_LIFETIME, Draft
from bot.domain.errors import NotYoursError, OutdatedError
from bot.domain.identity import NewId
from bot.domain.meeting import OWN_KIND
from bot.domain.recurrence import RuleError
from bot.domain.reminder import Reminder
from bot.domain.roles import Action, Actor
from bot.domain.series import DayOffPolicy, Series
from bot.domain.walltime import wall_clock
from bot.services.access import Access
from bot.services.combining import (
    Said,
    combined,
    is_more_than_a_title,
    last_day_instead,
    leads_said,
    names_a_day,
    one_line,
    tells_a_time_of_day_only,
    with_times_of_day,
    without_asking,
)
from bot.services.confirming import Confirming
from bot.services.correcting import begun_with, correction_in, denies, in_rhythm, spelt_leads
from bot.services.drafted import (
    MAX_LEADS,
    MAX_SENTENCE,
    MAX_TITLE,
    MAX_VENUE,
    Asking,
    Confirmed,
    Field,
    Flaw,
    Shown,
    TooLongError,
)
from bot.services.kinds import kind_of_title
from bot.services.knowledge import LiveKnowledge
from bot.services.ports import DraftStore
from bot.services.preference_words import LONGEST_LEAD
from intents.timeexpr import Question, Reading, Schedule, read
from intents.timeexpr.folding import LONGEST as MAX_READ
from intents.timeexpr.questions import ask
from intents.timeexpr.title import LONGEST as LONGEST_TITLE
from knowledge.models import Obligation

NOWHERE = frozenset({"无", "没有", "不写", "不填", "-"})
"""What takes a place away again."""

MEETING_AT, REPORT_AT = "下午3点", "上午9点"
"""The time of day that is proposed for a duty that is a meeting, and for another: no document names one."""

NO_NOTICE = frozenset({"不提醒", "不用提醒", "不要提醒", "不需要提醒", "别提醒", "不必提醒", "取消提醒", "无", "没有"})
"""What asks for no notice at all."""


class Drafting:
    """Cards on the way to a reminder. Whoever may not manage the calendar gets NotAllowedError, whoever goes on with
    somebody else's card NotYoursError; a card that is over gives OutdatedError."""

    def __init__(
        self,
        drafts: DraftStore,
        confirming: Confirming,
        access: Access,
        knowledge: LiveKnowledge,
        clock: Clock,
        *,
        new_id: NewId,
    ) -> None:
        self._drafts = drafts
        self._confirming = confirming
        self._access = access
        self._knowledge = knowledge
        self._clock = clock
        self._new_id = new_id

    # ---- beginning

    async def begin(self, actor: Actor, sentence: str, *, thread_id: int | None, name: str) -> Shown:
        """A draft of what a sentence asks for; an empty one begins the dialogue. ``name`` is the person's.

        Raises NotAllowedError, TooManyError, TooLongError.
        """
        await self._access.require(actor, Action.MANAGE_CALENDAR)
        await self._confirming.require_room(actor.chat_id)
        draft, sentence = self._new_draft(actor, thread_id, name), one_line(sentence)
        if not sentence:
            return await self._keep(draft)
        return await self._tell(draft, Said("", ""), sentence, None)

    async def begin_duty(self, actor: Actor, duty: Obligation, *, thread_id: int | None, name: str) -> Draft:
        """A draft of the reminder that stands for a duty, on the days proposed for it; where none are, the day is left
        to be asked for. Raises NotAllowedError, TooManyError."""
        await self._access.require(actor, Action.MANAGE_CALENDAR)
        await self._confirming.require_room(actor.chat_id)
        draft = replace(self._new_draft(actor, thread_id, name), duty=duty.id)
        sentence = duty.sentence(MEETING_AT if duty.kind else REPORT_AT)
        return (await self._tell(draft, Said("", ""), sentence, None)).draft

    async def begin_change(self, actor: Actor, reminder: Reminder, recurrence_id: datetime, *, name: str) -> Draft:
        """A draft that changes a reminder from one occurrence on; nothing changes before it is confirmed.

        Raises NotAllowedError, and OutdatedError where the reminder is not of the actor's chat.
        """
        await self._access.require(actor, Action.MANAGE_CALENDAR)
        if reminder.chat_id != actor.chat_id:
            raise OutdatedError
        draft = replace(
            self._new_draft(actor, reminder.thread_id, name),
            series=replace(reminder.series, id=self._new_id(), paused=False),
            venue=reminder.venue,
            replaces=reminder.series.id,
            recurrence_id=recurrence_id,
        )
        await self._drafts.save(draft)
        return draft

    def _new_draft(self, actor: Actor, thread_id: int | None, name: str) -> Draft:
        return Draft(
            id=self._new_id(),
            chat_id=actor.chat_id,
            thread_id=thread_id,
            # Who writes in the group's name is the group: nobody knows which of its administrators it was.
            user_id=actor.chat_id if actor.anonymous_admin else actor.user_id,
            user_name=name,
            sentence="",
            expires_at=self._clock.now() + DRAFT_LIFETIME,
        )

    # ---- seeing

    async def draft(self, actor: Actor, draft_id: str) -> Draft:
        """The draft, for whoever may go on with it."""
        draft = await self._drafts.draft(draft_id, self._clock.now())
        if draft is None:
            raise OutdatedError
        if draft.user_id > 0 and draft.user_id != actor.user_id:
            raise NotYoursError
        await self._access.require(_in_its_chat(actor, draft), Action.MANAGE_CALENDAR)
        return draft

    async def show(self, actor: Actor, draft_id: str) -> Shown:
        """How a draft stands."""
        return await self._shown(await self.draft(actor, draft_id))

    async def today(self, draft: Draft) -> date:
        """The day it is where the draft's clocks are."""
        zone = draft.series.zone if draft.series else (await self._confirming.preferences(draft.chat_id)).zone
        return wall_clock(self._clock.now(), ZoneInfo(zone)).date()

    # ---- going on

    async def answer(self, actor: Actor, draft_id: str, field: Field, text: str, *, begun: str = "") -> Shown:
        """What a person typed for a field; ``begun`` is the half of a rhythm that was chosen before, as the buttons say
        it. Raises TooLongError."""
        draft, text = await self.draft(actor, draft_id), one_line(text)
        match field:
            case Field.TITLE:
                return await self._name(draft, text)
            case Field.LEADS:
                return await self._tell_leads(draft, text)
            case Field.VENUE:
                if len(text) > MAX_VENUE:
                    return Asking(draft, field, flaw=Flaw.TOO_LONG)
                return await self._keep(replace(draft, venue="" if text in NOWHERE else text))
            case Field.RULE:
                return await self._tell_rule(draft, text)
            case Field.TIME:
                shown = await self._go_on(draft, begun_with(begun, text))
                again = isinstance(shown, Asking) and shown.again
                return await self._go_on(shown.draft, text) if begun and again else shown

    async def correct(self, actor: Actor, draft_id: str, text: str) -> Shown:
        """What a person typed under a card to have it different. Raises TooLongError."""
        correction = correction_in(text)
        if correction is None:
            return await self.show(actor, draft_id)
        return await self.answer(actor, draft_id, correction.field, correction.text)

    async def choose(self, actor: Actor, draft_id: str, text: str) -> Shown:
        """The answer of a button to the reader's question; of no effect once nothing is missing any more."""
        draft = await self.draft(actor, draft_id)
        reading = await self._read(draft, Said.of(draft.sentence).sentence)
        if draft.series is not None and isinstance(reading, Schedule):
            return await self._shown(draft)
        shown = await self._go_on(draft, text)
        # Pressed twice, it is no answer the second time: not worth a word.
        return replace(shown, again=False) if isinstance(shown, Asking) else shown

    async def set_policy(self, actor: Actor, draft_id: str, policy: DayOffPolicy) -> Shown:
        """What is to become of dates on days off."""
        draft, series = await self._complete(actor, draft_id)
        return await self._keep(replace(draft, series=replace(series, policy=policy)))

    async def set_leads(self, actor: Actor, draft_id: str, leads: tuple[timedelta, ...]) -> Shown:
        """How long before to give notice."""
        draft, series = await self._complete(actor, draft_id)
        return await self._keep(replace(draft, series=replace(series, leads=tuple(sorted(set(leads), reverse=True)))))

    async def end_of_month(self, actor: Actor, draft_id: str) -> Shown:
        """The last day of each month, in place of a day that some months lack."""
        draft, series = await self._complete(actor, draft_id)
        rule = last_day_instead(series.rule) or series.rule
        return await self._keep(replace(draft, series=replace(series, rule=rule)))

    # ---- ending

    async def cancel(self, actor: Actor, draft_id: str) -> Draft:
        """Give it up. Returns what it was."""
        await self.draft(actor, draft_id)
        taken = await self._drafts.take(draft_id, self._clock.now())
        if taken is None:
            raise OutdatedError
        return taken

    async def confirm(self, actor: Actor, draft_id: str) -> Confirmed | Shown:
        """Set it, once however often it is confirmed; asks for another time where nothing of it is to come any more,
        and shows the card where there is nothing to set.

        Raises TooManyError, and for a change EditError and ConflictError.
        """
        draft, _ = await self._complete(actor, draft_id)
        card = await self._confirming.card(draft)
        if card.unchanged or card.not_before:
            return card
        if not card.coming:
            return Asking(draft, Field.RULE, past=True)
        return await self._confirming.set(draft)

    # ---- how

    async def _complete(self, actor: Actor, draft_id: str) -> tuple[Draft, Series]:
        """A draft that lacks nothing."""
        draft = await self.draft(actor, draft_id)
        if draft.series is None or not draft.series.title:
            raise OutdatedError
        return draft, draft.series

    async def _keep(self, draft: Draft, *, cut: bool = False) -> Shown:
        draft = replace(draft, expires_at=self._clock.now() + DRAFT_LIFETIME)
        await self._drafts.save(draft)
        return await self._shown(draft, cut=cut)

    async def _shown(self, draft: Draft, *, cut: bool = False) -> Shown:
        if draft.series is not None:
            return await self._confirming.card(draft, cut=cut) if draft.series.title else Asking(draft, Field.TITLE)
        said = Said.of(draft.sentence)
        reading = await self._read(draft, said.sentence)
        if isinstance(reading, Question) and draft.sentence:
            return Asking(draft, Field.TIME, reading)
        return Asking(draft, Field.TITLE)

    async def _read(self, draft: Draft, sentence: str) -> Reading:
        zone = draft.series.zone if draft.series else (await self._confirming.preferences(draft.chat_id)).zone
        return self._read_in(zone, sentence)

    def _read_in(self, zone: str, sentence: str) -> Reading:
        return read(sentence, self._clock.now(), zone, self._knowledge.now.understanding.reader.lexicon)

    async def _name(self, draft: Draft, title: str) -> Shown:
        """Give it a title."""
        if not title:
            return Asking(draft, Field.TITLE, again=True)
        begun = draft.series is not None or draft.sentence
        if not begun and is_more_than_a_title(title, await self._read(draft, title)):
            return await self._tell(draft, Said("", ""), title, None)
        if len(title) > MAX_TITLE:
            return Asking(draft, Field.TITLE, flaw=Flaw.TOO_LONG)
        kind = self._kind(draft, title)
        series = replace(draft.series, title=title, kind=kind) if draft.series else None
        said, duty = Said(title, Said.of(draft.sentence).sentence), self._duty(draft)
        stands_for = draft.duty if duty and duty.kind in {"", kind} else ""
        return await self._keep(replace(draft, sentence=said.text, series=series, duty=stands_for))

    def _kind(self, draft: Draft, title: str) -> str:
        """The kind of what has that title. One that somebody chose stays, unless the title names another."""
        named, old, duty = self._named(title), draft.series, self._duty(draft)
        if old is None:
            return (duty.kind if duty else "") or named
        if title == old.title:
            return old.kind
        chosen = old.kind != self._named(old.title)
        return old.kind if chosen and named in {"", OWN_KIND} else named

    def _named(self, title: str) -> str:
        """The kind of meeting that a title names."""
        return kind_of_title(title, self._knowledge.now.understanding.reader.lexicon)

    def _duty(self, draft: Draft) -> Obligation | None:
        """The duty that a draft was made for."""
        return next((each for each in self._knowledge.now.base.obligations if each.id == draft.duty), None)

    async def _go_on(self, draft: Draft, text: str) -> Shown:
        """The answer to what the reader wanted to know."""
        said = Said.of(draft.sentence)
        reading = await self._read(draft, said.sentence)
        return await self._tell(draft, said, text, reading if isinstance(reading, Question) else None)

    async def _tell_rule(self, draft: Draft, text: str) -> Shown:
        """Another time; of a time of day alone, the days stay."""
        text = without_asking(text)
        if draft.series is None:
            return await self._go_on(draft, text)
        if not tells_a_time_of_day_only(text):
            return await self._tell_days(draft, draft.series, in_rhythm(draft.series, text))
        zone = draft.series.zone
        series = with_times_of_day(draft.series, text, lambda sentence: self._read_in(zone, sentence))
        if isinstance(series, Question):
            return Asking(draft, Field.RULE, series, again=True)
        if _are_too_early(series.leads):
            return Asking(draft, Field.RULE, flaw=Flaw.TOO_EARLY)
        return await self._keep(replace(draft, series=series))

    async def _tell_days(self, draft: Draft, series: Series, text: str) -> Shown:
        """Other days; what names none leaves the card as it is."""
        if denies(text):
            return Asking(draft, Field.RULE, again=True)
        reading = self._read_in(series.zone, text)
        if isinstance(reading, Question) and reading.draft is None and not names_a_day(text):
            return Asking(draft, Field.RULE, reading, again=True)
        return await self._tell(draft, Said(series.title, ""), text, None)

    async def _tell_leads(self, draft: Draft, text: str) -> Shown:
        if draft.series is None:
            raise OutdatedError
        if text.rstrip("了吧。.!！ ") in NO_NOTICE:
            return Asking(draft, Field.LEADS, flaw=Flaw.NO_NOTICE)
        leads = leads_said(spelt_leads(text), draft.series, draft.series.zone)
        if not leads or len(leads) > MAX_LEADS:
            return Asking(draft, Field.LEADS, again=True)
        if _are_too_early(leads):
            return Asking(draft, Field.LEADS, flaw=Flaw.TOO_EARLY)
        return await self._keep(replace(draft, series=replace(draft.series, leads=leads)))

    async def _tell(self, draft: Draft, said: Said, text: str, asked: Question | None) -> Shown:
        """Put an answer to what was said before, and keep what comes of it."""
        if len(said.sentence) + len(text) > MAX_SENTENCE:
            raise TooLongError
        preferences = await self._confirming.preferences(draft.chat_id)
        zone = draft.series.zone if draft.series else preferences.zone
        now_said, reading = combined(said, text, asked, lambda sentence: self._read_in(zone, sentence))
        if isinstance(reading, Question):
            draft = replace(draft, sentence=now_said.text, expires_at=self._clock.now() + DRAFT_LIFETIME)
            await self._drafts.save(draft)
            return Asking(draft, Field.TIME, reading, again=asked is not None and now_said == said)
        too_early, reading = _are_too_early(reading.leads), replace(reading, leads=_within_bounds(reading.leads))
        try:
            series = self._series(draft, now_said.title, reading, zone, preferences.policy)
        except RuleError:
            return Asking(draft, Field.TIME, ask("not-understood"), again=True)
        unread = "，".join(filter(None, (reading.unread, now_said.sentence[MAX_READ:])))
        kept = replace(draft, sentence=now_said.text, series=series, unread=unread, venue=reading.venue or draft.venue)
        shown = await self._keep(kept, cut=not now_said.title and len(reading.title) >= LONGEST_TITLE)
        return Asking(shown.draft, Field.LEADS, flaw=Flaw.TOO_EARLY) if too_early else shown

    def _series(self, draft: Draft, title: str, schedule: Schedule, zone: str, policy: DayOffPolicy) -> Series:
        """The series of a schedule; what the card had before and the schedule does not say stays."""
        old = draft.series
        series = Series.of(schedule, series_id=old.id if old else self._new_id(), zone=zone, policy=policy)
        if old is not None:
            series = replace(series, policy=old.policy, leads=schedule.leads or old.leads)
        if schedule.days_off:
            series = replace(series, policy=DayOffPolicy(schedule.days_off))
        title = title or schedule.title
        return replace(series, title=title, kind=self._kind(draft, title))


def _are_too_early(leads: tuple[timedelta, ...]) -> bool:
    return any(lead > LONGEST_LEAD for lead in leads)


def _within_bounds(leads: tuple[timedelta, ...]) -> tuple[timedelta, ...]:
    return tuple(lead for lead in leads if lead <= LONGEST_LEAD)


def _in_its_chat(actor: Actor, draft: Draft) -> Actor:
    """The actor in the chat whose calendar a draft is for, wherever its card is."""
    here = actor.chat_id == draft.chat_id
    private = draft.chat_id == actor.user_id
    return Actor(actor.user_id, draft.chat_id, private=private, anonymous_admin=actor.anonymous_admin and here)
