"""Care of the knowledge: a change from the file that was sent to the button that publishes it."""

import dataclasses

from telegram import Document
from telegram.error import TelegramError

from bot.domain.errors import OutdatedError
from bot.domain.pending import Pending
from bot.domain.revision import Origin
from bot.domain.tidying import one_line
from bot.handlers.care.keeping import Keeping
from bot.handlers.care.published import rows_after
from bot.services.care.changes import NoFileError, Outcome, Step, change_of
from bot.services.care.uploading import place
from bot.views.care import (
    faq_report as view,
)
from bot.views.care import (
    faq_words as words,
)
from bot.views.care.faq_history import decide_rows, render_published, render_told
from bot.views.markup import Reply, say

MAX_BYTES = 5 * 1024 * 1024
"""Of a file that is taken."""

_ENDINGS = (".yaml", ".yml", ".txt")
"""Some telephones send a YAML file as plain text. What it is, its keys say."""

_MAX_WHY = 300


async def upload(keeping: Keeping, document: Document) -> None:
    """A file that was sent: one message, which becomes the report."""
    name = one_line(document.file_name or "")
    if not name.lower().endswith(_ENDINGS):
        await keeping.say(say(words.NOT_YAML))
        return
    if (document.file_size or 0) > MAX_BYTES:
        await keeping.say(say(words.TOO_LARGE))
        return
    sent = await keeping.say(say(words.CHECKING))
    try:
        content = await _download(document)
    except TelegramError:
        await keeping.settle(sent, say(words.NOT_DOWNLOADED))
        return
    if content is None or not content.strip():
        await keeping.settle(sent, say(words.TOO_LARGE if content is None else words.EMPTY_FILE))
        return
    async with keeping.checking(sent):
        await keeping.settle(sent, await keeping.patiently(sent, _examined(keeping, name, content)))


async def _download(document: Document) -> bytes | None:
    """The content; None where it is more than is taken, or Telegram does not say how much it is."""
    file = await document.get_file()
    if file.file_size is None or file.file_size > MAX_BYTES:
        return None
    content = bytes(await file.download_as_bytearray())
    return content if len(content) <= MAX_BYTES else None


async def _examined(keeping: Keeping, name: str, content: bytes) -> Reply:
    try:
        live = await keeping.curation.archive.files(keeping.actor)
        file = await keeping.context.services.library.beside(place, live, name, content)
        said = one_line(keeping.message.caption or "")[:_MAX_WHY]
        why = words.UPLOADED_WHY.format(why=said, name=file) if said else words.UPLOADED.format(name=file)
        pending = await keeping.curation.upload(keeping.actor, keeping.name, name, content, why=why)
    except NoFileError as error:
        return view.render_no_file(error.issue)
    change = change_of(pending)
    if change.uploaded:
        base = keeping.context.services.knowledge.now.base
        return view.render_left_out(pending.id, change.uploaded, change.left_out, base)
    return await report_of(keeping, pending)


async def report_of(keeping: Keeping, pending: Pending) -> Reply:
    """The report about a change, with its buttons: the last word of every way of making one."""
    return view.render_report(await keeping.curation.report(keeping.actor, pending), await _latest_author(keeping))


async def _latest_author(keeping: Keeping) -> str:
    """Who published what is live; empty where the program did."""
    revision = (await keeping.curation.archive.overview(keeping.actor)).revision
    return words.YOURSELF if revision.author_id == keeping.actor.user_id else revision.author_name


async def take_held(keeping: Keeping, args: tuple[str, ...]) -> None:
    """What the folder lost is to go here as well: a report like that of any other change."""
    waiting = await keeping.context.services.intakes.held(args[0])
    sent = await keeping.say(say(words.CHECKING))
    async with keeping.checking(sent):
        pending = await keeping.curation.propose(
            keeping.actor,
            keeping.name,
            waiting.files,
            words.HELD_WHY,
            base=waiting.base,
            origin=Origin.DISK,
            intake=waiting.content,
        )
        await keeping.settle(sent, await keeping.patiently(sent, report_of(keeping, pending)))


async def choose(keeping: Keeping, args: tuple[str, ...]) -> None:
    """What becomes of what the file leaves out."""
    pending_id, how = args
    if how not in {"a", "m"}:
        raise OutdatedError
    await keeping.curation.pending(keeping.actor, pending_id)
    message_id = keeping.message.message_id
    async with keeping.checking(message_id):
        pending = await keeping.curation.choose(keeping.actor, pending_id, whole=how == "a")
        await keeping.show(say(words.CHECKING))
        await keeping.show(await keeping.patiently(message_id, report_of(keeping, pending)))


