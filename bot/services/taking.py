"""What admins type for the parts of an entry, read: what does not fit is refused with the reason."""

import re
from dataclasses import replace

from bot.services.locating import read_locators
from bot.services.written import (
    MAX_ANSWER,
    MAX_CITES,
    MAX_LINE,
    MAX_LINES,
    MAX_NOTE,
    MAX_TOPIC,
    Piece,
    Refusal,
    WritingError,
    Written,
    every_target,
)
from knowledge.models import KnowledgeBase

NOTHING = ("无", "没有", "空", "-")
"""What empties a note."""

_ID = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
_MAX_ID = 56
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff]")
_BULLET = re.compile(r"^\s*(?:[-*·•]|\d{1,2}[.、)）])\s*")


def take(written: Written, piece: Piece, typed: str, base: KnowledgeBase, *, more: bool = False) -> Written:
    """What is written, with what was typed for that part. Raises WritingError."""
    typed = _UNPRINTABLE.sub("", typed.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not typed:
        raise WritingError(Refusal.EMPTY)
    if piece is Piece.ANSWER:
        return _answer(written, f"{written.answer}\n{typed}" if more and written.answer else typed)
    if piece in {Piece.CITES, Piece.ID}:
        return _cites(written, typed, base) if piece is Piece.CITES else _named(written, typed.lower(), base)
    if piece in {Piece.PHRASINGS, Piece.TESTS}:
        return _lines(written, piece, typed)
    return _one_line(written, piece, " ".join(typed.split()))


def _one_line(written: Written, piece: Piece, line: str) -> Written:
    if piece is Piece.QUESTION:
        changed = line != written.question
        return replace(written, question=_fitting(line, MAX_LINE), passed=written.passed and not changed)
    if piece is Piece.TOPIC:
        return replace(written, topic=_fitting(line, MAX_TOPIC, Refusal.TOPIC_TOO_LONG))
    if piece is Piece.NOTE:
        return replace(written, note="" if line in NOTHING else _fitting(line, MAX_NOTE, Refusal.NOTE_TOO_LONG))
    raise ValueError(f"nothing is typed for {piece.name}")


def _fitting(line: str, most: int, refusal: Refusal = Refusal.LINE_TOO_LONG) -> str:
    if len(line) > most:
        raise WritingError(refusal, str(len(line)))
    return line


def _answer(written: Written, answer: str) -> Written:
    if len(answer) > MAX_ANSWER:
        raise WritingError(Refusal.ANSWER_TOO_LONG, str(len(answer)))
    return replace(written, answer=answer)


def _cites(written: Written, typed: str, base: KnowledgeBase) -> Written:
    document = base.documents.get(written.document)
    if document is None:
        raise WritingError(Refusal.NO_DOCUMENT)
    located = read_locators(typed, document)
    if located.unknown:
        close = f"（相近的：{'、'.join(located.close)}）" if located.close else ""
        raise WritingError(Refusal.NO_LOCATOR, f"{'、'.join(located.unknown)[:60]}{close}")
    if not located.locators:
        raise WritingError(Refusal.EMPTY)
    cites = tuple(dict.fromkeys((*written.cites, *[(document.id, locator) for locator in located.locators])))
    if len(cites) > MAX_CITES:
        raise WritingError(Refusal.TOO_MANY, str(MAX_CITES))
    return replace(written, cites=cites)


def _lines(written: Written, piece: Piece, typed: str) -> Written:
    """One on each line, or parted by semicolons; the marks of a list in front of them are none of them."""
    parts = [" ".join(_BULLET.sub("", part).split()) for part in re.split(r"[\n；;]", typed)]
    lines = [_fitting(part, MAX_LINE) for part in parts if part and part != written.question]
    if not lines:
        raise WritingError(Refusal.EMPTY)
    taken = written.with_lines(piece, [*written.lines(piece), *lines])
    if len(taken.lines(piece)) > MAX_LINES:
        raise WritingError(Refusal.TOO_MANY, str(MAX_LINES))
    return taken


def _named(written: Written, id_: str, base: KnowledgeBase) -> Written:
    if not _ID.fullmatch(id_) or len(id_) > _MAX_ID:
        raise WritingError(Refusal.NO_ID)
    if id_ in every_target(base):
        raise WritingError(Refusal.ID_TAKEN, id_)
    return replace(written, id=id_)
