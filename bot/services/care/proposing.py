"""What is proposed for a new entry or boundary where its author says nothing: an id and a topic."""

from collections import Counter
from collections.abc import Collection, Sequence

from bot.services.care.locating import MAX_ID, numbers_of, unique
from bot.services.care.written import Written, every_target
from knowledge.models import Boundary, Entry, KnowledgeBase, Target

_STEM = 2
"""Words of the id of the nearest one that are taken over."""


def propose(near: Sequence[Target], written: Written, base: KnowledgeBase) -> str:
    """An id that nothing has and that tells what it is about: of an entry the first words of the id of what is nearest
    and cites the same, else its document, and the numbers of its first locator; of a boundary the
    words alone, or a number where nothing is near."""
    taken = every_target(base)
    if not written.is_entry:
        close = next((target for target in near if isinstance(target, Boundary)), next(iter(near), None))
        if close is None:
            return numbered("unsettled", len(base.boundaries) + 1, taken)
        return unique(f"unsettled-{_stem(close)}", taken)
    if not written.cites:
        return ""
    document, locator = written.cites[0]
    same = [target for target in near if isinstance(target, Entry) and _shared(target, written)]
    tail = "-".join(numbers_of(locator))
    head = (_stem(next(iter(same), None)) or document)[: MAX_ID - len(tail) - 6].strip("-")
    return unique("-".join(filter(None, (head, tail))) or "entry", taken)


def numbered(stem: str, number: int, taken: Collection[str]) -> str:
    """The stem with that number behind it, or the next that is free."""
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


def propose_topic(near: Sequence[Target], written: Written, base: KnowledgeBase) -> str:
    """The topic of what shares the most citations with it, the nearest of these first; else of the nearest that cites
    the same document, the most frequent of that, its title. Of a boundary, the topic of the nearest one; empty
    where nothing is near."""
    if not written.is_entry:
        boundaries = [target for target in near if isinstance(target, Boundary)]
        return next((target.topic for target in (*boundaries, *near)), "")
    if not written.cites:
        return ""
    document = written.cites[0][0]
    own = [entry for entry in base.entries if any(cite.document == document for cite in entry.cites)]
    if not own:
        return base.documents[document].title[:30] if document in base.documents else ""
    close = {target.id: len(near) - place for place, target in enumerate(near)}
    topics = Counter(entry.topic for entry in own)
    return max(own, key=lambda entry: (_shared(entry, written), close.get(entry.id, 0), topics[entry.topic])).topic


def _shared(entry: Entry, written: Written) -> int:
    return len({(cite.document, cite.locator) for cite in entry.cites} & set(written.cites))


def _stem(target: Target | None) -> str:
    return "-".join(target.id.split("-")[:_STEM])[:40] if target else ""
