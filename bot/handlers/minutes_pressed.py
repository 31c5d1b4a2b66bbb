"""What a pressed button of minutes comes with."""

from dataclasses import dataclass

from telegram import Message, Update, User

from bot.domain.dialogue import Awaited
from bot.domain.roles import Actor
from bot.handlers.browsing import replace
from bot.handlers.context import BotContext
from bot.handlers.people import called, is_private, key_of
from bot.handlers.settings import title_of
from bot.services.minutes import FiledError, MinutesService, Page
from bot.views import minutes_words as words
from bot.views.markup import Reply
from bot.views.minutes import render_page


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button of minutes that somebody pressed."""

    update: Update
    message: Message
    user: User
    actor: Actor
    args: tuple[str, ...]
    context: BotContext

    @property
    def service(self) -> MinutesService:
        """The minutes."""
        return self.context.services.minutes

    @property
    def meeting_id(self) -> str:
        """The meeting that the button is about. Raises IndexError where there is none."""
        return self.args[0]

    @property
    def name(self) -> str:
        """Who pressed."""
        return called(self.user)

    async def page(self) -> Page:
        """The minutes as they are now."""
        return await self.service.page(self.actor, self.meeting_id, self.name)

    async def draft_page(self) -> Page:
        """The same. Raises FiledError where they can no longer be changed."""
        page = await self.page()
        if page.minutes.filed_at is not None:
            raise FiledError
        return page

    async def show(self, reply: Reply) -> None:
        """Say it in place of the message with the button."""
        await replace(self.message, reply, self.context)

    async def show_page(self, word: str = "") -> None:
        """The page as it is now."""
        await self.show(render_page(await self.page(), word))

    async def forget_what_was_asked(self) -> None:
        """Whoever goes back to a page does not mean to answer any more; what something else waits for stays."""
        feedback, key = self.context.services.feedback, key_of(self.message, self.user)
        awaited = await feedback.take_awaited(key)
        if awaited is not None and awaited.awaited is not Awaited.MINUTES:
            await feedback.put_back(key, awaited)


async def whose_of(chat_id: int, message: Message, context: BotContext) -> str:
    """Whose minutes they are: 本群的."""
    if chat_id != message.chat_id:
        return words.OF_GROUP.format(title=await title_of(chat_id, context) or words.UNKNOWN_GROUP)
    return words.OWN if is_private(message) else words.HERE
