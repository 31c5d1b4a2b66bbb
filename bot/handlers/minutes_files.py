"""Minutes sent as files."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from bot.domain.meeting import Meeting
from bot.domain.minutes import Minutes
from bot.handlers.leaders import id_of
from bot.handlers.minutes_pressed import Pressed
from bot.handlers.people import is_private, place_of
from bot.services.minutes_archive import Entry
from bot.views import minutes_words as words
from bot.views.markup import say
from bot.views.minutes import cut, name_of


async def export(pressed: Pressed) -> str | None:
    """A file with one revision."""
    page = await pressed.service.revision(pressed.actor, pressed.meeting_id, int(pressed.args[1]))
    name, content = await asyncio.to_thread(_one, page.meeting, page.minutes, page.kind_name, page.now)
    caption = words.EXPORTED.format(name=cut(name_of(page.meeting, page.kind_name), 100))
    return await _send(pressed, name, content, caption)


async def export_year(pressed: Pressed) -> str | None:
    """A file with all minutes of a year."""
    chat_id, year = id_of(pressed.args[0]), int(pressed.args[1])
    entries = await pressed.service.archive.minutes_of_year(pressed.actor, chat_id, year)
    if not entries:
        return words.NOTHING_TO_EXPORT
    now = pressed.context.services.clock.now()
    name, content = await asyncio.to_thread(_year, entries, year, now)
    return await _send(pressed, name, content, words.EXPORTED_YEAR.format(year=year, count=len(entries)))


async def _send(pressed: Pressed, name: str, content: bytes, caption: str) -> str | None:
    message = pressed.message
    to = None if is_private(message) else message.message_id
    notifier = pressed.context.notifier
    sent = await notifier.send_document(place_of(message), name, content, say(caption), to)
    return words.NOT_SENT if sent is None else None


def _one(meeting: Meeting, minutes: Minutes, kind_name: str, now: datetime) -> tuple[str, bytes]:
    """The name and the content of a file; takes a tenth of a second and more."""
    from bot.docx.minutes_file import Sheet, file_name, minutes_file  # noqa: PLC0415 - loaded where it is needed

    sheet = Sheet(meeting, minutes, kind_name)
    return file_name(sheet), minutes_file(sheet, now)


def _year(entries: Sequence[Entry], year: int, now: datetime) -> tuple[str, bytes]:
    from bot.docx.minutes_file import Sheet, year_file, year_file_name  # noqa: PLC0415

    sheets = [Sheet(each.meeting, each.minutes, each.kind_name) for each in entries if each.minutes is not None]
    return year_file_name(year), year_file(sheets, year, now)
