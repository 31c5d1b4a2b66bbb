"""What is typed for an entry is read as it was meant, and kept for its author alone."""

from datetime import timedelta

import pytest

from bot.domain.errors import NotAllowedError, NotYoursError
from bot.domain.keeper import Act, Keeper, KeeperEvent
from bot.domain.roles import Actor
from bot.services.care.locating import examples, read_locators
from bot.services.care.writing import Writing
from bot.services.care.written import (
    Lack,
    Left,
    Piece,
    Refusal,
    Step,
    WritingError,
    every_target,
    from_body,
    of_target,
    to_body,
)
from bot.services.knowledge import reference
from bot.views.care.writing_left import left_sentence
from intents.understanding import Understanding
from knowledge.models import Document, Provision
from knowledge.outline.numerals import chinese
from knowledge.outline.numerals import number as number_of
from tests.support.app import ADMIN, GROUP, MEMBER, OTHER, RunningBot

BOSS = Actor(ADMIN.id, ADMIN.id, private=True)
SECOND = Actor(OTHER.id, OTHER.id, private=True)
NOBODY = Actor(MEMBER.id, MEMBER.id, private=True)


@pytest.mark.parametrize("number", [1, 9, 10, 11, 20, 21, 99, 100, 103, 110, 215])
def test_numerals_come_back(number: int) -> None:
    """Articles are counted in words."""
    assert number_of(chinese(number)) == number


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


RULES = Document(
    id="rules",
    title="党小组工作规则（试行）",
    status="in-force",
    provisions={
        "序言": Provision(),
        **{f"第{chinese(n)}条": Provision(items={4: 6, 5: 0, 12: 8}.get(n)) for n in range(1, 17)},
    },
)
OPINION = Document(
    id="opinion",
    title="意见",
    status="reference",
    provisions={name: Provision() for name in ("转发通知", "引言", "一、1", "一、2", "二、1")},
)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("第 5 条", "第五条"),
        ("第十二条（二）、（三）", "第十二条（二） 第十二条（三）"),
        ("第四条第二、三项", "第四条（二） 第四条（三）"),
        ("第五到第七条", "第五条 第六条 第七条"),
        ("第五条至第七条", "第五条 第六条 第七条"),
        ("第四条（一）至（三）", "第四条（一） 第四条（二） 第四条（三）"),
        ("第五条和第六条", "第五条 第六条"),
        ("《党小组工作规则》第九条", "第九条"),
        ("前言", "序言"),
        ("4.2", "第四条（二）"),
        ("12、13", "第十二条 第十三条"),
    ],
)
def test_locators_are_read_in_every_common_form(typed: str, found: str) -> None:
    """With blanks, in lists of items, in ranges, with the title."""
    located = read_locators(typed, RULES)
    assert (located.locators, located.unknown) == (tuple(found.split()), ())


def test_locators_that_have_commas_in_them_are_whole() -> None:
    """A document may count as it likes."""
    assert read_locators("一、1、一、2、前言", OPINION).locators == ("一、1", "一、2", "引言")


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("第四条（七）", Left("第四条（七）", Lack.ITEM, ("第四条",), 6)),
        ("第五条（一）", Left("第五条（一）", Lack.ITEM, ("第五条",), 0)),
        ("5.2", Left("5.2", Lack.ITEM, ("第五条",), 0)),
        ("第五条第二款", Left("第五条第二款", Lack.PARAGRAPH, ("第五条",))),
        ("《条例》第九条", Left("《条例》", Lack.DOCUMENT)),
        ("7-5", Left("7-5", Lack.UNKNOWN)),
    ],
)
def test_what_cannot_be_cited_is_refused_with_the_reason(typed: str, left: Left) -> None:
    """With the real number of items, and the article where a paragraph was meant."""
    located = read_locators(typed, RULES)
    assert (located.locators, located.unknown) == ((), (left,))


def test_the_reasons_are_sentences() -> None:
    """As the admin reads them."""
    left = read_locators("第四条（七）、第五条第二款、第五条（一）", RULES).unknown
    assert left_sentence(left).splitlines()[1:] == [
        "· 第四条（七）：第四条只有六项。",
        "· 第五条第二款：依据只写到条和项，不写到款。可以写 第五条。",
        "· 第五条（一）：第五条没有分项。",
    ]


def test_the_examples_are_locators_that_the_document_has() -> None:
    """No hint leads astray."""
    assert examples(RULES) == ("第五条", "第四条（三）")
    for document in (RULES, OPINION):
        assert all(document.has(each) for each in examples(document))


def test_what_a_document_does_not_have_is_named(understanding: Understanding) -> None:
    """With what it has."""
    located = read_locators("第五条、第九十九条", understanding.base.documents["group-rules-2019"])
    assert (located.locators, [left.text for left in located.unknown]) == (("第五条",), ["第九十九条"])


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


async def test_a_published_draft_is_dropped_and_any_other_kept(bot: RunningBot) -> None:
    """Though its question exists already; what was published is known by its change."""
    writing, curation = bot.services.writing, bot.services.curation
    published, other = [await writing.begin(BOSS, question="组长调走了谁来接", passed=True) for _ in range(2)]
    for sheet in (published, other):
        document = reference("group-rules-2019")
        await writing.choose_document(BOSS, sheet.pending_id, document)
        await writing.take(BOSS, sheet.pending_id, Piece.CITES, "第十一条")
        await writing.take(BOSS, sheet.pending_id, Piece.ANSWER, "由党支部另行指定。")
    change = await writing.finish(BOSS, "知识管理员", published.pending_id)
    assert len(await writing.unfinished(BOSS)) == 2
    await curation.publish(BOSS, "知识管理员", change.id)
    assert [sheet.pending_id for sheet in await writing.unfinished(BOSS)] == [other.pending_id]


