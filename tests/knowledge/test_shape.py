"""Files of good YAML and the wrong shape."""

from pathlib import Path

import pytest

from tests.knowledge.samples import (
    BOUNDARIES,
    DOCUMENTS,
    FAQ,
    MEETINGS,
    OBLIGATIONS,
    TERMS,
    issues_with,
    places,
    swapped,
)

PATHS = {
    "documents": "documents.yaml",
    "faq": "faq/group-rules.yaml",
    "boundaries": "boundaries.yaml",
    "terms": "terms.yaml",
    "obligations": "obligations.yaml",
    "where_to_look": "where-to-look.yaml",
    "guides": "guides.yaml",
    "topics": "topics.yaml",
    "meetings": "meetings.yaml",
}


@pytest.mark.parametrize(
    ("name", "content", "place", "word"),
    [
        ("documents", "- a\n", "1 K203", "文件编号"),
        ("documents", "a\n", "1 K203", "文件编号"),
        ("faq", "- a\n", "1 K203", "document"),
        ("boundaries", "- a\n", "1 K203", "boundaries"),
        ("terms", "a\n", "1 K203", "terms"),
        ("where_to_look", "- a\n", "1 K203", "标题"),
        ("terms", "terms:\n", "1 K201", "terms"),
        ("terms", "termz: []\n", "1 K202", "是不是 terms"),
        ("terms", "terms: {a: b}\n", "1 K203", "列表"),
        ("terms", "terms:\n  - a\n", "2 K203", "id"),
        ("terms", "terms:\n  - {}\n", "2 K201", "id"),
        ("terms", "? [a]\n: b\nterms: []\n", "1 K203", "键"),
        ("faq", "entries: []\n", "1 K201", "document"),
        ("faq", "document:\nentries: []\n", "1 K201", "document"),
        ("faq", "document: 2019-01-01\nentries: []\n", "1 K205", "2019-01-01"),
        ("faq", "document: [a]\nentries: []\n", "1 K203", "document"),
        ("faq", "document: group-rules\n", "1 K201", "entries"),
        ("faq", "document: group-rules\nentries: []\nentry: []\n", "3 K202", "是不是 entries"),
    ],
)
def test_a_file_of_the_wrong_form(tmp_path: Path, name: str, content: str, place: str, word: str) -> None:
    """A list in place of a mapping, a top-level key that is missing or misspelt."""
    issues = [issue for issue in issues_with(tmp_path, **{name: content}) if issue.file == PATHS[name]]
    found = [issue for issue in issues if f"{issue.line} {issue.code.value}" == place]
    assert found, places(issues)
    assert word in found[0].text


@pytest.mark.parametrize(
    ("old", "new", "place", "word"),
    [
        ("    answer: 3 人。\n", "", "3 K201", "answer"),
        ("    cites: [第一条]\n", "", "3 K201", "cites"),
        ("    tests: [凑几个人能设小组]\n", "    test: [凑几个人能设小组]\n", "10 K202", "是不是 tests"),
        ("    tests: [凑几个人能设小组]\n", "    zzz: 1\n", "10 K202", "不认识的键 zzz。"),
        ("answer: 3 人。", "answer: 2019-04-22", "7 K205", '"2019-04-22"'),
        ("answer: 3 人。", "answer: 3", "7 K205", "没有加引号"),
        ("answer: 3 人。", "answer: 3.5", "7 K205", "3.5"),
        ("answer: 3 人。", "answer: 12:30", "7 K205", "12:30"),
        ("answer: 3 人。", "answer: yes", "7 K205", "yes"),
        ("answer: 3 人。", "answer: 0x1F", "7 K205", "0x1F"),
        ("answer: 3 人。", "answer:", "7 K201", "没有内容"),
        ("answer: 3 人。", "answer: ~", "7 K201", "没有内容"),
        ("answer: 3 人。", "answer: ''", "7 K204", "空"),
        ("answer: 3 人。", "answer: '  '", "7 K204", "空"),
        ("answer: 3 人。", "answer: [a]", "7 K203", "文字"),
        ("answer: 3 人。", "answer: {a: b}", "7 K203", "文字"),
        ("answer: 3 人。", f"answer: {'长' * 3001}", "7 K206", "3000"),
        ("question: 小组要几个人？", f"question: {'长' * 201}", "5 K206", "200"),
        ("question: 小组要几个人？", 'question: "甲\\n乙"', "5 K204", "一行"),
        ("[小组人数, 小组最少几人]", "[小组人数, '']", "6 K204", "空"),
        ("[小组人数, 小组最少几人]", "[小组人数, '？！']", "6 K204", "没有文字"),
        ("[小组人数, 小组最少几人]", "小组人数", "6 K203", "列表"),
        ("[小组人数, 小组最少几人]", "[小组人数, 2019]", "6 K205", "2019"),
        ("[小组人数, 小组最少几人]", "[小组人数, null]", "6 K201", "phrasings"),
        ("[小组人数, 小组最少几人]", "[小组人数, [a]]", "6 K203", "phrasings"),
        ("[小组人数, 小组最少几人]", f"[{', '.join(f'问{i}' for i in range(201))}]", "6 K206", "200"),
        ("id: group-size", "id: Group-Size", "3 K204", "小写"),
        ("id: group-size", "id: 人数", "3 K204", "小写"),
        ("id: group-size", "id: group--size", "3 K204", "小写"),
        ("id: group-size", 'id: "group-size\\n"', "3 K204", "小写"),
        ("id: group-size", f"id: {'a' * 57}", "3 K206", "56"),
        ("id: group-size", "id: 12", "3 K205", "12"),
        ("cites: [第一条]", "cites: []", "8 K204", "至少"),
        ("cites: [第一条]", "cites: 第一条", "8 K203", "列表"),
        ("cites: [第一条]", "cites: [1]", "8 K205", "没有加引号"),
        ("cites: [第一条]", "cites: [{document: group-rules}]", "8 K201", "locator"),
        ("cites: [第一条]", "cites: [{document: group-rules, locator: 第一条, page: 3}]", "8 K202", "page"),
        ("topic: 设置", "topic: 设置\n    draft: maybe", "5 K203", "true"),
        ("topic: 设置", "topic: 设置\n    draft: 1", "5 K203", "true"),
    ],
)
def test_an_entry_of_the_wrong_form(tmp_path: Path, old: str, new: str, place: str, word: str) -> None:
    """One thing wrong in one entry is one issue, on its line, in the editor's language."""
    issues = issues_with(tmp_path, faq=swapped(FAQ, old, new), guides="guides: []\n", topics="sections: []\n")
    assert places(issues) == [f"faq/group-rules.yaml:{place}"]
    assert word in issues[0].text


