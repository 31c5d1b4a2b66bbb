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
    stolen = base.entries[0].model_copy(update={"phrasings": (*base.entries[0].phrasings, test)})
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


def test_the_same_provision_is_no_excuse(party: Understanding) -> None:
    """A question that its own entry answered, and another does now, is worse, whatever the two stand on."""
    base = party.base
    test = "小组开会归谁张罗"
    stolen = base.entries[0].model_copy(
        update={"phrasings": (*base.entries[0].phrasings, test), "cites": base.entries[1].cites}
    )
    after = Understanding(replace(base, entries=(stolen, *base.entries[1:])), previous=party)
    questions = questions_of(base, after.base)
    assert next(one for one in moved(party, after, questions) if one.question == test).worse
    assert next(one for one in moved(after, party, questions) if one.question == test).better


def test_what_takes_the_place_of_a_removed_item_is_told(party: Understanding) -> None:
    """Its questions were answered otherwise before: with its own words, or that nothing settles them. An entry that
    is new, or was given these questions, is meant to take its place."""
    base = party.base
    boundary = base.boundaries[0]
    asked = boundary.question
    near = base.entries[0].model_copy(update={"phrasings": (*base.entries[0].phrasings, f"关于{asked}")})
    with_near = Understanding(replace(base, entries=(near, *base.entries[1:])), previous=party)
    gone = Understanding(replace(with_near.base, boundaries=base.boundaries[1:]), previous=with_near)
    questions = questions_of(with_near.base, gone.base)
    change = next(one for one in moved(with_near, gone, questions) if one.question == asked)
    assert (change.before, change.after, change.worse) == (boundary.id, near.id, True)
    given = near.model_copy(update={"phrasings": (*near.phrasings, asked)})
    meant = Understanding(replace(gone.base, entries=(given, *base.entries[1:])), previous=gone)
    assert not any(one.question == asked for one in moved(with_near, meant, questions_of(with_near.base, meant.base)))
    renamed = near.model_copy(update={"id": "another-id"})
    new = Understanding(replace(gone.base, entries=(renamed, *base.entries[1:])), previous=gone)
    assert not any(one.question == asked for one in moved(with_near, new, questions_of(with_near.base, new.base)))


def test_of_a_removed_item_so_many_questions_are_tried(party: Understanding) -> None:
    """Its own and its first phrasings, beside its tests."""
    base = party.base
    many = base.entries[0].model_copy(update={"phrasings": tuple(f"第{number}种问法" for number in range(40))})
    before, after = replace(base, entries=(many, *base.entries[1:])), replace(base, entries=base.entries[1:])
    tried = [asked for asked in questions_of(before, after) if asked.only_worse]
    assert [asked.turns[0] for asked in tried] == [many.question, *many.phrasings[:9]]
