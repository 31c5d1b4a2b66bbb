"""The knowledge of a bank: proof that nothing of the Party's rules is in the program."""

from pathlib import Path

_FILES = {
    "documents.yaml": """\
card-terms:
  title: 借记卡章程
  issuer: 某某银行
  status: in-force
  effective: "2024-01-01"
  provisions:
    第一条: {weight: core}
    第二条: {weight: core}
    第三条: {weight: context}
""",
    "faq/card-terms.yaml": """\
document: card-terms
entries:
  - id: card-lost
    topic: 挂失
    question: 银行卡丢了怎么办？
    phrasings: [卡丢了怎么挂失, 借记卡遗失如何处理]
    answer: 立即拨打客服电话口头挂失，5 天内到网点书面挂失。
    cites: [第一条]
    tests: [银行卡丢了咋挂失]
  - id: card-fee
    topic: 费用
    question: 借记卡年费是多少？
    phrasings: [卡的年费多少钱, 借记卡要不要交年费]
    answer: 每年 10 元。
    cites: [第二条]
    tests: [借记卡一年收多少年费]
""",
}


def write_bank(folder: Path) -> Path:
    """Write the knowledge into a folder. Returns the folder."""
    for name, text in _FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder
