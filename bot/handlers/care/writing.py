"""Care of the knowledge: entries that admins write. What is shown is in ``bot.views.care``."""

import dataclasses
from collections.abc import Awaitable, Callable, Mapping, Sequence

from telegram import Message, Update

from bot.domain.errors import NotAllowedError
from bot.handlers.care import (
    writing_texts,
)
from bot.handlers.care.keeping import Keeping, keeping_of
from bot.handlers.care.writing_late import expect_at_buttons, key_of_keeping, piece_of, stop_waiting, wait_for
from bot.handlers.care.writing_texts import open_texts, report
from bot.handlers.context import BotContext
from bot.handlers.people import place_of, text_of
from bot.services.care.locating import read_locators
from bot.services.care.sheets import Sheet
from bot.services.care.writing import Writing
from bot.services.care.written import BOUNDARY, ENTRY, Piece, Refusal, Step, WritingError
from bot.views import pages
from bot.views.answers import render_decision
from bot.views.callbacks import Press
from bot.views.care import (
    writing as view,
)
from bot.views.care import (
    writing_card as card,
)
from bot.views.care import (
    writing_words as words,
)
from bot.views.care.writing_buttons import What, button
from bot.views.care.writing_left import left_sentence
from bot.views.markup import Reply, Span, say
from knowledge.models import KnowledgeBase

_LONG = frozenset({Piece.ANSWER, Piece.PHRASINGS, Piece.TESTS})
"""What may come in several messages."""

_ASKED = {Step.QUESTION: Piece.QUESTION, Step.CITES: Piece.CITES, Step.ANSWER: Piece.ANSWER}
"""What is typed at a step."""

_HOW = {"y": "", "q": "", "c": Piece.CITES.value, "a": Piece.ANSWER.value}
"""What something that was kept may be: the part that was asked for, a question, or that part."""

_SHORT = 40
"""Characters up to which something may be nothing but a locator."""

_OVER = frozenset({Refusal.DRAFT_GONE, Refusal.ONLY_IN_PRIVATE})

_MOST_SEARCHED = 200

Args = tuple[str, ...]


async def on_command(update: Update, context: BotContext, words_: Sequence[str]) -> None:
    """/faq add [question] and /faq edit ID or question."""
    message = update.message
    if message is None:
        return
    keeping = await keeping_of(update, message, context)
    await stop_waiting(keeping)
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
    await stop_waiting(keeping)
    return await do(keeping, tuple(args))


async def on_typed(update: Update, message: Message, subject: str, context: BotContext) -> None:
    """What was asked for in so many words; what does not fit is said so, and goes on being awaited."""
    try:
        keeping = await keeping_of(update, message, context)
    except NotAllowedError:
        await context.notifier.send(place_of(message), say(words.NO_ADMIN_ANY_MORE))
        return
    pending_id, _, part = subject.partition(":")
    await take(keeping, pending_id, part, text_of(message))


async def take(keeping: Keeping, pending_id: str, part: str, typed: str, *, sure: bool = False) -> None:
    """Take in what was typed for a part. ``sure``: its author said what it is."""
    piece, more = piece_of(part)
    try:
        if piece is Piece.ANSWER and not sure and await _is_locator(keeping, pending_id, typed):
            return
        sheet = await _writing(keeping).take(keeping.actor, pending_id, piece, typed, more=more)
    except WritingError as error:
        await _refuse(keeping, error, pending_id, part)
        return
    if piece in _LONG and sheet.step is Step.CARD:
        await wait_for(keeping, pending_id, piece, more=True)
        reply = card.render_card(sheet, _base(keeping), goes_on=piece)
        await keeping.say(_with_left(reply, sheet))
    elif piece is Piece.RELATED:
        await keeping.say(card.render_part(sheet, piece, _base(keeping), 0))
    else:
        await open_sheet(keeping, sheet, anew=True)


async def _refuse(keeping: Keeping, error: WritingError, pending_id: str, part: str) -> None:
    """Say why it was not taken; it goes on being awaited, unless there is nothing more that it could belong to."""
    piece, more = piece_of(part)
    reply = say(pages.error_sentence(error))
    if error.refusal not in _OVER:
        await wait_for(keeping, pending_id, piece, more=more)
        if piece is Piece.ID:
            reply = view.render_no_id(await _writing(keeping).sheet(keeping.actor, pending_id), error)
    await keeping.say(reply)


async def _is_locator(keeping: Keeping, pending_id: str, typed: str) -> bool:
    """Whether what was typed for an answer is nothing but a locator: then its author is asked which it is."""
    sheet = await _writing(keeping).sheet(keeping.actor, pending_id)
    document = _base(keeping).documents.get(sheet.written.document)
    if document is None or len(typed) > _SHORT:
        return False
    located = read_locators(typed, document)
    if not located.locators or located.unknown:
        return False
    held = await _writing(keeping).hold(keeping.actor, pending_id, typed)
    await wait_for(keeping, pending_id, Piece.ANSWER)
    await keeping.say(view.render_is_locator(held, "、".join(located.locators)))
    return True


