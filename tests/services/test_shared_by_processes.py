"""What one process learns and another needs: each of two services over one store knows it."""

from datetime import timedelta

import pytest

from bot.domain.dialogue import TURN_LIFETIME
from bot.services.cards import AT_ONCE, REMEMBERED, RosterCards
from bot.services.typed import Typed, TypedAnswer, TypedPart
from bot.storage.memory import MemoryStores
from tests.support.clock import ManualClock

GROUP, TOPIC, USER, OTHER = -1001, 5, 7, 8
PART = TypedPart("meeting0001", "chair", "张：三")


@pytest.fixture
def stores() -> MemoryStores:
    return MemoryStores()


@pytest.fixture
def cards(stores: MemoryStores, clock: ManualClock) -> tuple[RosterCards, RosterCards]:
    return RosterCards(stores.dialogues, clock), RosterCards(stores.dialogues, clock)


@pytest.fixture
def typed(stores: MemoryStores, clock: ManualClock) -> tuple[Typed, Typed]:
    return Typed(stores.dialogues, clock), Typed(stores.dialogues, clock)


async def test_the_latest_card_of_a_group_is_known_to_all(
    cards: tuple[RosterCards, RosterCards], clock: ManualClock
) -> None:
    """An earlier one is never the latest; groups are told apart; one that nobody used for months is forgotten."""
    one, other = cards
    assert await one.latest(GROUP) is None
    assert [await one.note(GROUP, 5), await other.note(GROUP, 3), await other.note(GROUP, 9)] == [5, 5, 9]
    assert [await one.latest(GROUP), await one.latest(GROUP - 1)] == [9, None]
    clock.advance(REMEMBERED)
    assert await one.latest(GROUP) is None


async def test_a_card_is_posted_once_whoever_is_asked(
    cards: tuple[RosterCards, RosterCards], clock: ManualClock
) -> None:
    """For a minute, in each topic, unless nothing came of it; the latest card is another matter."""
    one, other = cards
    assert [await one.post(GROUP, None), await other.post(GROUP, None)] == [True, False]
    assert [await one.post(GROUP, TOPIC), await one.latest(GROUP)] == [True, None]
    await other.not_posted(GROUP, TOPIC)
    assert [await other.post(GROUP, TOPIC), await one.post(GROUP, TOPIC)] == [True, False]
    clock.advance(AT_ONCE)
    assert await other.post(GROUP, None) is True


async def test_an_answer_that_is_edited_is_known_wherever_the_edit_comes(
    typed: tuple[Typed, Typed], clock: ManualClock
) -> None:
    """Each message by itself, whatever its part holds, for two days."""
    one, other = typed
    await one.keep(GROUP, 1, USER, PART)
    await one.keep(GROUP, 2, USER, None)
    assert await other.of(GROUP, 1, USER) == TypedAnswer(PART)
    assert await other.of(GROUP, 2, USER) == TypedAnswer(None)
    assert [await other.of(GROUP, 3, USER), await other.of(GROUP, 1, OTHER), await other.of(USER, 1, USER)] == [
        None
    ] * 3
    clock.advance(TURN_LIFETIME - timedelta(seconds=1))
    assert await other.of(GROUP, 1, USER) is not None
    clock.advance(timedelta(seconds=1))
    assert await other.of(GROUP, 1, USER) is None


async def test_an_answer_is_forgotten_with_the_person(typed: tuple[Typed, Typed], stores: MemoryStores) -> None:
    """And with nobody else."""
    for user_id in (USER, OTHER):
        await typed[0].keep(GROUP, user_id, user_id, PART)
    await stores.dialogues.forget(USER)
    assert [await typed[1].of(GROUP, user_id, user_id) for user_id in (USER, OTHER)] == [None, TypedAnswer(PART)]
