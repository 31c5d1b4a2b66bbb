"""The calendar as messages that Telegram takes."""

import ast
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from string import Formatter

import pytest

from bot.domain.notices import AT_THE_MOMENT
from bot.domain.occurrences import Occurrence, occurrences
from bot.domain.reminder import Reminder
from bot.domain.series import DayOffPolicy
from bot.domain.workdays import Workdays
from bot.services.calendar import MOST_COUNTED, Coming, Standing
from bot.services.drafted import MAX_LEADS, MAX_TITLE, MAX_VENUE
from bot.services.retiming import Heard, NoTime, Trouble
from bot.views import calendar_edits as edits
from bot.views import calendar_words as words
from bot.views.calendar import MOST_CHANGES, PAGE, render_card, render_list, render_next
from bot.views.calendar_buttons import What, pack, unpack
from bot.views.callbacks import MAX_BYTES, Verb, decode
from bot.views.markup import MAX_BUTTON, MAX_TEXT, Reply, utf16_length
from intents.timeexpr.rules import Once
from tests.support.calendar import reminder_of
from tests.views.test_answers import accept

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SENTENCES = {name: value for name, value in vars(words).items() if name.isupper() and isinstance(value, str)}


def a_reminder(sentence: str = "每周五下午3点 党小组会", **more: object) -> Reminder:
    return reminder_of(sentence, "aZ09_-bcdef", NOW, **more)


def standing(reminder: Reminder, *, over: bool = False, changed: tuple[Occurrence, ...] = ()) -> Standing:
    going_on = replace(reminder.series, paused=False)
    dates = () if over else tuple(each for each, _ in zip(occurrences(going_on, Workdays(), NOW), range(4)))  # noqa: B905
    return Standing(reminder, dates, changed, over, (DAY,))


def largest() -> Standing:
    """A reminder with the longest words, every lead time, and more changes than a card names."""
    reminder = a_reminder(venue="<&>" * 33, chat_id=-(10**13), organizer_name="长" * 128, zone="America/New_York")
    leads = tuple(timedelta(minutes=n * 1501) for n in range(MAX_LEADS))
    series = replace(reminder.series, title="<党>&" * 25, leads=leads, policy=DayOffPolicy.NEXT)
    found = [each for each, _ in zip(occurrences(series, Workdays(), NOW), range(20), strict=False)]
    changed = tuple(
        replace(each, cancelled=n % 2 == 0, moved=n % 2 == 1, shifted=True, provisional=True)
        for n, each in enumerate(found)
    )
    return standing(replace(reminder, series=series, suspended=True), changed=changed)


@pytest.mark.parametrize(
    "at",
    [
        NOW,
        NOW + timedelta(seconds=1),
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 1, tzinfo=UTC),
        datetime(2199, 12, 31, 23, 59, tzinfo=UTC),
        datetime(1901, 1, 1, 0, 5, 43, tzinfo=UTC),
    ],
)
def test_an_instant_comes_back_from_a_button(at: datetime) -> None:
    """Whole minutes in less characters."""
    assert unpack(pack(at)) == at
    assert len(pack(at)) <= 9


@pytest.mark.parametrize("packed", ["", ".", "-", "zzzzzzzzzzzzzzzzzz", "zzzzzz", "-zzzzzz", "ä", "1.5"])
def test_what_is_no_instant_is_refused(packed: str) -> None:
    """As a value that no button of ours has."""
    with pytest.raises(ValueError):  # noqa: PT011 - whichever it is, the press is outdated
        unpack(packed)


def every_reply() -> list[Reply]:
    """Everything about the largest reminder."""
    big = largest()
    coming = Coming(big.reminder, replace(big.dates[0], shifted=True, provisional=True))
    names = {2**52 - n: "长" * 128 for n in range(200)}
    return [
        render_next([coming] * 5, words.OF_GROUP.format(title="长" * 128), manager=True),
        render_next([], words.HERE, manager=False),
        render_list([big] * 100, words.HERE, manager=True, page=1),
        render_list([big] * 100, words.HERE, manager=False),
        render_card(big),
        *(edits.render_pick(big, purpose) for purpose in (What.PICK_SKIP, What.PICK_MOVE, What.PICK_FROM)),
        edits.render_leads(big),
        edits.render_policies(big),
        edits.render_kinds(big, {f"kind-{n}" + "x" * 48: "长" * 200 for n in range(30)}),
        edits.render_leaders(big, names),
        edits.render_delete(big),
        edits.render_delete_again(big, MOST_COUNTED),
        edits.addressed(edits.ask_new_time(coming), 2**52, "长" * 128),
        edits.ask_title(big),
        edits.ask_venue(big),
        edits.ask_leads(big),
        *(edits.ask_time_again(NoTime(trouble, "长" * 300)) for trouble in Trouble),
        edits.ask_time_again(NoTime(Trouble.NO_HOUR, heard=Heard(NOW.date()))),
        *(edits.ask_other_time(each, NOW, "America/New_York") for each in (words.NEW_TIME_SAME, words.NEW_TIME_TAKEN)),
    ]


