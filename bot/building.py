"""Heavy work beside the event loop: reading a base, building its understanding, trying questions on it.

One worker thread does all of it, one piece after the other, while the loop goes on answering. Python lets one thread
run at a time: so that a question that comes in is not kept waiting, the threads change places much more often while
such work is under way, and the cyclic garbage collector, which would stop everything to look at all that is in
memory, waits until it is over.
"""

import asyncio
import gc
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_SWITCH = 0.00005
"""Seconds after which the worker lets another thread in, while it works; Python's own 0.005 else. A question asks the
database some twenty times, and each time threads change places several times: at ten times this interval questions
wait five times as long as with this one."""

_MANY = 50_000
"""Objects that are new after some work, from which on they are a base that stays: looking through them would take the
collector longer than a question may wait, and nothing in them is cyclic."""

_worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="building")


async def beside(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What a function returns that is run in the one worker thread, after whatever is running there. Raises what it
    raises. Cancelled, it goes on to its end there, and what it returns is lost."""
    return await asyncio.get_running_loop().run_in_executor(_worker, lambda: _politely(function, *args, **kwargs))


def _politely(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    with polite():
        return function(*args, **kwargs)


@contextmanager
def polite() -> Iterator[None]:
    """The interpreter set so that other threads hardly notice; as it was before afterwards."""
    interval, collecting = sys.getswitchinterval(), gc.isenabled()
    sys.setswitchinterval(_SWITCH)
    gc.disable()
    try:
        yield
    finally:
        sys.setswitchinterval(interval)
        if gc.get_count()[0] > _MANY:
            gc.freeze()
        if collecting:
            gc.enable()
