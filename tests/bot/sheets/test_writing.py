"""Out: masked unless there is a purpose, harmless to open, unchanged when read again; the empty template."""

import io
import json
import stat
import tomllib
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from bot.columns import width
from bot.sheets.book import NotWritten
from bot.sheets.guard import NotASheet
from bot.sheets.neutral import neutral, restored
from bot.sheets.reading import read_people
from bot.sheets.table1 import Kind, table1
from bot.sheets.template import COLUMNS, EXPLAINED, write_template
from bot.sheets.writing import write_people
from care.dossier import CATEGORIES, CONDITIONS, Draft
from care.table_one import TableOne, TableRow
from tests.bot.sheets.made import TODAY, id_number, people

SEED = Path(__file__).parents[2] / "seeds" / "table_one.toml"
FULL = Draft(
    *("阿依古丽·买买提", "S 片区", "女", date(1950, 3, 2), id_number(), "19900000000", "12号", "韦大", "妻子"),
    *(("低保", "独居"), "韦二", "0772-8600000", "韦四", "19900000001", "耳背"),
)
LEADS = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]
written = st.text(st.characters(exclude_categories=["Cs", "Cn", "Cc"]), max_size=40)
quotes = st.integers(0, 3).map(lambda count: "'" * count)
risky = st.tuples(quotes, st.sampled_from(LEADS), written).map("".join)


def cells(path: Path) -> list[list[str]]:
    with CalamineWorkbook.from_path(str(path)) as book:
        sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
        return [[str(cell) for cell in row] for sheet in sheets for row in sheet.iter_rows()]


def parts(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


def test_a_full_list_is_read_back_unchanged_and_names_its_purpose(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    assert write_people(path, [FULL, Draft("韦三", "")], masked=False, purpose="年度核查") == 2
    found = read_people(path, TODAY)
    assert people(found) == [FULL, Draft("韦三", "")]
    assert not found.faults
    assert not found.remarks
    assert "年度核查" in cells(path)[0][0]


def test_a_full_list_needs_a_purpose(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="查阅事由"):
        write_people(tmp_path / "out.xlsx", [FULL], masked=False, purpose=" ")
    assert not (tmp_path / "out.xlsx").exists()


def test_a_masked_list_says_so_and_holds_nobodys_name_number_or_door(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    write_people(path, [FULL])
    first, _, row = cells(path)
    assert first[0].startswith("脱敏")
    assert row[:5] == ["S 片区", "阿" + "*" * 7, "女", f"{FULL.id_number[:4]}{'*' * 10}{FULL.id_number[-4:]}", "1950年"]
    everything = "".join(parts(path).values())
    secrets = (FULL.name, FULL.id_number, FULL.phone, FULL.house, FULL.head, FULL.guardian, FULL.contact, FULL.note)
    assert not [secret for secret in secrets if secret in everything]
    assert "1950-03-02" not in everything


def test_a_masked_list_is_not_read_back(tmp_path: Path) -> None:
    write_people(tmp_path / "out.xlsx", [FULL])
    with pytest.raises(NotASheet, match="脱敏"):
        read_people(tmp_path / "out.xlsx", TODAY)


@given(risky | written)
def test_a_dangerous_text_is_made_harmless_and_comes_back(text: str) -> None:
    safe = neutral(text)
    assert safe.lstrip()[:1] not in LEADS
    assert restored(safe) == text


@pytest.mark.parametrize("lead", [*LEADS, "'=", "''+", " ="])
def test_what_a_person_wrote_is_never_a_formula_in_the_file(tmp_path: Path, lead: str) -> None:
    note = f'{lead}HYPERLINK("http://x",1)'
    path = tmp_path / "out.xlsx"
    write_people(path, [Draft("韦三", "S 片区", house=note, note=note)], masked=False, purpose=note)
    sheet = parts(path)["xl/worksheets/sheet1.xml"]
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet
    assert not [cell for row in cells(path) for cell in row if cell[:1] in LEADS]
    [draft] = people(read_people(path, TODAY))
    assert (draft.note, draft.house) == (note.strip(), note.strip())


def test_numbers_stay_text_and_the_file_is_the_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    write_people(path, [FULL], masked=False, purpose="核查")
    with CalamineWorkbook.from_path(str(path)) as book:
        row = list(book.get_sheet_by_index(0).iter_rows())[2]
    assert all(isinstance(cell, str) for cell in row)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_place_one_cannot_write_to_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotWritten, match=r"写不了文件 out\.xlsx"):
        write_people(tmp_path / "nowhere" / "out.xlsx", [FULL])


def test_the_template_offers_what_we_know_and_its_example_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    write_template(path, ["S 片区", "X 片区"])
    with pytest.raises(NotASheet, match="一个人也没有"):
        read_people(path, TODAY)
    inside = parts(path)
    assert inside["xl/worksheets/sheet1.xml"].count("<dataValidation ") == 4
    assert 'state="frozen"' in inside["xl/worksheets/sheet1.xml"]
    shown = {cell for row in cells(path) for cell in row}
    assert shown >= {"S 片区", "X 片区", "男", *CATEGORIES, *CONDITIONS, *EXPLAINED.values()}
    assert set(EXPLAINED) == set(COLUMNS)
    assert all(sentence.count("。") == 1 or "必填" in sentence for sentence in EXPLAINED.values())


def test_a_template_without_areas_can_be_written(tmp_path: Path) -> None:
    write_template(tmp_path / "template.xlsx", [])
    assert parts(tmp_path / "template.xlsx")["xl/worksheets/sheet1.xml"].count("<dataValidation ") == 3


@pytest.fixture
def printed() -> TableOne:
    paper = tomllib.loads(SEED.read_text(encoding="utf-8"))
    rows = tuple(TableRow(area, tuple(row)) for area, row in paper["areas"].items())
    return TableOne(rows, TableRow("合计", tuple(paper["total"])), paper["stated"])


def test_table_one_as_text_stands_in_columns_however_wide_the_letters_are(printed: TableOne) -> None:
    out = io.StringIO()
    table1(printed, out, Kind.TEXT)
    lines = out.getvalue().splitlines()
    assert len({width(line) for line in lines[:6]}) == 1
    assert lines[5].split() == ["合计", "129", "10", "71", "36", "16", "14", "83", "115", "474", "—"]
    assert "75" in lines[8]
    assert "478" in lines[9]


def test_table_one_as_json_keeps_what_is_printed_and_what_is_wrong(printed: TableOne, tmp_path: Path) -> None:
    table1(printed, tmp_path / "table.json", Kind.JSON)
    found = json.loads((tmp_path / "table.json").read_text(encoding="utf-8"))
    assert found["rows"][1]["counts"]["高龄"] == 27
    assert (found["total"]["counts"]["高龄"], found["column_sums"][2]) == (71, 75)
    assert (found["stated_times"], len(found["faults"])) == (474, 2)


def test_table_one_as_a_sheet_holds_the_same(printed: TableOne, tmp_path: Path) -> None:
    path = tmp_path / "table.xlsx"
    table1(printed, path, Kind.XLSX)
    found = cells(path)
    assert found[5][:4] == ["Z 片区", "44.0", "2.0", "13.0"]
    assert any("75" in row[0] and "71" in row[0] for row in found)
    assert "<f>" not in parts(path)["xl/worksheets/sheet1.xml"]
    with pytest.raises(TypeError):
        table1(printed, io.StringIO(), Kind.XLSX)
