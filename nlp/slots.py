"""要素: what a free text says about who, where, when and which numbers, each with its place in the text."""

from dataclasses import dataclass
from datetime import date

from nlp.private import Number, Private, numbers
from nlp.slots_ages import Age, ages
from nlp.slots_amounts import Duration, Money, durations, money, plain
from nlp.slots_people import Who, people
from nlp.slots_places import Where, places
from nlp.when import Side, When, times

READ = 20_000  # characters; what is longer is not somebody telling of his day


@dataclass(frozen=True, slots=True)
class Slots:
    """Everything found. `start:end` of each counts in the text as it was sent.

    `people` has first whom the text is about; the others, like everything else, are in the order said.
    """

    people: tuple[Who, ...]
    place: tuple[Where, ...]
    times: tuple[When, ...]
    durations: tuple[Duration, ...]
    ages: tuple[Age, ...]
    phones: tuple[Number, ...]
    id_numbers: tuple[Number, ...]
    money: tuple[Money, ...]

    @property
    def about(self) -> Who | None:
        """The one the text is about, as far as the words show it."""
        return self.people[0] if self.people else None

    @property
    def when(self) -> When | None:
        """The first time said."""
        return next(iter(self.times), None)

    @property
    def since(self) -> When | None:
        """The first time that is over: when it happened."""
        return next((when for when in self.times if when.side is Side.PAST), None)

    @property
    def coming(self) -> When | None:
        """The first time that is not over: when somebody is expected, or something due."""
        return next((when for when in self.times if when.side is not Side.PAST), None)


def slots(text: str, today: date) -> Slots:
    """Read `text` as said on `today`. Never raises; takes time in proportion to the text."""
    sent = text[:READ]
    private = numbers(sent)
    said = _without(plain(sent), private)
    found = tuple(ages(said, sent))
    return Slots(
        people=people(said, sent, found),
        place=tuple(places(said, sent)),
        times=tuple(times(said, sent, today)),
        durations=tuple(durations(said, sent)),
        ages=found,
        phones=tuple(number for number in private if number.kind is Private.PHONE),
        id_numbers=tuple(number for number in private if number.kind is Private.ID),
        money=tuple(money(said, sent)),
    )


def _without(said: str, private: tuple[Number, ...]) -> str:
    """Phone numbers blanked out, so that no digit of theirs is a group or an hour."""
    parts, end = [], 0
    for number in private:
        parts += [said[end : number.start], " " * (number.end - number.start)]
        end = number.end
    return "".join([*parts, said[end:]])
