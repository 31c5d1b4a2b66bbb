"""Setting a reminder: /remind, wishes in plain words, the buttons of cards, and what is typed to go on."""

from collections.abc import Awaitable, Callable
from dataclasses import replace as replace_fields

from telegram import Message, Update, User

from bot.domain.dialogue import Awaited, ConversationKey
from bot.domain.draft import Draft
from bot.domain.errors import OutdatedError, UserError
from bot.domain.habits import Habits
from bot.domain.roles import Actor
from bot.domain.series import DayOffPolicy
from bot.handlers.browsing import replace
from bot.handlers.calendar import actor_in_focus
from bot.handlers.card_waits import CardWait
from bot.handlers.context import BotContext
from bot.handlers.people import actor_of, called, is_private, key_of, place_of, question_of, sender_of
from bot.handlers.settings import title_of
from bot.services.correcting import correction_in, is_about_what_is_set
from bot.services.drafted import Asking, Card, Confirmed, Field, Shown, TooLongError
from bot.services.drafting import Drafting
from bot.services.opening import in_chat
from bot.views import draft_words, drafts, words
from bot.views.calendar_edits import addressed
from bot.views.callbacks import Press
from bot.views.draft_buttons import (
    OTHER,
    Step,
    begun_said,
    day_said,
    half_said,
    leads_said,
    place_typed,
    render_days,
    time_said,
    title_said,
)
from bot.views.drafts import Follows
from bot.views.markup import Reply, say
from bot.views.presets_buttons import back_row

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
    name = called(sender) if isinstance(sender, User) else draft_words.ANONYMOUS_NAME
    thread_id = place_of(message).thread_id if actor.chat_id == message.chat_id else None
    try:
        shown = await context.services.drafting.begin(actor, sentence, thread_id=thread_id, name=name)
    except UserError as error:
        await _refuse(message, error, context)
    else:
        await _send(message, shown, context)


async def on_answer(update: Update, message: Message, subject: str, context: BotContext) -> None:
    """What a card asked for, in the person's own words, or what is to be different on it."""
    actor = actor_of(update)
    if actor is None:
        return
    wait, typed = _answered(message, subject), question_of(message, context.bot.username)
    if place := place_typed(wait.begun, typed):
        wait, typed = replace_fields(wait, begun=place), ""
    try:
        shown = await _told(actor, wait, typed, context)
    except UserError as error:
        if isinstance(error, TooLongError):
            key = key_of(message, sender_of(message))
            await context.services.feedback.wait_for(key, Awaited.REMINDER, wait.subject)
        await _refuse(message, error, context)
    else:
        await _send(message, shown, context, wait)


async def _told(actor: Actor, wait: CardWait, typed: str, context: BotContext) -> Shown:
    """What comes of an answer."""
    service = context.services.drafting
    if typed in {draft_words.BACK, draft_words.BACK_TYPED} or (wait.begun and not typed):
        return await service.show(actor, wait.draft_id)
    if wait.field is None:
        return await service.correct(actor, wait.draft_id, typed)
    return await service.answer(actor, wait.draft_id, wait.field, typed, begun=begun_said(wait.begun))


def is_correction(message: Message, subject: str, typed: str) -> bool | None:
    """Whether a message corrects the card that stands open; None where not the card but something of it is awaited."""
    wait = _answered(message, subject)
    if wait.field is not None:
        return None
    replied = message.reply_to_message
    here = is_private(message) or (replied is not None and wait.card in {0, replied.message_id})
    return here and correction_in(typed) is not None


def pointer(typed: str) -> Reply | None:
    """Where to do what a message wants of the calendar, and no message does; None where it wants nothing of it."""
    return say(draft_words.TO_MEETINGS) if is_about_what_is_set(typed) else None


async def give_up(update: Update, message: Message, subject: str, context: BotContext) -> Reply:
    """/cancel, or a word for it: gives up what is asked for where the card can do without it, else the card."""
    actor, wait, service = actor_of(update), _answered(message, subject), context.services.drafting
    if actor is None:
        return say(words.NOTHING_TO_CANCEL)
    try:
        draft = await service.draft(actor, wait.draft_id)
        if wait.field is not None and draft.series is not None and draft.series.title:
            key = key_of(message, sender_of(message))
            await context.services.feedback.wait_for(key, Awaited.REMINDER, replace_fields(wait, field=None).subject)
            return say(draft_words.NOT_CHANGED)
        await service.cancel(actor, wait.draft_id)
    except UserError:
        return say(words.NOTHING_TO_CANCEL)
    if wait.card:
        await context.notifier.strip(message.chat_id, wait.card)
    return say(words.CANCELLED)


