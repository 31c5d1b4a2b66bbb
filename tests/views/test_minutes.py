"""Minutes as messages: within Telegram's limits however much was written, and every button fits."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.checklist import ChecklistItem, Phase
from bot.domain.meeting import MAX_TOPIC, MAX_TOPICS, Meeting, State
from bot.domain.minute_taking import Part
from bot.domain.minutes import MAX_LINE, MAX_LINES, MAX_POINTS, ActionItem, Attendee, Minutes, Presence
from bot.domain.roster import MAX_NAME
from bot.services.minutes import Page
from bot.services.minutes_archive import Entry, Found, Going, Year
from bot.services.minutes_query import Query
from bot.services.minutes_reminders import RemindersSet, Standing
from bot.views import minutes_words as words
from bot.views.callbacks import Verb, decode
from bot.views.markup import MAX_TEXT, Reply, utf16_length
from bot.views.minutes import render_page, render_prompt, render_revision
from bot.views.minutes_list import PAGE, render_list
from bot.views.minutes_people import PEOPLE_ON_A_PAGE, render_file_unconfirmed, render_people, render_person
from bot.views.minutes_steps import render_delete, render_history, say_keeps, say_reminders
from bot.views.year import MOST_LINES, MOST_TO_COME, render_year

AT = datetime(2026, 3, 5, 7, tzinfo=UTC)
MEETING = Meeting(
    id="abcdefghijk",
    chat_id=-1001234567890,
    series_id="minutes-abcdefghijk",
    recurrence_id=AT,
    starts_at=AT,
    zone="Asia/Shanghai",
    kind="group-meeting",
    title="党小组会",
    venue="三楼",
)
FULL = Minutes(
    meeting_id=MEETING.id,
    chat_id=MEETING.chat_id,
    revision=2,
    attendees=tuple(
        Attendee(f"{number}" + "名" * (MAX_NAME - 3), list(Presence)[number % 3], "因" * 200) for number in range(300)
    ),
    chair="张" * 80,
    recorder="李" * 80,
    topics=tuple(f"{number}" + "题" * (MAX_TOPIC - 2) for number in range(MAX_TOPICS)),
    points="点" * MAX_POINTS,
    decisions=tuple(f"{number}" + "决" * (MAX_LINE - 2) for number in range(MAX_LINES)),
    actions=tuple(ActionItem(f"{number}" + "办" * 250, "王", date(2026, 4, 1)) for number in range(MAX_LINES)),
    written_by="老张",
    written_at=AT,
    version=3,
)
ITEM = ChecklistItem("group-meeting-after-archive", Phase.AFTER, "会议记录存档备查")
PAGE_OF = Page(
    meeting=MEETING,
    minutes=FULL,
    kind_name="党小组会",
    to_tick=(ITEM,),
    reminders=Standing(frozenset({0}), count=1),
    keeps=timedelta(days=3 * 365),
    now=AT + timedelta(days=1),
)


def labels(reply: Reply) -> list[str]:
    return [button.text for row in reply.buttons for button in row]


def whole(reply: Reply) -> str:
    """The text as it was meant, before anything is cut at Telegram's limit."""
    return "".join(span.text for span in reply.spans)


def check(reply: Reply) -> None:
    """What Telegram takes: text, rows of at most eight, a hundred buttons, and data that comes back."""
    assert 0 < utf16_length(reply.plain) <= MAX_TEXT
    assert sum(map(len, reply.buttons)) <= 100
    for row in reply.buttons:
        assert 0 < len(row) <= 8
        for button in row:
            press = decode(button.data)
            assert press is not None
            assert press.verb in {Verb.MINUTES, Verb.MEETING, Verb.CLOSE}


# ---- the page


@pytest.mark.parametrize("filed_at", [None, AT])
def test_the_fullest_page_fits_and_says_where_the_rest_is(filed_at: datetime | None) -> None:
    """Nothing is cut by Telegram's limit: what is left out is said, part by part."""
    reply = render_page(replace(PAGE_OF, minutes=replace(FULL, filed_at=filed_at)), words.FILED)
    check(reply)
    assert utf16_length(whole(reply)) <= MAX_TEXT
    assert words.CUT.format(count=MAX_POINTS) in reply.plain
    assert words.MORE_LINES.format(count=MAX_TOPICS - 8) in reply.plain
    assert words.MORE_LINES.format(count=MAX_LINES - 8) in reply.plain
    assert words.MORE_NAMES.format(count=100) in reply.plain


