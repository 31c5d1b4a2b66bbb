"""What the gate says of the changes that wait: examined once for the report and the button, with what they do to the
questions that they are to settle, and with the advice that is about them and not about what is live anyway."""

from collections import Counter, OrderedDict
from collections.abc import Iterable
from dataclasses import replace

from bot.domain.revision import fingerprint_of
from bot.services.care.changes import Change
from bot.services.care.gate import Examination, Files
from bot.services.care.library import Library
from bot.services.knowledge import LiveKnowledge
from bot.services.ports import Stores
from intents.trial import Asked, moved
from knowledge.issues import Code, Issue, has_errors

MOST_EXAMINED = 2
"""Examinations that are kept, so that what was examined for the report is not examined again for the button."""

_Advice = tuple[str, Code, str]
"""A warning without its line: the file, the kind, the sentence."""


class Examiner:
    """Puts changes through the gate."""

    def __init__(self, stores: Stores, library: Library, knowledge: LiveKnowledge) -> None:
        self._stores = stores
        self._library = library
        self._knowledge = knowledge
        self._examined: OrderedDict[tuple[int, str], Examination] = OrderedDict()
        self._advice: tuple[int, Counter[_Advice]] = (0, Counter())
        """The warnings about a revision, by its number."""

    async def examine(self, change: Change, files: Files) -> Examination:
        """What the gate says of a change as one of what is live; takes seconds where it was not examined before."""
        await self._library.catch_up()  # it is compared with what is live here
        key = (await self._stores.revisions.latest_number(), fingerprint_of(change.files))
        if key not in self._examined:
            self._examined[key] = await self._library.examine(files)
            while len(self._examined) > MOST_EXAMINED:
                self._examined.popitem(last=False)
        return await self._with_settled(self._examined[key], change)

    async def warnings(self, examined: Examination) -> tuple[Issue, ...]:
        """The warnings about what was examined that are not about the live base as well, wherever their lines are."""
        found = _warnings(examined.issues)
        if not found:
            return ()
        left = Counter(await self._of_live())
        fresh = []
        for issue in found:
            left[_advice(issue)] -= 1
            if left[_advice(issue)] < 0:
                fresh.append(issue)
        return tuple(fresh)

    def published(self, number: int, examined: Examination) -> None:
        """That became a revision: its advice is known, and what was examined is of another base."""
        self._examined.clear()
        self._advice = (number, Counter(map(_advice, _warnings(examined.issues))))

    async def _of_live(self) -> Counter[_Advice]:
        number, files = await self._library.snapshot()
        if self._advice[0] != number:
            examined = await self._library.examine(files)
            self._advice = (number, Counter(map(_advice, _warnings(examined.issues))))
        return self._advice[1]

    async def _with_settled(self, examined: Examination, change: Change) -> Examination:
        """With the missed questions among those that were tried: what is attached shows what it does."""
        if examined.understanding is None or not change.settles:
            return examined
        asked = [Asked((text,), target_id) for text, target_id in change.settles.items()]
        before = self._knowledge.now.understanding
        turned = await self._library.beside(moved, before, examined.understanding, asked)
        known = {each.question for each in turned}
        every = [*turned, *(each for each in examined.moved if each.question not in known)]
        return replace(examined, moved=tuple(sorted(every, key=lambda each: (not each.worse, not each.better))))


def _warnings(issues: Iterable[Issue]) -> list[Issue]:
    return [issue for issue in issues if not has_errors([issue])]


def _advice(issue: Issue) -> _Advice:
    return issue.file, issue.code, issue.text
