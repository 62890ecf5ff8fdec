"""样子: what in somebody's record of visits is worth a friendly question. A pattern is never a proof of anything.

Four weeks of one visitor. Many who answer honestly look a little like this, so every pattern needs numbers that a
small village does not reach by chance.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from care.calendar import SHANGHAI
from care.visits.period import DAY
from care.visits.round import Outcome, Visit

SPAN = timedelta(days=28)  # 四周：月度的那一轮都在里面
MOSTLY = 0.9  # 十次里容一次例外，真人总有例外；低于这个就是没有规律
AT_ONCE = timedelta(minutes=1)  # 一户走到下一户，一分钟不够
ON_A_DAY = 3  # 户次；一天一两户一起报，是常事
SAME_DAYS = 8  # 天；每周两天以上都这样，才算习惯
SAID = 20  # 句；几句话一样是省事
ALWAYS = 30  # 次；少于这些，全好也寻常
PEOPLE = 8  # 人；只看一两位老人的，天天好、句句一样都应该
LISTS = 4  # 张；每周一张以上
QUIET_LISTS = 3  # 张；七天里发了这么多张都没回音
QUIET = timedelta(days=7)


class Pattern(StrEnum):
    """`AT_ONE_HOUR`: 总在一个钟点一分钟里一起报; `AT_ARRIVAL`: 清单刚到就全好."""

    AT_ONE_HOUR = "同一时刻"
    SAME_WORDS = "一样的话"
    ALWAYS_WELL = "总是好"
    SILENCE = "一周没回音"
    AT_ARRIVAL = "一到就全好"


@dataclass(frozen=True, slots=True)
class Listed:
    """One day's list: when it went out, how many people stood on it, and when each that was answered 好 was."""

    made_at: datetime
    people: int
    well_at: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """`times` of `of`: days, words, visits or lists, as the pattern counts. `hour` of the day; `words` that recur."""

    pattern: Pattern
    times: int
    of: int
    hour: int = 0
    words: str = ""


def patterns(visits: Sequence[Visit], lists: Sequence[Listed], today: date, *, away: bool = False) -> tuple[Found, ...]:
    """Each pattern at most once. `visits`: the last `SPAN` of one visitor; `away`: on leave in the last seven days."""
    told = [one for one in visits if not one.late]
    found = (
        _at_one_hour(told),
        _same_words(told),
        _always_well(visits),
        None if away else _silence(visits, lists, today),
        _at_arrival(lists),
    )
    return tuple(one for one in found if one is not None)


def _at_one_hour(told: Sequence[Visit]) -> Found | None:
    """Days on which several were told: all within a minute, and nearly always at the same hour."""
    days: dict[date, list[datetime]] = {}
    for one in told:
        local = one.told_at.astimezone(SHANGHAI)
        days.setdefault(local.date(), []).append(local)
    full = [sorted(moments) for moments in days.values() if len(moments) >= ON_A_DAY]
    people = {one.person_id for one in told}
    hours = Counter(moments[0].hour for moments in full if moments[-1] - moments[0] <= AT_ONCE)
    if len(full) < SAME_DAYS or not hours:
        return None
    hour, times = min(hours.items(), key=lambda pair: (-pair[1], pair[0]))
    return Found(Pattern.AT_ONE_HOUR, times, len(full), hour=hour) if _enough(times, len(full), people) else None


def _same_words(told: Sequence[Visit]) -> Found | None:
    """「1好」 has no words of its own and is not counted."""
    said = [(plain, one.person_id) for one in told if (plain := _plain(one.words))]
    if len(said) < SAID:
        return None
    words, times = Counter(plain for plain, _ in said).most_common(1)[0]
    people = {person for plain, person in said if plain == words}
    return Found(Pattern.SAME_WORDS, times, len(said), words=words) if _enough(times, len(said), people) else None


def _always_well(visits: Sequence[Visit]) -> Found | None:
    people = {one.person_id for one in visits}
    well = [one for one in visits if one.outcome is Outcome.WELL]
    if len(visits) < ALWAYS or len(people) < PEOPLE or len(well) < len(visits):
        return None
    return Found(Pattern.ALWAYS_WELL, len(well), len(visits))


def _silence(visits: Sequence[Visit], lists: Sequence[Listed], today: date) -> Found | None:
    """Today and the six days before it."""
    since = today - QUIET + DAY
    sent = [one for one in lists if one.people and since <= _day(one.made_at) <= today]
    heard = any(_day(one.told_at) >= since for one in visits)
    return None if heard or len(sent) < QUIET_LISTS else Found(Pattern.SILENCE, 0, len(sent))


def _at_arrival(lists: Sequence[Listed]) -> Found | None:
    """Whoever is on a list of several was well before the list could be read."""
    full = [one for one in lists if one.people >= ON_A_DAY and one.well_at]
    times = sum(_at_once(one) for one in full)
    return Found(Pattern.AT_ARRIVAL, times, len(full)) if times >= LISTS else None


def _at_once(one: Listed) -> bool:
    in_time = [at for at in one.well_at if one.made_at <= at <= one.made_at + AT_ONCE]
    return len(in_time) == one.people


def _enough(times: int, of: int, people: set[int]) -> bool:
    return len(people) >= PEOPLE and _mostly(times, of)


def _mostly(times: int, of: int) -> bool:
    return times >= MOSTLY * of


def _plain(words: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", words))


def _day(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()
