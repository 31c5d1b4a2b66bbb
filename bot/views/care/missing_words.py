"""What is said to admins about questions that nothing answered, answers called wrong, and numbers."""

from bot.domain.tally import Event

NO_MISSES = "没有没处理的问题。"
MISSES = "没答上来的问题（{number}/{total}）"
TIMES = "一共 {count} 次{how}"
UNANSWERED = "没答上来 {count}"
REJECTED = "都不是 {count}"
VARIANTS = "类似的问法："
MORE_VARIANTS = "……还有 {count} 种"
NEAREST = "最接近的："
NONE_NEAR = "没有接近的条目。"
ATTACH = "归到 {number}"
LOOK = "看 {number}"
THIS_ONE = "归到这一条"
NEW_ENTRY = "新条目"
NEW_BOUNDARY = "新边界"
DISMISS = "不管它"
DISMISSED = "好，不管它。再有人问，会再列出来。"
REPORTS = "有误的答案"
MISSED = "没答上来的"
BACK = "« 返回"
HOME = "« 知识"
MISSED_BACK = "« 没答上来的"
ANSWERED = "现在会答：{question}"
ALL_DONE = "现在会答的 {count} 个都算处理好了"
ALL_SETTLED = "好，{count} 个算处理好了。"
REPORTS_DONE = "这 {count} 条“有误”算处理好了"

NO_REPORTS = "没有没处理的“答案有误”。"
REPORTED = "被说有误的答案（{number}/{total}）"
REPORTED_TIMES = "{count} 次"
GONE = "{id}（这一条已经不在了）"
REASON = "· {reason}（{count}）"
MORE_REASONS = "……还有 {count} 种说法"
LOOK_AT = "看"
EDIT = "改"
DONE = "算处理好了"
SETTLED = "好，算处理好了。"

STATS = "最近 {days} 天（{first}—{last}）"
STATS_EMPTY = "最近 {days} 天（{first}—{last}）没有人提问，也没有别的记数。"
SINCE = "其中从 {since} 开始才有记数。"
QUESTIONS = "提问 {count} 次"
OUTCOME = {
    Event.ANSWER: "直接答了",
    Event.DISAMBIGUATION: "反问是哪一个",
    Event.BOUNDARY: "文件没有规定，说了该查什么",
    Event.UNANSWERED: "没答上来",
    Event.SMALLTALK: "闲聊",
}
BESIDE = {
    Event.PICKED: "反问后选了一个 {count} 次",
    Event.REJECTED: "反问后说“都不是” {count} 次",
    Event.OPENED: "从按钮或链接打开条目 {count} 次",
    Event.REPORTED: "说答案有误 {count} 次",
}
TOP_ENTRIES = "答得最多的条目"
ANSWERED_NOW = "（现在会答）"
STATS_PRIVATE = "提问的数字只在私聊里给管理员看：请到和我的私聊里发 /stats。"
TOP_MISSES = "没答上来最多的问题"
COUNTED = "每个问题记一次（改过的问题不再记一次）；只记次数，不记是谁问的。"
OTHER_SPAN = "看最近 {days} 天"
DAY = "{month}月{day}日"
