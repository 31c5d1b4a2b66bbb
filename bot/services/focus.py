"""The focus of a private chat: whose calendar it is about."""

from dataclasses import dataclass

from bot.domain.clock import Clock
from bot.domain.errors import NotAllowedError, OutdatedError
from bot.domain.roles import Action, Actor
from bot.services.access import Access
from bot.services.ports import FocusStore


class FocusLostError(NotAllowedError):
    """The private chat is about a group whose calendar the person may not manage any more, as far as is known."""

    def __init__(self, *, outside: bool = False) -> None:
        super().__init__(Action.MANAGE_CALENDAR, outside=outside)


@dataclass(frozen=True, slots=True)
class Focused:
    """What a private chat is about, as far as the person may see it."""

    actor: Actor
    """The person in the chat that is meant."""
    lost: bool
    """It is a group, and they may not manage its calendar any more, as far as is known."""
    outside: bool = False
    """The bot is not in that group, and cannot find out whether they may."""


class Focus:
    """Lets leaders manage the calendar of a group from their private chat."""

    def __init__(self, focuses: FocusStore, access: Access, clock: Clock) -> None:
        self._focuses = focuses
        self._access = access
        self._clock = clock

    async def actor(self, actor: Actor) -> Actor:
        """The person in the chat whose calendar is meant: in private the chosen one, in groups always that group.

        Members may see a calendar, but only from within the group, where nobody else reads along; so raises
        FocusLostError where the person may not manage the chosen calendar any more.
        """
        focused = await self.focused(actor)
        if focused.lost:
            raise FocusLostError(outside=focused.outside)
        return focused.actor

    async def focused(self, actor: Actor) -> Focused:
        """The same without raising, for the place where the focus is changed."""
        chosen = await self._focuses.chosen(actor.user_id) if actor.private else ()
        if not chosen or chosen[0] == actor.user_id:
            return Focused(actor, lost=False)
        meant = Actor(actor.user_id, chosen[0], private=False)
        refusal = await self._refusal(meant)
        return Focused(meant, lost=refusal is not None, outside=refusal is not None and refusal.outside)

    async def choose(self, actor: Actor, chat_id: int) -> Actor:
        """From now on the private chat is about that chat; their own id stands for their own calendar.

        Returns the person in that chat. Raises NotAllowedError where they may not manage its calendar, and
        OutdatedError outside of private chats, which are always about themselves.
        """
        if not actor.private:
            raise OutdatedError
        meant = actor
        if chat_id != actor.user_id:
            if chat_id >= 0:  # somebody else's own calendar, which no role opens
                raise NotAllowedError(Action.MANAGE_CALENDAR)
            meant = Actor(actor.user_id, chat_id, private=False)
            await self._access.require(meant, Action.MANAGE_CALENDAR)
        await self._focuses.choose(actor.user_id, chat_id, self._clock.now())
        return meant

    async def choices(self, actor: Actor) -> tuple[int, ...]:
        """The groups that they chose before and still lead, the latest choice first; none outside of private chats."""
        if not actor.private:
            return ()
        groups = [chat_id for chat_id in await self._focuses.chosen(actor.user_id) if chat_id != actor.user_id]
        actors = [Actor(actor.user_id, each, private=False) for each in groups]
        return tuple([each.chat_id for each in actors if await self._refusal(each) is None])

    async def _refusal(self, actor: Actor) -> NotAllowedError | None:
        """Why somebody may not manage a calendar; None where they may."""
        try:
            await self._access.require(actor, Action.MANAGE_CALENDAR)
        except NotAllowedError as error:
            return error
        return None