def test_a_draft_can_be_written_and_what_is_filed_cannot() -> None:
    """Each has its own buttons, and both a way back."""
    draft = labels(render_page(PAGE_OF))
    assert draft[:8] == list(words.BUTTONS.values())
    assert {words.FILE, words.DROP, words.REMIND, words.TO_LIST} <= set(draft)
    filed = labels(render_page(replace(PAGE_OF, minutes=replace(FULL, filed_at=AT))))
    assert not {*words.BUTTONS.values(), words.FILE, words.DROP} & set(filed)
    assert {words.CORRECT, words.DELETE, words.TICK.format(item=ITEM.text), words.TO_LIST} <= set(filed)


def test_what_is_not_written_yet_has_nothing_to_export_or_to_drop() -> None:
    """And before the meeting nothing to file."""
    new = replace(PAGE_OF, minutes=replace(FULL, version=0, revision=1))
    assert words.NEW_HINT in render_page(new).plain
    assert not {words.EXPORT, words.DROP, words.HISTORY, words.REMIND} & set(labels(render_page(new)))
    assert words.FILE not in labels(render_page(replace(new, now=AT - timedelta(hours=1))))


@pytest.mark.parametrize("at", [0, 3, 9, 99, -1])
def test_sixty_and_more_people_are_paged(at: int) -> None:
    """Whatever page is asked for, there is one, and every button says what it makes of somebody."""
    reply = render_people(PAGE_OF, at)
    check(reply)
    people = [label for label in labels(reply) if "名" in label]
    assert len(people) == PEOPLE_ON_A_PAGE
    for row in reply.buttons:
        for button in row:
            press = decode(button.data)
            assert press is not None
            if press.args[0] == "t":
                place, presence = int(press.args[2]), Presence(press.args[4])
                assert FULL.attendees[place].presence is not presence


def test_a_guest_is_removed_by_a_press() -> None:
    """There is no guest who was absent."""
    page = replace(PAGE_OF, minutes=replace(FULL, attendees=(Attendee("王处长", Presence.PRESENT, guest=True),)))
    reply = render_people(page)
    assert labels(reply)[0] == "列席 王处长"
    press = decode(reply.buttons[0][0].data)
    assert press is not None
    assert press.args[4] == Presence.ABSENT


@pytest.mark.parametrize("part", list(Part))
def test_every_part_is_asked_for_in_a_field_for_a_reply(part: Part) -> None:
    """With a hint that Telegram takes."""
    reply = render_prompt(PAGE_OF, part)
    assert 0 < len(reply.force_reply) <= 64
    assert "党小组会" in reply.plain


def test_the_longest_history_fits() -> None:
    """Each revision with who and when."""
    revisions = [replace(FULL, revision=number, written_by="名" * 64, filed_at=AT) for number in range(1, 80)]
    reply = render_history(MEETING, revisions)
    check(reply)
    assert "第79版" in reply.plain
    check(render_revision(PAGE_OF))


def test_the_question_before_deleting_says_how_long_minutes_are_kept() -> None:
    """Years where they are whole, else days; for ever where nothing is set. And that reminders go, too."""
    assert "按本群的设置，会议记录保留 3 年" in render_delete(PAGE_OF).plain
    own = replace(PAGE_OF, keeps=None, meeting=replace(MEETING, chat_id=9))
    assert "按你的设置，会议记录一直保留" in render_delete(own).plain
    assert words.DELETE_REMINDERS.format(count=1) in render_delete(own).plain
    said = [say_keeps(timedelta(days=days)) for days in (365, 366, 3 * 366, 5 * 366, 90, 367)]
    assert said == ["1 年", "1 年", "3 年", "5 年", "90 天", "367 天"]


def test_what_was_made_up_is_deleted_from_its_page() -> None:
    """With one question where nothing was written; what the calendar knows has no such button."""
    empty = replace(PAGE_OF, minutes=replace(FULL, version=0))
    assert words.DELETE_OWN in labels(render_page(empty))
    assert words.DELETE_OWN in labels(render_page(PAGE_OF))
    assert words.DELETE_OWN not in labels(
        render_page(replace(empty, meeting=replace(MEETING, series_id="series00001")))
    )
    assert labels(render_delete(empty)) == [words.DELETE_YES, words.BACK]


