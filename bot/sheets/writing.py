"""导出：people into a sheet, masked unless a purpose is told."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from bot.sheets.book import Book, Page, new_book
from bot.sheets.headings import MASKED
from bot.sheets.template import COLUMNS, SHEET
from care.dossier import Draft, masked_id, masked_name, masked_phone

HIDDEN = f"{MASKED}：名字、号码、门牌已经遮住，生日只留年份，备注没有导出。要完整的表请写明查阅事由。"
_PAGE_MOST = 1_000_000  # 一张表最多 1,048,576 行
_WIDTHS = (14, 14, 6, 24, 14, 20, 20, 14, 12, 22, 22, 14, 20, 14, 20, 36)


def write_people(path: Path, rows: Iterable[Draft], *, masked: bool = True, purpose: str = "") -> int:
    """How many were written. The first line says that it is masked, or for which purpose (查阅事由) it is not.

    Raises `ValueError` for a full list without a purpose, and `NotWritten`.
    """
    if not masked and not purpose.strip():
        raise ValueError("导出完整的名单要写查阅事由。")
    said = HIDDEN if masked else f"完整名单，查阅事由：{purpose.strip()}。看完请收好，不要转发。"
    count = 0
    with new_book(path, lean=True) as book:
        page = _page(book, said, 1)
        for count, person in enumerate(rows, 1):
            line = (count - 1) % _PAGE_MOST
            if line == 0 and count > 1:
                page = _page(book, said, count // _PAGE_MOST + 1)
            page.put(line + 2, _masked(person) if masked else _full(person), "text")
    return count


def _page(book: Book, said: str, number: int) -> Page:
    page = book.page(SHEET if number == 1 else f"{SHEET}{number}")
    page.columns(_WIDTHS, "text")
    page.put(0, (said,))
    page.put(1, COLUMNS, "head")
    page.freeze(2, 2)
    return page


def _full(person: Draft) -> tuple[str, ...]:
    return _cells(person, person.born_on.isoformat() if person.born_on else "")


def _masked(person: Draft) -> tuple[str, ...]:
    hidden = Draft(
        masked_name(person.name),
        person.area,
        person.sex,
        None,
        masked_id(person.id_number),
        masked_phone(person.phone),
        "*" * bool(person.house),
        masked_name(person.head),
        person.relation,
        person.tags,
        masked_name(person.guardian),
        masked_phone(person.guardian_phone),
        masked_name(person.contact),
        masked_phone(person.contact_phone),
    )
    return _cells(hidden, _year(person.born_on))


def _cells(person: Draft, born: str) -> tuple[str, ...]:
    """In the order of `COLUMNS`. Categories and conditions share a column; reading takes both from either."""
    return (
        *(person.area, person.name, person.sex, person.id_number, born, person.phone, person.house),
        *(person.head, person.relation, "、".join(person.tags), "", person.guardian, person.guardian_phone),
        *(person.contact, person.contact_phone, person.note),
    )


def _year(born_on: date | None) -> str:
    return f"{born_on.year}年" if born_on else ""
