"""Every fixed sentence about the admins of the knowledge."""

from bot.domain.keeper import Act
from bot.services.care.keepers import Decision

TITLE = "知识的管理员（{count} 人）"
SETTLED_LINE = "· {name}（设置里写的，这里不能撤）"
KEEPER_LINE = "· {name}（{at} 起）"
CLOSED = "　⚠ 收不到我的消息，要 TA 先私聊我发 /start"
CONSENT_IS_ON = "要两人同意：开。发布、增减管理员都要另一位管理员同意。"
CONSENT_IS_OFF = "要两人同意：关。"
CONSENT_ALONE = "现在只有一位管理员，等有了第二位才起作用。"
RECENT = "最近："
EVENT = "· {at} {name} {what}"
EVENTS = {
    Act.NAMED: "让 {detail} 当了管理员",
    Act.REMOVED: "撤了管理员 {detail}",
    Act.CONSENT_ON: "打开了“要两人同意”",
    Act.CONSENT_OFF: "关了“要两人同意”",
    Act.KEPT: "看过一条两边都改过的，保持了现在的",
    Act.SETTLED: "办了没答上来的问题：{detail}",
}

INVITE = "邀请管理员"
REMOVE = "撤：{name}"
CONSENT_ON = "打开“要两人同意”"
CONSENT_OFF = "关掉“要两人同意”"
BACK = "« 返回"
TO_ADMINS = "« 管理员"

INVITATION = "把这个链接发给对方，对方打开以后我来问你。只能用一次，两天内有效：\n{link}"
ASK_ADMIT = "{name}（编号 {user_id}）打开了你的邀请。让 {name} 管理知识？"
ADMIT = "让 TA 管理"
TURN_AWAY = "不让"
TURNED_AWAY = "好，没有让 {name} 管理知识。"
OPENED = "好，已经告诉邀请你的人，等对方点头。要是两天里没有回音，请对方再发一个链接。"
OPENED_BEFORE = "已经告诉对方了，等对方点头。"
INVITER_GONE = "邀请你的人现在不是知识的管理员了，这个邀请不作数了。要帮忙管理知识，请另找一位管理员邀请你。"
OPENED_ALREADY = "你已经是管理员了，发 /faq 就行。"
LINK_GONE = "这个邀请已经用过、过期，或者撤回了。请对方再发一个。"
WELCOME = "你现在是知识的管理员了：发 /faq 开始，/help 里有说明。"
FAREWELL = "你不再是知识的管理员了。"

ASK_REMOVE = "不再让 {name} 管理知识？"
YES = "确定"
NO = "保留"

DONE = {
    Decision.ADMIT: "{name} 现在是管理员了。",
    Decision.REMOVE: "{name} 不再是管理员了。",
    Decision.CONSENT_ON: "从现在起，发布要两位管理员同意。",
    Decision.CONSENT_OFF: "从现在起，发布不再要第二位管理员同意。",
}
DONE_ALONE = {
    Decision.CONSENT_ON: "好，打开了。现在管理员只有你一位，等有了第二位，发布才要两人同意。",
}
"""Where there is but one admin."""
WANTED = {
    Decision.ADMIT: "让 {name} 管理知识",
    Decision.REMOVE: "不再让 {name} 管理知识",
    Decision.CONSENT_ON: "打开“要两人同意”",
    Decision.CONSENT_OFF: "关掉“要两人同意”",
}
ASKED = "要另一位管理员同意，已经去问了：{what}。"
PLEASE_AGREE = "{by}想{what}，要你同意。"
AGREE = "同意"
DISAGREE = "不同意"
TOLD = "{by}：{done}"
AGREED = "{name}同意了：{done}"
NOBODY_ELSE = "现在要两人同意，可是没有第三位管理员可以问，办不了。"
DISAGREED = "{name}不同意{what}。"
DISAGREED_HERE = "好，没有改。"
