"""Answers to notices, the reasons for leave, and the page of answers that leaders see."""

from telegram import Message, Update, User

from bot.domain.dialogue import Awaited, ConversationKey
from bot.domain.errors import OutdatedError
from bot.domain.meeting import Meeting, Rsvp
from bot.domain.roles import Actor
from bot.handlers.browsing import replace
from bot.handlers.context import BotContext, Passing
from bot.handlers.people import actor_of, is_private, key_of, place_of, question_of, sender_of
from bot.notifier import Place
from bot.services.signing_up import Given, Nudged
from bot.views import sign_up as views
from bot.views import sign_up_words as words
from bot.views.callbacks import Press
from bot.views.markup import Reply, say

_NUDGED = {
    Nudged.ALREADY: words.NUDGED_ALREADY,
    Nudged.NOBODY_SILENT: words.NOBODY_SILENT,
    Nudged.NO_ROSTER: words.NOBODY_TO_NUDGE,
}


async def on_answer(update: Update, message: Message, press: Press, context: BotContext) -> str | None:
    """A button: an answer to a notice, or something about the answers."""
    meeting_id, what = press.args
    if what == views.WRITE:
        await _write(update, message, meeting_id, context)
    elif what == views.ANSWERS:
        await show_answers(update, message, meeting_id, context)
    elif what == views.NUDGE:
        return await nudge(update, message, meeting_id, context)
    elif what in views.RSVPS:
        return await _give(update, message, meeting_id, views.RSVPS[what], context)
    else:
        raise OutdatedError
    return None


async def _give(update: Update, message: Message, meeting_id: str, rsvp: Rsvp, context: BotContext) -> str:
    """Keep an answer, have the notice show it, and ask for a reason where it is a leave."""
    user, actor = _presser(update)
    given = await context.services.signing_up.answer(actor, meeting_id, rsvp, user.full_name)
    if rsvp is not given.before:
        await _refresh(message, given.meeting, context)
    name = words.RSVP[rsvp]
    if given.before is rsvp:
        said = words.SAME.format(rsvp=name)
    else:
        said = (words.CHANGED if given.before else words.NOTED).format(rsvp=name)
    hints = await _hints(user, given, context)
    return f"{said}\n{hints}" if hints else Passing(said)


async def _hints(user: User, given: Given, context: BotContext) -> str:
    """What goes with an answer: where a reason can be given, how to get on the roster."""
    hints = []
    if given.answer.rsvp is Rsvp.DECLINED and given.before is not Rsvp.DECLINED:
        asked = await _ask_reason(user, given.meeting, context)
        hints.append(words.REASON_ASKED if asked else words.REASON_IN_PRIVATE)
    if given.to_join:
        hints.append(words.NOT_ON_ROSTER)
    return "\n".join(hints)


# ---- the reason for leave


async def _ask_reason(user: User, meeting: Meeting, context: BotContext) -> bool:
    """Ask in private; where something else is being asked for there, leave that alone. Returns whether it could be
    said."""
    services = context.services
    known = await services.chats.chat(user.id)
    if known is None or not known.reachable:
        return False
    key = ConversationKey(user.id, user.id)
    before = await services.feedback.take_awaited(key)
    if before is not None and before.awaited is not Awaited.LEAVE:
        await services.feedback.wait_for(key, before.awaited, before.subject)
        reply = views.render_reason_later(meeting)
    else:
        await services.feedback.wait_for(key, Awaited.LEAVE, meeting.id)
        reply = views.render_reason_prompt(meeting)
    return await context.notifier.send(Place(user.id), reply) is not None


async def _write(update: Update, message: Message, meeting_id: str, context: BotContext) -> None:
    """Ask for the reason now."""
    _, actor = _presser(update)
    await context.notifier.send(place_of(message), await _prompt(actor, meeting_id, context))


async def linked_leave(update: Update, payload: str, context: BotContext) -> Reply:
    """What a link from a notice comes to: the question why somebody asks for leave, where they did."""
    actor = actor_of(update)
    if actor is None:
        raise OutdatedError
    try:
        return await _prompt(actor, payload.removeprefix(views.LEAVE_LINK), context)
    except OutdatedError:
        return say(words.REASON_NO_LEAVE)


async def _prompt(actor: Actor, meeting_id: str, context: BotContext) -> Reply:
    meeting, declined = await context.services.signing_up.on_leave(actor, meeting_id)
    if not declined:
        return say(views.say_not_on_leave(meeting))
    await context.services.feedback.wait_for(ConversationKey(actor.chat_id, actor.user_id), Awaited.LEAVE, meeting.id)
    return views.render_reason_prompt(meeting)


async def on_reason(update: Update, message: Message, subject: str, context: BotContext) -> None:
    """Why somebody asks for leave. What cannot be kept is asked for again."""
    actor = actor_of(update)
    if actor is None or not is_private(message):
        raise OutdatedError
    service, place = context.services.signing_up, place_of(message)
    try:
        kept = await service.explain(actor, subject, question_of(message, context.bot.username))
        meeting, _ = await service.on_leave(actor, subject)
    except OutdatedError:  # they answered something else meanwhile, or the meeting is gone
        await context.notifier.send(place, say(words.REASON_NO_LEAVE))
        return
    if not kept:
        await context.services.feedback.wait_for(key_of(message, sender_of(message)), Awaited.LEAVE, subject)
        await context.notifier.send(place, views.render_reason_again())
        return
    await context.notifier.send(place, views.render_reason_kept(meeting))
    await _refresh(message, meeting, context)


async def _refresh(message: Message, meeting: Meeting, context: BotContext) -> None:
    """Have the notice that was pressed show the answers as they are now; the latest where it was pressed elsewhere."""
    if message.chat_id == meeting.chat_id:
        context.board.touch(message.chat_id, message.message_id, meeting.id)
    else:
        await refresh(meeting, context)


async def refresh(meeting: Meeting, context: BotContext) -> None:
    """Have the latest notice of a meeting in its group, where there is one, show it as it is now."""
    shown = await context.services.signing_up.shown(meeting.id)
    if shown is not None and shown.latest is not None:
        context.board.touch(meeting.chat_id, shown.latest, meeting.id)


async def refresh_all(chat_id: int, context: BotContext) -> None:
    """The same for every meeting to come of a group: who is expected changed."""
    for meeting in await context.services.signing_up.asked_about(chat_id):
        await refresh(meeting, context)


# ---- what leaders see


async def show_answers(update: Update, message: Message, meeting_id: str, context: BotContext) -> None:
    """The page of answers in place of a message: in private with the reasons, in a group without."""
    _, actor = _presser(update)
    service = context.services.signing_up
    meeting, turnout, away = await service.answers(actor, meeting_id)
    private, nudges = is_private(message), service.may_nudge(meeting)
    await replace(message, views.render_answers(meeting, turnout, away, private=private, nudges=nudges), context)


async def nudge(update: Update, message: Message, meeting_id: str, context: BotContext) -> str:
    """Call those who have not answered, in the group. Returns what came of it, for a toast."""
    _, actor = _presser(update)
    nudged, count = await context.services.signing_up.nudge(actor, meeting_id)
    return _NUDGED.get(nudged) or words.NUDGED.format(count=count)


def _presser(update: Update) -> tuple[User, Actor]:
    user, actor = update.effective_user, actor_of(update)
    if user is None or actor is None:
        raise OutdatedError
    return user, actor
