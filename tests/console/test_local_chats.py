"""Chats: who is in them, and where the bot may write."""

import pytest
from telegram import ChatMemberAdministrator, ChatMemberLeft, ChatMemberOwner, ChatMemberRestricted
from telegram.error import BadRequest, ChatMigrated, Forbidden
from telegram.ext import ExtBot

from bot.console.local_updates import LocalChat, LocalUser, message_of
from tests.support.telegram import ScriptedBotApi

STRANGER = LocalUser(8, "小王")


async def test_a_chat_that_nobody_mentioned_is_not_found(ext_bot: ExtBot[None]) -> None:
    """By number and by name."""
    for chat_id in (999, -999, "@somewhere"):
        with pytest.raises(BadRequest, match="Chat not found"):
            await ext_bot.send_message(chat_id, "一")


async def test_the_bot_cannot_write_first(ext_bot: ExtBot[None], api: ScriptedBotApi, group: LocalChat) -> None:
    """Somebody known from a group has no private chat with the bot yet, but can be looked up."""
    api.updates.message(group, STRANGER, "大家好")
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await ext_bot.send_message(STRANGER.id, "你好")
    assert (await ext_bot.get_chat(STRANGER.id)).first_name == "小王"


async def test_looking_somebody_up_opens_no_chat(ext_bot: ExtBot[None], api: ScriptedBotApi, group: LocalChat) -> None:
    """The person has still not started the bot."""
    api.updates.message(group, STRANGER, "大家好")
    await ext_bot.get_chat(STRANGER.id)
    with pytest.raises(Forbidden):
        await ext_bot.send_message(STRANGER.id, "你好")


async def test_a_person_who_blocks_the_bot_gets_nothing(
    ext_bot: ExtBot[None], api: ScriptedBotApi, member: LocalUser
) -> None:
    """Until they start it again."""
    api.updates.my_chat_member(member.chat, member, "member", "kicked")
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await ext_bot.send_message(member.id, "你好")
    api.updates.my_chat_member(member.chat, member, "kicked", "member")
    assert (await ext_bot.send_message(member.id, "你好")).text == "你好"


@pytest.mark.parametrize(
    ("kind", "status", "reason"),
    [
        ("group", "kicked", "bot was kicked from the group chat"),
        ("group", "left", "bot is not a member of the group chat"),
        ("supergroup", "kicked", "bot was kicked from the supergroup chat"),
        ("supergroup", "left", "bot is not a member of the supergroup chat"),
        ("channel", "kicked", "bot was kicked from the channel chat"),
    ],
)
async def test_a_bot_that_was_removed_is_told_so(
    ext_bot: ExtBot[None], api: ScriptedBotApi, kind: str, status: str, reason: str
) -> None:
    """Each kind of chat has its words."""
    chat = LocalChat(-5, kind, "组")
    api.updates.my_chat_member(chat, STRANGER, "member", status)
    with pytest.raises(Forbidden, match=reason):
        await ext_bot.send_message(chat.id, "一")


async def test_a_bot_that_may_not_write_gets_a_bad_request(
    ext_bot: ExtBot[None], api: ScriptedBotApi, group: LocalChat
) -> None:
    """Telegram does not call it forbidden."""
    api.world.set_member(group, api.world.bot, "restricted")
    with pytest.raises(BadRequest, match="Not enough rights to send text messages to the chat"):
        await ext_bot.send_message(group.id, "一")


async def test_a_bot_that_leaves_is_out(ext_bot: ExtBot[None], member: LocalUser, group: LocalChat) -> None:
    """A private chat cannot be left."""
    assert await ext_bot.leave_chat(group.id) is True
    with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
        await ext_bot.leave_chat(group.id)
    with pytest.raises(BadRequest, match="Chat member status can't be changed in private chats"):
        await ext_bot.leave_chat(member.id)


async def test_a_group_that_became_a_supergroup_tells_its_new_id(
    ext_bot: ExtBot[None], api: ScriptedBotApi, member: LocalUser
) -> None:
    """Members move along, and both chats get a service message."""
    old, new = LocalChat(-5, "group", "组"), LocalChat(-1005, "supergroup", "组")
    api.world.set_member(old, member, "creator")
    away, here = api.updates.migration(old, new, member)
    assert message_of(away)["migrate_to_chat_id"] == new.id
    assert message_of(here)["migrate_from_chat_id"] == old.id
    with pytest.raises(ChatMigrated) as caught:
        await ext_bot.send_message(old.id, "一")
    assert caught.value.new_chat_id == new.id
    with pytest.raises(ChatMigrated):
        await ext_bot.get_chat_administrators(old.id)
    assert isinstance(await ext_bot.get_chat_member(new.id, member.id), ChatMemberOwner)


