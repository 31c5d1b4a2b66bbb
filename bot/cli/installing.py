"""``zuwu migrate`` and ``zuwu doctor``: the installation."""

import asyncio
import json
from typing import TYPE_CHECKING

import click

from bot.cli.common import clear_errors, require_data_folder, settings_or_fail

if TYPE_CHECKING:
    from bot.doctor import Finding


@click.command(help="把数据库升级到这个版本要求的结构（启动时也会自动做）。")
def migrate() -> None:
    """Bring the database up to date."""
    settings = settings_or_fail()
    require_data_folder(settings)
    with clear_errors():
        click.echo(f"数据库结构版本：{asyncio.run(_migrate(settings.database))}")


async def _migrate(url: str) -> str | None:
    from bot.storage.engine import create_engine
    from bot.storage.migrate import current, upgrade

    engine = create_engine(url)
    try:
        await upgrade(engine)
        return await current(engine)
    finally:
        await engine.dispose()


@click.command(help="体检：设置、机器、数据库、知识、Telegram，逐项报告正常或怎么修。")
@click.option("--alive", is_flag=True, help="只看正在运行的机器人最近有没有心跳（供容器健康检查用）。")
@click.option("--json", "as_json", is_flag=True, help="写成 JSON。")
def doctor(alive: bool, as_json: bool) -> None:
    """Is this installation well? Ends with 1 where something is not."""
    findings = [_examine_life()] if alive else _examine()
    well = all(finding.well for finding in findings)
    if as_json:
        listed = [{"what": each.what, "well": each.well, "text": each.text} for each in findings]
        click.echo(json.dumps({"well": well, "findings": listed}, ensure_ascii=False, indent=2))
    elif not alive:  # the exit code is all that who asks for it wants
        for finding in findings:
            click.echo(f"{'✓' if finding.well else '✗'} {finding.what}：{finding.text}")
    raise SystemExit(0 if well else 1)


def _examine_life() -> "Finding":
    from bot.doctor import examine_life

    return examine_life(settings_or_fail())


def _examine() -> "list[Finding]":
    from bot.doctor import examine, examine_without_settings
    from bot.logs import set_up_logs
    from bot.settings import SettingsError, load_settings

    try:
        settings = load_settings()
    except SettingsError as error:
        return examine_without_settings(str(error))
    # The findings say what is wrong; what the libraries say of it is for those who ask for it.
    level = "DEBUG" if settings.log_level == "DEBUG" else "ERROR"
    set_up_logs(level, settings.log_format, settings.token.get_secret_value())
    return asyncio.run(examine(settings))
