"""Telegram: the token, what the bot hears and may do, how updates come, what time it is there."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from telegram import Bot, ChatMember, ChatMemberRestricted, User, WebhookInfo
from telegram.error import InvalidToken, RetryAfter, TelegramError

from bot.calling import TelegramCalls, host_of, trusted
from bot.domain.clock import Clock
from bot.examining.database import judge_clock
from bot.examining.finding import Finding
from bot.logs import brief
from bot.proxies import proxy_for
from bot.settings import Settings

WITHIN = 10.0
"""Seconds for each answer."""

MANY = 100
"""Updates that wait; more are a sign that nobody takes them."""

RECENTLY = timedelta(hours=1)
"""An error of a delivery that is older is past."""

_NOWHERE = {ChatMember.LEFT, ChatMember.BANNED}


async def examine_telegram(settings: Settings, clock: Clock, *, runs: bool = False) -> list[Finding]:
    """Everything about Telegram, as far as it can be reached; ``runs``, whether the bot is at work meanwhile."""
    token = settings.token.get_secret_value()
    if not token:
        return [Finding("Telegram", True, "没有设置 ZUWU_TOKEN，zuwu run 会进入终端对话")]
    calls = _Calls(2, read_within=WITHIN), TelegramCalls(1)
    try:
        async with Bot(token, f"{settings.api_url}/bot", request=calls[0], get_updates_request=calls[1]) as bot:
            me = await bot.get_me()
            return [*_about(me), *await _beyond(bot, me, settings, clock, runs=runs)]
    except InvalidToken:
        where = "" if settings.is_telegram else "，并核对 ZUWU_API_URL"
        return [Finding("Telegram", False, f"不认这个 ZUWU_TOKEN：到 @BotFather 核对{where}")]
    except Exception as error:  # there is nothing that a server could not answer
        return [Finding("Telegram", False, say_trouble(error, calls[0].status, settings))]


class _Calls(TelegramCalls):
    """Remembers what the last call was answered with."""

    status = 0
    """Of HTTP; 0 where there was no answer."""

    async def do_request(self, *given: Any, **named: Any) -> tuple[int, bytes]:
        """Make one call. Returns the status and the body."""
        self.status = 0
        found = await super().do_request(*given, **named)
        self.status = found[0]
        return found


def say_trouble(error: Exception, status: int, settings: Settings) -> str:
    """What is the matter, and what to do about it: a server that answers was reached."""
    host = host_of(settings.api_url)
    who, mend = ("Telegram", "") if settings.is_telegram else (host, "；一直这样就核对 ZUWU_API_URL")
    if isinstance(error, RetryAfter):
        return f"{who} 让等一等（{status}），过一会儿再试{mend}"
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return f"{who} 出了问题（{status}），过一会儿再试{mend}"
    if status:
        return f"{host} 的回答看不懂（{status}，{type(error).__name__}）：检查网络（代理、登录网页）或 ZUWU_API_URL"
    return f"连不上 {host}（{type(error).__name__}）：检查网络或 ZUWU_API_URL"


def _about(me: User) -> list[Finding]:
    hears = (
        "能看到群里所有消息"
        if me.can_read_all_group_messages
        else ("隐私模式开着：群里只收得到命令和对它的回复，@ 它收不到")
    )
    inline = "开着" if me.supports_inline_queries else "没开；要用的话到 @BotFather 发 /setinline"
    groups = [] if me.can_join_groups else [Finding("进群", False, "不让进群：到 @BotFather 发 /setjoingroups 打开")]
    return [
        Finding("Telegram", True, f"@{me.username}"),
        *groups,
        Finding("群消息", True, hears),
        Finding("行内模式", True, inline),
    ]


async def _beyond(bot: Bot, me: User, settings: Settings, clock: Clock, *, runs: bool) -> list[Finding]:
    """What a limited server may not know."""
    return [
        await _delivery(bot, settings, clock.now(), runs=runs),
        await _operator_chat(bot, me, settings.operator_chat),
        *await _clock_there(settings.api_url, clock),
    ]


async def _delivery(bot: Bot, settings: Settings, now: datetime, *, runs: bool) -> Finding:
    try:
        info = await bot.get_webhook_info()
    except TelegramError as error:
        return Finding("收更新", True, f"这个服务器不说更新怎样送（{type(error).__name__}）")
    except Exception as error:  # an answer of another shape
        return Finding("收更新", False, f"看不懂 getWebhookInfo 的回答（{type(error).__name__}）：核对 ZUWU_API_URL")
    return judge_delivery(info, settings.webhook_url, now, runs=runs)


def judge_delivery(info: WebhookInfo, wanted: str, now: datetime, *, runs: bool = False) -> Finding:
    """Whether updates come the way that is set. ``wanted`` is the URL of our webhook, empty where we poll; ``runs``,
    whether the bot is at work, which has set its webhook then."""
    waits = f"{info.pending_update_count} 条在等"
    if info.url != wanted and (info.url or runs):
        return _judge_another(info.url, wanted, runs=runs)
    if info.last_error_date is not None and now - info.last_error_date < RECENTLY:
        said = "".join(each for each in (info.last_error_message or "")[:100] if each.isprintable())
        return Finding("收更新", False, f"Telegram 最近没送到（{said}），{waits}：检查网址、证书和反向代理")
    if info.pending_update_count > MANY:
        return Finding("收更新", False, f"{waits}，没有人取：机器人在运行吗，看日志和 /readyz")
    if not wanted:
        return Finding("收更新", True, f"长轮询，{waits}")
    return Finding("收更新", True, f"webhook，{waits}" if info.url else "webhook 还没有设，启动时会设")


def _judge_another(url: str, wanted: str, *, runs: bool) -> Finding:
    """The webhook is another one than ours, or none though ours ought to be set."""
    there = f"（{host_of(url)}）"
    if not wanted:
        mend = "这里却是长轮询；zuwu run 会撤掉它，那边要是还在用，给这里换一个 token"
        return Finding("收更新", False, f"这个机器人设着 webhook{there}，{mend}")
    if runs:
        what = f"指着别处{there}" if url else "没有设着"
        mend = "多半有别的进程在用同一个 token（比如误开的长轮询），停掉它；运行着的一分钟之内会重新设好，看日志"
        return Finding("收更新", False, f"机器人在运行，webhook 却{what}：{mend}")
    mend = "zuwu run 会改成 ZUWU_WEBHOOK_URL；那边要是还在用，给这里换一个 token"
    return Finding("收更新", False, f"webhook 指着别处{there}：{mend}")


async def _operator_chat(bot: Bot, me: User, chat_id: int | None) -> Finding:
    """Whether the operator chat can be told something; nothing is said there."""
    if chat_id is None:
        return Finding("运维会话", True, "没有设置；需要时用 ZUWU_OPERATOR_CHAT 写上会话编号")
    mend = "把机器人加进去并让它能说话，或改 ZUWU_OPERATOR_CHAT"
    try:
        await bot.get_chat(chat_id)
        member = None if chat_id > 0 else await bot.get_chat_member(chat_id, me.id)
    except TelegramError as error:
        how = "先在私聊里对机器人按“开始”，或改 ZUWU_OPERATOR_CHAT" if chat_id > 0 else mend
        return Finding("运维会话", False, f"进不去 {chat_id}（{brief(error)}）：{how}")
    if member is not None and not _may_speak(member):
        return Finding("运维会话", False, f"在 {chat_id} 里不能说话：{mend}")
    return Finding("运维会话", True, f"{chat_id}，能说话")


def _may_speak(member: ChatMember) -> bool:
    if isinstance(member, ChatMemberRestricted):
        return bool(member.is_member and member.can_send_messages)
    return member.status not in _NOWHERE


async def _clock_there(api_url: str, clock: Clock) -> list[Finding]:
    """Our clock beside the one of the server, which is in the head of every answer; asked for without the token."""
    try:
        timeout = aiohttp.ClientTimeout(total=WITHIN)
        proxy = proxy_for(*urlsplit(api_url)[:2])
        async with aiohttp.ClientSession(timeout=timeout) as session:
            before = clock.now()
            async with session.get(api_url, allow_redirects=False, ssl=trusted(), proxy=proxy) as answer:
                after = clock.now()
                theirs = parsedate_to_datetime(answer.headers["Date"])
    except (aiohttp.ClientError, OSError, KeyError, ValueError, TypeError):
        return [Finding("时钟", True, "服务器没有说几点，没有对")]
    # It tells whole seconds: on the average half a second more.
    off = before + (after - before) / 2 - theirs - timedelta(milliseconds=500)
    return [judge_clock("时钟", off, " Telegram ")]
