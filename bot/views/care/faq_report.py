"""The report about a change: short for the chat, whole for a file."""

from collections.abc import Iterable, Iterator
from typing import Any

from bot.services.care.changes import Change, Report
from bot.views.callbacks import Verb, encode
from bot.views.care import (
    faq_words as words,
)
from bot.views.care.faq_diff import Sides, change_lines, indented, name_of
from bot.views.care.faq_issues import MOST_ISSUES, issue_lines
from bot.views.care.faq_naming import Names
from bot.views.care.faq_sides import add_sides, title_in
from bot.views.markup import Button, Reply, Style, Text, say, utf16_length
from intents.trial import Moved
from knowledge.diff import Changes, Part, parts_of
from knowledge.issues import Issue
from knowledge.models import KnowledgeBase

MOST_MOVED, MOST_NAMED, MOST_LEFT_OUT, MOST_CLASHES = 8, 3, 8, 2
"""How much of each a message shows; the file has the rest."""

IN_FULL = 2
"""Items up to which a message shows what changes of them, field by field."""

_LINE, _WHY = 160, 300
"""Characters of a line that quotes something, and of why."""

_CHANGES, _CLASH = 1300, 900
"""UTF-16 units of changes, and of the two sides of one item."""

_CLASH_SIDES = Sides(words.CLASH_WAS, words.CLASH_IS, words.CLASH_PLUS, words.CLASH_MINUS)

Row = tuple[Button, ...]


def render_report(report: Report, meanwhile: str = "") -> Reply:
    """The report for the author, with what can be done. ``meanwhile``: who published last."""
    return _report(report, _rows(report), Text(), meanwhile, own=True)


def render_plea(report: Report, meanwhile: str = "") -> Reply:
    """The report for the other admins, who are asked to agree."""
    yes = _button(words.AGREE, "y", report, report.pending.version)
    rows = ((yes, _button(words.DISAGREE, "z", report)), (_button(words.DETAILS, "d", report),))
    text = Text().line(words.PLEASE_AGREE.format(name=report.change.name), Style.BOLD)
    return _report(report, rows, text, meanwhile, own=False)


def render_refused(report: Report, name: str) -> Reply:
    """The report for the author, once somebody does not agree."""
    text = Text().line(words.DISAGREED.format(name=name), Style.BOLD).line()
    return _report(report, _rows(report), text, "", own=True)


def render_asked(report: Report) -> Reply:
    """For the author, while the others are asked."""
    buttons = (_button(words.DETAILS, "d", report), _button(words.DISCARD, "n", report))
    return say(f"{_cut(report.change.why, _WHY)}\n{words.ASKED}", (buttons, *_back_rows(report)))


def render_gave_way(report: Report) -> Reply:
    """For the author: what is live stays, and nothing was left to publish."""
    home = (Button(words.TO_HOME, encode(Verb.FAQ, "h")),)
    return say(words.USED_LIVE, (*_back_rows(report), home))


def render_waiting(pending_id: str, why: str) -> Reply:
    """What was reported on goes on waiting, unless it is given up."""
    button = Button(words.DISCARD, encode(Verb.FAQ, "n", pending_id))
    return say(words.STILL_WAITS.format(why=_cut(why)), ((button,),))


def render_still(report: Report) -> Reply:
    """The same, once it was examined again: what passed can be published from here, what did not has to be mended."""
    why = _cut(report.change.why)
    buttons = (_button(words.DETAILS, "d", report), _button(words.DISCARD, "n", report))
    if report.examined.errors:
        return say(words.STILL_TO_MEND.format(why=why), (buttons, *_back_rows(report)))
    if report.change.asked and report.needs_consent:
        return say(words.STILL_ASKED.format(why=why), (buttons, *_back_rows(report)))
    if not report.differs and not report.clashes:
        return render_waiting(report.pending.id, report.change.why)
    text = Text().line(words.STILL_TO_PUBLISH).line()
    return _report(report, _rows(report), text, "", own=True)


def render_freed(pending_id: str, change: Change) -> Reply:
    """For the author of a change that another admin was asked about: nobody has to agree any more."""
    why = _cut(change.why)
    details_or_not = (
        Button(words.DETAILS, encode(Verb.FAQ, "d", pending_id)),
        Button(words.DISCARD, encode(Verb.FAQ, "n", pending_id)),
    )
    if not change.conflicts:
        publish = Button(words.PUBLISH, encode(Verb.FAQ, "p", pending_id))
        return say(words.FREED.format(why=why), ((publish,), details_or_not))
    mine = Button(words.USE_MINE, encode(Verb.FAQ, "m", pending_id))
    live = Button(words.USE_LIVE, encode(Verb.FAQ, "u", pending_id))
    sentence = words.FREED_CLASHED.format(why=why, count=len(change.conflicts))
    return say(sentence, ((mine, live), details_or_not))


