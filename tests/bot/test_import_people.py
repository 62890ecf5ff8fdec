"""Lists into files and back: what is said about every line, what a second import and a dry run leave alone."""

import io
import json
import sqlite3
import tracemalloc
from collections.abc import Sequence
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.areas import Areas
from bot.base_figures import base_figures
from bot.clock import Clock
from bot.config import Config
from bot.export_people import export_people
from bot.import_people import import_people
from bot.office import in_store
from bot.settings import ROOT, Dossier, Storage, Village
from bot.sheets.reading import read_people
from care.place import Place
from care.visits.round import Outcome, Visit
from handlers.dues import Visiting, note_visit, today_of
from storage.keys import new_keys
from storage.unit import Unit
from tests.bot.sheets.made import TODAY, Cell, Rows, id_number, made

HEADS = ("片区", "姓名", "身份证号", "出生日期", "电话", "门牌", "类别", "监护人", "监护人电话", "备注")
WEI = ("S片区", "韦小妹", id_number("19400302"), "", "19900000000", "3号", "低保、独居", "", "", "")
HUANG = ("X片区", "黄强", "", "2016-05-06", "", "G村8号", "留守儿童", "黄奶奶", "19900000001", "=1+1")


@pytest.fixture
def config(tmp_path: Path) -> Config:
    new_keys(tmp_path / "keys.toml")
    return Config(
        storage=Storage(f"sqlite:///{tmp_path / 'i.db'}"),
        village=Village(ROOT / "bot" / "villages" / "g_village.toml"),
        dossier=Dossier(tmp_path / "keys.toml"),
    )


def sheet(config: Config, *rows: Sequence[Cell], name: str = "名单.xlsx") -> Path:
    return made(config.dossier.keys.with_name(name), {"人员": (HEADS, *rows)})


def imported(config: Config, *files: Path, dry_run: bool = False) -> tuple[int, str]:
    out = io.StringIO()
    return import_people(config, files, dry_run, out), out.getvalue()


def everything(config: Config) -> dict[str, list[object]]:
    with closing(sqlite3.connect(config.storage.url.removeprefix("sqlite:///"))) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: list(connection.execute(f"SELECT * FROM {name} ORDER BY rowid")) for name in names}


def counts(said: str) -> list[str]:
    """The last line: all areas together, in the order 行 新登记 有改动 没有变 存疑."""
    return next(line for line in said.splitlines() if line.startswith("合计")).split()[1:]


def test_the_same_list_twice_changes_nothing_in_any_table(config: Config) -> None:
    file = sheet(config, WEI, HUANG)
    code, said = imported(config, file)
    assert (code, counts(said)) == (0, ["2", "2", "0", "0", "0"])
    assert "名单.xlsx 表「人员」第 2 行：韦小妹" in said
    before = everything(config)
    code, said = imported(config, file)
    assert (code, counts(said)) == (0, ["2", "0", "0", "2", "0"])
    assert everything(config) == before


def test_two_lists_that_contradict_each_other_change_nothing_the_second_time(config: Config) -> None:
    first = sheet(config, WEI)
    second = sheet(config, (*WEI[:4], "19911112222", "9号", "残疾", *WEI[7:]), name="残疾.xlsx")
    code, said = imported(config, first, second)
    assert code == 0
    assert (
        "残疾.xlsx 表「人员」第 2 行：韦小妹和 名单.xlsx 表「人员」第 2 行 是同一个人，电话、门牌写得不一样，按前面的"
        in said
    )
    before = everything(config)
    imported(config, first, second)
    assert everything(config) == before


def test_a_dry_run_says_what_would_change_and_leaves_every_table_as_it_was(config: Config) -> None:
    imported(config, sheet(config, WEI))
    before = everything(config)
    changed = sheet(config, (*WEI[:4], "19911112222", *WEI[5:]), HUANG)
    code, said = imported(config, changed, dry_run=True)
    assert (code, counts(said)) == (0, ["2", "1", "1", "0", "0"])
    assert "韦小妹：电话 199****0000 → 199****2222" in said
    assert "什么都没有存" in said
    assert "19911112222" not in said
    assert everything(config) == before
    assert imported(config, changed)[1].startswith(said[: said.index("这只是试一遍")])


def test_faults_have_sheet_and_line_and_the_rest_goes_in(config: Config) -> None:
    bad = ("S片区", "李大妹", "123", "1945-13-40", "1990", "", "不认得的", "", "", "")
    code, said = imported(config, sheet(config, WEI, bad, HUANG))
    assert (code, counts(said)) == (1, ["3", "3", "0", "0", "0"])
    faults = [line for line in said.splitlines() if line.startswith("✗")]
    assert len(faults) >= 4
    assert all("名单.xlsx 表「人员」第 3 行" in line for line in faults)


def test_an_unknown_area_is_named_with_what_there_is_and_its_people_are_left_out(config: Config) -> None:
    code, said = imported(config, sheet(config, WEI, ("Q片区", *HUANG[1:]), ("", "李明明", *HUANG[2:])))
    assert (code, counts(said)) == (1, ["1", "1", "0", "0", "0"])
    assert "第 3 行：片区「Q片区」不认得，这些人没有登记。有的是：S片区、X片区、W片区、Z片区。" in said
    assert "第 4 行：没有写片区" in said


