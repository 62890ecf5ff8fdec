"""Rows to test with: one of each period, as care rules have them, and people who fall under them."""

from datetime import date, timedelta

from care.visits.rule import Condition, Period, Source, VisitRule

GAPS = {Period.DAY: 1, Period.WEEK: 10, Period.MONTH: 45, Period.QUARTER: 120, Period.EVENT: 32}
RHYTHMS = (Period.DAY, Period.WEEK, Period.MONTH, Period.QUARTER)
CRISIS = (1, 3, 7, 14, 21, 28, 60, 90)
EVERYBODY = Condition(age_from=0)
DAY = timedelta(days=1)


def weekdays(day: date) -> bool:
    return day.weekday() < 5


def row(period: Period = Period.MONTH, name: str = "甲", **more: object) -> VisitRule:
    """A rule for everybody with an age, in force always; `more` overrides any field."""
    given: dict[str, object] = {
        "id": name,
        "said": "本月",
        "when": (EVERYBODY,),
        "period": period,
        "gap": GAPS[period],
        "groups": ("A",),
        "source": Source.DEFAULT,
        "because": "测试",
        "days": CRISIS if period is Period.EVENT else (),
    }
    return VisitRule(**(given | more))  # type: ignore[arg-type]  # 测试里随意改一栏


def days_of(first: date, count: int) -> list[date]:
    return [first + timedelta(days=n) for n in range(count)]
