"""Figures: what is counted when something happens to the whole bot, and that every name is documented."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from telegram import Update
from telegram.ext import MessageHandler, filters

from bot.domain.delivery import DeliveryKind
from bot.domain.errors import StorageError
from bot.handlers.context import HEALTH, METRICS, BotContext
from bot.seeing.health import Health
from bot.seeing.metrics import CALL_OUTCOMES, METHODS, UPDATE_KINDS, Metrics
from bot.seeing.tracing import Outcome
from bot.services.ports import Stores
from intents.understanding import Understanding
from tests.support import telegram
from tests.support.app import GROUP, LEADER, MEMBER, OTHER, RunningBot, running_bot
from tests.support.calendar import put, reminder_of
from tests.support.clock import ManualClock

PAGE = Path(__file__).parents[1] / "docs" / "operations.md"
QUESTION = "党小组会多久开一次"
Labels = dict[str, str]


class Figures:
    """A page of figures, read as Prometheus reads it."""

    def __init__(self, bot: RunningBot) -> None:
        self._metrics: Metrics = bot.application.bot_data[METRICS]

    def of(self, name: str, **labels: str) -> float:
        """The sum of a sample over all labels that are not given."""
        return sum(
            sample.value
            for family in text_string_to_metric_families(self._metrics.exposition().decode())
            for sample in family.samples
            if sample.name == name and labels.items() <= sample.labels.items()
        )

    @property
    def labels(self) -> dict[str, set[str]]:
        """The values of every label but the buckets'."""
        found: dict[str, set[str]] = {}
        for family in text_string_to_metric_families(self._metrics.exposition().decode()):
            for sample in family.samples:
                for name, value in sample.labels.items():
                    found.setdefault(name, set()).add(value)
        return found


@pytest.fixture
async def figures(bot: RunningBot) -> Figures:
    return Figures(bot)


@pytest.fixture
async def elsewhere(stores: Stores, understanding: Understanding, clock: ManualClock) -> AsyncIterator[RunningBot]:
    """Another bot in the same process."""
    async with running_bot(stores, understanding, clock) as running:
        yield running


