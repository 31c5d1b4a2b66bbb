"""Every fixed sentence about who comes to a meeting."""

from bot.domain.meeting import MAX_REASON, Rsvp
from bot.services.sign_up_messages import NoSignUp

RSVP = {Rsvp.ACCEPTED: "参加", Rsvp.DECLINED: "请假", Rsvp.TENTATIVE: "待定"}
SILENT = "未回复"
EXPECTED = "应到 {count}"
COUNT = "{name} {count}"
GUESTS = "（另有名单外：{counts}）"
TOPICS = "议题："
TOPIC = "{number}. {topic}"
REPLACED = "后面有新的通知：回复和人数都看新的那条。"
ENDED = {NoSignUp.CALLED_OFF: "这次取消了，不用回复。", NoSignUp.NOT_HELD: "这次没有开，不用回复。"}
WRITE_REASON = "写请假原因（私聊）"

# ---- a nudge

NUDGE = "还没有回复的，请按一下："
NUDGE_OTHERS = "没有 Telegram 的，请知道的同志转告："
NUDGE_MORE = "等 {count} 人"
NUDGE_NOBODY = "大家都回复了。"

# ---- toasts

NOTED = "已记：{rsvp}。"
CHANGED = "已改成：{rsvp}。"
SAME = "已经记过：{rsvp}。没有变。"
NOT_ON_ROSTER = "你不在本群名单上：发 /roster，按“加入”。"
REASON_ASKED = "请假原因我私聊问你，只有组长看得到。"
REASON_IN_PRIVATE = "要说明原因，过几秒按这条通知下面的“写请假原因（私聊）”；只有组长看得到。"

# ---- the reason for leave

ASK_REASON = "“{title}”（{date}）记了你请假。写一句原因吧，只有组长看得到；不写了就发 /cancel。"
REASON_LATER = "“{title}”（{date}）记了你请假。要说明原因（只有组长看得到），忙完手头这一步再按下面的按钮。"
REASON_BUTTON = "写原因"
REASON_HINT = "请假原因"
REASON_DONE = "记下了，只有组长看得到。要改成参加或待定，按这里的按钮就行。"
REASON_EMPTY = f"请用文字写一句原因，最多 {MAX_REASON} 个字；不写了就发 /cancel。"
REASON_NONE = "“{title}”（{date}）你现在没有请假，不用写原因。"
REASON_NO_LEAVE = "没有找到你的请假。请先在群里的通知下面按“请假”，再写原因。"

# ---- the page of answers

ANSWERS = "回复：{title}"
GROUP = "{name}（{count}）："
WITH_REASON = "· {name}：{reason}"
WITHOUT_REASON = "· {name}"
OUTSIDE = "名单外"
OUTSIDE_ONE = "{name}（{rsvp}）"
OUTSIDE_REASON = "{name}（{rsvp}：{reason}）"
AWAY = "长期请假"
NO_TELEGRAM = "{name}（没有 Telegram）"
NO_ROSTER = "本群还没有名单，看不出谁没回复。发 /roster 建一个。"
REASONS_IN_PRIVATE = "请假原因只在私聊里显示。"
EARLIER = "改期前答的：{names}。要重新回复才算。"
NUDGED_AT = "{at} 已在群里催过一次。"
NOBODY_YET = "还没有人回复。"
NUDGE_BUTTON = "催一催"
REFRESH = "刷新"
ROSTER_BUTTON = "名单"
BACK = "« 返回"
NAMES_MORE = "等 {count} 人"

# ---- what comes of a nudge

NUDGED = "好，马上在群里提醒还没回复的 {count} 人。"
NUDGED_ALREADY = "这次会议已经催过一次了，不再催。"
NOBODY_SILENT = "名单上的人都回复了，不用催。"
NOBODY_TO_NUDGE = "本群还没有名单，我不知道该催谁。发 /roster 建一个。"

REFUSED = {
    NoSignUp.UNDER_WAY: "会已经开始了；到会情况由组长在会议记录里记。",
    NoSignUp.FILED: "这次的会议记录已经存档，回复和请假原因都不再收了；要补充请找组长。",
    NoSignUp.OUTSIDE: "你不在这个群里，不能回复它的会议通知。先进群，再按。",
    NoSignUp.OVER: "这次会议已经开过了，不再收回复。",
    NoSignUp.NOT_HELD: "这次会议没有开，不用回复。",
    NoSignUp.CALLED_OFF: "这次会议已经取消，不用回复。",
    NoSignUp.NOT_ASKED: "这次现在不用回复了：组长关了报名，或者它不再算会议。",
    NoSignUp.NOT_A_PERSON: "以群或频道的名义不能回复，请用自己的身份按。",
    NoSignUp.BEGUN: "会议已经开始，不催了。",
}
