"""What the page of a meeting asks for in writing: topics, and items of the checklist."""

from enum import StrEnum

from telegram import Message, Update, User

from bot.domain.checklist import Phase
from bot.domain.dialogue import Awaited
from bot.domain.edits import EditError
from bot.domain.errors import OutdatedError
from bot.domain.habits import MAX_OWN_ITEMS
from bot.domain.meeting import Meeting
from bot.domain.roles import Actor
from bot.domain.tidying import one_line
from bot.handlers.context import BotContext
from bot.handlers.people import actor_of, called, is_private, place_of, question_of
from bot.handlers.signing_up import refresh
from bot.handlers.waiting import conversations, taken
from bot.services.opening import in_chat
from bot.views import meeting_page as view
from bot.views import meeting_words as words
from bot.views.calendar import with_word
from bot.views.calendar_edits import addressed
from bot.views.markup import Reply, say


class Field(StrEnum):
    """What is asked for."""

    TOPICS = "s"
    ITEM = "i"
    """An item of the checklist: phase."""


async def ask_topics(message: Message, user: User, actor: Actor, meeting: Meeting, context: BotContext) -> None:
    """Asks whoever pressed for the topics of a meeting."""
    await _ask(message, user, actor, (Field.TOPICS, meeting.id, ""), view.ask_topics(meeting), context=context)


async def ask_item(
    message: Message, user: User, actor: Actor, meeting: Meeting, context: BotContext, *, phase: str
) -> None:
    """Asks whoever pressed for an item of the checklist. Raises ValueError where there is no such phase."""
    question = view.ask_item(Phase(phase), view.items_name(meeting, context.services.guide.kinds()))
    await _ask(message, user, actor, (Field.ITEM, meeting.id, phase), question, context=context)


async def on_typed(update: Update, message: Message, subject: str, context: BotContext) -> None:
    """What was asked for. What cannot be used is asked for again."""
    field, meeting_id, phase, user_id = subject.split(":")
    keys = await taken(message, int(user_id), Awaited.MEETING, subject, context)
    actor = actor_of(update)
    if actor is None:
        raise OutdatedError
    typed = question_of(message, context.bot.username)
    try:
        if Field(field) is Field.TOPICS:
            reply = await _topics(actor, meeting_id, typed, context)
        else:
            reply = await _item(actor, meeting_id, Phase(phase), typed, context)
    except ValueError:
        for key in keys:
            await context.services.feedback.wait_for(key, Awaited.MEETING, subject)
        reply = view.ask_topics_again() if field == Field.TOPICS else view.ask_item_again()
    await context.notifier.send(place_of(message), reply, None if is_private(message) else message.message_id)


async def _ask(
    message: Message, user: User, actor: Actor, asked: tuple[str, str, str], question: Reply, *, context: BotContext
) -> None:
    """Ask, in a group by name and under the message with the button."""
    subject = ":".join((*asked, str(user.id)))
    for key in await conversations(message, user, actor, context):
        await context.services.feedback.wait_for(key, Awaited.MEETING, subject)
    private = is_private(message)
    reply = question if private else addressed(question, user.id, called(user))
    await context.notifier.send(place_of(message), reply, None if private else message.message_id)


async def _topics(actor: Actor, meeting_id: str, typed: str, context: BotContext) -> Reply:
    """Keep them; what shows them in the group shows the new ones, and where the old ones were told it is offered to
    tell these."""
    meetings, none = context.services.meetings, one_line(typed).strip("。") in words.TOPICS_NONE
    if not one_line(typed):
        raise ValueError("no text")
    before, told = await meetings.page(actor, meeting_id), await meetings.were_told(actor, meeting_id)
    await meetings.set_topics(actor, meeting_id, "" if none else typed)
    page = await meetings.page(actor, meeting_id)
    changed = page.meeting.topics != before.meeting.topics
    if changed:
        await refresh(page.meeting, context)
    again = told and changed and bool(page.meeting.topics)
    done = words.TOPICS_DONE if page.meeting.topics else words.TOPICS_GONE
    said = view.render_page(page, context.services.guide.kinds(), again=again)
    return with_word(f"{done}\n{words.TOPICS_AGAIN}" if again else done, said)


async def _item(actor: Actor, meeting_id: str, phase: Phase, typed: str, context: BotContext) -> Reply:
    services = context.services
    meeting = (await services.meetings.page(actor, meeting_id)).meeting
    try:
        owner = in_chat(actor, meeting.chat_id)
        habits = await services.habits.add_items(owner, meeting.kind, phase, typed, title=meeting.title)
    except EditError:
        return say(words.ITEMS_FULL.format(most=MAX_OWN_ITEMS))
    return with_word(words.ITEM_DONE, view.render_items(meeting, habits, services.guide.kinds()))
