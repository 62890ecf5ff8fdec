"""绑定: with a code an account becomes a person's, a group a village's. Following and leaving an account."""

from care.message import Reply
from handlers.turn import Turn
from handlers.wording import talk as wording
from storage.invites import Invite


def bind(turn: Turn) -> Reply:
    """「绑定 K7M29Q」"""
    code = turn.intent.who
    if not code:
        return Reply(wording.need_code())
    invite = turn.unit.invites.find(code)
    if invite is None or invite.used_at is not None or invite.expires_at <= turn.now:
        return Reply(wording.bad_code())
    if invite.place_id is not None:
        return _bind_group(turn, invite)
    return _bind_person(turn, invite)


def _bind_group(turn: Turn, invite: Invite) -> Reply:
    group = turn.message.group
    if group is None:
        return Reply(wording.code_for_group())
    assert invite.place_id is not None
    if not turn.unit.invites.use(invite.code, turn.now):
        return Reply(wording.bad_code())
    turn.unit.invites.bind_group(turn.message.sender.channel, group, invite.place_id, turn.now)
    return Reply(wording.group_bound(turn.unit.places.get(invite.place_id).name, turn.house.name))


def _bind_person(turn: Turn, invite: Invite) -> Reply:
    if turn.in_group:
        return Reply(wording.code_for_person())
    assert invite.person_id is not None
    if not turn.unit.invites.use(invite.code, turn.now):
        return Reply(wording.bad_code())
    stranger = turn.actor.person
    turn.unit.people.give_account(turn.message.sender, invite.person_id)
    if not stranger.known:
        turn.unit.tickets.change_caller(stranger.id, invite.person_id)
    person = turn.unit.people.get(invite.person_id)
    return Reply(wording.bound(person.name, turn.unit.places.get(person.place_id).name))


def follow(turn: Turn) -> Reply:
    """关注或扫码: the scene of the code says which village, or is a binding code itself."""
    turn.unit.people.mark_left(turn.message.sender, None)
    scene = turn.intent.who
    if scene and turn.unit.invites.find(scene) is not None:
        return bind(turn)
    place = turn.unit.places.by_key(scene) if scene else None
    person = turn.actor.person
    if place is not None and not person.known:
        turn.unit.people.settle(person.id, place.id)
    return Reply(wording.welcome(turn.house.name, (place or turn.actor.home).name))


def unfollow(turn: Turn) -> Reply:
    """取消关注: nothing can be sent there any more."""
    turn.unit.people.mark_left(turn.message.sender, turn.now)
    return Reply()
