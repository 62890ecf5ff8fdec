"""道: one receiver in one room. The statements by which a process leases one, gives it back, or lets it rest."""

from sqlalchemy import bindparam, select, update

from storage import tables
from storage.sql import Statement, inserting

lanes = tables.lanes

Lane = tuple[str, str, str]  # channel, name, room
FIRST: Lane = ("", "", "")

MAKE_LANE = Statement(inserting(lanes))
LEASE = Statement(
    update(lanes)
    .where(
        lanes.c.channel == bindparam("c_"),
        lanes.c.name == bindparam("n_"),
        lanes.c.room == bindparam("r_"),
        lanes.c.leased_until <= bindparam("now_"),
        (lanes.c.not_before <= bindparam("now_")) | bindparam("urgent_"),
    )
    .values(leased_by=bindparam("by_"), leased_until=bindparam("until_"))
)
LANE = Statement(
    select(lanes.c.leased_until, lanes.c.not_before).where(
        lanes.c.channel == bindparam("c_"), lanes.c.name == bindparam("n_"), lanes.c.room == bindparam("r_")
    )
)
_held = (
    lanes.c.channel == bindparam("c_"),
    lanes.c.name == bindparam("n_"),
    lanes.c.room == bindparam("r_"),
    lanes.c.leased_by == bindparam("by_"),
)
LET_GO = Statement(update(lanes).where(*_held).values(leased_until=bindparam("until_")))
PAUSE = Statement(
    update(lanes).where(*_held).values(leased_until=bindparam("until_"), not_before=bindparam("not_before_"))
)
FREE_ALL = Statement(update(lanes).values(leased_until=bindparam("until_")))


def named(lane: Lane) -> dict[str, str]:
    return {"c_": lane[0], "n_": lane[1], "r_": lane[2]}
