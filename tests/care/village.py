"""Villages of 2, 3 and 4 tiers, and tickets in them. Everybody is made up."""

from datetime import datetime, timedelta

from care.calendar import SHANGHAI, Calendar
from care.category import Tier, Urgency
from care.escalation import Limit
from care.people import Duty
from care.place import Post, Structure
from care.ticket import Status, Ticket

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CALENDAR = Calendar()
LIMITS = {
    Urgency.EMERGENCY: Limit(timedelta(minutes=10), HOUR, timedelta(minutes=10)),
    Urgency.URGENT: Limit(timedelta(minutes=30), DAY, HOUR),
    Urgency.ROUTINE: Limit(4 * HOUR, 5 * DAY, DAY, working=True),
}

GRID = Post("网格员", 0, frozenset({Tier.GRID}))
POINT = Post("村社工", 1, frozenset({Tier.POINT}), sealed=True)
COMMITTEE = Post("村委", 1, frozenset({Tier.COMMITTEE}), ladder=False)
STATION = Post("社工站", 2, frozenset({Tier.STATION}), sealed=True)
OFFICE = Post("民政办", 2, frozenset({Tier.OFFICE}), sealed=True, alarm=False)
THREE = Structure(("片区", "村", "乡镇"), (GRID, POINT, COMMITTEE, STATION, OFFICE))

TWO = Structure(
    ("村", "乡镇"),
    (
        Post("服务点", 0, frozenset({Tier.GRID, Tier.POINT}), sealed=True),
        Post("村两委", 0, frozenset({Tier.COMMITTEE}), ladder=False),
        Post("总站", 1, frozenset({Tier.STATION, Tier.OFFICE}), sealed=True),
    ),
)
FOUR = Structure(
    ("村", "乡镇", "县", "市"),
    (
        Post("村级点", 0, frozenset({Tier.GRID, Tier.POINT, Tier.COMMITTEE})),
        Post("乡镇站", 1, frozenset({Tier.STATION}), sealed=True),
        Post("县中心", 2, frozenset({Tier.OFFICE}), sealed=True),
        Post("市中心", 3, frozenset(), sealed=True, alarm=False),
    ),
)
ALL = (TWO, THREE, FOUR)


def duty(person: int, post: str, place: int) -> Duty:
    return Duty(person, f"某{person}", post, place)


def ticket(
    status: Status = Status.OPEN,
    *,
    urgency: Urgency = Urgency.ROUTINE,
    post: str = "网格员",
    assignee_id: int | None = None,
    respond_by: datetime | None = None,
    waiting_until: datetime | None = None,
) -> Ticket:
    done = status in (Status.RESOLVED, Status.CLOSED)
    return Ticket(
        number=12,
        place_id=1,
        caller_id=100,
        about="",
        category="基础设施",
        urgency=urgency,
        tier=Tier.GRID,
        sealed=False,
        text="屋顶漏水",
        status=status,
        post=post,
        assignee_id=assignee_id,
        opened_at=MONDAY,
        respond_by=respond_by,
        resolve_by=MONDAY + 5 * DAY,
        waiting_until=waiting_until,
        resolved_at=MONDAY if done else None,
        closed_at=MONDAY if status in (Status.CLOSED, Status.CANCELLED) else None,
        outcome="修好了" if done else "",
    )


HELD = frozenset(post.name for post in THREE.posts)  # 每个岗位都有人
