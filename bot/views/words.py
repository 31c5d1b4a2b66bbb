"""Every fixed sentence that users see, in one place."""

from bot.domain.dialogue import Awaited
from bot.domain.roles import Action
from knowledge.models import Standing

STANDING = {
    Standing.IN_FORCE: "现行有效",
    Standing.HISTORICAL: "历史文件",
    Standing.REFERENCE: "参考资料",
}

WELCOME = (
    "我是组务，一个查规则的机器人：党小组、党组、机关党委和党的工作机关的程序问题，我给出答案，并注明出自哪份文件哪一条。\n\n"
    "直接打字问就行，例如：\n· 党小组会多久开一次\n· 组长要什么条件\n· 主题党日要不要报批\n\n"
    "文件里没写的，我会说没有，不会编。\n\n"
    "我也记得住开会的日子，到时提醒，例如：提醒我每月5号下午3点开党小组会，提前一天说一声。"
)
WELCOME_GROUP = (
    "大家好，我是组务，查党务程序规则的机器人。在群里我只在被叫到时说话：发 /ask 加问题，或者回复我的消息。"
    "用 /ask 回复别人的提问，我就直接答给他。能问什么，发 /topics 看。\n"
    "开会的日子也可以交给我：组长发 /remind 加一句话，例如 /remind 每月5号下午3点开党小组会，提前一天提醒。"
)
HELP = (
    "怎么用：\n"
    "· 私聊里直接打字；群里发 /ask 加问题，或者回复我的消息\n"
    "· 可以接着追问，比如先问“党小组会谁主持”，再问“那会前呢”\n"
    "· 问题打错了，改那条消息，我跟着改答案\n"
    "· 答案不对，按它下面的“这条答案有误”\n"
    "· 一下子发得太多，后面的我不处理，会说从哪一条起、过多久再发\n\n"
    "/ask 问题 — 提问；回复别人的消息发 /ask，就答那条消息\n"
    "/topics — 按主题看能问什么\n"
    "/cancel — 放弃正在进行的操作\n"
    "/privacy — 我保存了什么\n"
    "/forget — 删除我保存的、与你有关的内容\n"
    "/help — 这份说明\n\n"
    "会议和提醒：\n"
    "/next — 接下来的几次\n"
    "/meetings — 全部安排；组长还可以改期、取消、暂停\n"
    "/roster — 本群名单：加入、退出；组长还可以添加（回复某人的消息发它，或在后面写名字）、移出\n"
)
HELP_LEADER = (
    "/remind 时间和事情 — 设提醒，例如 /remind 每月5号下午3点开党小组会，提前一天提醒；只发 /remind 就一步步选\n"
    "/minutes — 会议记录：写、存档、查找，例如 /minutes 3月\n"
    "/presets — 文件里写明多久一次的会和报告，按一下就能设\n"
    "/settings — 时区、免打扰、默认提前多久、遇到放假怎么办、谁是组长、会议（报名、清单、记录、职责）\n"
)
HELP_GROUP = "/remind 和 /settings 是群管理员和组长用的，组长由群管理员用 /settings 指定；也可以到私聊里管理本群的。\n"
HELP_PRIVATE = "私聊里管的是你自己的安排。要在私聊里管一个群的：在群里发 /settings，按“到私聊里管理”。\n"
HELP_KEEPER = (
    "\n你是管理员：\n"
    "/faq — 管理知识：新条目、没答上来的、历史、导出、管理员；直接把 YAML 文件发给我，就是要改它\n"
    "/stats — 7 天和 30 天里问了什么、答得怎样\n"
)
HELP_INLINE = "\n在任何聊天里输入 @{username} 加问题，可以把带出处的答案直接发出去。"

COMMANDS = {
    "ask": "提问，例如 /ask 党小组会多久开一次",
    "topics": "按主题看能问什么",
    "next": "接下来的会议和提醒",
    "help": "怎么用",
    "cancel": "放弃正在进行的操作",
    "privacy": "我保存了什么",
    "forget": "删除与我有关的内容",
}
"""What everybody may use."""

COMMANDS_LEADER = {
    "remind": "设提醒，例如 /remind 每月5号下午3点开党小组会",
    "meetings": "全部安排：改期、取消、暂停",
    "minutes": "会议记录：写、存档、查找",
    "presets": "文件里写明多久一次的会和报告",
    "settings": "时区、免打扰、默认提前、组长、会议",
    "roster": "本群名单：谁该到会，加入、退出、添加",
}
"""What leaders may use beside them, and everybody in their private chat."""

COMMANDS_KEEPER = {
    "faq": "管理知识：改条目、发布、历史、管理员",
    "stats": "问了什么、答得怎样",
}
"""What admins of the knowledge may use beside them, in their private chat."""

