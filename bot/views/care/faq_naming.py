"""What people know the items of the knowledge by, where the program knows them by ids."""

import re

from knowledge.models import KnowledgeBase, Target

_ID = re.compile(r" ?(?<![\w./-])([a-z0-9]+(?:-[a-z0-9]+)*)(?![\w./-]) ?", re.ASCII)
"""With the spaces around it, which a name does not need."""

_WORDS = (
    ("tests 里的", "检验问题"),
    ("没有 tests", "没有检验问题"),
    ("tests", "检验问题"),
    ("phrasings", "问法"),
    ("related", "相关条目"),
    ("cites", "依据"),
    ("look_into", "建议查阅"),
    ("where-to-look.yaml", "查阅标题"),
    ("documents.yaml", "文件目录"),
)
"""Keys and files of YAML, in words."""


class Names:
    """Questions, titles and labels by id."""

    def __init__(self, *bases: KnowledgeBase | None) -> None:
        """Of several bases that have an item, the first names it."""
        self._said: dict[str, str] = {}
        for base in filter(None, bases):
            self._add(base)

    def _add(self, base: KnowledgeBase) -> None:
        targets: tuple[Target, ...] = (*base.entries, *base.boundaries)
        said = [(each.id, f"“{each.question}”") for each in targets]
        said += [(document.id, f"《{document.title}》") for document in base.documents.values()]
        said += [(guide.id, f"“{guide.title}”") for guide in base.guides]
        said += [(section.id, f"“{section.label}”") for section in base.sections]
        for item_id, name in said:
            self._said.setdefault(item_id, name)

    def of(self, item_id: str) -> str:
        """The name of an item; its id where it has none."""
        return self._said.get(item_id, item_id)

    def within(self, text: str) -> str:
        """A text with names in place of ids, and without the words of YAML."""
        for key, said in _WORDS:
            text = text.replace(key, said)
        return _ID.sub(lambda found: self._said.get(found[1], found[0]), text)
