"""平安确认: what the village point starts with one sentence, and what everybody answers."""

import json
from collections.abc import Sequence
from datetime import timedelta

from care.message import Reply
from care.place import Place
from care.visits.roll_call import Filter, RollCall, State, leads, tally
from handlers import roll_call_back as back
from handlers.dues import today_of
from handlers.roll_call_acts import Wanted, end_round, plan_round, start_round
from handlers.roll_call_answers import Answered, answer_all, need_ticket, whom
from handlers.roll_call_marks import tick
from handlers.turn import Turn, in_danger
from handlers.wording import common, talk
from handlers.wording import roll_call as wording
from handlers.wording import roll_call_back as back_wording
from nlp.roll_asked import RollAsked, roll_asked
from nlp.roll_talk import RollCommand, RollSaid, own_answer, roll_command, roll_said, said_behind
from storage.dialogues import Dialogue
from storage.roll_calls import RollCalls

START = "roll_start"  # 「开始吗」
ANSWERS_WITHIN = timedelta(hours=24)


def told(turn: Turn) -> Reply | None:
    """「平安确认 寒潮 80岁以上」「平安 1 3 5」「平安 张三」, and the 「1」 of who was asked. None: something else."""
    command = roll_command(turn.message.text) if turn.actor.works else None
    asked = roll_asked(turn.message.text) if command is None else None
    said = roll_said(turn.message.text) if asked is None and turn.actor.works else None
    if turn.in_group:
        return Reply(talk.ask_in_private()) if turn.actor.works and (asked or (said and _mine(turn))) else None
    if asked is not None:
        return _ask_to_start(turn, asked)
    if isinstance(said, RollCommand):
        return _command(turn, said)
    said = said or back.said_barely(turn) or _behind(turn)
    if said is not None and (reply := _heard(turn, said)) is not None:
        return reply
    return _own(turn)


# —— 开始 ——


def _ask_to_start(turn: Turn, asked: RollAsked) -> Reply:
    leading = [duty.place_id for duty in turn.actor.duties if leads(turn.house.structure, duty.post)]
    if not leading:
        return Reply(wording.only_point() if turn.actor.works else common.workers_only())
    places, missing = _places(turn, asked, leading)
    if missing:
        known = any(word in asked.places for word in missing)
        return Reply(wording.not_yours(missing[0]) if known else wording.not_understood(missing))
    if not asked.whom and not places:
        return Reply(wording.how_to_start())
    wanted = _wanted(turn, asked, places or [turn.unit.places.get(one) for one in dict.fromkeys(leading)])
    planned = plan_round(turn.unit, turn.house, wanted, turn.actor.id, turn.now)
    if not planned.entries:
        return Reply(wording.nobody(wanted.said, planned.elsewhere))
    turn.unit.dialogues.ask(turn.message.sender, START, _payload(asked, wanted), turn.now)
    hands = [turn.unit.people.get(one).name for one in planned.hands]
    text = wording.ask_start(wanted.reason, wanted.said, tally(planned.entries), planned.elsewhere, hands)
    return Reply(text)


def _places(turn: Turn, asked: RollAsked, leading: Sequence[int]) -> tuple[list[Place], list[str]]:
    """The places that were named, and the words that are none of those below the speaker's desk."""
    below = dict.fromkeys(area for root in leading for area in turn.unit.places.below(root))
    within = [turn.unit.places.get(area) for area in below]
    found, missing = [], []
    for word in (*asked.places, *asked.unknown):
        said = word.removesuffix("全村")
        named = [place for place in within if said in (place.name, place.key)]
        said = said if named else said.lstrip("和跟及与")
        named = named or [place for place in within if said in (place.name, place.key)]
        named = named or [place for place in within if said and place.name.startswith(said)]
        found += named[:1]
        missing += [] if named else [word]
    return found, missing


def _wanted(turn: Turn, asked: RollAsked, places: Sequence[Place]) -> Wanted:
    who = Filter(asked.age_from, asked.age_to, frozenset(asked.tags))
    said = wording.whom([place.name for place in places], asked.age_from, asked.age_to, asked.tags)
    return Wanted(asked.reason, said, who, tuple(place.id for place in places))


def _payload(asked: RollAsked, wanted: Wanted) -> str:
    kept = {"reason": wanted.reason, "said": wanted.said, "places": wanted.places, "tags": asked.tags}
    return json.dumps({**kept, "from": asked.age_from, "to": asked.age_to}, ensure_ascii=False)


def start(turn: Turn, dialogue: Dialogue) -> Reply | None:
    """The answer to 「回1开始 2不」."""
    if turn.intent.choice == 2:
        return Reply(wording.not_started())
    if turn.intent.choice != 1:
        return None
    kept = json.loads(dialogue.payload)
    who = Filter(kept["from"], kept["to"], frozenset(kept["tags"]))
    wanted = Wanted(kept["reason"], kept["said"], who, tuple(kept["places"]))
    one = start_round(turn.unit, turn.house, wanted, by=turn.actor.id, at=turn.now)
    if one is None:
        return Reply(wording.nobody(wanted.said, 0))
    return Reply(wording.started(one.reason, one.doors_at, night=turn.house.calendar.quiet(turn.now)))


# —— 回话 ——


