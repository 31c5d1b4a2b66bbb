"""Every fixed sentence of /meetings and /next."""

from bot.domain.series import DayOffPolicy

OWN = "你的会议安排"
HERE = "本群的会议安排"
OF_GROUP = "“{title}”的会议安排"
UNKNOWN_GROUP = "所选的群"

NOTHING_SET = "还没有设任何会议。"
NOTHING_COMING = "接下来没有会议。"
HOW_TO_SET = "要设一个，发 /remind 加一句话，例如：/remind 每月第一个周五下午3点开党小组会。"
NEXT_HEAD = "接下来："
ASK_A_LEADER = "会议由群管理员和组长设。"
CHOOSE = "要看或者改哪一个，按下面的按钮。"
MORE_LINES = "……还有 {count} 个"
NEXT_DATE = "下一次 {date}"
PAUSED = "已暂停"
UNREACHABLE = "聊天不可达"
OVER = "已结束"

MOVED = "改期"
MOVED_FROM = "改期，原定 {date}"
SHIFTED = "因放假调整"
PROVISIONAL = "放假安排未公布，暂定"
SKIPPED = "已跳过"

COMING = "接下来：{dates}"
COMING_ONCE_RESUMED = "恢复后接下来：{dates}"
ALL_SKIPPED = "剩下的都跳过了，不会提醒。要开的话，按“恢复跳过的”。"
ENDS_BEFORE = "，{date} 之前为止"
LEADS = "提醒：{leads}"
LEADS_OF_CHAT = "提醒：{leads}（没有单独设，按这里的默认）"
VENUE = "地点：{venue}"
NO_VENUE = "地点：没有写"
KIND = "会议类型：{kind}"
NO_KIND = "不是会议"
OWN_KIND = "其他会议"
UNKNOWN_KIND = "会议"
ZONE = "时区：{zone}"
DAY_OFF = "遇到休息日：{policy}"
ORGANIZER = "负责人：{name}"
SET_ON = "设于：{date}"
CHANGES = "有变动的："
CHANGE_SKIPPED = "{date} 跳过"
CHANGE_MOVED = "{date}，原定 {origin}"
ORIGIN_SHIFTED = "{date} 因放假调整的那天"
SUSPENDED_HINT = "机器人在这个聊天里发不了消息，提醒先停着；能发了会自动接上。"
OVER_HINT = "已经全部开完，可以删除。"

POLICIES = {
    DayOffPolicy.AS_IS: "照常",
    DayOffPolicy.NEXT: "顺延到下一个工作日",
    DayOffPolicy.PREVIOUS: "提前到上一个工作日",
    DayOffPolicy.SKIP: "跳过这一次",
}
POLICY_ASK = "“{title}”遇到节假日和调休的休息日怎么办？现在是：{policy}。"

SKIP = "跳过一次"
RESTORE = "恢复跳过的"
MOVE = "改期一次"
CHANGE_FROM = "从某次起改"
PAUSE = "暂停"
RESUME = "恢复"
RENAME = "改标题"
SET_LEADS = "改提前量"
SET_VENUE = "改地点"
SET_POLICY = "休息日"
SET_KIND = "会议类型"
MEETINGS = "会议页"
HAND_OVER = "移交"
DELETE = "删除"
BACK = "« 返回"

EXPORT = "导出日历"
FILE = "会议安排.ics"
"""The name of a calendar file."""
FILE_OF_CHAT = "会议安排"
FILE_OF_GROUP = "{title} 会议安排"
"""What a calendar calls what it reads from such a file."""
EXPORTED = (
    "日历文件：打开它，就能加到手机或电脑的日历里。"
    "按工作日、农历或休息日调整的，只含今后两年的日子；以后改了安排，要再导出一次。"
)
NOTHING_TO_EXPORT = "没有可以导出的日子：都已结束，或者已暂停。"

SKIP_ASK = "“{title}”跳过哪一次？"
MOVE_ASK = "“{title}”把哪一次改到别的时间？"
CHANGE_FROM_ASK = "“{title}”从哪一次起改？之前的照旧，那一次和以后的按新的来。"
NOTHING_TO_PICK = "“{title}”没有可以选的日子了。"
RESTORE_DATE = "恢复 {date}"
MOVE_BACK_DATE = "放回原时间：{date}"
PLACE_TAKEN = "那个时间已经有同一个安排的另一次了。请先把那一次改到别的时间，或者跳过。"
CHECKED = "✓ {label}"

