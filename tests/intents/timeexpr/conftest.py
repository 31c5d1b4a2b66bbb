"""One fixed moment, and the way most tests read a sentence."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from intents.timeexpr import Reading, Schedule, read

ZONE = "Asia/Shanghai"
FRIDAY = datetime.fromisoformat("2026-11-20T20:00")

Hear = Callable[[str], Reading]


@pytest.fixture
def hear() -> Hear:
    """Reads a sentence on Friday, 20 November 2026, at eight in the evening in Shanghai."""
    return lambda sentence: read(sentence, FRIDAY.replace(tzinfo=ZoneInfo(ZONE)), ZONE)


@pytest.fixture
def schedule(hear: Hear) -> Callable[[str], Schedule]:
    """The schedule that a sentence asks for; fails where it is asked back."""

    def certain(sentence: str) -> Schedule:
        reading = hear(sentence)
        assert isinstance(reading, Schedule), reading
        return reading

    return certain
