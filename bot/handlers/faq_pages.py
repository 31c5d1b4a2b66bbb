"""Care of the knowledge: what is live, its files, its history."""

from collections.abc import Sequence

from bot.domain.errors import OutdatedError
from bot.domain.pending import Pending
from bot.handlers.faq_changes import report_of
from bot.handlers.keeping import Keeping
from bot.handlers.leaders import id_of
from bot.services.knowledge import reference
from bot.views import faq as view
from bot.views import faq_history as history_view
from bot.views import faq_words as words
from bot.views.markup import Reply, say


async def home_page(keeping: Keeping, sentence: str = "") -> Reply:
    """The page of /faq."""
    overview = await keeping.curation.archive.overview(keeping.actor)
    return view.render_home(overview, await keeping.zone(), sentence)


async def found_page(keeping: Keeping, searched: Sequence[str]) -> Reply:
    """What a search found."""
    if not searched:
        return say(words.FIND_HOW, view.BACK_ROW)
    said = " ".join(searched)
    return view.render_found(said, await keeping.curation.archive.find(keeping.actor, said))


async def files_page(keeping: Keeping) -> Reply:
    """A button for each file."""
    archive = keeping.curation.archive
    overview = await archive.overview(keeping.actor)
    return view.render_files(overview.revision.number, list(overview.revision.files))


async def history_page(keeping: Keeping, before: int | None = None) -> Reply:
    """Some revisions."""
    page = await keeping.curation.archive.history(keeping.actor, before)
    return history_view.render_history(page, await keeping.zone(), first=before is None)


async def home(keeping: Keeping, args: tuple[str, ...]) -> None:
    """Back to the page of /faq."""
    await keeping.show(await home_page(keeping))


async def files(keeping: Keeping, args: tuple[str, ...]) -> None:
    """The files."""
    await keeping.show(await files_page(keeping))


async def send_file(keeping: Keeping, args: tuple[str, ...]) -> str | None:
    """One file."""
    archive = keeping.curation.archive
    number = (await archive.overview(keeping.actor)).revision.number
    for name, content in (await archive.files(keeping.actor)).items():
        if reference(name) == args[0]:
            caption = words.FILE_CAPTION.format(number=number, name=name)
            return await keeping.send_file(view.file_name(name), content, caption)
    raise OutdatedError


async def send_all(keeping: Keeping, args: tuple[str, ...]) -> str | None:
    """All files in one."""
    number, content = await keeping.curation.archive.archive(keeping.actor)
    caption = words.ZIP_CAPTION.format(number=number)
    return await keeping.send_file(words.ZIP_NAME.format(number=number), content, caption)


async def history(keeping: Keeping, args: tuple[str, ...]) -> None:
    """A page of the history."""
    await keeping.show(await history_page(keeping, id_of(args[0]) if args else None))


async def revision(keeping: Keeping, args: tuple[str, ...]) -> None:
    """One revision."""
    archive = keeping.curation.archive
    past = await archive.revision(keeping.actor, id_of(args[0]))
    live = (await archive.overview(keeping.actor)).revision.number
    await keeping.show(history_view.render_revision(past, live, await keeping.zone()))


async def revision_file(keeping: Keeping, args: tuple[str, ...]) -> str | None:
    """What a revision changed, whole."""
    past = await keeping.curation.archive.revision(keeping.actor, id_of(args[0]))
    number = past.revision.number
    content = f"{past.revision.why}\n\n{history_view.revision_text(past)}\n".encode()
    caption = words.REVISION_CAPTION.format(number=number)
    return await keeping.send_file(words.REVISION_NAME.format(number=number), content, caption)


async def rollback(keeping: Keeping, args: tuple[str, ...]) -> None:
    """Begin to go back to a revision: a report like that of any other change."""
    number = id_of(args[0])
    await keeping.curation.archive.revision(keeping.actor, number)
    sent = await keeping.say(say(words.CHECKING))
    async with keeping.checking(sent):
        why = words.ROLLBACK_WHY.format(number=number)
        pending = await keeping.curation.rollback(keeping.actor, keeping.name, number, why)
        await _report(keeping, sent, pending)


async def conflicts(keeping: Keeping, args: tuple[str, ...]) -> None:
    """A conflict of a revision."""
    found = await keeping.curation.archive.conflicts(keeping.actor, id_of(args[0]))
    await keeping.show(history_view.render_conflict(found, id_of(args[1]) if len(args) > 1 else 0))


async def keep_mine(keeping: Keeping, args: tuple[str, ...]) -> str:
    """A conflict stays as it is; on to the next one."""
    number, index = id_of(args[0]), id_of(args[1])
    found = await keeping.curation.archive.conflicts(keeping.actor, number)
    if index + 1 < len(found):
        await keeping.show(history_view.render_conflict(found, index + 1))
    return words.KEPT


async def take_new(keeping: Keeping, args: tuple[str, ...]) -> None:
    """Begin to take the other side of a conflict: a report like that of any other change."""
    number, index = id_of(args[0]), id_of(args[1])
    found = await keeping.curation.archive.conflicts(keeping.actor, number)
    if not 0 <= index < len(found):
        raise OutdatedError
    sent = await keeping.say(say(words.CHECKING))
    async with keeping.checking(sent):
        why = words.CONFLICT_WHY.format(id=found[index].conflict.id)
        pending = await keeping.curation.take_new(keeping.actor, keeping.name, number, index, why=why)
        await _report(keeping, sent, pending)


async def _report(keeping: Keeping, message_id: int | None, pending: Pending) -> None:
    await keeping.settle(message_id, await report_of(keeping, pending))
