"""档怎么说: 「档 张三」「查 张三 电话 送药用」「张三 生日 1945年3月2日」「张三 住院 到12月5日」「并档 张三 张三丰」.

Only the form is read here. Whether 张三 is anybody is for whoever has the files to say, so what could be said of
anything (「看看水管」) is not `strict`: it is a command only when the name is found.
"""

import re
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from enum import StrEnum

from care.dossier import CATEGORIES, CONDITIONS
from nlp.account_talk import HAN as _HAN
from nlp.account_talk import PHONE
from nlp.consent_talk import NO, YES
from nlp.errand_talk import says_until
from nlp.numbers import fold, numeral

BETWEEN = " ,，的:："  # 地名和门牌之间可能有的
MOST = 120  # 字；再长的不是口令
TAGS = (*CATEGORIES, *CONDITIONS)


class Verb(StrEnum):
    LOOK = "档"
    TIMELINE = "记录"
    FULL = "查"
    PHONE = "电话"
    ID = "身份证"
    BORN = "生日"
    HOUSE = "门牌"
    SEX = "性别"
    TAG = "是"
    NOT_TAG = "不是"
    TIE = "联系"
    AWAY = "暂停"
    BACK = "回来"
    DECEASED = "去世"
    CONFIRM = "确认"
    ALIVE = "还在"
    MOVED = "迁走"
    RESETTLE = "搬到"
    CONSENT = "同意"
    REFUSE = "不同意"
    MERGE = "并档"
    SHARE = "同用"  # 一个号几个人用
    UNSHARE = "不同用"
    NOTE = "备注"
    AID = "救助"


@dataclass(frozen=True, slots=True)
class FileSaid:
    """`what`: which number, tag, tie or reason; `words`: the rest as it was said (purpose, value, evidence, until).

    `other`: the second name. `strict`: nothing but this can be meant, so that an unknown name is worth an answer.
    """

    verb: Verb
    who: str
    what: str = ""
    words: str = ""
    other: str = ""
    strict: bool = True


_WHO = rf"(?P<who>{_HAN}{{2,15}}?)"
_SEP = r"[\s,:]*"
_OF = rf"(?P<set>的|{_SEP})\s*"
_END = r"[\s.。!,]*"
_NUMBERS = r"(?P<what>监护人的?电话|联系人的?电话|身份证|电话|手机|号码)(?:号码|号)?"
_REASON = (
    r"住院|住进?(?:敬老院|养老院|福利院)|入住(?:敬老院|养老院|机构)|外出(?:打工|务工)?|(?:去)?打工|走亲戚|探亲|旅游"
)
_WHOLE = "全家|一家人?|整家"
_DIED = r"(?:去世|过世|病故|过身|辞世|死)了?"
_BEFORE = r"(?:今天|今早|昨天|昨晚|前天|刚才?|已经|老人)*"


def _plain(form: re.Pattern[str]) -> str:
    """A pattern as a part of another one, without its names."""
    return re.sub(r"\(\?P<\w+>", "(?:", form.pattern)


