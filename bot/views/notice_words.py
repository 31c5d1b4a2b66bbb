"""Every fixed sentence of what the bot says by itself: notices, and word to organizers."""

from collections.abc import Mapping

from bot.domain.delivery import DeliveryKind

LATE = "（发晚了：这条本该在{due}发出。）"
REPEAT = "（补发：刚才那次没有收到回音，可能已经发过一遍。）"
WHEN = "时间："
WHERE = "地点："
ALSO = "另外还有："
STARTED = "已经开始"
NOW = "现在"
IN = "还有{length}"
BY = "负责人：{name}。全部安排：/meetings"
BY_ONESELF = "负责人：{name}。查看或停用：/meetings"
"""In somebody's own calendar: whoever reads it may stop it."""
SET_BY = "设提醒的人：{name}。全部安排：/meetings"
SET_BY_ONESELF = "设提醒的人：{name}。查看或停用：/meetings"
TASK_IS_DUE = "任务到期："
"""How titles of reminders begin that were made of what a meeting decided."""
SOURCE = "依据："
ABOUT = "【{group}】"
"""Before word to an organizer in private: which group it is about."""
TO = "{name}："
"""Before word to an organizer that could not be given in private, and is read by all."""
ORGANIZER_LEFT = "负责人已经不是组长，可在 /meetings 里移交。"
AGAIN = "时间变了，请重新选。"
UNTITLED = "提醒"

CHANGES = {
    DeliveryKind.CALLED_OFF: "这次不开了：{title}",
    DeliveryKind.RESCHEDULED: "改期：{title}",
    DeliveryKind.ON_AGAIN: "照常进行：{title}",
}
OLD_TIME = "原定："

MISSED = "“{title}”有 {count} 次提醒没能按时发出（当时机器人停着，或者连不上 Telegram），现在发已经没有用了："
SAID: Mapping[str, str] = {DeliveryKind.NOTICE: "提醒", DeliveryKind.TOPICS: "议题", DeliveryKind.NUDGE: "催问"}
IN_VAIN = "“{title}”{start}的{what}没有发到群里：轮到发的时候，会已经开始或者取消了。"
DOUBTFUL = "“{title}”{start}的{what}，不能确定有没有送到，请留意一下，必要时自己在群里说一声。"
CLOSED = (
    "你设的“{title}”所在的聊天现在不让我说话（我被移出、被禁言或被停用）。那里的提醒先停下，等我能说话了会自动恢复。"
)
TOPIC_GONE = "“{title}”原来发在一个话题里，那个话题已经没有了。以后发到群的主话题。"
DATE_MOVED = "放假安排已经公布，“{title}”的日期有变："
DATE_FROM_TO = "{old} → {new}"
GONE = "这次不开了（放假）"
