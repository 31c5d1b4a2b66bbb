"""The only file access: a folder of YAML files to a knowledge base, or to the issues that prevent it.

A folder holds ``documents.yaml`` and ``faq/*.yaml``; the other files are optional.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from knowledge.issues import Code, Issue, KnowledgeError, has_errors
from knowledge.marked import MAX_BYTES
from knowledge.models import KnowledgeBase
from knowledge.source import Source, read_source
from knowledge.validator import validate

OPTIONAL_FILES = (
    "boundaries.yaml",
    "terms.yaml",
    "obligations.yaml",
    "where-to-look.yaml",
    "guides.yaml",
    "topics.yaml",
)


def packaged_folder() -> Path:
    """The folder of the knowledge that is installed with the program."""
    return Path(str(resources.files("knowledge"))) / "data"


@dataclass(frozen=True)
class Loaded:
    """What came of loading: the base (none where there are errors) and every issue."""

    base: KnowledgeBase | None
    issues: list[Issue]
    source: Source

    def require(self) -> KnowledgeBase:
        """The base; raises :class:`KnowledgeError` with all issues where there is none."""
        if self.base is None:
            raise KnowledgeError([issue for issue in self.issues if has_errors([issue])])
        return self.base


def load_folder(folder: Path) -> Loaded:
    """Load and validate a folder."""
    files, issues = read_folder(folder)
    return load_files(files, issues)


def load_files(files: Mapping[str, bytes], issues: list[Issue] | None = None) -> Loaded:
    """Load and validate files by name (``documents.yaml``, ``faq/x.yaml``), wherever they come from."""
    source = read_source(files)
    found = sorted({*(issues or []), *source.issues, *validate(source)})
    base = None if has_errors(found) else source.to_base()
    return Loaded(base, found, source)


def read_folder(folder: Path) -> tuple[dict[str, bytes], list[Issue]]:
    """The bytes of every file of a knowledge folder, and the issues of those that cannot be read."""
    files: dict[str, bytes] = {}
    issues: list[Issue] = []
    if not folder.is_dir():
        issues.append(Issue(str(folder), 0, Code.MISSING_FILE, "没有这个知识文件夹。"))
        return files, issues
    names = ["documents.yaml", *OPTIONAL_FILES]
    names += sorted(f"faq/{path.name}" for path in (folder / "faq").glob("*.y*ml"))
    for name in names:
        path = folder / name
        if name in OPTIONAL_FILES and not path.exists():
            continue
        if not path.exists():
            issues.append(Issue(name, 0, Code.MISSING_FILE, f"缺少 {name}。"))
            continue
        content = _read(path, name, issues)
        if content is not None:
            files[name] = content
    return files, issues


def _read(path: Path, name: str, issues: list[Issue]) -> bytes | None:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        issues.append(Issue(name, 0, Code.UNREADABLE, f"读不出来：{error.strerror or error}。"))
        return None
