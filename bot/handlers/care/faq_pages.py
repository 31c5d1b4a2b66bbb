"""Care of the knowledge: what is live, its files, its history."""

from collections.abc import Sequence

from bot.domain.errors import OutdatedError
from bot.domain.pending import Pending
from bot.handlers.care.faq_changes import report_of
from bot.handlers.care.keeping import Keeping
from bot.handlers.leaders import id_of
from bot.services.care.revision_archive import Dispute
from bot.services.knowledge import reference
from bot.views.care import (
    faq as view,
)
from bot.views.care import (
    faq_history as history_view,
)
from bot.views.care import (
    faq_words as words,
)
from bot.views.markup import Reply, say


async def home_page(keeping: Keeping, sentence: str = "") -> Reply:
    """The page of /faq."""
    archive = keeping.curation.archive
    overview = await archive.overview(keeping.actor)
    rows = history_view.decide_rows(await archive.undecided(keeping.actor))
    return view.render_home(overview, await keeping.zone(), sentence, rows)


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


async def home(keeping: Keeping, args: tuple[str, ...]) -> str | None:
    """Back to the page of /faq."""
    return await keeping.turn(await home_page(keeping))


async def files(keeping: Keeping, args: tuple[str, ...]) -> str | None:
    """The files."""
    return await keeping.turn(await files_page(keeping))


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


async def history(keeping: Keeping, args: tuple[str, ...]) -> str | None:
    """A page of the history."""
    return await keeping.turn(await history_page(keeping, id_of(args[0]) if args else None))


async def revision(keeping: Keeping, args: tuple[str, ...]) -> str | None:
    """One revision."""
    archive = keeping.curation.archive
    past = await archive.revision(keeping.actor, id_of(args[0]))
    live = (await archive.overview(keeping.actor)).revision.number
    undecided = await archive.undecided(keeping.actor, past.revision.number) if past.revision.conflicts else ()
    return await keeping.turn(history_view.render_revision(past, live, await keeping.zone(), undecided))


async def revision_file(keeping: Keeping, args: tuple[str, ...]) -> str | None:
    """What a revision changed, whole."""
    past = await keeping.curation.archive.revision(keeping.actor, id_of(args[0]))
    number = past.revision.number
    content = f"{past.revision.why}\n\n{history_view.revision_text(past, whole=True)}\n".encode()
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


async def conflicts(keeping: Keeping, args: tuple[str, ...]) -> str | None:
    """A conflict of a revision that is still to be decided: that one, else the first."""
    number, index = id_of(args[0]), id_of(args[1]) if len(args) > 1 else 0
    return await _turn_to(keeping, number, index)


async def keep_mine(keeping: Keeping, args: tuple[str, ...]) -> str:
    """A conflict stays as it is; on to the next one."""
    number, index = id_of(args[0]), id_of(args[1])
    dispute = await _undecided(keeping, number, index)
    if dispute is not None:
        await keeping.curation.archive.keep(keeping.actor, keeping.name, dispute, keeping.now())
    await _turn_to(keeping, number, index + 1)
    return words.KEPT if dispute is not None else words.DECIDED


async def take_new(keeping: Keeping, args: tuple[str, ...]) -> str | None:
    """Begin to take the other side of a conflict: a report like that of any other change."""
    number, index = id_of(args[0]), id_of(args[1])
    dispute = await _undecided(keeping, number, index)
    if dispute is None:
        await _turn_to(keeping, number, index + 1)
        return words.DECIDED
    sent = await keeping.say(say(words.CHECKING))
    async with keeping.checking(sent):
        why = words.CONFLICT_WHY.format(name=history_view.say_item(dispute))
        pending = await keeping.curation.take_new(keeping.actor, keeping.name, number, index, why=why)
        await _report(keeping, sent, pending)
    return None


async def sides_file(keeping: Keeping, args: tuple[str, ...]) -> str | None:
    """Both sides of a conflict in full."""
    found = await keeping.curation.archive.conflicts(keeping.actor, id_of(args[0]))
    dispute = next((each for each in found if each.index == id_of(args[1])), None)
    if dispute is None:
        raise OutdatedError
    content = history_view.sides_text(dispute).encode()
    return await keeping.send_file(words.SIDES_NAME, content, words.SIDES_CAPTION)


async def _undecided(keeping: Keeping, number: int, index: int) -> Dispute | None:
    """A conflict, where it is still to be decided."""
    found = await keeping.curation.archive.undecided(keeping.actor, number)
    return next((each for each in found if each.index == index), None)


async def _turn_to(keeping: Keeping, number: int, index: int) -> str | None:
    """The first conflict of a revision from that one on that is still to be decided; behind the last, the first."""
    archive = keeping.curation.archive
    found = await archive.undecided(keeping.actor, number)
    if not found:
        return await keeping.turn(history_view.render_decided(await archive.undecided(keeping.actor)))
    dispute = next((each for each in found if each.index >= index), found[0])
    return await keeping.turn(history_view.render_conflict(found, dispute))


async def _report(keeping: Keeping, message_id: int | None, pending: Pending) -> None:
    await keeping.settle(message_id, await keeping.patiently(message_id, report_of(keeping, pending)))
