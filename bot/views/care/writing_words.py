"""What is said to admins who write entries."""

from bot.services.care.written import MAX_ANSWER, MAX_CITES, MAX_LINE, MAX_NOTE, MAX_TOPIC, Lack, Piece, Refusal
from bot.views.care.faq_words import PRIVATE_ONLY

LEAVE = "先不写了就发 /cancel，草稿留着，以后用 /faq add 接着写。"
LEAVE_EMPTY = "先不写了就发 /cancel。"

ASK_QUESTION = f"新条目。先发问题：人们一般会怎么问？一句话，最多 {MAX_LINE} 字。\n{LEAVE_EMPTY}"
ASK_BOUNDARY = (
    "新边界：文件没有规定的事，我会照实说没有，并指出该查什么。\n"
    f"先发问题：人们一般会怎么问？最多 {MAX_LINE} 字。\n{LEAVE_EMPTY}"
)
QUESTION_HINT = "人们会怎么问"
NEAREST = "已有差不多的："
NEAREST_ASK = "是不是其中一条？是的话不用另写。"
SAME = "{number} 这条就是，加一个问法"
LOOK = "{number} 看"
NONE = "都不是，继续"
IS_DRAFT = "草稿"
IS_BOUNDARY = "边界：文件没有规定"

DOCUMENTS = "依据哪份文件？"
OFFERED = "前面几个是差不多的条目引的条文，按一下就选好。"
LOCATORS = "依据《{title}》哪一处？按下面的按钮，或者直接打字，例如 {examples}；几处用顿号隔开，也可以写从几到几。"
OTHER_DOCUMENT = "« 换一份文件"
CHOSEN = "已选：{cites}"
MORE_CITES = "再加一处依据"
ASK_ANSWER = (
    f"现在发答案。最多 {MAX_ANSWER} 字，可以分几条消息发，会接在一起；不用写出处和文件名，它们会自动附在后面。\n"
    f"只写条文里有的；条文没写的，不要补。\n{LEAVE}"
)
TITLES = "建议人们查什么？最多选 5 个，不选也行。"
TITLES_DONE = "好了，继续"

NEW_ENTRY = "新条目（还没有发布）"
NEW_BOUNDARY = "新边界（还没有发布）"
CHANGED = "正在修改（发布前不变）"
ID = "编号：{id}"
TOPIC = "主题：{topic}"
PROPOSED = "（我拟的）"
PHRASINGS = "问法 {count} 个"
TESTS = "检验问题 {count} 个"
RELATED = "相关问题 {count} 个"
NO_PHRASINGS = "没有别的问法。多写几种，人们换个说法也答得上来。"
DRAFT_ON = "这是草稿：发布了也不会用它回答。"
SETTLES = "发布后，{count} 个没答上来的问题算处理好了。"
GOES_ON = "接着发的消息会接在{part}后面（{minutes} 分钟内）。要提问，用 /ask。"

MINUTES_MORE = {True: 3, False: 15}
"""For how long more may follow: of an answer, of lists of lines."""
NOTHING_FOUND = "没有找到“{words}”。"

IS_IT = "这是给“{question}”的{part}吗？"
IS_LOCATOR = "“{locator}”是条号：加成依据，还是就当答案？"
REPLACES = "把“{question}”换成这个问题？"
IT_IS = "接上"
IT_REPLACES = "换成它"
IT_IS_CITE = "加成依据"
IT_IS_ANSWER = "当答案"
IT_IS_QUESTION = "是提问"
USE_ID = "用 {id}"
SEARCH_RELATED = "找别的条目"
NO_ADMIN_ANY_MORE = "你已经不是管理员，这条没有记下，草稿也不能再改了。"

LEFT_OUT = "没有记下："
LEFT_LINE = "· {text}：{reason}"
MORE_LEFT = "……还有 {count} 处"
FEW_ITEMS = "{article}只有{count}项。"
NO_ITEMS = "{article}没有分项。"
UNKNOWN_LOCATOR = "这份文件里没有。"
LOCATORS_NEAR = "相近的有 {near}。"
LEFT = {
    Lack.PARAGRAPH: "依据只写到条和项，不写到款。可以写 {near}。",
    Lack.DOCUMENT: "不是这份文件。要引别的文件，先按“« 换一份文件”。",
    Lack.WORDLESS: "里面没有字。",
    Lack.LONG: f"有 {{count}} 个字，最多 {MAX_LINE} 个。",
    Lack.CLASH: "已经是“{near}”的问法了。",
}
MORE = "……还有 {count} 个"

PART = {
    Piece.QUESTION: "问题",
    Piece.ANSWER: "答案",
    Piece.CITES: "依据",
    Piece.PHRASINGS: "问法",
    Piece.TOPIC: "主题",
    Piece.ID: "编号",
    Piece.TESTS: "检验问题",
    Piece.RELATED: "相关问题",
    Piece.TITLES: "该查什么",
    Piece.NOTE: "说明",
}
MAKE_DRAFT = "改成草稿"
NO_DRAFT = "不再是草稿"
CHECK = "检查并发布"
ASIDE = "先放下"
DROP = "不要了"
DELETE = "删除这一条"
BACK = "« 返回"
BACK_TO_CARD = "« 回去改"
OWN_WORDS = "自己写"
ADD_LINES = "加几句"

