"""Lines of minutes as they are typed: without numbers in front, and lists on one line taken apart."""

import re

from bot.domain.minute_people import NOBODY

_BARE = re.compile(
    r"^(?:[(（](?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）]|第[一二三四五六七八九十]{1,3}[、，,：:]|"
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）、.．](?!\d)|[①-⑳]|[-·•*—▪■●○◆]+\s*(?:\[[ xX√]?\])?)\s*"
)
"""Numbers and bullets: only what is plainly one, since 3.20 and 2026年 begin with a number, too."""

_ENDS = " 　；;，,"
_MARKS = (
    [chr(0x2460 + number) for number in range(20)],
    [f"（{number}）" for number in range(1, 20)],
    [f"({number})" for number in range(1, 20)],
    [f"（{number}）" for number in "一二三四五六七八九"],
    [f"{number}、" for number in range(1, 20)],
    [f"{number}." for number in range(1, 20)],
    [f"{number}．" for number in range(1, 20)],
    [f"{number}、" for number in "一二三四五六七八九"],
)


def lines_of(text: str) -> tuple[str, ...]:
    """The lines that hold something, without numbers and bullets in front; 无 is nothing."""
    tidy = (" ".join(line.split()) for line in text.splitlines())
    items = (item for line in tidy for item in _items(line))
    bare = ((_BARE.sub("", item, count=1) if _BARE.sub("", item, count=1) else item).strip() for item in items)
    return tuple(each for each in bare if each and each.strip(" 。.；;") not in NOBODY)


def _items(line: str) -> list[str]:
    """① … ② … on one line are several."""
    for marks in _MARKS:
        if not line.startswith(marks[0]):
            continue
        at, start = [0], len(marks[0])
        for mark in marks[1:]:
            before = "" if mark[0] in "（(" or len(mark) == 1 else r"(?<=[\s；;。，,])"
            found = re.compile(rf"{before}{re.escape(mark)}(?!\d)").search(line, start)
            if found is None:
                break
            at.append(found.start())
            start = found.end()
        if len(at) > 1:
            return [line[begin:end].strip(_ENDS) for begin, end in zip(at, [*at[1:], len(line)], strict=True)]
    return [line]
