"""The contract of every DialogueStore: turns and expectations."""

from dataclasses import replace
from datetime import timedelta, timezone

from bot.domain.dialogue import Awaited, ConversationKey, Outcome
from bot.services.ports import Stores
from tests.storage.samples import GROUP, HOUR, INSTANT, KEY, NOW, TURN, USER, a_turn, an_expectation


async def test_a_turn_comes_out_as_it_went_in(stores: Stores) -> None:
    """Every field survives, to the microsecond and the last character."""
    await stores.dialogues.save_turn(TURN)

    assert await stores.dialogues.turn(TURN.id, NOW) == TURN


async def test_a_turn_without_an_entry_and_messages_comes_out_as_it_went_in(stores: Stores) -> None:
    """What is absent stays absent, and an empty ranking empty."""
    turn = a_turn(
        outcome=Outcome.FALLBACK,
        entry_id=None,
        ranking=(),
        question_message_id=None,
        reply_message_id=None,
        query="",
    )

    await stores.dialogues.save_turn(turn)

    assert await stores.dialogues.turn(turn.id, NOW) == turn


async def test_an_instant_of_another_zone_is_the_same_instant(stores: Stores) -> None:
    """An aware datetime means an instant, whatever its offset."""
    shanghai = timezone(timedelta(hours=8))
    turn = a_turn(asked_at=NOW.astimezone(shanghai), expires_at=(NOW + HOUR).astimezone(shanghai))

    await stores.dialogues.save_turn(turn)

    assert await stores.dialogues.turn(turn.id, (NOW + HOUR - INSTANT).astimezone(shanghai)) == turn
    assert await stores.dialogues.turn(turn.id, NOW + HOUR) is None


async def test_a_turn_of_the_same_id_is_replaced(stores: Stores) -> None:
    """Saving again changes every field, the conversation too."""
    again = a_turn(key=ConversationKey(5, 6, 7), utterance="再问", shown=2, ranking=("other",), reply_message_id=None)
    await stores.dialogues.save_turn(TURN)

    await stores.dialogues.save_turn(again)

    assert await stores.dialogues.turn(TURN.id, NOW) == again
    assert await stores.dialogues.last_turn(KEY, NOW) is None


async def test_an_unknown_turn_is_none(stores: Stores) -> None:
    """An id that was never saved finds nothing."""
    assert await stores.dialogues.turn("unknown", NOW) is None


async def test_a_turn_lives_until_just_before_its_end(stores: Stores) -> None:
    """One microsecond before expires_at it is found in every way."""
    just_before = TURN.expires_at - INSTANT
    await stores.dialogues.save_turn(TURN)

    assert await stores.dialogues.turn(TURN.id, just_before) == TURN
    assert await stores.dialogues.turn_of_question(GROUP, TURN.question_message_id or 0, just_before) == TURN
    assert await stores.dialogues.last_turn(KEY, just_before) == TURN


async def test_an_expired_turn_is_gone(stores: Stores) -> None:
    """At exactly expires_at it is found in no way."""
    await stores.dialogues.save_turn(TURN)

    assert await stores.dialogues.turn(TURN.id, TURN.expires_at) is None
    assert await stores.dialogues.turn_of_question(GROUP, TURN.question_message_id or 0, TURN.expires_at) is None
    assert await stores.dialogues.last_turn(KEY, TURN.expires_at) is None


async def test_the_latest_turn_that_answers_a_message_is_found(stores: Stores) -> None:
    """Latest is by asked_at, in whatever order they were saved."""
    early = a_turn("early", asked_at=NOW, question_message_id=8)
    late = a_turn("late", asked_at=NOW + INSTANT, question_message_id=8)
    for turn in (late, early):
        await stores.dialogues.save_turn(turn)

    assert await stores.dialogues.turn_of_question(GROUP, 8, NOW) == late


async def test_a_message_of_another_chat_or_number_has_no_turn(stores: Stores) -> None:
    """Message ids mean something within their chat alone."""
    await stores.dialogues.save_turn(a_turn(question_message_id=8, reply_message_id=9))

    assert await stores.dialogues.turn_of_question(GROUP - 1, 8, NOW) is None
    assert await stores.dialogues.turn_of_question(GROUP, 9, NOW) is None


async def test_the_last_turn_is_the_latest_asked(stores: Stores) -> None:
    """Latest is by asked_at, in whatever order they were saved."""
    early, late = a_turn("early", asked_at=NOW), a_turn("late", asked_at=NOW + INSTANT)
    for turn in (late, early):
        await stores.dialogues.save_turn(turn)

    assert await stores.dialogues.last_turn(KEY, NOW) == late


async def test_of_two_turns_of_one_instant_the_later_saved_is_the_last(stores: Stores) -> None:
    """The order of saving settles a tie, whatever the ids; saving one again does not move it."""
    first, second = a_turn("z"), a_turn("a")
    for turn in (first, second, first):
        await stores.dialogues.save_turn(turn)

    assert await stores.dialogues.last_turn(KEY, NOW) == second
    assert await stores.dialogues.turn_of_question(GROUP, TURN.question_message_id or 0, NOW) == second


async def test_an_expired_turn_gives_way_to_a_living_one(stores: Stores) -> None:
    """The latest is looked for among the living, as it is after a purge."""
    living = a_turn("living", asked_at=NOW, expires_at=NOW + 2 * HOUR)
    expired = a_turn("expired", asked_at=NOW + INSTANT, expires_at=NOW + HOUR)
    for turn in (living, expired):
        await stores.dialogues.save_turn(turn)

    assert await stores.dialogues.last_turn(KEY, NOW + HOUR) == living


