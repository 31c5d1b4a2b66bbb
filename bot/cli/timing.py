"""``zuwu when``: what a time expression means, without setting anything."""

import json
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from bot.cli.common import clear_errors, settings_or_fail

if TYPE_CHECKING:
    from bot.domain.workdays import Workdays
    from intents.lexicon import Lexicon
    from intents.timeexpr.rules import Reading, Schedule

_LUNAR_YEARS = 8
"""Years ahead that the next four dates of a lunar day may reach."""


@click.command(help='看一个时间说法是什么意思；不写就从标准输入逐行读（加 --json 时一行也可以是 {"text", "now"}）。')
@click.argument("text", required=False)
@click.option("--now", "now_text", metavar="ISO", help="当作现在的时刻，如 2026-10-09T15:30；不带时区的按 --tz。")
@click.option("--tz", "zone", metavar="ZONE", help="时区，如 Asia/Shanghai（默认用设置里的）。")
@click.option("--json", "as_json", is_flag=True, help="每行输出一个 JSON 对象。")
def when(text: str | None, now_text: str | None, zone: str | None, as_json: bool) -> None:
    """Read time expressions."""
    from bot.holidays import load_workdays
    from intents.lexicon import Lexicon
    from intents.timeexpr import read, warm
    from knowledge.loader import load_folder

    settings = settings_or_fail()
    zone = _zone(zone or settings.timezone)
    with clear_errors():
        lexicon = Lexicon(load_folder(settings.knowledge_dir).require().terms)
        workdays = load_workdays(settings.data_dir)
    if text is None:
        warm(_now(now_text, zone), zone, lexicon)
        _warm_calendar(_now(now_text, zone), zone, workdays)
    for line in [text] if text is not None else (line.strip() for line in sys.stdin or ()):
        if line:
            sentence, now = _asked(line, now_text, zone) if as_json else (line, _now(now_text, zone))
            result = to_json(read(sentence, now, zone, lexicon), now, zone, workdays)
            click.echo(json.dumps(result, ensure_ascii=False) if as_json else _as_text(result))


def _warm_calendar(now: datetime, zone: str, workdays: "Workdays") -> None:
    """Loads the holidays, and the lunar years that four dates reach, so that no line waits for them."""
    from bot.domain.lunar import lunar_date
    from intents.timeexpr import read

    for sentence in ("每月第一个工作日上午9点", "每月5号上午9点"):
        to_json(read(sentence, now, zone), now, zone, workdays)
    for year in range(now.year - 2, now.year + _LUNAR_YEARS):
        for month in range(1, 13):
            lunar_date(year, month, 1)


def in_words(sentence: str, lexicon: "Lexicon") -> str:
    """What a sentence would set, by the zone of the settings and the clock, for people to read."""
    from bot.holidays import load_workdays
    from intents.timeexpr import read

    settings = settings_or_fail()
    zone = _zone(settings.timezone)
    now = _now(None, zone)
    with clear_errors():
        workdays = load_workdays(settings.data_dir)
    return _as_text(to_json(read(sentence, now, zone, lexicon), now, zone, workdays))


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise click.BadParameter(f"没有时区 {name}", param_hint="--tz") from None
    return name


def _now(text: str | None, zone: str) -> datetime:
    if text is None:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text} 不是 ISO 8601 的时刻", param_hint="--now") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)


def _asked(line: str, now_text: str | None, zone: str) -> tuple[str, datetime]:
    """A line of JSON, or a sentence as it stands."""
    try:
        data = json.loads(line) if line.startswith("{") else None
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict) or not isinstance(data.get("text"), str):
        return line, _now(now_text, zone)
    own = data.get("now")
    return data["text"], _now(own if isinstance(own, str) else now_text, zone)


def to_json(reading: "Reading", now: datetime, zone: str, workdays: "Workdays") -> dict[str, Any]:
    """A reading in the form that the command line promises."""
    from intents.timeexpr.rules import Question

    if isinstance(reading, Question):
        title = reading.draft.title if reading.draft else ""
        kind = "refuse" if reading.reason == "too-often" else "ask"
        return {
            "kind": kind,
            "title": title,
            "rule": None,
            "recurring": None,
            "next": [],
            "leads": [],
            "message": reading.text,
        }
    return _schedule(reading, now, zone, workdays)


def _schedule(schedule: "Schedule", now: datetime, zone: str, workdays: "Workdays") -> dict[str, Any]:
    from bot.domain.preview import next_four
    from bot.domain.series import DayOffPolicy, Series
    from bot.views.schedules import PROVISIONAL, say_schedule, say_unread
    from intents.timeexpr.rules import Once

    policy = DayOffPolicy(schedule.days_off or DayOffPolicy.AS_IS)
    coming = next_four(Series.of(schedule, series_id="when", zone=zone, policy=policy), workdays, now)
    local = [each.starts_at.astimezone(ZoneInfo(zone)) for each in coming]
    notes = [say_unread(schedule.unread)] if schedule.unread else []
    if any(each.provisional for each in coming):
        notes.append(PROVISIONAL)
    return {
        "kind": "schedule",
        "title": schedule.title,
        "rule": say_schedule(schedule),
        "recurring": not isinstance(schedule.rule, Once) and schedule.count != 1,
        "next": [moment.replace(tzinfo=None).isoformat(timespec="minutes") for moment in local],
        "leads": [int(lead.total_seconds()) // 60 for lead in schedule.leads],
        "message": "".join(notes),
    }


def _as_text(result: dict[str, Any]) -> str:
    from bot.views.schedules import UNTITLED, say_lead

    if result["kind"] != "schedule":
        return str(result["message"])
    lines = [f"{result['title'] or UNTITLED}：{result['rule']}"]
    lines += [f"  {moment.replace('T', ' ')}" for moment in result["next"]]
    lines += [f"  {say_lead(timedelta(minutes=minutes))}" for minutes in result["leads"]]
    return "\n".join([*lines, *([f"  {result['message']}"] if result["message"] else [])])
