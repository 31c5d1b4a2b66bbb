"""Minutes sent as files."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from bot.docx.naming import Sheet, file_name, year_file_name
from bot.domain.meeting import Meeting
from bot.domain.minutes import Minutes
from bot.handlers.leaders import chat_of, id_of
from bot.handlers.minutes_pressed import Pressed
from bot.handlers.people import is_private, place_of
from bot.services.minutes_archive import Entry
from bot.views import minutes_words as words
from bot.views.markup import say
from bot.views.minutes import cut


async def export(pressed: Pressed) -> str | None:
    """A file with one revision."""
    page = await pressed.service.revision(pressed.actor, pressed.meeting_id, id_of(pressed.args[1]))
    name, content = await asyncio.to_thread(_one, page.meeting, page.minutes, page.kind_name, page.now)
    caption = cut(Sheet(page.meeting, page.minutes, page.kind_name).heading, 100)
    return await _send(pressed, name, content, caption)


async def export_year(pressed: Pressed) -> str | None:
    """A file with all minutes of a year."""
    chat_id, year = chat_of(pressed.args[0]), id_of(pressed.args[1])
    entries = await pressed.service.archive.meetings_of_year(pressed.actor, chat_id, year)
    count = sum(each.minutes is not None for each in entries)
    if not count:
        return words.NOTHING_TO_EXPORT
    now = pressed.context.services.clock.now()
    name, content = await asyncio.to_thread(_year, entries, year, now)
    caption = words.EXPORTED_YEAR.format(year=year, count=count)
    lacking = sum(each.lacks_minutes for each in entries)
    if lacking:
        caption += words.EXPORTED_LACKING.format(count=lacking)
    return await _send(pressed, name, content, caption)


async def _send(pressed: Pressed, name: str, content: bytes, caption: str) -> str | None:
    message = pressed.message
    to = None if is_private(message) else message.message_id
    notifier = pressed.context.notifier
    sent = await notifier.send_document(place_of(message), name, content, say(caption), to)
    return words.NOT_SENT if sent is None else None


def _one(meeting: Meeting, minutes: Minutes, kind_name: str, now: datetime) -> tuple[str, bytes]:
    """The name and the content of a file; takes a tenth of a second and more."""
    from bot.docx.minutes_file import minutes_file  # noqa: PLC0415 - loaded where it is needed

    sheet = Sheet(meeting, minutes, kind_name)
    return file_name(sheet), minutes_file(sheet, now)


def _year(entries: Sequence[Entry], year: int, now: datetime) -> tuple[str, bytes]:
    from bot.docx.minutes_file import year_file  # noqa: PLC0415

    sheets = [Sheet(each.meeting, each.minutes, each.kind_name) for each in entries]
    return year_file_name(year), year_file(sheets, year, now)
