"""What can be wrong with a knowledge folder: located issues, each with a code and a sentence."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Whether an issue stops the base from being used."""

    ERROR = "error"
    WARNING = "warning"


class Code(StrEnum):
    """The kinds of issues. ``K1``: the file; ``K2``: its shape; ``K3``: across entries; ``K4``: advice;
    ``K5``: what only the matcher can tell, of which K501 is an error."""

    UNREADABLE = "K101"
    ENCODING = "K102"
    TOO_LARGE = "K103"
    SYNTAX = "K104"
    DUPLICATE_KEY = "K105"
    FORBIDDEN_YAML = "K106"
    TOO_DEEP = "K107"
    EMPTY_FILE = "K108"
    MISSING_FILE = "K109"

    MISSING_KEY = "K201"
    UNKNOWN_KEY = "K202"
    WRONG_TYPE = "K203"
    WRONG_VALUE = "K204"
    YAML_SCALAR = "K205"
    TOO_LONG = "K206"
    INVISIBLE = "K207"
    TOO_MUCH = "K208"

    UNKNOWN_DOCUMENT = "K301"
    UNKNOWN_LOCATOR = "K302"
    DUPLICATE_ID = "K303"
    SHARED_PHRASING = "K304"
    DANGLING_RELATED = "K305"
    UNKNOWN_TITLE = "K306"
    DANGLING_CONFUSABLE = "K307"
    SHARED_SURFACE = "K308"
    TEST_IS_PHRASING = "K309"
    WRONG_FILE = "K310"

    BROKEN_GUIDE = "K311"
    UNKNOWN_TOPIC = "K312"
    UNKNOWN_KIND = "K313"
    BROKEN_PRESET = "K314"

    UNCOVERED = "K401"
    NO_TESTS = "K402"
    NO_PHRASINGS = "K403"
    REPEATED = "K404"
    NOT_IN_FORCE = "K405"
    READ_OTHERWISE = "K406"
    MARKED_UP = "K407"

    TEST_LEADS_ELSEWHERE = "K501"
    PHRASING_LEADS_ELSEWHERE = "K502"
    PRESET_MISREAD = "K503"


MEANINGS: dict[Code, str] = {
    Code.UNREADABLE: "文件读不出来（权限、不是普通文件）",
    Code.ENCODING: "文件不是 UTF-8",
    Code.TOO_LARGE: "文件超过大小上限",
    Code.SYNTAX: "YAML 语法错误",
    Code.DUPLICATE_KEY: "同一处写了两次同名的键",
    Code.FORBIDDEN_YAML: "用了不允许的 YAML 写法（锚点、标签、多个文档）",
    Code.TOO_DEEP: "嵌套太深",
    Code.EMPTY_FILE: "文件是空的",
    Code.MISSING_FILE: "缺少必需的文件",
    Code.MISSING_KEY: "缺少必填的键",
    Code.UNKNOWN_KEY: "不认识的键",
    Code.WRONG_TYPE: "类型不对",
    Code.WRONG_VALUE: "值不合规定",
    Code.YAML_SCALAR: "没有加引号，被 YAML 读成了别的类型",
    Code.TOO_LONG: "太长，或者回答在 Telegram 里放不下",
    Code.INVISIBLE: "有看不见的字符",
    Code.TOO_MUCH: "问法太多",
    Code.UNKNOWN_DOCUMENT: "引用的文件不在 documents.yaml 里",
    Code.UNKNOWN_LOCATOR: "引用的条款在该文件里没有",
    Code.DUPLICATE_ID: "编号重复",
    Code.SHARED_PHRASING: "同一个问法写在两个条目下",
    Code.DANGLING_RELATED: "related 指向不存在的条目",
    Code.UNKNOWN_TITLE: "look_into 的标题不在 where-to-look.yaml 里",
    Code.DANGLING_CONFUSABLE: "confusables 指向不存在的词条",
    Code.SHARED_SURFACE: "同一个写法属于两个词条",
    Code.TEST_IS_PHRASING: "tests 里的问题同时是一个问法",
    Code.WRONG_FILE: "文件名不对，或者 faq 文件名与 document 不一致",
    Code.BROKEN_GUIDE: "引导对话走不通（步骤缺失、绕圈、没有出处）",
    Code.UNKNOWN_TOPIC: "没有这个主题、条目或引导",
    Code.UNKNOWN_KIND: "kind 不是 terms.yaml 里的词条",
    Code.BROKEN_PRESET: "proposed 的日期和周期、次数对不上",
    Code.UNCOVERED: "没有条目引用这一条款",
    Code.NO_TESTS: "条目没有 tests",
    Code.NO_PHRASINGS: "条目没有别的问法",
    Code.REPEATED: "同一条目里重复写了一个问法",
    Code.NOT_IN_FORCE: "不是现行有效的文件里的事默认开着",
    Code.READ_OTHERWISE: "看到的和读进去的不一样（没有引号的 #、会连成一段的列表）",
    Code.MARKED_UP: "回答里有 ** 或者 <b> 这样的记号，会照原样显示",
    Code.TEST_LEADS_ELSEWHERE: "tests 里的问题没有得到这个条目",
    Code.PHRASING_LEADS_ELSEWHERE: "这个问法更接近另一个条目",
    Code.PRESET_MISREAD: "按 title 和 proposed 设提醒，时间会读错",
}
"""A heading for each code, as the documentation lists them."""