@pytest.mark.parametrize("reply", every_reply())
def test_the_largest_reminder_stays_within_every_limit(reply: Reply) -> None:
    """Text, keyboard, and the data of every button."""
    accept(reply)
    assert all(decode(each.data) and len(each.data.encode()) <= MAX_BYTES for row in reply.buttons for each in row)
    assert len(reply.force_reply) <= 64


def test_a_card_says_everything_that_was_set() -> None:
    """In words."""
    reminder = a_reminder("每月第一个工作日上午9点 党小组会", venue="三楼会议室")
    text, labels = accept(render_card(standing(reminder)))
    assert text.splitlines() == [
        "党小组会",
        "每月第1个工作日 09:00",
        "接下来：",
        "· 2026年4月1日（周三）09:00",
        "· 2026年5月6日（周三）09:00",
        "· 2026年6月1日（周一）09:00",
        "· 2026年7月1日（周三）09:00",
        "提醒：提前1天、到点（没有单独设，按这里的默认）",
        "地点：三楼会议室",
        "会议类型：不是会议",
        "时区：北京时间（Asia/Shanghai）",
        "负责人：老张",
        "设于：2026年3月2日",
    ]
    assert words.SET_POLICY not in labels


def test_a_card_offers_what_can_be_done() -> None:
    """In private nobody is there to hand over to; a single meeting has no later ones; a paused one goes on."""
    _, labels = accept(render_card(standing(a_reminder())))
    assert labels == [
        words.SKIP,
        words.MOVE,
        words.CHANGE_FROM,
        words.PAUSE,
        words.RENAME,
        words.SET_LEADS,
        words.SET_VENUE,
        words.SET_POLICY,
        words.SET_KIND,
        words.HAND_OVER,
        words.EXPORT,
        words.DELETE,
        words.BACK,
    ]
    own = a_reminder("3月6日和7日下午3点 领书", chat_id=7)
    paused = replace(own, series=replace(own.series, paused=True))
    text, labels = accept(render_card(standing(paused)))
    assert "领书（已暂停）\n" in text
    assert "恢复后接下来：\n" in text
    missing = {words.CHANGE_FROM, words.PAUSE, words.SET_POLICY, words.HAND_OVER}
    assert words.RESUME in labels
    assert missing & set(labels) == set()


def test_what_is_over_can_only_be_deleted() -> None:
    """And says so."""
    text, labels = accept(render_card(standing(a_reminder("3月6日下午3点 领书"), over=True)))
    assert text.startswith("领书（已结束）\n")
    assert words.OVER_HINT in text
    assert labels == [words.DELETE, words.BACK]


def test_a_card_names_what_is_special() -> None:
    """A closed chat, changed and shifted dates, an end, another zone."""
    reminder = a_reminder("每周五下午3点 学习", zone="America/New_York", policy="next")
    end = datetime(2026, 12, 31, tzinfo=UTC)
    reminder = replace(reminder, suspended=True, series=replace(reminder.series, ended_before=end))
    first, second, third, _ = standing(reminder).dates
    changed = (replace(first, cancelled=True), replace(second, moved=True, starts_at=second.starts_at + HOUR))
    found = replace(
        standing(reminder, changed=changed), dates=(changed[1], replace(third, shifted=True, provisional=True))
    )
    text, _ = accept(render_card(found))
    assert "学习（聊天不可达）\n" in text
    assert "每周五 15:00，2026年12月30日（周三）19:00（纽约时间） 之前为止\n" in text
    assert "· 2026年3月13日（周五）16:00（纽约时间）（改期）\n" in text
    assert "· 2026年3月20日（周五）15:00（纽约时间）（因放假调整；放假安排未公布，暂定）\n" in text
    assert "时区：纽约时间（America/New_York）\n遇到休息日：顺延到下一个工作日\n" in text
    assert "· 2026年3月6日（周五）15:00（纽约时间） 跳过\n" in text
    here = "（纽约时间）"
    assert f"· 2026年3月13日（周五）16:00{here}，原定 2026年3月13日（周五）15:00{here}\n" in text
    assert text.endswith(words.SUSPENDED_HINT)


