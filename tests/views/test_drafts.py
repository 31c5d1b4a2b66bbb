"""Cards and questions as messages that Telegram takes; buttons that say to the reader what they show."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from bot.domain.checklist import Checklist, ChecklistItem, Means, Phase
from bot.domain.daysoff import months_lacking
from bot.domain.draft import Draft
from bot.domain.errors import NotYoursError, OutdatedError
from bot.domain.habits import Habits
from bot.domain.preview import first_days_off, next_four
from bot.domain.series import DayOffPolicy
from bot.domain.workdays import Workdays
from bot.services.drafted import (
    MAX_LEADS,
    MAX_TITLE,
    MAX_VENUE,
    AlreadySetError,
    Asking,
    Card,
    Confirmed,
    Field,
    Flaw,
    TooLongError,
    TooManyError,
)
from bot.views import draft_buttons as buttons
from bot.views import draft_words as words
from bot.views import drafts
from bot.views.callbacks import MAX_BYTES, decode
from bot.views.draft_buttons import Step, day_said, half_said, leads_said, render_days, time_said, title_said
from bot.views.markup import MAX_BUTTON, MAX_TEXT, Reply, utf16_length
from intents.timeexpr import Once, Question, RRule, Schedule, WorkdayRule, read
from intents.timeexpr.questions import ask
from knowledge.models import Citation
from tests.support.calendar import SHANGHAI, reminder_of
from tests.views.test_answers import accept

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
TODAY = date(2026, 3, 2)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
HERE = -1001
SENTENCES = {name: value for name, value in vars(words).items() if name.isupper() and isinstance(value, str)}
LABELS = {
    name: SENTENCES[name]
    for name in ("OTHER_TITLE", "END_OF_MONTH", "TOMORROW", "MORNING", "AFTERNOON", "BACK", "CONFIRM", "CHANGE_RULE",
                 "CHANGE_TITLE", "CHANGE_LEADS", "CHANGE_VENUE", "CANCEL", "LAST_DAY_INSTEAD")
}  # fmt: skip


def a_draft(**more: Any) -> Draft:
    return replace(
        Draft(
            id="aZ09_-bcdef",
            chat_id=HERE,
            thread_id=None,
            user_id=9,
            user_name="老张",
            sentence="",
            expires_at=NOW + DAY,
        ),
        **more,
    )


def a_card(sentence: str = "每月5号下午3点 党小组会", zone: str = SHANGHAI, **more: Any) -> Card:
    series = reminder_of(sentence, "s", NOW, zone=zone).series
    card = Card(
        draft=a_draft(series=series),
        series=series,
        leads=(timedelta(0),),
        coming=tuple(next_four(series, Workdays(), NOW)),
        late=(),
        days_off=tuple(first_days_off(series, Workdays(), NOW, 3)),
        lacking=(),
    )
    return replace(card, **more)


def every_reply() -> list[Reply]:
    """With the longest words that there may be."""
    card = a_card("每月31号下午3点 开会", zone="America/Argentina/ComodRivadavia")
    series = replace(card.series, title="<党>&" * (MAX_TITLE // 4), policy=DayOffPolicy.PREVIOUS)
    leads = tuple(timedelta(minutes=n * 1501) for n in range(MAX_LEADS))
    draft = a_draft(series=series, venue="<&>" * (MAX_VENUE // 3), unread="长" * 500, chat_id=-(10**13))
    card = replace(card, lacking=months_lacking(series), dropped=(NOW,) * 999, cut=True)
    largest = replace(card, draft=draft, series=series, leads=leads, late=leads)
    reminder = replace(reminder_of("每月5号下午3点 开会", "s", NOW), series=series, organizer_name="长" * 128)
    questions = [ask(reason) for reason in ("no-time", "no-date", "past", "impossible", "ambiguous", "too-often")]
    return [
        drafts.render_card(largest, 7),
        drafts.render_leads(largest),
        drafts.render_confirmed(
            Confirmed(reminder, card.coming[0], changed=True, dropped=(NOW,), leads=leads), 7, "组" * 128
        ),
        *(
            drafts.render_prompt(field, each)
            for field in Field
            if field is not Field.LEADS
            for each in (draft, a_draft())
        ),
        *(drafts.render_asking(Asking(draft, field, again=True, past=True)) for field in Field),
        *(drafts.render_asking(Asking(draft, Field.TIME, question)) for question in questions),
        *(render_days(draft, frequency, TODAY) for frequency in (*words.DAY_ASK, "n0", "n4")),
    ]


@pytest.mark.parametrize("reply", every_reply())
def test_the_largest_stays_within_every_limit(reply: Reply) -> None:
    """Text, keyboard, the data of every button, and the hint in the field."""
    text, _ = accept(reply)
    assert text
    assert "略）" not in text
    assert all(decode(each.data) and len(each.data.encode()) <= MAX_BYTES for row in reply.buttons for each in row)
    assert len(reply.force_reply) <= 64
    assert not (reply.buttons and reply.force_reply), "Telegram shows one of them"


def test_a_card_says_everything_before_anything_is_set() -> None:
    """In the order in which it is read."""
    card = a_card(leads=(DAY, timedelta(0)), late=(DAY,), dropped=(NOW,), cut=True)
    card = replace(card, draft=replace(card.draft, venue="三楼", unread="大概"))
    text, labels = accept(drafts.render_card(card, HERE))
    assert text.splitlines() == [
        "党小组会",
        "时间：每月5号 15:00（北京时间）",
        "地点：三楼",
        "提醒：提前1天、到点",
        "",
        "接下来：",
        "· 2026年3月5日（周四）15:00",
        "· 2026年4月5日（周日）15:00",
        "· 2026年5月5日（周二）15:00",
        "· 2026年6月5日（周五）15:00",
        "",
        "这几个字没有看懂：大概。",
        "",
        words.CUT,
        "",
        "第一次的提前1天提醒，时间已经过了，不会补发。",
        "",
        words.DROPPED.format(count=1),
        "",
        "有的日子放假或者休息：",
        "· 2026年4月5日（周日）：顺延是4月7日（周二），提前是4月3日（周五）",
        "· 2026年5月5日（周二）：顺延是5月6日（周三），提前是4月30日（周四）",
        "· 2026年7月5日（周日）：顺延是7月6日（周一），提前是7月3日（周五）",
        "遇到这样的日子怎么办？",
    ]
    assert labels == ["✓ 照常", "顺延", "提前", "跳过", "确认", "改时间", "改标题", "改提前量", "改地点", "取消"]


def test_a_card_without_any_notice_of_the_first_says_so_once() -> None:
    """In one line, with the reason."""
    text, _ = accept(drafts.render_card(a_card(leads=(DAY,), late=(DAY,)), HERE))
    assert words.NO_NOTICE in text
    assert text.count("不会补发") == 1
    assert text.count("第一次") == 1


def test_a_card_of_a_group_says_so_elsewhere() -> None:
    """Where it is shown in somebody's private chat."""
    reminder = replace(reminder_of("每月5号下午3点 开会", "s", NOW), chat_id=HERE)
    confirmed = Confirmed(reminder, None, changed=False, dropped=(), leads=(DAY,))
    named = words.HERE_NOT.format(group="第一党小组")
    assert named in accept(drafts.render_card(a_card(), 9, "第一党小组"))[0]
    assert named in accept(drafts.render_confirmed(confirmed, 9, "第一党小组"))[0]
    assert words.HERE_NOT_UNNAMED in accept(drafts.render_card(a_card(), 9))[0]
    for here in (drafts.render_card(a_card(), HERE), drafts.render_confirmed(confirmed, HERE)):
        assert "设到" not in accept(here)[0]


