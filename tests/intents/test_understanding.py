"""The whole understanding: what becomes of utterances, whoever types them."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.decide import Answer, Decision, Disambiguation, Fallback, SmallTalk
from intents.followup import Context, completions
from intents.normalise import normalise
from intents.resources import remarks
from intents.smalltalk import SmallTalker
from intents.understanding import Understanding
from tests.intents.samples import BANK, PARTY, base_of, outcome, understanding_of

WRITTEN = [
    (files, target.id, text)
    for files in ("party", "bank")
    for base in [base_of(PARTY if files == "party" else BANK)]
    for target in (*base.entries, *base.boundaries)
    for text in (target.question, *target.phrasings)
]


def test_every_phrasing_leads_to_its_own_target(party: Understanding, bank: Understanding) -> None:
    """What somebody wrote down as a way of asking is one."""
    assert len(WRITTEN) > 40
    understandings = {"party": party, "bank": bank}
    for name, target_id, text in WRITTEN:
        found = outcome(understandings[name].decide(text)[0])
        assert found in {f"answer {target_id}", f"boundary {target_id}"}, text


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("党小组会几个月开一次啊", "answer group-meeting-frequency"),
        ("请问一下，我们组的小组会由谁来主持呀？谢谢", "answer group-meeting-chair"),
        ("党 小 组 会 多 久 开 一 次", "answer group-meeting-frequency"),
        ("<b>党小组会多久开一次？</b>", "answer group-meeting-frequency"),
        ("党小组会\x00多久\x1b[31m开一次", "answer group-meeting-frequency"),
        ("党\u200b小\u200b组\u200b会多久开一次", "answer group-meeting-frequency"),
        ("😀党小组会多久开一次😀", "answer group-meeting-frequency"),
        ("党小组会多久开一次" * 400, "answer group-meeting-frequency"),
        ("我刚转到这个支部，什么都不懂，先谢谢各位。党小组会多久开一次？", "answer group-meeting-frequency"),
        ("每个月要交多少党费", "boundary dues"),
        ("党费标准是多少", "boundary dues"),
        ("今天股票涨了吗", "nothing"),
        ("asdfghjkl", "nothing"),
        ("", "empty"),
        ("   \n\t", "empty"),
        ("？！。，", "empty"),
        ("😀👍🏽", "empty"),
        ("\x00\x01", "empty"),
        ("\ud800", "empty"),
        ("<>&", "empty"),
    ],
)
def test_what_becomes_of_a_question(party: Understanding, question: str, found: str) -> None:
    assert outcome(party.decide(question)[0]) == found


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("CREDIT CARD 年费多少钱", "answer card-annual-fee"),
        ("ｃｒｅｄｉｔ　ｃａｒｄ挂失", "answer card-lost"),
        ("贷记卡丢了怎么办", "answer card-lost"),
        ("党小组会多久开一次", "nothing"),
    ],
)
def test_any_field_will_do(bank: Understanding, question: str, found: str) -> None:
    """The FAQ of a bank is understood as well: everything about the field is in the data."""
    assert outcome(bank.decide(question)[0]) == found


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("你好", "greeting"),
        ("您好！", "greeting"),
        ("HELLO", "greeting"),
        ("谢谢", "thanks"),
        ("谢谢你😀", "thanks"),
        ("再见", "farewell"),
        ("你是谁？", "who"),
        ("你会什么", "ability"),
        ("好的", "acknowledgement"),
    ],
)
def test_small_talk_gets_a_sentence(party: Understanding, text: str, name: str) -> None:
    decision, _ = party.decide(text)
    assert isinstance(decision, SmallTalk)
    assert decision.name == name
    assert decision.reply


def test_every_sample_of_small_talk_is_recognised_as_its_own() -> None:
    talker = SmallTalker(remarks())
    for remark in remarks():
        for sample in remark.samples:
            found = talker.recognise(sample)
            assert found == SmallTalk(remark.name, remark.reply), sample


@pytest.mark.parametrize(
    "question",
    [
        "你好，党小组会多久开一次",
        "谢谢，那组长怎么产生",
        "好的 党小组会谁主持",
        "在吗？党小组最少几个人",
        "组长",
        "党组",
        "记录",
        "能开会吗",
        "谁能做",
        "可以请假吗",
        "不开行吗",
        "怎么选",
        "怎么开",
    ],
)
def test_small_talk_steals_no_question(party: Understanding, question: str) -> None:
    """Short or polite, a question is a question."""
    assert not isinstance(party.decide(question)[0], SmallTalk)


def test_small_talk_steals_no_phrasing() -> None:
    """None of what the bases write down is taken for a greeting."""
    talker = SmallTalker(remarks())
    assert [text for _, _, text in WRITTEN if talker.recognise(text)] == []


@pytest.mark.parametrize("text", ["党小组会多久开一次", "党费交多少", "你好", "", "今天股票涨了吗"])
def test_a_context_that_says_nothing_changes_nothing(party: Understanding, text: str) -> None:
    alone, _ = party.decide(text)
    assert outcome(party.decide(text, Context(""))[0]) == outcome(alone)


@pytest.mark.parametrize(
    ("before", "turn", "found"),
    [
        ("党小组会多久开一次？", "那谁主持呢", "answer group-meeting-chair"),
        ("党小组会多久开一次？", "要做记录吗", "answer group-meeting-record"),
        ("党小组组长怎么产生？", "那职责呢", "answer group-leader-duties"),
        ("党组是什么？", "那职责呢", "answer leading-duties"),
        ("党组有哪些职责？", "那组长呢", "answer group-leader-duties"),
        ("党小组会多久开一次？", "一个党小组最少要有几名党员", "answer group-size"),
        ("党小组会多久开一次？", "党费交多少", "boundary dues"),
        ("党小组会多久开一次？", "谢谢", "talk"),
    ],
)
def test_a_follow_up_leans_on_the_turn_before(party: Understanding, before: str, turn: str, found: str) -> None:
    """And a question that stands on its own does not."""
    decision, query = party.decide(before)
    assert isinstance(decision, Answer)
    context = Context(query, decision.entry.id, decision.entry.question)
    assert outcome(party.decide(turn, context)[0]) == found


def test_what_was_looked_up_is_told(party: Understanding) -> None:
    """The next turn leans on it, so it names the subject even where the person did not."""
    _, query = party.decide(
        "那谁主持呢", Context("党小组会多久开一次", "group-meeting-frequency", "党小组会多久开一次？")
    )
    assert normalise("党小组会") in normalise(query)


def test_a_subject_with_brackets_or_capitals_is_replaced_as_well() -> None:
    """那网上银行呢 after a question about 手机银行（App） asks the same about the other one."""
    terms = (
        "terms:\n  - {id: app, name: 手机银行（App）, kind: body, spoken: [手机银行]}\n"
        "  - {id: web, name: 网上银行（Web）, kind: body, spoken: [网上银行]}\n"
    )
    reader = understanding_of({**BANK, "terms.yaml": terms}).reader
    completed = completions("那网上银行呢", Context("手机银行转账限额是多少"), reader, lambda reading: ())
    assert reader.read(completed[0]).subjects == {"web"}
    assert "转账限额是多少" in completed[0]


def test_words_that_say_most_complete_a_follow_up_as_a_term_does(party: Understanding) -> None:
    """A name that is no term says what the talk is about, too; a question that stands on its own needs neither."""
    context = Context("东方红镇搞了几个党小组")
    completed = completions("每组多少人", context, party.reader, lambda reading: reading.tokens[:1])
    first = party.reader.read(context.query).tokens[0]
    assert f"{first} 每组多少人" in completed
    assert completed[0] == "党小组 每组多少人"
    assert completions("每组多少人", context, party.reader, lambda reading: ()) == ["党小组 每组多少人"]
    assert completions("一个党小组最少要有几名党员", context, party.reader, lambda reading: reading.tokens) == []


CONTEXTS = st.none() | st.builds(Context, st.text(max_size=40), st.none() | st.just("dues"), st.text(max_size=20))
PIECES = st.sampled_from(
    [
        "党小组",
        "党组",
        "会",
        "多久",
        "谁",
        "怎么",
        "吗",
        "呢",
        "那",
        "？",
        "。",
        "\n",
        " ",
        "1",
        "第5条",
        "谢谢",
        "😀",
        "<b>",
        "\x00",
    ]
)


def _assert_sound(decision: Decision, query: str) -> None:
    assert isinstance(query, str)
    if isinstance(decision, SmallTalk):
        return
    assert 0 <= decision.confidence <= 1
    assert all(0 <= ranked.confidence <= 1 for ranked in decision.ranking)
    if isinstance(decision, Disambiguation):
        assert 1 <= len(decision.choices) <= 4
    if isinstance(decision, Answer):
        assert decision.ranking[0].look_alike is False or decision.entry.id != decision.ranking[0].target_id


@given(utterance=st.text(max_size=120) | st.lists(PIECES, max_size=30).map("".join), context=CONTEXTS)
@settings(max_examples=400, deadline=None, derandomize=True)
def test_any_text_becomes_a_decision(utterance: str, context: Context | None) -> None:
    """Nothing that can be typed raises, whatever came before."""
    _assert_sound(*_party().decide(utterance, context))


_CACHE: list[Understanding] = []


def _party() -> Understanding:
    """Fixtures do not go with hypothesis; built once all the same."""
    if not _CACHE:
        _CACHE.append(understanding_of(PARTY))
    return _CACHE[0]


@pytest.mark.parametrize(
    "text",
    [
        "党小组会" * 1024,
        "a" * 4096,
        "ﷺ" * 4096,
        "党小组多久开会？" * 512,
        "党\n" * 2048,
        "第5条" * 1365,
        "呢" * 4096,
        "<b>" * 1365,
    ],
    ids=["terms", "letters", "expanding", "sentences", "lines", "articles", "fillers", "tags"],
)
def test_a_message_of_the_full_length_is_decided(party: Understanding, text: str) -> None:
    """As long as Telegram lets a message be, and longer once it is normalised."""
    _assert_sound(*party.decide(text))


def test_the_same_question_gets_the_same_decision(party: Understanding) -> None:
    """Asked again, and asked of an understanding that was built anew."""
    other = understanding_of(PARTY)
    for _, _, text in WRITTEN:
        assert party.decide(text) == party.decide(text)
        assert outcome(other.decide(text)[0]) == outcome(party.decide(text)[0])


RANKINGS = """
from tests.intents.samples import PARTY, understanding_of
understanding = understanding_of(PARTY)
for target in (*understanding.base.entries, *understanding.base.boundaries):
    for question in (*target.phrasings, f"{target.question}怎么办谁批准记录多久要求"):
        print([(ranked.target_id, ranked.score) for ranked in understanding.decide(question)[0].ranking])