def test_every_figure_is_documented_and_none_that_is_not_there() -> None:
    """With its type."""
    found = {}
    for family in text_string_to_metric_families(Metrics().exposition().decode()):
        found[f"{family.name}_total" if family.type == "counter" else family.name] = family.type
    rows = re.findall(r"^\| `([a-z_]+)` \| (counter|gauge|histogram) \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert dict(rows) == found
    assert len(rows) == len(found) > 20


async def test_updates_are_counted_by_kind_and_outcome(bot: RunningBot, figures: Figures) -> None:
    """One that comes again, and one that ends in a bug, too; none stays in hand."""

    async def fail(update: Update, context: BotContext) -> None:
        raise ZeroDivisionError

    bot.application.add_handler(MessageHandler(filters.Text(["boom"]), fail), group=-2)
    asked = bot.updates.message(MEMBER.chat, MEMBER, QUESTION)
    await bot.deliver(asked, asked, bot.updates.message(MEMBER.chat, MEMBER, "boom"))
    await bot.deliver(bot.updates.inline_query(MEMBER, QUESTION))
    for outcome, count in (("handled", 1), ("repeated", 1), ("bug", 1)):
        assert figures.of("zuwu_updates_total", kind="message", outcome=outcome) == count
    assert figures.of("zuwu_updates_total", kind="inline_query", outcome="handled") == 1
    assert figures.of("zuwu_update_seconds_count", kind="message") == 2
    assert figures.of("zuwu_updates_in_hand") == 0


async def test_the_age_of_a_message_counts(bot: RunningBot, figures: Figures, clock: ManualClock) -> None:
    """From the instant that Telegram gave it."""
    update = bot.updates.message(MEMBER.chat, MEMBER, QUESTION)
    clock.advance(timedelta(seconds=40))
    await bot.deliver(update)
    assert 40 <= figures.of("zuwu_update_age_seconds_sum") < 42


async def test_questions_are_counted_by_what_became_of_them(bot: RunningBot, figures: Figures) -> None:
    """Once they are written down."""
    await bot.ask(QUESTION)
    await bot.ask("谁主持", sender=OTHER)
    assert figures.of("zuwu_answers_total") == 0
    await bot.services.counting.flush()
    await bot.services.counting.flush()
    assert figures.of("zuwu_answers_total", outcome="answer") == 1
    assert figures.of("zuwu_answers_total", outcome="disambiguation") == 1
    assert figures.of("zuwu_answers_total") == 2


@pytest.mark.parametrize(
    ("failure", "outcome"),
    [
        (telegram.bad_request("chat not found"), "refused"),
        (telegram.forbidden("bot was blocked by the user"), "refused"),
        (telegram.unauthorized(), "unauthorized"),
        (telegram.server_error(), "server-error"),
        (telegram.timeout(), "timeout"),
        (telegram.network(), "network"),
    ],
)
async def test_calls_are_counted_by_method_and_outcome(
    bot: RunningBot, figures: Figures, failure: telegram.Failure, outcome: str
) -> None:
    """With how long they took; the token is nowhere."""
    await bot.ask(QUESTION)
    bot.api.fail("sendMessage", failure, 1)
    await bot.deliver(bot.updates.message(MEMBER.chat, MEMBER, QUESTION))
    assert figures.of("zuwu_telegram_calls_total", method="sendMessage", outcome="ok") >= 1
    assert figures.of("zuwu_telegram_calls_total", method="sendMessage", outcome=outcome) == 1
    assert figures.of("zuwu_telegram_call_seconds_count", method="sendMessage") >= 2


async def test_notices_are_counted_with_their_lateness(bot: RunningBot, figures: Figures, clock: ManualClock) -> None:
    """What waits is known before, and what is late is late by that much."""
    health: Health = bot.application.bot_data[HEALTH]
    now = clock.now()
    await put(bot.stores, reminder_of("每周五下午3点 碰头", "weekly00001", now), now)
    reminder = await bot.stores.reminders.reminder("weekly00001")
    assert reminder is not None
    assert reminder.next_due_at is not None
    clock.advance(reminder.next_due_at - clock.now() + timedelta(seconds=20))
    await bot.services.dispatcher.work()
    assert figures.of("zuwu_notices_total", kind="notice", outcome="sent") == 1
    assert 20 <= figures.of("zuwu_notice_lateness_seconds_sum", kind="notice") < 25
    await health.look()
    assert figures.of("zuwu_notices_due") == 0


async def test_what_waits_is_known(bot: RunningBot, figures: Figures, clock: ManualClock) -> None:
    """How much, and for how long."""
    now = clock.now()
    await put(bot.stores, reminder_of("每周五下午3点 碰头", "weekly00001", now), now)
    reminder = await bot.stores.reminders.reminder("weekly00001")
    assert reminder is not None
    assert reminder.next_due_at is not None
    clock.advance(reminder.next_due_at - clock.now())
    bot.api.fail("sendMessage", telegram.network(), 1)
    await bot.services.dispatcher._step()
    await bot.services.dispatcher.stop(1)
    clock.advance(timedelta(seconds=90))
    await bot.application.bot_data[HEALTH].look()
    assert figures.of("zuwu_notices_due") == 1
    assert figures.of("zuwu_notices_waiting_seconds") >= 90


async def test_failures_of_the_database_are_counted(
    bot: RunningBot, figures: Figures, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever question it was."""

    async def down(*args: object) -> None:
        raise StorageError("down")

    monkeypatch.setattr(bot.stores.dialogues, "last_turn", down)
    await bot.ask(QUESTION)
    assert figures.of("zuwu_database_errors_total") == 1
    assert figures.of("zuwu_updates_total", outcome="storage") == 1


async def test_the_revision_and_its_swaps_are_known(bot: RunningBot, figures: Figures) -> None:
    """The live one and the latest."""
    bot.services.knowledge.publish(bot.services.knowledge.now.understanding, 7)
    await bot.application.bot_data[HEALTH].look()
    assert figures.of("zuwu_knowledge_revision") == 7
    assert figures.of("zuwu_knowledge_latest_revision") == 1
    assert figures.of("zuwu_knowledge_swaps_total") == 1
    assert figures.of("zuwu_check_ok", check="database") == 1


async def test_labels_are_from_closed_lists(bot: RunningBot, figures: Figures) -> None:
    """No id, no text, whatever people do."""
    await bot.deliver(bot.updates.message(GROUP, LEADER, f"/ask {QUESTION}"), bot.updates.inline_query(MEMBER, "秘密"))
    await bot.ask("/remind 每月5号下午3点开党小组会", LEADER.chat, LEADER)
    labels = figures.labels
    assert labels["kind"] <= {*UPDATE_KINDS, *DeliveryKind}
    assert labels["method"] <= METHODS | {"other"}
    assert labels["outcome"] <= {*Outcome, *CALL_OUTCOMES, "sent", "held", "failed", *labels["outcome"] & ANSWERS}
    assert set(labels) == {
        "kind", "outcome", "method", "le", "implementation", "major", "minor", "patchlevel", "version",
    }  # fmt: skip


ANSWERS = {
    "answer", "disambiguation", "boundary", "unanswered", "smalltalk", "picked", "rejected", "opened", "reported",
    "missed", "unknown", "refused", "unreachable", "withdrawn",
}  # fmt: skip


async def test_each_application_counts_for_itself(bot: RunningBot, elsewhere: RunningBot) -> None:
    """There is nothing global."""
    await bot.ask(QUESTION)
    assert Figures(bot).of("zuwu_updates_total") == 1
    assert Figures(elsewhere).of("zuwu_updates_total") == 0
