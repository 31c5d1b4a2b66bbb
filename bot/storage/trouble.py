"""What is wrong with a database: whether it is to blame, whether that passes, and what the log and the operator are
told."""

import socket
import sqlite3
import ssl

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionError

from bot.domain.errors import ReadOnlyError, StorageError

_PRIMARY_CODE = 0xFF
_OUR_FAULT = {
    sqlite3.SQLITE_ERROR,
    sqlite3.SQLITE_TOOBIG,
    sqlite3.SQLITE_CONSTRAINT,
    sqlite3.SQLITE_MISMATCH,
    sqlite3.SQLITE_MISUSE,
    sqlite3.SQLITE_RANGE,
}
"""What SQLite finds wrong with a statement; everything else is wrong with the database."""
_TROUBLE = {"08", "25006", "28", "3D", "3F", "40", "42501", "53", "55P03", "57", "58", "F0", "XX"}
"""What PostgreSQL says of itself, by class or code: the connection, read-only, users, databases and schemas that are
not there, deadlocks, rights, no disk or memory or connection left, a lock held too long, shut down, the system below,
torn files."""
_PASSES = {"53300", "57P01", "57P02", "57P03"}
"""No connection left; stopping, stopped hard, not up yet."""
_FULL = {"SQLITE_FULL", "53100"}
_READ_ONLY = {"SQLITE_READONLY", "25006"}

_CORRUPT = "数据库 {place} 坏了（{code}）：停下机器人，从备份恢复。"
_NO_USER = "数据库 {place} 不认这个用户或密码（{code}）：核对 ZUWU_DATABASE_URL，密码里的特殊字符写成 %XX。"
_NO_RIGHT = (
    "数据库用户 {user} 在 {place} 里权限不够（{code}），多半是不能在 schema public 里建表：用管理员执行 "
    'ALTER DATABASE "{name}" OWNER TO "{user}"，或在这个库里执行 GRANT USAGE, CREATE ON SCHEMA public TO "{user}"；'
    "表要是别人建的，把表也交给它（ALTER TABLE … OWNER TO）。"
)
_DOWN = "数据库 {place} 正在停或正在启动（{code}）：等它起来再试。"
_FULL_DISK = "数据库 {place} 的磁盘满了（{code}）：腾出地方。"
_REFUSED_WRITES = (
    "数据库 {place} 只能读（{code}）：换成能写的主库，或改文件和磁盘的权限；ZUWU_DATABASE_URL 写的是哪一个？"
)
_MENDS = {
    "3D000": "数据库服务器上没有 {name} 这个库（{code}）：先建它（CREATE DATABASE），或改 ZUWU_DATABASE_URL 里的库名。",
    "28P01": _NO_USER,
    "28000": "数据库 {place} 不让这个用户进来（{code}）：核对 ZUWU_DATABASE_URL 里的用户，看服务器的 pg_hba.conf。",
    "42501": _NO_RIGHT,
    "3F000": _NO_RIGHT,
    "53300": "数据库 {place} 的连接用完了（{code}）：少开几个副本，或调大 max_connections 和用户的 CONNECTION LIMIT。",
    "57P01": _DOWN,
    "57P02": _DOWN,
    "57P03": _DOWN,
    "25006": _REFUSED_WRITES,
    "SQLITE_READONLY": _REFUSED_WRITES,
    "53100": _FULL_DISK,
    "SQLITE_FULL": _FULL_DISK,
    "SQLITE_NOTADB": "{place} 不是 SQLite 的数据库（{code}）：改 ZUWU_DATABASE_URL 换一个文件，或移走它从备份恢复。",
    "SQLITE_CORRUPT": _CORRUPT,
    "XX001": _CORRUPT,
    "XX002": _CORRUPT,
    "SQLITE_BUSY": "数据库 {place} 一直被别的程序占着写（{code}）：看谁在用它，停掉以后再试。",
    "SQLITE_CANTOPEN": "数据库文件 {place} 打不开（{code}）：看它和所在文件夹的权限，或改 ZUWU_DATABASE_URL。",
}
_BY_KIND: tuple[tuple[type[BaseException], str], ...] = (
    (socket.gaierror, "找不到数据库的主机 {host}（{code}）：核对 ZUWU_DATABASE_URL 里的主机名和这台机器的 DNS。"),
    (ssl.SSLError, "和数据库 {place} 的加密连接建不起来（{code}）：看它的证书，核对 ZUWU_DATABASE_URL 里的 sslmode。"),
    (ConnectionRefusedError, "数据库 {place} 没有在听（{code}）：看它启动没有，核对 ZUWU_DATABASE_URL 的主机、端口。"),
    (NoConnectionError, "数据库 {place} 太忙，等不到空闲的连接（{code}）：多开一个副本，或看它为什么慢。"),
    (TimeoutError, "数据库 {place} 没有及时回答（{code}）：看网络、防火墙和服务器，核对 ZUWU_DATABASE_URL。"),
    (TypeError, "ZUWU_DATABASE_URL 里 ? 后面有不认识的选项（{code}）：核对选项的名字，或者去掉。"),
    (ValueError, "ZUWU_DATABASE_URL 里有不能用的值（{code}）：核对 ? 后面的选项和端口；sslmode 只能是 disable、allow、"
                 "prefer、require、verify-ca、verify-full。"),
)  # fmt: skip
_NO_TLS = "数据库 {place} 不肯建立加密连接（{code}）：打开它的 SSL，或把 ZUWU_DATABASE_URL 里的 sslmode 改成 prefer。"
_ANYTHING = "数据库 {place} 没有回答（{code}）：看它启动了没有，检查 ZUWU_DATABASE_URL。"


