"""Unit: one transaction seen as its collections. It has no commit; the store commits."""

from storage.corrections import Corrections
from storage.dialogues import Dialogues
from storage.dossiers import Dossiers
from storage.facts import Facts
from storage.inbox import Inbox
from storage.invites import Invites
from storage.leaves import Leaves
from storage.outbox import Lane, Outbox
from storage.people import People
from storage.places import Places
from storage.sql import Connection, Session
from storage.tickets import Tickets
from storage.ties import Ties
from storage.visits import Visits


class Unit:
    """What a turn may touch. `promised`: the receivers of what was put into the outbox, and whether it is urgent."""

    def __init__(self, connection: Connection, dialect: str) -> None:
        self.session = Session(connection, dialect)
        self.promised: dict[Lane, bool] = {}
        self._written: object = None
        self.inbox = Inbox(self.session)
        self.people = People(self.session)
        self.places = Places(self.session)
        self.tickets = Tickets(self.session)
        self.ties = Ties(self.session)
        self.corrections = Corrections(self.session)
        self.dialogues = Dialogues(self.session)
        self.dossiers = Dossiers(self.session)
        self.facts = Facts(self.session)
        self.visits = Visits(self.session)
        self.invites = Invites(self.session)
        self.leaves = Leaves(self.session)
        self.outbox = Outbox(self.session, self._promise)

    def look_around(self) -> None:
        """At the start of a transaction: what we remember holds only while nobody else has written."""
        seen = self._written
        if self.session.dialect == "sqlite":
            self._written = self.session.connection.execute("PRAGMA data_version").fetchone()
        if self._written is None or self._written != seen:
            self.people.forget()

    def forget(self) -> None:
        """A turn was rolled back: nothing it promised or saw is so."""
        self.promised.clear()
        self.people.forget()

    def _promise(self, lane: Lane, urgent: bool) -> None:
        self.promised[lane] = urgent or self.promised.get(lane, False)
