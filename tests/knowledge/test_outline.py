"""What is found in the text of a document: invented ones of many shapes, and where it is easy to go wrong."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.outline.numerals import MOST, chinese, dates, number, short_date
from knowledge.outline.reading import read_outline
from knowledge.outline.values import NoStructureError, Outline

DRAFTS = Path(__file__).parents[1] / "data" / "drafts"
EXPECTED: dict[str, dict[str, Any]] = yaml.safe_load((DRAFTS / "expected.yaml").read_text("utf-8"))


def _found(name: str) -> Outline:
    return read_outline((DRAFTS / name).read_text("utf-8"), name=Path(name).stem)


def _as_expected(outline: Outline) -> dict[str, Any]:
    """The outline as expected.yaml writes it: without what is empty."""
    chapters: dict[str, list[str]] = {}
    for provision in outline.provisions:
        if provision.chapter:
            chapters.setdefault(provision.chapter, []).append(provision.locator)
    found = {
        "title": outline.title,
        "issuer": outline.issuer,
        "issued": outline.dates.issued,
        "revised": outline.dates.revised,
        "effective": outline.dates.effective,
        "scope": outline.scope,
        "link": outline.link,
        "provisions": [provision.locator for provision in outline.provisions],
        "headings": {provision.locator: provision.heading for provision in outline.provisions if provision.heading},
        "chapters": chapters,
        "items": {part.locator: [item.mark for item in part.items] for part in outline.provisions if part.items},
        "gaps": list(outline.gaps),
        "annexes": list(outline.annexes),
        "left_out": [line for line, _ in outline.left_out],
    }
    return {key: value for key, value in found.items() if value}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_document_is_found_whole(name: str) -> None:
    """Title, dates, chapters, articles and items, and which lines are no part of it: exactly these."""
    assert _as_expected(_found(name)) == EXPECTED[name]


def test_other_stories_of_the_page_stay_out() -> None:
    """What follows the last article of a newspaper page is in no provision."""
    told = "\n".join(provision.text for provision in _found("newspaper.md").provisions)
    assert "屋顶花园" in told
    assert not any(word in told for word in ("豆腐", "记者", "豆花", "流水线"))


def test_a_sentence_that_columns_tore_is_whole_again() -> None:
    """And a line that was broken for its length."""
    assert _found("newspaper.md").provisions[4].text == "认养花坛的居民应当认真浇水、除草，每月不少于2次。"
    assert _found("wrapped.txt").provisions[0].text.endswith("但是不得超过一天。")


def test_a_reference_within_a_sentence_begins_no_article() -> None:
    """Not even at the beginning of a line."""
    provisions = {provision.locator: provision.text for provision in _found("midline.txt").provisions}
    assert provisions["第二条"].endswith("按照第八条处理。")
    assert provisions["第三条之一"].endswith("第二条所称的管水员，每三年选一次。")
    assert provisions["第四条"].endswith("依照第三条第二款轮到的农户应当参加。")
    assert provisions["第八条"] == "第五条规定的情形，由村民会议决定。"


def test_paragraphs_behind_a_list_stay_with_the_article() -> None:
    """In their order."""
    fourth = _found("library.md").provisions[4]
    assert fourth.text.split("\n") == [
        "管理员应当具备下列条件：",
        "（一）在本镇居住；",
        "（二）熟悉图书编目；",
        "（三）每周到岗不少于3天。",
        "管理员应当接受读者的监督。",
    ]


def test_items_below_items_are_kept_below() -> None:
    """1. under （一）."""
    text = "第一条 仓库分为：\n（一）粮仓：\n1.大仓；\n2.小仓。\n（二）柴房。\n第二条 本规则自2020年1月1日起施行。"
    items = read_outline(text, name="仓库规则").provisions[0].items
    assert [(item.mark, [below.mark for below in item.items]) for item in items] == [
        ("（一）", ["1.", "2."]),
        ("（二）", []),
    ]


def test_a_text_in_one_line_is_read_like_one_in_many() -> None:
    """Chapters and articles that are glued together."""
    text = "渡口规则 第一章 总则 第一条 为了渡船安全，制定本规则。第二章 渡船 第二条 渡船每天开四次。第三条 大风停开。"
    outline = read_outline(text, name="渡口规则")
    assert [(part.locator, part.chapter) for part in outline.provisions] == [
        ("第一条", "总则"),
        ("第二条", "渡船"),
        ("第三条", "渡船"),
    ]


@pytest.mark.parametrize("text", ["", "只有一句话。", (DRAFTS / "story.txt").read_text("utf-8")])
def test_a_text_without_structure_is_refused(text: str) -> None:
    """There is nothing that a citation could name."""
    with pytest.raises(NoStructureError):
        read_outline(text, name="x")


@pytest.mark.parametrize(
    ("text", "value"),
    [("一千", 1000), ("一千零一", 1001), ("一千二百三十四", 1234), ("九千九百九十九", 9999),
     ("三", 3), ("十", 10), ("十二", 12), ("二十", 20), ("三十五", 35), ("一百零二", 102), ("一百一十", 110),
     ("12", 12), ("二〇一九", 2019), ("甲", -1), ("", -1)],
)  # fmt: skip
def test_numerals(text: str, value: int) -> None:
    """As articles and years are numbered."""
    assert number(text) == value


def test_dates_in_every_writing() -> None:
    """Of a text, and of a label."""
    assert [
        date for date, _, _ in dates("2019年4月2日起，到二〇二〇年十二月三十一日；2013 年 4 月；2019年13月1日")
    ] == [
        "2019-04-02",
        "2020-12-31",
        "2013-04",
    ]
    assert [short_date(text) for text in ("19940621", "2019-04-22", "'2019-04-22'", "2019年4月22日", "去年")] == [
        "1994-06-21",
        "2019-04-22",
        "2019-04-22",
        "2019-04-22",
        "",
    ]


def test_numerals_are_written_as_they_are_read() -> None:
    """Up to the last one."""
    assert [chinese(value) for value in (1, 10, 15, 40, 103, 110, 115, 1000, 1005, 1050, 1500)] == [
        *(
            "一",
            "十",
            "十五",
            "四十",
            "一百零三",
            "一百一十",
            "一百一十五",
            "一千",
            "一千零五",
            "一千零五十",
            "一千五百",
        )
    ]
    assert [value for value in range(1, MOST + 1) if number(chinese(value)) != value] == []


def test_articles_beyond_the_thousandth() -> None:
    """A text may have more than 999, in Chinese and in Arabic numerals alike."""
    for form in (chinese, str):
        text = "大法\n" + "\n".join(f"第{form(count)}条 这是一条。" for count in range(1, 1201))
        outline = read_outline(text, name="大法")
        assert [len(outline.provisions), outline.provisions[-1].locator] == [1200, f"第{form(1200)}条"]


def test_points_that_are_counted_through_the_sections() -> None:
    """1. and 2. in 一、, 3. and 4. in 二、: each is a provision under its own number."""
    point = "各科室应当在每个月底以前把当月的工作情况写成书面材料，经负责人签字以后报给办公室汇总。"
    text = f"工作要点\n一、学习\n1.{point}\n2.{point}\n二、纪律\n3.{point}\n4.{point}\n三、其他\n5.{point}\n"
    outline = read_outline(text, name="x")
    assert [part.locator for part in outline.provisions] == ["一、1", "一、2", "二、3", "二、4", "三、5"]
    again = text.replace("3.", "1.").replace("4.", "2.").replace("5.", "1.")
    found = [part.locator for part in read_outline(again, name="x").provisions]
    assert found == ["一、1", "一、2", "二、1", "二、2", "三"]


@pytest.mark.parametrize(
    ("head", "issuer", "issued", "effective"),
    [
        ("发文单位：青山局\n发布日期：2020-03-01\n水渠规则", "青山局", "2020-03-01", ""),
        (
            "印发机关：青山局 印发日期：2020年3月1日 施行时间：2020-04-01\n水渠规则",
            "青山局",
            "2020-03-01",
            "2020-04-01",
        ),
        ("水渠规则\n（自2020年4月1日起施行）", "", "", "2020-04-01"),
        (
            "水渠规则\n（2020年3月1日青山局发布 自2020年4月1日起施行）",
            "青山局",
            "2020-03-01",
            "2020-04-01",
        ),
        ("青山县办公室关于转发青山县水利局《水渠规则》的通知\n\n水渠规则", "青山县水利局（青山县办公室转发）", "", ""),
        ("青山县办公室关于印发《水渠规则》的通知\n\n水渠规则", "青山县办公室", "", ""),
    ],
)
def test_who_issued_it_and_from_when(head: str, issuer: str, issued: str, effective: str) -> None:
    """By labels, by the line under the title, by the notice: who only sends it round is not who made it."""
    outline = read_outline(f"{head}\n第一条 每年清渠。\n第二条 渠边不种树。\n", name="x")
    assert outline.title == "水渠规则"
    assert (outline.issuer, outline.dates.issued, outline.dates.effective) == (issuer, issued, effective)
