"""A small invented task: a library's questions."""

import json
from pathlib import Path

FAQ = [
    {"id": "hours", "question": "图书馆几点开门？", "alternates": ["图书馆开放时间", "周末开不开门"]},
    {"id": "card", "question": "怎么办借书证？", "alternates": ["办借书证要带什么", "借书证在哪里办"]},
    {"id": "limit", "question": "一次能借几本书？", "alternates": ["最多借多少本"]},
    {"id": "late", "question": "图书逾期怎么罚款？", "alternates": ["还书晚了要交多少钱"]},
    {"id": "lost", "question": "借的书丢了怎么赔？"},
    {"id": "seat", "question": "自习座位怎么预约？", "alternates": ["预约座位的办法"]},
    {"id": "print", "question": "哪里可以打印复印？", "alternates": ["打印一张多少钱"]},
]
QUERIES = [
    {"query": "图书馆什么时候开门", "gold": "hours"},
    {"query": "借书证怎么办理", "gold": "card"},
    {"query": "最多能借几本书", "gold": "limit"},
    {"query": "书丢了要怎么赔偿", "gold": "lost"},
    {"query": "怎么预约自习的座位", "gold": "seat"},
]
DECLINED = [
    {"query": "图书馆招不招志愿者", "kind": "near"},
    {"query": "馆里有没有停车的地方", "kind": "near"},
    {"query": "红烧肉放不放糖", "kind": "far"},
    {"query": "明天会下雨吗", "kind": "far"},
]


def write_library(folder: Path) -> Path:
    """Write the task into a folder. Returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in (("faq", FAQ), ("queries", QUERIES), ("ood", DECLINED)):
        lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
        (folder / f"{name}.jsonl").write_text("".join(lines), "utf-8")
    return folder
