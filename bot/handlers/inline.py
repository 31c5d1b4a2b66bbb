"""Inline mode: answers with their citations, to be sent into any chat."""

from telegram import InlineQueryResultArticle, InlineQueryResultsButton, InputTextMessageContent, Update

from bot.handlers.context import BotContext
from bot.services.knowledge import Live, reference
from bot.views import words
from bot.views.answers import describe, inline_text, render_boundary
from bot.views.markup import Reply
from intents.decide import Answer, Disambiguation, Fallback, choices_of
from knowledge.models import Boundary, Entry

MAX_RESULTS = 8


async def on_inline(update: Update, context: BotContext) -> None:
    """Shows what a query may mean, and the way to the private chat."""
    query = update.inline_query
    if query is None:
        return
    live = context.services.knowledge.now
    results = _results(query.query, live)
    label = words.INLINE_START if results else words.INLINE_HINT
    button = InlineQueryResultsButton(label, start_parameter="inline")
    await context.notifier.answer_inline(query.id, results, button)


def _results(query: str, live: Live) -> list[InlineQueryResultArticle]:
    """What a query may mean, best first; for an empty one, the first question of each topic."""
    if not query.strip():
        first = [entries[0] for entries in live.base.topics.values()]
        return [_entry(entry, live) for entry in first[:MAX_RESULTS]]
    decision, _ = live.understanding.decide(query)
    if isinstance(decision, Answer):
        near = [choice for choice in choices_of(decision.ranking, live.base) if choice != decision.entry]
        return [_entry(entry, live) for entry in [decision.entry, *near][:MAX_RESULTS]]
    if isinstance(decision, Disambiguation):
        return [_entry(entry, live) for entry in decision.choices]
    boundary = decision.boundary if isinstance(decision, Fallback) else None
    return [_article(boundary, words.UNSETTLED, render_boundary(boundary))] if boundary else []


def _entry(entry: Entry, live: Live) -> InlineQueryResultArticle:
    return _article(entry, describe(entry, live.base), inline_text(entry, live.base))


def _article(target: Entry | Boundary, description: str, reply: Reply) -> InlineQueryResultArticle:
    return InlineQueryResultArticle(
        id=reference(target.id),
        title=target.question,
        description=description,
        input_message_content=InputTextMessageContent(reply.html, parse_mode="HTML"),
    )
