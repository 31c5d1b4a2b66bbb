"""What each table keeps of people: whose it is, for how long, what /forget does with it, and what people are told.

A table without a rule fails a test. ``told`` is what /privacy says of it, word for word.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """How a table is kept."""

    whose: str
    ends: str
    """When a row goes by itself, or who takes it away."""
    forget: str
    """What /forget does with it."""
    told: str
    stays: str = ""
    """Why a person's id may still stand in it after /forget; empty where it must not."""


RULES: Mapping[str, Rule] = {
    "turns": Rule("who asked", "after 48 hours", "deleted", "最多 48 小时后自动删除"),
    "expectations": Rule(
        "whom the bot asked something, and who wrote what it became; the latest roster card of a group is nobody's",
        "after 24 hours at most; a message whose edits are taken over 48 hours after the last, a card 90 days after "
        "it was used last",
        "deleted",
        "我问了你、正等着你写的是什么：最多 24 小时；你写来回答我的那条消息：哪个聊天、是谁、消息编号，"
        "写进会议记录的还有是哪次会的哪一部分和校验码，最后一次改动 48 小时后自动删除；"
        "群里最新的名单卡片：消息编号，90 天没人用就自动删除",
        stays="what a group's name was asked names who pressed, for 24 hours at most",
    ),
    "missed_questions": Rule(
        "nobody", "180 days after it was last asked", "nothing: it names nobody", "最后一次问起 180 天后自动删除"
    ),
    "missed_days": Rule("nobody", "with its question", "nothing: it names nobody", "只存文字和次数"),
    "answer_reports": Rule("nobody", "after 180 days", "nothing: it names nobody", "不存是谁写的，180 天后自动删除"),
    "tallies": Rule("nobody", "after 400 days", "nothing: it names nobody", "只有次数，400 天后自动删除"),
    "leaders": Rule(
        "whom somebody made a leader, and who did",
        "when the role is taken away",
        "deleted; of those whom they named, the group stands for them",
        "群里被指定为组长的人的 Telegram 编号和指定人的编号",
    ),
    "chats": Rule(
        "chats, private ones too",
        "stays, so that nobody is written to who closed the chat",
        "nothing",
        "我在哪些聊天里、还能不能说话",
        stays="the number of the chat in which they are spoken to, and that it is open",
    ),
    "moved_chats": Rule("groups", "stays: old buttons name them for ever", "nothing", "群升级前后的编号"),
    "handled_updates": Rule("nobody", "after 3 days", "nothing: it names nobody", "处理过的消息编号，3 天后自动删除"),
    "chat_turns": Rule(
        "the chat in hand, a private one too",
        "freed once its message is handled; else within 3 days",
        "nothing",
        "哪个聊天的消息正在处理",
        stays="the chat in which /forget itself is being handled, until that is done",
    ),
    "reminders": Rule(
        "who set it",
        "when somebody deletes it",
        "deleted in their own calendar; in a group the group stands for them",
        "设好的会议和提醒：标题、时间、地点，和设的人的编号、名字，直到有人删除它",
    ),
    "deliveries": Rule("the chat that was told", "after 90 days", "deleted", "每次提醒发了没有：90 天后自动删除"),
    "paces": Rule(
        "the chat that was told",
        "90 days after it was last told",
        "deleted",
        "每个聊天最早什么时候可以再发提醒：90 天不用就自动删除",
    ),
    "chat_preferences": Rule("the chat", "stays until it is changed", "deleted", "各个聊天的设置"),
    "chat_habits": Rule("the chat", "stays until it is changed", "deleted", "开会的习惯"),
    "drafts": Rule("who began it", "after 24 hours", "deleted", "还没确认的卡片，24 小时后自动删除"),
    "focuses": Rule("who chose", "stays until it is changed", "deleted", "你的私聊现在管的是哪个群的安排"),
    "roster_members": Rule(
        "who is on it", "when they leave, or a leader takes them off", "deleted", "直到本人退出或组长移出"
    ),
    "meetings": Rule(
        "the chat; who did what, by name only",
        "as long as the chat keeps its minutes",
        "deleted in their own calendar; names stay in groups",
        "会议、议题、办好的准备事项",
    ),
    "meeting_answers": Rule("who answered", "90 days after the meeting", "deleted", "会后 90 天自动删除"),
    "minutes": Rule(
        "the chat; who was there, by name only",
        "as long as the chat keeps its minutes",
        "deleted in their own calendar; names stay in groups",
        "会议记录里的姓名",
    ),
    "knowledge_revisions": Rule(
        "the admin who published",
        "never",
        "nothing",
        "长期保留，用 /forget 也不删除",
        stays="who gave an official answer",
    ),
    "knowledge_contents": Rule(
        "nobody", "two days where nothing names them", "nothing: it names nobody", "知识的修改记录"
    ),
    "knowledge_intakes": Rule("nobody", "never", "nothing: it names nobody", "知识的修改记录"),
    "knowledge_pendings": Rule(
        "the admin who began it", "after 2 days", "deleted", "没做完的修改和邀请，2 天后自动删除"
    ),
    "knowledge_keepers": Rule(
        "admins",
        "when another removes them",
        "nothing",
        "管理知识的人：编号、名字、谁让加的，直到被移除",
        stays="who may change answers",
    ),
    "knowledge_policy": Rule("nobody", "never", "nothing: it names nobody", "知识的修改记录"),
    "knowledge_events": Rule(
        "admins", "never", "nothing", "知识的修改记录，连同管理员的编号和名字", stays="who let whom change answers"
    ),
}
"""By table. That of the version of the schema is no table of ours."""
