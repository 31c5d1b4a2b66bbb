"""The rules for what goes into a calendar: the recurring duties, and what is to be done for a kind of meeting."""

from collections.abc import Iterator, Mapping

from knowledge.issues import Code, Issue, Severity
from knowledge.models import Document, Obligation, Standing
from knowledge.source import Placed, Source

ONCE_MEANT = {
    "-ask-branch": "ask-branch",
    "-consent": "ask-branch",
    "-notify-topics": "notify-topics",
    "-in-record": "record",
    "-after-archive": "archive",
    "-after-minutes": "archive",
}
"""What the ends of the ids of items meant before there was ``means``: folders of that time lack it."""


def validate_scheduling(source: Source, documents: Mapping[str, Document]) -> Iterator[Issue]:
    """All issues of obligations and of the items of meetings that hold within one of them."""
    for placed in source.obligations:
        if problem := _problem(placed.model):
            line = placed.line("proposed")
            yield Issue(placed.file, line, Code.BROKEN_PRESET, f"{placed.model.id} 的 proposed {problem}。")
        yield from _standing(placed, documents)
    for item in source.items:
        if item.model.lead and item.model.phase != "before":
            text = f"{item.model.id} 不在会前做，不能有 lead。"
            yield Issue(item.file, item.line("lead"), Code.WRONG_VALUE, text)
        meant = next((means for end, means in ONCE_MEANT.items() if item.model.id.endswith(end)), "")
        if meant and not item.model.means:
            text = f"{item.model.id} 没有写 means，机器人不再自己办它；要和从前一样，请写 means: {meant}。"
            yield Issue(item.file, item.line(), Code.WRONG_VALUE, text, Severity.WARNING)


def _problem(obligation: Obligation) -> str:
    """What is wrong with the proposed dates; empty where nothing is, or where none are."""
    dates = obligation.proposed
    if not dates:
        return ""
    if obligation.every == "month" and any(date.month for date in dates):
        return "不能写 month：每个月都有"
    if obligation.every != "month" and not all(date.month for date in dates):
        return "要写明 month：是几月几日"
    if len(dates) != obligation.dates_wanted:
        period = "一个月" if obligation.every == "month" else "一年"
        return f"要有 {obligation.dates_wanted} 个日期（{period}里的次数），现在有 {len(dates)} 个"
    return "有两个一样的日期" if len(set(dates)) < len(dates) else ""


def _standing(placed: Placed[Obligation], documents: Mapping[str, Document]) -> Iterator[Issue]:
    """A duty of a document that does not bind today is offered, never set by itself."""
    cited = [documents.get(cite.document) for cite in placed.model.cites]
    known = [document for document in cited if document]
    binds = len(known) < len(cited) or any(document.standing is Standing.IN_FORCE for document in known)
    if placed.model.enabled and not binds:
        text = f"{placed.model.id} 的出处都不是现行有效的文件，请写 enabled: false。"
        yield Issue(placed.file, placed.line(), Code.NOT_IN_FORCE, text, Severity.WARNING)
