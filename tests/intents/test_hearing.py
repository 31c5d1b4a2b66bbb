"""What is typed in pinyin, dictated or slipped is heard as what was meant; what is right stays as it is."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.hearing import Ear, script
from intents.hearing.sounds import slur, sounds
from intents.normalise import normalise
from knowledge.loader import load_folder, packaged_folder

_NAMES = """
党小组 党组 党委 党支部 支部 支委 支委会 支部委员会 支部党员大会 党小组会 党小组会议 党小组组长 党组会议 党组成员
机关党委 机关纪委 机关党委书记 主题党日 民主评议 民主评议党员 会议记录 组织生活会 部务会 三会一课 积极分子
预备党员 工作机关 领导班子 党费
"""
_WORDS = """
多久 开 一次 会 要 报批 吗 党员 是 什么 怎么 谁 主持 参加 不 有 几个 和 区别 要不要 存档 组长 书记 成员 可以 的 在 交
缴纳 我们 选举 方案 每月 哪些 写 搞 当 由 他 开会 到 决定 组织 记录 能 两次 直补 方式
"""


@cache
def _ear() -> Ear:
    names = _NAMES.split()
    return Ear(dict.fromkeys((*names, *_WORDS.split()), 20), names)


@cache
def _bank() -> Ear:
    words = {"贷款": 60, "信用卡": 40, "还款": 40, "怎么": 50, "办理": 30, "的": 90, "利率": 20, "多少": 30, "可以": 20}
    return Ear(words, ())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("dangxiaozu duojiu kai yici hui", "党小组多久开一次会"),
        ("dang xiao zu duo jiu kai yi ci hui", "党小组多久开一次会"),
        ("dangxiaozuduojiukaiyicihui", "党小组多久开一次会"),
        ("党小组 duojiu 开 yi ci 会", "党小组多久开一次会"),
        ("duo久开一次会", "多久开一次会"),
        ("三会yike怎么记录", "三会一课怎么记录"),
        ("zhutidangri要报批ma", "主题党日要报批吗"),
        ("dang3 xiao3 zu3 duo1 jiu3 kai1 hui4", "党小组多久开会"),
        ("dang3xiao3zu3多久开会", "党小组多久开会"),
        ("dǎng xiǎo zǔ多久开会", "党小组多久开会"),
        ("dangyuan 2 ci bu canjia", "党员两次不参加"),
        ("mei yue kai 1 ci hui", "每月开一次会"),
        ("dangzu he dangxiaozu you shenme qubie", "党组和党小组有什么区别"),
        ("huiyi jilu yao bu yao cundang", "会议记录要不要存档"),
        ("党小组fangan怎么写", "党小组方案怎么写"),
        ("lüshi可以当组长吗", "律师可以当组长吗"),
        ("lvshi可以当组长吗", "律师可以当组长吗"),
        ("hui shei zhuchi", "会谁主持"),
        ("danxiaozhu duojiu kai hui", "党小组多久开会"),
        ("dangxiaozuu多久开会", "党小组多久开会"),
        ("dangxioazu多久开会", "党小组多久开会"),
        ("ppt zenme xie", "ppt怎么写"),
    ],
)
def test_pinyin_becomes_chinese(typed: str, meant: str) -> None:
    """With spaces or without, with tones or without, among Chinese, and with the slips that people make."""
    assert _ear().hear(normalise(typed)) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("dxz多久开会", "党小组多久开会"),
        ("ztdr要报批吗", "主题党日要报批吗"),
        ("zzshh多久开一次", "组织生活会多久开一次"),
        ("jgdwsj由谁当", "机关党委书记由谁当"),
        ("xyz是什么", "xyz是什么"),
        ("dz是什么", "dz是什么"),
    ],
)
def test_initials_of_a_name_become_the_name(typed: str, meant: str) -> None:
    """Three letters or more, and only where a name has them."""
    assert _ear().hear(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "会议ppt要交吗",
            "app在哪",
            "vip是什么",
            "wifi",
            "isbn是什么",
            "有excel吗",
            "ai能当书记吗",
            "a4的可以吗",
            "mp3",
        ),
        *("hello", "how long can he ban me", "what is a party group", "the name of the game", "covid19", "q", "vvv"),
        *("选 a 党组 b 党委 c 党小组", "党组 app 和 ppt"),
    ],
)
def test_latin_words_and_english_stay(typed: str) -> None:
    """What is no pinyin, or stands for itself among Chinese, is not read as pinyin."""
    assert _ear().hear(normalise(typed)) == normalise(typed)


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("党小祖多久开会", "党小组多久开会"),
        ("挡组成员有谁", "党组成员有谁"),
        ("挡组和党委有什么区别", "党组和党委有什么区别"),
        ("主题当日要报批吗", "主题党日要报批吗"),
        ("名主评议怎么搞", "民主评议怎么搞"),
        ("会一记录要存档吗", "会议记录要存档吗"),
        ("支布开会谁主持", "支部开会谁主持"),
        ("党之部书记是谁", "党支部书记是谁"),
        ("积级分子怎么当", "积极分子怎么当"),
        ("预备当员有哪些", "预备党员有哪些"),
        ("工作机光有哪些", "工作机关有哪些"),
        ("领导班字有几个", "领导班子有几个"),
        ("机关当委怎么选举", "机关党委怎么选举"),
        ("民主平议党员", "民主评议党员"),
        ("主持生活会多久开一次", "主持生活会多久开一次"),
        ("组织省活会多久开一次", "组织生活会多久开一次"),
        ("主题荡日要报批吗", "主题党日要报批吗"),
        ("党小主会多久开一次", "党小组会多久开一次"),
        ("黨小祖多久開會", "党小组多久开会"),
    ],
)
def test_what_only_sounds_right_is_mended(heard: str, meant: str) -> None:
    """A name that was dictated comes out as the name, also where initials and finals are slurred."""
    assert _ear().hear(heard) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("党小会组多久开一次", "党小组会多久开一次"),
        ("主题日党要报批吗", "主题党日要报批吗"),
        ("党小小组会多久开一次", "党小组会多久开一次"),
        ("组织生会多久开一次", "组织生活会多久开一次"),
        ("机关委书记是谁", "机关委书记是谁"),
        ("机关委有几个", "机关委有几个"),
    ],
)
def test_a_slip_in_a_long_name_is_mended_where_one_name_fits(typed: str, meant: str) -> None:
    """A character left out inside, doubled or swapped; where two names fit, nothing is guessed."""
    assert _ear().hear(typed) == meant


@pytest.mark.parametrize(
    "right",
    [
        *(
            "党组会议多久开一次",
            "党小组会议多久开一次",
            "党组组长是谁",
            "党小组组长是谁",
            "支委会和支部委员会",
            "机关纪委和机关党委",
        ),
        *(
            "党小组会会议记录",
            "当日能决定吗",
            "直补怎么写",
            "他在主题公园当日往返",
            "只为会员服务",
            "小祖宗怎么办",
            "谁能当支部书记",
        ),
        *(
            "每次开会一般多久",
            "会不会开会",
            "支部和委员会",
            "党员会不会不参加",
            "今天天气怎么样",
            "适不适用",
            "又细又长",
            "",
            "会",
            "😀",
        ),
    ],
)
def test_right_text_stays(right: str) -> None:
    """Names that resemble each other, everyday words, and words that only sound like names where they touch."""
    assert _ear().hear(right) == right


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("daikuan zenme banli", "贷款怎么办理"),
        ("xinyongka可以办理吗", "信用卡可以办理吗"),
        ("信用咖怎么办理", "信用卡怎么办理"),
        ("还款利率多少", "还款利率多少"),
        ("网商贷怎么办理", "网商贷怎么办理"),
    ],
)
def test_a_base_without_names_is_heard_by_its_words(heard: str, meant: str) -> None:
    """Nothing here belongs to one field."""
    assert _bank().hear(heard) == meant


def test_a_name_stays_though_another_sounds_the_same() -> None:
    """Two names of a base that sound alike are both right."""
    ear = Ear({"党组": 90, "党族": 1}, ["党组", "党族"])
    assert [ear.hear("党族是什么"), ear.hear("党组是什么")] == ["党族是什么", "党组是什么"]


def test_an_empty_base_hears_what_is_said() -> None:
    """No words, no names: nothing to mend, and no error."""
    assert Ear({}, ()).hear("党小祖多久开会") == "党小祖多久开会"


def test_the_packaged_knowledge_is_heard_as_it_is_written() -> None:
    """Of the phrasings of a base itself, not one in a thousand is taken for a mistake."""
    base = load_folder(packaged_folder()).require()
    names = [script(normalise(surface)) for term in base.terms for surface in term.surfaces]
    phrasings = {script(normalise(each)) for entry in base.entries for each in (entry.question, *entry.phrasings)}
    text = "".join(sorted(phrasings))
    vocabulary = {word: text.count(word) for word in (*names, *_WORDS.split())}
    ear = Ear(vocabulary, names)
    changed = [phrasing for phrasing in phrasings if ear.hear(phrasing) != phrasing]
    assert len(changed) <= len(phrasings) / 1000, changed


def test_a_long_text_is_heard_to_its_end() -> None:
    """The longest message that Telegram lets through, half of it pinyin: work is bounded by its length."""
    assert "党小组" in _ear().hear("党小祖duo久开会 " * 400)
    assert _ear().hear("zhongguo" * 500)


@settings(max_examples=200, deadline=None)
@given(st.text("党组小会主题日当祖支布abdgihnouxz12 ü著😀\ud800", max_size=30))
def test_whatever_is_typed_something_is_heard(text: str) -> None:
    """No text is an error."""
    assert isinstance(_ear().hear(normalise(text)), str)


def test_sounds_keep_the_length_of_a_text() -> None:
    """A place in the sounds is the same place in the text."""
    assert len(sounds().of("党小组ppt 会計")) == len("党小组ppt 会計")


@pytest.mark.parametrize(("one", "other"), [("zhang", "zan"), ("ning", "lin"), ("sheng", "sen"), ("nv", "lv")])
def test_slurred_syllables_sound_the_same(one: str, other: str) -> None:
    """Flat and curled tongue, n and l, front and back nasals."""
    assert slur(one) == slur(other)
