"""Which titles are meetings, and of which kind."""

import pytest

from bot.domain.meeting import OWN_KIND
from bot.services.kinds import kind_of_title
from intents.lexicon import Lexicon
from intents.understanding import reader_of
from knowledge.loader import load_folder, packaged_folder

MEETINGS = {
    "党小组会": "group-meeting",
    "开党小组会": "group-meeting",
    "第三党小组会议（线上）": "group-meeting",
    "小组会讨论预备党员转正": "group-meeting",
    "党小组会学习条例": "group-meeting",
    "组织生活会": "organisational-life-meeting",
    "年度专题组织生活会": "organisational-life-meeting",
    "开党小组会前的组织生活会": "organisational-life-meeting",
    "民主评议党员": "democratic-appraisal",
    "党员民主评议": "democratic-appraisal",
    "民主评议": "democratic-appraisal",
    "组织生活会和民主评议党员": "democratic-appraisal",
    "谈心谈话": "heart-talk",
    "和新党员谈心": "heart-talk",
    "主题党日": "theme-day",
    "支部主题党日：参观纪念馆": "theme-day",
    "部务会": "leading-body",
    "厅务会会议": "leading-body",
    "委务会议研究预算": "leading-body",
    "室务会": "leading-body",
    "读书会": OWN_KIND,
    "例会": OWN_KIND,
    "青年理论座谈会": OWN_KIND,
    "支委会": OWN_KIND,
    "全体会议": OWN_KIND,
    "每季度总结大会": OWN_KIND,
    "评议会": OWN_KIND,
    "课题小组会": OWN_KIND,
    "筹备会（二楼）": OWN_KIND,
    "全体会：布置明年工作": OWN_KIND,
}
OTHERS = (
    "交党费",
    "向党支部报告工作情况",
    "开会",
    "有个会",
    "准备党小组会材料",
    "交组织生活会发言提纲",
    "党小组会的会议记录归档",
    "打印部务会议程",
    "写民主评议总结",
    "整理主题党日照片",
    "党小组会签到表",
    "筹备年会",
    "取消座谈会",
    "报名工会",
    "去工会",
    "学会用新系统",
    "交给青年志愿者协会",
    "把握机会",
    "给机关党的委员会",
    "开会时带笔",
    "看晚会",
    "春季运动会",
    "和老同学聚会",
    "写学习体会",
    "社会实践",
    "休息一会",
    "约谈",
    "谈话提醒",
    "年度体检",
    "预订组织生活会会议室",
)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    """The words of the packaged knowledge."""
    return reader_of(load_folder(packaged_folder()).require()).lexicon


@pytest.mark.parametrize(("title", "kind"), MEETINGS.items())
def test_a_meeting_is_of_the_kind_that_its_title_names(title: str, kind: str, lexicon: Lexicon) -> None:
    """One that the documents have a checklist for, else the group's own."""
    assert kind_of_title(title, lexicon) == kind


@pytest.mark.parametrize("title", OTHERS)
def test_what_only_sounds_like_a_meeting_is_none(title: str, lexicon: Lexicon) -> None:
    """Something to be done for a meeting, a body, an event, and words that end alike: nobody is asked whether they
    come."""
    assert kind_of_title(title, lexicon) == ""
