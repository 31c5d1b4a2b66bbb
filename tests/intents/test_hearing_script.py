"""One form for traditional characters and for numbers, which guesses nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.hearing import script


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("黨小組會多久開一次", "党小组会多久开一次"),
        ("咱们黨组", "咱们党组"),
        ("三會一課是什麼", "三会一课是什么"),
        ("三會一課是什麽", "三会一课是什么"),
        ("三会一课是什么", "三会一课是什么"),
        ("甚麼時候", "什么时候"),
        ("檯灣 臺灣 台湾", "台湾 台湾 台湾"),
        ("乾淨 乾隆 干部 幹部", "干净 乾隆 干部 干部"),
        ("看著辦 意味著", "看着办 意味着"),
        ("著作 著名 显著", "著作 著名 显著"),
        ("看著么", "看着么"),
        ("裡面 裏面", "里面 里面"),
        ("後天 皇后", "后天 皇后"),
        ("檔案存檔", "档案存档"),
        ("會議紀錄", "会议纪录"),
    ],
)
def test_traditional_characters_become_simplified(written: str, form: str) -> None:
    """Whatever the region writes, one form comes out; the words themselves stay."""
    assert script(written) == form


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("2个", "两个"),
        ("二个", "两个"),
        ("兩個", "两个"),
        ("第2个", "第二个"),
        ("第二个", "第二个"),
        ("1次", "一次"),
        ("20人", "二十人"),
        ("12个", "十二个"),
        ("第3条", "第三条"),
        ("第20条第3款", "第二十条第三款"),
        ("3至5人", "三至五人"),
        ("100人", "一百人"),
        ("105人", "一百零五人"),
        ("两百人", "二百人"),
        ("50%", "百分之五十"),
        ("百分之50", "百分之五十"),
        ("100%", "百分之百"),
        ("二〇一九年", "2019年"),
        ("二零一九年5月4日", "2019年五月四日"),
        ("2019年05月04日", "2019年五月四日"),
        ("九四年", "九十四年"),
        ("94年", "九十四年"),
        ("2级党组", "二级党组"),
    ],
)
def test_numbers_have_one_form(written: str, form: str) -> None:
    """Digits and words for the same number are the same afterwards."""
    assert script(written) == form


@pytest.mark.parametrize(
    "text",
    [
        *("第三条", "2019年", "1.5万元", "3.5个", "3 5人", "2019 5 4", "1/3以上", "12345热线", "110报警"),
        *(
            "a4纸",
            "h5页面",
            "mp3",
            "5g手机",
            "iso9001认证",
            "一二年",
            "三五年",
            "二年级",
            "第二天",
            "其二人",
            "二十二个",
        ),
        *("十点二个", "二人转", "周二次", "何炅结婚了么", "", " ", "ppt"),
    ],
)
def test_what_only_looks_like_a_number_to_change_stays(text: str) -> None:
    """Dates, decimals, ranges, codes and fixed words are left alone."""
    assert script(text) == text


@settings(max_examples=300, deadline=None)
@given(st.text("0123456789 .%/两二一九四〇零十百千年月日个次人条第级著么臺乾裡a"))
def test_a_form_is_its_own_form(text: str) -> None:
    """What has been through it once does not change again."""
    assert script(script(text)) == script(text)
