"""What the operator chat is told: kinds, places and references; nothing that a user wrote."""

from datetime import timedelta

from bot.domain.delivery import Delivery, DeliveryKind, DeliveryOutcome

_KINDS = {
    DeliveryKind.NOTICE: "会前通知",
    DeliveryKind.CALLED_OFF: "取消的消息",
    DeliveryKind.RESCHEDULED: "改期的消息",
    DeliveryKind.ON_AGAIN: "恢复的消息",
    DeliveryKind.MISSED: "误点的说明",
    DeliveryKind.DOUBTFUL: "没把握的说明",
    DeliveryKind.CLOSED: "会话关了的说明",
    DeliveryKind.TOPIC_GONE: "话题没了的说明",
    DeliveryKind.DATE_MOVED: "日子变了的说明",
    DeliveryKind.TOPICS: "议题",
    DeliveryKind.NUDGE: "催问",
    DeliveryKind.CHECKLIST: "会前清单",
    DeliveryKind.RECORD: "催记录",
    DeliveryKind.DUTY: "职责的提醒",
}
_ENDS = {
    DeliveryOutcome.MISSED: "误点，没有发",
    DeliveryOutcome.UNKNOWN: "不知道发到没有，不再发",
    DeliveryOutcome.REFUSED: "Telegram 不收，放弃",
}


def say_bug(kind: str, place: str, reference: str) -> str:
    """A bug: the name of the error, where in the code, under which reference the log has more."""
    return f"程序出错：{kind}，在 {place}。日志里的编号 {reference}。"


def say_error(message: str, place: str, reference: str) -> str:
    """Any other error that the log has."""
    return f"日志里有错误（{place}）：{message}。编号 {reference}。"


def say_unusable(number: int, stays: int, reference: str) -> str:
    """A revision of the knowledge that this version of the program cannot read."""
    return f"知识第 {number} 版用不了，仍用第 {stays} 版：运行 zuwu doctor 和 zuwu check 看原因。编号 {reference}。"


def is_worth_telling(outcome: DeliveryOutcome) -> bool:
    """Whether the operator is told of such an end."""
    return outcome in _ENDS


def say_delivery(delivery: Delivery, outcome: DeliveryOutcome, late: timedelta) -> str:
    """A delivery that did not arrive, or may not have."""
    what, end = _KINDS[delivery.kind], _ENDS[outcome]
    return f"{what}：{end}；会话 {delivery.chat_id}，比该发的时刻晚 {say_length(late)}，投递 {delivery.id}。"


def say_lost(reason: str) -> str:
    """The database is gone."""
    return f"数据库用不了（{reason}）。程序在等它恢复；收到的消息和到期的通知都留着。"


def say_back(lasted: timedelta) -> str:
    """The database is there again."""
    return f"数据库恢复了，断了 {say_length(lasted)}。"


def say_telegram_back(lasted: timedelta) -> str:
    """Telegram is there again."""
    return f"又连上 Telegram 了，断了 {say_length(lasted)}。"


def say_webhook_found(host: str) -> str:
    """A process that polls takes away a webhook."""
    return f"这个机器人设着 webhook（{host}）；一个用长轮询的进程启动，把它撤掉了。那边要是还在用，停掉这个进程。"


def say_webhook_set_again() -> str:
    """A webhook was gone, or led elsewhere."""
    return "webhook 被别的程序撤掉或改掉了，已经重新设好。大概有另一个进程在用同一个 token：停掉它。"


def say_clock(off: timedelta) -> str:
    """Our clock is ahead of the database's by that much, or behind."""
    side = "快" if off > timedelta(0) else "慢"
    return (
        f"这台机器的时钟比数据库{side} {abs(off.total_seconds()):.0f} 秒：打开系统的时间同步（NTP）；差得多了，"
        "几个副本会重复处理同一条消息。"
    )


def say_word(text: str, times: int, unsaid: int, *, is_last: bool) -> str:
    """One message: what happened, how often, and what was or will be left unsaid."""
    lines = [f"{text}（共 {times} 次）" if times > 1 else text] if text else []
    if unsaid:
        lines.append(f"另有 {unsaid} 件没有说，在日志里。")
    if is_last:
        lines.append("这一个小时说得够多了，再有的先只记在日志里，过后说有多少件。")
    return "\n".join(lines)


def say_length(length: timedelta) -> str:
    """A length of time, roughly."""
    seconds = max(int(length.total_seconds()), 0)
    for size, name in ((86400, "天"), (3600, "小时"), (60, "分钟")):
        if seconds >= size:
            return f"{seconds // size} {name}"
    return f"{seconds} 秒"
