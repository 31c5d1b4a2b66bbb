"""Over-matches: a way of asking is left out, and asked."""

from intents.leftout import leave_out
from intents.understanding import Understanding
from tests.intents.samples import shown


def test_every_way_of_asking_for_an_entry_is_tried_once(party: Understanding) -> None:
    """Its question, its phrasings, its ``tests``; boundaries have no answer that could be confused."""
    wanted = [
        (entry.id, text) for entry in party.base.entries for text in (entry.question, *entry.phrasings, *entry.tests)
    ]
    assert sorted((row.entry.id, row.text) for row in leave_out(party)) == sorted(wanted)


def test_what_is_left_out_does_not_find_itself(party: Understanding) -> None:
    """And all the others still do."""
    index = party.index
    for position, phrasing in enumerate(index.phrasings):
        left, whole = party.found(phrasing.text, without=position), party.found(phrasing.text)
        assert phrasing.text not in {ranked.phrasing for ranked in left.ranking}
        assert whole.ranking[0].phrasing == phrasing.text


def test_it_is_told_what_became_of_each(party: Understanding) -> None:
    """Reached is the entry itself, or one on the same provision, answered with or offered; PARTY confuses nothing."""
    rows = {row.text: row for row in leave_out(party)}
    reached = {text for text, row in rows.items() if row.reached}
    assert 0 < len(reached) < len(rows)
    for text, row in rows.items():
        seen = [party.base.entry(entry_id) for entry_id in shown(row.decision)]
        same = [entry for entry in seen if entry and set(entry.cites) & set(row.entry.cites)]
        assert row.reached is bool(same), text
    assert [text for text, row in rows.items() if row.confused] == []
