"""What a sentence becomes: rules, bounds, notices, titles, and the reasons of questions."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from intents.lexicon import Lexicon
from intents.timeexpr import LunarRule, Once, Question, RRule, Schedule, WorkdayRule, read
from intents.timeexpr.title import kind_of
from knowledge.models import Term
from tests.intents.timeexpr.conftest import FRIDAY, ZONE, Hear

Certain = Callable[[str], Schedule]


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ("每周三下午3点", RRule("FREQ=WEEKLY;BYDAY=WE")),
        ("每两周的周三下午3点", RRule("FREQ=WEEKLY;INTERVAL=2;BYDAY=WE")),
        ("每周一到周五早上8点", RRule("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR")),
        ("周一至周五每天早上8点", RRule("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR")),
        ("每月5号和20号上午9点", RRule("FREQ=MONTHLY;BYMONTHDAY=5,20")),
        ("每月倒数第二天上午9点", RRule("FREQ=MONTHLY;BYMONTHDAY=-2")),
        ("每月最后一个周五上午9点", RRule("FREQ=MONTHLY;BYDAY=-1FR")),
        ("每季度末上午9点", RRule("FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1")),
        ("每半年一次，1月5号和7月5号上午9点", RRule("FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=5")),
        ("每年6月30日和12月31日上午9点", RRule("FREQ=YEARLY;BYYEARDAY=-185,-1")),
        ("每年国庆前一天上午9点", RRule("FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=30")),
        ("每年除夕上午9点", LunarRule(12, -1)),
        ("每年农历八月十五晚上8点", LunarRule(8, 15)),
        ("工作日上午9点", WorkdayRule(None)),
        ("每月倒数第二个工作日上午9点", WorkdayRule(-2)),
        ("每季度第一个工作日上午9点", WorkdayRule(1, (1, 4, 7, 10), 3)),
        ("每年12月最后一个工作日上午9点", WorkdayRule(-1, (12,))),
    ],
)
def test_a_sentence_becomes_the_rule_that_it_says(schedule: Certain, sentence: str, rule: object) -> None:
    """The rule, not merely its next dates."""
    assert schedule(sentence).rule == rule


def test_times_of_one_day_are_kept_in_order(schedule: Certain) -> None:
    """Several times in one sentence, however they are said."""
    assert schedule("每天晚上9点和早上8点").times == (time(8), time(21))


def test_a_series_begins_and_ends_where_it_is_said(schedule: Certain) -> None:
    """从 and 到 are days that still count."""
    reading = schedule("从12月1日起每周三下午3点，到明年6月底为止")
    assert (reading.start, reading.until) == (date(2026, 12, 1), date(2027, 6, 30))


def test_a_rule_with_an_interval_begins_with_the_next_to_come(schedule: Certain) -> None:
    """On Friday at eight in the evening, today's three o'clock is over."""
    assert schedule("隔周五下午3点").start == date(2026, 11, 27)


def test_a_number_of_times_is_counted_from_the_next_to_come(schedule: Certain) -> None:
    """Today's time that has passed is none of them."""
    reading = schedule("每天上午9点，共3次")
    assert (reading.start, reading.count) == (date(2026, 11, 21), 3)


def test_half_an_hour_from_now_is_exact_where_the_clocks_change() -> None:
    """An hour that the clocks skip is not counted twice."""
    now = datetime(2026, 3, 29, 0, 45, tzinfo=ZoneInfo("UTC"))
    reading = read("半小时后提醒我", now, "Europe/Berlin")
    assert isinstance(reading, Schedule)
    assert reading.rule == Once((datetime.fromisoformat("2026-03-29T03:15"),))


def test_notices_are_longest_first(schedule: Certain) -> None:
    """However they are said."""
    reading = schedule("提前一小时和提前一天提醒我们每月5号下午3点开会")
    assert reading.leads == (timedelta(days=1), timedelta(hours=1))


def test_a_notice_on_the_evening_before_is_counted_from_the_meeting(schedule: Certain) -> None:
    """Eight in the evening is nineteen hours before three."""
    assert schedule("每月5号下午3点开会，前一天晚上8点提醒").leads == (timedelta(hours=19),)


@pytest.mark.parametrize(
    ("sentence", "title"),
    [
        ("提醒我们每月5号下午3点开党小组会，提前一天提醒", "开党小组会"),
        ("請提醒大家每個月第一個禮拜五下午兩點半開黨小組會", "開黨小組會"),
        ("15号下午3点在3号会议室开党小组会，记得通知", "开党小组会"),
        ("6月30日下午3点开七一表彰大会", "开七一表彰大会"),
        ("每月25号上午9点报6月份党费", "报6月份党费"),
        ("每周五下午4点总结本周工作、布置下周工作", "总结本周工作、布置下周工作"),
        ("每周三下午3点学习二十大精神", "学习二十大精神"),
        ("2分钟后 交材料", "交材料"),
        ("明天下午3点提醒我", ""),
    ],
)
def test_a_title_is_what_remains_as_it_was_typed(schedule: Certain, sentence: str, title: str) -> None:
    """Without time words and without the wish to be reminded."""
    assert schedule(sentence).title == title


