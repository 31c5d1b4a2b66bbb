"""Values to store."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from bot.domain.chat import Chat
from bot.domain.delivery import Delivery, DeliveryKind, Pace
from bot.domain.dialogue import Awaited, ConversationKey, Expectation, Outcome, Turn
from bot.domain.draft import Draft
from bot.domain.feedback import AnswerReport
from bot.domain.keeper import Act, Keeper, KeeperEvent
from bot.domain.meeting import Answer, Meeting, Rsvp, State, Tick
from bot.domain.minutes import ActionItem, Attendee, Minutes, Presence
from bot.domain.pending import Pending, PendingKind
from bot.domain.reminder import Reminder
from bot.domain.revision import Intake, Origin, Revision, digest_of, manifest_of
from bot.domain.roles import Leader
from bot.domain.roster import Member, Standing
from bot.domain.series import Change, DayOffPolicy, Series
from intents.timeexpr.rules import RRule
from knowledge.merging import Conflict

NOW = datetime(2026, 3, 2, 9, 30, 15, 123456, tzinfo=UTC)
HOUR = timedelta(hours=1)
INSTANT = timedelta(microseconds=1)
"""The least time there is between two instants."""

GROUP = -1001234567890
USER = 7000000001
KEY = ConversationKey(GROUP, USER)

TURN = Turn(
    id="aZ09_-bcdef",
    key=KEY,
    utterance="小组会多久开一次？😀",
    query="党小组会多久开一次",
    outcome=Outcome.ANSWER,
    entry_id="group-meeting-frequency",
    ranking=("group-meeting-frequency", "group-meeting-before"),
    shown=1,
    revision="5f2c",
    asked_at=NOW,
    expires_at=NOW + 48 * HOUR,
    question_message_id=2**31 + 5,
    reply_message_id=2**31 + 6,
)


def a_turn(turn_id: str = TURN.id, key: ConversationKey = KEY, **changes: Any) -> Turn:
    """A turn with some fields of its own."""
    return replace(TURN, id=turn_id, key=key, **changes)


def an_expectation(**changes: Any) -> Expectation:
    """An expectation with some fields of its own."""
    return replace(Expectation(Awaited.FEEDBACK_REASON, "group-meeting-frequency", NOW + HOUR), **changes)


def a_report(report_id: str, **changes: Any) -> AnswerReport:
    """A report with some fields of its own."""
    return replace(AnswerReport(report_id, "group-meeting-frequency", "5f2c", "条文引错了", NOW), **changes)


FILES = {"faq/a.yaml": "条目：甲\n".encode(), "terms.yaml": b"\xff\x00" * 999, "meetings.yaml": b""}
"""The files of a base: any bytes will do for a store."""


def contents_of(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Files by their digests."""
    return {digest_of(content): content for content in files.values()}


def a_revision(number: int = 1, files: Mapping[str, bytes] = FILES, **changes: Any) -> Revision:
    """A revision with some fields of its own."""
    revision = Revision(
        number=number,
        origin=Origin.CHAT,
        author_id=USER,
        author_name="小李😀",
        at=NOW,
        why="改了\n第六条",
        fingerprint="5f2c",
        files=manifest_of(files),
        restores=3,
        conflicts=(Conflict("faq/a.yaml", "entries", "甲", "there"), Conflict("terms.yaml", "", "terms")),
        consented_by=42,
    )
    return replace(revision, **changes)


def an_intake(files: Mapping[str, bytes] = FILES, **changes: Any) -> Intake:
    """An intake with some fields of its own."""
    return replace(Intake(Origin.DISK, manifest_of(files), taken=True, at=NOW), **changes)


def a_pending(pending_id: str = "pending-001", **changes: Any) -> Pending:
    """Something begun, with some fields of its own, not stored yet."""
    body = {"files": manifest_of(FILES), "n": [1, 2.5, True, None, {"问": "答😀"}], "": ""}
    pending = Pending(pending_id, PendingKind.CHANGE, USER, expires_at=NOW + 48 * HOUR, body=body)
    return replace(pending, **changes)


def a_keeper(user_id: int = USER, **changes: Any) -> Keeper:
    """An admin with some fields of their own."""
    return replace(Keeper(user_id, "小李😀", named_by=42, named_at=NOW), **changes)


def an_event(detail: str = "小李", **changes: Any) -> KeeperEvent:
    """An event with some fields of its own."""
    return replace(KeeperEvent(NOW, 42, "王组长", Act.NAMED, detail), **changes)


def a_leader(chat_id: int = GROUP, user_id: int = USER, **changes: Any) -> Leader:
    """A leader with some fields of its own."""
    return replace(Leader(chat_id, user_id, named_by=42, named_at=NOW), **changes)


def a_chat(chat_id: int = GROUP, **changes: Any) -> Chat:
    """A chat with some fields of its own."""
    return replace(Chat(chat_id, "supergroup", True, NOW), **changes)


