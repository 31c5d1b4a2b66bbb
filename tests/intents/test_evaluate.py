"""Scoring: rows are read strictly, and every mark means what it says."""

import json
from pathlib import Path
from typing import Any

import pytest

from intents.decide import Answer, Decision, Disambiguation, Fallback, Ranked, SmallTalk
from intents.evaluate import (
    FIGURES,
    Result,
    Row,
    answer_turns,
    calibration,
    context_after,
    figures,
    groups,
    parse_row,
    read_rows,
    score,
    sources_of,
)
from intents.followup import Context
from intents.understanding import Understanding
from knowledge.models import Citation
from tests.intents.samples import PARTY, outcome, understanding_of

GOLD = [["group-rules", "第三条"]]


def _row(**data: Any) -> dict[str, Any]:
    return {"q": "党小组会多久开一次", "kind": "in", "gold": GOLD, **data}


def _result(understanding: Understanding, **data: Any) -> Result:
    return score([parse_row(_row(**data))], understanding)[0]


def test_a_row_is_read() -> None:
    row = parse_row(_row(facts=[["每月", "1 次"]], style="short", **{"not": [["leading-notes", "导言"]]}))
    assert row.turns == ("党小组会多久开一次",)
    assert row.gold == {("group-rules", "第三条")}
    assert row.governing == "group-rules"
    assert row.facts == (("每月", "1 次"),)
    assert row.avoid == {("leading-notes", "导言")}
    assert row.style == "short"


def test_an_item_counts_as_its_article() -> None:
    """Sources are compared by article, so that 第三条（一） is as right as 第三条."""
    assert parse_row(_row(gold=[["group-rules", "第三条（一）"]])).gold == {("group-rules", "第三条")}


@pytest.mark.parametrize(
    ("data", "word"),
    [
        ({"kind": "in"}, "q"),
        ({"q": None, "kind": "in"}, "q"),
        ({"q": 3, "kind": "in"}, "q"),
        ({"turns": [], "kind": "in"}, "q"),
        ({"turns": ["a", 3], "kind": "in"}, "q"),
        ({"q": "a"}, "kind"),
        ({"q": "a", "kind": "inside"}, "kind"),
        ({"q": "a", "kind": "in"}, "gold"),
        ({"q": "a", "kind": "in", "gold": []}, "gold"),
    ],
)
def test_a_row_that_is_none_is_refused_with_a_sentence(data: dict[str, Any], word: str) -> None:
    with pytest.raises(ValueError, match=word):
        parse_row(data)


@pytest.mark.parametrize(
    "data",
    [
        {"turns": "党小组会", "kind": "out-far"},
        _row(gold=["ab"]),
        _row(facts=["每月"]),
    ],
    ids=["turns", "gold", "facts"],
)
def test_a_text_in_place_of_a_list_is_refused(data: dict[str, Any]) -> None:
    """Otherwise each character would be a turn, a source or a fact, and the row would score by accident."""
    with pytest.raises(ValueError, match=r"\S"):
        parse_row(data)


@pytest.mark.parametrize(
    "line",
    ["{", "[]", "3", '"a"', '{"q": "a"}', '{"q": "a", "kind": "in", "gold": [["a"]]}', '{"q": "a", "kind": []}'],
)
def test_a_line_that_is_no_row_is_located(tmp_path: Path, line: str) -> None:
    """File and line, whatever is wrong with it; blank lines count and are passed over."""
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(_row()) + "\n\n" + line + "\n", "utf-8")
    with pytest.raises(ValueError, match=r"rows\.jsonl:3 "):
        list(read_rows(path))


def test_the_rows_of_a_file_are_read_in_order(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(json.dumps(_row(q=q), ensure_ascii=False) for q in ("甲", "乙")), "utf-8")
    assert [row.turns for row in read_rows(path)] == [("甲",), ("乙",)]


def test_the_labelled_questions_can_all_be_read() -> None:
    """Every file of them, and there are some."""
    files = sorted((Path(__file__).parents[2] / "intents/data/questions").glob("*.jsonl"))
    assert files
    assert all(list(read_rows(file)) for file in files)