async def open_sheet(keeping: Keeping, sheet: Sheet, *, anew: bool = False) -> None:
    """What comes next in writing: in place of the message with the button, or anew; and it is awaited."""
    base = _base(keeping)
    reply = view.render_step(sheet, base)
    piece = _ASKED.get(sheet.step)
    if piece is not None and not (piece is Piece.CITES and sheet.written.document not in base.documents):
        await wait_for(keeping, sheet.pending_id, piece)
    elif sheet.step is Step.CARD and not sheet.topic:
        await wait_for(keeping, sheet.pending_id, Piece.TOPIC)
        reply = card.render_part(sheet, Piece.TOPIC, base, 0)
    else:
        await expect_at_buttons(keeping, sheet)
    reply = _with_left(reply, sheet)
    await (keeping.say(reply) if anew or reply.force_reply else keeping.show(reply))


# ---- beginning


async def _add(keeping: Keeping, question: str) -> None:
    unfinished = [] if question else await _writing(keeping).unfinished(keeping.actor)
    if unfinished:
        await keeping.say(view.render_unfinished(unfinished))
        return
    try:
        sheet = await _writing(keeping).begin(keeping.actor, question=question)
    except WritingError as error:
        if error.refusal is Refusal.NO_WORDS:  # another question may follow
            begun = await _writing(keeping).begin(keeping.actor)
            await wait_for(keeping, begun.pending_id, Piece.QUESTION)
        raise
    await open_sheet(keeping, sheet, anew=True)


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
    """What is being written, or the texts that become phrasings."""
    try:
        sheet = await _writing(keeping).sheet(keeping.actor, args[0])
    except WritingError as error:
        if error.refusal is not Refusal.DRAFT_GONE:
            raise
        attaching = await _writing(keeping).attacher.attaching(keeping.actor, args[0])
        await keeping.show(card.render_texts(attaching, 0))
        return
    await open_sheet(keeping, sheet)


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
    await wait_for(keeping, sheet.pending_id, Piece.CITES)
    await keeping.show(view.render_locators(sheet, _base(keeping).documents[sheet.written.document], 0))


async def _locators(keeping: Keeping, args: Args) -> None:
    page = int(args[2])
    sheet = await _writing(keeping).choose_document(keeping.actor, args[0], args[1])
    await wait_for(keeping, sheet.pending_id, Piece.CITES)
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
    await wait_for(keeping, sheet.pending_id, piece)
    await keeping.show(view.render_ask(sheet, piece))


async def _part(keeping: Keeping, args: Args) -> None:
    sheet = await _writing(keeping).sheet(keeping.actor, args[0])
    await _show_part(keeping, sheet, args[1], args[2:])


async def _toggle(keeping: Keeping, args: Args) -> None:
    sheet = await _writing(keeping).toggle(keeping.actor, args[0], Piece(args[1]), args[2])
    if sheet.step is Step.TITLES:
        await open_sheet(keeping, sheet)
    else:
        await _show_part(keeping, sheet, args[1], args[3:])


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
    await report(keeping, change.id)


async def _delete(keeping: Keeping, args: Args) -> None:
    if len(args) == 1:
        sheet = await _writing(keeping).sheet(keeping.actor, args[0])
        await keeping.show(card.render_delete(sheet))
        return
    change = await _writing(keeping).delete(keeping.actor, keeping.name, args[0])
    await report(keeping, change.id)


async def _aside(keeping: Keeping, args: Args) -> None:
    await _writing(keeping).expect(keeping.actor, args[0], "")
    await keeping.show(say(words.PUT_ASIDE, ((button(words.BACK_TO_CARD, What.OPEN, args[0]),),)))


async def _drop(keeping: Keeping, args: Args) -> None:
    if len(args) == 1:
        await keeping.show(card.render_drop(await _writing(keeping).sheet(keeping.actor, args[0])))
        return
    await _writing(keeping).drop(keeping.actor, args[0])
    await keeping.show(say(words.DROPPED))


# ---- what is awaited


def _with_left(reply: Reply, sheet: Sheet) -> Reply:
    """A page, with what of the last message was left out above it."""
    if not sheet.left:
        return reply
    return dataclasses.replace(reply, spans=(Span(f"{left_sentence(sheet.left)}\n\n"), *reply.spans))


async def _use_id(keeping: Keeping, args: Args) -> None:
    await open_sheet(keeping, await _writing(keeping).use_id(keeping.actor, args[0]))


async def _held(keeping: Keeping, args: Args) -> None:
    """What was typed and kept, now that its author has said what it is."""
    pending_id, how = args
    if how not in _HOW:
        raise ValueError("nothing to do with it")
    sheet = await _writing(keeping).sheet(keeping.actor, pending_id)
    typed = await _writing(keeping).release(keeping.actor, pending_id)
    if how == "q":
        await _answer(keeping, typed)
        return
    await keeping.context.notifier.strip(keeping.message.chat_id, keeping.message.message_id)
    await take(keeping, pending_id, _HOW[how] or sheet.written.awaits or Piece.ANSWER.value, typed, sure=True)


async def _answer(keeping: Keeping, question: str) -> None:
    """It was a question."""
    services = keeping.context.services
    asked = await services.answering.ask(key_of_keeping(keeping), question)
    await keeping.show(render_decision(asked.decision, asked.turn, services.knowledge.now.base))
    await services.answering.replied(asked.turn, keeping.message.message_id)


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
    What.HELD: _held,
    What.USE_ID: _use_id,
    What.TEXTS: writing_texts.texts,
    What.TEXT: writing_texts.text,
    What.TEXTS_CHECK: writing_texts.check_texts,
    What.TEXTS_DROP: writing_texts.drop_texts,
}
