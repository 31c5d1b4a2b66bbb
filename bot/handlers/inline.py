"""Inline mode: answers with their citations, to be sent into any chat."""

from telegram import InlineQueryResultArticle, InlineQueryResultsButton, InputTextMessageContent, Update

from bot.handlers.context import BotContext
from bot.services.knowledge import Live, reference
from bot.views import words
from bot.views.answers import describe, inline_text
from intents.decide import Answer, Disambiguation, choices_of
from knowledge.models import Entry

MAX_RESULTS = 8


async def on_inline(update: Update, context: BotContext) -> None:
    """The entries that a query may mean, best first; for an empty one, the first question of each topic."""
    query = update.inline_query
    if query is None:
        return
    live = context.services.knowledge.now
    entries = _entries(query.query, live)
    label = words.INLINE_START if entries else words.INLINE_HINT
    button = InlineQueryResultsButton(label, start_parameter="inline")
    await context.notifier.answer_inline(query.id, [_result(entry, live) for entry in entries], button)


def _entries(query: str, live: Live) -> list[Entry]:
    if not query.strip():
        return [entries[0] for entries in live.base.topics.values()][:MAX_RESULTS]
    decision, _ = live.understanding.decide(query)
    if isinstance(decision, Answer):
        near = [choice for choice in choices_of(decision.ranking, live.base) if choice != decision.entry]
        return [decision.entry, *near][:MAX_RESULTS]
    return list(decision.choices) if isinstance(decision, Disambiguation) else []


def _result(entry: Entry, live: Live) -> InlineQueryResultArticle:
    return InlineQueryResultArticle(
        id=reference(entry.id),
        title=entry.question,
        description=describe(entry, live.base),
        input_message_content=InputTextMessageContent(inline_text(entry, live.base).html, parse_mode="HTML"),
    )
