"""表 1: 人次 and persons, 80 by age or by tag, and the paper's own table that does not add up."""

import tomllib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.dossier import CATEGORIES
from care.table_one import COLUMNS, NOWHERE, Counted, TableOne, TableRow, checks, table_one

SEED = Path(__file__).parents[1] / "seeds" / "table_one.toml"
DAY = date(2026, 3, 2)
AREAS = ("S 片区", "X 片区")
counted = st.tuples(
    st.sampled_from([*AREAS, "Y 片区", ""]),
    st.integers(1, 8),
    st.frozensets(st.sampled_from([*CATEGORIES, "独居"])),
    st.none() | st.dates(date(1930, 1, 1), DAY),
)


@pytest.fixture
def printed() -> TableOne:
    """The table of the paper, as printed."""
    paper = tomllib.loads(SEED.read_text(encoding="utf-8"))
    assert tuple(paper["columns"]) == COLUMNS
    rows = tuple(TableRow(area, tuple(counts)) for area, counts in paper["areas"].items())
    return TableOne(rows, TableRow("合计", tuple(paper["total"])), paper["stated"])


def counts(**named: int) -> tuple[int, ...]:
    return tuple(named.get(name, 0) for name in COLUMNS)


def test_the_columns_are_those_of_the_paper_in_its_order() -> None:
    assert COLUMNS == ("低保", "特困", "高龄", "残疾", "留守儿童", "留守老人", "监测对象", "临时救助")


def test_the_printed_table_is_reported_with_its_75_and_what_that_does_to_474(printed: TableOne) -> None:
    column, total = checks(printed)
    assert all(word in column for word in ("高龄", "75", "71", "少了 4"))
    assert all(word in total for word in ("474", "478", "少了 4"))


def test_with_75_printed_only_the_474_is_wrong(printed: TableOne) -> None:
    right = replace(printed, total=TableRow("合计", printed.column_sums))
    [total] = checks(right)
    assert "474" in total
    assert checks(replace(right, stated=478)) == []


def test_a_row_that_does_not_add_up_is_reported(printed: TableOne) -> None:
    right = replace(printed, total=TableRow("合计", printed.column_sums), stated=None)
    [row] = checks(replace(right, rows=(replace(right.rows[0], times=108), *right.rows[1:])))
    assert all(word in row for word in ("S 片区", "107", "108", "多了 1"))


def test_impossible_persons_are_reported(printed: TableOne) -> None:
    right = replace(printed, total=TableRow("合计", printed.column_sums), stated=None)
    [row] = checks(replace(right, rows=(replace(right.rows[0], persons=27), *right.rows[1:])))
    assert "27 人" in row


def test_somebody_under_two_columns_is_two_times_and_one_person() -> None:
    table = table_one([("S 片区", 1, ("低保", "残疾"), None)], AREAS, DAY)
    assert table.rows == (TableRow("S 片区", counts(低保=1, 残疾=1), 1), TableRow("X 片区", counts(), 0))
    assert (table.total.sum, table.total.persons) == (2, 1)


def test_somebody_in_two_areas_is_one_person_in_each_and_one_in_all() -> None:
    table = table_one([("S 片区", 1, ("低保",), None), ("X 片区", 1, ("低保",), None)], AREAS, DAY)
    assert [row.persons for row in table.rows] == [1, 1]
    assert (table.total.persons, table.total.sum) == (1, 2)


def test_somebody_listed_twice_in_one_area_counts_once() -> None:
    twice = [("S 片区", 1, ("低保",), None), ("S 片区", 1, ("低保", "特困"), None)]
    assert table_one(twice, AREAS, DAY).rows[0] == TableRow("S 片区", counts(低保=1, 特困=1), 1)


@pytest.mark.parametrize(
    ("tags", "born_on", "aged"),
    [
        ((), date(1946, 3, 2), 1),
        ((), date(1946, 3, 3), 0),
        (("高龄",), None, 1),
        (("高龄",), date(1950, 1, 1), 1),
        (("高龄",), date(1940, 1, 1), 1),
        ((), None, 0),
    ],
)
def test_80_counts_by_age_on_the_day_or_by_tag(tags: tuple[str, ...], born_on: date | None, aged: int) -> None:
    assert table_one([("S 片区", 1, tags, born_on)], AREAS, DAY).total.counts == counts(高龄=aged)


def test_who_falls_under_no_column_is_no_person_of_the_table() -> None:
    assert table_one([("S 片区", 1, ("孤儿", "独居"), None)], AREAS, DAY).total.persons == 0


def test_an_area_nobody_named_is_shown_below_the_others() -> None:
    table = table_one([("", 1, ("低保",), None), ("Y 片区", 2, ("低保",), None)], AREAS, DAY)
    assert [row.area for row in table.rows] == [*AREAS, NOWHERE, "Y 片区"]


@given(st.lists(counted, max_size=30))
def test_a_table_counted_from_files_always_adds_up(people: list[Counted]) -> None:
    table = table_one(people, AREAS, DAY)
    assert checks(table) == []
    assert table.total.counts == table.column_sums
    assert (table.total.persons or 0) <= sum(row.persons or 0 for row in table.rows)


@given(st.lists(counted, min_size=1, max_size=30), st.integers(0, 7), st.integers(1, 5))
def test_any_change_of_the_total_row_is_noticed(people: list[Counted], column: int, more: int) -> None:
    table = table_one(people, AREAS, DAY)
    changed = tuple(count + more * (place == column) for place, count in enumerate(table.total.counts))
    assert any(COLUMNS[column] in fault for fault in checks(replace(table, total=TableRow("合计", changed))))


def test_a_day_later_somebody_may_be_80() -> None:
    people = [("S 片区", 1, (), date(1946, 3, 3))]
    assert [table_one(people, AREAS, DAY + timedelta(days=day)).total.sum for day in (0, 1)] == [0, 1]
