"""A reading: all that is known of a query before it is compared: its terms, aspects, tokens and letters."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from intents.lexicon import Lexicon, Mention
from intents.longest import Words
from intents.normalise import Fillers, normalise
from intents.tokenise import Tokeniser

_NUMBER = re.compile(
    r"\d+|[零一二两三四五六七八九十百千万]+(?=[个名人次年月日天条款项章级届位件份岁%])|半(?=[年个月天])"
)
_NEGATION = re.compile(r"[不没无未非]|别(?=[再去来让把])")
_POSED = re.compile(
    r"无论|未来|非常|不同|不足|不少于|不低于|不超过|不多于|(.)[不没]\1|是不是|能不能|有没有|要不要|会不会|用不用|需不需要|该不该|可不可以|行不行|算不算"
)
"""是不是, 能不能: a way of asking; 不少于, 不同: no negation either."""


REMEMBERED = 2000
"""Readings that are remembered: a talk goes back to what was said, and people ask the same. About 5 MB."""

_WORDS_A_QUESTION = 8
_MOST_COMMON = 0.3


@dataclass(frozen=True, slots=True)
class Reading:
    """A query, read."""

    query: str
    """Normalised, without fillers."""
    canonical: str
    """The query with every term written by its name."""
    mentions: tuple[Mention, ...]
    subjects: frozenset[str]
    """Ids of the bodies, meetings, roles and documents it names."""
    aspects: frozenset[str]
    """What is asked about them."""
    words: tuple[str, ...]
    """The words of the canonical form in order."""
    tokens: tuple[str, ...]
    """The same, each once, a word that stands for a concept as ``~concept``."""
    numbers: frozenset[str]
    """The numbers it names."""
    negated: bool
    """Whether it says no; 是不是 and its like do not."""


class Reader:
    """Reads queries; the same for what people ask and for what the knowledge says."""

    def __init__(
        self,
        lexicon: Lexicon,
        tokeniser: Tokeniser,
        fillers: Fillers,
        aspects: Mapping[str, Sequence[str]],
        concepts: Mapping[str, str],
        *,
        remembered: int = REMEMBERED,
    ) -> None:
        """``concepts`` maps a word to the concept it stands for; ``remembered``: how many readings are remembered."""
        self.lexicon = lexicon
        self.tokeniser = tokeniser
        self._fillers = fillers
        self._concepts = concepts
        self._frequencies: dict[str, float] = {}
        for word, concept in concepts.items():
            share = self._frequencies.get(concept, 0.0) + tokeniser.frequency(word)
            self._frequencies[concept] = share
        self._aspects = {normalise(word): aspect for aspect, words in aspects.items() for word in words}
        self._aspect_words = Words(self._aspects)
        self._read_once = lru_cache(remembered)(self._read_anew)
        self._query_once = lru_cache(remembered)(self._query_anew)

    def read(self, utterance: str) -> Reading:
        """Read an utterance or a phrasing."""
        return self.read_query(self.query_of(utterance))

    def read_query(self, query: str) -> Reading:
        """Read what is a query already."""
        return self._read_once(query)

    def _read_anew(self, query: str) -> Reading:
        mentions = self.lexicon.mentions(query)
        canonical = self.lexicon.canonical(query, mentions)
        words = tuple(self.tokeniser.words(canonical))
        return Reading(
            query=query,
            canonical=canonical,
            mentions=mentions,
            subjects=self.lexicon.subjects(mentions),
            aspects=self._aspects_of(_outside(query, mentions)),
            words=words,
            tokens=self._tokens(words),
            numbers=frozenset(_NUMBER.findall(canonical)),
            negated=bool(_NEGATION.search(_POSED.sub("", canonical))),
        )

    @property
    def everyday(self) -> Mapping[str, int]:
        """How often everyday words are seen; see ``Tokeniser.everyday``."""
        return self.tokeniser.everyday

    def is_filler(self, utterance: str) -> bool:
        """Whether an utterance holds nothing but fillers."""
        return self._fillers.is_all(normalise(utterance))

    def query_of(self, utterance: str) -> str:
        """The utterance normalised, without fillers."""
        return self._query_once(utterance)

    def _query_anew(self, utterance: str) -> str:
        return self._fillers.strip(normalise(utterance))

    def tokens(self, text: str) -> tuple[str, ...]:
        """The tokens of a text, each once, in order."""
        return self._tokens(self.tokeniser.words(text))

    def commonness(self, token: str) -> float:
        """The share of questions anywhere that hold a token, as far as jieba's corpus tells; of a concept, all its
        words together."""
        return min(_MOST_COMMON, _WORDS_A_QUESTION * self._frequency(token))

    def _frequency(self, token: str) -> float:
        of_concept = self._frequencies.get(token)
        return self.tokeniser.frequency(token) if of_concept is None else of_concept

    def _tokens(self, words: Iterable[str]) -> tuple[str, ...]:
        concepts = self._concepts
        return tuple(dict.fromkeys(concepts.get(word, word) for word in words))

    def _aspects_of(self, text: str) -> frozenset[str]:
        """The aspects, longest words first; a word counts once, so that 多久一次 is no 多久."""
        return frozenset(self._aspects[word] for word in self._aspect_words.within(text))


def _outside(query: str, mentions: Sequence[Mention]) -> str:
    """The query without its terms: 党小组会记录 asks about 记录, 民主评议 about nothing yet."""
    parts: list[str] = []
    position = 0
    for mention in mentions:
        if mention.term.kind == "act":
            continue
        parts.append(query[position : mention.start])
        position = mention.end
    return " ".join((*parts, query[position:]))


def bigrams(text: str) -> list[str]:
    """The pairs of neighbouring characters in order, each once; of a single character itself."""
    return list(dict.fromkeys(text[i : i + 2] for i in range(len(text) - 1))) or [text]
