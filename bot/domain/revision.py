"""The history of the knowledge: numbered revisions that never change, and what was taken from the package and the
folder on the way."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from knowledge.merging import Conflict

Manifest = Mapping[str, str]
"""The files of a base: name (``faq/x.yaml``) to the digest of its bytes."""


class Origin(StrEnum):
    """Where a revision comes from."""

    PACKAGE = "package"
    """The base that is installed with the program, or a new version of it merged."""
    DISK = "disk"
    """The folder of ``ZUWU_KNOWLEDGE_DIR``."""
    CHAT = "chat"
    """An admin, from the chat."""
    ROLLBACK = "rollback"
    """An admin went back to an earlier revision."""


@dataclass(frozen=True, slots=True)
class Revision:
    """One state of the whole base. The one with the highest number is live; none is ever changed."""

    number: int
    """1, 2, 3…: each is the number before it plus one."""
    origin: Origin
    author_id: int | None
    """The admin who published it; None where the program itself did."""
    author_name: str
    at: datetime
    why: str
    """A line for the history: what the author wrote, or what was done."""
    fingerprint: str
    """``KnowledgeBase.revision`` of its content: equal content has an equal one."""
    files: Manifest
    restores: int | None = None
    """Of a rollback, the number whose content is live again."""
    conflicts: tuple[Conflict, ...] = ()
    """Of a merge: what was changed on both sides, and kept as it was."""
    consented_by: int | None = None
    """The second admin, where two had to agree."""


@dataclass(frozen=True, slots=True)
class Intake:
    """Content of the package or the folder that was looked at: taken into a revision, or refused."""

    origin: Origin
    files: Manifest
    taken: bool
    at: datetime

    @property
    def fingerprint(self) -> str:
        """A hash of the content: equal files have an equal one."""
        return fingerprint_of(self.files)


def digest_of(content: bytes) -> str:
    """The digest under which the content of a file is kept: SHA-256, hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def manifest_of(files: Mapping[str, bytes]) -> dict[str, str]:
    """The manifest of files."""
    return {name: digest_of(content) for name, content in files.items()}


def fingerprint_of(files: Manifest) -> str:
    """A hash of a manifest, 16 hexadecimal digits; the order of the files is of no matter."""
    lines = "\n".join(f"{name} {digest}" for name, digest in sorted(files.items()))
    return hashlib.sha256(lines.encode()).hexdigest()[:16]
