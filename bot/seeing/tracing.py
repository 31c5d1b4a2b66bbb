"""What is being handled at the moment, for logs and figures: which update or delivery, in which chat, under which
reference its errors are found, and what came of it. Never what anybody wrote."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.identity import NewId

REFERENCE_LENGTH = 6
"""Characters that a person can read out."""


class Outcome(StrEnum):
    """What became of an update."""

    HANDLED = "handled"
    REFUSED = "refused"
    """For a reason that the person was told."""
    TELEGRAM = "telegram"
    """Telegram or the network was in the way."""
    STORAGE = "storage"
    """The database was in the way."""
    BUG = "bug"
    REPEATED = "repeated"
    """It was handled before, or another process has it in hand."""
    SLOWED = "slowed"
    """Somebody sends too much at once."""
    LEFT = "left"
    """It is not done: it was given up, or is to come again."""


@dataclass(slots=True)
class Trace:
    """One update or delivery in hand."""

    update_id: int | None = None
    delivery_id: str | None = None
    chat_id: int | None = None
    reference: str = ""
    """Empty until something goes wrong."""
    outcome: Outcome = Outcome.LEFT
    is_over: bool = False


_current: ContextVar[Trace | None] = ContextVar("trace", default=None)


def current() -> Trace | None:
    """What is being handled; None beside the updates, and in what an update began that goes on after it."""
    trace = _current.get()
    return None if trace is None or trace.is_over else trace


@contextmanager
def tracing(trace: Trace) -> Iterator[Trace]:
    """Handle it in this block, and in the tasks that begin there, until the block ends."""
    token = _current.set(trace)
    try:
        yield trace
    finally:
        trace.is_over = True
        _current.reset(token)


def refer(new_id: NewId) -> str:
    """The code under which what goes wrong now is found: one for all that goes wrong with an update, a new one each
    time beside them."""
    trace = current()
    if trace is None:
        return new_id()[:REFERENCE_LENGTH]
    if not trace.reference:
        trace.reference = new_id()[:REFERENCE_LENGTH]
    return trace.reference


def note(outcome: Outcome) -> None:
    """That is what became of what is being handled."""
    trace = current()
    if trace is not None:
        trace.outcome = outcome