def test_what_is_set_says_when_notice_is_given() -> None:
    """And from when on, where it was changed."""
    card = a_card("每周五下午3点 开会")
    reminder = replace(reminder_of("每周五下午3点 开会", "s", NOW), chat_id=HERE)
    done = Confirmed(reminder, card.coming[1], changed=True, dropped=(), leads=(DAY, timedelta(0)))
    text, _ = accept(drafts.render_confirmed(done, HERE))
    assert "提醒：提前1天、到点" in text
    assert text.startswith("已改好：开会\n从3月13日（周五）起按新的安排。")
    assert "从" not in accept(drafts.render_confirmed(replace(done, changed=False), HERE))[0]


def _said_once_set(sentence: str, kind: str, items: tuple[ChecklistItem, ...], **more: Any) -> tuple[str, list[str]]:
    """What is said once it is set in a group, of a kind with that checklist."""
    card = a_card(sentence)
    reminder = replace(reminder_of(sentence, "s", NOW), chat_id=HERE, organizer_id=9)
    reminder = replace(reminder, series=replace(reminder.series, kind=kind))
    done = Confirmed(reminder, card.coming[0], changed=False, dropped=(), leads=(DAY,))
    follows = drafts.Follows(checklist=Checklist(items), titles={"rules": "规则"}, **more)
    return accept(drafts.render_confirmed(done, HERE, follows=follows))