@pytest.mark.parametrize(
    ("data", "marks"),
    [
        ({}, {"answered", "right", "good", "early", "reached"}),
        ({"facts": [["每月"], ["1次"]]}, {"answered", "right", "good", "early", "reached"}),
        ({"facts": [["每周", "每月"]]}, {"answered", "right", "good", "early", "reached"}),
        ({"facts": [["每月"], ["每周"]]}, {"answered", "right", "reached"}),
        ({"gold": [["group-rules", "第一条"]]}, {"answered"}),
        ({"gold": [["group-rules", "第一条"]], "not": GOLD}, {"answered", "serious"}),
        ({"not": [["leading-notes", "导言"]]}, {"answered", "right", "good", "early", "reached"}),
        ({"q": "今天股票涨了吗"}, {"declined"}),
        ({"q": "党费交多少"}, {"declined"}),
        ({"q": "你好"}, {"declined"}),
        ({"q": "？"}, {"declined"}),
    ],
)
def test_what_is_true_of_a_result(party: Understanding, data: dict[str, Any], marks: set[str]) -> None:
    assert _result(party, **data).marks == marks


def test_an_early_fact_stands_at_the_beginning() -> None:
    """After 120 characters the essence is no longer early."""
    faq = PARTY["faq/group-rules.yaml"].replace("answer: 一般每月 1 次。", f"answer: {'长' * 120}每月")
    assert _result(understanding_of({**PARTY, "faq/group-rules.yaml": faq}), facts=[["每月"]]).marks == {
        "answered",
        "right",
        "good",
        "reached",
    }


def test_a_choice_that_holds_the_right_entry_reaches_it(party: Understanding) -> None:
    """Asked back, with the right source among the buttons or not."""
    assert outcome(party.decide("职责")[0]) == "choose"
    assert _result(party, q="职责", gold=[["group-rules", "第五条"]]).marks == {"asked_back", "reached"}
    assert _result(party, q="职责", gold=[["group-rules", "第四条"]]).marks == {"asked_back"}


@pytest.mark.parametrize(
    ("data", "missed"),
    [
        ({}, False),
        ({"facts": [["每周"]]}, True),
        ({"kind": "ambiguous"}, False),
        ({"kind": "ambiguous", "gold": [["group-rules", "第一条"]]}, True),
        ({"kind": "out-near", "q": "党费交多少"}, False),
        ({"kind": "out-near"}, True),
        ({"kind": "out-far", "q": "今天股票涨了吗"}, False),
        ({"kind": "out-far"}, True),
    ],
)
def test_each_kind_wants_something_else(party: Understanding, data: dict[str, Any], missed: bool) -> None:
    assert _result(party, **data).missed is missed


def test_the_last_of_several_turns_counts(party: Understanding) -> None:
    """Each turn leans on the one before; small talk in between is passed over."""
    decision, _ = answer_turns(["党小组会多久开一次", "谢谢", "那谁主持呢"], party)
    assert outcome(decision) == "answer group-meeting-chair"


def test_what_a_turn_leaves_behind(party: Understanding) -> None:
    answer, query = party.decide("党小组会多久开一次")
    assert isinstance(answer, Answer)
    assert context_after(answer, query) == Context(query, answer.entry.id, answer.entry.question)
    assert context_after(*party.decide("今天股票涨了吗")) == Context("今天股票涨了吗")
    assert context_after(*party.decide("你好")) is None


def test_figures_are_shares_of_their_kind(party: Understanding) -> None:
    """By hand: three in, of which two right and one good; the others one each."""
    rows = [
        _row(facts=[["每月"]]),
        _row(facts=[["每周"]]),
        _row(q="今天股票涨了吗", turns=["你好", "今天股票涨了吗"]),
        _row(kind="ambiguous"),
        _row(kind="out-near", q="党费交多少"),
        _row(kind="out-far", **{"not": GOLD}),
    ]
    found = figures(score([parse_row(row) for row in rows], party))
    assert found == pytest.approx(
        {
            "right": 2 / 3,
            "good": 1 / 3,
            "early": 1 / 3,
            "reached": 2 / 3,
            "not_asked_back": 1,
            "followup": 0,
            "ambiguous": 1,
            "near_declined": 1,
            "near_not_answered": 1,
            "far_not_answered": 0,
            "not_serious": 5 / 6,
        }
    )
    assert set(found) == set(FIGURES)


def test_a_kind_without_rows_has_no_figures(party: Understanding) -> None:
    """A share of nothing is no share."""
    assert figures([]) == {}
    assert set(figures(score([parse_row(_row(kind="out-far"))], party))) == {"far_not_answered", "not_serious"}


def test_results_are_grouped_by_kind_style_and_document(party: Understanding) -> None:
    """Every kind, in its order; style and document of the questions that have an answer."""
    rows = [_row(style="short"), _row(), _row(gold=[["leading-notes", "导言"]]), _row(kind="out-far")]
    found = [(name, value, len(group)) for name, value, group in groups(score(map(parse_row, rows), party))]
    assert found == [
        ("kind", "in", 3),
        ("kind", "ambiguous", 0),
        ("kind", "out-near", 0),
        ("kind", "out-far", 1),
        ("style", "-", 2),
        ("style", "short", 1),
        ("document", "group-rules", 2),
        ("document", "leading-notes", 1),
    ]


