"""Takes out of a virtual environment what the program never loads: ``python tools/prune.py``, run by its interpreter.

The one place where it is written what that is; ``make run`` and the Dockerfile run it after installing. A test holds
that all of the program still works without (tests/test_pruning.py).
"""

import shutil
import sys
import sysconfig
from pathlib import Path

UNUSED = (
    # jieba cuts with its dictionary alone: neither its neural network, nor parts of speech, nor keywords.
    "jieba/lac_small",
    "jieba/posseg",
    "jieba/analyse",
    # The tests of libraries, and what they offer to other people's tests.
    "alembic/testing",
    "certifi/tests",
    "greenlet/tests",
    "icalendar/tests",
    "sqlalchemy/testing",
    # What others are compiled against.
    "lxml/includes",
)
"""Folders below site-packages."""


def prune(site_packages: Path) -> int:
    """Delete what is not used, as far as it is there. Returns how many bytes went."""
    freed = 0
    for name in UNUSED:
        folder = site_packages / name
        if folder.is_dir() and not folder.is_symlink():
            freed += sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_dir())
            shutil.rmtree(folder)
    return freed


def main() -> None:
    """Prune the environment of this interpreter."""
    if sys.prefix == sys.base_prefix:
        sys.exit("这不是虚拟环境，没有动。 / Not a virtual environment: nothing was touched.")
    places = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    freed = sum(prune(Path(place)) for place in sorted(places))
    if freed:
        sys.stdout.write(f"去掉了用不到的部分：{freed / 1e6:.1f} MB\n")


if __name__ == "__main__":
    main()
