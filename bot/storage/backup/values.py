"""Values of a database as JSON that is the same whichever database they lay in, and back again."""

import base64
import binascii
import json
import re
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Boolean, Date, Integer, LargeBinary, String
from sqlalchemy.types import TypeEngine

_BROKEN = re.compile("[\x00\ud800-\udfff]")


class Kind(StrEnum):
    """What a column holds. Instants and lengths of time are whole microseconds in the database, hence numbers."""

    INTEGER = "integer"
    TEXT = "text"
    BOOLEAN = "boolean"
    DATE = "date"
    JSON = "json"
    BYTES = "bytes"


_KINDS: tuple[tuple[type[TypeEngine[Any]], Kind], ...] = (
    (Boolean, Kind.BOOLEAN),
    (JSON, Kind.JSON),
    (LargeBinary, Kind.BYTES),
    (Date, Kind.DATE),
    (Integer, Kind.INTEGER),
    (String, Kind.TEXT),
)


def kind_of(column_type: TypeEngine[Any]) -> Kind:
    """The kind of a column as the database describes it. Raises ValueError for one that no backup knows yet: floating
    numbers, for one, do not come out of every database as they went in."""
    for known, kind in _KINDS:
        if isinstance(column_type, known):
            return kind
    raise ValueError(f"no backup knows columns of the type {column_type!r}")


def encode(kind: Kind, value: Any) -> object:
    """A value of a row as JSON; None stays None."""
    if value is None:
        return None
    match kind:
        case Kind.BYTES:
            return base64.b64encode(value).decode("ascii")
        case Kind.DATE:
            return value.isoformat()
        case _:
            return value


def decode(kind: Kind, value: object) -> object:
    """The value of a row that was encoded. Raises ValueError for what is none of that kind."""
    return None if value is None else _DECODERS[kind](value)


def line_of(value: object) -> bytes:
    """A line of a backup; the same for equal values. Raises ValueError for what JSON cannot hold."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    # Halves of characters lie in old rows; who reads the line takes them, too.
    return text.encode("utf-8", "surrogatepass") + b"\n"


def without_broken(value: object) -> object:
    """The value with U+FFFD for NULs and halves of characters, wherever in it: SQLite keeps them, PostgreSQL takes
    none."""
    match value:
        case str():
            return _BROKEN.sub("\ufffd", value)
        case list():
            return [without_broken(each) for each in value]
        case dict():
            return {without_broken(key): without_broken(each) for key, each in value.items()}
        case _:
            return value


def _as_is(wanted: type) -> Callable[[object], object]:
    def decode_one(value: object) -> object:
        if type(value) is not wanted:
            raise ValueError(f"not of the type {wanted.__name__}")
        return value

    return decode_one


def _bytes(value: object) -> bytes:
    try:
        return base64.b64decode(value if isinstance(value, str) else "!", validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error


def _date(value: object) -> date:
    if not isinstance(value, str):
        raise ValueError("not a date")
    return date.fromisoformat(value)


_DECODERS: dict[Kind, Callable[[object], object]] = {
    Kind.INTEGER: _as_is(int),
    Kind.TEXT: _as_is(str),
    Kind.BOOLEAN: _as_is(bool),
    Kind.DATE: _date,
    Kind.JSON: lambda value: value,
    Kind.BYTES: _bytes,
}
