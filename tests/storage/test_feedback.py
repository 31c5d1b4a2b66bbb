"""The contract of every MissStore and ReportStore."""

import asyncio
import random
from collections.abc import MutableSequence
from datetime import date, timedelta
from typing import cast

from bot.domain.feedback import AnswerReport, Miss, MissedQuestion
from bot.services.ports import Stores
from bot.storage.sql import SqlStores
from tests.storage.samples import HOUR, INSTANT, NOW, a_report

DAY = date(2026, 3, 2)


async def test_a_miss_is_counted_by_text_and_reason(stores: Stores) -> None:
    """One line a text, with both counts and the instants of the first and the last miss."""
    await stores.misses.record("预备期多长", Miss.UNANSWERED, NOW, DAY)
    await stores.misses.record("预备期多长", Miss.REJECTED, NOW + HOUR, DAY)
    await stores.misses.record("预备期多长", Miss.UNANSWERED, NOW + 2 * HOUR, DAY)

    expected = MissedQuestion("预备期多长", unanswered=2, rejected=1, first_seen=NOW, last_seen=NOW + 2 * HOUR)
    assert list(await stores.misses.open(10)) == [expected]
    assert expected.count == 3


async def test_misses_may_be_counted_in_any_order(stores: Stores) -> None:
    """First and last seen go by the instants, not by who came first to the database."""
    for at in (NOW, NOW + HOUR, NOW - HOUR):
        await stores.misses.record("党费", Miss.REJECTED, at, DAY)

    assert list(await stores.misses.open(1)) == [MissedQuestion("党费", 0, 3, NOW - HOUR, NOW + HOUR)]


async def test_texts_are_told_apart_to_the_character(stores: Stores) -> None:
    """Case, blanks and width count: to make them one is not the store's to do."""
    texts = ["DXZ", "dxz", "dxz ", "ｄｘｚ", ""]
    for text in texts:
        await stores.misses.record(text, Miss.UNANSWERED, NOW, DAY)

    assert sorted(miss.text for miss in await stores.misses.open(10)) == sorted(texts)


async def test_the_longest_message_is_counted_too(stores: Stores) -> None:
    """4096 characters of Chinese that no compression makes small."""
    generator = random.Random(1)  # noqa: S311
    text = "".join(chr(generator.randrange(0x4E00, 0x9FA0)) for _ in range(4096))
    for _ in range(2):
        await stores.misses.record(text, Miss.UNANSWERED, NOW, DAY)

    assert list(await stores.misses.open(1)) == [MissedQuestion(text, 2, 0, NOW, NOW)]


async def test_no_miss_is_lost_when_many_come_at_once(stores: Stores) -> None:
    """Twenty at the same time are twenty."""
    await asyncio.gather(*[stores.misses.record("党费", Miss.UNANSWERED, NOW, DAY) for _ in range(20)])

    assert [miss.count for miss in await stores.misses.open(10)] == [20]


async def test_the_most_often_missed_come_first_then_the_latest(stores: Stores) -> None:
    """Both reasons count alike; of equally many the one seen last leads."""
    await stores.misses.record("一次，早", Miss.UNANSWERED, NOW, DAY)
    await stores.misses.record("一次，晚", Miss.REJECTED, NOW + INSTANT, DAY)
    await stores.misses.record("两次", Miss.UNANSWERED, NOW - HOUR, DAY)
    await stores.misses.record("两次", Miss.REJECTED, NOW - HOUR, DAY)

    assert [miss.text for miss in await stores.misses.open(10)] == ["两次", "一次，晚", "一次，早"]
    assert [miss.text for miss in await stores.misses.open(2)] == ["两次", "一次，晚"]


async def test_nothing_missed_is_an_empty_list(stores: Stores) -> None:
    """So is nothing reported."""
    assert list(await stores.misses.open(10)) == []
    assert list(await stores.reports.open(10)) == []


async def test_a_report_comes_out_as_it_went_in(stores: Stores) -> None:
    """Every field survives."""
    report = a_report("r1", reason="不是每月，是每季度\n见第六条")

    await stores.reports.add(report)

    assert list(await stores.reports.open(10)) == [report]


async def test_the_latest_reports_come_first(stores: Stores) -> None:
    """By their instants, in whatever order they were added; no more than the limit."""
    early, middle, late = (a_report(str(hours), reported_at=NOW + hours * HOUR) for hours in range(3))
    for report in (middle, late, early):
        await stores.reports.add(report)

    assert list(await stores.reports.open(10)) == [late, middle, early]
    assert list(await stores.reports.open(2)) == [late, middle]


async def test_of_two_reports_of_one_instant_the_later_added_comes_first(stores: Stores) -> None:
    """The order of adding settles a tie, whatever the ids."""
    first, second = a_report("z"), a_report("a")
    for report in (first, second):
        await stores.reports.add(report)

    assert list(await stores.reports.open(10)) == [second, first]


async def test_a_report_added_twice_is_kept_once(stores: Stores) -> None:
    """A repetition, after a doubtful failure say, does no harm."""
    for _ in range(2):
        await stores.reports.add(a_report("r1"))

    assert list(await stores.reports.open(10)) == [a_report("r1")]


