"""Topics as they are typed."""

import pytest

from bot.domain.meeting import MAX_TOPICS
from bot.domain.topics import typed_topics

BEFORE = ("学习", "讨论")


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("1. 预算\n2、分工；", ("预算", "分工")),
        ("预算。\n\n预算", ("预算",)),
        ("重写\n预算", ("预算",)),
        ("议题：\n1. 预算；\n2. 分工。", ("预算", "分工")),
        ("重写稿件的分工", ("重写稿件的分工",)),
        ("+预算", (*BEFORE, "预算")),
        ("＋ 预算；\n分工", (*BEFORE, "预算", "分工")),
        ("+学习", BEFORE),
        ("预算\n+分工", ("预算", "分工")),
    ],
)
def test_lines_become_topics(text: str, topics: tuple[str, ...]) -> None:
    """In place of those that were there, or beside them; without what only belongs to a list."""
    assert typed_topics(text, BEFORE) == topics


@pytest.mark.parametrize(
    "text", ["", " \n", "重写", "全部重写：\n。", "+", "+预算\n" + "\n".join(map(str, range(MAX_TOPICS)))]
)
def test_no_topic_and_too_many_are_refused(text: str) -> None:
    """Those that are there count with those that are added."""
    with pytest.raises(ValueError, match="topic"):
        typed_topics(text, BEFORE)
