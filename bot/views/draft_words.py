"""Every fixed sentence of setting a reminder."""

from bot.domain.series import DayOffPolicy
from bot.services.drafted import MAX_SENTENCE, MAX_SERIES, MAX_TITLE, MAX_VENUE
from bot.services.preference_words import LONGEST_LEAD

MEETINGS = ("党小组会", "组织生活会", "主题党日", "民主评议")
OTHER_TITLE = "别的"

TITLE_ASK = "这是什么会、什么事？按一个，或者直接回复这条消息写名称。"
TITLE_WRITE = "请写名称，直接回复这条消息；不设了就发 /cancel。"
TITLE_CHANGE = "请写新的名称，直接回复这条消息；不改了就发 /cancel。"
TITLE_HINT = "例如：党小组会"
TIME_REPLY = "也可以直接回复这条消息写时间；不设了就发 /cancel。"
TIME_CHANGE_REPLY = "也可以直接回复这条消息写时间；不改了就发 /cancel。"
TIME_HINT = "例如：每月5号下午3点"
RULE_WRITE = "请写新的时间，直接回复这条消息，例如：每月第二个周三下午3点。只改钟点就只写钟点。不改了就发 /cancel。"
LEADS_ASK = "提前多久提醒？按一个，或者直接回复这条消息，例如：提前两天和提前一小时。不改了就发 /cancel。"
VENUE_WRITE = "请写地点，直接回复这条消息；不写地点就回“无”。不改了就发 /cancel。"
VENUE_HINT = "例如：三楼会议室"
NOT_UNDERSTOOD = "这个没有看懂。"
TITLE_TOO_LONG = f"太长了：标题最多 {MAX_TITLE} 个字。"
VENUE_TOO_LONG = f"太长了：地点最多 {MAX_VENUE} 个字。"
LEAD_TOO_EARLY = f"最多提前 {LONGEST_LEAD.days} 天提醒，更早的没有记下。"
NO_NOTICE_AT_ALL = "提醒不能一次都没有。只在开始时提醒，就写“到点”。"
DAY_SAID = "日子：{day}。"
NOT_CHANGED = "好，不改了，卡片照旧。整张不要了，就再发一次 /cancel。"
TO_MEETINGS = "要改期、推迟或者取消已经设好的安排，请发 /meetings，选中它，再按按钮。"
PAST = "这个时间已经过去了，设了也不会提醒。"

FREQUENCIES = {"m": "每月几号", "n": "每月第几个星期几", "w": "每周", "l": "每月最后一个工作日", "o": "只一次"}
DAY_ASK = {"m": "每月几号？", "n": "每月第几个？", "w": "星期几？", "o": "哪一天？更远的日子，直接回复这条消息写日期。"}
WHICH_WEEKDAY = "每月{place}星期几？"
PLACES = {1: "第一个", 2: "第二个", 3: "第三个", 4: "第四个", 0: "最后一个"}
WEEKDAYS = "一二三四五六日"
END_OF_MONTH = "最后一天"
TOMORROW = "明天"
MORNING, AFTERNOON = "上午", "下午"
BACK = "« 返回"
BACK_TYPED = "返回"

HERE_NOT = "（设到“{group}”群里，提醒发在群里）"
HERE_NOT_UNNAMED = "（设到群里，提醒发在群里）"
ZONES = {"Asia/Shanghai": "北京时间", "Asia/Chongqing": "北京时间", "Asia/Harbin": "北京时间", "PRC": "北京时间"}
RULE = "时间："
VENUE = "地点："
LEADS = "提醒："
COMING = "接下来："
NOTHING_COMING = "没有将来的日子了，请改时间。"
NOT_BEFORE = "这次修改从{day}起，新的日子不能比它早。请改时间。"
UNCHANGED = "还没有改动。要改什么，请按下面的按钮。"
LATE = "第一次的{leads}提醒，时间已经过了，不会补发。"
NO_NOTICE = "第一次不会有提醒；要提醒，请改提前量。"
DAYS_OFF = "有的日子放假或者休息："
DAY_OFF = "{day}：顺延是{next}，提前是{previous}"
DAYS_OFF_ASK = "遇到这样的日子怎么办？"
POLICIES = {
    DayOffPolicy.AS_IS: "照常",
    DayOffPolicy.NEXT: "顺延",
    DayOffPolicy.PREVIOUS: "提前",
    DayOffPolicy.SKIP: "跳过",
}
CHOSEN = "✓ {label}"
LACKING = "{months}没有这一天，那几个月就没有这一次。"
LACKING_AT_TIMES = "平年的2月没有29号，那一年就没有这一次。"
PROVISIONAL = "放假安排还没有公布，先按惯例推算，公布后会重新计算并告诉你。"
DROPPED = "原来单独取消或改期过的安排，有 {count} 次在新的时间里对不上，确认以后就作废。"
CUT = "这句话里的标题太长，后面的已经去掉。要换，请按“改标题”。"

CONFIRM = "确认"
CHANGE_RULE = "改时间"
CHANGE_TITLE = "改标题"
CHANGE_LEADS = "改提前量"
CHANGE_VENUE = "改地点"
CANCEL = "取消"
LAST_DAY_INSTEAD = "改成每月最后一天"

SET = "已设好"
CHANGED = "已改好"
CHANGED_FROM = "从{day}起按新的安排。"
NEXT_TIME = "下一次："
HOW_TO_STOP = "由{name}设置。查看、修改或停用：/meetings"
FOLLOWS = "以后每次会自动：{steps}。"
FOLLOWS_CHECKLIST = "会前按清单私信提醒{name}"
FOLLOWS_CHECKLIST_HERE = "会前按清单提醒"
FOLLOWS_SIGN_UP = "通知下面可以报名或请假"
FOLLOWS_MINUTES = "会后催会议记录"
ROSTER_CARD = "发名单卡片"
SEE_CHECKLIST = "看清单"
SEE_MEETING = "看这一次"
LOST = "原来单独取消或改期过的安排，有 {count} 次对不上，已经作废。"

TOO_LONG = f"这句话太长了，请缩短到 {MAX_SENTENCE} 个字以内。"
TOO_MANY = f"这里已经有 {MAX_SERIES} 个安排了，不能再加。请先用 /meetings 停用一些。"
EXPIRED = "这张卡片已经过期，或者已经设好了。要设新的，请重新发 /remind。"
ANONYMOUS_NAME = "群管理员"
