"""/minutes: the list, the pages of minutes and their buttons. What is typed is in minutes_asking.py, who was there in
minutes_people.py, filing in minutes_filing.py, files are in minutes_files.py."""

from collections.abc import Awaitable, Callable

from telegram import Message, Update

from bot.domain.errors import ConflictError, OutdatedError
from bot.domain.minute_taking import Part
from bot.handlers.calendar import actor_in_focus
from bot.handlers.context import BotContext
from bot.handlers.leaders import chat_of, id_of
from bot.handlers.minutes_asking import ask_make_up, ask_part, on_typed, open_made_up
from bot.handlers.minutes_files import export, export_year
from bot.handlers.minutes_filing import file, file_anyway, file_rest, follow, say_done
from bot.handlers.minutes_people import (
    remove,
    set_everybody_there,
    set_guest,
    set_presence,
    show_people,
    show_person,
)
from bot.handlers.minutes_pressed import Pressed, whose_of
from bot.handlers.people import actor_of, is_private, key_of, place_of, question_of, sender_of
from bot.services.drafted import TooManyError
from bot.services.minutes import FiledError, NobodyError, TooSoonError
from bot.views import minutes_words as words
from bot.views import pages
from bot.views.calendar_buttons import unpack
from bot.views.callbacks import Press
from bot.views.minutes import render_page, render_revision
from bot.views.minutes_buttons import UNWRITTEN, What
from bot.views.minutes_list import render_list
from bot.views.minutes_people import render_people
from bot.views.minutes_steps import (
    render_delete,
    render_delete_again,
    render_deleted,
    render_drop,
    render_history,
)
from bot.views.year import render_year

__all__ = ["on_minutes", "on_press", "on_typed"]


async def on_minutes(update: Update, context: BotContext) -> None:
    """/minutes: the meetings of the last twelve months, or those of a month, a year, or with some words; 补记 opens one
    that the calendar does not know."""
    message, actor = update.message, await actor_in_focus(update, context)
    if message is None or actor is None:
        return
    await context.services.feedback.take_awaited(key_of(message, sender_of(message)))
    typed = question_of(message, context.bot.username)
    if typed.startswith(words.MAKE_UP_WORD):
        said = typed.removeprefix(words.MAKE_UP_WORD).strip(" ：:，,")
        await open_made_up(update, message, actor.chat_id, said, context=context)
        return
    found = await context.services.minutes.archive.find(actor, actor.chat_id, typed)
    reply = render_list(found, await whose_of(actor.chat_id, message, context))
    await context.notifier.send(place_of(message), reply, None if is_private(message) else message.message_id)


async def on_press(update: Update, message: Message, press: Press, context: BotContext) -> str | None:
    """A button: of the chat that it is about, from there or from the private chat of whoever leads it. One that came
    too late says so, and shows what is now."""
    actor, user = actor_of(update), update.effective_user
    if actor is None or user is None:
        raise OutdatedError
    what, *args = press.args
    pressed = Pressed(update, message, user, actor, tuple(args), context)
    await pressed.forget_what_was_asked()
    try:
        return await _DO[What(what)](pressed)
    except FiledError:
        await pressed.show_page()
        return words.ALREADY_FILED
    except TooSoonError:
        return words.TOO_SOON
    except (NobodyError, ConflictError) as error:
        await _redraw(pressed, what)
        return words.NOBODY_THERE if isinstance(error, NobodyError) else pages.error_sentence(error)


async def _redraw(pressed: Pressed, what: str) -> None:
    if what in {What.PRESENCE, What.EVERYBODY, What.PERSON, What.AS_GUEST, What.REMOVE}:
        await pressed.show(render_people(await pressed.page()))
    else:
        await pressed.show_page()


# ---- seeing


async def _page(pressed: Pressed) -> None:
    await pressed.forget_what_was_asked()
    await pressed.show_page()


async def _occurrence(pressed: Pressed) -> None:
    meeting = await pressed.service.opened(pressed.actor, pressed.args[0], unpack(pressed.args[1]))
    await pressed.show(render_page(await pressed.service.page(pressed.actor, meeting.id, pressed.name)))


async def _list(pressed: Pressed) -> None:
    chat_id, page, *query = pressed.args
    found = await pressed.service.archive.find(pressed.actor, chat_of(chat_id), query[0] if query else "")
    await pressed.show(render_list(found, await whose_of(found.chat_id, pressed.message, pressed.context), id_of(page)))


