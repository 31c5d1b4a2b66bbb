"""The words of time expressions and what each of them is to the grammar."""

from collections.abc import Iterator
from enum import StrEnum

from intents.timeexpr.festivals import FESTIVALS, LUNAR_MONTHS


class Kind(StrEnum):
    """What a token is."""

    NUMBER = "number"
    TEXT = "text"
    STOP = "stop"
    """Punctuation that ends a clause."""
    EVERY = "every"
    GAP = "gap"
    """每隔."""
    UNIT = "unit"
    """The value is its name: day, week, month, quarter, half, year, hour, minute, ke."""
    SIGN = "sign"
    """日 or 号 after the number of a day."""
    CLOCK = "clock"
    """点 and :, between hours and minutes."""
    MINUTE = "minute"
    """分, which may be of a clock or of a duration."""
    HALF = "half"
    MEASURE = "measure"
    PERIOD = "period"
    """Part of the day; the value is its name."""
    OFFSET = "offset"
    """今天 and its like; the value counts days from today."""
    SPOT = "spot"
    """今晚 and its like: an offset and a period."""
    RELATIVE = "relative"
    """下周 and its like: a unit, and how many of them from now."""
    WEEKEND = "weekend"
    WORKDAY = "workday"
    NEXT_WORKDAY = "next-workday"
    ORDINAL = "ordinal"
    FIRST = "first"
    LAST = "last"
    BACK = "back"
    END = "end"
    """The last day: 月底; the value is the unit."""
    LUNAR = "lunar"
    LUNAR_MONTH = "lunar-month"
    LUNAR_DAY = "lunar-day"
    """初 before the number of a lunar day."""
    FESTIVAL = "festival"
    AND = "and"
    OR = "or"
    RANGE = "range"
    FROM = "from"
    BEGIN = "begin"
    UNTIL = "until"
    ENDING = "ending"
    AFTER = "after"
    BEFORE = "before"
    AHEAD = "ahead"
    EVE = "eve"
    """头一天 and its like: so many days before the meeting."""
    ON_TIME = "on-time"
    TOTAL = "total"
    TIMES = "times"
    PASSING = "passing"
    """过 before a duration or minutes, 再过."""
    LESS = "less"
    """差 before minutes that are still missing."""
    FUZZY = "fuzzy"
    """Makes the day or the time before it inexact."""
    VAGUE = "vague"
    """Names a time that only the speaker knows."""
    DAYS_OFF = "days-off"
    """What days off do; the value is the policy."""
    BLOCK = "block"
    """Changes the meaning of a schedule in a way that no rule can say."""
    NOISE = "noise"
    """Stands between the parts of an expression and says nothing about the time."""


def _plain(kind: Kind, words: str, value: object = None) -> Iterator[tuple[str, Kind, object]]:
    return ((word, kind, value) for word in words.split())


