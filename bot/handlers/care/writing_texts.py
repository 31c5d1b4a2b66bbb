"""Care of the knowledge: questions that become ways of asking for what exists, and the report of what was written."""

from bot.handlers.care.faq_changes import report_of
from bot.handlers.care.keeping import Keeping
from bot.services.care.attaching import Attaching
from bot.views.care import (
    faq_words,
)
from bot.views.care import (
    writing_card as card,
)
from bot.views.care import (
    writing_words as words,
)
from bot.views.markup import say

Args = tuple[str, ...]


async def open_texts(keeping: Keeping, attaching: Attaching) -> None:
    """The texts that become phrasings; where it is one, at once what becomes of that."""
    if len(attaching.texts) == 1:
        await check_texts(keeping, (attaching.pending_id,))
    else:
        await keeping.show(card.render_texts(attaching, 0))


async def report(keeping: Keeping, change_id: str) -> None:
    """What the gate says of a change, with the button that publishes it, and the way back to what was written."""
    async with keeping.checking(keeping.message.message_id):
        await keeping.show(say(faq_words.CHECKING))
        await keeping.show(await report_of(keeping, await keeping.curation.pending(keeping.actor, change_id)))


async def texts(keeping: Keeping, args: Args) -> None:
    """A page of them."""
    attaching = await keeping.context.services.writing.attacher.attaching(keeping.actor, args[0])
    await keeping.show(card.render_texts(attaching, int(args[1])))


async def text(keeping: Keeping, args: Args) -> None:
    """One in or out."""
    page = int(args[2])
    attaching = await keeping.context.services.writing.attacher.toggle(keeping.actor, args[0], args[1])
    await keeping.show(card.render_texts(attaching, page))


async def check_texts(keeping: Keeping, args: Args) -> None:
    """Examine that, to be published."""
    change = await keeping.context.services.writing.attacher.finish(keeping.actor, keeping.name, args[0])
    await report(keeping, change.id)


async def drop_texts(keeping: Keeping, args: Args) -> None:
    """Not after all."""
    await keeping.context.services.writing.drop(keeping.actor, args[0])
    await keeping.show(say(words.TEXTS_DROPPED))
