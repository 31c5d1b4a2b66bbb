"""Minutes as values: what is known before anybody writes, and what is made of what people type."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.meeting import MAX_TOPICS, OWN_KIND, Answer, Meeting, Rsvp
from bot.domain.minute_actions import action_of
from bot.domain.minute_lines import lines_of
from bot.domain.minute_people import people_in
from bot.domain.minute_reading import Remark, Taken, taken
from bot.domain.minute_taking import (
    MAX_ATTENDEES,
    Part,
    TooMuchError,
    called,
    corrected,
    prefilled,
    with_chair,
    with_everybody_there,
    with_guest,
    with_person,
    with_presence,
    with_the_rest,
    without_person,
)
from bot.domain.minutes import MAX_LINE, MAX_LINES, MAX_POINTS, ActionItem, Attendee, Minutes, Presence
from bot.domain.roster import MAX_NAME, Member
from bot.domain.turnout import Turnout

AT = datetime(2026, 3, 5, 7, tzinfo=UTC)
"""A Thursday, 15:00 in Beijing."""

DAY, ZONE = date(2026, 3, 5), "Asia/Shanghai"
MEETING = Meeting(
    id="meeting0001",
    chat_id=-1001,
    series_id="series00001",
    recurrence_id=AT,
    starts_at=AT,
    zone=ZONE,
    kind="group-meeting",
    title="党小组会",
    topics=("学习",),
)
HERE, LEAVE, ABSENT, UNKNOWN = Presence.PRESENT, Presence.ON_LEAVE, Presence.ABSENT, Presence.UNCONFIRMED
NAMES = ("小李", "老张", "李四", "小王")


def minutes_of(*attendees: Attendee, points: str = "") -> Minutes:
    return Minutes(
        meeting_id=MEETING.id,
        chat_id=-1001,
        revision=1,
        attendees=attendees,
        points=points,
        written_by="老张",
        written_at=AT,
    )


def member(user_id: int | None, name: str, *, excused: bool = False) -> Member:
    return Member(id=f"m{user_id}{name}", chat_id=-1001, user_id=user_id, name=name, excused=excused, joined_at=AT)


def answer(user_id: int, name: str, rsvp: Rsvp, reason: str = "") -> Answer:
    return Answer(
        meeting_id=MEETING.id, user_id=user_id, name=name, rsvp=rsvp, reason=reason, answered_at=AT, starts_at=AT
    )


def filled(members: list[Member], answers: list[Answer]) -> list[tuple[str, Presence, str, bool]]:
    turnout = Turnout.of(members, answers, AT)
    minutes = prefilled(MEETING, turnout, chair="老张", recorder="小李", written_by="小李", now=AT)
    assert (minutes.revision, minutes.version, minutes.topics, minutes.chair) == (1, 0, ("学习",), "老张")
    return [(each.name, each.presence, each.reason, each.guest) for each in minutes.attendees]


# ---- before anybody writes


def test_answers_are_presence_until_somebody_says_otherwise() -> None:
    """Accepted there, declined on leave, unsure and silent not confirmed; by the names of the roster. The reason was
    told to leaders, and is not written down."""
    members = [member(1, "小李"), member(2, "小王"), member(3, "小孙"), member(4, "小周"), member(None, "老陈")]
    answers = [
        answer(1, "Li", Rsvp.ACCEPTED),
        answer(2, "Wang", Rsvp.DECLINED, "出差"),
        answer(3, "Sun", Rsvp.TENTATIVE),
    ]
    assert filled(members, answers) == [
        ("小李", HERE, "", False),
        ("小王", LEAVE, "", False),
        ("小孙", UNKNOWN, "", False),
        ("小周", UNKNOWN, "", False),
        ("老陈", UNKNOWN, "", False),
    ]


def test_who_presides_is_there_unless_they_asked_for_leave() -> None:
    """Silence of the chair is no doubt; a chair on leave is none."""
    assert filled([member(1, "老张"), member(2, "小王")], [])[0] == ("老张", HERE, "", False)
    assert filled([member(1, "老张")], [answer(1, "老张", Rsvp.TENTATIVE)])[0] == ("老张", HERE, "", False)
    turnout = Turnout.of([member(1, "老张")], [answer(1, "老张", Rsvp.DECLINED)], AT)
    away = prefilled(MEETING, turnout, chair="老张", recorder="小李", written_by="小李", now=AT)
    assert (away.chair, away.attendees) == ("", (Attendee("老张", LEAVE),))
    minutes = minutes_of(Attendee("小王", UNKNOWN), Attendee("小赵", ABSENT))
    assert with_chair(minutes, "小王").attendees[0].presence is HERE
    assert with_chair(minutes, "小赵").attendees[1].presence is ABSENT


def test_who_is_excused_is_expected_only_where_they_come() -> None:
    """Away for long they count neither as there nor as absent."""
    members = [member(1, "小李", excused=True), member(2, "小王", excused=True), member(3, "小孙")]
    answers = [answer(1, "小李", Rsvp.ACCEPTED), answer(2, "小王", Rsvp.DECLINED)]
    assert filled(members, answers) == [("小孙", UNKNOWN, "", False), ("小李", HERE, "", False)]


def test_others_who_come_are_guests() -> None:
    """Only those who said yes; without any roster they are all that is known of the group."""
    answers = [answer(8, "王处长", Rsvp.ACCEPTED), answer(9, "赵处长", Rsvp.DECLINED, "忙")]
    assert filled([member(1, "小李")], answers) == [("小李", UNKNOWN, "", False), ("王处长", HERE, "", True)]
    assert filled([], answers) == [("王处长", HERE, "", False), ("赵处长", LEAVE, "", False)]


def test_a_correction_is_a_draft_of_the_next_revision() -> None:
    """With everything that was filed."""
    filed = Minutes(
        meeting_id="m", chat_id=-1, revision=3, points="原文", written_by="老张", written_at=AT, filed_at=AT, version=7
    )
    draft = corrected(filed, written_by="小李", now=AT)
    assert (draft.revision, draft.filed_at, draft.version, draft.points, draft.written_by) == (
        4,
        None,
        0,
        "原文",
        "小李",
    )


# ---- presence


def test_a_reason_lasts_as_long_as_the_leave() -> None:
    """Who came after all has none."""
    minutes = minutes_of(Attendee("小李", LEAVE, "出差"))
    assert with_presence(minutes, 0, LEAVE).attendees[0].reason == "出差"
    assert with_presence(minutes, 0, HERE).attendees == (Attendee("小李", HERE),)


def test_a_guest_who_was_not_there_is_none() -> None:
    """Nobody expected them."""
    minutes = minutes_of(Attendee("小李", HERE), Attendee("王处长", HERE, guest=True))
    assert with_presence(minutes, 1, ABSENT).attendees == (Attendee("小李", HERE),)


def test_everybody_came_but_those_on_leave() -> None:
    """One press for the usual case."""
    minutes = minutes_of(Attendee("小李", ABSENT), Attendee("小王", LEAVE), Attendee("小孙", UNKNOWN))
    assert [each.presence for each in with_everybody_there(minutes).attendees] == [HERE, LEAVE, HERE]


@pytest.mark.parametrize("presence", [HERE, ABSENT])
def test_the_rest_are_those_of_whom_nobody_said_anything(presence: Presence) -> None:
    """What somebody said stays."""
    minutes = minutes_of(*(Attendee(each.value, each) for each in Presence))
    assert [each.presence for each in with_the_rest(minutes, presence).attendees] == [HERE, LEAVE, ABSENT, presence]


def test_somebody_becomes_a_guest_is_expected_again_and_is_taken_out() -> None:
    """A guest is not counted among those expected."""
    minutes = minutes_of(Attendee("王处长", LEAVE, "忙"), Attendee("小李", HERE))
    guest = with_guest(minutes, 0)
    assert (guest.attendees[0], guest.expected) == (Attendee("王处长", HERE, guest=True), 1)
    assert with_presence(guest, 0, HERE).attendees[0] == Attendee("王处长", HERE)
    assert without_person(minutes, 0).attendees == (Attendee("小李", HERE),)


@pytest.mark.parametrize(
    ("title", "kind", "name"),
    [
        ("开党小组会", "group-meeting", "党小组会"),
        ("召开部务会", "leading-body", "部务会"),
        ("开题报告会", OWN_KIND, "开题报告会"),
        ("开", "group-meeting", "开"),
        ("三月份党小组会", "group-meeting", "三月份党小组会"),
    ],
)
def test_the_verb_of_a_reminder_is_no_part_of_a_name(title: str, kind: str, name: str) -> None:
    """开党小组会 is how one says it to the bot; what is of one's own kind keeps its title."""
    assert called(replace(MEETING, title=title, kind=kind)) == name


