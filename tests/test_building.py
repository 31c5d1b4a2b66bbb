"""Heavy work beside the event loop."""

import asyncio
import gc
import sys
import threading
import time

import pytest

from bot.building import beside


def _settings() -> tuple[float, bool]:
    return sys.getswitchinterval(), gc.isenabled()


async def test_the_interpreter_is_as_before_afterwards() -> None:
    """After a return, after an exception, and after nobody waits any more."""
    before = _settings()
    assert (await beside(_settings))[1] is False
    assert _settings() == before
    with pytest.raises(ZeroDivisionError):
        await beside(divmod, 1, 0)
    assert _settings() == before
    waiting = asyncio.create_task(beside(time.sleep, 0.1))
    await asyncio.sleep(0.02)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await beside(int)
    assert _settings() == before


async def test_two_at_once_queue() -> None:
    """One thread does everything, in the order in which it was asked for."""
    seen: list[tuple[int, int]] = []

    def work(number: int) -> None:
        time.sleep(0.02)
        seen.append((number, threading.get_ident()))

    await asyncio.gather(*(beside(work, number) for number in range(3)))
    assert [number for number, _ in seen] == [0, 1, 2]
    assert len({thread for _, thread in seen}) == 1
    assert seen[0][1] != threading.get_ident()