def describe(url: URL) -> str:
    """The URL without its password and its options, which may hold another."""
    return URL.create(url.drivername, url.username, None, url.host, url.port, url.database).render_as_string()


def is_trouble(error: DBAPIError) -> bool:
    """Whether the database is to blame, and not what was asked of it."""
    if error.connection_invalidated:
        return True
    sqlite_code = getattr(error.orig, "sqlite_errorcode", None)
    if sqlite_code is not None:
        return sqlite_code & _PRIMARY_CODE not in _OUR_FAULT
    sqlstate = _code_of(error) or ""
    return sqlstate in _TROUBLE or sqlstate[:2] in _TROUBLE


def passes(error: BaseException) -> bool:
    """Whether a PostgreSQL server that could not be reached will take us in before long."""
    return _code_of(error) in _PASSES


def unusable(url: URL, error: BaseException) -> StorageError:
    """What to raise instead of an error that is the trouble of the database there."""
    cause = _cause_of(error)
    code = _code_of(error)
    place, named = describe(url), code or type(cause).__name__
    template = _MENDS.get(code) if code else _by_kind(cause)
    mend = (template or _ANYTHING).format(
        place=place, code=named, user=url.username or "", name=url.database, host=url.host
    )
    if code in _FULL:
        return ReadOnlyError(f"The disk of the database {place} is full ({code}).", mend)
    if code in _READ_ONLY:
        return ReadOnlyError(f"The database {place} takes nothing in ({code}).", mend)
    return StorageError(f"The database {place} does not answer ({named}).", mend)


def _by_kind(cause: BaseException) -> str | None:
    if type(cause) is ConnectionError:  # the driver's own, of a server without TLS
        return _NO_TLS
    return next((mend for kind, mend in _BY_KIND if isinstance(cause, kind)), None)


def _cause_of(error: BaseException) -> BaseException:
    """What the driver said."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    inner = cause.__cause__
    return inner if isinstance(inner, OSError | ValueError | TypeError) else cause


def _code_of(error: BaseException) -> str | None:
    cause = getattr(error, "orig", None) or error
    code: str | None = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None)
    return code