ASK_PROMPT = "想问什么？请直接回复这条消息；不问了就发 /cancel。"
ASK_HINT = "输入问题"
EMPTY = "我没看到文字。请用文字提问，例如“党小组会多久开一次”。"
CHOOSE = "你问的是哪一个？"
CHOOSE_ONE = "你问的是不是这个？"
MORE = "那是不是这些？"
NO_MORE = "没有更接近的了，这个问题已经记下来交给管理员补充。可以换个说法再问，或者看看能问什么。"
NONE_OF_THESE = "都不是"
UNKNOWN = (
    "这个我答不上来：手头的文件里没有找到对应的内容，问题已经记下来交给管理员。"
    "可以换个说法、写全名称（党小组、党组、机关党委……）再问，或者看看能问什么。"
)
SEE_TOPICS = "看看能问什么"
UNSETTLED = "这个问题，现有文件没有规定。"
LOOK_INTO = "建议查阅："
WISH_IN_EDIT = "要设提醒，请另发一条新消息：改过的消息我只用来改答案。"
SAID_AGAIN = "（重发：刚才那条不知道有没有送到。）"
DELAYED = "（刚才没能及时回复，抱歉。）"

CITED = "依据："
IN_FORCE_SINCE = "{date} 起施行"
ISSUED = "{date} 印发"
PUBLISHED = "{date} 出版"
AS_OF = "内容截至 {date}"
SCOPE = "适用："
WRONG_ANSWER = "这条答案有误"
TOPICS = "想了解哪方面？"
TOPIC_QUESTIONS = "{topic}：点一个问题看答案。"
GUIDE_BUTTON = "▸ 一步步判断：{title}"
GUIDE_AGAIN = "« 从头再来"
BACK_TO_TOPICS = "« 全部主题"
NEXT_PAGE = "下一页 »"
PREVIOUS_PAGE = "« 上一页"

REPORT_ASK = "“{question}”这条答案哪里有误？"
REPORT_REASONS = {"w": "内容与条文不符", "o": "已经过时", "m": "答非所问", "u": "说得不清楚"}
REPORT_OTHER = "我来写原因"
REPORT_WRITE = "请写一句哪里有误，直接回复这条消息；不写了就发 /cancel。"
REPORT_HINT = "哪里有误"
REPORT_THANKS = "记下了，谢谢。管理员会核对条文。"
REPORT_PRIVATE = "自己写原因不方便在群里：请到私聊里问同一个问题，再按“这条答案有误”。"

NOTHING_TO_CANCEL = "没有正在进行的操作。"
CANCELLED = "好，已放弃。"
CANCEL_WORDS = ("取消", "算了", "不问了", "不写了", "放弃")
"""What people write instead of /cancel while the bot waits for something."""

PRIVACY = (
    "我保存的内容：\n"
    "· 你最近的提问和我答了哪一条，用来支持追问和修改，最多 48 小时后自动删除；\n"
    "· 没答上来的、你说“都不是”的问题：只存文字和次数，不存是谁问的，供管理员补充，最后一次问起 180 天后自动删除；\n"
    "· “答案有误”的原因：只存文字，不存是谁写的，180 天后自动删除；\n"
    "· 每天问了多少、答了哪些条目：只有次数，400 天后自动删除；\n"
    "· 管理知识的人：编号、名字、谁让加的，直到被移除；没做完的修改和邀请，2 天后自动删除；\n"
    "· 知识的修改记录，连同管理员的编号和名字：长期保留，用 /forget 也不删除，答案是谁改的要查得到；\n"
    "· 群里被指定为组长的人的 Telegram 编号和指定人的编号，用来判断权限；\n"
    "· 设好的会议和提醒：标题、时间、地点，和设的人的编号、名字，直到有人删除它；还没确认的卡片，24 小时后自动删除；\n"
    "· 每次提醒发了没有：90 天后自动删除；每个聊天最早什么时候可以再发提醒：90 天不用就自动删除；\n"
    "· 群的名单：姓名、Telegram 编号（组长代填的没有）、是否长期请假，填了的还有正式或预备，直到本人退出或组长移出；\n"
    "· 对会议通知的回复和请假原因：原因只给组长看，会后 90 天自动删除；\n"
    "· 会议、议题、办好的准备事项（谁办的只记名字）和会议记录：直到群里删除，或者过了群里设的保存期；\n"
    "· 会议记录里的姓名（和组长写进去的请假原因）：只是文字，记录要存档备查，有人退出名单或用 /forget 后仍然保留；\n"
    "· 你的私聊现在管的是哪个群的安排，以及各个聊天的设置（时区、免打扰、开会的习惯等），没有人改就一直留着；\n"
    "· 我问了你、正等着你写的是什么：最多 24 小时；你写来回答我的那条消息：哪个聊天、是谁、消息编号，"
    "写进会议记录的还有是哪次会的哪一部分和校验码，最后一次改动 48 小时后自动删除；"
    "群里最新的名单卡片：消息编号，90 天没人用就自动删除；\n"
    "· 我在哪些聊天里、还能不能说话，群升级前后的编号：只存聊天的编号；\n"
    "· 处理过的消息编号，3 天后自动删除，避免重复回答；哪个聊天的消息正在处理，处理完就删除，中断了的最多留 3 天。\n"
    "日志里不写消息内容。用 /forget 可以删除你的问答、组长身份、没确认的卡片、选过的群、各群名单里的你、"
    "你对会议的回复和请假原因、没做完的知识修改，还有你自己的安排、会议和记录；你在群里设的会议会留给群里，只是不再记着是你设的。"
)
FORGET_ASK = (
    "要删除我保存的、与你有关的内容吗？包括最近的问答、你在各群的组长身份、各群名单里的你、你对会议的回复和请假原因，"
    "还有你私聊里的全部安排、会议和记录。"
    "你在群里设的会议会留下，只是不再记着是你设的；群里会议记录和准备事项上的姓名也会留下，因为要存档备查。"
)
FORGET_ANONYMOUS = "你是以群或频道的名义发的，我不知道你是谁。请用自己的身份发 /forget，私聊里也可以。"
FORGET_YES = "删除"
FORGET_NO = "保留"
FORGOTTEN = "已删除 {count} 条与你有关的记录。"
FORGOTTEN_NOTHING = "没有与你有关的记录。"
KEPT = "好，都保留。"