def _answered(message: Message, subject: str) -> CardWait:
    """What a message answers of all that is awaited of its sender."""
    replied = message.reply_to_message
    return CardWait.of(subject).replied_to(replied.message_id if replied else None)


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
            await _end_card(update, message, cancelled.user_id, draft_id, context)
            await replace(message, say(words.CANCELLED), context)
        case Step.FREQUENCY:
            draft = await drafting.draft(actor, draft_id)
            days = render_days(draft, value, await drafting.today(draft))
            await _end_waiting(update, message, draft.user_id, context)
            await _wait_for(update, message, draft, CardWait(draft_id, Field.TIME, begun=value), context)
            await replace(message, days, context)
        case Step.NAME if value == OTHER:
            await _prompt(update, message, Asking(await drafting.draft(actor, draft_id), Field.TITLE), context)
        case Step.CHANGE:
            await _change(update, message, actor, (draft_id, Field(value)), context)
        case _:
            await _put(update, message, await _CHOICES[step](drafting, actor, draft_id, value), context)


async def _confirm(update: Update, message: Message, actor: Actor, draft_id: str, context: BotContext) -> None:
    drafting = context.services.drafting
    draft = await drafting.draft(actor, draft_id)
    habits = await context.services.habits.get(in_chat(actor, draft.chat_id))
    done = await drafting.confirm(actor, draft_id)
    if isinstance(done, Card):
        await _put(update, message, done, context)
        return
    if isinstance(done, Asking):
        await _prompt(update, message, done, context)
        return
    await _end_card(update, message, done.reminder.organizer_id, draft_id, context)
    group = await _group_of(draft.chat_id, message, context)
    rows = (back_row(draft.chat_id),) if draft.duty else ()
    follows = _follows(done, habits, context)
    await replace(message, drafts.render_confirmed(done, message.chat_id, group, follows=follows, rows=rows), context)


def _follows(done: Confirmed, habits: Habits, context: BotContext) -> Follows:
    """What is known of the meetings that were set."""
    guide, series = context.services.guide, done.reminder.series
    titles = {document_id: document.title for document_id, document in guide.base.documents.items()}
    return Follows(habits=habits, checklist=guide.checklist(series.kind, habits, series.title), titles=titles)


async def _change(
    update: Update, message: Message, actor: Actor, changed: tuple[str, Field], context: BotContext
) -> None:
    """Asks for a field anew: lead times with buttons in place of the card, the others below it."""
    draft_id, field = changed
    shown = await context.services.drafting.show(actor, draft_id)
    if field is not Field.LEADS:
        await _prompt(update, message, Asking(shown.draft, field), context)
    elif isinstance(shown, Card):
        await _wait(update, message, Asking(shown.draft, field), context)
        await replace(message, drafts.render_leads(shown), context)


async def _prompt(update: Update, message: Message, asking: Asking, context: BotContext) -> None:
    """Asks for a field to be typed, below the card. What was asked before may still be answered by a reply to it."""
    before = await context.services.feedback.take_awaited(key_of(message, update.effective_user))
    prompts = CardWait.of(before.subject).prompts if before and before.awaited is Awaited.REMINDER else ()
    wait = CardWait(asking.draft.id, asking.field, message.message_id, prompts=prompts)
    await _wait_for(update, message, asking.draft, wait, context)
    reply = drafts.render_asking(asking) if asking.past else drafts.render_prompt(asking.field, asking.draft)
    sent = await _ask(update, message, reply, context)
    if sent:
        await _wait_for(update, message, asking.draft, wait.asked_in(sent), context)


async def _put(update: Update, message: Message, shown: Shown, context: BotContext) -> None:
    """Show it in place of the message with the button; what must be typed is asked below it."""
    await _wait(update, message, shown, context)
    reply = drafts.render_shown(shown, message.chat_id, await _group_of(shown.draft.chat_id, message, context))
    if reply.force_reply:
        await _ask(update, message, reply, context)
    else:
        await replace(message, reply, context)


