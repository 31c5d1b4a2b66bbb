"""The pages of /settings about meetings."""

from collections.abc import Sequence

from bot.domain.errors import OutdatedError
from bot.domain.roles import Actor
from bot.handlers.context import BotContext
from bot.handlers.signing_up import refresh_every
from bot.services.habits import Fields, shortens
from bot.views.habits import (
    FOR_GROUPS,
    KEEPS,
    KEPT,
    SWITCHES,
    YES,
    render_habits,
    render_keeps,
    render_shorten,
    say_habits,
)
from bot.views.markup import Reply
from bot.views.settings import HABITS, Whose

PAGES = (HABITS, KEEPS)


async def habits_page(actor: Actor, whose: Whose, page: str, values: Sequence[str], context: BotContext) -> Reply:
    """A page after what its button stands for was done. Raises OutdatedError, ValueError for what no button of ours
    has."""
    service = context.services.habits
    if page == HABITS:
        if values:
            await service.change(actor, **_switched(whose, values))
        return render_habits(whose, await service.get(actor))
    if values:
        key, *asked = values
        if key not in KEPT:
            raise OutdatedError
        keeps, before = KEPT[key][0], (await service.get(actor)).keeps
        if shortens(before, keeps) and asked != [YES]:
            return render_shorten(whose, key)
        await service.change(actor, keeps=keeps)
    return render_keeps(whose, await service.get(actor))


async def habits_line(actor: Actor, whose: Whose, context: BotContext) -> str:
    """What the card of all settings says of them."""
    return say_habits(whose, await context.services.habits.get(actor))


async def show_sign_up(whose: Whose, page: str, values: Sequence[str], context: BotContext) -> None:
    """Have the notices of a group follow a switch that has everybody asked who comes, or nobody."""
    if page == HABITS and values and "sign_up" in _switched(whose, values):
        await refresh_every(whose.chat_id, context)


def _switched(whose: Whose, values: Sequence[str]) -> Fields:
    """The change that a switch stands for."""
    key, value = values
    if value not in {"0", "1"} or key not in SWITCHES or (key in FOR_GROUPS and not whose.group):
        raise OutdatedError
    on = value == "1"
    every: dict[str, Fields] = {
        "u": {"sign_up": on},
        "c": {"checklists": on},
        "m": {"asks_minutes": on},
        "d": {"duties": on},
        "f": {"asks_standing": on},
    }
    return every[key]
