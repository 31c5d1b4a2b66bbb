"""How a program that runs until it is told to stop learns of that, and waits no longer than until then."""

import asyncio
import contextlib
import signal
from collections.abc import Collection, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


def stop_on_signals() -> asyncio.Event:
    """An event that SIGTERM and SIGINT set, from now on until the event loop closes."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        # Windows has no such handlers, and outside of the main thread nobody has.
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
            loop.add_signal_handler(number, stop.set)
    return stop


async def unless(stop: asyncio.Event, action: Coroutine[Any, Any, T]) -> T | None:
    """Await an action, but no longer than until the program is to stop: then it is cancelled, whatever it makes of
    that, and the result is None. Raises what the action raises before."""
    working, stopping = asyncio.ensure_future(action), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait((working, stopping), return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        stopping.cancel()
        if not working.done():
            working.cancel()
            await asyncio.wait((working,))


async def ended(tasks: Collection[asyncio.Task[Any]], within: float, last_words: float) -> bool:
    """Wait until tasks are done; those that are not, that many seconds later, are cancelled, and have ``last_words``
    more seconds. Returns whether all were done."""
    if not tasks:
        return True
    _, left = await asyncio.wait(set(tasks), timeout=within)
    for task in left:
        task.cancel()
    if left:
        await asyncio.wait(left, timeout=last_words)
    return not left


async def pause(stop: asyncio.Event, seconds: float) -> None:
    """Wait, but no longer than until the program is to stop."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