NEW_TIME_ASK = (
    "“{title}”{date} 这一次改到什么时候？直接回复这条消息，例如：下午4点、周五上午9点、推迟一小时。不改了就发 /cancel。"
)
NEW_TIME_HINT = "例如：周五上午9点"
NEW_TIME_PAST = "这个时间已经过去了。请给一个将来的时间，或者发 /cancel。"
NEW_TIME_RECURRING = "这里只改一次，请只说一个时间，例如：3月20日下午3点。要改以后的每一次，用“从某次起改”。"
NEW_TIME_NOTHING = "没有看到时间。请写新的时间，例如：3月20日下午3点。不改了就发 /cancel。"
NEW_TIME_HOUR = "请问是几点？例如：下午3点。（不改了就发 /cancel）"
NEW_TIME_HOUR_OF = "记下了：改到{day}。请问是几点？例如：下午3点。（不改了就发 /cancel）"
NEW_TIME_SAME = "这一次本来就在 {date}。请写别的时间；不改了就发 /cancel。"
NEW_TIME_TAKEN = "{date} 已经有同一个安排的另一次了。请写别的时间；这一次不要了，用“跳过一次”。不改了就发 /cancel。"
NEW_TIME_UNREAD = "这几个字没有看懂：{words}。请只写新的时间，例如：3月20日下午3点。不改了就发 /cancel。"
NEW_TIME_UNCLEAR = "{question}（只改这一次；不改了就发 /cancel）"
MOVED_TO = "已改到 {date}。"

BACKWARDS = ("返回", "退回", "回去")
"""What people write instead of pressing a button that leads back."""

TITLE_ASK = "“{title}”改成什么标题？直接回复这条消息；不改了就发 /cancel。"
TITLE_HINT = "新的标题"
TITLE_BAD = "标题要有字，最多 {most} 个字。请再写一次，或者发 /cancel。"
TITLE_DONE = "标题已改。"
VENUE_ASK = "“{title}”在哪里开？直接回复这条消息；不要地点了回复“无”，不改了就发 /cancel。"
VENUE_HINT = "地点，或者：无"
VENUE_BAD = "地点最多 {most} 个字。请再写一次，或者发 /cancel。"
VENUE_NONE = ("无", "没有", "不要", "删除", "空")
"""What people write for no place."""
VENUE_DONE = "地点已改。"

LEADS_ASK = "“{title}”提前多久提醒？按一下选上，再按一下去掉。现在：{leads}"
LEADS_DEFAULT = "按这里的默认（{leads}）"
LEADS_WRITE = "自己写"
LEADS_WRITE_ASK = (
    "“{title}”提前多久提醒？直接回复这条消息，例如：提前三天和提前两小时。原来设的会换掉；不改了就发 /cancel。"
)
LEADS_HINT = "例如：提前三天"
LEADS_BAD = "没有看懂提前多久（最多 {most} 个）。请这样写：提前三天，或者：提前一天和提前一小时。不改了就发 /cancel。"
LEADS_TOO_LONG = "最多提前 {days} 天。请写短一点的，例如：提前三天。不改了就发 /cancel。"
LEADS_NEVER = "完全不提醒还做不到。只在开始时提醒就回复“到点”；先停一阵子就用“暂停”。不改了就发 /cancel。"
LEADS_DONE = "提前量已改。"

KIND_ASK = (
    "“{title}”是哪一类会议？现在是：{kind}。选了类型，会前给负责人清单，会后催会议记录；在群里，通知下面还可以报名。"
)
HAND_OVER_ASK = "“{title}”移交给谁？现在的负责人是 {name}。发不出提醒时，我会告诉负责人。"
HAND_OVER_NOBODY = "群里没有别的群管理员或组长。可以先用 /settings 指定一位。"

DELETE_ASK = "要删除“{title}”吗？只是停一阵子的话，用“暂停”就够了。"
DELETE_GO_ON = "要删除"
DELETE_ASK_AGAIN = "再确认一次：删除“{title}”，{dates}，不能恢复。"
DELETE_NO_DATES = "它以后已经没有日子了"
DELETE_DATES = "以后的 {count} 次都不再提醒"
DELETE_MANY_DATES = "以后的每一次（{count} 次以上）都不再提醒"
DELETE_YES = "确认删除"
DELETED = "已删除“{title}”。"
