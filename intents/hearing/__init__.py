"""What was probably meant: traditional characters, numerals, pinyin, words that only sound right, slips in names."""

from intents.hearing.ear import Ear
from intents.hearing.script import script

__all__ = ["Ear", "script"]