def _mine(turn: Turn) -> list[RollCall]:
    """The running rounds somebody who works here has to do with: in their places, or above them."""
    unit = turn.unit
    chains = [unit.places.get(duty.place_id).chain for duty in turn.actor.duties]
    return [
        one
        for one in RollCalls(unit.session).running()
        if any(root in chain or chain[0] in unit.places.get(root).chain for chain in chains for root in one.places)
    ]


def _behind(turn: Turn) -> tuple[RollSaid, ...] | None:
    """「张奶奶平安」, where everybody it is said of is on a list."""
    said = said_behind(turn.message.text) if turn.actor.works else None
    own, quiet = RollCalls(turn.unit.session).of_visitor(turn.actor.id) if said else [], Answered()
    if said is None or not all(whom(turn, one, own, set(), quiet) for one in said) or quiet.more:
        return None
    return said


def _heard(turn: Turn, said: Sequence[RollSaid]) -> Reply | None:
    """What was said by mistake first: a round that was over may go on with it."""
    again = back.put_back(turn, said)
    ticks = [one for one in said if not one.back]
    heard = answer_all(turn, said, _mine(turn)) if ticks else None
    if heard is None and not again:
        return None if ticks else Reply(back_wording.nothing_said())
    return _answered(turn, heard or Answered(), again)


def _answered(turn: Turn, heard: Answered, again: Sequence[str]) -> Reply:
    """What was noted, what is special about it, and who is left on the speaker's own list."""
    said = [*again, *([wording.noted(heard.parts)] if any(heard.parts.values()) else [])]
    said += dict.fromkeys(heard.more)
    calls = RollCalls(turn.unit.session)
    for roll_id in heard.rounds:
        if not calls.silence_left(roll_id):
            end_round(turn.unit, turn.house, calls.get(roll_id), by=None, at=turn.now)
    own = [one for _, one in calls.of_visitor(turn.actor.id)]
    if heard.own and any(heard.parts.values()):
        silent = [one for one in own if one.silent]
        names = wording.names_of(silent, today_of(turn.now))
        said.append(wording.left([f"{one.line} {name}" for one, name in zip(silent, names, strict=True)]))
    return Reply("\n".join(said))


def _own(turn: Turn) -> Reply | None:
    """The answer of somebody who was asked how they are. In danger they are heard as anybody is."""
    state = State.IN_NEED if in_danger(turn) else own_answer(turn.message.text)
    if state is None or turn.dialogue is not None:
        return None
    calls = RollCalls(turn.unit.session)
    found = calls.last_asked(turn.actor.id, turn.now - ANSWERS_WITHIN)
    asked_at = None if found is None else found[1].asked_at
    if found is None or asked_at is None:
        return None
    roll_id, entry = found
    if turn.unit.tickets.unrated_of(turn.actor.id, asked_at) and len(turn.message.text.strip()) == 1:
        return None  # 后来又请他评过分：这个数字是评分
    one = calls.get(roll_id)
    words = "" if in_danger(turn) else turn.message.text.strip()
    if one.ended_at is None:
        tick(turn, roll_id, entry, state, words)
        if not calls.silence_left(roll_id):
            end_round(turn.unit, turn.house, one, by=None, at=turn.now)
    if in_danger(turn):
        return None
    if state is State.WELL:
        return Reply(wording.own_well())
    number, heard = need_ticket(turn, roll_id, entry, one.reason, words.lstrip("2二②").strip(" ,，。"), own=True)
    return Reply(wording.own_need(number, told=heard, night=turn.house.calendar.quiet(turn.now)))


# —— 进展、结束 ——


def _command(turn: Turn, said: RollCommand) -> Reply | None:
    if said.back:
        return back.undo_last(turn) or Reply(back_wording.nothing_said())
    running = _mine(turn)
    if said.how_far:
        return Reply("\n".join(_progress(turn, one) for one in running) or wording.none_running())
    if said.over:
        return _end(turn, running, said.which)
    return Reply(wording.how_to_answer()) if running else None


def _progress(turn: Turn, one: RollCall) -> str:
    entries = RollCalls(turn.unit.session).entries(one.id)
    hands: dict[int, int] = {}
    for entry in entries:
        if entry.silent and entry.visitor_id is not None:
            hands[entry.visitor_id] = hands.get(entry.visitor_id, 0) + 1
    ranked = sorted(hands.items(), key=lambda pair: (-pair[1], pair[0]))
    named = [(turn.unit.people.get(hand).name, count) for hand, count in ranked]
    return wording.progress(one, tally(entries), named)


def _end(turn: Turn, running: Sequence[RollCall], which: str) -> Reply:
    named = [one for one in running if which in one.reason] if which else list(running)
    if not named:
        return Reply(wording.none_running())
    theirs = [one for one in named if _may_end(turn, one)]
    if not theirs:
        return Reply(wording.not_yours_to_end())
    if len(theirs) > 1:
        return Reply(wording.which_round([one.reason for one in theirs]))
    text = end_round(turn.unit, turn.house, theirs[0], by=turn.actor.id, at=turn.now)
    return Reply(text or wording.none_running())


def _may_end(turn: Turn, one: RollCall) -> bool:
    """Who started it, or leads everywhere it is about."""
    leading = {duty.place_id for duty in turn.actor.duties if leads(turn.house.structure, duty.post)}
    everywhere = all(leading & set(turn.unit.places.get(root).chain) for root in one.places)
    return one.by_id == turn.actor.id or everywhere
