"""Minutes as people paste them, and action items as they write them: what is read of each, and that nothing is lost."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.meeting import Meeting
from bot.domain.minute_actions import action_of
from bot.domain.minute_people import people_in
from bot.domain.minute_reading import ON, Remark, Taken, taken
from bot.domain.minute_taking import Part
from bot.domain.minute_when import is_time_of
from bot.domain.minutes import MAX_LINE, MAX_POINTS, ActionItem, Attendee, Minutes, Presence

DATA = Path(__file__).parents[1] / "data"
PASTED = yaml.safe_load((DATA / "minutes-pasted.yaml").read_text("utf-8"))
ACTIONS = yaml.safe_load((DATA / "minutes-actions.yaml").read_text("utf-8"))
AT = datetime(2026, 3, 5, 7, tzinfo=UTC)
ZONE = "Asia/Shanghai"
MEETING = Meeting(
    id="meeting0001",
    chat_id=-1001,
    series_id="series00001",
    recurrence_id=AT,
    starts_at=AT,
    zone=ZONE,
    kind="group-meeting",
    title="党小组会",
    venue="二楼会议室",
)
EMPTY = Minutes(meeting_id=MEETING.id, chat_id=-1001, revision=1, written_by="老张", written_at=AT)
NAMES = ("小李", "老张", "李四", "小王")


def fields(found: Taken) -> dict[str, Any]:
    minutes = found.minutes

    def names(presence: Presence, *, guest: bool = False) -> list[str]:
        there = [each for each in minutes.attendees if each.presence is presence and each.guest is guest]
        return [f"{each.name}（{each.reason}）" if each.reason else each.name for each in there]

    return {
        "chair": minutes.chair,
        "recorder": minutes.recorder,
        "place": found.venue,
        "present": names(Presence.PRESENT),
        "leave": names(Presence.ON_LEAVE),
        "absent": names(Presence.ABSENT),
        "guests": names(Presence.PRESENT, guest=True),
        "topics": list(minutes.topics),
        "points": minutes.points.splitlines(),
        "decisions": list(minutes.decisions),
        "actions": [each.what for each in minutes.actions],
        "said": sorted(remark.value for remark, _ in found.remarks if remark is not Remark.ADDED),
    }


@pytest.mark.parametrize("case", PASTED, ids=lambda case: case["text"].split("\n")[0][:20])
def test_minutes_of_many_styles(case: dict[str, Any]) -> None:
    """Every field is what it says, and the others are empty."""
    found = fields(taken(EMPTY, Part.WHOLE, case["text"], MEETING))
    blank = {field: type(value)() for field, value in found.items()}
    assert found == {**blank, **case["want"], "said": sorted(case["want"].get("said", []))}


def test_minutes_that_were_kept_aside() -> None:
    """Of the fields of minutes that nobody looked at while the reading was written, more than nine in ten are right."""
    right = fields_in_all = 0
    for case in yaml.safe_load((DATA / "minutes-aside.yaml").read_text("utf-8")):
        found = fields(taken(EMPTY, Part.WHOLE, case["text"], MEETING))
        del found["said"]
        right += sum(case["want"].get(field, type(value)()) == value for field, value in found.items())
        fields_in_all += len(found)
    assert right > 0.9 * fields_in_all


def test_items_that_were_kept_aside() -> None:
    """The same of action items: who, until when, and what is said of it."""
    cases = yaml.safe_load((DATA / "minutes-actions-aside.yaml").read_text("utf-8"))
    right = 0
    for case in cases:
        found = action_of(case["line"], NAMES, date(2026, 3, 5), ZONE)
        right += found.item.who == case.get("who", "")
        right += found.item.until == case.get("until")
        right += (found.trouble.value if found.trouble else None) == case.get("said")
    assert right > 0.95 * 3 * len(cases)


@pytest.mark.parametrize("case", ACTIONS, ids=lambda case: case["line"])
def test_who_and_until_stand_beside_the_sentence(case: dict[str, Any]) -> None:
    """The sentence stays as it was typed; a day that is past, none, or unclear is left open and said."""
    found = action_of(case["line"], NAMES, date(2026, 3, 5), ZONE)
    assert found.item == ActionItem(case["line"], case.get("who", ""), case.get("until"))
    assert (found.trouble.value if found.trouble else None) == case.get("said")


@pytest.mark.parametrize(
    ("day", "line", "until"),
    [
        (date(2026, 12, 10), "1月15日前交", date(2027, 1, 15)),
        (date(2026, 12, 10), "本季度末前交", date(2026, 12, 31)),
        (date(2026, 12, 10), "下月底前交", date(2027, 1, 31)),
        (date(2026, 12, 30), "三日内交", date(2027, 1, 2)),
        (date(2026, 3, 25), "5日前交", date(2026, 4, 5)),
        (date(2026, 1, 31), "一个月内交", date(2026, 2, 28)),
    ],
)
def test_days_without_a_year_are_the_next(day: date, line: str, until: date) -> None:
    """Unless they have just passed."""
    assert action_of(line, (), day, ZONE).item.until == until


LINES = st.builds(
    "{}{}{}".format,
    st.sampled_from(
        [
            "",
            "主持：",
            "【记录】",
            "出席：",
            "请假 ",
            "列席人员\n",
            "议题：",
            "一、会议内容\n",
            "决定:",
            "任务分工：",
            "实到：",
            "地点：",
        ]
    ),
    st.sampled_from(
        [
            "甲某",
            "乙某、丙某",
            "丁某（戊某）",
            "己某说了庚某。",
            "① 辛某 ② 壬某",
            "癸某8人",
            "子某：丑某",
            "寅某；卯某",
            "辰某3月9日前巳某",
        ]
    ),
    st.sampled_from(["", "。", " 午某", "，未某", " 记录：申某", "；议题：酉某", "等9人"]),
)


@given(st.lists(LINES, min_size=1, max_size=8))
def test_no_word_is_lost(lines: list[str]) -> None:
    """Every word of whatever is pasted is in some field, or is said."""
    text = "\n".join(lines)
    found = taken(EMPTY, Part.WHOLE, text, MEETING)
    minutes = found.minutes
    kept = [minutes.chair, minutes.recorder, *minutes.topics, minutes.points, *minutes.decisions, found.venue]
    kept += [each.what for each in minutes.actions] + [each.name + each.reason for each in minutes.attendees]
    there = " ".join([*kept, *(said for _, said in found.remarks)])
    for word in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉":
        if word in text:
            assert f"{word}某" in there, (word, text)


def test_a_second_whole_takes_the_place_of_the_first() -> None:
    """Part by part, as far as it has them; what goes on behind it stands behind it."""
    first = taken(EMPTY, Part.WHOLE, "主持：老张\n出席：小李\n内容：甲\n决定：乙", MEETING).minutes
    second = taken(first, Part.WHOLE, "主持：小李\n出席：小李\n内容：丙", MEETING).minutes
    assert (second.chair, second.points, second.decisions) == ("小李", "丙", ("乙",))
    third = taken(second, Part.WHOLE, f"{ON}\n丁\n决定：戊", MEETING).minutes
    assert (third.points, third.decisions) == ("丙\n丁", ("乙", "戊"))
    again = taken(third, Part.WHOLE, f"{ON}\n主持：小王\n记录：小李\n内容：己", MEETING).minutes
    assert (again.chair, again.points) == ("小王", "己")


def test_a_part_that_is_too_long_keeps_none_of_the_rest_out() -> None:
    """A long decision stands among the points; points that are too long are left out, and it is said."""
    text = f"主持：老张\n决定：{'长' * (MAX_LINE + 1)}\n议题：学习"
    found = taken(EMPTY, Part.WHOLE, text, MEETING)
    assert (found.minutes.chair, found.minutes.topics, found.minutes.points) == (
        "老张",
        ("学习",),
        "长" * (MAX_LINE + 1),
    )
    assert [remark for remark, _ in found.remarks] == [Remark.UNREAD]
    found = taken(EMPTY, Part.WHOLE, f"主持：老张\n内容：{'长' * (MAX_POINTS + 1)}", MEETING)
    assert (found.minutes.chair, found.minutes.points) == ("老张", "")
    assert found.remarks == ((Remark.TOO_LONG, Part.POINTS.value),)


def test_a_place_and_a_time_are_said_only_where_they_differ() -> None:
    """The meeting has both already."""
    same = taken(EMPTY, Part.WHOLE, "时间：2026年3月5日（周四）15:00\n地点：二楼会议室\n内容：甲", MEETING)
    assert (same.remarks, same.venue, same.minutes.points) == ((), "", "甲")
    other = taken(EMPTY, Part.WHOLE, "时间：3月4日下午\n地点：一楼", MEETING)
    assert (other.remarks, other.venue) == (((Remark.WHEN, "3月4日下午"), (Remark.PLACE, "一楼")), "一楼")


@pytest.mark.parametrize(
    ("said", "same"),
    [
        ("2026年3月5日下午3点", True),
        ("3月5日", True),
        ("3月5日下午", True),
        ("三月五日 15时00分", True),
        ("2026-03-05 15:00-16:30", True),
        ("3月5日下午3点半", False),
        ("3月5日上午", False),
        ("2025年3月5日", False),
        ("下班后", False),
    ],
)
def test_a_time_is_compared_as_far_as_it_is_said(said: str, same: bool) -> None:
    """A day alone may be at any hour."""
    assert is_time_of(said, datetime(2026, 3, 5, 15)) is same  # noqa: DTZ001 - a wall time


def test_brackets_behind_names() -> None:
    """A reason, a title, or what tells two of one name apart."""
    assert people_in("小王（女）、小王（男）、张三(病假)，李四 （出差）") == (
        ("小王（女）", ""),
        ("小王（男）", ""),
        ("张三", "病假"),
        ("李四", "出差"),
    )
    assert people_in("Mr. Smith, Anna Lee") == (("Mr. Smith", ""), ("Anna Lee", ""))
    found = taken(EMPTY, Part.PEOPLE, "张三(病假)、小李（组长）\n迟到：小周", MEETING)
    assert found.minutes.attendees == (
        Attendee("张三", Presence.ON_LEAVE, "病假"),
        Attendee("小李", Presence.PRESENT),
        Attendee("小周", Presence.PRESENT),
    )
    assert (Remark.LEFT_OUT, "小李（组长）") in found.remarks


def test_known_people_are_all_there() -> None:
    """全体 needs names to stand for, else it is kept and said."""
    unknown = taken(EMPTY, Part.WHOLE, "出席：全体党员", MEETING)
    assert (unknown.minutes.attendees, unknown.minutes.points) == ((), "出席：全体党员")
    assert unknown.remarks == ((Remark.UNREAD, "出席：全体党员"),)
    known = replace(EMPTY, attendees=(Attendee("小李", Presence.ABSENT), Attendee("小王", Presence.ON_LEAVE)))
    found = taken(known, Part.WHOLE, "出席：全体党员", MEETING)
    assert [each.presence for each in found.minutes.attendees] == [Presence.PRESENT, Presence.ON_LEAVE]