def test_what_a_press_came_to_is_said_in_full() -> None:
    """Set, set before, past, without a date."""
    items = FULL.actions
    found = RemindersSet(items[:20], items[20:22], items[22:23], items[23:24], items[24:26], stopped=2)
    said = say_reminders(found, "“第一组”的")
    for part in (
        "已在“第一组”的日程里给 20 项任务设提醒：王：0办",
        "“第一组”的日程里有 2 个提醒已经没有对应的任务",
        "2 项以前设过",
        "今天到期，来不及设：王：22办",
        "日期已过，没有设：王：23办",
        "没有写时限，没有设：王：24办",
        "；王：25办",
    ):
        assert part in said
    assert say_reminders(RemindersSet(), "本群的") == words.REMINDERS_NONE
    assert say_reminders(RemindersSet(changed=1), "本群的") == words.REMINDERS_CHANGED.format(whose="本群的", count=1)


def test_reminders_that_are_not_right_any_more_are_said_on_the_page() -> None:
    """With the button that puts them right, also where no item is left."""
    stale = replace(PAGE_OF, reminders=Standing(stale=2, count=2), minutes=replace(FULL, actions=()))
    assert words.STALE.format(count=2) in render_page(stale).plain
    assert words.REMIND_AGAIN in labels(render_page(stale))
    assert words.REMIND in labels(render_page(PAGE_OF))


# ---- who is not confirmed

PEOPLE = (Attendee("小李", Presence.UNCONFIRMED), Attendee("小王", Presence.PRESENT))
SOME = replace(PAGE_OF, minutes=replace(FULL, attendees=PEOPLE))


def test_who_is_not_confirmed_is_said_on_the_page_and_asked_about_before_filing() -> None:
    """Silence is no absence; where somebody is absent already, the rest are the rest."""
    assert "应到 2 · 实到 1 · 请假 0 · 缺席 0 · 未确认 1" in render_page(SOME).plain
    assert "未确认：小李" in render_page(SOME).plain
    assert labels(render_people(SOME))[:2] == ["？ 小李", "✓ 小王"]
    question = render_file_unconfirmed(SOME)
    check(question)
    assert "1 人到没到还没有确认：小李。" in question.plain
    assert labels(question) == [
        words.EVERYBODY,
        words.REST_ABSENT,
        words.ONE_BY_ONE,
        words.FILE_UNSETTLED,
        words.BACK,
    ]
    absent = replace(FULL, attendees=(*PEOPLE, Attendee("小赵", Presence.ABSENT)), chair="")
    question = render_file_unconfirmed(replace(SOME, minutes=absent))
    assert labels(question)[0] == words.EVERYBODY_ELSE
    assert "还没有写：主持人。" in question.plain


def test_somebody_can_be_made_a_guest_or_removed() -> None:
    """And a guest one of those expected."""
    picking = render_people(SOME, picking=True)
    check(picking)
    assert [decode(row[0].data).args[0] for row in picking.buttons] == ["n", "a"]  # type: ignore[union-attr]
    assert words.PICK in labels(render_people(SOME))
    assert labels(render_person(SOME, 1, 0)) == ["请假", "缺席", "列席", "移除", words.BACK]
    guest = replace(FULL, attendees=(Attendee("王处长", Presence.PRESENT, guest=True),))
    reply = render_person(replace(SOME, minutes=guest), 0, 0)
    check(reply)
    assert labels(reply) == ["到会", "移除", words.BACK]


@pytest.mark.parametrize("part", list(Part))
def test_every_prompt_says_how_to_leave_it(part: Part) -> None:
    """/cancel, as everywhere."""
    assert "/cancel" in words.ASKS[part]


# ---- the list and the year


def entry(number: int, *, minutes: Minutes | None = None, to_come: bool = False, state: State = State.OPEN) -> Entry:
    day = AT + timedelta(days=number % 290)
    meeting = replace(MEETING, starts_at=day, title="题" * 200, state=state, id="" if number % 2 else MEETING.id)
    return Entry(meeting, minutes, "党小组会", to_come)


