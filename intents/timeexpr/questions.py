"""What is asked back: one plain sentence for exactly what is missing or unclear."""

from collections.abc import Sequence

from intents.timeexpr.rules import Question, Schedule

_TEXTS = {
    ("no-time", ""): "日子记下了。请问是几点？例如：下午3点。",
    ("no-date", ""): "请问是哪一天？例如：明天下午3点，或每月5号下午3点。",
    ("no-date", "passed"): "今天的这个时间已经过了。请问是明天吗？还是另外一天？",
    ("no-date", "which-weekday"): "请问是每周的星期几？例如：每周三。",
    ("no-date", "which-day"): "请问是其中的哪一天？例如：下周三，或下个月5号。",
    ("no-date", "which-month"): "请问是其中哪个月的几号？例如：每季度第一个月5号。",
    ("no-date", "which-month-day"): "请问是几号，或者第几个星期几？例如：每月5号，或每月第二个周三。",
    ("no-date", "which-period"): "请问是哪个月的？例如：每月最后一个周五，或下个月第二个周三。",
    ("past", ""): "这个时间已经过去了。请给一个将来的时间。",
    ("impossible", ""): "没有这样的时间。请再说一遍日期和钟点。",
    ("impossible", "time"): "没有这样的钟点。请再说一遍几点几分。",
    ("impossible", "date"): "日历上没有这一天。请再说一遍日期。",
    ("impossible", "weekday"): "一周只有星期一到星期日。请问是星期几？",
    ("impossible", "month"): "没有这样的月份。请再说一遍是哪个月。",
    ("too-often", ""): "提醒最多到每天，不能按小时或分钟重复。请说每天的几点。",
    ("ambiguous", ""): "时间还不够明确。请说出具体的日期和钟点，例如：12月3日下午3点。",
    ("ambiguous", "half-of-day"): "请问是上午还是下午（早上还是晚上）？",
    ("ambiguous", "night"): "这个钟点可能是半夜，也可能是白天。请说明是凌晨、上午、下午还是晚上几点。",
    ("ambiguous", "midnight"): "半夜12点算哪一天容易弄错。请改说“星期几（几号）0点”或“23点59分”。",
    ("ambiguous", "inexact-time"): "请给一个准确的钟点，例如：下午3点半。",
    ("ambiguous", "inexact-day"): "请给一个确切的日子，例如：春节前一天。",
    ("ambiguous", "within"): "请问具体在什么时候提醒？例如：两小时后。",
    ("ambiguous", "either"): "请在几个时间里定一个。",
    ("ambiguous", "weekend"): "请问是星期六还是星期日？",
    ("ambiguous", "which-weekday"): "请问是只有这一次，还是每周都有？例如：下周三，或每周三。",
    ("ambiguous", "nth-weekday"): "请问是这个月里的第几个？例如：每月第二个周三。",
    ("ambiguous", "nth-week"): "“第几周”可以有两种算法。请改说第几个星期几，例如：每月第二个周三。",
    ("ambiguous", "which-period"): "句子里提到了不止一个时间。请问日子具体是哪年哪月哪日？",
    ("ambiguous", "weekday-of-date"): "日期和星期对不上。请问以哪个为准？",
    ("ambiguous", "two-days"): "句子里有两个日子。请问是哪一天？",
    ("ambiguous", "two-rules"): "句子里有两种说法，不知道以哪个为准。请只说一种，例如：每月5号下午3点。",
    ("ambiguous", "days-off"): "遇到休息日怎么办，说了两种。请只说一种：顺延、提前、跳过，或者照常。",
    ("ambiguous", "several-times"): "请说出每一次的时间，例如：每周一、周三、周五上午9点。",
    ("ambiguous", "gap"): "“每隔”可以有两种算法。请改说“每几天”或“每几周”，例如：每两周的周五。",
    ("ambiguous", "interval"): "请问多久一次？例如：每周三，每两周的周五，每月5号。",
    ("ambiguous", "how-often"): "请问从那天起多久一次？例如：每天，每周三。",
    ("ambiguous", "span"): "请再说一遍从哪天起，到哪天为止。",
    ("ambiguous", "lunar-month"): "请问是农历几月？例如：每年正月初五。每个农历月一次还不能设。",
    ("ambiguous", "lunar-year"): "腊月和除夕常落在下一个公历年。请直接说除夕或腊月几号，或者说公历的日期。",
    ("ambiguous", "lead"): "请问提前多久提醒？例如：提前一天和提前一小时。",
    ("ambiguous", "notice"): "请问提前多久提醒？请先说开会的日子和钟点，再说提前多久，例如：提前一天和提前一小时。",
    ("ambiguous", "correction"): "听起来中途改了口。请把最后定下的日子和钟点完整地再说一遍。",
    ("ambiguous", "several-clocks"): "句子里有两个钟点。请问以哪个为准？两个都要，请说：上午9点和下午3点。",
    ("ambiguous", "lead-time"): "请问提前多久提醒？开会的时间不止一个时，请说提前几小时，例如：提前两小时。",
    ("not-understood", ""): "这句话里有没看懂的时间说法。请换个说法，例如：每月5号下午3点。",
    ("not-understood", "two-times"): "不同的日子钟点不同，请分成几个提醒，一个一个地说。",
    ("not-understood", "two-rules"): "一个提醒只能有一种重复的规律，请分成几个提醒，一个一个地说。",
    ("not-understood", "several-meetings"): "这句话里好像有不止一个会，一次只能设一个。请先只说第一个。",
    ("not-understood", "refused"): "这句话是说不要提醒，这里只能设新的提醒。要停掉已经设好的，请发 /meetings。",
    ("not-understood", "workdays"): "请说“每个工作日”“每月第几个工作日”或“每月最后一个工作日”，别的算法还不能设。",
    ("not-understood", "several-workdays"): "一次只能设一个“第几个工作日”，请分成几个提醒。",
    ("not-understood", "lead-workdays"): "提前的时间请按天、小时或分钟说，例如：提前三天。",
    ("not-understood", "lead-months"): "提前的时间请按周、天、小时或分钟说，例如：提前四周。",
    ("not-understood", "nth-of-period"): "请说明是其中哪个月的，例如：每季度第二个月的第一个周五。",
    ("not-understood", "shift"): "“前几天、后几天”这样算不出固定的日子。请直接说是哪一天。",
    ("not-understood", "solar-term"): "节气每年的日子不一样，还不能每年重复。请先设今年的这一次。",
    ("not-understood", "interval"): "这样的间隔还不能设。请说每几天、每几周、每几个月或每几年一次。",
}
_QUOTED = {
    "ambiguous": "“{}”还不够明确。请说出具体的日期和钟点，例如：12月3日下午3点。",
    "not-understood": "“{}”会改变时间，但这里还看不懂。请去掉它，把日子和钟点再说一遍。",
    "no-date": "“{}”是日期吗？请写成几月几日，例如：3月15日下午3点。",
}
_DAYS_OFF = "“{}”会改变时间，但这里还看不懂。请去掉它再说一遍；要避开节假日，可以说：遇节假日跳过。"
_CHANGE = "“{}”是要改已经设好的吗？那请发 /meetings。要设新的，请去掉它，把日子和钟点再说一遍。"
_CHANGES = frozenset({"改到", "改为", "改成", "改在", "挪到", "调到", "调整到", "推迟", "延期", "延后", "取消", "暂停"})
_ABOUT_DAYS_OFF = frozenset({"除了", "除外", "除去", "不包括", "不含", "排除", "节假日", "法定节假日"})


def ask(reason: str, note: str = "", draft: Schedule | None = None, words: Sequence[str] = ()) -> Question:
    """The question for a reason. ``note`` names the case, or is a word of the sentence to be quoted; ``words`` are
    those between which a sentence does not decide."""
    text = _TEXTS.get((reason, note))
    if text and note == "two-rules" and len(words) > 1:
        text = f"{'和'.join(f'“{word}”' for word in words)}：{text}"
    if text is None and note and reason in _QUOTED:
        special = _DAYS_OFF if note in _ABOUT_DAYS_OFF else _CHANGE if note in _CHANGES else ""
        text = (special or _QUOTED[reason]).format(note)
    return Question(reason, text or _TEXTS[reason, ""], draft)
