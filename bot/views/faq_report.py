"""The report about a change: short for the chat, whole for a file."""

from collections.abc import Iterable

from bot.services.changes import Report
from bot.views import faq_words as words
from bot.views.callbacks import Verb, encode
from bot.views.faq_diff import change_lines, name_of
from bot.views.markup import Button, Reply, Style, Text, say
from intents.trial import Moved
from knowledge.diff import Part
from knowledge.issues import Issue, has_errors
from knowledge.models import KnowledgeBase

MOST_ISSUES, MOST_MOVED, MOST_NAMED, MOST_LEFT_OUT = 10, 8, 3, 8
"""How much of each a message shows; the file has the rest."""

_LINE = 160
"""Characters of a line that quotes something."""

Row = tuple[Button, ...]


def render_report(report: Report) -> Reply:
    """The report for the author, with what can be done."""
    return _report(report, _rows(report), Text())


def render_plea(report: Report) -> Reply:
    """The report for the other admins, who are asked to agree."""
    pending = report.pending.id
    rows = (
        (
            Button(words.AGREE, encode(Verb.FAQ, "y", pending, report.pending.version)),
            Button(words.DISAGREE, encode(Verb.FAQ, "z", pending)),
        ),
        (Button(words.DETAILS, encode(Verb.FAQ, "d", pending)),),
    )
    return _report(report, rows, Text().line(words.PLEASE_AGREE.format(name=report.change.name), Style.BOLD))


def render_asked(report: Report) -> Reply:
    """For the author, while the others are asked."""
    pending = report.pending.id
    buttons = (
        Button(words.DETAILS, encode(Verb.FAQ, "d", pending)),
        Button(words.DISCARD, encode(Verb.FAQ, "n", pending)),
    )
    return say(f"{report.change.why}\n{words.ASKED}", (buttons,))


def render_left_out(pending_id: str, file: str, left_out: tuple[str, ...]) -> Reply:
    """Asks what becomes of the items that a file leaves out."""
    text = Text().line(words.LEFT_OUT.format(file=file, count=len(left_out)), Style.BOLD)
    for each in left_out[:MOST_LEFT_OUT]:
        text.line(f"· {each}")
    if len(left_out) > MOST_LEFT_OUT:
        text.line(words.LEFT_OUT_MORE.format(count=len(left_out)))
    text.line(words.LEFT_OUT_ASK)
    return text.reply(
        (
            (Button(words.ONLY_ADD, encode(Verb.FAQ, "w", pending_id, "m")),),
            (Button(words.WHOLE.format(count=len(left_out)), encode(Verb.FAQ, "w", pending_id, "a")),),
            (Button(words.DISCARD, encode(Verb.FAQ, "n", pending_id)),),
        )
    )


def render_no_file(issue: Issue) -> Reply:
    """Why what was sent is no file of a base."""
    return say(f"{words.NO_HOME}\n{_issue_line(issue)}")


def details(report: Report) -> str:
    """Everything about a change, for a file."""
    examined = report.examined
    lines = [report.change.why, ""]
    if examined.issues:
        lines += [f"== {words.DETAILS_ISSUES} ==", *map(str, examined.issues), ""]
    if examined.moved:
        lines += [f"== {words.DETAILS_MOVED} ==", *map(_moved_line, _sorted(examined.moved)), ""]
    lines += [f"== {words.DETAILS_CHANGES} ==", *change_lines(report.before, examined.base, examined.changes)]
    return "\n".join(lines).rstrip() + "\n"


def add_changes(text: Text, before: KnowledgeBase | None, after: KnowledgeBase | None, report: Report) -> None:
    """How much changes, with the first few questions."""
    changes = report.examined.changes
    if not changes:
        text.line(words.ONLY_COMMENTS if report.differs else words.NO_CHANGE)
        return
    counts = {"added": len(changes.added), "changed": len(changes.changed), "removed": len(changes.removed)}
    text.line(words.CHANGE_COUNTS.format(**counts))
    for kind, parts, base in (
        (words.ADDED, changes.added, after),
        (words.CHANGED, changes.changed, after),
        (words.REMOVED, changes.removed, before),
    ):
        if parts:
            text.line(words.SOME.format(kind=kind, questions=_named(parts, base)))


def _report(report: Report, rows: tuple[Row, ...], text: Text) -> Reply:
    examined = report.examined
    if report.merged:
        text.line(words.MERGED, Style.BOLD)
    if report.conflicts:
        text.line(words.KEPT_THERE.format(ids="、".join(each.id for each in report.conflicts[:MOST_ISSUES])))
    if examined.errors:
        _add_errors(text, examined.errors)
        return text.reply(rows)
    text.line(words.REPORT.format(why=_cut(report.change.why)), Style.BOLD)
    add_changes(text, report.before, examined.base, report)
    if not report.differs:
        return text.reply(rows)
    warnings = sum(not has_errors([issue]) for issue in examined.issues)
    if warnings:
        text.line(words.WARNINGS.format(count=warnings))
    _add_moved(text, examined.moved)
    if report.change.settles:
        text.line(words.SETTLES.format(count=len(report.change.settles)))
    if report.needs_consent:
        text.line(words.WILL_ASK)
    return text.reply(rows)


def _rows(report: Report) -> tuple[Row, ...]:
    pending = report.pending.id
    rows: list[Row] = []
    if report.publishable:
        rows.append((Button(words.PUBLISH, encode(Verb.FAQ, "p", pending)),))
    elif report.only_strays:
        label = words.DROP_STRAYS.format(count=len(report.examined.strays))
        rows.append((Button(label, encode(Verb.FAQ, "t", pending)),))
    if not report.differs and not report.examined.errors:
        return ()
    see, end = (
        Button(words.DETAILS, encode(Verb.FAQ, "d", pending)),
        Button(words.DISCARD, encode(Verb.FAQ, "n", pending)),
    )
    return (*rows, (see, end))


def _add_errors(text: Text, errors: tuple[Issue, ...]) -> None:
    text.line(words.REFUSED.format(count=len(errors)), Style.BOLD)
    for issue in errors[:MOST_ISSUES]:
        text.line(_issue_line(issue))
    if len(errors) > MOST_ISSUES:
        text.line(words.REFUSED_MORE.format(count=len(errors) - MOST_ISSUES))


def _add_moved(text: Text, moved: tuple[Moved, ...]) -> None:
    if not moved:
        text.line(words.NOT_MOVED)
        return
    text.line(words.MOVED.format(count=len(moved), worse=sum(each.worse for each in moved)))
    for each in _sorted(moved)[:MOST_MOVED]:
        text.line(_cut(_moved_line(each)))
    if len(moved) > MOST_MOVED:
        text.line(words.MOVED_MORE.format(count=len(moved) - MOST_MOVED))


def _sorted(moved: Iterable[Moved]) -> list[Moved]:
    """The worse first, the better last."""
    return sorted(moved, key=lambda each: (not each.worse, each.better))


def _moved_line(moved: Moved) -> str:
    mark = words.WORSE if moved.worse else words.BETTER if moved.better else ""
    return words.MOVED_LINE.format(mark=mark, question=moved.question, before=moved.before, after=moved.after)


def _named(parts: tuple[Part, ...], base: KnowledgeBase | None) -> str:
    named = "；".join(_cut(name_of(base, part), 60) for part in parts[:MOST_NAMED])
    return named + (words.MORE.format(count=len(parts)) if len(parts) > MOST_NAMED else "")


def _issue_line(issue: Issue) -> str:
    return _cut(str(issue), 300)


def _cut(text: str, most: int = _LINE) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
