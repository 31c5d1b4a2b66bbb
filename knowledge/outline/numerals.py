"""Numbers and dates as documents write them."""

import re

NUMERAL = "[〇○零一二三四五六七八九十百千两0-9]"
_DIGITS = dict(zip("〇○零一二三四五六七八九两", (0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2), strict=True))
_NAMES = "零一二三四五六七八九"
_UNITS = {"十": 10, "百": 100, "千": 1000}

MOST = 9999
"""The greatest number that is understood and written."""

_YEAR = r"(?P<year>(?:1[89]|20)\d\d|[一二][〇○零ΟOo0一二三四五六七八九]{3})\s*年"
_DATE = re.compile(_YEAR + rf"\s*(?P<month>{NUMERAL}{{1,3}})\s*月(?:\s*(?P<day>{NUMERAL}{{1,3}})\s*[日号])?")
_SHORT = re.compile(r"(?P<year>(?:19|20)\d\d)[-./]?(?P<month>0?[1-9]|1[0-2])[-./]?(?P<day>[0-2]?\d|3[01])")
_ZERO = str.maketrans("ΟOo", "〇〇〇")


def number(text: str) -> int:
    """The number that a numeral says: 二十三, 一百零二, 23, 二〇一九. -1 where it is none."""
    text = re.sub(r"\s", "", text)
    if text.isdecimal() and text.isascii():
        return int(text[:6])
    if not text or any(sign not in _DIGITS and sign not in _UNITS for sign in text):
        return -1
    if not any(sign in _UNITS for sign in text):
        return int("".join(str(_DIGITS[sign]) for sign in text[:6]))
    total, digit = 0, 0
    for sign in text:
        if sign in _UNITS:
            total += (digit or 1) * _UNITS[sign]
            digit = 0
        else:
            digit = _DIGITS[sign]
    return total + digit


def chinese(value: int) -> str:
    """A number from 1 to 9,999 as documents write it: 二十三, 一百零二, 一千一百一十. Digits where it is none."""
    if not 1 <= value <= MOST:
        return str(value)
    said = ""
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, unit)
        if digit:
            said += ("" if sign == "十" and digit == 1 and not said else _NAMES[digit]) + sign
        elif said and value and not said.endswith("零"):
            said += "零"
    return said


def dates(text: str) -> list[tuple[str, int, int]]:
    """Every date that the text writes out (2019年4月22日, 二〇一九年四月), as 2019-04-22 or 2019-04, with where it
    begins and ends. What is no day of a calendar is none."""
    found = []
    for match in _DATE.finditer(text):
        said = _iso(match["year"].translate(_ZERO), match["month"], match["day"] or "")
        if said:
            found.append((said, match.start(), match.end()))
    return found


def short_date(text: str) -> str:
    """The date that a label or the head of a file gives: 19940621, 2019-04-22, 2019年4月22日. Empty where none."""
    written = dates(text)
    if written:
        return written[0][0]
    match = _SHORT.fullmatch(text.strip().strip("'\""))
    return _iso(match["year"], match["month"], match["day"]) if match else ""


def _iso(year: str, month: str, day: str) -> str:
    months, days = number(month), number(day) if day else 1
    if not (1 <= months <= 12 and 1 <= days <= 31):
        return ""
    return f"{number(year):04}-{months:02}" + (f"-{days:02}" if day else "")
