"""Parcels: letters that go out together to one receiver. A parcel once tried keeps its key and its letters."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from storage.outbox import Outgoing

FEW = 3  # 不多于这么多时一条一条发；再多就合成一条，免得刷屏


@dataclass(frozen=True, slots=True)
class Bundle:
    """What one send carries. `key` is the client message id, the same on every try."""

    letters: tuple[Outgoing, ...]
    key: str

    @property
    def text(self) -> str:
        return "\n\n".join(letter.text for letter in self.letters)


def bundles(letters: Sequence[Outgoing], limit: int) -> tuple[Bundle, ...]:
    """Urgent ones first and alone, then in order: those tried before as they were, many small ones together."""
    urgent = [letter for letter in letters if letter.urgent]
    calm = [letter for letter in letters if not letter.urgent]
    return (*_bundles(urgent, limit), *_bundles(calm, limit))


def _bundles(letters: Sequence[Outgoing], limit: int) -> Iterator[Bundle]:
    tried: dict[str, list[Outgoing]] = {}
    for letter in letters:
        if letter.parcel:
            tried.setdefault(letter.parcel, []).append(letter)
    for key, group in tried.items():
        yield Bundle(tuple(group), key)
    fresh = [letter for letter in letters if not letter.parcel]
    many = len(fresh) > FEW
    together: list[Outgoing] = []
    for letter in fresh:
        fits = sum(_size(one) + 2 for one in together) + _size(letter) <= limit
        if together and (not many or letter.urgent or together[0].urgent or not fits):
            yield _fresh(together)
            together = []
        together.append(letter)
    if together:
        yield _fresh(together)


def _fresh(letters: list[Outgoing]) -> Bundle:
    return Bundle(tuple(letters), f"sw{letters[0].id}")


def _size(letter: Outgoing) -> int:
    return len(letter.text.encode())
