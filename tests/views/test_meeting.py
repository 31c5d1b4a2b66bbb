"""The messages about a meeting, and the pages of its settings, as messages that Telegram takes."""

import ast
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import knowledge
from bot.domain.checklist import Checklist, ChecklistItem, Phase
from bot.domain.habits import MAX_OWN_ITEM, MAX_OWN_ITEMS, Habits, OwnItem, items_kind
from bot.domain.meeting import MAX_TOPIC, MAX_TOPICS, OWN_KIND, Answer, Meeting, Rsvp, State, Tick
from bot.domain.minutes import Minutes
from bot.domain.occurrences import Occurrence
from bot.domain.turnout import Turnout
from bot.notifier import MAX_TOAST
from bot.services.drafted import MAX_TITLE, MAX_VENUE
from bot.services.guide import Guide
from bot.services.knowledge import LiveKnowledge
from bot.services.meetings import DONE_ITEM, TOLD_ITEM, MeetingPage, Off
from bot.views import habits as habit_pages
from bot.views import habits_words, meeting_page, meeting_words
from bot.views.callbacks import MAX_BYTES, decode
from bot.views.markup import MAX_SPANS, MAX_TEXT, Reply, Style, utf16_length
from bot.views.meeting import duty_rows, render_checklist, render_done, render_record
from bot.views.meeting_buttons import What
from bot.views.settings import Whose
from intents.understanding import Understanding
from knowledge.loader import load_folder
from tests.support.calendar import reminder_of
from tests.views.test_answers import accept

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
DAY = timedelta(days=1)
BASE = load_folder(Path(knowledge.__file__).parent / "data").require()
"""What is installed: its checklists are the longest that there are."""

KINDS = [meeting.kind for meeting in BASE.meetings]


@pytest.fixture(scope="module")
def guide() -> Guide:
    """Over the installed knowledge."""
    return Guide(LiveKnowledge(Understanding(BASE)))


