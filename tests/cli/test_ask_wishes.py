"""``zuwu ask``: a wish to be reminded is an action and no question."""

import json

import pytest

from tests.cli.conftest import Zuwu


@pytest.mark.parametrize("wish", ["提醒我们每月5号下午3点开党小组会", "设个提醒", "提醒我们每月5号开党小组会"])
def test_a_wish_is_an_action_without_an_entry(zuwu: Zuwu, wish: str) -> None:
    """In the form that programs rely on."""
    result = json.loads(zuwu("ask", "--json", wish).stdout)
    assert (result["kind"], result["entry"], result["ranking"]) == ("action", None, [])


def test_people_read_what_would_be_set(zuwu: Zuwu) -> None:
    """The rule in words with its dates, or what is lacking; nothing is set."""
    done = zuwu("ask", "提醒我们每月5号下午3点开党小组会")
    assert done.stdout.splitlines()[:2] == ["这是要设提醒，不是提问。机器人会这样理解：", "开党小组会：每月5号 15:00"]
    assert "几点" in zuwu("ask", "提醒我们每月5号开党小组会").stdout


def test_a_question_in_a_talk_is_still_answered_after_a_wish(zuwu: Zuwu) -> None:
    """A wish leaves nothing behind."""
    turns = json.dumps({"turns": ["提醒我明天上午九点开会", "党小组会多久开一次"]}, ensure_ascii=False)
    result = json.loads(zuwu("ask", "--json", text=turns + "\n").stdout)
    assert (result["kind"], result["entry"]) == ("answer", "group-meeting-frequency")
