"""What only the understanding can tell: do ``tests`` lead where they should, and phrasings?"""

import pytest

from intents.decide import Decision, SmallTalk
from intents.lint import leads_to, lint
from intents.nearby import nearer_elsewhere
from intents.understanding import Understanding
from knowledge.issues import Code, Issue, Severity
from knowledge.loader import load_files
from tests.intents.samples import PARTY


def _linted(old: str, new: str) -> list[Issue]:
    """What is said about the sample base with one thing replaced in the entries and boundaries."""
    assert sum(text.count(old) for text in PARTY.values()) == 1
    loaded = load_files({name: text.replace(old, new).encode() for name, text in PARTY.items()})
    return list(lint(Understanding(loaded.require()), loaded.source))


def _line_of(name: str, text: str) -> int:
    return PARTY[name][: PARTY[name].index(text)].count("\n") + 1


@pytest.mark.parametrize(
    ("name", "test", "asked", "word"),
    [
        ("faq/group-rules.yaml", "小组隔多久碰一次头", "党小组最少几个人呀", "而是 group-size"),
        ("faq/group-rules.yaml", "小组隔多久碰一次头", "今天股票涨了吗", "没有答出来"),
        ("faq/group-rules.yaml", "小组隔多久碰一次头", "党费要交多少", "而是边界 dues"),
        ("boundaries.yaml", "党费一个月得交几块", "党小组最少几个人呀", "而是 group-size"),
    ],
)
def test_a_test_that_leads_elsewhere_is_told_with_its_line(name: str, test: str, asked: str, word: str) -> None:
    """With what came instead, so that an editor sees which of the two to mend."""
    found = [issue for issue in _linted(test, asked) if asked in issue.text]
    assert len(found) == 1
    assert (found[0].file, found[0].line) == (name, _line_of(name, test))
    assert found[0].code is Code.TEST_LEADS_ELSEWHERE
    assert found[0].severity is Severity.ERROR
    assert word in found[0].text


def test_a_test_that_leads_home_is_passed_over() -> None:
    assert [
        issue for issue in _linted("小组隔多久碰一次头", "党小组会几个月开一次") if "几个月开一次" in issue.text
    ] == []


def test_only_what_is_named_is_tried() -> None:
    """Of a base of thousands of questions, those of what was changed are enough before it goes live."""
    files = {name: text.replace("小组隔多久碰一次头", "今天股票涨了吗") for name, text in PARTY.items()}
    files["boundaries.yaml"] = files["boundaries.yaml"].replace("党费一个月得交几块", "党小组最少几个人呀")
    loaded = load_files({name: text.encode() for name, text in files.items()})
    understanding = Understanding(loaded.require())
    found = {
        only: [issue.file for issue in lint(understanding, loaded.source, {only})]
        for only in ("group-meeting-frequency", "dues", "group-size")
    }
    assert found == {"group-meeting-frequency": ["faq/group-rules.yaml"], "dues": ["boundaries.yaml"], "group-size": []}
    assert list(lint(understanding, loaded.source, ())) == []


def test_a_phrasing_that_is_nearer_to_another_entry_is_advice() -> None:
    """Somebody wrote down twice what is asked: the line of the one that stands in the wrong place, and the other."""
    wrong, right = "党小组至少几个人", "党小组最少几个人"
    files = {name: text.replace("设立党小组要谁批准", f"设立党小组要谁批准, {wrong}") for name, text in PARTY.items()}
    loaded = load_files({name: text.encode() for name, text in files.items()})
    understanding = Understanding(loaded.require())
    found = [issue for issue in lint(understanding, loaded.source) if issue.code is Code.PHRASING_LEADS_ELSEWHERE]
    name = "faq/group-rules.yaml"
    assert [(issue.file, issue.severity) for issue in found] == [(name, Severity.WARNING)]
    assert found[0].line == files[name][: files[name].index(wrong)].count("\n") + 1
    assert f"“{wrong}”更接近 group-size 的“{right}”" in found[0].text
    assert list(lint(understanding, loaded.source, {"group-size", "dues"})) == []
    assert [*lint(understanding, loaded.source, {"group-setup"})] == found


def test_look_alikes_may_be_asked_alike(party: Understanding) -> None:
    """党组有哪些职责 and 党小组组长有哪些职责 share their words and not their subject; nor are the sound phrasings of
    the sample told of."""
    assert list(nearer_elsewhere(party)) == []


def test_drafts_are_not_tried() -> None:
    """They cannot be found, and need not be."""
    issues = _linted("  - id: group-size\n", "  - id: group-size\n    draft: true\n")
    assert [issue for issue in issues if "group-size，" in issue.text] == []


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("党小组会多久开一次", ["group-meeting-frequency", "group-meeting-chair"], ["group-size", "dues"]),
        ("党费交多少", ["dues"], ["group-size"]),
        ("今天股票涨了吗", ["dues"], ["group-size"]),
        ("职责", ["group-leader-duties", "leading-duties"], ["leading-what", "dues"]),
    ],
)
def test_what_a_decision_leads_to(party: Understanding, question: str, right: list[str], wrong: list[str]) -> None:
    """An answer on the same provision counts, so does a choice; a boundary only wants that nothing is answered."""
    decision, _ = party.decide(question)
    for target_id in (*right, *wrong):
        target = party.base.target(target_id)
        assert target is not None
        assert leads_to(decision, target) is (target_id in right), target_id


def test_small_talk_leads_nowhere(party: Understanding) -> None:
    talk: Decision = SmallTalk("greeting", "你好")
    assert not any(leads_to(talk, target) for target in (*party.base.entries, *party.base.boundaries))


@pytest.mark.parametrize(
    ("title", "kind", "word"),
    [
        ("年底小结会", "", "会被反问：不同的日子钟点不同"),
        ("提醒大家交总结", "", "的标题会读成“交总结”"),
        ("党小组会", "", "会当成 group-meeting，而 kind 没有写"),
        ("党小组会", "leading-meeting", "会当成 group-meeting，而 kind 是 leading-meeting"),
        ("党小组会", "group-meeting", ""),
        ("交总结", "group-meeting", ""),
    ],
)
def test_a_duty_that_would_be_misread_is_told_with_its_line(title: str, kind: str, word: str) -> None:
    """Its sentence is tried like one that is typed; without dates there is none to try."""
    duty = (
        f"obligations:\n  - id: yearly\n    title: {title}\n    who: 党小组\n    every: year\n    times: 1\n"
        f"    modality: 应当\n    cites: [{{document: group-rules, locator: 第五条}}]\n    reminder: 该办了。\n"
        f"    kind: '{kind}'\n"
    )
    dated = f"{duty}    proposed: [{{month: 12, day: 20}}]\n"
    found = _misread(dated)
    assert [(issue.file, issue.line, issue.severity) for issue in found] == (
        [("obligations.yaml", 3, Severity.WARNING)] if word else []
    )
    assert all(word in issue.text for issue in found)
    assert _misread(duty) == []


def _misread(obligations: str) -> list[Issue]:
    """What is said about the sentences of duties beside the sample base."""
    files = {name: text.encode() for name, text in {**PARTY, "obligations.yaml": obligations}.items()}
    loaded = load_files(files)
    issues = lint(Understanding(loaded.require()), loaded.source)
    return [issue for issue in issues if issue.code is Code.PRESET_MISREAD]
