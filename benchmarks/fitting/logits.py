"""The two models."""

from collections.abc import Hashable, Mapping, Sequence

import numpy as np
from scipy.optimize import minimize

from benchmarks.fitting.samples import Array, Sample
from intents.decide import ranked
from intents.pairs import PAIR_FEATURES
from intents.rank import Candidate
from intents.weights import ACCEPT_FEATURES, INTERCEPT, Weights

_PENALTY = 2e-3
_STRENGTH = 5e-3

_AGAINST = frozenset(
    [
        "lost",
        "added",
        "lost_share",
        "added_share",
        "worst_lost",
        "worst_added",
        "aspect_other",
        "negation",
        "number",
        "unnamed",
        "unasked",
        "look_alike",
        "unknown",
    ]
)
"""Numbers that speak against a pair wherever they stand. The others speak for it, ``_EITHER`` apart: a weight of the
other sign would only mend another's excess, on these questions and no others."""
_EITHER = frozenset({"length", "swapped", "size"})


def fit_pairs(samples: Sequence[Sample]) -> Array:
    """The weights of ``PAIR_FEATURES`` under which the right one of each shortlist is likeliest."""
    numbers = np.concatenate([s.numbers for s in samples])
    right = np.concatenate([s.right for s in samples])
    there = np.concatenate([s.targets >= 0 for s in samples])
    share = np.concatenate([np.full(len(s.numbers), s.weight / len(s.numbers)) for s in samples])
    scale = numbers.reshape(-1, numbers.shape[-1]).std(0) + 1e-6
    found = right.any(1)
    numbers, right, there, share = numbers[found] / scale, right[found], there[found], share[found]
    share /= share.sum()

    def loss(weights: Array) -> tuple[float, Array]:
        scores = np.where(there, numbers @ weights, -1e9)
        scores -= scores.max(1, keepdims=True)
        powers = np.exp(scores)
        total = powers.sum(1, keepdims=True)
        good = (powers * right).sum(1, keepdims=True)
        slope = ((powers / total - powers * right / good)[:, :, None] * numbers).sum(1)
        value = share @ -np.log(good / total + 1e-12)[:, 0] + _PENALTY * weights @ weights
        return float(value), share @ slope + 2 * _PENALTY * weights

    weights: Array = minimize(
        loss, np.zeros(numbers.shape[-1]), jac=True, method="L-BFGS-B", bounds=_bounds(PAIR_FEATURES)
    ).x
    return weights / scale


def winners(sample: Sample, pair: Array, *, without_right: bool = False) -> tuple[Array, Array]:
    """For each question the numbers of the best candidate (``ACCEPT_FEATURES``), and whether it is right.
    ``without_right`` takes the right targets away first, and what says the same: what is left is wrong."""
    rows, right = [], []
    scores = sample.numbers @ pair
    silent = Weights(tuple(pair), tuple(0.0 for _ in ACCEPT_FEATURES), 0.0)
    for row in range(len(scores)):
        best: dict[int, int] = {}
        gone = _right_places(sample, row)
        for column in np.argsort(-scores[row]):
            target = int(sample.targets[row, column])
            if target >= 0 and not (without_right and sample.places[sample.index.targets[target]] in gone):
                best.setdefault(target, int(column))
        if not best:
            continue
        candidates = [_candidate(sample, row, column, scores[row, column]) for column in best.values()]
        first = next((r for r in ranked(candidates[:12], sample.places, silent) if not r.look_alike), None)
        if first is None:
            continue
        told = {**first.evidence, "score": candidates[0].score, "lead": first.lead}
        rows.append([told[name] for name in ACCEPT_FEATURES])
        right.append(not without_right and sample.places[first.target_id] in _right_places(sample, row))
    return np.array(rows), np.array(right)


def _right_places(sample: Sample, row: int) -> set[Hashable]:
    """What the right targets of a question say it with: an entry on the same provision is right too."""
    return {sample.places[sample.index.targets[target]] for target in sample.targets[row, sample.right[row]]}


def _candidate(sample: Sample, row: int, column: int, score: float) -> Candidate:
    evidence = dict(zip(PAIR_FEATURES, map(float, sample.numbers[row, column]), strict=True))
    evidence["unknown"] = float(sample.unknown[row])
    evidence["size"] = float(sample.sizes[row])
    target = sample.index.targets[sample.targets[row, column]]
    return Candidate(target, float(score), "", bool(evidence["look_alike"]), evidence)


def fit_acceptance(rows: Sequence[tuple[Array, Array, float]]) -> Mapping[str, float]:
    """The weights of ``ACCEPT_FEATURES`` and the intercept, from (numbers, right or not, weight of each row)."""
    numbers = np.concatenate([row[0] for row in rows])
    right = np.concatenate([row[1] for row in rows])
    weight = np.concatenate([np.full(len(row[0]), row[2]) for row in rows])
    weight /= weight.sum()
    mean, scale = numbers.mean(0), numbers.std(0) + 1e-6
    numbers = np.column_stack(((numbers - mean) / scale, np.ones(len(numbers))))
    sign = np.where(right, 1.0, -1.0)

    def loss(weights: Array) -> tuple[float, Array]:
        margin = sign * (numbers @ weights)
        wrong = 1 / (1 + np.exp(np.clip(margin, -60, 60)))
        value = weight @ np.logaddexp(0, -margin) + _STRENGTH * weights[:-1] @ weights[:-1]
        slope = -(weight * wrong * sign) @ numbers
        slope[:-1] += 2 * _STRENGTH * weights[:-1]
        return float(value), slope

    bounds = [*_bounds(ACCEPT_FEATURES), (None, None)]
    found = minimize(loss, np.zeros(numbers.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds).x
    slopes = found[:-1] / scale
    return {INTERCEPT: float(found[-1] - slopes @ mean), **dict(zip(ACCEPT_FEATURES, map(float, slopes), strict=True))}


def _bounds(names: Sequence[str]) -> list[tuple[float | None, float | None]]:
    return [(None, None) if n in _EITHER else ((None, 0.0) if n in _AGAINST else (0.0, None)) for n in names]
