"""问「是哪一位」的时候: what was said waits in the dialogue, and with a long number in it only sealed."""

import re

from care.dossier import without_numbers
from handlers.turn import Turn
from nlp.numbers import fold
from storage.seal import CannotOpen, Seal

SEALED = "封:"
MOST_DIGITS = 6  # 再多就可能是电话、证件的号
_DIGIT = re.compile(r"\d")


def kept_words(turn: Turn, seal: Seal | None, text: str) -> str:
    """What may be kept of words until they are answered for. Without a key file the number is hidden for good."""
    if len(_DIGIT.findall(fold(text))) <= MOST_DIGITS:
        return text
    return without_numbers(fold(text)) if seal is None else SEALED + seal.close(text, _place(turn)).hex()


def opened_words(turn: Turn, seal: Seal | None, kept: str) -> str | None:
    """None when they do not open any more."""
    if not kept.startswith(SEALED):
        return kept
    try:
        return None if seal is None else seal.open(bytes.fromhex(kept.removeprefix(SEALED)), _place(turn))
    except CannotOpen:
        return None


def _place(turn: Turn) -> str:
    return f"dialogues.{turn.message.sender.channel}.{turn.message.sender.name}"