def render_left_out(pending_id: str, file: str, left_out: tuple[str, ...], base: KnowledgeBase) -> Reply:
    """Asks what becomes of the items that a file leaves out of those of a base."""
    names = Names(base)
    text = Text().line(words.LEFT_OUT.format(file=file, count=len(left_out)), Style.BOLD)
    for each in left_out[:MOST_LEFT_OUT]:
        text.line(f"· {_cut(names.of(each))}")
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
    return say(f"{words.NO_HOME}\n{_cut(str(issue), _WHY)}")


def details(report: Report) -> str:
    """Everything about a change, for a file."""
    examined = report.examined
    names = Names(examined.base, report.before)
    lines = [report.change.why, ""]
    if issues := [*issue_lines(report, examined.errors), *map(str, report.warnings)]:
        lines += [f"== {words.DETAILS_ISSUES} ==", *issues, ""]
    for clash in report.clashes:
        lines += [f"== {words.DETAILS_CLASHES} {clash.conflict.id} =="]
        lines += [words.SIDES_MINE.format(live=clash.live or words.GONE, mine=clash.mine or words.GONE)]
    if examined.moved:
        lines += [f"== {words.DETAILS_MOVED} ==", *(_moved_line(each, names) for each in _sorted(examined.moved)), ""]
    lines.append(f"== {words.DETAILS_CHANGES} ==")
    if examined.base is None:
        lines += indented(_unread_lines(report))
    else:
        lines += indented(change_lines(report.before, examined.base, examined.changes, ids=True))
    return "\n".join(lines).rstrip() + "\n"


def _unread_lines(report: Report) -> Iterator[str]:
    """What a change that cannot be used touches, as far as its text tells: what it removes, and the names of the
    rest."""
    touched, known = report.touched, parts_of(report.before)
    for item_id in sorted(touched.ids - {part.id for part in known}):
        yield words.UNREAD.format(kind=words.ADDED, what=item_id)
    for part in known:
        if part.id in touched.ids - touched.gone:
            what = f"{words.SECTIONS[part.section]} {name_of(report.before, part)}（{part.id}）"
            yield words.UNREAD.format(kind=words.CHANGED, what=what)
    removed = tuple(part for part in known if part.id in touched.gone)
    yield from change_lines(report.before, None, Changes(removed=removed), ids=True)


def _report(report: Report, rows: tuple[Row, ...], text: Text, meanwhile: str, *, own: bool) -> Reply:
    _add_meanwhile(text, report, meanwhile or words.SOMEBODY, own=own)
    if report.examined.errors:
        _add_errors(text, report)
        if report.only_strays and report.examined.changes:
            text.line(_counts(report.examined.changes))
        return text.reply(rows)
    if not report.differs:
        if not report.clashes:
            text.line(words.NOTHING_NEW.format(why=_cut(report.change.why, _WHY)), Style.BOLD).line(words.NO_CHANGE)
        return text.reply(rows)
    text.line(words.REPORT.format(why=_cut(report.change.why, _WHY)), Style.BOLD)
    _add_changes(text, report)
    if report.warnings:
        text.line(words.WARNINGS.format(count=len(report.warnings)))
    _add_moved(text, report)
    if report.change.settles:
        text.line(words.SETTLES.format(count=len(report.change.settles)))
    if report.needs_consent and own:
        text.line(words.WILL_ASK)
    if report.merged and own and not report.clashes:
        text.line(words.AGAIN)
    return text.reply(rows)


def _add_meanwhile(text: Text, report: Report, name: str, *, own: bool) -> None:
    """What others published while the change waited, and what both changed."""
    if report.clashes and own:
        clashed = words.CLASHED_SELF if name == words.YOURSELF else words.CLASHED.format(name=name)
        text.line(clashed, Style.BOLD)
        for clash in report.clashes[:MOST_CLASHES]:
            text.line(title_in(clash.live, clash.mine) or clash.conflict.id, Style.BOLD)
            names = Names(report.examined.base, report.before)
            add_sides(text, clash.live, clash.mine, _CLASH_SIDES, names, most=_CLASH)
        if len(report.clashes) > MOST_CLASHES:
            text.line(words.CLASHED_MORE.format(count=len(report.clashes) - MOST_CLASHES))
        text.line()
    elif report.merged:
        text.line(words.MERGED.format(name=name), Style.BOLD)
        if report.clashes:
            text.line(words.CLASHED_PLEA.format(count=len(report.clashes)))