async def test_each_person_chat_and_topic_has_its_own_last_turn(stores: Stores) -> None:
    """A conversation is told by all three ids."""
    keys = [KEY, replace(KEY, chat_id=USER), replace(KEY, user_id=1), replace(KEY, thread_id=1)]
    turns = [a_turn(str(number), key) for number, key in enumerate(keys)]
    for turn in turns:
        await stores.dialogues.save_turn(turn)

    assert [await stores.dialogues.last_turn(key, NOW) for key in keys] == turns


async def test_asked_since_tells_of_a_later_turn_only(stores: Stores) -> None:
    """A turn of exactly that instant was not asked after it."""
    await stores.dialogues.save_turn(TURN)

    assert await stores.dialogues.asked_since(GROUP, NOW - INSTANT) is True
    assert await stores.dialogues.asked_since(GROUP, NOW) is False
    assert await stores.dialogues.asked_since(GROUP - 1, NOW - INSTANT) is False


async def test_an_expectation_comes_out_as_it_went_in(stores: Stores) -> None:
    """What is awaited, about what, and until when."""
    expectation = an_expectation()

    await stores.dialogues.expect(KEY, expectation)

    assert await stores.dialogues.expectation(KEY, NOW) == expectation


async def test_a_new_expectation_drops_the_one_before(stores: Stores) -> None:
    """A conversation waits for one thing."""
    second = an_expectation(awaited=Awaited.QUESTION, subject="", expires_at=NOW + 2 * HOUR)
    await stores.dialogues.expect(KEY, an_expectation())

    await stores.dialogues.expect(KEY, second)

    assert await stores.dialogues.expectation(KEY, NOW) == second


async def test_an_expectation_ends_at_its_end(stores: Stores) -> None:
    """Alive one microsecond before expires_at, gone at exactly that instant."""
    expectation = an_expectation()
    await stores.dialogues.expect(KEY, expectation)

    assert await stores.dialogues.expectation(KEY, expectation.expires_at - INSTANT) == expectation
    assert await stores.dialogues.expectation(KEY, expectation.expires_at) is None


async def test_each_person_chat_and_topic_is_waited_for_apart(stores: Stores) -> None:
    """Nobody answers for another, nor in another place."""
    await stores.dialogues.expect(KEY, an_expectation())

    for other in (replace(KEY, chat_id=USER), replace(KEY, user_id=1), replace(KEY, thread_id=1)):
        assert await stores.dialogues.expectation(other, NOW) is None
        assert await stores.dialogues.end_expectation(other) is False
    assert await stores.dialogues.expectation(KEY, NOW) == an_expectation()


async def test_ending_an_expectation_tells_whether_there_was_one(stores: Stores) -> None:
    """True once; then nothing is awaited."""
    await stores.dialogues.expect(KEY, an_expectation())

    assert await stores.dialogues.end_expectation(KEY) is True
    assert await stores.dialogues.expectation(KEY, NOW) is None
    assert await stores.dialogues.end_expectation(KEY) is False


async def test_forgetting_a_person_deletes_all_of_theirs_in_every_chat(stores: Stores) -> None:
    """Turns and expectations, expired or not, are counted and gone; a second time there is nothing."""
    private = ConversationKey(USER, USER)
    await stores.dialogues.save_turn(a_turn("group"))
    await stores.dialogues.save_turn(a_turn("private", private, expires_at=NOW))
    await stores.dialogues.expect(private, an_expectation())

    assert await stores.dialogues.forget(USER) == 3
    assert await stores.dialogues.turn("group", NOW) is None
    assert await stores.dialogues.expectation(private, NOW) is None
    assert await stores.dialogues.asked_since(USER, NOW - HOUR) is False
    assert await stores.dialogues.forget(USER) == 0


async def test_forgetting_a_person_leaves_the_others(stores: Stores) -> None:
    """In the same group too."""
    neighbour = replace(KEY, user_id=USER + 1)
    turn = a_turn("neighbour", neighbour)
    await stores.dialogues.save_turn(turn)
    await stores.dialogues.expect(neighbour, an_expectation())

    assert await stores.dialogues.forget(USER) == 0
    assert await stores.dialogues.turn("neighbour", NOW) == turn
    assert await stores.dialogues.expectation(neighbour, NOW) == an_expectation()


async def test_a_purge_deletes_what_has_expired_by_then(stores: Stores) -> None:
    """At exactly expires_at it goes; what lives on for a microsecond stays."""
    end = NOW + HOUR
    living = a_turn("living", expires_at=end + INSTANT)
    await stores.dialogues.save_turn(a_turn("expired", expires_at=end))
    await stores.dialogues.save_turn(living)
    await stores.dialogues.expect(KEY, an_expectation(expires_at=end))
    await stores.dialogues.expect(replace(KEY, thread_id=3), an_expectation(expires_at=end + INSTANT))

    assert await stores.dialogues.purge(end) == 2
    assert await stores.dialogues.turn("expired", NOW) is None
    assert await stores.dialogues.turn("living", end) == living
    assert await stores.dialogues.expectation(KEY, NOW) is None
    assert await stores.dialogues.expectation(replace(KEY, thread_id=3), end) is not None
    assert await stores.dialogues.purge(end) == 0
