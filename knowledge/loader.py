"""The only file access: a folder of YAML files to a knowledge base, or to the issues that prevent it.

A folder holds ``documents.yaml`` and ``faq/*.yaml``; the other files are optional.
"""

import errno
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from knowledge.issues import Code, Issue, KnowledgeError, has_errors, limited
from knowledge.marked import MAX_BYTES
from knowledge.models import KnowledgeBase
from knowledge.naming import OPTIONAL_FILES, is_left_behind, is_yaml, strange_names, wrong_endings
from knowledge.source import Source, read_source
from knowledge.validator import validate

_REASONS = {
    errno.EACCES: "没有读取的权限",
    errno.EPERM: "没有读取的权限",
    errno.ELOOP: "符号链接绕成了圈",
    errno.ENAMETOOLONG: "名字太长",
    errno.EISDIR: "是一个文件夹",
    errno.ENOTDIR: "不是文件夹",
    errno.EIO: "磁盘读写出错",
}


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
    """Load and validate files by name (``documents.yaml``, ``faq/x.yaml``), wherever they come from. ``issues``
    are those of the files that could not be had."""
    missing = [*(issues or []), *strange_names(files)]
    if "documents.yaml" not in files and not has_errors(missing):
        missing.append(_missing("documents.yaml"))
    source = read_source(files)
    source.unread.update(issue.file for issue in missing)
    found = {*missing, *source.issues, *validate(source)}
    base = None if has_errors(found) else source.to_base()
    return Loaded(base, limited(found), source)


def read_folder(folder: Path) -> tuple[dict[str, bytes], list[Issue]]:
    """The bytes of every file of a knowledge folder, and the issues of those that cannot be read."""
    files: dict[str, bytes] = {}
    issues: list[Issue] = []
    if not os.path.isdir(folder):  # noqa: PTH112 - Path.is_dir raises for names that are too long
        return files, [Issue(str(folder), 0, Code.MISSING_FILE, "没有这个知识文件夹。")]
    for name in ("documents.yaml", *OPTIONAL_FILES, *_faq_names(folder, issues)):
        content = _read(folder / name, name, issues)
        if content is not None:
            files[name] = content
    names = _names_in(folder)
    issues += [*strange_names(filter(is_yaml, names)), *wrong_endings("", names)]
    return files, issues


def _names_in(folder: Path) -> list[str]:
    try:
        return sorted(path.name for path in folder.iterdir())
    except OSError:
        return []


def _missing(name: str) -> Issue:
    return Issue(name, 0, Code.MISSING_FILE, f"缺少 {name}。")


def _faq_names(folder: Path, issues: list[Issue]) -> list[str]:
    """The FAQ files by name, without the hidden ones that editors and file systems leave behind."""
    try:
        names = [path.name for path in (folder / "faq").iterdir()]
    except FileNotFoundError:
        return []
    except OSError as error:
        issues.append(_unreadable("faq", error))
        return []
    issues += wrong_endings("faq/", names)
    return sorted(f"faq/{name}" for name in names if name.endswith((".yaml", ".yml")) and not is_left_behind(name))


def _read(path: Path, name: str, issues: list[Issue]) -> bytes | None:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            issues.append(Issue(name, 0, Code.UNREADABLE, "不是普通文件。"))
            return None
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        if name not in OPTIONAL_FILES:
            issues.append(_missing(name))
    except OSError as error:
        issues.append(_unreadable(name, error))
    return None


def _unreadable(name: str, error: OSError) -> Issue:
    reason = _REASONS.get(error.errno or 0, f"系统不让读（错误 {error.errno}）")
    return Issue(name, 0, Code.UNREADABLE, f"读不出来：{reason}。")
