"""Words for what the program tells the admins of the knowledge."""

from bot.domain.revision import Origin

PLACES = {Origin.PACKAGE: "程序自带的知识", Origin.DISK: "知识文件夹"}
LIVE = {Origin.PACKAGE: "程序自带的知识换了新版，已经生效", Origin.DISK: "知识文件夹里的改动已经生效"}
NUMBER = "第 {number} 版：{counts}。"
COUNTS = (("新增", "added"), ("改动", "changed"), ("删除", "removed"))
COUNT = "{what} {count} 条"
NO_COUNTS = "条目没有变，只动了注释或排版"
ONLY_CONFLICTS = "没有别的改动"
CONFLICTS = "有 {count} 条这边和那边都改过，先留着这边的："
CONFLICT = "{file} 的 {id}"
GONE = {"here": "（这边删了）", "there": "（那边删了）"}
MORE = "……还有 {count} 条"

REFUSED = "{place}里的内容有错，没有生效，还在用原来的"
ISSUES = "共 {count} 个错误："
ISSUES_FILE = "知识文件的错误.txt"
ALL_ISSUES = "全部 {count} 个错误在这个文件里。"
MENDED = "{place}改好了，内容和正在用的一样。"

ELSEWHERE = "第 {number} 版生效以后，{count} 个问题的去向变了"
WORSE = "其中 {count} 个本来是对的，标了 ✗。"
MOVED = "{mark}“{question}”：{before} → {after}"

LOOK = "看看"
BACK = "退回"
CHOOSE = "看看两边都改过的"
