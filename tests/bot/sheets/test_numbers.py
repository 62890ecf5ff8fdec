"""填错了格的号码，话里、repr 里都不整个出现；看不见的字挡不住防公式."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from bot.config import Config
from bot.sheets.cells import Unreadable, phones_of, sex_of
from bot.sheets.days import day_of
from bot.sheets.neutral import neutral, restored
from bot.sheets.reading import read_people
from care.dossier import Draft, without_numbers
from tests.bot.sheets.made import TODAY, id_number, made
from tests.bot.test_import_people import config, imported

__all__ = ["config"]  # 那边的配置，这边也用

ID, PHONE, LINE = id_number("19430302"), "19900000000", "07720000000"
SPACED, DASHED = "199 0000 0000", "0772-0000000"
WEI = ("韦三", "S片区", "1943-03-02")
NUMBERS = (ID, PHONE, LINE, SPACED, DASHED, f"{ID[:17]}X")
HEADS = ("姓名", "片区", "性别", "出生日期", "身份证号", "类别", "情形", "低保", "户主姓名", "监护人", "电话", "备注")


@pytest.mark.parametrize("number", NUMBERS)
def test_of_a_number_in_the_wrong_cell_the_middle_is_hidden(number: str) -> None:
    for read in (lambda: day_of(number, TODAY), lambda: sex_of(number), lambda: phones_of(f"{number}{number}")):
        with pytest.raises(Unreadable) as wrong:
            read()
        assert number not in str(wrong.value)
        assert number not in repr(wrong.value)


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("column", range(len(HEADS)))
def test_whichever_column_it_is_in_no_sentence_repeats_it(tmp_path: Path, column: int, number: str) -> None:
    row = ["韦三", "S片区", "女", "1943-03-02", "", "低保", "独居", "√", "韦三", "黄强", "", ""]
    for written in (number, f"{number}一家", f"{number}、{number}"):
        row[column] = written
        found = read_people(made(tmp_path / "错.xlsx", {"人员": (HEADS, row)}), TODAY)
        said = [*(fault.sentence for fault in found.faults), *found.remarks]
        assert not [sentence for sentence in said if number in sentence]


def test_the_report_of_an_import_repeats_none(config: Config) -> None:
    heads = ("姓名", "片区", "出生日期", "备注")
    for rows in ([(*WEI, "")], [(*WEI, f"电话{PHONE}"), ("韦四", ID, "1943-03-02", "")]):
        _, said = imported(config, made(config.dossier.keys.with_name("表.xlsx"), {"人员": (heads, *rows)}))
        assert [number for number in (ID, PHONE) if number in said] == []
    assert "199******00" in said


@pytest.mark.parametrize("text", ["1943-03-02", "19430302", "1943年3月2日", "2026.11.22", "S片区3号", "120"])
def test_days_and_doors_are_repeated_as_they_are(text: str) -> None:
    assert without_numbers(f"“{text}”") == f"“{text}”"


def test_a_draft_in_a_log_has_no_number() -> None:
    draft = Draft(
        "韦三", "S片区", "女", date(1943, 3, 2), ID, PHONE, guardian_phone=LINE, contact_phone=DASHED, note=ID
    )
    assert not [number for number in NUMBERS if number in f"{draft!r}{draft}"]


UNSEEN: Sequence[str] = ["", "\ufeff", "\u200b", "\u200e\u202e", "\u2060 ", "\x00", "'\ufeff", " \xa0\u3000"]


@pytest.mark.parametrize("unseen", UNSEEN)
@pytest.mark.parametrize("lead", ["=", "+", "-", "@", "|", "＝", "＋", "－", "＠", "｜"])
def test_what_cannot_be_seen_in_front_of_a_formula_does_not_hide_it(unseen: str, lead: str) -> None:
    text = f"{unseen}{lead}1+1"
    assert neutral(text) == f"'{text}"
    assert restored(neutral(text)) == text
