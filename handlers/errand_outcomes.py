"""一行怎么算: what follows from each outcome (好、没人、住院、去世……)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from care.category import UNSORTED, Tier, Urgency
from care.ticket import Ticket
from care.visits.due import DEATH_REPORTED
from care.visits.period import DAY
from care.visits.round import CALLED, Errand, Mode, Outcome, Visit
from care.visits.rule import NotByPhone, Period, VisitRule
from handlers.dues import nearest, recount, today_of
from handlers.errand_lines import Ask, Heard, Line, Written, tick_line, ticket_about
from handlers.errands_asked import pause
from handlers.report import add_words
from handlers.turn import Turn
from handlers.wording import errands as wording
from handlers.wording import errands_unread as unread_wording
from nlp.errand_talk import Said, last_day
from nlp.intent import Reading
from storage.concerns import Concerns
from storage.dossiers import Change
from storage.unit import Unit

TO_VERIFY = Reading(UNSORTED, Urgency.ROUTINE, Tier.POINT, not_request=False, rule="清单/核实")

Done = tuple[str, Ask | None]  # 另要说的一句、要问的


def _held(turn: Turn, person_id: int, day: date) -> list[VisitRule]:
    """Under which rules somebody is visited."""
    rows = turn.unit.visits.dues_of(person_id)
    return [rule for row in rows if (rule := turn.house.visiting.named(row.rule_id, day)) is not None]


def _to_be_met(turn: Turn, one: Errand, day: date) -> dict[str, NotByPhone]:
    """Of the rules for which the line stands there, those for which a call will not do, by their words (本周)."""
    found: dict[str, NotByPhone] = {}
    for row in turn.unit.visits.dues_of(one.person_id):
        rule = turn.house.visiting.named(row.rule_id, day)
        if rule is not None and row.opens_on <= day and set(rule.groups) <= set(one.groups):
            why = rule.not_by_phone(row.last_on, row.by_phone)
            found |= {rule.said: why} if why else {}
    return found


def _counted(turn: Turn, one: Errand, day: date) -> list[str]:
    """The rules for which a call on that day did count, by their words."""
    rows = [row for row in turn.unit.visits.dues_of(one.person_id) if row.by_phone and row.last_on == day]
    return [rule.said for row in rows if (rule := turn.house.visiting.named(row.rule_id, day)) is not None]


def _daily(turn: Turn, person_id: int, day: date) -> bool:
    return any(rule.period is Period.DAY for rule in _held(turn, person_id, day))


def _tick(turn: Turn, errands: Sequence[Errand], told: Visit, *, done: bool = True) -> tuple[Written, ...]:
    return tick_line(turn.unit, turn.house.visiting, errands, told, done=done)


def _seen(turn: Turn, line: Line, errands: Sequence[Errand], told: Visit, said: Said) -> Done:
    if told.mode is Mode.IN_PERSON:
        ended = [unread_wording.pause_ends(line.row)] if not told.late and _come_back(turn, errands) else []
        ended += [] if told.number else _found(turn, line, errands)
        return "\n".join(ended), _ask(line, _tick(turn, errands, told))
    apart = {one.person_id: why for one in errands if (why := _to_be_met(turn, one, told.visited_on))}
    ask = _ask(line, _tick(turn, [one for one in errands if one.person_id not in apart], told))
    return _go_there(turn, line, [one for one in errands if one.person_id in apart], apart, told), ask


def alarm_about(unit: Unit, people: Sequence[int]) -> Ticket | None:
    """The emergency for which people are being called already, also because nobody had brought word (无回音)."""
    linked = [number for one in people for number in Concerns(unit.session).tickets(one)]
    visits = [visit for one in people for visit in unit.visits.of_person(one, 10)]
    numbers = dict.fromkeys([*linked, *(visit.number for visit in visits if visit.number)])
    live = (unit.tickets.get(number) for number in numbers)
    return next((ticket for ticket in live if ticket.live and ticket.danger), None)


def back(turn: Turn, line: Line) -> Heard:
    """「4出院了」「4回来了」: from today on they are visited as before. Nobody has been seen by that."""
    return Heard(
        more=unread_wording.came_back(line.row)
        if _come_back(turn, line.errands)
        else unread_wording.was_not_away(line.row)
    )


def _come_back(turn: Turn, errands: Sequence[Errand]) -> bool:
    """Whether any of them was away (住院、外出); while it is asked whether somebody died, nothing is taken back."""
    today, found = today_of(turn.now), False
    for one in errands:
        running = [pause for pause in turn.unit.visits.pauses(one.person_id) if today in pause]
        if not running or any(pause.reason == DEATH_REPORTED for pause in running):
            continue
        turn.unit.visits.come_back(one.person_id, today, today - DAY)
        was = f"{running[0].reason} {running[0].last.isoformat()}"
        change = Change("暂停", was, "", turn.actor.id, wording.VIA, turn.now)
        turn.unit.dossiers.note_change(one.person_id, change)
        recount(turn.unit, turn.house.visiting, one.person_id, today)
        found = True
    return found


def _found(turn: Turn, line: Line, errands: Sequence[Errand]) -> list[str]:
    """They were found: whoever is being called hears it, and the visitor how the calling ends."""
    ticket = alarm_about(turn.unit, [one.person_id for one in errands])
    if ticket is None or ticket.sealed:
        return []
    words = turn.message.text
    add_words(turn.unit, turn.house, ticket, words, by=turn.actor.id, at=turn.now)
    return [unread_wording.still_calling(ticket.number, line.row)]


def _ask(line: Line, ticked: Sequence[Written]) -> Ask | None:
    written = tuple(one for one in ticked if one[2])
    groups = "".join(dict.fromkeys("".join(left for _, _, left in written)))
    return Ask(line.number, line.name, groups, written) if groups else None


def _go_there(
    turn: Turn, line: Line, errands: Sequence[Errand], apart: Mapping[int, Mapping[str, NotByPhone]], told: Visit
) -> str:
    """The call is noted and counts where it may; the line stays open for the rest. Empty where there is nobody."""
    if not errands:
        return ""
    _tick(turn, errands, told, done=False)
    for one in errands:
        turn.unit.visits.tick(told.visitor_id, told.visited_on, one.person_id, CALLED, None)
    counted = [said for one in errands for said in _counted(turn, one, told.visited_on)]
    refused = {said: why for one in errands for said, why in apart[one.person_id].items()}
    some = len(errands) < len(line.errands)
    name = "、".join(line.people[one.person_id].name for one in errands)
    row = wording.row(line.number, name) if some else line.row
    return wording.go_there(row, refused, [*dict.fromkeys(counted)], told.mode)


def _absent(turn: Turn, line: Line, errands: Sequence[Errand], told: Visit, said: Said) -> Done:
    """未遇. Every day: once more today, then an emergency. Otherwise it stands on the next day's list again."""
    daily = [one for one in errands if _daily(turn, one.person_id, told.visited_on)]
    tries = max((tries_of(turn.unit, one.person_id, told.visited_on) for one in daily), key=len, default=[])
    if told.number or not daily or (told.late and not tries):
        _tick(turn, errands, told)
        return "" if told.number or told.late else wording.tomorrow(line.row), None
    before = turn.unit.tickets.get(tries[0].number) if tries and tries[0].number else None
    if before is None or not before.live:
        before = alarm_about(turn.unit, [one.person_id for one in daily])
    if before is not None and before.live:
        add_words(turn.unit, turn.house, before, wording.still_nobody(), by=turn.actor.id, at=turn.now)
        _tick(turn, errands, replace(told, number=before.number))
        return wording.added(before.number, line.row), None
    if said.again or (tries and before is None):
        people = [line.people[one.person_id] for one in daily]
        names = "、".join(one.name for one in people)
        contacts = list(dict.fromkeys(one for person in people for one in nearest(turn.unit, person.person_id)))
        text = wording.nobody_twice(names, contacts)
        number, heard = ticket_about(turn, people, text, _danger_to(turn, line, told.visited_on))
        _tick(turn, errands, replace(told, number=number))
        return wording.called_for(number, line.row, told=heard), None
    _tick(turn, errands, told, done=False)
    return wording.try_again(line.number, line.row), None