_FORMS: tuple[tuple[Verb, re.Pattern[str]], ...] = tuple(
    (verb, re.compile(form))
    for verb, form in (
        (Verb.MERGE, rf"(?P<set>并)档{_SEP}{_WHO}(?:(?:\s*[,、和跟与]\s*|\s+)(?P<other>{_HAN}{{2,15}}))?{_END}"),
        (Verb.SHARE, rf"{_WHO}的(?P<set>{PHONE})\s*(?:也|还)是\s*(?P<other>{_HAN}{{2,15}}?)的{_END}"),
        (Verb.SHARE, rf"{_WHO}的(?P<set>{PHONE})\s*(?P<other>{_HAN}{{2,15}}?)\s*(?:也|还)(?:在)?用{_END}"),
        (Verb.SHARE, rf"(?P<other>{_HAN}{{2,15}}?)\s*(?:也|还)(?:在)?用\s*{_WHO}的(?P<set>{PHONE}){_END}"),
        (Verb.UNSHARE, rf"{_WHO}的(?P<set>{PHONE})\s*不(?:再)?是\s*(?P<other>{_HAN}{{2,15}}?)的了?{_END}"),
        (Verb.UNSHARE, rf"(?P<other>{_HAN}{{2,15}}?)\s*不(?:再)?用\s*{_WHO}的(?P<set>{PHONE})了?{_END}"),
        (Verb.FULL, rf"(?P<set>查)(?:一下|下|看)?{_SEP}{_WHO}\s*的?\s*{_NUMBERS}{_SEP}(?P<words>[^?]*)[?]?"),
        (Verb.FULL, rf"{_WHO}{_OF}{_NUMBERS}(?:是?多少|是什么|呢)?[?\s]*"),
        (Verb.TIMELINE, rf"{_WHO}{_OF}(?:的)?(?:走访)?记录{_END}"),
        (Verb.LOOK, rf"(?P<set>档)案?{_SEP}{_WHO}(?:的?档案?)?{_END}"),
        (Verb.LOOK, rf"查档案?{_SEP}{_WHO}(?P<set>){_END}"),
        (Verb.LOOK, rf"(?:看看|看一下|看下)\s*{_WHO}(?P<set>)(?:的?档案?)?{_END}"),
        (Verb.LOOK, rf"{_WHO}(?P<set>的?)档案?{_END}"),
        (Verb.LOOK, rf"{_WHO}(?P<set>)\s*的?情况{_END}"),
        (Verb.NOTE, rf"{_WHO}{_OF}备注[\s,:]+(?P<words>\S.{{0,90}})"),
        (
            Verb.AID,
            rf"{_WHO}\s+(?P<set>救助了|帮扶了|慰问了?|领了|领到|收到|发了|送了|给了)[\s,:]*(?P<words>\S.{{0,90}})",
        ),
        (
            Verb.PHONE,
            rf"{_WHO}{_OF}新?(?:电话|手机)(?:号码|号)?(?:换成|改成|换了|是|为)?{_SEP}"
            rf"(?P<words>[+\d(][\d\s()+转-]*)",
        ),
        (Verb.ID, rf"{_WHO}{_OF}身份证(?:号码|号)?(?:改成|是|为)?{_SEP}(?P<words>[\dx][\dx\s]*)"),
        (
            Verb.BORN,
            rf"{_WHO}{_OF}(?P<what>农历|阴历|旧历)?的?(?:生日|出生日期|出生|生于)(?:改成|是|为)?"
            rf"{_SEP}(?P<words>\S.{{0,20}})",
        ),
        (Verb.HOUSE, rf"{_WHO}{_OF}(?:门牌|房号|屋名)号?(?:改成|是|为)?{_SEP}(?P<words>\S.{{0,40}})"),
        (Verb.SEX, rf"{_WHO}{_OF}性别(?:改成|是|为)?{_SEP}(?P<words>[男女]){_END}"),
        (
            Verb.TIE,
            rf"{_WHO}{_OF}(?P<what>监护人|联系人)(?:换成|改成|是|为)?{_SEP}(?P<other>{_HAN}{{2,15}})"
            rf"{_SEP}(?P<words>[+\d(][\d\s()+转-]*)?",
        ),
        (Verb.CONSENT, rf"{_WHO}(?P<set>\s*)(?P<words>{_plain(YES)}){_END}"),
        (Verb.REFUSE, rf"{_WHO}(?P<set>\s*)(?P<words>{_plain(NO)}){_END}"),
        (Verb.NOT_TAG, rf"{_WHO}(?P<set>\s*)(?:已经|现在)?不(?:再|算)?是\s*(?P<what>{_HAN}{{2,10}}?)了?{_END}"),
        (
            Verb.TAG,
            rf"{_WHO}(?P<set>\s*)(?:现在|已经)?(?:评上|定为|成了|算|是)了?\s*(?P<what>{_HAN}{{2,10}}?)了?"
            rf"(?:[\s,]+(?P<words>\S.{{0,60}}))?{_END}",
        ),
        (Verb.BACK, rf"{_WHO}(?P<set>\s*)(?:已经)?(?:回来|出院|回家)了?{_END}"),
        (Verb.ALIVE, rf"{_WHO}(?P<set>\s*)(?:没有?{_DIED}|还在世?|还活着|{_DIED}{_SEP}(?:撤销|搞错了?|记错了?)){_END}"),
        (Verb.CONFIRM, rf"{_WHO}\s*(?P<set>{_BEFORE}{_DIED}){_SEP}(?:确认|属实){_END}"),
        (Verb.CONFIRM, rf"(?P<set>确认){_SEP}{_WHO}\s*{_DIED}{_END}"),
        (Verb.DECEASED, rf"{_WHO}(?P<set>\s*){_BEFORE}{_DIED}{_END}"),
        (
            Verb.MOVED,
            rf"{_WHO}(?P<set>\s*)(?:已经)?(?P<what>{_WHOLE})?(?:已经)?(?:迁走|迁出|搬走)了?{_SEP}"
            rf"(?:(?:去|到|往|搬到|迁到)了?\s*(?P<words>\S.{{0,30}}?))?{_END}",
        ),
        (
            Verb.RESETTLE,
            rf"{_WHO}(?P<set>\s*)(?:已经)?(?P<what>{_WHOLE})?(?:已经)?(?:搬家?|迁)(?:到|去|往|进)了?\s*(?P<words>\S.{{0,30}}?){_END}",
        ),
        (Verb.AWAY, rf"{_WHO}(?P<set>\s*)(?:又|还|在|去|要)*(?P<what>{_REASON})(?:去|里)?了?{_SEP}(?P<words>.*)"),
        (Verb.AWAY, rf"{_WHO}\s*(?P<set>暂停)(?:走访|看望)?{_SEP}(?P<what>[^\s\d到至,]{{2,12}})?{_SEP}(?P<words>.*)"),
    )
)
_ALWAYS = frozenset({Verb.PHONE, Verb.ID, Verb.TIE, Verb.CONFIRM, Verb.MERGE, Verb.SEX, Verb.HOUSE})
_ALWAYS |= {Verb.SHARE, Verb.UNSHARE, Verb.NOTE}
_OF_ANYTHING = frozenset(
    {Verb.BACK, Verb.ALIVE, Verb.NOT_TAG, Verb.AID, Verb.RESETTLE}
)  # 「水管 还在」：有没有空格都可能在说别的
_AS_SAID = frozenset({Verb.NOTE, Verb.AID, Verb.MOVED, Verb.RESETTLE})  # 照原样记，不改大小写
_LIKE_NUMBERS = {"手机": "电话", "号码": "电话", "监护人的电话": "监护人电话", "联系人的电话": "联系人电话"}


