"""Every sentence about minutes and about a year's meetings."""

from bot.domain.meeting import MAX_TOPIC, MAX_TOPICS
from bot.domain.minute_taking import MAX_ATTENDEES, Part
from bot.domain.minutes import MAX_LINE, MAX_LINES, MAX_POINTS, Presence
from bot.domain.roster import MAX_NAME
from bot.services.drafted import MAX_SERIES
from bot.services.minutes_afterwards import Untold

# ---- the page

TITLE = "{name} 会议记录"
STATES = {"draft": "草稿", "new": "还没有写", "filed": "已存档 · 第{revision}版 · {date}"}
CORRECTING = "第{revision}版草稿，上一版已存档"
NEW_HINT = "下面是按报名和议题先填好的，改哪一项就按哪个按钮。"
NEW_UNCONFIRMED = "没有报名的人到没到，还要你确认。"
VENUE = "地点：{venue}"
CHAIR, RECORDER = "主持：{name}", "记录：{name}"
UNSAID = "（没有写）"
COUNTS = "应到 {expected} · 实到 {present} · 请假 {leave} · 缺席 {absent}"
GUESTS_COUNT = " · 列席 {count}"
UNCONFIRMED_COUNT = " · 未确认 {count}"
NOBODY = "到会：（没有写）"
ON_LEAVE, ABSENT, GUESTS = "请假：{names}", "缺席：{names}", "列席：{names}"
NOT_CONFIRMED = "未确认：{names}"
TOPICS, POINTS, DECISIONS, ACTIONS = "议题", "会议内容", "决定事项", "任务分工"
UNTIL = "（{date}）"
REMINDED = " ⏰"
STALE = "日程里有 {count} 个任务提醒和这份记录不一致，按“更新提醒”改过来。"
MORE_NAMES = "等 {count} 人"
MORE_LINES = "……还有 {count} 条，导出的文件里有全部。"
CUT = "……（共 {count} 字，导出的文件里有全部）"

BUTTONS = {
    Part.PEOPLE: "到会",
    Part.CHAIR: "主持人",
    Part.RECORDER: "记录人",
    Part.TOPICS: "议题",
    Part.POINTS: "会议内容",
    Part.DECISIONS: "决定",
    Part.ACTIONS: "任务分工",
    Part.WHOLE: "整篇粘贴",
}
LACKING = {Part.PEOPLE: "到会情况", Part.CHAIR: "主持人", Part.RECORDER: "记录人", Part.POINTS: "会议内容或决定"}
FILE, FILE_ANYWAY = "存档", "照样存档"
CORRECT, HISTORY, EXPORT, REMIND, REMIND_AGAIN = "更正", "历史", "导出", "设提醒", "更新提醒"
DROP, DELETE, DELETE_OWN = "丢弃草稿", "删除", "删除这次会"
TICK = "✓ 已办：{item}"
MEETING = "这次会"
BACK, TO_LIST = "« 返回", "« 会议记录"

# ---- who was there

MARKS = {Presence.PRESENT: "✓", Presence.ON_LEAVE: "假", Presence.ABSENT: "✗", Presence.UNCONFIRMED: "？"}
GUEST = "列席"
PEOPLE_ASK = "{name}：谁到了？按名字在“到 ✓”“请假 假”“缺席 ✗”之间切换，“？”是还没有确认；列席的人，按一下就移除。"
PERSON_PICK = "要改成列席、或者要移除的是谁？按名字。"
PERSON_ASK = "{name}：现在是“{now}”。改成什么？"
PRESENCES = {
    Presence.PRESENT: "到会",
    Presence.ON_LEAVE: "请假",
    Presence.ABSENT: "缺席",
    Presence.UNCONFIRMED: "未确认",
}
PICK, REMOVE = "列席／移除", "移除"
PEOPLE_NOBODY = "还没有名字。按“加人”，把名字发给我。"
EVERYBODY, ADD_PEOPLE = "没请假的都到了", "加人"
PERSON = "{mark} {name}"

