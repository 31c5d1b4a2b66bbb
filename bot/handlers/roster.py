"""/roster: the card of a roster, joining and leaving, and what leaders do about it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from telegram import ChatMember, Message, Update, User
from telegram.error import TelegramError

from bot.domain.dialogue import Awaited
from bot.domain.errors import OutdatedError
from bot.domain.roles import Actor
from bot.domain.roster import Member, Standing
from bot.handlers.browsing import replace
from bot.handlers.context import BotContext, Passing
from bot.handlers.leaders import chat_of, id_of, shown_name
from bot.handlers.moved import NO_MESSAGE
from bot.handlers.people import actor_of, called, is_private, key_of, place_of, question_of, sender_of
from bot.handlers.settings import title_of
from bot.handlers.signing_up import refresh_all
from bot.handlers.waiting import conversations, taken
from bot.notifier import Place
from bot.services.rosters import Joined, NoRoster, RosterError, Rosters, names_in
from bot.views import roster as views
from bot.views import roster_words, words
from bot.views.calendar_edits import addressed
from bot.views.callbacks import Press
from bot.views.markup import Reply, say
from bot.views.roster import What
from bot.views.settings import Whose


@dataclass(frozen=True, slots=True)
class _Pressed:
    """A button of a roster that somebody pressed."""

    message: Message
    user: User
    actor: Actor
    whose: Whose
    args: tuple[str, ...]
    context: BotContext

    @property
    def chat_id(self) -> int:
        """Whose roster it is."""
        return self.whose.chat_id

    @property
    def rosters(self) -> Rosters:
        """The rosters."""
        return self.context.services.rosters

    async def members(self) -> tuple[Member, ...]:
        """The roster."""
        return await self.rosters.members(self.actor, self.chat_id)

    async def show(self, reply: Reply) -> None:
        """Say it in place of the message with the button."""
        await replace(self.message, reply, self.context)


async def on_roster(update: Update, context: BotContext) -> None:
    """The card. With names: puts them on the roster, where a leader writes. As a leader's reply to somebody's message:
    asks whether to put that person on it."""
    message, actor = update.message, actor_of(update)
    if message is None or actor is None:
        return
    await context.services.feedback.take_awaited(key_of(message, sender_of(message)))
    private = is_private(message)
    meant = await context.services.focus.actor(actor)
    reply = await _naming(message, actor, meant.chat_id, context)
    if reply is None and not private:
        reply = await _adding(message, actor, context)
    if reply is not None:
        await context.notifier.send(place_of(message), reply, None if private else message.message_id)
        return
    whose = Whose(meant.chat_id, private=private, title=await title_of(meant.chat_id, context) if private else "")
    card = views.render_roster(whose, await context.services.rosters.members(actor, whose.chat_id))
    sent = await context.notifier.send(place_of(message), card, None if private else message.message_id)
    if sent is not None and not private:
        await context.services.rosters.cards.note(message.chat_id, sent)


async def _naming(message: Message, actor: Actor, chat_id: int, context: BotContext) -> Reply | None:
    """What comes of the names after the command; None where there are none."""
    typed, private, rosters = question_of(message, context.bot.username), is_private(message), context.services.rosters
    if not names_in(typed):
        return None
    if not private and not await rosters.is_manager(actor, chat_id):
        return views.render_only_leaders_add(chat_id)
    added = await rosters.add_names(actor, chat_id, typed)
    if added.added:
        await refresh(chat_id, context)
    return views.render_added(Whose(chat_id, private=private), added)


async def _adding(message: Message, actor: Actor, context: BotContext) -> Reply | None:
    """The question whether to put somebody on; None where it is no leader's reply to anybody's message."""
    replied = message.reply_to_message
    if replied is None or replied.forum_topic_created is not None or replied.from_user is None:
        return None
    person = replied.from_user
    if person.id == context.bot.id or not await context.services.rosters.is_manager(actor, message.chat_id):
        return None
    if person.is_bot or replied.sender_chat is not None:
        return say(roster_words.NOT_A_PERSON)
    return views.render_add_person(message.chat_id, person.id, called(person))


async def on_press(update: Update, message: Message, press: Press, context: BotContext) -> str | None:
    """A button."""
    user, actor = update.effective_user, actor_of(update)
    if user is None or actor is None:
        raise OutdatedError
    what, chat, *args = press.args
    chat_id, private = chat_of(chat), is_private(message)
    title = await title_of(chat_id, context) if private else ""
    pressed = _Pressed(message, user, actor, Whose(chat_id, private=private, title=title), tuple(args), context)
    try:
        return await _DO[What(what)](pressed)
    except RosterError as error:
        if error.reason is not NoRoster.GONE or what == What.TELL_STANDING:
            raise
        await _people(pressed, 0)
        return roster_words.REFUSED[error.reason]


async def on_typed(update: Update, message: Message, subject: str, context: BotContext) -> None:
    """Names for a roster. Where there is none, they are asked for again."""
    chat, asked = subject.split(":")
    keys = await taken(message, int(asked), Awaited.ROSTER, subject, context)
    actor, typed, private = actor_of(update), question_of(message, context.bot.username), is_private(message)
    if actor is None:
        return
    if names_in(typed):
        added = await context.services.rosters.add_names(actor, int(chat), typed)
        if added.added:
            await refresh(int(chat), context)
        reply = views.render_added(Whose(int(chat), private=private), added)
    else:
        await context.services.rosters.require_manager(actor, int(chat))
        for key in keys:
            await context.services.feedback.wait_for(key, Awaited.ROSTER, subject)
        reply = views.render_no_names()
    await context.notifier.send(place_of(message), reply, None if private else message.message_id)


async def own_rosters(user_id: int, context: BotContext) -> Reply:
    """What is kept, with a button for each roster that a person is on, to leave it."""
    members = (await context.services.rosters.of_person(user_id))[: views.MOST_ROSTERS + 1]
    titles = [await title_of(member.chat_id, context) for member in members[: views.MOST_ROSTERS]]
    return views.with_own_rosters(words.PRIVACY, members, titles)


async def refresh(chat_id: int, context: BotContext) -> None:
    """Have the messages of a group show who is on its roster now: its latest card, and the notices that count."""
    await refresh_all(chat_id, context)
    card = await context.services.rosters.cards.latest(chat_id)
    if card is not None:
        context.board.redraw(chat_id, card, partial(_drawn, chat_id, context))


async def _drawn(chat_id: int, context: BotContext) -> Reply:
    return views.render_roster(Whose(chat_id, private=False), await context.services.rosters.on_card(chat_id))


# ---- the card


async def _card(pressed: _Pressed) -> None:
    if not pressed.whose.private and pressed.message.message_id != NO_MESSAGE:
        await pressed.rosters.cards.note(pressed.chat_id, pressed.message.message_id)
    await pressed.show(views.render_roster(pressed.whose, await pressed.members()))


async def _join(pressed: _Pressed) -> str:
    joined = await pressed.rosters.join(pressed.actor, pressed.chat_id, called(pressed.user))
    if joined.new or joined.renamed:
        await _redraw(pressed)
    said = views.say_joined(joined)
    return Passing(said + roster_words.ASKED_STANDING if await _ask_standing(pressed, joined) else said)


async def _leave(pressed: _Pressed) -> str:
    if not await pressed.rosters.leave(pressed.actor, pressed.chat_id):
        return Passing(roster_words.LEFT_ALREADY)
    await _redraw(pressed)
    return Passing(roster_words.LEFT)


async def _leave_privately(pressed: _Pressed) -> str:
    gone = await pressed.rosters.leave(pressed.actor, pressed.chat_id)
    await pressed.show(await own_rosters(pressed.user.id, pressed.context))
    await refresh(pressed.chat_id, pressed.context)
    return Passing(roster_words.LEFT if gone else roster_words.LEFT_ALREADY)


async def _redraw(pressed: _Pressed) -> None:
    """Have the card show who is on it now, and the latest one of the group: in a group, where many press at once, with
    all that come together."""
    if pressed.whose.private:
        await refresh(pressed.chat_id, pressed.context)
        if await pressed.rosters.is_manager(pressed.actor, pressed.chat_id):
            await _card(pressed)
        else:  # who leads that group no more sees what is theirs
            await pressed.show(await own_rosters(pressed.user.id, pressed.context))
        return
    board, message_id = pressed.context.board, pressed.message.message_id
    if message_id == NO_MESSAGE:
        await _redraw_elsewhere(pressed)
        return
    latest = await pressed.rosters.cards.note(pressed.chat_id, message_id)

    async def draw() -> Reply:
        await refresh_all(pressed.chat_id, pressed.context)
        return await _drawn(pressed.chat_id, pressed.context)

    board.redraw(pressed.chat_id, message_id, draw)
    if latest != message_id:
        board.redraw(pressed.chat_id, latest, partial(_drawn, pressed.chat_id, pressed.context))


async def _redraw_elsewhere(pressed: _Pressed) -> None:
    """The card stayed behind when the group moved: its latest one shows it, which is posted where there is none yet."""
    await refresh(pressed.chat_id, pressed.context)
    cards, place = pressed.rosters.cards, place_of(pressed.message)
    if await cards.latest(pressed.chat_id) is not None or not await cards.post(pressed.chat_id, place.thread_id):
        return
    sent = await pressed.context.notifier.send(place, await _drawn(pressed.chat_id, pressed.context))
    if sent is not None:
        await cards.note(pressed.chat_id, sent)


async def _ask_standing(pressed: _Pressed, joined: Joined) -> bool:
    """Ask who joined what they are, where the group wants to know and they can be asked in private. Returns whether
    they were."""
    known = await pressed.context.services.chats.chat(pressed.user.id) if joined.asks_standing else None
    if known is None or not known.reachable:
        return False
    title = pressed.message.chat.title or pressed.whose.title
    reply = views.render_ask_standing(joined.member, title)
    return await pressed.context.notifier.send(Place(pressed.user.id), reply) is not None


async def _tell_standing(pressed: _Pressed) -> None:
    standing = _standing_of(pressed.args[1])
    member = await pressed.rosters.tell_standing(pressed.actor, pressed.args[0], standing)
    await pressed.show(views.render_told_standing(standing))
    await refresh(member.chat_id, pressed.context)


# ---- the pages of leaders


async def _manage(pressed: _Pressed) -> None:
    """Opens the pages; in a group beside the card, which others go on pressing."""
    await pressed.rosters.require_manager(pressed.actor, pressed.chat_id)
    if pressed.whose.private:
        await _people(pressed, 0)
        return
    reply = views.render_people(pressed.whose, await pressed.members(), 0)
    await pressed.context.notifier.send(place_of(pressed.message), reply, pressed.message.message_id)


async def _page(pressed: _Pressed) -> None:
    await _people(pressed, int(pressed.args[0]))


async def _people(pressed: _Pressed, page: int) -> None:
    await pressed.rosters.require_manager(pressed.actor, pressed.chat_id)
    await _end_asking(pressed)
    await pressed.show(views.render_people(pressed.whose, await pressed.members(), page))


async def _person(pressed: _Pressed) -> None:
    member = await pressed.rosters.managed(pressed.actor, pressed.chat_id, pressed.args[0])
    await _show_person(pressed, member)


async def _excuse(pressed: _Pressed) -> None:
    excused = {"1": True, "0": False}.get(pressed.args[1])
    if excused is None:
        raise OutdatedError
    member = await pressed.rosters.excuse(pressed.actor, pressed.chat_id, pressed.args[0], excused=excused)
    await _show_person(pressed, member)
    await refresh(pressed.chat_id, pressed.context)


async def _set_standing(pressed: _Pressed) -> None:
    member_id, standing = pressed.args[0], _standing_of(pressed.args[1])
    member = await pressed.rosters.set_standing(pressed.actor, pressed.chat_id, member_id, standing)
    await _show_person(pressed, member)
    await refresh(pressed.chat_id, pressed.context)


async def _show_person(pressed: _Pressed, member: Member) -> None:
    await _end_asking(pressed)
    place = [each.id for each in await pressed.members()].index(member.id)
    asks, gone = await pressed.rosters.asks_standing(pressed.chat_id), await _has_left(pressed, member)
    page = place // views.PAGE
    await pressed.show(views.render_person(pressed.whose, member, page, asks_standing=asks, gone=gone))


async def _has_left(pressed: _Pressed, member: Member) -> bool:
    """Whether somebody is in the group no more, as far as Telegram tells."""
    if member.user_id is None:
        return False
    try:
        found = await pressed.context.bot.get_chat_member(pressed.chat_id, member.user_id)
    except TelegramError:
        return False
    return found.status in {ChatMember.LEFT, ChatMember.BANNED}


async def _remove(pressed: _Pressed) -> None:
    member = await pressed.rosters.managed(pressed.actor, pressed.chat_id, pressed.args[0])
    await pressed.show(views.render_remove(pressed.whose, member))


async def _remove_now(pressed: _Pressed) -> str:
    place = [each.id for each in await pressed.members()]
    member = await pressed.rosters.remove(pressed.actor, pressed.chat_id, pressed.args[0])
    await _people(pressed, place.index(member.id) // views.PAGE)
    await refresh(pressed.chat_id, pressed.context)
    return Passing(roster_words.REMOVED.format(name=member.name))


# ---- adding


async def _ask_names(pressed: _Pressed) -> None:
    """Asks for names; in a group by name, under the page."""
    await pressed.rosters.require_manager(pressed.actor, pressed.chat_id)
    user, message, context = pressed.user, pressed.message, pressed.context
    private, prompt = pressed.whose.private, views.render_ask_names()
    for key in await conversations(message, user, pressed.actor, context):
        await context.services.feedback.wait_for(key, Awaited.ROSTER, f"{pressed.chat_id}:{user.id}")
    if not private:
        prompt = addressed(prompt, user.id, called(user))
    await context.notifier.send(place_of(message), prompt, None if private else message.message_id)


async def _add_person(pressed: _Pressed) -> None:
    user_id = id_of(pressed.args[0])
    await pressed.rosters.require_manager(pressed.actor, pressed.chat_id)
    name = await shown_name(pressed.chat_id, user_id, pressed.context)
    joined = await pressed.rosters.add(pressed.actor, pressed.chat_id, user_id, name)
    await pressed.show(say(views.say_added(joined)))
    await refresh(pressed.chat_id, pressed.context)


async def _end_asking(pressed: _Pressed) -> None:
    """Whoever goes on by buttons writes no names."""
    feedback, key = pressed.context.services.feedback, key_of(pressed.message, pressed.user)
    before = await feedback.take_awaited(key)
    if before is not None and before.awaited is not Awaited.ROSTER:
        await feedback.wait_for(key, before.awaited, before.subject)


def _standing_of(key: str) -> Standing | None:
    """The standing of a button. Raises OutdatedError where it is none of ours."""
    if key not in views.STANDINGS:
        raise OutdatedError
    return views.STANDINGS[key]


_DO: dict[What, Callable[[_Pressed], Awaitable[str | None]]] = {
    What.CARD: _card,
    What.JOIN: _join,
    What.LEAVE: _leave,
    What.MANAGE: _manage,
    What.PAGE: _page,
    What.PERSON: _person,
    What.REMOVE: _remove,
    What.REMOVE_NOW: _remove_now,
    What.EXCUSE: _excuse,
    What.STANDING: _set_standing,
    What.ADD: _ask_names,
    What.ADD_PERSON: _add_person,
    What.TELL_STANDING: _tell_standing,
    What.LEAVE_PRIVATELY: _leave_privately,
}
