"""What the handlers of the knowledge have in common: who acts, where, and how it is answered."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from telegram import Message, Update, User

from bot.domain.errors import OutdatedError, UserError
from bot.domain.roles import Action, Actor
from bot.domain.tidying import one_line
from bot.handlers.browsing import replace
from bot.handlers.context import BotContext
from bot.handlers.people import actor_of, is_private, place_of
from bot.notifier import Place
from bot.services.care.curation import Curation
from bot.services.care.keepers import Keepers
from bot.views import pages
from bot.views import words as common_words
from bot.views.care import (
    faq_words as words,
)
from bot.views.markup import Reply, say

T = TypeVar("T")

MOST_NAME = 40
"""Characters of a person's name that are shown to others."""

PATIENCE = 8.0
"""Seconds after which who waits is told that it goes on."""

LAST_WORD = 3.0
"""Seconds for the sentence that takes the place of what was waited for, where the program stops."""


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

    def now(self) -> datetime:
        """The time."""
        return self.context.services.clock.now()

    async def say(self, reply: Reply) -> int | None:
        """Say something new."""
        to = None if is_private(self.message) else self.message.message_id
        return await self.context.notifier.send(place_of(self.message), reply, to)

    async def show(self, reply: Reply) -> None:
        """Say it in place of the message with the button."""
        await replace(self.message, reply, self.context)

    async def turn(self, reply: Reply) -> str | None:
        """The same for a page that is looked at. Returns what to say where it is what the message says already."""
        unchanged = self.message.text == reply.plain.strip()
        await self.show(reply)
        return words.UNCHANGED if unchanged else None

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
        return await self.tell_all(await self.keepers.others(self.actor), reply)

    async def tell_all(self, user_ids: Iterable[int], reply: Reply) -> int:
        """Tell people, each in their private chat. Returns how many got it."""
        return sum([await self.tell(each, reply) for each in user_ids])

    async def tell(self, user_id: int, reply: Reply) -> bool:
        """Tell somebody in their private chat."""
        return await self.context.notifier.send(Place(user_id), reply) is not None

    async def patiently(self, message_id: int | None, work: Coroutine[Any, Any, T]) -> T:
        """Wait for what takes long; after a while that message says so. Returns what it comes to, raises what it
        raises."""
        working = asyncio.ensure_future(work)
        try:
            await asyncio.wait({working}, timeout=PATIENCE)
            if not working.done() and message_id is not None:
                await self.settle(message_id, say(words.STILL_CHECKING))
            return await working
        finally:
            working.cancel()

    @asynccontextmanager
    async def checking(self, message_id: int | None) -> AsyncIterator[None]:
        """While a message of ours says that it is being checked: an error takes its place, and so does the end of the
        program."""
        try:
            yield
        except asyncio.CancelledError:
            async with asyncio.timeout(LAST_WORD):
                await self.settle(message_id, say(words.INTERRUPTED))
            raise
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
    return Keeping(message, actor, shown_name(user), context)


def shown_name(user: User) -> str:
    """A name as others are shown it: on one line, without what nobody sees, not endless."""
    name = one_line(user.full_name or "") or common_words.UNKNOWN_PERSON.format(user_id=user.id)
    return name if len(name) <= MOST_NAME else f"{name[: MOST_NAME - 1]}…"