NINE = Citation(document="rules", locator="第九条")
CONSENT = ChecklistItem("some-before-consent", Phase.BEFORE, "报党支部同意", DAY, (NINE,), Means.ASK_BRANCH)
UNDATED = ChecklistItem("some-before-else", Phase.BEFORE, "听取意见")
IN_IT = ChecklistItem("some-in-it", Phase.MEETING, "做好记录")


@pytest.mark.parametrize(
    ("kind", "items", "said", "label"),
    [
        (
            "theme-day",
            (CONSENT, IN_IT),
            "会前按清单提醒老张（私信发不到就发在群里），通知下面可以报名或请假，会后催会议记录",
            words.SEE_CHECKLIST,
        ),
        ("other", (UNDATED, IN_IT), "通知下面可以报名或请假，会后催会议记录", words.SEE_CHECKLIST),
        ("own", (), "通知下面可以报名或请假，会后催会议记录", words.SEE_MEETING),
        ("heart-talk", (IN_IT,), "会后催会议记录", words.SEE_MEETING),
    ],
)
def test_only_what_will_happen_is_promised(kind: str, items: tuple[ChecklistItem, ...], said: str, label: str) -> None:
    """A checklist where something on it is to be done in time, sign-up where everybody comes; each time only of what
    comes back."""
    text, labels = _said_once_set("每周五下午3点 开会", kind, items)
    assert f"以后每次会自动：{said}。" in text
    assert label in labels
    assert (words.ROSTER_CARD in labels) is ("报名" in said)
    for sentence in ("3月20日下午3点 开会", "从3月20日起每周五下午3点开会，共1次"):
        once, _ = _said_once_set(sentence, kind, items)
        assert f"到时会自动：{said}。" in once
        assert "每次" not in once


def test_what_the_branch_is_asked_for_is_said_with_where_it_is_written() -> None:
    """Where the checklist begins with that, whatever the group switched off."""
    off = Habits(sign_up=False, checklists=False, asks_minutes=False)
    text, _ = _said_once_set("每周五下午3点 开会", "theme-day", (CONSENT, IN_IT), habits=off)
    assert "会前先办：报党支部同意（《规则》第九条）。" in text
    assert "会自动" not in text
    assert "先办" not in _said_once_set("每周五下午3点 开会", "other", (UNDATED, CONSENT))[0]


def test_a_change_without_a_change_cannot_be_confirmed() -> None:
    """The card says that there is none yet."""
    text, labels = accept(drafts.render_card(a_card(unchanged=True), HERE))
    assert words.UNCHANGED in text
    assert words.CONFIRM not in labels


def test_a_day_too_early_for_a_change_is_called_that() -> None:
    """And not one that is past."""
    card = a_card(coming=(), not_before=datetime(2026, 4, 8, 15))  # noqa: DTZ001 - a wall clock
    text, labels = accept(drafts.render_card(card, HERE))
    assert "这次修改从4月8日（周三）起，新的日子不能比它早" in text
    assert words.NOTHING_COMING not in text
    assert words.CONFIRM not in labels


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("下周三开会", "日子：2026年3月11日（周三）。日子记下了"),
        ("每月第二个周三开会", "日子：每月第2个周三。日子记下了"),
        ("3月5号和3月8号开会", "日子记下了"),
    ],
)
def test_the_question_for_the_time_tells_the_day(sentence: str, day: str) -> None:
    """Where it is one that can be told."""
    question = read(sentence, NOW, SHANGHAI)
    assert isinstance(question, Question)
    text, _ = accept(drafts.render_asking(Asking(a_draft(sentence=sentence), Field.TIME, question)))
    assert text.startswith(day)


@pytest.mark.parametrize("part", buttons.TIMES_OF)
def test_the_hours_on_the_buttons_are_of_the_part_of_the_day(part: str) -> None:
    """And read so behind the word for it."""
    word = {"dawn": "凌晨", "morning": "早上", "forenoon": "上午", "noon": "中午", "afternoon": "下午", "dusk": "傍晚",
            "evening": "晚上", "midnight": "半夜"}[part]  # fmt: skip
    question = read(f"明天{word}开会", NOW, SHANGHAI)
    assert isinstance(question, Question)
    reply = drafts.render_asking(Asking(a_draft(sentence=f"明天{word}开会"), Field.TIME, question))
    _, labels = accept(reply)
    assert tuple(labels[:-1]) == buttons.TIMES_OF[part]
    for label in labels[:-1]:
        found = read(f"明天{word}{label}开会", NOW, SHANGHAI)
        assert isinstance(found, Schedule), label
        assert isinstance(found.rule, Once)
        assert f"{found.rule.moments[0]:%H:%M}" == label


