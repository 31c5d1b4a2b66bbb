"""All services of one installation, put together in bot/bootstrap.py and handed to every handler."""

from dataclasses import dataclass

from bot.domain.clock import Clock
from bot.domain.identity import NewId
from bot.services.access import Access
from bot.services.answering import Answering
from bot.services.briefing import Briefing
from bot.services.calendar import Calendar
from bot.services.care.counting import Counting
from bot.services.care.curation import Curation
from bot.services.care.intake import Intakes
from bot.services.care.keepers import Keepers
from bot.services.care.library import Library
from bot.services.care.missing import Missing
from bot.services.care.writing import Writing
from bot.services.dispatching import Dispatcher
from bot.services.drafting import Drafting
from bot.services.duties import Duties
from bot.services.feedback import Feedback
from bot.services.focus import Focus
from bot.services.guide import Guide
from bot.services.habits import HabitsService
from bot.services.knowledge import LiveKnowledge
from bot.services.meetings import Meetings
from bot.services.minutes import MinutesService
from bot.services.opening import Opening
from bot.services.planner import Planner
from bot.services.ports import ChatStore
from bot.services.preferences import PreferencesService
from bot.services.privacy import Privacy
from bot.services.reaching import Reach
from bot.services.redating import Redating
from bot.services.rosters import Rosters
from bot.services.signing_up import SigningUp


@dataclass(frozen=True, slots=True)
class Services:
    """What a handler may call."""

    knowledge: LiveKnowledge
    library: Library
    intakes: Intakes
    curation: Curation
    keepers: Keepers
    writing: Writing
    missing: Missing
    counting: Counting
    answering: Answering
    feedback: Feedback
    drafting: Drafting
    access: Access
    focus: Focus
    preferences: PreferencesService
    privacy: Privacy
    calendar: Calendar
    reach: Reach
    redating: Redating
    guide: Guide
    planner: Planner
    opening: Opening
    rosters: Rosters
    signing_up: SigningUp
    meetings: Meetings
    minutes: MinutesService
    habits: HabitsService
    duties: Duties
    briefing: Briefing
    dispatcher: Dispatcher
    chats: ChatStore
    clock: Clock
    new_id: NewId
