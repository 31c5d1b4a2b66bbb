"""JSON Schemas of the files, made from the models: editors complete keys with them and mark what is misspelt."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from knowledge.models import Boundary, Document, Entry, Guide, Meeting, Obligation, Section, Term

Schema = dict[str, Any]

_LISTS: dict[str, tuple[str, type[BaseModel], str]] = {
    "faq": ("entries", Entry, "条目：一份文件的问题、问法、答案和出处"),
    "boundaries": ("boundaries", Boundary, "边界：人们会问、而这些文件没有规定的事"),
    "terms": ("terms", Term, "词条：名称、简称、口语说法、容易混的"),
    "guides": ("guides", Guide, "引导：一步步点按钮走到答案"),
    "topics": ("sections", Section, "/topics 的入口：把主题归成几组"),
    "obligations": ("obligations", Obligation, "文件写明要定期做的事"),
    "meetings": ("meetings", Meeting, "各种会在会前、会上、会后要做的事"),
}
"""For each kind of file its one list, what the list holds, and what the file is."""

_DESCRIPTIONS = {
    "abbreviations": "简称",
    "answer": "答案，纯文字；换行照原样",
    "as_of": "没有日期的来源：它自己提到的最晚日期",
    "ask": "要问的话；有 options 时写",
    "cites": "出处；说得最具体的放第一个",
    "confusables": "容易混的词条的 id，两边都要写",
    "day": "几号",
    "document": "文件编号，documents.yaml 里的键",
    "draft": "true 表示草稿：不会拿来回答",
    "effective": "施行日期，加引号",
    "enabled": "是否默认开着",
    "entries": "条目",
    "every": "多久一次",
    "gist": "一句提要，给编辑的人看",
    "gloss": "一句解释",
    "guides": "引导的 id",
    "id": "编号：小写字母、数字和连字符；用过的不再用",
    "intro": "一句说明",
    "issued": "印发日期，加引号",
    "issuer": "制定机关",
    "items": "要做的事",
    "kind": "种类",
    "label": "按钮上的字",
    "lead": "提前多久：7d 是天，12h 是小时",
    "link": "原文的网址",
    "locator": "条款，和 documents.yaml 里一字不差；可以带项，如 第四条（三）",
    "look_into": "建议查阅的标题，只能写 where-to-look.yaml 里有的",
    "means": "机器人自己能为它做什么",
    "modality": "文件里的说法",
    "month": "几月；每月的不写",
    "name": "名称",
    "nodes": "步骤：编号 → 问题或答案；从第一个开始",
    "note": "说明",
    "offered_with": "在哪些条目的回答下面提供",
    "options": "按钮",
    "phase": "会前、会上还是会后",
    "phrasings": "别的问法，每个一行，参与匹配",
    "proposed": "可以不再问就设提醒的日期",
    "provisions": "条款：名称 → weight 和 gist",
    "question": "标题，给人看，也参与匹配；一行",
    "related": "相关条目的 id",
    "reminder": "提醒的话",
    "revised": "修订日期，加引号",
    "scope": "对谁适用",
    "spoken": "口语说法",
    "status": "in-force 现行有效、historical 历史文件、reference 参考资料",
    "subject": "它讲的是什么组织，写 terms.yaml 里的名称",
    "synonyms": "别的名称",
    "tests": "一定要能得到这一条的问题；不参与匹配",
    "text": "一句话，祈使句",
    "then": "走到哪一步",
    "times": "一个周期里几次",
    "title": "标题",
    "topic": "主题",
    "topics": "主题",
    "weight": "core 或 context",
    "when": "周期里的什么时候，照条文的说法",
    "who": "谁来做",
}
"""What a key is for, as the editor shows it beside the key."""


def schemas() -> dict[str, Schema]:
    """The schema of each kind of file, by the name that it is published under, without ``.json``."""
    made = {name: _list_file(name) for name in _LISTS}
    return {**made, "documents": _documents(), "where-to-look": _titles()}


def _list_file(name: str) -> Schema:
    key, model, title = _LISTS[name]
    item, definitions = _model(model)
    properties: Schema = {key: {"type": "array", "items": item}}
    if name == "faq":
        properties = {"document": {"type": "string", "description": _DESCRIPTIONS["document"]}, **properties}
        _allow_locators(item)
    return {**_opening(title), **_object(properties), "$defs": definitions}


def _documents() -> Schema:
    """The id is the key; of a provision nothing needs to be said."""
    item, definitions = _model(Document)
    identity = item["properties"].pop("id")
    item["required"].remove("id")
    definitions["Provision"]["properties"]["items"]["description"] = "有几个（一）（二）这样的项；不写就不管"
    provision = item["properties"]["provisions"]["additionalProperties"]
    item["properties"]["provisions"]["additionalProperties"] = {"anyOf": [provision, {"type": "null"}]}
    names = {key: value for key, value in identity.items() if key in ("pattern", "maxLength")}
    shape = {"type": "object", "propertyNames": names, "additionalProperties": item}
    return {**_opening("来源文件和它们的条款"), **shape, "$defs": definitions}


def _titles() -> Schema:
    matters = {"type": "array", "items": {"type": "string"}, "description": "它管的事，给编辑的人看"}
    return {**_opening("边界可以指引的标题：标题 → 它管的事"), "type": "object", "additionalProperties": matters}


def _opening(title: str) -> Schema:
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title}


def _object(properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _allow_locators(entry: Schema) -> None:
    """In a FAQ file a citation of its own document is the bare locator."""
    cites = entry["properties"]["cites"]
    locator = {"type": "string", "minLength": 1, "description": _DESCRIPTIONS["locator"]}
    cites["items"] = {"anyOf": [locator, cites["items"]]}


def _model(model: type[BaseModel]) -> tuple[Schema, Schema]:
    """The schema of a model, and the definitions that it refers to."""
    made = _plain(model.model_json_schema())
    definitions = made.pop("$defs", {})
    return made, definitions


def _plain(schema: Schema) -> Schema:
    """pydantic's schema with our words in place of its own."""
    made = {key: _plain_part(key, value) for key, value in schema.items() if key not in ("title", "description")}
    for name, part in made.get("properties", {}).items():
        if name in _DESCRIPTIONS:
            part["description"] = _DESCRIPTIONS[name]
    return made


def _plain_part(key: str, value: Any) -> Any:
    if key in ("properties", "$defs", "patternProperties"):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, Mapping):
        return _plain(dict(value))
    if key == "anyOf":
        return [_plain(part) for part in value]
    return value
