"""一行一人：the cells of one line → a `Draft`. What cannot be read is told and left out; the rest stays."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from bot.sheets.cells import Unreadable, day_of, id_of, phones_of, sex_of, text_of, ticked
from bot.sheets.grid import Cell
from bot.sheets.headings import Field
from bot.sheets.tags import NAMES, SAID_NOTHING, UNSURE, parted, severe, tags_of
from care.dossier import Draft
from care.identity import IdNumber, Name, NotAName, parse_name

Say = Callable[[str], None]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Entry:
    """What one person's line (or lines, where the name is merged over several) holds, by meaning."""

    number: int
    cells: Mapping[Field, list[Cell]]
    ticks: Sequence[tuple[tuple[str, ...], Cell]]
    defaults: Mapping[Field, str] = field(default_factory=dict)
    of_heads: bool = False

    def first(self, field: Field) -> Cell:
        return next((cell for cell in self.cells.get(field, ()) if cell != ""), self.defaults.get(field, ""))

    def text(self, field: Field) -> str:
        return text_of(self.first(field))

    def joined(self, field: Field, between: str) -> str:
        return between.join(dict.fromkeys(text for cell in self.cells.get(field, ()) if (text := text_of(cell))))


def draft_of(entry: Entry, today: date, say: Say) -> Draft | None:
    """None when the line has no name that can be read."""
    name = _own_name(entry, say)
    if name is None:
        return None
    identity = _identity(entry, say)
    relation = "户主" if entry.of_heads else entry.text(Field.RELATION)
    head = name.name if relation in ("户主", "本人") else _name(entry, Field.HEAD, say)
    return Draft(
        name.name,
        entry.text(Field.AREA),
        _sex(entry, identity, say),
        _born_on(entry, identity, today, say),
        identity.number if identity else "",
        _phone(entry, Field.PHONE, say),
        entry.joined(Field.HOUSE, " "),
        name.name if head in ("本人", "户主") else head,
        relation,
        tuple(dict.fromkeys((*_ticked(entry.ticks, say), *_said(entry, say)))),
        _name(entry, Field.GUARDIAN, say),
        _phone(entry, Field.GUARDIAN_PHONE, say),
        _name(entry, Field.CONTACT, say),
        _phone(entry, Field.CONTACT_PHONE, say),
        "；".join(part for part in (name.note, entry.joined(Field.NOTE, "；")) if part),
    )


def _own_name(entry: Entry, say: Say) -> Name | None:
    try:
        return parse_name(entry.text(Field.NAME))
    except NotAName as wrong:
        say(f"{wrong}这一行没有读。")
        return None


def _read(read: Callable[[], T], otherwise: T, say: Say) -> T:
    try:
        return read()
    except Unreadable as wrong:
        say(f"{wrong}这一格没有记。")
        return otherwise


def _identity(entry: Entry, say: Say) -> IdNumber | None:
    written = Field.ID if entry.text(Field.ID) else Field.CARD
    return _read(lambda: id_of(entry.first(written)), None, say)


def _sex(entry: Entry, identity: IdNumber | None, say: Say) -> str:
    said = _read(lambda: sex_of(entry.first(Field.SEX)), "", say)
    if identity is None:
        return said
    if said and said != identity.sex:
        say(f"性别写的是{said}，身份证号上是{identity.sex}：先按身份证号记，请核对。")
    return identity.sex


def _born_on(entry: Entry, identity: IdNumber | None, today: date, say: Say) -> date | None:
    found = _read(lambda: day_of(entry.first(Field.BORN), today), None, say)
    if identity is None:
        if found and found[1] == "年":
            say(f"出生日期只写了年份：先记成 {found[0].year} 年 1 月 1 日，请补上月日。")
        return found[0] if found else None
    if identity.born_on > today:
        say("身份证号上的生日还没有到，请核对。这个生日没有记。")
        return found[0] if found else None
    if found and _differs(*found, identity.born_on):
        say("出生日期和身份证号对不上：先按身份证号记，请核对。")
    return identity.born_on


def _differs(said: date, exact: str, born_on: date) -> bool:
    parts = {"日": 3, "月": 2, "年": 1}[exact]
    return said.timetuple()[:parts] != born_on.timetuple()[:parts]


def _phone(entry: Entry, field: Field, say: Say) -> str:
    found: list[str] = _read(lambda: phones_of(entry.first(field)), [], say)
    if len(found) > 1:
        say(f"“{field}”里有 {len(found)} 个号码，只记了第一个。")
    return found[0] if found else ""


def _name(entry: Entry, field: Field, say: Say) -> str:
    text = entry.text(field)
    if text in ("", "本人", "户主") or text in SAID_NOTHING:
        return text if text in ("本人", "户主") else ""
    try:
        return parse_name(text).name
    except NotAName as wrong:
        say(f"“{field}”：{wrong}这一格没有记。")
        return ""


def _ticked(ticks: Iterable[tuple[tuple[str, ...], Cell]], say: Say) -> list[str]:
    """Columns one ticks. What stands there in other words is a yes: nobody may be visited less for a strange mark."""
    found: list[str] = []
    for tags, cell in ticks:
        yes, text = ticked(cell), text_of(cell)
        if yes is False or text in SAID_NOTHING:
            continue
        more = tags_of(text) if yes is None else ()
        if yes is None and not more and not severe(text) and not _grade(text):
            say(f"“{tags[0]}”一列写着“{text[:20]}”：先当作“是”，请核对。")
        found += [*tags, *more, *(("重残",) if "残疾" in tags and severe(text) else ())]
    return found


def _grade(text: str) -> bool:
    return text.endswith(("级", "类"))


def _said(entry: Entry, say: Say) -> list[str]:
    found: list[str] = []
    for column in (Field.KIND, Field.CONDITION):
        for cell in entry.cells.get(column, ()):
            for word in parted(text_of(cell)):
                tags = tags_of(word)
                if not tags and word not in SAID_NOTHING:
                    say(f"“{column}”里的“{word[:20]}”不认得，没有记。可以写：{'、'.join(NAMES)}。")
                if word == UNSURE:
                    say("“失能”没有说全失能还是半失能：先按全失能记，请核对。")
                found += tags
    if entry.defaults.get(Field.KIND) and not found:
        found += tags_of(entry.defaults[Field.KIND])
    return found
