"""Every fixed sentence about rosters."""

from bot.domain.roster import MAX_MEMBERS, MAX_NAME, Standing
from bot.services.rosters import NoRoster

CARD = "本群名单（{count} 人）"
CARD_OF = "{title}的名单（{count} 人）"
CARD_EMPTY = "还没有人。"
CARD_HOW = (
    "参加本群会议的同志请按“加入”，组长自己也要按“加入”才算应到。"
    "名单上的人，会前算“应到”；Telegram 不告诉我群里有谁，要自己加入，或者由组长添加。"
)
NAMES_MORE = "……等 {count} 人"
STANDINGS = {Standing.FORMAL: "正式", Standing.PROBATIONARY: "预备"}
COUNTS = "{standing} {count} 人"
AWAY_COUNT = "长期请假 {count} 人"
MARKED = "{name}（{marks}）"
AWAY = "长期请假"

JOIN = "加入"
LEAVE = "退出"
MANAGE = "管理名单"
ADD = "添加"
BACK = "« 返回"
BACK_TO_CARD = "« 返回名单"
CLOSE = "关闭"
NEXT_PAGE = "下一页 »"
PREVIOUS_PAGE = "« 上一页"

# ---- toasts

JOINED = "已加入名单。"
JOINED_MERGED = "已加入名单，组长先前写的同名一项并到你名下。"
JOINED_ALREADY = "你已经在名单上了。"
JOINED_RENAMED = "你已经在名单上了，名字改成现在的：{name}。"
ASKED_STANDING = "请到私聊里选一下正式还是预备。"
LEFT = "已退出名单，你对以后会议的回复也一并撤下。"
LEFT_ALREADY = "你不在名单上。"

# ---- what leaders do

MANAGING = "管理名单（{count} 人）：点一个人"
MANAGING_EMPTY = "名单上还没有人。可以让大家在群里发 /roster 按“加入”，也可以按“添加”写上名字。"
PERSON_STANDING = "身份：{standing}"
STANDING_UNKNOWN = "没有填"
PERSON_AWAY = "长期请假：开会时不算应到。"
PERSON_GONE = "已经不在群里了，还在名单上：不再参加的话，按“移出”。"
PERSON_NO_TELEGRAM = "组长写上的名字，没有 Telegram：不能自己回复通知。"
REMOVE = "移出"
REMOVE_ASK = "把 {name} 移出名单？"
REMOVE_NOW = "确定移出"
REMOVED = "已移出 {name}。"
EXCUSE = "长期请假"
RETURN = "恢复（不再长期请假）"
CHECKED = "✓ {label}"

ASK_NAMES = (
    "要添加哪些人？写名字，用顿号、逗号或换行隔开；这样添加的人没有 Telegram，不能自己回复。"
    "有 Telegram 的，让他自己按“加入”，或者回复他的消息发 /roster。不加了就发 /cancel。"
)
NAMES_HINT = "张三、李四"
NAMES_NONE = "没有看到名字。写名字，用顿号、逗号或换行隔开；不加了就发 /cancel。"
ADDED = "已添加 {count} 人：{names}。"
ADDED_KNOWN = "已经在名单上：{names}。"
ADDED_TOO_LONG = f"名字太长（最多 {MAX_NAME} 个字），没有添加：{{names}}。"
ADDED_NO_ROOM = f"名单最多 {MAX_MEMBERS} 人，放不下了，没有添加：{{names}}。"

ADD_ASK = "把 {name} 加进本群名单？"
ADD_YES = "加进名单"
ADD_NO = "取消"
ADD_DONE = "已把 {name} 加进名单。"
ADD_MERGED = "已把 {name} 加进名单，先前写的同名一项并在一起。"
ADD_ALREADY = "{name} 已经在名单上。"
ONLY_LEADERS_ADD = "只有组长能替别人写名字。你自己要上名单，按下面的“加入”，不用写名字。"
NOT_A_PERSON = "只能添加个人：这条消息不是以个人身份发的。"

# ---- in private

ASK_STANDING = "你加入了{title}的名单。你是正式党员还是预备党员？也可以不说。"
SKIP_STANDING = "不说"
TOLD_STANDING = "记下了：{standing}。"
SKIPPED_STANDING = "好，不记。"
YOUR_ROSTERS = "你在 {count} 个群的名单上，按一下就退出："
LEAVE_ONE = "{title}：退出名单"
MORE_ROSTERS = "还有 {count} 个没有列出来。"

REFUSED = {
    NoRoster.PRIVATE: (
        "名单是群里的：在群里发 /roster。组长要在私聊里管一个群的名单，先在那个群里发 /settings，按“到私聊里管理”。"
    ),
    NoRoster.NOT_A_PERSON: "以群或频道的名义不能加入名单，请用自己的身份。",
    NoRoster.GONE: "这个人已经不在名单上了。",
    NoRoster.OUTSIDE: "你不在这个群里，不能加入它的名单。先进群，再按“加入”。",
    NoRoster.NOT_THERE: (
        "Telegram 没有说这个人在本群里，没有加进名单。请让他先进群；没有 Telegram 的，按“添加”写上名字。"
    ),
    NoRoster.AWAY: (
        "组长给你记了长期请假，开会本来就不算你应到，不用退出。"
        "真要退出，五分钟内再按一次；长期请假也就没有了，以后再加入算应到。"
    ),
    NoRoster.FULL: f"名单最多 {MAX_MEMBERS} 人，已经满了。",
}
