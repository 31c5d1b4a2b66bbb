"""The routing table. Order matters: the first handler that takes an update has it."""

from telegram import Update
from telegram.ext import (
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.handlers import (
    asking,
    buttons,
    calendar,
    commands,
    drafting,
    inline,
    membership,
    minutes,
    presets,
    roster,
    settings,
)
from bot.handlers.care import (
    faq,
    missing,
)
from bot.handlers.context import App
from bot.handlers.errors import on_error

# Whatever has an effect listens to new messages only: an edit would make it happen twice.
NEW = filters.UpdateType.MESSAGE
TEXT = (filters.TEXT | filters.CAPTION) & ~filters.COMMAND

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "inline_query", "my_chat_member")
"""What Telegram is asked for; it remembers the last list it was given, so it is always given."""


def add_handlers(application: App) -> None:
    """Register every handler."""
    for name, handler in (
        ("start", commands.on_start),
        ("help", commands.on_help),
        ("ask", asking.on_ask),
        ("topics", commands.on_topics),
        ("cancel", commands.on_cancel),
        ("privacy", commands.on_privacy),
        ("forget", commands.on_forget),
        ("meetings", calendar.on_meetings),
        ("next", calendar.on_next),
        ("settings", settings.on_settings),
        ("remind", drafting.on_remind),
        ("roster", roster.on_roster),
        ("minutes", minutes.on_minutes),
        ("presets", presets.on_presets),
        ("faq", faq.on_faq),
        ("stats", missing.on_stats),
    ):
        application.add_handler(CommandHandler(name, handler, filters=NEW))
    application.add_handler(MessageHandler(NEW & filters.COMMAND, commands.on_unknown_command))
    application.add_handler(MessageHandler(NEW & filters.StatusUpdate.MIGRATE, membership.on_migration))
    application.add_handler(MessageHandler(NEW & filters.Document.ALL, commands.on_document))
    application.add_handler(MessageHandler(NEW & TEXT, asking.on_text))
    application.add_handler(MessageHandler(NEW & ~filters.StatusUpdate.ALL, commands.on_media))
    application.add_handler(
        MessageHandler(filters.UpdateType.EDITED_MESSAGE & (filters.TEXT | filters.CAPTION), asking.on_edit)
    )
    application.add_handler(CallbackQueryHandler(buttons.on_press))
    application.add_handler(InlineQueryHandler(inline.on_inline))
    # Before all others, and beside them.
    application.add_handler(TypeHandler(Update, membership.on_private), group=-1)
    application.add_handler(ChatMemberHandler(membership.on_own_membership, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_error_handler(on_error)
