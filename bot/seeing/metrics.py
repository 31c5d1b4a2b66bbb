"""Figures for Prometheus: one instance for each application, with a registry of its own. Labels come from closed lists;
no id of anybody and no text is in them."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import cache

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.metrics_core import Metric

from bot.domain.delivery import DeliveryKind, DeliveryOutcome
from bot.domain.tally import Event
from bot.seeing.tracing import Outcome

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

UPDATE_KINDS = (
    "message",
    "edited_message",
    "channel_post",
    "callback_query",
    "inline_query",
    "my_chat_member",
    "chat_member",
    "other",
)
CALL_OUTCOMES = ("ok", "refused", "flood", "unauthorized", "server-error", "timeout", "network", "unreadable")
METHODS = frozenset(
    {
        "answerCallbackQuery", "answerInlineQuery", "deleteMessage", "deleteMyCommands", "deleteWebhook", "download",
        "editMessageReplyMarkup", "editMessageText", "getChat", "getChatAdministrators", "getChatMember", "getFile",
        "getMe", "getUpdates", "getWebhookInfo", "leaveChat", "pinChatMessage", "sendChatAction", "sendDocument",
        "sendMessage", "setMyCommands", "setMyDescription", "setMyShortDescription", "setWebhook",
    }
)  # fmt: skip
"""Of the Bot API; any other counts as ``other``."""

_SHORT = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
_LATE = (0.25, 0.5, 1.0, 2.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0, 14400.0)


class _Registry(CollectorRegistry):
    """Leaves out when each figure was first there: nobody asks, and it doubles the page."""

    def collect(self) -> Iterable[Metric]:
        for metric in super().collect():
            metric.samples = [sample for sample in metric.samples if not sample.name.endswith("_created")]
            yield metric


class Metrics:
    """What is counted. For one event loop."""

    def __init__(self) -> None:
        self._registry = registry = _Registry()
        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)
        self._updates = Counter(
            "zuwu_updates", "Updates by kind and by what became of them.", ["kind", "outcome"], registry=registry
        )
        self._update_seconds = Histogram(
            "zuwu_update_seconds", "From the arrival of an update until it was handled.", ["kind"],
            buckets=_SHORT, registry=registry,
        )  # fmt: skip
        self._update_age = Histogram(
            "zuwu_update_age_seconds", "From the instant that a message bears until it was handled.",
            buckets=_LATE, registry=registry,
        )  # fmt: skip
        self._in_hand = Gauge("zuwu_updates_in_hand", "Updates that have arrived and are not done.", registry=registry)
        self._answers = Counter(
            "zuwu_answers", "Questions by what became of them, written down every ten seconds.", ["outcome"],
            registry=registry,
        )  # fmt: skip
        self._add_telegram(registry)
        self._add_notices(registry)
        self._add_state(registry)
        self._begin_with_nought()
        # Looking them up by their labels takes longer than counting; there are few, all from closed lists.
        self._update_of, self._update_seconds_of = cache(self._updates.labels), cache(self._update_seconds.labels)
        self._call_of, self._call_seconds_of = cache(self._calls.labels), cache(self._call_seconds.labels)

    def _add_telegram(self, registry: CollectorRegistry) -> None:
        self._calls = Counter(
            "zuwu_telegram_calls", "Calls to the Bot API by outcome.", ["method", "outcome"], registry=registry
        )
        self._call_seconds = Histogram(
            "zuwu_telegram_call_seconds", "How long a call to the Bot API takes; a poll waits on purpose.", ["method"],
            buckets=_SHORT, registry=registry,
        )  # fmt: skip
        self._operator = Counter(
            "zuwu_operator_messages", "Messages to the operator chat by outcome.", ["outcome"], registry=registry
        )

    def _add_notices(self, registry: CollectorRegistry) -> None:
        self._notices = Counter(
            "zuwu_notices", "Notices and words by kind and by what became of them.", ["kind", "outcome"],
            registry=registry,
        )  # fmt: skip
        self._lateness = Histogram(
            "zuwu_notice_lateness_seconds", "How long after it was due a notice was sent.", ["kind"],
            buckets=_LATE, registry=registry,
        )  # fmt: skip
        self._repeats = Counter(
            "zuwu_notices_doubtful", "Sends that nobody knows the outcome of; they are repeated.", registry=registry
        )
        self._due = Gauge(
            "zuwu_notices_due", "Notices and words that are due and not finished, 10000 at most.", registry=registry
        )
        self._waiting = Gauge(
            "zuwu_notices_waiting_seconds", "How long the first of those has waited that are due; 0 where none is.",
            registry=registry,
        )  # fmt: skip
        self._wake_up = Gauge(
            "zuwu_wake_up_age_seconds", "Since what is due was last looked at; -1 before that.", registry=registry
        )

    def _add_state(self, registry: CollectorRegistry) -> None:
        self._database_errors = Counter(
            "zuwu_database_errors", "Times that the database did not do what it was asked.", registry=registry
        )
        self._revision = Gauge("zuwu_knowledge_revision", "The revision that is live here.", registry=registry)
        self._latest = Gauge(
            "zuwu_knowledge_latest_revision", "The latest one of the database, as last seen.", registry=registry
        )
        self._swaps = Counter("zuwu_knowledge_swaps", "How often another revision became live here.", registry=registry)
        self._seen_swaps = 0
        self._checks = Gauge(
            "zuwu_check_ok", "1 where a check of /readyz is well, else 0.", ["check"], registry=registry
        )

    def _begin_with_nought(self) -> None:
        """What has not happened yet is 0 and not missing: an alert on a rise finds the first one, too."""
        for kind in UPDATE_KINDS:
            self._updates.labels(kind, Outcome.HANDLED.value)
            self._updates.labels(kind, Outcome.BUG.value)
        for event in Event:
            self._answers.labels(event.value)
        for outcome in (DeliveryOutcome.SENT, DeliveryOutcome.MISSED, DeliveryOutcome.UNKNOWN, DeliveryOutcome.REFUSED):
            self._notices.labels(DeliveryKind.NOTICE.value, outcome.value)
        for sent in ("sent", "failed", "held"):
            self._operator.labels(sent)

    def exposition(self) -> bytes:
        """All figures as text."""
        return generate_latest(self._registry)

    def arrived(self) -> None:
        """An update is in hand."""
        self._in_hand.inc()

    def done(self, kind: str, outcome: Outcome, seconds: float, age: timedelta | None = None) -> None:
        """It is no longer. ``kind`` is one of UPDATE_KINDS, ``seconds`` how long it was in hand, ``age`` how old its
        message is."""
        self._in_hand.dec()
        self._update_of(kind, outcome.value).inc()
        if outcome in _TIMED:
            self._update_seconds_of(kind).observe(seconds)
            if age is not None:
                self._update_age.observe(max(age.total_seconds(), 0.0))

    def asked(self, event: Event, count: int) -> None:
        """So many questions became that."""
        self._answers.labels(event.value).inc(count)

    def called(self, method: str, outcome: str, seconds: float) -> None:
        """A call to Telegram is over; ``outcome`` is one of CALL_OUTCOMES."""
        name = method if method in METHODS else "other"
        self._call_of(name, outcome).inc()
        self._call_seconds_of(name).observe(seconds)

    def settled(self, kind: DeliveryKind, outcome: DeliveryOutcome, late: timedelta) -> None:
        """That became of a delivery, so long after it was due."""
        self._notices.labels(kind.value, outcome.value).inc()
        if outcome is DeliveryOutcome.SENT:
            self._lateness.labels(kind.value).observe(max(late.total_seconds(), 0.0))

    def doubtful(self) -> None:
        """A send is repeated that may have arrived."""
        self._repeats.inc()

    def database_failed(self) -> None:
        """The database did not do what it was asked."""
        self._database_errors.inc()

    def operator_told(self, outcome: str, count: int = 1) -> None:
        """``sent``, ``failed``, or ``held`` (not told for now)."""
        self._operator.labels(outcome).inc(count)

    def waits(self, count: int, seconds: float) -> None:
        """So many deliveries are due, the first of them for so long."""
        self._due.set(count)
        self._waiting.set(seconds)

    def woke(self, age: float) -> None:
        """So many seconds ago somebody looked at what is due; -1 where nobody has."""
        self._wake_up.set(age)

    def knows(self, number: int, swaps: int, latest: int) -> None:
        """The live revision, how often another became that, and the latest of the database."""
        self._revision.set(number)
        self._latest.set(latest)
        self._swaps.inc(swaps - self._seen_swaps)
        self._seen_swaps = swaps

    def checked(self, checks: Sequence[tuple[str, bool]]) -> None:
        """Whether each check of /readyz is well."""
        for name, well in checks:
            self._checks.labels(name).set(well)


_TIMED = frozenset({Outcome.HANDLED, Outcome.REFUSED, Outcome.TELEGRAM, Outcome.STORAGE, Outcome.BUG})
