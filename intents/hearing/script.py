"""One form for what is only written otherwise: traditional characters, and numbers in digits or in words.

This is applied to both sides, to what is asked and to what it is compared with, and guesses nothing.
"""

import re
from functools import cache

from opencc import OpenCC

_DIGITS = "零一二三四五六七八九"
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)} | {"〇": 0, "○": 0}
_HAN = r"㐀-鿿"
_NUMERAL = "零〇一二两三四五六七八九十百千万亿"
_MEASURES = (
    r"小时|分钟|公斤|(?:[个次人名位种条天周份遍件项篇届场回岁票张本页遍倍元块口只家间支片粒颗瓶杯盒斤段句类]|年(?!级))"
)
_OTHERWISE_WRITTEN = str.maketrans({"妳": "你", "喒": "咱", "锺": "钟", "○": "〇", "◯": "〇"})

_PARTICLE = re.compile("(?<![显卓昭名巨专原编论土译遗拙合所新较])著(?![作名者述称书录文])")
"""Where 著 is what Taiwan and Hong Kong write for 着."""
_ARABIC = frozenset("0123456789")
_TENS = frozenset("零〇一二六七八九")
"""One of these is in every year that is written digit by digit."""

_YEAR = re.compile(rf"(?<![{_NUMERAL}])(?:一九|二[零〇])[零〇一二三四五六七八九]{{2}}(?=年|$| )")
_SHORT_YEAR = re.compile(
    rf"(?<![{_NUMERAL}第初大高])(?!一二|二三|三四|四五|五六|六七|七八|八九|三五)"
    rf"([一二六七八九])([零〇一二三四五六七八九])(?=年(?!级))"
)
_PERCENT = re.compile(r"(?<![\d.])(\d{1,3})%")
_MONTH = re.compile(r"(?<![\d.a-z])0([1-9])(?=[月日号时点])")
_NOT_WITHIN = r"(?<![\da-z.])(?<!\d[ ,:/-])"
"""No number begins within another, within a date or a decimal, or after a Latin letter."""
_SMALL = re.compile(rf"{_NOT_WITHIN}(?:(?<=[{_HAN}])[1-9]\d?(?![\da-z.%]|[ ,:/-]\d)|[1-9]\d?(?=[{_HAN}]))")
_LARGE = re.compile(rf"{_NOT_WITHIN}([1-9]\d{{2,3}})(?={_MEASURES}|多)(?!年)")
_TWO = re.compile(rf"(?<![{_NUMERAL}第点初大高老小周期拜其不无之数说])二(?={_MEASURES}|万)(?!人转|本院校?|条例)")
_TWO_HUNDRED = re.compile(rf"(?<![{_NUMERAL}])两(?=[百千])")


def script(query: str) -> str:
    """The query in simplified characters, years in digits, other numbers up to 99 (and larger ones that count
    something) in words, and one form for two of a thing: 兩个, 2个 and 二个 become 两个. Idempotent. The query is
    normalised; a percent sign and a decimal point are understood where they are left."""
    text: str = _converter().convert(query)
    text = text.translate(_OTHERWISE_WRITTEN).replace("甚么", "什么")
    if "著" in text:
        text = _PARTICLE.sub("着", text)
    if not _ARABIC.isdisjoint(text):
        text = _PERCENT.sub(lambda match: f"百分之{_percent(int(match[1]))}", text)
        text = _MONTH.sub(r"\1", text)
        text = _LARGE.sub(lambda match: han_number(int(match[1])), text)
        text = _SMALL.sub(lambda match: han_number(int(match[0])), text)
    if not _TENS.isdisjoint(text):
        text = _YEAR.sub(lambda match: "".join(str(_VALUES[digit]) for digit in match[0]), text)
        text = _SHORT_YEAR.sub(lambda match: han_number(_VALUES[match[1]] * 10 + _VALUES[match[2]]), text)
    if "二" in text:
        text = _TWO.sub("两", text)
    return _TWO_HUNDRED.sub("二", text) if "两" in text else text


def han_number(number: int) -> str:
    """A number from 1 to 9999 in words; nothing for 0."""
    words = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            words += _DIGITS[digit] + name
        elif words and number % unit and not words.endswith("零"):
            words += "零"
    return words.removeprefix("一") if 10 <= number < 20 else words


def _percent(number: int) -> str:
    return "百" if number == 100 else han_number(number) or "零"


@cache
def _converter() -> OpenCC:
    """Characters, and the words that decide between them (乾隆 is no 干隆), but no mainland words in the place of
    others: 檔案 is 档案 and no 文件."""
    return OpenCC("t2s")
