"""What lies near to what."""

import time

from intents.nearest import clusters, nearest
from intents.understanding import Understanding

MISSES = (
    ("停车证怎么办", "办停车证找谁", "停车证丢了怎么补", "去哪里领停车证"),
    ("打印机坏了找谁", "打印机没墨了", "打印机连不上了怎么办", "请问打印机卡纸了找谁修"),
    ("会议室预约", "订会议室找哪个部门", "怎么预订会议室", "会议室在哪里订啊"),
    ("食堂几点开饭", "食堂饭卡怎么充值", "食堂周末开不开", "单位食堂可以带家属吗"),
    ("年终奖什么时候发", "年终奖发多少", "今年年终奖还发吗"),
    ("班车几点发车", "班车路线有哪些", "下班班车在哪里坐"),
    ("公积金怎么提取", "提取公积金要什么材料", "公积金比例是多少"),
    ("体检什么时候安排", "今年体检在哪家医院", "体检报告怎么领"),
    ("无线网密码是多少", "无线网连不上"),
    ("图书馆借书要什么证", "图书馆几点关门"),
    ("出差报销怎么填", "报销单找谁签字"),
    ("报销要哪些发票",),
    ("工作服什么时候发", "工作服尺码不合适找谁换"),
    ("办公室空调坏了", "空调不制冷找谁"),
    ("职工宿舍怎么申请", "申请宿舍找谁"),
    ("党小组会要不要签到", "小组会需要签到吗"),
    ("党组会要签到吗",),
    ("机关党委会要签到吗",),
    ("小组会几点开始合适", "党小组会一般几点开始"),
    ("组长调走了谁来接", "组长调走了谁来接班"),
    ("组长能不能兼任支部委员",),
    ("微信群里能投票吗",),
    ("门禁卡丢了怎么办", "补办门禁卡找谁"),
    ("电脑蓝屏了", "我的电脑开不了机"),
    ("快递放在哪里",),
    ("今天天气怎么样",),
)
"""Questions that the documents do not answer, as people of an office ask them; those together that are about one
matter."""


def test_the_same_question_in_other_words_is_one(party: Understanding) -> None:
    """The most frequent text stands for all, and their counts are added."""
    misses = [("小组会要不要签到", 2), ("党小组会要不要签到啊", 5), ("请问党小组会需要签到吗", 1), ("食堂几点开饭", 3)]
    found = clusters(misses, party)
    assert [(one.texts[0], one.count) for one in found] == [("党小组会要不要签到啊", 8), ("食堂几点开饭", 3)]
    assert clusters(misses[::-1], party) == found


def test_what_is_about_one_matter_outside_of_the_terms_is_one(party: Understanding) -> None:
    """In whatever words; what has only letters or a verb in common stays apart."""
    found = clusters([(text, 1) for group in MISSES for text in group], party)
    assert {frozenset(one.texts) for one in found} == {frozenset(group) for group in MISSES}


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
