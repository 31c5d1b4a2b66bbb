"""Every fixed sentence of the pages of a meeting: its checklist, its topics, whether it was held."""

from bot.domain.checklist import Phase
from bot.domain.meeting import MAX_TOPIC, MAX_TOPICS
from bot.services.meetings import Off

WHEN = "时间：{when}"
WHERE = "地点：{venue}"
KIND = "类型：{kind}"
UNTITLED = "会议"

PHASES = {Phase.BEFORE: "会前", Phase.MEETING: "会上", Phase.AFTER: "会后"}
CHECKLIST_HEAD = "会前清单"
RECORD_HEAD = "会上和会后"
OPEN_ITEM = "☐ {number}. {text}"
FIRST_ITEM = "☐ {number}. 先办：{text}"
"""What comes before everything else: the branch is asked."""
TICKED_ITEM = "☑ {number}. {text}（{name}）"
LOCATORS = "（{locators}）"
MARKS = "①②③④⑤⑥⑦⑧⑨"
"""What tells documents apart where there are several."""
EMPTY_BEFORE = "会前没有要做的。要加，按“加一项”。"
EMPTY_RECORD = "没有别的要做。"
HOW_TO_TICK = "办好一项，按一下它；按错了再按一下。"
PROGRESS = "清单：{parts}"
PROGRESS_PART = "{phase} {done}/{all}"

TOPICS = "议题："
TOPIC = "{number}. {topic}"
NO_TOPICS = "议题：还没有定"
TOPICS_SET = "议题：定了 {count} 个"
NO_MINUTES = "会议记录：还没有"
DRAFT_MINUTES = "会议记录：在写"
FILED_MINUTES = "会议记录：已存档"
NOT_HELD = "这次没有开。"
HELD = "这次开过了。"
OFF = {
    Off.CALLED_OFF: "这次已取消。",
    Off.CHANGED: "这次已取消：这个安排从这一次起改了，新的日子在 /meetings 里。",
    Off.DELETED: "这个安排已经删除。",
}
OFF_RESTORE = "要恢复，按“这个安排”，再按“跳过一次”。"
RECORD_ASK = "会开过了，请写会议记录；没有开，就按“没有开”。"
DONE = "✓ 已办：{name}，{when}"

TICK_OPEN = "☐ {number} {text}"
TICK_DONE = "☑ {number} {text}"
SET_TOPICS = "定议题"
CHANGE_TOPICS = "改议题"
NOTIFY = "通知议题"
NOTIFY_AFRESH = "再通知议题"
PAGE = "会议页"
CHECKLIST = "会前清单"
RECORD = "会上和会后"
ADD_ITEM = "加一项"
WHO_COMES = "谁来谁不来"
WRITE_MINUTES = "写会议记录"
SEE_MINUTES = "看会议记录"
FILE = "日历文件"
NOT_HELD_BUTTON = "没有开"
HELD_AFTER_ALL = "还是开了"
DUTY_DONE = "已办"
DUTY_NOT_DONE = "还没办（撤回）"
BACK = "« 返回"
BACK_TO_REMINDER = "« 这个安排"
CLOSE = "关闭"

TOPICS_ASK = (
    "“{title}”{when} 议什么？直接回复这条消息，每行一个议题"
    f"（最多 {MAX_TOPICS} 个，每个最多 {MAX_TOPIC} 个字）。不定议题了回复“无”，不改了就发 /cancel。"
)
TOPICS_CHANGE = (
    "“{title}”{when} 现在的议题：\n{topics}\n\n要改，直接回复这条消息，每行一个议题"
    f"（最多 {MAX_TOPICS} 个，每个最多 {MAX_TOPIC} 个字）：写下的会换掉现在的全部。"
    "只加一条，就以“+”开头，例如：+讨论下月安排。不定议题了回复“无”，不改了就发 /cancel。"
)
TOPICS_BAD = (
    f"没有记下：议题最多 {MAX_TOPICS} 个，每个最多 {MAX_TOPIC} 个字，每行一个，至少要有一个。"
    "请再写一次；不改了就发 /cancel。"
)
TOPICS_HINT = "每行一个议题"
TOPICS_NONE = ("无", "没有", "不要", "删除", "空")
"""What people write for no topics."""
TOPICS_DONE = "议题记下了。"
TOPICS_GONE = "议题去掉了。"
TOPICS_AGAIN = "议题改了，要不要再通知一次？"

TOLD = "议题已通知：{when}"
NOTIFY_NO_TOPICS = "还没有定议题。先按“定议题”。"
NOTIFY_TOO_LATE = "这次会已经开始了，不再通知议题。"
NOTIFY_AGAIN = "议题刚刚已经发过了。"
NOTIFIED = "议题马上发到群里。"
CONSENT_ASK = "还没有勾选“{text}”{locators}。照样发出？"
CONSENT_YES = "照样发"
CONSENT_NO = "先不发"

NOT_HELD_FILED = "这次会的会议记录已经存档，不能标成没有开。"
NOT_BEGUN = "这次会还没到时间。不开了，请到 /meetings 里“跳过一次”。"
FILE_NAME = "会议-{day}.ics"
FILE_SENT = "日历文件：只有这一次会。打开它，就能加到手机或电脑的日历里；以后改了时间，要再导出一次。"
NO_FILE = "这一次已经不在日程里了，没有日历文件可以发。"
ELSEWHERE = "“{title}”是{group}的安排，私聊里现在管的不是那个群。要改它，先换过去。"
ELSEWHERE_GO = "换成{group}"
ELSEWHERE_OWN = "“{title}”是你自己的安排，私聊里现在管的是一个群的。要改它，先换回来。"
ELSEWHERE_BACK = "换回我自己的"

CHOOSE = "“{title}”的哪一次？"
CHOOSE_NOTHING = "“{title}”最近没有开过，接下来也没有日子。"
LATEST = "最近一次：{when}"

ITEMS_HEAD = "“{name}”清单里自己加的"
ITEMS_NONE = "还没有自己加的。"
ITEMS_OF_KIND = "加的每一项，本群每次“{name}”都会有。"
ITEMS_OF_TITLE = "加的每一项，只有标题是“{name}”的会才有，每次都有。"
ITEMS_HOW = "加到哪一段？"
ITEM_LINE = "· {phase}：{text}"
ITEM_ELSEWHERE = "· {phase}：{text}（{name}）"
"""One that counts for other meetings too, or for others."""
ITEM_OF_ALL = "每个其他会议都有"
ITEMS_OTHERS = "加在别的会上的："
ITEM_REMOVE = "去掉：{text}"
ITEM_ASK = "“{name}”{phase}要加哪一项？直接回复这条消息，每行一项，每项最多 {most} 个字；不加了就发 /cancel。"
ITEM_BAD = "没有加上：一项要有字，最多 {most} 个字，每行一项。请再写一次，或者发 /cancel。"
ITEM_HINT = "要做的一件事"
ITEM_DONE = "加上了。"
ITEMS_FULL = "自己加的最多 {most} 项，请先去掉几项。"
