"""Who may do what: every role against every action."""

from datetime import timedelta

import pytest

from bot.administrators import MEMORY, TelegramAdministrators
from bot.console.local_updates import LocalUser
from bot.domain.errors import NotAllowedError, OutdatedError
from bot.domain.roles import REQUIRED_ROLE, Action, Actor, Leader, Role
from bot.notifier import MAX_TOAST
from bot.services.access import Access
from bot.views import pages, settings_words, words
from bot.views.callbacks import Verb
from tests.support import telegram
from tests.support.app import ADMIN, FORUM, GROUP, LEADER, MEMBER, OTHER, STRANGER, RunningBot, sample_files

NAMED = OTHER
ACTORS = {
    "member": Actor(MEMBER.id, GROUP.id, private=False),
    "stranger": Actor(4711, GROUP.id, private=False),
    "leader of another group": Actor(NAMED.id, FORUM.id, private=False),
    "somebody in a channel's name": Actor(-1009, GROUP.id, private=False),
    "administrator": Actor(LEADER.id, GROUP.id, private=False),
    "named leader": Actor(NAMED.id, GROUP.id, private=False),
    "anonymous administrator": Actor(1087968824, GROUP.id, private=False, anonymous_admin=True),
    "anybody in private": Actor(MEMBER.id, MEMBER.id, private=True),
    "keeper of the knowledge": Actor(ADMIN.id, GROUP.id, private=False),
    "keeper in private": Actor(ADMIN.id, ADMIN.id, private=True),
}
ROLES = {
    "member": Role.MEMBER,
    "stranger": Role.MEMBER,
    "leader of another group": Role.MEMBER,
    "somebody in a channel's name": Role.MEMBER,
    "administrator": Role.LEADER,
    "named leader": Role.LEADER,
    "anonymous administrator": Role.LEADER,
    "anybody in private": Role.LEADER,
    "keeper of the knowledge": Role.MEMBER,
    "keeper in private": Role.LEADER,
}
MAY = {
    Role.MEMBER: {Action.ASK, Action.SEE_CALENDAR, Action.SEE_ROSTER},
    Role.LEADER: set(Action) - {Action.EDIT_KNOWLEDGE},
}
KEEPERS = {"keeper of the knowledge", "keeper in private"}
"""They may edit it wherever they are, and nothing else beyond their role."""


@pytest.fixture
async def group(bot: RunningBot) -> RunningBot:
    """A group with an administrator and a named leader."""
    await bot.stores.leaders.name(Leader(GROUP.id, NAMED.id, LEADER.id, bot.clock.now()))
    return bot


@pytest.mark.parametrize("who", ACTORS)
async def test_everybody_has_a_role(group: RunningBot, who: str) -> None:
    """The highest that they have in that chat."""
    assert await group.services.access.role(ACTORS[who]) is ROLES[who]


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("who", ACTORS)
async def test_everybody_may_do_what_their_role_allows_and_nothing_else(
    group: RunningBot, who: str, action: Action
) -> None:
    """A refusal names the action, and has a sentence."""
    if action in MAY[ROLES[who]] or (action is Action.EDIT_KNOWLEDGE and who in KEEPERS):
        await group.services.access.require(ACTORS[who], action)
        return
    with pytest.raises(NotAllowedError) as refused:
        await group.services.access.require(ACTORS[who], action)
    assert refused.value.action is action
    assert pages.error_sentence(refused.value)


async def test_whoever_manages_leaders_is_asked_for_the_role_each_time(group: RunningBot) -> None:
    """Seeing, naming and unnaming; nothing changes for who is refused."""
    access, member = group.services.access, ACTORS["member"]
    with pytest.raises(NotAllowedError):
        await access.leaders(member)
    with pytest.raises(NotAllowedError):
        await access.name_leader(member, MEMBER.id)
    with pytest.raises(NotAllowedError):
        await access.unname_leader(member, NAMED.id)
    assert [leader.user_id for leader in await access.leaders(ACTORS["administrator"])] == [NAMED.id]


