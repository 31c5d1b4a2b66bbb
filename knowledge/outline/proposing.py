"""What somebody may ask about a provision: proposals by simple rules on what it regulates. A writer corrects them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.outline.values import Outline, Part, Provision

_NAME_LIMIT = 50
_LEAST, _MOST = 2, 12
"""Characters of a subject."""


@dataclass(frozen=True, slots=True)
class Matter:
    """A kind of thing that provisions regulate."""

    label: str
    pattern: str
    """What gives it away in the text."""
    questions: tuple[str, ...]
    """Ways to ask, the best first. ``{s}``: the subject; ``{n}``: the name of the document."""
    background: bool = False
    """Whether few ask about it."""


_MATTERS = (
    Matter(
        "目的和依据",
        r"^(?:为|为了|根据|依据)[^。]*(?:制定|制订)(?:本|如下)",
        ("制定《{n}》的目的和依据是什么？", "为什么要制定{n}", "{n}是根据什么制定的", "{n}的制定依据"),
        background=True,
    ),
    Matter(
        "定义",
        r"(?:本[^，。]{1,6})?所称[^，。]{1,24}，?\s?(?:系|是)?指",
        ("《{n}》里的{s}指的是什么？", "什么叫{s}", "{s}是什么意思", "{n}怎样界定{s}"),
    ),
    Matter(
        "适用范围",
        "适用于|参照(?:本[^，。]{1,6})?执行|适用本",
        ("《{n}》适用于谁？", "{n}的适用范围", "{n}管哪些人和单位", "哪些人要照{n}办"),
    ),
    Matter(
        "施行日期",
        "起\\s?(?:试行|施行|执行|实施|生效)|之日起",
        ("《{n}》从什么时候起施行？", "{n}什么时候开始执行", "{n}的施行日期", "{n}哪天生效"),
        background=True,
    ),
    Matter(
        "解释",
        "负责解释|解释权|[由商][^。]{2,40}解释",
        ("《{n}》由谁解释？", "对{n}的条文有疑问问谁", "{n}的解释权归谁"),
        background=True,
    ),
    Matter(
        "违反的后果",
        "违反|责令|处分|追究|追责|赔偿|取消[^。]{0,10}资格",
        ("按《{n}》，{s}违反规定怎么处理？", "{s}违反了规定会怎样", "违反{n}有什么后果", "{s}违规怎么处理"),
    ),
    Matter(
        "职责",
        "职责|下列(?:任务|工作)|基本任务|负责",
        ("按《{n}》，{s}有哪些职责？", "{s}的职责是什么", "{s}要做哪些事", "{s}负责什么"),
    ),
    Matter(
        "条件",
        "下列条件|具备[^。]{0,12}条件|符合[^。]{0,12}条件|基本条件",
        ("按《{n}》，{s}要具备什么条件？", "{s}的条件", "{s}要符合哪些要求", "{s}有什么资格要求"),
    ),
    Matter(
        "程序",
        "程序|步骤|下列顺序|流程|报[^。，]{2,20}(?:批准|同意|审批|备案)|申请",
        ("按《{n}》，{s}要走什么程序？", "{s}的程序", "{s}分哪几步", "{s}要报谁批准"),
    ),
    Matter(
        "频次",
        r"每[年月周日季天]|每个?(?:季度|半年|学期|星期)|[\d一二三四五六七八九十两]+\s?年\s?[\d一二三四五六七八九十两]+\s?次",
        ("按《{n}》，{s}多久一次？", "{s}隔多长时间一次", "{s}的次数有什么要求", "{s}一年要几次"),
    ),
    Matter(
        "期限",
        r"[\d一二三四五六七八九十两]+\s?(?:个)?(?:工作日|日|天|小时|月|年|周)(?:之?内|以内|前|以上|为限|届满)|期限|任期|逾期",
        ("按《{n}》，{s}的期限是多久？", "{s}要在几天之内", "{s}的时限", "{s}最长多久"),
    ),
    Matter(
        "人数和比例",
        r"[三四五十百]分之|[％%]|过半数|半数以上|[\d一二三四五六七八九十两百]+\s?(?:名|人|册|件|个)(?:以上|以下|以内)|不(?:少|多|超过)于?",
        ("按《{n}》，{s}的数目或者比例有什么要求？", "{s}最多多少", "{s}至少要多少", "{s}的比例是多少"),
    ),
    Matter(
        "费用",
        r"费用|收费|经费|押金|\d\s?元",
        ("按《{n}》，{s}的费用怎么规定？", "{s}要交多少钱", "{s}的费用由谁出"),
    ),
    Matter(
        "禁止",
        "不得|禁止|严禁|不准",
        ("按《{n}》，{s}不得做什么？", "{s}有哪些事不能做", "{s}禁止什么"),
    ),
)
_OTHER = Matter("规定", "", ("《{n}》对{s}是怎么规定的？", "{s}有什么规定", "{s}有哪些要求", "{s}怎么办"))

_DEFINED = re.compile(r"所称的?[“「]?(?P<s>[^，。”」]{1,14}?)[”」]?，?\s?(?:系|是)?指")
_SUBJECT = re.compile(
    r"^(?:本\w{2}(?:规则|办法|规定|条例)?[，]?)?(?P<s>[^，。；：、的]{2,12}?)"
    r"(?:应当|必须|不得|可以|由|负责|实行|的(?:主要|基本)?(?:职责|任务|条件)|应|履行|具备|按照|按|每|一般|是|向|在|对|以|凭|分为|包括|设)"
)
_NO_SUBJECT = re.compile(
    "^(?:为|为了|凡|对于?|自|在|由|按|根据|依据|各|有|下列|本\\w{1,3}|违反|因|经|未|如|若|其他|任何)"
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed for the entry of a provision."""

    about: str
    """What it regulates, in a word or two."""
    topic: str
    question: str
    phrasings: tuple[str, ...]


