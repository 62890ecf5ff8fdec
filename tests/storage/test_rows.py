"""Collections: what was put in comes out, and races are told apart from errors."""

from dataclasses import replace
from datetime import timedelta

import pytest

from care.category import Urgency
from care.message import Address, Kind, Message, Reply
from care.ticket import accept, close, resolve
from storage.store import Store
from storage.tickets import NoSuchTicket, TicketChanged
from storage.unit import Unit
from tests.care.village import DAY, HOUR, MONDAY, ticket
from tests.storage.rows import WANG, opening, said

AWKWARD = "漏水 😀 '\"; -- %s %(x)s :x \\ \n\t]]>"


async def test_the_inbox_gives_the_same_answer_again_to_the_same_sender_only(store: Store) -> None:
    await store.run(lambda unit: unit.inbox.keep(said(1), Reply(AWKWARD), MONDAY))
    elsewhere = replace(said(1), sender=Address("wecom", WANG.name))
    another = replace(said(1), sender=Address(WANG.channel, "li"))
    answers = await store.run(lambda unit: [unit.inbox.reply_to(one) for one in (said(1), said(2), elsewhere, another)])
    assert answers == [Reply(AWKWARD), None, None, None]


async def test_silence_is_an_answer_too(store: Store) -> None:
    await store.run(lambda unit: unit.inbox.keep(said(1), Reply(""), MONDAY))
    assert await store.run(lambda unit: unit.inbox.reply_to(said(1))) == Reply("")


async def test_when_somebody_last_spoke_is_known_for_each_way_of_speaking(store: Store) -> None:
    def speaking(unit: Unit) -> None:
        for number, (kind, hours) in enumerate([(Kind.TEXT, 0), (Kind.TEXT, 2), (Kind.TAP, 3), (Kind.IMAGE, 1)]):
            message = Message(id=str(number), sender=WANG, text="", kind=kind)
            unit.inbox.keep(message, Reply(""), MONDAY + hours * HOUR)

    await store.run(speaking)
    heard = await store.run(lambda unit: unit.inbox.heard(WANG, MONDAY))
    assert heard == {Kind.TEXT: MONDAY + 2 * HOUR, Kind.TAP: MONDAY + 3 * HOUR, Kind.IMAGE: MONDAY + HOUR}
    assert await store.run(lambda unit: unit.inbox.heard(WANG, MONDAY + 3 * HOUR)) == {Kind.TAP: MONDAY + 3 * HOUR}


async def test_a_ticket_comes_back_as_it_went_in(store: Store) -> None:
    number = await store.run(opening())

    def changing(unit: Unit) -> None:
        found = unit.tickets.get(number)
        everything = replace(
            found,
            text=AWKWARD,
            about="张奶奶",
            urgency=Urgency.EMERGENCY,
            sealed=True,
            rating=2,
            outcome=AWKWARD,
            respond_by=MONDAY + HOUR,
            waiting_until=MONDAY + DAY,
        )
        unit.tickets.save(everything)

    await store.run(changing)
    found = await store.run(lambda unit: unit.tickets.get(number))
    assert (found.text, found.outcome, found.about, found.rating) == (AWKWARD, AWKWARD, "张奶奶", 2)
    assert (found.urgency, found.sealed, found.version) == (Urgency.EMERGENCY, True, 2)
    assert (found.respond_by, found.waiting_until) == (MONDAY + HOUR, MONDAY + DAY)
    assert found.tier is ticket().tier
    assert await store.run(lambda unit: unit.tickets.source(number)) == WANG


async def test_saving_what_somebody_else_changed_meanwhile_is_refused_and_nothing_is_recorded(store: Store) -> None:
    number = await store.run(opening())
    stale = await store.run(lambda unit: unit.tickets.get(number))
    await store.run(lambda unit: unit.tickets.save(replace(stale, text="先来的")))
    decision = accept(stale, by=stale.caller_id, at=MONDAY)
    with pytest.raises(TicketChanged):
        await store.run(lambda unit: unit.tickets.save(decision.ticket, *decision.events))
    assert (await store.run(lambda unit: unit.tickets.get(number))).text == "先来的"
    assert await store.run(lambda unit: unit.tickets.history(number)) == []


