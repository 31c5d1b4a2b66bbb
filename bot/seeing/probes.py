"""What those are told who keep the process running: ``/livez``, ``/readyz``, ``/metrics``. Nothing secret is in any."""

import json
from collections.abc import Awaitable, Callable

from bot.seeing.health import Health
from bot.seeing.metrics import CONTENT_TYPE, Metrics
from bot.web import Route, WebRequest, WebResponse

JSON = "application/json; charset=utf-8"


def probes(health: Health, metrics: Metrics) -> list[Route]:
    """The routes."""

    async def live(_request: WebRequest) -> WebResponse:
        """The event loop turns, or nobody would answer."""
        return WebResponse(body=b"ok\n")

    async def ready(_request: WebRequest) -> WebResponse:
        checks = await health.look()
        failing = [{"name": check.name, "sentence": check.sentence} for check in checks if check.sentence]
        said = {
            "status": "failing" if failing else "ok",
            "ok": [check.name for check in checks if not check.sentence],
            "failing": failing,
        }
        return WebResponse(503 if failing else 200, json.dumps(said, ensure_ascii=False).encode(), JSON)

    async def figures(_request: WebRequest) -> WebResponse:
        await health.look()
        return WebResponse(body=metrics.exposition(), content_type=CONTENT_TYPE)

    answers: dict[str, Callable[[WebRequest], Awaitable[WebResponse]]] = {
        "/livez": live,
        "/readyz": ready,
        "/metrics": figures,
    }
    return [Route("GET", path, answer) for path, answer in answers.items()]
