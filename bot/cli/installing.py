"""``zuwu migrate`` and ``zuwu doctor``: the installation."""

import asyncio

import click

from bot.cli.common import clear_errors, require_data_folder, settings_or_fail


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


@click.command(help="体检：设置、数据文件夹、数据库、知识、Telegram，逐项报告正常或怎么修。")
@click.option("--alive", is_flag=True, help="只看正在运行的机器人最近有没有心跳（供容器健康检查用）。")
def doctor(alive: bool) -> None:
    """Is this installation well? Ends with 1 where something is not."""
    from bot.doctor import examine, is_alive

    settings = settings_or_fail()
    if alive:
        raise SystemExit(0 if is_alive(settings) else 1)
    from bot.logs import set_up_logs

    # The findings say what is wrong; what the libraries say of it is for those who ask for it.
    set_up_logs("DEBUG" if settings.log_level == "DEBUG" else "ERROR", settings.log_format)
    findings = asyncio.run(examine(settings))
    for finding in findings:
        click.echo(f"{'✓' if finding.well else '✗'} {finding.what}：{finding.text}")
    raise SystemExit(0 if all(finding.well for finding in findings) else 1)
