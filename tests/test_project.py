"""The project as a whole: its own rules, its documentation, and the wheel that it ships as."""

import ast
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import click
import pytest

from bot.cli import main
from bot.settings import Settings
from knowledge.issues import MEANINGS, Code

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "intents", "knowledge")
NOT_OURS = {"build", "dist", "data", "zuwu.egg-info"}
"""Folders of the root that the program or its tools make; hidden ones are left out anyway."""
CLOCK = ROOT / "bot" / "domain" / "clock.py"
"""The one place that asks what time it is."""
TEMPORARY = {ROOT / "compose.yaml", ROOT / "compose.scale.yaml"}
"""Where /tmp is a folder of a container and not of a machine."""


def _modules(*folders: str) -> list[Path]:
    """Every module in some folders; a check that found none would pass for the wrong reason."""
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    assert len(found) >= len(folders)
    return found


def _texts() -> Iterator[tuple[Path, str]]:
    """Every text file that is ours."""
    for path in sorted(ROOT.rglob("*")):
        first = path.relative_to(ROOT).parts[0]
        shipped = first not in NOT_OURS and (not first.startswith(".") or path.name in {"run", ".env.example"})
        if path.is_file() and shipped and not first.startswith(".git") and "__pycache__" not in path.parts:
            try:
                yield path, path.read_text("utf-8")
            except UnicodeDecodeError:
                continue


def test_nothing_of_ours_asks_the_clock_or_the_dice() -> None:
    """Time and chance are passed in, so that every rule can be tried at every hour."""
    asked = re.compile(r"\bdatetime\.now\(|\butcnow\(|\bdate\.today\(|\btime\.time\(|\brandom\.")
    modules = [path for path in _modules("bot/domain", "bot/services", "intents", "knowledge") if path != CLOCK]
    assert [path for path in modules if asked.search(path.read_text("utf-8"))] == []
    assert asked.search(CLOCK.read_text("utf-8"))


def test_no_file_is_too_long() -> None:
    """400 lines are a wall."""
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in _modules(*PACKAGES)}
    assert {path: length for path, length in lengths.items() if length >= 400} == {}


def test_no_function_is_too_long() -> None:
    """48 lines are a wall."""
    long, seen = [], 0
    for path in _modules(*PACKAGES):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                seen += 1
                if (node.end_lineno or 0) - node.lineno + 1 >= 48:
                    long.append(f"{path}:{node.lineno} {node.name}")
    assert seen > 100
    assert long == []


@pytest.mark.parametrize("code", Code)
def test_every_code_has_a_meaning_and_is_documented(code: Code) -> None:
    """Who reads K302 finds out what it means and what to do about it."""
    assert MEANINGS[code]
    rows = [line for line in (ROOT / "docs/knowledge.md").read_text("utf-8").splitlines() if code.value in line]
    assert any(line.startswith(f"| {code.value} | {MEANINGS[code]}") for line in rows), code


@pytest.mark.parametrize("field", sorted(Settings.model_fields))
@pytest.mark.parametrize("file", ["README.md", ".env.example"])
def test_every_setting_is_documented(file: str, field: str) -> None:
    """What can be set is written down where operators look."""
    assert re.search(rf"\bZUWU_{field.upper()}\b", (ROOT / file).read_text("utf-8"))


@pytest.mark.parametrize("file", ["README.md", ".env.example", "compose.yaml"])
def test_no_setting_is_documented_that_is_none(file: str) -> None:
    """A name that was given up must not stay behind."""
    named = set(re.findall(r"\bZUWU_([A-Z_]+[A-Z])\b", (ROOT / file).read_text("utf-8")))
    assert named - {field.upper() for field in Settings.model_fields} == set()


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_is_documented_and_has_help(name: str) -> None:
    """So are its options."""
    command = main.commands[name]
    readme = (ROOT / "README.md").read_text("utf-8")
    assert re.search(rf"`zuwu {name}\b", readme)
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.opts
            assert any(option in readme for option in parameter.opts), parameter.opts


def _pages() -> list[Path]:
    pages = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
    assert ROOT / "README.md" in pages
    return pages


