"""Rows the storage tests write and count."""

from collections.abc import Callable
from dataclasses import replace

from care.message import Address, Message, Reply
from care.people import Person
from care.ticket import Ticket
from storage.store import Store
from storage.unit import Unit
from tests.care.village import MONDAY, ticket

WANG = Address("wechat", "wang")


def said(number: int, sender: Address = WANG) -> Message:
    return Message(id=f"m{number}", sender=sender, text=f"第{number}句")


def keeping(number: int, sender: Address = WANG) -> Callable[[Unit], int]:
    """A turn that keeps one message and returns its number."""

    def work(unit: Unit) -> int:
        unit.inbox.keep(said(number, sender), Reply(f"回{number}"), MONDAY)
        return number

    return work


def kept(number: int, sender: Address = WANG) -> Callable[[Unit], bool]:
    return lambda unit: unit.inbox.reply_to(said(number, sender)) == Reply(f"回{number}")


def somebody(unit: Unit) -> Person:
    place = unit.places.put("G", "G村", 1, None)
    return unit.people.add("王奶奶", place.id, MONDAY)


def opening(message_id: str = "m1") -> Callable[[Unit], int]:
    """A turn that opens a ticket; its number."""

    def work(unit: Unit) -> int:
        person = somebody(unit)
        blank: Ticket = replace(ticket(), caller_id=person.id, place_id=person.place_id)
        return unit.tickets.open(blank, WANG, message_id, "[]")

    return work


async def count_kept(store: Store, numbers: range, sender: Address = WANG) -> int:
    return await store.run(lambda unit: sum(kept(number, sender)(unit) for number in numbers))
