"""Weights: what each piece of evidence is worth. Fitted for bases with few phrasings a target and with many; a base
in between gets what lies between."""

import math
import operator
from collections.abc import Mapping
from dataclasses import dataclass

from intents.pairs import PAIR_FEATURES

_FEW, _MANY = 1.5, 10.0
"""Phrasings a target, its question included, at which the two columns were fitted."""

_OF_EVIDENCE = ("unknown", "size", *(name for name in PAIR_FEATURES if name != "look_alike"))
ACCEPT_FEATURES = ("score", "lead", *_OF_EVIDENCE)
"""What the confidence looks at beside its intercept: the score, the lead, the question's share of unknown words and
its size, and the numbers of the best pair."""

INTERCEPT = "intercept"

Columns = Mapping[str, Mapping[str, tuple[float, float]]]
"""Part (pair, accept) to name to the weights for few and for many phrasings."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights for one base."""

    pair: tuple[float, ...]
    """In the order of ``PAIR_FEATURES``."""
    accept: tuple[float, ...]
    """In the order of ``ACCEPT_FEATURES``."""
    intercept: float

    @classmethod
    def at(cls, columns: Columns, density: float) -> "Weights":
        """The weights for a base with so many phrasings a target."""
        share = (math.log(max(density, _FEW)) - math.log(_FEW)) / (math.log(_MANY) - math.log(_FEW))
        many = min(1.0, share)

        def between(part: str, name: str) -> float:
            few, much = columns[part][name]
            return few + (much - few) * many

        return cls(
            pair=tuple(between("pair", name) for name in PAIR_FEATURES),
            accept=tuple(between("accept", name) for name in ACCEPT_FEATURES),
            intercept=between("accept", INTERCEPT),
        )

    def confidence(self, score: float, lead: float, evidence: Mapping[str, float]) -> float:
        """How likely a candidate is to be what was meant, 0 to 1."""
        numbers = [score, lead, *[evidence.get(name, 0.0) for name in _OF_EVIDENCE]]
        total = self.intercept + sum(map(operator.mul, self.accept, numbers))
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, total))))
