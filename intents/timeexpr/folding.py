"""One form for what is only typed or heard otherwise, character by character, so that the typed words can be quoted."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from opencc import OpenCC

LONGEST = 300
"""Characters of a sentence that are read; a reminder is no essay."""

_DASHES = str.maketrans(
    {"–": "~", "—": "~", "～": "~", "〜": "~", "﹣": "-", "−": "-", "锺": "钟", "〇": "零", "○": "零"}
)
_NUMERAL = "0-9零一二两三四五六七八九十"
_WEEK = "(?:(?<=[每下本这隔个]周)|(?<=星期)|(?<=礼拜))"
_DAYTIME = f"(?=[上下早晚中凌傍]|[{_NUMERAL}]{{1,3}}[点:])"
_HEARD: tuple[tuple[str, str], ...] = (
    # Whole words that mean nothing else.
    ("[新心兴欣]期(?=[一二三四五六日天1-6])", "星期"),
    ("[星心新][七其气奇](?=[一二三四五六日天](?![一二三四五六七八九十月号日]))", "星期"),
    (f"{_WEEK}[衣依伊]{_DAYTIME}", "一"),
    (f"{_WEEK}[而儿耳尔]{_DAYTIME}", "二"),
    (f"{_WEEK}[山叁伞]{_DAYTIME}", "三"),
    (f"{_WEEK}[寺似司肆]{_DAYTIME}", "四"),
    (f"{_WEEK}[伍舞武吴]{_DAYTIME}", "五"),
    (f"{_WEEK}[溜留刘陆柳]{_DAYTIME}", "六"),
    ("[碗万玩晚][上尚](?=[0-9零一二两三四五六七八九十]{1,3}[点:])", "晚上"),
    ("[里理]拜(?=[一二三四五六日天1-6])", "礼拜"),
    ("[没美梅煤霉](?=[周月天年]|星期|礼拜|个月|个周|个星期|个工作日|季度)", "每"),
    ("(?<=[每下本这隔])[州洲舟粥](?=[一二三四五六日天末1-6])", "周"),
    ("(?<=每)[越阅](?=[一二三四五六七八九十0-9第最])", "月"),
    (f"[夏下吓][午五舞武伍](?=[{_NUMERAL}])(?!五[月日号个])", "下午"),
    (f"[上尚][午五舞武伍](?=[{_NUMERAL}])(?!五[月日号个])", "上午"),
    (f"中[五舞武伍](?=[{_NUMERAL}])", "中午"),
    (f"[碗万玩][上尚](?=[{_NUMERAL}])", "晚上"),
    (f"早[尚商](?=[{_NUMERAL}])", "早上"),
    ("[名鸣明][天田](?=[上下早晚中凌傍]|[0-9一二两三四五六七八九十]+[点:])", "明天"),
    ("后[田添](?=[上下早晚中凌傍])", "后天"),
    ("小[是事食](?=[后前以之])", "小时"),
    (r"(?<=\d)\.5个?(?=小时|钟头)", "个半"),
    ("(?<=[0-9一二两三四五六七八九十半])分[中终忠](?=[后前以之])", "分钟"),
    ("(?<=[每个])[公工功][作做坐座]日", "工作日"),
    ("(?<=季)[肚渡杜](?=[第最首末])", "度"),
    ("(?<=最后一)[田填](?=[上下早晚中凌傍])", "天"),
    ("(?<=[一二三四五六七八九十0-9])[越阅](?=[0-9一二三四五六七八九十]{1,3}[号日])", "月"),
    ("提[钱浅](?=[0-9一二两三四五六七八九十半])", "提前"),
    ("提[星形行型](?=[我大一他])|[题体替]醒(?=[我大一他她咱各全所组党同])", "提醒"),
    ("(?<=第[一二三四])[各哥](?=[周星礼工])", "个"),
    ("最[厚候](?=一[天个])", "最后"),
    # One character, between numerals that leave it no other sense.
    (
        "(?<=[0-9一二两三四五六七八九十])(?<!第[一二三四五六七八九])[典店电惦奠碘]"
        "(?=[半伴拌绊整钟过差一二三四五]|$|[ ,，。])",
        "点",
    ),
    ("(?<=[午上晨晚][0-9一二两三四五六七八九十])[典店电惦奠碘]", "点"),
    ("(?<=[午上晨晚]十[一二])[典店电惦奠碘]", "点"),
    ("(?<=点)[伴拌绊]", "半"),
    ("(?<=点)[办扮瓣版板](?=[开提叫交学组集会]|$|[ ,，。])(?!办[公理])", "半"),
    ("(?<=月[0-9一二三四五六七八九])[浩好皓](?=[上下早晚中凌傍])", "号"),
    ("(?<=十[一二三四五六七八九])[浩好皓](?=[上下早晚中凌傍])", "号"),
    ("(?<=月[一二三十0-9][0-9一二三四五六七八九十])[浩好皓](?=[上下早晚中凌傍])", "号"),
)


@dataclass(frozen=True, slots=True)
class Folded:
    """A sentence in one form, and where each of its characters was typed."""

    typed: str
    text: str
    places: tuple[int, ...]

    def quote(self, start: int, end: int) -> str:
        """The words as typed between two places of the folded text."""
        return self.typed[self.places[start] : self.places[end - 1] + 1] if start < end else ""


def fold(sentence: str) -> Folded:
    """Full width, case, traditional characters and words that only sound right, in one form."""
    typed = sentence[:LONGEST]
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(typed):
        for part in unicodedata.normalize("NFKC", character).lower():
            characters.append(part if part.isprintable() else " ")
            places.append(place)
    text = _simplified("".join(characters)).translate(_DASHES)
    spelt: list[int] = places
    for pattern, right in _patterns():
        text, spelt = _replaced(pattern, right, text, spelt)
    return Folded(typed, text, tuple(spelt))


def _replaced(pattern: re.Pattern[str], right: str, text: str, places: list[int]) -> tuple[str, list[int]]:
    """The text with every match replaced, the places kept."""
    if not pattern.search(text):
        return text, places
    parts: list[str] = []
    kept: list[int] = []
    done = 0
    for match in pattern.finditer(text):
        start, end = match.span()
        parts += (text[done:start], right)
        kept += places[done:start]
        kept += [places[min(start + index, end - 1)] for index in range(len(right))]
        done = end
    return "".join((*parts, text[done:])), kept + places[done:]


def _simplified(text: str) -> str:
    """Simplified characters, one for one."""
    converted: str = _converter().convert(text)
    if len(converted) == len(text):
        return converted
    return "".join(_converter().convert(character)[:1] or character for character in text)


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(wrong), right) for wrong, right in _HEARD)
