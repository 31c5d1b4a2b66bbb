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
FILES = "现在的文件（第 {number} 版），按一个就发给你："
ALL_FILES = "全部（.zip）"
FILE_CAPTION = "第 {number} 版的 {name}"
ZIP_NAME = "zuwu-knowledge-{number}.zip"
ZIP_CAPTION = "第 {number} 版的全部文件。"
NOT_SENT = "没有发成，请再试一次。"

# ---- sending a file

CHECKING = "正在检查……"
STILL_CHECKING = "正在检查……知识多，还要一会儿。"
NOT_YAML = "我只收知识的 YAML 文件（.yaml），一次一个。用 /faq export 拿到现在的文件，改好再发给我。"
TOO_LARGE = "文件太大：最多 5 MB。没有检查，也没有改动。"
NOT_DOWNLOADED = "文件没有取下来，什么也没有改。请再发一次。"
EMPTY_FILE = "文件是空的，什么也没有改。"
NO_HOME = "看不出这是哪一份知识文件，什么也没有改："
UPLOADED = "上传 {name}"
UPLOADED_WHY = "{why}（{name}）"
LEFT_OUT = "{file}：现在的文件里有 {count} 条，你发来的没有："
LEFT_OUT_ASK = "你发的是一部分，还是要把它们删掉？"
LEFT_OUT_MORE = "……等 {count} 条"
ONLY_ADD = "只加和改，不删"
WHOLE = "整份替换（删掉 {count} 条）"

# ---- the report

REFUSED = "检查没有通过，没有改动。{count} 处错误："
REFUSED_HERE = "还不能发布，有 {count} 处要先改："
OTHERS_SUFFER = "别的条目受影响："
STILL_IN_GUIDE = "一步步判断{owner}还用着{gone}。要先把那里改掉（用 /faq export 导出来改），再删。"
STILL_IN_SECTION = "主题{owner}里还列着{gone}，要先在那里去掉，再删。"
NO_SUCH_TOPIC = "里面列着主题“{topic}”，可这个主题下面没有条目了，要先在那里去掉。"
STILL_IN_ENTRY = "{owner}还提到{gone}，要先在那里去掉，再删。"
REFUSED_MORE = "……还有 {count} 处，见“看详情”。"
REPORT = "检查通过。{why}"
NOTHING_NEW = "没有要发布的：{why}"
ROLLBACK_WHY = "内容回到第 {number} 版"
CONFLICT_WHY = "换成新的：{name}"
CONFLICT_FILE = "文件 {file}"
HELD_WHY = "知识文件夹里删掉的，这里也删掉"
CHANGE_COUNTS = "加 {added}，改 {changed}，删 {removed}"
UNREAD = "【{kind}】{what}"
ADDED, CHANGED, REMOVED = "加", "改", "删"
SOME = "{kind}：{questions}"
MORE = "等 {count} 条"
NO_CHANGE = "和现在的完全一样，没有什么可以发布。"
ONLY_COMMENTS = "只有注释或写法不同，答案不变。"
WARNINGS = "提醒 {count} 处，不妨碍发布。"
MOVED = "{count} 个问题会得到别的结果（变差的 {worse} 个）："
MOVED_LINE = "{mark}“{question}”：{before} → {after}"
MOVED_CHOICES = "{mark}“{question}”：反问的选项{changes}"
CHOICES_MORE, CHOICES_LESS = "多了{names}", "少了{names}"
CHOICES = "反问："
WORSE, BETTER = "✗ ", "✓ "
MOVED_MORE = "……还有 {count} 个，见“看详情”。"
NOT_MOVED = "试过的问题，去向都不变。"
SOMEBODY = "有人"
YOURSELF = "你自己"
MERGED = "刚才{name}发布了新的一版，你的改动已经合到上面，又检查了一遍。"
AGAIN = "看过了就再按一次“发布”。"
CLASHED = "刚才{name}也改了这里，和你改的不一样。现在留着的是{name}的，用谁的由你定："
CLASHED_SELF = "你自己刚才也改了这里并发布了，和这次改的不一样。现在留着的是刚才发布的，用哪一个由你定："
CLASHED_MORE = "……还有 {count} 条也是两边都改了，见“看详情”。"
USE_MINE = "用我的"
USE_LIVE = "用现在的"
CLASHED_PLEA = "其中 {count} 条刚才别人也改了，那几条按现在的不动。"
USED_LIVE = "好，用现在的。你的改动没有发布。"
BACK_TO_CARD = "« 回去改"
TO_HOME = "« 知识"
SETTLES = "发布后，{count} 个没答上来的问题算办好。"
WILL_ASK = "发布前要另一位管理员同意。"

PUBLISH = "发布"
DETAILS = "看详情"
DISCARD = "不要了"
DROP_STRAYS = "撤下这 {count} 个检验问题，再检查"
DISCARDED = "好，不要了，什么也没有改。"
DETAILS_NAME = "改动.txt"
DETAILS_CAPTION = "这次改动的全部内容。"

# ---- published

