"""A question about 党组 is never answered with a rule for 党小组, whatever the wording.

They differ by one character and share every question: the most dangerous mistake that this bot can make.
"""

import re

import pytest

from intents.followup import Context
from intents.understanding import Understanding
from knowledge.models import Entry
from tests.intents.samples import PARTY, base_of, outcome, shown, understanding_of

OWN = re.compile("党小组组长|小组长|组长|党小组会|小组会|党小组|小组")
GROUP_ENTRIES = [entry for entry in base_of(PARTY).entries if entry.cites[0].document == "group-rules"]
QUESTIONS = [(entry, question) for entry in GROUP_ENTRIES for question in (entry.question, *entry.phrasings)]
SIBLINGS = [
    "党组",
    "部党组",
    "局党组",
    "党祖",
    "党组会",
    "党组会议",
    "党组书记",
    "党 组",
    "“党组”",
    "党\u200b组",
    "党．组",
]
WORDINGS = [
    "{}",
    "请问{}，谢谢",
    "{}？？？",
    "【急】{}😭",
    "<b>{}</b>",
    "我们单位是新成立的，很多事情都不太清楚。{}",
    "{}我是新来的，对这些规矩都不太熟悉，麻烦说得详细一点。谢谢！",
]
TURNED = [
    "我们单位成立了党组，大家都不太清楚这里面的规矩。{}",
    "{}我说的是我们单位的党组，不是别的什么，麻烦解答一下。",
    "关于部党组有个问题想请教一下各位老师：\n{}\n先谢谢了，我们这边等着用。",
]


def _about_groups(understanding: Understanding, ids: set[str]) -> set[str]:
    entries = (understanding.base.entry(entry_id) for entry_id in ids)
    return {entry.id for entry in entries if entry and entry.cites[0].document == "group-rules"}


def test_there_are_questions_to_turn() -> None:
    """The tables below would say nothing if the sample had changed."""
    assert len(QUESTIONS) > 25
    assert all(OWN.search(question) for _, question in QUESTIONS)


@pytest.mark.parametrize("sibling", SIBLINGS)
def test_a_sibling_question_is_not_answered_from_the_look_alike(party: Understanding, sibling: str) -> None:
    """Every question about 党小组, asked about its look-alike, in every wording."""
    wrong = []
    for _, question in QUESTIONS:
        turned = OWN.sub("", OWN.sub("＠", question, count=1)).replace("＠", sibling)
        for wording in WORDINGS:
            decision, _ = party.decide(wording.format(turned))
            wrong += [(wording.format(turned), found) for found in _about_groups(party, shown(decision))]
    assert wrong == []


@pytest.mark.parametrize("wording", TURNED)
def test_a_subject_named_in_another_sentence_counts(party: Understanding, wording: str) -> None:
    """我们单位有党组……多久开一次？ asks about the 党组, though the sentence with the question does not name it."""
    wrong = []
    for _, question in QUESTIONS:
        decision, _ = party.decide(wording.format(OWN.sub("", question)))
        wrong += [(question, found) for found in _about_groups(party, shown(decision))]
    assert wrong == []


@pytest.mark.parametrize("entry", GROUP_ENTRIES, ids=lambda entry: entry.id)
@pytest.mark.parametrize(
    "turn", ["那党组呢", "党组呢？", "那党组会呢", "那部党组呢", "要是党组呢", "党组的呢", "那党组书记呢"]
)
def test_a_follow_up_about_the_look_alike_leaves_the_entry(party: Understanding, entry: Entry, turn: str) -> None:
    """那党组呢 after a question about 党小组 is a question about 党组."""
    decision, _ = party.decide(turn, Context(entry.question, entry.id, entry.question))
    assert _about_groups(party, shown(decision)) == set()


@pytest.mark.parametrize("turn", ["那党组多久开一次", "那党组会谁主持", "那党组最少几个人", "那党组由谁决定设立"])
def test_a_follow_up_that_asks_anew_keeps_its_own_subject(party: Understanding, turn: str) -> None:
    """The old subject is not put in front of a question that names another."""
    for entry in GROUP_ENTRIES:
        decision, _ = party.decide(turn, Context(entry.question, entry.id, entry.question))
        assert _about_groups(party, shown(decision)) == set(), entry.id


@pytest.mark.parametrize("turn", ["多久开一次", "那谁主持", "要记录吗", "最少几个人", "那由谁决定"])
def test_a_follow_up_without_a_subject_stays_with_the_old_one(party: Understanding, turn: str) -> None:
    """After 党组是什么, 多久开一次 asks how often the 党组 meets."""
    for entry in party.base.entries:
        if entry.cites[0].document == "leading-notes":
            decision, _ = party.decide(turn, Context(entry.question, entry.id, entry.question))
            assert _about_groups(party, shown(decision)) == set(), entry.id


LIFE_TERM = "  - {id: life-meeting, name: 组织生活会, kind: meeting}\n"
LIFE_ENTRY = """  - id: group-life
    topic: 会议
    question: 组织生活会会前要做什么？
    phrasings: [组织生活会之前有哪些准备, 开组织生活会前的准备工作]
    answer: 开展学习，谈心谈话。
    cites: [第三条]
"""


@pytest.fixture(scope="module")
def life() -> Understanding:
    """The sample base with an entry that names a meeting but not the body whose rules it stands in."""
    terms = PARTY["terms.yaml"] + LIFE_TERM
    entries = PARTY["faq/group-rules.yaml"] + LIFE_ENTRY
    return understanding_of({**PARTY, "terms.yaml": terms, "faq/group-rules.yaml": entries})


def test_an_entry_that_names_only_a_meeting_answers_for_its_document(life: Understanding) -> None:
    assert outcome(life.decide("组织生活会会前要做什么")[0]) == "answer group-life"
    assert outcome(life.decide("党小组的组织生活会会前要做什么")[0]) == "answer group-life"


@pytest.mark.parametrize("question", ["党组的组织生活会会前要做什么", "党组 组织生活会之前有哪些准备"])
def test_an_entry_that_names_only_a_meeting_does_not_answer_for_the_look_alike(
    life: Understanding, question: str
) -> None:
    """The rules are those of the 党小组, whether or not the question says so."""
    assert _about_groups(life, shown(life.decide(question)[0])) == set()


def test_a_body_named_in_another_sentence_counts_beside_a_meeting(life: Understanding) -> None:
    decision, _ = life.decide("我们单位成立了党组，大家都不太清楚这里面的规矩。组织生活会会前要做什么？")
    assert _about_groups(life, shown(decision)) == set()


@pytest.mark.parametrize("question", ["储蓄卡丢了怎么办", "借记卡年费多少钱", "我的借记卡额度怎么提高", "储蓄卡挂失"])
def test_look_alikes_of_another_field_are_kept_apart_as_well(bank: Understanding, question: str) -> None:
    """The rule is in the data, not in the program."""
    assert shown(bank.decide(question)[0]) == set()
    assert outcome(bank.decide(question.replace("储蓄卡", "信用卡").replace("借记卡", "信用卡"))[0]).startswith(
        "answer"
    )
