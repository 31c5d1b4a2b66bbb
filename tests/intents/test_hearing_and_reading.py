"""The same question, written in another way, gets the same answer; what was heard and what was written are both
looked up."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.understanding import Understanding
from tests.intents.samples import BANK, PARTY, outcome, understanding_of

FREQUENCY, CHAIR = "answer group-meeting-frequency", "answer group-meeting-chair"
MEMBERS, DUTIES = "answer group-min-members", "answer leader-duties"


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("黨小組會多久開一次？", FREQUENCY),
        ("黨小組會由誰召集、誰主持？", CHAIR),
        ("組長有哪些職責", DUTIES),
        ("預備期多久", "boundary admission-probation-length"),
        ("dangxiaozuhui duojiu kai yici", FREQUENCY),
        ("dangxiaozu hui duo jiu kai yi ci", FREQUENCY),
        ("党小组会 duojiu 开一次", FREQUENCY),
        ("zhutidangri要支部同意吗", "answer group-theme-day-approval"),
        ("yubeiqi duojiu", "boundary admission-probation-length"),
        ("当小组会多久开一次", FREQUENCY),
        ("党小足会多久开一次", FREQUENCY),
        ("党小主会多久开一次", FREQUENCY),
        ("党小组会谁主池", CHAIR),
        ("组长由哪些职则", DUTIES),
        ("ＤＡＮＧＸＩＡＯＺＵＨＵＩ多久開一次", FREQUENCY),
        ("党小组会每３个月开１次吗", FREQUENCY),
        ("3个人能不能组成党小组", MEMBERS),
        ("２個黨員能成立黨小組嗎", MEMBERS),
        ("兩個黨員能成立黨小組嗎", MEMBERS),
        ("一九九四年的意見，機關黨委書記由誰兼任", "answer opinion-secretary"),
    ],
)
def test_however_it_is_written_it_is_understood(understanding: Understanding, question: str, found: str) -> None:
    """Traditional characters, pinyin, words that only sound right, wide letters, digits."""
    assert outcome(understanding.decide(question)[0]) == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("黨小組會多久開一次", "党小组会多久开一次"),
        ("党小组会每年要开３次吗", "党小组会每年要开三次吗"),
        ("dangxiaozuhui duojiu kai yici", "党小组会多久开一次"),
        ("党小足会谁主持", "党小组会谁主持"),
        ("党 小 组 会 谁 主 持", "党小组会谁主持"),
        ("请问党小组会谁主持呀？谢谢！", "党小组会谁主持"),
    ],
)
def test_another_spelling_finds_the_very_same(understanding: Understanding, one: str, other: str) -> None:
    """Every candidate with every number, so nothing of the spelling is left."""
    assert understanding.found(one) == understanding.found(other)
    assert understanding.found(one).ranking


@pytest.mark.parametrize(
    ("question", "base"),
    [("当小组会员有什么好处", PARTY), ("gong wei", BANK), ("fan li", BANK), ("hai de me", PARTY)],
)
def test_what_was_written_counts_where_hearing_leads_astray(question: str, base: dict[str, str]) -> None:
    """当小组会员 sounds like 党小组会员 and an English word like pinyin; an editor who wrote it down so means it."""
    name = "faq/leading-notes.yaml" if base is PARTY else "faq/card-terms.yaml"
    cited = "导言" if base is PARTY else '"3.1"'
    entry = f"  - {{id: odd, topic: 题, question: {question}, answer: 略, cites: [{cited}]}}\n"
    decision, _ = understanding_of({**base, name: base[name] + entry}).decide(question)
    assert outcome(decision) == "answer odd"


def test_what_was_heard_counts_where_nothing_is_written_so(party: Understanding) -> None:
    """And of both the better: the one is looked up as well as the other."""
    right = party.found("党小组会多久开一次").ranking[0]
    assert party.found("当小组会多久开一次").ranking[0] == right


@pytest.mark.parametrize(
    ("query", "vague"),
    [("可以吗", True), ("怎么做", True), ("组长", True), ("党小组会谁主持", False), ("组长都管什么", False)],
)
def test_a_few_characters_without_a_term_or_a_term_alone_are_vague(
    party: Understanding, query: str, vague: bool
) -> None:
    assert party.found(query).vague is vague


def test_a_short_phrasing_that_somebody_wrote_down_is_not_vague() -> None:
    """怎么提额 holds no term and says all the same what is wanted."""
    bank = understanding_of(BANK)
    assert not bank.reader.read("年费怎么免").mentions
    assert not bank.found("怎么提额").vague
    assert outcome(bank.decide("怎么提额")[0]) == "answer card-limit"


def test_the_policy_judges_what_was_found(party: Understanding) -> None:
    """The ranking is evidence alone: a stricter policy finds the same and answers less."""
    policy = replace(party.policy, answer_threshold=1.1, boundary_threshold=1.1, choice_threshold=1.1)
    strict = Understanding(party.base, policy)
    found = party.found("小组会由谁来主持")
    assert strict.found("小组会由谁来主持").ranking == found.ranking
    assert outcome(party.judge(found)) == CHAIR
    assert outcome(strict.judge(found)) in {"choose", "nothing"}


_PARTY = understanding_of(PARTY)
"""Fixtures do not go with hypothesis."""
WORDS = st.sampled_from(["党小组", "黨組", "dangzu", "组长", "谁", "怎么", "3个人", "不", "會", "多久", "x", "？"])


@given(query=st.lists(WORDS, max_size=8).map("".join) | st.text(max_size=30))
@settings(max_examples=120, deadline=None, derandomize=True)
def test_any_query_is_found_alike_twice(query: str) -> None:
    """With confidences that are shares; and judging changes nothing of it."""
    found = _PARTY.found(query)
    assert found == _PARTY.found(query)
    assert all(0 <= ranked.confidence <= 1 for ranked in found.ranking)
    decision = _PARTY.judge(found)
    assert decision == _PARTY.judge(found)
    assert decision.ranking == found.ranking
