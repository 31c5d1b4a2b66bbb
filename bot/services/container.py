"""All services of one installation, put together in bot/bootstrap.py and handed to every handler."""

from dataclasses import dataclass

from bot.domain.clock import Clock
from bot.domain.identity import NewId
from bot.services.access import Access
from bot.services.answering import Answering
from bot.services.feedback import Feedback
from bot.services.knowledge import LiveKnowledge
from bot.services.ports import ChatStore
from bot.services.privacy import Privacy


@dataclass(frozen=True, slots=True)
class Services:
    """What a handler may call."""

    knowledge: LiveKnowledge
    answering: Answering
    feedback: Feedback
    access: Access
    privacy: Privacy
    chats: ChatStore
    clock: Clock
    new_id: NewId
