"""Who was at a meeting: the buttons of the minutes."""

from bot.domain.minutes import Presence
from bot.handlers.leaders import id_of
from bot.handlers.minutes_pressed import Pressed
from bot.services.minutes import place_of
from bot.views.minutes_buttons import PICKING
from bot.views.minutes_people import render_people, render_person


async def show_people(pressed: Pressed) -> None:
    """Everybody with a button."""
    picking = pressed.args[2:] == (PICKING,)
    await pressed.show(render_people(await pressed.draft_page(), id_of(pressed.args[1]), picking=picking))


async def set_presence(pressed: Pressed) -> None:
    """Somebody was there or not."""
    meeting_id, place, ref, presence, page = pressed.args
    changed = await pressed.service.set_presence(
        pressed.actor, meeting_id, id_of(place), ref, Presence(presence), name=pressed.name
    )
    await pressed.show(render_people(changed, id_of(page)))


async def show_person(pressed: Pressed) -> None:
    """What somebody is to be instead."""
    page, (_, place, ref, at) = await pressed.draft_page(), pressed.args
    await pressed.show(render_person(page, place_of(page.minutes, id_of(place), ref), id_of(at)))


async def set_guest(pressed: Pressed) -> None:
    """Somebody came without being expected."""
    meeting_id, place, ref, at = pressed.args
    page = await pressed.service.set_guest(pressed.actor, meeting_id, id_of(place), ref, name=pressed.name)
    await pressed.show(render_people(page, id_of(at)))


async def remove(pressed: Pressed) -> None:
    """Somebody does not belong there."""
    meeting_id, place, ref, at = pressed.args
    page = await pressed.service.remove(pressed.actor, meeting_id, id_of(place), ref, name=pressed.name)
    await pressed.show(render_people(page, id_of(at)))


async def set_everybody_there(pressed: Pressed) -> None:
    """Everybody who is not on leave was there."""
    page = await pressed.service.set_everybody_there(pressed.actor, pressed.meeting_id, name=pressed.name)
    await pressed.show(render_people(page))