@pytest.mark.parametrize(
    ("name", "content", "place", "word"),
    [
        ("documents", swapped(DOCUMENTS, "status: in-force", "status: valid"), "documents.yaml:3 K204", "或"),
        ("documents", swapped(DOCUMENTS, '"2019-04-22"', "2019-04-22"), "documents.yaml:4 K205", "加引号"),
        ("documents", swapped(DOCUMENTS, "handbook:", "Handbook:"), "documents.yaml:9 K204", "小写"),
        ("documents", swapped(DOCUMENTS, "  title: 小组规则\n", ""), "documents.yaml:1 K201", "title"),
        (
            "documents",
            swapped(DOCUMENTS, "subject: 小组", "link: www.example.org"),
            "documents.yaml:5 K204",
            "http",
        ),
        ("documents", swapped(DOCUMENTS, "subject: 小组", "id: group-rules"), "documents.yaml:5 K202", "id"),
        ("documents", swapped(DOCUMENTS, "weight: core", "weight: heavy"), "documents.yaml:7 K204", "core"),
        ("documents", swapped(DOCUMENTS, "    第二条:\n", "    第二条: []\n"), "documents.yaml:8 K203", "键: 值"),
        (
            "documents",
            swapped(DOCUMENTS, "  provisions:\n    第一章·一: {}\n", "  provisions:\n"),
            "documents.yaml:12 K203",
            "键: 值",
        ),
        ("boundaries", swapped(BOUNDARIES, "look_into", "look_in"), "boundaries.yaml:6 K202", "look_into"),
        ("terms", swapped(TERMS, "spoken: [咱们组]", "spoken: [on]"), "terms.yaml:5 K205", "on"),
        (
            "terms",
            swapped(TERMS, "name: 支部\n    kind: body", "name: 支部\n    kind: bodie"),
            "terms.yaml:9 K204",
            "body",
        ),
        ("obligations", swapped(OBLIGATIONS, "times: 1", "times: 0"), "obligations.yaml:6 K204", "1"),
        ("obligations", swapped(OBLIGATIONS, "times: 1", "times: 32"), "obligations.yaml:6 K204", "31"),
        ("obligations", swapped(OBLIGATIONS, "times: 1", "times: 一次"), "obligations.yaml:6 K203", "整数"),
        ("obligations", swapped(OBLIGATIONS, "times: 1", "times: 1.5"), "obligations.yaml:6 K203", "整数"),
        ("obligations", swapped(OBLIGATIONS, "times: 1", 'times: "1"'), "obligations.yaml:6 K203", "整数"),
        ("obligations", swapped(OBLIGATIONS, "times: 1", "times: true"), "obligations.yaml:6 K203", "整数"),
        (
            "obligations",
            swapped(OBLIGATIONS, "every: month", "every: week"),
            "obligations.yaml:5 K204",
            "half-year",
        ),
        ("obligations", swapped(OBLIGATIONS, "day: 5", "day: 29"), "obligations.yaml:11 K204", "28"),
        ("obligations", swapped(OBLIGATIONS, "day: 5", "day: 0"), "obligations.yaml:11 K204", "1"),
        ("obligations", swapped(OBLIGATIONS, "day: 5", "month: 13, day: 5"), "obligations.yaml:11 K204", "12"),
        ("obligations", swapped(OBLIGATIONS, "day: 5", "month: 5"), "obligations.yaml:11 K201", "day"),
        (
            "obligations",
            swapped(OBLIGATIONS, "kind: group-meeting", "kind: 小组会"),
            "obligations.yaml:10 K204",
            "小写",
        ),
        ("meetings", swapped(MEETINGS, "kind: group-meeting", "kind: 小组会"), "meetings.yaml:2 K204", "小写"),
        (
            "meetings",
            swapped(MEETINGS, "  - kind: group-meeting\n    items", "  - items"),
            "meetings.yaml:2 K201",
            "kind",
        ),
        ("meetings", swapped(MEETINGS, "phase: after", "phase: later"), "meetings.yaml:10 K204", "before"),
        ("meetings", swapped(MEETINGS, "        phase: after\n", ""), "meetings.yaml:9 K201", "phase"),
        ("meetings", swapped(MEETINGS, "text: 记录存档", f"text: {'长' * 40}"), "meetings.yaml:11 K206", "39"),
        ("meetings", swapped(MEETINGS, "text: 记录存档", 'text: "记录\\n存档"'), "meetings.yaml:11 K204", "一行"),
        ("meetings", swapped(MEETINGS, "text: 记录存档", "text: ''"), "meetings.yaml:11 K204", "空"),
        ("meetings", swapped(MEETINGS, "lead: 3d", "lead: 三天"), "meetings.yaml:7 K204", "7d"),
        ("meetings", swapped(MEETINGS, "lead: 3d", "lead: 0d"), "meetings.yaml:7 K204", "12h"),
        ("meetings", swapped(MEETINGS, "lead: 3d", "lead: 3"), "meetings.yaml:7 K205", "加引号"),
        ("meetings", swapped(MEETINGS, "lead: 3d", "leads: 3d"), "meetings.yaml:7 K202", "是不是 lead？"),
        ("meetings", "meetings:\n  - {kind: group-meeting, items: []}\n", "meetings.yaml:2 K204", "至少要有 1"),
        ("meetings", "meetings:\n  - {kind: group-meeting}\n", "meetings.yaml:2 K201", "items"),
        ("meetings", "meetings:\n  - group-meeting\n", "meetings.yaml:2 K203", "kind"),
        ("meetings", "meetings: {}\n", "meetings.yaml:1 K203", "列表"),
        ("meetings", "meeting: []\nmeetings: []\n", "meetings.yaml:1 K202", "是不是 meetings？"),
    ],
)
def test_the_other_files_of_the_wrong_form(tmp_path: Path, name: str, content: str, place: str, word: str) -> None:
    """Documents, boundaries, terms, obligations and meetings are read as strictly as entries."""
    issues = [issue for issue in issues_with(tmp_path, **{name: content}) if issue.file == PATHS[name]]
    assert len(issues) == 1, places(issues)
    assert str(issues[0]).startswith(place)
    assert word in issues[0].text