_UNITS = {
    "day": "天",
    "week": "周 星期 礼拜",
    "month": "月 个月",
    "quarter": "季度 季",
    "half": "半年",
    "year": "年 年度",
    "hour": "小时 钟头",
    "minute": "分钟",
    "ke": "刻 刻钟",
}
_PERIODS = {
    "dawn": "凌晨",
    "morning": "清晨 早晨 早上 清早 大清早 一早 一大早 早间",
    "forenoon": "上午 午前",
    "noon": "中午 正午 午间 晌午",
    "afternoon": "下午 午后",
    "dusk": "傍晚",
    "evening": "晚上 晚间 夜晚 夜里 夜间",
    "midnight": "半夜 深夜 午夜",
}
_OFFSETS = {
    -3: "大前天",
    -2: "前天 前日",
    -1: "昨天 昨日 昨儿",
    0: "今天 今日 今儿 今儿个",
    1: "明天 明日 明儿 明儿个",
    2: "后天 后日 后儿",
    3: "大后天",
}
_SPOTS = {
    "今晚": (0, "evening"),
    "今夜": (0, "evening"),
    "今早": (0, "morning"),
    "明早": (1, "morning"),
    "明晨": (1, "morning"),
    "明晚": (1, "evening"),
    "后晚": (2, "evening"),
    "昨晚": (-1, "evening"),
}
_NEAR = {
    -1: "上 上个 上一 上一个",
    0: "本 这 这个 这一 这一个 本个",
    1: "下 下个 下一 下一个",
    2: "下下 下下个",
}
_NEAR_UNITS = {"week": "周 星期 礼拜 个星期 个礼拜", "month": "月 个月", "quarter": "季度 季 个季度"}
_YEARS = {-2: "前年", -1: "去年", 0: "今年", 1: "明年", 2: "后年"}
_VAGUE = (
    "老时间 照旧 照例 过两天 过几天 过些天 过些日子 过段时间 过阵子 过一阵 过会儿 过一会儿 过一会 改天 改日 "
    "回头 有空 有时间 抽空 得空 方便的时候 尽快 尽早 有机会 近期 最近 近日 这几天 这两天 几天 几点 随时 "
    "不定期 适时 择日 择期 节前 节后 会后 饭后 下班前 下班后 上班前 上班后 午饭后 晚饭后 睡前 早点 晚点 晚些 "
    "晚些时候 一会 一会儿 待会 待会儿 等会 等会儿 稍后 月初 月中 年初 年中 季初 周初 周中 上旬 中旬 下旬 初旬 "
    "小年 假期 长假 黄金周 几个月 几周 几小时 几个小时 几分钟 平时 平日 有时 有时候 偶尔 经常 时不时 时间待定 "
    "待定 另行通知 差不多的时候 到时候再说"
)
_BLOCK = (
    "除了 除外 除去 不包括 不含 排除 改到 改为 改成 改在 挪到 调到 调整到 推迟 延期 延后 顺延 提前到 提早到 "
    "取消 暂停 单周 双周 单号 双号 单日 双日 单月 双月 奇数 偶数 大小周 轮流 法定节假日 节假日 遇节假日 "
    "遇假日 遇休息日 逢节假日 遇周末 遇到周末 如遇 连续 接连 未来 接下来 往后 持续 上半月 下半月 上半年 "
    "下半年 隔三差五 三天两头"
)
_TEXT = (
    "时间 时候 时段 时长 时代 时期 时事 时政 时任 日常 日程 日报 日志 日记 日期 日后 日月 周报 周刊 周记 周年 "
    "周密 周到 周边 周总理 月报 月刊 月度 月历 月份 年报 年会 年级 年轻 年龄 年终 每人 每位 每名 每次 每件 "
    "每项 每户 每份 每篇 每个人 每个党员 每名党员 每一位 每一个人 每一次 本人 本支部 本单位 本次 本组 本科 "
    "本子 这次 这个会 这样 这里 这件 上级 上报 上课 上党课 上交 上传 上墙 上网 上线 线上 线下 网上 早会 早操 "
    "早餐 晚会 晚餐 晚宴 晚自习 晚报 下发 下沉 下乡 下基层 下载 下次 上次 首先 首批 首次 首要 前期 前往 前面 "
    "之前的 后续 后勤 后面 后备 号召 共产党 共同 共青团 共建 共享 共和国 公共 到会 到场 到位 到岗 到达 报到 "
    "签到 收到 到会议室 到时候 到时 和谐 和平 和睦 与会 参与 与会者 跟进 跟踪 起草 起来 发起 一起 起立 起步 "
    "开始前准备 从严 从政 自己 自觉 自查 自评 自主 自由 自愿 自治 自身 自传 自学 各自 独自 来自 亲自 至少 "
    "至于 以至 甚至 末位 末端 期末 头像 头脑 带头 牵头 镜头 街头 刻苦 深刻 立刻 时刻 刻录 差异 差距 差错 出差 "
    "过程 过节 通过 经过 不过 超过 过关 分享 分别 分析 分工 分组 分数 分管 分会 积分 部分 充分 十分重要 "
    "十分感谢 点名 点评 点子 点击 点赞 点心 重点 要点 地点 试点 观点 特点 三会一课 三严三实 两学一做 二十大 "
    "二十届 十九大 三个代表 四个意识 四个自信 两个维护 两个确立 八项规定 十五五 十四五 一二九运动 五四运动 "
    "八一南昌起义 中秋晚会 国庆晚会 春节晚会 春晚 元旦晚会 一把手 一岗双责 一对一 再次 再说 共商 一次性 半天 "
    "季节 pm am 天气 天然 日照 月饼 年货 周岁 礼拜堂 半决赛 大半 半数 星期日报 提前量 提前准备 会前会 "
    "记一下 提醒一下 通知一下 知会一下 说一下 叫一下 喊一下 催一下 问一下 看一下 盯一下 "
    "早日 多次 整理 整改 整顿 整治 整合 整修 整队 整风 整体 整编 整装"
)


def words() -> Iterator[tuple[str, Kind, object]]:
    """Every word with its kind and its value."""
    for value, names in _UNITS.items():
        yield from _plain(Kind.UNIT, names, value)
    for period, names in _PERIODS.items():
        yield from _plain(Kind.PERIOD, names, period)
    for offset, names in _OFFSETS.items():
        yield from _plain(Kind.OFFSET, names, offset)
    for spot, value_pair in _SPOTS.items():
        yield spot, Kind.SPOT, value_pair
    yield from _near()
    yield from _grammar()
    for name in FESTIVALS:
        yield name, Kind.FESTIVAL, name
    for name, month in LUNAR_MONTHS.items():
        yield name, Kind.LUNAR_MONTH, month
    yield from _plain(Kind.VAGUE, _VAGUE)
    yield from _plain(Kind.BLOCK, _BLOCK)
    yield from _plain(Kind.TEXT, _TEXT)


