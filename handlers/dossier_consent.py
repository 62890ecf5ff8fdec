"""知情同意: who consented to what, on which day, and who wrote it down; taken back, it ends and stays on record."""

from collections.abc import Sequence
from datetime import date

from care.dossier import Standing
from care.message import Reply
from handlers.dossier_undo import remember
from handlers.dossier_who import Desk
from handlers.wording import consent as wording
from handlers.wording import dossier_change as change_wording
from nlp.consent_talk import ConsentSaid, consent_said
from storage.snapshots import Snapshots
from storage.ties import Consent, Ties
from storage.unit import Unit

BASIS, YES, NO = "知情同意", "同意", "不同意"


def consents_of(unit: Unit, person_id: int) -> str:
    """For the file: what is consented to, and what is not any more. Empty: nothing was said."""
    said = [one for one in Ties(unit.session).consents(person_id) if one.basis == BASIS]
    running = [one.scope for one in said if one.ended_on is None]
    over = [one.scope for one in said if one.ended_on is not None and one.scope not in running]
    return wording.on_file(list(dict.fromkeys(running)), list(dict.fromkeys(over))) if said else ""


def agrees(desk: Desk) -> Reply | None:
    """「张三 同意 拍照」"""
    said = consent_said(desk.said.words, desk.today)
    if said is None or (no := _refusal(desk, said)) is not None:
        return None if said is None else no
    held = {one.scope for one in _running(desk)}
    new = [scope for scope in said.scopes if scope not in held]
    if not new:
        return Reply(change_wording.nothing_new(desk.one.name))
    assert said.on is not None, "refused above"
    before = Snapshots(desk.unit.session).take(desk.one.person_id, mates=False)
    evidence = wording.evidence(said.by, said.how, desk.turn.actor.person.name)
    for scope in new:
        consent = Consent(BASIS, scope, said.on, None, evidence, desk.turn.actor.id)
        Ties(desk.unit.session).consent(desk.one.person_id, consent)
    _written(desk, YES, new)
    remember(desk.turn, YES, before)
    return Reply(wording.agreed(desk.one.name, said.by, new, said.on, desk.today))


def agrees_no_more(desk: Desk) -> Reply | None:
    """「张三 不同意拍照了」「张三 不同意了」: that one, or all of them."""
    said = consent_said(desk.said.words, desk.today)
    if said is None or (no := _refusal(desk, said)) is not None:
        return None if said is None else no
    ending = [one for one in _running(desk) if not said.scopes or one.scope in said.scopes]
    if not ending:
        return Reply(wording.none_running(desk.one.name))
    assert said.on is not None, "refused above"
    before = Snapshots(desk.unit.session).take(desk.one.person_id, mates=False)
    for one in ending:
        _end(desk, one, said.on)
    scopes = [one.scope for one in ending]
    _written(desk, NO, scopes)
    remember(desk.turn, NO, before)
    others = [one for one in Ties(desk.unit.session).consents(desk.one.person_id) if one.basis != BASIS]
    rests_on = next((one.basis for one in others if one.ended_on is None), "")
    return Reply(wording.no_longer(desk.one.name, said.by, scopes, rests_on))


def _refusal(desk: Desk, said: ConsentSaid) -> Reply | None:
    if desk.one.standing is not Standing.HERE:
        return Reply(change_wording.gone(desk.one))
    return Reply(wording.no_such_day()) if said.on is None else None


def _running(desk: Desk) -> list[Consent]:
    found = Ties(desk.unit.session).consents(desk.one.person_id)
    return [one for one in found if one.basis == BASIS and one.ended_on is None]


def _end(desk: Desk, one: Consent, on: date) -> None:
    Ties(desk.unit.session).end_consent(desk.one.person_id, BASIS, one.scope, max(on, one.given_on))


def _written(desk: Desk, column: str, scopes: Sequence[str]) -> None:
    for scope in scopes:
        desk.act.note(desk.unit, desk.one.person_id, column, "", scope)
    desk.unit.dossiers.save(desk.one, desk.turn.now)
