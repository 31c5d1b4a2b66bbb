"""What the program tells the admins of the knowledge: what went live without them, and what did not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.domain.revision import Revision
from bot.services.news import LeadElsewhere, Mended, News, Refused, WentLive
from bot.views import news_words as words
from bot.views.callbacks import Verb, encode
from bot.views.markup import Button, Reply, Style, Text, say
from intents.trial import Moved
from knowledge.diff import Changes
from knowledge.issues import Issue
from knowledge.merging import Conflict

SHOWN = 10
"""Lines of a list; what is longer says how much more there is."""
LINE = 300
"""Characters of a line of it."""


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
    text = Text().line(words.LIVE[revision.origin], Style.BOLD)
    only_conflicts = bool(revision.conflicts) and not news.changes
    counts = words.ONLY_CONFLICTS if only_conflicts else say_counts(news.changes)
    text.line(words.NUMBER.format(number=revision.number, counts=counts))
    if revision.conflicts:
        text.line().line(words.CONFLICTS.format(count=len(revision.conflicts)))
        _list(text, [_conflict(each) for each in revision.conflicts])
    return text.reply(revision_buttons(revision))


def _conflict(conflict: Conflict) -> str:
    said = words.CONFLICT.format(file=conflict.file, id=conflict.id)
    return said + words.GONE.get(conflict.gone, "")


def _refused(news: Refused) -> Reply:
    text = Text().line(words.REFUSED.format(place=words.PLACES[news.origin]), Style.BOLD)
    text.line(words.ISSUES.format(count=len(news.issues)))
    _list(text, list(_lines(news.issues)), Style.CODE)
    return text.reply()


def _lines(issues: Sequence[Issue]) -> Iterator[str]:
    return (str(issue) for issue in issues)


def _elsewhere(news: LeadElsewhere) -> Reply:
    number, count = news.revision.number, len(news.moved)
    text = Text().line(words.ELSEWHERE.format(number=number, count=count), Style.BOLD)
    worse = sum(each.worse for each in news.moved)
    if worse:
        text.line(words.WORSE.format(count=worse))
    _list(text, [_moved(each) for each in news.moved])
    return text.reply(revision_buttons(news.revision))


def _moved(moved: Moved) -> str:
    mark = "✗ " if moved.worse else ""
    return words.MOVED.format(mark=mark, question=moved.question, before=moved.before, after=moved.after)


def _list(text: Text, lines: Sequence[str], style: Style = Style.PLAIN) -> None:
    for line in lines[:SHOWN]:
        text.line(line if len(line) <= LINE else f"{line[: LINE - 1]}…", style)
    if len(lines) > SHOWN:
        text.line(words.MORE.format(count=len(lines) - SHOWN))
