"""Which links Telegram accepts, and the form it gives them."""

import re

_PARTS = re.compile(r"(?:(?P<scheme>[^:/?#@\[\]]*)://)?(?P<place>[^/?#]*)(?P<rest>.*)", re.DOTALL)
_SPECIAL = re.compile(r"(tg|ton|tonsite):(?://)?(?P<rest>.*)", re.DOTALL | re.IGNORECASE)
_USER = re.compile(r"tg:(?://)?user/?\?(?:[^#]*&)?id=(\d+)", re.IGNORECASE)
_HOST = re.compile(r"(?:[A-Za-z0-9.\-_!$,~*'();&+=]|[^\x00-\x7f]|%[0-9A-Fa-f]{2})+")


def check_link(url: str) -> str:
    """The link as Telegram stores it (``example.org`` becomes ``http://example.org/``). Raises ValueError with
    Telegram's reason where it is not accepted."""
    special = _SPECIAL.fullmatch(url)
    if special is not None:
        return _check_special(special[1].lower(), special["rest"])
    scheme, place, rest = _split(url)
    host, _, port = place.rpartition("@")[2].partition(":")
    if not host:
        raise ValueError("URL host is empty")
    if port and not (port.isdecimal() and 0 < int(port) < 65536):
        raise ValueError("Wrong port number specified in the URL")
    if not _HOST.fullmatch(host):
        raise ValueError("Disallowed character in URL host")
    if "." not in host:
        raise ValueError("Wrong HTTP URL")
    rest = "".join(f"%{ord(char):02X}" if char <= " " else char for char in rest.rstrip())
    return f"{scheme}://{place.lower()}{rest if rest.startswith('/') else '/' + rest}"


def user_of_link(url: str) -> int | None:
    """The user that a ``tg://user?id=...`` link leads to."""
    match = _USER.match(url)
    return int(match[1]) if match else None


def _split(url: str) -> tuple[str, str, str]:
    match = _PARTS.fullmatch(url)
    assert match is not None, "every string has these parts"  # noqa: S101
    scheme = (match["scheme"] if match["scheme"] is not None else "http").lower()
    if scheme not in {"http", "https"}:
        raise ValueError("Unsupported URL protocol")
    return scheme, match["place"], match["rest"]


def _check_special(scheme: str, rest: str) -> str:
    host, query = re.match(r"([^/?#]*)(.*)", rest, re.DOTALL).groups()  # type: ignore[union-attr]
    if not host:
        raise ValueError("URL host is empty")
    if not re.fullmatch(r"[A-Za-z0-9._-]+" if scheme == "tonsite" else r"[A-Za-z0-9_-]+", host):
        raise ValueError("Unallowed characters in URL host")
    return f"{scheme}://{host.lower()}{query}"
