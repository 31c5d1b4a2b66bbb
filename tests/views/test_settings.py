"""/settings as messages that Telegram takes."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.domain.notices import QuietHours
from bot.domain.preferences import Preferences
from bot.domain.roles import Leader
from bot.domain.series import DayOffPolicy
from bot.notifier import MAX_TOAST
from bot.services.preferences import MOST_LEADS, Unfit
from bot.views import settings, settings_words, words
from bot.views.callbacks import MAX_BYTES, Verb, decode
from bot.views.markup import MAX_BUTTON, Reply
from bot.views.settings import Choice, Whose
from bot.views.zones import USUAL, say_zone
from tests.views.test_answers import accept

NOW = datetime(2026, 3, 2, tzinfo=UTC)
PLAIN = Preferences(zone="Asia/Shanghai")
FULL = Preferences(
    zone="America/Argentina/ComodRivadavia",
    quiet=QuietHours(time(22, 30), time(6, 30)),
    leads=tuple(timedelta(days=30, hours=-n, minutes=-n) for n in range(MOST_LEADS)),
    policy=DayOffPolicy.PREVIOUS,
)
GROUP = Whose(-1009999999999, private=False)
FOCUSED = Whose(-1009999999999, private=True, title="<b>第一&党小组" + "长" * 120)
OWN = Whose(2**52 - 1, private=True)
CHOICES = [Choice(-1009999999999 + n, "长" * 128) for n in range(20)]
PAGES: dict[str, Callable[[Whose, Preferences], Reply]] = {
    **settings.PAGES,
    "card": lambda whose, found: settings.render_card(whose, found, 3, "zuwu_bot", CHOICES),
    "lost": lambda whose, found: settings.render_lost(whose, CHOICES),
    "focus": lambda whose, found: settings.render_focus(whose),
}


@pytest.mark.parametrize("preferences", [PLAIN, FULL], ids=["plain", "full"])
@pytest.mark.parametrize("whose", [GROUP, FOCUSED, OWN], ids=["group", "focused", "own"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_accepted(page: str, whose: Whose, preferences: Preferences) -> None:
    """With the longest ids, zones, titles and the most lead times that there can be."""
    reply = PAGES[page](whose, preferences)
    accept(reply)
    for button in [button for row in reply.buttons for button in row if button.data]:
        assert len(button.data.encode()) <= MAX_BYTES
        assert decode(button.data) is not None


@pytest.mark.parametrize("page", settings.PROMPTS)
def test_every_question_is_accepted(page: str) -> None:
    """The first one, and the one after an answer that was not understood."""
    accept(settings.render_prompt(page))
    accept(settings.render_not_read(page))


def test_names_on_the_page_of_leaders_are_shown_as_they_are() -> None:
    """Whatever people call themselves; those without a name here are counted."""
    leaders = [Leader(-1, user_id, 1, NOW) for user_id in (1, 2, 3)]
    names = {1: "<b>小&李</b>\x00", 2: "长" * 128}
    text, labels = accept(settings.render_leaders(Whose(-1, private=False), leaders, names))
    assert "· <b>小&李</b>\n" in text
    assert settings_words.LEADERS_MORE.format(count=1) in text
    assert labels[0] == "撤下 <b>小&李</b>"
    assert labels[1].endswith("…")


def test_the_fullest_page_of_leaders_is_accepted() -> None:
    """With a way back."""
    leaders = [Leader(-1, 2**52 - user_id, 1, NOW) for user_id in range(200)]
    names = {leader.user_id: "长" * 128 for leader in leaders[:20]}
    text, labels = accept(settings.render_leaders(GROUP, leaders, names))
    assert settings_words.LEADERS_MORE.format(count=180) in text
    assert len(labels) == 21
    assert labels[-1] == settings_words.BACK


def test_every_span_comes_back_from_its_button() -> None:
    """And what no button says is refused."""
    for quiet in [None, *settings.COMMON_QUIET]:
        page = settings.render_quiet(OWN, replace(PLAIN, quiet=quiet))
        presses = [decode(button.data) for row in page.buttons for button in row]
        values = [press.args[2] for press in presses if press and len(press.args) == 3 and press.args[2] != "?"]
        assert quiet in [settings.quiet_of(value) for value in values]
    for nonsense in ("", "1", "2200", "2200-2500", "9900-0000", "22:00-07:00"):
        with pytest.raises(ValueError, match=r"no quiet hours|must be in"):
            settings.quiet_of(nonsense)


def test_a_lead_time_that_was_written_is_a_switch_as_well() -> None:
    """It is turned off by what its button says."""
    page = settings.render_leads(OWN, replace(PLAIN, leads=(timedelta(days=2),)))
    data = {button.text: button.data for row in page.buttons for button in row}
    press = decode(data["✓ 提前2天"])
    assert press is not None
    assert press.args == (str(OWN.chat_id), settings.LEADS, str(2 * 24 * 60), "0")


@pytest.mark.parametrize("chat_id", [-1, -5, -1001, -1009999999999, 7])
def test_a_link_leads_to_the_chat_it_was_made_for(chat_id: int) -> None:
    """By the letters that Telegram allows there."""
    url = settings.link_row("zuwu_bot", chat_id)[0].url
    head, _, payload = url.partition("?start=")
    assert head == "https://t.me/zuwu_bot"
    assert len(payload) <= 64
    assert payload.replace("_", "").isalnum()
    assert settings.linked_chat(payload) == chat_id


@pytest.mark.parametrize("payload", ["g_", "g_n", "g_0", "g_n0", "g_-5", "g_n12x", "g_nn5", "e_5", "g_" + "9" * 30])
def test_what_is_no_link_leads_nowhere(payload: str) -> None:
    """Whatever people type."""
    assert settings.linked_chat(payload) is None


def test_a_group_that_is_in_focus_is_not_offered() -> None:
    """The way back to one's own calendar is."""
    reply = settings.render_card(FOCUSED, PLAIN, 0, "zuwu_bot", [Choice(FOCUSED.chat_id, "这里"), *CHOICES[1:2]])
    found = [decode(button.data) for row in reply.buttons for button in row if button.data]
    focuses = [press.args[0] for press in found if press and press.verb is Verb.FOCUS]
    assert focuses == ["0", str(CHOICES[1].chat_id)]


