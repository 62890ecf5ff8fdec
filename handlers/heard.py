"""听懂了什么: what a ticket keeps of how its words were understood, for whoever asks later why it went there."""

import json
from collections.abc import Iterator
from datetime import datetime

from care.calendar import SHANGHAI
from nlp.intent import Reading
from nlp.slots import Slots, slots

_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def kept(reading: Reading, text: str, at: datetime) -> str:
    """JSON: the words with their places and rules, the rule that decided, the runner-up, all needs, and the slots.

    Numbers of people stand in it masked; empty entries are left out.
    """
    told = {
        "words": [list(reason) for reason in reading.evidence],
        "rule": reading.rule,
        "runner_up": reading.runner_up,
        "needs": [[need.category, need.urgency, need.rule] for need in reading.needs],
        **dict(_heard(slots(text, at.astimezone(SHANGHAI).date()))),
    }
    return _written({name: value for name, value in told.items() if value})


def _heard(found: Slots) -> Iterator[tuple[str, object]]:
    if (who := found.about) is not None:
        age = [who.age.least, who.age.most] if who.age else []
        yield "about", {"relation": who.relation, "name": who.name, "age": age}
    yield "places", [where.said for where in found.place]
    if (when := found.when) is not None:
        yield "when", [when.starts_on.isoformat(), when.ends_on.isoformat(), when.side.value]
    yield "numbers", [number.masked for number in (*found.phones, *found.id_numbers)]
