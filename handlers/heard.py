"""听懂了什么: what a ticket keeps of how its words were understood, for whoever asks later why it went there."""

import json

from nlp.intent import Reading

_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def kept(reading: Reading) -> str:
    """JSON: the words with their places and rules, the rule that decided, the runner-up, all needs.

    Who, where and when are no part of it: `nlp.slots` finds them again in the text whenever they are asked for.
    """
    told = {
        "words": [list(reason) for reason in reading.evidence],
        "rule": reading.rule,
        "runner_up": reading.runner_up,
        "needs": [[need.category, need.urgency, need.rule] for need in reading.needs],
    }
    return _written({name: value for name, value in told.items() if value})
