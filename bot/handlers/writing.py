"""Care of the knowledge: entries that admins write. What is shown is in bot/views/writing.py and writing_card.py."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from telegram import Message, Update

from bot.domain.dialogue import Awaited, ConversationKey, Expectation
from bot.handlers.context import BotContext
from bot.handlers.faq_changes import report_of
from bot.handlers.keeping import Keeping, keeping_of
from bot.handlers.people import text_of
from bot.services.attaching import Attaching
from bot.services.writing import Sheet, Writing
from bot.services.written import BOUNDARY, ENTRY, Piece, Refusal, Step, WritingError
from bot.views import faq_words, pages
from bot.views import writing as view
from bot.views import writing_card as card
from bot.views import writing_words as words
from bot.views.callbacks import Press
from bot.views.markup import Reply, say
from bot.views.writing_buttons import What, button
from knowledge.models import KnowledgeBase

GOES_ON = timedelta(minutes=3)
"""How long the next messages belong behind what was just typed: a long text comes in several."""

_LONG = frozenset({Piece.ANSWER, Piece.PHRASINGS, Piece.TESTS})
"""What may come in several messages."""

_ASKED = {Step.QUESTION: Piece.QUESTION, Step.CITES: Piece.CITES, Step.ANSWER: Piece.ANSWER}
"""What is typed at a step."""

_OVER = frozenset({Refusal.DRAFT_GONE, Refusal.ONLY_IN_PRIVATE})

_MOST_SEARCHED = 200

Args = tuple[str, ...]


async def on_command(update: Update, context: BotContext, words_: Sequence[str]) -> None:
    """/faq add [question] and /faq edit ID or question."""
    message = update.message
    if message is None:
        return
    keeping = await keeping_of(update, message, context)
    await _stop_waiting(keeping)
    what, typed = words_[0] if words_ else "add", " ".join(words_[1:]).strip()
    try:
        await (_edit(keeping, typed) if what == "edit" else _add(keeping, typed))
    except WritingError as error:
        await keeping.say(say(pages.error_sentence(error)))


async def on_press(update: Update, message: Message, press: Press, context: BotContext) -> str | None:
    """A button."""
    keeping = await keeping_of(update, message, context)
    what, *args = press.args
    do = _DO[What(what)]
    await _stop_waiting(keeping)
    return await do(keeping, tuple(args))


async def on_typed(update: Update, message: Message, subject: str, context: BotContext) -> None:
    """What was asked for in so many words; what does not fit is said so, and goes on being awaited."""
    keeping = await keeping_of(update, message, context)
    pending_id, _, part = subject.partition(":")
    piece, more = Piece(part.rstrip("+")), part.endswith("+")
    try:
        sheet = await _writing(keeping).take(keeping.actor, pending_id, piece, text_of(message), more=more)
    except WritingError as error:
        if error.refusal not in _OVER:
            await _wait(keeping, pending_id, piece, more=more)
        await keeping.say(say(pages.error_sentence(error)))
        return
    if piece in _LONG and sheet.step is Step.CARD:
        await _wait(keeping, pending_id, piece, more=True)
        await keeping.say(card.render_card(sheet, _base(keeping), goes_on=piece))
        return
    await open_sheet(keeping, sheet, anew=True)


async def open_sheet(keeping: Keeping, sheet: Sheet, *, anew: bool = False) -> None:
    """What comes next in writing: in place of the message with the button, or anew; and it is awaited."""
    base = _base(keeping)
    reply = view.render_step(sheet, base)
    piece = _ASKED.get(sheet.step)
    if piece is not None and not (piece is Piece.CITES and sheet.written.document not in base.documents):
        await _wait(keeping, sheet.pending_id, piece)
    await (keeping.say(reply) if anew or reply.force_reply else keeping.show(reply))


async def open_texts(keeping: Keeping, attaching: Attaching) -> None:
    """The texts that become phrasings; where it is one, at once what becomes of that."""
    if len(attaching.texts) == 1:
        await _check_texts(keeping, (attaching.pending_id,))
    else:
        await keeping.show(card.render_texts(attaching, 0))


# ---- beginning


async def _add(keeping: Keeping, question: str) -> None:
    unfinished = [] if question else await _writing(keeping).unfinished(keeping.actor)
    if unfinished:
        await keeping.say(view.render_unfinished(unfinished))
        return
    await open_sheet(keeping, await _writing(keeping).begin(keeping.actor, question=question), anew=True)


async def _edit(keeping: Keeping, typed: str) -> None:
    if not typed:
        await keeping.say(say(words.EDIT_USAGE))
        return
    found = await _writing(keeping).search(keeping.actor, typed[:_MOST_SEARCHED])
    if len(found) == 1 and found[0].id == typed.lower():
        await open_sheet(keeping, await _writing(keeping).begin(keeping.actor, entry_id=found[0].id), anew=True)
        return
    await keeping.say(view.render_which(found) if found else say(words.FIND))


async def _new(keeping: Keeping, args: Args) -> None:
    kind = args[0] if args else ENTRY
    if kind not in {ENTRY, BOUNDARY}:
        raise ValueError("no kind of item")
    await open_sheet(keeping, await _writing(keeping).begin(keeping.actor, kind=kind), anew=True)


async def _begin_edit(keeping: Keeping, args: Args) -> None:
    target = await _writing(keeping).target(keeping.actor, args[0])
    await open_sheet(keeping, await _writing(keeping).begin(keeping.actor, entry_id=target.id), anew=True)


# ---- step by step


async def _open(keeping: Keeping, args: Args) -> None:
    await open_sheet(keeping, await _writing(keeping).sheet(keeping.actor, args[0]))


async def _same(keeping: Keeping, args: Args) -> None:
    await open_texts(keeping, await _writing(keeping).same(keeping.actor, args[0], args[1]))


async def _look(keeping: Keeping, args: Args) -> None:
    sheet = await _writing(keeping).sheet(keeping.actor, args[0])
    target = await _writing(keeping).target(keeping.actor, args[1])
    await keeping.show(view.render_look(target, _base(keeping), view.look_rows(sheet, target)))


async def _none(keeping: Keeping, args: Args) -> None:
    await open_sheet(keeping, await _writing(keeping).go_on(keeping.actor, args[0]))


async def _documents(keeping: Keeping, args: Args) -> None:
    """All documents, or the provisions of the one that was chosen."""
    if len(args) == 1:
        sheet = await _writing(keeping).sheet(keeping.actor, args[0])
        await keeping.show(view.render_documents(sheet, _base(keeping)))
        return
    sheet = await _writing(keeping).choose_document(keeping.actor, args[0], args[1])
    await _wait(keeping, sheet.pending_id, Piece.CITES)
    await keeping.show(view.render_locators(sheet, _base(keeping).documents[sheet.written.document], 0))


async def _locators(keeping: Keeping, args: Args) -> None:
    page = int(args[2])
    sheet = await _writing(keeping).choose_document(keeping.actor, args[0], args[1])
    await _wait(keeping, sheet.pending_id, Piece.CITES)
    await keeping.show(view.render_locators(sheet, _base(keeping).documents[sheet.written.document], page))


async def _cite(keeping: Keeping, args: Args) -> None:
    pending_id, document_ref, locator_ref, *stay = args
    sheet = await _writing(keeping).toggle_cite(keeping.actor, pending_id, document_ref, locator_ref, last=not stay)
    if stay:
        await keeping.show(card.render_part(sheet, Piece.CITES, _base(keeping), 0))
    else:
        await open_sheet(keeping, sheet)


async def _ask(keeping: Keeping, args: Args) -> None:
    piece = Piece(args[1])
    if piece not in words.ASK:
        raise ValueError("nothing is typed for it")
    sheet = await _writing(keeping).sheet(keeping.actor, args[0])
    await _wait(keeping, sheet.pending_id, piece)
    await keeping.show(view.render_ask(sheet, piece))


async def _part(keeping: Keeping, args: Args) -> None:
    sheet = await _writing(keeping).sheet(keeping.actor, args[0])
    await _show_part(keeping, sheet, args[1], args[2:])


async def _toggle(keeping: Keeping, args: Args) -> None:
    sheet = await _writing(keeping).toggle(keeping.actor, args[0], Piece(args[1]), args[2])
    if sheet.step is Step.TITLES:
        await open_sheet(keeping, sheet)
    else:
        await _show_part(keeping, sheet, args[1], ())


async def _remove(keeping: Keeping, args: Args) -> None:
    sheet = await _writing(keeping).remove(keeping.actor, args[0], Piece(args[1]), args[2])
    await _show_part(keeping, sheet, args[1], args[3:])


async def _show_part(keeping: Keeping, sheet: Sheet, part: str, page: Args) -> None:
    piece = Piece(part)
    if piece not in words.LIST:
        raise ValueError("no page of its own")
    await keeping.show(card.render_part(sheet, piece, _base(keeping), int(page[0]) if page else 0))


async def _topic(keeping: Keeping, args: Args) -> None:
    await open_sheet(keeping, await _writing(keeping).choose_topic(keeping.actor, args[0], args[1]))


async def _draft(keeping: Keeping, args: Args) -> None:
    await open_sheet(keeping, await _writing(keeping).flip_draft(keeping.actor, args[0]))


# ---- how it ends


async def _check(keeping: Keeping, args: Args) -> None:
    change = await _writing(keeping).finish(keeping.actor, keeping.name, args[0])
    await _report(keeping, change.id, args[0])


async def _delete(keeping: Keeping, args: Args) -> None:
    if len(args) == 1:
        sheet = await _writing(keeping).sheet(keeping.actor, args[0])
        await keeping.show(card.render_delete(sheet))
        return
    change = await _writing(keeping).delete(keeping.actor, keeping.name, args[0])
    await _report(keeping, change.id, args[0])


async def _report(keeping: Keeping, change_id: str, pending_id: str = "") -> None:
    """What the gate says of a change, with the button that publishes it, and the way back to what was written."""
    async with keeping.checking(keeping.message.message_id):
        await keeping.show(say(faq_words.CHECKING))
        reply = await report_of(keeping, await keeping.curation.pending(keeping.actor, change_id))
        back = ((button(words.BACK_TO_CARD, What.OPEN, pending_id),),) if pending_id else ()
        await keeping.show(replace(reply, buttons=(*reply.buttons, *back)))


async def _aside(keeping: Keeping, args: Args) -> None:
    await _writing(keeping).sheet(keeping.actor, args[0])
    await keeping.show(say(words.PUT_ASIDE, ((button(words.BACK_TO_CARD, What.OPEN, args[0]),),)))


async def _drop(keeping: Keeping, args: Args) -> None:
    if len(args) == 1:
        await keeping.show(card.render_drop(await _writing(keeping).sheet(keeping.actor, args[0])))
        return
    await _writing(keeping).drop(keeping.actor, args[0])
    await keeping.show(say(words.DROPPED))


# ---- texts that become phrasings


async def _texts(keeping: Keeping, args: Args) -> None:
    attaching = await _writing(keeping).attacher.attaching(keeping.actor, args[0])
    await keeping.show(card.render_texts(attaching, int(args[1])))


async def _text(keeping: Keeping, args: Args) -> None:
    page = int(args[2])
    attaching = await _writing(keeping).attacher.toggle(keeping.actor, args[0], args[1])
    await keeping.show(card.render_texts(attaching, page))


async def _check_texts(keeping: Keeping, args: Args) -> None:
    change = await _writing(keeping).attacher.finish(keeping.actor, keeping.name, args[0])
    await _report(keeping, change.id)


async def _drop_texts(keeping: Keeping, args: Args) -> None:
    await _writing(keeping).drop(keeping.actor, args[0])
    await keeping.show(say(words.TEXTS_DROPPED))


# ---- what is awaited


def put_aside(subject: str) -> Reply:
    """What is said where what was awaited is given up: the draft is kept."""
    return say(words.PUT_ASIDE, ((button(words.BACK_TO_CARD, What.OPEN, subject.partition(":")[0]),),))


def _key(keeping: Keeping) -> ConversationKey:
    return ConversationKey(keeping.message.chat_id, keeping.actor.user_id)


async def _wait(keeping: Keeping, pending_id: str, piece: Piece, *, more: bool = False) -> None:
    """The next message is that part; ``more``: what follows soon belongs behind it."""
    feedback = keeping.context.services.feedback
    if not more:
        await feedback.wait_for(_key(keeping), Awaited.WRITING, f"{pending_id}:{piece.value}")
        return
    until = keeping.context.services.clock.now() + GOES_ON
    await feedback.put_back(_key(keeping), Expectation(Awaited.WRITING, f"{pending_id}:{piece.value}+", until))


async def _stop_waiting(keeping: Keeping) -> None:
    """A button was pressed, or something else begun: what was asked for before is asked for no longer."""
    feedback = keeping.context.services.feedback
    expectation = await feedback.take_awaited(_key(keeping))
    if expectation is not None and expectation.awaited is not Awaited.WRITING:
        await feedback.put_back(_key(keeping), expectation)


def _writing(keeping: Keeping) -> Writing:
    return keeping.context.services.writing


def _base(keeping: Keeping) -> KnowledgeBase:
    return keeping.context.services.knowledge.now.base


_DO: Mapping[What, Callable[[Keeping, Args], Awaitable[str | None]]] = {
    What.NEW: _new,
    What.EDIT: _begin_edit,
    What.OPEN: _open,
    What.SAME: _same,
    What.LOOK: _look,
    What.NONE: _none,
    What.DOCUMENTS: _documents,
    What.LOCATORS: _locators,
    What.CITE: _cite,
    What.ASK: _ask,
    What.PART: _part,
    What.TOGGLE: _toggle,
    What.REMOVE: _remove,
    What.TOPIC: _topic,
    What.DRAFT: _draft,
    What.CHECK: _check,
    What.ASIDE: _aside,
    What.DROP: _drop,
    What.DELETE: _delete,
    What.TEXTS: _texts,
    What.TEXT: _text,
    What.TEXTS_CHECK: _check_texts,
    What.TEXTS_DROP: _drop_texts,
}
