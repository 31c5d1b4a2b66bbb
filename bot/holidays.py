"""Which days are worked: the package's knowledge, with what ``holidays.yaml`` adds to it."""

from pathlib import Path

import yaml

from bot.domain.customary import HolidayYear
from bot.domain.workdays import Workdays, parse_holidays

PACKAGED = Path(__file__).parent / "data" / "holidays.yaml"
FILE = "holidays.yaml"
MOST_BYTES = 100_000


class HolidaysError(Exception):
    """A ``holidays.yaml`` cannot be used. The message is a sentence for the operator that names the file."""


def load_workdays(data_dir: Path) -> Workdays:
    """The days of work, with the years of the packaged file and of the operator's own, which goes first.

    Raises:
        HolidaysError: a file is there and cannot be read, or is not of the form.
    """
    return Workdays(_load(PACKAGED) | _load(data_dir / FILE, optional=True))


def _load(path: Path, *, optional: bool = False) -> dict[int, HolidayYear]:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise HolidaysError(f"{path}：太大了，放假安排不会超过 {MOST_BYTES // 1000} KB。")
        data = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError, ValueError) as error:
        if optional and isinstance(error, FileNotFoundError | NotADirectoryError):
            return {}
        raise HolidaysError(f"{path}：读不出来，应当是 UTF-8 编码的 YAML。") from None
    try:
        return parse_holidays(data or {})
    except ValueError as error:
        raise HolidaysError(f"{path}：{error}") from None
