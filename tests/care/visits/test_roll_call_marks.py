"""一轮里说过的话：站得住的是没撤回的那些，撤哪一句就只少哪一句."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from care.visits.roll_call import STILL, Mark, State, became, standing

NINE = datetime(2026, 3, 2, 1, tzinfo=UTC)
SAID = (State.ABSENT, State.WELL, State.IN_NEED, State.AWAY)


def mark(number: int, said: State, was: State = State.SILENT, *, undone: bool = False) -> Mark:
    return Mark(number, 1, was, said, number, NINE, undone_at=NINE if undone else None)


def test_of_whom_nothing_was_said_is_silent() -> None:
    assert standing([]) == (State.SILENT, None)


def test_what_is_taken_back_counts_no_more_and_another_word_does() -> None:
    first, second = mark(1, State.WELL, undone=True), mark(2, State.WELL, State.WELL)
    assert standing([first, second]) == (State.WELL, second)
    assert standing([first]) == (State.SILENT, None)


def test_who_was_away_from_the_beginning_is_so_again() -> None:
    assert standing([mark(1, State.WELL, State.PAUSED, undone=True)]) == (State.PAUSED, None)


@given(st.lists(st.tuples(st.sampled_from(SAID), st.booleans()), max_size=8))
def test_it_is_as_if_what_was_taken_back_had_never_been_said(words: list[tuple[State, bool]]) -> None:
    marks = [mark(number, said, undone=undone) for number, (said, undone) in enumerate(words)]
    left = [replace(one, was=State.SILENT) for one in marks if one.undone_at is None]
    state = State.SILENT
    for one in left:
        state = became(state, one.said)
    assert standing(marks)[0] is state
    assert (standing(marks)[1] is None) == (state is State.SILENT)
    assert not left or state not in STILL or all(one.said is State.ABSENT for one in left)
