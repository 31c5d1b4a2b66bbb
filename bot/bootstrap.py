"""The composition root: settings to services to an application. The only place where everything is known."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.building import beside
from bot.domain.clock import Clock
from bot.domain.delivery import Pace
from bot.domain.identity import NewId, random_id
from bot.domain.preferences import Preferences
from bot.domain.workdays import Workdays
from bot.holidays import load_workdays
from bot.services.access import Access, Administrators
from bot.services.announcing import Announcing
from bot.services.answering import Answering
from bot.services.belonging import Belonging
from bot.services.briefing import Briefing
from bot.services.calendar import Calendar
from bot.services.care.counting import Counting
from bot.services.care.curation import Curation
from bot.services.care.intake import Intakes
from bot.services.care.keepers import Keepers
from bot.services.care.library import Library
from bot.services.care.missing import Missing
from bot.services.care.news import News
from bot.services.care.writing import Writing
from bot.services.confirming import Confirming
from bot.services.container import Services
from bot.services.dispatching import Dispatcher, pace_of
from bot.services.drafting import Drafting
from bot.services.duties import Duties
from bot.services.feedback import Feedback
from bot.services.focus import Focus
from bot.services.following import Following
from bot.services.guide import Guide
from bot.services.habits import HabitsService
from bot.services.knowledge import LiveKnowledge
from bot.services.meetings import Meetings
from bot.services.minutes import MinutesService
from bot.services.minutes_drafts import Patience
from bot.services.opening import Opening
from bot.services.planner import Planner
from bot.services.ports import Stores
from bot.services.preferences import PreferencesService
from bot.services.privacy import Privacy
from bot.services.reaching import Reach
from bot.services.redating import Redating
from bot.services.rosters import Rosters
from bot.services.sending import Gateway
from bot.services.settling import Sleep
from bot.services.signing_up import SigningUp
from bot.settings import Settings
from bot.starting import Speculation, reader_of, start_knowledge
from intents.lint import lint
from intents.timeexpr.warming import warm
from intents.understanding import Understanding
from knowledge.issues import Issue
from knowledge.loader import load_folder


@dataclass(frozen=True)
class Parts:
    """What an installation is made of, before there is a bot."""

    stores: Stores
    knowledge: LiveKnowledge
    clock: Clock
    new_id: NewId = random_id
    workdays: Workdays = field(default_factory=Workdays)
    sleep: Sleep = asyncio.sleep
    only_chat: int | None = None
    """The one chat that can be reached; None where all can."""
    news: News | None = None
    """What the admins of the knowledge are to be told of the start."""


def build_understanding(folder: Path) -> Understanding:
    """Load a knowledge folder and read it. Raises KnowledgeError with every issue. Takes about a second."""
    return Understanding(load_folder(folder).require())


def check_folder(folder: Path) -> list[Issue]:
    """Every issue of a knowledge folder. Where it has no errors, also what only the understanding can tell."""
    loaded = load_folder(folder)
    if loaded.base is None:
        return loaded.issues
    return sorted([*loaded.issues, *lint(Understanding(loaded.base), loaded.source)])


@asynccontextmanager
async def open_parts(settings: Settings, clock: Clock) -> AsyncIterator[Parts]:
    """Open the database, bring it up to date, and the knowledge that is live. Raises StorageError, KnowledgeError,
    HolidaysError."""
    from bot.storage.engine import create_engine  # noqa: PLC0415 - SQLAlchemy only where it is needed
    from bot.storage.migrate import upgrade  # noqa: PLC0415
    from bot.storage.sql import SqlStores  # noqa: PLC0415

    workdays = load_workdays(settings.data_dir)
    expected = Speculation(await asyncio.to_thread(reader_of(settings)))
    stores = None
    try:
        engine = create_engine(settings.database)
        stores = SqlStores(engine)
        await upgrade(engine)
        started = await start_knowledge(settings, stores, clock, expected)
        lexicon = started.live.now.understanding.reader.lexicon
        await asyncio.to_thread(warm, clock.now(), settings.timezone, lexicon)
        yield Parts(stores, started.live, clock, workdays=workdays, news=started.news)
    finally:
        expected.drop()
        if stores is not None:
            await stores.close()


def build_services(
    parts: Parts, administrators: Administrators, gateway: Gateway, settings: Settings, *, belonging: Belonging
) -> Services:
    """Every service over the parts."""
    stores, clock, new_id, workdays = parts.stores, parts.clock, parts.new_id, parts.workdays
    shared = _share(parts, administrators, belonging, settings)
    access, guide, planner, opening = shared.access, shared.guide, shared.planner, shared.opening
    sending = _sending(parts, gateway, shared, pace_of(settings.sends_per_second))
    on_change = sending.dispatcher.nudge
    counting = Counting(stores.tallies, clock, settings.timezone)
    care = _care(parts, access, counting)
    return Services(
        knowledge=parts.knowledge,
        library=care.library,
        intakes=care.intakes,
        curation=care.curation,
        keepers=Keepers(stores, access, clock, new_id),
        writing=care.writing,
        missing=care.missing,
        counting=counting,
        answering=Answering(stores.dialogues, stores.misses, parts.knowledge, clock, new_id, counting=counting),
        feedback=Feedback(stores.dialogues, stores.reports, parts.knowledge, clock, new_id, counting=counting),
        access=access,
        drafting=_drafting(parts, shared, on_change),
        focus=Focus(stores.focuses, access, clock),
        preferences=PreferencesService(stores.preferences, stores.reminders, access, planner, on_change=on_change),
        privacy=Privacy(stores, planner, clock),
        calendar=_calendar(parts, shared, on_change),
        reach=sending.reach,
        redating=Redating(stores, planner, workdays, clock, new_id),
        dispatcher=sending.dispatcher,
        guide=guide,
        planner=planner,
        opening=opening,
        rosters=Rosters(stores, access, clock, new_id, belonging=belonging),
        signing_up=_signing_up(parts, shared, belonging, on_change),
        meetings=Meetings(stores, access, opening, guide, workdays, clock=clock, new_id=new_id, on_change=on_change),
        minutes=_minutes(parts, shared, on_change),
        habits=HabitsService(stores.habits, access, new_id),
        duties=sending.duties,
        briefing=sending.briefing,
        chats=stores.chats,
        clock=clock,
        new_id=new_id,
    )


@dataclass(frozen=True)
class _Care:
    """What the knowledge is kept with."""

    library: Library
    intakes: Intakes
    curation: Curation
    writing: Writing
    missing: Missing


def _care(parts: Parts, access: Access, counting: Counting) -> _Care:
    stores, clock, new_id, live = parts.stores, parts.clock, parts.new_id, parts.knowledge
    library = Library(stores, live, clock, beside=beside)
    curation = Curation(stores, library, access, clock, new_id, knowledge=live)
    writing = Writing(stores, curation, library, live, access=access, clock=clock, new_id=new_id)
    return _Care(
        library,
        Intakes(stores, library, live, clock, admins=access.admins, beside=beside),
        curation,
        writing,
        Missing(stores, writing, live, access, clock, counting=counting),
    )


@dataclass(frozen=True)
class _Shared:
    """What many services need."""

    access: Access
    guide: Guide
    planner: Planner
    opening: Opening


def _share(parts: Parts, administrators: Administrators, belonging: Belonging, settings: Settings) -> _Shared:
    stores = parts.stores
    access = Access(
        stores.leaders,
        administrators,
        settings.admins,
        parts.clock,
        keepers=stores.keepers,
        belonging=belonging,
    )
    guide = Guide(parts.knowledge)
    default = Preferences(zone=settings.timezone)
    planner = Planner(
        stores.reminders,
        stores.preferences,
        guide,
        parts.workdays,
        parts.clock,
        habits=stores.habits,
        default=default,
    )
    return _Shared(access, guide, planner, Opening(stores.meetings, access, parts.new_id))


@dataclass(frozen=True)
class _Sending:
    """What notices are sent with."""

    duties: Duties
    briefing: Briefing
    reach: Reach
    dispatcher: Dispatcher


def _sending(parts: Parts, gateway: Gateway, shared: _Shared, pace: Pace) -> _Sending:
    stores, access, guide, planner = parts.stores, shared.access, shared.guide, shared.planner
    duties = Duties(stores, access, guide, parts.workdays, parts.clock)
    briefing = Briefing(stores, guide, shared.opening, duties, parts.workdays, access=access)
    reach = Reach(stores, planner, parts.clock, parts.new_id)
    return _Sending(duties, briefing, reach, _dispatcher(parts, gateway, reach, planner, briefing, pace=pace))


def _dispatcher(
    parts: Parts, gateway: Gateway, reach: Reach, planner: Planner, briefing: Briefing, *, pace: Pace
) -> Dispatcher:
    return Dispatcher(
        parts.stores,
        gateway,
        reach,
        planner,
        parts.clock,
        briefing=briefing,
        new_id=parts.new_id,
        sleep=parts.sleep,
        chat_id=parts.only_chat,
        pace=pace,
    )


def _drafting(parts: Parts, shared: _Shared, on_change: Callable[[], None]) -> Drafting:
    stores, clock = parts.stores, parts.clock
    confirming = Confirming(
        stores.drafts,
        stores.reminders,
        shared.planner,
        parts.workdays,
        clock,
        following=Following(stores.meetings, stores.minutes, shared.opening),
        announcing=Announcing(stores.deliveries, parts.workdays, clock, parts.new_id),
        on_change=on_change,
    )
    return Drafting(stores.drafts, confirming, shared.access, parts.knowledge, clock, new_id=parts.new_id)


def _calendar(parts: Parts, shared: _Shared, on_change: Callable[[], None]) -> Calendar:
    stores, clock, workdays = parts.stores, parts.clock, parts.workdays
    return Calendar(
        stores.reminders,
        shared.planner,
        shared.access,
        workdays,
        clock,
        guide=shared.guide,
        announcing=Announcing(stores.deliveries, workdays, clock, parts.new_id),
        following=Following(stores.meetings, stores.minutes, shared.opening),
        on_change=on_change,
    )


def _signing_up(parts: Parts, shared: _Shared, belonging: Belonging, on_change: Callable[[], None]) -> SigningUp:
    return SigningUp(
        parts.stores,
        shared.access,
        shared.opening,
        parts.workdays,
        parts.clock,
        belonging=belonging,
        new_id=parts.new_id,
        on_change=on_change,
    )


def _minutes(parts: Parts, shared: _Shared, on_change: Callable[[], None]) -> MinutesService:
    return MinutesService(
        parts.stores,
        shared.access,
        shared.opening,
        shared.planner,
        shared.guide,
        knowledge=parts.knowledge,
        workdays=parts.workdays,
        clock=parts.clock,
        new_id=parts.new_id,
        on_change=on_change,
        patience=Patience(parts.sleep, random.random),
    )
