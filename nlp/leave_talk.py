"""请假、销假、交接: the verb somebody on duty begins with, and what they say behind it."""

import re

_VERB = re.compile(r"(请假|销假|交接)(?![条单人手工好了完的吗]|过)[\s:：,，]*")


def leave_verb(text: str) -> tuple[str, str] | None:
    """(verb, the words behind it) of 「请假 3天」「交接 X片区 给 杨梅」; None for anything else. Never raises."""
    said = text.strip()
    found = _VERB.match(said)
    return None if found is None else (found[1], said[found.end() :].strip())
