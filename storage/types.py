"""Column types that both databases keep the same."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, String, types
from sqlalchemy.engine import Dialect


class Instant(types.TypeDecorator[datetime]):
    """A moment, stored in UTC. Only aware datetimes go in, only UTC ones come out.

    PostgreSQL: `timestamptz`. SQLite: text of one fixed width, so that it sorts as time does.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> types.TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(32))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        in_utc = value.astimezone(UTC)
        return in_utc.isoformat(timespec="microseconds") if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = datetime.fromisoformat(value) if isinstance(value, str) else value.astimezone(UTC)
        return moment
