"""Weights: two columns, what lies between, and what they make of evidence."""

import ast
import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents import resources
from intents.pairs import PAIR_FEATURES
from intents.weights import ACCEPT_FEATURES, INTERCEPT, Weights

FEW, MANY = 1.5, 10.0
COLUMNS = {
    "pair": {name: (float(number), number + 10.0) for number, name in enumerate(PAIR_FEATURES)},
    "accept": dict.fromkeys((*ACCEPT_FEATURES, INTERCEPT), (1.0, 3.0)),
}
FITTED = [Weights.at(resources.weights(), density) for density in (1.0, 4.0, 20.0)]


@pytest.mark.parametrize(
    ("density", "share"),
    [
        (FEW, 0.0),
        (MANY, 1.0),
        (math.sqrt(FEW * MANY), 0.5),
        (0.0, 0.0),
        (1.0, 0.0),
        (10.1, 1.0),
        (1e9, 1.0),
    ],
)
def test_a_base_in_between_gets_what_lies_between(density: float, share: float) -> None:
    """By the logarithm of its phrasings a target; beyond the columns, the nearer one."""
    weights = Weights.at(COLUMNS, density)
    assert weights.pair == pytest.approx([number + 10 * share for number in range(len(PAIR_FEATURES))])
    assert weights.accept == pytest.approx([1 + 2 * share] * len(ACCEPT_FEATURES))
    assert weights.intercept == pytest.approx(1 + 2 * share)


def test_confidence_is_logistic() -> None:
    """By hand: -1 + 2 · 0.5 + 3 · 0.25 + 4 · 1; what the evidence does not name counts nothing."""
    accept = dict.fromkeys(ACCEPT_FEATURES, 0.0) | {"score": 2.0, "lead": 3.0, "gain": 4.0}
    weights = Weights((), tuple(accept.values()), -1.0)
    expected = 1 / (1 + math.exp(1 - 2 * 0.5 - 3 * 0.25 - 4))
    assert weights.confidence(0.5, 0.25, {"gain": 1.0, "other": 99.0}) == pytest.approx(expected)
    assert weights.confidence(0, 0, {}) == pytest.approx(1 / (1 + math.e))


@given(
    weights=st.sampled_from(FITTED),
    score=st.floats(-1e9, 1e9),
    lead=st.floats(-1e9, 1e9),
    more=st.floats(0, 1e6),
    evidence=st.dictionaries(st.sampled_from(PAIR_FEATURES), st.floats(0, 5)),
)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_confidence_is_a_share_that_grows_with_score_and_lead(
    weights: Weights, score: float, lead: float, more: float, evidence: dict[str, float]
) -> None:
    confidence = weights.confidence(score, lead, evidence)
    assert 0 <= confidence <= 1
    assert weights.confidence(score + more, lead, evidence) >= confidence
    assert weights.confidence(score, lead + more, evidence) >= confidence


@pytest.mark.parametrize("weights", FITTED)
def test_a_higher_score_and_a_greater_lead_make_more_confident(weights: Weights) -> None:
    """Not only no less: that would hold for weights of nothing, too."""
    assert weights.confidence(5, 1, {}) > weights.confidence(0, 1, {})
    assert weights.confidence(0, 5, {}) > weights.confidence(0, 1, {})


def test_everything_that_is_looked_at_has_its_weights() -> None:
    """No name is missing, and none is left from another day."""
    fitted = resources.weights()
    assert set(fitted) == {"pair", "accept"}
    assert set(fitted["pair"]) == set(PAIR_FEATURES)
    assert set(fitted["accept"]) == {INTERCEPT, *ACCEPT_FEATURES}
    assert all(math.isfinite(w) for part in fitted.values() for pair in part.values() for w in pair)


def _names(constant: str) -> frozenset[str]:
    """A set of names as the fit has it, which needs more than the tests to run."""
    path = Path(__file__).parents[2] / "benchmarks" / "fitting" / "logits.py"
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == constant:
            assert isinstance(node.value, ast.Call)
            return frozenset(ast.literal_eval(node.value.args[0]))
    raise AssertionError(constant)


@pytest.mark.parametrize("part", ["pair", "accept"])
def test_no_weight_has_the_wrong_sign(part: str) -> None:
    """What speaks against a pair never counts for it, or the other way round; the few that may do both are named."""
    against, either = _names("_AGAINST"), _names("_EITHER")
    fitted = {name: pair for name, pair in resources.weights()[part].items() if name not in {INTERCEPT, *either}}
    assert len(against & set(fitted)) > 8
    assert [name for name, pair in fitted.items() if name in against and max(pair) > 0] == []
    assert [name for name, pair in fitted.items() if name not in against and min(pair) < 0] == []
    assert against | either <= {*PAIR_FEATURES, *ACCEPT_FEATURES}


def test_the_fitted_thresholds_are_shares() -> None:
    policy = resources.policy()
    assert 0 < policy.answer_threshold < 1
    assert 0 < policy.choice_threshold < 1
    assert 0 < policy.boundary_threshold < 1