@pytest.mark.parametrize(
    ("sentence", "title"),
    [
        ("一次性：下周一下午两点", ""),
        ("12月1日下午3点的会怎么通知", "会怎么通知"),
        ("明天下午3点讨论党的建设", "讨论党的建设"),
        ("每周三下午3点学习在线课程", "学习在线课程"),
        ("每周三下午3点和老王谈话", "和老王谈话"),
        ("下周五上午九点为老党员送温暖", "为老党员送温暖"),
        ("明天上午9点把材料交到组织部", "把材料交到组织部"),
        ("后天下午2点去社区义务劳动", "去社区义务劳动"),
        ("每天下午五点整理会议记录", "整理会议记录"),
        ("每月10号上午9点都要交党费", "都要交党费"),
        ("提醒大家每周五下午4点按时交周报", "按时交周报"),
        ("每月5号下午3点开会，通知单发到每个人", "开会，通知单发到每个人"),
        ("党小组会于每月5号下午3点召开", "党小组会召开"),
        ("我们小组每月5号下午3点开会", "我们小组开会"),
        ("老王下周二下午两点半要给我们讲党课", "老王要给我们讲党课"),
        ("明天（周六）下午3点开《党章》学习会", "开《党章》学习会"),
        ("明天下午3点开会（线上）", "开会（线上）"),
        ("后天上午10点这个季度的总结会", "这个季度的总结会"),
        ("明天下午3点是关于党费的说明会", "是关于党费的说明会"),
        ("明天上午9点帮老党员搬家", "帮老党员搬家"),
        ("每周一上午9点在职党员集中学习", "在职党员集中学习"),
        ("明天下午3点在座谈会上开场发言", "在座谈会上开场发言"),
        ("下周四下午3点开会通知", "开会通知"),
        ("请帮我们建一个每月10号下午3点的提醒", ""),
        ("党小组会定在每月5号下午3点，提前一天在群里说一声", "党小组会"),
    ],
)
def test_no_word_of_the_matter_is_lost(schedule: Certain, sentence: str, title: str) -> None:
    """Words that link a time to the rest are silent in front of a time alone."""
    assert schedule(sentence).title == title


@pytest.mark.parametrize(
    ("sentence", "venue", "title"),
    [
        ("每月5号下午3点在三楼会议室开党小组会", "三楼会议室", "开党小组会"),
        ("15号下午3点在3号会议室开党小组会，记得通知", "3号会议室", "开党小组会"),
        ("下周三上午9点在一楼大厅集合去参观，提前一小时提醒", "一楼大厅", "集合去参观"),
        ("周六上午九点半义务植树，地点人民公园", "人民公园", "义务植树"),
        ("会议时间：12月3日下午3点 会议地点：三楼会议室 内容：党小组会", "三楼会议室", "内容：党小组会"),
        ("明天下午3点在家看党课录像", "", "在家看党课录像"),
    ],
)
def test_a_place_is_read_where_it_is_clearly_said(schedule: Certain, sentence: str, venue: str, title: str) -> None:
    """As it was typed; anything less clear stays in the title."""
    reading = schedule(sentence)
    assert (reading.venue, reading.title) == (venue, title)


@pytest.mark.parametrize(
    ("said", "policy"),
    [
        ("遇到休息日顺延", "next"),
        ("遇节假日顺延到下一个工作日", "next"),
        ("如遇法定节假日则顺延至节后第一个工作日", "next"),
        ("如果是休息日就改到下个工作日", "next"),
        ("遇節假日順延", "next"),
        ("碰上节假日就提前", "previous"),
        ("碰到周末往前提", "previous"),
        ("放假就跳过", "skip"),
        ("放假不开", "skip"),
        ("节假日照常", "as-is"),
        ("休息日不顺延", "as-is"),
        ("地点三楼会议室", ""),
    ],
)
def test_what_days_off_do_is_read(schedule: Certain, said: str, policy: str) -> None:
    """Before or after the time, with other words around it, and no part of the title."""
    for sentence in (f"每月5号下午3点开会，{said}，提前一天提醒", f"{said} 每月5号下午3点开会 提前一天提醒"):
        reading = schedule(sentence)
        assert (reading.days_off, reading.title) == (policy, "开会")
        assert reading.leads == (timedelta(days=1),)


@pytest.mark.parametrize(
    "said",
    [
        "遇节假日顺延一周",
        "遇节假日提前一天",
        "顺延一周",
        "遇周末提前到周五",
        "放假就另行安排",
        "节假日另行通知",
        "遇节假日改线上",
    ],
)
def test_what_no_policy_does_is_asked_about(hear: Hear, said: str) -> None:
    """A change of the time that is not understood is never swallowed."""
    reading = hear(f"每月5号下午3点开会，{said}")
    assert isinstance(reading, Question)
    assert reading.reason == "not-understood"


def test_two_policies_are_asked_about(hear: Hear) -> None:
    """节假日 cannot both be as usual and move a meeting."""
    reading = hear("每月5号下午3点开会，节假日照常，遇周末顺延")
    assert isinstance(reading, Question)
    assert reading.reason == "ambiguous"