# ---- what is typed

_LEAVE = "不写了就发 /cancel。"
_KEEP = f"现有的会保留，新写的接在后面；要整个换掉，第一行写“重写”；要留空，只写“清空”。{_LEAVE}"
_KEEP_NAME = f"要留空，只写“清空”。{_LEAVE}"
ASKS = {
    Part.PEOPLE: f"有哪些人？一行一类，例如：\n出席：小李、小王\n请假：小赵\n缺席：小孙\n列席：王处长\n{_LEAVE}",
    Part.CHAIR: f"谁主持的？{_KEEP_NAME}",
    Part.RECORDER: f"谁做的记录？{_KEEP_NAME}",
    Part.TOPICS: f"有哪些议题？一行一个。{_KEEP}",
    Part.POINTS: f"会上说了什么？分几次发也可以，共 {MAX_POINTS} 字以内。{_KEEP}",
    Part.DECISIONS: f"决定了什么？一行一条。{_KEEP}",
    Part.ACTIONS: f"谁在什么时候前做什么？一行一件，例如：\n小李 3月20日前 整理党员名册\n{_KEEP}",
    Part.WHOLE: (
        "把写好的记录整篇发给我，用小标题分开，例如：\n主持：小张 记录：小李\n出席：…… 请假：…… 缺席：……\n议题：……\n"
        "会议内容：……\n决定：……\n任务分工：……\n没有小标题的部分记在会议内容里；太长可以分几条接着发。"
        f"现有的议题、会议内容、决定和任务会整个换成这一篇。{_LEAVE}"
    ),
}
ASK_OF = "“{name}”（{date}）："
HINTS = {
    Part.PEOPLE: "名字",
    Part.CHAIR: "名字",
    Part.RECORDER: "名字",
    Part.TOPICS: "一行一个",
    Part.POINTS: "会议内容",
    Part.DECISIONS: "一行一条",
    Part.ACTIONS: "谁 什么时候前 做什么",
    Part.WHOLE: "整篇记录",
}
TOO_MUCH = {
    Part.PEOPLE: f"名字太长或太多：每个 {MAX_NAME} 字以内，最多 {MAX_ATTENDEES} 人。没有改，请再发一次。",
    Part.CHAIR: f"太长了，{2 * MAX_NAME} 字以内。没有改，请再发一次。",
    Part.RECORDER: f"太长了，{2 * MAX_NAME} 字以内。没有改，请再发一次。",
    Part.TOPICS: f"太多或太长：最多 {MAX_TOPICS} 个，每个 {MAX_TOPIC} 字以内。没有改，请再发一次。",
    Part.POINTS: f"合起来超过 {MAX_POINTS} 字了，没有改。请写短一些，或者第一行写“重写”整个换掉。",
    Part.DECISIONS: f"太多或太长：最多 {MAX_LINES} 条，每条 {MAX_LINE} 字以内。没有改，请再发一次。",
    Part.ACTIONS: f"太多或太长：最多 {MAX_LINES} 件，每件 {MAX_LINE} 字以内。没有改，请再发一次。",
}
ANONYMOUS = "匿名管理员"
GO_ON = "还有的话接着发，会接在后面；写完了就按下面的按钮。"
CHANGED = "你写的时候别人刚改过这一项，没有替换。请看一下现在的样子，再发一次。"
NOT_KEPT = "几个人同时在写，这一条没有记下。请等几秒再发一次，你写的是：\n{typed}"
WRITTEN_DOWN = "记下了。"
EDIT_TAKEN = "按你改过的消息改好了。"
UNREAD = "这几处没有看懂，原样放在会议内容里：{texts}。"
ADDED = "到会里新加了：{names}。"

# ---- filing and what follows