async def test_a_draft_whose_change_was_given_up_is_kept(bot: RunningBot) -> None:
    """Nothing of it is live."""
    writing = bot.services.writing
    sheet = await writing.begin(BOSS, entry_id="leader-selection")
    await writing.take(BOSS, sheet.pending_id, Piece.PHRASINGS, "组长走了找谁顶上")
    change = await writing.finish(BOSS, "知识管理员", sheet.pending_id)
    await bot.services.curation.discard(BOSS, change.id)
    assert [each.pending_id for each in await writing.unfinished(BOSS)] == [sheet.pending_id]


async def test_proposals_stay_once_they_are_shown(bot: RunningBot) -> None:
    """More phrasings change neither id nor topic; and they stay proposals."""
    writing = bot.services.writing
    sheet = await writing.begin(BOSS, question="组长调走了谁来接", passed=True)
    await writing.choose_document(BOSS, sheet.pending_id, reference("group-rules-2019"))
    await writing.take(BOSS, sheet.pending_id, Piece.CITES, "第十一条")
    first = await writing.take(BOSS, sheet.pending_id, Piece.ANSWER, "由党支部另行指定。")
    later = await writing.take(BOSS, sheet.pending_id, Piece.PHRASINGS, "党小组会的会场谁来订")
    assert (later.id, later.topic, later.written.id) == (first.id, first.topic, "")
    assert first.topic == "党小组组长"


async def test_ids_are_found_however_they_are_spelled(bot: RunningBot) -> None:
    """And noise finds nothing."""
    found = await bot.services.writing.search(BOSS, "Leader_Selection")
    assert [target.id for target in found] == ["leader-selection"]
    assert await bot.services.writing.search(BOSS, "zzqq") == ()


async def test_whoever_is_no_admin_any_more_is_told_so_and_nothing_is_missed(bot: RunningBot) -> None:
    """What they were asked for, and typed half an hour later, is kept nowhere."""
    now = bot.clock.now()
    await bot.stores.keepers.name(Keeper(OTHER.id, "小王", ADMIN.id, now), KeeperEvent(now, ADMIN.id, "", Act.NAMED))
    await bot.ask("/faq add", sender=OTHER)
    await bot.stores.keepers.remove(OTHER.id, KeeperEvent(now, ADMIN.id, "", Act.REMOVED))
    bot.clock.advance(timedelta(minutes=30))
    shown = await bot.ask("组长调走了谁来接", sender=OTHER)
    assert "你已经不是管理员" in str(shown)
    assert await bot.stores.misses.open(9) == []


async def test_what_nothing_comes_near_to_can_be_published(bot: RunningBot) -> None:
    """Nobody is asked whether something else was meant, and the id and the topic are proposed all the same."""
    writing = bot.services.writing
    begun = await writing.begin(BOSS, question="养猫的猫粮放在哪里")
    assert begun.near == ()
    await writing.choose_document(BOSS, begun.pending_id, reference("group-rules-2019"))
    await writing.take(BOSS, begun.pending_id, Piece.CITES, "第五条")
    await writing.take(BOSS, begun.pending_id, Piece.ANSWER, "规则没有写这件事。")
    sheet = await writing.sheet(BOSS, begun.pending_id)
    assert sheet.id
    assert sheet.topic
    assert await writing.finish(BOSS, "知识管理员", begun.pending_id)


async def test_lines_without_letters_are_left_out(bot: RunningBot) -> None:
    """Of phrasings and tests; a question has two letters at least."""
    writing = bot.services.writing
    sheet = await writing.begin(BOSS, entry_id="leader-selection")
    for piece in (Piece.PHRASINGS, Piece.TESTS):
        with pytest.raises(WritingError) as error:
            await writing.take(BOSS, sheet.pending_id, piece, "……")
        assert error.value.left == (Left("……", Lack.WORDLESS),)
        assert "里面没有字" in left_sentence(error.value.left)
    for typed in ("组", "……", "12345"):
        with pytest.raises(WritingError) as error:
            await writing.take(BOSS, sheet.pending_id, Piece.QUESTION, typed)
        assert error.value.refusal is Refusal.NO_WORDS


async def test_what_nothing_was_typed_for_is_not_kept(bot: RunningBot) -> None:
    """It is not offered, and gone once something else is begun."""
    writing = bot.services.writing
    empty = await writing.begin(BOSS)
    assert await writing.unfinished(BOSS) == []
    await writing.begin(BOSS, question="组长调走了谁来接")
    with pytest.raises(WritingError) as error:
        await writing.sheet(BOSS, empty.pending_id)
    assert error.value.refusal is Refusal.DRAFT_GONE


async def test_a_boundary_that_nothing_is_near_to_has_a_number_and_no_topic(bot: RunningBot) -> None:
    """The number is free; without a topic it is not finished."""
    writing = bot.services.writing
    begun = await writing.begin(BOSS, question="养猫的猫粮放在哪里", kind="boundary")
    sheet = await writing.go_on(BOSS, begun.pending_id)
    boundaries = bot.services.knowledge.now.base.boundaries
    assert (sheet.near, sheet.topic) == ((), "")
    assert sheet.id == f"unsettled-{len(boundaries) + 1}"
    with pytest.raises(WritingError) as error:
        await writing.finish(BOSS, "知识管理员", sheet.pending_id)
    assert error.value.refusal is Refusal.INCOMPLETE
