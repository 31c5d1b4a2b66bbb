"""Every fixed sentence about the care of the knowledge as a whole: files, changes, history."""

from bot.domain.revision import Origin

# ---- the page of /faq

HOME = "知识：第 {number} 版"
HOME_FROM = "{at}，{who}"
ORIGIN = {
    Origin.PACKAGE: "程序自带",
    Origin.DISK: "知识文件夹",
    Origin.CHAT: "聊天里改的",
    Origin.ROLLBACK: "退回",
}
WHO_AND_ORIGIN = "{name}，{origin}"
HOME_COUNTS = "{entries} 个条目，{boundaries} 个“没有规定”，{documents} 份文件"
HOME_DRAFTS = "，另有 {count} 个草稿"
HOME_HOW = "要改一个文件：直接把 YAML 文件发给我，附言写为什么改。我先检查、比较，你按“发布”才生效。"
HOME_MORE = "/faq find 词 — 查条目；/faq add — 新条目；/faq edit 编号 — 改条目"
UNKNOWN_WORD = "/faq 后面只认 add、edit、find、export、history、unanswered、admins。"

NEW = "新条目"
MISSES = "没答上来的"
HISTORY = "历史"
EXPORT = "导出"
ADMINS = "管理员"
BACK = "« 返回"
PRIVATE_ONLY = "知识只能在私聊里改：请到和我的私聊里发 /faq。"

# ---- finding and exporting

FIND_HOW = "/faq find 后面写词、问题或条目编号，例如 /faq find 党小组会。"
FOUND = "和“{words}”最接近的："
FOUND_NOTHING = "没有找到和“{words}”有关的条目。"
FOUND_LINE = "{place}. {question}"
FOUND_ID = "　{id}{mark}"
MARK_DRAFT = "（草稿）"
MARK_BOUNDARY = "（没有规定）"
SEE = "看 {place}"
EDIT = "改 {place}"
EDIT_THIS = "改这一条"
FILES = "现在的文件（第 {number} 版），按一个就发给你："
ALL_FILES = "全部（.zip）"
FILE_CAPTION = "第 {number} 版的 {name}"
ZIP_NAME = "zuwu-knowledge-{number}.zip"
ZIP_CAPTION = "第 {number} 版的全部文件。"
NOT_SENT = "没有发成，请再试一次。"

# ---- sending a file

CHECKING = "正在检查……"
NOT_YAML = "我只收知识的 YAML 文件（.yaml），一次一个。用 /faq export 拿到现在的文件，改好再发给我。"
TOO_LARGE = "文件太大：最多 5 MB。没有检查，也没有改动。"
NOT_DOWNLOADED = "文件没有取下来，什么也没有改。请再发一次。"
EMPTY_FILE = "文件是空的，什么也没有改。"
NO_HOME = "看不出这是哪一份知识文件，什么也没有改："
UPLOADED = "上传 {name}"
LEFT_OUT = "{file}：现在的文件里有 {count} 条，你发来的没有："
LEFT_OUT_ASK = "你发的是一部分，还是要把它们删掉？"
LEFT_OUT_MORE = "……等 {count} 条"
ONLY_ADD = "只加和改，不删"
WHOLE = "整份替换（删掉 {count} 条）"

# ---- the report

REFUSED = "检查没有通过，没有改动。{count} 处错误："
REFUSED_MORE = "……还有 {count} 处，见“看详情”。"
REPORT = "检查通过：{why}"
ROLLBACK_WHY = "退回到第 {number} 版"
CONFLICT_WHY = "采用新的：{id}"
CHANGE_COUNTS = "加 {added}，改 {changed}，删 {removed}"
ADDED, CHANGED, REMOVED = "加", "改", "删"
SOME = "{kind}：{questions}"
MORE = "等 {count} 条"
NO_CHANGE = "和现在的完全一样，没有什么可以发布。"
ONLY_COMMENTS = "只有注释或写法不同，答案不变。"
WARNINGS = "提醒 {count} 处，不妨碍发布。"
MOVED = "{count} 个问题会得到别的结果（变差的 {worse} 个）："
MOVED_LINE = "{mark}{question}：{before} → {after}"
WORSE, BETTER = "✗ ", "✓ "
MOVED_MORE = "……还有 {count} 个，见“看详情”。"
NOT_MOVED = "试过的问题，去向都不变。"
MERGED = "刚才有人发布了新的一版，你的改动已经合到上面，又检查了一遍。请再按一次。"
KEPT_THERE = "这几条那边也改了，保留了那边的：{ids}"
SETTLES = "发布后，{count} 个没答上来的问题算办好。"
WILL_ASK = "发布前要另一位管理员同意。"

