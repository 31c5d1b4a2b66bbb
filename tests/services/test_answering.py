"""Questions as turns: what is kept of them, and what becomes of them afterwards."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.dialogue import TURN_LIFETIME, ConversationKey, Outcome, Turn
from bot.domain.errors import NotYoursError, OutdatedError
from bot.services.answering import MAX_KEPT_TEXT, Answering, Asked
from bot.services.care.counting import Counting
from bot.services.knowledge import LiveKnowledge, reference
from bot.services.ports import Stores
from intents.decide import Answer, Disambiguation, SmallTalk
from intents.understanding import Understanding
from knowledge.models import KnowledgeBase
from tests.support.app import numbered_ids
from tests.support.clock import ManualClock

KEY = ConversationKey(-1001, 7)
QUESTION, ENTRY = "党小组会多久开一次", "group-meeting-frequency"
RANKING = (
    "group-meeting-chair",
    "dues-rate",
    "leading-group-definition",
    "group-meeting-before",
    "admission-probation-length",
    "group-meeting-after",
    "leader-duties",
    "gone",
    "leader-conditions",
    "group-meeting-record",
)
"""Candidates with boundaries and one that is no longer there between the entries."""


@pytest.fixture
def knowledge(understanding: Understanding) -> LiveKnowledge:
    return LiveKnowledge(understanding)


@pytest.fixture
def answering(stores: Stores, knowledge: LiveKnowledge, clock: ManualClock) -> Answering:
    counting = Counting(stores.tallies, clock, "Asia/Shanghai")
    return Answering(stores.dialogues, stores.misses, knowledge, clock, numbered_ids(), counting=counting)


@pytest.fixture
async def choices(answering: Answering, stores: Stores) -> Turn:
    """A turn that has shown three entries, the last of them at the sixth place of the ranking."""
    turn = (await answering.ask(KEY, QUESTION)).turn
    turn = replace(turn, outcome=Outcome.DISAMBIGUATION, entry_id=None, ranking=RANKING, shown=6)
    await stores.dialogues.save_turn(turn)
    return turn


async def ask(answering: Answering, question: str, message_id: int | None = None) -> Asked:
    """Somebody asks, and is answered."""
    asked = await answering.ask(KEY, question, message_id)
    await answering.replied(asked.turn, 6)
    return replace(asked, turn=replace(asked.turn, reply_message_id=6))


async def misses(stores: Stores) -> dict[str, int]:
    return {miss.text: miss.count for miss in await stores.misses.open(9)}


async def test_a_question_is_kept_as_a_turn(answering: Answering, stores: Stores, clock: ManualClock) -> None:
    """With all that a follow-up, an edit and a refusal need."""
    asked = await ask(answering, QUESTION, message_id=5)
    assert isinstance(asked.decision, Answer)
    assert asked.turn.entry_id == asked.turn.ranking[0] == ENTRY
    assert asked.turn.expires_at == clock.now() + TURN_LIFETIME
    assert await stores.dialogues.last_turn(KEY, clock.now()) == asked.turn
    assert await stores.dialogues.turn_of_question(KEY.chat_id, 5, clock.now()) == asked.turn


async def test_nothing_is_kept_of_a_miss_but_a_line(answering: Answering, stores: Stores) -> None:
    """Cut, without line breaks."""
    await ask(answering, f"今天天气\n{'呵' * 400}")
    (kept,) = await misses(stores)
    assert kept.startswith("今天天气 呵")
    assert len(kept) == MAX_KEPT_TEXT


async def test_a_refusal_is_counted_once_wherever_the_choices_stood(
    answering: Answering, stores: Stores, choices: Turn
) -> None:
    """Also where boundaries stood between them, and however often it is pressed."""
    for _ in range(3):
        await answering.reject(choices.id, KEY.user_id, chat_id=KEY.chat_id)
    assert await misses(stores) == {QUESTION: 1}


async def test_a_refusal_leads_to_the_next_entries_until_none_is_left(answering: Answering, choices: Turn) -> None:
    """Boundaries and what is gone are passed over; nothing comes twice."""
    first = await answering.reject(choices.id, KEY.user_id, chat_id=KEY.chat_id)
    assert [entry.id for entry in first.choices] == ["leader-duties", "leader-conditions", "group-meeting-record"]
    assert (await answering.reject(choices.id, KEY.user_id, chat_id=KEY.chat_id)).choices == ()


async def test_only_the_person_who_asked_refuses(answering: Answering, stores: Stores, choices: Turn) -> None:
    """Nothing is counted for anybody else."""
    with pytest.raises(NotYoursError):
        await answering.reject(choices.id, 8, chat_id=KEY.chat_id)
    assert await misses(stores) == {}


async def test_a_press_in_another_chat_changes_nothing_here(
    answering: Answering, stores: Stores, clock: ManualClock, choices: Turn
) -> None:
    """Whose button was copied goes on with their talk; the entry is no secret."""
    ref = reference("group-meeting-before")
    assert (await answering.pick(choices.id, ref, chat_id=8)).id == "group-meeting-before"
    with pytest.raises(OutdatedError):
        await answering.reject(choices.id, KEY.user_id, chat_id=8)
    assert await stores.dialogues.turn(choices.id, clock.now()) == choices


async def test_what_a_chat_asked_anybody_refuses(answering: Answering, stores: Stores, choices: Turn) -> None:
    """An anonymous administrator presses with a name that nobody can compare."""
    await stores.dialogues.save_turn(replace(choices, key=ConversationKey(-1001, -1001)))
    assert (await answering.reject(choices.id, 8, chat_id=KEY.chat_id)).choices


async def test_a_question_that_was_answered_after_all_is_no_miss(
    answering: Answering, stores: Stores, choices: Turn
) -> None:
    """Picked first, refused then by a finger that was late."""
    await answering.pick(choices.id, reference("group-meeting-before"), chat_id=KEY.chat_id)
    await answering.reject(choices.id, KEY.user_id, chat_id=KEY.chat_id)
    assert await misses(stores) == {}


async def test_what_has_expired_is_outdated(answering: Answering, clock: ManualClock, choices: Turn) -> None:
    """It can still be picked from, since the entry is in the button."""
    clock.advance(TURN_LIFETIME)
    with pytest.raises(OutdatedError):
        await answering.reject(choices.id, KEY.user_id, chat_id=KEY.chat_id)
    assert (await answering.pick(choices.id, reference(ENTRY), chat_id=KEY.chat_id)).id == ENTRY


async def test_an_entry_that_is_gone_is_outdated(answering: Answering, choices: Turn) -> None:
    """Whichever button leads to it."""
    with pytest.raises(OutdatedError):
        await answering.pick(choices.id, reference("gone"), chat_id=KEY.chat_id)
    with pytest.raises(OutdatedError):
        await answering.show(KEY, reference("gone"))


async def test_buttons_outlive_a_new_revision(
    answering: Answering, knowledge: LiveKnowledge, understanding: Understanding, choices: Turn
) -> None:
    """What is still there is found; what is not, is passed over."""
    base = understanding.base
    kept = tuple(entry for entry in base.entries if entry.id != "leader-duties")
    knowledge.publish(Understanding(KnowledgeBase(documents=base.documents, entries=kept, terms=base.terms)))
    first = await answering.reject(choices.id, KEY.user_id, chat_id=KEY.chat_id)
    assert [entry.id for entry in first.choices] == ["leader-conditions", "group-meeting-record"]


async def test_an_edit_keeps_the_turn_and_its_message(answering: Answering, stores: Stores, clock: ManualClock) -> None:
    """So that the same message of the bot is edited again."""
    asked = await ask(answering, QUESTION, message_id=5)
    await answering.replied(asked.turn, 6)
    edited = await answering.edit(KEY.chat_id, 5, "组长有什么条件")
    assert edited is not None
    assert (edited.turn.id, edited.turn.reply_message_id) == (asked.turn.id, 6)
    assert edited.turn.entry_id == "leader-conditions"
    assert await stores.dialogues.last_turn(KEY, clock.now()) == edited.turn


async def test_an_edit_of_nothing_new_or_nothing_known_is_none(answering: Answering) -> None:
    """The answer is left alone."""
    await ask(answering, QUESTION, message_id=5)
    assert await answering.edit(KEY.chat_id, 5, QUESTION) is None
    assert await answering.edit(KEY.chat_id, 6, QUESTION) is None
    assert await answering.edit(-1002, 5, "组长有什么条件") is None


async def test_small_talk_leaves_the_talk_where_it_was(answering: Answering, clock: ManualClock) -> None:
    """However often, as long as nobody pauses too long; before any question it leaves nothing."""
    first = await ask(answering, "谢谢")
    assert (first.turn.query, first.turn.entry_id) == ("", None)
    await ask(answering, QUESTION)
    for _ in range(3):
        clock.advance(timedelta(minutes=14))
        assert isinstance((await ask(answering, "谢谢")).decision, SmallTalk)
    asked = await ask(answering, "那谁主持呢")
    assert asked.turn.entry_id == "group-meeting-chair"


async def test_a_picked_entry_is_the_latest_thing_that_was_talked_about(
    answering: Answering, clock: ManualClock
) -> None:
    """Although another question came in between."""
    asked = await ask(answering, "谁主持")
    assert isinstance(asked.decision, Disambiguation)
    clock.advance(timedelta(minutes=1))
    await ask(answering, "组长有什么条件")
    clock.advance(timedelta(minutes=1))
    await answering.pick(asked.turn.id, reference("group-meeting-chair"), chat_id=KEY.chat_id)
    assert (await ask(answering, "那会前呢")).turn.entry_id == "group-meeting-before"
