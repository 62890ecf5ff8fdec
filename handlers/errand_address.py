"""「1地址」: where a house of today's list is. In private, to the one who is to go there."""

from care.message import Reply
from handlers.dues import today_of
from handlers.errand_lines import lines_of
from handlers.turn import Turn
from handlers.wording import errands as wording
from nlp.address_talk import address_asked


def answered(turn: Turn) -> Reply | None:
    """None when it is something else, or the speaker has no such line today."""
    number = address_asked(turn.message.text)
    if number is None:
        return None
    line = lines_of(turn.unit, turn.actor.id, today_of(turn.now)).get(number)
    if line is None:
        return None
    home = turn.unit.dossiers.household(line.errands[0].household_id)
    names = [one.name for one in line.people.values()]
    return Reply(wording.address(line.row, turn.unit.places.get(home.place_id).name, home.house, home.head, names))