def test_every_refusal_and_every_policy_has_its_words() -> None:
    """Whatever is added is worded, and fits over the chat."""
    assert set(settings_words.UNFIT) == set(Unfit)
    assert set(settings_words.POLICIES) == set(DayOffPolicy)
    assert set(settings_words.NOT_READ) == set(settings.PROMPTS)
    assert all(len(sentence) <= MAX_TOAST for sentence in settings_words.UNFIT.values())
    assert len(settings_words.FOCUS_LOST) <= MAX_TOAST
    assert len(settings_words.FOCUS_OUTSIDE) <= MAX_TOAST


def test_the_greeting_of_a_group_names_every_command_of_leaders() -> None:
    """Whoever comes from a group learns what can be done for it."""
    assert {f"/{name}" for name in words.COMMANDS_LEADER} <= set(re.findall(r"/\w+", settings_words.WHAT_CAN_BE_DONE))


def test_every_hint_and_every_label_fits() -> None:
    """A hint into the field, a label on a phone."""
    assert all(len(hint) <= 64 for _, hint in settings.PROMPTS.values())
    labels = (*map(say_zone, USUAL), *settings_words.POLICIES.values(), settings_words.TO_PRIVATE)
    assert all(len(label) <= MAX_BUTTON / 2 for label in labels)


def _sentences() -> dict[str, str]:
    names = {name: value for name, value in vars(settings_words).items() if name.isupper()}
    more = {
        f"{name}.{key}": each for name, value in names.items() if isinstance(value, dict) for key, each in value.items()
    }
    return {name: value for name, value in (names | more).items() if isinstance(value, str)}


def test_no_command_is_named_that_does_not_exist() -> None:
    """In any sentence."""
    named = {name for text in _sentences().values() for name in re.findall(r"/([a-z]+)", text)}
    assert named <= {*words.COMMANDS, *words.COMMANDS_LEADER}


def test_every_sentence_is_said_somewhere() -> None:
    """No word is left over."""
    folder = Path(settings_words.__file__).parent
    source = "".join((folder / name).read_text("utf-8") for name in ("settings.py", "pages.py"))
    left = [name for name in vars(settings_words) if name.isupper() and f"words.{name}" not in source]
    assert left == []