FILED = "已存档。"
FILE_LACKING = "还没有写：{parts}。照样存档？"
FILE_UNCONFIRMED = "{count} 人到没到还没有确认：{names}。"
LACKING_TOO = "还没有写：{parts}。"
EVERYBODY_ELSE, REST_ABSENT = "其余的都到了", "其余算缺席"
ONE_BY_ONE, FILE_UNSETTLED = "逐个点", "先存档（写明未确认）"
ALREADY_FILED = "这份记录已经存档了。要改请按“更正”。"
TOO_SOON = "会还没有开始，不能存档。"
NOBODY_THERE = "名单刚刚变了，请再按一次。"
DROP_ASK = "丢弃“{name}”的这份草稿？写过的内容会没有。"
DROP_KEPT = "已存档的上一版不受影响。"
DROP_YES, DROP_DONE = "丢弃", "草稿已丢弃。"
DELETE_ASK = "要删除“{name}”（{date}）的会议记录吗？各版本都会没有，这次会的报名和勾选也一起删除。"
DELETE_OWN_ASK = "要删除补记的“{name}”（{date}）吗？还没有写记录。"
KEEPS = "按{whose}设置，会议记录保留 {keeps}后自动删除，不必手动删。"
KEEPS_FOR_EVER = "按{whose}设置，会议记录一直保留，删除后找不回来。"
KEPT_YEARS, KEPT_DAYS = "{count} 年", "{count} 天"
DELETE_REMINDERS = "为任务设的 {count} 个提醒也一起停掉。"
DELETE_GO_ON, DELETE_YES = "要删除", "确认删除"
DELETE_AGAIN = "再确认一次：删除“{name}”（{date}）的全部记录，共 {count} 版。"
DELETE_NO_MINUTES = "再确认一次：删除“{name}”（{date}），还没有写记录。"
DELETED = "已删除“{name}”（{date}）的会议记录。"
DELETED_ANEW = "这次会还在日程里，列表里会写“缺记录”。其实没有开的话，按“没有开”；要重新写，按“写会议记录”。"
NOT_HELD_BUTTON, WRITE_ANEW = "没有开", "写会议记录"

HISTORY_OF = "“{name}”（{date}）的会议记录有 {count} 版："
REVISION = "第{revision}版 · {state} · {name} · {date}"
REVISION_BUTTON = "看第{revision}版"
NO_HISTORY = "还没有写过记录。"
OLD_REVISION = "这是第{revision}版，后来更正过。"
LATEST_REVISION = "这是第{revision}版，现在有效的就是这一版。"
DRAFT_REVISION = "这是第{revision}版的草稿，还没有存档。"

REMINDERS_MADE = (
    "已在{whose}日程里给 {count} 项任务设提醒：{titles}。"
    "到期当天和前一个工作日 9:00 提醒，遇休息日提前，同一天的合成一条。"
)
REMINDERS_CHANGED = "{whose}日程里有 {count} 个提醒按现在的记录改了。"
REMINDERS_STOPPED = "{whose}日程里有 {count} 个提醒已经没有对应的任务，停掉了。"
REMINDERS_ALREADY = "{count} 项以前设过。"
REMINDERS_TODAY = "今天到期，来不及设：{titles}。"
REMINDERS_PAST = "日期已过，没有设：{titles}。"
REMINDERS_UNDATED = "没有写时限，没有设：{titles}。"
REMINDERS_NONE = "没有要设的提醒：还没有写任务。"
AND_MORE = "等 {count} 项"
TOO_MANY = f"这里已经有 {MAX_SERIES} 个安排了，不能再加。请先用 /meetings 停用一些。"

EXPORTED_YEAR = "{year}年会议记录，共 {count} 次"
EXPORTED_LACKING = "，另有 {count} 次缺记录"
NOTHING_TO_EXPORT = "这一年还没有会议记录。"
NOT_SENT = "文件没有发出去，请过一会儿再试。"

# ---- the list

