"""清单上的问题怎么回: 「都好」「2 门坏了 5 没有联系」「都好 就是3没关」."""

import re

from nlp.errand_words import MARK, TAIL, WELL, N
from nlp.numbers import fold, numeral

MOST = 500  # 字

_ALL_GOOD = re.compile(
    rf"(?:以上|问的|这些)?(?:(?:都|全都|一切|样样)(?:{WELL})|[都全也]*(?:没有?(?:什么|啥)?(?:问题|变化)|正常)){TAIL}"
    r"(?P<but>[\s,，。.!]*(?:就是|只是|只有|但是?|除了?|不过|就)\s*(?=[0-9第]))?"
)
_ITEM = re.compile(
    rf"(?:^|(?<=[\s,，。;；]))第?(?P<n>{N})(?:[.、:,)）\s]+|(?=[^\s0-9天个月日号点岁元块斤年周次人家户口袋]))(?=\S)"
)
_GOOD = re.compile(rf"{MARK}(?:{WELL}|有|是|够|好了|可以){TAIL}[\s,，。;；.!]*")
_END = re.compile(r"[\s。.!！~]*")
WANTS = re.compile("要人|要帮|马上|帮忙|救")  # 查出来的问题里，要人来的
HARMED = re.compile("打|骂|欺负|没人管|虐|摸|伤|饿")  # 说的是孩子，就只给专人看
ABUSED = re.compile("[打骂虐](?:了|过)?[他她人我]|被[^\\s,，]{0,4}[打骂]|挨打|欺负[他她]")
FALLEN = re.compile(  # 说的是人，不是那一问
    "摔|跌(?!价)|昏|晕|骨折|断气|没气了|中风|吐血|抽搐|不想活|想不开|寻短|[喊叫]不[应醒]"
)
_NOT_KNOWN = re.compile(
    r"(?:还|我|也)?(?:不知道|不晓得|不清楚|没定|说不准|不一定|没说|不好说|唔知)(?:几时|什么时候|哪天)?[\s。.!了呢啊]*"
)


def not_known(text: str) -> bool:
    """「不知道」, when asked until which day."""
    return _NOT_KNOWN.fullmatch(fold(text.strip())) is not None


def item_answers(text: str) -> tuple[tuple[int, str], ...] | None:
    """The answer to numbered questions: 「2 门坏了」; 「2 好」 has no words, 「都好」 no numbers. Else None."""
    body = text.strip()
    folded = fold(body)
    if not body or len(body) > MOST:
        return None
    good = _ALL_GOOD.match(folded)
    if good is not None and _END.fullmatch(folded, good.end()):
        return ()
    start = good.end() if good is not None and good["but"] else 0
    starts = list(_ITEM.finditer(folded, start))
    if start and not starts and (first := _ITEM.match(folded[start:])) is not None:  # 「都好就是3没关」
        return ((numeral(first["n"]) or 0, body[start + first.end() :].strip(" ,，。;；\n")),)
    if not starts or starts[0].start() != start:
        return None
    spans = zip(starts, [found.start() for found in starts[1:]] + [len(body)], strict=True)
    return tuple((numeral(one["n"]) or 0, _wrong(body, folded, one.end(), end)) for one, end in spans)


def _wrong(body: str, folded: str, start: int, end: int) -> str:
    return "" if _GOOD.fullmatch(folded, start, end) else body[start:end].strip(" ,，。;；\n")
