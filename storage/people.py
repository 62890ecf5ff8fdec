"""人、岗位、账号: who speaks, who is on duty for a place, and where each can be reached."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, delete, exists, select, update

from care.message import Address
from care.people import Duty, Person
from care.place import Place
from storage import tables
from storage.dialogues import Dialogue
from storage.places import chain_of
from storage.sql import Insertion, Row, Session, Statement, among, inserting

people, duties, accounts, places, dialogues = (
    tables.people,
    tables.duties,
    tables.accounts,
    tables.places,
    tables.dialogues,
)
served = tables.account_people

WHO = Statement(
    select(
        people.c.id,
        people.c.name,
        people.c.place_id,
        people.c.known,
        places.c.chain,
        places.c.key,
        places.c.name,
        places.c.level,
        exists().where(duties.c.person_id == people.c.id).label("works"),
        dialogues.c.question,
        dialogues.c.payload,
        dialogues.c.asked_at,
        accounts.c.left_at.is_not(None).label("left"),
    )
    .select_from(
        accounts.join(people, people.c.id == accounts.c.person_id)
        .join(places, places.c.id == people.c.place_id)
        .outerjoin(dialogues, and_(dialogues.c.channel == accounts.c.channel, dialogues.c.name == accounts.c.name))
    )
    .where(accounts.c.channel == bindparam("channel_"), accounts.c.name == bindparam("name_"))
)

_duty = (
    select(duties.c.person_id, people.c.name, duties.c.post, duties.c.place_id, accounts.c.channel, accounts.c.name)
    .select_from(
        duties.join(people, people.c.id == duties.c.person_id).outerjoin(
            accounts, and_(accounts.c.person_id == duties.c.person_id, accounts.c.left_at.is_(None))
        )
    )
    .order_by(duties.c.place_id, duties.c.person_id)
)
STAFF = Statement(_duty.where(among(duties.c.place_id, "places_")))
DUTIES_AMONG = Statement(_duty.where(among(duties.c.person_id, "people_")))
DUTIES_OF = Statement(_duty.where(duties.c.person_id == bindparam("person_")))
PERSON = Statement(
    select(people.c.id, people.c.name, people.c.place_id, people.c.known).where(people.c.id == bindparam("id_"))
)
BY_KEY = Statement(
    select(people.c.id, people.c.name, people.c.place_id, people.c.known).where(people.c.key == bindparam("key_"))
)
KEYED = Statement(select(people.c.id, people.c.key).where(people.c.key.is_not(None)))
BY_NAME = Statement(
    select(people.c.id, people.c.name, people.c.place_id, people.c.known, places.c.chain)
    .select_from(people.join(places, places.c.id == people.c.place_id))
    .where(people.c.name == bindparam("name_"), people.c.known)
    .order_by(people.c.id)
    .limit(50)
)
ADD = Insertion(people)
CHANGE = Statement(
    update(people)
    .where(people.c.id == bindparam("id_"))
    .values(name=bindparam("name_"), place_id=bindparam("place_"), known=True)
)
MOVE = Statement(update(people).where(people.c.id == bindparam("id_")).values(place_id=bindparam("place_")))
OPEN_ACCOUNT = Statement(inserting(accounts, left_at=None))
GIVE_ACCOUNT = Statement(
    update(accounts)
    .where(accounts.c.channel == bindparam("c_"), accounts.c.name == bindparam("n_"))
    .values(person_id=bindparam("person_"), left_at=None)
)
SERVES_NOBODY_ELSE = Statement(
    delete(served).where(
        served.c.channel == bindparam("c_"),
        served.c.name == bindparam("n_"),
        exists().where(
            accounts.c.channel == served.c.channel,
            accounts.c.name == served.c.name,
            accounts.c.person_id != bindparam("person_"),
        ),
    )
)
MARK_LEFT = Statement(
    update(accounts)
    .where(accounts.c.channel == bindparam("c_"), accounts.c.name == bindparam("n_"))
    .values(left_at=bindparam("moment"))
)
DISCHARGE = Statement(delete(duties).where(duties.c.person_id == bindparam("person_")))
APPOINT = Statement(inserting(duties))


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who is behind an account, with what we were waiting to hear from it."""

    person: Person
    home: Place
    works: bool
    left: bool
    dialogue: Dialogue | None