SERIES = Series(
    id="s-1",
    title="第三党小组 2 月组织生活会😀",
    kind="group-meeting",
    rule=RRule("FREQ=WEEKLY;BYDAY=MO"),
    times=(time(9), time(17, 30)),
    start=date(2026, 1, 5),
    zone="Asia/Shanghai",
    until=date(2027, 1, 31),
    policy=DayOffPolicy.NEXT,
    leads=(timedelta(days=1), timedelta(minutes=30)),
    exceptions={NOW: Change(cancelled=True), NOW + HOUR: Change(moved_to=NOW + 2 * HOUR)},
    since=NOW - 500 * HOUR,
)

REMINDER = Reminder(
    series=SERIES,
    chat_id=GROUP,
    thread_id=7,
    organizer_id=USER,
    organizer_name="王组长",
    venue="三楼会议室",
    duty="group-meeting-monthly",
    created_at=NOW - HOUR,
    planned_until=NOW,
    next_due_at=NOW + HOUR,
    assumed=((NOW + 24 * HOUR, NOW + 48 * HOUR),),
)


def a_reminder(series_id: str = SERIES.id, **changes: Any) -> Reminder:
    """A reminder with some fields of its own, not stored yet."""
    return replace(REMINDER, series=replace(SERIES, id=series_id), **changes)


def a_delivery(delivery_id: str = "d-1", **changes: Any) -> Delivery:
    """A delivery that is due now, of an occurrence that belongs to it alone, with some fields of its own."""
    delivery = Delivery(
        id=delivery_id,
        kind=DeliveryKind.NOTICE,
        series_id=f"series of {delivery_id}",
        recurrence_id=NOW + HOUR,
        starts_at=NOW + HOUR + INSTANT,
        lead=timedelta(minutes=30),
        chat_id=GROUP,
        due_at=NOW,
        detail="2026-03-02T10:30:15+00:00",
    )
    return replace(delivery, **changes)


def a_draft(draft_id: str = "draft-1", **changes: Any) -> Draft:
    """A card with some fields of its own."""
    draft = Draft(
        id=draft_id,
        chat_id=GROUP,
        thread_id=7,
        user_id=USER,
        user_name="王组长",
        sentence="每周一上午九点开会",
        series=SERIES,
        venue="三楼",
        duty="group-meeting-monthly",
        unread="上午",
        replaces="s-0",
        recurrence_id=NOW,
        expires_at=NOW + HOUR,
    )
    return replace(draft, **changes)


def a_member(member_id: str = "m-1", **changes: Any) -> Member:
    """Somebody on a roster with some fields of their own."""
    member = Member(
        id=member_id,
        chat_id=GROUP,
        user_id=USER,
        name="小李😀",
        standing=Standing.PROBATIONARY,
        excused=True,
        joined_at=NOW,
    )
    return replace(member, **changes)


def a_meeting(meeting_id: str = "meeting-1", **changes: Any) -> Meeting:
    """A meeting of an occurrence that belongs to it alone, with some fields of its own, not stored yet."""
    meeting = Meeting(
        id=meeting_id,
        chat_id=GROUP,
        series_id=f"series of {meeting_id}",
        recurrence_id=NOW,
        starts_at=NOW + INSTANT,
        zone="Asia/Shanghai",
        kind="group-meeting",
        title="第三党小组会😀",
        venue="三楼会议室",
        topics=("学习文件", "讨论\n发展对象"),
        ticks=(Tick("group-meeting-topics", "王组长", NOW - HOUR), Tick("own-1", "小李", NOW)),
        state=State.HELD,
    )
    return replace(meeting, **changes)


def an_answer(meeting_id: str = "meeting-1", user_id: int = USER, **changes: Any) -> Answer:
    """An answer with some fields of its own."""
    answer = Answer(
        meeting_id=meeting_id,
        user_id=user_id,
        name="小李",
        rsvp=Rsvp.DECLINED,
        reason="出差\n到周五",
        answered_at=NOW,
        starts_at=NOW + HOUR + INSTANT,
    )
    return replace(answer, **changes)


def some_minutes(meeting_id: str = "meeting-1", **changes: Any) -> Minutes:
    """Minutes with some fields of their own, not stored yet."""
    minutes = Minutes(
        meeting_id=meeting_id,
        chat_id=GROUP,
        revision=1,
        attendees=(
            Attendee("小李", Presence.ON_LEAVE, "出差"),
            Attendee("老张", Presence.PRESENT, guest=True),
        ),
        chair="王组长",
        recorder="小王",
        topics=("学习文件",),
        points="第一点\n第二点😀",
        decisions=("同意", "下次再议"),
        actions=(ActionItem("交材料", "小李", date(2026, 3, 9), "s-9"), ActionItem("订会议室")),
        written_by="小王",
        written_at=NOW + HOUR,
    )
    return replace(minutes, **changes)


PACE = Pace(
    overall=timedelta(milliseconds=40),
    private=timedelta(seconds=1),
    group=timedelta(seconds=3),
    ahead=timedelta(seconds=2),
)
