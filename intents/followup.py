"""Follow-ups: a question that only makes sense after the one before, completed from it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from intents.normalise import normalise
from intents.reading import Reader, Reading

_MARKER = re.compile(
    r"^(那么|那要是|那如果|那|还有|要是|如果|万一|假如|他们|她们|他|她|它|其中|这个|这些|这|其他|另外|再)|呢$"
)
_ELLIPSIS = re.compile(r"^(那么|那|还有|另外|再)+|(呢|吗|啊|呀)+$")
_PRONOUN = re.compile(r"^(他们|她们|他|她|它|其中|这个|这些|这|其他|要是|如果|万一|假如)+|的+$")
_SAYS = 3
"""From so many characters beside its terms on, a follow-up says something of its own about them."""

Telling = Callable[[Reading], Sequence[str]]

_SHORT = 7
"""Up to so many characters without a subject of its own, a question leans on the one before."""


@dataclass(frozen=True, slots=True)
class Context:
    """The turn before."""

    query: str
    """What was looked up then."""
    entry_id: str | None = None
    """The entry that answered it."""
    question: str = ""
    """That entry's question: it names what the talk is about, even where the person did not."""


def completions(utterance: str, context: Context, reader: Reader, telling: Telling) -> list[str]:
    """Ways of completing a follow-up, likeliest first; none where the utterance stands on its own. ``telling``
    gives the words of a reading that say most, beside its terms."""
    own = reader.read(utterance)
    core = _ELLIPSIS.sub("", own.query).strip()
    if not core or not _leans(own):
        return []
    before = reader.read(context.query)
    about = reader.read(context.question)
    if own.subjects:
        return _with_new_subject(own, core, before, about, reader)
    return [*_with_old_subject(core, before, about), *_with_old_words(core, before, telling)]


def _with_old_words(core: str, before: Reading, telling: Telling) -> list[str]:
    """每组多少人, after 东方红镇搞了几个党小组: a name that is no term says what the talk is about as well."""
    words = telling(before)
    return [f"{' '.join(words)} {core}"] if words else []


def is_marked(reading: Reading) -> bool:
    """Whether a question says by itself that it goes on from the one before: 那……, 要是……, ……呢."""
    return bool(_MARKER.search(reading.query))


def _leans(reading: Reading) -> bool:
    bare = len(reading.query) <= _SHORT and not reading.subjects
    return bare or is_marked(reading)


def _with_new_subject(own: Reading, core: str, before: Reading, about: Reading, reader: Reader) -> list[str]:
    """那组长呢: the old question, asked about something else."""
    if own.aspects - {"definition"} or len(_beside_terms(own, core)) >= _SAYS:
        old = before.subjects | about.subjects
        asks_anew = not _PRONOUN.match(core) and any(
            reader.lexicon.confusables(subject) & old for subject in own.subjects - old
        )
        return [core] if asks_anew else [core, *_with_old_subject(core, before, about)]
    new = next(m.term.name for m in own.mentions if m.term.id in own.subjects)
    completed = []
    for reading in (before, about):
        for mention in reading.mentions:
            if mention.term.id in reading.subjects:
                completed.append(_replaced(reading, mention.term.name, new))
    return list(dict.fromkeys((*completed, core)))


def _beside_terms(own: Reading, core: str) -> str:
    """What a follow-up says beside the terms that it names."""
    for mention in own.mentions:
        core = core.replace(own.query[mention.start : mention.end], "")
    return _PRONOUN.sub("", core).strip()


def _replaced(reading: Reading, old: str, new: str) -> str:
    return reading.canonical.replace(normalise(old), normalise(new))


def _with_old_subject(core: str, before: Reading, about: Reading) -> list[str]:
    """要是不在呢: the new question, about the old thing."""
    completed = []
    for reading in (before, about):
        names = [m.term.name for m in reading.mentions if m.term.id in reading.subjects]
        if names:
            completed += [*(f"{name} {core}" for name in names), f"{' '.join(dict.fromkeys(names))} {core}"]
    return list(dict.fromkeys(completed))