async def test_it_is_kept_who_named_a_leader(group: RunningBot) -> None:
    """And when; naming again changes nothing."""
    access, actor = group.services.access, ACTORS["administrator"]
    named_at = group.clock.now()
    assert await access.name_leader(actor, MEMBER.id) is True
    group.clock.advance(timedelta(hours=1))
    assert await access.name_leader(ACTORS["named leader"], MEMBER.id) is False
    assert (await access.leaders(actor))[-1] == Leader(GROUP.id, MEMBER.id, LEADER.id, named_at)


@pytest.mark.parametrize("user_id", [STRANGER.id, -1009, 4711])
async def test_nobody_is_named_who_is_not_in_the_group(group: RunningBot, user_id: int) -> None:
    """Leaders are written to in private: a forged button must not have the bot write to strangers."""
    with pytest.raises(OutdatedError):
        await group.services.access.name_leader(ACTORS["administrator"], user_id)
    assert [each.user_id for each in await group.stores.leaders.leaders(GROUP.id)] == [NAMED.id]


async def test_a_private_chat_has_no_leader_but_its_owner(group: RunningBot) -> None:
    """A forged button would make somebody one, and hand them a reminder of which they are then told."""
    with pytest.raises(OutdatedError):
        await group.services.access.name_leader(ACTORS["anybody in private"], OTHER.id)
    assert await group.stores.leaders.leaders(MEMBER.id) == []


async def test_an_administrator_who_is_none_any_more_has_a_minute_at_most(group: RunningBot) -> None:
    """Within the minute Telegram is asked once."""
    access, actor = group.services.access, ACTORS["administrator"]
    assert await access.role(actor) is Role.LEADER
    group.api.world.set_member(GROUP, LEADER, "member")
    group.clock.advance(timedelta(seconds=59))
    assert await access.role(actor) is Role.LEADER
    group.clock.advance(timedelta(seconds=1))
    assert await access.role(actor) is Role.MEMBER
    assert len(group.api.of("getChatAdministrators")) == 2


async def test_where_telegram_does_not_tell_nobody_is_an_administrator(group: RunningBot) -> None:
    """Until it does, at the next question."""
    access, actor = group.services.access, ACTORS["administrator"]
    group.api.fail("getChatAdministrators", telegram.server_error())
    assert await access.role(actor) is Role.MEMBER
    assert await access.role(actor) is Role.LEADER


async def test_a_robot_that_administers_leads_nothing(group: RunningBot) -> None:
    """The bot itself may be an administrator."""
    group.api.world.set_member(GROUP, group.api.world.bot, "administrator")
    actor = Actor(group.api.world.bot.id, GROUP.id, private=False)
    assert await group.services.access.role(actor) is Role.MEMBER


async def test_the_account_of_all_anonymous_administrators_never_keeps_the_knowledge(group: RunningBot) -> None:
    """Whoever writes in a group's name has it, so that listing it would let in everybody."""
    admins = TelegramAdministrators(group.application.bot, group.clock)
    anonymous = ACTORS["anonymous administrator"]
    access = Access(group.stores.leaders, admins, {anonymous.user_id}, group.clock, keepers=group.stores.keepers)
    with pytest.raises(NotAllowedError):
        await access.require(anonymous, Action.EDIT_KNOWLEDGE)
    await access.require(anonymous, Action.MANAGE_CALENDAR)


async def test_who_keeps_the_knowledge_leads_where_others_would(group: RunningBot) -> None:
    """Where they administer the group, and where they were named; there they keep the knowledge as well."""
    access, keeper = group.services.access, ACTORS["keeper of the knowledge"]
    assert not await access.leads(GROUP.id, ADMIN.id)
    group.api.world.add_chat(GROUP, ADMIN)
    await access.name_leader(ACTORS["administrator"], ADMIN.id)
    assert await access.leads(GROUP.id, ADMIN.id)
    await access.require(keeper, Action.EDIT_KNOWLEDGE)
    group.api.world.set_member(FORUM, ADMIN, "administrator")
    assert await access.leads(FORUM.id, ADMIN.id)


