"""What is typed for an entry is read as it was meant, and kept for its author alone."""

import pytest

from bot.domain.errors import NotAllowedError, NotYoursError
from bot.domain.keeper import Act, Keeper, KeeperEvent
from bot.domain.roles import Actor
from bot.services.locating import number_of, numeral, propose_id, read_locators
from bot.services.writing import Writing
from bot.services.written import Piece, Refusal, Step, WritingError, every_target, from_body, of_target, to_body
from intents.understanding import Understanding
from tests.support.app import ADMIN, GROUP, MEMBER, OTHER, RunningBot

BOSS = Actor(ADMIN.id, ADMIN.id, private=True)
SECOND = Actor(OTHER.id, OTHER.id, private=True)
NOBODY = Actor(MEMBER.id, MEMBER.id, private=True)


@pytest.mark.parametrize("number", [1, 9, 10, 11, 20, 21, 99, 100, 103, 110, 215])
def test_numerals_come_back(number: int) -> None:
    """Articles are counted in words."""
    assert number_of(numeral(number)) == number


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("第五条", ["第五条"]),
        ("5", ["第五条"]),
        ("四", ["第四条"]),
        ("4（三）", ["第四条（三）"]),
        ("４(3)", ["第四条（三）"]),
        ("第四条第三项", ["第四条（三）"]),
        ("第十一条，12、13", ["第十一条", "第十二条", "第十三条"]),
        ("5 5", ["第五条"]),
    ],
)
def test_locators_are_read_as_people_type_them(typed: str, found: list[str], understanding: Understanding) -> None:
    """In digits, in words, with items, several."""
    located = read_locators(typed, understanding.base.documents["group-rules-2019"])
    assert (list(located.locators), located.unknown) == (found, ())


def test_what_a_document_does_not_have_is_named(understanding: Understanding) -> None:
    """With what it has."""
    located = read_locators("第五条、第九十九条", understanding.base.documents["group-rules-2019"])
    assert (located.locators, located.unknown) == (("第五条",), ("第九十九条",))


def test_ids_are_proposed_that_nothing_has() -> None:
    """From the document and the locator."""
    assert propose_id("group-rules-2019", ["第四条（三）"], set()) == "group-rules-2019-4-3"
    assert propose_id("group-rules-2019", ["第五条"], {"group-rules-2019-5"}) == "group-rules-2019-5-2"
    assert len(propose_id("a" * 56, ["第五条"], set())) <= 56


def test_what_is_written_survives_as_json(understanding: Understanding) -> None:
    """Every part of it."""
    for target in every_target(understanding.base).values():
        assert from_body(to_body(of_target(target))) == of_target(target)


async def test_only_admins_write_and_only_in_private(bot: RunningBot) -> None:
    """Every other is refused by the service."""
    writing = bot.services.writing
    sheet = await writing.begin(BOSS, question="组长调走了谁来接")
    for call in (
        writing.begin(NOBODY),
        writing.unfinished(NOBODY),
        writing.sheet(NOBODY, sheet.pending_id),
        writing.take(NOBODY, sheet.pending_id, Piece.ANSWER, "某"),
        writing.finish(NOBODY, "", sheet.pending_id),
        writing.delete(NOBODY, "", sheet.pending_id),
        writing.drop(NOBODY, sheet.pending_id),
        writing.same(NOBODY, sheet.pending_id, "x"),
        writing.search(NOBODY, "党小组"),
    ):
        with pytest.raises(NotAllowedError):
            await call
    with pytest.raises(WritingError) as error:
        await writing.begin(Actor(ADMIN.id, GROUP.id, private=False))
    assert error.value.refusal is Refusal.ONLY_IN_PRIVATE


async def test_another_admin_does_not_get_at_what_one_has_begun(bot: RunningBot) -> None:
    """Not to look, not to change, not to drop."""
    now = bot.clock.now()
    keeper = Keeper(OTHER.id, "小王", ADMIN.id, now)
    await bot.stores.keepers.name(keeper, KeeperEvent(now, ADMIN.id, "", Act.NAMED))
    writing = bot.services.writing
    sheet = await writing.begin(BOSS, question="组长调走了谁来接")
    for call in (writing.sheet(SECOND, sheet.pending_id), writing.drop(SECOND, sheet.pending_id)):
        with pytest.raises(NotYoursError):
            await call
    assert [each.pending_id for each in await writing.unfinished(BOSS)] == [sheet.pending_id]
    assert await writing.unfinished(SECOND) == []


async def _written(writing: Writing) -> str:
    sheet = await writing.begin(BOSS, question="组长调走了谁来接", passed=True)
    assert sheet.step is Step.CITES
    return sheet.pending_id


@pytest.mark.parametrize(
    ("piece", "typed", "refusal"),
    [
        (Piece.QUESTION, "党" * 201, Refusal.LINE_TOO_LONG),
        (Piece.QUESTION, " \u2028 ", Refusal.EMPTY),
        (Piece.ANSWER, "党" * 3001, Refusal.ANSWER_TOO_LONG),
        (Piece.TOPIC, "党" * 31, Refusal.TOPIC_TOO_LONG),
        (Piece.NOTE, "党" * 301, Refusal.NOTE_TOO_LONG),
        (Piece.ID, "党小组", Refusal.NO_ID),
        (Piece.ID, "group-meeting-frequency", Refusal.ID_TAKEN),
        (Piece.CITES, "第五条", Refusal.NO_DOCUMENT),
        (Piece.PHRASINGS, "；\n；", Refusal.EMPTY),
        (Piece.PHRASINGS, "\n".join(f"问法{number}" for number in range(201)), Refusal.TOO_MANY),
    ],
)
async def test_what_does_not_fit_is_refused_with_the_reason(
    piece: Piece, typed: str, refusal: Refusal, bot: RunningBot
) -> None:
    """And nothing is changed."""
    pending_id = await _written(bot.services.writing)
    with pytest.raises(WritingError) as error:
        await bot.services.writing.take(BOSS, pending_id, piece, typed)
    assert error.value.refusal is refusal
    written = (await bot.services.writing.sheet(BOSS, pending_id)).written
    assert (written.question, written.answer, written.phrasings) == ("组长调走了谁来接", "", ())
