"""一个号几个人用: who else an account serves, and what is said on it for them.

The account's own person says it of their house and their kin; of anybody else a worker says it, who knows both.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from care.dossier import Dossier, Standing
from care.message import Address, Reply
from care.people import Person
from handlers.behalf import report_about
from handlers.dossier_who import Desk, act_of, ask, asked
from handlers.roll_call import ANSWERS_WITHIN
from handlers.roll_call import told as told_of_round
from handlers.turn import Turn
from handlers.wording import accounts as wording
from handlers.wording import talk
from nlp.account_talk import AccountSaid, account_said
from nlp.dossier_talk import Verb, fits
from nlp.intent import Aim
from nlp.numbers import fold
from nlp.persons import meets, persons
from nlp.roll_talk import own_answer
from storage.accounts import Accounts
from storage.roll_calls import RollCalls
from storage.ties import Ties

STEP, COLUMN = "share", "账号"
MOST = 8
_YES, _NO = re.compile(r"1?\s*(?:对|是|好)的?|1"), re.compile(r"2?\s*不(?:对|是|用)?|2")
_FREE = frozenset({Aim.REPORT, Aim.UNCLEAR, Aim.CHATTER})


def told(turn: Turn) -> Reply | None:
    """What is said of the account itself, or on it for somebody else who uses it. None: it is its person's own word."""
    if (kept := asked(turn, STEP)) is not None and (reply := _answered(turn, kept)) is not None:
        return reply
    if (said := account_said(turn.message.text)) is not None:
        return Reply(talk.ask_in_private()) if turn.in_group else _of_this(turn, said)
    if turn.in_group or turn.actor.works or (turn.dialogue is not None and asked(turn) is None):
        return None
    if own_answer(turn.message.text) is not None:
        return _answer_of_another(replace(turn, dialogue=None))
    return _report_of_another(turn) if turn.intent.aim in _FREE else None


# —— 谁也用 ——


def _of_this(turn: Turn, said: AccountSaid) -> Reply:
    """「这个号也是张桂英的」, by whoever speaks on it."""
    accounts, here = Accounts(turn.unit.session), turn.message.sender
    if turn.actor.works:
        return Reply(wording.workers_own())
    if said.who == turn.actor.person.name:
        return Reply(wording.owns(said.who))
    served = [one for one in accounts.served(here) if one.name == said.who]
    if said.ends or served:
        return _ask(turn, here, "", served[0], said.ends) if said.ends and served else _as_it_is(said)
    near = [one for one in _near(turn) if one.name == said.who]
    if len(near) > 1:
        return Reply(wording.two_of_one_name(said.who))
    return _ask(turn, here, "", near[0], said.ends) if near else Reply(wording.only_one_house(said.who))


def _as_it_is(said: AccountSaid) -> Reply:
    return Reply(wording.not_there(said.who) if said.ends else wording.already(said.who))


def _near(turn: Turn) -> list[Person]:
    """Who lives in the speaker's house, and who is named as their kin or contact, or names them."""
    unit, me = turn.unit, turn.actor.id
    one = unit.dossiers.get(me)
    found = [mate.person_id for mate in unit.dossiers.in_house(one.household_id)] if one is not None else []
    found += Ties(unit.session).around(me)
    files = [unit.dossiers.get(person) for person in dict.fromkeys(found) if person != me]
    return [unit.people.get(file.person_id) for file in files if file is not None and file.standing is Standing.HERE]


def of_others(desk: Desk, other: Dossier) -> Reply:
    """「张三的号也是李四的」, by a worker who looks after both."""
    unit, owner, accounts = desk.unit, desk.one, Accounts(desk.unit.session)
    here = accounts.own(owner.person_id)
    if here is None:
        return Reply(wording.no_account(owner.name))
    if unit.people.duties_of(owner.person_id):
        return Reply(wording.workers_own())
    if owner.person_id == other.person_id:
        return Reply(wording.owns(owner.name))
    said = AccountSaid(other.name, desk.said.verb is Verb.UNSHARE)
    if any(one.id == other.person_id for one in accounts.served(here)) is not said.ends:
        return _as_it_is(said)
    return _ask(desk.turn, here, owner.name, unit.people.get(other.person_id), said.ends)


def _ask(turn: Turn, here: Address, owner: str, who: Person, ends: bool) -> Reply:
    """`owner` is empty where it is the account that is spoken on. What ends needs no second word."""
    kept = {"account": [here.channel, here.name], "owner": owner, "person": who.id, "ends": ends}
    if ends:
        return _done(turn, kept)
    if len(Accounts(turn.unit.session).served(here)) >= MOST:
        return Reply(wording.too_many(MOST))
    ask(turn, STEP, **kept)
    return Reply(wording.confirm(owner, who.name))