def test_somebody_twice_in_a_list_is_one_person_and_namesakes_are_two(config: Config) -> None:
    namesake = ("S片区", "韦小妹", "", "1970-01-05", "", "9号", "残疾", "", "", "")
    code, said = imported(config, sheet(config, WEI, (*WEI[:6], "残疾", *WEI[7:]), namesake))
    assert (code, counts(said)) == (0, ["3", "2", "0", "0", "0"])
    assert "韦小妹和 名单.xlsx 表「人员」第 2 行 是同一个人" in said
    assert "韦小妹：类别 （空） → 残疾" in said


def test_who_may_be_somebody_on_file_is_named_and_the_code_says_so(config: Config) -> None:
    imported(config, sheet(config, WEI))
    code, said = imported(config, sheet(config, ("S", "韦晓梅", "", "1940-03-02", "", "", "低保", "", "", "")))
    assert (code, counts(said)) == (1, ["1", "0", "0", "0", "1"])
    assert "韦晓梅，可能是已有的「韦小妹」（生日一样，名字只是同音，写法不同：请核对）。没有改动任何人" in said


def test_a_category_no_longer_listed_is_reported_and_goes_on(config: Config) -> None:
    imported(config, sheet(config, WEI))
    before = everything(config)["memberships"]
    said = imported(config, sheet(config, (*WEI[:6], "低保", *WEI[7:])))[1]
    assert "韦小妹的独居" in said
    assert everything(config)["memberships"] == before


def test_without_a_key_file_it_says_which_command_makes_one(config: Config) -> None:
    config.dossier.keys.unlink()
    code, said = imported(config, sheet(config, WEI))
    assert code == 2
    assert "python -m bot keys new" in said


def test_the_keys_of_another_database_are_refused_before_anything_is_written(config: Config) -> None:
    imported(config, sheet(config, WEI))
    before = everything(config)
    config.dossier.keys.unlink()
    new_keys(config.dossier.keys)
    code, said = imported(config, sheet(config, HUANG))
    assert code == 2
    assert "钥匙文件和数据库不是一起的" in said
    assert WEI[2] not in said
    assert everything(config) == before


def test_a_file_that_is_no_sheet_stops_all_of_them(config: Config, tmp_path: Path) -> None:
    wrong = tmp_path / "坏.xlsx"
    wrong.write_bytes(b"nothing")
    code, said = imported(config, sheet(config, WEI), wrong)
    assert code == 2
    assert said.startswith("✗ 坏.xlsx：")
    assert not Path(config.storage.url.removeprefix("sqlite:///")).exists()


def test_three_thousand_people_need_the_memory_of_a_list(config: Config) -> None:
    """A few times the list, and what the sheet and the database need however many there are."""
    born = [date(1970, 1, 2) + at * timedelta(days=3) for at in range(3000)]
    rows = [
        ("SXWZ"[at % 4], f"韦{chr(0x4E00 + at)}", "", day, f"199{at:08}", f"{at}号", "", "", "", "")
        for at, day in enumerate(born)
    ]
    file = sheet(config, *rows)
    imported(config, sheet(config, WEI, name="先.xlsx"))
    tracemalloc.start()
    held = read_people(file, TODAY)
    of_list = tracemalloc.get_traced_memory()[0]
    del held
    tracemalloc.reset_peak()
    said = imported(config, file)[1]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert counts(said)[:2] == ["3000", "3000"]
    assert peak < 4 * of_list + 6_000_000


def exported(config: Config, path: Path, purpose: str = "", *, full: bool = False) -> tuple[int, str]:
    out = io.StringIO()
    return export_people(config, path, purpose, full, out), out.getvalue()


def test_a_full_export_tells_its_purpose_leaves_a_trail_and_comes_back_unchanged(
    config: Config, tmp_path: Path
) -> None:
    imported(config, sheet(config, WEI, HUANG))
    path = tmp_path / "全.xlsx"
    assert exported(config, path, full=True)[0] == 2
    assert not path.exists()
    code, said = exported(config, path, "年底核对", full=True)
    assert (code, "年底核对" in said) == (0, True)
    people = [draft for draft, _ in read_people(path, TODAY).people]
    assert [(one.id_number, one.phone) for one in people] == [(WEI[2], WEI[4]), ("", "")]
    assert (people[1].guardian, people[1].guardian_phone, people[1].note) == ("黄奶奶", "19900000001", "=1+1")
    before = everything(config)
    assert len(before["looks"]) == 2
    assert counts(imported(config, path)[1]) == ["2", "0", "0", "2", "0"]
    assert everything(config) == before


def test_an_export_is_masked_unless_asked_otherwise(config: Config, tmp_path: Path) -> None:
    imported(config, sheet(config, WEI))
    path = tmp_path / "遮.xlsx"
    assert exported(config, path)[0] == 0
    assert everything(config)["looks"] == []
    assert "脱敏" in imported(config, path)[1]


