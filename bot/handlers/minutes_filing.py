"""Minutes are filed, and the reminders of their action items follow."""

from bot.domain.errors import ConflictError, NotAllowedError
from bot.domain.minutes import Presence
from bot.handlers.minutes_pressed import Pressed, whose_of
from bot.services.drafted import TooManyError
from bot.services.minutes import Page
from bot.services.minutes_reminders import RemindersSet
from bot.views import minutes_words as words
from bot.views.minutes_people import render_file_unconfirmed
from bot.views.minutes_steps import render_file_lacking, say_reminders


async def file(pressed: Pressed) -> None:
    """Files the draft; asks first where somebody is not confirmed, or something is usually there."""
    page = await pressed.draft_page()
    if page.unconfirmed:
        await pressed.show(render_file_unconfirmed(page))
    else:
        await _file_settled(pressed, page)


async def file_rest(pressed: Pressed) -> None:
    """Files the draft once everybody who is not confirmed was there, or was not."""
    meeting_id, presence = pressed.args
    page = await pressed.service.set_the_rest(pressed.actor, meeting_id, Presence(presence), name=pressed.name)
    await _file_settled(pressed, page)


async def _file_settled(pressed: Pressed, page: Page) -> None:
    if page.lacking:
        await pressed.show(render_file_lacking(page))
    else:
        await file_anyway(pressed)


async def file_anyway(pressed: Pressed) -> None:
    """Files the draft as it is."""
    await pressed.service.file(pressed.actor, pressed.meeting_id, name=pressed.name)
    followed = await follow(pressed)
    await pressed.show_page(words.FILED + followed)


async def follow(pressed: Pressed) -> str:
    """Puts the reminders right after the minutes were changed, and says what was done."""
    try:
        found = await pressed.service.reminders.follow(pressed.actor, pressed.meeting_id, name=pressed.name)
    except (NotAllowedError, TooManyError, ConflictError):  # the page says that they differ
        return ""
    return await say_done(found, pressed) if found is not None else ""


async def say_done(found: RemindersSet, pressed: Pressed) -> str:
    """What became of the reminders, and in whose calendar."""
    chat_id = (await pressed.page()).meeting.chat_id
    return say_reminders(found, await whose_of(chat_id, pressed.message, pressed.context))
