"""The intents' own YAML: fillers, aspects, concepts, weights, wishes, small talk."""

from functools import cache
from importlib import resources
from typing import Any

import yaml

from intents.decide import Policy
from intents.normalise import Fillers, normalise
from intents.smalltalk import Remark

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _read(name: str) -> dict[str, Any]:
    text = (resources.files("intents") / "data" / name).read_text("utf-8")
    loaded = yaml.load(text, Loader=_LOADER)  # noqa: S506 - the safe loader, in C
    if not isinstance(loaded, dict):
        raise TypeError(f"{name} is not a mapping")
    return loaded


@cache
def fillers() -> Fillers:
    """Words around a question that say nothing."""
    data = _read("fillers.yaml")
    return Fillers(data["leading"], data["trailing"])


@cache
def aspects() -> dict[str, tuple[str, ...]]:
    """The words for each aspect of a question."""
    return {str(name): tuple(map(str, words)) for name, words in _read("aspects.yaml").items()}


@cache
def concepts() -> dict[str, str]:
    """The concept that each word of one stands for, marked so that it is no word itself."""
    return {normalise(str(word)): f"~{name}" for name, words in _read("concepts.yaml").items() for word in words}


@cache
def weights() -> dict[str, dict[str, tuple[float, float]]]:
    """What the evidence weighs, as fitted."""
    return {
        part: {name: (few, many) for name, (few, many) in values.items()}
        for part, values in _read("weights.yaml").items()
        if part in {"pair", "accept"}
    }


@cache
def policy() -> Policy:
    """The thresholds, as fitted."""
    return Policy(**_read("weights.yaml")["policy"])


@cache
def wishes() -> dict[str, tuple[str, ...]]:
    """The words of wishes to be reminded, and of questions, by what they are."""
    return {str(name): tuple(map(str, words)) for name, words in _read("wishes.yaml").items()}


@cache
def remarks() -> tuple[Remark, ...]:
    """The kinds of small talk."""
    return tuple(
        Remark(name, tuple(map(str, data["samples"])), str(data["reply"]))
        for name, data in _read("smalltalk.yaml").items()
    )