def test_people_are_limited() -> None:
    """In number, and in the length of a name."""
    full = minutes_of(*(Attendee(f"党员{number}", HERE) for number in range(MAX_ATTENDEES)))
    with pytest.raises(TooMuchError):
        with_person(full, Attendee("又一个", HERE))
    assert with_person(full, Attendee("党员7", ABSENT)).attendees[7].presence is ABSENT
    with pytest.raises(TooMuchError):
        with_person(minutes_of(), Attendee("长" * (MAX_NAME + 1), HERE))


# ---- lines


def test_numbers_and_bullets_are_left_out_and_dates_are_not() -> None:
    """Only what is plainly a number in front."""
    text = "1. 甲\n2、乙\n（三）丙\n四、丁\n- 戊\n\n3.20 完成\n2026年计划\n1.5万元\n第一，己"
    assert lines_of(text) == ("甲", "乙", "丙", "丁", "戊", "3.20 完成", "2026年计划", "1.5万元", "己")


def test_names_come_with_their_reasons() -> None:
    """Separated as people do; counts and 同志 are no names."""
    found = people_in("张三、李四（出差、下周回），王五同志 赵六(病假) 共4人")
    assert found == (("张三", ""), ("李四", "出差、下周回"), ("王五", ""), ("赵六", "病假"))
    assert people_in("无") == people_in("8人") == ()


