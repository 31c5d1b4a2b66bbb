"""What is said of the parts of a message that were left out, and of what is refused, in writing."""

from collections.abc import Sequence

from bot.services.care.written import Lack, Left, WritingError
from bot.views.care import writing_words as words
from knowledge.outline.numerals import chinese

MOST = 5
"""Parts that are named."""

_CUT = 40


def error_sentence(error: WritingError) -> str:
    """Why it did not go; where there are several parts, of each."""
    sentence = words.REFUSED[error.refusal].format(detail=error.detail)
    return f"{left_sentence(error.left)}\n{sentence}" if error.left else sentence


def left_sentence(left: Sequence[Left]) -> str:
    """What was not taken, each part with the reason."""
    lines = [_line(each) for each in left[:MOST]]
    if len(left) > MOST:
        lines.append(words.MORE_LEFT.format(count=len(left) - MOST))
    return "\n".join([words.LEFT_OUT, *lines])


def _line(left: Left) -> str:
    near = "、".join(left.near)
    if left.lack is Lack.ITEM:
        reason = words.FEW_ITEMS.format(article=near, count=chinese(left.count)) if left.count else words.NO_ITEMS
        reason = reason.format(article=near)
    elif left.lack is Lack.UNKNOWN:
        reason = words.UNKNOWN_LOCATOR + (words.LOCATORS_NEAR.format(near=near) if near else "")
    else:
        reason = words.LEFT[left.lack].format(near=near, count=left.count)
    text = left.text if len(left.text) <= _CUT else f"{left.text[:_CUT]}…"
    return words.LEFT_LINE.format(text=text, reason=reason)
