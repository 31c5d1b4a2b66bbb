"""A reading: all that is known of a query before it is compared: its terms, aspects, words and letters."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from intents.lexicon import Lexicon, Mention
from intents.normalise import Fillers, normalise
from intents.tokenise import Tokeniser

_GRAM_LENGTHS = (1, 2, 3)


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
    grams: Mapping[str, int]
    """Character n-grams of the canonical form, with their counts."""
    words: Mapping[str, int]
    """Words of the canonical form, terms and aspects as tokens of their own, with their counts."""


class Reader:
    """Reads queries; the same for what people ask and for what the knowledge says."""

    def __init__(
        self, lexicon: Lexicon, tokeniser: Tokeniser, fillers: Fillers, aspects: Mapping[str, Sequence[str]]
    ) -> None:
        self.lexicon = lexicon
        self._tokeniser = tokeniser
        self._fillers = fillers
        words = ((normalise(word), aspect) for aspect, words in aspects.items() for word in words)
        self._aspects = tuple(sorted(words, key=lambda pair: -len(pair[0])))

    def read(self, utterance: str) -> Reading:
        """Read an utterance or a phrasing."""
        query = self._fillers.strip(normalise(utterance))
        mentions = self.lexicon.mentions(query)
        canonical = self.lexicon.canonical(query, mentions)
        aspects = self._aspects_of(_outside(query, mentions))
        words = Counter(self._tokeniser.words(canonical))
        words.update(f"?{aspect}" for aspect in sorted(aspects))
        about = self.lexicon.subjects(mentions)
        return Reading(query, canonical, mentions, about, aspects, grams(canonical), words)

    def _aspects_of(self, text: str) -> frozenset[str]:
        """The aspects, longest words first; a word counts once, so that 多久一次 is no 多久."""
        found: set[str] = set()
        for word, aspect in self._aspects:
            if word in text:
                found.add(aspect)
                text = text.replace(word, " ")
        return frozenset(found)


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


def grams(text: str) -> Counter[str]:
    """The n-grams of 1 to 3 characters, within words that spaces part."""
    counts: Counter[str] = Counter()
    for part in text.split():
        for length in _GRAM_LENGTHS:
            counts.update(part[i : i + length] for i in range(len(part) - length + 1))
    return counts
