"""What somebody may ask about a provision: proposals by simple rules on what it regulates, only where those are sure. A
writer corrects them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.outline.values import Outline, Part, Provision

_NAME_LIMIT = 50
_SHORT = 160
"""Characters of a provision that says only from when the text holds, or who explains it."""

_NOBODY = "本各凡对自在由按有因经未如若并也"
_WHO = rf"(?P<s>(?![{_NOBODY}]|根据|依据|下列|违反|其他|任何|应当|可以)[^，。；：、（）的]{{2,12}}?)"
"""Of whom a sentence speaks, at its beginning."""


@dataclass(frozen=True, slots=True)
class Matter:
    """A kind of thing that provisions regulate."""

    label: str
    sure: str
    """What must match at the beginning of a provision before anything is asked."""
    questions: tuple[str, ...]
    """Ways to ask, the best first. ``{s}``: the subject; ``{n}``: the name of the document."""
    background: str = ""
    """What shows that a short provision is one that few ask about."""


_MATTERS = (
    Matter(
        "目的和依据",
        "(?:为|根据|依据)[^。]*(?:制定|制订)(?:本|如下)",
        ("制定《{n}》的目的和依据是什么？", "为什么要制定{n}", "{n}是根据什么制定的", "{n}的制定依据"),
        "^(?:为|根据|依据)[^。]*(?:制定|制订)(?:本|如下)",
    ),
    Matter(
        "定义",
        r"本[^，。]{1,6}所称的?[“「]?(?P<s>[^，。”」]{1,14}?)[”」]?，?\s?(?:系|是)?指",
        ("《{n}》里的{s}指的是什么？", "什么叫{s}", "{s}是什么意思", "{n}怎样界定{s}"),
    ),
    Matter(
        "适用范围",
        "本[^，。；]{1,6}适用于",
        ("《{n}》适用于谁？", "{n}的适用范围", "{n}管哪些人和单位", "哪些人要照{n}办"),
    ),
    Matter(
        "施行日期",
        r"本[^，。；]{1,8}[自从][^，。；]{2,24}起\s?(?:试行|施行|执行|实施|生效)",
        ("《{n}》从什么时候起施行？", "{n}什么时候开始执行", "{n}的施行日期", "{n}哪天生效"),
        r"起\s?(?:试行|施行|执行|实施|生效)|之日起",
    ),
    Matter(
        "解释",
        "本[^，。；]{1,8}由[^。；]{2,40}解释",
        ("《{n}》由谁解释？", "对{n}的条文有疑问问谁", "{n}的解释权归谁"),
        "负责解释|解释权|[由商][^。]{2,40}解释",
    ),
    Matter(
        "职责",
        rf"{_WHO}(?:的(?:主要|基本)?(?:职责|任务)(?:是|为|包括|有|：)"
        "|(?:应当?|必须)?(?:履行|承担)(?:下列|以下)(?:主要|基本)?(?:职责|任务))",
        ("按《{n}》，{s}有哪些职责？", "{s}的职责是什么", "{s}要做哪些事", "{s}负责什么"),
    ),
    Matter(
        "条件",
        rf"{_WHO}(?:应当?|必须)?(?:具备|符合|满足)(?:下列|以下)(?:基本)?条件",
        ("按《{n}》，{s}要具备什么条件？", "{s}的条件", "{s}要符合哪些要求", "{s}有什么资格要求"),
    ),
    Matter(
        "禁止",
        rf"{_WHO}(?:不得|禁止|严禁|不准)有?(?:下列|以下)",
        ("按《{n}》，{s}不得做什么？", "{s}有哪些事不能做"),
    ),
)
_AROUND = {
    Part.PREAMBLE: Matter("目的和依据", "", ("制定《{n}》的目的和依据是什么？", "为什么要制定{n}", "{n}的背景")),
    Part.NOTICE: Matter("印发", "", ("《{n}》是谁印发的？", "{n}发给谁执行", "印发{n}的通知说了什么")),
    Part.PUBLISHED: Matter("发布", "", ("《{n}》是什么时候由谁发布的？", "{n}哪年发布的", "{n}是哪个机关发布的")),
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed for the entry of a provision."""

    about: str
    """What it regulates, in a word or two; empty where that is not sure."""
    topic: str
    question: str
    phrasings: tuple[str, ...]


def name_of(outline: Outline) -> str:
    """What people call a document: its title without what stands in brackets behind it."""
    name = re.sub(r"\s?（[^（）]*）$", "", outline.title).strip("《》 ")
    return name if 0 < len(name) <= _NAME_LIMIT else "这份文件"


def propose(provision: Provision, outline: Outline) -> Proposal:
    """The question and phrasings of a provision: those of what it surely regulates; else what is said of its heading,
    or only what it says. Those of different provisions may be the same."""
    name = name_of(outline)
    about, filled = _asked(provision, name)
    if not filled and provision.part is Part.ARTICLE and _is_subject(provision.heading):
        filled = [f"《{name}》对{provision.heading}是怎么规定的？"]
    if not filled:
        heading = f"（{provision.heading}）" if _is_subject(provision.heading) else ""
        filled = [f"《{name}》{provision.locator}{heading}讲的是什么？"]
    about = provision.heading if 0 < len(provision.heading) <= 20 else about
    return Proposal(about, topic_of(provision, name), filled[0], tuple(filled[1:]))


def _asked(provision: Provision, name: str) -> tuple[str, list[str]]:
    """What a provision surely regulates, and the ways to ask about it; nothing where nothing is sure."""
    if matter := _AROUND.get(provision.part):
        return matter.label, [text.format(n=name) for text in matter.questions]
    for matter in _MATTERS:
        match = re.match(matter.sure, provision.text)
        if match and (not matter.background or len(provision.text) <= _SHORT):
            subject = match.groupdict().get("s", "")
            return matter.label, [text.format(s=subject, n=name) for text in matter.questions]
    return "", []


def _is_subject(heading: str) -> bool:
    """Whether a heading names a thing, so that one can ask what is said of it."""
    return 2 <= len(heading) <= 12 and not re.search(
        "[，。；：、？！]|^(?:要|应当|必须|不得|切实|进一步|认真)", heading
    )


_GENERAL = {"总则", "附则", "总 则", "附 则", "其他", "其它", "一般规定"}


def topic_of(provision: Provision, name: str) -> str:
    """The topic: the chapter, where that says something."""
    if provision.chapter and provision.chapter not in _GENERAL and len(provision.chapter) <= 20:
        return provision.chapter
    return f"关于{name}"[:30]


def weight_of(provision: Provision) -> str:
    """Whether people ask about it (core) or it is background (context)."""
    said = f"{provision.heading}\n{provision.text}"
    few = len(provision.text) <= _SHORT and any(
        matter.background and re.search(matter.background, said, re.MULTILINE) for matter in _MATTERS
    )
    return "context" if few or provision.part in _AROUND else "core"


def gist_of(provision: Provision) -> str:
    """What it is about without a sentence of it: its heading, else its chapter."""
    if 0 < len(provision.heading) <= 40:
        return provision.heading
    return provision.chapter if provision.chapter not in _GENERAL else ""


def wordings(proposal: Proposal) -> Iterator[str]:
    """The question and the phrasings."""
    yield proposal.question
    yield from proposal.phrasings
