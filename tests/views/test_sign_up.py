"""Who comes, in words: counts, mentions, reasons; and that it all fits."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

from bot.console.botapi.limits import check_markup
from bot.domain.meeting import MAX_REASON, MAX_TOPIC, MAX_TOPICS, Answer, Meeting, Rsvp
from bot.domain.roster import MAX_MEMBERS, MAX_NAME, Member, Standing
from bot.domain.turnout import Turnout
from bot.notifier import MAX_TOAST, keyboard
from bot.services.rosters import Added, Joined, NoRoster
from bot.services.sign_up_messages import NoSignUp
from bot.views import roster, roster_words, sign_up_words
from bot.views.markup import MAX_SPANS, MAX_TEXT, Reply, Text, utf16_length
from bot.views.settings import Whose
from bot.views.sign_up import (
    MOST_MENTIONED,
    add_sign_up,
    render_answers,
    render_nudge,
    render_replaced,
    render_sign_up,
    with_leave_link,
)

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
MEETING = Meeting(
    id="a" * 11,
    chat_id=-1001234567890123,
    series_id="b" * 11,
    recurrence_id=NOW,
    starts_at=datetime(2026, 3, 6, 7, tzinfo=UTC),
    zone="Asia/Shanghai",
    kind="own",
    title="汇报会",
    venue="三楼",
    topics=("学习讲话", "讨论计划"),
)


def member(number: int, *, named: bool = False, excused: bool = False, name: str = "") -> Member:
    return Member(
        id=f"member{number:05}",
        chat_id=MEETING.chat_id,
        user_id=None if named else number,
        name=name or f"同志{number}",
        excused=excused,
        joined_at=NOW + timedelta(seconds=number),
    )


def answer(number: int, rsvp: Rsvp, reason: str = "", name: str = "") -> Answer:
    return Answer(
        meeting_id=MEETING.id,
        user_id=number,
        name=name or f"同志{number}",
        rsvp=rsvp,
        reason=reason,
        answered_at=NOW,
        starts_at=MEETING.starts_at,
    )


def turnout_of(members: list[Member], answers: list[Answer]) -> Turnout:
    return Turnout.of(members, answers, MEETING.starts_at)


def fits(reply: Reply) -> bool:
    """Telegram takes it, whole."""
    markup = keyboard(reply.buttons)
    assert markup is None or check_markup(markup.to_dict()) is not None
    whole = "".join(span.text for span in reply.spans)
    looks = [at for at, span in enumerate(reply.spans) if span.url or span.style]
    return utf16_length(whole) <= MAX_TEXT and all(at < MAX_SPANS for at in looks)


def test_a_notice_reads_from_top_to_bottom() -> None:
    """Title, time, place, topics, counts, who leads."""
    turnout = turnout_of(
        [member(1), member(2), member(3, named=True), member(4, excused=True)],
        [answer(1, Rsvp.ACCEPTED), answer(2, Rsvp.DECLINED), answer(8, Rsvp.ACCEPTED), answer(9, Rsvp.TENTATIVE)],
    )
    assert render_sign_up(MEETING, turnout, "老张").plain == (
        "汇报会\n"
        "时间：2026年3月6日（周五）15:00\n"
        "地点：三楼\n"
        "议题：\n1. 学习讲话\n2. 讨论计划\n"
        "应到 3 · 参加 1 · 请假 1 · 待定 0 · 未回复 1（另有名单外：参加 1 · 待定 1）\n"
        "\n负责人：老张。全部安排：/meetings"
    )


def test_without_a_roster_everybody_counts_alike() -> None:
    """And nobody is expected."""
    text = Text()
    add_sign_up(text, MEETING, turnout_of([], [answer(1, Rsvp.ACCEPTED), answer(2, Rsvp.ACCEPTED)]))
    assert text.reply().plain.splitlines()[-1] == "参加 2 · 请假 0 · 待定 0"


def test_where_nobody_is_asked_the_topics_stand_alone() -> None:
    """No counts, no buttons."""
    reply = render_sign_up(MEETING, None, "老张")
    assert ("参加" in reply.plain, "1. 学习讲话" in reply.plain, reply.buttons) == (False, True, ())


@pytest.mark.parametrize(
    ("given", "shown"), [((Rsvp.DECLINED, ""), True), ((Rsvp.DECLINED, "出差"), False), ((Rsvp.ACCEPTED, ""), False)]
)
def test_the_way_to_give_a_reason_is_there_while_somebody_owes_one(given: tuple[Rsvp, str], *, shown: bool) -> None:
    """A link that fits into what Telegram takes for one."""
    turnout = turnout_of([], [answer(1, *given)])
    reply = with_leave_link(render_sign_up(MEETING, turnout, "老张"), MEETING, turnout, "zuwu_bot")
    assert [button.url for row in reply.buttons for button in row if button.url] == (
        [f"https://t.me/zuwu_bot?start=l_{MEETING.id}"] if shown else []
    )
    assert fits(reply)


def test_a_nudge_mentions_the_silent_and_names_those_without_telegram() -> None:
    """Who answered, or is away for long, is left alone."""
    members = [member(1), member(2), member(3, named=True), member(4, excused=True), member(5)]
    reply = render_nudge(MEETING, turnout_of(members, [answer(1, Rsvp.TENTATIVE)]))
    assert [(span.text, span.url) for span in reply.spans if span.url] == [
        ("同志2", "tg://user?id=2"),
        ("同志5", "tg://user?id=5"),
    ]
    assert "请知道的同志转告：\n同志3" in reply.plain
    assert "同志1" not in reply.plain
    assert "同志4" not in reply.plain


@pytest.mark.parametrize("count", [1, MOST_MENTIONED, MOST_MENTIONED + 1, MAX_MEMBERS])
def test_a_nudge_of_however_many_fits(count: int) -> None:
    """At most 40 are mentioned, and the others counted."""
    members = [member(number, name="名" * MAX_NAME) for number in range(1, count + 1)]
    members[-1] = member(count, named=True, name="没" * MAX_NAME)
    reply = render_nudge(MEETING, turnout_of(members, []))
    assert fits(reply)
    assert len([span for span in reply.spans if span.url]) == min(count - 1, MOST_MENTIONED)
    assert (f"等 {count - 1} 人" in reply.plain) is (count - 1 > MOST_MENTIONED)


@pytest.mark.parametrize("private", [True, False])
def test_the_page_of_answers_fits_and_keeps_the_reasons_for_private(*, private: bool) -> None:
    """However many there are, and however long they are."""
    reason = "因" * MAX_REASON
    members = [member(number, name="名" * MAX_NAME) for number in range(1, 101)]
    answers = [answer(number, Rsvp.DECLINED, reason, "名" * MAX_NAME) for number in range(1, 61)]
    turnout = turnout_of(members, [*answers, answer(999, Rsvp.DECLINED, reason)])
    reply = render_answers(MEETING, turnout, [], private=private, nudges=True)
    assert (reason in reply.plain) is private
    assert utf16_length(reply.plain) <= MAX_TEXT
    assert check_markup(keyboard(reply.buttons).to_dict()) is not None  # type: ignore[union-attr]


def test_without_a_roster_the_page_lists_whoever_answered() -> None:
    """Under what they answered."""
    turnout = turnout_of([], [answer(1, Rsvp.ACCEPTED), answer(2, Rsvp.DECLINED, "出差")])
    said = render_answers(MEETING, turnout, [], private=True, nudges=True).plain
    assert "参加（1）：同志1\n请假（1）：\n· 同志2：出差" in said
    assert "名单外" not in said
    assert "本群还没有名单" in said


@pytest.mark.parametrize("private", [True, False])
def test_answers_for_another_time_are_told_apart(*, private: bool) -> None:
    """By name, without their reasons, to leaders only; they count for nothing."""
    before = dataclasses.replace(answer(1, Rsvp.DECLINED, "住院"), starts_at=MEETING.starts_at - timedelta(days=1))
    turnout = turnout_of([member(1), member(2)], [before, answer(2, Rsvp.ACCEPTED)])
    said = render_answers(MEETING, turnout, [], private=private, nudges=True).plain
    assert "应到 2 · 参加 1 · 请假 0 · 待定 0 · 未回复 1" in said
    assert said.splitlines()[-1] == "改期前答的：同志1（请假）。要重新回复才算。"
    assert "住院" not in said
    assert "改期前" not in render_sign_up(MEETING, turnout, "老张").plain
    many = [dataclasses.replace(before, user_id=number, name="名" * MAX_NAME) for number in range(200)]
    assert fits(render_answers(MEETING, turnout_of([], many), [], private=private, nudges=True))


def test_who_was_nudged_once_is_not_offered_to_be_nudged_again() -> None:
    """The page says when it was."""
    turnout, at = turnout_of([member(1)], []), MEETING.starts_at - timedelta(days=1)
    page = render_answers(MEETING, turnout, [], private=True, nudges=True)
    assert [each.text for each in page.buttons[0]] == ["催一催", "刷新", "名单"]
    page = render_answers(MEETING, turnout, [], private=True, nudges=True, nudged_at=at)
    assert [each.text for each in page.buttons[0]] == ["刷新", "名单"]
    assert "2026年3月5日（周四）15:00 已在群里催过一次。" in page.plain


def test_a_notice_that_was_replaced_shows_nothing_that_grows_old() -> None:
    """No counts, no buttons; where to look instead."""
    reply = render_replaced(MEETING, "老张")
    assert "后面有新的通知" in reply.plain
    assert "参加" not in reply.plain
    assert reply.buttons == ()
    assert fits(reply)


def test_no_message_to_a_group_tells_a_reason_for_leave() -> None:
    """Whoever gave it, for whichever time."""
    before = dataclasses.replace(answer(4, Rsvp.DECLINED, "住院"), starts_at=NOW)
    answers = [answer(1, Rsvp.DECLINED, "住院"), answer(2, Rsvp.DECLINED, "住院"), before]
    turnout = turnout_of([member(1), member(3), member(4)], answers)
    text = Text()
    add_sign_up(text, MEETING, turnout)
    replies = [
        text.reply(),
        with_leave_link(render_sign_up(MEETING, turnout, "老张"), MEETING, turnout, "zuwu_bot"),
        render_replaced(MEETING, "老张"),
        render_nudge(MEETING, turnout),
        render_answers(MEETING, turnout, [], private=False, nudges=True),
        roster.render_roster(Whose(MEETING.chat_id, private=False), [member(1)]),
    ]
    assert not any("住院" in each.plain for each in replies)


def test_the_card_tells_leaders_to_join_as_well() -> None:
    """Who leads is expected only when on the roster."""
    assert "组长自己也要按“加入”才算应到" in roster.render_roster(Whose(MEETING.chat_id, private=False), []).plain


def test_a_full_notice_fits() -> None:
    """Everything as long as it may be."""
    meeting = Meeting(
        **{name: getattr(MEETING, name) for name in ("id", "chat_id", "series_id", "recurrence_id", "starts_at")},
        zone="America/Argentina/ComodRivadavia",
        kind="own",
        title="题" * 100,
        venue="地" * 100,
        topics=tuple(f"{number:02}" + "议" * (MAX_TOPIC - 2) for number in range(MAX_TOPICS)),
    )
    turnout = turnout_of([member(1)], [answer(1, Rsvp.DECLINED)])
    assert fits(with_leave_link(render_sign_up(meeting, turnout, "名" * 128), meeting, turnout, "u" * 32))


def test_rosters_of_any_length_fit() -> None:
    """The card, every page, and what comes of many names."""
    members = [member(number, name="名" * MAX_NAME, excused=True) for number in range(MAX_MEMBERS)]
    whose = Whose(MEETING.chat_id, private=True, title="群" * 255)
    pages = [roster.render_people(whose, members, page) for page in (-5, 0, 1, 29, 10**9)]
    assert all(map(fits, [roster.render_roster(whose, members), *pages]))
    assert pages[3] == pages[4]
    names = tuple(each.name for each in members)
    assert fits(roster.render_added(whose, Added(names, names, names, names)))
    assert fits(roster.render_person(whose, members[0], 0, asks_standing=True))
    assert fits(roster.with_own_rosters("正文", members[:40], ["群" * 255] * 40))


def test_every_refusal_is_worded_and_fits_over_the_chat() -> None:
    """And so does whatever is said of a press."""
    assert set(roster_words.REFUSED) == set(NoRoster)
    assert set(sign_up_words.REFUSED) == set(NoSignUp)
    renamed = Joined(member(1, name="名" * MAX_NAME), new=False, renamed=True)
    longest = "\n".join(
        [sign_up_words.CHANGED.format(rsvp="参加"), sign_up_words.REASON_IN_PRIVATE, sign_up_words.NOT_ON_ROSTER]
    )
    said = [*roster_words.REFUSED.values(), *sign_up_words.REFUSED.values(), roster.say_joined(renamed), longest]
    assert [each for each in said if len(each) > MAX_TOAST] == []


def test_standings_are_marked_only_where_they_are_known() -> None:
    """Nobody is asked for what the group does not want to know."""
    known = member(1)
    probationary = Member(
        id="x", chat_id=known.chat_id, user_id=5, name="小王", standing=Standing.PROBATIONARY, joined_at=NOW
    )
    whose = Whose(known.chat_id, private=False)
    assert "正式" not in roster.render_roster(whose, [known]).plain
    assert "预备 1 人\n同志1、小王（预备）" in roster.render_roster(whose, [known, probationary]).plain
    assert "身份" not in roster.render_person(whose, known, 0, asks_standing=False).plain
