"""Settings from the environment (prefix ``ZUWU_``) and from ``.env``."""

import hashlib
import hmac
import ipaddress
import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from knowledge.loader import packaged_folder

TELEGRAM = "https://api.telegram.org"
_TOKEN = re.compile(r"[0-9]{1,18}:[A-Za-z0-9_-]{3,}")
_NUMBER = re.compile(r"[0-9]{1,18}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_CHAT = re.compile(r"-?[0-9]{1,18}")
_SENDS = re.compile(r"[0-9]{1,4}")
_PRINTABLE = re.compile(r"[!-~]+")
_LISTEN = re.compile(r"(?:\[(?P<v6>[0-9A-Fa-f:.]+)\]|(?P<name>[A-Za-z0-9._-]+)):(?P<port>[0-9]{1,5})")
_DATABASE = re.compile(r"sqlite(\+aiosqlite)?:///.+|postgres(ql(\+asyncpg)?)?://.+")

MOST_SENDS = 1000
"""Messages a second that Telegram sells at most."""

LISTEN_BY_DEFAULT = ("127.0.0.1", 8080)
"""Where a webhook is listened for, unless a setting says otherwise."""

PORTS_OF_WEBHOOKS = (443, 80, 88, 8443)
"""Those that Telegram delivers to."""

SHORT = 8
"""A token of fewer characters is none of Telegram's, and may be a word of an address."""

PATHS_TAKEN = frozenset({"/livez", "/readyz", "/metrics"})
"""What is served besides the webhook."""


class SettingsError(Exception):
    """A setting cannot be used. The message names every such setting with a sentence; values are not in it."""


class Settings(BaseSettings):
    """Everything an operator can set."""

    # An empty variable is as good as none: that is how compose files pass on what is not set.
    model_config = SettingsConfigDict(
        env_prefix="ZUWU_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    token: SecretStr = SecretStr("")
    """The bot's token from @BotFather; without one the console starts."""
    api_url: str = TELEGRAM
    """Root of the Bot API server."""
    database_url: str = Field(default="", repr=False)
    """Default: a SQLite file in the data folder. May hold a password."""
    data_dir: Path = Path("data")
    knowledge_dir: Path = Field(default_factory=packaged_folder)
    """Where knowledge comes from, beside the chat: the packaged folder, or one of one's own, whose changes become
    live while the program runs."""
    admins: Annotated[tuple[int, ...], NoDecode] = ()
    """User ids of those who keep the knowledge, separated by commas. It makes them leaders of no group."""
    webhook_url: str = ""
    """Where Telegram is to deliver updates; without one they are polled for. Several processes over one PostgreSQL
    may share it, behind a balancer."""
    webhook_secret: SecretStr = SecretStr("")
    """What Telegram sends along with each update. Default: derived from the token, the same in every replica."""
    listen: str = ""
    """Host and port of the web server; IPv6 in brackets. Port 0: any that is free, which the log tells."""
    operator_chat: int | None = None
    """The chat that is told of bugs and of notices that were missed."""
    timezone: str = "Asia/Shanghai"
    sends_per_second: int = 30
    """How many messages Telegram takes from this bot in a second over all chats: 30, up to 1000 where its owner pays
    for more."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"

    @property
    def database(self) -> str:
        """The URL of the database."""
        return self.database_url or f"sqlite:///{self.data_dir / 'zuwu.db'}"

    @property
    def own_folder(self) -> Path | None:
        """The folder of knowledge, where it is not the packaged one."""
        try:
            is_packaged = self.knowledge_dir.resolve() == packaged_folder().resolve()
        except (OSError, RuntimeError):  # a name that no file system takes, or links in a circle
            is_packaged = False
        return None if is_packaged else self.knowledge_dir

    @property
    def is_telegram(self) -> bool:
        """Whether the Bot API server is Telegram's own."""
        return self.api_url == TELEGRAM

    @property
    def listen_on(self) -> tuple[str, int] | None:
        """Host and port of the web server; None where there is none."""
        found = _LISTEN.fullmatch(self.listen)
        if found is None:
            return LISTEN_BY_DEFAULT if self.webhook_url else None
        return found["v6"] or found["name"], int(found["port"])

    @property
    def webhook_path(self) -> str:
        """The path that Telegram, or the balancer before us, asks for."""
        return urlsplit(self.webhook_url).path or "/"

    @property
    def secret_of_webhook(self) -> str:
        """What has to come with each update."""
        given, token = self.webhook_secret.get_secret_value(), self.token.get_secret_value()
        return given or hmac.new(token.encode(), b"zuwu webhook", hashlib.sha256).hexdigest()

    @field_validator("token", mode="after")
    @classmethod
    def _token(cls, value: SecretStr) -> SecretStr:
        token = value.get_secret_value().strip()
        if token and not _TOKEN.fullmatch(token):
            raise ValueError("不像一个 Telegram 机器人的 token（形如 123456:ABC…）")
        return SecretStr(token)

    @field_validator("api_url", mode="after")
    @classmethod
    def _api_url(cls, value: str) -> str:
        try:
            address = urlsplit(value.strip())
            usable = address.scheme in {"http", "https"} and bool(address.hostname) and address.port != 0
        except ValueError:
            usable = False
        if not usable or address.query or address.fragment:
            raise ValueError("应当是 http:// 或 https:// 开头的网址")
        if address.path.rstrip("/").endswith("/bot"):
            raise ValueError("写到 /bot 之前为止")
        return value.strip().rstrip("/")

    @field_validator("database_url", mode="after")
    @classmethod
    def _database_url(cls, value: str) -> str:
        if value and not _DATABASE.fullmatch(value.strip()):
            raise ValueError("只能是 sqlite:///文件 或 postgresql://用户:密码@主机/库名")
        return value.strip()

    @field_validator("data_dir", "knowledge_dir", mode="after")
    @classmethod
    def _folder(cls, value: Path) -> Path:
        if "\0" in str(value):
            raise ValueError("不是一个文件夹的路径")
        try:
            return value.expanduser()
        except RuntimeError:  # there is no such user
            return value

    @field_validator("admins", mode="before")
    @classmethod
    def _admins(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        parts = [part.strip() for part in value.replace("，", ",").split(",") if part.strip()]
        if not all(map(_NUMBER.fullmatch, parts)):
            raise ValueError("应当是用逗号分开的用户编号（数字）")
        return tuple(int(part) for part in parts)

    @field_validator("webhook_url", mode="after")
    @classmethod
    def _webhook_url(cls, value: str, info: ValidationInfo) -> str:
        value = value.strip()
        if value:
            token, server = info.data.get("token", SecretStr("")), info.data.get("api_url", TELEGRAM)
            _check_webhook(value, token.get_secret_value(), server == TELEGRAM)
        return value

    @field_validator("webhook_secret", mode="after")
    @classmethod
    def _webhook_secret(cls, value: SecretStr) -> SecretStr:
        secret = value.get_secret_value().strip()
        if secret and not _SECRET.fullmatch(secret):
            raise ValueError("只能用英文字母、数字、_ 和 -，1 到 256 个")
        return SecretStr(secret)

    @field_validator("listen", mode="after")
    @classmethod
    def _listen(cls, value: str) -> str:
        value = value.strip()
        found = _LISTEN.fullmatch(value)
        usable = found is not None and int(found["port"]) < 1 << 16
        if found is not None and found["v6"]:
            usable = usable and _address(found["v6"]) is not None
        if value and not usable:
            raise ValueError("应当是 主机:端口，如 127.0.0.1:8080；IPv6 写在方括号里，如 [::1]:8080")
        return value

    @field_validator("operator_chat", mode="before")
    @classmethod
    def _operator_chat(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        value = value.strip()
        if not value:
            return None
        if not _CHAT.fullmatch(value):
            raise ValueError("应当是一个会话的编号（数字，群的编号带负号）")
        return int(value)

    @field_validator("sends_per_second", mode="before")
    @classmethod
    def _sends_per_second(cls, value: object) -> object:
        said = str(value).strip()
        if not _SENDS.fullmatch(said) or not 1 <= int(said) <= MOST_SENDS:
            raise ValueError(f"应当是 1 到 {MOST_SENDS} 的整数")
        return int(said)

    @field_validator("timezone", mode="after")
    @classmethod
    def _timezone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError("没有这个时区（形如 Asia/Shanghai）") from error
        return value

    @field_validator("log_level", "log_format", mode="before")
    @classmethod
    def _case(cls, value: object, info: object) -> object:
        if not isinstance(value, str):
            return value
        value = value.strip()
        return value.upper() if getattr(info, "field_name", "") == "log_level" else value.lower()


def _check_webhook(url: str, token: str, is_telegram: bool) -> None:
    """Raises ValueError with a sentence where Telegram could not, or must not, deliver there."""
    try:
        address = urlsplit(url)
        host, port = address.hostname or "", address.port
    except ValueError:
        host, port = "", None
    if not host or address.scheme not in {"http", "https"} or not _PRINTABLE.fullmatch(url) or port == 0:
        raise ValueError("应当是 https:// 开头的网址")
    if address.query or address.fragment or address.username is not None or url[-1] in "?#":
        raise ValueError("只写到路径为止，不带用户名、? 和 #")
    secret = token.partition(":")[2]
    if token and (token in unquote(url) or (len(secret) > SHORT and secret in unquote(url))):
        raise ValueError("网址里不能有 token：网址会留在各处的日志里")
    if address.path in PATHS_TAKEN:
        raise ValueError("这个路径另有用处，请换一个，如 /telegram")
    if address.scheme == "http" and (is_telegram or not _is_near(host)):
        raise ValueError(
            "应当是 https:// 开头的网址；http:// 只能用在自己的 Bot API 服务器（ZUWU_API_URL）旁边的内网地址"
        )
    if is_telegram and (port or 443) not in PORTS_OF_WEBHOOKS:
        raise ValueError("Telegram 只往 443、80、88、8443 这几个端口送")


def _is_near(host: str) -> bool:
    """Whether a host is this machine, or one of a private network."""
    address = _address(host)
    if address is not None:
        return address.is_loopback or address.is_private
    return "." not in host or host.endswith((".local", ".internal", ".localhost"))


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


class _OfLogs(BaseSettings):
    """What has to be known to say that another setting cannot be used."""

    model_config = Settings.model_config

    log_format: str = "text"


def format_of_logs() -> Literal["text", "json"]:
    """How the logs are to be written, as far as that can be known while other settings are wrong, or ``.env`` cannot be
    read."""
    try:
        found = _OfLogs()
    except (UnicodeDecodeError, OSError):
        found = _OfLogs(_env_file=None)
    return "json" if found.log_format.strip().lower() == "json" else "text"


def load_settings() -> Settings:
    """The settings. Raises SettingsError."""
    try:
        return Settings()
    except (UnicodeDecodeError, OSError):
        raise SettingsError(".env：读不出来，应当是 UTF-8 编码的文本文件") from None
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        lines = [f"ZUWU_{str(detail['loc'][0]).upper()}：{_sentence(detail)}" for detail in details]
        raise SettingsError("\n".join(lines)) from None


def _sentence(detail: ErrorDetails) -> str:
    if detail["type"] == "value_error":
        return detail["msg"].removeprefix("Value error, ")
    if detail["type"] == "literal_error":
        allowed = re.findall(r"'(\w+)'", str(detail.get("ctx", {}).get("expected", "")))
        return f"只能是 {'、'.join(allowed)}"
    return "应当是 UTF-8 的文字" if detail["type"] == "string_unicode" else "值不对"