HERE, OWN, OF_GROUP = "本群的", "你的", "“{title}”的"
UNKNOWN_GROUP = "所选的群"
LIST = "{whose}会议记录"
LIST_OF = "{whose}会议记录：{query}"
LIST_COUNT = "最近 12 个月 {count} 次，缺记录 {lacking} 次{drafts}。"
LIST_DRAFTS = "，有草稿还没有存档 {count} 次"
FOUND_COUNT = "找到 {count} 次。"
NONE_YET = "最近 12 个月没有开过的会。日程里的会开过以后会出现在这里；日程里没有的，按“补记一次会”。"
NONE_FOUND = "没有找到。可以写月份、年份或者里面的字，例如 /minutes 3月、/minutes 2026、/minutes 党费。"
MISSING, DRAFT, FILED_MARK = "缺记录", "有草稿，还没有存档", "已存档"
REVISION_DRAFT = "草稿"
GOING_SOON = "按{whose}设置，会议记录只保留 {keeps}：{names}，一个月内会自动删除，需要的请先导出。"
GOING_NAME, GOING_MORE = "{date} {name}", "等 {count} 次"
GONE = "按{whose}设置，会议记录只保留 {keeps}：{date}以前的已经自动删除，不再列出。"
LINE = "· {date} {name}（{state}）"
BUTTON = "{date} {name}{mark}"
MARK_MISSING, MARK_DRAFT = " · 缺记录", " · 草稿"
FOUND_MORE = "还有 {count} 次没有列出，请把要找的字写得更具体。"
MAKE_UP, YEAR = "补记一次会", "全年"
MAKE_UP_ASK = "补记哪一次会？请用一句话说日期和名称，例如：上周三下午党小组会。"
MAKE_UP_HINT = "上周三下午党小组会"
MAKE_UP_WORD = "补记"
UNTOLD = {
    Untold.NO_DAY: "没有看到是哪一天。请连名称一起说，例如：上周三下午党小组会，或 3月5日下午3点党小组会。",
    Untold.FUTURE: "这个时间还没有到。补记的是已经开过的会；以后的会请用 /remind 设。",
    Untold.YEAR: "这一天今年还没有到。以前的会请写上年份，例如：2025年11月5日党小组会；以后的会请用 /remind 设。",
    Untold.NO_TITLE: "没有看到是什么会。请连日期一起说，例如：上周三下午党小组会。",
    Untold.UNCLEAR: "时间没有看懂。请写成 3月5日下午3点党小组会 这样。",
}
MADE_UP = "已补记。时间、名称不对的话，按“删除这次会”后重新补记。"
MADE_UP_FILED = "这次会已经有存档的记录，没有另外补记。要改请按“更正”。"
MADE_UP_DRAFT = "这次会已经有草稿，接着写就行，没有另外补记。"
MADE_UP_KNOWN = "这次会日程里有，记录就写在这里，没有另外补记。"

# ---- the year

YEAR_TITLE = "{whose}会议 · {year}年"
YEAR_NONE = "这一年没有会议，也没有安排。"
MONTH = "{month}月"
YEAR_LINE = "· {day} {name}　{state}"
HELD, NOT_HELD, UNCONFIRMED, TO_COME = "已开", "没有开", "没有确认", "待开"
DONE, NOT_DONE, TO_DO = "已办", "没有办", "待办"
YEAR_COUNT = "到 {present}/{expected}"
WITH_MINUTES, WITHOUT_MINUTES, WITH_DRAFT = "已存档", "缺记录", "有草稿，还没有存档"
YEAR_MORE = "以上没有列全，还有 {count} 次。"
TOTALS = "合计"
TOTAL = "{name}：{counts}"
TIMES = "{state} {count} 次"
DRAFTS = "有草稿没存档"
MARK_DONE = "✓ 已办：{date}{name}"
MARKED_DONE = "记下了：已办。"
EARLIER_YEAR, LATER_YEAR, EXPORT_YEAR = "« {year}年", "{year}年 »", "导出全年"
