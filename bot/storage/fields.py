"""What the encodings share: strict reading of JSON, and instants and lengths of time in it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]

T = TypeVar("T")
V = TypeVar("V")

_MICROSECOND = timedelta(microseconds=1)


class Fields:
    """The fields of an object, each of which is taken once."""

    def __init__(self, data: object) -> None:
        if not isinstance(data, dict):
            raise ValueError(f"an object is expected, not {type(data).__name__}")
        self._left: dict[str, object] = dict(data)

    def take(self, name: str, kind: type[T]) -> T:
        """A field of exactly that type: true and false are no numbers."""
        if name not in self._left:
            raise ValueError(f"{name} is missing")
        value = self._left.pop(name)
        if type(value) is not kind:
            raise ValueError(f"{name} is of type {type(value).__name__}")
        return value

    def maybe(self, name: str, decode: Callable[[V], T], kind: type[V]) -> T | None:
        """A field that may be null."""
        if name in self._left and self._left[name] is None:
            del self._left[name]
            return None
        return decode(self.take(name, kind))

    def many(self, name: str, decode: Callable[[V], T], kind: type[V]) -> tuple[T, ...]:
        """A list."""
        found = self.take(name, list)
        if any(type(each) is not kind for each in found):
            raise ValueError(f"{name} holds something else than {kind.__name__}")
        return tuple(decode(each) for each in found)

    def end(self) -> None:
        """There must be nothing else."""
        if self._left:
            raise ValueError(f"unknown fields: {', '.join(sorted(self._left))}")


def encode_instant(at: datetime) -> str:
    """An instant as text, in UTC. Raises ValueError for one without an offset."""
    if at.utcoffset() is None:
        raise ValueError("an instant needs a UTC offset")
    return at.astimezone(UTC).isoformat()


def decode_instant(text: str) -> datetime:
    """The instant that was encoded."""
    at = datetime.fromisoformat(text)
    if at.utcoffset() is None:
        raise ValueError("an instant needs a UTC offset")
    return at.astimezone(UTC)


def encode_length(length: timedelta) -> int:
    """A length of time as whole microseconds."""
    return length // _MICROSECOND


def decode_length(microseconds: int) -> timedelta:
    """The length that was encoded."""
    return microseconds * _MICROSECOND


def or_none(value: V | None, convert: Callable[[V], T]) -> T | None:
    """A value converted; None stays None."""
    return None if value is None else convert(value)
