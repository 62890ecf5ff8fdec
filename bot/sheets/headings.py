"""表头：which column means what, by the many names that columns have."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.sheets.grid import Cell
from bot.sheets.tags import tags_of


class Field(StrEnum):
    """The columns of our own template, in its order."""

    AREA = "片区"
    NAME = "姓名"
    SEX = "性别"
    ID = "身份证号"
    BORN = "出生日期"
    PHONE = "电话"
    HOUSE = "门牌"
    HEAD = "户主"
    RELATION = "与户主关系"
    KIND = "类别"
    CONDITION = "情形"
    GUARDIAN = "监护人"
    GUARDIAN_PHONE = "监护人电话"
    CONTACT = "联系人"
    CONTACT_PHONE = "联系人电话"
    NOTE = "备注"
    STATE = "在不在"  # 模板里没有；写着去世、迁出的，不登记
    CARD = "残疾证号"  # 模板里没有；没写身份证号时，它的前 18 位就是


GUIDE = "填写说明"  # 模板里讲怎么填的那张表
CHOICES = "选项"
MASKED = "脱敏"  # 遮过的表第一格这样开头，读到就不收

_NAMES: Mapping[Field, str] = {
    Field.NAME: "姓名 名字 对象姓名 服务对象 服务对象姓名 人员姓名 申请人姓名 老人姓名 儿童姓名 残疾人姓名 成员姓名 "
    "家庭成员姓名 村民姓名",
    Field.SEX: "性别",
    Field.ID: "身份证号 身份证号码 公民身份号码 公民身份证号码 身份证 身份号码 证件号码 证件号 居民身份证号 "
    "居民身份证号码 身份证件号码",
    Field.BORN: "出生日期 出生年月 出生年月日 生日 出生时间",
    Field.PHONE: "电话 联系电话 手机号 手机 手机号码 电话号码 本人电话 联系方式 联系号码 本人联系电话",
    Field.AREA: "片区 所属片区 所在片区 网格 所属网格 所在网格 区域 村民小组 组 小组 组别 屯 屯组 屯别 自然屯 村组 "
    "所在屯 所在组",
    Field.HOUSE: "门牌 门牌号 门牌号码 住址 地址 家庭住址 家庭地址 详细地址 现住址 现居住地 居住地址 居住地 屋名",
    Field.HEAD: "户主 户主姓名 户主名字",
    Field.RELATION: "与户主关系 与户主的关系 家庭关系 关系 和户主关系",
    Field.KIND: "类别 对象类别 人员类别 类型 对象类型 人员类型 困难类型 困难类别 服务对象类别 服务对象类型 所属类别",
    Field.CONDITION: "情形 情况 具体情形 自理能力 失能情况 失能程度 居住情况 居住状况 身体状况",
    Field.GUARDIAN: "监护人 监护人姓名",
    Field.GUARDIAN_PHONE: "监护人电话 监护人联系电话 监护人手机 监护人手机号 监护人联系方式",
    Field.CONTACT: "联系人 联系人姓名 紧急联系人 紧急联系人姓名 亲属 亲属姓名 家属 家属姓名",
    Field.CONTACT_PHONE: "联系人电话 联系人联系电话 联系人手机 联系人手机号 紧急联系人电话 紧急联系人联系电话 "
    "亲属电话 亲属联系电话 家属电话 家属联系电话",
    Field.NOTE: "备注 说明 其他 其它 备注说明",
    Field.STATE: "在不在 状态 人员状态 是否健在 健在 存亡 存亡状况 健在情况 在册状态",
    Field.CARD: "残疾证号 残疾证号码 残疾人证号",
}
_BY_NAME = {name: field for field, names in _NAMES.items() for name in names.split()}
_MARKS = {"残疾等级": ("残疾",), "残疾级别": ("残疾",), "残疾类别": ("残疾",), "残疾类型": ("残疾",)}
_NEEDLESS = frozenset(["序号", "编号", "年龄", "岁数", "周岁", "序"])
_USUAL = _NEEDLESS | frozenset(["民族", "文化程度", "学历", "学校", "年级", "村", "村名", "乡镇", "户籍地", "婚姻状况"])
_PHONE_OF = {Field.GUARDIAN: Field.GUARDIAN_PHONE, Field.CONTACT: Field.CONTACT_PHONE}
_GROUPS: Mapping[str, Mapping[Field, Field]] = {
    "监护": dict.fromkeys((Field.NAME, Field.GUARDIAN), Field.GUARDIAN)
    | dict.fromkeys((Field.PHONE, Field.GUARDIAN_PHONE), Field.GUARDIAN_PHONE),
    "联系人|亲属|家属|子女|儿女|配偶|父母|赡养|抚养|照料|邻居": dict.fromkeys(
        (Field.NAME, Field.CONTACT), Field.CONTACT
    )
    | dict.fromkeys((Field.PHONE, Field.CONTACT_PHONE), Field.CONTACT_PHONE),
    "^户主": {Field.NAME: Field.HEAD, Field.HEAD: Field.HEAD, Field.RELATION: Field.RELATION},
}
_OF_A_PERSON = frozenset({Field.NAME, Field.SEX, Field.ID, Field.BORN, Field.PHONE, Field.RELATION, Field.CARD})
_WIDER = ("片区", "网格", "区域")  # 又有片区又有组时，片区是片区，组算住址

Meaning = Field | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of one heading mean. A tuple of tags: a column one ticks. `unread`: names nobody knows.

    `of_heads`: a list of households, where 户主 is the only name. `labels`: the heading as it stands, by column.
    """

    line: int
    meanings: Mapping[int, Meaning]
    unread: tuple[str, ...] = ()
    of_heads: bool = False
    labels: tuple[str, ...] = ()

    @property
    def name_column(self) -> int:
        return next(column for column, meaning in self.meanings.items() if meaning is Field.NAME)

    def has(self, *fields: Field) -> bool:
        return any(field in self.meanings.values() for field in fields)

    @property
    def tagged(self) -> bool:
        return self.has(Field.KIND, Field.CONDITION) or any(isinstance(one, tuple) for one in self.meanings.values())