async def test_what_a_store_hands_out_is_a_copy(stores: Stores) -> None:
    """Changing a list that came out changes nothing within."""
    await stores.reports.add(a_report("r1"))

    handed_out = cast("MutableSequence[AnswerReport]", await stores.reports.open(10))
    handed_out.clear()

    assert list(await stores.reports.open(10)) == [a_report("r1")]


async def test_what_was_settled_is_open_no_more(stores: Stores) -> None:
    """Each counts once, however often it is named; what was never missed, or is settled already, does not count."""
    for text in ("甲", "乙", "丙"):
        await stores.misses.record(text, Miss.UNANSWERED, NOW, DAY)

    assert await stores.misses.settle(["甲", "乙", "乙", "没有"], "group-meeting-frequency", NOW) == 2
    assert await stores.misses.settle(["甲", "乙"], "", NOW + HOUR) == 0
    assert await stores.misses.settle([], "", NOW) == 0
    assert [miss.text for miss in await stores.misses.open(10)] == ["丙"]


async def test_what_is_missed_again_is_open_again(stores: Stores) -> None:
    """With all its counts, and may be settled again."""
    await stores.misses.record("甲", Miss.UNANSWERED, NOW, DAY)
    await stores.misses.settle(["甲"], "", NOW)
    await stores.misses.record("甲", Miss.REJECTED, NOW, DAY)

    assert list(await stores.misses.open(10)) == [MissedQuestion("甲", 1, 1, NOW, NOW)]
    assert await stores.misses.settle(["甲"], "", NOW) == 1


async def test_many_texts_are_settled_at_once(stores: Stores) -> None:
    """More than fit into one statement."""
    texts = [f"第{number}问" for number in range(1200)]
    for text in texts[::400]:
        await stores.misses.record(text, Miss.UNANSWERED, NOW, DAY)

    assert await stores.misses.settle(iter(texts), "", NOW) == 3


async def test_replicas_settle_each_text_once(replicas: list[SqlStores]) -> None:
    """In whatever order they name them."""
    texts = [f"第{number}问" for number in range(40)]
    for text in texts:
        await replicas[0].misses.record(text, Miss.UNANSWERED, NOW, DAY)

    orders = [texts, texts[::-1], texts[20:] + texts[:20], texts[::3]]
    settled = await asyncio.gather(
        *[stores.misses.settle(order, "", NOW) for stores, order in zip(replicas, orders, strict=True)]
    )

    assert sum(settled) == 40


async def test_the_most_frequent_of_some_days_come_first(stores: Stores) -> None:
    """By what was missed on those days only, both ends included; the settled ones too; of equally many the latest."""
    for text, day, times in (("甲", 0, 5), ("甲", 3, 1), ("乙", 1, 1), ("乙", 2, 2), ("丙", 4, 9), ("丁", 2, 1)):
        for _ in range(times):
            await stores.misses.record(text, Miss.UNANSWERED, NOW + timedelta(days=day), DAY + timedelta(days=day))
    await stores.misses.settle(["乙"], "", NOW)
    first, last = DAY + timedelta(days=1), DAY + timedelta(days=3)

    assert list(await stores.misses.frequent(first, last, 10)) == [("乙", 3), ("甲", 1), ("丁", 1)]
    assert list(await stores.misses.frequent(first, last, 1)) == [("乙", 3)]
    assert list(await stores.misses.frequent(DAY, DAY, 10)) == [("甲", 5)]
    assert list(await stores.misses.frequent(last, first, 10)) == []


async def test_a_purge_deletes_what_was_last_missed_before(stores: Stores) -> None:
    """With its days; what was missed at that instant stays."""
    await stores.misses.record("甲", Miss.UNANSWERED, NOW - INSTANT, DAY)
    await stores.misses.record("乙", Miss.UNANSWERED, NOW - HOUR, DAY)
    await stores.misses.record("乙", Miss.UNANSWERED, NOW, DAY)

    assert await stores.misses.purge(NOW) == 1
    assert await stores.misses.purge(NOW) == 0
    assert [miss.text for miss in await stores.misses.open(10)] == ["乙"]
    assert list(await stores.misses.frequent(DAY, DAY, 10)) == [("乙", 2)]


async def test_reports_of_an_entry_are_settled_up_to_an_instant(stores: Stores) -> None:
    """That instant included; those of other entries and later ones stay open."""
    reports = [a_report(str(n), reported_at=NOW + n * INSTANT) for n in range(3)]
    other = a_report("other", entry_id="another")
    for report in (*reports, other):
        await stores.reports.add(report)

    assert await stores.reports.settle(reports[0].entry_id, NOW + INSTANT) == 2
    assert await stores.reports.settle(reports[0].entry_id, NOW + INSTANT) == 0
    assert list(await stores.reports.open(10)) == [reports[2], other]
    await stores.reports.add(reports[0])
    assert list(await stores.reports.open(10)) == [reports[2], other]


async def test_old_reports_are_purged(stores: Stores) -> None:
    """Settled or not; one of that instant stays."""
    for report in (
        a_report("old", reported_at=NOW - INSTANT),
        a_report("new"),
        a_report("done", reported_at=NOW - HOUR),
    ):
        await stores.reports.add(report)
    await stores.reports.settle("group-meeting-frequency", NOW - HOUR)

    assert await stores.reports.purge(NOW) == 2
    assert await stores.reports.purge(NOW) == 0
    assert list(await stores.reports.open(10)) == [a_report("new")]
