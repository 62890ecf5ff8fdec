"""平安记错了: 「撤销」「平安 3 点错了」「平安 张三 还没见到」. Who ticked somebody off, or who leads, puts them back.

A round that was over because nobody was silent goes on; where somebody had ended it, silence is a door to knock.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from care.message import Reply
from care.ticket import Step
from care.visits.roll_call import TICKED, Entry, Mark, RollCall, State, leads
from handlers.roll_call_acts import knock_after, reopen_round
from handlers.roll_call_answers import Answered, label_of, name_of, whom
from handlers.roll_call_marks import Taken, take_off
from handlers.turn import Turn
from handlers.wording import roll_call_back as wording
from handlers.wording.roll_call import ITSELF
from nlp.roll_talk import RollSaid, bare_back
from storage.roll_calls import Found, RollCalls
from storage.roll_marks import Marked, RollMarks

PUT_BACK_WITHIN = timedelta(hours=24)  # 一轮完了以后，还能说点错了


# —— 撤销 ——


def last_said(turn: Turn) -> datetime | None:
    """When they last said something of somebody in a round, that can still be taken back."""
    said = _lately(turn)
    return said[0][1].at if said else None


def undo_last(turn: Turn) -> Reply | None:
    """「撤销」: what the last message told of anybody in a round. None where it was an alarm: that stays."""
    said = _lately(turn)
    if not said:
        return None
    mine = [one for one in reversed(said) if one[1].message_id == said[0][1].message_id]
    calls, taken, entries = RollCalls(turn.unit.session), Taken(), []
    for roll_id, mark in mine:
        entries.append((roll_id, calls.entry(roll_id, mark.person_id)))
    if _is_alarm(turn, said[0][1], [one for _, one in entries]):
        return None
    after = [(found[0], take_off(turn, *found, [mark], taken)) for found, (_, mark) in zip(entries, mine, strict=True)]
    if all(one.who.person_id == turn.actor.id for _, one in after):
        goes_on(turn, after)
        return Reply(wording.own_taken_back(taken.gone, taken.kept))
    return Reply("\n".join([*_said_back(turn, after, undone=True), *_tickets(taken), *goes_on(turn, after)]))


def _lately(turn: Turn) -> list[Marked]:
    return RollMarks(turn.unit.session).by(turn.actor.id, turn.now - turn.house.undo_within)


def _is_alarm(turn: Turn, mark: Mark, entries: Sequence[Entry]) -> bool:
    """Somebody who was asked how they are told of danger: that message opened a ticket of its own."""
    step = turn.unit.tickets.last_by(turn.actor.id, mark.at)
    linked = [one.number for one in entries]
    return step is not None and step.step is Step.REPORT and step.at == mark.at and step.number not in linked


def last_moved(turn: Turn) -> datetime | None:
    """When they last began or ended a round."""
    moved = _moved(turn)
    return max((at for at, _ in moved), default=None)


def undo_move(turn: Turn) -> Reply | None:
    """「撤销」 after 「平安 结束」: it goes on. What has been asked of people is not taken back."""
    moved = _moved(turn)
    if not moved:
        return None
    _, one = max(moved, key=lambda found: found[0])
    if one.ended_at is None:
        return Reply(wording.went_out(one.reason))
    entries = [entry for entry in RollCalls(turn.unit.session).entries(one.id) if entry.silent]
    reopen_round(turn.unit, turn.house, one, entries, by=turn.actor.id, at=turn.now)
    return Reply(wording.ended_by_mistake(one.reason, len(entries)))


def _moved(turn: Turn) -> list[tuple[datetime, RollCall]]:
    rounds, since = RollMarks(turn.unit.session), turn.now - turn.house.undo_within
    begun, ended = rounds.started_by(turn.actor.id, since), rounds.ended_by(turn.actor.id, since)
    found = [(begun.started_at, begun)] if begun else []
    return found + ([(ended.ended_at, ended)] if ended and ended.ended_at else [])


# —— 点错了 ——


def put_back(turn: Turn, said: Sequence[RollSaid]) -> list[str]:
    """「平安 3 点错了」: what is answered, sentence by sentence; empty where nobody is to be put back."""
    since, heard, taken = turn.now - PUT_BACK_WITHIN, Answered(), Taken()
    back = [one for one in said if one.back]
    if not back:
        return []
    own = RollCalls(turn.unit.session).of_visitor(turn.actor.id, since)
    after: list[Found] = []
    for one in back:
        mine = _mine_of(turn, own, since) if one.all_but else own
        for found in whom(turn, one, mine, set(), heard, since):
            after += _back(turn, found, heard, taken)
    return [*_said_back(turn, after, undone=False), *_tickets(taken), *heard.more, *goes_on(turn, after)]


def _mine_of(turn: Turn, own: Sequence[Found], since: datetime) -> list[Found]:
    said = {(roll_id, mark.person_id) for roll_id, mark in RollMarks(turn.unit.session).by(turn.actor.id, since)}
    return [found for found in own if (found[0], found[1].who.person_id) in said]


def _back(turn: Turn, found: Found, heard: Answered, taken: Taken) -> list[Found]:
    """One person, where the speaker may say so; else what is answered."""
    roll_id, one = found
    name, marks = name_of(turn, one), _to_take_off(turn, *found)
    if one.state is State.PAUSED:
        heard.more.append(wording.not_asked(name))
    elif one.silent and not marks:
        heard.more.append(wording.still_silent(label_of(turn, one)))
    elif marks is None or (not marks and one.state is State.IN_NEED):
        heard.more.append(wording.not_yours_to_put_back(name, one.state, _who_said(turn, one)))
    else:
        return [(roll_id, take_off(turn, roll_id, one, marks, taken))]
    return []


def _to_take_off(turn: Turn, roll_id: int, one: Entry) -> list[Mark] | None:
    """The speaker's own words; who leads takes back anybody's, but not that help is wanted. None: not theirs."""
    said = [mark for mark in RollMarks(turn.unit.session).of(roll_id, one.who.person_id) if mark.undone_at is None]
    led = _leads(turn, RollCalls(turn.unit.session).get(roll_id), one)
    theirs = {State.WELL, State.AWAY} if led else set()
    found = [mark for mark in said if mark.by_id == turn.actor.id or mark.said in theirs]
    return found if found or led or one.by_id == turn.actor.id or one.silent else None


def _leads(turn: Turn, one: RollCall, entry: Entry) -> bool:
    chain = turn.unit.places.get(entry.who.place_id).chain
    over = [duty for duty in turn.actor.duties if leads(turn.house.structure, duty.post) and duty.place_id in chain]
    return one.by_id == turn.actor.id or bool(over)


def _who_said(turn: Turn, one: Entry) -> str:
    if one.by_id is None:
        return ""
    return ITSELF if one.by_id == one.who.person_id else turn.unit.people.get(one.by_id).name


def said_barely(turn: Turn) -> tuple[RollSaid, ...] | None:
    """「3点错了」 without 平安: of those the speaker has just ticked off, and of nobody else."""
    said = bare_back(turn.message.text) if turn.actor.works else None
    if said is None:
        return None
    calls = RollCalls(turn.unit.session)
    just = [calls.entry(roll_id, mark.person_id) for roll_id, mark in _lately(turn)]
    lines = {one.line for one in just if one.visitor_id == turn.actor.id}
    names = {name for one in just for name in (one.who.name, name_of(turn, one))}
    return said if all(lines.issuperset(one.lines) and names.issuperset(one.names) for one in said) else None


# —— 放回去以后 ——


def _said_back(turn: Turn, after: Sequence[Found], *, undone: bool) -> list[str]:
    silent = [label_of(turn, one) for _, one in after if one.silent]
    ticked = [one for _, one in after if one.state in TICKED]
    said = [wording.put_back(silent, undone=undone)] if silent else []
    return said + [wording.stays_ticked(name_of(turn, one), one.state, _who_said(turn, one)) for one in ticked]


def _tickets(taken: Taken) -> list[str]:
    return wording.tickets_after(taken.gone, taken.kept)


def goes_on(turn: Turn, after: Sequence[Found]) -> list[str]:
    """Who is silent again in a round that is over is asked after again; what is said of that."""
    calls, said = RollCalls(turn.unit.session), []
    for roll_id in dict.fromkeys(roll_id for roll_id, one in after if one.silent):
        one = calls.get(roll_id)
        names = [entry for other, entry in after if other == roll_id and entry.silent]
        names = [entry for entry in names if entry.who.person_id not in calls.in_another(entry.who.place_id)]
        if one.ended_at is None or not names:
            continue
        if one.ended_by is None:
            reopen_round(turn.unit, turn.house, one, names, by=turn.actor.id, at=turn.now)
            said.append(wording.reopened(one.reason))
        else:
            hands = knock_after(turn.unit, turn.house, one, names, by=turn.actor.id, at=turn.now)
            said.append(wording.over_already(one.reason, hands))
    return said
