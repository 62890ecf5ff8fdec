"""是不是同一个人: what a line of a sheet and a file have in common. Only a person merges two files; this only says."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from care.dossier import Draft, Standing


class Sameness(StrEnum):
    SAME = "同一个人"
    PROBABLE = "可能是同一个人"
    DIFFERENT = "不是同一个人"


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a file tells for comparing. `sounds`: how the name sounds, folded as that of the draft.

    `same_id`: None where the file or the draft has no ID number. `here`: in the area the draft names.
    `house`, `head`: of the household; a house of one without a name has the person's own name as `head`.
    """

    name: str
    sounds: str
    sex: str = ""
    born_on: date | None = None
    house: str = ""
    head: str = ""
    here: bool = True
    same_id: bool | None = None
    same_phone: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    sameness: Sameness
    because: str  # 一句中文，不带号码


def compare(draft: Draft, sounds: str, one: Candidate) -> Verdict:
    """ID numbers decide; without them the name and one thing more. Who cannot be told apart is `PROBABLE`.

    An ID number that stands beside quite another name was copied into the wrong line: `PROBABLE` as well.
    """
    if one.same_id:
        if sounds == one.sounds or set(draft.name[1:]) & set(one.name[1:]):
            return Verdict(Sameness.SAME, "身份证号相同")
        return Verdict(Sameness.PROBABLE, "身份证号相同，名字却不同：请核对是不是抄错了行")
    if sounds != one.sounds:
        return Verdict(Sameness.DIFFERENT, "名字不同")
    births, houses = same_birth(draft.born_on, one.born_on), _same_house(draft, one)
    if one.same_id is False:
        if births and houses and draft.name == one.name:
            return Verdict(Sameness.PROBABLE, "姓名、生日、门牌都一样，身份证号却不同：请核对号码")
        return Verdict(Sameness.DIFFERENT, "身份证号不同")
    if births is False:
        return Verdict(Sameness.DIFFERENT, "出生日期不同")
    told_apart = _told_apart(draft, one)
    if not told_apart:
        return _of_one_name(draft, one, births, houses)
    if births or houses:
        return Verdict(Sameness.PROBABLE, f"{_common(births, houses)}，{told_apart}：请核对")
    return Verdict(Sameness.DIFFERENT, told_apart)


def _told_apart(draft: Draft, one: Candidate) -> str:
    if draft.sex and one.sex and draft.sex != one.sex:
        return "性别却不同"
    return "名字只是同音，写法不同" if draft.name != one.name else ""


def _of_one_name(draft: Draft, one: Candidate, births: bool | None, houses: bool | None) -> Verdict:
    if not one.here:
        if births or one.same_phone:
            return Verdict(Sameness.PROBABLE, "别的片区有同名的人，生日或电话也一样：请核对是不是搬了")
        return Verdict(Sameness.DIFFERENT, "不在一个片区")
    if houses is False:
        if births:
            return Verdict(Sameness.SAME, "同一片区，姓名、生日一样")
        if one.same_phone:
            return Verdict(Sameness.PROBABLE, "同一片区同名，电话一样，门牌不同：请核对")
        return Verdict(Sameness.DIFFERENT, "门牌不同")
    if births or houses or one.same_phone:
        return Verdict(Sameness.SAME, f"同一片区同名，{_common(births, houses) or '电话一样'}")
    return Verdict(Sameness.PROBABLE, "同一片区同名，没有别的可以分清：请补上出生日期或身份证号")


def same_birth(one: date | None, other: date | None) -> bool | None:
    """None where nobody knows. 1 January may stand for a year: it agrees with every day of it, and proves none."""
    if one is None or other is None:
        return None
    if one.year == other.year and (_only_year(one) or _only_year(other)):
        return None
    return one == other


def _only_year(day: date) -> bool:
    return (day.month, day.day) == (1, 1)


def _same_house(draft: Draft, one: Candidate) -> bool | None:
    """By its name; where it has none, by a head who is somebody else."""
    if not one.here:
        return None
    if draft.house and one.house:
        return draft.house == one.house
    if draft.house or one.house or draft.head in ("", draft.name) or one.head in ("", one.name):
        return None
    return draft.head == one.head


def _common(births: bool | None, houses: bool | None) -> str:
    return "、".join(word for word, known in (("生日", births), ("门牌或户主", houses)) if known) + "一样" * bool(
        births or houses
    )


def gone(standing: Standing) -> str:
    """Why nothing is changed in the file of somebody who is not here any more."""
    return f"档上记着{standing}，表里还有：请核对"
