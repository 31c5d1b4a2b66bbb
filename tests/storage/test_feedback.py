"""The contract of every MissStore and ReportStore."""

import asyncio
import random
from collections.abc import MutableSequence
from typing import cast

from bot.domain.feedback import AnswerReport, Miss, MissedQuestion
from bot.services.ports import Stores
from tests.storage.samples import HOUR, INSTANT, NOW, a_report


async def test_a_miss_is_counted_by_text_and_reason(stores: Stores) -> None:
    """One line a text, with both counts and the instants of the first and the last miss."""
    await stores.misses.record("预备期多长", Miss.UNANSWERED, NOW)
    await stores.misses.record("预备期多长", Miss.REJECTED, NOW + HOUR)
    await stores.misses.record("预备期多长", Miss.UNANSWERED, NOW + 2 * HOUR)

    expected = MissedQuestion("预备期多长", unanswered=2, rejected=1, first_seen=NOW, last_seen=NOW + 2 * HOUR)
    assert list(await stores.misses.most_frequent(10)) == [expected]
    assert expected.count == 3


async def test_misses_may_be_counted_in_any_order(stores: Stores) -> None:
    """First and last seen go by the instants, not by who came first to the database."""
    for at in (NOW, NOW + HOUR, NOW - HOUR):
        await stores.misses.record("党费", Miss.REJECTED, at)

    assert list(await stores.misses.most_frequent(1)) == [MissedQuestion("党费", 0, 3, NOW - HOUR, NOW + HOUR)]


async def test_texts_are_told_apart_to_the_character(stores: Stores) -> None:
    """Case, blanks and width count: to make them one is not the store's to do."""
    texts = ["DXZ", "dxz", "dxz ", "ｄｘｚ", ""]
    for text in texts:
        await stores.misses.record(text, Miss.UNANSWERED, NOW)

    assert sorted(miss.text for miss in await stores.misses.most_frequent(10)) == sorted(texts)


async def test_the_longest_message_is_counted_too(stores: Stores) -> None:
    """4096 characters of Chinese that no compression makes small."""
    generator = random.Random(1)  # noqa: S311
    text = "".join(chr(generator.randrange(0x4E00, 0x9FA0)) for _ in range(4096))
    for _ in range(2):
        await stores.misses.record(text, Miss.UNANSWERED, NOW)

    assert list(await stores.misses.most_frequent(1)) == [MissedQuestion(text, 2, 0, NOW, NOW)]


async def test_no_miss_is_lost_when_many_come_at_once(stores: Stores) -> None:
    """Twenty at the same time are twenty."""
    await asyncio.gather(*[stores.misses.record("党费", Miss.UNANSWERED, NOW) for _ in range(20)])

    assert [miss.count for miss in await stores.misses.most_frequent(10)] == [20]


async def test_the_most_often_missed_come_first_then_the_latest(stores: Stores) -> None:
    """Both reasons count alike; of equally many the one seen last leads."""
    await stores.misses.record("一次，早", Miss.UNANSWERED, NOW)
    await stores.misses.record("一次，晚", Miss.REJECTED, NOW + INSTANT)
    await stores.misses.record("两次", Miss.UNANSWERED, NOW - HOUR)
    await stores.misses.record("两次", Miss.REJECTED, NOW - HOUR)

    assert [miss.text for miss in await stores.misses.most_frequent(10)] == ["两次", "一次，晚", "一次，早"]
    assert [miss.text for miss in await stores.misses.most_frequent(2)] == ["两次", "一次，晚"]


async def test_nothing_missed_is_an_empty_list(stores: Stores) -> None:
    """So is nothing reported."""
    assert list(await stores.misses.most_frequent(10)) == []
    assert list(await stores.reports.latest(10)) == []


async def test_a_report_comes_out_as_it_went_in(stores: Stores) -> None:
    """Every field survives."""
    report = a_report("r1", reason="不是每月，是每季度\n见第六条")

    await stores.reports.add(report)

    assert list(await stores.reports.latest(10)) == [report]


async def test_the_latest_reports_come_first(stores: Stores) -> None:
    """By their instants, in whatever order they were added; no more than the limit."""
    early, middle, late = (a_report(str(hours), reported_at=NOW + hours * HOUR) for hours in range(3))
    for report in (middle, late, early):
        await stores.reports.add(report)

    assert list(await stores.reports.latest(10)) == [late, middle, early]
    assert list(await stores.reports.latest(2)) == [late, middle]


async def test_of_two_reports_of_one_instant_the_later_added_comes_first(stores: Stores) -> None:
    """The order of adding settles a tie, whatever the ids."""
    first, second = a_report("z"), a_report("a")
    for report in (first, second):
        await stores.reports.add(report)

    assert list(await stores.reports.latest(10)) == [second, first]


async def test_a_report_added_twice_is_kept_once(stores: Stores) -> None:
    """A repetition, after a doubtful failure say, does no harm."""
    for _ in range(2):
        await stores.reports.add(a_report("r1"))

    assert list(await stores.reports.latest(10)) == [a_report("r1")]


async def test_what_a_store_hands_out_is_a_copy(stores: Stores) -> None:
    """Changing a list that came out changes nothing within."""
    await stores.reports.add(a_report("r1"))

    handed_out = cast("MutableSequence[AnswerReport]", await stores.reports.latest(10))
    handed_out.clear()

    assert list(await stores.reports.latest(10)) == [a_report("r1")]
