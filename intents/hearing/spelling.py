"""Letters as syllables: which spellings of pinyin begin at a place, with and without tones, and common slips."""

import re
from functools import cached_property

from intents.hearing.script import han_number
from intents.hearing.sounds import Sounds

_AMONG_CHINESE = """
ai aids api app ban base bug can change china code ct data date dna dota excel fine game gene google gps he hang hello
home hr html id iphone ipad isbn it java kpi line linux logo long mac mango me men mine mode name nfc nike note office
ok online pan pdf pin ping pk ppt python qq rule safe same she sim sing site size song son suite take tape the time usb
use ui vip wan wechat wifi windows word
"""
_SENTENCES = """
about and any best by do does for from get give have how i in is it its much my of on or please should tell thank
thanks that there they this to was what when where which who why will with would your
"""
LATIN = frozenset(_AMONG_CHINESE.split())
"""Latin words that are written among Chinese ones, and English ones that could be read as pinyin."""
ENGLISH = frozenset(_SENTENCES.split())
"""Words that make a sentence English; none of them is pinyin."""
_TONED = re.compile(r"(?:[a-zü]{1,6}[1-5])+")
_SYLLABLE_AND_TONE = re.compile(r"([a-zü]{1,6})[1-5]")
_LETTERS_OR_DIGITS = re.compile(r"[a-zü]+|[0-9]+")
_LONGEST = 6
_LEAST_MISSPELT = 3
_VARIANTS = {"shui": ("shei",), "lve": ("lue", "lüe"), "nve": ("nue", "nüe"), "lv": ("lü", "lyu"), "nv": ("nü", "nyu")}


class Spelling:
    """The spellings of the syllables."""

    def __init__(self, sounds: Sounds) -> None:
        self._letters = {syllable: letter for syllable, letter in sounds.letters.items() if syllable != "o"}
        for syllable, variants in _VARIANTS.items():
            self._letters |= dict.fromkeys(variants, sounds.letters[syllable])
        for initial in "jqxy":
            for syllable, letter in sounds.letters.items():
                if syllable.startswith(initial + "u"):
                    self._letters[f"{initial}v{syllable[2:]}"] = self._letters[f"{initial}ü{syllable[2:]}"] = letter

    def syllables(self, text: str, start: int) -> list[tuple[int, str]]:
        """The ends and the letters of the syllables spelt rightly at a place."""
        return self._at(self._letters, text, start)

    def misspelt(self, text: str, start: int) -> list[tuple[int, str]]:
        """The ends and the letters of the syllables misspelt there: a letter dropped, doubled or swapped."""
        return self._at(self._slips, text, start)

    @staticmethod
    def _at(spellings: dict[str, str], text: str, start: int) -> list[tuple[int, str]]:
        ends = range(start + 1, min(start + _LONGEST + 1, len(text)) + 1)
        return [(end, spellings[text[start:end]]) for end in ends if text[start:end] in spellings]

    def reads(self, token: str) -> bool:
        """Whether a token is nothing but syllables spelt rightly."""
        reached = {0}
        for start in range(len(token)):
            if start in reached:
                reached.update(end for end, _ in self.syllables(token, start))
        return len(token) in reached

    def parted(self, token: str) -> str:
        """The syllables of a token of pinyin and digits without tones, and its numbers in words; another as it is."""
        if token.isalpha() or len(token) <= _LEAST_MISSPELT:
            return token
        parts = _SYLLABLE_AND_TONE.findall(token) if _TONED.fullmatch(token) else []
        if parts and all(part in self._letters for part in parts):
            return " ".join(parts)
        parts = _LETTERS_OR_DIGITS.findall(token)
        if all((part.isdecimal() and int(part) < 100) or (len(part) > 1 and self.reads(part)) for part in parts):
            return " ".join(han_number(int(part)) if part.isdecimal() else part for part in parts)
        return token

    def prepare(self) -> None:
        """Make now what is otherwise made when it is first needed."""
        _ = self._slips

    @cached_property
    def _slips(self) -> dict[str, str]:
        slips: dict[str, str] = {}
        for syllable, letter in self._letters.items():
            if len(syllable) >= _LEAST_MISSPELT - 1:
                places = range(len(syllable))
                dropped = [syllable[:i] + syllable[i + 1 :] for i in places]
                doubled = [syllable[:i] + syllable[i] + syllable[i:] for i in places]
                swapped = [syllable[:i] + syllable[i + 1] + syllable[i] + syllable[i + 2 :] for i in places[:-1]]
                for slip in (*dropped, *doubled, *swapped):
                    if len(slip) >= _LEAST_MISSPELT and not self.reads(slip):
                        slips.setdefault(slip, letter)
        return slips
