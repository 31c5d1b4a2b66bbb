"""Every fixed sentence about a duty that was not met."""

MONTHS_OF = {1: "本月", 3: "本季度", 6: "本半年", 12: "今年"}
"""The period that it is, by its length in months."""

MONTH = "{month}月"
QUARTERS = ("第一季度", "第二季度", "第三季度", "第四季度")
HALVES = ("上半年", "下半年")
YEAR = "{year}年"

NOT_RECORDED = "{period}还没有{title}记录。"
NOT_ENOUGH_RECORDED = "{period}的{title}记录有 {count} 次，还差 {missing} 次。"
NOT_DONE = "截至{today}，{period}的“{title}”还没有标“已办”。"
NOT_ENOUGH_DONE = "截至{today}，{period}的“{title}”标了“已办”的有 {count} 次，还差 {missing} 次。"

HELD = "开过 {count} 次，还没有会议记录。"
HELD_DRAFTED = "开过 {count} 次，有草稿，还没有存档。"
HELD_SOME = "开过 {count} 次，有会议记录的 {recorded} 次。"
DRAFTED = "另有 {count} 次有草稿，还没有存档。"
UNSAID = "排的日子过了，开没开还没有记下。"
COMING = "还排了{date}的。"
ALL_OFF = "排过的都取消了，或者没有开。"

MODALITIES = {"一般": "一般{every} {times} 次", "应当": "{every}应当 {times} 次", "至少": "{every}至少 {times} 次"}
"""How often, as binding as the provision says it."""
EVERY = {"month": "每月", "quarter": "每季度", "half-year": "每半年", "year": "每年"}
WRITTEN = "条文的说法：{often}。"

RECORD_LATER = "开过没写的，/minutes 里可以补记。"

WRITE_MINUTES = "写会议记录"
FILE = "去存档"
MAKE_UP = "补记一次会"
SEE_MEETING = "看那一次"
DONE = "已办"
SILENCE = "不再提醒职责"
