"""The kind of meeting that a title tells: one that the documents name, or one of the group's own."""

import re

from bot.domain.meeting import OWN_KIND
from intents.lexicon import Lexicon
from intents.timeexpr.title import kind_of

_HEAD = re.compile(r"[^：:，,、；;（(【\[《“\"。!！?？\s]*")
"""A title up to what is only added to it."""

_MEETING = re.compile(r"(?<=.)会议?$")
_NAMELESS = re.compile(r"(?:去|来|要|有|开|召开|参加|到|线上|线下|一起|个|一个|大家|我们|的)*(?:会|会议)")
"""开会 and the like: that there is a meeting, and not which."""

_NONE = re.compile(
    r"(?:机|社|学|工|协|(?<!协)商|委员|[居村管妇]委|基金|联合|联谊|同乡|校友|青年|约|误|(?<![全集])体|领|省|都|不|只|也|才|将|一|"
    r"等|待|歇|散|不开|拜|幸|附|理|集|聚|晚|运动|演唱|音乐|展览|博览|书画|庙|灯|舞|酒|展|奥运|教|国|(?<![评审商协建会])议|再|能|就|还)会$"
)
"""Words that end in 会 and name no meeting."""

_PREPARED = re.compile(
    r"(?:去)?(?:准备|筹备|筹划|策划|报名|取消|布置|预订|预定|打印|起草|撰写|整理|通知)(?!会|工作|阶段|召?开)."
)
"""What is done for a meeting."""


def kind_of_title(title: str, lexicon: Lexicon) -> str:
    """The id of the term whose meeting a title names; ``OWN_KIND`` for what is plainly a meeting that no term names,
    such as 读书会; empty for anything else. 开会 alone names none, and is kept as plain as it was said."""
    return kind_of(title, lexicon) or (OWN_KIND if is_plainly_a_meeting(title) else "")


def is_plainly_a_meeting(title: str) -> bool:
    """Whether a title ends in the word for a meeting, and is not about something to be done for one."""
    head = _HEAD.match(title.strip())
    text = head[0] if head else ""
    found = _MEETING.search(text)
    if found is None or _NAMELESS.fullmatch(text) or _NONE.search(text):
        return False
    return _PREPARED.match(text) is None