"""


def _rankings(seed: int) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": str(seed), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-W", "ignore", "-c", RANKINGS]
    return subprocess.run(command, env=environment, capture_output=True, check=True, encoding="utf-8").stdout


def test_another_process_ranks_alike_to_the_last_digit() -> None:
    """No order of a set finds its way into a score: a tie must not fall one way today and another tomorrow."""
    assert len({_rankings(seed) for seed in (1, 2, 3, 4)}) == 1


def test_many_threads_get_what_one_gets(party: Understanding) -> None:
    """Once built, nothing is written: decisions may be made in parallel."""
    texts = [text for _, _, text in WRITTEN] * 8
    alone = [party.decide(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(party.decide, texts)) == alone


def test_what_is_prepared_is_not_made_by_a_question(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever types pinyin first waits no longer than anybody else."""
    prepared, other = Understanding(base_of(PARTY)), Understanding(base_of(PARTY))
    asked = "dang xiao zu hui duo jiu kai yi ci"
    known = other.decide(asked)
    prepared.prepare()

    def again(*_: object) -> None:
        raise AssertionError("made once more")

    monkeypatch.setattr("intents.hearing.ear.Speller", again)
    assert prepared.decide(asked) == known
    assert isinstance(known[0], Answer)


def test_a_fallback_tells_an_empty_question_from_an_unknown_one(party: Understanding) -> None:
    empty, _ = party.decide("？")
    unknown, _ = party.decide("今天股票涨了吗")
    assert isinstance(empty, Fallback)
    assert isinstance(unknown, Fallback)
    assert (empty.empty, unknown.empty) == (True, False)
