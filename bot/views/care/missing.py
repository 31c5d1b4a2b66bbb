"""Questions that nothing answered, and answers called wrong, one by one, with what can be done."""

from collections.abc import Sequence

from bot.services.care.missing import MissedPage, Reported
from bot.services.knowledge import reference
from bot.views.answers import Rows
from bot.views.callbacks import Verb, encode
from bot.views.care import (
    missing_words as words,
)
from bot.views.care.writing import add_near
from bot.views.care.writing_buttons import What
from bot.views.markup import Button, Reply, Style, Text, say

VARIANTS = 3
"""Ways of asking that are shown beside the most frequent."""

REASONS = 6
"""Reasons that are shown of an entry."""

_CUT = 120

HOME = Button(words.HOME, encode(Verb.FAQ, "h"))
"""To the page of the knowledge."""


def render_missed(page: MissedPage | None) -> Reply:
    """A cluster of missed questions, with the nearest that exist."""
    if page is None:
        return say(words.NO_MISSES, ((_button(words.REPORTS, "r"), HOME),))
    missed, ref = page.missed, page.missed.ref
    text = Text().line(words.MISSES.format(number=page.number + 1, total=page.total), Style.ITALIC).line()
    text.line(_cut(missed.texts[0]), Style.BOLD)
    ways = ((words.UNANSWERED, missed.unanswered), (words.REJECTED, missed.rejected))
    how = "、".join(said.format(count=count) for said, count in ways if count)
    text.line(words.TIMES.format(count=missed.count, how=f"（{how}）"))
    _add_variants(text, missed.texts[1:])
    text.line()
    rows: list[tuple[Button, ...]] = []
    if page.answered:
        text.line(words.ANSWERED.format(question=page.answered.question)).line()
        look = _button(words.LOOK_AT, "k", ref, reference(page.answered.id), page.number)
        rows.append((_button(words.DONE, "o", ref, page.number), look))
    elif page.near:
        text.line(words.NEAREST)
        add_near(text, page.near)
        for number, target in enumerate(page.near, 1):
            target_ref = reference(target.id)
            attach = _button(words.ATTACH.format(number=number), "a", ref, target_ref, page.number)
            look = _button(words.LOOK.format(number=number), "k", ref, target_ref, page.number)
            rows.append((attach, look) if number <= page.sure else (look,))
    else:
        text.line(words.NONE_NEAR)
    rows.append(
        (
            _button(words.NEW_ENTRY, "n", ref, page.number),
            _button(words.NEW_BOUNDARY, "b", ref, page.number),
            _button(words.DISMISS, "x", ref, page.number),
        )
    )
    if page.all_answered > 1:
        rows.append((_button(words.ALL_DONE.format(count=page.all_answered), "oa", page.number),))
    return text.reply((*rows, *_turns("l", page.number, page.total), (_button(words.REPORTS, "r"), HOME)))


def missed_look_rows(missed_ref: str, target_ref: str, number: int) -> Rows:
    """Under one of the nearest: that it answers what was missed, and the way back."""
    return ((_button(words.THIS_ONE, "a", missed_ref, target_ref, number),), (_button(words.BACK, "l", number),))


def render_reports(reports: Sequence[Reported], number: int) -> Reply:
    """What was reported of an entry: reasons with how often."""
    back = (_button(words.MISSED, "l"),)
    if not reports:
        return say(words.NO_REPORTS, (back,))
    number = max(0, min(number, len(reports) - 1))
    reported = reports[number]
    ref = reference(reported.entry_id)
    title = reported.target.question if reported.target else words.GONE.format(id=reported.entry_id)
    text = Text().line(words.REPORTED.format(number=number + 1, total=len(reports)), Style.ITALIC).line()
    text.line(title, Style.BOLD).line(words.REPORTED_TIMES.format(count=reported.count))
    for reason, count in reported.reasons[:REASONS]:
        text.line(words.REASON.format(reason=_cut(reason), count=count))
    if len(reported.reasons) > REASONS:
        text.line(words.MORE_REASONS.format(count=len(reported.reasons) - REASONS))
    there = [
        _button(words.LOOK_AT, "rl", ref, number),
        Button(words.EDIT, encode(Verb.WRITING, What.EDIT.value, ref)),
    ]
    row = (*(there if reported.target else ()), _button(words.DONE, "rd", ref, number))
    return text.reply((row, *_turns("r", number, len(reports)), back))


def report_look_rows(number: int) -> Rows:
    """Under an entry that was called wrong: the way back."""
    return ((_button(words.BACK, "r", number),),)


def published_rows(place: int, reported: Sequence[Reported], *, missed: bool) -> Rows:
    """Under what was published: that it puts right what was called wrong, and the way back to the list it is from."""
    rows = [
        (_button(words.REPORTS_DONE.format(count=each.count), "rp", reference(each.entry_id)),) for each in reported
    ]
    return (*rows, *([(_button(words.MISSED_BACK, "l", place),)] if missed else []))


def _button(label: str, what: str, *args: object) -> Button:
    return Button(label, encode(Verb.MISSES, what, *args))


def _turns(what: str, number: int, total: int) -> Rows:
    row = []
    if number > 0:
        row.append(_button("« 上一个", what, number - 1))
    if number + 1 < total:
        row.append(_button("下一个 »", what, number + 1))
    return (tuple(row),) if row else ()


def _add_variants(text: Text, variants: Sequence[str]) -> None:
    if not variants:
        return
    text.line(words.VARIANTS)
    for each in variants[:VARIANTS]:
        text.line(f"· {_cut(each)}")
    if len(variants) > VARIANTS:
        text.line(words.MORE_VARIANTS.format(count=len(variants) - VARIANTS))


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _CUT else f"{line[: _CUT - 1]}…"
