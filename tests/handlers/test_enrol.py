"""A line becomes a file: what is opened, what a second line changes, and what nothing changes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from shutil import copy

import pytest

from bot import visit_rules
from care.category import Tier
from care.dossier import Draft, Standing
from care.message import Address
from handlers.dues import Visiting
from handlers.enrol import Taken, Took, take_in
from handlers.enrol_rows import ID, PHONE, TIE_PHONE
from storage.drivers import driver_for
from storage.keys import fresh_ring
from storage.migrate import migrate
from storage.seal import Seal
from storage.ties import Ties
from storage.unit import Unit
from tests.bot.sheets.made import id_number
from tests.care.village import MONDAY

TODAY = MONDAY.date()
DAY = timedelta(days=1)
SEAL = Seal(fresh_ring())
RULES = Visiting(rules=visit_rules.read().rules)
WEI = Draft(
    *("韦小妹", "S片区", "女", date(1940, 3, 2), id_number("19400302"), "19900000000", "3号", "韦大山", "妻子"),
    *(("低保", "独居"), "黄强", "19900000001", "韦三", "19900000002", "耳背"),
)


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database that nobody writes to."""
    file = tmp_path_factory.mktemp("blank") / "blank.db"
    migrate(f"sqlite:///{file}", MONDAY)
    return file


@pytest.fixture
def unit(blank: Path, tmp_path: Path) -> Iterator[Unit]:
    copy(blank, tmp_path / "e.db")
    opened = Unit(driver_for(f"sqlite:///{tmp_path / 'e.db'}").connect(), "sqlite")
    town = opened.places.put("L镇", "L镇", 2, None)
    village = opened.places.put("G村", "G村", 1, town)
    for name in ("S片区", "X片区"):
        opened.places.put(name, name, 0, village)
    yield opened
    opened.session.connection.close()


def taken(unit: Unit, draft: Draft, *, area: str = "S片区", days: int = 0, via: str = "表") -> Taken:
    place = unit.places.by_key(area)
    assert place is not None
    return take_in(unit, SEAL, RULES, draft, place_id=place.id, by=None, at=MONDAY + days * DAY, via=via)


def everything(unit: Unit) -> dict[str, list[object]]:
    """Every row of every table."""
    connection = unit.session.connection
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: list(connection.execute(f"SELECT * FROM {name} ORDER BY rowid")) for name in names}


def test_a_new_person_has_a_file_a_house_categories_ties_a_basis_and_visits_due(unit: Unit) -> None:
    found = taken(unit, WEI)
    assert found.outcome is Took.NEW
    one = unit.dossiers.get(found.person_id)
    assert one is not None
    assert (one.name, one.sex, one.born_on, one.relation, one.note) == ("韦小妹", "女", WEI.born_on, "妻子", "耳背")
    assert one.standing is Standing.HERE
    house = unit.dossiers.household(one.household_id)
    assert (house.house, house.head, house.lane) == ("3号", "韦大山", "0003号")
    assert [(each.tag, each.from_on) for each in unit.dossiers.memberships(one.person_id)] == [
        ("低保", TODAY),
        ("独居", TODAY),
    ]
    assert [(tie.kind, tie.name) for tie in Ties(unit.session).of(one.person_id)] == [
        ("联系人", "韦三"),
        ("监护人", "黄强"),
    ]
    assert [basis.basis for basis in Ties(unit.session).consents(one.person_id)] == ["法定职责"]
    assert unit.visits.dues_of(one.person_id)


def test_numbers_are_sealed_in_their_place_and_found_by_their_index(unit: Unit) -> None:
    person_id = taken(unit, WEI).person_id
    number, phone = unit.dossiers.sealed(person_id)
    assert number is not None
    assert phone is not None
    assert SEAL.open(number, f"{ID}.{person_id}") == WEI.id_number
    assert SEAL.open(phone, f"{PHONE}.{person_id}") == WEI.phone
    tie = Ties(unit.session).of(person_id)[0]
    assert tie.phone_sealed is not None
    assert SEAL.open(tie.phone_sealed, f"{TIE_PHONE}.{tie.id}") == "19900000002"
    found = unit.dossiers.by_id_number(SEAL.index(WEI.id_number, ID))
    assert found is not None
    assert found.person_id == person_id
    stored = repr(everything(unit))
    assert all(number not in stored for number in (WEI.id_number, WEI.phone, "19900000001", "19900000002"))


