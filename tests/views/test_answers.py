"""Every outcome as a message that Telegram takes."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.console.botapi.limits import check_inline_answer, check_markup
from bot.console.botapi.text import check_text, format_text
from bot.domain.dialogue import ConversationKey, Outcome, Turn
from bot.notifier import Place
from bot.services.knowledge import reference
from bot.views import words
from bot.views.answers import MAX_RELATED, describe, inline_text, render_decision, render_entry, render_rejected
from bot.views.callbacks import Verb, encode
from bot.views.markup import Reply
from intents.decide import MAX_CHOICES, Answer, Decision, Disambiguation, Fallback, SmallTalk
from intents.resources import remarks
from intents.understanding import Understanding
from knowledge.models import Boundary, Citation, Document, Entry, KnowledgeBase, Provision
from tests.support.app import MEMBER, RunningBot

NOW = datetime(2026, 3, 2, tzinfo=UTC)
TURN = Turn("turn0000001", ConversationKey(1, 1), "问", "问", Outcome.DISAMBIGUATION, None, (), 0, "r", NOW, NOW)


def document(number: int = 0, **changes: Any) -> Document:
    """A document as large as the schema allows."""
    fields = {
        "id": f"document-{number}",
        "title": "规" * 200,
        "status": "in-force",
        "effective": "2019-04-22",
        "scope": "各部门" * 30,
        "link": f"https://example.org/{'a' * 480}",
        "provisions": {"第一条": Provision()},
    }
    return Document(**(fields | changes))


def entry(number: int = 0, documents: int = 20, **changes: Any) -> Entry:
    """An entry as large as the schema allows."""
    fields = {
        "id": f"{'e' * 50}-{number}",
        "topic": "主" * 30,
        "question": "<问>" * 66 + "？",
        "answer": "<答&>" * 750,
        "cites": tuple(Citation(document=f"document-{n}", locator="第一条") for n in range(documents)),
        "related": tuple(f"{'e' * 50}-{n}" for n in range(8)),
    }
    return Entry(**(fields | changes))


@pytest.fixture(scope="module")
def large() -> KnowledgeBase:
    """A base of the largest entries there can be."""
    return KnowledgeBase(
        documents={f"document-{n}": document(n) for n in range(20)}, entries=tuple(entry(n) for n in range(9))
    )


def accept(reply: Reply) -> tuple[str, list[str]]:
    """The text and the labels as Telegram shows them. Raises where Telegram refuses them."""
    shown = check_text(format_text(reply.html, "HTML"))
    rows = [
        [{"text": b.text} | ({"url": b.url} if b.url else {"callback_data": b.data}) for b in row]
        for row in reply.buttons
    ]
    check_markup({"inline_keyboard": rows} if rows else None)
    return shown.text, [button.text for row in reply.buttons for button in row]


def test_the_largest_entry_stays_within_every_limit(large: KnowledgeBase) -> None:
    """Question and answer are whole; what is cut is at the end of the citations."""
    text, labels = accept(render_entry(large.entries[0], large))
    assert text.startswith(f"{'<问>' * 66}？\n{'<答&>' * 750}\n\n依据：")
    assert text.endswith("（太长，后面略）")
    assert len(labels) == MAX_RELATED + 1


async def test_telegram_takes_the_largest_entry(large: KnowledgeBase, bot: RunningBot) -> None:
    """As a message, and as the result of an inline query."""
    assert await bot.notifier.send(Place(MEMBER.id), render_entry(large.entries[0], large)) is not None
    content = {"message_text": inline_text(large.entries[0], large).html, "parse_mode": "HTML"}
    result = {"type": "article", "id": "1", "title": large.entries[0].question, "input_message_content": content}
    check_inline_answer({"results": [result]})


def test_an_answer_names_question_answer_and_source(understanding: Understanding) -> None:
    """With the standing, the date and the scope."""
    base = understanding.base
    found = base.entry("group-meeting-chair")
    assert found is not None
    text, _ = accept(render_entry(found, base))
    assert text == (
        "党小组会由谁召集、谁主持？\n"
        "由党小组组长召集并主持，这也是组长的职责之一。\n\n"
        "依据：《中央和国家机关党小组工作规则（试行）》第五条、第十二条（四）\n"
        "现行有效 · 2019-04-22 起施行 · 适用：中央和国家机关各部门的党小组；其他单位可作参照"
    )


@pytest.mark.parametrize(
    ("changes", "standing"),
    [
        ({}, "现行有效 · 2019-04-22 起施行 · 适用：" + "各部门" * 30),
        ({"effective": "", "scope": ""}, "现行有效"),
        ({"status": "historical", "issued": "1994-06-21"}, "历史文件 · 1994-06-21 印发"),
        ({"status": "reference", "issued": "2013-04", "kind": "handbook"}, "参考资料 · 2013-04 出版"),
        ({"status": "reference", "as_of": "2018-04"}, "参考资料 · 内容截至 2018-04"),
        ({"status": "reference"}, "参考资料"),
    ],
)
def test_every_standing_says_what_its_date_means(changes: dict[str, Any], standing: str) -> None:
    """Only what binds has a scope."""
    base = KnowledgeBase(documents={"document-0": document(**changes)}, entries=(entry(documents=1),))
    assert render_entry(base.entries[0], base).plain.splitlines()[-1] == standing


def test_each_document_is_named_once_with_all_its_places(understanding: Understanding) -> None:
    """In the order of the citations."""
    base = understanding.base
    found = base.entry("opinion-secretary")
    assert found is not None
    lines = [line for line in render_entry(found, base).plain.splitlines() if line.startswith("依据：")]
    assert lines == [
        "依据：《关于中央国家机关各部门党组指导机关党委工作的意见》二、3",
        "依据：《党组（百科条目）》党组与机关党组织的关系",
    ]


def test_a_related_entry_that_is_gone_has_no_button(large: KnowledgeBase) -> None:
    """The others have."""
    base = KnowledgeBase(documents=large.documents, entries=(large.entries[0], large.entries[2]))
    assert len(render_entry(base.entries[0], base).buttons) == 3


def test_a_description_is_one_short_line(large: KnowledgeBase, understanding: Understanding) -> None:
    """It begins with where the entry stands."""
    assert len(describe(large.entries[0], large)) <= 120
    found = understanding.base.entry("leader-conditions")
    assert found is not None
    line = describe(found, understanding.base)
    assert line.startswith("中央和国家机关党小组工作规则（试行） 第十条｜四条")
    assert "\n" not in line


DECISIONS: dict[str, tuple[Decision, str, list[str]]] = {
    "answer": (Answer(entry(), 1.0, ()), "<问>", ["<问>", "<问>", "<问>", words.WRONG_ANSWER]),
    "choices": (
        Disambiguation(tuple(entry(n) for n in range(MAX_CHOICES)), 0.5, ()),
        words.CHOOSE,
        ["<问>"] * MAX_CHOICES + [words.NONE_OF_THESE],
    ),
    "one choice": (Disambiguation((entry(),), 0.5, ()), words.CHOOSE_ONE, ["<问>", words.NONE_OF_THESE]),
    "unknown": (Fallback(None, 0.0, ()), words.UNKNOWN, [words.SEE_TOPICS]),
    "empty": (Fallback(None, 0.0, (), empty=True), words.EMPTY, []),
    "boundary": (
        Fallback(
            Boundary(id="b", topic="主", question="问" * 200, look_into=("题" * 200,) * 5, note="<注>" * 100),
            1.0,
            (),
        ),
        "问问",
        [],
    ),
}


@pytest.mark.parametrize("name", DECISIONS)
def test_every_outcome_is_rendered(name: str, large: KnowledgeBase) -> None:
    """As a message that Telegram takes, with the buttons that belong to it."""
    decision, beginning, buttons = DECISIONS[name]
    text, labels = accept(render_decision(decision, TURN, large))
    assert text.startswith(beginning)
    assert [label.startswith(wanted) for label, wanted in zip(labels, buttons, strict=True)] == [True] * len(buttons)


@pytest.mark.parametrize("remark", remarks(), ids=lambda remark: remark.name)
def test_every_small_talk_is_rendered(remark: Any, large: KnowledgeBase) -> None:
    """Word by word, without buttons."""
    text, labels = accept(render_decision(SmallTalk(remark.name, remark.reply), TURN, large))
    assert (text, labels) == (remark.reply, [])


def test_choices_lead_to_their_entry_and_to_none_of_them(large: KnowledgeBase) -> None:
    """Each button knows the turn."""
    reply = render_rejected(large.entries[:2], TURN)
    assert [row[0].data for row in reply.buttons] == [
        encode(Verb.PICK, TURN.id, reference(large.entries[0].id)),
        encode(Verb.PICK, TURN.id, reference(large.entries[1].id)),
        encode(Verb.REJECT, TURN.id),
    ]


def test_without_further_candidates_there_is_a_way_on(large: KnowledgeBase) -> None:
    """To the topics."""
    assert accept(render_rejected((), TURN)) == (words.NO_MORE, [words.SEE_TOPICS])
