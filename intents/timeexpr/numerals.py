"""Numerals in digits and in words, written or spoken."""

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2}
_TENS = {"廿": 2, "卅": 3}
HAN = frozenset("零一二两三四五六七八九十百廿卅")
"""Every character of a numeral in words, once folded."""
WEEKDAYS = {character: value for value, character in enumerate("一二三四五六")} | {
    character: value for value, character in enumerate("123456")
}
"""Digits that name a weekday, Monday is 0; Sunday is named by a word."""


def number(raw: str) -> int | None:
    """The value of a numeral; nothing where digits stand side by side that form no number: 三四."""
    if raw.isascii():
        return int(raw) if raw.isdigit() and len(raw) <= 4 else None
    if len(raw) == 1 and raw in _DIGITS:
        return _DIGITS[raw]
    if len(raw) == 4 and raw[0] in "一二" and all(character in _DIGITS for character in raw):
        return int("".join(str(_DIGITS[character]) for character in raw))
    hundreds, rest = _before("百", raw)
    if hundreds is None:
        return None
    tens = _below_hundred(rest.removeprefix("零") if hundreds else rest)
    return None if tens is None else hundreds * 100 + tens


def _before(unit: str, raw: str) -> tuple[int | None, str]:
    """How many of a unit, and what follows it."""
    head, found, tail = raw.partition(unit)
    if not found:
        return 0, raw
    return (_DIGITS.get(head), tail) if len(head) == 1 else (None, tail)


def _below_hundred(raw: str) -> int | None:
    if not raw:
        return 0
    if raw[0] in _TENS:
        return _sum(_TENS[raw[0]], raw[1:])
    head, found, tail = raw.partition("十")
    if found:
        return _sum(_DIGITS.get(head, 0) if head else 1, tail) if len(head) <= 1 and head != "零" else None
    return _DIGITS[raw[1]] if len(raw) == 2 and raw[0] == "零" and raw[1] in _DIGITS else _single(raw)


def _sum(tens: int, tail: str) -> int | None:
    if not tail:
        return tens * 10
    return tens * 10 + _DIGITS[tail] if len(tail) == 1 and tail in _DIGITS and tail not in "零两" else None


def _single(raw: str) -> int | None:
    return _DIGITS.get(raw) if len(raw) == 1 else None