@pytest.mark.parametrize(
    "draft",
    [
        WEI,
        replace(WEI, id_number=""),
        replace(WEI, id_number="", born_on=None),
        Draft("黄大妹", "S片区", phone="19900000009"),
        Draft("黄大妹", "S片区", born_on=date(1950, 1, 1)),
        Draft("黄大妹", "S片区", house="G村S片区"),
        Draft("黄大妹", "S片区", head="户主姓黄", relation="女儿"),
        Draft("阿依古丽·买买提", "S片区", house="G村12号", head="本人", relation="户主", guardian="户主"),
    ],
)
def test_the_same_line_twice_changes_nothing_in_any_table(unit: Unit, draft: Draft) -> None:
    taken(unit, draft)
    before = everything(unit)
    again = taken(unit, draft, days=40)
    assert again.outcome in (Took.UNCHANGED, Took.DOUBTFUL)
    assert everything(unit) == before


def test_a_changed_phone_is_masked_in_what_is_said_and_in_the_history(unit: Unit) -> None:
    person_id = taken(unit, WEI).person_id
    again = taken(unit, replace(WEI, phone="19911112222"), days=1)
    assert (again.outcome, again.changed) == (Took.CHANGED, (("电话", "199****0000", "199****2222"),))
    kept = unit.dossiers.changes(person_id)[-1]
    assert (kept.field, kept.was, kept.became, kept.at) == ("电话", "199****0000", "199****2222", MONDAY + DAY)
    assert "19911112222" not in repr(everything(unit))


def test_empty_cells_delete_nothing_and_categories_left_out_are_reported(unit: Unit) -> None:
    taken(unit, WEI)
    before = everything(unit)
    again = taken(unit, Draft("韦小妹", "S片区", id_number=WEI.id_number, tags=("低保",)))
    assert (again.outcome, again.unlisted) == (Took.UNCHANGED, ("独居",))
    assert everything(unit) == before


def test_a_later_line_adds_what_was_not_known(unit: Unit) -> None:
    person_id = taken(unit, Draft("韦小妹", "S片区", house="3号")).person_id
    again = taken(unit, WEI, days=1)
    assert (again.outcome, again.person_id) == (Took.CHANGED, person_id)
    assert {"身份证号", "电话", "出生日期", "户主", "类别", "监护人"} <= {column for column, _, _ in again.changed}
    rules = {row.rule_id for row in unit.visits.dues_of(person_id)}
    assert rules
    assert taken(unit, WEI, days=1).outcome is Took.UNCHANGED


def test_who_may_be_somebody_we_have_is_not_taken_in_and_nobody_is_changed(unit: Unit) -> None:
    taken(unit, WEI)
    before = everything(unit)
    doubt = taken(unit, Draft("韦晓梅", "S片区", born_on=WEI.born_on, phone="19900000007"))
    assert (doubt.outcome, doubt.like) == (Took.DOUBTFUL, "韦小妹")
    assert doubt.because
    assert everything(unit) == before


def test_two_of_one_name_are_two_files(unit: Unit) -> None:
    first = taken(unit, replace(WEI, id_number="", born_on=date(1950, 3, 2)))
    second = taken(unit, replace(WEI, id_number="", born_on=date(1970, 3, 2), house="9号", head="", phone=""))
    assert (first.outcome, second.outcome) == (Took.NEW, Took.NEW)
    assert first.person_id != second.person_id


def test_who_is_dead_on_file_is_asked_about_and_not_brought_back(unit: Unit) -> None:
    one = unit.dossiers.get(taken(unit, WEI).person_id)
    assert one is not None
    unit.dossiers.save(replace(one, standing=Standing.DECEASED), MONDAY)
    assert taken(unit, WEI).outcome is Took.DOUBTFUL


def test_a_move_to_another_area_needs_the_id_number_and_is_kept(unit: Unit) -> None:
    person_id = taken(unit, WEI).person_id
    moved = taken(unit, replace(WEI, area="X片区", house="8号"), area="X片区", days=1)
    assert ("片区", "S片区", "X片区") in moved.changed
    assert {row.place_id for row in unit.visits.dues_of(person_id)} == {unit.people.get(person_id).place_id}
    doubt = taken(unit, replace(WEI, id_number=""), days=2)
    assert doubt.outcome is Took.DOUBTFUL


