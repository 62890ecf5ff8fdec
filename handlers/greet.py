"""你好、帮助、谢谢: the talk that makes no ticket."""

from care.message import Reply
from care.people import Actor
from handlers.turn import House, Turn, say
from handlers.wording import talk as wording

PHONES = ("电话", "热线")


def greet(turn: Turn) -> Reply:
    name = turn.house.name
    text = wording.greeting_worker(name, turn.actor.person.name) if turn.actor.works else wording.greeting(name)
    return say(turn, text, public=wording.greeting_in_group(name))


def ask_help(turn: Turn) -> Reply:
    """「帮助」: five lines at most, by role. 「电话」: the numbers to call."""
    if any(word in turn.message.text for word in PHONES):
        card = wording.hotlines(turn.house.hotlines, turn.house.hotlines_as_of)
        return say(turn, card, public=card)
    if not turn.actor.works:
        text = wording.help_villager()
    elif _above_ground(turn.actor, turn.house):
        text = wording.help_station()
    else:
        text = wording.help_worker()
    return say(turn, text, public=wording.help_in_group())


def _above_ground(actor: Actor, house: House) -> bool:
    return any(post.level > 0 and actor.holds(post) for post in house.structure.posts)


def stay_silent(turn: Turn) -> Reply:
    """谢谢、收到: no ticket, no answer."""
    return Reply()
