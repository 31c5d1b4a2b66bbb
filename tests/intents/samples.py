"""Small bases of the tests' own: one about bodies that are easily mixed up, one of a bank, and tiny ones of words that
mean nothing, whose numbers can be worked out by hand."""

from collections.abc import Sequence

from intents.decide import Answer, Decision, Disambiguation, Fallback
from intents.understanding import Understanding
from knowledge.loader import load_files
from knowledge.models import Boundary, Citation, Document, Entry, KnowledgeBase, Provision

PARTY = {
    "documents.yaml": """
group-rules:
  title: 党小组规则
  status: in-force
  subject: 党小组
  provisions: {第一条: , 第二条: , 第三条: , 第四条: , 第五条: }
leading-notes:
  title: 党组说明
  status: reference
  subject: 党组
  provisions: {导言: , 职责: }
""",
    "terms.yaml": """
terms:
  - {id: party-group, name: 党小组, kind: body, synonyms: [小组], spoken: [我们组, 咱们小组],
     confusables: [leading-group, branch]}
  - {id: leading-group, name: 党组, kind: body, spoken: [部党组, 局党组, 党祖],
     confusables: [party-group, organ-committee]}
  - {id: branch, name: 党支部, kind: body, synonyms: [支部], confusables: [party-group]}
  - {id: organ-committee, name: 机关党委, kind: body, confusables: [leading-group]}
  - {id: party-organisation, name: 党组织, kind: body}
  - {id: group-meeting, name: 党小组会, kind: meeting, synonyms: [小组会], spoken: [党小组开会, 小组开会],
     confusables: [leading-meeting]}
  - {id: leading-meeting, name: 党组会议, kind: meeting, abbreviations: [党组会], confusables: [group-meeting]}
  - {id: group-leader, name: 党小组组长, kind: role, synonyms: [小组长], spoken: [组长],
     confusables: [leading-secretary]}
  - {id: leading-secretary, name: 党组书记, kind: role, confusables: [group-leader]}
  - {id: party-member, name: 党员, kind: person, spoken: [同志们]}
""",
    "faq/group-rules.yaml": """
document: group-rules
entries:
  - id: group-meeting-frequency
    topic: 会议
    question: 党小组会多久开一次？
    phrasings: [小组会多长时间开一回, 党小组开会的频率, 每个月都要开党小组会吗, 党小组会一年开几次,
      党小组会是不是每季度一次]
    answer: 一般每月 1 次。
    cites: [第三条]
    related: [group-meeting-chair]
    tests: [小组隔多久碰一次头]
  - id: group-meeting-chair
    topic: 会议
    question: 党小组会由谁主持？
    phrasings: [谁来召集党小组会, 小组会谁牵头, 党小组会主持人是谁]
    answer: 组长召集并主持。
    cites: [第三条]
    tests: [小组开会归谁张罗]
  - id: group-meeting-record
    topic: 会议
    question: 党小组会要不要做记录？
    phrasings: [党小组会的会议记录, 小组会记录要不要存档, 开党小组会谁做记录]
    answer: 要做记录并存档。
    cites: [第三条]
    tests: [小组会得留痕吗]
  - id: group-size
    topic: 设置
    question: 一个党小组最少要有几名党员？
    phrasings: [党小组最少几个人, 几个人可以成立党小组, 党小组人数下限, 三个人能不能成立党小组]
    answer: 不少于 3 名党员。
    cites: [第一条]
    tests: [凑够几个人能设小组]
  - id: group-setup
    topic: 设置
    question: 党小组由谁决定设立？
    phrasings: [设立党小组要谁批准, 成立党小组报谁备案, 撤销党小组谁说了算]
    answer: 党支部决定，报上级备案。
    cites: [第二条]
    tests: [建小组找谁批]
  - id: group-leader-origin
    topic: 组长
    question: 党小组组长怎么产生？
    phrasings: [组长是选的还是指定的, 谁来当党小组组长, 小组长由谁推荐]
    answer: 党支部指定，或者党员推荐。
    cites: [第四条]
    tests: [组长怎么选出来]
  - id: group-leader-duties
    topic: 组长
    question: 党小组组长有哪些职责？
    phrasings: [组长都管什么, 小组长该干什么, 组长的任务]
    answer: 组织学习、主持会议、联系群众。
    cites: [第五条]
    tests: [当组长要做哪些事]
""",
    "faq/leading-notes.yaml": """
document: leading-notes
entries:
  - id: leading-what
    topic: 党组
    question: 党组是什么？
    phrasings: [什么叫党组, 党组的定义]
    answer: 在非党组织的领导机关中设立的组织。
    cites: [导言]
    tests: [给我讲讲什么是党组]
  - id: leading-duties
    topic: 党组
    question: 党组有哪些职责？
    phrasings: [党组管什么, 党组的任务是什么]
    answer: 讨论和决定本部门的重大问题。
    cites: [职责]
    tests: [党组负责哪些事]
""",
    "boundaries.yaml": """
boundaries:
  - id: dues
    topic: 党费
    question: 党费交多少？
    phrasings: [党费的标准, 每个月交多少党费, 党费怎么算]
    note: 这些文件没有写党费的标准。
    tests: [党费一个月得交几块]
""",
}

