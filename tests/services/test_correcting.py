"""What is typed under an open card, told from everything else."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.correcting import begun_with, correction_in, is_about_what_is_set
from bot.services.drafted import Field

QUESTIONS = Path(__file__).parents[2] / "intents/data/questions"


@pytest.mark.parametrize(
    ("text", "field", "rest"),
    [
        ("不对，是下午4点", Field.RULE, "下午4点"),
        ("改成下午4点", Field.RULE, "下午4点"),
        ("4点", Field.RULE, "4点"),
        ("周三", Field.RULE, "周三"),
        ("每周四上午9点。", Field.RULE, "每周四上午9点"),
        ("改成七一", Field.RULE, "七一"),
        ("提前一天提醒", Field.LEADS, "提前一天提醒"),
        ("提前半天", Field.LEADS, "提前12小时"),
        ("标题改成党小组会", Field.TITLE, "党小组会"),
        ("不对，标题是党小组会", Field.TITLE, "党小组会"),
        ("地点在二楼会议室", Field.VENUE, "二楼会议室"),
        ("把地点改成三楼", Field.VENUE, "三楼"),
        ("地点：三楼", Field.VENUE, "三楼"),
    ],
)
def test_a_correction_is_told(text: str, field: Field, rest: str) -> None:
    """With what it corrects."""
    found = correction_in(text)
    assert found is not None
    assert (found.field, found.text) == (field, rest)


@pytest.mark.parametrize(
    "text",
    [
        "", "好的", "谢谢", "不对", "改成", "标题", "地点", "七一", "2018年", "一季度", "第一条", "30", "党员发展程序",
        "党小组会多久开一次", "地点在哪里", "地点有什么要求？", "标题是什么", "下午4点开会", "明天下午3点提醒我交材料",
        "周三的会推迟一小时", "我想取消明天的提醒", "请帮我把每周三的学习改到周四", "组长任期3年", "明天见",
        "周三可以吗",
    ],
)  # fmt: skip
def test_anything_else_is_none(text: str) -> None:
    """Questions about the rules, wishes of their own, what is set already, and talk."""
    assert correction_in(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "周三的会推迟一小时",
        "我想取消明天的提醒",
        "请帮我把每周三的学习改到周四",
        "取消明天下午三点的提醒",
        "把每月5号的提醒删掉",
    ],
)
def test_an_order_about_what_is_set_is_told(text: str) -> None:
    """By its day, and what is to become of it."""
    assert is_about_what_is_set(text)


def test_no_question_about_the_rules_is_an_order() -> None:
    """None of those that are known, and none that asks whether it may be."""
    files = sorted(QUESTIONS.rglob("*.jsonl"))
    asked = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]
    texts = [value for each in asked for value in each.values() if isinstance(value, str)]
    assert len(texts) > 500
    assert [text for text in texts if is_about_what_is_set(text)] == []
    for text in (
        "党小组会可以推迟到下周吗",
        "能不能把周三的会改到周四",
        "周三的会推迟要报告谁",
        "取消处分",
        "昨天的会取消了",
    ):
        assert not is_about_what_is_set(text)


@given(st.text(max_size=40), st.sampled_from(["", "每周", "每月", "每月第一个"]))
def test_anything_may_be_typed(text: str, begun: str) -> None:
    """Nothing raises; what was typed is never lost."""
    correction_in(text)
    assert set(text) <= set(begun_with(begun, text))
