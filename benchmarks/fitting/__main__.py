"""``python -m benchmarks.fitting [--retrieval FOLDER] [--out FILE]``."""

import argparse
import random
from pathlib import Path

import numpy as np
import yaml

from benchmarks.corpus import Question, read_task
from benchmarks.fitting.logits import fit_acceptance, fit_pairs, winners
from benchmarks.fitting.samples import Sample, ask, far_questions, tests_of, thinned
from benchmarks.fitting.thresholds import fit_thresholds
from intents.pairs import PAIR_FEATURES
from knowledge.loader import load_folder, packaged_folder
from knowledge.models import KnowledgeBase

_ROOT = Path(__file__).parents[2]
_SEED = 2019
_MOST = 3500
"""Questions that are drawn from a thinned base."""


def main() -> None:
    """Fit, write, tell."""
    parser = argparse.ArgumentParser(prog="make fit")
    parser.add_argument("--retrieval", type=Path, help="faq.jsonl, queries.jsonl, ood.jsonl")
    parser.add_argument("--questions", type=Path, default=_ROOT / "intents/data/questions")
    parser.add_argument("--out", type=Path, default=_ROOT / "intents/data/weights.yaml")
    arguments = parser.parse_args()
    base = load_folder(packaged_folder()).base
    if base is None:
        raise SystemExit("知识没有通过校验，先运行 make check。")
    files = sorted(arguments.questions.glob("*.jsonl"))
    far = [Question(text) for text in far_questions()]
    found = {"few": _few(base, far, arguments.retrieval), "many": _many(base, far)}
    columns = {
        part: {name: [round(found[c][part][name], 4) for c in ("few", "many")] for name in found["few"][part]}
        for part in ("pair", "accept")
    }
    _write(arguments.out, {**columns, "policy": {}})
    policy = fit_thresholds(base, files, columns)
    _write(arguments.out, {**columns, "policy": policy})


def _few(base: KnowledgeBase, far: list[Question], retrieval: Path | None) -> dict[str, dict[str, float]]:
    rng = random.Random(_SEED)  # noqa: S311 - draws questions
    thin, questions = thinned(base, (1,), rng)
    samples = [ask(thin, questions[:_MOST], 0.2 if retrieval else 1.0)]
    away = [ask(thin, far)]
    if retrieval:
        task = read_task(retrieval)
        samples.append(ask(task.base, task.inside))
        away += [ask(task.base, kind) for kind in (task.near, task.far) if kind]
    return _fitted(samples, away, drop=samples[:1])


def _many(base: KnowledgeBase, far: list[Question]) -> dict[str, dict[str, float]]:
    rng = random.Random(_SEED)  # noqa: S311 - draws questions
    thin, questions = thinned(base, (4, 5, 6), rng)
    samples = [ask(base, tests_of(base)), ask(thin, questions[:_MOST], 0.5)]
    return _fitted(samples, [ask(base, far)], drop=samples)


def _fitted(samples: list[Sample], away: list[Sample], drop: list[Sample]) -> dict[str, dict[str, float]]:
    pair = fit_pairs(samples)
    rows = [(*winners(s, pair), s.weight) for s in samples]
    rows += [(*winners(s, pair, without_right=True), 0.3 * s.weight) for s in drop]
    rows += [(*winners(s, pair), 1.0) for s in away]
    for numbers, right, weight in rows:
        print(len(numbers), "questions, right", round(float(right.mean()), 3), "weight", weight, flush=True)
    return {"pair": dict(zip(PAIR_FEATURES, map(float, pair), strict=True)), "accept": dict(fit_acceptance(rows))}


def _write(out: Path, found: dict[str, object]) -> None:
    head = (
        "# What the evidence weighs, for bases of few and of many phrasings a target, and the thresholds: `make fit`.\n"
    )
    out.write_text(head + yaml.safe_dump(found, allow_unicode=True, sort_keys=False, default_flow_style=None), "utf-8")


if __name__ == "__main__":
    np.seterr(over="ignore")
    main()