def file_said(text: str) -> FileSaid | None:
    """What is said about whose file; None when it is something else."""
    body = text.strip()
    if not body or len(body) > MOST or "\n" in body:
        return None
    folded = fold(body)
    for verb, form in _FORMS:
        if (found := form.fullmatch(folded)) is not None and (said := _read(verb, found, body)) is not None:
            return said
    return None


def _read(verb: Verb, found: re.Match[str], body: str) -> FileSaid | None:
    cells = found.groupdict()
    words, what = (cells.get("words") or "").strip(" ,。.!"), cells.get("what") or ""
    if verb is Verb.AWAY and words and not says_until(words):
        return None
    start, end = found.span("who")
    other = body[slice(*found.span("other"))] if cells.get("other") else ""
    if verb in _AS_SAID and words:
        words = body[slice(*found.span("words"))].strip()
    strict = _strict(verb, found["set"], words, what)
    return FileSaid(verb, body[start:end], _LIKE_NUMBERS.get(what, what), words, other, strict)


def _strict(verb: Verb, set_off: str, words: str, what: str) -> bool:
    """`set_off`: what stands between the name and the rest, and makes a command of it."""
    if verb in _ALWAYS:
        return True
    if verb is Verb.TAG:
        return tag_of(what) is not None
    return verb not in _OF_ANYTHING and (bool(set_off) or (verb is Verb.AWAY and bool(words)))