MAX_ISSUES = 200
"""Issues of one file that are told; whoever has more mends these first."""

MAX_SENTENCE = 400
"""Characters of an issue's sentence; what is quoted in it may be a whole file."""


def _visible(character: str) -> str:
    return character if character.isprintable() else character.encode("unicode_escape").decode()


@dataclass(frozen=True, slots=True, order=True)
class Issue:
    """One thing that is wrong, and where."""

    file: str
    """The file, relative to the knowledge folder."""
    line: int
    """Counted from 1; 0 where the issue is about the file or the folder as a whole."""
    code: Code
    text: str
    """A sentence for the person who edits the file, on one line; unprintable characters are written out."""
    severity: Severity = Severity.ERROR

    def __post_init__(self) -> None:
        """Keep what is quoted from the file from breaking the line or flooding it."""
        shown = self.text if len(self.text) <= MAX_SENTENCE else f"{self.text[: MAX_SENTENCE - 1]}…"
        object.__setattr__(self, "text", "".join(map(_visible, shown)))

    def __str__(self) -> str:
        """``FILE:LINE CODE sentence``, as ``zuwu check`` prints it."""
        return f"{self.file}:{self.line} {self.code.value} {self.text}"


class KnowledgeError(Exception):
    """The knowledge folder has errors and cannot be used. ``issues`` holds all of them."""

    def __init__(self, issues: list[Issue]) -> None:
        self.issues = issues
        super().__init__("\n".join(str(issue) for issue in issues))


def has_errors(issues: Iterable[Issue]) -> bool:
    """Whether any of the issues stops the base from being used."""
    return any(issue.severity is Severity.ERROR for issue in issues)


def limited(issues: Iterable[Issue]) -> list[Issue]:
    """The issues in order, each once; of a file that has very many, the errors first, and how many more there are."""
    files: dict[str, list[Issue]] = {}
    for issue in sorted(set(issues), key=lambda issue: (issue.severity is not Severity.ERROR, issue)):
        files.setdefault(issue.file, []).append(issue)
    kept = [issue for found in files.values() for issue in found[:MAX_ISSUES]]
    for file, found in files.items():
        if len(found) > MAX_ISSUES:
            more = found[MAX_ISSUES]
            text = f"这个文件还有 {len(found) - MAX_ISSUES} 个问题没有列出，先改前面的。"
            kept.append(Issue(file, 0, more.code, text, more.severity))
    return sorted(kept)
