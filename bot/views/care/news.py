"""What the program tells the admins of the knowledge: what went live without them, and what did not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.domain.revision import Revision
from bot.services.care.losing import Lost
from bot.services.care.news import Held, LeadElsewhere, Mended, News, Refused, WentLive
from bot.views.callbacks import Verb, encode
from bot.views.care import news_words as words
from bot.views.care.faq_diff import name_of
from bot.views.markup import Button, Reply, Style, Text, say
from intents.trial import Moved
from knowledge.diff import Changes, Part
from knowledge.issues import Issue
from knowledge.merging import Conflict
from knowledge.models import KnowledgeBase

SHOWN = 10
"""Lines of a list; what is longer says how much more there is."""
LINE = 300
"""Characters of a line of it."""
NAMED, NAME = 3, 40
"""Items, or files, that are named, and characters of a name."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes with a message."""

    name: str
    content: bytes
    caption: Reply


def render_news(news: News) -> Reply:
    """The message."""
    if isinstance(news, WentLive):
        return _live(news)
    if isinstance(news, Refused):
        return _refused(news)
    if isinstance(news, Held):
        return _held(news)
    if isinstance(news, Mended):
        return say(words.MENDED.format(place=words.PLACES[news.origin]))
    return _elsewhere(news)


def attached_to(news: News) -> Attached | None:
    """The file with all that the message does not show."""
    if not isinstance(news, Refused) or len(news.issues) <= SHOWN:
        return None
    content = "".join(f"{issue}\n" for issue in news.issues).encode()
    return Attached(words.ISSUES_FILE, content, say(words.ALL_ISSUES.format(count=len(news.issues))))


def say_counts(changes: Changes) -> str:
    """How many items are new, changed, gone: 新增 1 条、改动 2 条."""
    counts = ((what, len(getattr(changes, name))) for what, name in words.COUNTS)
    said = "、".join(words.COUNT.format(what=what, count=count) for what, count in counts if count)
    return said or words.NO_COUNTS


def revision_buttons(revision: Revision) -> tuple[tuple[Button, ...], ...]:
    """To look at a revision, to go back to the one before it, and to what was changed on both sides."""
    row = [Button(words.LOOK, encode(Verb.FAQ, "r", revision.number))]
    if revision.number > 1:
        row.append(Button(words.BACK, encode(Verb.FAQ, "b", revision.number - 1)))
    choose = (Button(words.CHOOSE, encode(Verb.FAQ, "cf", revision.number)),)
    return (tuple(row), choose) if revision.conflicts else (tuple(row),)


def _live(news: WentLive) -> Reply:
    revision = news.revision
    if revision.conflicts and not news.changes:
        return _only_conflicts(revision, news.after.base)
    text = Text().line(words.LIVE[revision.origin], Style.BOLD)
    text.line(words.NUMBER.format(number=revision.number, counts=say_counts(news.changes)))
    _name_changes(text, news)
    if revision.conflicts:
        text.line().line(words.CONFLICTS.format(count=len(revision.conflicts)))
        _list(text, [_conflict(each, news.after.base) for each in revision.conflicts])
    return text.reply(revision_buttons(revision))


def _only_conflicts(revision: Revision, base: KnowledgeBase) -> Reply:
    """Nothing became live: all that changed there was changed here as well."""
    text = Text().line(words.ONLY_CONFLICTS[revision.origin].format(count=len(revision.conflicts)), Style.BOLD)
    _list(text, [_conflict(each, base) for each in revision.conflicts])
    return text.reply(((Button(words.CHOOSE, encode(Verb.FAQ, "cf", revision.number)),),))


def _name_changes(text: Text, news: WentLive) -> None:
    """The first few items of each kind, and the files."""
    for what, kind in words.COUNTS:
        parts: tuple[Part, ...] = getattr(news.changes, kind)
        if parts:
            base = (news.before if kind == "removed" else news.after).base
            text.line(words.NAMED.format(what=what, names=_names(parts, base)))
    if news.files:
        more = words.FILES_MORE.format(count=len(news.files)) if len(news.files) > NAMED else ""
        text.line(words.FILES.format(names="、".join(news.files[:NAMED]) + more))


def _names(parts: Sequence[Part], base: KnowledgeBase) -> str:
    """The first few, as people know them."""
    more = words.NAMED_MORE.format(count=len(parts)) if len(parts) > NAMED else ""
    return "；".join(_cut(name_of(base, part), NAME) for part in parts[:NAMED]) + more


def _conflict(conflict: Conflict, base: KnowledgeBase) -> str:
    said = _cut(name_of(base, Part(conflict.section or "documents", conflict.id)), LINE)
    return said + words.GONE.get(conflict.gone, "")


def _refused(news: Refused) -> Reply:
    text = Text().line(words.REFUSED.format(place=words.PLACES[news.origin]), Style.BOLD)
    if news.lost:
        text.line(words.LOST_FIRST)
        _list(text, [_lost(each) for each in news.lost])
        text.line()
    text.line(words.ISSUES.format(count=len(news.issues)))
    _list(text, list(_lines(news.issues)), Style.CODE)
    return text.reply()


def _held(news: Held) -> Reply:
    text = Text().line(words.HELD, Style.BOLD)
    _list(text, [_lost(each, news.before) for each in news.lost])
    text.line(words.HELD_HOW)
    return text.reply(((Button(words.HELD_TAKE, encode(Verb.FAQ, "hd", news.fingerprint)),),))


def _lost(lost: Lost, base: KnowledgeBase | None = None) -> str:
    """What is gone of a file, by name where a base knows it."""
    count = len(lost.parts)
    pattern = words.LOST_SOME if not lost.whole else words.LOST_ALL if count else words.LOST_FILE
    said = pattern.format(file=lost.file, count=count)
    return words.LOST_NAMED.format(lost=said, names=_names(lost.parts, base)) if base and count else said


def _lines(issues: Sequence[Issue]) -> Iterator[str]:
    return (str(issue) for issue in issues)


def _elsewhere(news: LeadElsewhere) -> Reply:
    number, count = news.revision.number, len(news.moved)
    text = Text().line(words.ELSEWHERE.format(number=number, count=count), Style.BOLD)
    worse = sum(each.worse for each in news.moved)
    if worse:
        text.line(words.WORSE.format(count=worse))
    _list(text, [_moved(each) for each in news.moved])
    if news.live == number:
        return text.reply(revision_buttons(news.revision))
    text.line(words.NOT_LIVE.format(live=news.live))
    return text.reply(((Button(words.LOOK, encode(Verb.FAQ, "r", number)),),))


def _moved(moved: Moved) -> str:
    mark = "✗ " if moved.worse else ""
    return words.MOVED.format(mark=mark, question=moved.question, before=moved.before, after=moved.after)


def _list(text: Text, lines: Sequence[str], style: Style = Style.PLAIN) -> None:
    for line in lines[:SHOWN]:
        text.line(_cut(line, LINE), style)
    if len(lines) > SHOWN:
        text.line(words.MORE.format(count=len(lines) - SHOWN))


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