def _near() -> Iterator[tuple[str, Kind, object]]:
    """下周, 这个月, 本季度, 明年, and the weekends and last days of them."""
    for shift, prefixes in _NEAR.items():
        for prefix in prefixes.split():
            for unit, names in _NEAR_UNITS.items():
                for name in names.split():
                    yield prefix.removesuffix("个") + name, Kind.RELATIVE, (unit, shift)
                    yield prefix + name, Kind.RELATIVE, (unit, shift)
            yield prefix + "周末", Kind.WEEKEND, shift
    for shift, name in _YEARS.items():
        yield name, Kind.RELATIVE, ("year", shift)
    yield from (("本年", Kind.RELATIVE, ("year", 0)), ("本年度", Kind.RELATIVE, ("year", 0)))
    yield from (("当月", Kind.RELATIVE, ("month", 0)), ("次月", Kind.RELATIVE, ("month", 1)))
    yield from (("当年", Kind.RELATIVE, ("year", 0)), ("次年", Kind.RELATIVE, ("year", 1)))


def _grammar() -> Iterator[tuple[str, Kind, object]]:
    yield from _plain(Kind.EVERY, "每 每逢 逢 每到 每当 每一 各个")
    yield from _plain(Kind.GAP, "隔 每隔 间隔 每间隔")
    yield from _plain(Kind.SIGN, "日 号")
    yield from _plain(Kind.CLOCK, "点 时 点钟 :")
    yield from _plain(Kind.MINUTE, "分")
    yield from _plain(Kind.HALF, "半")
    yield from _plain(Kind.MEASURE, "个")
    yield from _plain(Kind.WEEKEND, "周末 双休日")
    yield from _plain(Kind.WORKDAY, "工作日 上班日")
    yield from _plain(Kind.NEXT_WORKDAY, "下个工作日 下一个工作日 下一工作日 下个上班日 下一个上班日")
    yield from _plain(Kind.ORDINAL, "第")
    yield from _plain(Kind.FIRST, "首 首个 头 头一 头一个")
    yield from _plain(Kind.LAST, "最后 最末")
    yield from _plain(Kind.BACK, "倒数 倒数第")
    for unit, names in (("month", "月底 月末"), ("quarter", "季末 季底 季度末 季度底"), ("year", "年底 年末")):
        yield from _plain(Kind.END, names, unit)
    yield from _plain(Kind.END, "末 底", "")
    yield from _plain(Kind.LUNAR, "农历 阴历 旧历")
    yield from _plain(Kind.LUNAR_DAY, "初")
    yield from _plain(Kind.AND, "和 与 跟 及 以及 、 还有 加 加上 并且 &")
    yield from _plain(Kind.OR, "或 或者 或是 要么 还是")
    yield from _plain(Kind.RANGE, "到 至 ~ -")
    yield from _plain(Kind.FROM, "从 自 自从 打从")
    yield from _plain(Kind.BEGIN, "起 开始 起始")
    yield from _plain(Kind.UNTIL, "直到 直至 截止 截止到 截至 一直到 一直至 持续到 到期日 截止日期")
    yield from _plain(Kind.ENDING, "为止 止 结束")
    yield from _plain(Kind.AFTER, "后 以后 之后 过后")
    yield from _plain(Kind.BEFORE, "前 之前 以前")
    yield from _plain(Kind.AHEAD, "提前 提早 会前 开会前 会议前 会议开始前 开始前 活动前 开课前 会前提前")
    yield from _plain(Kind.EVE, "头一天 头天 前一日", 1)
    yield from _plain(
        Kind.ON_TIME,
        "准点 准时 按时 当时 开会时 会议开始时 开始时 开会的时候 开会时候 会议开始的时候 开始的时候 到点 到时间 当场",
    )
    yield from _plain(Kind.TOTAL, "共 一共 总共 总计 共计 合计 只 仅")
    yield from _plain(Kind.TIMES, "次 回 遍")
    yield from _plain(Kind.PASSING, "过 再过")
    yield from _plain(Kind.LESS, "差")
    yield from _plain(Kind.FUZZY, "前后 左右 期间 之内 以内 内 上下 来钟 多钟")
    yield from _plain(Kind.NOISE, "的 在 于 是 为 定在 定于 时间定在 时间是 时间为 整 之 这 那 就 都 公历 阳历")
    yield from _plain(Kind.NOISE, "当天 当日 那天 这天 大概 大约 约 差不多 ( ) 【 】 [ ]")
    yield from _plain(Kind.NOISE, "从今以后 从此 今后 即日起 从现在起 从现在开始 现在开始")
    yield from _plain(Kind.STOP, ", 。 ! ? ; \n ， ; . …")