def test_sources_are_articles() -> None:
    """Each once, an item as its article."""
    cites = [Citation(document="a", locator=locator) for locator in ("第三条（一）", "第三条（二）", "第三条", "导言")]
    assert sources_of(cites) == {("a", "第三条"), ("a", "导言")}
    assert sources_of([]) == frozenset()


def _told(target_id: str, confidence: float, kind: str = "in", *, behind: str = "") -> Result:
    """A question about 第三条 whose best candidate is that; ``behind`` a look-alike that has more."""
    look_alikes = [Ranked(behind, 90, 1, 0.99, "问法", look_alike=True)] if behind else []
    ranking = (*look_alikes, Ranked(target_id, 50, 0, confidence, "问法"), Ranked("group-size", 1, -9, 0.05, "问法"))
    gold = frozenset({("group-rules", "第三条")}) if kind == "in" else frozenset()
    return Result(Row(turns=("问",), kind=kind, gold=gold), Fallback(None, confidence, ranking))


def test_confidence_is_compared_with_how_often_it_was_right(party: Understanding) -> None:
    """By hand: of the sure ones three in four were right, of the doubtful ones none. What became of the question in
    the end does not matter."""
    results = [
        _told("group-meeting-frequency", 0.95),
        _told("group-meeting-chair", 0.91),
        _told("leading-what", 0.93),
        _told("group-meeting-record", 1.0),
        _told("group-size", 0.12),
    ]
    doubtful, sure = calibration(results, party.base)
    assert (doubtful.low, doubtful.high, doubtful.size, doubtful.right) == (0.1, 0.2, 1, 0.0)
    assert (sure.low, sure.high, sure.size, sure.right) == (0.9, 1.0, 4, 0.75)
    assert doubtful.confidence == pytest.approx(0.12)
    assert sure.confidence == pytest.approx((0.95 + 0.91 + 0.93 + 1) / 4)


@pytest.mark.parametrize(
    ("confidence", "low"), [(0.0, 0.0), (0.09, 0.0), (0.1, 0.1), (0.3, 0.3), (0.7, 0.7), (0.999, 0.9), (1.0, 0.9)]
)
def test_every_confidence_is_in_one_bucket(party: Understanding, confidence: float, low: float) -> None:
    """A bound belongs to the upper one; there is none above 1."""
    (bucket,) = calibration([_told("group-size", confidence)], party.base)
    assert bucket.low == pytest.approx(low)
    assert bucket.size == 1


def test_a_boundary_is_right_about_what_is_not_settled_and_nothing_else_is(party: Understanding) -> None:
    """An entry that leads for a question outside is wrong; so is a boundary for one inside."""
    rights = {
        (target, kind): calibration([_told(target, 0.5, kind)], party.base)[0].right
        for target in ("dues", "group-size")
        for kind in ("in", "out-near", "out-far")
    }
    assert [pair for pair, right in rights.items() if right] == [("dues", "out-near")]


def test_a_look_alike_is_no_best_candidate(party: Understanding) -> None:
    """What would have been answered with counts."""
    (bucket,) = calibration([_told("group-meeting-chair", 0.4, behind="leading-duties")], party.base)
    assert bucket.confidence == pytest.approx(0.4)
    assert bucket.right == 1


def test_what_has_no_candidate_is_in_no_bucket(party: Understanding) -> None:
    """Small talk, nothing found, look-alikes alone."""
    alone = (Ranked("leading-duties", 90, 1, 0.99, "问法", look_alike=True),)
    decisions: list[Decision] = [SmallTalk("greeting", "你好"), Fallback(None, 0, ()), Fallback(None, 0, alone)]
    row = Row(turns=("问",), kind="out-far")
    assert calibration([Result(row, decision) for decision in decisions], party.base) == []
    assert calibration([], party.base) == []


def test_the_steps_can_be_chosen(party: Understanding) -> None:
    """And all questions are in one of them: real decisions, too."""
    rows = [parse_row(_row(q=q)) for q in ("党小组会多久开一次", "职责", "谁来召集党小组会", "党费交多少", "你好")]
    results = score(rows, party)
    assert any(isinstance(result.decision, Disambiguation) for result in results)
    for steps in (1, 2, 7):
        buckets = calibration(results, party.base, steps)
        assert sum(bucket.size for bucket in buckets) == 4
        assert all(bucket.low <= bucket.confidence <= bucket.high for bucket in buckets)
        assert len(buckets) <= steps