async def _send(message: Message, shown: Shown, context: BotContext, answered: CardWait | None = None) -> None:
    """Show it as the answer to a message. A card that was shown before it has its buttons no more."""
    key, card = key_of(message, sender_of(message)), answered.card if answered else 0
    to = None if is_private(message) else message.message_id
    if isinstance(shown, Asking):
        no_day = shown.field is Field.TIME and shown.question is not None and shown.question.reason == "no-date"
        wait = CardWait(shown.draft.id, shown.field, card, answered.begun if answered and no_day else "")
        await context.services.feedback.wait_for(key, Awaited.REMINDER, wait.subject)
        await context.notifier.send(place_of(message), await _asked(shown, wait, context), to)
        return
    group = await _group_of(shown.draft.chat_id, message, context)
    sent = await context.notifier.send(place_of(message), drafts.render_card(shown, message.chat_id, group), to)
    await context.services.feedback.wait_for(key, Awaited.REMINDER, CardWait(shown.draft.id, None, sent or 0).subject)
    if sent and card:
        await context.notifier.strip(message.chat_id, card)


async def _asked(asking: Asking, wait: CardWait, context: BotContext) -> Reply:
    """The question; while a rhythm is only half chosen, its days again."""
    if not wait.begun:
        return drafts.render_asking(asking)
    today = await context.services.drafting.today(asking.draft)
    return render_days(asking.draft, wait.begun, today, again=asking.again)


async def _ask(update: Update, message: Message, reply: Reply, context: BotContext) -> int | None:
    """Ask whoever pressed; in a group by name, under the card, so that only their field opens."""
    user = update.effective_user
    if is_private(message) or user is None:
        return await context.notifier.send(place_of(message), reply)
    named = addressed(reply, user.id, called(user))
    return await context.notifier.send(place_of(message), named, message.message_id)


async def _group_of(chat_id: int, message: Message, context: BotContext) -> str:
    """The name of the group whose calendar it is, where it is not the one of this chat."""
    return "" if chat_id == message.chat_id else await title_of(chat_id, context)


async def _refuse(message: Message, error: UserError, context: BotContext) -> None:
    """Say what is wrong; what is not only wrong here is said where everything else is."""
    sentence = drafts.refusal(error)
    if not sentence:
        raise error
    to = None if is_private(message) else message.message_id
    await context.notifier.send(place_of(message), say(sentence), to)


async def _wait(update: Update, message: Message, shown: Shown, context: BotContext) -> None:
    """From now on wait for what is asked, or for what may be wrong with the card."""
    if isinstance(shown, Card):
        await _end_card(update, message, shown.draft.user_id, shown.draft.id, context)
    else:
        await _end_waiting(update, message, shown.draft.user_id, context)
    field = shown.field if isinstance(shown, Asking) else None
    card = message.message_id if field in {None, Field.LEADS} else 0
    await _wait_for(update, message, shown.draft, CardWait(shown.draft.id, field, card), context)


async def _wait_for(update: Update, message: Message, draft: Draft, wait: CardWait, context: BotContext) -> None:
    for key in _conversations(update, message, draft.user_id):
        await context.services.feedback.wait_for(key, Awaited.REMINDER, wait.subject)


async def _end_waiting(update: Update, message: Message, owner_id: int, context: BotContext) -> list[CardWait]:
    """Wait for nothing any more. Returns what was awaited about cards."""
    keys = _conversations(update, message, owner_id)
    taken = [await context.services.feedback.take_awaited(key) for key in keys]
    return [CardWait.of(each.subject) for each in taken if each and each.awaited is Awaited.REMINDER]


async def _end_card(update: Update, message: Message, owner_id: int, draft_id: str, context: BotContext) -> None:
    """Wait for nothing any more, and leave no other message with the buttons of the card."""
    waits = await _end_waiting(update, message, owner_id, context)
    for card in {wait.card for wait in waits if wait.draft_id == draft_id} - {0, message.message_id}:
        await context.notifier.strip(message.chat_id, card)


def _conversations(update: Update, message: Message, owner_id: int) -> set[ConversationKey]:
    """Where an answer may come from: whoever pressed, and of a card in the name of the group whoever writes in it."""
    keys = {key_of(message, update.effective_user)}
    if owner_id < 0:
        keys.add(ConversationKey(message.chat_id, owner_id, place_of(message).thread_id or 0))
    return keys


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
