"""The days that have a name: festivals by the sun and by the moon, and two solar terms."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from lunar_python import LunarMonth, Solar


@dataclass(frozen=True, slots=True)
class Festival:
    """A named day of the year: by the sun, by the moon (day -1 is the last of the month), or a solar term."""

    month: int
    day: int
    lunar: bool = False
    term: float = 0.0
    """The constant of a solar term's day in this century; 0 for any other day."""


_SOLAR = {
    (1, 1): "元旦 元旦节 阳历新年",
    (2, 14): "情人节",
    (3, 5): "学雷锋日 学雷锋纪念日 雷锋日",
    (3, 8): "妇女节 三八妇女节 三八节 三八",
    (3, 12): "植树节",
    (4, 15): "国家安全日 国家安全教育日 全民国家安全教育日",
    (5, 1): "五一 五一节 劳动节 五一劳动节 国际劳动节",
    (5, 4): "青年节 五四青年节 五四 五四节",
    (6, 1): "儿童节 六一 六一儿童节 六一节",
    (7, 1): "七一 建党节 七一建党节 建党日 建党纪念日 党的生日 党的生日七一 七一节",
    (8, 1): "八一 建军节 八一建军节 建军日 八一节",
    (9, 3): "抗战胜利纪念日",
    (9, 10): "教师节",
    (9, 18): "九一八 九一八纪念日",
    (9, 30): "烈士纪念日",
    (10, 1): "国庆 国庆节 十一国庆节 十一国庆 十一",
    (11, 8): "记者节",
    (12, 4): "宪法日 国家宪法日",
    (12, 9): "一二九",
    (12, 13): "公祭日 国家公祭日",
    (12, 24): "平安夜",
    (12, 25): "圣诞节 圣诞",
}
_LUNAR = {
    (1, 1): "春节 大年初一 年初一 正月初一 农历新年",
    (1, 15): "元宵 元宵节",
    (2, 2): "龙抬头 二月二龙抬头",
    (5, 5): "端午 端午节",
    (7, 7): "七夕 七夕节",
    (7, 15): "中元节",
    (8, 15): "中秋 中秋节",
    (9, 9): "重阳 重阳节 老人节",
    (12, 8): "腊八 腊八节",
    (12, -1): "除夕 除夕夜 大年三十 年三十 大年夜",
}
_TERMS = {"清明": Festival(4, 5, term=4.81), "冬至": Festival(12, 22, term=21.94)}

FESTIVALS: dict[str, Festival] = (
    {name: Festival(month, day) for (month, day), names in _SOLAR.items() for name in names.split()}
    | {name: Festival(month, day, lunar=True) for (month, day), names in _LUNAR.items() for name in names.split()}
    | _TERMS
    | {name + "节": term for name, term in _TERMS.items()}
)
"""By every name in simplified characters."""

LUNAR_MONTHS = {"正月": 1, "大年": 1, "冬月": 11, "腊月": 12}
NUMERIC = frozenset(name for name in FESTIVALS if set(name) <= set("一二三四五六七八九十"))
"""Names that are numerals: 七一."""


def day_of(festival: Festival, year: int) -> date | None:
    """The day of a festival: a lunar one is counted in the lunar year that begins in the year given. Nothing where
    that lunar month has no such day."""
    if festival.lunar:
        return lunar_day(year, festival.month, festival.day)
    if festival.term:
        return date(year, festival.month, int(year % 100 * 0.2422 + festival.term) - year % 100 // 4)
    try:
        return date(year, festival.month, festival.day)
    except ValueError:
        return None


@lru_cache(maxsize=1024)
def lunar_day(year: int, month: int, day: int) -> date | None:
    """The day of a lunar date, never in a leap month; a negative day counts from the end of the month."""
    first, length = lunar_months(year)[month - 1]
    counted = day if day > 0 else length + 1 + day
    return first + timedelta(counted - 1) if 1 <= counted <= length else None


@lru_cache(maxsize=256)
def lunar_months(year: int) -> tuple[tuple[date, int], ...]:
    """The first day of each month of a lunar year, and how many it has; no leap month. A year takes milliseconds to
    reckon, so it is kept."""
    found = (LunarMonth.fromYm(year, month) for month in range(1, 13))
    return tuple((_solar(month.getFirstJulianDay()), month.getDayCount()) for month in found)


def _solar(julian_day: float) -> date:
    day = Solar.fromJulianDay(julian_day)
    return date(day.getYear(), day.getMonth(), day.getDay())