async def _check_again(keeping: Keeping, pending: Pending) -> None:
    """The report about a change that was made another one, in place of the message that was pressed."""
    message_id = keeping.message.message_id
    async with keeping.checking(message_id):
        await keeping.show(say(words.CHECKING))
        await keeping.show(await keeping.patiently(message_id, report_of(keeping, pending)))


async def drop_strays(keeping: Keeping, args: tuple[str, ...]) -> None:
    """Without the ``tests`` that lead elsewhere."""
    pending = await keeping.curation.drop_strays(keeping.actor, args[0])
    await _check_again(keeping, pending)


async def use_mine(keeping: Keeping, args: tuple[str, ...]) -> None:
    """Of what others changed meanwhile as well, the author's side."""
    pending = await keeping.curation.insist(keeping.actor, args[0])
    await _check_again(keeping, pending)


async def use_live(keeping: Keeping, args: tuple[str, ...]) -> None:
    """Of it, what is live; where nothing else is left to publish, the change ends with that."""
    pending = await keeping.curation.give_way(keeping.actor, args[0])
    report = await keeping.curation.report(keeping.actor, pending)
    if report.differs:
        await keeping.show(view.render_report(report))
        return
    await keeping.curation.discard(keeping.actor, pending.id)
    await keeping.show(view.render_gave_way(report))


async def details(keeping: Keeping, args: tuple[str, ...]) -> str | None:
    """The whole report as a file."""
    pending = await keeping.curation.pending(keeping.actor, args[0])
    report = await keeping.curation.report(keeping.actor, pending)
    return await keeping.send_file(words.DETAILS_NAME, view.details(report).encode(), words.DETAILS_CAPTION)


async def discard(keeping: Keeping, args: tuple[str, ...]) -> None:
    """Never mind."""
    await keeping.curation.discard(keeping.actor, args[0])
    await keeping.show(say(words.DISCARDED))


async def publish(keeping: Keeping, args: tuple[str, ...]) -> str | None:
    """The author wants it live."""
    return await _show(keeping, await keeping.curation.publish(keeping.actor, keeping.name, args[0]))


async def consent(keeping: Keeping, args: tuple[str, ...]) -> str | None:
    """A second admin agrees."""
    return await _show(keeping, await keeping.curation.consent(keeping.actor, args[0], int(args[1])))


async def refuse(keeping: Keeping, args: tuple[str, ...]) -> None:
    """A second admin does not."""
    pending = await keeping.curation.refuse(keeping.actor, args[0])
    await keeping.show(say(words.DISAGREED_HERE))
    report = await keeping.curation.report(keeping.actor, pending)
    await keeping.tell(pending.author_id, view.render_refused(report, keeping.name))


async def _show(keeping: Keeping, outcome: Outcome) -> str | None:
    """What came of the press, to everybody whom it concerns."""
    report = outcome.report
    own = report.pending.author_id == keeping.actor.user_id
    if outcome.step is Step.PUBLISHED:
        await _tell_published(keeping, outcome)
    elif outcome.step is Step.ASKED:
        await keeping.show(view.render_asked(report))
        if not await keeping.tell_others(view.render_plea(report)):
            pending = await keeping.curation.unask(keeping.actor, report.pending.id)
            await keeping.show(await report_of(keeping, pending))
            return words.ASKED_NOBODY
    else:
        await keeping.show((view.render_report if own else view.render_plea)(report, await _latest_author(keeping)))
        return words.STILL_REFUSED if outcome.step is Step.REFUSED else None
    return None


async def _tell_published(keeping: Keeping, outcome: Outcome) -> None:
    revision, author_id = outcome.revision, outcome.report.pending.author_id
    if revision is None:
        return
    undecided = await keeping.curation.archive.undecided(keeping.actor)
    reply = render_published(revision, decide_rows(undecided))
    await keeping.show(dataclasses.replace(reply, buttons=(*reply.buttons, *await rows_after(keeping, outcome))))
    past = await keeping.curation.archive.revision(keeping.actor, revision.number)
    for user_id in await keeping.keepers.others(keeping.actor):
        if user_id == author_id:
            await keeping.tell(user_id, render_published(revision, agreed=keeping.name))
        else:
            await keeping.tell(user_id, render_told(past))
