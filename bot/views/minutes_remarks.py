"""What is said of something that was typed for the minutes."""

from collections.abc import Sequence

from bot.domain.minute_reading import Remark
from bot.views import minutes_words as words

MOST = 10
"""Pieces of each kind that are named."""

_SAID = {
    Remark.UNREAD: words.UNREAD,
    Remark.LEFT_OUT: "这些没有另外记：{texts}。",
    Remark.WHEN: "写的时间是{texts}，和日程里的不一样，没有改：时间错了请改期或重新补记。",
    Remark.PLACE: "地点记为{texts}。",
    Remark.PAST: "这几条的日期在开会那天已经过了，时限空着：{texts}。",
    Remark.NO_DAY: "这几条写的日子不存在，时限空着：{texts}。",
    Remark.UNCLEAR: "这几条的时限没有看懂，空着：{texts}。",
    Remark.ADDED: words.ADDED,
}
_TOO_LONG = "会议内容太长，这一项没有记下，其余的都记了：请按“会议内容”写短一些再发。"


def say_remarks(remarks: Sequence[tuple[Remark, str]]) -> str:
    """The sentences, one for each kind of remark; empty where nothing is to be said."""
    said = [_TOO_LONG] if any(remark is Remark.TOO_LONG for remark, _ in remarks) else []
    for kind, sentence in _SAID.items():
        texts = list(dict.fromkeys(text for remark, text in remarks if remark is kind))
        if not texts:
            continue
        named = [text if kind is Remark.ADDED else f"“{_cut(text)}”" for text in texts[:MOST]]
        more = f"等 {len(texts)} 处" if len(texts) > MOST else ""
        if "{names}" in sentence:
            more = words.MORE_NAMES.format(count=len(texts)) if len(texts) > MOST else ""
            said.append(sentence.format(names="、".join(named) + more))
        else:
            said.append(sentence.format(texts="；".join(named) + more))
    return "".join(said)


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 30 else f"{line[:29]}…"