def _add_changes(text: Text, report: Report) -> None:
    """How much changes; of a few items what, of more the first few questions."""
    changes, before, after = report.examined.changes, report.before, report.examined.base
    if not changes:
        text.line(words.ONLY_COMMENTS)
        return
    kinds: tuple[tuple[str, tuple[Part, ...], KnowledgeBase | None], ...] = (
        (words.ADDED, changes.added, after),
        (words.CHANGED, changes.changed, after),
        (words.REMOVED, changes.removed, before),
    )
    text.line(_counts(changes))
    if sum(len(parts) for _, parts, _ in kinds) <= IN_FULL:
        add_lines(text, change_lines(before, after, changes), _CHANGES)
        return
    for kind, parts, base in kinds:
        if parts:
            text.line(words.SOME.format(kind=kind, questions=_named(parts, base)))


def _counts(changes: Changes) -> str:
    added, changed, removed = map(len, (changes.added, changes.changed, changes.removed))
    return words.CHANGE_COUNTS.format(added=added, changed=changed, removed=removed)


def add_lines(text: Text, lines: Iterable[str], most: int) -> None:
    """Lines within so many UTF-16 units, each cut to what is read; that there is more is said."""
    room = most
    for line in lines:
        shown = _cut(line, _WHY)
        room -= utf16_length(shown) + 1
        if room < 0:
            text.line(words.REST_IN_FILE)
            return
        if shown:
            text.line(shown)


def _rows(report: Report) -> tuple[Row, ...]:
    """What the author can do."""
    rows: list[Row] = []
    if report.clashes:
        rows.append((_button(words.USE_MINE, "m", report), _button(words.USE_LIVE, "u", report)))
    elif report.publishable:
        rows.append((_button(words.PUBLISH, "p", report),))
    elif report.only_strays:
        label = words.DROP_STRAYS.format(count=len(report.examined.strays))
        rows.append((_button(label, "t", report),))
    back = _back_rows(report)
    if not report.differs and not report.examined.errors and not report.clashes:
        home = Button(words.TO_HOME, encode(Verb.FAQ, "h"))
        return (*back, (home,))
    return (*rows, (_button(words.DETAILS, "d", report), _button(words.DISCARD, "n", report)), *back)


def _back_rows(report: Report) -> tuple[Row, ...]:
    """The way back to where it was written."""
    written = report.change.written
    return ((Button(words.BACK_TO_CARD, encode(Verb.WRITING, "o", written)),),) if written else ()


def _button(label: str, what: str, report: Report, *args: Any) -> Button:
    return Button(label, encode(Verb.FAQ, what, report.pending.id, *args))


def _add_errors(text: Text, report: Report) -> None:
    errors = report.examined.errors
    header = words.REFUSED if report.change.file else words.REFUSED_HERE
    lines = issue_lines(report, errors)
    count = sum(line != words.OTHERS_SUFFER for line in lines)
    text.line(header.format(count=count), Style.BOLD)
    for line in lines[:MOST_ISSUES]:
        text.line(_cut(line, _WHY))
    if len(lines) > MOST_ISSUES:
        text.line(words.REFUSED_MORE.format(count=len(lines) - MOST_ISSUES))


def _add_moved(text: Text, report: Report) -> None:
    moved = report.examined.moved
    if not moved:
        text.line(words.NOT_MOVED)
        return
    names = Names(report.examined.base, report.before)
    text.line(words.MOVED.format(count=len(moved), worse=sum(each.worse for each in moved)))
    for each in _sorted(moved)[:MOST_MOVED]:
        text.line(_cut(_moved_line(each, names)))
    if len(moved) > MOST_MOVED:
        text.line(words.MOVED_MORE.format(count=len(moved) - MOST_MOVED))


def _sorted(moved: Iterable[Moved]) -> list[Moved]:
    """The worse first, the better last."""
    return sorted(moved, key=lambda each: (not each.worse, each.better))


def _moved_line(moved: Moved, names: Names) -> str:
    """Where a question led and leads; of choices only what came or went."""
    mark = words.WORSE if moved.worse else words.BETTER if moved.better else ""
    if moved.before.startswith(words.CHOICES) and moved.after.startswith(words.CHOICES):
        before, after = (side.removeprefix(words.CHOICES).split("、") for side in (moved.before, moved.after))
        came = "、".join(names.of(each) for each in after if each not in before)
        went = "、".join(names.of(each) for each in before if each not in after)
        said = [words.CHOICES_MORE.format(names=came)] if came else []
        said += [words.CHOICES_LESS.format(names=went)] if went else []
        return words.MOVED_CHOICES.format(mark=mark, question=moved.question, changes="，".join(said))
    before_said, after_said = names.within(moved.before), names.within(moved.after)
    return words.MOVED_LINE.format(mark=mark, question=moved.question, before=before_said, after=after_said)


def _named(parts: tuple[Part, ...], base: KnowledgeBase | None) -> str:
    named = "；".join(_cut(name_of(base, part), 60) for part in parts[:MOST_NAMED])
    return named + (words.MORE.format(count=len(parts)) if len(parts) > MOST_NAMED else "")


def _cut(text: str, most: int = _LINE) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
