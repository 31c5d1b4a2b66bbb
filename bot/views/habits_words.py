"""Every fixed sentence of the pages of /settings about meetings."""

SIGN_UP = "报名"
CHECKLISTS = "清单"
ASKS_MINUTES = "会后催记录"
DUTIES = "职责提醒"
ASKS_STANDING = "问正式或预备"
HABIT_HINTS = {
    "u": "（会议通知下面问参加、请假还是待定）",
    "c": "（会前按类型把要办的事发给负责人）",
    "m": "（会后请负责人写会议记录）",
    "d": "（该开的会到时没有记录，告诉负责人）",
    "f": "（加入名单时问是正式党员还是预备党员）",
}
HABITS_HOW = "点一下开，再点一下关。这些只管设了会议类型的安排；职责提醒还管 /presets 里的报告。"
ALL_ON = "{names}都开着"
ALL_OFF = "{names}都关着"
SOME_ON = "{on}开着，{off}关着"
SHORT = {"u": "报名", "c": "清单", "m": "记录", "d": "职责"}
"""What the card of all settings calls them in its line."""
ON = "开"
OFF = "关"
KEEPS = "会议记录保存多久"
KEEPS_ALWAYS = "一直"
KEEPS_YEARS = "{years}年"
KEEPS_DAYS = "{days}天"
KEEPS_PAGE = "从开会那天算起。过了期限的会议，连同记录和报名，会自动删除，不能恢复。一直：有人删除才删。"
KEEPS_SHORTEN = "改成只保存{length}？开会已经超过{length}的，连同会议记录和报名，会自动删除，不能恢复。需要的请先导出。"
KEEPS_YES = "只保存{length}"
CANCEL = "取消"
