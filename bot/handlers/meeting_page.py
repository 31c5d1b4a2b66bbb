"""The page of a meeting: topics, checklist, answers. What it asks for is in bot/handlers/meeting_asking.py."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from telegram import Message, Update, User

from bot.domain.edits import EditError
from bot.domain.errors import ConflictError, OutdatedError
from bot.domain.meeting import State
from bot.domain.roles import Actor
from bot.handlers.browsing import replace
from bot.handlers.calendar import file_title_of, render_card_of
from bot.handlers.context import BotContext
from bot.handlers.meeting_asking import ask_item, ask_topics, on_typed
from bot.handlers.people import actor_of, called, is_private, key_of, place_of
from bot.handlers.settings import title_of
from bot.services.meetings import MeetingPage, Meetings, OffError
from bot.services.opening import in_chat
from bot.views import meeting_words as words
from bot.views import pages
from bot.views.calendar_buttons import unpack
from bot.views.callbacks import Press
from bot.views.markup import Reply
from bot.views.meeting import may_be_not_held, render_checklist, render_done, render_record
from bot.views.meeting_buttons import HERE, What
from bot.views.meeting_page import file_name, render_consent, render_elsewhere, render_file, render_items, render_page
from bot.views.schedules import UNTITLED
from bot.views.settings import name_of_group

__all__ = ["on_press", "on_typed"]

VIEWS = (What.PAGE, What.CHECKLIST, What.RECORD)
"""The messages in which a button of a meeting may stand."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button of a meeting that somebody pressed."""

    update: Update
    message: Message
    user: User
    actor: Actor
    what: What
    args: tuple[str, ...]
    context: BotContext

    @property
    def meetings(self) -> Meetings:
        """The meetings."""
        return self.context.services.meetings

    @property
    def meeting_id(self) -> str:
        """The meeting that the button is about."""
        return self.args[0]

    @property
    def view(self) -> What:
        """The message that the button stands in. Raises ValueError where it names none of ours."""
        if len(self.args) < 2 or self.what in {What.DONE, What.ASK_ITEM, What.REMOVE_ITEM, What.REMINDER}:
            return What.PAGE
        view = What(self.args[1])
        if view not in VIEWS:
            raise ValueError("no message of a meeting")
        return view

    async def page(self) -> MeetingPage:
        """The meeting as it is now."""
        return await self.meetings.page(self.actor, self.meeting_id)

    async def show(self, reply: Reply) -> None:
        """Say it in place of the message with the button."""
        await replace(self.message, reply, self.context)

    async def redraw(self, view: What | None = None) -> None:
        """The message as it is now."""
        await self.show(_rendered(await self.page(), view or self.view, self.context))


async def on_press(update: Update, message: Message, press: Press, context: BotContext) -> str | None:
    """A button of a meeting: for those who run it, in their group or in private. One that came too late says so, and
    shows what is now."""
    actor, user = actor_of(update), update.effective_user
    if actor is None or user is None:
        raise OutdatedError
    what, *args = press.args
    pressed = Pressed(update, message, user, actor, What(what), tuple(args), context)
    try:
        return await _DO[pressed.what](pressed)
    except (EditError, ConflictError) as error:
        if pressed.what is not What.OCCURRENCE:
            await pressed.redraw()
        return pages.error_sentence(error)


def _rendered(page: MeetingPage, view: What, context: BotContext) -> Reply:
    guide = context.services.guide
    if page.off is not None:
        return render_page(page, guide.kinds())
    if view is What.CHECKLIST:
        return render_checklist(page.meeting, page.checklist, guide.base, page.now)
    if view is What.RECORD:
        return render_record(page.meeting, page.checklist, page.minutes, guide.base, page.now)
    return render_page(page, guide.kinds())


def _show(view: What) -> Callable[[Pressed], Awaitable[None]]:
    async def show(pressed: Pressed) -> None:
        await pressed.redraw(view)

    return show


async def _of_occurrence(pressed: Pressed) -> None:
    series_id, recurrence_id = pressed.args[0], unpack(pressed.args[1])
    meeting = await pressed.meetings.of_occurrence(pressed.actor, series_id, recurrence_id)
    page = await pressed.meetings.page(pressed.actor, meeting.id)
    await pressed.show(_rendered(page, What.PAGE, pressed.context))


async def _tick(pressed: Pressed) -> None:
    item, done = pressed.args[2], pressed.args[3] == "1"
    await pressed.meetings.tick(pressed.actor, pressed.meeting_id, item, name=called(pressed.user), done=done)
    await pressed.redraw()


async def _ask_topics(pressed: Pressed) -> None:
    page = await pressed.page()
    if page.off is not None:
        raise OffError(page.off)
    await ask_topics(pressed.message, pressed.user, pressed.actor, page.meeting, pressed.context)


