"""The road of a message: who speaks, what was said, what becomes of it, and what others must hear."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
    text,
)

from storage.tables.base import Id, metadata
from storage.types import Instant

# 部分索引的条件；查询里要写成同样的字面值，数据库才认得出来
OPEN, RESOLVED = text("status = '待受理'"), text("status = '办结'")
DROPPED = text("state = 'dropped'")
QUEUED, WENT, DEAD = text("state = 'queued'"), text("sent_at IS NOT NULL"), text("state IN ('failed', 'gave_up')")

places = Table(  # 地方
    "places",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", String(64), nullable=False, unique=True),
    Column("name", String(64), nullable=False),
    Column("level", Integer, nullable=False),
    Column("chain", String(120), nullable=False),  # 自己和上级的 id，由近到远，逗号隔开
)

people = Table(  # 人
    "people",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", String(64), unique=True),  # 名册文件里的名字；自己找来的人没有
    Column("name", String(64), nullable=False),
    Column("place_id", Id, ForeignKey("places.id"), nullable=False),
    Column("known", Boolean, nullable=False),
    Column("made_at", Instant, nullable=False),
    Index("ix_people_name", "name"),
)

duties = Table(  # 岗位上的人
    "duties",
    metadata,
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True),
    Column("post", String(32), primary_key=True),
    Column("place_id", Id, ForeignKey("places.id"), primary_key=True),
    Index("ix_duties_place_id", "place_id"),
)

accounts = Table(  # 渠道账号
    "accounts",
    metadata,
    Column("channel", String(16), primary_key=True),
    Column("name", String(128), primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("left_at", Instant),  # 取消关注的时间
    Index("ix_accounts_person_id", "person_id"),
)

account_people = Table(  # 这个号还管谁：号是 accounts 里那个人的，这里是也用它的人
    "account_people",
    metadata,
    Column("channel", String(16), primary_key=True),
    Column("name", String(128), primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("by_id", Id, ForeignKey("people.id"), nullable=False),  # 谁说的
    Column("at", Instant, nullable=False),
    ForeignKeyConstraint(["channel", "name"], ["accounts.channel", "accounts.name"]),
    Index("ix_account_people_person_id", "person_id"),
)

groups = Table(  # 绑定了的群
    "groups",
    metadata,
    Column("channel", String(16), primary_key=True),
    Column("name", String(128), primary_key=True),
    Column("place_id", Id, ForeignKey("places.id"), nullable=False),
    Column("bound_at", Instant, nullable=False),
)

invites = Table(  # 绑定码；person_id 和 place_id 恰有一个
    "invites",
    metadata,
    Column("code", String(16), primary_key=True),
    Column("person_id", Id, ForeignKey("people.id")),
    Column("place_id", Id, ForeignKey("places.id")),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)

inbox = Table(  # 收件
    "inbox",
    metadata,
    Column("channel", String(16), primary_key=True),
    Column("sender", String(128), primary_key=True),
    Column("message_id", String(256), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("room", String(128), nullable=False),  # 群号，私聊为空
    Column("text", Text, nullable=False),
    Column("media", Text, nullable=False),
    Column("reply", Text, nullable=False),
    Column("heard_at", Instant, nullable=False),
)

tickets = Table(  # 工单
    "tickets",
    metadata,
    Column("number", Id, primary_key=True),
    Column("place_id", Id, ForeignKey("places.id"), nullable=False),
    Column("caller_id", Id, ForeignKey("people.id"), nullable=False),
    Column("about", String(64), nullable=False),
    Column("category", String(16), nullable=False),
    Column("urgency", String(8), nullable=False),
    Column("tier", String(16), nullable=False),
    Column("sealed", Boolean, nullable=False),
    Column("text", Text, nullable=False),
    Column("status", String(8), nullable=False),
    Column("post", String(32), nullable=False),
    Column("assignee_id", Id, ForeignKey("people.id")),
    Column("opened_at", Instant, nullable=False),
    Column("respond_by", Instant),
    Column("resolve_by", Instant),
    Column("accepted_at", Instant),
    Column("resolved_at", Instant),
    Column("closed_at", Instant),
    Column("waiting_until", Instant),
    Column("outcome", Text, nullable=False),
    Column("rating", Integer),
    Column("version", Integer, nullable=False),
    # 从哪句话来：回音回到那里去
    Column("source_channel", String(16), nullable=False),
    Column("source_sender", String(128), nullable=False),
    Column("source_message", String(256), nullable=False),
    Column("evidence", Text, nullable=False),
    Index("ix_tickets_caller_id_number", "caller_id", "number"),
    Index("ix_tickets_post", "post", sqlite_where=OPEN, postgresql_where=OPEN),
    Index("ix_tickets_resolved_at", "resolved_at", sqlite_where=RESOLVED, postgresql_where=RESOLVED),
)

# 空着的不进索引：开单时少写几处，时间来问时只看得到要问的
for _column in (tickets.c.assignee_id, tickets.c.respond_by, tickets.c.waiting_until):
    _filled = _column.is_not(None)
    Index(f"ix_tickets_{_column.name}", _column, sqlite_where=_filled, postgresql_where=_filled)

ticket_people = Table(  # 工单说的是谁：来话人以外，系统里认得的人
    "ticket_people",
    metadata,
    Column("number", Id, ForeignKey("tickets.number"), primary_key=True, autoincrement=False),
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Index("ix_ticket_people_person_id", "person_id"),
)

events = Table(  # 工单上发生的事；只增不改
    "events",
    metadata,
    Column("id", Id, primary_key=True),
    Column("number", Id, ForeignKey("tickets.number"), nullable=False),
    Column("step", String(8), nullable=False),
    Column("by_id", Id, ForeignKey("people.id")),
    Column("at", Instant, nullable=False),
    Column("was", String(8), nullable=False),
    Column("became", String(8), nullable=False),
    Column("was_post", String(32), nullable=False),
    Column("post", String(32), nullable=False),
    Column("was_assignee_id", Id),
    Column("note", Text, nullable=False),
    Index("ix_events_number_id", "number", "id"),
    Index("ix_events_by_id_id", "by_id", "id"),
)

corrections = Table(  # 更正：办事的人说它其实是什么；只增不改，撤销是再改回去
    "corrections",
    metadata,
    Column("id", Id, primary_key=True),
    Column("number", Id, ForeignKey("tickets.number"), nullable=False),
    Column("message_id", String(256), nullable=False),  # 那句话的编号；原话在工单上
    Column("was_category", String(16), nullable=False),
    Column("was_urgency", String(8), nullable=False),
    Column("category", String(16), nullable=False),
    Column("urgency", String(8), nullable=False),
    Column("by_id", Id, ForeignKey("people.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("evidence", Text, nullable=False),  # 当时凭什么那样读
    Index("ix_corrections_number_id", "number", "id"),
)

outbox = Table(  # 待发
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("name", String(128), nullable=False),
    Column("room", String(128), nullable=False),  # 群号，私聊为空
    Column("person_id", Id),  # 写给谁
    Column("about_id", Id),  # 说到谁；说到几个人、说到事的没有
    Column("number", Id),
    Column("topic", String(24), nullable=False),
    Column("text", Text, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("state", String(8), nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("errcode", String(32), nullable=False),
    Column("sent_at", Instant),
    Column("parcel", String(40), nullable=False),  # 平台见到的编号；几条合成一封时相同
    Index("ix_outbox_number", "number"),
    Index(
        "ix_outbox_queued",
        "channel",
        "name",
        "room",
        "urgent",
        "id",
        sqlite_where=QUEUED,
        postgresql_where=QUEUED,
    ),
    Index("ix_outbox_dropped", "id", sqlite_where=DROPPED, postgresql_where=DROPPED),
    Index("ix_outbox_dead", "id", sqlite_where=DEAD, postgresql_where=DEAD),
    Index("ix_outbox_sent_at", "channel", "name", "sent_at", sqlite_where=WENT, postgresql_where=WENT),
)

lanes = Table(  # 每个收件人一条道：租约、先后、退避都在道上
    "lanes",
    metadata,
    Column("channel", String(16), primary_key=True),
    Column("name", String(128), primary_key=True),
    Column("room", String(128), primary_key=True),
    Column("leased_by", String(64), nullable=False),
    Column("leased_until", Instant, nullable=False),
    Column("not_before", Instant, nullable=False),
)

dialogues = Table(  # 问了还没答的话；一个账号一句
    "dialogues",
    metadata,
    Column("channel", String(16), primary_key=True),
    Column("name", String(128), primary_key=True),
    Column("question", String(16), nullable=False),
    Column("payload", Text, nullable=False),
    Column("asked_at", Instant, nullable=False),
    ForeignKeyConstraint(["channel", "name"], ["accounts.channel", "accounts.name"]),
    Index("ix_dialogues_question_asked_at", "question", "asked_at"),
)
