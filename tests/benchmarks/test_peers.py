"""What needs the ``bench`` group of requirements."""

import pytest

from benchmarks.corpus import Task
from benchmarks.methods import SHOWN

pytest.importorskip("bm25s", reason="only with the bench group")
pytest.importorskip("sklearn", reason="only with the bench group")


def test_every_peer_finds_what_is_asked_word_for_word(task: Task) -> None:
    """With scores that do not rise."""
    from benchmarks.peers import lexical_peers

    for peer in lexical_peers(task.base):
        for entry in task.base.entries:
            hits = peer.rank(entry.question)
            assert hits[0][0] == entry.id, peer.key
            assert len(hits) <= SHOWN
            assert [score for _, score in hits] == sorted((score for _, score in hits), reverse=True)


@pytest.mark.parametrize("question", ["", "？", "xyzzy", "饕餮"])
def test_a_question_that_shares_nothing_finds_nothing(task: Task, question: str) -> None:
    """Not just any entry with a score of 0."""
    from benchmarks.peers import lexical_peers

    assert [peer.rank(question) for peer in lexical_peers(task.base)] == [[], [], [], []]
