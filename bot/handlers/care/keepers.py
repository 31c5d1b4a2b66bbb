"""Care of the knowledge: the admins of the knowledge."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from telegram import Message, Update
from telegram.error import BadRequest, Forbidden, TelegramError

from bot import menu
from bot.domain.errors import OutdatedError
from bot.domain.tidying import one_line
from bot.handlers.care.keeping import Keeping, keeping_of, shown_name
from bot.handlers.context import BotContext
from bot.handlers.leaders import id_of
from bot.handlers.people import is_private
from bot.notifier import Place
from bot.services.care.changes import change_of
from bot.services.care.keepers import Decision, Guest, Ruled
from bot.views import words as common_words
from bot.views.callbacks import Press
from bot.views.care import (
    faq_words,
)
from bot.views.care import (
    keepers as view,
)
from bot.views.care import (
    keepers_words as words,
)
from bot.views.care.faq_report import render_freed
from bot.views.markup import Reply, say


async def on_press(update: Update, message: Message, press: Press, context: BotContext) -> str | None:
    """A button."""
    keeping = await keeping_of(update, message, context)
    if not is_private(message):
        return faq_words.PRIVATE_ONLY
    do = _DO.get(press.args[0])
    if do is None:
        raise OutdatedError
    await do(keeping, press.args[1:])
    return None


async def board(keeping: Keeping) -> Reply:
    """The page of the admins."""
    found = await keeping.keepers.board(keeping.actor)
    names = {each: await _name_of(each, keeping) for each in found.settled}
    closed = found.closed | {each for each, name in names.items() if not name}
    names = {each: name or common_words.UNKNOWN_PERSON.format(user_id=each) for each, name in names.items()}
    return view.render_board(replace(found, closed=closed - {keeping.actor.user_id}), names, await keeping.zone())


async def linked_invitation(update: Update, payload: str, context: BotContext) -> Reply:
    """Somebody opens an invitation."""
    user = update.effective_user
    if user is None:
        raise OutdatedError
    pending_id = payload.removeprefix(view.INVITATION_LINK)
    try:
        opened = await context.services.keepers.open_invitation(user.id, shown_name(user), pending_id)
    except OutdatedError:
        return say(words.LINK_GONE)
    if opened.guest is not Guest.ASKED:
        return say(words.OPENED_ALREADY if opened.guest is Guest.ALREADY else words.OPENED_BEFORE)
    await context.notifier.send(Place(opened.inviter_id), view.render_guest(opened, pending_id))
    return say(words.OPENED)


async def _board(keeping: Keeping, args: tuple[str, ...]) -> None:
    await keeping.show(await board(keeping))


async def _invite(keeping: Keeping, args: tuple[str, ...]) -> None:
    pending_id = await keeping.keepers.invite(keeping.actor, keeping.name)
    await keeping.show(view.render_invitation(keeping.context.bot.username, pending_id))


async def _admit(keeping: Keeping, args: tuple[str, ...]) -> None:
    await _ruled(keeping, await keeping.keepers.admit(keeping.actor, keeping.name, args[0]))


async def _turn_away(keeping: Keeping, args: tuple[str, ...]) -> None:
    ruling = await keeping.keepers.turn_away(keeping.actor, args[0])
    await keeping.show(say(words.TURNED_AWAY.format(name=ruling.name)))


async def _ask_remove(keeping: Keeping, args: tuple[str, ...]) -> None:
    keeper = await keeping.keepers.keeper(keeping.actor, id_of(args[0]))
    await keeping.show(view.render_remove(keeper.user_id, keeper.name))


async def _remove(keeping: Keeping, args: tuple[str, ...]) -> None:
    await _ruled(keeping, await keeping.keepers.remove(keeping.actor, keeping.name, id_of(args[0])))


async def _want_consent(keeping: Keeping, args: tuple[str, ...]) -> None:
    wanted = {"0": False, "1": True}.get(args[0])
    if wanted is None:
        raise OutdatedError
    await _ruled(keeping, await keeping.keepers.want_consent(keeping.actor, keeping.name, wanted=wanted))


async def _agree(keeping: Keeping, args: tuple[str, ...]) -> None:
    await _ruled(keeping, await keeping.keepers.agree(keeping.actor, args[0]))


async def _disagree(keeping: Keeping, args: tuple[str, ...]) -> None:
    author_id, ruling = await keeping.keepers.disagree(keeping.actor, args[0])
    await keeping.show(say(words.DISAGREED_HERE))
    sentence = words.DISAGREED.format(name=keeping.name, what=view.say_wanted(ruling))
    await keeping.tell(author_id, say(sentence))


async def _ruled(keeping: Keeping, ruled: Ruled) -> None:
    """Tell everybody whom it concerns."""
    ruling = ruled.ruling
    lost = _lost(keeping, ruled)
    await keeping.show(say(words.FAREWELL) if lost else view.render_ruled(ruled))
    if not ruled.done:
        await keeping.tell_all(ruled.others, view.render_plea(ruled))
        return
    bot = keeping.context.bot
    if ruling.decision is Decision.REMOVE:
        await menu.hide_from(bot, ruling.user_id)
        await keeping.tell_all([] if lost else [ruling.user_id], say(words.FAREWELL))
        await keeping.tell_all(ruled.stranded, say(words.INVITER_GONE))
    elif ruling.decision is Decision.ADMIT:
        await keeping.tell(ruling.user_id, say(words.WELCOME))
        await menu.show_to_admins(bot, [ruling.user_id])
    for user_id in ruled.others:
        await keeping.tell(user_id, view.render_told(ruled, user_id, keeping.name))
    for pending in ruled.freed:
        await keeping.tell(pending.author_id, render_freed(pending.id, change_of(pending)))


def _lost(keeping: Keeping, ruled: Ruled) -> bool:
    """Whether who pressed the button is no admin any more with that."""
    ruling = ruled.ruling
    return ruled.done and ruling.decision is Decision.REMOVE and ruling.user_id == keeping.actor.user_id


async def _name_of(user_id: int, keeping: Keeping) -> str:
    """The name; empty where they never opened their private chat with the bot, or closed it."""
    if user_id == keeping.actor.user_id:
        return keeping.name
    try:
        chat = await keeping.context.bot.get_chat(user_id)
    except (BadRequest, Forbidden):
        return ""
    except TelegramError:
        return common_words.UNKNOWN_PERSON.format(user_id=user_id)
    return one_line(chat.full_name or "") or common_words.UNKNOWN_PERSON.format(user_id=user_id)


_DO: dict[str, Callable[[Keeping, tuple[str, ...]], Awaitable[None]]] = {
    "l": _board,
    "i": _invite,
    "y": _admit,
    "n": _turn_away,
    "d": _ask_remove,
    "dd": _remove,
    "c": _want_consent,
    "a": _agree,
    "z": _disagree,
}