@pytest.mark.parametrize("action", [Action.MANAGE_CALENDAR, Action.MANAGE_ROSTER, Action.MANAGE_MEETINGS])
@pytest.mark.parametrize("status", ["left", "kicked"])
async def test_where_the_bot_is_outside_the_refusal_says_so(group: RunningBot, status: str, action: Action) -> None:
    """Whoever administers the group is not told that they do not; named leaders need nobody to be asked."""
    group.api.world.set_member(GROUP, group.api.world.bot, status)
    access = group.services.access
    with pytest.raises(NotAllowedError) as refused:
        await access.require(ACTORS["administrator"], action)
    assert (refused.value.action, refused.value.outside) == (action, True)
    assert pages.error_sentence(refused.value) == words.OUTSIDE
    await access.require(ACTORS["named leader"], action)
    assert not await access.leads(GROUP.id, LEADER.id)
    assert await access.administrators(ACTORS["named leader"]) == {}
    group.api.world.set_member(GROUP, group.api.world.bot, "member")
    await access.require(ACTORS["administrator"], action)


async def test_of_a_group_that_the_bot_never_saw_nobody_is_told_who_leads_it(group: RunningBot) -> None:
    """Telegram knows of no such chat then."""
    with pytest.raises(NotAllowedError) as refused:
        await group.services.access.require(Actor(LEADER.id, -4711, private=False), Action.MANAGE_CALENDAR)
    assert refused.value.outside


async def test_trouble_of_telegram_is_not_taken_for_being_outside(group: RunningBot) -> None:
    """Then the refusal is the usual one."""
    group.api.fail("getChatAdministrators", telegram.server_error())
    with pytest.raises(NotAllowedError) as refused:
        await group.services.access.require(ACTORS["administrator"], Action.MANAGE_CALENDAR)
    assert not refused.value.outside


async def test_a_private_chat_about_a_group_that_the_bot_left_says_so(group: RunningBot) -> None:
    """Commands, and the settings, which offer the way out."""
    await group.services.focus.choose(Actor(LEADER.id, LEADER.id, private=True), GROUP.id)
    group.api.world.set_member(GROUP, group.api.world.bot, "left")
    group.clock.advance(MEMORY)
    assert (await group.ask("/meetings", sender=LEADER))["text"] == settings_words.FOCUS_OUTSIDE
    card = await group.ask("/settings", sender=LEADER)
    assert "我已经不在那里了" in card["text"]
    assert card["reply_markup"]["inline_keyboard"]


async def test_every_action_hangs_on_a_role_or_on_keeping_the_knowledge() -> None:
    """And each refusal has words that fit over the chat."""
    assert set(REQUIRED_ROLE) | {Action.EDIT_KNOWLEDGE} == set(Action)
    assert Action.EDIT_KNOWLEDGE not in REQUIRED_ROLE
    assert all(len(words.NOT_ALLOWED[action]) <= MAX_TOAST for action in Action)
    assert len(words.OUTSIDE) <= MAX_TOAST


async def test_a_post_of_the_linked_channel_names_nobody(group: RunningBot) -> None:
    """Telegram's own account forwards it, and looks like a person."""
    channel = {"id": -1009, "type": "channel", "title": "某某频道"}
    post = group.updates.message(GROUP, LocalUser(777000, "Telegram"), "通知", sender_chat=channel)["message"]
    await group.deliver(group.updates.message(GROUP, LEADER, "/settings", reply_to=post))
    assert group.api.sent()[-1]["text"] == words.SETTINGS_NOT_A_PERSON


async def test_many_leaders_are_shown_in_part(group: RunningBot) -> None:
    """Each name takes a question to Telegram, and the page has to stay readable."""
    for user_id in range(100, 150):
        await group.stores.leaders.name(Leader(GROUP.id, user_id, LEADER.id, group.clock.now()))
    card = await group.ask("/settings", GROUP, LEADER)
    assert "另外指定的 51 位" in card["text"]
    assert group.api.of("getChatMember") == []
    await group.deliver(group.updates.press(LEADER, card, settings_words.LEADERS))
    shown = group.api.world.messages[GROUP.id][card["message_id"]]
    assert "……还有 31 位" in shown["text"]
    assert len(shown["reply_markup"]["inline_keyboard"]) == pages.MAX_LEADERS + 1
    assert len(group.api.of("getChatMember")) == pages.MAX_LEADERS


# ---- the knowledge

