"""Settings: what they may be, and one sentence for each that is not."""

import json
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, format_of_logs, load_settings
from knowledge.loader import packaged_folder
from tests.cli.conftest import Zuwu

SECRET = "123456:AAF-abcdefghijklmnopqrstuvwxyz012345"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without a .env file."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_nothing_needs_to_be_set() -> None:
    """The console starts, with the packaged knowledge and a database in ./data."""
    settings = load_settings()
    assert settings.token.get_secret_value() == ""
    assert (settings.api_url, settings.is_telegram) == ("https://api.telegram.org", True)
    assert settings.database == "sqlite:///data/zuwu.db"
    assert settings.knowledge_dir == packaged_folder()
    assert (settings.admins, settings.timezone) == ((), "Asia/Shanghai")
    assert (settings.log_level, settings.log_format) == ("INFO", "text")


GOOD = [
    ("TOKEN", f" {SECRET}\n", "token", SECRET),
    ("API_URL", "http://127.0.0.1:8081/", "api_url", "http://127.0.0.1:8081"),
    ("API_URL", "https://proxy.example/telegram/", "api_url", "https://proxy.example/telegram"),
    ("DATABASE_URL", "postgresql://u:p%40@db/zuwu", "database", "postgresql://u:p%40@db/zuwu"),
    ("DATABASE_URL", "sqlite:////srv/zuwu.db", "database", "sqlite:////srv/zuwu.db"),
    ("DATA_DIR", "/srv/zuwu", "database", "sqlite:////srv/zuwu/zuwu.db"),
    ("DATA_DIR", "~/zuwu", "data_dir", Path.home() / "zuwu"),
    ("ADMINS", "11, 12，13,", "admins", (11, 12, 13)),
    ("WEBHOOK_URL", " https://bot.example/telegram ", "webhook_url", "https://bot.example/telegram"),
    ("WEBHOOK_URL", "https://bot.example", "webhook_path", "/"),
    ("WEBHOOK_URL", "https://bot.example:8443/a/b", "webhook_path", "/a/b"),
    ("WEBHOOK_URL", "https://bot.example/telegram", "listen_on", ("127.0.0.1", 8080)),
    ("LISTEN", "10.0.0.5:80", "listen_on", ("10.0.0.5", 80)),
    ("LISTEN", " [::1]:8080 ", "listen_on", ("::1", 8080)),
    ("LISTEN", "localhost:0", "listen_on", ("localhost", 0)),
    ("WEBHOOK_SECRET", " a_B-9 ", "secret_of_webhook", "a_B-9"),
    ("SENDS_PER_SECOND", " 1000 ", "sends_per_second", 1000),
    ("SENDS_PER_SECOND", "", "sends_per_second", 30),
    ("OPERATOR_CHAT", " -1001234567890 ", "operator_chat", -1001234567890),
    ("TIMEZONE", "Asia/Urumqi", "timezone", "Asia/Urumqi"),
    ("LOG_LEVEL", "debug", "log_level", "DEBUG"),
    ("LOG_FORMAT", "JSON", "log_format", "json"),
    *((name, "", attribute, getattr(Settings(_env_file=None), attribute)) for name, attribute in (
        ("API_URL", "api_url"), ("DATA_DIR", "data_dir"), ("TIMEZONE", "timezone"), ("LOG_LEVEL", "log_level"),
        ("ADMINS", "admins"), ("KNOWLEDGE_DIR", "knowledge_dir"), ("WEBHOOK_URL", "webhook_url"),
        ("LISTEN", "listen_on"), ("OPERATOR_CHAT", "operator_chat"),
    )),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value", "attribute", "expected"), GOOD)
def test_a_setting_is_read(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, attribute: str, expected: object
) -> None:
    """Spaces around it and the case of words do not matter; an empty one is as good as none."""
    monkeypatch.setenv(f"ZUWU_{name}", value)
    found = getattr(load_settings(), attribute)
    assert (found.get_secret_value() if attribute == "token" else found) == expected


BAD = [
    ("TOKEN", "secret"), ("TOKEN", "123456:AAF abc"), ("TOKEN", "１２３:abcdef"), ("TOKEN", ":abcdef"),
    ("TOKEN", f"{'9' * 5000}:abcdef"), ("API_URL", "api.telegram.org"), ("API_URL", "ftp://x"), ("API_URL", "http://"),
    ("API_URL", "http://[::1"), ("API_URL", "http://x:99999"), ("API_URL", "https://api.telegram.org/bot"),
    ("API_URL", "https://x/?a=b"), ("DATABASE_URL", "mysql://u:p@db/zuwu"), ("DATABASE_URL", "data/zuwu.db"),
    ("DATABASE_URL", "sqlite://"), ("ADMINS", "zhang"), ("ADMINS", "11;12"), ("ADMINS", "-1"), ("ADMINS", "9" * 5000),
    ("TIMEZONE", "Beijing"), ("TIMEZONE", "../../etc/passwd"), ("TIMEZONE", "Asia"), ("LOG_LEVEL", "loud"),
    ("LOG_FORMAT", "xml"),
]  # fmt: skip


_EXAMPLES = {
    "API_URL": "http:// 或 https:// 开头",
    "DATABASE_URL": "sqlite:///文件 或 postgresql://用户:密码@主机/库名",
    "TIMEZONE": "Asia/Shanghai",
}
"""How a sentence says what is right."""


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_setting_that_cannot_be_meant_is_one_sentence(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """With its name and in Chinese; the value is not repeated."""
    monkeypatch.setenv(f"ZUWU_{name}", value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    sentence = str(caught.value)
    assert sentence.startswith(f"ZUWU_{name}：")
    assert "\n" not in sentence
    assert value not in sentence.replace(_EXAMPLES.get(name, ""), "")
    assert "Value error" not in sentence
    assert any("一" <= letter <= "鿿" for letter in sentence.partition("：")[2])


def test_all_wrong_settings_are_told_at_once(zuwu: Zuwu, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the command, with exit code 1 and without the values."""
    for name, value in (("TOKEN", f"x{SECRET}"), ("LOG_LEVEL", "loud"), ("TIMEZONE", "Beijing")):
        monkeypatch.setenv(f"ZUWU_{name}", value)
    for command in ("run", "chat", "migrate", "check", "coverage", "ask"):
        done = zuwu(command)
        assert (done.exit_code, done.stdout) == (1, "")
        heading, *sentences = done.stderr.splitlines()
        assert heading == "设置有误："
        assert [line.partition("：")[0] for line in sentences] == ["ZUWU_TOKEN", "ZUWU_TIMEZONE", "ZUWU_LOG_LEVEL"]
        assert SECRET not in done.stderr


def test_settings_come_from_a_file_as_well(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``.env`` in the current folder; the environment comes before it; what is not ours is left alone."""
    (folder / ".env").write_text('ZUWU_ADMINS="11,12"\nZUWU_TIMEZONE=Asia/Urumqi\nOTHER=1\n# 注释\n', "utf-8")
    monkeypatch.setenv("ZUWU_TIMEZONE", "UTC")
    settings = load_settings()
    assert (settings.admins, settings.timezone) == ((11, 12), "UTC")


def test_a_file_that_cannot_be_read_is_told(folder: Path) -> None:
    """It has to be UTF-8."""
    (folder / ".env").write_bytes("ZUWU_ADMINS=11 # 管理员".encode("gbk"))
    with pytest.raises(SettingsError, match=r"\.env：.*UTF-8"):
        load_settings()


def test_no_secret_is_shown_by_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even where settings as a whole are printed."""
    monkeypatch.setenv("ZUWU_TOKEN", SECRET)
    monkeypatch.setenv("ZUWU_DATABASE_URL", "postgresql://u:geheim@db/zuwu")
    shown = repr(load_settings())
    assert SECRET not in shown
    assert "geheim" not in shown


def test_replicas_agree_on_a_secret_that_tells_nothing_of_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the same with each start, another for another token, and of the characters that Telegram allows."""
    monkeypatch.setenv("ZUWU_TOKEN", SECRET)
    first = load_settings().secret_of_webhook
    assert load_settings().secret_of_webhook == first
    assert len(first) == 64
    assert first.isalnum()
    assert first not in repr(load_settings())
    monkeypatch.setenv("ZUWU_TOKEN", f"{SECRET}x")
    assert load_settings().secret_of_webhook != first


WEBHOOKS = [
    ("bot.example/telegram", "", "https:// 开头"),
    ("https://:443", "", "https:// 开头"),
    ("https://bot.example:0/a", "", "https:// 开头"),
    ("https://bot.example:99999/a", "", "https:// 开头"),
    ("https://机器人.example/a", "", "https:// 开头"),
    ("https://bot.example/a b", "", "https:// 开头"),
    ("http://127.0.0.1:8080/a", "", "https:// 开头"),
    ("http://93.184.216.34/a", "http://127.0.0.1:8081", "内网地址"),
    ("http://bot.example/a", "http://127.0.0.1:8081", "内网地址"),
    ("https://me:pass@bot.example/a", "", "只写到路径为止"),
    ("https://bot.example/a?b=c", "", "只写到路径为止"),
    ("https://bot.example/a#b", "", "只写到路径为止"),
    (f"https://bot.example/{SECRET}", "", "不能有 token"),
    (f"https://bot.example/{SECRET.partition(':')[2]}", "", "不能有 token"),
    (f"https://bot.example/{SECRET.replace(':', '%3A')}", "", "不能有 token"),
    ("https://bot.example/readyz", "", "另有用处"),
    ("https://bot.example:444/a", "", "443、80、88、8443"),
]


@pytest.mark.parametrize(("url", "server", "sentence"), WEBHOOKS)
def test_where_telegram_could_not_or_must_not_deliver_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, url: str, server: str, sentence: str
) -> None:
    """It says what to write instead, and does not repeat the address, which may hold the token."""
    monkeypatch.setenv("ZUWU_TOKEN", SECRET)
    monkeypatch.setenv("ZUWU_API_URL", server)
    monkeypatch.setenv("ZUWU_WEBHOOK_URL", url)
    with pytest.raises(SettingsError) as raised:
        load_settings()
    assert str(raised.value).startswith("ZUWU_WEBHOOK_URL：")
    assert sentence in str(raised.value)
    assert url not in str(raised.value)


NEAR = ["127.0.0.1", "10.1.2.3", "192.168.0.9", "[fd00::1]", "localhost", "balancer", "bot.internal"]


@pytest.mark.parametrize("host", NEAR)
def test_a_server_of_ones_own_may_deliver_nearby_without_tls(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    """At any port."""
    monkeypatch.setenv("ZUWU_API_URL", "http://127.0.0.1:8081")
    monkeypatch.setenv("ZUWU_WEBHOOK_URL", f"http://{host}:1234/telegram")
    assert load_settings().webhook_path == "/telegram"


OTHERS = [
    ("WEBHOOK_SECRET", "has space", "1 到 256 个"),
    ("WEBHOOK_SECRET", "密", "1 到 256 个"),
    ("WEBHOOK_SECRET", "x" * 257, "1 到 256 个"),
    ("LISTEN", "8080", "主机:端口"),
    ("LISTEN", ":8080", "主机:端口"),
    ("LISTEN", "127.0.0.1:65536", "主机:端口"),
    ("LISTEN", "::1:8080", "方括号"),
    ("LISTEN", "[::1]", "主机:端口"),
    ("LISTEN", "[127.0.0.1.5]:80", "主机:端口"),
    ("LISTEN", "http://127.0.0.1:80", "主机:端口"),
    ("OPERATOR_CHAT", "@operators", "会话的编号"),
    ("OPERATOR_CHAT", "1.5", "会话的编号"),
    ("SENDS_PER_SECOND", "0", "1 到 1000 的整数"),
    ("SENDS_PER_SECOND", "1001", "1 到 1000 的整数"),
    ("SENDS_PER_SECOND", "many", "1 到 1000 的整数"),
    ("SENDS_PER_SECOND", "30.0", "1 到 1000 的整数"),
    ("SENDS_PER_SECOND", "３０", "1 到 1000 的整数"),
]


@pytest.mark.parametrize(("name", "value", "sentence"), OTHERS)
def test_what_else_cannot_be_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    """With the name of the setting, and never its value."""
    monkeypatch.setenv(f"ZUWU_{name}", value)
    with pytest.raises(SettingsError) as raised:
        load_settings()
    assert str(raised.value).startswith(f"ZUWU_{name}：")
    assert sentence in str(raised.value)
    assert f"：{value}" not in str(raised.value)


NONSENSE = ["?", "-1", "0", "x" * 5000, "9" * 5000, "\udcff", "１", " ", "a\nb"]


@pytest.mark.parametrize("name", [name.upper() for name in Settings.model_fields])
@pytest.mark.parametrize("value", NONSENSE, ids=range(len(NONSENSE)))
def test_no_setting_is_just_wrong(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """Whatever is written there, it can be used, or the sentence says what could be."""
    monkeypatch.setenv(f"ZUWU_{name}", value)
    try:
        load_settings()
    except SettingsError as error:
        said = str(error)
        assert said.startswith(f"ZUWU_{name}：")
        assert "值不对" not in said


def test_the_form_of_logs_is_known_whatever_else_is_wrong(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the environment or the file; where the file cannot be read, from the environment alone."""
    monkeypatch.setenv("ZUWU_TOKEN", "wrong")
    assert format_of_logs() == "text"
    (folder / ".env").write_text("ZUWU_LOG_FORMAT=JSON\nZUWU_LISTEN=wrong\n", "utf-8")
    assert format_of_logs() == "json"
    (folder / ".env").write_bytes(b"ZUWU_LOG_FORMAT=json # \xff")
    assert format_of_logs() == "text"
    monkeypatch.setenv("ZUWU_LOG_FORMAT", " json ")
    assert format_of_logs() == "json"


@pytest.mark.parametrize(("name", "value"), [("TOKEN", f"x{SECRET}"), ("LISTEN", "8080"), ("", "")])
def test_who_reads_logs_as_json_reads_of_a_wrong_setting_as_json(
    zuwu: Zuwu, folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """One object, whether the environment is wrong or the file cannot be read."""
    monkeypatch.setenv("ZUWU_LOG_FORMAT", "json")
    if name:
        monkeypatch.setenv(f"ZUWU_{name}", value)
    else:
        (folder / ".env").write_bytes(b"\xff")
    done = zuwu("run")
    assert (done.exit_code, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    entry = json.loads(line)
    assert (entry["level"], SECRET in line) == ("CRITICAL", False)
    assert (f"ZUWU_{name}：" if name else ".env：") in entry["message"]
