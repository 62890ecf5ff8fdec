"""类别和情形：the words people write for them → the names of `care.dossier`."""

import re
import unicodedata
from functools import lru_cache

from care.dossier import CATEGORIES, CONDITIONS

NAMES = (*CATEGORIES, *CONDITIONS)
SAID_NOTHING = frozenset(
    ["无", "否", "没有", "/", "-", "—", "不是", "正常", "健康", "良好", "一般", "较好", "暂无", "0", "普通"]
)

_SAME = {
    "五保": "特困",
    "特困供养": "特困",
    "分散供养特困": "特困",
    "集中供养特困": "特困",
    "分散特困": "特困",
    "分散供养": "特困",
    "80岁以上": "高龄",
    "80岁及以上": "高龄",
    "80以上": "高龄",
    "90岁以上": "高龄",
    "八十岁以上": "高龄",
    "80岁以上高龄": "高龄",
    "监测": "监测对象",
    "脱贫监测": "监测对象",
    "防返贫监测": "监测对象",
    "防返贫": "监测对象",
    "三类": "监测对象",
    "脱贫不稳定": "监测对象",
    "边缘易致贫": "监测对象",
    "突发严重困难": "监测对象",
    "流浪乞讨": "流浪乞讨返乡",
    "返乡流浪乞讨": "流浪乞讨返乡",
    "事实孤儿": "事实无人抚养儿童",
    "事实无人抚养": "事实无人抚养儿童",
    "困境": "困境儿童",
    "重大疾病": "重病",
    "大病": "重病",
    "完全失能": "全失能",
    "重度失能": "全失能",
    "不能自理": "全失能",
    "部分失能": "半失能",
    "半自理": "半失能",
    "自理": "全自理",
    "能自理": "全自理",
    "完全自理": "全自理",
    "生活自理": "全自理",
    "计生特殊": "失独",
    "计划生育特殊": "失独",
    "隔代": "隔代监护",
    "隔代抚养": "隔代监护",
}
_SEVERAL = {"重度残疾": ("残疾", "重残"), "失能": ("全失能",)}
UNSURE = "失能"  # 没说全还是半：先按要看得勤的记，说一声
_TAIL = re.compile(r"(人员|对象|患者|家庭|老人|老年人|儿童|人|户)+$")
_ON, _OFF = "☑✓✔√■☒●", "□☐○◯"
_NUMBERED = re.compile(r"(?<![\d\w])\d{1,2}[.．、)）](?=\s*\D)|[①-⑳]")
_SEVERE = re.compile(r"[一二12]级|重度")
_BETWEEN = re.compile(r"[、，,/／；;|｜\s+＋&＆]+|(?<=\S)(?:[兼和]|及(?!以上))(?=\S)")


@lru_cache(maxsize=4096)
def tags_of(word: str) -> tuple[str, ...]:
    """One word → the tags it stands for; empty when nobody knows it. 残疾（二级） is 残疾 and 重残."""
    written = re.sub(r"\s", "", unicodedata.normalize("NFKC", word))
    bare = re.sub(r"\([^)]*\)?", "", written)
    found = _named(bare) or _named(
        re.sub(r"^[一二三四]级|[一二三四]级$|^(肢体|视力|听力|言语|智力|精神|多重)", "", bare)
    )
    if "残疾" in found and severe(written):
        return tuple(dict.fromkeys((*found, "重残")))
    return found


def _named(word: str) -> tuple[str, ...]:
    for name in (word, _TAIL.sub("", word)):
        if name in _SEVERAL:
            return _SEVERAL[name]
        if name in NAMES:
            return (name,)
        if name in _SAME:
            return (_SAME[name],)
    return ()


def picked(text: str) -> str:
    """☑低保 □特困, 低保√ 特困□: of a whole choice only what is ticked; of anything else all of it."""
    pieces = [piece for piece in re.split(rf"([{_ON}{_OFF}])", text) if piece.strip()]
    marked = [piece in _ON + _OFF for piece in pieces]
    if not any(marked):
        return text
    if marked[0] == marked[-1] and marked[0]:
        return text  # 两头都是框，分不清哪个框管哪个词
    before = not marked[-1]
    words = [at for at, is_mark in enumerate(marked) if not is_mark]
    marks = [(at - 1 if before else at + 1, pieces[at]) for at in words]
    return "、".join(word.strip() for at, word in marks if at >= 0 and pieces[at] in _ON)


def parted(text: str) -> list[str]:
    """The words of one cell; brackets keep together what stands in them."""
    text = _NUMBERED.sub(" ", picked(text))
    kept = re.sub(r"[（(][^）)]*[）)]", lambda found: _BETWEEN.sub("·", found[0]), text)
    return [word for word in _BETWEEN.split(kept) if word]


def severe(text: str) -> bool:
    """一级、二级、重度: what makes 残疾 a 重残."""
    return _SEVERE.search(unicodedata.normalize("NFKC", text)) is not None
