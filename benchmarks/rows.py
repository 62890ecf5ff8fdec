"""What a run left on disk: the proof that the job was done, and done once."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

KEPT = {
    "ours": ("inbox", "people", "tickets", "outbox"),
    "plain_orm": ("inbound", "person", "ticket", "outbox"),
}


@dataclass(frozen=True, slots=True)
class Kept:
    """Rows per message stored: shows that two contenders did comparable work."""

    messages: int
    people: float
    tickets: float
    outbox: float


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything the checks of a crash need. Keys are (sender, message id)."""

    replies: dict[tuple[str, str], list[str]]
    tickets: dict[tuple[str, str], int]
    numbers: set[int]  # every ticket there is
    sound: bool  # PRAGMA integrity_check and foreign_key_check


def _read_only(database: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10)


def kept(database: Path, contender: str) -> Kept:
    with closing(_read_only(database)) as connection:
        messages, people, tickets, outbox = (
            connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in KEPT[contender]
        )
    share = max(1, messages)
    return Kept(messages, people / share, tickets / share, outbox / share)


def ledger(database: Path) -> Ledger:
    replies: dict[tuple[str, str], list[str]] = {}
    tickets: dict[tuple[str, str], int] = {}
    numbers: set[int] = set()
    with closing(_read_only(database)) as connection:
        for sender, message, reply in connection.execute("SELECT sender, message_id, reply FROM inbox"):
            replies.setdefault((sender, message), []).append(reply)
        for number, *key in connection.execute("SELECT number, source_sender, source_message FROM tickets"):
            numbers.add(number)
            tickets[key[0], key[1]] = tickets.get((key[0], key[1]), 0) + 1
        whole = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        tied = connection.execute("PRAGMA foreign_key_check").fetchone() is None
    return Ledger(replies, tickets, numbers, whole and tied)