def own_items(kind: str, phase: Phase) -> Habits:
    """As many and as long as there may be."""
    items = tuple(OwnItem(f"own{n:08}", kind, phase, "<&>长" * (MAX_OWN_ITEM // 4)) for n in range(MAX_OWN_ITEMS))
    return Habits(own_items=items)


def a_meeting(kind: str = "group-meeting", **more: object) -> Meeting:
    fields = {
        "id": "aZ09_-bcdef",
        "chat_id": -1009999999999,
        "series_id": "aZ09_-bcdef",
        "recurrence_id": NOW + 3 * DAY,
        "starts_at": NOW + 3 * DAY,
        "zone": "Asia/Shanghai",
        "kind": kind,
        "title": "党小组会",
    }
    return Meeting(**(fields | more))


def largest(kind: str, checklist: Checklist, **more: object) -> Meeting:
    """The longest words, everything ticked by people with the longest names."""
    return a_meeting(
        kind,
        title="<党>&" * (MAX_TITLE // 4),
        venue="<&>" * (MAX_VENUE // 3),
        zone="America/Argentina/ComodRivadavia",
        topics=tuple(f"{n}" + "题" * (MAX_TOPIC - 2) for n in range(MAX_TOPICS)),
        ticks=tuple(Tick(item.id, "<长>" * 43, NOW) for item in checklist.items),
        **more,
    )


def minutes_of(meeting: Meeting, filed: datetime | None = None) -> Minutes:
    return Minutes(
        meeting_id=meeting.id, chat_id=meeting.chat_id, revision=1, written_by="老张", written_at=NOW, filed_at=filed
    )


def check(reply: Reply) -> tuple[str, list[str]]:
    """Nothing is cut, everything that is marked is seen, every button comes back as it was."""
    text, labels = accept(reply)
    assert utf16_length("".join(span.text for span in reply.spans)) <= MAX_TEXT
    looks = [at for at, span in enumerate(reply.spans) if span.style is not Style.PLAIN or span.url]
    assert max(looks, default=0) < MAX_SPANS
    for button in [button for row in reply.buttons for button in row if not button.url]:
        assert decode(button.data)
        assert len(button.data.encode()) <= MAX_BYTES
    assert len(reply.force_reply) <= 64
    return text, labels


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("kind", [*KINDS, OWN_KIND])
def test_the_longest_checklist_fits(guide: Guide, kind: str, phase: Phase) -> None:
    """Of each kind, with as many own items as there may be, before the meeting and after it; with every citation."""
    checklist = guide.checklist(kind, own_items(kind, phase))
    meeting = largest(kind, checklist)
    before, _ = check(render_checklist(meeting, checklist, BASE, NOW))
    recorded, _ = check(render_record(meeting, checklist, None, BASE, NOW + 4 * DAY))
    for item in checklist.items:
        text = before if item.phase is Phase.BEFORE else recorded
        assert item.text in text
        assert all(cite.locator in text and BASE.documents[cite.document].title in text for cite in item.cites)


def test_each_item_shows_its_provision_and_each_document_stands_once(guide: Guide) -> None:
    """With its standing and whom it binds; own items show none."""
    habits = Habits(own_items=(OwnItem("own00000001", "group-meeting", Phase.BEFORE, "订会议室"),))
    checklist = guide.checklist("group-meeting", habits)
    meeting = a_meeting(ticks=(Tick(checklist.items[1].id, "老张", NOW),))
    text, labels = check(render_checklist(meeting, checklist, BASE, NOW))
    assert text.splitlines() == [
        "党小组会　会前清单",
        "时间：2026年3月5日（周四）09:00",
        "议题：还没有定",
        "",
        "☐ 1. 先办：组长向党支部请示（第五条）",
        "☑ 2. 组长确定会议内容（第五条）（老张）",
        "☐ 3. 组长把议题通知全体党员（第五条）",
        "☐ 4. 订会议室",
        "办好一项，按一下它；按错了再按一下。",
        "",
        "依据：《中央和国家机关党小组工作规则（试行）》",
        "现行有效 · 2019-04-22 起施行 · 适用：中央和国家机关各部门的党小组；其他单位可作参照",
    ]
    assert labels[1] == "☑ 2 组长确定会议内容"


def test_that_the_branch_is_asked_comes_first_until_it_was(guide: Guide) -> None:
    """Wherever the knowledge has it, before everything that a group added; other kinds have nothing to ask."""
    consent = next(item for item in guide.checklist("theme-day", Habits()).items if item.asks_branch)
    habits = Habits(own_items=(OwnItem("own00000001", "theme-day", Phase.BEFORE, "订车"),))
    checklist = guide.checklist("theme-day", habits)
    assert checklist.first == checklist.items[0] == consent
    ticked = a_meeting("theme-day", ticks=(Tick(consent.id, "老张", NOW),))
    assert "☐ 1. 先办：" in check(render_checklist(a_meeting("theme-day"), checklist, BASE, NOW))[0]
    assert "先办" not in check(render_checklist(ticked, checklist, BASE, NOW))[0]
    assert guide.checklist("leading-body", Habits()).first is None
    assert Checklist(tuple(reversed(checklist.items))).first is None


def test_own_items_belong_to_one_title(guide: Guide) -> None:
    """However it is spaced and punctuated; what was added before there were titles counts for all, and so does what is
    added to a kind that the documents name."""
    reading, dance, old = (
        OwnItem(f"own0000000{n}", kind, Phase.BEFORE, text)
        for n, (kind, text) in enumerate(
            [(items_kind(OWN_KIND, "读书会"), "带书"), (items_kind(OWN_KIND, "舞会"), "带鞋"), (OWN_KIND, "订会议室")]
        )
    )
    habits = Habits(own_items=(reading, dance, old))
    for title in ("读书会", " 读书会！", "“读书会”"):
        items = guide.checklist(OWN_KIND, habits, title).items
        assert [item.text for item in items] == ["带书", "订会议室"]
    assert [item.text for item in guide.checklist(OWN_KIND, habits, "全体会").items] == ["订会议室"]
    assert [item.text for item in guide.checklist(OWN_KIND, habits).items] == ["带书", "带鞋", "订会议室"]
    assert not {"带书", "订会议室"} & {item.text for item in guide.checklist("theme-day", habits, "读书会").items}
    meeting = a_meeting(OWN_KIND, title="读书会")
    text, labels = check(meeting_page.render_items(meeting, habits, guide.kinds()))
    assert "只有标题是“读书会”的会才有" in text
    assert "· 会前：带书\n· 会前：订会议室（每个其他会议都有）" in text
    assert "带鞋" not in text
    assert "去掉：订会议室" in labels
    named, _ = check(meeting_page.render_items(a_meeting(title="开会"), habits, guide.kinds()))
    assert "本群每次“党小组会”都会有" in named


def test_where_there_is_no_room_the_items_of_other_meetings_can_be_taken_out(guide: Guide) -> None:
    """Also of a meeting that is called otherwise now."""
    gone = items_kind(OWN_KIND, "读书会")
    items = tuple(OwnItem(f"own{n:08}", gone, Phase.AFTER, f"第{n}项") for n in range(MAX_OWN_ITEMS - 1))
    habits = Habits(own_items=(*items, OwnItem("own99999999", "theme-day", Phase.AFTER, "还车")))
    text, labels = check(meeting_page.render_items(a_meeting(), habits, guide.kinds()))
    assert "· 会后：第0项（读书会）" in text
    assert "· 会后：还车（主题党日）" in text
    assert len([label for label in labels if label.startswith("去掉")]) == MAX_OWN_ITEMS
    assert not [label for label in labels if label.startswith("＋")]


def test_what_there_is_stands_in_the_question_for_topics() -> None:
    """And that it will be replaced."""
    text, _ = check(meeting_page.ask_topics(a_meeting(topics=("学习", "讨论"))))
    assert "现在的议题：\n1. 学习\n2. 讨论\n" in text
    assert "换掉现在的全部" in text
    assert "以“+”开头" in text
    assert "换掉" not in check(meeting_page.ask_topics(a_meeting()))[0]


def test_the_file_of_a_meeting_has_its_day_in_its_name() -> None:
    """On the clocks of its zone."""
    at = datetime(2026, 3, 5, 1, tzinfo=UTC)
    assert meeting_page.file_name(a_meeting(starts_at=at)) == "会议-2026-03-05.ics"
    assert meeting_page.file_name(a_meeting(starts_at=at, zone="America/New_York")) == "会议-2026-03-04.ics"


def test_provisions_of_several_documents_are_told_apart() -> None:
    """By a mark before each locator, and before its document."""
    kinds = ("group-meeting", "leading-body")
    written = [meeting.items[0] for meeting in BASE.meetings if meeting.kind in kinds]
    items = tuple(ChecklistItem(item.id, Phase.BEFORE, item.text, cites=item.cites) for item in written)
    text, _ = check(render_checklist(a_meeting(), Checklist(items), BASE, NOW))
    for mark, item in zip("①②", items, strict=True):
        (cite,) = item.cites
        assert f"{item.text}（{mark}{cite.locator}）" in text
        assert f"{mark}依据：《{BASE.documents[cite.document].title}》" in text


def test_what_was_not_held_is_not_asked_about(guide: Guide) -> None:
    """Nor what has minutes; what has filed ones cannot be called off."""
    checklist, after = guide.checklist("group-meeting", Habits()), NOW + 4 * DAY
    meeting = a_meeting()
    assert meeting_words.RECORD_ASK in check(render_record(meeting, checklist, None, BASE, after))[0]
    missed = replace(meeting, state=State.NOT_HELD)
    text, labels = check(render_record(missed, checklist, None, BASE, after))
    assert meeting_words.RECORD_ASK not in text
    assert meeting_words.NOT_HELD in text
    assert meeting_words.HELD_AFTER_ALL in labels
    text, labels = check(render_record(meeting, checklist, minutes_of(meeting, filed=NOW), BASE, after))
    assert meeting_words.FILED_MINUTES in text
    assert meeting_words.SEE_MINUTES in labels
    assert meeting_words.NOT_HELD_BUTTON not in labels
    correction = replace(minutes_of(meeting), revision=2)
    assert meeting_words.NOT_HELD_BUTTON not in check(render_record(meeting, checklist, correction, BASE, after))[1]


def page_of(meeting: Meeting, checklist: Checklist, now: datetime = NOW, **more: object) -> MeetingPage:
    reminder = reminder_of("每周五下午3点 党小组会", meeting.series_id, NOW)
    fields = {"turnout": Turnout.of([], [], NOW), "minutes": None, "reminder": reminder}
    return MeetingPage(meeting=meeting, checklist=checklist, now=now, **(fields | more))


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("kind", [*KINDS, OWN_KIND, "gone", ""])
def test_the_fullest_page_fits(guide: Guide, kind: str, state: State) -> None:
    """Of each kind, also of one that is known no more, before and after it, with and without a reminder."""
    checklist = guide.checklist(kind, own_items(kind, Phase.BEFORE))
    meeting = largest(kind, checklist, state=state)
    for now in (NOW, NOW + 4 * DAY):
        check(meeting_page.render_page(page_of(meeting, checklist, now), guide.kinds()))
        bare = page_of(meeting, checklist, now, reminder=None, minutes=minutes_of(meeting), turnout=None)
        _, labels = check(meeting_page.render_page(bare, guide.kinds()))
        assert labels[-1] == meeting_words.CLOSE


@pytest.mark.parametrize("off", Off)
def test_the_page_of_what_does_not_take_place_says_so_and_offers_nothing_that_fails(guide: Guide, off: Off) -> None:
    """Only the minutes that there are, and the way back."""
    checklist = guide.checklist("group-meeting", Habits())
    page = page_of(largest("group-meeting", checklist), checklist, off=off)
    text, labels = check(meeting_page.render_page(page, guide.kinds()))
    assert meeting_words.OFF[off] in text
    assert labels == [meeting_words.BACK_TO_REMINDER]
    page = replace(page, minutes=minutes_of(page.meeting), reminder=None)
    _, labels = check(meeting_page.render_page(page, guide.kinds()))
    assert labels == [meeting_words.WRITE_MINUTES, meeting_words.CLOSE]
    assert len(meeting_words.OFF[off]) <= MAX_TOAST


def test_the_page_says_when_the_topics_were_told(guide: Guide) -> None:
    """On the clocks of the meeting."""
    checklist = guide.checklist("group-meeting", Habits())
    meeting = a_meeting(topics=("学习",), ticks=(Tick(TOLD_ITEM, "老张", NOW),))
    text, _ = check(meeting_page.render_page(page_of(meeting, checklist), guide.kinds()))
    assert "议题已通知：3月2日 09:00\n" in text


@pytest.mark.parametrize(
    ("whose", "habits", "said"),
    [
        (Whose(-1001, private=False), Habits(), "报名、清单、记录、职责都开着"),
        (Whose(7, private=True), Habits(), "清单、记录、职责都开着"),
        (Whose(-1001, private=False), Habits(sign_up=False), "清单、记录、职责开着，报名关着"),
        (Whose(7, private=True), Habits(checklists=False, asks_minutes=False, duties=False), "清单、记录、职责都关着"),
    ],
)
def test_the_card_of_all_settings_says_what_is_done_about_meetings(whose: Whose, habits: Habits, said: str) -> None:
    """In a line; a private calendar has no sign-up."""
    assert habit_pages.say_habits(whose, habits) == said


def test_a_page_tells_no_reason_for_leave(guide: Guide) -> None:
    """Nor who answered: a group may read it."""
    reason = Answer(
        meeting_id="aZ09_-bcdef", user_id=7, name="小李", rsvp=Rsvp.DECLINED, reason="住院", answered_at=NOW,
        starts_at=NOW,
    )  # fmt: skip
    meeting, checklist = a_meeting(), guide.checklist("group-meeting", Habits())
    page = page_of(meeting, checklist, turnout=Turnout.of([], [reason], NOW))
    text, _ = check(meeting_page.render_page(page, guide.kinds()))
    assert "请假 1" in text
    assert "住院" not in text
    assert "小李" not in text


def test_every_other_page_of_a_meeting_fits(guide: Guide) -> None:
    """The longest words, the most items, the longest ids."""
    kind = max(KINDS, key=lambda each: len(guide.name(each)))
    habits = own_items(kind, Phase.AFTER)
    checklist = guide.checklist(kind, habits)
    meeting, series = largest(kind, checklist), reminder_of("每周五下午3点 党小组会", "aZ09_-bcdef", NOW).series
    series = replace(series, title=meeting.title, zone=meeting.zone)
    at = [NOW + n * DAY + timedelta(seconds=1) for n in range(5)]
    found = [Occurrence(series.id, each, each, (each,)) for each in at]
    for view in (What.PAGE, What.CHECKLIST, What.RECORD):
        check(meeting_page.render_consent(meeting, checklist.items[0], view))
    _, labels = check(meeting_page.render_choice(series, found, found[0]))
    assert labels[0].startswith("最近一次：")
    check(meeting_page.render_choice(series, [], None))
    _, labels = check(meeting_page.render_items(meeting, habits, guide.kinds()))
    assert len(labels) == MAX_OWN_ITEMS + 1  # none can be added
    for reply in (
        meeting_page.ask_topics(meeting),
        meeting_page.ask_topics_again(),
        meeting_page.ask_item_again(),
        *(meeting_page.ask_item(phase, meeting.title) for phase in Phase),
        meeting_page.render_elsewhere(meeting, "「" + "组" * 128 + "」"),
        meeting_page.render_elsewhere(meeting, ""),
        meeting_page.render_file(),
    ):
        check(reply)


def test_a_notice_of_a_duty_says_once_who_met_it() -> None:
    """However often it is rendered; and no more once it was not met after all."""
    notice = "党小组会\n时间：2026年3月5日（周四）09:00\n\n负责人：老张。查看或停用：/meetings"
    meeting = a_meeting("", state=State.HELD, ticks=(Tick(DONE_ITEM, "<b>小李&", NOW),))
    done, labels = check(render_done(notice, meeting))
    assert done == f"{notice}\n✓ 已办：<b>小李&，2026年3月2日（周一）09:00"
    assert labels == [meeting_words.DUTY_NOT_DONE]
    assert check(render_done(done, meeting))[0] == done
    undone = replace(meeting, state=State.OPEN, ticks=())
    assert check(render_done(done, undone)) == (notice, [meeting_words.DUTY_DONE])
    assert [button.label for row in duty_rows(undone) for button in row] == [meeting_words.DUTY_DONE]


@pytest.mark.parametrize("whose", [Whose(-1009999999999, private=True, title="长" * 128), Whose(2**52, private=True)])
def test_the_pages_of_habits_fit(whose: Whose) -> None:
    """Everything on and everything off, and however long minutes are kept."""
    off = Habits(sign_up=False, checklists=False, asks_minutes=False, duties=False, asks_standing=True)
    for habits in (Habits(), off, *(Habits(keeps=span) for span, _ in habit_pages.KEPT.values())):
        check(habit_pages.render_habits(whose, habits))
        check(habit_pages.render_keeps(whose, habits))
    for key in habit_pages.KEPT:
        check(habit_pages.render_shorten(whose, key))
    assert habit_pages.say_keeps(timedelta(days=100)) == "100天"


def test_years_are_never_too_short() -> None:
    """Whichever leap years they hold."""
    for key, (span, _) in habit_pages.KEPT.items():
        if span is not None:
            assert NOW + span >= NOW.replace(year=NOW.year + int(key))


def test_every_toast_fits() -> None:
    """Over the chat."""
    toasts = [value for name, value in vars(meeting_words).items() if name.startswith(("NOTIF", "NOT_", "NO_", "ELSE"))]
    assert all(len(sentence) <= MAX_TOAST for sentence in toasts)


SAID: dict[str, tuple[object, tuple[str, ...]]] = {
    "meeting_words": (
        meeting_words,
        (
            "views/meeting.py",
            "views/meeting_buttons.py",
            "views/meeting_page.py",
            "handlers/meeting_page.py",
            "handlers/meeting_asking.py",
        ),
    ),
    "habits_words": (habits_words, ("views/habits.py",)),
}


@pytest.mark.parametrize("name", SAID)
def test_every_sentence_is_said_somewhere(name: str) -> None:
    """No word is left over."""
    module, files = SAID[name]
    folder = Path(habits_words.__file__).parent.parent
    trees = [ast.parse((folder / file).read_text("utf-8")) for file in files]
    nodes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    used = {node.attr for node in nodes if isinstance(node.value, ast.Name) and node.value.id == "words"}
    left = [word for word in vars(module) if word.isupper() and not word.startswith("MAX_") and word not in used]
    assert left == []
