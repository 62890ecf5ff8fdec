"""平安确认里说过的话、撤回的话、结束又接着问的，两种数据库上一样."""

from datetime import timedelta

from care.dossier import Dossier, Standing
from care.visits.roll_call import Entry, Mark, Resident, RollCall, State
from storage.roll_calls import RollCalls
from storage.roll_marks import RollMarks
from storage.store import Store
from storage.unit import Unit
from tests.care.village import HOUR, MONDAY
from tests.storage.rows import somebody

MINUTE = timedelta(minutes=1)


def begun(unit: Unit, reason: str = "寒潮") -> tuple[int, int, int]:
    """A round over one person: its number, theirs, and who asks."""
    asker = somebody(unit)
    one = unit.people.add("张三", asker.place_id, MONDAY)
    home = unit.dossiers.add_house(asker.place_id, "1号", "张三")
    own = (one.id, "张三", asker.place_id, home.id, "", "女", None, False, False, Standing.HERE, "", None, 1)
    unit.dossiers.open(Dossier(*own), "zan san", MONDAY)
    return started(unit, one.id, home.id, asker.id, asker.place_id), one.id, asker.id


def started(unit: Unit, person: int, home: int, asker: int, place: int) -> int:
    entry = Entry(Resident(person, "张三", "女", None, place, home), visitor_id=asker, line=1)
    one = RollCall(0, "寒潮", "全部", (place,), asker, MONDAY, MONDAY + 6 * HOUR)
    return RollCalls(unit.session).start(one, [entry])


async def test_what_was_said_comes_out_as_it_went_in_and_keeps_who_took_it_back(store: Store) -> None:
    number, person, asker = await store.run(begun)
    told = Mark(0, person, State.SILENT, State.WELL, asker, MONDAY, "看到了", "m1")

    def talk(unit: Unit) -> tuple[list[Mark], list[Mark], int]:
        marks = RollMarks(unit.session)
        marks.add(number, told)
        marks.add(number, Mark(0, person, State.WELL, State.IN_NEED, person, MONDAY + MINUTE))
        before = marks.of(number, person)
        marks.undo(before[:1], by=person, at=MONDAY + HOUR)
        return before, marks.of(number, person), len(marks.by(asker, MONDAY))

    before, after, left = await store.run(talk)
    assert [(one.said, one.words, one.message_id, one.at) for one in before] == [
        (State.WELL, "看到了", "m1", MONDAY),
        (State.IN_NEED, "", "", MONDAY + MINUTE),
    ]
    assert (after[0].undone_at, after[0].undone_by, after[1].undone_at, left) == (MONDAY + HOUR, person, None, 0)


async def test_a_round_that_ended_goes_on_with_those_who_are_in_no_other(store: Store) -> None:
    number, person, asker = await store.run(begun)

    def play(unit: Unit) -> list[object]:
        calls, marks = RollCalls(unit.session), RollMarks(unit.session)
        seen: list[object] = [one.id for one in calls.running()]
        calls.end(number, "完了", by=asker, at=MONDAY + HOUR)
        ended = marks.ended_by(asker, MONDAY)
        seen += [ended.summary if ended else "", len(calls.named("张三", "")), len(calls.named("张三", "", MONDAY))]
        seen += [
            marks.reopen(number),
            marks.reopen(number),
            len(calls.named("张三", "")),
            marks.ended_by(asker, MONDAY),
        ]
        return seen

    assert await store.run(play) == [number, "完了", 0, 1, True, False, 1, None]

    def twice(unit: Unit) -> tuple[bool, set[int]]:
        calls = RollCalls(unit.session)
        one = calls.entry(number, person).who
        calls.end(number, "完了", by=None, at=MONDAY + HOUR)
        other = started(unit, person, one.household_id, asker, one.place_id)
        return RollMarks(unit.session).reopen(number), {roll for roll, _ in calls.named("张三", "")} - {other}

    assert await store.run(twice) == (True, set())
