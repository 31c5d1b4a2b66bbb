"""``zuwu ask``: one question, or one on each line of standard input."""

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.common import understanding_of

if TYPE_CHECKING:
    from intents.decide import Decision
    from intents.understanding import Understanding
    from knowledge.models import Entry

RANKING = 5
"""Candidates that are always told."""


@click.command(help='问一个问题；不写问题就从标准输入逐行读（纯文本，或 {"turns": [...]} 表示一段对话）。')
@click.argument("question", required=False)
@click.option("--knowledge", type=click.Path(path_type=Path), help="知识文件夹（默认用设置里的）。")
@click.option("--json", "as_json", is_flag=True, help="每行输出一个 JSON 对象。")
def ask(question: str | None, knowledge: Path | None, as_json: bool) -> None:
    """Answer questions without Telegram and without keeping anything."""
    understanding = understanding_of(knowledge)
    if question is not None:
        _answer([question], understanding, as_json)
        return
    wrong = 0
    for number, line in enumerate(sys.stdin or (), 1):
        if not line.strip():
            continue
        turns = _turns(line.strip())
        if turns is None:
            wrong += 1
            click.echo(f'第 {number} 行：JSON 里要有 "turns"，是至少一个问题的列表。', err=True)
            continue
        _answer(turns, understanding, as_json)
    if wrong:
        sys.exit(1)


def _turns(line: str) -> list[str] | None:
    """A line is a question, or a JSON object with the turns of a conversation; None for any other JSON object.
    What only looks like one is a question."""
    if not line.startswith("{"):
        return [line]
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return [line]
    turns = data.get("turns") or ([data["q"]] if "q" in data else None)
    is_talk = isinstance(turns, list) and bool(turns) and all(isinstance(turn, str) for turn in turns)
    return turns if is_talk else None


def _answer(turns: list[str], understanding: "Understanding", as_json: bool) -> None:
    from intents.evaluate import answer_turns

    started = time.perf_counter()
    decision, _ = answer_turns(turns, understanding)
    elapsed = (time.perf_counter() - started) * 1000
    result = to_json(turns[-1], decision, elapsed)
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False))
    else:
        click.echo(_as_text(turns[-1], decision, understanding))


def to_json(question: str, decision: "Decision", elapsed_ms: float) -> dict[str, Any]:
    """A decision in the form that the command line promises."""
    from intents.decide import Answer, Disambiguation, Fallback, SmallTalk, Wish

    result: dict[str, Any] = {
        "question": question,
        "kind": "fallback",
        "entry": None,
        "answer": "",
        "sources": [],
        "confidence": round(getattr(decision, "confidence", 1.0), 4),
        "choices": [],
        "ranking": [],
        "elapsed_ms": round(elapsed_ms, 3),
    }
    if isinstance(decision, SmallTalk):
        return result | {"kind": "smalltalk", "answer": decision.reply}
    if isinstance(decision, Wish):
        return result | {"kind": "action"}
    result["ranking"] = [
        {"entry": ranked.target_id, "confidence": round(ranked.confidence, 4)} for ranked in decision.ranking[:RANKING]
    ]
    if isinstance(decision, Answer):
        entry = decision.entry
        return result | {"kind": "answer", "entry": entry.id, "answer": entry.answer, "sources": _sources(entry)}
    if isinstance(decision, Disambiguation):
        choices = [{"entry": c.id, "question": c.question, "sources": _sources(c)} for c in decision.choices]
        return result | {"kind": "disambiguation", "choices": choices}
    if isinstance(decision, Fallback) and decision.boundary:
        from bot.views.answers import render_boundary

        return result | {"entry": decision.boundary.id, "answer": render_boundary(decision.boundary).plain}
    return result


def _sources(entry: "Entry") -> list[dict[str, str]]:
    return [{"document": cite.document, "locator": cite.locator} for cite in entry.cites]


def _as_text(question: str, decision: "Decision", understanding: "Understanding") -> str:
    """The reply as the bot would say it, with its choices as a list."""
    from bot.views import words
    from bot.views.answers import render_entry, render_fallback
    from intents.decide import Answer, Disambiguation, SmallTalk, Wish

    if isinstance(decision, Wish):
        return _wished(question, understanding)
    if isinstance(decision, Answer):
        return render_entry(decision.entry, understanding.base).plain
    if isinstance(decision, Disambiguation):
        return "\n".join((words.CHOOSE, *(f"· {choice.question}" for choice in decision.choices)))
    return decision.reply if isinstance(decision, SmallTalk) else render_fallback(decision).plain


def _wished(sentence: str, understanding: "Understanding") -> str:
    """What a wish would set, or what would be asked back; nothing is set."""
    from bot.cli.timing import in_words

    return "\n".join(("这是要设提醒，不是提问。机器人会这样理解：", in_words(sentence, understanding.reader.lexicon)))