def test_the_kind_of_a_meeting_is_the_id_of_its_term() -> None:
    """Found in the title through the lexicon."""
    lexicon = Lexicon([Term(id="group-meeting", name="党小组会", kind="meeting")])
    reading = read("明天下午3点开党小组会", FRIDAY.replace(tzinfo=ZoneInfo(ZONE)), ZONE, lexicon)
    assert isinstance(reading, Schedule)
    assert reading.kind == "group-meeting"


def test_of_several_meetings_the_one_with_a_checklist_counts_and_of_these_the_longest_named() -> None:
    """A body is a meeting where it has one."""
    terms = [
        Term(id="body", name="部务会", kind="body"),
        Term(id="lecture", name="党课大讲堂", kind="meeting"),
        Term(id="group-meeting", name="党小组会", kind="meeting", synonyms=("小组会",)),
        Term(id="life", name="组织生活会", kind="meeting"),
    ]
    knowing, lexicon = Lexicon(terms, ["body", "group-meeting", "life"]), Lexicon(terms)
    titles = ["部务会", "党课大讲堂和部务会", "党小组会和组织生活会", "党课大讲堂", "课题小组会"]
    assert [kind_of(title, knowing) for title in titles] == ["body", "body", "life", "lecture", ""]
    assert [kind_of(title, lexicon) for title in titles[:2]] == ["", "lecture"]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("准备党小组会", ""),
        ("准备开党小组会", "group-meeting"),
        ("党小组会材料", ""),
        ("党小组会的会议记录", ""),
        ("党小组会议题", ""),
        ("党小组会总结", ""),
        ("党小组会总结上半年工作", "group-meeting"),
        ("党小组会：通报情况", "group-meeting"),
        ("党小组会，材料自带", "group-meeting"),
        ("党小组会通报会", "group-meeting"),
        ("党小组会学习材料", "group-meeting"),
        ("体检", ""),
        ("", ""),
    ],
)
def test_what_is_done_for_a_meeting_is_none(title: str, kind: str) -> None:
    """Nobody comes to the writing of its minutes."""
    assert kind_of(title, Lexicon([Term(id="group-meeting", name="党小组会", kind="meeting")])) == kind


@pytest.mark.parametrize(
    ("sentence", "unread"),
    [("每周三下午3点到5点学习", "到5点"), ("明天下午3点左右开会", "左右"), ("大概明天下午3点开会", "大概")],
)
def test_what_a_schedule_does_not_keep_is_shown(schedule: Certain, sentence: str, unread: str) -> None:
    """Said, not understood, and never swallowed."""
    assert schedule(sentence).unread == unread


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("每月5号开党小组会", "no-time"),
        ("每周三下午开会", "no-time"),
        ("每周下午3点", "no-date"),
        ("每季度上一次党课", "no-date"),
        ("立春上午9点", "no-date"),
        ("昨天下午3点开会", "past"),
        ("这个月5号下午3点", "past"),
        ("2026年2月29日上午9点", "impossible"),
        ("每年2月30日上午9点", "impossible"),
        ("周八下午3点", "impossible"),
        ("明天三点七十分", "impossible"),
        ("每小时提醒我", "too-often"),
        ("明天3点开会", "ambiguous"),
        ("老时间开会", "ambiguous"),
        ("每月第二周的周三下午3点", "ambiguous"),
        ("每隔两周的周三下午3点", "ambiguous"),
        ("每周五晚上12点", "ambiguous"),
        ("12月3日星期五下午3点", "ambiguous"),
        ("每周三下午3点，除了节假日", "not-understood"),
        ("党小组会改到周三下午3点", "not-understood"),
        ("每周一9点、周四15点", "not-understood"),
        ("每天早上8点和每周五下午3点", "not-understood"),
        ("每月10日前交党费，5号上午9点提醒", "not-understood"),
    ],
)
def test_a_question_says_what_is_wrong(hear: Hear, sentence: str, reason: str) -> None:
    """Never a date that was not said."""
    reading = hear(sentence)
    assert isinstance(reading, Question)
    assert reading.reason == reason


def test_a_question_for_the_time_of_day_knows_the_rest(hear: Hear) -> None:
    """The rule, the title and the notices are not asked again."""
    reading = hear("每月5号开党小组会，提前一天提醒")
    assert isinstance(reading, Question)
    assert reading.draft == Schedule(
        RRule("FREQ=MONTHLY;BYMONTHDAY=5"),
        (),
        date(2026, 11, 20),
        leads=(timedelta(days=1),),
        title="开党小组会",
    )


def test_the_clock_on_the_wall_is_that_of_the_zone() -> None:
    """At 20:00 in London it is already tomorrow in Shanghai."""
    now = datetime(2026, 11, 20, 20, 0, tzinfo=ZoneInfo("Europe/London"))
    reading = read("明天上午9点", now, ZONE)
    assert isinstance(reading, Schedule)
    assert reading.rule == Once((datetime.fromisoformat("2026-11-22T09:00"),))
