"""The tasks: a knowledge base, questions that it answers, and questions that it does not."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.models import Citation, Document, Entry, KnowledgeBase, Provision, Target, article_of

MAX_PHRASING = 200
"""Characters of a phrasing that are kept; a knowledge base takes no longer ones."""

MAX_ALTERNATES = 200
"""Phrasings besides the question; a knowledge base takes no more of them."""

_ANSWER = "—"
"""An FAQ that comes without answers gets this one: it holds no word that could help to find the entry."""


class CorpusError(ValueError):
    """Data that cannot be measured with, as a sentence for whoever runs the benchmark."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and the ids of the entries that are right; none where it is to be declined."""

    text: str
    gold: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Task:
    """A base and what is asked of it."""

    key: str
    """``retrieval`` or ``packaged``: the name of its file of results."""
    base: KnowledgeBase
    inside: tuple[Question, ...]
    """Questions that an entry answers."""
    near: tuple[Question, ...] = ()
    """Questions of the same field that nothing answers."""
    far: tuple[Question, ...] = ()
    """Questions about something else altogether."""

    @property
    def boundaries(self) -> frozenset[str]:
        """The ids of the targets that decline."""
        return frozenset(boundary.id for boundary in self.base.boundaries)


def phrasings_of(base: KnowledgeBase) -> list[tuple[str, str]]:
    """Each way of asking, after the id of its target, as the matcher gets them."""
    targets: tuple[Target, ...] = (*base.live_entries, *base.boundaries)
    return [(target.id, text) for target in targets for text in (target.question, *target.phrasings)]


def read_task(folder: Path) -> Task:
    """The task in a folder of ``faq.jsonl``, ``queries.jsonl`` and (optional) ``ood.jsonl``. Raises CorpusError."""
    faq = list(_rows(folder / "faq.jsonl", "id", "question"))
    if not faq:
        raise CorpusError(f"{folder / 'faq.jsonl'} 里没有条目。")
    base = base_of([(row["question"], _alternates(row, folder / "faq.jsonl")) for row in faq])
    ids = {row["id"]: f"entry-{number}" for number, row in enumerate(faq, 1)}
    inside = []
    for row in _rows(folder / "queries.jsonl", "query", "gold"):
        if row["gold"] not in ids:
            raise CorpusError(f"{folder / 'queries.jsonl'}：faq.jsonl 里没有条目 {row['gold']}。")
        inside.append(Question(row["query"], frozenset({ids[row["gold"]]})))
    declined = list(_rows(folder / "ood.jsonl", "query", "kind")) if (folder / "ood.jsonl").exists() else []
    near, far = (tuple(Question(row["query"]) for row in declined if row["kind"] == kind) for kind in ("near", "far"))
    return _asked(Task("retrieval", base, tuple(inside), near, far))


def _alternates(row: Mapping[str, Any], file: Path) -> Sequence[str]:
    """The other phrasings of a row. Raises CorpusError where they are none that a knowledge base takes."""
    others = row.get("alternates") or []
    if not isinstance(others, list) or not all(isinstance(text, str) for text in others):
        raise CorpusError(f"{file}：条目 {row['id']} 的 alternates 应当是文字的列表。")
    if not _line(row["question"]) or len(others) > MAX_ALTERNATES:
        raise CorpusError(f"{file}：条目 {row['id']} 没有问题，或者问法超过 {MAX_ALTERNATES} 个。")
    return others


def base_of(faq: Sequence[tuple[str, Sequence[str]]]) -> KnowledgeBase:
    """A base of questions with their other phrasings. Each entry (``entry-1`` and so on) stands on a provision of its
    own, so that no two of them say the same."""
    provisions = {str(number): Provision() for number in range(1, len(faq) + 1)}
    document = Document(id="faq", title="常见问题", status="in-force", provisions=provisions)
    entries = tuple(
        Entry(
            id=f"entry-{number}",
            topic="常见问题",
            question=_line(question),
            phrasings=tuple(
                dict.fromkeys(text for text in map(_line, alternates) if text not in {"", _line(question)})
            ),
            answer=_ANSWER,
            cites=(Citation(document=document.id, locator=str(number)),),
        )
        for number, (question, alternates) in enumerate(faq, 1)
    )
    return KnowledgeBase({document.id: document}, entries)


def _line(text: str) -> str:
    """A text as the one line that a phrasing is."""
    return " ".join(text.split())[:MAX_PHRASING].strip()


def packaged_task(base: KnowledgeBase, questions: Path) -> Task:
    """The task that a base brings along: the ``tests`` of its entries are to be found, those of its boundaries are
    near. The ``out-far`` rows of the JSON Lines files in ``questions`` are far. Raises CorpusError."""
    same = _same_place(base.live_entries)
    inside = tuple(Question(text, same[_place(entry)]) for entry in base.live_entries for text in entry.tests)
    near = tuple(Question(text) for boundary in base.boundaries for text in boundary.tests)
    rows = [row for file in sorted(questions.glob("*.jsonl")) for row in _rows(file, "kind")]
    far = tuple(Question(row["q"]) for row in rows if row["kind"] == "out-far" and "q" in row)
    return _asked(Task("packaged", base, inside, near, far))


def _same_place(entries: Sequence[Entry]) -> Mapping[tuple[str, str], frozenset[str]]:
    """The entries that stand on the same provision in the first place, by that provision."""
    found: dict[tuple[str, str], set[str]] = {}
    for entry in entries:
        found.setdefault(_place(entry), set()).add(entry.id)
    return {place: frozenset(ids) for place, ids in found.items()}


def _place(entry: Entry) -> tuple[str, str]:
    return entry.cites[0].document, article_of(entry.cites[0].locator)


def _asked(task: Task) -> Task:
    if not task.inside:
        raise CorpusError("没有可以用来测的问题：知识里没有 tests，或者 queries.jsonl 是空的。")
    return task


def _rows(file: Path, *keys: str) -> Iterator[Mapping[str, Any]]:
    """The rows of a JSON Lines file. Raises CorpusError where one is not an object with these keys."""
    try:
        lines = file.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"读不出 {file}：{getattr(error, 'strerror', None) or '不是 UTF-8 编码'}。") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise CorpusError(f"{file}:{number} 不是 JSON。") from error
        if not isinstance(row, dict) or not all(isinstance(row.get(key), str) for key in keys):
            raise CorpusError(f"{file}:{number} 应当是一个对象，{'、'.join(keys)} 都是文字。")
        yield row
