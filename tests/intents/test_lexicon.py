"""Terms in a query: the longest match, and what a text is about."""

import pytest

from intents.lexicon import Lexicon
from intents.understanding import Understanding
from knowledge.models import Term


@pytest.fixture
def lexicon(party: Understanding) -> Lexicon:
    return party.reader.lexicon


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("党小组会多久开一次", ["党小组会"]),
        ("党小组多久开会", ["党小组"]),
        ("党组会多久开一次", ["党组会议"]),
        ("党组织多久开会", ["党组织"]),
        ("党组和党小组有什么区别", ["党组", "党小组"]),
        ("党小组组长主持党小组会", ["党小组组长", "党小组会"]),
        ("我们组的组长归支部管", ["党小组", "党小组组长", "党支部"]),
        ("今天天气怎么样", []),
        ("", []),
    ],
)
def test_the_longest_term_wins(lexicon: Lexicon, query: str, names: list[str]) -> None:
    """Left to right, none inside another: 党小组会 is no 党小组, 党组织 is no 党组."""
    assert [mention.term.name for mention in lexicon.mentions(query)] == names


def test_a_mention_knows_its_place(lexicon: Lexicon) -> None:
    query = "请问党小组会谁主持"
    mention = lexicon.mentions(query)[0]
    assert query[mention.start : mention.end] == "党小组会"


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("小组会谁牵头", "党小组会谁牵头"),
        ("我们组和部党组", "党小组和党组"),
        ("没有词", "没有词"),
    ],
)
def test_every_spelling_becomes_the_name(lexicon: Lexicon, query: str, canonical: str) -> None:
    assert lexicon.canonical(query, lexicon.mentions(query)) == canonical


@pytest.mark.parametrize(
    ("query", "subjects"),
    [
        ("党小组会谁主持", {"group-meeting", "party-group"}),
        ("小组长干什么", {"group-leader", "party-group"}),
        ("党组书记干什么", {"leading-secretary", "leading-group"}),
        ("部党组", {"leading-group"}),
        ("党员要做什么", set()),
    ],
)
def test_a_meeting_or_a_role_brings_its_body(lexicon: Lexicon, query: str, subjects: set[str]) -> None:
    """Who asks about the 党小组会 asks about the 党小组; a person is no subject."""
    assert lexicon.subjects(lexicon.mentions(query)) == subjects


def test_look_alikes_are_kept_by_id(lexicon: Lexicon) -> None:
    assert lexicon.confusables("party-group") == {"leading-group", "branch"}
    assert lexicon.confusables("party-member") == frozenset()
    assert lexicon.confusables("nobody") == frozenset()


def test_width_and_case_of_a_spelling_do_not_matter() -> None:
    """Terms are normalised like queries."""
    lexicon = Lexicon([Term(id="card", name="Credit Card", synonyms=("ＣＣ卡",))])
    assert [mention.term.id for mention in lexicon.mentions("credit card和cc卡")] == ["card", "card"]


def test_a_lexicon_may_be_empty() -> None:
    lexicon = Lexicon([])
    assert lexicon.mentions("党小组") == ()
    assert lexicon.subjects(()) == frozenset()
