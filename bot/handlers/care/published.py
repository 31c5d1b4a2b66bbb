"""Care of the knowledge: what there is to do once a change is published."""

from bot.domain.errors import UserError
from bot.handlers.care.keeping import Keeping
from bot.services.care.changes import Outcome
from bot.views.answers import Rows
from bot.views.care.missing import published_rows


async def rows_after(keeping: Keeping, outcome: Outcome) -> Rows:
    """The buttons under what was published, for its author: what was called wrong of the entries that it changed, and
    the way back to the missed questions where it settled some."""
    report = outcome.report
    if report.pending.author_id != keeping.actor.user_id:
        return ()
    services, change = keeping.context.services, report.change
    after = services.knowledge.now.base
    changed = {
        entry.id
        for entry in report.before.entries
        if after.entry(entry.id) != report.before.entry(entry.id) and not entry.draft
    }
    try:
        place = await services.writing.place(keeping.actor, change.written)
        reported = [each for each in await services.missing.reports(keeping.actor) if each.entry_id in changed]
    except UserError:
        return ()
    return published_rows(place, reported, missed=bool(change.settles))