async def _notify(pressed: Pressed) -> str | None:
    page = await pressed.page()
    if page.off is not None:
        raise OffError(page.off)
    if page.meeting.chat_id > 0:
        raise EditError("nobody to tell")
    if not page.meeting.topics or page.has_begun:
        await pressed.redraw()
        return words.NOTIFY_TOO_LATE if page.has_begun else words.NOTIFY_NO_TOPICS
    if page.unasked is not None and pressed.what is What.NOTIFY:
        await pressed.show(render_consent(page.meeting, page.unasked, pressed.view))
        return None
    name = called(pressed.user)
    told = await pressed.meetings.notify_topics(pressed.actor, pressed.meeting_id, name=name)
    await pressed.redraw()  # also after a second press, which may have come from the question
    return words.NOTIFIED if told else words.NOTIFY_AGAIN


async def _send_file(pressed: Pressed) -> str | None:
    """Sends the calendar file of this meeting alone."""
    page, message, context = await pressed.page(), pressed.message, pressed.context
    meeting, actor = page.meeting, in_chat(pressed.actor, page.meeting.chat_id)
    content = None
    if page.reminder is not None:
        name = await file_title_of(actor, message, context)
        content = await context.services.calendar.occurrence_calendar_file(
            actor, meeting.series_id, meeting.recurrence_id, name=name, untitled=UNTITLED
        )
    if content is None:
        await pressed.redraw()
        return words.NO_FILE
    to = None if is_private(message) else message.message_id
    await context.notifier.send_document(place_of(message), file_name(meeting), content, render_file(), to)
    return None


async def _not_held(pressed: Pressed) -> str | None:
    page = await pressed.page()
    if page.has_begun and may_be_not_held(page.minutes):
        await pressed.meetings.set_state(pressed.actor, pressed.meeting_id, State.NOT_HELD)
        await pressed.redraw()
        return None
    await pressed.redraw()
    return words.NOT_HELD_FILED if page.has_begun else words.NOT_BEGUN


async def _held(pressed: Pressed) -> None:
    await pressed.meetings.set_state(pressed.actor, pressed.meeting_id, State.HELD)
    await pressed.redraw()


async def _set_done(pressed: Pressed) -> None:
    done = pressed.args[1:] != ("0",)
    name = called(pressed.user)
    meeting = await pressed.meetings.set_done(pressed.actor, pressed.meeting_id, name=name, done=done)
    await pressed.show(render_done(pressed.message.text or "", meeting))


async def _show_items(pressed: Pressed) -> None:
    services, meeting = pressed.context.services, (await pressed.page()).meeting
    habits = await services.habits.get(in_chat(pressed.actor, meeting.chat_id))
    await pressed.show(render_items(meeting, habits, services.guide.kinds()))


async def _ask_item(pressed: Pressed) -> None:
    meeting = (await pressed.page()).meeting
    await ask_item(pressed.message, pressed.user, pressed.actor, meeting, pressed.context, phase=pressed.args[1])


async def _remove_item(pressed: Pressed) -> None:
    meeting = (await pressed.page()).meeting
    actor = in_chat(pressed.actor, meeting.chat_id)
    await pressed.context.services.habits.remove_item(actor, pressed.args[1])
    await _show_items(pressed)


async def _show_reminder(pressed: Pressed) -> None:
    """The card of its reminder; where the private chat is about another calendar, it changes to that one first, once
    they agreed."""
    reminder = await pressed.meetings.reminder_of(pressed.actor, pressed.meeting_id)
    services, meant = pressed.context.services, in_chat(pressed.actor, reminder.chat_id)
    if is_private(pressed.message) and (await services.focus.focused(pressed.actor)).actor.chat_id != reminder.chat_id:
        if pressed.args[1:] != (HERE,):
            title = await title_of(reminder.chat_id, pressed.context)
            group = name_of_group(reminder.chat_id, title) if reminder.chat_id < 0 else ""
            await pressed.show(render_elsewhere((await pressed.page()).meeting, group))
            return
        await services.feedback.take_awaited(key_of(pressed.message, pressed.user))  # it was about the one before
        meant = await services.focus.choose(pressed.actor, reminder.chat_id)
    await pressed.show(await render_card_of(meant, reminder.series.id, pressed.context))


_DO: dict[What, Callable[[Pressed], Awaitable[str | None]]] = {
    What.PAGE: _show(What.PAGE),
    What.CHECKLIST: _show(What.CHECKLIST),
    What.RECORD: _show(What.RECORD),
    What.OCCURRENCE: _of_occurrence,
    What.TICK: _tick,
    What.ASK_TOPICS: _ask_topics,
    What.NOTIFY: _notify,
    What.NOTIFY_ANYWAY: _notify,
    What.FILE: _send_file,
    What.NOT_HELD: _not_held,
    What.HELD: _held,
    What.DONE: _set_done,
    What.ITEMS: _show_items,
    What.ASK_ITEM: _ask_item,
    What.REMOVE_ITEM: _remove_item,
    What.REMINDER: _show_reminder,
}
