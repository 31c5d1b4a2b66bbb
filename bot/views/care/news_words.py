"""Words for what the program tells the admins of the knowledge."""

from bot.domain.revision import Origin

PLACES = {Origin.PACKAGE: "程序自带的知识", Origin.DISK: "知识文件夹"}
LIVE = {Origin.PACKAGE: "程序自带的知识换了新版，已经生效", Origin.DISK: "知识文件夹里的改动已经生效"}
NUMBER = "第 {number} 版：{counts}。"
COUNTS = (("新增", "added"), ("改动", "changed"), ("删除", "removed"))
COUNT = "{what} {count} 条"
NO_COUNTS = "条目没有变，只动了注释或排版"
NAMED = "{what}：{names}"
NAMED_MORE = "等 {count} 条"
FILES = "文件：{names}"
FILES_MORE = "等 {count} 个"
ONLY_CONFLICTS = {
    Origin.PACKAGE: "程序自带的知识换了新版，改到的 {count} 条这边也都改过，先留着这边的：",
    Origin.DISK: "知识文件夹里的改动没有用上：改到的 {count} 条这边也都改过，先留着这边的：",
}
CONFLICTS = "有 {count} 条这边和那边都改过，先留着这边的："
GONE = {"here": "（这边删了）", "there": "（那边删了）"}
MORE = "……还有 {count} 条"

REFUSED = "{place}里的内容有错，没有生效，还在用原来的"
ISSUES = "共 {count} 个错误："
ISSUES_FILE = "知识文件的错误.txt"
ALL_ISSUES = "全部 {count} 个错误在这个文件里。"
LOST_FIRST = "先看这里，下面的错误多半是这样来的："
LOST_FILE = "{file} 不见了"
LOST_ALL = "{file} 不见了（{count} 条）"
LOST_SOME = "{file} 少了 {count} 条"
LOST_NAMED = "{lost}：{names}"
MENDED = "{place}改好了，内容和正在用的一样。"

HELD = "知识文件夹里一下子少了很多，先没有生效，还在用原来的"
HELD_HOW = "如果是没存完，或者误删了，把文件补全就好。如果就是要删掉，按“照样生效”：我检查一遍，再由你发布。"
HELD_TAKE = "照样生效"

ELSEWHERE = "第 {number} 版生效以后，{count} 个问题的去向变了"
WORSE = "其中 {count} 个本来是对的，标了 ✗。"
NOT_LIVE = "现在已经是第 {live} 版。退回会连后来的改动一起撤掉，请先在“看看”里核对。"
MOVED = "{mark}“{question}”：{before} → {after}"

LOOK = "看看"
BACK = "退回"
CHOOSE = "看看两边都改过的"