def test_lead_times_are_asked_for_again_with_buttons_and_a_way_out() -> None:
    """Whatever was wrong with them."""
    for asking in (
        Asking(a_draft(series=a_card().series), Field.LEADS, again=True),
        *(Asking(a_draft(series=a_card().series), Field.LEADS, flaw=flaw) for flaw in (Flaw.TOO_EARLY, Flaw.NO_NOTICE)),
    ):
        text, labels = accept(drafts.render_asking(asking))
        assert "/cancel" in text
        assert labels[-1] == words.BACK


@pytest.mark.parametrize("field", [Field.TITLE, Field.RULE, Field.VENUE])
def test_a_card_that_stays_is_said_to_stay(field: Field) -> None:
    """不改了 where there is one, 不设了 where there is none yet."""
    text, _ = accept(drafts.render_prompt(field, a_draft(series=a_card().series)))
    assert "不改了就发 /cancel" in text
    assert "不设了就发 /cancel" in accept(drafts.render_prompt(Field.TITLE, a_draft()))[0]


@pytest.mark.parametrize(
    ("zone", "said"), [("Asia/Harbin", "北京时间"), ("Europe/Paris", "巴黎时间"), ("Asia/Almaty", "Asia/Almaty 时间")]
)
def test_a_zone_is_named(zone: str, said: str) -> None:
    """As people call it; by its IANA name where they do not."""
    assert f"（{said}）" in accept(drafts.render_card(a_card(zone=zone), HERE))[0]


def test_a_guess_is_called_one() -> None:
    """Where a date of the card hangs on holidays that are not announced."""
    card = a_card(days_off=())
    assert words.PROVISIONAL not in accept(drafts.render_card(card, HERE))[0]
    guessed = replace(card, coming=(replace(card.coming[0], provisional=True),))
    assert words.PROVISIONAL in accept(drafts.render_card(guessed, HERE))[0]


def test_what_never_takes_place_cannot_be_confirmed() -> None:
    """The card says what to do."""
    text, labels = accept(drafts.render_card(a_card(coming=(), late=()), HERE))
    assert words.NOTHING_COMING in text
    assert words.CONFIRM not in labels
    assert words.CHANGE_RULE in labels


def test_without_any_notice_the_first_time_goes_by_in_silence() -> None:
    """The card says so where all lead times are past."""
    leads = (DAY, HOUR)
    some, every = a_card(leads=leads, late=leads[:1]), a_card(leads=leads, late=leads)
    assert words.NO_NOTICE not in accept(drafts.render_card(some, HERE))[0]
    assert words.NO_NOTICE in accept(drafts.render_card(every, HERE))[0]


def test_several_moments_are_all_named() -> None:
    """Of something that does not recur."""
    card = a_card("3月6日下午3点 开会")
    moments = tuple(datetime.combine(TODAY + n * DAY, time(15)) for n in (4, 5))
    several = replace(card.series, rule=Once(moments))
    coming = tuple(next_four(several, Workdays(), NOW))
    text, _ = accept(drafts.render_card(replace(card, series=several, coming=coming), HERE))
    assert text.count("2026年3月6日（周五）15:00") == 2
    assert accept(drafts.render_card(card, HERE))[0].count("2026年3月6日（周五）15:00") == 1


@pytest.mark.parametrize("day", [*(f"m{n}" for n in range(32)), "l", "t", "o20260306", *(f"w{n}" for n in range(1, 8))])
def test_every_day_on_a_button_is_one_that_the_reader_knows(day: str) -> None:
    """It lacks nothing but the time of day, whatever the matter is called."""
    for said in (day_said(day), f"主题党日，{day_said(day)}"):
        found = read(said, NOW, SHANGHAI)
        assert isinstance(found, Question)
        assert found.reason == "no-time"


@pytest.mark.parametrize("place", range(5))
@pytest.mark.parametrize("weekday", range(1, 8))
def test_every_weekday_of_a_month_reads_as_its_buttons_say(place: int, weekday: int) -> None:
    """The fourth Tuesday is the fourth Tuesday, the last the last."""
    found = read(f"{day_said(f'n{place}.{weekday}')}，{time_said('1430')}", NOW, SHANGHAI)
    assert isinstance(found, Schedule)
    code = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[weekday - 1]
    assert found.rule == RRule(f"FREQ=MONTHLY;BYDAY={place or -1}{code}")
    assert found.times == (time(14, 30),)


