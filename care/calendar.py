"""工作日与上班时间: deadlines that are counted in working hours. Everything here is Asia/Shanghai local time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

# 中国全境一个时区、没有夏令时：固定偏移就是 Asia/Shanghai，不需要时区数据文件
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")

Span = tuple[time, time]


def weekday(day: date) -> bool:
    """Monday to Friday: what is known of a year for which nobody has published anything."""
    return day.weekday() < 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """Office hours as spans of a day. Days off and make-up working days (调休) come before what `ordinary` says."""

    spans: tuple[Span, ...] = ((time(8, 30), time(12, 0)), (time(14, 30), time(17, 30)))
    days_off: frozenset[date] = frozenset()
    make_up: frozenset[date] = frozenset()
    ordinary: Callable[[date], bool] = weekday
    quiet_from: time = time(21, 0)
    quiet_until: time = time(6, 0)

    def works_on(self, day: date) -> bool:
        if day in self.make_up:
            return True
        return day not in self.days_off and self.ordinary(day)

    def add(self, moment: datetime, worked: timedelta) -> datetime:
        """The moment at which so much working time has passed since `moment`. Both are aware; the result is UTC+8."""
        left = worked
        for start, end in self._spans_from(moment.astimezone(SHANGHAI)):
            if end - start >= left:
                return start + left
            left -= end - start
        raise AssertionError("the calendar has no end")

    def add_days(self, moment: datetime, days: int) -> datetime:
        """So many whole working days later, at the end of office hours of that day."""
        day = moment.astimezone(SHANGHAI).date()
        while days > 0:
            day += timedelta(days=1)
            days -= self.works_on(day)
        return datetime.combine(day, self.spans[-1][1], SHANGHAI)

    def quiet(self, moment: datetime) -> bool:
        """安静时段: nobody is messaged but for life and safety."""
        now = moment.astimezone(SHANGHAI).time()
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= now < self.quiet_until
        return now >= self.quiet_from or now < self.quiet_until

    def awake(self, moment: datetime) -> datetime:
        """The first moment from here on that is not quiet."""
        if not self.quiet(moment):
            return moment
        local = moment.astimezone(SHANGHAI)
        morning = datetime.combine(local.date(), self.quiet_until, SHANGHAI)
        return morning if morning > local else morning + timedelta(days=1)

    def add_awake(self, moment: datetime, span: timedelta) -> datetime:
        """The moment at which so much time outside the quiet hours has passed; never in quiet hours. UTC+8."""
        now, left = self.awake(moment.astimezone(SHANGHAI)), span
        while self.quiet_from != self.quiet_until:
            evening = datetime.combine(now.date(), self.quiet_from, SHANGHAI)
            evening += timedelta(days=evening <= now)
            if now + left < evening:
                break
            now, left = self.awake(evening), left - (evening - now)
        return now + left

    def _spans_from(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        day = moment.date()
        for _ in range(3660):  # 十年里总有工作日；配置错成全年放假也要停得下来
            if self.works_on(day):
                for opens, closes in self.spans:
                    start = max(datetime.combine(day, opens, SHANGHAI), moment)
                    end = datetime.combine(day, closes, SHANGHAI)
                    if start < end:
                        yield start, end
            day += timedelta(days=1)


def morning(moment: datetime, days: int, at: time = time(7, 30)) -> datetime:
    """So many days later in the morning, when the day's reminders go out."""
    day = moment.astimezone(SHANGHAI).date() + timedelta(days=days)
    return datetime.combine(day, at, SHANGHAI)


def days_until(moment: datetime, weekday: int) -> int:
    """How many days to the next such weekday (0 is Monday); today's own weekday means next week's."""
    return (weekday - moment.astimezone(SHANGHAI).weekday() - 1) % 7 + 1