def heading(cell: Cell) -> Meaning | None:
    """What the column under this cell means; None when we do not know it."""
    name = short(cell)
    if field := _BY_NAME.get(name):
        return field
    if name in _MARKS:
        return _MARKS[name]
    found = tags_of(re.sub(r"^(是否|是不是)(为|属于|有)?|情况$", "", name)) if name else ()
    return found or None


def short(cell: Cell) -> str:
    """A column's name without spaces, brackets and stars."""
    if not isinstance(cell, str) or len(cell) > 60:
        return ""
    name = unicodedata.normalize("NFKC", cell)
    return re.sub(r"\([^)]*\)?|\[[^\]]*\]?|【[^】]*】?|[\s*※:★]", "", name)


def columns_of(line: int, cells: Sequence[Cell], *, households: bool, above: Sequence[Cell] = ()) -> Columns | None:
    """The columns when this line is a heading: it has 姓名 and something else (or nothing else at all).

    `households`: 户主 may stand for 姓名. Below a heading with 姓名 it may not: there it is somebody's 与户主关系.
    `above`: the line before, merged cells spread out; it may hold groups of columns (本人信息, 监护人信息).
    """
    signs = ("名", "服务对象", "户主") if households else ("名", "服务对象")
    if not any(isinstance(cell, str) and any(sign in cell for sign in signs) for cell in cells):
        return None
    found = {column: meaning for column, cell in enumerate(cells) if (meaning := heading(cell)) is not None}
    fields = {meaning for meaning in found.values() if isinstance(meaning, Field)}
    of_heads = Field.NAME not in fields
    if of_heads:
        if not (households and Field.HEAD in fields and len(fields) > 1):
            return None
        found = {column: Field.NAME if meaning is Field.HEAD else meaning for column, meaning in found.items()}
    if len(found) + sum(short(cell) in _USUAL for cell in cells) < 2 and sum(cell != "" for cell in cells) > 1:
        return None
    labels = tuple(map(short, cells))
    settled = _of_one_person(_settled(_of_groups(found, tuple(map(short, above))), cells))
    unread = [str(cell) for column, cell in enumerate(cells) if column not in settled and labels[column]]
    return Columns(line, settled, tuple(name for name in unread if short(name) not in _NEEDLESS), of_heads, labels)


def _of_groups(found: Mapping[int, Meaning], labels: Sequence[str]) -> dict[int, Meaning]:
    """姓名 and 电话 under 监护人信息 are the guardian's; a title over the whole list is no group."""
    first = min(column for column, meaning in found.items() if meaning is Field.NAME)
    own = labels[first] if first < len(labels) else ""
    grouped: dict[int, Meaning] = {}
    for column, meaning in found.items():
        label = labels[column] if column < len(labels) else ""
        theirs = meaning if label in ("", own) else _under(label, meaning)
        if theirs is not None:
            grouped[column] = theirs
    return grouped


def _under(label: str, meaning: Meaning) -> Meaning | None:
    """None: it is somebody else's, and we have no place for it."""
    for group, theirs in _GROUPS.items():
        if re.search(group, label):
            return theirs.get(meaning) if isinstance(meaning, Field) else None
    return meaning


def _of_one_person(found: Mapping[int, Meaning]) -> dict[int, Meaning]:
    """Where 姓名 stands twice, what is of the second person is left out."""
    names = sorted(column for column, meaning in found.items() if meaning is Field.NAME)
    if len(names) < 2:
        return dict(found)
    return {column: one for column, one in found.items() if column < names[1] or one not in _OF_A_PERSON}


def deeper(upper: Columns, line: int, own: Sequence[Cell], across: Sequence[Cell]) -> Columns | None:
    """A second line of a heading, right below the first: it names what the first one held together."""
    if line != upper.line + 1:
        return None
    filled = {column: heading(cell) for column, cell in enumerate(own) if cell != ""}
    known = {column: meaning for column, meaning in filled.items() if meaning is not None}
    if not known or len(known) < len(filled):
        return None
    under = {column: _under(upper.labels[column], meaning) for column, meaning in known.items()}
    merged = {column: one for column, one in {**upper.meanings, **under}.items() if one is not None}
    return Columns(line, _of_one_person(_settled(merged, across)), upper.unread, upper.of_heads, upper.labels)


def _settled(found: Mapping[int, Meaning], cells: Sequence[Cell]) -> dict[int, Meaning]:
    """A telephone right behind 监护人 or 联系人 is theirs; where 片区 and 组 both stand, the smaller is the address."""
    settled = dict(found)
    for column, meaning in found.items():
        before = found.get(column - 1)
        if meaning is Field.PHONE and isinstance(before, Field) and before in _PHONE_OF:
            settled[column] = _PHONE_OF[before]
    areas = [column for column, meaning in found.items() if meaning is Field.AREA]
    wide = [column for column in areas if any(name in short(cells[column]) for name in _WIDER)]
    for column in areas:
        if column != (wide or areas)[0]:
            settled[column] = Field.HOUSE
    return settled