def _prose(page: Path) -> str:
    """A page without its code."""
    text = re.sub(r"^(```+).*?^\1", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"`[^`\n]*`", "", text)


def _anchors(page: Path) -> set[str]:
    """The anchors that GitHub gives the headings of a page."""
    text = re.sub(r"^(```+).*?^\1", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ +(.+?) *$", text, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_relative_link_resolves() -> None:
    """To a file that is there, and to a heading that it has."""
    broken, seen = [], 0
    for page in _pages():
        for target in re.findall(r"\]\(([^)\s]+)\)", _prose(page)):
            if re.match(r"[a-z]+:", target):
                continue
            seen += 1
            name, _, anchor = target.partition("#")
            file = (page.parent / name).resolve() if name else page
            if not file.exists() or (anchor and anchor not in _anchors(file)):
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert seen > 0
    assert broken == []


def test_no_path_of_a_machine_is_in_any_file() -> None:
    """The project runs anywhere, and speaks of itself alone."""
    machine = re.compile(r"(?<![\w.$}])/(?:work|root|tmp)\b")
    texts = dict(_texts())
    assert ROOT / "pyproject.toml" in texts
    assert ROOT / "bot" / "cli" / "__init__.py" in texts
    checked = {path: text for path, text in texts.items() if path not in {Path(__file__), *TEMPORARY}}
    assert [str(path) for path, text in checked.items() if machine.search(text)] == []


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing in it but what the wheel brings."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for name in PACKAGES:
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, source)
    isolation = ["--no-isolation"] if int(version("setuptools").split(".")[0]) >= 77 else []
    _run("-m", "build", "--wheel", *isolation, "--outdir", str(folder / "dist"), str(source), cwd=folder)
    (wheel,) = (folder / "dist").glob("*.whl")
    target = folder / "target"
    options = ["--no-deps", "--no-index", "--no-compile", "--quiet", "--target", str(target)]
    _run("-m", "pip", "--disable-pip-version-check", "install", *options, str(wheel), cwd=folder)
    return target


def _run(*arguments: str, cwd: Path) -> str:
    """What Python says to this, with nothing of the sources on its path; fails with what it complains about."""
    done = subprocess.run([sys.executable, *arguments], cwd=cwd, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


IN_THE_WHEEL = """
import asyncio, sys, warnings
from pathlib import Path
sys.path[:0] = [{target!r}, {packages!r}]
warnings.simplefilter("ignore")

import bot.cli, intents, knowledge
assert all(Path(module.__file__).is_relative_to({target!r}) for module in (bot.cli, intents, knowledge))

from knowledge.loader import load_folder, packaged_folder
base = load_folder(packaged_folder()).require()
assert packaged_folder().is_relative_to({target!r})

from intents.resources import aspects, fillers, remarks
assert aspects() and remarks() and fillers().strip("请问组长是谁") == "组长是谁"

from bot.storage.engine import create_engine
from bot.storage.migrate import current, head, upgrade
async def migrated():
    engine = create_engine("sqlite:///fresh.db")
    await upgrade(engine)
    at = await current(engine)
    await engine.dispose()
    return at
assert asyncio.run(migrated()) == head()

print(base.revision, len(base.entries))
"""


def test_the_wheel_brings_all_that_the_program_reads(installed: Path, tmp_path: Path) -> None:
    """Knowledge, the words of the matcher and the migrations are in it, the same as in the sources."""
    from knowledge.loader import load_folder, packaged_folder

    code = IN_THE_WHEEL.format(target=str(installed), packages=sysconfig.get_path("purelib"))
    base = load_folder(packaged_folder()).require()
    assert _run("-I", "-S", "-B", "-c", code, cwd=tmp_path).split() == [base.revision, str(len(base.entries))]


def test_the_wheel_brings_nothing_else(installed: Path) -> None:
    """No tests, no secrets, no data of whoever built it."""
    folders = {path.name for path in installed.iterdir() if path.is_dir()} - {"bin"}
    assert {name for name in folders if not name.endswith(".dist-info")} == set(PACKAGES)
    suffixes = {path.suffix for name in PACKAGES for path in (installed / name).rglob("*") if path.is_file()}
    assert suffixes <= {".py", ".yaml", ".jsonl", ".mako", ".typed"}
