"""Setting a reminder: /remind, wishes in plain words, the buttons of cards, and what is typed to go on."""

from collections.abc import Awaitable, Callable

from telegram import Message, Update, User

from bot.domain.dialogue import Awaited, ConversationKey
from bot.domain.draft import Draft
from bot.domain.errors import OutdatedError, UserError
from bot.domain.roles import Actor
from bot.domain.series import DayOffPolicy
from bot.handlers.browsing import replace
from bot.handlers.calendar import actor_in_focus
from bot.handlers.context import BotContext
from bot.handlers.people import actor_of, is_private, key_of, place_of, question_of, sender_of
from bot.services.drafted import Asking, Card, Field, Shown, TooLongError
from bot.services.drafting import Drafting
from bot.views import draft_words, drafts, words
from bot.views.calendar_edits import addressed
from bot.views.callbacks import Press
from bot.views.draft_buttons import OTHER, Step, day_said, half_said, leads_said, render_days, time_said, title_said
from bot.views.markup import Reply, say

Choose = Callable[[Drafting, Actor, str, str], Awaitable[Shown]]


async def on_remind(update: Update, context: BotContext) -> None:
    """/remind with a sentence: its card. Bare: a dialogue that ends with one."""
    message = update.message
    if message is None:
        return
    await context.services.feedback.take_awaited(key_of(message, sender_of(message)))
    await start(update, message, question_of(message, context.bot.username), context)


async def start(update: Update, message: Message, sentence: str, context: BotContext) -> None:
    """A card for what somebody wishes to be reminded of, or what is to be asked about it."""
    actor = await actor_in_focus(update, context)
    if actor is None:
        return
    sender = sender_of(message)
    name = sender.full_name if isinstance(sender, User) else draft_words.ANONYMOUS_NAME
    thread_id = place_of(message).thread_id if actor.chat_id == message.chat_id else None
    try:
        shown = await context.services.drafting.begin(actor, sentence, thread_id=thread_id, name=name)
    except UserError as error:
        await _refuse(message, error, context)
    else:
        await _send(message, shown, context)


async def on_answer(update: Update, message: Message, subject: str, context: BotContext) -> None:
    """What a card asked for, in the person's own words."""
    actor = actor_of(update)
    if actor is None:
        return
    draft_id, _, field = subject.partition(" ")
    typed = question_of(message, context.bot.username)
    try:
        shown = await context.services.drafting.answer(actor, draft_id, Field(field), typed)
    except UserError as error:
        if isinstance(error, TooLongError):
            key = key_of(message, sender_of(message))
            await context.services.feedback.wait_for(key, Awaited.REMINDER, subject)
        await _refuse(message, error, context)
    else:
        await _send(message, shown, context)


async def on_press(update: Update, message: Message, press: Press, context: BotContext) -> str | None:
    """A button of a card, or of a question on the way to one."""
    actor = actor_of(update)
    if actor is None:
        raise OutdatedError
    draft_id, step, value = press.args[0], Step(press.args[1]), press.args[2]
    try:
        await _act(update, message, actor, (draft_id, step, value), context)
    except UserError as error:
        sentence = drafts.refusal(error)
        if not sentence:
            raise
        if isinstance(error, OutdatedError):
            await context.notifier.strip(message.chat_id, message.message_id)
        return sentence
    return None


async def open_card(update: Update, message: Message, draft: Draft, context: BotContext) -> None:
    """The card of a draft in place of a message with a button."""
    actor = actor_of(update)
    if actor is None:
        raise OutdatedError
    await _put(update, message, await context.services.drafting.show(actor, draft.id), context)


async def _act(
    update: Update, message: Message, actor: Actor, pressed: tuple[str, Step, str], context: BotContext
) -> None:
    drafting, (draft_id, step, value) = context.services.drafting, pressed
    match step:
        case Step.CONFIRM:
            await _confirm(update, message, actor, draft_id, context)
        case Step.CANCEL:
            cancelled = await drafting.cancel(actor, draft_id)
            await _end_waiting(update, message, cancelled.user_id, context)
            await replace(message, say(words.CANCELLED), context)
        case Step.FREQUENCY:
            draft = await drafting.draft(actor, draft_id)
            await replace(message, render_days(draft, value, await drafting.today(draft)), context)
        case Step.NAME if value == OTHER:
            await _prompt(update, message, await drafting.draft(actor, draft_id), Field.TITLE, context)
        case Step.CHANGE:
            await _change(update, message, actor, (draft_id, Field(value)), context)
        case _:
            await _put(update, message, await _CHOICES[step](drafting, actor, draft_id, value), context)


