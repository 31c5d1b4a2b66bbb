"""A small base without any issue, and ways of breaking it."""

from collections.abc import Iterable
from pathlib import Path

from knowledge.issues import Issue
from knowledge.loader import load_folder

DOCUMENTS = """\
group-rules:
  title: 小组规则
  status: in-force
  issued: "2019-04-22"
  subject: 小组
  provisions:
    第一条: {weight: core, gist: 人数}
    第二条:
handbook:
  title: 手册
  status: reference
  provisions:
    第一章·一: {}
"""

FAQ = """\
document: group-rules
entries:
  - id: group-size
    topic: 设置
    question: 小组要几个人？
    phrasings: [小组人数, 小组最少几人]
    answer: 3 人。
    cites: [第一条]
    related: [group-leader]
    tests: [凑几个人能设小组]
  - id: group-leader
    topic: 组长
    question: 组长怎么产生？
    phrasings: [组长谁来定]
    answer: 推选。
    cites: [第二条（三）, {document: handbook, locator: 第一章·一}]
    tests: [组长是选的吗]
"""

BOUNDARIES = """\
boundaries:
  - id: dues
    topic: 会费
    question: 会费交多少？
    phrasings: [会费标准]
    look_into: [会费规定]
    tests: [每月会费多少钱]
"""

TERMS = """\
terms:
  - id: group
    name: 小组
    kind: body
    spoken: [咱们组]
    confusables: [branch]
  - id: branch
    name: 支部
    kind: body
    confusables: [group]
  - id: group-meeting
    name: 小组会
    kind: meeting
"""

OBLIGATIONS = """\
obligations:
  - id: monthly
    title: 小组会
    who: 小组
    every: month
    times: 1
    modality: 一般
    cites: [{document: group-rules, locator: 第一条}]
    reminder: 该开会了。
    kind: group-meeting
    proposed: [{day: 5}]
"""

TITLES = "会费规定: [标准]\n"

GUIDES = """\
guides:
  - id: founding
    title: 能不能设小组
    offered_with: [group-size]
    nodes:
      start:
        ask: 有几个人？
        options:
          - {label: 三个以上, then: enough}
          - {label: 不到三个, then: few}
      enough:
        answer: 可以。
        cites: [{document: group-rules, locator: 第一条}]
        related: [group-leader]
      few:
        answer: 不行。
        cites: [{document: group-rules, locator: 第一条}]
"""

TOPICS = """\
sections:
  - id: basics
    label: 基本
    topics: [设置, 组长]
    entries: [group-size]
    guides: [founding]
"""

MEETINGS = """\
meetings:
  - kind: group-meeting
    items:
      - id: meeting-notice
        phase: before
        text: 通知全体组员
        lead: 3d
        cites: [{document: group-rules, locator: 第一条}]
      - id: meeting-minutes
        phase: after
        text: 记录存档
        cites: [{document: group-rules, locator: 第二条（三）}, {document: handbook, locator: 第一章·一}]
  - kind: group
    items:
      - {id: group-talk, phase: meeting, text: 互相谈一谈, cites: [{document: handbook, locator: 第一章·一}]}
"""

VALID = {
    "documents.yaml": DOCUMENTS,
    "faq/group-rules.yaml": FAQ,
    "boundaries.yaml": BOUNDARIES,
    "terms.yaml": TERMS,
    "obligations.yaml": OBLIGATIONS,
    "where-to-look.yaml": TITLES,
    "guides.yaml": GUIDES,
    "topics.yaml": TOPICS,
    "meetings.yaml": MEETINGS,
}


def write(folder: Path, **changed: str | bytes) -> Path:
    """A folder with the valid base, some files of it replaced; ``faq`` stands for the file of entries, other names
    for themselves (``where_to_look`` for ``where-to-look.yaml``)."""
    files: dict[str, str | bytes] = dict(VALID)
    for key, content in changed.items():
        name = "faq/group-rules.yaml" if key == "faq" else f"{key.replace('_', '-')}.yaml"
        files[name] = content
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def issues_with(folder: Path, **changed: str | bytes) -> list[Issue]:
    """The issues of the valid base with some files replaced."""
    return load_folder(write(folder, **changed)).issues


def places(issues: Iterable[Issue]) -> list[str]:
    """Each issue as ``FILE:LINE CODE``."""
    return [f"{issue.file}:{issue.line} {issue.code.value}" for issue in issues]


def swapped(text: str, old: str, new: str) -> str:
    """The text with one thing replaced; fails where there is nothing to replace, so that no test tests nothing."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the sample"
    return text.replace(old, new)
