"""Time zones in words."""

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

TIME_OF = "{city}时间"
OTHER = "{zone} 时间"


def say_zone(zone: str) -> str:
    """A zone as people call it: 北京时间, 莫斯科时间; one that nobody calls so by its IANA name."""
    city = CITIES.get(zone)
    return TIME_OF.format(city=city) if city else OTHER.format(zone=zone)


def is_home(zone: str) -> bool:
    """Whether clocks there show Beijing's time, under whatever name."""
    return CITIES.get(zone) == CITIES[HOME]
