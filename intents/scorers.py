"""Scorers: how alike two readings are, each from 0 to 1. They know nothing of thresholds."""

import math
from array import array
from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz import fuzz


class CosineField:
    """TF-IDF cosine between a query and many documents over one kind of feature, by an inverted index.

    Weights: ``(1 + ln tf) * ln(1 + N / df)``; see Manning, Raghavan, Schütze, *Introduction to Information
    Retrieval*, 6.4.
    """

    def __init__(self, documents: Sequence[Mapping[str, int]]) -> None:
        self.size = len(documents)
        frequency: dict[str, int] = {}
        for document in documents:
            for feature in document:
                frequency[feature] = frequency.get(feature, 0) + 1
        self._idf = {feature: math.log(1 + self.size / df) for feature, df in frequency.items()}
        self._rarest = math.log(1 + self.size)
        self._postings: dict[str, tuple[array[int], array[float]]] = {}
        for position, document in enumerate(documents):
            self._add(position, document)

    def _add(self, position: int, document: Mapping[str, int]) -> None:
        for feature, weight in self._unit(document).items():
            positions, weights = self._postings.setdefault(feature, (array("I"), array("f")))
            positions.append(position)
            weights.append(weight)

    def _unit(self, document: Mapping[str, int]) -> dict[str, float]:
        """The document as a vector of length 1; a feature never seen before counts as the rarest."""
        weights = {f: (1 + math.log(tf)) * self._idf.get(f, self._rarest) for f, tf in document.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {feature: weight / length for feature, weight in weights.items()}

    def cosines(self, query: Mapping[str, int]) -> list[float]:
        """The cosine with every document, by position."""
        cosines = [0.0] * self.size
        for feature, weight in self._unit(query).items():
            posting = self._postings.get(feature)
            if posting:
                for position, other in zip(*posting, strict=True):
                    cosines[position] += weight * other
        return cosines

    def coverage(self, query: Mapping[str, int], document: Iterable[str]) -> float:
        """The share of the query's weight that a document's features account for."""
        weights = {f: self._idf.get(f, self._rarest) for f in query}
        total = sum(weights.values())
        return sum(weights.get(f, 0.0) for f in document) / total if total else 0.0


def similarity(left: str, right: str) -> float:
    """How alike two strings are, letter by letter in order (normalised Indel similarity)."""
    return fuzz.ratio(left, right) / 100
