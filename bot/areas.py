"""片区怎么写都认: the words of a sheet for an area → the place of the directory."""

import re
import unicodedata
from collections.abc import Sequence

from care.place import Place
from nlp.numbers import numeral

_NUMBER = re.compile(r"第?([零〇一二三四五六七八九十百两]+|\d+)(?=片|网格|组|屯|队|村民小组|小组|号)")
_TAIL = re.compile(r"(村民小组|小组|片区|网格|组|片|屯|队)$")


class Areas:
    """The places one enrols people in: those of the ground level. Names are compared without spaces and 第."""

    def __init__(self, places: Sequence[Place]) -> None:
        ground = min((place.level for place in places), default=0)
        by_id = {place.id: place for place in places}
        self.places = [place for place in places if place.level == ground]
        self._names = {place.id: _normal(place.name) for place in self.places}
        self._above = {
            place.id: [_normal(by_id[one].name) for one in place.chain[1:] if one in by_id] for place in self.places
        }
        self.names = tuple(place.name for place in self.places)

    def find(self, said: str) -> Place | None:
        """Exact, or the only one that contains it or stands in it; None when it is none or could be several.

        Where nothing is said, the only area there is. Areas of one name in two villages need the village said too.
        """
        if not said.strip():
            return self.places[0] if len(self.places) == 1 else None
        wanted = _normal(said)
        exact = [place for place in self.places if wanted in (self._names[place.id], _normal(place.key))]
        bare = [place for place in self.places if _TAIL.sub("", wanted) == _TAIL.sub("", self._names[place.id])]
        inside = [place for place in self.places if self._contained(wanted, place)]
        for found in (exact, bare, inside):
            if found:
                return self._only(found, wanted)
        return None

    def label(self, place: Place) -> str:
        """Its name; with the village before it where two areas share the name."""
        above = self._above.get(place.id, [])
        return above[0] + place.name if above and self.names.count(place.name) > 1 else place.name

    def _contained(self, wanted: str, place: Place) -> bool:
        return _stands_in(self._names[place.id], wanted) or _stands_in(wanted, self._names[place.id])

    def _only(self, found: Sequence[Place], wanted: str) -> Place | None:
        if len(found) > 1:
            found = [place for place in found if any(name and name in wanted for name in self._above[place.id])]
        return found[0] if len(found) == 1 else None


def _normal(text: str) -> str:
    written = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()
    return _NUMBER.sub(_digits, written)


def _digits(found: re.Match[str]) -> str:
    number = numeral(found[1])
    return found[0] if number is None else str(number)


def _stands_in(one: str, other: str) -> bool:
    """1组 does not stand in 11组."""
    return re.search(rf"(?<!\d){re.escape(one)}(?!\d)", other) is not None
