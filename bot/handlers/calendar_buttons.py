"""The buttons of the calendar: each shows something, makes an edit, or asks."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from telegram import Message, Update

from bot.domain.edits import EditError
from bot.domain.errors import ConflictError, OutdatedError
from bot.domain.occurrences import Occurrence
from bot.domain.series import DayOffPolicy
from bot.handlers import calendar_asking as asking
from bot.handlers import drafting, signing_up
from bot.handlers.calendar import (
    Pressed,
    actor_in_focus,
    file_title_of,
    headline_of,
    list_of,
    render_card_of,
    shown_name,
)
from bot.handlers.context import BotContext
from bot.handlers.leaders import id_of
from bot.handlers.people import called, is_private, place_of
from bot.services.preference_words import LONGEST_LEAD
from bot.views import calendar_edits as edits
from bot.views import calendar_words as words
from bot.views import pages
from bot.views.calendar import PAGE, render_deleted, render_exported, render_list
from bot.views.calendar_buttons import What
from bot.views.callbacks import Press
from bot.views.meeting_page import render_choice
from bot.views.schedules import UNTITLED


async def on_calendar(update: Update, message: Message, press: Press, context: BotContext) -> str | None:
    """A button of the calendar: its card is for leaders, the calendar file for everybody who sees the calendar. One
    that came too late says so, and shows what is now."""
    actor, user = await actor_in_focus(update, context), update.effective_user
    if actor is None or user is None:
        raise OutdatedError
    what, *args = press.args
    pressed = Pressed(update, message, user, actor, tuple(args), context)
    if what == What.EXPORT:
        return await _export(pressed)
    await pressed.calendar.require_manager(actor)
    try:
        return await _DO[What(what)](pressed)
    except (EditError, ConflictError) as error:
        await _redraw(pressed)
        return pages.error_sentence(error)
    except OutdatedError as error:
        await pressed.show(await list_of(actor, message, context))
        return pages.error_sentence(error)


async def _export(pressed: Pressed) -> str | None:
    """Sends the calendar file of a reminder, or of all of them."""
    message, context = pressed.message, pressed.context
    content = await pressed.calendar.export(
        pressed.actor,
        pressed.args[0] if pressed.args else None,
        name=await file_title_of(pressed.actor, message, context),
        untitled=UNTITLED,
    )
    if content is None:
        return words.NOTHING_TO_EXPORT
    to = None if is_private(message) else message.message_id
    await context.notifier.send_document(place_of(message), words.FILE, content, render_exported(), to)
    return None


async def _redraw(pressed: Pressed) -> None:
    """The card as it is now; the list where it is gone."""
    try:
        await _show_card(pressed)
    except OutdatedError:
        await pressed.show(await list_of(pressed.actor, pressed.message, pressed.context))


async def _show_list(pressed: Pressed) -> None:
    page = int(pressed.args[0])
    await pressed.show(await list_of(pressed.actor, pressed.message, pressed.context, page))


async def _go_back(pressed: Pressed) -> None:
    found = await pressed.calendar.reminders(pressed.actor)
    ids = [each.reminder.series.id for each in found]
    page = ids.index(pressed.series_id) // PAGE if pressed.series_id in ids else 0
    headline = await headline_of(pressed.actor, pressed.message, pressed.context)
    await pressed.show(render_list(found, headline, manager=True, page=page))


async def _show_card(pressed: Pressed) -> None:
    await pressed.show(await render_card_of(pressed.actor, pressed.series_id, pressed.context))


def _show_pick(purpose: What) -> Callable[[Pressed], Awaitable[None]]:
    async def show(pressed: Pressed) -> None:
        await pressed.show(edits.render_pick(await pressed.standing(), purpose))

    return show


async def _skip(pressed: Pressed) -> None:
    await pressed.calendar.skip(pressed.actor, pressed.series_id, pressed.recurrence_id)
    await _show_pick(What.PICK_SKIP)(pressed)
    await signing_up.refresh_occurrence(pressed.series_id, pressed.recurrence_id, pressed.context)


async def _restore(pressed: Pressed) -> str | None:
    purpose, found = _purpose(pressed), await _picked(pressed)
    if found and await _is_taken(pressed, found.starts_at):
        return words.PLACE_TAKEN
    await pressed.calendar.restore(pressed.actor, pressed.series_id, pressed.recurrence_id)
    await _show_pick(purpose)(pressed)
    return None


async def _move_back(pressed: Pressed) -> str | None:
    purpose, found = _purpose(pressed), await _picked(pressed)
    if found and not found.shifted and await _is_taken(pressed, found.recurrence_id):
        return words.PLACE_TAKEN
    await pressed.calendar.move_back(pressed.actor, pressed.series_id, pressed.recurrence_id)
    await _show_pick(purpose)(pressed)
    await signing_up.refresh_occurrence(pressed.series_id, pressed.recurrence_id, pressed.context)
    return None


async def _picked(pressed: Pressed) -> Occurrence | None:
    """The occurrence that a button of a list of dates is about; none where it is not at hand any more."""
    at_hand = (await pressed.standing()).at_hand
    return next((each for each in at_hand if each.recurrence_id == pressed.recurrence_id), None)


async def _is_taken(pressed: Pressed, at: datetime) -> bool:
    """Whether another occurrence was moved to where this one is to be again."""
    others = [each for each in (await pressed.standing()).at_hand if each.recurrence_id != pressed.recurrence_id]
    return any(each.starts_at == at and not each.cancelled for each in others)


def _purpose(pressed: Pressed) -> What:
    """The list of dates that a button stands in. Raises ValueError, IndexError where it is none."""
    purpose = What(pressed.args[2])
    if purpose not in {What.PICK_SKIP, What.PICK_MOVE, What.PICK_FROM}:
        raise ValueError("no list of dates")
    return purpose


async def _change_from(pressed: Pressed) -> None:
    coming = await pressed.calendar.occurrence(pressed.actor, pressed.series_id, pressed.recurrence_id)
    draft = await pressed.context.services.drafting.begin_change(
        pressed.actor, coming.reminder, coming.occurrence.recurrence_id, name=called(pressed.user)
    )
    await drafting.open_card(pressed.update, pressed.message, draft, pressed.context)


async def _pause(pressed: Pressed) -> None:
    await pressed.calendar.pause(pressed.actor, pressed.series_id)
    await _show_card(pressed)


async def _resume(pressed: Pressed) -> None:
    await pressed.calendar.resume(pressed.actor, pressed.series_id)
    await _show_card(pressed)


async def _show_leads(pressed: Pressed) -> None:
    await pressed.show(edits.render_leads(await pressed.standing()))


async def _set_lead(pressed: Pressed) -> None:
    lead, wanted = edits.lead_of(pressed.args[1]), pressed.args[2] == "1"
    if wanted and lead > LONGEST_LEAD:
        raise ValueError("no lead time of ours")
    await pressed.calendar.set_lead(pressed.actor, pressed.series_id, lead, wanted=wanted)
    await _show_leads(pressed)


async def _leads_of_chat(pressed: Pressed) -> None:
    await pressed.calendar.set_leads(pressed.actor, pressed.series_id, ())
    await _show_leads(pressed)


async def _show_policies(pressed: Pressed) -> None:
    await pressed.show(edits.render_policies(await pressed.standing()))


async def _set_policy(pressed: Pressed) -> None:
    await pressed.calendar.set_policy(pressed.actor, pressed.series_id, DayOffPolicy(pressed.args[1]))
    await _show_card(pressed)


async def _show_kinds(pressed: Pressed) -> None:
    await pressed.show(edits.render_kinds(await pressed.standing(), pressed.context.services.guide.kinds()))


async def _set_kind(pressed: Pressed) -> None:
    chosen = edits.kinds_by_data(pressed.context.services.guide.kinds()).get(pressed.args[1])
    if chosen is None:
        raise OutdatedError
    await pressed.calendar.set_kind(pressed.actor, pressed.series_id, chosen)
    await _show_card(pressed)
    await signing_up.refresh_every(pressed.actor.chat_id, pressed.context)


async def _show_meetings(pressed: Pressed) -> None:
    services = pressed.context.services
    series = (await pressed.standing()).reminder.series
    found = await services.meetings.around(pressed.actor, series.id)
    begun = [each for each in found if each.starts_at <= services.clock.now()]
    await pressed.show(render_choice(series, found, begun[0] if begun else None))


async def _show_leaders(pressed: Pressed) -> None:
    standing = await pressed.standing()
    access, chat_id = pressed.context.services.access, pressed.actor.chat_id
    names = dict(await access.administrators(pressed.actor))
    for leader in (await access.leaders(pressed.actor))[: pages.MAX_LEADERS]:
        if leader.user_id not in names:
            names[leader.user_id] = await shown_name(chat_id, leader.user_id, pressed.context)
    await pressed.show(edits.render_leaders(standing, names))


async def _hand_over(pressed: Pressed) -> None:
    user_id = id_of(pressed.args[1])
    name = await shown_name(pressed.actor.chat_id, user_id, pressed.context)
    await pressed.calendar.hand_over(pressed.actor, pressed.series_id, user_id, name)
    await _show_card(pressed)


async def _ask_delete(pressed: Pressed) -> None:
    await pressed.show(edits.render_delete(await pressed.standing()))


async def _ask_delete_again(pressed: Pressed) -> None:
    standing = await pressed.standing()
    count = await pressed.calendar.dates_left(pressed.actor, pressed.series_id)
    await pressed.show(edits.render_delete_again(standing, count))


async def _delete(pressed: Pressed) -> None:
    told = await pressed.context.services.signing_up.told(pressed.series_id, pressed.actor.chat_id)
    deleted = await pressed.calendar.delete(pressed.actor, pressed.series_id)
    await pressed.show(render_deleted(deleted.series.title))
    signing_up.end(told, pressed.context)


_DO: dict[What, Callable[[Pressed], Awaitable[str | None]]] = {
    What.LIST: _show_list,
    What.BACK: _go_back,
    What.CARD: _show_card,
    What.PICK_SKIP: _show_pick(What.PICK_SKIP),
    What.PICK_MOVE: _show_pick(What.PICK_MOVE),
    What.PICK_FROM: _show_pick(What.PICK_FROM),
    What.SKIP: _skip,
    What.RESTORE: _restore,
    What.MOVE_BACK: _move_back,
    What.ASK_TIME: asking.ask_time,
    What.CHANGE_FROM: _change_from,
    What.PAUSE: _pause,
    What.RESUME: _resume,
    What.ASK_TITLE: asking.ask_title,
    What.ASK_VENUE: asking.ask_venue,
    What.ASK_LEADS: asking.ask_leads,
    What.LEADS: _show_leads,
    What.LEAD: _set_lead,
    What.LEADS_OF_CHAT: _leads_of_chat,
    What.POLICIES: _show_policies,
    What.POLICY: _set_policy,
    What.KINDS: _show_kinds,
    What.KIND: _set_kind,
    What.MEETINGS: _show_meetings,
    What.LEADERS: _show_leaders,
    What.HAND_OVER: _hand_over,
    What.DELETE: _ask_delete,
    What.DELETE_AGAIN: _ask_delete_again,
    What.DELETE_NOW: _delete,
}
