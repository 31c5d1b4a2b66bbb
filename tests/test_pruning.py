"""What is taken out of the installation is never missed."""

import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.process.program import environment
from tools.prune import UNUSED, prune
from tools.size import parts

ROOT = Path(__file__).parents[1]
SITE_PACKAGES = Path(sysconfig.get_path("purelib"))

WITHOUT = """
import asyncio, importlib, pkgutil, sys, warnings
sys.path[:] = [{root!r}, {pruned!r}, *[path for path in sys.path if "site-packages" not in path and path]]
warnings.simplefilter("ignore")

import sqlalchemy, jieba
assert all(module.__file__.startswith({pruned!r}) for module in (sqlalchemy, jieba))
for name in {unused!r}:
    try:
        importlib.import_module(name.replace("/", "."))
    except ModuleNotFoundError:
        continue
    sys.exit(f"{{name}} is still there")

import bot, intents, knowledge
count = 0
for package in (bot, intents, knowledge):
    for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if not found.name.endswith(("__main__", "migrations.env")):
            importlib.import_module(found.name)
            count += 1
assert count > 200, count

from bot.domain.clock import SystemClock
from bot.bootstrap import open_parts
from bot.settings import load_settings

async def start():
    async with open_parts(load_settings(), SystemClock()) as parts:
        assert parts.knowledge.number >= 1
asyncio.run(start())

from bot.cli import main
main(["ask", "党小组会多久开一次"])
"""


def _without_the_unused(target: Path) -> None:
    """Everything of this environment but what is pruned, by links."""
    whole = {Path(name).parts[0] for name in UNUSED}
    for path in SITE_PACKAGES.iterdir():
        if path.name not in whole:
            (target / path.name).symlink_to(path)
            continue
        (target / path.name).mkdir()
        for child in path.iterdir():
            if f"{path.name}/{child.name}" not in UNUSED:
                (target / path.name / child.name).symlink_to(child)


def test_the_program_works_without_what_is_pruned(tmp_path: Path) -> None:
    """Every module loads, the database is made, the knowledge is published, and a question is answered."""
    pruned = tmp_path / "site-packages"
    pruned.mkdir()
    _without_the_unused(pruned)
    code = WITHOUT.format(root=str(ROOT), pruned=str(pruned), unused=UNUSED)
    done = subprocess.run(
        [sys.executable, "-S", "-B", "-c", code], cwd=tmp_path, env=environment(tmp_path), capture_output=True,
        encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "依据：" in done.stdout


def test_only_what_is_named_is_pruned(tmp_path: Path) -> None:
    """With all that is in it, once; links are left alone, for they lead to something else."""
    for name in ("jieba/lac_small/model/x.bin", "jieba/__init__.py", "jieba/finalseg/prob.py", "elsewhere/tests/a.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x" * 10)
    (tmp_path / "sqlalchemy").mkdir()
    (tmp_path / "sqlalchemy" / "testing").symlink_to(tmp_path / "elsewhere")

    assert (prune(tmp_path), prune(tmp_path)) == (10, 0)

    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if not path.is_dir()) == [
        "elsewhere/tests/a.py", "jieba/__init__.py", "jieba/finalseg/prob.py",
    ]  # fmt: skip
    assert (tmp_path / "sqlalchemy" / "testing").is_symlink()


def test_sizes_leave_out_the_tools_of_installing(tmp_path: Path) -> None:
    """Bytecode is counted, and counted by itself, too."""
    for name, size in {
        "pip/a.py": 5, "setuptools/b.py": 7, "pip-23.dist-info/RECORD": 9, "pipes_like/a.py": 1,
        "lib/a.py": 10, "lib/__pycache__/a.cpython-311.pyc": 20, "six.py": 3, "__pycache__/six.pyc": 4,
    }.items():  # fmt: skip
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x" * size)

    every, bytecode = parts(tmp_path)

    assert dict(every) == {"pipes_like": 1, "lib": 30, "six.py": 3, "__pycache__": 4}
    assert dict(bytecode) == {"lib": 20, "__pycache__": 4}


@pytest.mark.parametrize("name", UNUSED)
def test_what_is_pruned_is_part_of_a_package(name: str) -> None:
    """Never a whole one, nor anything outside."""
    assert len(Path(name).parts) == 2
    assert ".." not in name
    assert (SITE_PACKAGES / Path(name).parts[0] / "__init__.py").exists()
