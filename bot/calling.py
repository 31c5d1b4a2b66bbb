"""Calls to Telegram over aiohttp: what leaves this machine, and what comes back.

python-telegram-bot brings a way of its own, over httpx, whose pool looks through all of its connections at every call:
with sixty of them a call takes ten times the processor time of one over aiohttp.
"""

import ssl
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import certifi
from telegram._utils.defaultvalue import DefaultValue
from telegram.error import BadRequest, NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.proxies import proxy_for

READ_WITHIN, CONNECT_WITHIN, UPLOAD_WITHIN = 20.0, 10.0, 20.0
"""Seconds until an answer begins to come, and goes on; until there is a connection, with the wait for a free one; what
files may take beyond the first."""

IDLE = 10.0
"""Seconds until a connection that nobody uses is closed. Telegram closes it as well, sooner or later: what is sent into
a connection that is just being closed may be lost, and nobody knows."""

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}

_NOT_CALLED = (
    aiohttp.ClientConnectorError,
    aiohttp.ClientHttpProxyError,
    aiohttp.ConnectionTimeoutError,
    ValueError,  # of no URL
)
"""What the library raises before it sends anything."""


class NotCalledError(NetworkError):
    """A call never left this machine, so that it surely had no effect."""


class BrokenOffError(NetworkError):
    """A connection broke off before the whole answer was there: nobody knows what came of the call."""


class TelegramAwayError(Exception):
    """Telegram is not there, for longer than anything waits here: the update that was to be answered is to come
    again."""


class TelegramCalls(BaseRequest):
    """Makes calls. Raises NotCalledError where there is no connection, TimedOut where no answer came in time and
    BrokenOffError; what came of these last two nobody knows. No message names the URL: it has the token in it."""

    def __init__(self, connections: int, *, read_within: float = READ_WITHIN) -> None:
        """``connections`` are open at the same time at most; ``read_within`` is for calls that say nothing else."""
        self._connections = connections
        self._read_within = read_within
        self._session: aiohttp.ClientSession | None = None
        # The library would read the environment, and a file of passwords, in two threads at every call.
        self._proxy_for = cache(proxy_for)

    @property
    def read_timeout(self) -> float:
        """Seconds until an answer begins to come, for calls that say nothing else."""
        return self._read_within

    async def initialize(self) -> None:
        """Be ready for calls."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=IDLE, ssl=trusted())
            self._session = aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        """Close every connection."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(  # noqa: PLR0917 - the library's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make one call. Returns the status and the body."""
        if self._session is None:
            raise RuntimeError("calls are made after initialize")
        within = _seconds(read_timeout, self._read_within)
        if request_data is not None and request_data.contains_files:
            # The wait for the answer begins with the first byte that is sent.
            within += _seconds(write_timeout, UPLOAD_WITHIN)
        timeout = aiohttp.ClientTimeout(total=None, connect=_seconds(connect_timeout, CONNECT_WITHIN), sock_read=within)
        body = _body(request_data)
        try:
            proxy = self._proxy_for(*urlsplit(url)[:2])
            headers = _FORM if isinstance(body, bytes) else None
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=timeout, allow_redirects=False, proxy=proxy
            ) as answer:
                return answer.status, await answer.read()
        except _NOT_CALLED as error:
            raise NotCalledError(type(error).__name__) from None
        except TimeoutError as error:
            raise TimedOut(type(error).__name__) from None
        except (aiohttp.ClientError, OSError) as error:
            raise BrokenOffError(type(error).__name__) from None


def surely_not_sent(error: TelegramError) -> bool:
    """Whether a call surely had no effect for now, and may have one later: no connection, or an answer that a server
    in between gave (5xx)."""
    if isinstance(error, NotCalledError):
        return True
    answered = error.__cause__ is None or isinstance(error.__cause__, TelegramError)
    return type(error) is NetworkError and answered  # what broke off is of another type


def is_doubtful(error: TelegramError) -> bool:
    """Whether nobody knows if a call had an effect: no answer, or half of one, which is what the library's basic error
    stands for."""
    if surely_not_sent(error) or isinstance(error, BadRequest):  # which is a network error to the library
        return False
    return isinstance(error, NetworkError) or type(error) is TelegramError


def host_of(url: str) -> str:
    """The host that a URL names, for whoever reads of it: what follows it may be a secret. A question mark for none."""
    try:
        return urlsplit(url).hostname or "?"
    except ValueError:
        return "?"


@cache
def trusted() -> ssl.SSLContext:
    """Whom to trust: what this machine trusts, and the authorities that certifi names, for machines that name none."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _seconds(said: object, default: float) -> float:
    """A time limit of a call; no limit at all is none that anybody waits for."""
    if isinstance(said, DefaultValue) or not isinstance(said, int | float):
        return default
    return float(said)


def _body(data: RequestData | None) -> bytes | aiohttp.FormData | None:
    """What a call says: a form, with files where there are some."""
    if data is None:
        return None
    if not data.contains_files:
        # Not left to aiohttp, which takes for each byte of Chinese as long as this for a line.
        return URL.build(query=data.json_parameters).raw_query_string.encode()
    form = aiohttp.FormData(quote_fields=False, default_to_multipart=True)  # names in Chinese as they are
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    files: dict[str, Any] = dict(data.multipart_data)
    for name, (filename, content, kind) in files.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form
