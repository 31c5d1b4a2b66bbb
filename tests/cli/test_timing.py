"""``zuwu when``."""

import json

import pytest

from tests.cli.conftest import Zuwu

NOW = ("--now", "2026-11-20T10:00")


def test_a_sentence_becomes_a_rule_and_its_next_dates(zuwu: Zuwu) -> None:
    """In words, with the lead times; nothing is set."""
    done = zuwu("when", *NOW, "每月5号下午3点开党小组会，提前一天和提前一小时提醒")
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "开党小组会：每月5号 15:00",
        "  2026-12-05 15:00",
        "  2027-01-05 15:00",
        "  2027-02-05 15:00",
        "  2027-03-05 15:00",
        "  提前1天",
        "  提前1小时",
    ]


def test_lines_of_json_bring_their_own_now(zuwu: Zuwu) -> None:
    """The form that programs rely on."""
    line = json.dumps({"text": "明天下午三点开会", "now": "2026-12-30T09:00"}, ensure_ascii=False)
    done = zuwu("when", "--json", *NOW, text=line + "\n后天上午九点交材料\n")
    first, second = map(json.loads, done.stdout.splitlines())
    assert list(first) == ["kind", "title", "rule", "recurring", "next", "leads", "message"]
    assert (first["kind"], first["recurring"], first["next"]) == ("schedule", False, ["2026-12-31T15:00"])
    assert second["next"] == ["2026-11-22T09:00"]


@pytest.mark.parametrize("text", ["老时间开会", "每月五号开党小组会", "周八下午三点开会", "随便说说"])
def test_what_is_missing_is_asked_for(zuwu: Zuwu, text: str) -> None:
    """Never a date that was not said."""
    result = json.loads(zuwu("when", "--json", *NOW, text).stdout)
    assert (result["kind"], result["next"]) == ("ask", [])
    assert result["message"].endswith(("。", "？"))


def test_a_date_that_hangs_on_unannounced_holidays_says_so(zuwu: Zuwu) -> None:
    """The next year's arrangement is not known yet."""
    done = zuwu("when", "--now", "2049-06-01T10:00", "每月最后一个工作日下午四点交党费")
    assert done.stdout.splitlines()[0] == "交党费：每月最后一个工作日 16:00"
    assert "按惯例推算" in done.stdout


@pytest.mark.parametrize(("option", "value"), [("--tz", "Mars/Base"), ("--now", "昨天")])
def test_a_wrong_option_is_named(zuwu: Zuwu, option: str, value: str) -> None:
    """With exit code 2, as every wrong command line."""
    done = zuwu("when", option, value, "明天三点")
    assert done.exit_code == 2
    assert value in done.stderr
