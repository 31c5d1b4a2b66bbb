from pathlib import Path

import pytest

from benchmarks.corpus import Task, read_task
from tests.benchmarks.samples import write_library


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """The folder of the small task."""
    return write_library(tmp_path / "library")


@pytest.fixture
def task(library: Path) -> Task:
    """The small task."""
    return read_task(library)
