"""``zuwu check``, ``coverage`` and ``evaluate``: is the knowledge sound, whole, and found."""

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.common import clear_errors, fail, settings_or_fail, understanding_of

if TYPE_CHECKING:
    from intents.decide import Ranked
    from intents.evaluate import Result, Row
    from intents.understanding import Understanding

_TOLD = 0.005
"""Evidence below this is not printed."""


@click.command(help="检查知识文件夹：每个问题一行“文件:行 代码 说明”。有错退出码 1，只有警告退出码 0。")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="每行输出一个 JSON 对象。")
def check(folder: Path | None, as_json: bool) -> None:
    """Validate a knowledge folder, and try its ``tests`` questions where it is sound."""
    from bot.bootstrap import check_folder
    from knowledge.issues import has_errors

    settings = settings_or_fail()
    issues = check_folder(folder or settings.knowledge_dir)
    for issue in issues:
        data = {
            "file": issue.file,
            "line": issue.line,
            "code": issue.code.value,
            "severity": issue.severity.value,
            "text": issue.text,
        }
        click.echo(json.dumps(data, ensure_ascii=False) if as_json else str(issue))
    if not as_json:
        errors = sum(has_errors([issue]) for issue in issues)
        click.echo(f"{errors} 个错误，{len(issues) - errors} 个警告。", err=True)
    raise SystemExit(1 if has_errors(issues) else 0)


@click.command(help="哪些条款还没有条目引用，按文件列出。")
@click.option("--json", "as_json", is_flag=True, help="每行输出一个 JSON 对象。")
def coverage(as_json: bool) -> None:
    """Provisions without an entry, per document."""
    from knowledge.loader import load_folder

    with clear_errors():
        base = load_folder(settings_or_fail().knowledge_dir).require()
    missing: dict[str, list[str]] = {document: [] for document in base.documents}
    for document, locator in base.uncovered():
        missing[document.id].append(locator)
    for document_id, locators in missing.items():
        document = base.documents[document_id]
        total = len(document.provisions)
        if as_json:
            row = {
                "document": document_id,
                "provisions": total,
                "covered": total - len(locators),
                "missing": locators,
            }
            click.echo(json.dumps(row, ensure_ascii=False))
        else:
            click.echo(f"{document_id} {total - len(locators)}/{total} {'、'.join(locators)}".rstrip())
    if not as_json:
        total = sum(len(document.provisions) for document in base.documents.values())
        click.echo(f"合计 {total - sum(map(len, missing.values()))}/{total}")


@click.command(help="用带标注的问题打分；--min 名称=值 给出下限，低于下限退出码 1。")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--knowledge", type=click.Path(path_type=Path), help="知识文件夹（默认用设置里的）。")
@click.option("--min", "minimums", multiple=True, metavar="NAME=VALUE", help="下限，可以写多个，如 good=0.75。")
@click.option("--governing", metavar="DOCUMENT", help="只看以这份文件为准的题（域外的题照算）。")
@click.option("--left-out", is_flag=True, help="另把每个问法和 tests 逐个从索引里去掉再问一遍，看会不会串到别处。")
def evaluate(
    files: Sequence[Path], knowledge: Path | None, minimums: Sequence[str], governing: str | None, left_out: bool
) -> None:
    """Score labelled questions, print the figures and every miss."""
    from intents.evaluate import figures, score

    wanted = dict(_minimum(text) for text in minimums)
    rows = [row for file in files for row in _rows(file)]
    rows = [row for row in rows if not governing or row.governing == governing or row.kind.startswith("out")]
    if not files and not left_out:
        raise click.UsageError("要给出题目文件，或者加上 --left-out。")
    if files and not rows:
        fail("没有题目。")
    understanding = understanding_of(knowledge)
    found: dict[str, float] = {}
    if rows:
        results = score(rows, understanding)
        found = figures(results)
        _print_misses(results)
        _print_figures(results, found)
        _print_calibration(results, understanding)
    if left_out:
        found |= _left_out(understanding)
    low = [
        f"{name} {found[name]:.3f} < {value}" if name in found else f"{name} 没有题目"
        for name, value in wanted.items()
        if found.get(name, -math.inf) < value
    ]
    if low:
        fail("低于下限：" + "；".join(low))


