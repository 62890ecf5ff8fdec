"""隐去: a text without the names and numbers in it, fit to be shown to an operator or to be learned from."""

import re
from collections.abc import Iterable, Iterator

from nlp.persons import TITLE, persons
from nlp.private import mask
from nlp.slots_amounts import plain
from nlp.slots_names import names

NOBODY = "某"
_TITLED = re.compile(rf"(?:{TITLE})$")


def anonymous(text: str, known: Iterable[str] = ()) -> str:
    """「王奶奶」 becomes 「某奶奶」, 「李明」 「某某」, numbers as `mask` writes them. `known`: names of people here.

    A name that is neither known nor said as one stays: a person has to look before anything is kept.
    """
    letters = list(text)
    for start, end in _named(text, known):
        title = _TITLED.search(text[start:end])
        stop = start + title.start() if title else end
        letters[start:stop] = NOBODY * (stop - start)
    return mask("".join(letters))


def _named(text: str, known: Iterable[str]) -> Iterator[tuple[int, int]]:
    for name in known:
        if len(name) > 1:
            yield from (found.span() for found in re.finditer(re.escape(name), text))
    said = plain(text)
    yield from persons(said)
    for one in names(said):
        yield one.name_start, one.end
