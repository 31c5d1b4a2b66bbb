"""Answers to notices, the reasons for leave, and the page of answers that leaders see."""

import dataclasses
from collections.abc import Iterable
from datetime import datetime

from telegram import Message, Update, User

from bot.domain.dialogue import Awaited, ConversationKey
from bot.domain.errors import OutdatedError
from bot.domain.meeting import Meeting, Rsvp
from bot.domain.roles import Actor
from bot.domain.steps import may_ask
from bot.handlers.browsing import replace
from bot.handlers.context import BotContext, Passing
from bot.handlers.moved import NO_MESSAGE
from bot.handlers.people import actor_of, called, is_private, key_of, place_of, question_of, sender_of
from bot.notifier import Place
from bot.services.sign_up_messages import NoSignUp, Shown, SignUpError
from bot.services.signing_up import Nudged
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
    """A button: an answer to a notice, or something about the answers. Where nobody is asked any more, what was pressed
    offers no answers from then on."""
    meeting_id, what = press.args
    try:
        return await _do(update, message, meeting_id, what, context)
    except SignUpError as error:
        if error.reason.ends:
            await _end(update, message, meeting_id, what, context)
        raise


async def _do(update: Update, message: Message, meeting_id: str, what: str, context: BotContext) -> str | None:
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


async def _end(update: Update, message: Message, meeting_id: str, what: str, context: BotContext) -> None:
    """Take the buttons away that help no more: of a page of leaders only the one that calls."""
    if what == views.NUDGE:
        await show_answers(update, message, meeting_id, context)
    elif is_private(message):
        await context.notifier.strip(message.chat_id, message.message_id)
    elif message.message_id != NO_MESSAGE:
        context.board.touch(message.chat_id, message.message_id, meeting_id)


async def _give(update: Update, message: Message, meeting_id: str, rsvp: Rsvp, context: BotContext) -> str:
    """Keep an answer, have the notice show it, and ask for a reason where it is a leave."""
    user, actor = _presser(update)
    given = await context.services.signing_up.answer(actor, meeting_id, rsvp, called(user))
    if rsvp is not given.before:
        await _refresh(message, given.meeting, context)
    if rsvp is not Rsvp.DECLINED:
        await _end_asking(user, meeting_id, context)
    name = words.RSVP[rsvp]
    if given.before is rsvp:
        said = words.SAME.format(rsvp=name)
    else:
        said = (words.CHANGED if given.before else words.NOTED).format(rsvp=name)
    asks, asked = given.answer.rsvp is Rsvp.DECLINED and given.before is not Rsvp.DECLINED, False
    if asks:
        asked = await _ask_reason(user, given.meeting, context)
        said += "\n" + (words.REASON_ASKED if asked else words.REASON_IN_PRIVATE)
    if given.to_join:
        said += "\n" + words.NOT_ON_ROSTER
    # What somebody has to do now, and would not find anywhere else, stays until they have read it.
    return said if given.to_join or (asks and not asked) else Passing(said)


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


async def _end_asking(user: User, meeting_id: str, context: BotContext) -> None:
    """Who does not ask for leave explains none. Whatever else is being asked for stays."""
    feedback, key = context.services.feedback, ConversationKey(user.id, user.id)
    before = await feedback.take_awaited(key)
    if before is not None and (before.awaited is not Awaited.LEAVE or before.subject != meeting_id):
        await feedback.put_back(key, before)


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
    """Have the notice that was pressed show the answers as they are now; the latest where it was pressed elsewhere, or
    in the group that the meeting's was before it moved."""
    if message.chat_id == meeting.chat_id and message.message_id != NO_MESSAGE:
        context.board.touch(message.chat_id, message.message_id, meeting.id)
    else:
        await refresh(meeting, context)


async def refresh(meeting: Meeting, context: BotContext) -> None:
    """Have the latest notice of a meeting in its group, where there is one, show it as it is now. Where nobody is asked
    any more (it was called off, or sign-up is off), all of them lose their buttons and counts."""
    if not may_ask(meeting.kind, meeting.chat_id):
        return
    shown = await context.services.signing_up.shown(meeting.id)
    if shown is not None and shown.ended is not None:
        context.board.end(shown)
    elif shown is not None and shown.latest is not None:
        context.board.touch(meeting.chat_id, shown.latest, meeting.id)


async def refresh_all(chat_id: int, context: BotContext) -> None:
    """The same for every meeting to come of a group: who is expected changed."""
    for meeting in await context.services.signing_up.asked_about(chat_id):
        await refresh(meeting, context)


async def refresh_occurrence(series_id: str, recurrence_id: datetime, context: BotContext) -> None:
    """The same for an occurrence that was called off or moved."""
    meeting = await context.services.signing_up.meeting_of(series_id, recurrence_id)
    if meeting is not None:
        await refresh(meeting, context)


async def refresh_every(chat_id: int, context: BotContext) -> None:
    """The same for every meeting to come of a group, whether anybody is asked or not: that is what changed."""
    for meeting in await context.services.signing_up.to_come(chat_id):
        await refresh(meeting, context)


def end(told: Iterable[Shown], context: BotContext) -> None:
    """Meetings went with their series: what was told of them before (``SigningUp.told``) asks no more."""
    for shown in told:
        context.board.end(dataclasses.replace(shown, ended=NoSignUp.CALLED_OFF))


# ---- what leaders see


async def show_answers(update: Update, message: Message, meeting_id: str, context: BotContext) -> None:
    """The page of answers in place of a message: in private with the reasons, in a group without."""
    _, actor = _presser(update)
    service = context.services.signing_up
    meeting, turnout, away = await service.answers(actor, meeting_id)
    nudges = service.may_nudge(meeting) and await service.asks(meeting)
    private, nudged_at = is_private(message), await service.nudged_at(meeting)
    page = views.render_answers(meeting, turnout, away, private=private, nudges=nudges, nudged_at=nudged_at)
    await replace(message, page, context)


async def nudge(update: Update, message: Message, meeting_id: str, context: BotContext) -> str:
    """Call those who have not answered, in the group; the page says so from then on. Returns what came of it, for a
    toast."""
    _, actor = _presser(update)
    nudged, count = await context.services.signing_up.nudge(actor, meeting_id)
    await show_answers(update, message, meeting_id, context)
    return _NUDGED.get(nudged) or Passing(words.NUDGED.format(count=count))


def _presser(update: Update) -> tuple[User, Actor]:
    user, actor = update.effective_user, actor_of(update)
    if user is None or actor is None:
        raise OutdatedError
    return user, actor
