"""What the source must not do, found by walking over it. Each walk fails where it finds no files, and each has an
example that it must find."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.safety.walking import ROOT, calls, files, imports, name_of, parsed, texts

MARKUP = "bot/views/markup.py"
_TAG = re.compile(r"</?(?:a|b|i|u|s|code|pre|tg-spoiler|blockquote)(?:[ >]|$)|&(?:lt|gt|amp|quot);")
_FORBIDDEN_MODULES = {"pickle", "cPickle", "shelve", "marshal", "dill", "subprocess", "pty", "commands"}
_FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "os.execv", "os.spawnv"}
_SQL_CALLS = ("text", "sa.text", "exec_driver_sql", "literal_column")
_SAFE_LOADERS = ("yaml.SafeLoader", "yaml.CSafeLoader", "CSafeLoader", "SafeLoader", "_LOADER", "_Loader", "_Strict")


def _builds_tags(tree: ast.Module) -> bool:
    return any(_TAG.search(text) for text in texts(tree)) or "html" in set(imports(tree))


def _runs_text(tree: ast.Module) -> Iterator[str]:
    """What makes code or programs out of data."""
    yield from _FORBIDDEN_MODULES & set(imports(tree))
    yield from (name for name, _ in calls(tree) if name in _FORBIDDEN_CALLS)


def _sql_from_text(tree: ast.Module) -> Iterator[str]:
    """SQL that is put together from anything but constants and names of our own tables."""
    for name, call in calls(tree):
        if name not in _SQL_CALLS and not name.endswith(tuple(f".{each}" for each in _SQL_CALLS)):
            continue
        if call.args and not _is_ours(call.args[0]):
            yield ast.unparse(call)


def _is_ours(node: ast.expr) -> bool:
    if isinstance(node, ast.JoinedStr):
        values = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
        return all(_is_name_of_table(value) for value in values)
    return isinstance(node, ast.Constant) or (isinstance(node, ast.Name) and node.id in {"where"})


def _is_name_of_table(node: ast.expr) -> bool:
    """``meetings.name`` of a table, and constants of a module, which are written in capitals."""
    if isinstance(node, ast.Attribute):
        return node.attr == "name" and isinstance(node.value, ast.Name)
    return isinstance(node, ast.Name) and node.id.isupper()


def _unsafe_yaml(tree: ast.Module) -> Iterator[str]:
    """YAML that is read by a loader which may make objects."""
    for name, call in calls(tree):
        if name in {"yaml.unsafe_load", "yaml.full_load", "yaml.unsafe_load_all", "yaml.full_load_all"}:
            yield name
        if name in {"yaml.load", "yaml.load_all", "yaml.parse", "yaml.compose", "yaml.scan"}:
            loaders = [ast.unparse(word.value) for word in call.keywords if word.arg == "Loader"]
            if loaders != [each for each in loaders if each in _SAFE_LOADERS] or not loaders:
                yield ast.unparse(call)


def test_markup_is_built_in_one_place() -> None:
    """No other place writes tags or escapes: whatever it is given is shown as it is."""
    found = [path for path in files("bot", least=200) if "bot/console" not in name_of(path)]
    assert [name_of(path) for path in found if _builds_tags(parsed(path))] == [MARKUP]


def test_nothing_makes_code_or_programs_out_of_data() -> None:
    """No eval, no pickle, no other program."""
    found = {name_of(path): list(_runs_text(parsed(path))) for path in files(least=300)}
    assert {name: what for name, what in found.items() if what} == {}


def test_no_sql_is_put_together_from_text() -> None:
    """Values travel as parameters; only names of our own tables stand in a text, which nobody outside chooses.
    bot/storage/local.py hands on what SQLAlchemy compiled."""
    found = {name_of(path): list(_sql_from_text(parsed(path))) for path in files("bot/storage", least=50)}
    handed_on = {name: what for name, what in found.items() if what}
    handed_on.pop("bot/storage/local.py", None)
    migrations = {name: what for name, what in handed_on.items() if "/migrations/" in name}
    assert {name: what for name, what in handed_on.items() if name not in migrations} == {}
    assert all("{" not in each for what in migrations.values() for each in what)


def test_sql_is_written_in_the_storage_only() -> None:
    """Nothing else knows the database, but for ``zuwu doctor``, which asks constants."""
    outside = [path for path in files("bot", least=200) if not name_of(path).startswith("bot/storage/")]
    assert [name_of(path) for path in outside if list(_sql_from_text(parsed(path)))] == ["bot/examining/database.py"]
    examining = (ROOT / "bot/examining/database.py").read_text(encoding="utf-8")
    assert 'question = "SELECT sqlite_version()" if is_sqlite else "SHOW server_version"' in examining


def test_yaml_is_read_by_the_safe_loader_only() -> None:
    """No tag makes an object."""
    found = {name_of(path): list(_unsafe_yaml(parsed(path))) for path in files(least=300)}
    assert {name: what for name, what in found.items() if what} == {}


@pytest.mark.parametrize("loader", ["intents/resources.py", "intents/hearing/sounds.py", "knowledge/cutting.py"])
def test_the_loaders_by_their_own_names_are_safe_ones(loader: str) -> None:
    """A name is no proof."""
    source = next(path for path in files(least=300) if name_of(path) == loader).read_text(encoding="utf-8")
    assert 'getattr(yaml, "CSafeLoader", yaml.SafeLoader)' in source


def test_no_file_is_written_under_a_name_that_was_sent() -> None:
    """A file that somebody sends stays in memory: nothing downloads it to a place."""
    found = [
        (name_of(path), name)
        for path in files("bot", least=200)
        for name, _ in calls(parsed(path))
        if name.endswith("download_to_drive") or name in {"shutil.unpack_archive", "tarfile.open"}
    ]
    assert found == []


@pytest.mark.parametrize(
    ("walk", "source"),
    [
        (lambda tree: [_builds_tags(tree)], 'say(f"<b>{name}</b>")'),
        (lambda tree: [_builds_tags(tree)], "from html import escape"),
        (_runs_text, "import subprocess"),
        (_runs_text, "eval(text)"),
        (_sql_from_text, 'connection.execute(text(f"DELETE FROM turns WHERE id = {name}"))'),
        (_sql_from_text, 'connection.exec_driver_sql("DELETE FROM turns WHERE id = " + name)'),
        (_sql_from_text, 'sa.text("DELETE {}".format(name))'),
        (_unsafe_yaml, "yaml.load(text)"),
        (_unsafe_yaml, "yaml.load(text, Loader=yaml.Loader)"),
    ],
)
def test_each_walk_finds_what_it_looks_for(walk: object, source: str) -> None:
    """A walk that finds nothing anywhere would be no proof."""
    assert callable(walk)
    assert any(walk(ast.parse(source)))
