"""一人一档: the file of a person, the house, and what is written down about looking into it."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, text

from storage.tables.base import Id, metadata
from storage.tables.road import people, places
from storage.types import Instant

LINKED = text("other_id IS NOT NULL")

households = Table(  # 户
    "households",
    metadata,
    Column("id", Id, primary_key=True),
    Column("place_id", Id, ForeignKey(places.c.id), nullable=False),
    Column("house", String(64), nullable=False),  # 门牌、屋名；没写的为空
    Column("head", String(64), nullable=False),  # 户主姓名
    Column("lane", String(32), nullable=False),  # 走的先后：小的先到
    Index("ix_households_place_id_house", "place_id", "house"),
)

dossiers = Table(  # 一人一档；人在 people 里，这里是他的档
    "dossiers",
    metadata,
    Column("person_id", Id, ForeignKey(people.c.id), primary_key=True, autoincrement=False),
    Column("household_id", Id, ForeignKey(households.c.id), nullable=False),
    Column("relation", String(16), nullable=False),  # 与户主关系
    Column("sex", String(4), nullable=False),
    Column("born_on", Date),
    Column("id_sealed", LargeBinary),
    Column("id_index", LargeBinary, unique=True),
    Column("phone_sealed", LargeBinary),
    Column("phone_index", LargeBinary),
    Column("sounds", String(128), nullable=False),  # 姓名的拼音，找同音的人
    Column("standing", String(8), nullable=False),
    Column("note", Text, nullable=False),
    Column("recheck_on", Date),  # 到这一天，时间自己会改变他归哪条访视规则
    Column("opened_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_dossiers_household_id", "household_id"),
    Index("ix_dossiers_sounds", "sounds"),
    Index("ix_dossiers_phone_index", "phone_index"),
    Index("ix_dossiers_recheck_on", "recheck_on"),
)

memberships = Table(  # 类别和情形，各有起止、依据、谁核实的
    "memberships",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey(people.c.id), nullable=False),
    Column("tag", String(16), nullable=False),
    Column("from_on", Date, nullable=False),
    Column("to_on", Date),  # 这一天起不再是
    Column("evidence", Text, nullable=False),
    Column("confirmed_by", Id, ForeignKey(people.c.id)),
    Column("at", Instant, nullable=False),
    Index("ix_memberships_person_id", "person_id"),
)

ties = Table(  # 家人、监护人、联系人；系统里有这个人就连到他
    "ties",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey(people.c.id), nullable=False),
    Column("other_id", Id, ForeignKey(people.c.id)),
    Column("kind", String(8), nullable=False),
    Column("relation", String(16), nullable=False),
    Column("name", String(64), nullable=False),
    Column("phone_sealed", LargeBinary),
    Column("at", Instant, nullable=False),
    Index("ix_ties_person_id", "person_id"),
    Index("ix_ties_other_id", "other_id", sqlite_where=LINKED, postgresql_where=LINKED),
)

pauses = Table(  # 暂停：住院、外出；有原因、有止期，到期自己恢复
    "pauses",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey(people.c.id), nullable=False),
    Column("first_on", Date, nullable=False),
    Column("last_on", Date, nullable=False),
    Column("reason", String(64), nullable=False),
    Column("by_id", Id, ForeignKey(people.c.id)),
    Column("at", Instant, nullable=False),
    Index("ix_pauses_person_id", "person_id"),
    Index("ix_pauses_last_on", "last_on"),
)

consents = Table(  # 知情同意，或者别的依据
    "consents",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey(people.c.id), nullable=False),
    Column("basis", String(16), nullable=False),
    Column("scope", String(64), nullable=False),
    Column("given_on", Date, nullable=False),
    Column("ended_on", Date),
    Column("evidence", Text, nullable=False),
    Column("by_id", Id, ForeignKey(people.c.id)),
    Index("ix_consents_person_id", "person_id"),
)

changes = Table(  # 档案改过什么；只增不改，封存的列只记脱敏后的样子
    "changes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey(people.c.id), nullable=False),
    Column("field", String(16), nullable=False),
    Column("was", Text, nullable=False),
    Column("became", Text, nullable=False),
    Column("by_id", Id, ForeignKey(people.c.id)),
    Column("via", String(64), nullable=False),  # 哪张表、哪次走访、哪句话
    Column("at", Instant, nullable=False),
    Index("ix_changes_person_id", "person_id"),
)

looks = Table(  # 查阅留痕：谁、看了谁的什么、为什么；只增不改
    "looks",
    metadata,
    Column("id", Id, primary_key=True),
    Column("by_id", Id, ForeignKey(people.c.id)),
    Column("person_id", Id, ForeignKey(people.c.id)),
    Column("what", String(64), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("full", Boolean, nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_looks_person_id", "person_id"),
)

facts = Table(  # 库自己要记的几件事：钥匙的凭据、上次读的名册
    "facts",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
