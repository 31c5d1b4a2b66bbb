"""All services of one installation, put together in bot/bootstrap.py and handed to every handler."""

from dataclasses import dataclass

from bot.domain.clock import Clock
from bot.domain.identity import NewId
from bot.services.access import Access
from bot.services.answering import Answering
from bot.services.calendar import Calendar
from bot.services.dispatching import Dispatcher
from bot.services.drafting import Drafting
from bot.services.feedback import Feedback
from bot.services.focus import Focus
from bot.services.knowledge import LiveKnowledge
from bot.services.ports import ChatStore
from bot.services.preferences import PreferencesService
from bot.services.privacy import Privacy
from bot.services.reaching import Reach
from bot.services.redating import Redating


@dataclass(frozen=True, slots=True)
class Services:
    """What a handler may call."""

    knowledge: LiveKnowledge
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
    dispatcher: Dispatcher
    chats: ChatStore
    clock: Clock
    new_id: NewId