def test_more_changes_than_fit_are_counted() -> None:
    """None is passed over in silence."""
    text, _ = accept(render_card(largest()))
    assert words.MORE_LINES.format(count=20 - MOST_CHANGES) in text


def test_the_list_has_pages_for_leaders_alone() -> None:
    """Members read it through."""
    many = [standing(a_reminder()) for _ in range(2 * PAGE + 1)]
    for page, turns in ((0, ["下一页 »"]), (1, ["« 上一页", "下一页 »"]), (2, ["« 上一页"]), (99, ["« 上一页"])):
        text, labels = accept(render_list(many, words.HERE, manager=True, page=page))
        assert labels[-len(turns) - 1 :] == [*turns, "导出日历"]
        assert text.count("每周五 15:00\n　下一次 2026年3月6日（周五）15:00") == len(labels) - len(turns) - 1
    text, labels = accept(render_list(many, words.HERE, manager=False))
    assert (text.count("· 党小组会"), labels) == (2 * PAGE + 1, ["导出日历"])


def test_a_list_of_one_full_page_has_no_other() -> None:
    """Nothing to turn."""
    _, labels = accept(render_list([standing(a_reminder())] * PAGE, words.HERE, manager=True, page=0))
    assert labels == [*["党小组会"] * PAGE, "导出日历"]


def test_what_is_without_a_title_can_be_pressed() -> None:
    """Telegram refuses a button without a text."""
    untitled = a_reminder()
    untitled = replace(untitled, series=replace(untitled.series, title=" "))
    _, labels = accept(render_list([standing(untitled)], words.HERE, manager=True))
    assert labels == ["（没有写标题）", "导出日历"]


@pytest.mark.parametrize("manager", [True, False])
def test_a_calendar_file_is_offered_where_it_would_hold_anything(manager: bool) -> None:
    """Not of what is over or paused alone."""
    paused = a_reminder()
    paused = replace(paused, series=replace(paused.series, paused=True))
    nothing = [standing(a_reminder(), over=True), standing(paused)]
    _, labels = accept(render_list(nothing, words.HERE, manager=manager))
    assert "导出日历" not in labels
    _, labels = accept(render_list([*nothing, standing(a_reminder())], words.HERE, manager=manager))
    assert labels[-1] == "导出日历"
    assert all("导出日历" not in accept(render_card(each))[1] for each in nothing)


def test_a_pick_offers_to_undo_what_was_done() -> None:
    """A cancelled one comes back; a moved one is moved again, or put back."""
    first, second, third, _ = standing(a_reminder()).dates
    moved = replace(second, moved=True, starts_at=second.starts_at + HOUR)
    found = replace(
        standing(a_reminder(), changed=(replace(first, cancelled=True), moved)),
        dates=(moved, third),
    )
    _, labels = accept(edits.render_pick(found, What.PICK_MOVE))
    assert labels == [
        "恢复 2026年3月6日（周五）15:00",
        "2026年3月13日（周五）16:00",
        "放回原时间：2026年3月13日（周五）15:00",
        "2026年3月20日（周五）15:00",
        "« 返回",
    ]
    _, labels = accept(edits.render_pick(found, What.PICK_SKIP))
    assert labels == [
        "恢复 2026年3月6日（周五）15:00",
        "2026年3月13日（周五）16:00",
        "2026年3月20日（周五）15:00",
        "« 返回",
    ]


@pytest.mark.parametrize(("manager", "said"), [(True, words.HOW_TO_SET), (False, words.ASK_A_LEADER)])
def test_an_empty_calendar_says_who_can_fill_it(manager: bool, said: str) -> None:
    """Nobody is told of a command that refuses them."""
    for reply in (render_next([], words.HERE, manager=manager), render_list([], words.HERE, manager=manager)):
        assert accept(reply)[0].endswith(said)


@pytest.mark.parametrize("seconds", ["-1", "x", "", "9" * 30])
def test_a_button_has_no_odd_lead_time(seconds: str) -> None:
    """As a value that no button of ours has."""
    with pytest.raises(ValueError):  # noqa: PT011 - whichever it is, the press is outdated
        edits.lead_of(seconds)


