"""What lies near to what."""

import time

from intents.nearest import clusters, nearest
from intents.understanding import Understanding


def test_the_same_question_in_other_words_is_one(party: Understanding) -> None:
    """The most frequent text stands for all, and their counts are added."""
    misses = [("小组会要不要签到", 2), ("党小组会要不要签到啊", 5), ("请问党小组会需要签到吗", 1), ("食堂几点开饭", 3)]
    found = clusters(misses, party)
    assert [(one.texts[0], one.count) for one in found] == [("党小组会要不要签到啊", 8), ("食堂几点开饭", 3)]
    assert clusters(misses[::-1], party) == found


def test_questions_about_different_bodies_stay_apart(party: Understanding) -> None:
    """One character is all that differs, and everything."""
    assert len(clusters([("党小组会要签到吗", 1), ("党组会要签到吗", 1), ("机关党委会要签到吗", 1)], party)) == 3


def test_many_texts_take_about_a_second(party: Understanding) -> None:
    """Every text is in one cluster, and none is lost."""
    misses = [(f"第{number * 7919 % 10007}号楼的{number * 31 % 97}房间怎么走", 1) for number in range(2500)]
    started = time.perf_counter()
    found = clusters(misses, party)
    assert time.perf_counter() - started < 5
    assert sorted(text for one in found for text in one.texts) == sorted(text for text, _ in misses)
    assert sum(one.count for one in found) == len(misses)


def test_the_nearest_entries_come_first(party: Understanding) -> None:
    found = nearest(party, ["小组会几个月开一回", "小组会多久一次"])
    assert found[0].target_id == "group-meeting-frequency"
    assert [one.confidence for one in found] == sorted((one.confidence for one in found), reverse=True)
    assert len({one.target_id for one in found}) == len(found) <= 5
