"""走访时发来的照片、视频、语音: kept with the visit it belongs to. Only its message is noted, nothing is fetched."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from care.message import Kind, Reply
from care.visits.period import DAY
from care.visits.round import Visit
from handlers.dues import today_of
from handlers.errand_lines import Line, lines_of
from handlers.errands_asked import asked_by_us, asks_in
from handlers.report import add_words
from handlers.turn import Turn
from handlers.wording import errands as wording
from nlp.errand_talk import Said
from nlp.photo_talk import picture_of
from storage.attachments import Attachment, Attachments

KINDS = frozenset({Kind.IMAGE, Kind.VIDEO, Kind.FILE, Kind.VOICE})
WAITS = timedelta(minutes=30)  # 再久就不是下一句话说的那一户了


def answered(turn: Turn) -> Reply | None:
    """A picture from somebody with a list of today, or the line it belongs to; None when it is something else."""
    if turn.in_group:
        return None
    if turn.message.kind in KINDS and not turn.message.text.strip():
        return _came(turn)
    return _placed(turn)


def _came(turn: Turn) -> Reply | None:
    lines = lines_of(turn.unit, turn.actor.id, today_of(turn.now))
    lately = turn.unit.visits.told_since(turn.actor.id, turn.now - turn.house.undo_within)
    if not (lately or any(line.open for line in lines.values())) or not lines or _of_a_report(turn, lately):
        return None
    one = Attachment(turn.message.id, turn.message.kind)
    Attachments(turn.unit.session).keep(turn.actor.id, one, turn.now)
    if one.kind is Kind.VOICE:
        return Reply(wording.not_heard())
    visits = _being_asked(turn) or [visit for visit in lately if visit.message_id == lately[0].message_id]
    rows = [line for line in lines.values() if any(visit.person_id in line.people for visit in visits)]
    if len(rows) != 1 or any(visit.visited_on != today_of(turn.now) for visit in visits):
        return Reply(wording.which_picture())
    return Reply(_kept(turn, rows[0], visits[0], [one]))


def _of_a_report(turn: Turn, lately: Sequence[Visit]) -> bool:
    """Whether they have just told us of something else: then it is of that."""
    since = lately[0].told_at if lately else turn.now - turn.house.undo_within
    numbers = {visit.number for visit in lately}
    live = turn.unit.tickets.live_of(turn.actor.id)
    return any(ticket.opened_at >= since and ticket.number not in numbers for ticket in live)


def _being_asked(turn: Turn) -> list[Visit]:
    """The visits whose questions are being answered."""
    asks = asks_in(asked_by_us(turn))
    written = {number: person for person, number, _ in asks[0].written} if asks else {}
    found = [visit for person in written.values() for visit in turn.unit.visits.of_person(person, 10)]
    return [visit for visit in found if visit.id in written]


def _placed(turn: Turn) -> Reply | None:
    """「1照片」, and 「1」 alone after we asked."""
    shown = picture_of(turn.message.text)
    loose = _loose(turn) if shown and not (shown.bare and turn.dialogue) else []
    line = lines_of(turn.unit, turn.actor.id, today_of(turn.now)).get(shown.line) if shown and loose else None
    if line is None:
        return None
    visit = _last_of(turn, line, today_of(turn.now))
    return Reply(wording.picture_waits(line.number, line.row) if visit is None else _kept(turn, line, visit, loose))


def keep_pictures(turn: Turn, days: Mapping[Said, date | None]) -> str:
    """What was told is of one line: what came before, or with it, is kept there. What is said of it, or nothing."""
    if turn.message.kind is Kind.TEXT and turn.message.media:  # 图文一起发的
        one = Attachment(turn.message.id, Kind.IMAGE)
        Attachments(turn.unit.session).keep(turn.actor.id, one, turn.now)
    if not (loose := _loose(turn)):
        return ""
    meant = {(said.line, day) for said, day in days.items()}
    number, day = next(iter(meant))
    line = lines_of(turn.unit, turn.actor.id, day).get(number) if len(meant) == 1 and number and day else None
    visit = _last_of(turn, line, day) if line and day else None
    return wording.which_picture() if line is None or visit is None else _kept(turn, line, visit, loose)


def _loose(turn: Turn) -> list[Attachment]:
    return Attachments(turn.unit.session).loose(turn.actor.id, turn.now - WAITS)


def _last_of(turn: Turn, line: Line, day: date) -> Visit | None:
    """What they told last of a line of that day's list."""
    told = turn.unit.visits.told_since(turn.actor.id, turn.now - 4 * DAY)
    return next((one for one in told if one.person_id in line.people and one.visited_on == day), None)


def _kept(turn: Turn, line: Line, visit: Visit, found: Sequence[Attachment]) -> str:
    """Whoever takes the ticket of that visit hears that there is a picture."""
    for one in found:
        Attachments(turn.unit.session).put(turn.actor.id, one, visit.id)
    ticket = turn.unit.tickets.get(visit.number) if visit.number else None
    if ticket is not None and ticket.live:
        add_words(turn.unit, turn.house, ticket, wording.picture_there(), by=turn.actor.id, at=turn.now)
    return wording.picture_kept(line.row, [one.kind for one in found])
