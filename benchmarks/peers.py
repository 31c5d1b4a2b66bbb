"""The lexical peers that need the ``bench`` group: BM25 and TF-IDF. One question at a time, cut inside the call."""

from collections.abc import Callable
from typing import Any

import bm25s
from sklearn.feature_extraction.text import TfidfVectorizer

from benchmarks.corpus import phrasings_of
from benchmarks.methods import Hit, best_by_target, enough_for
from benchmarks.words import bigrams, plain, words
from knowledge.models import KnowledgeBase


class Bm25:
    """BM25 of bm25s (Lucene's variant, k1 1.5, b 0.75) over some tokens of every phrasing."""

    def __init__(self, key: str, title: str, cut: Callable[[str], list[str]], base: KnowledgeBase) -> None:
        phrasings = phrasings_of(base)
        self.key = key
        self.title = title
        self._cut = cut
        self._owners = [target_id for target_id, _ in phrasings]
        self._limit = enough_for(self._owners)
        self._index = bm25s.BM25()
        self._index.index([cut(plain(text)) for _, text in phrasings], show_progress=False)

    def rank(self, question: str) -> list[Hit]:
        """The targets of the phrasings that share a token with the question."""
        tokens = self._cut(plain(question))
        if not tokens:
            return []
        scores = self._index.get_scores(tokens)
        best = _largest(scores, self._limit)
        return best_by_target((self._owners[position], scores[position]) for position in best if scores[position] > 0)


class TfIdf:
    """The cosine of TF-IDF vectors (scikit-learn) of every phrasing."""

    def __init__(self, key: str, title: str, base: KnowledgeBase, **options: Any) -> None:
        """``options`` say what the terms are, as ``TfidfVectorizer`` takes them."""
        phrasings = phrasings_of(base)
        self.key = key
        self.title = title
        self._owners = [target_id for target_id, _ in phrasings]
        self._limit = enough_for(self._owners)
        self._vectoriser = TfidfVectorizer(lowercase=False, **options)
        # Terms as rows: a question then reads the few rows of its own terms and not the whole matrix.
        self._by_term = self._vectoriser.fit_transform([plain(text) for _, text in phrasings]).T.tocsr()

    def rank(self, question: str) -> list[Hit]:
        """The targets of the phrasings that share a term with the question."""
        row = self._vectoriser.transform([plain(question)]) @ self._by_term
        scores, positions = row.data, row.indices
        best = _largest(scores, self._limit)
        return best_by_target((self._owners[positions[place]], scores[place]) for place in best)


def lexical_peers(base: KnowledgeBase) -> tuple[Bm25, Bm25, TfIdf, TfIdf]:
    """BM25 and TF-IDF, each over pieces of characters and over words."""
    return (
        Bm25("BM25 bigrams", "BM25 字二元（bm25s）", bigrams, base),
        Bm25("BM25 words", "BM25 词（bm25s、jieba）", words, base),
        TfIdf("TF-IDF words", "TF-IDF 词（scikit-learn、jieba）", base, analyzer=words),
        TfIdf("TF-IDF chars 1-3", "TF-IDF 字 1–3（scikit-learn）", base, analyzer="char", ngram_range=(1, 3)),
    )


def _largest(scores: Any, limit: int) -> list[int]:
    """The positions of the largest scores of an array, the largest first, of equal ones the earlier."""
    size = len(scores)
    found = scores.argpartition(size - limit)[size - limit :] if limit < size else range(size)
    return sorted((int(position) for position in found), key=lambda position: (-scores[position], position))
