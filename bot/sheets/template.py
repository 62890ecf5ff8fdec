"""模板：an empty list to fill in, with the words we know as drop-down lists and a sheet that explains the columns."""

from collections.abc import Sequence
from pathlib import Path

from bot.sheets.book import Book, new_book
from bot.sheets.headings import CHOICES, GUIDE, Field
from care.dossier import AGED_FROM, CATEGORIES, CONDITIONS

COLUMNS = tuple(field for field in Field if field not in (Field.CARD, Field.STATE))
SHEET = "人员"
_WIDE = {Field.ID: 24, Field.PHONE: 16, Field.GUARDIAN_PHONE: 16, Field.CONTACT_PHONE: 16, Field.HOUSE: 20}
_WIDE |= {Field.KIND: 18, Field.CONDITION: 18, Field.NOTE: 30, Field.BORN: 14, Field.AREA: 14}
_SEVERAL = "可以从单子里选一个；有几个时自己写，中间用顿号，例如：低保、残疾。"
EXAMPLE = {
    Field.NAME: "例：韦小妹（这一行不会读入）",
    Field.SEX: "女",
    Field.ID: "000000194503020000",
    Field.BORN: "1945-03-02",
    Field.PHONE: "19900000000",
    Field.HOUSE: "12号",
    Field.HEAD: "韦小妹",
    Field.RELATION: "户主",
    Field.KIND: "低保、残疾",
    Field.CONDITION: "独居",
    Field.CONTACT: "韦大哥",
    Field.CONTACT_PHONE: "19900000001",
    Field.NOTE: "耳背，电话打两遍",
}
EXPLAINED = {
    Field.AREA: "这个人住在哪个片区，从单子里选。",
    Field.NAME: "证件上的名字，一行一个人；少数民族的名字中间用“·”。必填。",
    Field.SEX: "男或女；写了身份证号可以不填。",
    Field.ID: "18 位，最后一位可以是 X；整列已经设成文本，不会丢数字。",
    Field.BORN: "写成 1950-03-02；写了身份证号可以不填。",
    Field.PHONE: "手机写 11 位，座机写区号加号码；一格只写一个。",
    Field.HOUSE: "门牌、屋名，或者本地人一听就知道的说法。",
    Field.HEAD: "户主的名字；同一户的人写同一个户主。",
    Field.RELATION: "他是户主的什么人，例如：妻子、儿子、孙女。",
    Field.KIND: f"可以写几个，用顿号隔开；{AGED_FROM} 岁以上的高龄由出生日期算，不填也行。",
    Field.CONDITION: "和走访次数有关的情形，可以写几个，用顿号隔开。",
    Field.GUARDIAN: "孩子或不能自己作主的大人，由谁监护。",
    Field.GUARDIAN_PHONE: "监护人的电话。",
    Field.CONTACT: "找不到本人时先找谁。",
    Field.CONTACT_PHONE: "联系人的电话。",
    Field.NOTE: "别的要紧的话，去走访的人看得到。",
}


def write_template(path: Path, areas: Sequence[str]) -> None:
    """Raises `NotWritten`. `areas`: the names one may choose from; none: anything may be written."""
    with new_book(path) as book:
        _list(book, areas)
        _guide(book)
        _choices(book, areas)


def _list(book: Book, areas: Sequence[str]) -> None:
    page = book.page(SHEET)
    page.columns([_WIDE.get(field, 12) for field in COLUMNS], "text")
    page.put(0, COLUMNS, "head")
    page.tall(0, 30)
    page.put(1, [areas[0] if field is Field.AREA and areas else EXAMPLE.get(field, "") for field in COLUMNS], "pale")
    page.freeze(1, COLUMNS.index(Field.NAME) + 1)
    for place, (field, words) in enumerate(_offered(areas).items()):
        if words:
            strict = field in (Field.AREA, Field.SEX)
            prompt = "请从单子里选。" if strict else _SEVERAL
            letter = "ABCD"[place]
            source = f"={CHOICES}!${letter}$1:${letter}${len(words)}"
            page.choices(COLUMNS.index(field), source, prompt, first=1, strict=strict)


def _offered(areas: Sequence[str]) -> dict[Field, Sequence[str]]:
    return {Field.AREA: areas, Field.SEX: ("男", "女"), Field.KIND: CATEGORIES, Field.CONDITION: CONDITIONS}


def _guide(book: Book) -> None:
    page = book.page(GUIDE)
    page.columns([16, 80], "wrap")
    page.put(0, ("列", "怎么填"), "head")
    for line, field in enumerate(COLUMNS, 1):
        page.put(line, (field, EXPLAINED[field]), "wrap")
    page.put(len(COLUMNS) + 1, ("例", "名字前面写着“例：”的那一行是样子，不会读入；可以留着，也可以删掉。"), "wrap")
    page.put(len(COLUMNS) + 2, ("再导一次", "改了再导入就是；空着的格子不会把已经有的内容抹掉。"), "wrap")
    page.freeze(1)


def _choices(book: Book, areas: Sequence[str]) -> None:
    page = book.page(CHOICES)
    columns = list(_offered(areas).values())
    for line in range(max(map(len, columns))):
        page.put(line, [words[line] if line < len(words) else "" for words in columns])
    page.hide()
