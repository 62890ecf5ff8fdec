"""平安确认: one round over many people, and what is known of each of them."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, text

from storage.tables.base import Id, metadata
from storage.tables.dossier import households
from storage.tables.road import people, places, tickets
from storage.types import Instant

RUNNING = text("ended_at IS NULL")

roll_calls = Table(  # 平安确认的一轮
    "roll_calls",
    metadata,
    Column("id", Id, primary_key=True),
    Column("reason", String(16), nullable=False),  # 寒潮、暴雨……
    Column("said", Text, nullable=False),  # 问哪些人，一句话
    Column("places", Text, nullable=False),  # 哪些地方的 id，逗号隔开
    Column("by_id", Id, ForeignKey(people.c.id), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("doors_at", Instant, nullable=False),
    Column("listed_at", Instant),
    Column("turn", Integer, nullable=False),  # 名单发过几次：两个进程里只有一个数得上去
    Column("knocked_at", Instant),
    Column("ended_at", Instant),
    Column("summary", Text, nullable=False),
    Column("ended_by", Id, ForeignKey(people.c.id)),  # 谁说结束的；自己完了的没有
    Index("ix_roll_calls_ended_at", "ended_at"),
)

roll_entries = Table(  # 一轮里的一个人；同时只在一轮里
    "roll_entries",
    metadata,
    Column("roll_id", Id, ForeignKey(roll_calls.c.id), primary_key=True, autoincrement=False),
    Column("person_id", Id, ForeignKey(people.c.id), primary_key=True, autoincrement=False),
    Column("household_id", Id, ForeignKey(households.c.id), nullable=False),
    Column("place_id", Id, ForeignKey(places.c.id), nullable=False),
    Column("visitor_id", Id, ForeignKey(people.c.id)),  # 在谁的名单上
    Column("line", Integer, nullable=False),
    Column("state", String(8), nullable=False),
    Column("told_at", Instant),  # 名单上次发出
    Column("asked_at", Instant),  # 问过本人
    Column("by_id", Id, ForeignKey(people.c.id)),  # 谁说的
    Column("heard_at", Instant),
    Column("words", Text, nullable=False),
    Column("number", Id, ForeignKey(tickets.c.number)),  # 要人来的那张工单
    Column("ended_at", Instant),  # 和那一轮一起结束
    Index("ix_roll_entries_person_id", "person_id"),
    Index("ix_roll_entries_place_id", "place_id"),
    Index("uq_roll_entries_running", "person_id", unique=True, sqlite_where=RUNNING, postgresql_where=RUNNING),
    Index("ix_roll_entries_visitor_id", "visitor_id", sqlite_where=RUNNING, postgresql_where=RUNNING),
)

roll_marks = Table(  # 谁说了谁怎样；撤回的也留着
    "roll_marks",
    metadata,
    Column("id", Id, primary_key=True),
    Column("roll_id", Id, ForeignKey(roll_calls.c.id), nullable=False),
    Column("person_id", Id, ForeignKey(people.c.id), nullable=False),
    Column("was", String(8), nullable=False),
    Column("said", String(8), nullable=False),
    Column("by_id", Id, ForeignKey(people.c.id), nullable=False),
    Column("at", Instant, nullable=False),
    Column("words", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("undone_at", Instant),
    Column("undone_by", Id, ForeignKey(people.c.id)),
    Index("ix_roll_marks_roll_id", "roll_id", "person_id"),
    Index("ix_roll_marks_by_id", "by_id", "at"),
)