@given(st.text(alphabet="小李老张 ，,：:、（）3月20日前周五底负责做好了.-", max_size=40))
def test_nothing_of_a_line_is_lost(line: str) -> None:
    """What is to be done is the sentence, whatever is typed, and nobody is named who is not in it."""
    found = action_of(line, NAMES, DAY, ZONE).item
    assert found.what == line.strip()
    assert all(name in line for name in found.who.split("、"))


# ---- parts as they are typed


def test_new_lines_come_behind_those_that_are_there() -> None:
    """Unless it is written afresh; empty where it is cleared."""
    first = taken(minutes_of(), Part.DECISIONS, "1. 同意\n2. 再议", MEETING).minutes
    both = taken(first, Part.DECISIONS, "同意\n散会", MEETING).minutes
    assert both.decisions == ("同意", "再议", "散会")
    assert taken(both, Part.DECISIONS, "重写\n散会", MEETING).minutes.decisions == ("散会",)
    assert taken(both, Part.DECISIONS, "清空", MEETING).minutes.decisions == ()
    assert taken(minutes_of(points="甲"), Part.POINTS, "乙\n丙", MEETING).minutes.points == "甲\n乙\n丙"


@pytest.mark.parametrize(
    ("part", "text"),
    [
        (Part.POINTS, "字" * (MAX_POINTS + 1)),
        (Part.DECISIONS, "\n".join(f"第{number}条决定" for number in range(MAX_LINES + 1))),
        (Part.DECISIONS, "字" * (MAX_LINE + 1)),
        (Part.ACTIONS, "字" * (MAX_LINE + 1)),
        (Part.TOPICS, "\n".join(f"议题{number}" for number in range(MAX_TOPICS + 1))),
        (Part.CHAIR, "字" * 100),
    ],
)
def test_every_part_has_its_limit(part: Part, text: str) -> None:
    """What is longer is refused as a whole."""
    with pytest.raises(TooMuchError) as error:
        taken(minutes_of(), part, text, MEETING)
    assert error.value.part is part