def _rows(file: Path) -> "list[Row]":
    from intents.evaluate import read_rows

    try:
        return list(read_rows(file))
    except UnicodeDecodeError:
        fail(f"{file} 不是 UTF-8 编码。")
    except ValueError as error:
        fail(str(error))


def _minimum(text: str) -> tuple[str, float]:
    from intents.evaluate import FIGURES, LEFT_OUT_FIGURES

    name, _, value = text.partition("=")
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise click.BadParameter(f"{text} 应当是 名称=数值", param_hint="--min")
    if name not in (known := (*FIGURES, *LEFT_OUT_FIGURES)):
        raise click.BadParameter(f"没有 {name} 这个指标，可用：{'、'.join(known)}", param_hint="--min")
    return name, number


def _print_misses(results: Sequence["Result"]) -> None:
    for result in results:
        if not result.missed:
            continue
        gold = "、".join(f"{document} {locator}" for document, locator in sorted(result.row.gold)) or "应当不答"
        click.echo(f"✗ [{result.row.kind}] {' / '.join(result.row.turns)}")
        click.echo(f"    应为 {gold}；得到 {type(result.decision).__name__} {'、'.join(sorted(result.marks))}")
        for ranked in getattr(result.decision, "ranking", ())[:3]:
            look_alike = "，易混" if ranked.look_alike else ""
            click.echo(
                f"    {ranked.confidence:.2f} {ranked.score:5.1f} {ranked.target_id}（{ranked.phrasing}{look_alike}）"
            )
            click.echo(f"         {_evidence(ranked)}")


def _evidence(ranked: "Ranked") -> str:
    """What speaks for and against a candidate, by name; what is 0 says nothing."""
    numbers = (f"{name} {value:.2f}" for name, value in ranked.evidence.items() if abs(value) >= _TOLD)
    return f"lead {ranked.lead:.1f} " + " ".join(numbers)


def _print_figures(results: Sequence["Result"], found: dict[str, float]) -> None:
    from intents.evaluate import figures, groups

    for name, value, group in groups(results):
        if not group:
            continue
        line = " ".join(f"{key} {share:.3f}" for key, share in figures(group).items())
        click.echo(f"{name:9} {value:28} {len(group):4} {line}")
    serious = sum("serious" in result.marks for result in results)
    click.echo(f"题数 {len(results)}，严重混淆 {serious}")
    for name, share in found.items():
        click.echo(f"{name:18} {share:.3f}")


def _print_calibration(results: Sequence["Result"], understanding: "Understanding") -> None:
    from intents.evaluate import calibration

    click.echo("把握（confidence）和实际对的比例：")
    for bucket in calibration(results, understanding.base):
        click.echo(
            f"  {bucket.low:.1f}–{bucket.high:.1f} {bucket.size:5} 题"
            f"  把握 {bucket.confidence:.2f}  对 {bucket.right:.2f}"
        )


def _left_out(understanding: "Understanding") -> dict[str, float]:
    """Print where the base's own ways of asking lead when each is left out, and the shares that hold."""
    from intents.leftout import leave_out

    outcomes = list(leave_out(understanding))
    if not outcomes:
        fail("知识里没有问法。")
    for outcome in outcomes:
        if outcome.confused:
            click.echo(f"✗ [易混] {outcome.text}（{outcome.entry.id}）")
    found = {
        "left_out": sum(outcome.reached for outcome in outcomes) / len(outcomes),
        "left_out_not_confused": sum(not outcome.confused for outcome in outcomes) / len(outcomes),
    }
    click.echo(f"逐个去掉的问法和 tests {len(outcomes)}")
    for name, share in found.items():
        click.echo(f"{name:22} {share:.4f}")
    return found