def _answered(turn: Turn, kept: Mapping[str, Any]) -> Reply | None:
    said = fold(turn.message.text).strip(" .。!,")
    if turn.in_group or not (_YES.fullmatch(said) or _NO.fullmatch(said)):
        return None
    turn.unit.dialogues.drop(turn.message.sender)
    return _done(turn, kept) if _YES.fullmatch(said) else Reply(wording.not_shared())


def _done(turn: Turn, kept: Mapping[str, Any]) -> Reply:
    who = turn.unit.people.get(kept["person"])
    if not share(turn, Address(*kept["account"]), who.id, ends=kept["ends"]):
        return Reply(wording.changed_since())
    ask(turn, "undo", what=COLUMN, **{name: kept[name] for name in ("account", "owner", "person", "ends")})
    said = wording.ended if kept["ends"] else wording.shared
    return Reply(said(kept["owner"], who.name))


def share(turn: Turn, here: Address, person_id: int, *, ends: bool) -> bool:
    """The act, with its line in the history of whom it serves. False where it is so already."""
    unit, accounts = turn.unit, Accounts(turn.unit.session)
    owner = unit.people.behind(here)
    assert owner is not None, "an account is never deleted"
    serves = any(one.id == person_id for one in accounts.served(here))
    if owner.person.id == person_id or serves is not ends:
        return False
    if ends:
        accounts.stop(here, person_id)
    else:
        accounts.serve(here, person_id, by=turn.actor.id, at=turn.now)
    whose = wording.whose(owner.person.name)
    act_of(turn).note(unit, person_id, COLUMN, *((whose, "") if ends else ("", whose)))
    return True


def take_back(turn: Turn, kept: Mapping[str, Any]) -> Reply:
    """「撤销」 of it."""
    if not share(turn, Address(*kept["account"]), kept["person"], ends=not kept["ends"]):
        return Reply(wording.changed_since())
    return Reply(wording.taken_back(turn.unit.people.get(kept["person"]).name))


# —— 替也用这个号的人说 ——


def _report_of_another(turn: Turn) -> Reply | None:
    """「张桂英头晕」: a report that names one of those who use the account is about that one."""
    others = Accounts(turn.unit.session).served(turn.message.sender)
    meant = _meant(turn, others) if others else None
    return None if meant is None else report_about(turn, meant)


def _meant(turn: Turn, others: Sequence[Person]) -> Person | None:
    """Whose whole name is said; else who alone of all on this account is called so (张奶奶)."""
    text, me = turn.message.text, turn.actor.person
    whole = [one for one in others if one.name in text]
    if whole or me.name in text:
        return whole[0] if len(whole) == 1 and me.name not in text else None
    for start, end in persons(text):
        called = [
            one for one in (me, *others) if meets(text[start:end], one.name) and _fits(turn, text[start:end], one)
        ]
        if len(called) == 1 and called[0].id != me.id:
            return called[0]
    return None


def _fits(turn: Turn, called: str, one: Person) -> bool:
    file = turn.unit.dossiers.get(one.id)
    return file is None or fits(called, file.sex)


def _answer_of_another(turn: Turn) -> Reply | None:
    """「1」 to 「张桂英：您好吗」. Everybody on the account answers for themselves, one after the other."""
    waiting = _waiting(turn)
    if not waiting:
        return None
    first, *others = waiting
    reply = told_of_round(replace(turn, actor=replace(turn.actor, person=first)))
    if reply is None:
        return None
    text = reply.text if first.id == turn.actor.id else wording.named(first.name, reply.text)
    return Reply(wording.and_who(text, others[0].name) if others else text)


def _waiting(turn: Turn) -> list[Person]:
    """Who on this account was asked how they are, here, and has not been heard of; empty where it serves nobody."""
    others, calls = Accounts(turn.unit.session).served(turn.message.sender), RollCalls(turn.unit.session)
    waiting = []
    for one in (turn.actor.person, *others) if others else ():
        found = calls.last_asked(one.id, turn.now - ANSWERS_WITHIN)
        here = found is not None and Accounts(turn.unit.session).reach(one.id) == turn.message.sender
        if found is not None and here and found[1].silent and calls.get(found[0]).ended_at is None:
            waiting.append(one)
    return waiting


# —— 号的主人走了 ——


def inherit(turn: Turn, person_id: int) -> list[tuple[str, str, int]]:
    """The act: on the accounts of somebody who died, who used them longest speaks now. Each with its heir."""
    accounts, passed = Accounts(turn.unit.session), []
    for here in accounts.shared(person_id):
        heirs = accounts.served(here)
        if heirs and accounts.swap(here, person_id, heirs[0].id, by=turn.actor.id, at=turn.now):
            passed.append((here.channel, here.name, heirs[0].id))
    return passed


def give_back(turn: Turn, person_id: int, passed: Sequence[Sequence[Any]]) -> None:
    """It was not so; an account that went on to somebody else stays there."""
    for channel, name, heir in passed:
        Accounts(turn.unit.session).swap(Address(channel, name), heir, person_id, by=turn.actor.id, at=turn.now)
