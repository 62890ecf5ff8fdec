"""Which letters go out together: nothing lost, nothing twice, nothing out of order, danger first and alone."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.post import FEW, bundles
from storage.outbox import Outgoing

MADE = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def letter(number: int, *, text: str = "一句话", urgent: bool = False, parcel: str = "") -> Outgoing:
    return Outgoing(number, None, None, "x", text, urgent, int(bool(parcel)), parcel, MADE)


def keys(*letters: Outgoing, limit: int = 2048) -> list[tuple[str, list[int]]]:
    return [(bundle.key, [one.id for one in bundle.letters]) for bundle in bundles(letters, limit)]


def test_a_few_go_one_by_one_and_many_go_together() -> None:
    few = [letter(number) for number in range(1, FEW + 1)]
    assert keys(*few) == [("sw1", [1]), ("sw2", [2]), ("sw3", [3])]
    assert keys(*few, letter(4)) == [("sw1", [1, 2, 3, 4])]


def test_what_is_put_together_reads_as_separate_paragraphs() -> None:
    (bundle,) = bundles([letter(number, text=f"第{number}句") for number in range(1, 5)], 2048)
    assert bundle.text == "第1句\n\n第2句\n\n第3句\n\n第4句"


def test_what_was_tried_keeps_its_key_its_letters_and_its_place() -> None:
    """99 and 100: an order by the key's letters would turn them round."""
    tried = [letter(99, parcel="sw99"), letter(100, parcel="sw100"), letter(101, parcel="sw100")]
    assert keys(*tried, letter(102)) == [("sw99", [99]), ("sw100", [100, 101]), ("sw102", [102])]


def test_a_parcel_stays_whole_though_a_letter_that_had_waited_stands_between() -> None:
    assert keys(letter(4, parcel="sw4"), letter(5), letter(6, parcel="sw4")) == [("sw4", [4, 6]), ("sw5", [5])]


def test_danger_goes_first_and_alone_even_before_what_was_tried() -> None:
    many = [letter(number) for number in range(10, 15)]
    urgent = [letter(20, urgent=True), letter(21, urgent=True)]
    found = keys(*urgent, letter(9, parcel="sw9"), *many)
    assert found == [("sw20", [20]), ("sw21", [21]), ("sw9", [9]), ("sw10", [10, 11, 12, 13, 14])]


def test_a_letter_too_long_for_company_goes_alone() -> None:
    long = letter(3, text="长" * 40)
    letters = [letter(1), letter(2), long, letter(4), letter(5)]
    assert keys(*letters, limit=120) == [("sw1", [1, 2]), ("sw3", [3]), ("sw4", [4, 5])]


texts = st.text(st.sampled_from("长a😀"), min_size=1, max_size=20)
letters_of_a_lane = st.lists(st.tuples(texts, st.booleans(), st.sampled_from(["", "", "swA", "swB"])), max_size=20).map(
    lambda rows: [
        letter(number, text=text, urgent=urgent, parcel=f"{parcel}{number}" if urgent and parcel else parcel)
        for number, (text, urgent, parcel) in enumerate(rows, 1)
    ]
)


@given(letters=letters_of_a_lane, limit=st.integers(80, 200))
def test_every_letter_goes_out_once_and_fresh_ones_fit_and_stay_in_order(letters: list[Outgoing], limit: int) -> None:
    made = bundles(sorted(letters, key=lambda one: (not one.urgent, one.id)), limit)
    ids = [one.id for bundle in made for one in bundle.letters]
    assert sorted(ids) == [one.id for one in letters]
    for urgent in (True, False):
        fresh = [one.id for b in made for one in b.letters if not one.parcel and one.urgent is urgent]
        assert fresh == sorted(fresh)
    for bundle in made:
        if not bundle.letters[0].parcel:
            assert len(bundle.text.encode()) <= limit
        if any(one.urgent for one in bundle.letters):
            assert len(bundle.letters) == 1
    assert len({bundle.key for bundle in made}) == len(made)


@given(letters=letters_of_a_lane, limit=st.integers(80, 200))
def test_bundles_once_made_are_made_again_the_same(letters: list[Outgoing], limit: int) -> None:
    """After a failed try the letters come back with the parcel they were marked with."""
    once = bundles(letters, limit)
    parcels = {one.id: bundle.key for bundle in once for one in bundle.letters}
    marked = [letter(one.id, text=one.text, urgent=one.urgent, parcel=parcels[one.id]) for one in letters]
    again = bundles(marked, limit)
    assert {(b.key, b.text) for b in again} == {(b.key, b.text) for b in once}
