"""Wishes: what asks to be reminded of something, and is no question about the rules."""

import re
from collections.abc import Iterable, Mapping, Sequence

from intents.lexicon import Lexicon
from intents.normalise import normalise
from intents.timeexpr.folding import fold
from intents.timeexpr.glance import Glance, glance

LONGEST = 200
"""Characters of a wish at most: whoever writes more tells a case."""
_MUST = ("要", "应当", "应该", "必须", "须", "应")
_END_OF_QUESTION = re.compile("[吗么?]+(?=[?,，。! ]|$)")
_AB = re.compile(r"(.)不\1")
_TIMED = re.compile("[0-9一二两三四五六七八九十半每逢今明后下本周月底日夜晚早午节除腊正]")
"""What every day or time of day has one of."""


class Wishes:
    """Recognises the wish to be reminded, with or without a time. Immutable."""

    def __init__(self, words: Mapping[str, Sequence[str]], lexicon: Lexicon) -> None:
        """``words``: see ``intents/data/wishes.yaml``; ``lexicon``: whose meetings are wished for."""
        self._lexicon = lexicon
        whom, make, call = _any(words["whom"]), _any(words["make"]), _any(words["call"])
        thing, short, note = _any(words["thing"]), _any(words["short"]), _any(words["note"])
        others = _any(word.removeprefix("提醒") for word in words["other_reminders"])
        self._strong = re.compile(
            f"(?<![没未不被])提醒(?!{others})(?:一下|一声|到|下)?(?:{whom}|(?=[,。!;:： ]|$))|{short}|"
            f"{make}(?:一下|好)?(?:一个|个|一条|条|一次|了)?[^,。!?;]{{0,24}}?{thing}"
        )
        self._loose = re.compile(f"(?<![没未不被])提醒(?!{others})|{note}")
        self._weak = re.compile(f"(?<![没未不被的])(?:{call})(?:一下|一声|上|齐)?(?:{whom})")
        self._polite = re.compile(_any(words["polite"]))
        self._tags = re.compile(f"(?:{_any(words['tags'])})[?。! ]*$")
        self._asking = re.compile(
            f"{_any(words['asking'])}|(?<![好这那前后过])几{_any(words['counted'])}|[?]|[么呢不没][。! ]*$"
        )
        self._inner = re.compile(f"(?<![请想])(?:{_any(words['inner'])})")
        self._matters = re.compile(f"(?:{_any(words['matters'])})[。! ]*$")
        self._duty = re.compile(f"(?:{_any(words['duty'])})(?:有|没|没有|要|应当|应该|应|须|必须|负责|可以|有权|的)*$")
        refused = _any(words["refused"])
        self._refused = re.compile(
            f"(?<![要用需特分区个级类性辨派]){refused}(?:让|叫)?(?:你|您)?(?:给我|在群里|群里)?"
            "(?=提醒|(?:通知|叫|喊|催)(?:我|咱|大家))"
        )
        managing = _any(words["managing"])
        self._managed = re.compile(f"{managing}(?:[^,。!?;]{{0,20}}的)?$")
        self._managing = re.compile(f"(?:给我|都|全|全部|给)*{managing}")
        about = _any((*words["about"], *words["matters"]))
        self._about = re.compile(f"^(?!{_any(words['doing'])}).*的[^，的]{{0,4}}{about}$")
        self._telling = re.compile(_any(words["telling"]))
        self._events = re.compile(_any(words["events"]))

    def recognise(self, utterance: str) -> bool:
        """Whether an utterance is a wish to set a reminder; what may be a question is none."""
        if len(utterance) > LONGEST or not utterance.strip():
            return False
        folded = fold(utterance)
        text = folded.text.strip()
        request = self._strong.search(text) or self._loose.search(text) or self._weak.search(text)
        timed = request is not None or _TIMED.search(text) is not None
        if not timed or text == "提醒":
            return False
        asked = self._asks(text)
        if asked and request is None:
            return False
        seen = glance(folded)
        if request is None:
            return seen.whole and self._is_plan(text, seen.title)
        return self._is_request(text, request, seen, asked=asked)

    def is_explicit(self, utterance: str) -> bool:
        """Whether an utterance is a wish in so many words: 提醒我, 帮我设个提醒."""
        return self.recognise(utterance) and self._strong.search(fold(utterance).text) is not None

    def asks(self, utterance: str) -> bool:
        """Whether words of an utterance ask a question."""
        return len(utterance) <= LONGEST and self._asks(fold(utterance).text.strip())

    def _asks(self, text: str) -> bool:
        return self._asking.search(text) is not None or _AB.search(text) is not None

    def _is_plan(self, text: str, title: str) -> bool:
        """A day, a time and something to do, and nothing else told about it."""
        if self._telling.search(text) or not title or self._about.search(title):
            return False
        return self._events.search(title) is not None or bool(self._lexicon.mentions(normalise(title)))

    def _is_request(self, text: str, request: re.Match[str], seen: Glance, *, asked: bool) -> bool:
        """A request word, and nothing that makes it a question, an order about a reminder, or a tale."""
        head, tail = text[: request.start()], text[request.end() :]
        if request[0].endswith("提醒") and (self._managed.search(head) or self._managing.match(tail)):
            return False
        if self._duty.search(head) or self._refused.search(text):
            return False
        if seen.whole or (seen.day and "请你" in head):
            return not asked or self._asks_kindly(text, head)
        told = (self._telling.search(head), self._polite.search(head), self._matters.search(text))
        return not asked and not any(told) and self._is_enough(head, request, seen)

    def _is_enough(self, head: str, request: re.Match[str], seen: Glance) -> bool:
        """Whether a request that lacks its day or its time is one all the same."""
        if self._weak.fullmatch(request[0]):
            return (seen.day or seen.clock) and not head.endswith(_MUST)
        strong = self._strong.fullmatch(request[0]) is not None
        return (strong and _is_bare(head)) or seen.day or seen.clock or seen.hinted

    def _asks_kindly(self, text: str, head: str) -> bool:
        """Whether what asks is politeness alone, or what is to be asked at that time."""
        polite = self._polite.search(head)
        rest = self._tags.sub("", text)
        if polite and not self._asks(_END_OF_QUESTION.sub("", rest.replace(polite[0], "", 1))):
            return True
        inner = self._inner.search(rest)
        asking = self._asking.search(rest) or _AB.search(rest)
        if asking is None:
            return rest != text
        return inner is not None and 0 < inner.start() < asking.start()


def _is_bare(head: str) -> bool:
    """Whether nothing but politeness stands before the request, or politeness right before it."""
    return _BARE.fullmatch(head) is not None or _KINDLY.search(head) is not None


def _any(words: Iterable[str]) -> str:
    """A group of alternatives, the longest first."""
    return "(?:" + "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word))) + ")"


_BARE = re.compile(
    "(?>请|麻烦|劳烦|烦请|拜托|劳驾|帮忙|帮|替|给|我们小组|我们组|我们|我|咱们?|你们?|您|想|要|需要|记得|别忘了?|不要忘了|务必|以后|到时候|到时|届时|"
    "那个|那|嗯+|呃+|额|啊|哎|就是|然后|你好|您好|每次|都|再|先|来|在群里|群里|组务|[@\\s,。!:：、])*+"
)
"""What may stand in front of a request that names no time."""
_KINDLY = re.compile("(?:请|麻烦(?:你|您)?|拜托(?:你|您)?|记得|别忘了?|到时候?|届时)(?:你|您|再|都|也)?$")
