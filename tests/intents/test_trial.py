"""What a change does to questions."""

from dataclasses import replace

from intents.trial import labelled_rows, moved, questions_of
from intents.understanding import Understanding
from knowledge.loader import load_folder, packaged_folder


def test_what_leads_elsewhere_is_told_the_worse_first(party: Understanding) -> None:
    """A question that its entry loses is worse, and better where the change is undone; an entry that is gone on
    purpose is missed by nobody."""
    base = party.base
    test = "小组开会归谁张罗"
    stolen = base.entries[0].model_copy(
        update={"phrasings": (*base.entries[0].phrasings, test), "cites": base.entries[-1].cites}
    )
    after = Understanding(replace(base, entries=(stolen, *base.entries[1:])), previous=party)
    questions = questions_of(base, after.base)
    found = moved(party, after, questions)
    change = next(one for one in found if one.question == test)
    assert (change.before, change.after, change.wanted) == (base.entries[1].id, stolen.id, base.entries[1].id)
    assert change.worse
    assert not change.better
    assert [one.worse for one in found] == sorted((one.worse for one in found), reverse=True)
    assert next(one for one in moved(after, party, questions) if one.question == test).better
    gone = Understanding(replace(base, entries=(base.entries[0], *base.entries[2:])), previous=party)
    lost = moved(party, gone, questions_of(base, gone.base))
    assert any(one.question == test and not one.worse for one in lost)


def test_no_change_moves_nothing(party: Understanding) -> None:
    questions = questions_of(party.base, party.base)
    assert questions
    assert moved(party, party, questions) == ()
    assert moved(party, Understanding(party.base), questions) == ()


def test_the_projects_own_questions_are_tried_where_their_documents_are(party: Understanding) -> None:
    """Of another base they could say nothing."""
    packaged = load_folder(packaged_folder()).require()
    assert len(labelled_rows()) == 420
    assert sum(asked.row is not None for asked in questions_of(packaged, packaged)) > 400
    assert all(asked.row is None for asked in questions_of(party.base, party.base))
