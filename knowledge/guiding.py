"""The rules for guides and sections: every path of a guide ends in an answer, every name exists."""

from collections.abc import Iterator

from knowledge.issues import Code, Issue, Severity
from knowledge.models import Guide, Node, Section
from knowledge.source import Placed, Source
from knowledge.suggesting import nearest, unknown

Known = tuple[str, set[str]]
"""What a name stands for, as an editor calls it, and all the names there are."""


def validate_guiding(source: Source) -> Iterator[Issue]:
    """All issues of guides and sections."""
    entries = {placed.model.id for placed in source.entries}
    for guide in source.guides:
        yield from _nodes(guide)
        yield from _paths(guide)
        yield from _names(guide, ("offered_with",), guide.model.offered_with, ("条目", entries), source)
        for name, node in guide.model.nodes.items():
            yield from _names(guide, ("nodes", name, "related"), node.related, ("条目", entries), source)
    yield from _sections(source, entries)


def _nodes(guide: Placed[Guide]) -> Iterator[Issue]:
    for name, node in guide.model.nodes.items():
        line = guide.line("nodes", name)
        if problem := _problem(node):
            yield Issue(guide.file, line, Code.BROKEN_GUIDE, f"{guide.model.id} 的 {name} {problem}。")
        for option in node.options:
            if option.then not in guide.model.nodes:
                close = nearest(option.then, guide.model.nodes)
                hint = f"，是不是 {close}？" if close else "。"
                text = f"{guide.model.id} 的选项“{option.label}”指向不存在的 {option.then}{hint}"
                yield Issue(guide.file, line, Code.BROKEN_GUIDE, text)


def _problem(node: Node) -> str:
    if bool(node.ask) == bool(node.answer):
        return "要么是一个问题（ask 和 options），要么是一个答案（answer 和 cites）"
    if node.ask and not node.options:
        return "有问题没有选项"
    if node.answer and not node.cites:
        return "有答案没有出处 cites"
    if node.answer and node.options:
        return "有答案就不能再有 options"
    return ""


def _paths(guide: Placed[Guide]) -> Iterator[Issue]:
    """A guide that goes round in circles, and nodes that nothing leads to."""
    nodes = guide.model.nodes
    done: set[str] = set()
    if circle := _circle(guide.model, guide.model.order[0], (), done):
        text = f"{guide.model.id} 在 {circle} 绕成了圈。"
        yield Issue(guide.file, guide.line("nodes", circle), Code.BROKEN_GUIDE, text)
        return
    for name in nodes:
        if name not in done:
            text = f"{guide.model.id} 里没有选项通向 {name}。"
            yield Issue(guide.file, guide.line("nodes", name), Code.BROKEN_GUIDE, text, Severity.WARNING)


def _circle(guide: Guide, name: str, before: tuple[str, ...], done: set[str]) -> str:
    """The node at which a walk from ``name`` comes back to itself; empty where none does. ``done`` collects the
    nodes walked through."""
    if name in before:
        return name
    if name in done or name not in guide.nodes:
        return ""
    for option in guide.nodes[name].options:
        if circle := _circle(guide, option.then, (*before, name), done):
            return circle
    done.add(name)
    return ""


def _sections(source: Source, entries: set[str]) -> Iterator[Issue]:
    topics = {placed.model.topic for placed in source.entries if not placed.model.draft}
    guides = {placed.model.id for placed in source.guides}
    for placed in source.sections:
        section = placed.model
        if not source.failed:
            yield from _names(placed, ("topics",), section.topics, ("主题", topics), source)
        yield from _names(placed, ("entries",), section.entries, ("条目", entries), source)
        yield from _names(placed, ("guides",), section.guides, ("引导", guides), source)


def _names(
    placed: Placed[Guide] | Placed[Section],
    path: tuple[str, ...],
    names: tuple[str, ...],
    known: Known,
    source: Source,
) -> Iterator[Issue]:
    what, ids = known
    for position, name in enumerate(names):
        if not source.may_hold(name, ids, "guides.yaml", *source.unread_faqs):
            yield Issue(placed.file, placed.line(*path, position), Code.UNKNOWN_TOPIC, unknown(what, name, ids))
