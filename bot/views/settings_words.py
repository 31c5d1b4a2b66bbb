"""Every fixed sentence of /settings, and of a private chat that is about a group."""

from bot.domain.series import DayOffPolicy
from bot.services.preferences import Unfit

OF_THIS_GROUP = "本群的设置"
OF_ONES_OWN = "现在管的是：你自己的安排"
OF_A_GROUP = "现在管的是：{title}的安排"
GROUP_TITLE = "「{title}」"
UNKNOWN_GROUP = "编号 {chat_id} 的群"

ZONE = "时区"
QUIET = "免打扰"
LEADS = "默认提前"
POLICY = "遇到放假"
LEADERS = "组长"
HABITS = "会议"
LINE = "{name}：{value}"
BACK = "« 返回"
CHECKED = "✓ {label}"
WRITE = "自己写"
CLOSE = "关闭"
TO_PRIVATE = "到私聊里管理"

ZONE_PAGE = "新设的安排按这个时区算。以前设的不变，仍按设的时候的时区。"
ZONE_PROMPT = (
    "哪个时区？请直接回复这条消息：写城市，例如 莫斯科、新加坡；或者时区名，例如 Europe/Paris。不改了就发 /cancel。"
)
ZONE_HINT = "莫斯科，或 Europe/Paris"

QUIET_NONE = "没有"
QUIET_OFF = "不设免打扰"
QUIET_SPAN = "{start}–{end}"
QUIET_PAGE = "这段时间里不提醒，等它结束了再说；要是那时已经开始了，就提早到免打扰前一分钟。时间按每项安排自己的时区。"
QUIET_PROMPT = "从几点到几点？请直接回复这条消息，例如 22:30-6:30，或者 晚上十点到早上七点。不改了就发 /cancel。"
QUIET_HINT = "22:30-6:30"

LEADS_NONE = "不提前，只在开始时提醒"
LEADS_OFF = "都不提前"
LEADS_PAGE = "没有另外写提前多久的安排，开始时提醒一次，还在这些时候先提醒。点一下选上，再点一下去掉。"
LEADS_PROMPT = (
    "提前多久？请直接回复这条消息，例如 提前两天，或者 提前3小时和15分钟；会加到已有的里面。不改了就发 /cancel。"
)
LEADS_HINT = "提前两天"

POLICIES = {
    DayOffPolicy.AS_IS: "照常",
    DayOffPolicy.NEXT: "顺延",
    DayOffPolicy.PREVIOUS: "提前",
    DayOffPolicy.SKIP: "跳过",
}
POLICY_PAGE = (
    "按日期重复的安排碰上放假怎么办：\n"
    "· 照常：那天照样提醒\n"
    "· 顺延：改到后一个工作日\n"
    "· 提前：改到前一个工作日\n"
    "· 跳过：那一次取消\n"
    "新设的时候，卡片上先按这个来，也可以单独改。以前设的不变。"
)

LEADERS_NONE = "群管理员"
LEADERS_NAMED = "群管理员，和另外指定的 {count} 位"
LEADERS_MORE = "……还有 {count} 位"
LEADERS_HOW = "要指定一位组长：在群里回复那个人的消息，发送 /settings。"
LEADER_LINE = "· {name}"
LEADER_REMOVE = "撤下 {name}"
GAVE_UP = "好，你不再是组长了。"

NOT_READ = {
    "z": "这个时区我不认识。请写城市，例如 莫斯科、新加坡；或者时区名，例如 Europe/Paris。不改了就发 /cancel。",
    "q": "没看懂。请写从几点到几点，例如 22:30-6:30，或者 晚上十点到早上七点。不改了就发 /cancel。",
    "l": "没看懂。请写提前多久，例如 提前两天，或者 提前3小时和15分钟。不改了就发 /cancel。",
}
UNFIT = {
    Unfit.ZONE: "没有这个时区，没有改。",
    Unfit.QUIET: "免打扰太长了：一天里至少要留出一小时，不然没有时候可以提醒。没有改。",
    Unfit.LEAD: "提前量只能在 1 分钟到 30 天之间，没有改。",
    Unfit.LEADS: "默认提前最多 8 个，请先去掉几个。没有改。",
}

TO_ONES_OWN = "换回我自己的"
TO_A_GROUP = "换成{title}"
OWN_NOW = "好，现在私聊里管的是你自己的安排。"
GROUP_NOW = "现在私聊里管的是{title}的安排，在这里做的都算那个群的，提醒发到群里。"
WHAT_CAN_BE_DONE = (
    "/remind 设提醒，例如 /remind 每月第二个周三下午三点 支委会\n"
    "/meetings 看全部安排，改期、取消、暂停\n"
    "/next 接下来的几次\n"
    "/minutes 会议记录和全年的会\n"
    "/roster 名单\n"
    "/presets 规定里多久一次的会和报告\n"
    "/settings 时区、免打扰、默认提前、会议"
)
LOST = "现在管的是{title}的安排，可是你不是（或者不再是）那里的组长，什么也做不了。换一个就好："
LOST_OUTSIDE = "现在管的是{title}的安排，可是我已经不在那里了，没法确认你是不是它的管理员。把我加回去，或者换一个："
FOCUS_LOST = "私聊里现在管的那个群，你已经不是组长了，看不了也改不了它的安排。发 /settings 换回你自己的。"
FOCUS_OUTSIDE = (
    "私聊里现在管的那个群，我已经不在里面了，没法确认你是不是它的管理员。"
    "把我加回群里再试，或者发 /settings 换回你自己的。"
)
