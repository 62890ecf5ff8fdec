"""一行一人：the cells of one line → a `Draft`. What cannot be read is told and left out; the rest stays."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from bot.sheets.cells import Unreadable, id_of, phones_of, sex_of, text_of, ticked
from bot.sheets.days import LUNAR, YEAR, day_of
from bot.sheets.grid import Cell
from bot.sheets.headings import Field, heading
from bot.sheets.inside import FAILED, NO_VALUE
from bot.sheets.tags import NAMES, SAID_NOTHING, UNSURE, parted, severe, tags_of
from care.dossier import Draft, without_numbers
from care.identity import IdNumber, Name, NotAName, parse_name

_LISTED = re.compile(r"^\s*\d{1,4}\s*[.．、]?\s*(?=[\u3400-\u9fff])")
_BRACKETED = re.compile(r"[(\[【<《][^)\]】>》]*[)\]】>》]?")
_SEVERAL = re.compile(r"(?:夫妇|夫妻|两口子|[一全]家|等\d*人?)$")
_COMPOUND = "欧阳|上官|司马|诸葛|夏侯|皇甫|东方|令狐|司徒|慕容"
_APART = re.compile(rf"(?!(?:{_COMPOUND})\s)([\u3400-\u9fff]{{2,}})\s*[\s\-。●—–_]\s*([\u3400-\u9fff]{{2,}})")
_NOT_IN_A_NAME = re.compile(r"(\d)|(?<=[\u3400-\u9fff])([A-Za-z])|[A-Za-z](?=([\u3400-\u9fff]))")
_WHEN = r"[于在已经\d年月日号./\-\s]*"
_DEAD = re.compile(
    rf"(?:本人|该人)?{_WHEN}(?:因病)?(?:死亡|去世|亡故|病故|过世|身故|已故|离世)(?:[，,]?已?(?:注销|销户))?[。]?"
)
_MOVED = re.compile(rf"(?:本人|户口|全家)?{_WHEN}(?:迁出|迁走|搬走)[。]?")

Say = Callable[[str], None]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Entry:
    """What one person's line (or lines, where the name is merged over several) holds, by meaning."""

    number: int
    cells: Mapping[Field, list[Cell]] = field(repr=False)
    ticks: Sequence[tuple[tuple[str, ...], Cell]] = field(repr=False)
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
    say = _without_numbers(say)
    entry = _without_failed(entry, say)
    name = _own_name(entry, say)
    if name is None or _gone(entry, name, say):
        return None
    identity = _identity(entry, say)
    relation = "户主" if entry.of_heads else entry.text(Field.RELATION)
    return Draft(
        name.name,
        entry.text(Field.AREA),
        _sex(entry, identity, say),
        _born_on(entry, identity, today, say),
        identity.number if identity else "",
        _phone(entry, Field.PHONE, say),
        entry.joined(Field.HOUSE, " "),
        _head(entry, name.name, relation, say),
        relation,
        tuple(dict.fromkeys((*_ticked(entry.ticks, say), *_said(entry, say)))),
        _name(entry, Field.GUARDIAN, say),
        _phone(entry, Field.GUARDIAN_PHONE, say),
        _name(entry, Field.CONTACT, say),
        _phone(entry, Field.CONTACT_PHONE, say),
        "；".join(part for part in (name.note, entry.joined(Field.NOTE, "；")) if part),
    )


def _head(entry: Entry, own: str, relation: str, say: Say) -> str:
    head = own if relation in ("户主", "本人") else _name(entry, Field.HEAD, say)
    return own if head in ("本人", "户主") else head


def _without_numbers(say: Say) -> Say:
    """Sentences repeat cells, and any cell may hold a number that belongs in another column."""
    return lambda sentence: say(without_numbers(sentence))


def _own_name(entry: Entry, say: Say) -> Name | None:
    written = _LISTED.sub("", entry.text(Field.NAME))
    try:
        if why := _no_name(written):
            raise NotAName(why)
        return parse_name(written)
    except NotAName as wrong:
        say(f"{wrong}这一行没有读。")
        return None


def _no_name(written: str) -> str:
    """What a name must not be in a list of people; empty when it may be one."""
    plain = _BRACKETED.sub("", unicodedata.normalize("NFKC", written)).strip()
    if isinstance(heading(written), Field):
        return f"“{written[:10]}”是一栏的名字，不是人名：要一行写一个人的表，一人一张的登记表读不了。"
    if _SEVERAL.search(plain):
        return f"“{plain[:20]}”像是几个人：一行只写一个人。"
    if apart := _APART.fullmatch(plain):
        joined = f"{apart[1]}·{apart[2]}"
        return f"“{plain[:20]}”是两个人就分两行；是一个人的名字，中间写“·”：{joined[:20]}。"
    if strange := _NOT_IN_A_NAME.search(plain):
        return f"名字里有“{strange[1] or strange[2]}”：请写成证件上的字。"
    return ""


def _without_failed(entry: Entry, say: Say) -> Entry:
    """A formula that failed tells nothing; its cell is as good as empty."""
    ticked_wrong = [(tags[0], cell) for tags, cell in entry.ticks if _failed(cell)]
    wrong = [(column, cell) for column, cells in entry.cells.items() for cell in cells if _failed(cell)]
    if not wrong and not ticked_wrong:
        return entry
    for column, cell in (*wrong, *ticked_wrong):
        why = "没有算出来" if cell == NO_VALUE else f"出错了（{cell}）"
        say(f"“{column}”一格的公式{why}，这一格没有记。")
    cells = {column: [cell for cell in cells if not _failed(cell)] for column, cells in entry.cells.items()}
    return replace(entry, cells=cells, ticks=[(tags, cell) for tags, cell in entry.ticks if not _failed(cell)])


def _failed(cell: Cell) -> bool:
    return isinstance(cell, str) and cell[:1] == "#" and FAILED.fullmatch(cell) is not None


def _gone(entry: Entry, name: Name, say: Say) -> bool:
    """A list says that somebody has died or moved: nobody is visited for it, and no file is closed by it."""
    notes = [*name.note.split("；"), *entry.text(Field.NOTE).split("；")]
    said = next((note for note in notes if _DEAD.fullmatch(note) or _MOVED.fullmatch(note)), "")
    state = entry.text(Field.STATE)
    alive = not state or state in ("是", "在", "健在", "正常", "在册", "存", "1", "√")
    if not said and not alive and (_DEAD.search(state) or _MOVED.search(state) or state in ("否", "亡", "0", "×")):
        said = state
    if said:
        word = "迁走" if _MOVED.search(said) else "去世"
        say(f"{name.name}写着“{said[:12]}”：没有登记，档上有的也没有改。请核实后对守望说「{name.name} {word}」。")
    return bool(said)


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
        if found and found[1] in _UNSURE_DAY:
            say(f"出生日期{_UNSURE_DAY[found[1]]}：先记成 {found[0].year} 年 1 月 1 日，请照证件补上。")
        return found[0] if found else None
    if identity.born_on > today:
        say("身份证号上的生日还没有到，请核对。这个生日没有记。")
        return found[0] if found else None
    if found and _differs(*found, identity.born_on):
        say("出生日期和身份证号对不上：先按身份证号记，请核对。")
    return identity.born_on


_UNSURE_DAY = {YEAR: "只写了年份", LUNAR: "写的是农历"}


def _differs(said: date, exact: str, born_on: date) -> bool:
    if exact == LUNAR:
        return not 0 <= born_on.year - said.year <= 1  # 腊月多半在下一年
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
