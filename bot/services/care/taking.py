"""What admins type for the parts of an entry, read: what does not fit is refused with the reason."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.services.care.locating import read_locators
from bot.services.care.written import (
    MAX_ANSWER,
    MAX_CITES,
    MAX_LINE,
    MAX_LINES,
    MAX_NOTE,
    MAX_TOPIC,
    Lack,
    Left,
    Piece,
    Refusal,
    WritingError,
    Written,
    every_target,
)
from intents.normalise import normalise
from knowledge.models import KnowledgeBase

NOTHING = ("无", "没有", "空", "-")
"""What empties a note."""

_ID = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
_MAX_ID = 56
_FEWEST_LETTERS = 2
_BLANKS = re.compile(r"[\s_]+")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff]")
_BULLET = re.compile(r"^\s*(?:[-*·•]|\d{1,2}[.、)）])\s*")


@dataclass(frozen=True, slots=True)
class Taken:
    """What is written with what was typed for a part, and what of that was left out."""

    written: Written
    left: tuple[Left, ...] = ()


def take(
    written: Written,
    piece: Piece,
    typed: str,
    base: KnowledgeBase,
    *,
    more: bool = False,
    clashes: Mapping[str, str] | None = None,
) -> Taken:
    """What is written, with what was typed for that part. ``clashes``: lines that are ways of asking for something
    else already, each with the question of that. Raises WritingError where nothing of it goes."""
    typed = tidy(typed)
    if not typed:
        raise WritingError(Refusal.EMPTY)
    if piece is Piece.CITES:
        return _cites(written, typed, base)
    if piece in {Piece.PHRASINGS, Piece.TESTS}:
        return _lines(written, piece, lines_of(typed), clashes or {})
    if piece is Piece.ANSWER:
        return Taken(_answer(written, f"{written.answer}\n{typed}" if more and written.answer else typed))
    if piece is Piece.ID:
        return Taken(_named(written, _BLANKS.sub("-", typed.lower()), base))
    return Taken(_one_line(written, piece, " ".join(typed.split())))


def tidy(typed: str) -> str:
    """What was typed, without characters that nobody sees."""
    return _UNPRINTABLE.sub("", typed.replace("\r\n", "\n").replace("\r", "\n")).strip()


def lines_of(typed: str) -> list[str]:
    """One on each line, or parted by semicolons; the marks of a list in front of them are none of them."""
    parts = [" ".join(_BULLET.sub("", part).split()) for part in re.split(r"[\n；;]", tidy(typed))]
    return list(dict.fromkeys(filter(None, parts)))


def letters_of(line: str) -> int:
    """How many letters and Chinese characters are in a line."""
    return sum(map(str.isalpha, line))


def _one_line(written: Written, piece: Piece, line: str) -> Written:
    if piece is Piece.QUESTION:
        if letters_of(line) < _FEWEST_LETTERS:
            raise WritingError(Refusal.NO_WORDS)
        changed = line != written.question
        return replace(written, question=_fitting(line, MAX_LINE), passed=written.passed and not changed)
    if piece is Piece.TOPIC:
        return replace(written, topic=_fitting(line, MAX_TOPIC, Refusal.TOPIC_TOO_LONG))
    if piece is Piece.NOTE:
        return replace(written, note="" if line in NOTHING else _fitting(line, MAX_NOTE, Refusal.NOTE_TOO_LONG))
    if piece is Piece.RELATED:
        return replace(written, searched=line[:MAX_LINE])
    raise ValueError(f"nothing is typed for {piece.name}")


def _fitting(line: str, most: int, refusal: Refusal = Refusal.LINE_TOO_LONG) -> str:
    if len(line) > most:
        raise WritingError(refusal, str(len(line)))
    return line


def _answer(written: Written, answer: str) -> Written:
    if len(answer) > MAX_ANSWER:
        raise WritingError(Refusal.ANSWER_TOO_LONG, str(len(answer)))
    return replace(written, answer=answer)


def _cites(written: Written, typed: str, base: KnowledgeBase) -> Taken:
    document = base.documents.get(written.document)
    if document is None:
        raise WritingError(Refusal.NO_DOCUMENT)
    located = read_locators(typed, document)
    if not located.locators:
        raise WritingError(Refusal.NO_LOCATOR if located.unknown else Refusal.EMPTY, left=located.unknown)
    cites = tuple(dict.fromkeys((*written.cites, *[(document.id, locator) for locator in located.locators])))
    if len(cites) > MAX_CITES:
        raise WritingError(Refusal.TOO_MANY, str(MAX_CITES))
    return Taken(replace(written, cites=cites), located.unknown)


def _lines(written: Written, piece: Piece, lines: Sequence[str], clashes: Mapping[str, str]) -> Taken:
    """The good ones are taken, whatever is wrong with the others."""
    left = [Left(line, Lack.LONG, count=len(line)) for line in lines if len(line) > MAX_LINE]
    left += [Left(line, Lack.WORDLESS) for line in lines if not letters_of(line)]
    left += [Left(line, Lack.CLASH, (clashes[line],)) for line in lines if line in clashes]
    bad = {each.text for each in left}
    known = {normalise(line) for line in (written.question, *written.lines(piece))}
    good = [line for line in lines if line not in bad and normalise(line) not in known]
    if not good and (left or not lines):
        raise WritingError(Refusal.NOT_TAKEN if left else Refusal.EMPTY, left=left)
    taken = written.with_lines(piece, [*written.lines(piece), *good])
    if len(taken.lines(piece)) > MAX_LINES:
        raise WritingError(Refusal.TOO_MANY, str(MAX_LINES))
    return Taken(taken, tuple(left))


def _named(written: Written, id_: str, base: KnowledgeBase) -> Written:
    if not _ID.fullmatch(id_) or len(id_) > _MAX_ID:
        raise WritingError(Refusal.NO_ID)
    if id_ in every_target(base):
        raise WritingError(Refusal.ID_TAKEN, id_)
    return replace(written, id=id_)
