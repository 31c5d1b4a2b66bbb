"""What people write for a setting, read: a city for a zone, a span for quiet hours, lead times."""

import re
from datetime import time, timedelta
from functools import cache
from zoneinfo import available_timezones

from bot.domain.notices import QuietHours
from intents.timeexpr.clock import clocks
from intents.timeexpr.cursor import Cursor
from intents.timeexpr.folding import fold
from intents.timeexpr.leads import leads
from intents.timeexpr.pieces import Clock
from intents.timeexpr.tokens import tokenise

NO_WORDS = frozenset({"无", "没有", "不要", "不用", "不设", "取消免打扰", "不提前", "都不要", "关", "关闭"})
"""What is written for none at all."""

LONGEST_LEAD = timedelta(days=30)
"""Notice so long before is as good as a date of its own."""

_DAY = 24 * 60
_SPAN = re.compile("[-~到至]")
_EXACT = re.compile(r"([01]?\d|2[0-4])[:点]([0-5]\d)?")

_CITIES = {
    "Asia/Shanghai": "北京 上海 天津 重庆 广州 深圳 成都 武汉 西安 南京 杭州 沈阳 哈尔滨 中国 东八区",
    "Asia/Urumqi": "乌鲁木齐 新疆 喀什",
    "Asia/Hong_Kong": "香港",
    "Asia/Macau": "澳门",
    "Asia/Taipei": "台北",
    "Asia/Tokyo": "东京 大阪 日本",
    "Asia/Seoul": "首尔 韩国",
    "Asia/Pyongyang": "平壤 朝鲜",
    "Asia/Singapore": "新加坡",
    "Asia/Kuala_Lumpur": "吉隆坡 马来西亚",
    "Asia/Bangkok": "曼谷 泰国",
    "Asia/Ho_Chi_Minh": "河内 胡志明市 越南",
    "Asia/Jakarta": "雅加达",
    "Asia/Manila": "马尼拉",
    "Asia/Kolkata": "新德里 孟买 印度",
    "Asia/Karachi": "卡拉奇 伊斯兰堡 巴基斯坦",
    "Asia/Almaty": "阿拉木图",
    "Asia/Ulaanbaatar": "乌兰巴托 蒙古",
    "Asia/Dubai": "迪拜 阿联酋",
    "Asia/Riyadh": "利雅得",
    "Asia/Tehran": "德黑兰 伊朗",
    "Europe/Istanbul": "伊斯坦布尔 安卡拉 土耳其",
    "Europe/Moscow": "莫斯科 圣彼得堡",
    "Europe/London": "伦敦 英国",
    "Europe/Paris": "巴黎 法国",
    "Europe/Berlin": "柏林 慕尼黑 法兰克福 德国",
    "Europe/Rome": "罗马 意大利",
    "Europe/Madrid": "马德里 西班牙",
    "Europe/Brussels": "布鲁塞尔",
    "Europe/Vienna": "维也纳",
    "Europe/Zurich": "日内瓦 苏黎世 瑞士",
    "Europe/Amsterdam": "阿姆斯特丹 荷兰",
    "Europe/Stockholm": "斯德哥尔摩 瑞典",
    "Europe/Athens": "雅典 希腊",
    "Africa/Cairo": "开罗 埃及",
    "Africa/Nairobi": "内罗毕",
    "Africa/Addis_Ababa": "亚的斯亚贝巴",
    "Africa/Lagos": "拉各斯",
    "Africa/Johannesburg": "约翰内斯堡 南非",
    "America/New_York": "纽约 华盛顿 波士顿",
    "America/Chicago": "芝加哥 休斯敦",
    "America/Denver": "丹佛",
    "America/Los_Angeles": "洛杉矶 旧金山 西雅图",
    "America/Toronto": "多伦多 渥太华",
    "America/Vancouver": "温哥华",
    "America/Mexico_City": "墨西哥城",
    "America/Sao_Paulo": "圣保罗",
    "America/Argentina/Buenos_Aires": "布宜诺斯艾利斯",
    "Australia/Sydney": "悉尼 堪培拉",
    "Australia/Melbourne": "墨尔本",
    "Australia/Perth": "珀斯",
    "Pacific/Auckland": "奥克兰 惠灵顿 新西兰",
    "UTC": "世界时",
}


def read_zone(text: str) -> str | None:
    """The IANA name that is meant: by itself in any case, or by a city; None where it is not known."""
    city = fold(text).text.strip().rstrip("。").removesuffix("时间").removesuffix("时区").strip()
    return _zones().get(text.strip().replace(" ", "_").casefold()) or _cities().get(city)


def read_quiet(text: str) -> QuietHours | None:
    """The quiet hours that are meant: 22:30-6:30, 晚上十点到早上七点; None where they are not understood."""
    ends = [_minute(end) for end in _SPAN.split(fold(text).text.strip().rstrip("。"))]
    if len(ends) != 2:
        return None
    begin, end = ends
    return None if begin is None or end is None else QuietHours(_time(begin), _time(end))


def read_leads(text: str) -> tuple[timedelta, ...] | None:
    """The lead times that are meant, longest first: 提前两天和一小时; None where they are not understood, or are no
    lengths (a time on the day before)."""
    folded = fold(text.replace("，", "、").replace(",", "、")).text.strip().rstrip("。")
    cursor = Cursor(tokenise(folded if folded.startswith("提前") else f"提前{folded}"))
    found = leads(cursor)
    if not isinstance(found, tuple) or not cursor.ended or any(lead.at is not None for lead in found):
        return None
    lengths = {timedelta(days=lead.duration.days, minutes=lead.duration.minutes) for lead in found}
    return tuple(sorted(lengths - {timedelta(0)}, reverse=True))


def _minute(text: str) -> int | None:
    """A time of day in minutes. Digits are read as on a clock of 24 hours, as these are written nowhere else."""
    exact = _EXACT.fullmatch(text.strip())
    if exact:
        minute = int(exact[1]) * 60 + int(exact[2] or 0)
        return minute if minute <= _DAY else None
    cursor = Cursor(tokenise(text))
    found = clocks(cursor)
    if not isinstance(found, Clock) or len(found.minutes) != 1 or found.unread or not cursor.ended:
        return None
    return found.minutes[0]


def _time(minute: int) -> time:
    return time(minute % _DAY // 60, minute % 60)


@cache
def _zones() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones()}


@cache
def _cities() -> dict[str, str]:
    return {city: zone for zone, cities in _CITIES.items() for city in cities.split()}
