"""What an understanding takes: in Python's own books, and of the machine, in a process of its own."""

import gc
import os
import pickle
import subprocess
import sys
import tempfile
import tracemalloc
from pathlib import Path

from intents.understanding import Understanding
from knowledge.models import KnowledgeBase

_ROOT = Path(__file__).parents[1]
_STATM = Path("/proc/self/statm")
"""Linux: pages of memory, the second number those that are resident."""


def traced_bytes(base: KnowledgeBase) -> int:
    """What Python allocates for the understanding of a base and keeps, without the base. Libraries that allocate for
    themselves are not in it."""
    gc.collect()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        understanding = Understanding(base, remembered=0)
        gc.collect()
        after, _ = tracemalloc.get_traced_memory()
        del understanding
    finally:
        tracemalloc.stop()
    return after - before


def resident_bytes(base: KnowledgeBase) -> int | None:
    """By how much the resident memory of a fresh process grows that builds the understanding of a base, with what the
    building left behind. None on systems other than Linux."""
    if not _STATM.exists():
        return None
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "base.pickle"
        file.write_bytes(pickle.dumps(base))
        path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
        command = [sys.executable, "-W", "ignore", "-m", "benchmarks.memory", str(file)]
        done = subprocess.run(  # noqa: S603 - our own module
            command, env=os.environ | {"PYTHONPATH": path}, capture_output=True, check=True, encoding="utf-8"
        )
    return int(done.stdout)


def _resident() -> int:
    gc.collect()
    return int(_STATM.read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def main() -> None:
    """Print by how many bytes this process grows with the understanding of the base in a file."""
    base = pickle.loads(Path(sys.argv[1]).read_bytes())  # noqa: S301 - written just now by resident_bytes
    before = _resident()
    understanding = Understanding(base, remembered=0)
    grown = _resident() - before
    sys.stdout.write(f"{grown if understanding else 0}\n")


if __name__ == "__main__":
    main()