# —— 说的是什么 ——

_NEVER = {"男": "奶婆娘妈婶嫂姨姐姑", "女": "爷公伯叔哥汉"}


def fits(called: str, sex: str) -> bool:
    """张奶奶 is no man. An unknown sex fits every title."""
    return called[-1:] not in _NEVER.get(sex, "")


_UNTIL_LAST = re.compile(r"(?P<reason>[^\s\d到至,]{2,12}?)?[\s,]*(?P<until>(?:到|至)?\S{1,14})")
_PART = r"[\d零〇○一二三四五六七八九十]"
_DATE = re.compile(
    rf"(?P<y>{_PART}{{4}})\s*[年./-]\s*(?P<m>{_PART}{{1,2}})\s*[月./-]\s*(?P<d>{_PART}{{1,3}})\s*[日号]?(?:生|出生)?|"
    r"(?P<y8>\d{4})(?P<m8>\d\d)(?P<d8>\d\d)"
)
_TAIL = re.compile("(?:人员|对象|老人|老年人|儿童|家庭|人|户)+$")
_SAME = {"五保": "特困", "监测": "监测对象", "失独家庭": "失独", "大病": "重病", "不能自理": "全失能", "孤": "孤儿"}
_CHOICE = re.compile(r"第?(?P<n>[0-9一二三四五六七八九十]{1,2})[个号]?[的吧啊。.!\s]*")


def reason_until(text: str) -> tuple[str, str] | None:
    """「探亲 到12月5日」 → both; the reason may be empty. None when no end is said."""
    folded = fold(text.strip())
    if says_until(folded):
        return "", folded
    found = _UNTIL_LAST.fullmatch(folded) if len(folded) <= 30 else None
    return (found["reason"] or "", found["until"]) if found and says_until(found["until"]) else None


def born(words: str) -> date | None:
    """「1945年3月2日」「1945-03-02」「19450302」. None: no day of the (solar) calendar."""
    found = _DATE.fullmatch(fold(words.strip()))
    if found is None:
        return None
    year, month, day = (found[key] or found[f"{key}8"] for key in ("y", "m", "d"))
    try:
        return date(numeral(year) or 0, numeral(month.lstrip("0")) or 0, numeral(day.lstrip("0")) or 0)
    except ValueError:
        return None


def tag_of(word: str) -> str | None:
    """The category or condition that is meant; None when it is none of ours."""
    for name in (word, _SAME.get(word, ""), bare := _TAIL.sub("", word), _SAME.get(bare, "")):
        if name in TAGS:
            return name
    return next((tag for tag in TAGS if bare and _TAIL.sub("", tag) == bare), None)


def nearest_tags(word: str, most: int = 3) -> tuple[str, ...]:
    """Those that have the whole word, else those that look like it, else those with a character of it."""
    whole = [tag for tag in TAGS if word in tag]
    shared = [tag for tag in TAGS if set(_TAIL.sub("", tag) or tag) & set(word)]
    return tuple((whole or get_close_matches(word, TAGS, most, 0.5) or shared)[:most])


def choice(text: str, most: int) -> int | None:
    """「2」「第2个」, from 1 to `most`."""
    found = _CHOICE.fullmatch(fold(text.strip()))
    number = numeral(found["n"]) if found else None
    return number if number is not None and 1 <= number <= most else None