PUBLISHED = "第 {number} 版已生效。"
UNDO = "退回"
SEE_IT = "看看"
TOLD = "{name}发布了知识第 {number} 版。{why}"
ASKED = "已经请另一位管理员同意，同意了就发布。"
STILL_WAITS = "改动“{why}”还没有发布，两天内都可以回来按。不想要了就按“不要了”。"
STILL_TO_PUBLISH = "这个改动还没有发布，两天内都可以按。不想要了就按“不要了”。"
STILL_TO_MEND = "改动“{why}”没有通过检查，没有发布：要先改好，再检查。不想要了就按“不要了”。"
STILL_ASKED = "改动“{why}”还没有发布，在等另一位管理员同意。不想要了就按“不要了”。"
FREED = "改动“{why}”不用等另一位管理员同意了，你按“发布”就生效。"
FREED_CLASHED = "改动“{why}”不用等另一位管理员同意了。其中 {count} 条别人也改了（见“看详情”），先定用谁的，再发布。"
ASKED_NOBODY = "没有找到能收到消息的另一位管理员，请对方先私聊我发 /start。"
PLEASE_AGREE = "{name}想发布一个改动，要你同意："
AGREE = "同意"
DISAGREE = "不同意"
AGREED = "{name}同意了，"
DISAGREED = "{name}不同意，没有发布。改动还在，可以改了再发。"
DISAGREED_HERE = "好，没有发布。"
CHANGE_GONE = "这个改动已经处理过，或者过期了。"
OWN_CONSENT = "要另一位管理员来按，自己同意不算。"
ALREADY_ASKED = "已经请另一位管理员同意了，等对方按。"
STILL_REFUSED = "现在发布不了，原因见上面。"

# ---- the history

HISTORY_TITLE = "知识的历史"
HISTORY_LINE = "第 {number} 版 · {at}"
LIVE = "（现在）"
HISTORY_WHAT = "{who}。{why}"
REVISION = "第 {number} 版"
NOTHING_CHANGED = "内容没有变"
FIRST = "第一版，没有可比的。"
UNREADABLE = "这一版是旧程序发布的，现在读不了，只能看到记录。"
CONSENTED = "经第二位管理员同意"
RESTORED = "内容同第 {number} 版"
CONFLICTS_IN = "{count} 条两边都改过，保留了这里的。"
UNDECIDED = "⚠ 有几条这里和那边都改过，现在用的是这里的，等你定："
OPEN_CONFLICTS = "{count} 条两边都改过，还没有定用哪边的。"
DECIDE = "定一下（{count}）"
BACK_TO = "退回到这一版"
ALL_CHANGES = "全部改动（文件）"
OLDER = "更早 »"
NEWER = "« 较新"
TO_HISTORY = "« 历史"
REVISION_NAME = "第{number}版改动.txt"
REVISION_CAPTION = "第 {number} 版改了什么。"

# ---- conflicts

CONFLICT = "第 {number} 版：两边都改过，还剩 {count} 条"
CONFLICT_OF = "{section} {name}"
GONE = "（没有这一条）"
TAKE_NEW = "换成新的"
KEEP_MINE = "保持现在的"
KEPT = "好，保持现在的。"
DECIDED = "这一条已经定过了。"
NO_CONFLICTS = "这一版没有要定的了。"
ALL_DECIDED = "好，都定完了。"
WHOLE_ITEM = "整条（文件）"
SIDES_NAME = "两边.txt"
SIDES_CAPTION = "两边的全文。"
SIDES_TEXT = "== 现在的 ==\n{here}\n\n== 新的 ==\n{there}\n"
UNCHANGED = "没有变化，看到的就是最新的。"
PREVIOUS = "« 上一条"
NEXT = "下一条 »"

# ---- what an item is made of

SECTIONS = {
    "documents": "文件",
    "entries": "条目",
    "boundaries": "没有规定",
    "terms": "词条",
    "obligations": "定期的事",
    "guides": "一步步判断",
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
    "tests": "检验问题",
    "draft": "草稿",
    "look_into": "建议查阅",
    "note": "说明",
    "title": "标题",
    "issuer": "发文单位",
    "provisions": "条款",
    "synonyms": "同义",
    "abbreviations": "简称",
    "spoken": "口语",
    "entries": "条目",
    "topics": "主题",
    "guides": "一步步判断",
    "offered_with": "在这些条目下出现",
    "nodes": "步骤",
    "intro": "说明",
    "label": "名称",
    "kind": "种类",
    "name": "名称",
    "gloss": "解释",
    "confusables": "容易混的",
    "standing": "效力",
    "reminder": "提醒",
}
WAS, IS = "原来：{text}", "现在：{text}"
PLUS, MINUS = "＋ {text}", "－ {text}"
CLASH_WAS, CLASH_IS = "现在的：{text}", "我的：{text}"
CLASH_PLUS, CLASH_MINUS = "只有我的有：{text}", "只有现在的有：{text}"
CONFLICT_WAS, CONFLICT_IS = "现在的：{text}", "新的：{text}"
CONFLICT_PLUS, CONFLICT_MINUS = "只有新的有：{text}", "只有现在的有：{text}"
REORDERED = "只换了先后"
ELSEWHERE = "换了位置：{text}"
NONE = "（无）"
YES, NO = "是", "否"
CUT = "……"
LONG = "改动较长，全部内容在文件里。"
REST_IN_FILE = "……其余见“看详情”。"
DETAILS_ISSUES = "错误和提醒"
DETAILS_CLASHES = "两边都改了："
SIDES_MINE = "现在的：\n{live}\n\n我的：\n{mine}\n"
DETAILS_MOVED = "去向变了的问题"
DETAILS_CHANGES = "改动"
INTERRUPTED = "我正好在重启，没有检查成，什么也没有改。过一会儿请再试一次。"
NOT_CHECKED = "没有检查成，什么也没有改。请再试一次。"
