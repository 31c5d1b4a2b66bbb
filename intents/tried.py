"""What became of questions that were tried on a base already. The same ones are tried by the checks, and before and
after each change; a base is immutable, so that once is enough."""

from collections.abc import Sequence
from weakref import WeakKeyDictionary

from intents.decide import Decision
from intents.evaluate import answer_turns
from intents.understanding import Understanding

_tried: WeakKeyDictionary[Understanding, dict[tuple[str, ...], Decision]] = WeakKeyDictionary()


def tried(understanding: Understanding, turns: Sequence[str]) -> Decision:
    """The decision on the last of the turns of a conversation."""
    known = _tried.setdefault(understanding, {})
    key = tuple(turns)
    if key not in known:
        known[key] = answer_turns(key, understanding)[0]
    return known[key]