async def _year(pressed: Pressed) -> None:
    await _show_year(pressed, chat_of(pressed.args[0]), id_of(pressed.args[1]))


async def _show_year(pressed: Pressed, chat_id: int, number: int) -> None:
    year = await pressed.service.archive.year(pressed.actor, chat_id, number)
    await pressed.show(render_year(year, await whose_of(chat_id, pressed.message, pressed.context)))


async def _done(pressed: Pressed) -> str:
    chat_id, year, *which = pressed.args
    meeting_id = which[0]
    if len(which) > 1:
        meeting_id = (await pressed.service.opened(pressed.actor, which[0], unpack(which[1]))).id
    meetings = pressed.context.services.meetings
    await meetings.set_done(pressed.actor, meeting_id, name=pressed.name, done=True)
    await _show_year(pressed, chat_of(chat_id), id_of(year))
    return words.MARKED_DONE


async def _history(pressed: Pressed) -> None:
    await pressed.show(render_history(*await pressed.service.history(pressed.actor, pressed.meeting_id)))


async def _revision(pressed: Pressed) -> None:
    await pressed.show(
        render_revision(await pressed.service.revision(pressed.actor, pressed.meeting_id, id_of(pressed.args[1])))
    )


# ---- what is asked for


async def _ask(pressed: Pressed) -> None:
    await ask_part(pressed, Part(pressed.args[1]))


async def _make_up(pressed: Pressed) -> None:
    await ask_make_up(pressed, chat_of(pressed.args[0]))


# ---- what comes after filing


async def _tick(pressed: Pressed) -> None:
    page = await pressed.service.tick(pressed.actor, pressed.meeting_id, pressed.args[1], name=pressed.name)
    await pressed.show(render_page(page))


async def _correct(pressed: Pressed) -> None:
    page = await pressed.service.correct(pressed.actor, pressed.meeting_id, name=pressed.name)
    await pressed.show(render_page(page))


async def _remind(pressed: Pressed) -> str | None:
    try:
        found = await pressed.service.reminders.set(pressed.actor, pressed.meeting_id, name=pressed.name)
    except TooManyError:
        return words.TOO_MANY
    await pressed.show_page(await say_done(found, pressed))
    return None


async def _drop(pressed: Pressed) -> None:
    await pressed.show(render_drop(await pressed.draft_page()))


async def _drop_now(pressed: Pressed) -> None:
    revision = id_of(pressed.args[1])
    await pressed.service.drop(pressed.actor, pressed.meeting_id, revision, name=pressed.name)
    followed = await follow(pressed)
    await pressed.show_page(words.DROP_DONE + followed)


async def _delete(pressed: Pressed) -> None:
    await pressed.show(render_delete(await pressed.page()))


async def _delete_again(pressed: Pressed) -> None:
    _, revisions = await pressed.service.history(pressed.actor, pressed.meeting_id)
    await pressed.show(render_delete_again(await pressed.page(), len(revisions)))


async def _delete_now(pressed: Pressed) -> None:
    unwritten = pressed.args[1:] == (UNWRITTEN,)
    deleted = await pressed.service.delete(pressed.actor, pressed.meeting_id, unwritten=unwritten)
    await pressed.show(render_deleted(deleted))


_DO: dict[What, Callable[[Pressed], Awaitable[str | None]]] = {
    What.PAGE: _page,
    What.OCCURRENCE: _occurrence,
    What.LIST: _list,
    What.YEAR: _year,
    What.DONE: _done,
    What.EXPORT_YEAR: export_year,
    What.MAKE_UP: _make_up,
    What.PEOPLE: show_people,
    What.PRESENCE: set_presence,
    What.PERSON: show_person,
    What.AS_GUEST: set_guest,
    What.REMOVE: remove,
    What.EVERYBODY: set_everybody_there,
    What.ASK: _ask,
    What.FILE: file,
    What.FILE_ANYWAY: file_anyway,
    What.FILE_REST: file_rest,
    What.TICK: _tick,
    What.CORRECT: _correct,
    What.HISTORY: _history,
    What.REVISION: _revision,
    What.EXPORT: export,
    What.REMIND: _remind,
    What.DROP: _drop,
    What.DROP_NOW: _drop_now,
    What.DELETE: _delete,
    What.DELETE_AGAIN: _delete_again,
    What.DELETE_NOW: _delete_now,
}
