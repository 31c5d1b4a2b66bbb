"""The Bot API server of the benchmark as a process: ``python -m benchmarks.load.server``. Prints its port.

Beside the methods of the Bot API it has some of its own, under ``/control/``, with JSON as their bodies.
"""

import asyncio
import json
import os
import signal
import sys
import time
from dataclasses import asdict
from typing import Any

from benchmarks.load.balancer import Balancer
from benchmarks.load.botapi import BotApi
from benchmarks.load.plan import Plan
from benchmarks.load.wire import Answer, Server, dumped

MAX_NAMED = 20
"""Unanswered questions that are named."""


class Control:
    """What the benchmark asks of its server."""

    def __init__(self) -> None:
        self.api = BotApi()
        self.stopped = asyncio.Event()
        self._balancer: Balancer | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def handle(self, path: str, body: bytes, answer: Answer) -> None:
        """A request, of the bot or of the benchmark."""
        if path.startswith("/bot"):
            token, _, method = path[4:].partition("?")[0].rpartition("/")
            self.api.call(token, method, body, answer)
        elif path == "/control/begin":
            self.api.begin(Plan.from_json(body))
            answer(b"{}")
        elif path == "/control/state":
            answer(dumped(self._state()))
        elif path == "/control/result":
            answer(dumped(self._result()))
        elif path == "/control/balance":
            task = asyncio.create_task(self._balance(json.loads(body), answer))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        else:
            answer(b"{}")

    def stop(self) -> None:
        """End everything."""
        self.api.stop()
        if self._balancer is not None:
            self._balancer.stop()

    async def _balance(self, ports: list[int], answer: Answer) -> None:
        """Lead deliveries to these ports, in turn."""
        if self._balancer is not None:
            self._balancer.stop()
        self._balancer = Balancer(ports)
        port = await self._balancer.start()
        self.api.deliverer.lead_to("127.0.0.1", port)
        answer(dumped({"port": port}))

    def _state(self) -> dict[str, Any]:
        api = self.api
        return {
            "ready": api.is_polled or api.deliverer.hook is not None,
            "over": api.is_over,
            "counts": asdict(api.tally.counts),
            "cpu": time.process_time(),
            "failed": api.deliverer.failed,
        }

    def _result(self) -> dict[str, Any]:
        tally = self.api.tally
        latency = tally.latency()
        lost = [number for number, at in enumerate(tally.answered) if not at]
        return {
            "counts": asdict(tally.counts),
            "seconds": tally.seconds(),
            "latency": latency and asdict(latency),
            "lost": [[number, tally.chats[number]] for number in lost[:MAX_NAMED]],
            "others": tally.others,
            "failed": self.api.deliverer.failed,
            "refused": self.api.deliverer.refused,
            "calls": dict(self.api.calls),
        }


async def serve() -> None:
    """Until SIGTERM."""
    control = Control()
    server = Server(control.handle)
    port = await server.start()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, control.stopped.set)
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    await control.stopped.wait()
    control.stop()
    server.stop()


def main() -> None:
    """On the core that the first argument names, where there is one."""
    if len(sys.argv) > 1:
        os.sched_setaffinity(0, {int(sys.argv[1])})
    asyncio.run(serve())


if __name__ == "__main__":
    main()
