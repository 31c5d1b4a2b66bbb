"""The questions of a load, and what is written down of them."""

from collections import Counter
from dataclasses import replace

from benchmarks.load.plan import FIRST_GROUP, FIRST_PERSON, Plan, read_questions
from benchmarks.load.sampling import DATABASE, LIBRARY, MATCHING, REST, ROOT, SENDING, WEB, part_of
from benchmarks.load.tally import Tally, latency_of

PLAN = Plan(1000, rate=50, chats=40, groups=0.25, seed=3)


def test_the_same_plan_asks_the_same() -> None:
    """In the same chats, after the same waits, also after its way to the server; another seed asks otherwise."""
    again = Plan.from_json(PLAN.to_json())
    assert again == PLAN
    assert list(again.asked()) == list(PLAN.asked())
    assert list(again.waits()) == list(PLAN.waits())
    assert list(replace(PLAN, seed=4).asked()) != list(PLAN.asked())


def test_questions_recur_evenly_and_in_every_chat() -> None:
    """Each comes about as often as any other; a quarter of the chats are groups."""
    known = read_questions()
    often = Counter(text for _, text in PLAN.asked())
    assert set(often) == set(known)
    assert max(often.values()) - min(often.values()) <= 1
    chats = {chat for chat, _ in PLAN.asked()}
    assert chats == set(PLAN.chat_ids())
    assert (min(chats), max(chats)) == (FIRST_GROUP - 9, FIRST_PERSON + 29)


def test_different_questions_never_recur() -> None:
    """Not one of some thousands."""
    texts = [text for _, text in replace(PLAN, questions=5000, different=True).asked()]
    assert len(set(texts)) == 5000


def test_the_waits_are_those_of_the_rate() -> None:
    """Even ones exactly, those by chance on average."""
    assert set(replace(PLAN, even=True).waits()) == {0.02}
    waits = list(PLAN.waits())
    assert len(waits) == 1000
    assert 0.018 < sum(waits) / len(waits) < 0.022
    assert list(replace(PLAN, rate=None).waits()) == []


def test_answers_find_their_questions() -> None:
    """By the question they name, else the oldest of the chat; what is too much, too early or missing is seen."""
    tally = Tally()
    first, second, third, private = (tally.ask(chat, at=1.0) for chat in (-7, -7, -7, 7))
    for number in (first, second, third, private, first):
        tally.take(number, 2.0)
    tally.answer(7, 3.0, None)
    tally.answer(7, 4.0, None, "a notice\nof two lines")
    tally.answer(-7, 3.5, second)
    tally.answer(-7, 4.5, second)
    tally.answer(-7, 5.0, first)
    counts = tally.counts
    assert (counts.asked, counts.taken, counts.answered, counts.lost) == (4, 4, 3, 1)
    assert (counts.repeated, counts.out_of_order, counts.others, counts.redelivered) == (1, 1, 1, 1)
    assert tally.others == [(4.0, 7, "a notice")]
    assert tally.seconds() == 3.0
    latency = tally.latency()
    assert latency is not None
    assert (latency.p50, latency.most) == (2500.0, 4000.0)


def test_percentiles_are_values_that_came() -> None:
    """The smallest that so many do not exceed."""
    latency = latency_of([float(number) for number in range(1, 1001)])
    assert latency is not None
    assert (latency.p50, latency.p99, latency.p999, latency.most) == (500.0, 990.0, 999.0, 1000.0)
    assert (latency.percentiles[0], latency.percentiles[100]) == (1.0, 1000.0)
    assert latency_of([]) is None


def test_code_belongs_to_its_part() -> None:
    """By where it stands; what everybody uses belongs to nobody."""
    packages = f"{ROOT}.venv/lib/python3.11/site-packages"
    found = {
        f"{ROOT}intents/rank.py": MATCHING,
        f"{ROOT}bot/storage/sql/base.py": DATABASE,
        f"{ROOT}bot/incoming/updates.py": REST,
        f"{packages}/sqlalchemy/engine/base.py": DATABASE,
        f"{packages}/httpcore/_async/http11.py": SENDING,
        f"{packages}/telegram/request/_httpxrequest.py": SENDING,
        f"{packages}/aiohttp/client.py": SENDING,
        f"{packages}/aiohttp/web_protocol.py": WEB,
        f"{packages}/telegram/_message.py": LIBRARY,
        f"{packages}/pydantic/main.py": "",
        "/usr/lib/python3.11/json/encoder.py": "",
        "/usr/lib/python3.11/sqlite3/dbapi2.py": DATABASE,
    }
    assert {file: part_of(file) for file in found} == found
