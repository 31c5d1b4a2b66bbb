"""Time zones in words, and instants on the clocks of a zone."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.walltime import wall_clock
from bot.views.schedules import say_moment

HOME = "Asia/Shanghai"
"""The zone that nobody needs to be told."""

CITIES = {
    "Asia/Shanghai": "北京",
    "Asia/Chongqing": "北京",
    "Asia/Harbin": "北京",
    "PRC": "北京",
    "Asia/Urumqi": "乌鲁木齐",
    "Asia/Hong_Kong": "香港",
    "Asia/Macau": "澳门",
    "Asia/Taipei": "台北",
    "Asia/Tokyo": "东京",
    "Asia/Singapore": "新加坡",
    "Asia/Bangkok": "曼谷",
    "Asia/Dubai": "迪拜",
    "Europe/London": "伦敦",
    "Europe/Paris": "巴黎",
    "Europe/Berlin": "柏林",
    "Europe/Moscow": "莫斯科",
    "Africa/Cairo": "开罗",
    "America/New_York": "纽约",
    "America/Los_Angeles": "洛杉矶",
    "Australia/Sydney": "悉尼",
}
"""By the name of which city people call a zone."""

USUAL = (
    "Asia/Shanghai",
    "Asia/Urumqi",
    "Asia/Tokyo",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Moscow",
    "America/New_York",
    "America/Los_Angeles",
)
"""Those that are offered to choose from."""

TIME_OF = "{city}时间"
OTHER = "{zone} 时间"
NAMED = "{said}（{zone}）"


def say_zone(zone: str) -> str:
    """A zone as people call it: 北京时间, 莫斯科时间; one that nobody calls so by its IANA name."""
    city = CITIES.get(zone)
    return TIME_OF.format(city=city) if city else OTHER.format(zone=zone)


def name_zone(zone: str) -> str:
    """A zone as people call it, with its IANA name: 北京时间（Asia/Shanghai）; that name alone where they have none."""
    return NAMED.format(said=say_zone(zone), zone=zone) if zone in CITIES else zone


def say_at(at: datetime, zone: str) -> str:
    """An instant (aware) as clocks in a zone show it; another zone than Beijing's is named."""
    said = say_moment(wall_clock(at, ZoneInfo(zone)))
    return said if is_home(zone) else NAMED.format(said=said, zone=say_zone(zone))


def is_home(zone: str) -> bool:
    """Whether clocks there show Beijing's time, under whatever name."""
    return CITIES.get(zone) == CITIES[HOME]