@pytest.mark.parametrize("number", [0, -1, 99, 2**31, 2**63, 2**70])
async def test_a_number_nobody_has_is_no_ticket_and_no_breakdown(store: Store, number: int) -> None:
    with pytest.raises(NoSuchTicket):
        await store.run(lambda unit: unit.tickets.get(number))


async def test_time_finds_what_is_due_and_nothing_else(store: Store) -> None:
    number = await store.run(opening())
    due = MONDAY + HOUR

    await store.run(lambda unit: unit.tickets.save(replace(unit.tickets.get(number), respond_by=due)))
    looks = (due - timedelta(microseconds=1), due)
    assert [await store.run(lambda unit, at=at: len(unit.tickets.ran_out(at))) for at in looks] == [0, 1]  # type: ignore[misc]  # 默认参数绑定循环变量

    def resolving(unit: Unit) -> None:
        found = unit.tickets.get(number)
        decision = resolve(found, by=found.caller_id, at=due, outcome="修好了")
        unit.tickets.save(decision.ticket, *decision.events)

    await store.run(resolving)
    assert await store.run(lambda unit: unit.tickets.ran_out(due)) == []
    assert [one.number for one in await store.run(lambda unit: unit.tickets.silent(due))] == [number]
    assert await store.run(lambda unit: unit.tickets.silent(due - timedelta(microseconds=1))) == []

    def closing(unit: Unit) -> None:
        decision = close(unit.tickets.get(number), at=due)
        unit.tickets.save(decision.ticket, *decision.events)

    await store.run(closing)
    assert await store.run(lambda unit: unit.tickets.silent(due)) == []
    steps = [event.step for event in await store.run(lambda unit: unit.tickets.history(number))]
    assert [step.value for step in steps] == ["办结", "归档"]


async def test_an_emergency_is_never_found_silent(store: Store) -> None:
    number = await store.run(opening())

    def resolving(unit: Unit) -> None:
        found = replace(unit.tickets.get(number), urgency=Urgency.EMERGENCY)
        decision = resolve(found, by=found.caller_id, at=MONDAY, outcome="送医院了")
        unit.tickets.save(decision.ticket, *decision.events)

    await store.run(resolving)
    assert await store.run(lambda unit: unit.tickets.silent(MONDAY + 365 * DAY)) == []


async def test_what_waits_at_a_desk_is_what_lies_below_it_and_not_in_a_place_with_a_like_number(store: Store) -> None:
    def villages(unit: Unit) -> tuple[int, int]:
        county = unit.places.put("县", "县", 2, None)
        places = [unit.places.put(f"村{n}", f"村{n}", 0, county) for n in range(1, 13)]
        person = unit.people.add("王奶奶", places[0].id, MONDAY)
        for place in (places[0], places[-2]):
            unit.tickets.open(replace(ticket(), caller_id=person.id, place_id=place.id), WANG, f"m{place.id}", "[]")
        return places[0].id, county.id

    village, county = await store.run(villages)
    at = await store.run(lambda unit: [len(unit.tickets.waiting_at("网格员", one)) for one in (village, county, 1, 99)])
    assert at == [1, 2, 2, 0]


async def test_an_invite_is_used_by_exactly_one(store: Store) -> None:
    def inviting(unit: Unit) -> int:
        place = unit.places.put("G", "G村", 1, None)
        person = unit.people.add("李明", place.id, MONDAY)
        unit.invites.add("ABCD2345", MONDAY + DAY, person_id=person.id)
        return person.id

    await store.run(inviting)
    used = [await store.run(lambda unit: unit.invites.use("ABCD2345", MONDAY)) for _ in range(3)]
    assert used == [True, False, False]
    assert await store.run(lambda unit: unit.invites.use("没有这个", MONDAY)) is False
