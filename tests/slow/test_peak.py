"""A hundred thousand groups that all meet on the 5th at 15:00: when each of them hears."""

import asyncio
import time
from datetime import timedelta

import pytest

from bot.domain.spreading import MOMENT_EARLY, MOST_EARLY
from bot.services.dispatching import PACE
from bot.storage.engine import create_engine
from bot.storage.migrate import upgrade
from bot.storage.sql import SqlStores
from intents.understanding import Understanding
from tests.delivery.peak import BEGINS, DAY, HOUR, MINUTE, Peak, SkippingLoop, wall, with_groups
from tests.domain.samples import utc

pytestmark = pytest.mark.slow

AT_THE_MOMENT = timedelta(0)
LEADS = (DAY, HOUR, AT_THE_MOMENT)
STRETCHES = (("2026-04-04 13:30", "2026-04-04 17:00"), ("2026-04-05 13:00", "2026-04-05 16:30"))
"""What is simulated; nothing is due in between."""

PATIENCE = 0.02
"""Seconds in which PostgreSQL answers."""

TOLERANCE = MINUTE


@pytest.mark.parametrize(
    ("kind", "groups"), [("sqlite", 100_000), pytest.param("postgres", 20_000, marks=pytest.mark.postgres)]
)
def test_groups_hear_before_they_meet(
    kind: str,
    groups: int,
    request: pytest.FixtureRequest,
    understanding: Understanding,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Those a day and an hour before all are told before the meeting; the last of them as late as the pace demands."""
    folder = request.getfixturevalue("tmp_path")
    url = request.getfixturevalue("postgres_url") if kind == "postgres" else f"sqlite:///{folder}/zuwu.db"

    async def play() -> Peak:
        engine = create_engine(url)
        await upgrade(engine)
        peak = await with_groups(SqlStores(engine), understanding, groups, kind="group-meeting")
        for since, until in STRETCHES:
            await peak.run(since, until)
        await peak.stores.close()
        return peak

    began = time.thread_time()
    with asyncio.Runner(loop_factory=lambda: SkippingLoop(PATIENCE if kind == "postgres" else 0)) as runner:
        peak = runner.run(play())
    spent = time.thread_time() - began
    begins, takes = utc(BEGINS), groups * PACE.overall
    lines = [f"{kind}, {groups} groups, {spent / len(peak.gateway.said) * 1000:.1f} ms of processor for each delivery"]
    for lead in LEADS:
        sent, due = peak.gateway.notices(lead), begins - lead
        late, begun = sum(at > due + TOLERANCE for at in sent), sum(at > begins + TOLERANCE for at in sent)
        lines.append(f"  {lead}: {len(sent)} from {wall(sent[0])} to {wall(sent[-1])}; {late} late, {begun} after")
    with capsys.disabled():
        print("\n" + "\n".join(lines))  # noqa: T201
    for lead, early in ((DAY, MOST_EARLY), (HOUR, HOUR / 2)):
        sent, due = peak.gateway.notices(lead), begins - lead
        assert len(sent) == groups
        assert sent[-1] < max(due, due - early + takes) + 3 * MINUTE
        assert sent[-1] < begins
    sent = peak.gateway.notices(AT_THE_MOMENT)
    assert sent[0] > begins - MOMENT_EARLY - MINUTE
    assert len(sent) == groups