MEDIA = "我只看得懂文字，请把问题打成文字发给我。"
MEDIA_AWAITED = {
    Awaited.MINUTES: "图片、语音和文件我看不了，没有记下。请把记录的文字复制出来，直接发给我；不写了就发 /cancel。",
    Awaited.MEETING: "图片、语音和文件我看不了，没有记下。请打成文字发给我；不写了就发 /cancel。",
    Awaited.ROSTER: "图片、语音和文件我看不了，没有记下。请把名字打成文字发给我；不写了就发 /cancel。",
    Awaited.WRITING: "图片和语音我看不了，没有记下。请打成文字发给我；先不写了就发 /cancel。",
    Awaited.LEAVE: "图片、语音和文件我看不了，没有记下。请用一句话写请假原因；不写了就发 /cancel。",
}
"""What is said of a photo, a voice message or a file where something was asked for."""
STEP_GONE = "这一步已经过时，没有记下。请再按一次那个按钮；要提问的话，直接发一条新消息。"
EDIT_IGNORED = "改过的消息我没有跟着改。要改的话，请按那一项的按钮再发一次。"

SETTINGS_ASK = "指定 {name} 为本群的组长？"
SETTINGS_CONFIRM = "指定"
SETTINGS_DONE = "已指定 {name} 为组长。"
SETTINGS_ALREADY = "{name} 已经是组长。"
SETTINGS_GONE = "这个人已经不是组长了。"
SETTINGS_NOT_A_PERSON = "只能指定个人：这条消息不是以个人身份发的。"
UNKNOWN_PERSON = "编号 {user_id}"
CANCEL = "取消"

NOT_ALLOWED = {
    Action.SEE_CALENDAR: "你在这里看不到会议安排。",
    Action.MANAGE_CALENDAR: "只有群管理员和组长可以改会议安排。",
    Action.SEE_ROSTER: "这要在那个群里做；在私聊里，要先在它的名单上。",
    Action.MANAGE_ROSTER: "只有群管理员和组长可以管名单。",
    Action.MANAGE_LEADERS: "只有群管理员和组长可以改这里的设置。",
    Action.MANAGE_MEETINGS: "只有群管理员和组长可以管会议的事。",
    Action.EDIT_KNOWLEDGE: "这里只对知识的管理员开放。",
    Action.ASK: "你在这里不能提问。",
}
OUTSIDE = "我现在不在那个群里，没法确认你是不是它的管理员。把我加回群里再试。"
NOT_YOURS = "这个按钮只有本人可以按；你可以自己发一条。"
CONFLICT = "刚刚有别人也在改，没有改成。请看一下现在的样子再改。"
CANNOT_EDIT = "这一项已经变了（可能别人刚改过），这一步做不了。请再看一下现在的样子。"
OUTDATED = "这个按钮已经过期，内容可能更新了。请再问一次。"
LINK_OUTDATED = "这个链接指的内容已经不在了。直接打字提问，或者看看能问什么。"
UNKNOWN_COMMAND = "没有这个命令。/help 看全部命令。"
BUG = "出了点问题，没能完成。请稍后再试；如果一直这样，把编号 {reference} 告诉管理员。"
FLOOD = "你发得太快了：从这条消息起，我都没有处理。请等 {seconds} 秒，再从这一条开始重新发。"
FLOOD_PRESS = "按得太快了，没有处理。{seconds} 秒后再按一次。"
STORAGE_DOWN = "暂时存不了数据，请过一会儿再试（编号 {reference}）。"

INLINE_HINT = "没找到，点这里私聊提问"
INLINE_START = "私聊提问"
