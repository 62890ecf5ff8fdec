"""更正: kept with what was read, in order, on both databases."""

from datetime import timedelta

import pytest

from care.category import Urgency
from storage.corrections import Correction
from storage.store import Store
from storage.unit import Unit
from tests.care.village import MONDAY
from tests.storage.rows import WANG, opening

READ, HELD = ("基础设施", Urgency.ROUTINE), ("安全隐患", Urgency.URGENT)


async def test_a_correction_is_kept_with_its_message_and_what_that_was_read_by(store: Store) -> None:
    number = await store.run(opening("m7"))

    def work(unit: Unit) -> tuple[Correction, Correction | None]:
        who = unit.tickets.get(number).caller_id
        return unit.corrections.add(number, READ, HELD, by=who, at=MONDAY), unit.corrections.last_of(number)

    made, kept = await store.run(work)
    assert kept == made
    assert (made.message_id, made.evidence, made.was, made.now, made.at) == ("m7", "[]", READ, HELD, MONDAY)


async def test_the_last_one_holds_and_none_is_lost(store: Store) -> None:
    number = await store.run(opening())

    def work(unit: Unit) -> list[Correction]:
        who = unit.tickets.get(number).caller_id
        unit.corrections.add(number, READ, HELD, by=who, at=MONDAY)
        unit.corrections.add(number, HELD, READ, by=who, at=MONDAY + timedelta(minutes=1))
        return list(unit.corrections.all())

    first, last = await store.run(work)
    assert (first.was, last.now) == (READ, READ)
    assert await store.run(lambda unit: unit.corrections.last_of(number)) == last
    assert await store.run(lambda unit: unit.corrections.last_of(number + 1)) is None


async def test_every_text_is_told_with_what_it_is_held_to_be(store: Store) -> None:
    number = await store.run(opening())
    (told,) = await store.run(lambda unit: unit.corrections.texts())
    assert (told.number, told.text, told.category, told.urgency, told.sealed) == (
        number,
        "屋顶漏水",
        "基础设施",
        Urgency.ROUTINE,
        False,
    )
    assert await store.run(lambda unit: unit.corrections.names()) == ["王奶奶"]


@pytest.mark.parametrize(("whose", "left"), [(7, []), (8, ["话"])])
async def test_only_what_waits_for_that_person_about_that_ticket_is_withheld(
    store: Store, whose: int, left: list[str]
) -> None:
    number = await store.run(opening())

    def work(unit: Unit) -> list[str]:
        unit.outbox.put(WANG, "话", topic="new", at=MONDAY, person_id=7, number=number)
        unit.corrections.withhold(number, whose)
        unit.corrections.withhold(number + 1, 7)
        return [letter.text for letter in unit.outbox.waiting((WANG.channel, WANG.name, ""), MONDAY, 9)]

    assert await store.run(work) == left