def name_of(outline: Outline) -> str:
    """What people call a document: its title without what stands in brackets behind it."""
    name = re.sub(r"\s?（[^（）]*）$", "", outline.title).strip("《》 ")
    return name if 0 < len(name) <= _NAME_LIMIT else "这份文件"


def propose(provision: Provision, outline: Outline) -> Proposal:
    """The question and phrasings of a provision. Those of different provisions may be the same."""
    name = name_of(outline)
    subject = subject_of(provision)
    matters = matters_of(provision)
    main = matters[0]
    asked = [text for matter in matters[:3] for text in (matter.questions if matter is main else matter.questions[:2])]
    if provision.heading and main is not _OTHER:
        asked.append(_OTHER.questions[1])
    filled = [text.format(s=subject, n=name) for text in asked]
    filled.append(f"《{name}》{provision.locator}讲的是什么")
    about = provision.heading if 0 < len(provision.heading) <= 20 else main.label
    return Proposal(about, topic_of(provision, name), filled[0], tuple(filled[1:]))


def matters_of(provision: Provision) -> tuple[Matter, ...]:
    """What a provision regulates, the most telling first; at least one."""
    if provision.part is not Part.ARTICLE and provision.part is not Part.SECTION:
        return (_AROUND[provision.part],)
    text = f"{provision.heading}\n{provision.text}" if provision.heading else provision.text
    found = tuple(matter for matter in _MATTERS if re.search(matter.pattern, text, re.MULTILINE))
    head = text[: text.find("\n", len(provision.heading) + 1)] if "\n" in provision.text else text
    found = tuple(sorted(found, key=lambda matter: not re.search(matter.pattern, head, re.MULTILINE)))
    closing = tuple(matter for matter in found if matter.background)
    if closing and len(provision.text) <= 160:
        return closing + tuple(matter for matter in found if not matter.background)
    return tuple(matter for matter in found if not matter.background) or (_OTHER,)


_AROUND = {
    Part.PREAMBLE: Matter(
        "目的和依据", "", ("制定《{n}》的目的和依据是什么？", "为什么要制定{n}", "{n}的背景"), background=True
    ),
    Part.NOTICE: Matter("印发", "", ("《{n}》是谁印发的？", "{n}发给谁执行", "印发{n}的通知说了什么"), background=True),
    Part.PUBLISHED: Matter(
        "发布", "", ("《{n}》是什么时候由谁发布的？", "{n}哪年发布的", "{n}是哪个机关发布的"), background=True
    ),
}


def subject_of(provision: Provision) -> str:
    """Who or what a provision is about: what it defines, its heading, the words it begins with, its chapter."""
    if match := _DEFINED.search(provision.text):
        return match["s"]
    if _LEAST <= len(provision.heading) <= 20:
        return provision.heading
    match = _SUBJECT.match(provision.text)
    if match and not _NO_SUBJECT.match(match["s"]) and _LEAST <= len(match["s"]) <= _MOST:
        return match["s"]
    return provision.chapter[:20] if provision.chapter and provision.chapter not in _GENERAL else provision.locator


_GENERAL = {"总则", "附则", "总 则", "附 则", "其他", "其它", "一般规定"}


def topic_of(provision: Provision, name: str) -> str:
    """The topic: the chapter, where that says something."""
    if provision.chapter and provision.chapter not in _GENERAL and len(provision.chapter) <= 20:
        return provision.chapter
    return f"关于{name}"[:30]


def weight_of(provision: Provision) -> str:
    """Whether people ask about it (core) or it is background (context)."""
    return "context" if matters_of(provision)[0].background else "core"


def gist_of(provision: Provision) -> str:
    """What it is about without a sentence of it: its heading, else what it regulates and its chapter."""
    if 0 < len(provision.heading) <= 40:
        return provision.heading
    return provision.chapter if provision.chapter not in _GENERAL else ""


def wordings(proposal: Proposal) -> Iterator[str]:
    """The question and the phrasings."""
    yield proposal.question
    yield from proposal.phrasings