def tries_of(unit: Unit, person_id: int, day: date) -> list[Visit]:
    """How often nobody was there, on that day and the one before, since anybody knew where they are; newest first."""
    found: list[Visit] = []
    for visit in unit.visits.of_person(person_id, 10):
        if visit.visited_on < day - DAY or visit.outcome not in (Outcome.ABSENT, Outcome.LATER):
            break
        found += [visit] if visit.outcome is Outcome.ABSENT else []
    return found


def _danger_to(turn: Turn, line: Line, day: date) -> Reading:
    category = "留守儿童" if all(wording.is_child(one, day) for one in line.people.values()) else "留守老人"
    return Reading(category, Urgency.EMERGENCY, Tier.EMERGENCY, not_request=False, rule="清单/没人")


def _away(turn: Turn, line: Line, errands: Sequence[Errand], told: Visit, said: Said) -> Done:
    """住院、外出 with an end; without one it is asked for, and until then nothing is paused."""
    found = [] if told.number or told.late else _found(turn, line, errands)
    written, today = _tick(turn, errands, told), today_of(turn.now)
    name = "、".join(line.people[one.person_id].name for one in errands) if len(line.errands) > 1 else line.name
    last = last_day(said.until, today) if said.until else None
    if last is None:
        return "\n".join(found), Ask(line.number, name, "", written)
    for one in errands:
        pause(turn, replace(told, person_id=one.person_id), last)
    return "\n".join([wording.paused(name, last, today), *found]), None


def _gone(turn: Turn, line: Line, errands: Sequence[Errand], told: Visit, said: Said) -> Done:
    """去世、迁出: only noted; nothing stops by one person's word, the village point finds out."""
    people = [line.people[one.person_id] for one in errands]
    names = "、".join(one.name for one in people)
    number, _ = ticket_about(turn, people, wording.gone(names, told.outcome, told.words), TO_VERIFY)
    _tick(turn, errands, replace(told, number=number))
    return wording.handed(number, line.row), None


def _put_off(turn: Turn, line: Line, errands: Sequence[Errand], told: Visit, said: Said) -> Done:
    _tick(turn, errands, told)
    daily = any(_daily(turn, one.person_id, told.visited_on) for one in errands)
    return wording.still_today(line.row) if daily and told.outcome is Outcome.LATER else "", None


ACTS: Mapping[Outcome, Callable[[Turn, Line, Sequence[Errand], Visit, Said], Done]] = {
    Outcome.WELL: _seen,
    Outcome.IN_NEED: _seen,
    Outcome.ABSENT: _absent,
    Outcome.LATER: _put_off,
    Outcome.HOSPITAL: _away,
    Outcome.AWAY: _away,
    Outcome.MOVED: _gone,
    Outcome.DECEASED: _gone,
    Outcome.REFUSED: _put_off,
}
