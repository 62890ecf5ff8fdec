"""请假、销假、交接: what somebody on duty says of being away, and the days they say it for."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from nlp.numbers import fold, numeral

MOST, READ = 60, 200  # 字；再长的不是请假，读到哪里为止
_VERB = re.compile(r"(请假|销假|交接)(?![条单人手工好了完的吗]|过)[\s:：,，]*")
_N = r"[0-9一二三四五六七八九十两]{1,3}"
_WHEN = (
    rf"[今明后]{{2}}两?天|(?:今|明|大?后)天?|从|自|[上下]午|早上|晚上|下?(?:周|星期|礼拜)[一二三四五六日天]|"
    rf"{_N}月{_N}[号日]|{_N}[号日]|[到至、,]"
)
_SELF = r"我|本人|家里有点?事|有点?事|(?:身体|人)?(?:不太?舒服|难受)|生?病了?|感冒了?|发烧了?|要|想|得|需要|跟您|向您"
_ASKS = re.compile(
    rf"(?:(?>{_SELF}|{_WHEN})[\s,，。]*+)*+请(?P<long>{_N}天|半天|个|一下)?的?[病事婚丧产年公]?假(?![条单的]|过)"
)
_BACK = re.compile(
    r"(?:我|已经|提前|今天|现在|要|想|来)*+(?:回来|到家|回村)?了?[\s,，。]*销假(?![条单的]|过)[\s,，。了啦吧]*"
)
_NOT_COMING = re.compile(
    r"(?:我家?|家[里中]|屋[里头])(?!.*(?:奶奶|爷爷|阿公|阿婆|老人|孩子)).{0,12}?"
    rf"(?:{_N}天|[今明后]天|[今明后]{{2}}天|这几天|下周).{{0,4}}"
    r"(?:不来(?![电水])|来不了|不能来|来不成|不上班|上不了班|出不了工|不在村里?|走不了访)[了啦的吧哦，。]*"
)
_VAGUE = re.compile(r"月[底初末中]|[上中下]旬|年[底初]")


def _a_day(n: int) -> str:
    return rf"(?:(?P<m{n}>{_N})\s*[月./])?\s*(?P<d{n}>{_N})\s*[号日]?"


_DAYS = re.compile(
    _a_day(1)
    + rf"(?:\s*[、和]\s*{_N}\s*[号日]?)*?\s*(?:到|至|[-~—–]|[、和跟]|[,，](?={_N}[号日]))\s*"
    + _a_day(2)
    + r"(?!\s*(?:[0-9一二三四五六七八九十天个户家年]|[、和]\s*[0-9]))"
)
_NAMED = re.compile(r"(?P<a>[今明后])[天、,，]?(?P<b>[明后])[两二]?天")
_WEEKDAYS = re.compile(
    r"(?P<w1>[这本下]?)(?:周|星期|礼拜)(?P<d1>[一二三四五六日天])\s*(?:到|至|[-~—–])\s*"
    r"(?P<w2>[这本下]?)(?:周|星期|礼拜)?(?P<d2>[一二三四五六日天])(?!天)"
)
_AHEAD = {"今": 0, "明": 1, "后": 2}
_YEAR = timedelta(days=183)


def leave_verb(text: str) -> tuple[str, str] | None:
    """(verb, the words beside it) of 「请假 3天」「我明后天请假」「交接 X片区 给 杨梅」; None for anything else.

    Never raises. Of somebody else's leave (小明请假三天) nothing is read.
    """
    said = text.strip()
    found = _VERB.match(said)
    if found is not None:
        return found[1], said[found.end() :].strip()
    if len(said) > MOST:
        return None
    if _BACK.fullmatch(said):
        return "销假", ""
    asked = _ASKS.match(said)
    return None if asked is None else ("请假", _beside(said, asked))


def _beside(said: str, asked: re.Match[str]) -> str:
    """「我明天请两天病假 杨梅替」 → 「明天两天 杨梅替」."""
    before = re.sub(_SELF, "", said[: asked.start("long") if asked["long"] else asked.end()])
    long = asked["long"] if asked["long"] and asked["long"].endswith("天") else ""
    return re.sub(r"请?[病事婚丧产年公]?假?$", "", before).strip(" ,，。") + long + said[asked.end() :]


def not_coming(text: str) -> bool:
    """「家里办酒三天不来」: somebody on duty may mean leave; nobody else is named."""
    said = text.strip()
    return len(said) <= MOST and _NOT_COMING.fullmatch(said) is not None


def days_of_leave(words: str, today: date) -> tuple[date, date] | None:
    """The first day and the last of 「明后天」「12月1号至3号」「25到27号」「25、26号」「下周一到周三」; else None."""
    said = fold(words[:READ])
    return next((days for read in (_named, _weekdays, _numbers) for days in read(said, today)), None)


def too_vague(words: str) -> bool:
    """「月底到月初」: which days these are, only the speaker knows."""
    return _VAGUE.search(words) is not None


def _named(said: str, today: date) -> Iterator[tuple[date, date]]:
    for found in _NAMED.finditer(said):
        first, last = (today + timedelta(days=_AHEAD[found[name]]) for name in "ab")
        if first < last:
            yield first, last


def _weekdays(said: str, today: date) -> Iterator[tuple[date, date]]:
    for found in _WEEKDAYS.finditer(said):
        first = _weekday(today, found["w1"], found["d1"])
        last = _weekday(today, found["w2"] or found["w1"], found["d2"])
        yield first, last if last >= first else last + timedelta(days=7)


def _weekday(today: date, which: str, named: str) -> date:
    day = today + timedelta(days="一二三四五六日".index(named.replace("天", "日")) - today.weekday())
    return day + timedelta(days=7) if which == "下" or (not which and day < today) else day


def _numbers(said: str, today: date) -> Iterator[tuple[date, date]]:
    for found in _DAYS.finditer(said):
        if not re.search(r"[号日月./]", found[0]):
            continue  # 「2-3天」
        month, last_month = (numeral(found[name]) if found[name] else None for name in ("m1", "m2"))
        first_day, last_day = (numeral(found[name]) or 0 for name in ("d1", "d2"))
        first = _day(today, month, first_day, last_day)
        if first is None:
            continue
        behind = last_month or (first.month if last_day >= first_day else first.month % 12 + 1)
        last = _made(first.year + (behind < first.month), behind, last_day)
        if last is not None and last > first:
            yield first, last


def _day(today: date, month: int | None, day: int, until: int) -> date | None:
    """Without a month: this one, or the next where all of it has gone by."""
    if month is None:
        gone = max(day, until) < today.day
        return _made(today.year + (gone and today.month == 12), today.month % 12 + 1 if gone else today.month, day)
    found = _made(today.year, month, day)
    return _made(today.year + 1, month, day) if found is not None and today - found > _YEAR else found


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