WHOLE = """党小组三月会议
主持：老张 记录：小李
出席：小李、老张
请假：小王（出差）
缺席：无
列席：王处长
一、议题：
1. 学习精神
2. 讨论
二、会议内容：
老张讲了话。
大家发言。
【决定】
1、同意
2、再议
任务分工：
小李 3月20日前 整理名单
尽快办
"""


def test_a_whole_record_is_taken_apart() -> None:
    """By its headings, in whatever order and however they are numbered; what stands before the first is kept."""
    found = taken(minutes_of(Attendee("小李", ABSENT), Attendee("小王", ABSENT)), Part.WHOLE, WHOLE, MEETING)
    minutes = found.minutes
    assert (minutes.chair, minutes.recorder) == ("老张", "小李")
    assert minutes.attendees == (
        Attendee("小李", HERE),
        Attendee("小王", LEAVE, "出差"),
        Attendee("老张", HERE),
        Attendee("王处长", HERE, guest=True),
    )
    assert minutes.topics == ("学习精神", "讨论")
    assert minutes.points == "老张讲了话。\n大家发言。"
    assert minutes.decisions == ("同意", "再议")
    assert minutes.actions == (ActionItem("小李 3月20日前 整理名单", "小李", date(2026, 3, 20)), ActionItem("尽快办"))
    assert found.remarks == ((Remark.LEFT_OUT, "党小组三月会议"), (Remark.ADDED, "老张"))


def test_what_is_not_understood_is_said_and_kept() -> None:
    """实到：8人 names nobody, and a chair that cannot be one is what was said."""
    long = "很长的话" * 20
    found = taken(minutes_of(), Part.WHOLE, f"实到：8人\n请假：无\n决定：同意\n主持：{long}", MEETING)
    assert found == Taken(
        minutes=taken(minutes_of(points=long), Part.DECISIONS, "同意", MEETING).minutes,
        remarks=((Remark.LEFT_OUT, "实到：8人"), (Remark.UNREAD, long)),
    )


def test_everybody_in_one_word() -> None:
    """出席：全体."""
    found = taken(minutes_of(Attendee("小李", ABSENT), Attendee("小王", LEAVE)), Part.WHOLE, "出席：全体", MEETING)
    assert [each.presence for each in found.minutes.attendees] == [HERE, LEAVE]


def test_headings_count_in_points_only_where_there_are_several() -> None:
    """A line that merely begins like one is what was said."""
    one = taken(minutes_of(), Part.POINTS, "讨论：大家同意\n会后再议", MEETING).minutes
    assert one.points == "讨论：大家同意\n会后再议"
    several = taken(minutes_of(), Part.POINTS, "内容：大家同意\n决定：会后再议", MEETING).minutes
    assert (several.points, several.decisions) == ("大家同意", ("会后再议",))


def test_what_cannot_be_printed_is_left_out_and_emoji_stay() -> None:
    """Files could not hold it."""
    found = taken(minutes_of(), Part.POINTS, "甲\x00乙\u202e丙\r\n👨\u200d👩\u200d👧 <b>&", MEETING).minutes
    assert found.points == "甲乙丙\n👨\u200d👩\u200d👧 <b>&"


@given(st.text(max_size=200), st.sampled_from(list(Part)))
def test_whatever_is_typed_is_taken_or_refused(text: str, part: Part) -> None:
    """Nothing else ever happens."""
    try:
        found = taken(minutes_of(Attendee("小李", ABSENT)), part, text, MEETING)
    except TooMuchError:
        return
    assert len(found.minutes.points) <= MAX_POINTS
