"""提醒: everybody who visits may have the morning's list at a time of their own (农忙 6点半)."""

from datetime import datetime, time

from care.calendar import SHANGHAI
from care.message import Reply
from handlers.dues import today_of
from handlers.lists import MORNING
from handlers.turn import House, Turn
from handlers.wording import reminder as wording
from nlp.reminder_talk import Wish, reminder_asked
from storage.reminders import Reminders

EARLIEST = time(5, 30)  # 没有设安静时段的，也不再早


def answered(turn: Turn) -> Reply | None:
    """None when it is something else, or from somebody who gets no list."""
    wish = reminder_asked(turn.message.text)
    ladder = {post.name for post in turn.house.structure.ladder}
    if wish is None or turn.in_group or not any(duty.post in ladder for duty in turn.actor.duties):
        return None
    kept, visiting = Reminders(turn.unit.session), turn.house.visiting
    if wish is Wish.ASK:
        own = kept.of(turn.actor.id)
        return Reply(wording.at_present(own if own is not None and own < visiting.evening else visiting.morning))
    if wish is Wish.USUAL:
        kept.drop(turn.actor.id)
        return Reply(wording.as_usual(visiting.morning))
    if wish is Wish.UNCLEAR or not may_be(turn.house, wish, turn.now):
        return Reply(wording.which_times(first_time(turn.house), visiting.evening))
    kept.put(turn.actor.id, wish)
    sent = turn.unit.visits.was_sent(turn.actor.id, today_of(turn.now), MORNING)
    return Reply(wording.noted(wish, sent_today=sent))


def first_time(house: House) -> time:
    quiet = house.calendar.quiet_from != house.calendar.quiet_until
    return max(EARLIEST, house.calendar.quiet_until) if quiet else EARLIEST


def may_be(house: House, at: time, now: datetime) -> bool:
    """Not in quiet hours, and before the evening's time."""
    moment = datetime.combine(today_of(now), at, SHANGHAI)
    return first_time(house) <= at < house.visiting.evening and not house.calendar.quiet(moment)
