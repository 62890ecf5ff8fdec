"""走访: what is due, what was put before whom, what was done, and who is away."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text, false, text

from storage.tables.base import Id, metadata
from storage.tables.dossier import households
from storage.tables.road import people, places, tickets
from storage.types import Instant

UNDONE = text("done_at IS NULL")

dues = Table(  # 应访：每人每条规则一行，记着下一次
    "dues",
    metadata,
    Column("person_id", Id, ForeignKey(people.c.id), primary_key=True, autoincrement=False),
    Column("rule_id", String(24), primary_key=True),
    Column("place_id", Id, ForeignKey(places.c.id), nullable=False),  # 片区：早上按它找
    Column("since_on", Date, nullable=False),
    Column("last_on", Date),
    Column("times", Integer, nullable=False),
    Column("opens_on", Date, nullable=False),
    Column("until_on", Date, nullable=False),
    Column("by_phone", Boolean, nullable=False, server_default=false()),  # 上一回算数的是电话、视频
    Column("by_on", Date),  # 这条规则开始以前答应过的最晚一天；见到了就不再管
    Index("ix_dues_place_id_opens_on", "place_id", "opens_on"),
)

visits = Table(  # 走访记录；撤销的留着，只是不再算数
    "visits",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey(people.c.id), nullable=False),
    Column("visitor_id", Id, ForeignKey(people.c.id), nullable=False),
    Column("visited_on", Date, nullable=False),
    Column("told_at", Instant, nullable=False),
    Column("mode", String(8), nullable=False),
    Column("outcome", String(8), nullable=False),
    Column("groups", String(32), nullable=False),  # 答了清单的哪几组
    Column("words", Text, nullable=False),
    Column("number", Id, ForeignKey(tickets.c.number)),
    Column("late", Boolean, nullable=False),
    Column("message_id", String(256), nullable=False),
    Column("undone_at", Instant),
    Index("ix_visits_person_id_visited_on", "person_id", "visited_on"),
    Index("ix_visits_visitor_id_told_at", "visitor_id", "told_at"),
)

digests = Table(  # 早上、傍晚、周日各发过一次：一人一天一种只有一行
    "digests",
    metadata,
    Column("visitor_id", Id, ForeignKey(people.c.id), primary_key=True, autoincrement=False),
    Column("sent_on", Date, primary_key=True),
    Column("kind", String(24), primary_key=True),
    Column("made_at", Instant, nullable=False),
    Column("answered_at", Instant),
)

errands = Table(  # 今天的几户：清单上的第几行是哪一户的谁
    "errands",
    metadata,
    Column("visitor_id", Id, ForeignKey(people.c.id), primary_key=True, autoincrement=False),
    Column("on_day", Date, primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("person_id", Id, ForeignKey(people.c.id), primary_key=True, autoincrement=False),
    Column("household_id", Id, ForeignKey(households.c.id), nullable=False),
    Column("starred", Boolean, nullable=False),
    Column("groups", String(32), nullable=False),
    Column("done_at", Instant),
    Column("outcome", String(8), nullable=False),
    Index("ix_errands_on_day", "on_day", sqlite_where=UNDONE, postgresql_where=UNDONE),
)

leaves = Table(  # 请假：谁替谁，从哪天到哪天
    "leaves",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey(people.c.id), nullable=False),
    Column("first_on", Date, nullable=False),
    Column("last_on", Date, nullable=False),
    Column("deputy_id", Id, ForeignKey(people.c.id)),
    Column("at", Instant, nullable=False),
    Index("ix_leaves_person_id", "person_id"),
    Index("ix_leaves_last_on", "last_on"),
)

attachments = Table(  # 附件：走访时发的照片、语音在哪条来话里；东西还在收件里
    "attachments",
    metadata,
    Column("visitor_id", Id, ForeignKey(people.c.id), primary_key=True, autoincrement=False),
    Column("message_id", String(256), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("sent_at", Instant, nullable=False),
    Column("visit_id", Id, ForeignKey(visits.c.id)),  # 还不知道是哪一户的时候没有
    Index("ix_attachments_visitor_id_sent_at", "visitor_id", "sent_at"),
    Index("ix_attachments_visit_id", "visit_id"),
)

reminders = Table(  # 提醒：谁的早上的清单几点发，和镇里定的不一样的
    "reminders",
    metadata,
    Column("person_id", Id, ForeignKey(people.c.id), primary_key=True, autoincrement=False),
    Column("minute", Integer, nullable=False),  # 半夜起第几分钟
)
