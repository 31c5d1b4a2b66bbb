"""What stands before the first article or section: title, notice, when it was published, preamble, contents."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from knowledge.outline.beginnings import chapter_at
from knowledge.outline.lines import Line, ends_sentence, joined
from knowledge.outline.numerals import dates
from knowledge.outline.values import Dates

_KINDS = (
    "实施办法|管理办法|办法|条例|规则|规定|细则|制度|章程|意见"
    "|准则|守则|方案|规程|公约|须知|通则|决定|纲要|要点|规范|指引|指南|标准"
)
_STATE = r"(?:\s?[（(][^（）()]{1,16}[）)])?"
_TITLE = re.compile(rf"《?(?P<title>[^。；，：]{{2,60}}?(?:{_KINDS}){_STATE})》?")
_NOTICE_TITLE = re.compile(
    r"(?P<issuer>.{0,40}?)(?:关于)?(?:印发|转发|批转|发布|公布|下发)[^《》，。；]{0,30}?《(?P<title>.{2,80}?)》(?:的(?:通知|公告|决定|令))?"
)
_FORWARDED = re.compile(
    r"(?P<forwarder>[^《》，。；：]{0,40}?)(?:关于)?(?:转发|批转)(?P<issuer>[^《》，。；]{0,30}?)\s?《(?P<title>[^》]{2,80})》"
)
_OWN_ISSUER = re.compile(r"(?P<issuer>[^，。；《》]{2,30}?)关于")
_ENDED = re.compile(r"废止|失效")
_NUMBER = re.compile(r".{0,20}[〔\[［(（]\s?\d{4}\s?[〕\]］)）]\s?(?:第\s?)?\d{1,5}\s?号|第\s?\d{1,4}\s?号令?")
_CONTENTS = re.compile(r"目\s?[录次](?:\s?[A-Za-z]+)?|CONTENTS", re.IGNORECASE)
_ADOPTED = re.compile("通过|批准|发布|公布|印发|修订|修正|施行|审议")
_SENDING = re.compile("转发|印发|发给你们|现发布|予以发布|贯彻执行|遵照执行|参照执行")
_ADDRESSED = re.compile(r"[^。]{2,24}[：:]|各[^。]{2,60}[：:]")
_ISSUER = re.compile(
    r"[^，。；：《》]{2,40}(?:委员会|办公室|办公厅|工委|党委|党组|部|局|厅|处|室|会|院|校|馆|中心|公司|政府|党支部|社|所|站)"
)


@dataclass(slots=True)
class Front:
    """What the lines before the first provision say."""

    title: str = ""
    issuer: str = ""
    notice: list[str] = field(default_factory=list)
    """Paragraphs of the letter that the text was sent round with."""
    forwarded: str = ""
    """Who issued what somebody else sent round, with both names: 甲局（乙厅转发）. Empty where nobody did."""
    notice_date: str = ""
    published: str = ""
    preamble: list[str] = field(default_factory=list)
    left_out: list[Line] = field(default_factory=list)


def read_front(lines: list[Line], facts: dict[str, str]) -> Front:
    """Take the front apart; ``facts`` are those of labels and of the head of the file."""
    front = Front(forwarded=_forwarded([facts.get("title", ""), *(line.text for line in lines)], facts))
    lines = _without_contents(lines)
    at, until = _title_lines(lines, facts)
    front.title = _clean_title("".join(line.text for line in lines[at:until]))
    _read_notice(lines[:at], front)
    rest = [line for line in lines[until:] if not _NUMBER.fullmatch(line.text)]
    front.published, rest = _published(rest)
    prose = [line for line in rest if not line.quoted]
    paragraphs = list(joined(prose, shortest=15))
    front.preamble = [text for text in paragraphs if ends_sentence(text) and not _ADDRESSED.fullmatch(text)]
    kept = "".join(front.preamble)
    for line in rest:
        if _ADDRESSED.fullmatch(line.text):
            continue
        if line.quoted or line.text not in kept:
            if not front.issuer and _ISSUER.fullmatch(line.text):
                front.issuer = line.text
            else:
                front.left_out.append(line)
    return front


def _comes_again(lines: list[Line], at: int) -> bool:
    chapter = chapter_at(lines[at], at)
    if chapter is None:
        return len(lines[at].text) <= 45
    names = (chapter_at(line, 0) for line in lines[at + 1 :])
    return any(other and (other.kind, other.number) == (chapter.kind, chapter.number) for other in names)


def _without_contents(lines: list[Line]) -> list[Line]:
    """The lines without 目录 and the chapters: before the first article, a chapter names only contents."""
    return [
        line
        for line in lines
        if not _CONTENTS.fullmatch(line.text) and not chapter_at(line, 0) and not line.text.startswith("附则")
    ]


def _title_lines(lines: list[Line], facts: dict[str, str]) -> tuple[int, int]:
    """From which line to which the title goes; an empty span before the first line of prose where there is none."""
    headings = [index for index, line in enumerate(lines) if line.level and not _NOTICE_TITLE.search(line.text)]
    named = _named_before(lines, facts)
    candidates = [index for index, line in enumerate(lines) if _plain_title(line)]
    exact = [index for index in candidates if _clean_title(lines[index].text) in named]
    chosen = exact or headings or candidates
    if not chosen:
        short = [
            i for i, line in enumerate(lines[:3]) if len(line.text) <= 40 and not re.search("[。；：，]", line.text)
        ]
        return (short[0], short[0] + 1) if short and not facts.get("title") else (0, 0)
    end = chosen[-1]
    begin = end
    if (
        not exact
        and not lines[end].level
        and _is_torn(lines[end].text)
        and begin
        and not re.search("[。：；]", lines[begin - 1].text)
    ):
        begin -= 1
    return begin, end + 1


def _is_torn(title: str) -> bool:
    """Whether a title begins with what can only be its second half."""
    return len(re.sub(r"[（(].*", "", title)) <= 5 or title.startswith(("的", "管理", "实施"))


def _plain_title(line: Line) -> bool:
    return not line.quoted and bool(_TITLE.fullmatch(line.text)) and not _NOTICE_TITLE.fullmatch(line.text)


def _named_before(lines: list[Line], facts: dict[str, str]) -> set[str]:
    """The titles that a notice or a label puts in 《》."""
    texts = [facts.get("title", ""), *(line.text for line in lines)]
    return {_clean_title(match["title"]) for text in texts for match in _NOTICE_TITLE.finditer(text)}


def _clean_title(text: str) -> str:
    text = text.strip().removesuffix("》") if text.startswith("《") else text.strip()
    text = re.sub(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff（])", "", text.removeprefix("《"))
    return text.replace("(", "（").replace(")", "）")[:200]


def title_of_notice(text: str) -> tuple[str, str]:
    """The title in the 《》 of a heading such as 某局关于印发《…》的通知, and who sent it round; empty where none."""
    match = _NOTICE_TITLE.search(text)
    if not match:
        return "", ""
    issuer = re.sub(r"^.*[。，：]|\s|^(?:20|19)\d\d年\d+月\d+日，?|(?:将|联合|关于)$", "", match["issuer"])
    return _clean_title(match["title"]), issuer


def _forwarded(texts: Iterable[str], facts: dict[str, str]) -> str:
    match = next((match for text in texts if (match := _FORWARDED.match(text))), None)
    if not match:
        return ""
    named = _OWN_ISSUER.match(match["title"])
    issuer = match["issuer"].strip() or (named["issuer"] if named and _ISSUER.fullmatch(named["issuer"]) else "")
    forwarder = re.sub(r"^(?:20|19)\d\d年\d+月\d+日，?|\s", "", match["forwarder"]) or facts.get("authors", "")
    if not issuer:
        return ""
    return f"{issuer}（{forwarder}转发）" if forwarder and forwarder != issuer else issuer


def has_ended(outline_title: str, facts: dict[str, str]) -> bool:
    """Whether the text says of itself, in its title or in the labels before it, that it no longer holds. That it ends
    another one says nothing."""
    state = re.search(r"[（(]([^（）()]*)[）)]\s*$", outline_title)
    said = (facts.get("validity", ""), facts.get("status", ""), state[1] if state else "")
    return any(_ENDED.search(text) and not re.search("未|没有|尚未", text) for text in said)


def _read_notice(lines: list[Line], front: Front) -> None:
    """The letter in front of the title, and what stands there besides."""
    for line in lines:
        title, issuer = title_of_notice(line.text)
        front.title = front.title or title
        front.issuer = front.issuer or issuer
    front.left_out += [line for line in lines if line.quoted]
    prose = [line for line in lines if not line.quoted and not line.level]
    if any(_SENDING.search(line.text) and ends_sentence(line.text) for line in prose):
        _read_letter(prose, front)
        return
    front.left_out += [line for line in prose if not title_of_notice(line.text)[0] and not _NUMBER.fullmatch(line.text)]


def _read_letter(lines: list[Line], front: Front) -> None:
    kept = []
    for line in lines:
        written = dates(line.text)
        if ends_sentence(line.text):
            kept.append(line)
        elif written and written[0][2] - written[0][1] >= len(line.text) - 2:
            front.notice_date = written[0][0]
        elif _ISSUER.fullmatch(line.text):
            front.issuer = front.issuer or line.text
        elif not title_of_notice(line.text)[0] and not _NUMBER.fullmatch(line.text):
            front.left_out.append(line)
    front.notice = [text for text in joined(kept) if not _ADDRESSED.fullmatch(text)]


def _published(lines: list[Line]) -> tuple[str, list[Line]]:
    """The paragraph in brackets under the title that says who adopted the text when, and the lines without it."""
    for count in range(1, min(4, len(lines)) + 1):
        text = "".join(line.text if index == 0 else f" {line.text}" for index, line in enumerate(lines[:count]))
        bracketed = re.fullmatch(r"[（(].*[）)]", text)
        bare = count == 1 and len(text) <= 60 and not ends_sentence(text)
        if (bracketed or bare) and _ADOPTED.search(text) and dates(text):
            return text, lines[count:]
    return "", lines


def dates_of(published: str, signed_on: str, notice_date: str, facts: dict[str, str], closing: str) -> Dates:
    """When the text was issued, revised and came into force, from all places that say so; ``closing`` are its
    provisions about that."""
    issued, revised, latest = _issued(published)
    written = [facts.get(key, "") for key in ("date", "publication_date")]
    issued = issued or next(filter(None, written), "") or signed_on or notice_date
    effective = _effective(closing, latest or issued) or _effective(published, latest or issued)
    effective = effective or facts.get("effective_date", "")
    return Dates(issued, revised, effective)


def _issued(published: str) -> tuple[str, str, str]:
    """The first day on which it was published (adopted, where that is all it says), the last on which it was revised,
    and the last of all."""
    issued = adopted = revised = ""
    found = dates(published)
    for index, (said, _, end) in enumerate(found):
        until = found[index + 1][1] if index + 1 < len(found) else len(published)
        what = published[end:until]
        if re.search("修订|修正|修改", what):
            revised = said
        elif re.search("发布|公布|印发|颁布", what):
            issued = issued or said
        elif re.search("通过|批准", what):
            adopted = adopted or said
    past = [said for said, _, end in found if not re.match(r"\s?(?:起|开始)", published[end:])]
    return issued or adopted, revised, past[-1] if past else ""


def _effective(closing: str, published: str) -> str:
    match = re.search(r"[自从]\s?([^。，；]{2,24}?)\s?(?:起|开始)\s?(?:试行|施行|执行|实施|生效)", closing)
    if not match:
        return ""
    written = dates(match[1])
    if written:
        return written[0][0]
    return published if re.search("发布|公布|印发|颁布|下发|通过|批准|之日", match[1]) else ""


def issuer_of(published: str) -> str:
    """Who published it, by the paragraph under the title: 中共中央 of 2025年6月1日中共中央发布."""
    names = re.findall(r"日\s?([^\d，。；()（）\s]{2,30}?)(?:令\S*)?(?:发布|公布|印发|颁布)", published)
    names = [re.sub("^(?:由|经)", "", name) for name in names if "会议" not in name]
    return names[-1] if names else ""


def scope_of(text: str) -> str:
    """Whom an article makes the text binding on; empty where it says nothing of that."""
    match = re.search(r"(?:本[^，。；]{1,6}|^)适用于([^。；]{2,80})[。；]", text)
    return match[1].strip() if match else ""