ASK = {
    Piece.QUESTION: f"请发新的问题，一句话，最多 {MAX_LINE} 字。",
    Piece.ANSWER: f"请发新的答案，最多 {MAX_ANSWER} 字，可以分几条消息发。原来的会被换掉。",
    Piece.PHRASINGS: f"请发别的问法，一行一句（或者用分号隔开），每句最多 {MAX_LINE} 字。",
    Piece.TESTS: (
        f"请发检验问题，一行一句，每句最多 {MAX_LINE} 字。"
        "它们不用来找答案，只用来检查：以后每次改动，这些问题都应当答到这一条。"
    ),
    Piece.TOPIC: f"请发主题，最多 {MAX_TOPIC} 字。",
    Piece.ID: "请发编号：小写英文字母、数字和连字符，例如 group-meeting-place，最多 56 个字符。定了以后不能改。",
    Piece.RELATED: "请发编号，或者问题里的几个字，我来找。",
    Piece.NOTE: f"请发说明：文件里与此最接近的是怎么写的，最多 {MAX_NOTE} 字；不要说明就发“无”。",
}
ASK_END = "\n不改了就发 /cancel。"
ASK_LINES_END = "\n接下来发的都算进去；要提问，用 /ask；写好了按“« 返回”，不写了发 /cancel。"
HINT = "在这里写"

LIST = {
    Piece.PHRASINGS: "问法：按一下就去掉那一句。",
    Piece.TESTS: "检验问题：按一下就去掉那一句。",
    Piece.RELATED: "相关问题：答案下面会有它们的按钮，最多 8 个（显示前 3 个）。按一下加上或去掉。",
    Piece.CITES: f"依据：按一下就去掉那一处，最多 {MAX_CITES} 处。第一处决定标的是哪份文件的效力。",
    Piece.TITLES: TITLES,
    Piece.TOPIC: "归在哪个主题？",
}

PUT_ASIDE = "好，先放下。草稿留两天，用 /faq add 接着写。"
NOTHING_BEGUN = "好，不写了。"
DROP_ASK = "不要这份草稿了？写的内容会丢掉。"
DROPPED = "草稿丢掉了。"
DELETE_ASK = "把“{question}”整条删掉？删除也要检查、发布，以后可以退回。"
DELETE_YES = "删除，去检查"
YES_DROP = "丢掉"
NO = "留着"
UNFINISHED = "有没写完的：按一下接着写，或者另写新的。"
GO_ON = "继续写：{question}"
NO_QUESTION = "（还没有问题）"
NEW = "写新条目"
NEW_BOUNDARY_BUTTON = "写新边界"
FIND = "没有找到。请写编号，或者问题里的几个字，例如 /faq edit 党小组会多久开一次。"
EDIT_USAGE = "改哪一条？请写编号或问题，例如 /faq edit 党小组会多久开一次。"
EDIT_WHICH = "改哪一条？"
EDIT = "改这一条"

TEXTS = "给“{question}”加这些问法。按一下去掉或加回："
TEXTS_DROPPED = "好，没有加。"
TEXT_TOO_LONG = "（太长，加不了）"
TEXT_AGAIN = "（和上面的重复）"
TEXT_THERE = "（已经是问法了）"
TEXTS_CHECK = "检查并发布（{count} 个问法）"

REFUSED = {
    Refusal.EMPTY: "这里面没有文字。请再发一次；不写了就发 /cancel。",
    Refusal.LINE_TOO_LONG: f"太长了：这一句有 {{detail}} 个字，最多 {MAX_LINE} 个。请写短一些再发。",
    Refusal.ANSWER_TOO_LONG: f"太长了：一共 {{detail}} 个字，最多 {MAX_ANSWER} 个，这一条没有记下。请写短一些再发。",
    Refusal.NOTE_TOO_LONG: f"太长了：有 {{detail}} 个字，最多 {MAX_NOTE} 个。请写短一些再发。",
    Refusal.TOPIC_TOO_LONG: f"太长了：有 {{detail}} 个字，主题最多 {MAX_TOPIC} 个。请写短一些再发。",
    Refusal.NO_WORDS: "这不像一个问题：至少要有两个字。请写成一句话再发；不写了就发 /cancel。",
    Refusal.NO_ID: "编号只能用小写英文字母、数字和连字符，例如 group-meeting-place，最多 56 个字符。请再发一次。",
    Refusal.ID_TAKEN: "编号 {detail} 已经有了。请换一个。",
    Refusal.NO_LOCATOR: "请再发一次，或者按按钮选。",
    Refusal.NOT_TAKEN: "请改好再发；不写了就发 /cancel。",
    Refusal.NOTHING_HELD: "这条消息已经处理过了。",
    Refusal.NO_DOCUMENT: "先按按钮选一份文件，再写条号。",
    Refusal.LAST_CITE: "至少要有一处依据。先加一处，再去掉这一处。",
    Refusal.TOO_MANY: "太多了：最多 {detail} 个。",
    Refusal.INCOMPLETE: "还没有写完，先把缺的补上。",
    Refusal.NOTHING_CHANGED: "没有改动，不用发布。",
    Refusal.NOTHING_CHOSEN: "没有可以加的：这些话太长，或者已经是问法了。可以去掉勾选再看，或者写新条目。",
    Refusal.CHANGED_MEANWHILE: "刚刚有别人改了同一条的同一处。请先看一下现在的样子；要用你写的，再按一次“检查并发布”。",
    Refusal.TARGET_GONE: "这一条已经不在了，可能刚被别人改过。",
    Refusal.SETTLED: "这些问题已经处理过了。",
    Refusal.TOO_MANY_DRAFTS: "没写完的太多了。先用 /faq add 看一下，发布或者丢掉几份。",
    Refusal.ONLY_IN_PRIVATE: PRIVATE_ONLY,
    Refusal.DRAFT_GONE: "这份草稿已经不在了（发布了、丢掉了，或者过了两天）。用 /faq add 重新开始。",
}