@pytest.mark.parametrize("words_looked_for", ["", "党费", "字" * 50, "a:b"])
def test_a_list_is_paged_and_what_does_not_fit_into_a_button_is_said(words_looked_for: str) -> None:
    """Nobody presses a button that would look for something else."""
    query = Query(words=words_looked_for)
    found = Found(MEETING.chat_id, query, tuple(entry(number) for number in range(100)), 2026, Going())
    reply = render_list(found, "本群的", 3)
    check(reply)
    assert sum(words.MISSING in label for label in labels(reply)) == PAGE
    fits = len(words_looked_for) < 10 and ":" not in words_looked_for
    assert (words.FOUND_MORE.format(count=92) in reply.plain) is not fits


def test_the_longest_year_fits_and_says_how_many_more_there_are() -> None:
    """The latest of what is past and the first of what is to come."""
    entries = (*(entry(number, minutes=FULL) for number in range(200)), *(entry(250, to_come=True) for _ in range(90)))
    going = Going(timedelta(days=366), date(2026, 2, 1), (replace(MEETING, title="题" * 200),) * 9)
    reply = render_year(Year(MEETING.chat_id, 2026, entries, 2026, going), "“某某某某某某某某”的")
    check(reply)
    assert utf16_length(whole(reply)) <= MAX_TEXT
    assert whole(reply).count("· ") == MOST_LINES + 1  # and the one in the title
    assert whole(reply).count(words.TO_COME) == MOST_TO_COME + 1
    assert words.YEAR_MORE.format(count=290 - MOST_LINES) in whole(reply)


def test_each_state_of_a_year_in_words() -> None:
    """Held with the attendance, not held, not confirmed, to come; with a draft, without minutes; and the sums. Nobody
    who is not confirmed is counted as there, and a report that is past is not done."""
    two = replace(FULL, attendees=(Attendee("小李", Presence.PRESENT), Attendee("小王", Presence.ABSENT)), revision=1)
    filed = replace(two, filed_at=AT)
    entries = (
        Entry(replace(MEETING, state=State.HELD), filed, "党小组会"),
        Entry(MEETING, two, "党小组会"),
        Entry(replace(MEETING, state=State.HELD), None, "党小组会"),
        Entry(replace(MEETING, state=State.NOT_HELD), None, "党小组会"),
        Entry(MEETING, None, "党小组会"),
        Entry(replace(MEETING, kind="", title="报告", state=State.HELD), None, ""),
        Entry(replace(MEETING, kind="", title="报告"), None, ""),
        Entry(replace(MEETING, kind="", title="报告"), None, "", to_come=True),
        Entry(MEETING, replace(two, attendees=(Attendee("小李", Presence.UNCONFIRMED),)), "党小组会"),
    )
    reply = render_year(Year(-1, 2026, entries, 2026, Going()), "本群的")
    check(reply)
    text = reply.plain
    states = [line.split("　")[1] for line in text.splitlines() if "　" in line]
    assert states == [
        "已开，到 1/2，已存档",
        "没有确认，到 1/2，有草稿，还没有存档",
        "已开，缺记录",
        "没有开",
        "没有确认，缺记录",
        "已办",
        "没有办",
        "没有确认，有草稿，还没有存档",
        "待办",
    ]
    assert "党小组会：已开 2 次，缺记录 1 次，有草稿没存档 2 次，没有确认 3 次，没有开 1 次" in text
    assert "报告：已办 1 次，没有办 1 次，待办 1 次" in text
    assert labels(reply)[0] == "✓ 已办：3月5日 报告"


def test_a_year_says_what_the_setting_deleted_and_what_it_deletes_soon() -> None:
    """In the words of whoever looks; where everything is kept, nothing."""
    going = Going(timedelta(days=366), date(2026, 2, 1), (MEETING,) * 5)
    text = render_year(Year(1, 2026, (), 2026, going), "你的").plain
    assert "按你的设置，会议记录只保留 1 年：2026年2月1日以前的已经自动删除" in text
    assert "2026年3月5日 党小组会等 5 次，一个月内会自动删除" in text
    listed = render_list(Found(1, Query(), (), 2026, replace(going, before=None)), "你的").plain
    assert "一个月内会自动删除" in listed
    assert "按" not in render_year(Year(1, 2026, (), 2026, Going()), "你的").plain
