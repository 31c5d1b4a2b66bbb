"""What people type, as it is kept: without what nobody sees, and without what turns the writing round.

Control characters, zero-width ones and those that change the direction of a text go, and so do blanks that are no
white space by name. What belongs to a visible character stays: combining marks, variation selectors (of emoji, and of
rare characters in names), and the joiners and tags inside an emoji.
"""

import unicodedata

_GONE = frozenset({"Cc", "Cf", "Cs"})
"""Control and format characters, halves of characters."""

_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Characters of other categories that nobody sees: the grapheme joiner, vowels without a shape, fillers of Hangul, the
empty Braille cell."""

_JOINER, _BLACK_FLAG = "\u200d", "\U0001f3f4"


def one_line(text: str) -> str:
    """A text on one line, white space folded; empty where there is nothing to see."""
    kept: list[str] = []
    for place, each in enumerate(text):
        before, after = kept[-1] if kept else " ", text[place + 1 : place + 2]
        if each.isspace():
            kept.append(" ")
        elif _stays(each, before, after):
            kept.append(each)
    return " ".join("".join(kept).split())


def lines(text: str) -> tuple[str, ...]:
    """The lines of a text that say something, each like :func:`one_line`."""
    return tuple(line for each in text.splitlines() if (line := one_line(each)))


def _stays(char: str, before: str, after: str) -> bool:
    """Whether a character stays that is no white space. ``before`` is the last one that was kept, a space at first;
    ``after`` the one that follows, if any."""
    if char == _JOINER:
        return (_is_emoji(before) or _is_selector(before)) and bool(after) and _is_emoji(after)
    if _is_selector(char):
        return not before.isspace() and before != _JOINER
    if _is_tag(char):
        return before == _BLACK_FLAG or _is_tag(before)
    return char not in _BLANK and unicodedata.category(char) not in _GONE


def _is_emoji(char: str) -> bool:
    """Whether a character may be a part of an emoji of several; the later planes hold some that Python may not know."""
    return unicodedata.category(char) == "So" or "\U0001f000" <= char <= "\U0001faff" or char == "\u2194"


def _is_selector(char: str) -> bool:
    """Whether it chooses between the shapes of the character before it."""
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


def _is_tag(char: str) -> bool:
    """Whether it is one of the invisible letters that make the flag of a region out of a black flag."""
    return "\U000e0020" <= char <= "\U000e007f"
