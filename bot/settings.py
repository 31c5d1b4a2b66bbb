"""Settings from the environment (prefix ``ZUWU_``) and from ``.env``."""

import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from knowledge.loader import packaged_folder

TELEGRAM = "https://api.telegram.org"
_TOKEN = re.compile(r"[0-9]{1,18}:[A-Za-z0-9_-]{3,}")
_NUMBER = re.compile(r"[0-9]{1,18}")
_DATABASE = re.compile(r"sqlite(\+aiosqlite)?:///.+|postgres(ql(\+asyncpg)?)?://.+")


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
    timezone: str = "Asia/Shanghai"
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
    return "值不对"