def test_one_door_is_one_house_in_whatever_order_its_people_come(unit: Unit) -> None:
    door = Draft("韦大妹", "S片区", house="3号", born_on=date(1980, 2, 2))
    people = [
        taken(unit, door).person_id,
        taken(unit, Draft("韦大山", "S片区", house="G村S片区3号", relation="户主")).person_id,
        taken(unit, WEI).person_id,
    ]
    houses = {one.household_id for number in people if (one := unit.dossiers.get(number))}
    assert len(houses) == 1
    assert unit.dossiers.household(houses.pop()).head == "韦大山"


def test_the_guardian_is_linked_when_she_is_in_the_house_whoever_comes_first(unit: Unit) -> None:
    child = Draft("韦小龙", "S片区", born_on=date(2016, 2, 2), house="3号", guardian="韦奶奶", contact="黄强")
    child_id = taken(unit, child).person_id
    guardian_id = taken(unit, Draft("韦奶奶", "S片区", born_on=date(1950, 2, 2), house="3号")).person_id
    sister_id = taken(unit, replace(child, name="韦小凤", born_on=date(2018, 2, 2))).person_id
    for number in (child_id, sister_id):
        linked = {tie.kind: tie.other_id for tie in Ties(unit.session).of(number)}
        assert linked == {"监护人": guardian_id, "联系人": None}


def test_somebody_the_directory_has_is_taken_and_who_holds_a_post_is_not(unit: Unit) -> None:
    place = unit.places.by_key("S片区")
    assert place is not None
    granny = unit.people.add("王奶奶", place.id, MONDAY, key="王奶奶")
    worker = unit.people.add("李明", place.id, MONDAY, key="李明")
    unit.people.appoint(worker.id, [(Tier.GRID.value, place.id)])
    assert taken(unit, Draft("王奶奶", "S片区", house="1号")).person_id == granny.id
    assert taken(unit, Draft("李明", "S片区", house="2号")).person_id != worker.id


def test_of_two_lines_at_one_sitting_the_first_is_kept_where_they_differ(unit: Unit) -> None:
    place = unit.places.by_key("S片区")
    assert place is not None
    first = taken(unit, WEI)
    other = replace(WEI, phone="19911112222", tags=("残疾",))
    second = take_in(
        unit,
        SEAL,
        RULES,
        other,
        place_id=place.id,
        by=None,
        at=MONDAY,
        via="表",
        already={first.person_id: first.said},
    )
    assert (second.changed, second.clashing) == ((("类别", "", "残疾"),), ("电话",))
    assert second.said.phone == WEI.phone


def test_who_came_by_an_account_of_their_own_is_not_taken_for_a_namesake(unit: Unit) -> None:
    """同名的人自己来说过话：是不是档上这位，由人绑定."""
    place = unit.places.by_key("S片区")
    assert place is not None
    stranger = unit.people.add(WEI.name, place.id, MONDAY)
    unit.people.open_account(Address("wechat", "oX"), stranger.id)
    found = taken(unit, WEI)
    assert (found.outcome, found.person_id == stranger.id) == (Took.NEW, False)
    assert unit.dossiers.get(stranger.id) is None


def test_whom_the_directory_gave_an_account_is_taken(unit: Unit) -> None:
    place = unit.places.by_key("S片区")
    assert place is not None
    known = unit.people.add(WEI.name, place.id, MONDAY, key="韦小妹")
    unit.people.open_account(Address("console", "韦小妹"), known.id)
    assert taken(unit, WEI).person_id == known.id


def test_somebody_elses_number_beside_a_known_name_is_asked_about(unit: Unit) -> None:
    """号码填串了：不是这个人的号码，一个也不改."""
    zhang = replace(WEI, name="张秀英", id_number="", phone="", house="12号", head="", relation="")
    first, second = taken(unit, WEI), taken(unit, zhang)
    crossed = taken(unit, replace(zhang, id_number=WEI.id_number), via="表二")
    assert (crossed.outcome, crossed.person_id, crossed.like) == (Took.DOUBTFUL, first.person_id, "韦小妹")
    assert not unit.dossiers.file(second.person_id).has_id