async def _confirm(update: Update, message: Message, actor: Actor, draft_id: str, context: BotContext) -> None:
    done = await context.services.drafting.confirm(actor, draft_id)
    if isinstance(done, Asking):
        await _wait(update, message, done, context)
        await _ask(update, message, drafts.render_asking(done), context)
        return
    await _end_waiting(update, message, done.reminder.organizer_id, context)
    await replace(message, drafts.render_confirmed(done), context)


async def _change(
    update: Update, message: Message, actor: Actor, changed: tuple[str, Field], context: BotContext
) -> None:
    """Asks for a field anew: lead times with buttons in place of the card, the others below it."""
    draft_id, field = changed
    shown = await context.services.drafting.show(actor, draft_id)
    if field is not Field.LEADS:
        await _prompt(update, message, shown.draft, field, context)
    elif isinstance(shown, Card):
        await _wait(update, message, Asking(shown.draft, field), context)
        await replace(message, drafts.render_leads(shown), context)


async def _prompt(update: Update, message: Message, draft: Draft, field: Field, context: BotContext) -> None:
    await _wait(update, message, Asking(draft, field), context)
    await _ask(update, message, drafts.render_prompt(field), context)


async def _put(update: Update, message: Message, shown: Shown, context: BotContext) -> None:
    """Show it in place of the message with the button; what must be typed is asked below it."""
    await _wait(update, message, shown, context)
    reply = drafts.render_shown(shown, message.chat_id)
    if reply.force_reply:
        await _ask(update, message, reply, context)
    else:
        await replace(message, reply, context)


async def _send(message: Message, shown: Shown, context: BotContext) -> None:
    """Show it as the answer to a message."""
    if isinstance(shown, Asking):
        key = key_of(message, sender_of(message))
        await context.services.feedback.wait_for(key, Awaited.REMINDER, _subject(shown))
    to = None if is_private(message) else message.message_id
    await context.notifier.send(place_of(message), drafts.render_shown(shown, message.chat_id), to)


async def _ask(update: Update, message: Message, reply: Reply, context: BotContext) -> None:
    """Ask whoever pressed; in a group by name, under the card, so that only their field opens."""
    user = update.effective_user
    if is_private(message) or user is None:
        await context.notifier.send(place_of(message), reply)
    else:
        await context.notifier.send(place_of(message), addressed(reply, user.id, user.full_name), message.message_id)


async def _refuse(message: Message, error: UserError, context: BotContext) -> None:
    """Say what is wrong; what is not only wrong here is said where everything else is."""
    sentence = drafts.refusal(error)
    if not sentence:
        raise error
    to = None if is_private(message) else message.message_id
    await context.notifier.send(place_of(message), say(sentence), to)


async def _wait(update: Update, message: Message, shown: Shown, context: BotContext) -> None:
    """From now on wait for what is asked, and for nothing once nothing is."""
    await _end_waiting(update, message, shown.draft.user_id, context)
    if isinstance(shown, Asking):
        for key in _conversations(update, message, shown.draft.user_id):
            await context.services.feedback.wait_for(key, Awaited.REMINDER, _subject(shown))


async def _end_waiting(update: Update, message: Message, owner_id: int, context: BotContext) -> None:
    for key in _conversations(update, message, owner_id):
        await context.services.feedback.take_awaited(key)


def _conversations(update: Update, message: Message, owner_id: int) -> set[ConversationKey]:
    """Where an answer may come from: whoever pressed, and of a card in the name of the group whoever writes in it."""
    keys = {key_of(message, update.effective_user)}
    if owner_id < 0:
        keys.add(ConversationKey(message.chat_id, owner_id, place_of(message).thread_id or 0))
    return keys


def _subject(asking: Asking) -> str:
    return f"{asking.draft.id} {asking.field.value}"


_CHOICES: dict[Step, Choose] = {
    Step.NAME: lambda drafting, actor, draft, value: drafting.answer(actor, draft, Field.TITLE, title_said(value)),
    Step.DAY: lambda drafting, actor, draft, value: drafting.choose(actor, draft, day_said(value)),
    Step.TIME: lambda drafting, actor, draft, value: drafting.choose(actor, draft, time_said(value)),
    Step.PART: lambda drafting, actor, draft, value: drafting.choose(actor, draft, half_said(value)),
    Step.POLICY: lambda drafting, actor, draft, value: drafting.set_policy(actor, draft, DayOffPolicy(value)),
    Step.END_OF_MONTH: lambda drafting, actor, draft, _: drafting.end_of_month(actor, draft),
    Step.LEADS: lambda drafting, actor, draft, value: drafting.set_leads(actor, draft, leads_said(value)),
    Step.SHOW: lambda drafting, actor, draft, _: drafting.show(actor, draft),
}
