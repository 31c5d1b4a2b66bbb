"""Telegram: the token, what the bot hears and may do, how updates come, what time it is there."""

import logging
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import httpx
from telegram import Bot, ChatMember, ChatMemberRestricted, User, WebhookInfo
from telegram.error import InvalidToken, TelegramError

from bot.domain.clock import Clock
from bot.examining.database import judge_clock
from bot.examining.finding import Finding
from bot.logs import brief
from bot.settings import Settings

WITHIN = 10.0
"""Seconds for each answer."""

MANY = 100
"""Updates that wait; more are a sign that nobody takes them."""

RECENTLY = timedelta(hours=1)
"""An error of a delivery that is older is past."""

_NOWHERE = {ChatMember.LEFT, ChatMember.BANNED}


async def examine_telegram(settings: Settings, clock: Clock) -> list[Finding]:
    """Everything about Telegram, as far as it can be reached."""
    token = settings.token.get_secret_value()
    if not token:
        return [Finding("Telegram", True, "没有设置 ZUWU_TOKEN，zuwu run 会进入终端对话")]
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it would tell the URL, which has the token in it
    try:
        async with Bot(token, base_url=f"{settings.api_url}/bot") as bot:
            me = await bot.get_me()
            return [*_about(me), *await _beyond(bot, me, settings, clock)]
    except InvalidToken:
        where = "" if settings.is_telegram else "，并核对 ZUWU_API_URL"
        return [Finding("Telegram", False, f"不认这个 ZUWU_TOKEN：到 @BotFather 核对{where}")]
    except Exception as error:  # there is nothing that a server could not answer
        text = f"连不上 {_host(settings.api_url)}（{type(error).__name__}）：检查网络或 ZUWU_API_URL"
        return [Finding("Telegram", False, text)]


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


async def _beyond(bot: Bot, me: User, settings: Settings, clock: Clock) -> list[Finding]:
    """What a limited server may not know."""
    return [
        await _delivery(bot, settings, clock.now()),
        await _operator_chat(bot, me, settings.operator_chat),
        *await _clock_there(settings.api_url, clock),
    ]


async def _delivery(bot: Bot, settings: Settings, now: datetime) -> Finding:
    try:
        info = await bot.get_webhook_info(read_timeout=WITHIN)
    except TelegramError as error:
        return Finding("收更新", True, f"这个服务器不说更新怎样送（{type(error).__name__}）")
    except Exception as error:  # an answer of another shape
        return Finding("收更新", False, f"看不懂 getWebhookInfo 的回答（{type(error).__name__}）：核对 ZUWU_API_URL")
    return judge_delivery(info, settings.webhook_url, now)


def judge_delivery(info: WebhookInfo, wanted: str, now: datetime) -> Finding:
    """Whether updates come the way that is set. ``wanted`` is the URL of our webhook, empty where we poll."""
    waits = f"{info.pending_update_count} 条在等"
    if info.url and not wanted:
        mend = "这里却是长轮询；zuwu run 会撤掉它，那边要是还在用，给这里换一个 token"
        return Finding("收更新", False, f"这个机器人设着 webhook（{_host(info.url)}），{mend}")
    if info.url and info.url != wanted:
        mend = "zuwu run 会改成 ZUWU_WEBHOOK_URL；那边要是还在用，给这里换一个 token"
        return Finding("收更新", False, f"webhook 指着别处（{_host(info.url)}）：{mend}")
    if info.last_error_date is not None and now - info.last_error_date < RECENTLY:
        said = "".join(each for each in (info.last_error_message or "")[:100] if each.isprintable())
        return Finding("收更新", False, f"Telegram 最近没送到（{said}），{waits}：检查网址、证书和反向代理")
    if info.pending_update_count > MANY:
        return Finding("收更新", False, f"{waits}，没有人取：机器人在运行吗，看日志和 /readyz")
    if not wanted:
        return Finding("收更新", True, f"长轮询，{waits}")
    return Finding("收更新", True, f"webhook，{waits}" if info.url else "webhook 还没有设，启动时会设")


async def _operator_chat(bot: Bot, me: User, chat_id: int | None) -> Finding:
    """Whether the operator chat can be told something; nothing is said there."""
    if chat_id is None:
        return Finding("运维会话", True, "没有设置；需要时用 ZUWU_OPERATOR_CHAT 写上会话编号")
    mend = "把机器人加进去并让它能说话，或改 ZUWU_OPERATOR_CHAT"
    try:
        await bot.get_chat(chat_id, read_timeout=WITHIN)
        member = None if chat_id > 0 else await bot.get_chat_member(chat_id, me.id, read_timeout=WITHIN)
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
        async with httpx.AsyncClient(timeout=WITHIN) as client:
            before = clock.now()
            answer = await client.get(api_url, follow_redirects=False)
            after = clock.now()
        theirs = parsedate_to_datetime(answer.headers["Date"])
    except (httpx.HTTPError, httpx.InvalidURL, KeyError, ValueError, TypeError):
        return [Finding("时钟", True, "服务器没有说几点，没有对")]
    # It tells whole seconds: on the average half a second more.
    off = before + (after - before) / 2 - theirs - timedelta(milliseconds=500)
    return [judge_clock("时钟", off, " Telegram ")]


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or "?"
    except ValueError:
        return "?"
