"""``zuwu schema``: what editors need to complete the keys of the knowledge files."""

import json
from pathlib import Path

import click

from bot.cli.common import fail


@click.command(help="知识文件的 JSON Schema，给编辑器补全和检查用；--out 写成文件，不写就打印出来。")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="写到哪个文件夹。")
def schema(out: Path | None) -> None:
    """Print the schemas as one object by kind of file, or write a file for each."""
    from knowledge.json_schema import schemas

    made = schemas()
    if out is None:
        click.echo(json.dumps(made, ensure_ascii=False, indent=2))
        return
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, content in made.items():
            text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
            (out / f"{name}.json").write_text(text, "utf-8", newline="\n")
    except OSError as error:
        fail(f"写不进 {out}：{error.strerror or error}。")