PUBLISH = "发布"
DETAILS = "看详情"
DISCARD = "不要了"
DROP_STRAYS = "撤下这 {count} 个 tests 再发布"
DISCARDED = "好，不要了，什么也没有改。"
DETAILS_NAME = "改动.txt"
DETAILS_CAPTION = "这次改动的全部内容。"

# ---- published

PUBLISHED = "第 {number} 版已生效。"
UNDO = "退回"
SEE_IT = "看看"
TOLD = "{name}发布了知识第 {number} 版：{why}"
ASKED = "已经请另一位管理员同意，同意了就发布。"
ASKED_NOBODY = "没有找到能收到消息的另一位管理员，请对方先私聊我发 /start。"
PLEASE_AGREE = "{name}想发布一个改动，要你同意："
AGREE = "同意"
DISAGREE = "不同意"
AGREED = "{name}同意了。"
DISAGREED = "{name}不同意。改动还在，可以改了再发。"
DISAGREED_HERE = "好，没有发布。"
CHANGE_GONE = "这个改动已经处理过，或者过期了。"
OWN_CONSENT = "要另一位管理员来按，自己同意不算。"
STILL_REFUSED = "现在发布不了，原因见上面。"

# ---- the history

HISTORY_TITLE = "知识的历史"
HISTORY_LINE = "第 {number} 版 · {at}"
LIVE = "（现在）"
HISTORY_WHAT = "{who}：{why}"
REVISION = "第 {number} 版"
NOTHING_CHANGED = "内容没有变"
FIRST = "第一版，没有可比的。"
UNREADABLE = "这一版是旧程序发布的，现在读不了，只能看到记录。"
CONSENTED = "经第二位管理员同意"
RESTORED = "内容同第 {number} 版"
CONFLICTS_IN = "{count} 条两边都改过，保留了这里的。"
BACK_TO = "退回到这一版"
ALL_CHANGES = "全部改动（文件）"
SEE_CONFLICTS = "看冲突（{count}）"
OLDER = "更早 »"
NEWER = "« 较新"
TO_HISTORY = "« 历史"
REVISION_NAME = "第{number}版改动.txt"
REVISION_CAPTION = "第 {number} 版改了什么。"

# ---- conflicts

CONFLICT = "第 {number} 版，冲突 {place}/{count}"
CONFLICT_ID = "{file} 里的 {id}"
HERE = "现在的："
THERE = "新的："
GONE = "（没有这一条）"
SAME_NOW = "现在两边一样了。"
TAKE_NEW = "换成新的"
KEEP_MINE = "保持现在的"
KEPT = "好，保持现在的。"
NO_CONFLICTS = "这一版没有冲突。"
PREVIOUS = "« 上一条"
NEXT = "下一条 »"

# ---- what an item is made of

SECTIONS = {
    "documents": "文件",
    "entries": "条目",
    "boundaries": "没有规定",
    "terms": "词条",
    "obligations": "定期的事",
    "guides": "引导",
    "sections": "主题",
    "meetings": "会议",
    "titles": "查阅标题",
}
FIELDS = {
    "topic": "主题",
    "question": "问题",
    "phrasings": "问法",
    "answer": "答案",
    "cites": "依据",
    "related": "相关",
    "tests": "tests",
    "draft": "草稿",
    "look_into": "建议查阅",
    "note": "说明",
    "title": "标题",
    "issuer": "发文单位",
    "provisions": "条款",
    "synonyms": "同义",
    "abbreviations": "简称",
    "spoken": "口语",
}
FIELD = "{name}：{before} → {after}"
FIELD_PLUS = "{name}：{changes}"
PLUS, MINUS = "＋{text}", "－{text}"
NONE = "（无）"
YES, NO = "是", "否"
CUT = "……"
LONG = "改动较长，全部内容在文件里。"
DETAILS_ISSUES = "错误和提醒"
DETAILS_MOVED = "去向变了的问题"
DETAILS_CHANGES = "改动"
NOT_CHECKED = "没有检查成，什么也没有改。请再试一次。"
