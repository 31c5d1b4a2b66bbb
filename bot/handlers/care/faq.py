"""Care of the knowledge: the knowledge as a whole: files, changes, history."""

from collections.abc import Awaitable, Callable, Sequence

from telegram import Message, Update

from bot.domain.errors import OutdatedError
from bot.handlers.care import (
    faq_changes as changes,
)
from bot.handlers.care import (
    faq_pages as pages,
)
from bot.handlers.care import (
    keepers,
    missing,
    writing,
)
from bot.handlers.care.keeping import Keeping, keeping_of
from bot.handlers.context import BotContext
from bot.handlers.people import actor_of, is_private
from bot.services.care.changes import change_of
from bot.views.callbacks import Press
from bot.views.care import (
    faq_words as words,
)
from bot.views.care.faq_report import render_still, render_waiting
from bot.views.markup import Reply, say

Do = Callable[[Keeping, tuple[str, ...]], Awaitable[str | None]]


async def on_press(update: Update, message: Message, press: Press, context: BotContext) -> str | None:
    """A button."""
    keeping = await keeping_of(update, message, context)
    if not is_private(message):
        return words.PRIVATE_ONLY
    do = _DO.get(press.args[0])
    if do is None:
        raise OutdatedError
    return await do(keeping, press.args[1:])


async def on_faq(update: Update, context: BotContext) -> None:
    """/faq, with what to do: add, edit ID, find, export, history, unanswered, admins."""
    message = update.message
    if message is None:
        return
    keeping = await keeping_of(update, message, context)
    if not is_private(message):
        await keeping.say(say(words.PRIVATE_ONLY))
        return
    given = context.args or []
    word, rest = (given[0].lower(), given[1:]) if given else ("", [])
    word = _CHINESE.get(word, word)
    if word in _COMMANDS:
        await _COMMANDS[word](update, context, rest)
    else:
        await keeping.say(await _page(keeping, word, rest))


async def on_document(update: Update, context: BotContext) -> bool:
    """A file in a private chat: one of knowledge, where an admin sends it. Returns whether it was taken."""
    message = update.message
    if message is None or message.document is None or not is_private(message):
        return False
    if message.from_user is None or not await context.services.access.keeps_knowledge(message.from_user.id):
        return False
    await changes.upload(await keeping_of(update, message, context), message.document)
    return True


async def waiting_change(update: Update, message: Message, context: BotContext) -> Reply | None:
    """What is said of a change that waits to be published, where somebody gives up what they are at; else None."""
    actor = actor_of(update)
    if actor is None or not is_private(message) or not await context.services.access.keeps_knowledge(actor.user_id):
        return None
    pending = await context.services.curation.waiting(actor)
    if pending is None:
        return None
    change = change_of(pending)
    if change.uploaded:  # its author has to say first what becomes of what it leaves out
        return render_waiting(pending.id, change.why)
    return render_still(await context.services.curation.report(actor, pending))


async def _page(keeping: Keeping, word: str, rest: Sequence[str]) -> Reply:
    if word == "find":
        return await pages.found_page(keeping, rest)
    if word == "export":
        return await pages.files_page(keeping)
    if word == "history":
        return await pages.history_page(keeping)
    if word == "admins":
        return await keepers.board(keeping)
    return await pages.home_page(keeping, words.UNKNOWN_WORD if word else "")


async def _add(update: Update, context: BotContext, rest: Sequence[str]) -> None:
    await writing.on_command(update, context, ["add", *rest])


async def _edit(update: Update, context: BotContext, rest: Sequence[str]) -> None:
    await writing.on_command(update, context, ["edit", *rest])


async def _unanswered(update: Update, context: BotContext, rest: Sequence[str]) -> None:
    await missing.on_command(update, context, rest)


_COMMANDS: dict[str, Callable[[Update, BotContext, Sequence[str]], Awaitable[None]]] = {
    "add": _add,
    "edit": _edit,
    "unanswered": _unanswered,
}
"""What the handlers of writing and of missed questions do."""

_CHINESE = {
    "添加": "add",
    "新增": "add",
    "修改": "edit",
    "查": "find",
    "查找": "find",
    "历史": "history",
    "没答上来的": "unanswered",
    "管理员": "admins",
}

_DO: dict[str, Do] = {
    "h": pages.home,
    "x": pages.files,
    "xf": pages.send_file,
    "xz": pages.send_all,
    "hi": pages.history,
    "r": pages.revision,
    "rd": pages.revision_file,
    "b": pages.rollback,
    "cf": pages.conflicts,
    "ck": pages.keep_mine,
    "ct": pages.take_new,
    "cd": pages.sides_file,
    "w": changes.choose,
    "t": changes.drop_strays,
    "d": changes.details,
    "m": changes.use_mine,
    "u": changes.use_live,
    "hd": changes.take_held,
    "n": changes.discard,
    "p": changes.publish,
    "y": changes.consent,
    "z": changes.refuse,
}
