"""``zuwu backup`` and ``zuwu restore``: everything out of the database and back in."""

import asyncio
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from bot.cli.common import clear_errors, fail, require_data_folder, settings_or_fail
from bot.cli.output import forget

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.storage.backup.file import Contents

_STREAM = Path("-")
_PIECE = 2**20


@click.command(help="备份：整个数据库写成一个文件，机器人不用停。不写 FILE 就按时间起名；写 - 就输出到标准输出。")
@click.argument("file", required=False, type=click.Path(path_type=Path, allow_dash=True))
def backup(file: Path | None) -> None:
    """Write everything that the database holds into a file."""
    settings = settings_or_fail()
    require_data_folder(settings)
    with clear_errors(), _clear_backup_errors():
        path, contents = _back_up(settings, file or Path())
    place = "标准输出" if path == _STREAM else str(path)
    click.echo(f"备份好了：{place}，{_said(contents)}。", err=path == _STREAM)


@click.command(
    help="恢复：把备份放回数据库，SQLite 和 PostgreSQL 通用；数据库里要什么都没有。FILE 写 - 就从标准输入读。"
)
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--check", "only_check", is_flag=True, help="只检查这个文件，列出每张表的行数和校验和，不动数据库。")
@click.option("--replace", is_flag=True, help="数据库里现有的全部换掉；会先问一句。")
@click.option("--yes", is_flag=True, help="不问，直接换掉。")
def restore(file: Path, only_check: bool, replace: bool, yes: bool) -> None:
    """Put everything that a backup holds into the database."""
    settings = settings_or_fail()
    with _clear_backup_errors(), _opened(file) as opened:
        if only_check:
            _check(opened)
            return
        require_data_folder(settings)
        with clear_errors():
            contents = asyncio.run(_restore(settings, opened, replace=replace, may_ask=file != _STREAM, yes=yes))
    click.echo(f"恢复好了：{_said(contents)}。读回来核对过，和备份一样。")


def _back_up(settings: "Settings", file: Path) -> "tuple[Path, Contents]":
    """Returns also the file; a folder gets one named by the hour."""
    from bot.domain.clock import SystemClock

    now = SystemClock().now()
    path = file / f"zuwu-backup-{now:%Y%m%dT%H%M%SZ}.jsonl.gz" if file.is_dir() else file
    return path, asyncio.run(_take(settings, path, now.isoformat(timespec="seconds")))


async def _take(settings: "Settings", path: Path, made_at: str) -> "Contents":
    from bot.storage.backup.taking import back_up, back_up_to
    from bot.storage.engine import create_engine

    program = version("zuwu")
    engine = create_engine(settings.database)
    try:
        if path == _STREAM:
            with _forgotten_where_it_fails(sys.stdout.buffer) as out:
                return await back_up_to(engine, out, program=program, made_at=made_at, named="标准输出")
        return await back_up(engine, path, program=program, made_at=made_at)
    finally:
        await engine.dispose()


async def _restore(settings: "Settings", file: IO[bytes], *, replace: bool, may_ask: bool, yes: bool) -> "Contents":
    from bot.storage.backup.errors import OccupiedError
    from bot.storage.backup.file import check
    from bot.storage.backup.restoring import holdings, restore, say_holdings
    from bot.storage.engine import create_engine

    engine = create_engine(settings.database)
    try:
        if replace and not yes:
            check(file)  # nobody need decide about a file that will not do
            held = await holdings(engine)
            if held:
                _confirm(f"数据库里现有的会全部换掉：{say_holdings(held)}。机器人（每个副本）都停了吗？换掉？", may_ask)
        try:
            return await restore(engine, file, replace=replace)
        except OccupiedError as error:
            fail(f"{error}要用备份换掉它们：停下机器人，加上 --replace。")
    finally:
        await engine.dispose()


def _confirm(question: str, may_ask: bool) -> None:
    """Go on only when somebody says so."""
    if not may_ask:
        fail("备份从标准输入来，没法问你要不要换掉：确定的话加上 --yes。")
    try:
        said = click.confirm(question, err=True)
    except click.Abort:
        said = False
    if not said:
        fail("没有确认，没有动数据库。")


def _check(file: IO[bytes]) -> None:
    from bot.storage.backup.file import check

    contents = check(file)
    for name, count in sorted(contents.counts.items()):
        click.echo(f"{name} {count.rows} {count.sha256}")
    click.echo(f"备份完好：{contents.head.made_at} 做的，{_said(contents)}。", err=True)


@contextmanager
def _opened(file: Path) -> Iterator[IO[bytes]]:
    """The file, or what comes from standard input, which has to be read twice."""
    from bot.storage.backup.errors import BackupError
    from bot.storage.backup.placing import clear_writing

    if file != _STREAM:
        try:
            opened: IO[bytes] = file.open("rb")
        except OSError as error:
            raise BackupError(f"打不开 {file}：{error.strerror or error}。") from error
        with opened:
            yield opened
        return
    with tempfile.TemporaryFile() as kept:
        with clear_writing("临时文件夹"):
            while piece := sys.stdin.buffer.read(_PIECE):
                kept.write(piece)
            kept.flush()
        yield kept


@contextmanager
def _forgotten_where_it_fails(stream: IO[bytes]) -> Iterator[IO[bytes]]:
    """What could not be written to standard output is not tried again at the end of the program, with a traceback."""
    try:
        yield stream
    except BaseException:
        forget(stream)
        raise


@contextmanager
def _clear_backup_errors() -> Iterator[None]:
    """What is wrong with a backup ends the program with its sentence."""
    from bot.storage.backup.errors import BackupError

    try:
        yield
    except BackupError as error:
        fail(str(error))


def _said(contents: "Contents") -> str:
    return f"{len(contents.counts)} 张表，{contents.rows} 行，结构版本 {contents.head.schema}"
