"""Moments: only aware ones go in, only UTC ones come out, and they sort as time does."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.message import Address
from storage.sql import DIALECTS, dialect_of
from storage.store import Store
from storage.types import Instant
from storage.unit import Unit

zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.builds(
    lambda moment, zone: moment.replace(tzinfo=zone),
    st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)),
    zones,
)
WANG = Address("wechat", "wang")


@given(moment=moments)
def test_a_moment_comes_back_the_same_and_in_utc(moment: datetime) -> None:
    for dialect in map(dialect_of, DIALECTS):
        stored = Instant().bind_processor(dialect)(moment)
        back = Instant().result_processor(dialect, None)(stored)
        assert back == moment
        assert back is not None
        assert back.utcoffset() == timedelta()


@given(one=moments, other=moments)
def test_text_sorts_as_time_does(one: datetime, other: datetime) -> None:
    stored = Instant().bind_processor(dialect_of("sqlite"))
    assert (stored(one) < stored(other)) == (one < other)
    assert len(stored(one)) == len("2026-03-02T01:00:00.000000+00:00")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_moment_without_a_zone_is_refused(dialect: str) -> None:
    with pytest.raises(ValueError, match="time zone"):
        Instant().bind_processor(dialect_of(dialect))(datetime(2026, 3, 2, 9))
    assert Instant().bind_processor(dialect_of(dialect))(None) is None


async def test_both_databases_keep_a_moment_to_the_microsecond(store: Store) -> None:
    east = datetime(2026, 3, 2, 0, 30, 0, 123456, tzinfo=timezone(timedelta(hours=8)))

    def asking(unit: Unit) -> list[datetime]:
        place = unit.places.put("G", "G村", 1, None)
        unit.people.give_account(WANG, unit.people.add("王奶奶", place.id, east).id)
        unit.dialogues.ask(WANG, "q", "{}", east)
        return [one.asked_at for one in unit.dialogues.asked_before("q", east)]

    (kept,) = await store.run(asking)
    assert kept == east
    assert kept.tzinfo is UTC
    before = await store.run(lambda unit: unit.dialogues.asked_before("q", east - timedelta(microseconds=1)))
    assert before == []


async def test_a_naive_moment_fails_the_turn_before_anything_is_stored(store: Store) -> None:
    naive = datetime(2026, 3, 2, 9)
    with pytest.raises(ValueError, match="time zone"):
        await store.run(lambda unit: unit.outbox.put(WANG, "话", topic="x", at=naive))
    assert await store.run(lambda unit: unit.outbox.lanes_waiting(datetime(2100, 1, 1, tzinfo=UTC))) == ([], None)