def test_lead_times_show_which_are_set() -> None:
    """Those that are not offered, too; each button says what it will do, so that a second press undoes nothing."""
    reminder = a_reminder()
    odd = replace(reminder, series=replace(reminder.series, leads=(DAY, timedelta(minutes=45))))
    reply = edits.render_leads(standing(odd))
    _, labels = accept(reply)
    assert [label for label in labels if label.startswith("✓")] == ["✓ 提前45分钟", "✓ 提前1天"]
    data = {each.text: each.data for row in reply.buttons for each in row}
    assert decode(data["✓ 提前1天"]).args[-2:] == ("86400", "0")  # type: ignore[union-attr]
    assert decode(data["提前2小时"]).args[-2:] == ("7200", "1")  # type: ignore[union-attr]
    _, labels = accept(edits.render_leads(standing(reminder)))
    assert [label for label in labels if label.startswith("✓")] == ["✓ 按这里的默认（提前1天、到点）"]
    assert AT_THE_MOMENT in edits.PRESETS


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "它以后已经没有日子了"),
        (3, "以后的 3 次都不再提醒"),
        (MOST_COUNTED, f"以后的每一次（{MOST_COUNTED} 次以上）都不再提醒"),
    ],
)
def test_the_second_question_names_what_will_be_gone(count: int, said: str) -> None:
    """Title and dates; the two questions cannot be mistaken for each other."""
    found = standing(a_reminder())
    first, first_labels = accept(edits.render_delete(found))
    second, second_labels = accept(edits.render_delete_again(found, count))
    assert second == f"再确认一次：删除“党小组会”，{said}，不能恢复。"
    assert first != second
    assert set(first_labels) & set(second_labels) == set()


def test_several_moments_are_all_named() -> None:
    """Of something that does not recur."""
    reminder = a_reminder()
    moments = tuple(datetime.combine(NOW.date() + n * DAY, time(15)) for n in (4, 5))
    once = replace(reminder, series=replace(reminder.series, rule=Once(moments), times=()))
    text, labels = accept(render_card(standing(once)))
    assert "2026年3月6日（周五）15:00、2026年3月7日（周六）15:00\n接下来：" in text
    assert words.CHANGE_FROM not in labels


def test_buttons_are_all_of_the_calendar() -> None:
    """One verb, so that one place checks the rights."""
    for reply in every_reply():
        assert {decode(each.data).verb for row in reply.buttons for each in row} <= {Verb.CALENDAR}  # type: ignore[union-attr]


# ---- the sentences


def _trees() -> list[ast.AST]:
    """The code that says the sentences."""
    folder = Path(words.__file__).parents[1]
    files = [path.read_text("utf-8") for path in folder.rglob("*.py") if path.name != "calendar_words.py"]
    return [ast.parse(text) for text in files if "calendar_words" in text]


NODES = [node for tree in _trees() for node in ast.walk(tree)]
SAID = {node.attr for node in NODES if isinstance(node, ast.Attribute) and node.attr in vars(words)}
FILLED = [
    (call.func.value.attr, {keyword.arg for keyword in call.keywords})
    for call in NODES
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "format"
    if isinstance(call.func.value, ast.Attribute)
]


def test_no_sentence_is_left_over() -> None:
    """Each is said somewhere."""
    assert {name for name in vars(words) if name.isupper()} == SAID - {"DayOffPolicy"}


@pytest.mark.parametrize("name", SENTENCES)
def test_a_sentence_fits_and_is_filled_in(name: str) -> None:
    """One with gaps is formatted where it is said, with exactly those gaps."""
    assert 0 < utf16_length(SENTENCES[name]) <= MAX_TEXT - 2000
    gaps = {gap for _, gap, _, _ in Formatter().parse(SENTENCES[name]) if gap}
    assert all(filled == gaps for said, filled in FILLED if said == name)


def test_every_policy_has_its_words() -> None:
    """Whatever is added to the domain."""
    assert set(words.POLICIES) == set(DayOffPolicy)
    assert all(len(label) <= MAX_BUTTON / 2 for label in words.POLICIES.values())


def test_the_limit_of_words_leaves_room_on_a_card() -> None:
    """Title and place are shown whole."""
    reminder = a_reminder(venue="地" * MAX_VENUE)
    reminder = replace(reminder, series=replace(reminder.series, title="题" * MAX_TITLE))
    text, _ = accept(render_card(standing(reminder)))
    assert "题" * MAX_TITLE in text
    assert "地" * MAX_VENUE in text
