"""Notices of a bot that runs as a process of its own."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.process.program import running
from tests.support.filling import fill, once_in
from tests.support.watched_server import TOKEN, watching

REPEAT = "（补发："


def test_what_is_due_is_sent_and_what_was_missed_meanwhile(tmp_path: Path) -> None:
    """Of a bot that starts late, one that is in time, and none of what is to come."""
    url, now = f"sqlite:///{tmp_path}/zuwu.db", datetime.now(UTC)
    due = {1: now - timedelta(minutes=20), 2: now + timedelta(seconds=4), 3: now + timedelta(days=1)}
    fill(url, (once_in(chat, chat, at, now - timedelta(hours=1)) for chat, at in due.items()))
    with (
        watching(3) as server,
        running("run", folder=tmp_path, TOKEN=TOKEN, API_URL=server.url, DATABASE_URL=url) as program,
    ):
        server.wait_for_calls("sendMessage", 2)
        assert program.stop()[0] == 0
        texts = server.texts()
    assert sorted(texts) == [1, 2]
    assert texts[1][0].startswith("（发晚了：")
    assert "（现在）" in texts[2][0]


def test_a_stop_lets_a_send_come_to_its_end(tmp_path: Path) -> None:
    """Nothing is in flight when the program has ended, so nothing is repeated by the next."""
    url, now = f"sqlite:///{tmp_path}/zuwu.db", datetime.now(UTC)
    fill(url, [once_in(1, 1, now + timedelta(seconds=3), now), once_in(2, 2, now + timedelta(seconds=9), now)])
    with watching(2) as server:
        server.latency["sendMessage"] = 1.0
        settings = {"TOKEN": TOKEN, "API_URL": server.url, "DATABASE_URL": url}
        with running("run", folder=tmp_path, **settings) as program:
            assert server.wait_for_flight(within=20) == 1
            assert program.stop()[0] == 0
        with running("run", folder=tmp_path, **settings):
            server.wait_for_calls("sendMessage", 2)
        texts = server.texts()
    assert [REPEAT in text for found in texts.values() for text in found] == [False, False]
