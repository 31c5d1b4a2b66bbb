"""Topics as they are typed: in place of those that are there, or one more beside them."""

from bot.domain.meeting import tidy_topics
from bot.domain.tidying import lines

MORE = ("+", "＋")
"""What begins a line that is added to what is there."""

AFRESH = frozenset({"重写", "改写", "全部重写", "重新写", "替换", "换成", "改成", "改为", "议题", "改议题"})
"""What asks for other topics, or announces them, and is none."""


def typed_topics(text: str, before: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The topics after somebody typed these lines: they take the place of those ``before``, unless the first begins
    with one of ``MORE``.

    Raises:
        ValueError: there are too many, one is too long, or there is none.
    """
    seen = lines(text)
    adds = bool(seen) and seen[0].startswith(MORE)
    typed = tidy_topics(topic for line in seen if (topic := _topic(line)))
    if not typed:
        raise ValueError("no topic")
    return tidy_topics((*before, *typed)) if adds else typed


def _topic(line: str) -> str:
    """A line without what only belongs to the list that it stands in; empty where it is no topic."""
    topic = line.lstrip("".join(MORE)).rstrip("；;。 ")
    return "" if topic.rstrip("：:") in AFRESH else topic
