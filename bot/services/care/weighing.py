"""What is to be made of content that comes from outside: what it changes, whether it may, and whom to ask first."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from bot.domain.errors import StorageError
from bot.domain.revision import Origin, Revision, digest_of, fingerprint_of, manifest_of
from bot.services.care.gate import Beside, Examination, Files
from bot.services.care.library import Library, contents_of
from bot.services.care.losing import Lost, is_much, losses
from bot.services.knowledge import LiveKnowledge
from bot.services.ports import Stores
from knowledge.blocks import CannotSplitError, section_of, split
from knowledge.diff import parts_of
from knowledge.issues import Issue, KnowledgeError, has_errors
from knowledge.loader import load_files
from knowledge.merging import Conflict, Merged, merge


@dataclass(frozen=True)
class Content:
    """What lies in a place now."""

    origin: Origin
    files: Files
    issues: tuple[Issue, ...] = ()
    """Of the files that could not be read."""

    @property
    def manifest(self) -> dict[str, str]:
        """The files by digest; of one that could not be read, that of the reason."""
        unread = {issue.file: digest_of(str(issue).encode()) for issue in self.issues}
        return unread | manifest_of(self.files)

    @property
    def fingerprint(self) -> str:
        """Equal content has an equal one."""
        return fingerprint_of(self.manifest)


Read = Callable[[], Content]


@dataclass(frozen=True)
class Verdict:
    """What is to be made of content."""

    latest: Revision
    changed: tuple[str, ...] = ()
    """The files that it changes."""
    examined: Examination | None = None
    """None where it changes nothing, or is refused before it gets that far."""
    conflicts: tuple[Conflict, ...] = ()
    errors: tuple[Issue, ...] = ()
    """Why it is refused."""
    lost: tuple[Lost, ...] = ()
    """What the place lost: of what is refused, since it was taken the last time; of what is held, of what is live."""
    held: bool = False
    """Whether so much would go that somebody is to be asked first."""

    @property
    def is_doubtful(self) -> bool:
        """Whether it may be only half written."""
        return bool(self.errors) or self.held


class Scales:
    """Weighs."""

    def __init__(self, stores: Stores, library: Library, live: LiveKnowledge, beside: Beside) -> None:
        self._stores = stores
        self._library = library
        self._live = live
        self._beside = beside

    async def weigh(self, content: Content, *, may_hold: bool) -> Verdict:
        """What is to be made of it. ``may_hold``: whether there is anybody who could be asked."""
        latest = await self._latest()
        here = await self._library.files_of(latest)
        base = await self._base_of(content) or here
        if base != here or content.issues:
            loaded = await self._beside(load_files, content.files, list(content.issues))
            if loaded.base is None:
                return await self._refuse(latest, base, content, loaded.issues)
        try:
            merged = await self._beside(_merged, base, here, content.files)
        except KnowledgeError as error:
            loaded = await self._beside(load_files, content.files)
            # Without errors, it is written in a way that can be read, but not edited.
            return await self._refuse(latest, base, content, error.issues if loaded.base else loaded.issues)
        if merged.files == here and not merged.conflicts:
            return Verdict(latest)
        examined = await self._library.examine(merged.files, thorough=False)
        if examined.errors:
            return await self._refuse(latest, base, content, examined.errors)
        lost: tuple[Lost, ...] = ()
        if may_hold and await self._was_there(content):
            lost = await self._much_lost(here, examined)
        changed = tuple(sorted(name for name in {*here, *merged.files} if here.get(name) != merged.files.get(name)))
        return Verdict(latest, changed, examined, merged.conflicts, lost=lost, held=bool(lost))

    async def merged(self, content: Content) -> tuple[int, Files]:
        """The files of the latest revision with what content changes, and its number. Raises KnowledgeError."""
        latest = await self._latest()
        here = await self._library.files_of(latest)
        base = await self._base_of(content) or here
        return latest.number, (await self._beside(_merged, base, here, content.files)).files

    async def _latest(self) -> Revision:
        latest = await self._stores.revisions.latest()
        if latest is None:
            raise StorageError("The database has no revision of the knowledge.")
        return latest

    async def _base_of(self, content: Content) -> Files | None:
        """The content of a place as it was taken the last time; of a folder from which none was taken yet, that of
        the package: the very one that lies there, else the last."""
        revisions = self._stores.revisions
        last = await revisions.last_intake(content.origin, taken=True)
        if last is None and await revisions.was_taken(Origin.PACKAGE, content.fingerprint):
            return content.files
        last = last or await revisions.last_intake(Origin.PACKAGE, taken=True)
        return await contents_of(self._stores, last) if last else None

    async def _was_there(self, content: Content) -> bool:
        """Whether it is a later content of a folder. A folder is taken whole the first time."""
        known = await self._stores.revisions.last_intake(Origin.DISK, taken=True)
        return content.origin is Origin.DISK and known is not None

    async def _much_lost(self, here: Files, examined: Examination) -> tuple[Lost, ...]:
        """What would go, where it is so much that it may be a file that is half written or was deleted by mistake."""
        if not examined.changes.removed:
            return ()
        lost = await self._beside(losses, here, examined.files)
        return lost if is_much(lost, len(parts_of(self._live.now.base))) else ()

    async def _refuse(self, latest: Revision, base: Files, content: Content, issues: Iterable[Issue]) -> Verdict:
        errors = tuple(issue for issue in issues if has_errors([issue]))
        unread = {issue.file for issue in content.issues}
        lost = await self._beside(losses, base, content.files)
        told = tuple(each for each in lost if each.file not in unread and (each.whole or _is_missed(each, errors)))
        return Verdict(latest, errors=errors, lost=told)


def _is_missed(lost: Lost, errors: tuple[Issue, ...]) -> bool:
    """Whether some error speaks of what is gone."""
    return any(part.id in error.text for part in lost.parts for error in errors)


def _merged(base: Files, here: Files, there: Files) -> Merged:
    """The merge. Raises CannotSplitError for files of ``there`` alone: of what was live before, a file that cannot be
    cut, and was not changed here, is taken whole."""
    wrong = _uncut(there, {name for name, content in there.items() if here.get(name) != content})
    if wrong:
        raise CannotSplitError(wrong)
    if base == here:
        return Merged(there, ())
    sides = dict(base), dict(here), dict(there)
    for name, content in there.items():
        if base.get(name) == here.get(name) != content and _uncut(here, {name}):
            sides[0][name] = sides[1][name] = content
    return merge(*sides)


def _uncut(files: Mapping[str, bytes], names: set[str]) -> list[Issue]:
    """Why files cannot be cut into items."""
    issues: list[Issue] = []
    for name in sorted(names & files.keys()):
        if section_of(name):
            try:
                split(files[name], name)
            except CannotSplitError as error:
                issues += error.issues
    return issues
