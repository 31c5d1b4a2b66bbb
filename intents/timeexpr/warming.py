"""What the first sentence of a process would wait for, done before it comes."""

from datetime import datetime

from intents.lexicon import Lexicon
from intents.timeexpr.festivals import lunar_day
from intents.timeexpr.reader import read

_SENTENCES = (
    "請提醒大家每月第一個工作日下午三點半開會，提前一天",
    "每年农历八月十五晚上8点，碰上节假日就提前",
    "从12月1日起每两周的周三15:00学习，到明年6月底为止，共5次",
    "星其三晚上七典半",
    "除夕上午9点",
)
"""Of every table that is made when it is first needed, one that needs it."""

_YEARS = 4
"""Lunar years ahead that a festival may be looked for in."""


def warm(now: datetime, zone: str, lexicon: Lexicon | None = None) -> None:
    """Loads the tables of script, words and the moon, so that no sentence waits for them; some 20 ms. ``now`` (aware)
    says about which years people will speak, ``zone`` names their zone, ``lexicon`` is the one of their meetings."""
    for sentence in _SENTENCES:
        read(sentence, now, zone, lexicon)
    for year in range(now.year - 1, now.year + _YEARS):
        lunar_day(year, 1, 1)