async def test_members_have_their_standing(
    ext_bot: ExtBot[None], api: ScriptedBotApi, member: LocalUser, group: LocalChat
) -> None:
    """Administrators are listed without other bots; the bot counts as a member."""
    other_bot = LocalUser(9, "别的", "other_bot", is_bot=True)
    api.world.set_member(group, member, "administrator", is_anonymous=True)
    api.world.set_member(group, other_bot, "administrator")
    api.world.set_member(group, STRANGER, "restricted")
    administrators = await ext_bot.get_chat_administrators(group.id)
    assert [(each.user.id, type(each)) for each in administrators] == [(7, ChatMemberAdministrator)]
    assert isinstance(administrators[0], ChatMemberAdministrator)
    assert administrators[0].is_anonymous is True
    assert isinstance(await ext_bot.get_chat_member(group.id, STRANGER.id), ChatMemberRestricted)
    assert await ext_bot.get_chat_member_count(group.id) == 4
    api.updates.chat_member(group, member, STRANGER, "restricted", "kicked")
    assert await ext_bot.get_chat_member_count(group.id) == 3


async def test_somebody_who_is_not_in_a_chat_has_left_it(
    ext_bot: ExtBot[None], api: ScriptedBotApi, member: LocalUser, group: LocalChat
) -> None:
    """Somebody unknown is an error instead; a private chat has no administrators."""
    assert isinstance(await ext_bot.get_chat_member(group.id, member.id), ChatMemberLeft)
    with pytest.raises(BadRequest, match=r"(?i)participant_id_invalid"):
        await ext_bot.get_chat_member(group.id, 12345)
    with pytest.raises(BadRequest, match="There are no administrators in the private chat"):
        await ext_bot.get_chat_administrators(member.id)


async def test_a_topic_must_exist_and_general_has_no_number(
    ext_bot: ExtBot[None], api: ScriptedBotApi, member: LocalUser, group: LocalChat
) -> None:
    """Outside a forum the number is not looked at."""
    forum = LocalChat(-1002, "supergroup", "论坛", is_forum=True)
    theirs = message_of(api.updates.message(forum, member, "话题里", thread_id=5))
    sent = await ext_bot.send_message(forum.id, "一", message_thread_id=5)
    reply = await ext_bot.send_message(forum.id, "一", reply_to_message_id=theirs["message_id"])
    for message in (sent, reply):
        assert (message.message_thread_id, message.is_topic_message) == (5, True)
    for thread_id in (1, 6):
        with pytest.raises(BadRequest, match="Message thread not found"):
            await ext_bot.send_message(forum.id, "一", message_thread_id=thread_id)
    assert (await ext_bot.send_message(group.id, "一", message_thread_id=6)).message_thread_id is None


async def test_in_a_group_only_an_administrator_deletes_what_others_wrote(
    ext_bot: ExtBot[None], api: ScriptedBotApi, member: LocalUser, group: LocalChat
) -> None:
    """In a private chat the bot may."""
    theirs = message_of(api.updates.message(group, member, "好"))
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await ext_bot.delete_message(group.id, theirs["message_id"])
    api.world.set_member(group, api.world.bot, "administrator")
    assert await ext_bot.delete_message(group.id, theirs["message_id"]) is True
    private = message_of(api.updates.message(member.chat, member, "好"))
    assert await ext_bot.delete_message(member.id, private["message_id"]) is True


async def test_a_channel_takes_posts_of_its_administrators(ext_bot: ExtBot[None], api: ScriptedBotApi) -> None:
    """A post has a sender_chat and no sender."""
    channel = LocalChat(-1003, "channel", "通知")
    api.world.add_chat(channel)
    post = await ext_bot.send_message(channel.id, "一")
    assert post.from_user is None
    assert post.sender_chat is not None
    api.world.set_member(channel, api.world.bot, "member")
    with pytest.raises(BadRequest, match="Need administrator rights in the channel chat"):
        await ext_bot.send_message(channel.id, "一")