BANK = {
    "documents.yaml": """
card-terms:
  title: 信用卡章程
  status: in-force
  subject: 信用卡
  provisions: {"3.1": , "3.2": , "4.1": , "5": }
""",
    "terms.yaml": """
terms:
  - {id: credit-card, name: 信用卡, kind: document, synonyms: [贷记卡, Credit Card], confusables: [debit-card]}
  - {id: debit-card, name: 借记卡, kind: document, synonyms: [储蓄卡], confusables: [credit-card]}
  - {id: app, name: 手机银行 App, kind: other, abbreviations: [App]}
""",
    "faq/card-terms.yaml": """
document: card-terms
entries:
  - id: card-lost
    topic: 安全
    question: 信用卡丢了怎么办？
    phrasings: [信用卡挂失, 我的卡不见了, 怎么挂失信用卡]
    answer: 立即拨打客服电话挂失。
    cites: ["3.1"]
    tests: [信用卡掉了]
  - id: card-annual-fee
    topic: 费用
    question: 信用卡年费多少钱？
    phrasings: [信用卡要交年费吗, 年费怎么免]
    answer: 每年 100 元，刷满 6 次免。
    cites: ["4.1"]
    tests: [办信用卡有没有年费]
  - id: card-limit
    topic: 额度
    question: 信用卡额度怎么提高？
    phrasings: [怎么提额, 想提高信用卡额度]
    answer: 在 App 里申请。
    cites: ["5"]
    tests: [额度太低想涨一点]
""",
}


def base_of(files: dict[str, str]) -> KnowledgeBase:
    """The base of some files; they must be sound."""
    return load_files({name: content.encode() for name, content in files.items()}).require()


def understanding_of(files: dict[str, str]) -> Understanding:
    """The understanding of a base of some files."""
    return Understanding(base_of(files))


def tiny(
    *phrasings: Sequence[str],
    boundaries: Sequence[Sequence[str]] = (),
    answers: Sequence[str] = (),
    provisions: Sequence[str] = (),
) -> KnowledgeBase:
    """A base of entries ``e0``, ``e1`` and so on with these ways of asking, the first of each its question, and of
    boundaries ``b0`` and so on. An entry's answer is 略 and its provision its own, where none are given."""
    places = [provisions[number] if provisions else f"第{number}条" for number in range(len(phrasings))]
    entries = tuple(
        Entry(
            id=f"e{number}",
            topic="题",
            question=texts[0],
            phrasings=tuple(texts[1:]),
            answer=answers[number] if answers else "略",
            cites=(Citation(document="rules", locator=places[number]),),
        )
        for number, texts in enumerate(phrasings)
    )
    document = Document(id="rules", title="规则", status="in-force", provisions={name: Provision() for name in places})
    declined = tuple(
        Boundary(id=f"b{number}", topic="题", question=texts[0], phrasings=tuple(texts[1:]))
        for number, texts in enumerate(boundaries)
    )
    return KnowledgeBase(documents={document.id: document}, entries=entries, boundaries=declined)


def outcome(decision: Decision) -> str:
    """A decision in words: ``answer group-size``, ``choose``, ``boundary dues``, ``nothing``, ``empty`` or
    ``talk``."""
    if isinstance(decision, Answer):
        return f"answer {decision.entry.id}"
    if isinstance(decision, Disambiguation):
        return "choose"
    if isinstance(decision, Fallback):
        if decision.boundary:
            return f"boundary {decision.boundary.id}"
        return "empty" if decision.empty else "nothing"
    return "talk"


def shown(decision: Decision) -> set[str]:
    """The ids of every entry that a person gets to see or choose."""
    if isinstance(decision, Answer):
        return {decision.entry.id}
    return {choice.id for choice in decision.choices} if isinstance(decision, Disambiguation) else set()