class People:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._staff: dict[int, tuple[Duty, ...]] = {}  # 地方 → 那里的岗位上的人

    def forget(self) -> None:
        """Who is on duty may have changed."""
        self._staff.clear()

    def behind(self, address: Address) -> Speaker | None:
        row = self._session.first(WHO, channel_=address.channel, name_=address.name)
        if row is None:
            return None
        home = Place(row[2], row[5], row[6], row[7], chain_of(row[4]))
        dialogue = None if row[9] is None else Dialogue(address, row[9], row[10], row[11])
        return Speaker(Person(row[0], row[1], row[2], bool(row[3])), home, bool(row[8]), bool(row[12]), dialogue)

    def get(self, person_id: int) -> Person:
        row = self._session.first(PERSON, id_=person_id)
        assert row is not None, "a person is never deleted"
        return _person(row)

    def by_key(self, key: str) -> Person | None:
        row = self._session.first(BY_KEY, key_=key)
        return None if row is None else _person(row)

    def keyed(self) -> dict[str, int]:
        """Everyone who ever stood in the directory file, by their key there."""
        return {row[1]: row[0] for row in self._session.all(KEYED)}

    def named(self, name: str, chain: Sequence[int]) -> list[Person]:
        """Known people of that name who live in the same tree as `chain`."""
        rows = self._session.all(BY_NAME, name_=name)
        return [_person(row) for row in rows if set(chain_of(row[4])) & set(chain)]

    def add(self, name: str, place_id: int, at: datetime, *, key: str | None = None, known: bool = True) -> Person:
        number = self._session.add(ADD, key=key, name=name, place_id=place_id, known=known, made_at=at)
        return Person(number, name, place_id, known)

    def change(self, person_id: int, *, name: str, place_id: int) -> None:
        self.forget()
        self._session.run(CHANGE, id_=person_id, name_=name, place_=place_id)

    def settle(self, person_id: int, place_id: int) -> None:
        """The person lives here."""
        self._session.run(MOVE, id_=person_id, place_=place_id)

    def give_account(self, address: Address, person_id: int) -> None:
        """This account is that person's from now on, and serves nobody else if it was somebody else's."""
        self.forget()
        self._session.run(SERVES_NOBODY_ELSE, c_=address.channel, n_=address.name, person_=person_id)
        if not self._session.run(GIVE_ACCOUNT, c_=address.channel, n_=address.name, person_=person_id):
            self.open_account(address, person_id)

    def open_account(self, address: Address, person_id: int) -> None:
        """A new account. One that somebody else opened meanwhile is a lost race."""
        self._session.run(OPEN_ACCOUNT, channel=address.channel, name=address.name, person_id=person_id)

    def mark_left(self, address: Address, at: datetime | None) -> None:
        """The account stopped following (a moment) or is back (None)."""
        self.forget()
        self._session.run(MARK_LEFT, c_=address.channel, n_=address.name, moment=at)

    def appoint(self, person_id: int, held: Iterable[tuple[str, int]]) -> None:
        """These (post, place) and no others are the person's duties."""
        self.forget()
        self._session.run(DISCHARGE, person_=person_id)
        for post, place_id in held:
            self._session.run(APPOINT, person_id=person_id, post=post, place_id=place_id)

    def duties_of(self, person_id: int) -> tuple[Duty, ...]:
        return _duties(self._session.all(DUTIES_OF, person_=person_id))

    def duties_among(self, people: Iterable[int]) -> dict[int, list[Duty]]:
        """Those of several people, by person; who has none is not in it."""
        found: dict[int, list[Duty]] = {}
        for duty in _duties(self._session.all(DUTIES_AMONG, people_=people)):
            found.setdefault(duty.person_id, []).append(duty)
        return found

    def staff(self, chain: Sequence[int]) -> tuple[Duty, ...]:
        """Everyone on duty for a place: at the place itself and everywhere above it."""
        self.know_staff(chain)
        return tuple(duty for place_id in sorted(set(chain)) for duty in self._staff[place_id])

    def know_staff(self, places: Iterable[int]) -> None:
        """Look up who is on duty at several places at once, before it is asked of each."""
        new = [place_id for place_id in places if place_id not in self._staff]
        if new:
            self._staff |= dict.fromkeys(new, ())
            for duty in _duties(self._session.all(STAFF, places_=new)):
                self._staff[duty.place_id] += (duty,)


def _person(row: Row) -> Person:
    return Person(row[0], row[1], row[2], bool(row[3]))


def _duties(rows: Sequence[Row]) -> tuple[Duty, ...]:
    found: dict[tuple[int, str, int], tuple[str, list[Address]]] = {}
    for person_id, name, post, place_id, channel, account in rows:
        addresses = found.setdefault((person_id, post, place_id), (name, []))[1]
        if channel is not None:
            addresses.append(Address(channel, account))
    return tuple(
        Duty(person_id, name, post, place_id, tuple(addresses))
        for (person_id, post, place_id), (name, addresses) in found.items()
    )
