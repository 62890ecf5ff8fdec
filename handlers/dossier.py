"""一人一档 by chat: 「档 张三」「张三 记录」「查 张三 电话 送药用」, and from a name to all that is said of a file.

Workers only, in private, only people of their own places. Every look is written down; a number is shown in full only
for a purpose, and never without one.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from care.dossier import Membership
from care.message import Reply
from care.ticket import Ticket
from handlers.accounts import of_others
from handlers.dossier_change import CHANGES, change
from handlers.dossier_consent import agrees, agrees_no_more, consents_of
from handlers.dossier_kept import kept_words, opened_words
from handlers.dossier_pause import answered_until, away, back
from handlers.dossier_undo import undo_last
from handlers.dossier_who import QUESTION, Desk, ask, ask_which, asked, covers, due_line, may_read_sealed, pause_today
from handlers.dossier_who import sought as look_for
from handlers.dues import today_of
from handlers.enrol_rows import CONTACT, GUARDIAN, ID, PHONE, TIE_PHONE
from handlers.farewell import KEPT, PASSED, confirm_death, move_away, report_death, still_alive
from handlers.same_person import answered_merge, side_by_side
from handlers.turn import Turn, in_danger
from handlers.which import waiting
from handlers.wording import dossier as wording
from handlers.wording import dossier_change as change_wording
from handlers.wording import talk
from nlp.dossier_talk import FileSaid, Verb, choice, file_said
from nlp.event_talk import AID
from nlp.intent import Aim
from storage.concerns import Concerns
from storage.seal import CannotOpen, Seal
from storage.ties import Look, Ties

__all__ = ["QUESTION", "answered", "undo_last"]

LINES = 8  # 记录里最多几件
CATEGORY = "类别"  # 起止在 memberships 里，改动里的那一行就不再说
_UNSAID = frozenset({CATEGORY, KEPT, PASSED})
ID_NUMBER, PHONE_NUMBER, REFUSED = "身份证", "电话", "身份证没给"
_EVER = datetime(2000, 1, 1, tzinfo=UTC)
_OF_TWO = frozenset({Verb.MERGE, Verb.SHARE, Verb.UNSHARE})
_LEAST, _MOST = 2, 60  # 用途的字数


def answered(turn: Turn) -> Reply | None:
    """None when this is about no file: the speaker is no worker, nobody is meant, or it says something else."""
    reply = _answered(turn, turn.house.seal)
    return None if reply is None else replace(reply, secret=True)


def _answered(turn: Turn, seal: Seal | None) -> Reply | None:
    if not turn.actor.works:
        return None
    if not turn.in_group and (reply := _to_our_question(turn, seal)) is not None:
        return reply
    said = file_said(turn.message.text)
    if said is None or (in_danger(turn) and not said.strict):
        return None
    if turn.in_group:
        return Reply(talk.ask_in_private()) if said.strict else None
    return _for(turn, seal, said, turn.message.text)


def _to_our_question(turn: Turn, seal: Seal | None) -> Reply | None:
    """None when it is no answer; then our question stays, until something else is asked."""
    kept = asked(turn)
    if kept is None:
        return None
    if kept["step"] == "merge":
        return answered_merge(turn, seal, kept)
    if kept["step"] == "who":
        number = choice(turn.message.text, len(kept["among"]))
        if number is None:
            return None
        text = opened_words(turn, seal, kept["text"])
        turn.unit.dialogues.drop(turn.message.sender)
        if text is None or (said := file_said(text)) is None:
            return Reply(wording.say_it_again())
        return _for(turn, seal, said, text, (*kept["chosen"], kept["among"][number - 1]))
    if kept["step"] not in ("purpose", "until") or (one := turn.unit.dossiers.get(kept["person"])) is None:
        return None
    desk = Desk(turn, seal, FileSaid(Verb.FULL, one.name, kept.get("what", "")), one)
    return _answered_purpose(desk) if kept["step"] == "purpose" else answered_until(desk, kept)


def _for(turn: Turn, seal: Seal | None, said: FileSaid, text: str, chosen: Sequence[int] = ()) -> Reply | None:
    """Find whom it is said of, asking where that is open, and do it."""
    names = (said.who, said.other or said.who) if said.verb in _OF_TWO else (said.who,)
    twins, found = len(set(names)) < len(names), list(chosen)
    for name in names[len(found) :]:
        hits = look_for(turn, name, found)
        if not hits.found or (hits.partly and not said.strict) or (found and twins and not hits.sure):
            return _nobody(said, name, found)
        both = twins and not found and len(hits.found) == len(names)
        if not hits.sure or (len(hits.found) > 1 and not both):
            return ask_which(turn, hits, text=kept_words(turn, seal, text), chosen=found)
        found.append(hits.found[0].person_id)
    people = [one for person in found if (one := turn.unit.dossiers.get(person)) is not None and covers(turn, one)]
    if len(people) < len(names):
        return Reply(wording.nobody(said.who))
    if said.verb is Verb.MERGE:
        return side_by_side(turn, seal, people[0], people[1])
    if said.verb in _OF_TWO:
        return of_others(Desk(turn, seal, said, people[0]), people[1])
    return _ACTS[said.verb](Desk(turn, seal, said, people[0]))


def _nobody(said: FileSaid, name: str, found: Sequence[int]) -> Reply | None:
    if found and said.verb is Verb.MERGE:
        return Reply(change_wording.one_only(name))
    return Reply(wording.nobody(name)) if said.strict else None


def _looked(desk: Desk, what: str, purpose: str = "", *, full: bool = False) -> None:
    look = Look(desk.turn.actor.id, what, purpose, full, desk.turn.now)
    Ties(desk.unit.session).look(desk.one.person_id, look)


# —— 档 ——


def _file(desk: Desk) -> Reply:
    _looked(desk, Verb.LOOK)
    return Reply("\n".join(_lines(desk)))


def _lines(desk: Desk) -> Iterator[str]:
    """What the day needs first; at most eight lines."""
    one, unit, today = desk.one, desk.unit, desk.today
    yield wording.headline(
        one, unit.places.get(one.place_id).name, unit.dossiers.household(one.household_id).house, today
    )
    held = dict.fromkeys(member.tag for member in unit.dossiers.memberships(one.person_id) if member.holds(today))
    if held:
        yield wording.tags(list(held))
    yield wording.last_visit(next(iter(unit.visits.of_person(one.person_id, 1)), None), today)
    pause = pause_today(desk)
    yield wording.away(pause, today) if pause else due_line(desk)
    if tickets := _open_tickets(desk):
        yield wording.open_tickets(tickets)
    if ties := Ties(unit.session).of(one.person_id):
        yield wording.contacts([(tie.name, tie.relation or tie.kind) for tie in ties])
    if said := consents_of(unit, one.person_id):
        yield said
    yield wording.numbers(one.has_phone, one.has_id)


def _open_tickets(desk: Desk) -> list[Ticket]:
    """Their own, those of their visits, and what waits here about somebody of that name."""
    unit, one = desk.unit, desk.one
    mine = [*unit.tickets.held_by(desk.turn.actor.id), *waiting(desk.turn)]
    about = [ticket for ticket in mine if ticket.about == one.name and ticket.place_id == one.place_id]
    found = [*unit.tickets.live_of(one.person_id), *_linked(desk), *about]
    return [*{ticket.number: ticket for ticket in found if ticket.live and _may_read(desk, ticket)}.values()]


def _linked(desk: Desk) -> list[Ticket]:
    """What came of visits to them, and what others reported for them."""
    unit, person = desk.unit, desk.one.person_id
    visited = [visit.number for visit in unit.visits.of_person(person, 50) if visit.number]
    return [unit.tickets.get(number) for number in dict.fromkeys([*visited, *Concerns(unit.session).tickets(person)])]


def _may_read(desk: Desk, ticket: Ticket) -> bool:
    return not ticket.sealed or may_read_sealed(desk.turn, desk.one)


# —— 记录 ——


def _timeline(desk: Desk) -> Reply:
    """Visits, tickets, aid and notes, what was changed, in one list, the newest last."""
    _looked(desk, Verb.TIMELINE)
    happened = sorted(_happened(desk), key=lambda one: one[0])
    return Reply(wording.timeline(desk.one.name, [line for _, line in happened[-LINES:]]))


def _happened(desk: Desk) -> Iterator[tuple[date, str]]:
    unit, person, today = desk.unit, desk.one.person_id, desk.today
    for visit in unit.visits.of_person(person, LINES):
        yield visit.visited_on, wording.line_visit(visit, today)
    for change_ in [row for row in unit.dossiers.changes(person) if row.field not in _UNSAID][-LINES:]:
        on = today_of(change_.at)
        yield on, wording.line_change(change_, on, today)
    for member in unit.dossiers.memberships(person):
        yield member.from_on, wording.line_tag(member.tag, member.from_on, today, ended=False, why=_aid(member))
        if member.to_on is not None:
            yield member.to_on, wording.line_tag(member.tag, member.to_on, today, ended=True)
    tickets = {ticket.number: ticket for ticket in (*unit.tickets.lately_of(person, _EVER), *_linked(desk))}
    for ticket in tickets.values():
        if _may_read(desk, ticket):
            on = today_of(ticket.opened_at)
            yield on, wording.line_ticket(ticket, on, today)


def _aid(member: Membership) -> str:
    """Of aid that was given: what it was."""
    return member.evidence if member.tag == AID else ""


def _write_down(desk: Desk) -> Reply:
    """「张三 备注 腿脚不便」「张三 领了 棉被一床」: into the timeline, and there it stays."""
    column = Verb.NOTE if desk.said.verb is Verb.NOTE else Verb.AID
    desk.act.note(desk.unit, desk.one.person_id, column, "", desk.said.words)
    return Reply(wording.written_down(desk.one.name, column, desk.said.words))


# —— 看号码 ——


def _full(desk: Desk) -> Reply:
    """「查 张三 电话 送药用」; without a purpose it is asked for once."""
    if desk.said.what == ID_NUMBER and not may_read_sealed(desk.turn, desk.one):
        _looked(desk, REFUSED, desk.said.words)
        return Reply(wording.not_for_you())
    if len(desk.said.words) >= _LEAST:
        return _number(desk, desk.said.words[:_MOST])
    ask(desk.turn, "purpose", person=desk.one.person_id, what=desk.said.what)
    return Reply(wording.for_what(desk.one.name, desk.said.what))


def _answered_purpose(desk: Desk) -> Reply | None:
    """What they answer is the purpose, unless it is a word of another conversation."""
    text, aim = desk.turn.message.text.strip(), desk.turn.intent.aim
    if file_said(text) is not None or aim in _OTHER_AIMS or in_danger(desk.turn):
        return None
    desk.unit.dialogues.drop(desk.turn.message.sender)
    if not _LEAST <= len(text) <= _MOST or text.isdigit() or aim is Aim.CHOICE:
        return Reply(wording.no_purpose())
    return _number(desk, text)


_OTHER_AIMS = frozenset(
    {
        Aim.ACCEPT,
        Aim.RESOLVE,
        Aim.HAND_OVER,
        Aim.CORRECT,
        Aim.NOTE,
        Aim.POSTPONE,
        Aim.MINE,
        Aim.LOOK,
        Aim.UNDO,
        Aim.HELP,
    }
)


def _number(desk: Desk, purpose: str) -> Reply:
    """Written down first, whatever comes of it."""
    what, name = desk.said.what, desk.one.name
    if desk.seal is None:
        return Reply(change_wording.no_keys())
    sealed, where = _sealed(desk, what)
    _looked(desk, what, purpose, full=True)
    if sealed is None:
        return Reply(wording.not_on_file(name, what))
    try:
        number = desk.seal.open(sealed, where)
    except CannotOpen:
        return Reply(change_wording.does_not_open())
    return Reply(wording.number_of(name, what, number, purpose))


def _sealed(desk: Desk, what: str) -> tuple[bytes | None, str]:
    """The bytes and the place they were sealed for; of several guardians the newest."""
    person = desk.one.person_id
    id_number, phone = desk.unit.dossiers.sealed(person)
    if what == ID_NUMBER:
        return id_number, f"{ID}.{person}"
    if what == PHONE_NUMBER:
        return phone, f"{PHONE}.{person}"
    kind = GUARDIAN if what.startswith(GUARDIAN) else CONTACT
    ties = [tie for tie in Ties(desk.unit.session).of(person) if tie.kind == kind and tie.phone_sealed is not None]
    return (ties[0].phone_sealed, f"{TIE_PHONE}.{ties[0].id}") if ties else (None, "")


_ACTS: Mapping[Verb, Callable[[Desk], Reply | None]] = {
    Verb.LOOK: _file,
    Verb.TIMELINE: _timeline,
    Verb.FULL: _full,
    Verb.AWAY: away,
    Verb.BACK: back,
    Verb.DECEASED: report_death,
    Verb.CONFIRM: confirm_death,
    Verb.ALIVE: still_alive,
    Verb.MOVED: move_away,
    Verb.RESETTLE: move_away,
    Verb.CONSENT: agrees,
    Verb.REFUSE: agrees_no_more,
    Verb.NOTE: _write_down,
    Verb.AID: _write_down,
    **dict.fromkeys(CHANGES, change),
}
