"""/stats: what was asked, in numbers, as bars of text."""

from collections.abc import Collection, Sequence
from datetime import date

from bot.services.care.missing import SPANS, Numbers
from bot.views.callbacks import Verb, encode
from bot.views.care import (
    missing_words as words,
)
from bot.views.care.missing import HOME
from bot.views.markup import Button, Reply, Style, Text

WIDTH = 10
"""Blocks of the longest bar."""

_CUT = 40


def render_stats(numbers: Numbers) -> Reply:
    """The numbers of some days, with the way to those of the other span."""
    days = (numbers.last - numbers.first).days + 1
    span = {"days": days, "first": _day(numbers.first), "last": _day(numbers.last)}
    others = [
        (Button(words.OTHER_SPAN.format(days=other), encode(Verb.MISSES, "s", other)),)
        for other in SPANS
        if other != days
    ]
    rows = (*others, (HOME,))
    if not any(numbers.outcomes.values()) and not numbers.misses:
        return Text().line(words.STATS_EMPTY.format(**span)).line(words.COUNTED, Style.ITALIC).reply(rows)
    text = Text().line(words.STATS.format(**span), Style.BOLD)
    if numbers.since is not None and numbers.since > numbers.first:
        text.line(words.SINCE.format(since=_day(numbers.since)))
    text.line().line(words.QUESTIONS.format(count=numbers.questions), Style.BOLD)
    outcomes = [(said, numbers.outcomes.get(event, 0)) for event, said in words.OUTCOME.items()]
    _add_bars(text, [(said, count) for said, count in outcomes if count])
    for event, said in words.BESIDE.items():
        if numbers.outcomes.get(event):
            text.line(said.format(count=numbers.outcomes[event]))
    for title, counted in ((words.TOP_ENTRIES, numbers.entries), (words.TOP_MISSES, numbers.misses)):
        if counted:
            text.line().line(title, Style.BOLD)
            _add_bars(text, counted, marked=numbers.answered)
    return text.line().line(words.COUNTED, Style.ITALIC).reply(rows)


def bar(count: int, most: int) -> str:
    """A bar in proportion to the longest; whatever is counted has one block at least."""
    return "▇" * max(1, round(WIDTH * count / most)) if count > 0 else ""


def _add_bars(text: Text, counted: Sequence[tuple[str, int]], *, marked: Collection[str] = ()) -> None:
    """The bars begin the lines, so that they can be compared in any type. ``marked``: what is answered by now."""
    most = max((count for _, count in counted), default=0)
    for said, count in counted:
        line = " ".join(said.split())
        shown = line if len(line) <= _CUT else f"{line[: _CUT - 1]}…"
        text.line(f"{bar(count, most)} {count}　{shown}{words.ANSWERED_NOW if said in marked else ''}")


def _day(day: date) -> str:
    return words.DAY.format(month=day.month, day=day.day)
