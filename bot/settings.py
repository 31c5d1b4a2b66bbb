"""Settings from the environment (prefix ``ZUWU_``) and from ``.env``."""

import re
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from knowledge.loader import packaged_folder

_TOKEN = re.compile(r"^\d+:[A-Za-z0-9_-]{3,}$")


class SettingsError(Exception):
    """A setting cannot be used. The message names every such setting with a sentence; values are not in it."""


class Settings(BaseSettings):
    """Everything an operator can set."""

    model_config = SettingsConfigDict(env_prefix="ZUWU_", env_file=".env", extra="ignore", frozen=True)

    token: SecretStr = SecretStr("")
    """The bot's token from @BotFather; without one the console starts."""
    api_url: str = "https://api.telegram.org"
    """Root of the Bot API server."""
    database_url: str = ""
    """Default: a SQLite file in the data folder."""
    data_dir: Path = Path("data")
    knowledge_dir: Path = Field(default_factory=packaged_folder)
    admins: Annotated[tuple[int, ...], NoDecode] = ()
    """User ids of those who keep the knowledge, separated by commas."""
    timezone: str = "Asia/Shanghai"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"

    @property
    def database(self) -> str:
        """The URL of the database."""
        return self.database_url or f"sqlite:///{self.data_dir / 'zuwu.db'}"

    @field_validator("token", mode="after")
    @classmethod
    def _token(cls, value: SecretStr) -> SecretStr:
        token = value.get_secret_value().strip()
        if token and not _TOKEN.match(token):
            raise ValueError("不像一个 Telegram 机器人的 token（形如 123456:ABC…）")
        return SecretStr(token)

    @field_validator("api_url", mode="after")
    @classmethod
    def _api_url(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("应当是 http:// 或 https:// 开头的网址")
        return value.rstrip("/")

    @field_validator("admins", mode="before")
    @classmethod
    def _admins(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        parts = [part.strip() for part in value.replace("，", ",").split(",") if part.strip()]
        if not all(part.isascii() and part.isdigit() for part in parts):
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
        return value.upper() if getattr(info, "field_name", "") == "log_level" else value.lower()


def load_settings() -> Settings:
    """The settings. Raises SettingsError."""
    try:
        return Settings()
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        lines = [f"ZUWU_{str(detail['loc'][0]).upper()}：{_sentence(detail)}" for detail in details]
        raise SettingsError("\n".join(lines)) from None


def _sentence(detail: ErrorDetails) -> str:
    if detail["type"] == "value_error":
        return detail["msg"].removeprefix("Value error, ")
    if detail["type"] == "literal_error":
        return f"只能是 {detail.get('ctx', {}).get('expected', '')}"
    return "值不对"