def test_base_figures_count_people_categories_and_what_is_not_known(config: Config) -> None:
    imported(config, sheet(config, WEI, HUANG, ("X片区", "李大妹", "", "", "", "", "低保", "", "", "")))
    today = today_of(Clock().now())

    def work(unit: Unit) -> None:
        (wei,) = [number for number in unit.dossiers.after(0) if unit.people.get(number).name == "韦小妹"]
        visit = Visit(wei, wei, today - timedelta(days=1), Clock().now(), Outcome.WELL)
        note_visit(unit, Visiting(), visit)

    in_store(config, work)
    out = io.StringIO()
    assert base_figures(config, True, out) == 0
    found = {row["area"]: row for row in json.loads(out.getvalue())["areas"]}
    assert list(found) == ["S片区", "X片区", "W片区", "Z片区"]
    assert (found["S片区"]["persons"], found["S片区"]["never_seen"]) == (1, 0)
    assert found["S片区"]["last_seen_on"] == (today - timedelta(days=1)).isoformat()
    assert found["S片区"]["categories"] == {
        **dict.fromkeys(("特困", "残疾", "留守儿童", "留守老人", "监测对象", "临时救助"), 0),
        "低保": 1,
        "高龄": 1,
    }
    assert found["X片区"]["unknown"] == {"born_on": 1, "id_number": 2, "phone": 2, "house": 1}
    assert found["X片区"]["fresh_share"] == 0.0
    text = io.StringIO()
    base_figures(config, False, text)
    assert len({line.index("人数") for line in text.getvalue().splitlines() if "人数" in line}) == 1
    assert "合计" in text.getvalue()


@pytest.mark.parametrize(
    ("said", "found"),
    [
        *(("S片区", "S"), ("S", "S"), (" s 片区", "S"), ("G村S片区", "S"), ("第3组", "3"), ("三组", "3"), ("3", "3")),
        *(("13组", "13"), ("1组", None), ("片区", None), ("", None), ("Q", None)),
    ],
)
def test_areas_are_found_however_they_are_written(said: str, found: str | None) -> None:
    names = {"S": "S片区", "X": "X片区", "3": "第三组", "13": "13组"}
    places = [Place(at, key, name, 0, (at, 99)) for at, (key, name) in enumerate(names.items())]
    place = Areas([*places, Place(99, "G", "G村", 1, (99,))]).find(said)
    assert (place.key if place else None) == found


def test_areas_of_one_name_need_their_village() -> None:
    villages = [Place(8, "A", "A村", 1, (8,)), Place(9, "B", "B村", 1, (9,))]
    areas = Areas([*villages, Place(1, "a1", "1组", 0, (1, 8)), Place(2, "b1", "1组", 0, (2, 9))])
    assert areas.find("1组") is None
    assert areas.find("B村1组") == areas.places[1]
    assert [areas.label(place) for place in areas.places] == ["A村1组", "B村1组"]


def test_a_day_of_birth_is_never_put_back_to_its_year(config: Config) -> None:
    day = ("S片区", "韦小妹", "", date(1950, 3, 2), "", "3号", "低保", "", "", "")
    imported(config, sheet(config, day))
    code, said = imported(config, sheet(config, (*day[:3], "1950", *day[4:])))
    assert code == 1  # 只写了年份，读表时说一句
    assert counts(said) == ["1", "0", "0", "1", "0"]


def test_a_book_as_it_was_typed_goes_in_once_and_every_fault_has_its_line(config: Config) -> None:
    """A sheet for each area, days and names in every spelling, the dead, a total; a second time nothing changes."""
    number = next(one for one in (id_number(order=f"{at:03}") for at in range(100)) if one.endswith("X"))
    head = ("序号", "姓名", "性别", "身份证号", "出生日期", "电话", "类别")
    path = config.dossier.keys.with_name("全村.xlsx")
    sheets: dict[str, Rows] = {
        "S片区(3人)": [
            ("S片区重点人员花名册",),
            head,
            (1, "阿依古丽・买买提", "f", f"{number[:17]}x", "", "", "☑低保 □特困"),
            (2, "韦 三", "1", "正在办理", "48.3.2", "", "低保、残疾"),
            (3, "覃四（已故）", "男", "", "1940-01-01", "", "低保"),
            ("合计", "3人", None, None, None, None, None),
        ],
        "X片区": [
            head,
            (1, "阿依古丽．买买提", "女", f"{number[:17]}Ｘ", "", "", "残疾"),
            (2, "黄五", "M", "", "480302", "", ""),
        ],
        "汇总": [("片区", "低保"), ("S", 2)],
    }
    made(path, sheets)
    code, said = imported(config, path)
    assert (code, counts(said)) == (1, ["4", "3", "0", "0", "0"])
    faults = [line for line in said.splitlines() if line.startswith("✗")]
    assert faults == [
        "✗ 全村.xlsx 表「S片区(3人)」第 5 行：覃四写着“已故”：没有登记，档上有的也没有改。"
        "请核实后对守望说「覃四 去世」。"
    ]
    before = everything(config)
    code, said = imported(config, path)
    assert (code, counts(said)) == (1, ["4", "0", "0", "3", "0"])
    assert everything(config) == before
