"""What becomes of latency, build time and memory when a base grows."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

import yaml

from benchmarks.corpus import MAX_PHRASING, CorpusError, Question, Task, phrasings_of
from benchmarks.measure import WARM_UP, Latency, latency_of, timed
from benchmarks.memory import resident_bytes, traced_bytes
from benchmarks.methods import Method, Ours, fuzzy_peers
from benchmarks.words import plain, words
from intents.understanding import Understanding
from knowledge.loader import load_files
from knowledge.models import Citation, Document, Entry, KnowledgeBase, Provision

SIZES = (2_000, 20_000)
"""Phrasings."""

SAMPLE = 300
"""Questions whose latency is taken at each size."""

_CHANGED = 1 / 3
"""The share of the words of a phrasing that a variant replaces."""

_ATTEMPTS = 50
"""At a variant that is not there yet."""


@dataclass(frozen=True, slots=True)
class Grown:
    """What a base of some size takes."""

    phrasings: int
    made_up: int
    """How many of them are variants."""
    build_seconds: float
    traced_bytes: int
    """What Python allocated for the understanding and kept; the knowledge base was there before."""
    bytes_a_phrasing: float
    """Of these, what comes on top of an understanding of a single entry, for each phrasing more than it has."""
    resident_bytes: int | None
    """By how much a fresh process grows that builds the understanding; None where the system does not tell."""
    ours: Latency
    wratio: Latency


def measure_growth(task: Task, sizes: Sequence[int], seed: int, say: Callable[[str], None]) -> list[Grown]:
    """Measure ours and WRatio over the entries of a task, brought to each size. Raises CorpusError where the data are
    too few to make variants of."""
    asked = random.Random(seed).sample(task.inside, min(SAMPLE, len(task.inside)))  # noqa: S311 - a sample, no secret
    single = resized(task.base, 1, seed)
    Understanding(single)  # so that what is kept once for all is in none of the differences below
    fixed = traced_bytes(single)
    grown = []
    for size in sorted(set(sizes)):
        say(f"规模 {size} 个问法……")
        base = resized(task.base, size, seed)
        started = time.perf_counter()
        understanding = Understanding(base, remembered=0)
        seconds = time.perf_counter() - started
        traced = traced_bytes(base)
        grown.append(
            Grown(
                phrasings=size,
                made_up=max(0, size - count(task.base.live_entries)),
                build_seconds=seconds,
                traced_bytes=traced,
                bytes_a_phrasing=max(0.0, (traced - fixed) / max(1, size - 1)),
                resident_bytes=resident_bytes(base),
                ours=_latency(Ours(understanding), asked),
                wratio=_latency(fuzzy_peers(base)[0], asked),
            )
        )
    return grown


def count(entries: Sequence[Entry]) -> int:
    """The phrasings of some entries."""
    return sum(1 + len(entry.phrasings) for entry in entries)


def resized(base: KnowledgeBase, size: int, seed: int) -> KnowledgeBase:
    """The entries of a base with ``size`` phrasings in all, without the boundaries: a random choice of whole entries
    where there are more, and variants of random entries on top where there are fewer. The last entry is cut to fit."""
    dice = random.Random(seed)  # noqa: S311 - a sample, no secret
    entries = list(base.live_entries)
    total = count(entries)
    if total >= size:
        entries = _first(dice.sample(entries, len(entries)), size)
    else:
        entries += _first(_variants(entries, dice), size - total)
    return _standing_apart(base, entries)


def _first(entries: Sequence[Entry] | Iterator[Entry], size: int) -> list[Entry]:
    """As many entries as hold so many phrasings."""
    taken: list[Entry] = []
    left = size
    for entry in entries:
        taken.append(entry.model_copy(update={"phrasings": entry.phrasings[: left - 1]}))
        left -= 1 + len(taken[-1].phrasings)
        if not left:
            break
    return taken


def _variants(entries: Sequence[Entry], dice: random.Random, others: Iterable[str] = ()) -> Iterator[Entry]:
    """Random entries whose phrasings have other words in some places, without end; no phrasing comes twice, and none
    of the ``others``, whatever stands between the words."""
    cut = {text: words(text) for entry in entries for text in (entry.question, *entry.phrasings)}
    frequencies = Counter(word for parts in cut.values() for word in parts if len(word) > 1 and word.isalpha())
    if not frequencies:
        raise CorpusError("数据里的词太少，没法放大；用 --no-growth 跳过规模测试。")
    known, weights = list(frequencies), list(accumulate(frequencies.values()))
    taken = {_bare(text) for text in (*cut, *others)}

    def vary(text: str) -> str:
        for _ in range(_ATTEMPTS):
            parts = list(cut[text])
            long = [place for place, word in enumerate(parts) if len(word) > 1] or list(range(len(parts)))
            for place in dice.sample(long, min(len(long), max(1, round(len(long) * _CHANGED)))):
                parts[place] = dice.choices(known, cum_weights=weights)[0]
            varied = "".join(parts)[:MAX_PHRASING]
            if _bare(varied) not in taken:
                taken.add(_bare(varied))
                return varied
        raise CorpusError("数据里的词太少，没法放大；用 --no-growth 跳过规模测试。")

    while True:
        entry = dice.choice(entries)
        question, *phrasings = (vary(text) for text in (entry.question, *entry.phrasings))
        yield entry.model_copy(update={"question": question, "phrasings": tuple(phrasings)})


def with_more(files: Mapping[str, bytes], size: int, seed: int) -> dict[str, bytes]:
    """The files of a base with variants of random entries in addition, so that there are ``size`` phrasings in all,
    those of boundaries too. Raises CorpusError where there are more to begin with."""
    base = load_files(files).require()
    missing = size - len(phrasings_of(base))
    if missing < 0:
        raise CorpusError(f"数据里已经不止 {size} 个问法。")
    others = (text for _, text in phrasings_of(base))
    variants = _variants(base.live_entries, random.Random(seed), others)  # noqa: S311 - a sample, no secret
    entries = [
        {
            "id": f"growth-{number}",
            "topic": entry.topic,
            "question": entry.question,
            "phrasings": list(entry.phrasings),
            "answer": entry.answer,
            "cites": [str(number)],
        }
        for number, entry in enumerate(_first(variants, missing) if missing else (), 1)
    ]
    provisions: dict[str, object] = {str(number): {} for number in range(1, len(entries) + 1)}
    document = {"growth": {"title": "放大的数据", "status": "reference", "provisions": provisions}}
    faq = {"document": "growth", "entries": entries}
    return {
        **files,
        "documents.yaml": files["documents.yaml"] + b"\n" + _yaml(document),
        "faq/growth.yaml": _yaml(faq),
    }


def _yaml(data: object) -> bytes:
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=120).encode()


def _bare(text: str) -> str:
    return plain(text).replace(" ", "")


def _standing_apart(base: KnowledgeBase, entries: Sequence[Entry]) -> KnowledgeBase:
    """A base of these entries under ids of their own, each on a provision of its own."""
    provisions = {str(number): Provision() for number in range(1, len(entries) + 1)}
    document = Document(id="growth", title="放大的数据", status="in-force", provisions=provisions)
    renamed = tuple(
        entry.model_copy(
            update={
                "id": f"entry-{number}",
                "cites": (Citation(document=document.id, locator=str(number)),),
                "related": (),
                "tests": (),
            }
        )
        for number, entry in enumerate(entries, 1)
    )
    return replace(
        base,
        documents={document.id: document},
        entries=renamed,
        boundaries=(),
        obligations=(),
        guides=(),
        sections=(),
        meetings=(),
    )


def _latency(method: Method, asked: Sequence[Question]) -> Latency:
    """The latency of a method after a few questions to warm up."""
    timed(method, asked[:WARM_UP])
    return latency_of(timed(method, asked)[1])
