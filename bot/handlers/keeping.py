"""What the handlers of the knowledge have in common: who acts, where, and how it is answered."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from telegram import Message, Update

from bot.domain.errors import OutdatedError, UserError
from bot.domain.roles import Action, Actor
from bot.handlers.browsing import replace
from bot.handlers.context import BotContext
from bot.handlers.people import actor_of, is_private, place_of
from bot.notifier import Place
from bot.services.curation import Curation
from bot.services.keepers import Keepers
from bot.views import faq_words as words
from bot.views import pages
from bot.views.markup import Reply, say


@dataclass(frozen=True, slots=True)
class Keeping:
    """An admin of the knowledge at work."""

    message: Message
    """What they wrote, or the message with the button that they pressed."""
    actor: Actor
    name: str
    context: BotContext

    @property
    def curation(self) -> Curation:
        """Changes."""
        return self.context.services.curation

    @property
    def keepers(self) -> Keepers:
        """The admins."""
        return self.context.services.keepers

    async def zone(self) -> str:
        """The time zone of their private chat."""
        return (await self.context.services.planner.preferences(self.message.chat_id)).zone

    async def say(self, reply: Reply) -> int | None:
        """Say something new."""
        to = None if is_private(self.message) else self.message.message_id
        return await self.context.notifier.send(place_of(self.message), reply, to)

    async def show(self, reply: Reply) -> None:
        """Say it in place of the message with the button."""
        await replace(self.message, reply, self.context)

    async def settle(self, message_id: int | None, reply: Reply) -> None:
        """Say it in place of a message of ours, or anew where that cannot be."""
        notifier = self.context.notifier
        if message_id is None or not await notifier.edit(self.message.chat_id, message_id, reply):
            await self.say(reply)

    async def send_file(self, name: str, content: bytes, caption: str) -> str | None:
        """Send a file. Returns what to say where that failed."""
        sent = await self.context.notifier.send_document(place_of(self.message), name, content, say(caption))
        return words.NOT_SENT if sent is None else None

    async def tell_others(self, reply: Reply) -> int:
        """Tell the other admins, each in their private chat. Returns how many got it."""
        others = await self.keepers.others(self.actor)
        return sum([await self.tell(each, reply) for each in others])

    async def tell(self, user_id: int, reply: Reply) -> bool:
        """Tell somebody in their private chat."""
        return await self.context.notifier.send(Place(user_id), reply) is not None

    @asynccontextmanager
    async def checking(self, message_id: int | None) -> AsyncIterator[None]:
        """While a message of ours says that it is being checked: an error takes its place."""
        try:
            yield
        except UserError as error:
            await self.settle(message_id, say(pages.error_sentence(error)))
        except Exception:
            await self.settle(message_id, say(words.NOT_CHECKED))
            raise


async def keeping_of(update: Update, message: Message, context: BotContext) -> Keeping:
    """The admin behind an update. Raises NotAllowedError for everybody else."""
    actor, user = actor_of(update), update.effective_user
    if actor is None or user is None:
        raise OutdatedError
    await context.services.access.require(actor, Action.EDIT_KNOWLEDGE)
    return Keeping(message, actor, user.full_name, context)