def test_the_other_buttons_read_as_they_say() -> None:
    """Days of the month, of the week, working days, and a date."""
    rules = {
        "m5": RRule("FREQ=MONTHLY;BYMONTHDAY=5"),
        "m0": RRule("FREQ=MONTHLY;BYMONTHDAY=-1"),
        "w3": RRule("FREQ=WEEKLY;BYDAY=WE"),
        "l": WorkdayRule(-1),
        "o20260306": Once((datetime(2026, 3, 6, 15),)),  # noqa: DTZ001 - a wall clock
    }
    for value, rule in rules.items():
        found = read(f"{day_said(value)}，15:00", NOW, SHANGHAI)
        assert isinstance(found, Schedule)
        assert found.rule == rule


def test_every_value_on_a_button_is_understood_when_it_is_pressed() -> None:
    """Those of the dialogue and of the card."""
    understood: dict[Step, Callable[[str], object]] = {
        Step.DAY: day_said,
        Step.TIME: time_said,
        Step.PART: half_said,
        Step.LEADS: leads_said,
        Step.POLICY: DayOffPolicy,
        Step.CHANGE: Field,
        Step.NAME: lambda value: value if value == buttons.OTHER else title_said(value),
        Step.FREQUENCY: lambda value: render_days(a_draft(), value, TODAY),
    }
    seen = set()
    half = Asking(a_draft(), Field.TIME, ask("ambiguous", "half-of-day"))
    for reply in (*every_reply(), drafts.render_asking(half), drafts.render_asking(Asking(a_draft(), Field.TITLE))):
        for button in (each for row in reply.buttons for each in row):
            press = decode(button.data)
            assert press is not None
            _, step, value = press.args
            seen.add(Step(step))
            if step in understood:
                understood[Step(step)](value)
    assert seen == set(Step)


@pytest.mark.parametrize("value", ["", "m", "m-1", "w0", "w8", "n5.1", "n1", "n1.8", "o1", "x", "每月5号"])
def test_what_is_no_day_is_refused(value: str) -> None:
    """As data that no button of ours has."""
    with pytest.raises(ValueError):  # noqa: PT011 - whichever it is, the press is outdated
        day_said(value)


@pytest.mark.parametrize("value", ["", "-1", "1.x", "99999999"])
def test_what_is_no_lead_time_is_refused(value: str) -> None:
    """As data that no button of ours has."""
    with pytest.raises(ValueError):  # noqa: PT011 - whichever it is, the press is outdated
        leads_said(value)


def test_only_what_goes_wrong_here_has_its_sentence_here() -> None:
    """Everything else is said where it is said always."""
    assert drafts.refusal(TooLongError()) == words.TOO_LONG
    assert drafts.refusal(TooManyError()) == words.TOO_MANY
    assert "/meetings" in drafts.refusal(AlreadySetError())
    assert drafts.refusal(OutdatedError()) == words.EXPIRED
    assert drafts.refusal(NotYoursError()) == ""


# ---- the sentences


@cache
def _source() -> str:
    """The code that says them."""
    folder = Path(words.__file__).parents[1]
    files = ("views/drafts.py", "views/draft_buttons.py", "handlers/drafting.py")
    return "\n".join((folder / file).read_text("utf-8") for file in files)


@pytest.mark.parametrize(
    "name", [name for name in vars(words) if name.isupper() and not name.startswith(("MAX_", "LONGEST_"))]
)
def test_no_sentence_is_left_over(name: str) -> None:
    """Each is said somewhere."""
    assert re.search(rf"\b(?:draft_)?words\.{name}\b", _source())


@pytest.mark.parametrize("name", SENTENCES)
def test_a_sentence_fits_and_is_filled_in(name: str) -> None:
    """One with gaps is formatted where it is said, with exactly those gaps."""
    assert 0 < utf16_length(SENTENCES[name]) <= MAX_TEXT - 3000
    gaps = {gap for _, gap, _, _ in Formatter().parse(SENTENCES[name]) if gap}
    for filled in re.findall(rf"\bwords\.{name}\.format\(((?:[^()]|\([^()]*\))*)\)", _source()):
        assert set(re.findall(r"(\w+)=", filled)) == gaps


@pytest.mark.parametrize("label", [*LABELS.values(), *words.MEETINGS, *words.FREQUENCIES.values()])
def test_a_label_fits_on_a_button(label: str) -> None:
    """On one line of a phone."""
    assert 0 < len(label) <= MAX_BUTTON / 2