FORGED = [
    *[
        (Verb.FAQ, each)
        for each in ("h", "x", "xz", "hi", "p:{id}", "t:{id}", "d:{id}", "n:{id}", "y:{id}:1", "z:{id}")
    ],
    *[(Verb.FAQ, each) for each in ("r:1", "rd:1", "b:1", "cf:1:0", "ck:1:0", "ct:1:0", "w:{id}:a", "xf:abc", "?", "")],
    *[(Verb.KEEPERS, each) for each in ("l", "i", "y:{id}", "n:{id}", "d:7", "dd:7", "c:1", "a:{id}", "z:{id}", "?")],
]
OTHERS = {
    "member": (MEMBER, MEMBER.chat),
    "leader": (LEADER, LEADER.chat),
    "leader in a group": (LEADER, GROUP),
    "stranger": (STRANGER, STRANGER.chat),
}


@pytest.mark.parametrize("who", OTHERS)
async def test_nobody_but_admins_gets_anything_from_a_button_of_the_knowledge(group: RunningBot, who: str) -> None:
    """Every argument there is, with the id of a change that waits: the same refusal, and nothing is another than
    before."""
    person, chat = OTHERS[who]
    keeping = Actor(ADMIN.id, ADMIN.id, private=True)
    files = dict(sample_files())
    emptied = {**files, "topics.yaml": b"sections: []\n"}
    pending = await group.services.curation.propose(keeping, "", emptied, "", base=1)
    page = await group.ask("/help", chat, person)
    before = len(group.api.sent())
    for verb, args in FORGED:
        data = f"1{verb.value}:{args.format(id=pending.id)}"
        await group.deliver(group.updates.callback(person, page, data))
        assert group.api.of("answerCallbackQuery")[-1].params["text"] == words.NOT_ALLOWED[Action.EDIT_KNOWLEDGE]
    assert len(group.api.sent()) == before
    assert group.api.of("editMessageText") == []
    assert await group.stores.revisions.latest_number() == 1
    assert await group.stores.pendings.pending(pending.id, group.clock.now()) == pending
    assert await group.stores.keepers.keepers() == []
    assert not await group.stores.keepers.wants_consent()


@pytest.mark.parametrize("who", sorted(set(ACTORS) - KEEPERS))
async def test_every_way_into_the_knowledge_asks_who_it_is(group: RunningBot, who: str) -> None:
    """In the services, whatever the handlers do."""
    actor, curation, keepers = ACTORS[who], group.services.curation, group.services.keepers
    archive, number = curation.archive, 1
    pending = await curation.propose(ACTORS["keeper in private"], "", sample_files(), "", base=1)
    for way in (
        lambda: curation.propose(actor, "", {}, "", base=1),
        lambda: curation.upload(actor, "", "a.yaml", b"", why=""),
        lambda: curation.choose(actor, pending.id, whole=True),
        lambda: curation.rollback(actor, "", number, ""),
        lambda: curation.take_new(actor, "", number, 0, why=""),
        lambda: curation.pending(actor, pending.id),
        lambda: curation.report(actor, pending),
        lambda: curation.publish(actor, "", pending.id),
        lambda: curation.consent(actor, pending.id, 1),
        lambda: curation.refuse(actor, pending.id),
        lambda: curation.discard(actor, pending.id),
        lambda: curation.drop_strays(actor, pending.id),
        lambda: archive.overview(actor),
        lambda: archive.history(actor),
        lambda: archive.revision(actor, number),
        lambda: archive.files(actor),
        lambda: archive.archive(actor),
        lambda: archive.find(actor, "党小组会"),
        lambda: archive.conflicts(actor, number),
        lambda: archive.with_conflict_taken(actor, number, 0),
        lambda: keepers.board(actor),
        lambda: keepers.invite(actor, ""),
        lambda: keepers.admit(actor, "", pending.id),
        lambda: keepers.turn_away(actor, pending.id),
        lambda: keepers.keeper(actor, 7),
        lambda: keepers.remove(actor, "", 7),
        lambda: keepers.want_consent(actor, "", wanted=True),
        lambda: keepers.agree(actor, pending.id),
        lambda: keepers.disagree(actor, pending.id),
        lambda: keepers.others(actor),
    ):
        with pytest.raises(NotAllowedError) as refused:
            await way()
        assert refused.value.action is Action.EDIT_KNOWLEDGE
