"""Care of the knowledge: questions that nothing answered, wrong answers, numbers."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from telegram import Message, Update

from bot.handlers.care.keeping import Keeping, keeping_of
from bot.handlers.care.writing import open_sheet
from bot.handlers.care.writing_texts import open_texts
from bot.handlers.context import BotContext, Passing
from bot.handlers.people import is_private
from bot.services.care.missing import SPANS, Missing
from bot.services.care.written import BOUNDARY, ENTRY
from bot.views.callbacks import Press
from bot.views.care import (
    missing as view,
)
from bot.views.care import (
    missing_words as words,
)
from bot.views.care.stats import render_stats
from bot.views.care.writing import render_look
from bot.views.markup import say

Args = tuple[str, ...]


async def on_command(update: Update, context: BotContext, given: Sequence[str]) -> None:
    """/faq unanswered."""
    if update.message is None:
        return
    keeping = await keeping_of(update, update.message, context)
    await keeping.say(view.render_missed(await _missing(keeping).page(keeping.actor)))


async def on_press(update: Update, message: Message, press: Press, context: BotContext) -> str | None:
    """A button."""
    keeping = await keeping_of(update, message, context)
    do = _DO.get(press.args[0])
    if do is None:
        raise ValueError("no such button")
    return await do(keeping, press.args[1:])


async def on_stats(update: Update, context: BotContext) -> None:
    """/stats."""
    message = update.message
    if message is None:
        return
    keeping = await keeping_of(update, message, context)
    if not is_private(message):
        await keeping.say(say(words.STATS_PRIVATE))
        return
    await keeping.say(render_stats(await _missing(keeping).numbers(keeping.actor, SPANS[0])))


async def _page(keeping: Keeping, args: Args) -> None:
    page = await _missing(keeping).page(keeping.actor, int(args[0]) if args else 0)
    await keeping.show(view.render_missed(page))


async def _attach(keeping: Keeping, args: Args) -> None:
    place = int(args[2]) if len(args) > 2 else 0
    await open_texts(keeping, await _missing(keeping).attach(keeping.actor, args[0], args[1], place))


async def _look(keeping: Keeping, args: Args) -> None:
    missed_ref, target_ref, number = args
    target = await keeping.context.services.writing.target(keeping.actor, target_ref)
    rows = view.missed_look_rows(missed_ref, target_ref, int(number))
    await keeping.show(render_look(target, keeping.context.services.knowledge.now.base, rows))


async def _new_entry(keeping: Keeping, args: Args) -> None:
    ref, place = _placed(args, 1)
    await open_sheet(keeping, await _missing(keeping).begin(keeping.actor, ref, ENTRY, place))


async def _new_boundary(keeping: Keeping, args: Args) -> None:
    ref, place = _placed(args, 1)
    await open_sheet(keeping, await _missing(keeping).begin(keeping.actor, ref, BOUNDARY, place))


async def _dismiss(keeping: Keeping, args: Args) -> str:
    number = int(args[1])
    await _missing(keeping).dismiss(keeping.actor, keeping.name, args[0])
    await keeping.show(view.render_missed(await _missing(keeping).page(keeping.actor, number)))
    return Passing(words.DISMISSED)


async def _done(keeping: Keeping, args: Args) -> str:
    number = int(args[1])
    await _missing(keeping).settle_one(keeping.actor, keeping.name, args[0])
    await keeping.show(view.render_missed(await _missing(keeping).page(keeping.actor, number)))
    return Passing(words.SETTLED)


async def _all_done(keeping: Keeping, args: Args) -> str:
    number = int(args[0])
    count = await _missing(keeping).settle_answered(keeping.actor, keeping.name)
    await keeping.show(view.render_missed(await _missing(keeping).page(keeping.actor, number)))
    return Passing(words.ALL_SETTLED.format(count=count))


async def _reports_done(keeping: Keeping, args: Args) -> str:
    """Under what was published, which stays."""
    await _missing(keeping).settle_reports(keeping.actor, args[0])
    return Passing(words.SETTLED)


def _placed(args: Args, count: int) -> tuple[str, int]:
    """The reference, and the place in the list, which buttons of an earlier version do not have."""
    return args[0], int(args[count]) if len(args) > count else 0


async def _reports(keeping: Keeping, args: Args) -> None:
    reports = await _missing(keeping).reports(keeping.actor)
    await keeping.show(view.render_reports(reports, int(args[0]) if args else 0))


async def _report_look(keeping: Keeping, args: Args) -> None:
    target = await keeping.context.services.writing.target(keeping.actor, args[0])
    rows = view.report_look_rows(int(args[1]))
    await keeping.show(render_look(target, keeping.context.services.knowledge.now.base, rows))


async def _report_done(keeping: Keeping, args: Args) -> str:
    number = int(args[1])
    await _missing(keeping).settle_reports(keeping.actor, args[0])
    await keeping.show(view.render_reports(await _missing(keeping).reports(keeping.actor), number))
    return Passing(words.SETTLED)


async def _stats(keeping: Keeping, args: Args) -> None:
    days = int(args[0])
    if days not in SPANS:
        raise ValueError("no such span")
    await keeping.show(render_stats(await _missing(keeping).numbers(keeping.actor, days)))


def _missing(keeping: Keeping) -> Missing:
    return keeping.context.services.missing


_DO: Mapping[str, Callable[[Keeping, Args], Awaitable[str | None]]] = {
    "l": _page,
    "a": _attach,
    "k": _look,
    "n": _new_entry,
    "b": _new_boundary,
    "x": _dismiss,
    "o": _done,
    "oa": _all_done,
    "rp": _reports_done,
    "r": _reports,
    "rl": _report_look,
    "rd": _report_done,
    "s": _stats,
}