def test_all_issues_of_a_file_are_reported_at_once(tmp_path: Path) -> None:
    """An editor mends a file in one go: shape and references of all its entries together."""
    content = swapped(FAQ, "    answer: 3 人。\n", "")
    content = swapped(content, "    topic: 设置\n", "    topic: 1.5\n")
    content = swapped(content, "第二条（三）", "第九条")
    content = swapped(
        content, "    tests: [组长是选的吗]\n", "    related: [nobody]\n    tests: [小组人数]\n    x: 1\n"
    )
    found = places(issues_with(tmp_path, faq=content))
    assert found == [
        "faq/group-rules.yaml:3 K201",
        "faq/group-rules.yaml:4 K205",
        "faq/group-rules.yaml:18 K202",
    ]
    content = swapped(content, "    x: 1\n", "")
    found = places(issues_with(tmp_path, faq=content))
    assert found == [
        "faq/group-rules.yaml:3 K201",
        "faq/group-rules.yaml:4 K205",
        "faq/group-rules.yaml:15 K302",
        "faq/group-rules.yaml:16 K305",
    ]


def test_entries_of_a_file_without_document_are_checked_all_the_same(tmp_path: Path) -> None:
    """The missing first line hides nothing that stands below it."""
    content = swapped(swapped(FAQ, "document: group-rules\n", ""), "answer: 3 人。", "answer: 3")
    assert places(issues_with(tmp_path, faq=content)) == [
        "faq/group-rules.yaml:1 K201",
        "faq/group-rules.yaml:6 K205",
    ]


def test_what_could_not_be_built_is_not_missing(tmp_path: Path) -> None:
    """A mistake in an entry, a document or a term accuses nobody who refers to it."""
    entry = swapped(FAQ, "answer: 推选。", "answer: 1")
    assert places(issues_with(tmp_path, faq=entry)) == ["faq/group-rules.yaml:15 K205"]
    document = swapped(DOCUMENTS, "title: 小组规则", "title: 1")
    assert places(issues_with(tmp_path, documents=document)) == ["documents.yaml:2 K205"]
    term = swapped(TERMS, "name: 支部", "name: 1")
    assert places(issues_with(tmp_path, terms=term)) == ["terms.yaml:8 K205"]
